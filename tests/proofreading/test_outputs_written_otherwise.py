"""What would be broken: outputs as functions of an example, in a layer above L hidden ones, and costs of two kinds."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
EXAMPLES = r"""
$$E(w) = \sum_{n=1}^N E_n(w), \quad E_n(w) = \frac{1}{2} \sum_k (OUTPUT - TARGET)^2$$
$$z_j = \sum_i w_{ji} x_i, \quad y_j = f(z_j)$$
$$\frac{\partial E_n}{\partial y_k} = y_k - TARGET$$
"""
HIDDEN = r"""
$$z^{(l)} = W^{(l)} h^{(l-1)}, \quad h^{(l)} = f(z^{(l)})$$
$$\delta_i^{(L+1)} = \frac{\partial E}{\partial h_i^{(L+1)}} f'(z_i^{(L+1)})$$
$$\delta_i^{(L)} = f'(z_i^{(L)}) \sum_k W_{ki}^{(L+1)} \delta_k^{(L+1)}$$
$$\frac{\partial E}{\partial W_{ji}^{(L+1)}} = \delta_j^{(L+1)} h_i^{(L)}$$
"""
COSTS = r"""
$$E = \dsum_{n=1}^N E_n = \dsum_{n=1}^N \sum_{i=1}^C (y_{ni} - t_{ni})^2$$
$$E = \dsum_{n=1}^N E_n = -\dsum_{n=1}^N \sum_{i=1}^C t_{ni} \log y_{ni}$$
"""


def verdicts(text):
    """Those of all statements."""
    return [f.verdict for f in proofread(text, "notes.md").findings]


@pytest.mark.parametrize("output", ["y_k(x_n, w)", "y_k(x_n)", "y_k(x_n, w, b)"])
@pytest.mark.parametrize("target", ["t_{nk}", "t_k^{(n)}", "t_k"])
def test_an_output_of_an_example_is_an_output(output, target):
    """With its bracket it was a list, or a matrix whose slope had another shape than what is right."""
    note = EXAMPLES.replace("OUTPUT", output).replace("TARGET", target)
    assert verdicts(note)[-1] in HOLDS
    assert verdicts(note.replace("= y_k - ", "= y_k + "))[-1] is Verdict.REFUTED


def test_the_output_may_be_above_layer_l():
    """Nothing of layer L + 1 was understood, as there is none above the last."""
    assert set(verdicts(HIDDEN)[2:]) <= set(HOLDS)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"f'(z_i^{(L+1)})", r"f'(z_i^{(L)})"),
        (r"W_{ki}^{(L+1)}", r"W_{ik}^{(L+1)}"),
        (r"h_i^{(L)}$$", r"h_i^{(L+1)}$$"),
    ],
)
def test_slips_above_layer_l_are_refuted(right, wrong):
    """One layer too low, or two indices the other way round."""
    assert right in HIDDEN
    assert Verdict.REFUTED in verdicts(HIDDEN.replace(right, wrong))


def test_one_layer_too_high_is_a_slip_where_nothing_else_is_there():
    """An L + 1 alone makes L no layer below the last."""
    note = HIDDEN.replace("(L+1)", "(L)").replace(r"h_i^{(L)}$$", r"h_i^{(L-1)}$$")
    note = note.replace(r"\sum_k W_{ki}^{(L)} \delta_k^{(L)}", r"\frac{\partial E}{\partial h_i^{(L)}}")
    assert set(verdicts(note)[2:]) <= set(HOLDS)
    found = verdicts(note.replace(r"\delta_j^{(L)} h", r"\delta_j^{(L+1)} h"))
    assert found[-1] not in HOLDS
    assert found[-2] in HOLDS


def test_a_text_may_spell_out_two_kinds_of_cost():
    """What each example costs is said twice, of which the second was refuted for the first."""
    assert Verdict.REFUTED not in verdicts(COSTS)
    assert Verdict.AGREES not in verdicts(COSTS)[2:]
