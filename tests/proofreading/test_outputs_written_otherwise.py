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


@pytest.mark.parametrize(
    ("output", "target"),
    [("y_k(x_n, w)", "t_{nk}"), ("y_k(x_n)", "t_k^{(n)}"), ("y_k(x_n, w, b)", "t_k"), ("y_k(x_n)", "t_k")],
)
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


NAMED = r"""
$$Z_1 = W_1 X + b_1, \quad A_1 = \sigma(Z_1)$$
$$Z_2 = W_2 A_1 + b_2, \quad A_2 = \sigma(Z_2)$$
The output is
$$A_2 = \hat{Y}$$
$$L = -\frac{1}{n} \sum_{i=1}^{n} [y_i \log(\hat{y}_i) + (1 - y_i) \log(1 - \hat{y}_i)]$$
$$\frac{\partial L}{\partial Z_2} = \frac{1}{n} [A_2 - Y]$$
$$\frac{\partial L}{\partial W_2} = \frac{1}{n} [A_2 - Y] A_1^\top$$
"""


def test_another_name_for_a_layer_does_not_define_it_anew():
    """Behind A_2 = Ŷ the output no longer depended on Z_2."""
    findings = proofread(NAMED, "note.md").findings
    assert [f.verdict for f in findings if r"\partial" in f.latex] == [Verdict.PROVED] * 2
    assert proofread(NAMED.replace("[A_2 - Y]$$", "[Y - A_2]$$"), "note.md").refuted


def test_the_error_at_a_layer_is_no_layer():
    """W^T δ was taken for what a is."""
    (error, _) = proofread(r"$$\text{Error at } a^{[1]} = (W^{[2]})^T \delta^{[2]}$$ $$z^{[2]} = W^{[2]} a^{[1]}$$",
                           "note.md").findings  # fmt: skip
    assert error.verdict is Verdict.UNDECIDED


NUMBERED = r"""
$$z_2 = w_1 a_1 + b_2, \quad a_2 = \sigma(z_2), \quad z_3 = w_2 a_2 + b_3, \quad a_3 = \sigma(z_3)$$
$$c = C(a_3, y)$$
$$\frac{\partial c}{\partial w_2} = 2(a_3 - y) \times a_3(1 - a_3) \times a_2$$
$$\frac{\partial c}{\partial w_1} = 2(a_3 - y) \times a_3(1 - a_3) \times w_2 \times a_2 (1 - a_2) \times a_1$$
"""


def test_a_target_is_compared_with_the_last_of_numbered_activations():
    """Nothing said what the a is that y is compared with: a_3."""
    findings = proofread(NUMBERED, "note.md").findings
    assert {f.verdict for f in findings if r"\partial" in f.latex} == {Verdict.PROVED}
    slip = proofread(NUMBERED.replace(r"\times a_2$$", r"\times a_1$$"), "note.md").findings
    assert [f.verdict in HOLDS for f in slip if r"\partial" in f.latex] == [False, True]


PUT_IN = r"""
Let $x = 1$, $y = 5$, $w_1 = 2$, $w_2 = 3$.
$$a_1 = w_1 x = 2, \quad a_2 = w_2 a_1 = 6, \quad J = \frac{1}{2} (a_2 - y)^2$$
$$\frac{\partial J}{\partial a_2} = a_2 - y = 1$$
$$\frac{\partial J}{\partial a_1} = \frac{\partial J}{\partial a_2} \frac{\partial a_2}{\partial a_1} = 1 w_2 = 3$$
"""


def test_a_number_that_is_put_in_on_the_way_is_no_factor():
    """The 1 of 1 w_2 is what a − y is."""
    assert proofread(PUT_IN, "note.md").refuted == ()
    for wrong in ("2 w_2 = 6", "1 w_1 = 2"):
        slip = proofread(PUT_IN.replace("1 w_2 = 3", wrong), "note.md").findings
        assert not [f for f in slip if f.latex.endswith(wrong.partition(" =")[0]) and f.verdict in HOLDS]


EXAMPLE = r"""
## An example
$$z_h = w_1 x + b_1, \quad a_h = \sigma(z_h)$$
$$z_o = w_2 a_h + b_2, \quad \hat{y} = z_o$$
$$L = \frac{1}{2} (y - \hat{y})^2$$
$$\frac{\partial L}{\partial w_2} = -(y - \hat{y}) \cdot a_h$$

## Any number of layers
$$\delta^{(L)} = \nabla_{\hat{y}} L \odot f'(z^{(L)})$$
$$\delta^{(l)} = (w^{(l+1)})^T \delta^{(l+1)} \odot f'(z^{(l)})$$
$$\frac{\partial L}{\partial w^{(l)}} = \delta^{(l)} (a^{(l-1)})^T$$
"""


def test_the_output_of_an_example_is_not_that_of_any_layers():
    """ŷ stayed z_o where layers are counted, so that no slope by it said anything of z^L, and no slip was mended."""
    assert {f.verdict for f in proofread(EXAMPLE, "note.md").findings} <= {*HOLDS, Verdict.DEFINITION}
    for right, wrong in (
        ("f'(z^{(L)})", "f(z^{(L)})"),
        ("(a^{(l-1)})^T", "(a^{(l)})^T"),
        ("(w^{(l+1)})^T", "w^{(l+1)}"),
    ):
        assert proofread(EXAMPLE.replace(right, wrong), "note.md").refuted


MODEL = r"""
$H(x) = \frac{1}{1+e^{-w^T x}}$ and $z = w^T x$; the cost is the binary cross entropy.

$\frac{\partial c}{\partial H} = -\frac{y}{H} + \frac{1-y}{1-H}$

$\frac{\partial c}{\partial z} = -y(1-H) + (1-y)H = H - y$

$$\frac{\partial J}{\partial w_j} = \frac{1}{m}\sum_{i=1}^{m}(H(x^{(i)}) - y^{(i)})\, x_j^{(i)}$$

$W := W - \alpha\frac{1}{m}X^T(H-Y)$
"""


def test_a_model_that_is_written_with_and_without_its_input_is_one_output() -> None:
    """H(x^{(i)}) was H multiplied by x^{(i)}, and refuted; c was nothing that is known."""
    found = proofread(MODEL, "notes.md").findings
    assert {f.verdict for f in found} <= {Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"(H(x^{(i)}) - y^{(i)})", r"(y^{(i)} - H(x^{(i)}))"),
        (r"y^{(i)})\, x_j^{(i)}", r"y^{(i)})\, x_i^{(i)}"),
        (r"+ \frac{1-y}{1-H}", r"- \frac{1-y}{1-H}"),
        (r"-y(1-H) + (1-y)H =", r"-y(1-H) - (1-y)H ="),
        (r"X^T(H-Y)", r"X(H-Y)"),
    ],
)
def test_a_slip_beside_such_a_model_does_not_hold(right: str, wrong: str) -> None:
    """An output at an example would be anything."""
    assert right in MODEL
    found = proofread(MODEL.replace(right, wrong), "notes.md").findings
    assert {f.verdict for f in found} & {Verdict.REFUTED, Verdict.UNDECIDED}
