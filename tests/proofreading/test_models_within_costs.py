"""Notes whose model stands nowhere but within the cost, or has a vector of weights for every unit."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

LOGISTIC = r"""
$$J(\theta) = -\frac1m \sum_{i=1}^m \left[ y^{(i)} \log \sigma(\theta^T x^{(i)})
  + (1 - y^{(i)}) \log (1 - \sigma(\theta^T x^{(i)})) \right]$$
"""
SINGLE = r"""
$$\ell(w) = \sum_{n=1}^N \left[ y_n \ln \sigma(w^T x_n) + (1 - y_n) \ln (1 - \sigma(w^T x_n)) \right]$$
For one of them:
$$\frac{\partial \ell}{\partial w} = \frac{y_n}{\sigma(z_n)} \frac{\partial \sigma(z_n)}{\partial w}
  - \frac{1 - y_n}{1 - \sigma(z_n)} \frac{\partial \sigma(z_n)}{\partial w}$$
"""
EXPONENTIALS = r"$$\ell(w) = \sum_{n=1}^N \left[ y_n w^T x_n - \ln(1 + e^{w^T x_n}) \right]$$"
CLASSES = r"""
$$q_k = \frac{e^{v_k^T x}}{\sum_l e^{v_l^T x}}, \qquad E = -\sum_k y_k \ln q_k$$
"""
ASKED = r"""
$$s = v_1 x_1 + \dots + v_n x_n = \sum_{i=1}^n v_i x_i, \qquad f(x) = v^T x + b$$
$$J = \frac1m \sum_{i=1}^m (f(x_i) - y_i)^2$$
"""
PROBABILITIES = r"""
$$p(y^{(i)} = c \mid x^{(i)}; \theta) = \frac{e^{\theta_c^T x^{(i)}}}{\sum_{l=1}^K e^{\theta_l^T x^{(i)}}}$$
$$J = -\frac1m \sum_{i=1}^m \sum_{c=1}^K 1\{y^{(i)} = c\} \log p(y^{(i)} = c \mid x^{(i)}; \theta)$$
"""
LIKELIHOOD = r"""
$$L(w) = \prod_{i=1}^n P(y_i \mid x_i)$$
$$\ln L(w) = \sum_{i=1}^n \left[ y_i \ln \sigma(w \cdot x_i) + (1 - y_i) \ln(1 - \sigma(w \cdot x_i)) \right]$$
"""
STEPS = r"""
$$z = \sum_k w_k x_k, \qquad E = \frac12 (z - y)^2$$
$$w_k^{(s+1)} = w_k^{(s)} - \eta (z - y) x_k$$
"""
DESIGN = r"""
$$q = \sigma(X w), \qquad J = -\frac1m \left( y^T \log q + (1 - y)^T \log(1 - q) \right)$$
"""
NAMED = r"""
$$f_{w,b}(x) = w \cdot x + b, \qquad J(w, b) = \frac{1}{2m} \sum_{i=0}^{m-1} (f_{w,b}(x^{(i)}) - y^{(i)})^2$$
"""
HOLDS = {Verdict.PROVED, Verdict.AGREES}


def _last(note: str, line: str = "") -> Verdict:
    return proofread(note + (f"\n$$ {line} $$\n" if line else ""), "note.md").findings[-1].verdict


@pytest.mark.parametrize(
    ("note", "line"),
    [
        (LOGISTIC, r"\nabla_\theta J = \frac1m \sum_{i=1}^m (\sigma(\theta^T x^{(i)}) - y^{(i)}) x^{(i)}"),
        (EXPONENTIALS, r"\frac{\partial \ell}{\partial w} = \sum_{n=1}^N (y_n - \frac{1}{1 + e^{-w^T x_n}}) x_n"),
        (ASKED, r"\frac{\partial J}{\partial v_j} = \frac2m \sum_{i=1}^m (f(x_i) - y_i) x_{ij}"),
        (
            PROBABILITIES,
            r"\nabla_{\theta_c} J = \frac1m \sum_{i=1}^m x^{(i)} (p(y^{(i)}=c \mid x^{(i)}; \theta) - 1\{y^{(i)}=c\})",
        ),
        (LIKELIHOOD, r"\frac{\partial \ln L}{\partial w} = \sum_{i=1}^n (y_i - \sigma(w \cdot x_i)) x_i"),
        (STEPS, r"\frac{\partial E}{\partial w_k^{(s)}} = (z - y) x_k"),
        (DESIGN, r"\nabla_w J = \frac1m X^T (q - y)"),
        (NAMED, r"\frac{\partial J}{\partial w_j} = \frac1m \sum_{i=0}^{m-1} (f_{w,b}(x^{(i)}) - y^{(i)}) x_j^{(i)}"),
        (CLASSES, r"\frac{\partial E}{\partial v_k} = (q_k - y_k) x"),
    ],
)
def test_a_cost_tells_the_shapes_of_the_model_within_it(note: str, line: str) -> None:
    """Nothing would say what w and x are, or w_k would be a number, in notes that write no z = w^T x."""
    assert _last(note, line) in HOLDS


@pytest.mark.parametrize(
    ("note", "slip"),
    [
        (EXPONENTIALS, r"\frac{\partial \ell}{\partial w} = \sum_{n=1}^N (y_n + \frac{1}{1 + e^{-w^T x_n}}) x_n"),
    ],
)
def test_such_a_cost_is_judged_by(note: str, slip: str) -> None:
    """What is read for the first time would be let pass whatever is said of it."""
    assert _last(note, slip) is Verdict.REFUTED


def test_a_step_up_is_right_where_a_likelihood_is_made_as_large_as_can_be() -> None:
    """Gradient ascent would be refuted wherever no word says that something is maximised."""
    up = r"w := w + \alpha \sum_{n=1}^N (y_n - \frac{1}{1 + e^{-w^T x_n}}) x_n"
    assert _last(EXPONENTIALS, up) in HOLDS
    assert _last(EXPONENTIALS.replace(") =", ") = -"), up) in HOLDS


def test_what_a_function_is_taken_of_elsewhere_is_what_it_is_taken_of() -> None:
    """Nothing would say what z_n of σ(z_n) is, where the text has σ(w^T x_n) everywhere else."""
    assert _last(SINGLE) in HOLDS


TARGETS = r"""
$\hat{y} = \sigma(w^T x + b)$

$L(\hat{y}, y) = -(y \log \hat{y} + (1 - y) \log(1 - \hat{y}))$

If $y = 1: L(\hat{y}, y) = -\log \hat{y}$, and if $y = 0$, then $L(\hat{y}, y) = -\log(1 - \hat{y})$.

$p(y|x) = \hat{y}^y (1 - \hat{y})^{(1-y)}$
$\log p(y|x) = y \log \hat{y} + (1 - y) \log(1 - \hat{y})$

$\log \prod_{i=1}^m p(y^{(i)}|x^{(i)})$
$\qquad = \sum_{i=1}^m \log p(y^{(i)}|x^{(i)})$
$\qquad = -\sum_{i=1}^m L(\hat{y}^{(i)}, y^{(i)})$
"""


def test_the_cost_of_one_target_is_a_claim():
    """It was a definition of another cost, or y was a chain; a line that begins with = was no statement."""
    *_, one, _, zero, _, likelihood, of_all, cost = proofread(TARGETS, "note.md").findings
    assert {f.verdict for f in (one, zero, likelihood, of_all, cost)} <= {Verdict.PROVED, Verdict.AGREES}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"y) = -\log \hat{y}$", r"y) = -\log (1 - \hat{y})$"),
        (r"y) = -\log(1 - \hat{y})$", r"y) = \log(1 - \hat{y})$"),
        (r"+ (1 - y) \log(1 - \hat{y})$" + "\n\n$\\log", r"- (1 - y) \log(1 - \hat{y})$" + "\n\n$\\log"),
        (r"= -\sum_{i=1}^m L", r"= \sum_{i=1}^m L"),
    ],
)
def test_a_slip_in_the_cost_of_one_target_is_found(right, wrong):
    """What a condition or the name of a probability hides would pass."""
    assert right in TARGETS
    assert len(proofread(TARGETS.replace(right, wrong), "note.md").refuted) == 1


REGRESSION = r"""
With $\theta_j \in \mathbb{R}^{n+1}$,
$$J(\theta) = -\frac 1m \sum_{i=1}^m \sum_{j=1}^k1[y^{(i)} = j] \log \frac{e^{\theta_j^T x^{(i)}}}
{\sum_{l=1}^k e^{\theta_l^T x^{(i)}}}$$
$$p(y^{(i)}=j \mid x^{(i)}; \theta) = \frac{e^{\theta_{j}^{T} x^{(i)}}}{\sum_{l=1}^{k} e^{\theta_{l}^{T} x^{(i)}}}$$
$$\nabla_{\theta_j} J(\theta) = -\frac 1m \sum_{i=1}^m x^{(i)} (1[y^{(i)} = j] - p(y^{(i)} = j \mid x^{(i)}; \theta))$$
"""


def test_dimensions_are_no_layers():
    """The n + 1 of ℝ^{n+1} was a layer, and the 1 of an indicator a number of k."""
    assert proofread(REGRESSION, "note.md").findings[-1].verdict in (Verdict.PROVED, Verdict.AGREES)
    slip = REGRESSION.replace(r"= -\frac 1m \sum_{i=1}^m x", r"= \frac 1m \sum_{i=1}^m x")
    assert proofread(slip, "note.md").findings[-1].verdict is Verdict.REFUTED


NAMED = r"""
$$P(y=1|x) = \hat y = \sigma(w^T x + b)$$
$$L = -[y \log \hat y + (1-y) \log(1-\hat y)]$$
$$\frac{\partial L}{\partial w} = (\hat y - y) x$$
"""
OUTPUT = r"""
$$y = \sigma(w^T x), \qquad E = -[t \ln y + (1-t) \ln(1-y)]$$
$$\frac{\partial E}{\partial w} = (y - t) x$$
"""


@pytest.mark.parametrize(
    ("note", "right", "wrong"), [(NAMED, r"\hat y - y", r"y - \hat y"), (OUTPUT, "y - t", "t - y")]
)
def test_a_probability_names_the_output(note, right, wrong):
    """ŷ was said to be P(y = 1 | x), of which nothing is known, and t as long as no y that is computed."""
    assert proofread(note, "note.md").findings[-1].verdict in (Verdict.PROVED, Verdict.AGREES)
    assert proofread(note.replace(f"({right})", f"({wrong})"), "note.md").findings[-1].verdict is Verdict.REFUTED
