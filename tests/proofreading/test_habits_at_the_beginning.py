"""Notes in which nothing is understood where one habit of their first lines is not: each is read here."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NOTES = {
    "a path for any unit, where no forward pass is given": r"""
$$\frac{\partial E}{\partial w_{ji}} = \frac{\partial E}{\partial u_j}\frac{\partial u_j}{\partial w_{ji}}$$
""",
    "a path in any layer, the other way round": r"""
$$-\frac{\partial C}{\partial w^{(L)}} = -\frac{\partial s^{(L)}}{\partial w^{(L)}}\frac{\partial C}{\partial s^{(L)}}$$
""",
    "a cost whose arguments are left out": r"""
$$z^{(L)} = w^{(L)} a^{(L-1)} + b^{(L)}, \quad a^{(L)} = \sigma(z^{(L)})$$
$$Cost\ C_0(\ldots) = (a^{(L)} - y)^2$$
$$\frac{\partial C_0}{\partial a^{(L)}} = 2(a^{(L)} - y)$$
""",
    "numbers of layers above entries": r"""
$$\hat{y} = o_{1} w_{11}^2 + o_{2} w_{21}^2 + b_{21}$$
$$\frac{\partial}{\partial w_{11}^2} (o_{1} w_{11}^2 + o_{2} w_{21}^2 + b_{21}) = o_{1}$$
""",
    "a model with a meaning, a call and a name": r"""
$$h_w(x) = p(y = 1|x) = \sigma(w^T x + b)$$
$$L^{(i)} = -[y^{(i)} \log h_w(x^{(i)}) + (1 - y^{(i)}) \log(1 - h_w(x^{(i)}))]$$
Let $a^{(i)} = h_w(x^{(i)}) = \sigma(z^{(i)})$ with $z^{(i)} = w^T x^{(i)} + b$.
$$\frac{\partial L^{(i)}}{\partial a^{(i)}} = \frac{1 - y^{(i)}}{1 - a^{(i)}} - \frac{y^{(i)}}{a^{(i)}}$$
$$\frac{\partial L^{(i)}}{\partial z^{(i)}} = a^{(i)} - y^{(i)}$$
""",
    "a number of a layer before units of a state": r"""
$$z_1 = W_1 x + b_1, \quad h = \tanh(z_1)$$
$$z_2 = W_2 h + b_2, \quad \hat{y} = \text{softmax}(z_2)$$
$$L = -\sum_i y_i \log \hat{y}_i$$
$$\frac{\partial L}{\partial z_{2,j}} = \hat{y}_j - y_j$$
""",
    "a small letter of a cost, and a space in a slope": r"""
$$z = W x + b, \quad a = \sigma(z)$$
$$c = \frac{1}{n} \sum_{i=1}^{n} (a_i - t_i)^2$$
$$\frac{\partial c}{\partial a_i} = \frac{2}{n} (a_i - t_i)$$
$$\frac{\partial c}{\partial z_i} = \frac{\partial c}{\partial a_i} \sigma'(z_i)$$
$$dz = \frac{\partial c}{\partial z}$$
$$\frac{\partial c}{\partial W} = (d z) x^T$$
""",
    "a step before what gives what it is given": r"""
$$z = w^T x$$
$$\phi(z) = \begin{cases} 1 \quad (z > 0) \\ -1 \quad (z \le 0) \end{cases}$$
Here the activation is another one, $\phi(w^T x) = w^T x$.
$$J(w) = \frac{1}{2} \sum_i (t^{(i)} - \phi(z^{(i)}))^2$$
$$\frac{\partial J}{\partial w_j} = -\sum_i (t^{(i)} - \phi(z^{(i)})) x_j^{(i)}$$
""",
    "errors with a name beside the letter of their units": r"""
$$s_j = \sum_i v_{ij} x_i + b_j, \quad h_j = f(s_j)$$
$$s_k = \sum_j w_{jk} h_j + b_k, qquad y_k = g(s_k)$$
$$E = \frac{1}{2} \sum_k (t_k - y_k)^2$$
$$\delta_k^o = \frac{\partial E}{\partial s_k} = (y_k - t_k) g'(s_k)$$
$$\frac{\partial E}{\partial w_{jk}} = \delta_k^o h_j, qquad \frac{\partial E}{\partial b_k} = \delta_k^o$$
$$\delta_j^h = \left(\sum_k \delta_k^o w_{jk}\right) f'(s_j), \quad \frac{\partial E}{\partial b_j} = \delta_j^h$$
""",
    "a likelihood, its logarithm, and features that are counted up to m": r"""
$$z = w_0 x_0 + \cdots + w_m x_m = \sum_{j=0}^m w_j x_j, \quad \phi(z) = (1 + e^{-z})^{-1}$$
$$L(w) = \prod_{i=1}^n \phi(z^{(i)})^{y^{(i)}} (1 - \phi(z^{(i)}))^{1 - y^{(i)}}$$
$$l(w) = \log L(w) = \sum_{i=1}^n [y^{(i)} \log \phi(z^{(i)}) + (1 - y^{(i)}) \log(1 - \phi(z^{(i)}))]$$
$$\frac{\partial l}{\partial w_j} = \sum_{i=1}^n (y^{(i)} - \phi(z^{(i)})) x_j^{(i)}$$
$$\frac{d}{dz} (1 + e^{-z})^{-1} = (1 + e^{-z})^{-2} e^{-z}$$
""",
    "a transpose that is written first": r"""
$$Z = {}^tW X + b, \quad A = \sigma(Z), \quad L = \frac{1}{2} \| A - Y \|^2$$
$$\frac{\partial L}{\partial X} = W ((A - Y) \odot \sigma'(Z))$$
""",
    "a model that nothing tells": r"""
$$q_i = \sigma(w^T x_i), \quad J(w) = -\sum_{i=1}^n [y_i \ln q_i + (1 - y_i) \ln(1 - q_i)]$$
$$\frac{\partial J}{\partial w_j} = \sum_{i=1}^n (h_w(x_i) - y_i) x_{ij}$$
""",
    "an output that only the cost tells": r"""
$$S(s)_k = \frac{e^{s_k}}{\sum_{c=1}^C e^{s_c}}, \quad E = -\sum_{k=1}^C t_k \ln o_k$$
$$\frac{\partial E}{\partial s_k} = o_k - t_k$$
""",
}
WRONG = {
    "a wrong sign of an output that only the cost tells": (Verdict.REFUTED, r"""
$$S(s)_k = \frac{e^{s_k}}{\sum_{c=1}^C e^{s_c}}, \quad E = -\sum_{k=1}^C t_k \ln o_k$$
$$\frac{\partial E}{\partial s_k} = t_k - o_k$$
"""),
    "a path through another unit": (Verdict.UNDECIDED, r"""
$$\frac{\partial E}{\partial w_{ji}} = \frac{\partial E}{\partial u_k}\frac{\partial u_k}{\partial w_{ji}}$$
"""),
    "a path with another sign": (Verdict.UNDECIDED, r"""
$$\frac{\partial E}{\partial w_{ji}} = -\frac{\partial E}{\partial u_j}\frac{\partial u_j}{\partial w_{ji}}$$
"""),
    "a wrong sign below a name": (Verdict.REFUTED, NOTES["a model with a meaning, a call and a name"].replace(
        r"= a^{(i)} - y^{(i)}", r"= y^{(i)} - a^{(i)}")),
    "small changes of matrices": (Verdict.UNDECIDED, r"""
$$Y = X W$$
$$dL = \text{Tr}\left[\left(\frac{\partial L}{\partial Y}\right)^T dY\right]$$
"""),
}  # fmt: skip
HOLDS = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)


@pytest.mark.parametrize("name", NOTES)
def test_a_habit_at_the_beginning_hides_nothing(name):
    """What follows in the note was not understood, or refuted though it is right."""
    report = proofread(NOTES[name], "note.md")
    verdicts = {f.latex: f.verdict for f in report.findings if "p(y = 1" not in f.latex}
    assert verdicts and all(v in HOLDS for v in verdicts.values()), verdicts


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_hold_by_its_form_is_no_more_than_it_is(name):
    """Something wrong was let through by its form, or something right was refuted."""
    verdict, note = WRONG[name]
    assert proofread(note, "note.md").findings[-1].verdict is verdict
