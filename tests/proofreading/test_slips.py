"""What would be broken: a slip is missed for what else was not understood, or is taken for a convention of its own."""

import pytest

import symbackprop as sb

LAYERS = r"$$z^l = w^l a^{l-1} + b^l$$ $$a^l = \sigma(z^l)$$ $$C = \frac{1}{2} \|q(x) - a^L\|^2$$"
ERRORS = r"$$\delta^l = \frac{\partial C}{\partial z^l}$$ $$\frac{\partial C}{\partial b^l} = \delta^l$$"
BACK = r"\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)"


def judged(note: str) -> dict[str, sb.Verdict]:
    """The verdict on every equation."""
    return {f.latex: f.verdict for f in sb.check_document(note)}


def test_a_slip_is_found_though_the_cost_was_not_understood():
    """What holds at any cost after a small change was meant so; what q is has nothing to do with it."""
    slip = BACK.replace(r"\sigma'(z^l)", r"\sigma(z^l)")
    *_, found = sb.check_document(f"{LAYERS} {ERRORS} $${slip}$$")
    assert found.verdict is sb.Verdict.REFUTED
    assert found.correction.latex == BACK


def test_what_may_hold_at_the_cost_of_the_text_is_not_refuted():
    """Where the cost was not understood, nothing is known of what is computed from its formula."""
    *_, found = sb.check_document(rf"{LAYERS} {ERRORS} $$\delta^L = 3 (a^L - q(x)) \odot \sigma'(z^L)$$")
    assert found.verdict is sb.Verdict.UNDECIDED


def test_one_error_too_high_does_not_shift_all_errors():
    """A δ_3 beside δ_1 and two layers is a slip, and no numbering of its own."""
    note = (
        r"$$z_1 = W_1 x + b_1$$ $$a_1 = \sigma(z_1)$$ $$z_2 = W_2 a_1 + b_2$$ $$\hat{y} = \sigma(z_2)$$"
        r"$$\delta_2 = \frac{\partial L}{\partial z_2}$$ $$\delta_1 = W_2^T \delta_2 \odot \sigma'(z_1)$$"
        r"$$\frac{\partial L}{\partial b_1} = \delta_1$$ $$\frac{\partial L}{\partial b_2} = \delta_3$$"
    )
    *_, right, wrong = judged(note).values()
    assert (right, wrong) == (sb.Verdict.PROVED, sb.Verdict.REFUTED)


def test_a_step_along_no_gradient_is_no_case():
    """One unit of softmax is 1 whatever its weights are: a step up would be as good as one down."""
    note = (
        r"$$z = W x + b$$ $$\hat{y} = \mathrm{softmax}(z)$$ $$L = -\sum_k y_k \log \hat{y}_k$$"
        r"$$W \leftarrow W + \eta \frac{\partial L}{\partial W}$$"
    )
    *_, found = sb.check_document(note)
    assert found.verdict is sb.Verdict.REFUTED


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (r"\sum_k w^{l+1}_{jk} \delta^{l+1}_k \sigma'(z^l_j)", r"\sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)"),
        (r"\sum_k w^{l-1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)", r"\sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)"),
    ],
)
def test_scripts_are_put_right_in_one_step(wrong, right):
    """Two indices change places at once, and layers go up by two."""
    note = (
        r"$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$$ $$a^l_j = \sigma(z^l_j)$$"
        r"$$\delta^l_j = \frac{\partial C}{\partial z^l_j}$$ $$\frac{\partial C}{\partial b^l_j} = \delta^l_j$$"
    )
    *_, found = sb.check_document(rf"{note} $$\delta^l_j = {wrong}$$")
    assert found.verdict is sb.Verdict.REFUTED
    assert found.correction.latex == rf"\delta^l_j = {right}"


def test_what_holds_in_a_convention_of_its_own_is_a_slip():
    """Where all other gradients are those of a cost that is summed, one with a mean is wrong."""
    note = (
        r"$$Z_h = W_h X + b_h$$ $$A_h = \tanh(Z_h)$$ $$Z_o = W_o A_h + b_o$$ $$A_o = \mathrm{softmax}(Z_o)$$"
        r"$$L = -\sum_{i=1}^m \sum_k Y_{ki} \log A_{o,ki}$$ $$\frac{\partial L}{\partial Z_o} = A_o - Y$$"
        r"$$\frac{\partial L}{\partial W_o} = (A_o - Y) A_h^T$$ $$\frac{\partial L}{\partial A_h} = W_o^T (A_o - Y)$$"
        r"$$\frac{\partial L}{\partial W_h} = \frac{1}{m} \frac{\partial L}{\partial Z_h} X^T$$"
    )
    *_, right, wrong = sb.check_document(note)
    assert (right.verdict, wrong.verdict) == (sb.Verdict.PROVED, sb.Verdict.REFUTED)


def test_a_lost_sum_is_found_where_one_output_came_first():
    """(a − y)² of one output says nothing of a cost that is summed over several, and of one no sum is lost."""
    one = r"$$C_0 = (a^{(L)} - y)^2$$ $$z^{(L)} = w^{(L)} a^{(L-1)} + b^{(L)}$$ $$a^{(L)} = \sigma(z^{(L)})$$"
    several = r"$$z_j^{(L)} = \sum_k w_{jk}^{(L)} a_k^{(L-1)} + b_j^{(L)}$$ $$C_0 = \sum_j (a_j^{(L)} - y_j)^2$$"
    slope = r"w_{jk}^{(L)} \sigma'(z_j^{(L)}) 2(a_j^{(L)} - y_j)"
    *_, right, wrong = sb.check_document(
        rf"{one} {several} $$\frac{{\partial C_0}}{{\partial a_k^{{(L-1)}}}} = \sum_j {slope}$$"
        rf"$$\frac{{\partial C_0}}{{\partial a_k^{{(L-1)}}}} = {slope}$$"
    )
    assert (right.verdict, wrong.verdict) == (sb.Verdict.PROVED, sb.Verdict.REFUTED)
