"""What would be broken: the values against which everything that is not proved is held."""

import mpmath
import pytest
from sympy import IndexedBase, Symbol, log

import symbackprop as sb
from symbackprop.checking.evaluation import Evaluator, OutsideDomain
from symbackprop.checking.miniatures import Miniature
from symbackprop.checking.points import DIGITS, Point, Sizes
from symbackprop.checking.ranges import range_fault
from symbackprop.language.functions import relu, sigmoid
from symbackprop.language.indices import index, size, summation
from symbackprop.language.nodes import Dependence, Partial, Unspecified
from symbackprop.language.systems import Equation, System

n = size("n")
j, k = index("j", n), index("k", n)
A = IndexedBase("A", real=True)
EMPTY = System((), ())


def value(expr, env=None, count=3):
    """The value of an expression of A at one point."""
    with mpmath.workdps(DIGITS):
        return Evaluator(Point(EMPTY, Sizes((("n", count),)))).value(expr, env or {})


def test_a_sum_is_the_sum_of_its_terms():
    """Σ_k A_k over 3, entry by entry."""
    with mpmath.workdps(DIGITS):
        apart = mpmath.fsum(value(A[j], {j: at}) for at in range(3))
        assert abs(value(summation(A[k], k)) - apart) < mpmath.mpf(10) ** -100


def test_a_difference_is_the_derivative_to_50_digits():
    """∂(A_j³)/∂A_j = 3 A_j², and σ' is the derivative of the definition."""
    with mpmath.workdps(DIGITS):
        for left, right in (
            (Partial(A[j] ** 3, A[j]), 3 * A[j] ** 2),
            (Partial(sigmoid(A[j]), A[j]), sigmoid.prime(A[j])),
            (Partial(Unspecified("g", 0, 1, A[j]), A[j]), Unspecified("g", 1, 1, A[j])),
            (Partial(Dependence("C", A[k], (k,)), A[j]), Dependence("C", A[k], (k,), ((j,),))),
        ):
            assert abs(value(left, {j: 1}) - value(right, {j: 1})) < mpmath.mpf(10) ** -50


def test_a_kink_has_the_value_of_its_branch():
    """ReLU'(0) = 0."""
    assert value(relu.prime(Symbol("n", integer=True, positive=True) - n + 0 * A[j]), {j: 0}) == 0


def test_a_logarithm_of_a_negative_number_is_refused():
    """Not a complex number, and not nan."""
    with pytest.raises(OutsideDomain):
        value(log(-1 - A[j] ** 2), {j: 0})


def test_targets_satisfy_their_assumption():
    """Σ_k y_k = 1 for every example, at every size."""
    net = sb.network("n", sb.Dense("n"), sb.Softmax(), cost=sb.CrossEntropy(), batch="columns")
    with mpmath.workdps(DIGITS):
        evaluator = Evaluator(Point(net, Sizes((("m", 2), ("n", 3)))))
        total = mpmath.fsum(evaluator.entry(("y", (at, 1))) for at in range(3))
        assert abs(total - 1) < mpmath.mpf(10) ** -100


def test_a_network_in_miniature_keeps_what_is_equal_equal():
    """784-30-30 becomes 3-2-2; a size that is written as a number stays."""
    net = sb.network(784, sb.Dense(30), sb.Tanh(), sb.Dense(30), cost=sb.Quadratic())
    assert Miniature(net).said == "30 → 2, 784 → 3"
    mean = sb.network(784, sb.Dense(30), sb.Tanh(), sb.Dense(30), cost=sb.Quadratic(scale="1/30"))
    assert Miniature(mean).said == ""


def test_an_entry_outside_its_axis_is_found():
    """b_(j+n) never exists; b_(j+1) sometimes."""
    net = sb.network("n", sb.Dense("n"), cost=sb.Quadratic())
    z, b = net.equations[0], net["b1"]
    assert range_fault(z, net) is None
    assert range_fault(Equation(z.lhs, b.at(j + n)), net)[0] is sb.Verdict.REFUTED
    assert range_fault(Equation(z.lhs, b.at(j + 1)), net)[0] is sb.Verdict.UNDECIDED
