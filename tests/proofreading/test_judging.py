"""What would be broken: verdicts on notes about networks of layers, the reading they stand under, contradictions."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.lexicon.definitions import Lexicon
from symbackprop.proofreading.proofreader import proofread
from symbackprop.proofreading.vocabulary.contexts import Reading
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.quantities import Key
from symbackprop.proofreading.vocabulary.values import Unclear
from symbackprop.proofreading.worlds.networks import Network

FORWARD = r"""
$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$$
$$z^l = w^l a^{l-1} + b^l$$
$$a^l = \sigma(z^l)$$
$$\delta^l = \frac{\partial C}{\partial z^l}$$
"""
BATCH = r"""
$$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}$$
$$A^{[l]} = g(Z^{[l]})$$
$$J = \frac{1}{m} \sum_{i=1}^{m} L^{(i)}$$
$$dA^{[l-1]} = W^{[l]T} dZ^{[l]}$$
$$dZ^{[l]} = dA^{[l]} * g'(Z^{[l]})$$
$$db^{[l]} = \frac{1}{m} \sum_{i=1}^{m} dZ^{[l](i)}$$
$$dW^{[1]} = \frac{1}{m} dZ^{[1]} X^T$$
"""


def verdict(forward, equation):
    """The verdict on the last equation of a small document."""
    return proofread(f"{forward}\n$${equation}$$\n", "notes.md").findings[-1].verdict


@pytest.mark.parametrize(
    "equation",
    [
        r"\delta^L = \nabla_a C \odot \sigma'(z^L)",
        r"\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)",
        r"\frac{\partial C}{\partial b^l_j} = \delta^l_j",
        r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j",
        r"\frac{\partial C}{\partial w^l} = \delta^l (a^{l-1})^T",
        r"\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)",
    ],
)
def test_the_four_equations_are_proved_for_all_sizes(equation):
    """Without the referee behind it, what holds would only agree."""
    assert verdict(FORWARD, equation) is Verdict.PROVED


@pytest.mark.parametrize(
    "equation",
    [
        r"\delta^l = (w^{l+1} \delta^{l+1}) \odot \sigma'(z^l)",
        r"\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma(z^l)",
        r"\delta^l = (w^{l+1})^T \delta^{l+1}",
        r"\delta^l = -((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)",
        r"\delta^l = ((w^{l})^T \delta^{l}) \odot \sigma'(z^l)",
        r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_j \delta^l_k",
        r"\frac{\partial C}{\partial w^l} = a^{l-1} (\delta^l)^T",
        r"\frac{\partial C}{\partial b^l_j} = \delta^l_j a^{l-1}_j",
        r"\delta^l_j = w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)",
        r"\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \delta'(z^l)",
    ],
)
def test_likely_mistakes_are_refuted(equation):
    """Each is one slip away from an equation that holds."""
    assert verdict(FORWARD, equation) is Verdict.REFUTED


@pytest.mark.parametrize(
    ("equation", "wanted"),
    [
        (r"dW^{[l]} = \frac{1}{m} dZ^{[l]} A^{[l-1]T}", Verdict.PROVED),
        (r"dW^{[l]} = dZ^{[l]} A^{[l-1]T}", Verdict.REFUTED),
        (r"db^{[l]} = \frac{1}{m} np.sum(dZ^{[l]}, axis=1, keepdims=True)", Verdict.PROVED),
        (r"db^{[l]} = \frac{1}{m} np.sum(dZ^{[l]}, axis=0, keepdims=True)", Verdict.REFUTED),
    ],
)
def test_a_batch_in_columns(equation, wanted):
    """Where the 1/m stands, and over which axis is summed, the rest of the document decides."""
    assert verdict(BATCH, equation) is wanted


def test_a_cost_that_two_gradients_contradict_is_to_blame():
    """The mean over examples is what both gradients are of: the sum without 1/n contradicts it."""
    text = (
        FORWARD
        + r"""
$$C = \frac{1}{n} \sum_x C_x$$
$$C = \sum_x C_x$$
$$\frac{\partial C}{\partial w_k} = \frac{1}{n} \sum_x \frac{\partial C_x}{\partial w_k}$$
$$\frac{\partial C}{\partial b_k} = \frac{1}{n} \sum_x \frac{\partial C_x}{\partial b_k}$$
"""
    )
    findings = proofread(text, "notes.md").findings
    assert [f.verdict for f in findings[4:]] == [
        Verdict.DEFINITION, Verdict.REFUTED, Verdict.AGREES, Verdict.AGREES,
    ]  # fmt: skip
    assert findings[5].related


def test_what_is_not_understood_is_not_judged():
    """A symbol that nothing explains leaves an equation undecided, with the reason."""
    (finding,) = proofread("$$Q^\\star = \\Upsilon_{r} \\diamond 3$$", "notes.md").findings
    assert finding.verdict is Verdict.UNDECIDED and finding.reason


def test_a_definition_that_does_not_fit_refutes_nothing():
    """A forward equation with a slip must not make the right equations after it look wrong."""
    text = r"""
$$z^l = w^l + (a^{l-1})^T b^l$$
$$\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)$$
"""
    assert proofread(text, "notes.md").findings[-1].verdict is not Verdict.REFUTED


@pytest.mark.parametrize(
    ("equation", "wanted"),
    [
        (r"\delta^{[L]} = \frac{1}{m} (A^{[L]} - Y) \odot \sigma'(Z^{[L]})", Verdict.PROVED),
        (r"\delta^{[L]} = (A^{[L]} - Y) \odot \sigma'(Z^{[L]})", Verdict.PROVED),
        (r"\delta^{[L]} = \frac{1}{m} (A^{[L]} - Y) \odot \sigma(Z^{[L]})", Verdict.REFUTED),
    ],
)
def test_a_cost_that_is_defined_nowhere_may_be_a_mean_as_well_as_a_sum(equation, wanted):
    """Taken for a sum alone, an undefined cost makes the error with its 1/m a false alarm."""
    forward = r"""
$$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}$$
$$A^{[l]} = \sigma(Z^{[l]})$$
$$\frac{\partial J}{\partial W^{[l]}} = \delta^{[l]} A^{[l-1]T}$$
"""
    assert verdict(forward, equation) is wanted


def test_what_cannot_be_computed_ends_no_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Arrays that do not fit the usual formula for a quantity leave statements undecided, no more."""

    def fail(*_: object) -> None:
        raise ValueError("operands could not be broadcast together")

    monkeypatch.setattr("symbackprop.proofreading.worlds.networks.template", fail)
    with pytest.raises(Unclear):
        Network(Lexicon(Habits()), (), Reading()).node(Key("q"))
