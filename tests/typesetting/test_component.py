"""Component form: indices from 1, unambiguous parentheses, the author's order."""

import re

import pytest
from sympy import Expr, IndexedBase, KroneckerDelta, Piecewise, Rational, Symbol, exp, log

import symbackprop as sb
from symbackprop.errors import UnknownNodeError
from symbackprop.language.functions import ARGUMENT, sigmoid
from symbackprop.language.indices import index, summation
from symbackprop.language.nodes import Local, Partial, Unspecified
from symbackprop.language.systems import Equation
from symbackprop.typesetting.typeset import typeset
from tests.typesetting.networks import NETWORKS

N = Symbol("n_1", integer=True, positive=True)
I, J, K = index("i", N), index("j", N), index("k", 5)  # noqa: E741
a, w, z, x, y = (IndexedBase(name, real=True) for name in ("a1", "w1", "z1", "x", "y"))


@pytest.mark.parametrize(
    ("expr", "latex"),
    [
        (a[I], r"a^{[1]}_{i}"),
        (w[0, J], r"w^{[1]}_{1j}"),
        (w[0, 11], r"w^{[1]}_{1,12}"),
        (x[I + J], r"x_{i+j-1}"),
        (x[I + 1], r"x_{i+1}"),
        (summation(w[J, K] * x[K], K), r"\sum_{k=1}^{5} w^{[1]}_{jk} x_{k}"),
        (summation(x[I], I), r"\sum_{i=1}^{n_{1}} x_{i}"),
        (y[I] - a[I], r"y_{i} - a^{[1]}_{i}"),
        (a[I] - y[I], r"a^{[1]}_{i} - y_{i}"),
        (1 - y[I], r"1 - y_{i}"),
        (-y[I] / a[I], r"-\frac{y_{i}}{a^{[1]}_{i}}"),
        (summation(x[I] - y[I], I), r"\sum_{i=1}^{n_{1}} (x_{i} - y_{i})"),
        (summation(-x[I], I), r"-\sum_{i=1}^{n_{1}} x_{i}"),
        (summation(x[I], I) * a[J], r"a^{[1]}_{j} \sum_{i=1}^{n_{1}} x_{i}"),
        (summation(x[I], I) * sigmoid.prime(z[J]), r"\left(\sum_{i=1}^{n_{1}} x_{i}\right) \sigma'(z^{[1]}_{j})"),
        ((a[I] - y[I]) ** 2 / 2, r"\frac{1}{2} (a^{[1]}_{i} - y_{i})^{2}"),
        (a[I] ** 2, r"(a^{[1]}_{i})^{2}"),
        (x[I] ** 2, r"x_{i}^{2}"),
        (log(a[I]) * y[I], r"y_{i} \log a^{[1]}_{i}"),
        (log(1 - a[I]) * (1 - y[I]), r"(1 - y_{i}) \log(1 - a^{[1]}_{i})"),
        (exp(z[I]), r"e^{z^{[1]}_{i}}"),
        (Rational(-3, 4) * x[I], r"-\frac{3}{4} x_{i}"),
        (KroneckerDelta(I, J), r"[i = j]"),
        (KroneckerDelta(I, 0), r"[1 = i]"),
        (Partial(a[I], z[J]), r"\frac{\partial a^{[1]}_{i}}{\partial z^{[1]}_{j}}"),
        (Partial(a[I] * x[I], z[J]), r"\frac{\partial}{\partial z^{[1]}_{j}} (a^{[1]}_{i} x_{i})"),
        (Partial(sigmoid(z[I]), z[J]) * sigmoid.prime(z[I]),
         r"\left(\frac{\partial}{\partial z^{[1]}_{j}} \sigma(z^{[1]}_{i})\right) \sigma'(z^{[1]}_{i})"),
        (Unspecified("g", 1, 2, z[J]), r"g'^{[2]}(z^{[1]}_{j})"),
        (Unspecified("phi", 0, 0, z[J]), r"\phi(z^{[1]}_{j})"),
        (Piecewise((ARGUMENT, ARGUMENT > 0), (0, True)),
         r"\begin{cases} u & \text{if } u > 0 \\ 0 & \text{otherwise} \end{cases}"),
    ],
)  # fmt: skip
def test_expressions(expr: object, latex: str) -> None:
    """One construct, one line of the textbook."""
    assert typeset(expr) == latex


def test_a_sum_that_is_not_last_is_in_parentheses() -> None:
    """Σ_i x_i σ'(z_i) would read as if σ' were summed."""
    for system in NETWORKS.values():
        for equation in system.theorems:
            assert not re.search(r"\\sum[^()]*\\sigma'", typeset(equation, system=system))


def test_no_bound_index_is_a_free_one() -> None:
    """Σ_j would appear in an equation for entry j."""
    for system in NETWORKS.values():
        for equation in system:
            for line in typeset(equation, system=system, steps=True).splitlines():
                bound = set(re.findall(r"\\sum_\{(\w)=", line))
                free = {str(i.label) for i in equation.where}
                assert not bound & free


def test_direct_and_total_derivatives_differ_in_print() -> None:
    """With a penalty, ∂C/∂w = … + ∂C/∂w would seem to define itself."""
    system = NETWORKS["columns"]
    cost, weight = system["C"].entry, system["w1"].entry
    assert typeset(Local(cost, weight), system=system).startswith(r"\frac{\partial^{+} C}")
    assert typeset(Local(cost, system["a2"].entry), system=system).startswith(r"\frac{\partial C}")


def test_an_equation_by_itself_reads_as_in_its_network() -> None:
    """A notebook would show w1_{jk} for an equation that it took out of a system."""
    for name in ("columns", "rows", "one", "generic", "generic softmax"):
        system = NETWORKS[name]
        for equation in system:
            assert typeset(equation) == typeset(equation, system=system)
            assert equation._repr_latex_().startswith("$")
        assert system._repr_latex_().startswith("$$")


def test_names_of_the_users_own() -> None:
    """A user's V_out or loss would print as V_{o}ut or a product of letters, a system's cost as C."""
    v, h = IndexedBase("V_out", real=True), IndexedBase("theta", real=True)
    loss = Symbol("loss", real=True)
    equations = [Equation(h[I], summation(v[I, K] * x[K], K)), Equation(loss, summation(h[I] ** 2, I) / 2)]
    shown = typeset(sb.backprop(equations, wrt="V_out"), form="matrix")
    assert r"\theta &= V_{\mathrm{out}} x" in shown
    assert r"\mathit{loss} &= \frac{1}{2} \lVert \theta \rVert^{2}" in shown
    assert r"\frac{\partial \mathit{loss}}{\partial V_{\mathrm{out}}} &=" in shown


class Mystery(Expr):
    """A node that nobody has taught the printer."""


def test_an_unknown_node_is_an_error() -> None:
    """SymPy's own printer would show 0-based indices and names without layers."""
    with pytest.raises(UnknownNodeError, match="no print of Mystery"):
        typeset(Mystery(a[I]) + 1)
