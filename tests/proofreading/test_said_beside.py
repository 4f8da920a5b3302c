"""Forward passes in code and in plain words, beside formulas."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.containers.plain import clear_of, equations_beside
from symbackprop.proofreading.proofreader import proofread

HOLDS = (Verdict.PROVED, Verdict.AGREES)
CODE = """
Z1 = np.dot(W1, X) + b1
A1 = np.maximum(0, Z1)  # hidden
x_hat = V @ h + c
a = 1/(1+np.exp(-z))
dZ2 = A2 - Y
W1 = W1 - lr * dW1
lr = 0.1
A1, cache = forward(X)
"""
NOTE = r"""
$$\nabla_{W_2} L = h^T (p - y)$$
$$\nabla_h L = (p-y) W_2^T$$
$$\nabla_{W_1} L = x^T (\nabla_h L \odot (1-h^2))$$
where h = tanh(x W_1 + b_1), p = softmax(h W_2 + b_2).
"""


def test_assignments_of_formulas_are_read():
    """A derivative, a step, a number and a call of something else are no part of a forward pass."""
    found = [latex for _, _, latex in equations_beside(CODE, [])]
    assert found == [
        "Z_{1} = W_{1} X + b_{1}",
        r"A_{1} = \max(0, Z_{1})",
        r"\hat{x} = V h + c",
        r"a = \frac{1}{1 + \exp(-z)}",
    ]


@pytest.mark.parametrize(
    ("words", "latex"),
    [
        ("where x = relu(z).", [r"x = \text{relu}(z)"]),
        ("one example only (z = w^T x):", ["z = w^T x"]),
        ("x = the input of the network", []),
        ("we set y = 1 and n = the number of things", []),
        ("x = __import__('os')", []),
        ("x = " + "(" * 100_000, []),
    ],
)
def test_plain_words_are_read_as_far_as_they_are_formulas(words, latex):
    """Prose is no formula, and nothing of it is run."""
    assert [found for _, _, found in equations_beside(words, [])] == latex


def test_what_stands_in_mathematics_is_not_read_again():
    """A display would define its quantities twice."""
    text = "$$\nz = w x + b\n$$"
    assert not list(equations_beside(text, [(0, len(text))]))


def test_a_part_is_clear_of_others_where_none_reaches_into_it():
    """Each of many places was compared with each of many formulas."""
    is_clear = clear_of([(20, 30), (0, 10)])
    assert is_clear(10, 20) and is_clear(30, 99)
    assert not any(is_clear(*part) for part in ((9, 12), (15, 21), (22, 25), (0, 99)))


def test_the_forward_pass_of_the_words_serves():
    """Nothing said what h and p are."""
    findings = proofread(NOTE, "note.md").findings
    assert [f.verdict in HOLDS for f in findings] == [True] * 3


@pytest.mark.parametrize(("right", "wrong"), [("h^T (p", "x^T (p"), ("W_2^T$$", "W_2$$"), ("(1-h^2)", "(1-h)")])
def test_slips_do_not_hold_by_words(right, wrong):
    """What is read more freely must not let slips through."""
    findings = proofread(NOTE.replace(right, wrong), "note.md").findings
    assert any(f.verdict not in HOLDS for f in findings)


AUTOENCODER = r"""
h = sigmoid(W @ x + b), x_hat = V @ h + c, and the loss is half the squared norm.

- $\delta_o = \hat{x} - x$
- $\nabla_V L = \delta_o h^\top$
- $\nabla_c L = \delta_o$
- $\delta_h = (V^\top \delta_o) \odot h \odot (1-h)$
- $\nabla_W L = \delta_h x^\top$
"""


def test_the_error_of_the_output_is_that_of_what_is_computed_last():
    """Nothing said what δ_o is where the output is x̂, nor that it should be x."""
    assert all(f.verdict in HOLDS for f in proofread(AUTOENCODER, "note.md").findings)


@pytest.mark.parametrize(
    ("right", "wrong"), [(r"\hat{x} - x$", r"x - \hat{x}$"), (r"\delta_o h^\top", r"\delta_o x^\top"), ("V^", "W^")]
)
def test_slips_in_an_autoencoder_do_not_hold(right, wrong):
    """The target is chosen by the output's letter; its sign and all else is not."""
    findings = proofread(AUTOENCODER.replace(right, wrong), "note.md").findings
    assert any(f.verdict not in HOLDS for f in findings)


TRASK = r"""
```python
l1 = nonlin(np.dot(l0, syn0))
l2 = nonlin(np.dot(l1, syn1))
```
with sigmoids everywhere and one example per row. For $E = \frac12\sum(y-l_2)^2$:
$$-\frac{\partial E}{\partial S_1} = l_1^\top \left((y-l_2) \odot l_2\odot(1-l_2)\right)$$
$$e_1 = \left((y-l_2) \odot l_2\odot(1-l_2)\right) S_1^\top$$
$$S_1 \leftarrow S_1+l_1^\top \left((y-l_2) \odot l_2\odot(1-l_2)\right)$$
$$S_0 \leftarrow S_0+l_0^\top\left(e_1\odot l_1\odot(1-l_1)\right)$$
"""


def test_words_in_code_are_the_letters_of_the_formulas():
    """The syn1 of the code would be nothing that a formula has, which calls it S_1, and nonlin no function."""
    verdicts = [f.verdict for f in proofread(TRASK, "note.md").findings]
    assert Verdict.UNDECIDED not in verdicts
    assert Verdict.REFUTED not in verdicts
    wrong = proofread(TRASK.replace(r"S_1+l_1^\top", r"S_1+l_2^\top"), "note.md").findings
    assert wrong[-2].verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    ("code", "written", "latex"),
    [
        ("hidden = np.maximum(0, X.dot(W) + b)", "dhidden = dscores W_2^T", [r"\text{hidden} = \max(0, X W + b)"]),
        ("hidden_layer = np.tanh(X @ W)", "dW = X^T dH", [r"H = \tanh(X W)"]),
        ("scores = X @ W", "the gradient of z", []),
    ],
)
def test_a_word_of_code_is_one_that_a_formula_has(code, written, latex):
    """It would be read as something else, or a word of the text as a formula."""
    assert [found for _, _, found in equations_beside(code, [], written)] == latex
