"""What would be broken: one symbol that was misread leaves a whole document undecided, or a guess excuses a slip."""

import pytest

import symbackprop as sb
from symbackprop.proofreading.amending import search
from symbackprop.proofreading.amending.amendments import the_usual_network

HOLDS = (sb.Verdict.PROVED, sb.Verdict.AGREES, sb.Verdict.DEFINITION)
DECOMPOSED = r"""
$$W^{[2]} = U S V^T$$
$$z^{[1]} = W^{[1]} x + b^{[1]}, \qquad a^{[1]} = \sigma(z^{[1]})$$
$$z^{[2]} = W^{[2]} a^{[1]} + b^{[2]}, \qquad a^{[2]} = \sigma(z^{[2]})$$
$$L = -y \log a^{[2]} - (1 - y) \log(1 - a^{[2]})$$
$$\delta^{[2]} = a^{[2]} - y$$
$$\frac{\partial L}{\partial W^{[2]}} = \delta^{[2]} (a^{[1]})^T$$
$$\delta^{[1]} = (W^{[2]})^T \delta^{[2]} \odot \sigma'(z^{[1]})$$
$$\frac{\partial L}{\partial W^{[1]}} = \delta^{[1]} x^T$$
$$\frac{\partial L}{\partial b^{[1]}} = \delta^{[1]}$$
"""
"""The weights decomposed into what nothing explains."""


def test_a_definition_that_nothing_fits_is_left_out():
    """Every equation that reads the weights would be undecided for the sake of one matrix."""
    report = sb.check_document(DECOMPOSED)
    assert all(f.verdict in HOLDS for f in report)
    (reading,) = report.readings
    assert ("amended", "line 2 defines nothing") in reading.choices
    assert "amended: line 2 defines nothing" in str(report)


def test_a_slip_is_refuted_under_an_amendment():
    """What is held of a document makes it understood, and is no excuse for what is wrong in it."""
    (wrong,) = sb.check_document(DECOMPOSED.replace(r"(W^{[2]})^T \delta", r"W^{[2]} \delta")).refuted
    assert wrong.correction is not None and wrong.correction.what == "transpose W^{[2]}"


UNKNOWN = r"$$\Omega_1 = \rho(q) \qquad R(q) + \kappa = \rho(\rho(q)) \qquad P(q)^2 = R(R(q))$$"
"""Nothing can be said about this."""


@pytest.mark.parametrize("unknown", ["", UNKNOWN])
def test_no_guess_is_made_for_the_sake_of_one_equation(unknown):
    """∂C/∂z = a − y would hold if the second line were no definition, and is wrong."""
    note = r"""
$$z = w x + b \qquad a = z \qquad C = \tfrac12 (a - y)^2$$
$$a = \sigma(z)$$
$$\frac{\partial C}{\partial w} = (a - y) \sigma'(z) x \qquad \frac{\partial C}{\partial b} = (a - y) \sigma'(z)$$
$$\frac{\partial C}{\partial z} = a - y$$
"""
    report = sb.check_document(note + unknown)
    assert all(name != "amended" for r in report.readings for name, _ in r.choices)
    assert [f.latex for f in report.refuted] == [r"\frac{\partial C}{\partial z} = a - y"]


def test_a_section_is_read_by_itself_where_the_rest_of_the_document_has_other_letters(monkeypatch):
    """The layers of one section made the z of the functions in another one undefined."""
    monkeypatch.setattr(search, "AMENDMENTS", ())
    note = r"""
# One function
$$u = e^z + e^{-z} \qquad v = e^z - e^{-z}$$
$$u' = e^z - e^{-z}$$
$$v' = e^z + e^{-z}$$
$$\frac{d}{dz} \left(\frac{v}{u}\right) = \frac{v' u - v u'}{u^2}$$
$$(e^z - e^{-z})^2 = e^{2z} - 2 + e^{-2z}$$

# A network
$$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]} \qquad A^{[l]} = g(Z^{[l]})$$
$$dZ^{[l]} = dA^{[l]} \odot g'(Z^{[l]})$$
"""
    assert all(f.verdict in HOLDS for f in sb.check_document(note))


LAST_LAYER = r"""
$$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]} \qquad A^{[l]} = f(Z^{[l]})$$
$$dZ = A - Y$$
$$dW^{[L]} = \frac1m dZ (A^{[L-1]})^T$$
$$db^{[L]} = \frac1m \sum dZ$$
$$\delta^{[L]} = dZ$$
"""
WITHOUT_INDEX = r"""
$$\frac{\partial E}{\partial w_{ji}} = \frac{\partial E}{\partial a_j} \frac{\partial a_j}{\partial w_{ji}}$$
$$\delta_j = h'(a_j) \sum_k w_{kj} \delta_k$$
$$\frac{\partial E}{\partial w_{ji}} = \delta_j z_i$$
$$\frac{\partial z_j}{\partial a_j} = h'(a)$$
$$\delta_j = h'(a) \frac{\partial E}{\partial z_j}$$
$$\frac{\partial E}{\partial a_j} = h'(a) \sum_k w_{kj} \delta_k$$
$$\frac{\partial E}{\partial w_{ji}} = h'(a) z_i \sum_k w_{kj} \delta_k$$
"""


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (LAST_LAYER, "letters without a layer are of the last one"),
        (WITHOUT_INDEX, "what has no index has j"),
    ],
)
def test_what_stands_without_a_script_has_that_of_the_rest(note, said):
    """A − Y beside A^{[l]}, and h'(a) beside h'(a_j): nothing could be said of them."""
    report = sb.check_document(note)
    assert all(f.verdict in HOLDS for f in report)
    assert ("amended", said) in report.readings[0].choices


def test_what_is_wrong_without_its_scripts_is_refuted():
    """The index that is put in excuses no other."""
    (wrong,) = sb.check_document(WITHOUT_INDEX.replace(r"z_i \sum_k w_{kj}", r"z_i \sum_k w_{jk}")).refuted
    assert wrong.correction is not None and r"w_{kj}" in wrong.correction.latex


def test_what_is_nought_where_indices_differ_is_not_refuted_where_they_are_the_same():
    """∂z_k/∂w_{ij} = 0 is said of other units than i, as everyone knows."""
    note = r"$$z_k = \sum_j w_{kj} x_j$$ $$\frac{\partial z_k}{\partial w_{kj}} = x_j$$"
    *_, other = sb.check_document(note + r"$$\frac{\partial z_k}{\partial w_{ij}} = 0$$")
    assert other.verdict is not sb.Verdict.REFUTED


def test_a_careless_text_means_the_usual_network(monkeypatch):
    """Several slips in the formulas of the network would leave all that follows undecided."""
    monkeypatch.setattr(search, "AMENDMENTS", (the_usual_network,))
    report = sb.check_document(DECOMPOSED)
    assert all(f.verdict in HOLDS for f in report)
    assert ("amended", "the network is the usual one") in report.readings[0].choices


WITH_EXERCISE = r"""
# The rules
$$z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}, \qquad a^{(l)} = \sigma(z^{(l)})$$
$$\delta^{(L)} = \frac{\partial C}{\partial a^{(L)}} \odot \sigma'(z^{(L)})$$
$$\delta^{(l)} = (W^{(l+1)})^T \delta^{(l+1)} \odot \sigma'(z^{(l)})$$
$$\frac{\partial C}{\partial W^{(l)}} = \delta^{(l)} (a^{(l-1)})^T$$
# An exercise
$$y = \sigma(w x + b), \qquad C = \frac12 (y - t)^2$$
$$\frac{\partial C}{\partial w} = (y - t) \sigma'(w x + b) x$$
"""
"""A network of its own at the end."""


def test_an_exercise_says_nothing_about_what_stands_before_it():
    """The cost of a single neuron would be that of the whole network."""
    assert all(f.verdict in HOLDS for f in sb.check_document(WITH_EXERCISE))
