"""What many notes do: layers by name, several activations by one letter, words of other languages, boxes, ∇W."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NOTES = {
    "layers by name": r"""
$$p^{(hid)} = V^{(hid)} x + c^{(hid)}, \quad h^{(hid)} = \tanh(p^{(hid)}), \quad p^{(out)} = V^{(out)} h^{(hid)}$$
$$E = \frac12 \sum_k (p^{(out)}_k - y_k)^2$$
$$\frac{\partial E}{\partial V^{(out)}} = (p^{(out)} - y) (h^{(hid)})^T$$
$$\frac{\partial E}{\partial p^{(hid)}} = (V^{(out)})^T (p^{(out)} - y) \odot (1 - (h^{(hid)})^2)$$
""",
    "a loss called l": r"""
$$z = Wx + b, \quad a = \sigma(z), \quad l(a, y) = \frac12 \sum_k (a_k - y_k)^2$$
$$\frac{\partial l}{\partial b} = (a - y) \odot \sigma'(z)$$
""",
    "a list of activations": r"""
$$f(u) = \frac{1}{1 + e^{-u}}$$ $$f'(u) = f(u) (1 - f(u))$$
$$f(u) = \tanh(u)$$ $$f'(u) = 1 - f(u)^2$$
$$f(u) = \max(0, u)$$ $$f'(u) = \begin{cases} 1 & u > 0 \\ 0 & \text{sonst} \end{cases}$$
""",
    "a cost down to its weights": r"""
$$z = Wx + b, \quad a = g(z), \quad C = \frac12 \sum_k (a_k - y_k)^2$$
$$C = \frac12 \sum_k \left( g\Big(\sum_j W_{kj} x_j + b_k\Big) - y_k \right)^2$$
$$\frac{\partial C}{\partial a} = a - y$$
""",
    "boxes and conditions": r"""
$$z = Wx + b \quad \text{und} \quad s_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$$
$$\boxed{\frac{\partial s_i}{\partial z_j} = s_i (1 - s_i)} \quad \text{falls } i = j$$
$$\frac{\partial s_i}{\partial z_j}(z)
= \left\{\begin{array}{rcl} s_i (1 - s_j) & \mbox{si} & i = j \\ -s_i s_j & \mbox{sinon} &
\end{array}\right.$$
""",
    "gradients by name alone": r"""
$$z^l = W^l a^{l-1} + b^l, \quad a^l = f(z^l), \quad C = \frac{1}{2 n_L} \sum_j (a^L_j - y_j)^2$$
$$\delta^L = \frac{1}{n_L} (a^L - y) \odot \frac{\partial f}{\partial z^L}$$
$$\nabla W^l = \delta^l (a^{l-1})^T, \quad \nabla b^l = \delta^l$$
""",
    "weights with numbers, examples with letters": r"""
$$h = \sigma(V^{(1)} x + b^{(1)}), \quad \hat y = V^{(2)} h + b^{(2)}, \quad
E = \frac{1}{2m} \sum_{i=1}^m \|\hat y^{(i)} - y^{(i)}\|^2$$
$$\frac{\partial E}{\partial V^{(2)}} = \frac1m \sum_{i=1}^m (\hat y^{(i)} - y^{(i)}) (h^{(i)})^T$$
""",
    "slopes at a place": r"""
$$z^l = W^l a^{l-1} + b^l, \quad a^l = \sigma(z^l), \quad C = \frac12 \|a^L - y\|^2$$
$$\delta^L_j = (a^L_j - y_j) \left. \frac{d\sigma}{dz} \right|_{z = z^L_j}, \quad
\delta^L = (a^L - y) \odot \frac{d\sigma(z^L)}{dz}$$
$$\delta^L = (a^L - y) \odot \frac{\partial a^L}{\partial z^L}$$
""",
    "an output with a prime": r"""
$$s = w x + b, \quad y' = \sigma(s), \quad E = \frac12 (y' - y)^2$$
$$\frac{\partial E}{\partial y'} = y' - y, \quad \frac{\partial y'}{\partial s} = y' (1 - y')$$
""",
    "the last layer by a capital": r"""
$$a^{(K)} = g(V^{(K)} a^{(K-1)} + b^{(K)}), \quad J = \frac12 \|a^{(K)} - y\|^2$$
$$\frac{\partial J}{\partial a^{(K)}} = a^{(K)} - y$$
""",
    "steps of training in brackets": r"""
$$v_j(t) = \sum_i w_{ji}(t) x_i(t), \quad y_j(t) = \varphi(v_j(t)), \quad
v_k(t) = \sum_j w_{kj}(t) y_j(t), \quad y_k(t) = \varphi(v_k(t))$$
$$E(t) = \frac12 \sum_k (d_k(t) - y_k(t))^2$$
$$\frac{\partial E(t)}{\partial w_{kj}(t)} = -(d_k(t) - y_k(t)) \varphi'(v_k(t)) y_j(t)$$
""",
    "one example by its letter alone": r"""
$$z^{(l+1)} = W^{(l)} a^{(l)} + b^{(l)}, \quad a^{(l)} = f(z^{(l)})$$
$$J(W,b;x,y) = \frac12 \|a^{(L)} - y\|^2, \quad J(W,b) = \frac1m \sum_{i=1}^m J(W,b;x^{(i)},y^{(i)})$$
$$\frac{\partial J(W,b;x,y)}{\partial b_i^{(l)}} = \frac{\partial J}{\partial z_i^{(l+1)}}$$
""",
}
SLIPS = [
    ("layers by name", "(V^{(out)})^T", "V^{(out)}"),
    ("a loss called l", r"= (a - y) \odot", r"= (a + y) \odot"),
    ("a list of activations", "1 - f(u)^2", "1 - f(u)"),
    ("boxes and conditions", "-s_i s_j", "s_i s_j"),
    ("weights with numbers, examples with letters", r"\frac1m \sum", r"-\frac1m \sum"),
    ("slopes at a place", r"|_{z = z^L_j}", r"|_{z = a^L_j}"),
    ("an output with a prime", "y' (1 - y')", "y' (1 + y')"),
    ("gradients by name alone", r"\delta^l (a^{l-1})^T", r"\delta^l (a^l)^T"),
]
HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)


@pytest.mark.parametrize("name", NOTES)
def test_a_right_note_is_understood_throughout(name):
    """Something that the note says was not taken from it."""
    assert all(f.verdict in HOLDS for f in proofread(NOTES[name], "note.md").findings)


@pytest.mark.parametrize(("name", "right", "wrong"), SLIPS)
def test_a_slip_in_it_is_found(name, right, wrong):
    """The reading that understands the note lets a mistake pass."""
    assert proofread(NOTES[name].replace(right, wrong), "note.md").refuted


@pytest.mark.parametrize(
    "latex",
    [
        r"$$z = Wx + b$$ $$y = g(z)$$ $$I_n^T z = z$$",
        r"$$\log p = \frac{\ln p}{\ln 10}$$",
        r"$$z = Wx + b$$ $$a = g(z)$$ $$C = \frac12\|a - y\|^2$$ $$\frac{\partial C}{\partial z} = J_g(z)^T (a - y)$$",
        r"""$$z^{(i)} = w x^{(i)} + b, \quad C = \frac1n \sum_i (z^{(i)} - y^{(i)})^2$$
        $$\frac{\partial C}{\partial w^{(i)}}
        = \frac{\partial C}{\partial z^{(i)}} \frac{\partial z^{(i)}}{\partial w^{(i)}}$$""",
    ],
)
def test_what_is_not_said_refutes_nothing(latex):
    """An identity, a Jacobian or the weights of one example were taken for something else, and the text blamed."""
    assert not proofread(latex, "note.md").refuted


def test_words_before_a_formula_are_prose_in_any_language():
    """A word in text with a space behind it, before the first symbol, is no factor; before a relation it is a name."""
    note = (
        r"$$\text{Let } C = \frac{1}{2} (a - y)^2 \qquad \text{burada } a = \sigma(z)$$"
        r"$$\text{Somit } \frac{\partial C}{\partial a} = a - y$$"
        r"$$\text{Somit } \frac{\partial C}{\partial a} = y - a$$"
        r"$$\text{Fehler } = \frac{1}{2} (a - y)^2$$"
    )
    first, second, right, wrong, named = proofread(note, "a.md").findings
    assert (first.verdict, second.verdict) == (Verdict.DEFINITION, Verdict.DEFINITION)
    assert right.verdict in (Verdict.PROVED, Verdict.AGREES)
    assert wrong.verdict is Verdict.REFUTED
    assert named.latex.startswith(r"\text{Fehler }")


def test_a_word_before_a_comparison_may_begin_a_condition():
    """What is compared behind a word of an unknown language may be when something holds."""
    (found,) = proofread(r"$$\text{Kukin } z > 0 \quad \frac{\partial z}{\partial x} = 2$$", "a.md").findings
    assert found.verdict is Verdict.UNDECIDED
