"""Steps, changes and gradients that hold for any cost, and those that hold for none."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

MEAN = r"$$Q = \frac{1}{N} \sum_{i=1}^N Q_i$$"


def _last(*lines: str) -> Verdict:
    """The verdict on the last of some formulas."""
    text = "\n\n".join(line if line.startswith("$$") else f"$$ {line} $$" for line in lines)
    return proofread(text, "note.md").findings[-1].verdict


@pytest.mark.parametrize(
    "lines",
    [
        [r"\Delta Q \approx \frac{\partial Q}{\partial p_1} \Delta p_1 + \frac{\partial Q}{\partial p_2} \Delta p_2"],
        [r"\Delta Q \approx \sum_k \frac{\partial Q}{\partial p_k} \Delta p_k + \frac{\partial Q}{\partial c}\Delta c"],
        [r"\Delta Q \approx \vec{\nabla} Q \cdot \Delta p"],
        [r"\Delta p = -\eta \nabla Q", r"\Delta Q \approx -\eta \| \nabla Q \|^2"],
        [r"\Delta Q \approx \frac{\partial Q}{\partial a_j} \frac{\partial a_j}{\partial w_k} \Delta w_k"],
        [MEAN, r"\nabla Q = \frac{1}{N} \sum_{i=1}^N \nabla Q_i"],
        [MEAN, r"\operatorname{grad} Q \approx \frac{1}{m} \sum_{j=1}^m \operatorname{grad} Q_{B_j}"],
        [r"\nabla_\theta J(\theta) = \frac1m \sum_{i=1}^m \nabla_\theta L(f(x^{(i)}; \theta), y^{(i)})"],
        [r"Q = Q_0 + \frac{\lambda}{2n} \sum_w w^2",
         r"\frac{\partial Q}{\partial w} = \frac{\partial Q_0}{\partial w} + \frac{\lambda}{n} w"],
        [r"p \to p' = p - \eta \nabla Q"],
        [r"p_{s+1} = p_s - \frac{\alpha}{|\mathcal{S}|} \sum_{i \in \mathcal{S}} \nabla Q_i(p_s)"],
        [r"w \to \left(1 - \frac{\eta \lambda}{n}\right) w - \frac{\eta}{m} \sum_x \frac{\partial Q_x}{\partial w}"],
        [r"u_{t+1} = \mu u_t - \eta \nabla Q(p_t)", r"p_{t+1} = p_t + u_{t+1}"],
        [r"u_t = \beta u_{t-1} + (1 - \beta) \nabla Q(p_{t-1})", r"p_t = p_{t-1} - \alpha u_t"],
    ],
)  # fmt: skip
def test_what_holds_for_any_cost_is_told(lines: list[str]) -> None:
    """Steps down, first-order changes and gradients of means need no network."""
    assert _last(*lines) is Verdict.AGREES


@pytest.mark.parametrize(
    "lines",
    [
        [r"\Delta Q \approx \frac{\partial Q}{\partial p_1} \Delta p_1 - \frac{\partial Q}{\partial p_2} \Delta p_2"],
        [r"\Delta Q \approx \sum_k \frac{\partial Q}{\partial p_k} \Delta c_k"],
        [r"\Delta p = -\eta \nabla Q", r"\Delta Q \approx \eta \| \nabla Q \|^2"],
        [MEAN, r"\nabla Q = \sum_{i=1}^N \nabla Q_i"],
        [r"p_{s+1} = p_s + \alpha \nabla Q(p_s)"],
        [r"c \to c' = w - \eta \frac{\partial Q}{\partial c}"],
        [r"w_{new} = w_{old} - \eta \frac{\partial Q}{\partial c}"],
        [r"w \to \left(1 + \frac{\eta \lambda}{n}\right) w - \frac{\eta}{m} \sum_x \frac{\partial Q_x}{\partial w}"],
        [r"u_{t+1} = \mu u_t - \eta \nabla Q(p_t)", r"p_{t+1} = p_t - u_{t+1}"],
    ],
)  # fmt: skip
def test_what_holds_for_no_cost_is_refuted(lines: list[str]) -> None:
    """A sign, another quantity, a factor that the mean has, weights that grow."""
    assert _last(*lines) is Verdict.REFUTED


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\max_z \sigma'(z) = \frac14", Verdict.AGREES),
        (r"\max \sigma'(z) = 0.2", Verdict.REFUTED),
        (r"\lim_{z \to -\infty} \tanh z = -1", Verdict.AGREES),
        (r"\lim_{z \to +\infty} \sigma(z) = 0", Verdict.REFUTED),
        (r"\sigma''(z) = \sigma'(z) (1 - 2 \sigma(z))", Verdict.AGREES),
        (r"\sigma''(z) = \sigma(z) (1 - \sigma(z))", Verdict.REFUTED),
        (r"\nabla_w \frac{\lambda}{2} \|w\|^2 = \lambda w", Verdict.AGREES),
        (r"\frac{\partial}{\partial w_j} \sum_i w_i^2 = w_j", Verdict.REFUTED),
    ],
)
def test_facts_on_functions_are_told(line: str, verdict: Verdict) -> None:
    """Largest values, limits, second derivatives, and gradients of penalties."""
    assert _last(line) is verdict


def test_a_step_up_is_none_of_a_likelihood() -> None:
    """What is made larger has its steps up."""
    text = "We maximise the likelihood: $$ p_{t+1} = p_t + \\alpha \\nabla L(p_t) $$"
    assert proofread(text, "note.md").findings[-1].verdict is not Verdict.REFUTED


@pytest.mark.parametrize(
    ("part", "verdict"),
    [
        (r"\frac{\partial}{\partial w} C_0^{(i)}", Verdict.AGREES),
        (r"\frac{\partial}{\partial w^{(L)}} C_0^{(i)}", Verdict.AGREES),
        (r"\frac{\partial}{\partial w^{(L)}} 2 C_0^{(i)}", Verdict.UNDECIDED),
    ],
)
def test_what_a_gradient_is_by_may_be_said_on_one_side(part: str, verdict: Verdict) -> None:
    """∂/∂w beside ∂J/∂w^{(L)} is by the same; a J with a penalty, in a section behind, is another cost."""
    cost = r"$$C_0 = (a^{(L)} - y)^2$$ $$a^{(L)} = \sigma(w^{(L)} a^{(L-1)} + b^{(L)})$$"
    claim = rf"$$\frac{{\partial J}}{{\partial w^{{(L)}}}} = \frac{{1}}{{m}} \sum_i^m {part}$$"
    later = r"$$J = \frac{1}{m} \sum_{i=1}^m L(\hat y^{(i)}, y^{(i)}) + \frac{\lambda}{2m} \|w\|^2$$"
    *_, found, _ = proofread(f"# Costs\n{cost} {claim}\n# Penalties\n{later}", "note.md").findings
    assert found.verdict is verdict
