"""What would be broken: the referee's nose.  Every rule is mutated in turn, and every path of the sweep dropped once.

A lie must be refuted at exactly the steps that used it; the steps after it, true in themselves, must not be.
"""

from dataclasses import replace

import pytest
from sympy import (
    Abs,
    Indexed,
    IndexedBase,
    Mul,
    Piecewise,
    Symbol,
    atan,
    cos,
    cosh,
    erf,
    exp,
    log,
    sign,
    sin,
    sinh,
    symbols,
    tan,
    tanh,
)

import symbackprop as sb
from symbackprop import sweep
from symbackprop.calculus import closed_forms, rules
from symbackprop.language import functions
from symbackprop.language.indices import index, size, summation
from symbackprop.language.nodes import Partial

x, w, b, z, a, y, c = symbols("x w b z a y C", real=True)
n = size("n")
i, j, k = index("i", n), index("j", n), index("k", n)
W, X, Z, A, Z2 = (IndexedBase(s, real=True) for s in ("W", "X", "Z", "A", "Z2"))


def scalar(formula):
    """One neuron whose activation is a formula of z."""
    return [sb.Equation(z, w * x + b), sb.Equation(a, formula(z)), sb.Equation(c, (a - y) ** 2 / 2)]


def dense(activation, cost, **options):
    """One dense layer."""
    return sb.network(2, sb.Dense(3), activation, cost=cost, **options)


SETTINGS = {
    "constant rule": lambda: dense(sb.ReLU(), sb.Quadratic()),
    "variable rule": lambda: scalar(lambda u: u**3),
    "entry rule": lambda: dense(sb.Identity(), sb.Quadratic()),
    "sum of terms rule": lambda: scalar(lambda u: u + u**2 * sin(u)),
    "constant factor rule": lambda: scalar(lambda u: 3 * sin(u)),
    "product rule": lambda: scalar(lambda u: u * exp(u)),
    "power rule": lambda: scalar(lambda u: (1 + u**2) ** 3),
    "general power rule": lambda: scalar(lambda u: (1 + u**2) ** u),
    "exponential rule": lambda: dense(sb.Softmax(), sb.Quadratic()),
    "logarithm rule": lambda: dense(sb.Softmax(), sb.CrossEntropy()),
    "absolute value rule": lambda: dense(sb.Tanh(), sb.MeanAbsoluteError()),
    "sign rule": lambda: scalar(lambda u: u * sign(u)),
    "hyperbolic tangent rule": lambda: scalar(tanh),
    "error function rule": lambda: scalar(erf),
    "sine rule": lambda: scalar(sin),
    "cosine rule": lambda: scalar(cos),
    "tangent rule": lambda: scalar(tan),
    "hyperbolic sine rule": lambda: scalar(sinh),
    "hyperbolic cosine rule": lambda: scalar(cosh),
    "arctangent rule": lambda: scalar(atan),
    "piecewise rule": lambda: scalar(lambda u: Piecewise((u**2, u > 1), (u, True))),
    "sum rule": lambda: dense(sb.Tanh(), sb.Quadratic(), batch="columns"),
    "function rule": lambda: dense(sb.Sigmoid(), sb.Quadratic(), batch="rows"),
    "unspecified function rule": lambda: dense(sb.Unspecified(), sb.Quadratic()),
    "dependence rule": lambda: dense(sb.Sigmoid(), sb.UnspecifiedCost()),
}


def doubled(rule):
    """Twice the truth; for a derivative that is 0, the value 1."""
    return lambda f, x: Mul(2, rule.apply(f, x)) if rule.apply(f, x) != 0 else 1 + 0 * x


def verdicts(system):
    """(rule, verdict) of every step of every theorem of the system."""
    return [(step.name.split(", ", 1)[1], step.verdict) for step in sb.check(system).steps]


def refuted_rules(system):
    """The names of the rules of the refuted steps."""
    return {name for name, verdict in verdicts(system) if verdict is sb.Verdict.REFUTED}


def mutate(monkeypatch, name, apply):
    """Put a lie into the table of rules."""
    position = next(p for p, r in enumerate(rules.RULES) if r.name == name)
    table = [replace(r, apply=apply) if p == position else r for p, r in enumerate(rules.RULES)]
    monkeypatch.setattr(rules, "RULES", table)
    closed_forms._from_definition.cache_clear()


@pytest.fixture(autouse=True)
def honest_cache():
    """Derivatives of functions are remembered: forget what a lie made of them."""
    yield
    closed_forms._from_definition.cache_clear()


def test_every_rule_has_a_setting():
    """No rule stands in the table without a lie about it."""
    assert set(SETTINGS) == {r.name for r in rules.RULES}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_lie_about_a_rule_is_refuted_at_its_steps(monkeypatch, name):
    """Honest, nothing is refuted; with one rule doubled, exactly the steps of that rule are."""
    assert refuted_rules(sb.backprop(SETTINGS[name]())) == set()
    mutate(monkeypatch, name, doubled(next(r for r in rules.RULES if r.name == name)))
    found = verdicts(sb.backprop(SETTINGS[name]()))
    assert {rule for rule, verdict in found if verdict is sb.Verdict.REFUTED} == {name}
    assert {verdict for rule, verdict in found if rule == name} == {sb.Verdict.REFUTED}


LIES = {
    "product rule": lambda f, x: Partial(f.as_two_terms()[0], x) * f.as_two_terms()[1],
    "sum of terms rule": lambda f, x: Partial(f.args[0], x),
    "power rule": lambda f, x: f.exp * f * Partial(f.base, x),
    "logarithm rule": lambda f, x: f.args[0] * Partial(f.args[0], x),
    "hyperbolic tangent rule": lambda f, x: (1 + f**2) * Partial(f.args[0], x),
    "absolute value rule": lambda f, x: Partial(f.args[0], x),
    "cosine rule": lambda f, x: sin(f.args[0]) * Partial(f.args[0], x),
}


@pytest.mark.parametrize("name", LIES)
def test_a_likely_mistake_is_refuted_at_its_steps(monkeypatch, name):
    """A dropped term, a forgotten n − 1, a wrong sign."""
    mutate(monkeypatch, name, LIES[name])
    assert refuted_rules(sb.backprop(SETTINGS[name]())) == {name}


def test_a_lie_about_sigmoid_is_refuted_where_it_is_used(monkeypatch):
    """σ′ = σ(1 + σ): the theorem about σ′, and the step of the output error that used it."""

    def sigmoid_rule(u):
        return functions.sigmoid(u) * (1 + functions.sigmoid(u))

    monkeypatch.setitem(closed_forms.CLOSED_FORMS, functions.sigmoid, sigmoid_rule)
    net = sb.network(2, sb.Dense(3), sb.Sigmoid(), sb.Dense(2), sb.Sigmoid(), cost=sb.CrossEntropy())
    system = sb.backprop(net)
    assert refuted_rules(system) == {"sigmoid rule"}
    assert "sigmoid'" in {j.name for j in sb.check(system).refuted}


def forgetting(monkeypatch, name, change):
    """A sweep that forgets (or doubles) some of the equations that read a quantity."""
    honest = sweep.Sweep.__init__

    def forgetful(self, system, asked, convention):
        honest(self, system, asked, convention)
        self.readers[name] = change(self.readers[name])

    monkeypatch.setattr(sweep.Sweep, "__init__", forgetful)


TIED = [
    sb.Equation(Z[j], summation(W[j, k] * X[k], k)),
    sb.Equation(A[j], functions.tanh(Z[j])),
    sb.Equation(Z2[j], summation(W[j, k] * A[k], k) + A[j]),
    sb.Equation(c, summation(Z2[j] ** 2, j) / 2),
]


@pytest.mark.parametrize(
    ("name", "change"),
    [("W", lambda r: r[:1]), ("W", lambda r: r[1:]), ("W", lambda r: [*r, r[0]])],
    ids=["second use dropped", "first use dropped", "use doubled"],
)
def test_a_forgotten_tied_use_is_refuted(monkeypatch, name, change):
    """Every single term is true; the sum over the consumers is not."""
    sb.check(sb.backprop(TIED, wrt="W")).require(sb.Verdict.PROVED)
    forgetting(monkeypatch, name, change)
    assert refuted_rules(sb.backprop(TIED, wrt="W")) == {"chain rule"}


def test_a_forgotten_skip_is_refuted(monkeypatch):
    """A is read by the weighted sum of the next layer and, beside it, by an equation of its own."""
    skip = [
        sb.Equation(Z[j], summation(W[j, k] * X[k], k)),
        sb.Equation(A[j], functions.tanh(Z[j])),
        sb.Equation(Z2[j], functions.tanh(A[j])),
        sb.Equation(c, summation((Z2[j] + A[j]) ** 2, j) / 2),
    ]
    sb.check(sb.backprop(skip, wrt="W")).require(sb.Verdict.PROVED)
    forgetting(monkeypatch, "A", lambda readers: readers[:1])
    assert refuted_rules(sb.backprop(skip, wrt="W")) == {"chain rule"}


@pytest.mark.parametrize("generic", [False, True])
def test_a_forgotten_l2_path_is_refuted(monkeypatch, generic):
    """The weights are read by the weighted input and by the cost."""
    options = {"cost": sb.Quadratic(), "batch": "columns", "regularisation": sb.L2(0.1)}
    net = sb.generic_network(**options) if generic else dense(sb.Sigmoid(), **options)
    name = "w" if generic else "w1"
    sb.check(sb.backprop(net)).require(sb.Verdict.PROVED)
    forgetting(monkeypatch, name, lambda readers: readers[:1])
    system = sb.backprop(net)
    assert refuted_rules(system) == {"chain rule"}
    assert [j.name for j in sb.check(system).refuted] == [f"d{name}"]


def test_a_transposed_weight_is_refuted():
    """δ^1 = (w^2 δ^2) ⊙ σ′ without the transpose, for square and for other layers."""
    net = sb.network("n", sb.Dense("n"), sb.Sigmoid(), sb.Dense("n"), cost=sb.Quadratic())
    system = sb.backprop(net)
    transposed = []
    for e in system.equations:
        if e.defines == "delta1":
            swapped = {t: t.base[t.indices[::-1]] for t in e.rhs.atoms(Indexed) if str(t.base) == "w2"}
            e = replace(e, rhs=e.rhs.xreplace(swapped), steps=e.steps)
        transposed.append(e)
    report = sb.check(replace(system, equations=tuple(transposed)))
    assert [judgement.name for judgement in report.refuted] == ["delta1"]


def test_cross_entropy_needs_its_assumption():
    """a − y with the assumption taken away is refuted, not proved."""
    system = sb.backprop(dense(sb.Softmax(), sb.CrossEntropy(), batch="columns"))
    sb.check(system).require(sb.Verdict.PROVED)
    assert "delta1" in {j.name for j in sb.check(replace(system, assumptions=())).refuted}


def test_an_unknown_function_is_not_a_constant():
    """log of a user's symbol is known; a function that nobody defined is not differentiated."""
    from sympy import Function

    with pytest.raises(sb.SymbackpropError, match="no rule of calculus covers"):
        sb.backprop([sb.Equation(c, Function("f")(w) + log(w) + Abs(w) + Symbol("q", real=True))], wrt="w")
