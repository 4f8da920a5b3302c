r"""Names of parts below their braces, letters of examples above data, and letters that run over the same axis."""

import pytest

from symbackprop.proofreading.proofreader import Verdict, proofread

SIGMOID = r"$$g(\xi) = \frac{1}{1 + e^{-\xi}}$$"
NETWORK = (
    SIGMOID
    + r"""

$$h_i = g\left(\underbrace{\sum_j B_{ij} x_j}_{\equiv \beta_i}\right)$$

$$z_l = g\left(\underbrace{\sum_m A_{lm} h_m}_{\text{weighted input}}\right)$$

$$f = \sum_l (z_l - y_l)^2$$
"""
)
OF_EXAMPLES = r"""
We train with pairs $({\bf x}^k, {\bf y}^k)$.

$$z_i = \sigma\left(\sum_j A_{ij} x^k_j\right), \quad \sigma(t) = \frac{1}{1 + e^{-t}}$$

$$f = \sum_i (z_i - y^k_i)^2$$
"""


def verdicts(text: str) -> list[str]:
    """The verdicts of all statements but those of the network."""
    found = proofread(text, "notes.md").findings
    return [f.verdict.value for f in found if f.verdict is not Verdict.DEFINITION]


@pytest.mark.parametrize(
    ("claim", "slip"),
    [
        (r"\frac{\partial h_i}{\partial \beta_i} = h_i (1 - h_i)", r"\frac{\partial h_i}{\partial \beta_i} = h_i"),
        (
            r"\frac{\partial f}{\partial A_{lm}} = 2 (z_l - y_l) z_l (1 - z_l) h_m",
            r"\frac{\partial f}{\partial A_{lm}} = 2 (z_l - y_l) z_l (1 + z_l) h_m",
        ),
        (
            r"\frac{\partial f}{\partial \beta_p} = 2 \sum_l (z_l - y_l) z_l (1 - z_l) A_{lp} h_p (1 - h_p)",
            r"\frac{\partial f}{\partial \beta_p} = 2 \sum_l (z_l - y_l) z_l (1 - z_l) A_{pl} h_p (1 - h_p)",
        ),
    ],
)
def test_a_brace_names_what_it_holds(claim: str, slip: str) -> None:
    """β_i is the sum above its brace, and words below a brace leave a formula what it is."""
    assert verdicts(f"{NETWORK}\n$${claim}$$")[-1] in ("proved", "agrees")
    assert verdicts(f"{NETWORK}\n$${slip}$$")[-1] == "refuted"


def test_a_brace_may_name_the_negative() -> None:
    r"""\underbrace{…}_{-e_l} says what e is."""
    begin = (
        NETWORK
        + r"""
$$\frac{\partial f}{\partial A_{lm}} = \underbrace{2 (z_l - y_l) z_l (1 - z_l)}_{=: -e_l} h_m$$
"""
    )
    assert verdicts(begin + r"$$\frac{\partial f}{\partial A_{lm}} = - e_l h_m$$")[-1] in ("proved", "agrees")
    assert verdicts(begin + r"$$\frac{\partial f}{\partial A_{lm}} = e_l h_m$$")[-1] != "proved"


def test_what_is_defined_keeps_its_formula() -> None:
    """A name below a brace says nothing of what a statement defines."""
    text = (
        SIGMOID
        + r"""
$$u_i = \sum_j B_{ij} x_j$$

$$h_i = g(u_i), \quad f = \sum_i (h_i - y_i)^2$$

$$\frac{\partial f}{\partial B_{ij}} = \underbrace{2 (h_i - y_i) h_i (1 - h_i)}_{u_i} x_j$$

$$\frac{\partial h_i}{\partial u_i} = h_i (1 - h_i)$$
"""
    )
    assert verdicts(text) == ["proved", "proved"]


@pytest.mark.parametrize(("factor", "expected"), [("x^k_q", "proved"), ("x^k_p", "refuted"), ("y^k_q", "refuted")])
def test_letters_above_data_count_examples(factor: str, expected: str) -> None:
    """The k above x and y alone is that of an example, and no power."""
    slope = r"\frac{\partial f}{\partial A_{pq}} = 2 (z_p - y^k_p) z_p (1 - z_p)"
    found = verdicts(f"{OF_EXAMPLES}\n$${slope} {factor}$$")[-1]
    assert found == expected or (expected, found) == ("proved", "agrees")


@pytest.mark.parametrize("weights", ["A", "B"])
def test_letters_of_one_axis_run_as_far(weights: str) -> None:
    """∂w_{mj}/∂w_{pq} = δ_{mp} δ_{jq} holds for any weights, whichever letters count their rows."""
    slope = rf"\frac{{\partial {weights}_{{mj}}}}{{\partial {weights}_{{pq}}}}"
    assert verdicts(rf"{NETWORK} $${slope} = \delta_{{mp}} \delta_{{jq}}$$")[-1] == "proved"
    assert verdicts(rf"{NETWORK} $${slope} = \delta_{{mq}} \delta_{{jp}}$$")[-1] == "refuted"


def test_slopes_of_unsaid_functions_by_a_variable() -> None:
    """Where no formula says what g is, ∂g/∂ξ = g(ξ)(1 − g(ξ)) at any number tells it."""
    text = r"""
$$a_j = g(s_j), \quad s_j = \sum_i w_{ji} x_i$$

$$\left.\frac{\partial g}{\partial \xi}\right|_{\xi = s_j} = g(s_j) (1 - g(s_j))$$
"""
    assert verdicts(text)[-1] in ("proved", "agrees")
    assert verdicts(text.replace("(1 - g", "(1 + g"))[-1] not in ("proved", "agrees")


def test_operands_are_no_functions_of_each_other() -> None:
    """The y of z = x + y is free of x, whatever the y of a later section is computed from."""
    later = "# A layer\n\n$$y = \\frac{1}{1 + e^{-x}}$$\n\n$$\\frac{\\partial y}{\\partial x} = y (1 - y)$$\n"
    text = "# Sums\n\n$$z = x + y$$\n\n$$\\frac{\\partial z}{\\partial x} = RIGHT$$\n\n" + later
    assert verdicts(text.replace("RIGHT", "1")) == ["proved", "proved"]
    assert verdicts(text.replace("RIGHT", "y")) == ["refuted", "proved"]


def test_a_symbol_alone_says_nothing_of_it() -> None:
    """Weights that prose only names, $A$, may be any: what is wrong for all of them is refuted."""
    text = OF_EXAMPLES + "\nThe matrix $A$ is trained.\n" + r"$$\frac{\partial f}{\partial A_{pq}} = 2 z_p x^k_q$$"
    assert verdicts(text)[-1] == "refuted"


def test_what_stands_above_bold_letters_is_that_of_the_last() -> None:
    r"""The k of {\bf A x}^k is that of x, where x^k stands elsewhere."""
    text = r"""
We train with pairs $({\bf x}^k, {\bf y}^k)$.

$${\bf z} = g({\bf A x}^k), \quad g(\xi) = \frac{1}{1 + e^{-\xi}}$$

$$f = \sum_i (z_i - y^k_i)^2$$

"""
    slope = r"$$\frac{\partial f}{\partial A_{pq}} = 2 (z_p - y^k_p) z_p (1 - z_p) x^k_q$$"
    assert verdicts(text + slope)[-1] in ("proved", "agrees")
    assert verdicts(text + slope.replace("1 - z", "1 + z"))[-1] == "refuted"


def test_a_product_in_braces_is_turned_as_a_whole() -> None:
    """(W x)^T is no W x^T, though x^T stands elsewhere."""
    text = r"""
$${\bf z} = {\bf W x}$$

$${\bf z}^T = {\bf x}^T {\bf W}^T$$

$${\bf z}^T = {\bf W x}^T$$
"""
    assert set(verdicts(text)) <= {"proved", "agrees"}


@pytest.mark.parametrize("weights", ["A", "w"])
def test_a_cost_of_weights_is_no_function(weights: str) -> None:
    """The f of f(w_{ij}) = Σ_i (z_i − y_i)² is a cost by any letter, with its weights or without."""
    text = rf"""
$$z_i = \sigma\left(\sum_j {weights}_{{ij}} x_j\right), \quad \sigma(t) = \frac{{1}}{{1 + e^{{-t}}}}$$

$$f({weights}_{{ij}}) = \sum_i (z_i - y_i)^2$$

$$\frac{{\partial f({weights}_{{ij}})}}{{\partial {weights}_{{ij}}}} = 2 (z_i - y_i) z_i (1 - z_i) x_j$$
"""
    assert verdicts(text) == ["proved"]
    assert verdicts(text.replace("1 - z", "1 + z")) == ["refuted"]
