"""What would be broken: a lie that passes, or a truth that is not proved for all sizes."""

from dataclasses import replace
from functools import cache

import pytest
from sympy import Abs, Expr, Idx, Indexed, IndexedBase, KroneckerDelta, Piecewise, Symbol, atan, exp, log, pi

import symbackprop as sb
from symbackprop.checking.referee import Referee, check
from symbackprop.checking.verdicts import Verdict
from symbackprop.errors import RefutedError
from symbackprop.language.functions import ARGUMENT as u
from symbackprop.language.functions import elu, gelu, gelu_tanh, leaky_relu, relu, sigmoid, silu, softplus, tanh
from symbackprop.language.indices import index, size, summation
from symbackprop.language.nodes import Dependence, Local, Partial
from symbackprop.language.systems import Equation, Role, Tensor

n = size("n")
i, j, k, p = (index(name, n) for name in "ijkp")
A, W, X, Z, B = (IndexedBase(name, real=True) for name in "AWXZB")
C = Symbol("C", real=True)

IDENTITIES = {
    "sigmoid": (sigmoid, sigmoid(u) * (1 - sigmoid(u))),
    "tanh": (tanh, 1 - tanh(u) ** 2),
    "softplus": (softplus, sigmoid(u)),
    "silu": (silu, sigmoid(u) + u * sigmoid(u) * (1 - sigmoid(u))),
    "relu": (relu, Piecewise((1, u > 0), (0, True))),
    "leaky relu": (leaky_relu(Symbol("c", real=True)), Piecewise((1, u > 0), (Symbol("c", real=True), True))),
    "elu": (elu(2), Piecewise((1, u > 0), (elu(2)(u) + 2, True))),
}


@pytest.mark.parametrize("name", IDENTITIES)
def test_identities_are_proved_from_the_definition(name):
    """σ' = σ(1 − σ) and its kin, for every u."""
    function, closed = IDENTITIES[name]
    assert check(Equation(function.prime(u), closed)).judgements[0].verdict is Verdict.PROVED


@pytest.mark.parametrize("name", IDENTITIES)
def test_wrong_identities_are_refuted(name):
    """Twice the derivative, and the derivative of −u."""
    function, closed = IDENTITIES[name]
    for lie in (2 * closed, closed.subs(u, -u) + u):
        assert check(Equation(function.prime(u), lie)).refuted


@pytest.mark.parametrize("function", [gelu, gelu_tanh])
def test_derivatives_of_gelu_are_proved(function):
    """Against the definition with erf, or with tanh of a cubic."""
    definition = function.definition(u).doit()
    assert check(Equation(function.prime(u), Partial(definition, u))).judgements[0].verdict is Verdict.PROVED
    assert check(Equation(function.prime(u), Partial(definition, u) + u)).refuted


def test_the_value_at_a_kink_is_part_of_the_claim():
    """ReLU'(0) = 0 is what the definition's branch says: a closed form with another value there is not proved."""
    at_zero = Piecewise((1, u >= 0), (0, True))
    assert check(Equation(relu.prime(u), at_zero)).judgements[0].verdict is not Verdict.PROVED
    report = check(Equation(relu.prime(u), IDENTITIES["relu"][1]))
    assert report.preconditions == ("relu'(u): u ≠ 0, the value 0 is taken there",)


@cache
def two_layers(batch="columns", regularisation=sb.L2(0.1)):  # noqa: B008
    """The gradients of a network whose widths are symbols."""
    layers = (sb.Dense("n_1"), sb.Sigmoid(), sb.Dense("n_2"), sb.Softmax())
    return sb.backprop(sb.network("n_0", *layers, cost=sb.CrossEntropy(), batch=batch, regularisation=regularisation))


def with_right_side(system, name, change):
    """The system with one right side changed, without steps for it."""
    equations = [replace(e, rhs=change(e.rhs), steps=()) if e.defines == name else e for e in system.equations]
    return replace(system, equations=tuple(equations))


def without_factor(factor):
    """Drop a factor wherever it stands."""
    return lambda rhs: rhs.xreplace({factor: Symbol("one", real=True)}).xreplace({Symbol("one", real=True): 1 + 0 * n})


def swapped(rhs):
    """Transpose the weights."""
    return rhs.xreplace({e: e.base[e.indices[::-1]] for e in rhs.atoms(Indexed) if str(e.base) == "w2"})


M = size("m")
LIES = {
    "sign": ("delta2", lambda rhs: -rhs),
    "missing 1/m": ("delta2", without_factor(1 / M)),
    "doubled 1/m": ("delta1", lambda rhs: rhs / M),
    "dropped L2": (
        "dw1",
        lambda rhs: next(t for t in rhs.args if not t.has(Symbol("lam", real=True, nonnegative=True))),
    ),
    "doubled path": ("dw1", lambda rhs: rhs + rhs.args[0]),
    "bias regularised": ("db1", lambda rhs: rhs * 2),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_wrong_gradient_is_refuted_where_it_stands(lie):
    """Only the wrong equation is refuted, with sizes, an entry and both values."""
    name, change = LIES[lie]
    report = check(with_right_side(two_layers(), name, change))
    assert [judgement.name for judgement in report.refuted] == [name]
    counterexample = report.refuted[0].counterexample
    assert counterexample and counterexample.left != counterexample.right and "m=" in counterexample.sizes


def test_a_transposed_weight_is_refuted_for_square_layers():
    """Where widths are equal the shapes do not tell: the values do."""
    square = sb.network("n", sb.Dense("n"), sb.Tanh(), sb.Dense("n"), sb.Tanh(), cost=sb.Quadratic())
    report = check(with_right_side(sb.backprop(square), "delta1", swapped))
    assert [judgement.name for judgement in report.refuted] == ["delta1"]
    with pytest.raises(RefutedError, match="delta1 is refuted"):
        report.require(Verdict.PROVED)


def test_everything_is_proved_for_all_sizes():
    """And the gradients are proved against the cost itself, with all definitions substituted."""
    report = check(two_layers()).require(Verdict.PROVED)
    judged = [j for j in report if j.verdict is Verdict.PROVED]
    assert all(part.sizes == "all" for j in judged for part in (j, *j.parts))
    assert {j.cost.verdict for j in judged if j.cost} == {Verdict.PROVED}
    assert report.assumptions and report.counts[Verdict.DEFINITION] == 5


def test_large_sizes_are_tried_small_and_proved_for_all():
    """784-30-10 costs no more than 2-3-4; a lie about it is refuted at small numbers, and the report says which."""
    layers = (sb.Dense(30), sb.Sigmoid(), sb.Dense(10), sb.Softmax())
    system = sb.backprop(sb.network(784, *layers, cost=sb.CrossEntropy()))
    check(system).require(Verdict.PROVED)
    lie = check(with_right_side(system, "dw1", lambda rhs: 2 * rhs)).refuted[0]
    assert lie.name == "dw1" and "784 → 4" in lie.counterexample.sizes


def test_cross_entropy_keeps_the_sum_of_targets_without_the_assumption():
    """a − y needs Σ_k y_k = 1; a Σ_k y_k − y does not."""
    system = two_layers()
    bare = replace(system, assumptions=())
    assert "delta2" in {j.name for j in check(bare).refuted}
    delta = next(e for e in system.equations if e.defines == "delta2")
    judgement = Referee(system).statement(delta.lhs, delta.rhs, "BP1")
    assert judgement.verdict is Verdict.PROVED and judgement.assumptions


@pytest.mark.parametrize("output", [None, sb.Softmax()])
def test_the_generic_layer_is_proved_by_induction(output):
    """The base l = L and the step l + 1 → l, L2 over all layers included; tried at several depths as well."""
    cost = sb.CrossEntropy() if output else None
    system = sb.backprop(sb.generic_network(output=output, cost=cost, regularisation=sb.L2(0.1)))
    report = check(system).require(Verdict.PROVED)
    assert all(j.sizes == "all" for j in report)
    assert any("L=3" in size_ for j in report if j.cost for size_ in j.cost.sizes)


def test_a_wrong_layer_in_the_generic_step_is_refuted():
    """δ^l from w^l instead of w^(l+1)."""
    system = sb.backprop(sb.generic_network(regularisation=sb.L2(0.1)))
    layer = next(e for e in system.equations if e.defines == "delta" and isinstance(e.lhs.indices[0], Idx))
    lie = replace(layer, rhs=2 * layer.rhs, steps=())
    judged = Referee(replace(system, equations=tuple(lie if e is layer else e for e in system.equations))).judge(lie)
    assert judged.verdict is Verdict.REFUTED and "L=2" in judged.counterexample.sizes


def plain(*equations, wrt):
    """A user's own equations, with gradients."""
    return sb.backprop([Equation(*e) for e in equations], wrt=wrt)


def by_hand(net, *gradients):
    """A System with gradients written by hand: (name, of what, axes, right side)."""
    tensors = [Tensor(name, axes, Role.GRADIENT, gradient_of=of) for name, of, axes, _ in gradients]
    equations = [Equation(t.entry, rhs) for t, (*_, rhs) in zip(tensors, gradients, strict=True)]
    return net.extended(tensors, equations)


def test_gradients_written_by_hand():
    """x used twice: ∂(Σ x_j² + Σ_jk x_j w_jk x_k)/∂x has every use, once; no deriver is needed to judge it."""
    from symbackprop.language.plain_equations import infer_system

    net = infer_system([Equation(C, summation(X[j] ** 2, j) + summation(X[j] * W[j, k] * X[k], j, k))])
    uses = (2 * X[j], summation(W[j, k] * X[k], k), summation(W[k, j] * X[k], k))
    assert not check(by_hand(net, ("dX", "X", (j,), sum(uses)))).refuted
    for lie in (uses[0] + uses[1], uses[0] + 2 * uses[1], sum(uses) + uses[2], X[j] + uses[1] + uses[2]):
        assert [r.name for r in check(by_hand(net, ("dX", "X", (j,), lie))).refuted] == ["dX[j]"]


def statement(left, right, system=None):
    """The verdict on one statement."""
    return Referee(system or sb.backprop([Equation(C, summation(A[j] * W[j, k] * B[k], j, k))], wrt="A")).statement(
        left, right, "statement"
    )


TRUE = [
    (Partial(summation(W[i, k] * A[k], k), A[j]), W[i, j]),
    (Partial(A[i] ** 2 * B[i], A[j]), 2 * A[i] * B[i] * KroneckerDelta(i, j)),
    (Partial(Abs(A[i]), A[i]), Partial(Abs(A[i]), A[i])),
    (Local(C, A[j]), summation(W[j, k] * B[k], k)),
    (Partial(Dependence("F", A[k], (k,)), A[j]), Dependence("F", A[k], (k,), ((j,),))),
    (sigmoid.prime(A[j]), sigmoid(A[j]) * (1 - sigmoid(A[j]))),
]
FALSE = [
    (Partial(summation(W[i, k] * A[k], k), A[j]), W[j, i]),
    (Partial(summation(W[k, i] * A[k], k), A[j]), summation(W[j, k], k)),
    (Partial(A[i] ** 2 * B[i], A[j]), 2 * A[i] * B[i]),
    (Partial(exp(A[i]) * log(2 + A[i]), A[i]), exp(A[i]) * log(2 + A[i])),
    (Local(C, A[j]), 2 * summation(W[j, k] * B[k], k)),
    (Partial(Dependence("F", A[k], (k,)), A[j]), Dependence("F", A[k], (k,), ((i,),))),
    (sigmoid.prime(A[j]), sigmoid(A[j]) * (1 + sigmoid(A[j]))),
]


@pytest.mark.parametrize(("left", "right"), TRUE)
def test_true_statements_are_proved_for_all_sizes(left, right):
    """Derivatives of sums, products, dependences, and what folds them."""
    judgement = statement(left, right)
    assert (judgement.verdict, judgement.sizes) == (Verdict.PROVED, "all")


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_false_statements_are_refuted(left, right):
    """Transposed, captured, contracted where it must not be, a term or a delta dropped."""
    judgement = statement(left, right)
    assert judgement.verdict is Verdict.REFUTED and judgement.counterexample


def test_less_than_a_proof_is_called_so():
    """Written out at small sizes; equal at random points; not understood at all."""
    x = A[j]
    written = statement(summation(A[j] / (A[j] + A[k]), j, k), n**2 / 2)
    assert (written.verdict, written.sizes) == (Verdict.PROVED, ("n=1", "n=2", "n=3"))
    assert statement(atan(exp(x)) + atan(exp(-x)), pi / 2).verdict is Verdict.AGREES
    unknown = statement(_Unheard(x), x)
    assert unknown.verdict is Verdict.UNDECIDED and "_Unheard" in unknown.reason


class _Unheard(Expr):
    """A node that nobody knows."""

    def __new__(cls, x):
        return Expr.__new__(cls, x)


def test_out_of_time_is_undecided():
    """A referee that has no time left says so, and does not guess."""
    report = check(two_layers(), seconds=-1)
    assert {j.reason for j in report.with_verdict(Verdict.UNDECIDED)} == {"out of time"}


def test_an_entry_outside_its_range_is_not_a_definition():
    """z_j = b_(j + 1) reads one entry too many."""
    net = two_layers()
    z = net.equations[0]
    wrong = replace(net, equations=(replace(z, rhs=net["b1"].at(1 + net["b1"].axes[0])), *net.equations[1:]))
    assert check(wrong).judgements[len(net.identities)].verdict is not Verdict.DEFINITION


def test_steps_that_do_not_lead_to_the_right_side_are_told():
    """Every step true, the first left out: the theorem is not what its steps show."""
    system = two_layers()
    delta = next(e for e in system.equations if e.defines == "delta1")
    cut = replace(delta, steps=(*delta.steps, replace(delta.steps[-1], before=delta.rhs, after=2 * delta.rhs)))
    judged = Referee(system).judge(cut)
    assert judged.verdict is Verdict.PROVED and judged.overall is Verdict.REFUTED


def test_the_same_seed_gives_the_same_report():
    """Points are drawn by the seed alone."""
    wrong = with_right_side(two_layers(), "delta2", lambda rhs: 2 * rhs)
    assert str(check(wrong, seed=3)) == str(check(wrong, seed=3))
    assert check(wrong, seed=3).refuted[0].counterexample != check(wrong, seed=4).refuted[0].counterexample
