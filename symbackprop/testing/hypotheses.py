"""The mistakes that people make in backpropagation, as changes of the derived equations.

Each hypothesis says what it would mean, which equations it concerns, and what stands there in its place.  If code
gives what the changed equations give, the change is what is wrong with it: everything that follows from the mistake
follows here too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sympy import Add, Expr, Idx, Indexed, Integer, Mul, Rational, Sum, Symbol

from symbackprop.language.functions import ARGUMENT, ScalarFunction
from symbackprop.language.indices import extent, size
from symbackprop.language.systems import Equation, Role, System, Tensor

Change = Mapping[Expr, Expr]
"""What stands on the right of some equations, by their left sides."""


@dataclass(frozen=True)
class Hypothesis:
    """A mistake: `says` has {it} for the quantity that is computed, {of} for what else it is about."""

    says: str
    changes: Callable[[Equation, System], Iterator[tuple[Expr, str]]]
    of: tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """A hypothesis about one quantity: what it says, and what it makes of the equations, or of their values."""

    quantity: str
    says: str
    change: Change = field(default_factory=dict)
    factors: Mapping[str, Expr] = field(default_factory=dict)


M = size("m")
SCALES: tuple[tuple[Expr, str], ...] = (
    (M, "the factor 1/m is missing in {it}"),
    (1 / M, "{it} has a factor 1/m too much"),
    (Integer(-1), "the sign of {it} is wrong"),
    (-M, "the sign of {it} is wrong, and the factor 1/m is missing"),
    (Integer(2), "{it} has a factor 2 too much"),
    (Rational(1, 2), "{it} has a factor 1/2 too much"),
    (2 * M, "{it} has a factor 2 too much, and the factor 1/m is missing"),
    (M / 2, "{it} has a factor 1/2 in the place of 1/m"),
    (2 / M, "{it} has a factor 2/m too much"),
    (1 / (2 * M), "{it} has a factor 1/(2m) too much"),
    (M**2, "{it} is multiplied by m, in the place of being divided by it"),
    (1 / M**2, "{it} has a factor 1/m² too much"),
)


def _slopes(expr: Expr) -> list[Expr]:
    return sorted((f for f in expr.atoms(ScalarFunction) if f.func.base is not None), key=str)


def _spelled(slope: Expr) -> str:
    return f"{_letter(slope.func.base)}'(z)"


def _letter(function: type[ScalarFunction]) -> str:
    """σ for sigmoid, else its name."""
    return {"\\sigma": "σ"}.get(function.latex_name, function.label)


def _without_slope(equation: Equation, system: System) -> Iterator[tuple[Expr, str]]:
    for slope in _slopes(equation.rhs):
        yield equation.rhs.xreplace({slope: Integer(1)}), _spelled(slope)


def _slope_twice(equation: Equation, system: System) -> Iterator[tuple[Expr, str]]:
    for slope in _slopes(equation.rhs):
        yield equation.rhs.xreplace({slope: slope**2}), _spelled(slope)


def _slope_at_activation(equation: Equation, system: System) -> Iterator[tuple[Expr, str]]:
    for slope in _slopes(equation.rhs):
        activation = _activation_of(slope.args[0], system)
        if activation is not None:
            yield equation.rhs.xreplace({slope: slope.func(activation)}), _spelled(slope)


def _closed_form_at_input(equation: Equation, system: System) -> Iterator[tuple[Expr, str]]:
    """σ' = σ(1 − σ) is a formula in a; with z in the place of a it is none."""
    for slope in _slopes(equation.rhs):
        for identity in system.identities:
            if identity.lhs == slope.func(ARGUMENT):
                wrong = identity.rhs.xreplace({slope.func.base(ARGUMENT): slope.args[0]})
                if not wrong.has(ARGUMENT):
                    yield equation.rhs.xreplace({slope: wrong}), _spelled(slope)


def _half_of_closed_form(equation: Equation, system: System) -> Iterator[tuple[Expr, str]]:
    """a or 1 − a alone, where σ' = σ(1 − σ)."""
    for slope in _slopes(equation.rhs):
        for identity in system.identities:
            if identity.lhs == slope.func(ARGUMENT) and isinstance(identity.rhs, Mul):
                for factor in identity.rhs.args:
                    half = factor.xreplace({ARGUMENT: slope.args[0]})
                    yield equation.rhs.xreplace({slope: half}), _spelled(slope)


def _slope_of_other_layer(equation: Equation, system: System) -> Iterator[tuple[Expr, str]]:
    for slope in _slopes(equation.rhs):
        for other in system.with_role(Role.WEIGHTED_INPUT):
            entry = _with_indices(other, slope.args[0].indices)
            if entry is not None and entry != slope.args[0]:
                yield equation.rhs.xreplace({slope: slope.func(entry)}), other.name


def _output_slope_added(equation: Equation, system: System) -> Iterator[tuple[Expr, str]]:
    """a − y, as a cost that cancels the derivative gives it, times that derivative all the same."""
    if _slopes(equation.rhs) or any(system[e].role is Role.ERROR for e in _names(equation.rhs, system)):
        return
    for definition in system.definitions(system.output):
        for function in definition.rhs.atoms(ScalarFunction):
            if function.func.base is None:
                yield equation.rhs * function.func.prime(function.args[0]), f"{_letter(function.func)}'(z)"


def _weights_not_transposed(equation: Equation, system: System) -> Iterator[tuple[Expr, str]]:
    for entry in equation.rhs.atoms(Indexed):
        tensor = system.by_name.get(str(entry.base.label))
        if tensor is not None and tensor.role is Role.WEIGHT and extent(tensor.axes[0]) == extent(tensor.axes[1]):
            yield equation.rhs.xreplace({entry: entry.base[tuple(reversed(entry.indices))]}), tensor.name


def _other_layer_read(equation: Equation, system: System) -> Iterator[tuple[Expr, str]]:
    """a of another layer, or z in the place of a."""
    readable = system.with_role(Role.ACTIVATION, Role.WEIGHTED_INPUT, Role.INPUT)
    for entry in equation.rhs.atoms(Indexed):
        tensor = system.by_name.get(str(entry.base.label))
        if tensor in readable:
            for other in readable:
                changed = _with_indices(other, entry.indices)
                if changed is not None and other != tensor:
                    yield equation.rhs.xreplace({entry: changed}), f"{other.name} in the place of {tensor.name}"


def _other_error_read(equation: Equation, system: System) -> Iterator[tuple[Expr, str]]:
    order = [e.defines for e in system.equations]
    errors = [t for t in system.with_role(Role.ERROR) if order.index(t.name) < order.index(equation.defines)]
    for entry in equation.rhs.atoms(Indexed):
        tensor = system.by_name.get(str(entry.base.label))
        if tensor in errors:
            for other in errors:
                changed = _with_indices(other, entry.indices)
                if changed is not None and other != tensor:
                    yield equation.rhs.xreplace({entry: changed}), f"{other.name} in the place of {tensor.name}"


def _penalty(equation: Equation) -> tuple[Expr, Expr]:
    """The terms with λ, and the others."""
    terms = Add.make_args(equation.rhs)
    own = [t for t in terms if Symbol("lam") in {Symbol(s.name) for s in t.free_symbols}]
    return Add(*own), Add(*(t for t in terms if t not in own))


def _without_penalty(equation: Equation, system: System) -> Iterator[tuple[Expr, str]]:
    penalty, rest = _penalty(equation)
    if penalty != 0:
        yield rest, ""


def _penalty_scaled(equation: Equation, system: System) -> Iterator[tuple[Expr, str]]:
    penalty, rest = _penalty(equation)
    if penalty != 0:
        for factor, says in ((M, "m"), (1 / M, "1/m"), (Integer(2), "2"), (Rational(1, 2), "1/2"), (Integer(-1), "−1")):
            yield rest + factor * penalty, says


def _rest_scaled(equation: Equation, system: System) -> Iterator[tuple[Expr, str]]:
    """1/m that stands at the penalty alone, or at the rest alone."""
    penalty, rest = _penalty(equation)
    if penalty != 0:
        for factor, says in ((M, "m"), (1 / M, "1/m")):
            yield factor * rest + penalty, says


def _penalty_on_bias(equation: Equation, system: System) -> Iterator[tuple[Expr, str]]:
    tensor = system[equation.defines]
    bias = system.by_name.get(tensor.gradient_of or "")
    if bias is None or bias.role is not Role.BIAS:
        return
    for other in system.theorems:
        penalty, _ = _penalty(other)
        weight = system.by_name.get(system[other.defines].gradient_of or "")
        if penalty != 0 and weight is not None and weight.layer == bias.layer:
            entry = weight.at(*other.lhs.indices)
            yield equation.rhs + penalty.xreplace({entry: bias.at(*equation.lhs.indices)}), ""


def _without_bias(equation: Equation, system: System) -> Iterator[tuple[Expr, str]]:
    terms = Add.make_args(equation.rhs)
    kept = [t for t in terms if not (isinstance(t, Indexed) and system[str(t.base.label)].role is Role.BIAS)]
    if len(kept) < len(terms):
        yield Add(*kept), next(str(t.base.label) for t in terms if t not in kept)


def _unsummed_examples(equation: Equation, system: System) -> Iterator[tuple[Expr, str]]:
    """Only the first example counted."""
    if isinstance(equation.rhs, Sum) and len(equation.rhs.limits) == 1:
        index: Idx = equation.rhs.limits[0][0]
        if extent(index) == M:
            yield equation.rhs.function.xreplace({index: Integer(0)}), ""


def _with_indices(tensor: Tensor, where: tuple[Expr, ...]) -> Expr | None:
    """The entry of a tensor at indices of another, where the ranges are the same."""
    same = len(tensor.axes) == len(where) and all(
        isinstance(i, Idx) and extent(i) == extent(axis) for i, axis in zip(where, tensor.axes, strict=True)
    )
    return tensor.at(*where) if same else None


def _activation_of(entry: Expr, system: System) -> Expr | None:
    """a[j, s] for z[j, s]."""
    tensor = system.by_name.get(str(entry.base.label)) if isinstance(entry, Indexed) else None
    for other in system.with_role(Role.ACTIVATION):
        if tensor is not None and other.layer == tensor.layer:
            return _with_indices(other, entry.indices)
    return None


def _names(expr: Expr, system: System) -> set[str]:
    return {str(e.base.label) for e in expr.atoms(Indexed)} & system.by_name.keys()


ERRORS, WEIGHTS, BIASES = ("error",), ("weight",), ("bias",)
HYPOTHESES: tuple[Hypothesis, ...] = (
    Hypothesis("the factor {of} is missing in {it}", _without_slope, ERRORS),
    Hypothesis("the derivative {of} in {it} is taken at the activation a, and not at the weighted input z",
               _slope_at_activation, ERRORS),
    Hypothesis("{of} in {it} is computed by the formula for a, with z in it", _closed_form_at_input, ERRORS),
    Hypothesis("only a part of the derivative {of} is in {it}", _half_of_closed_form, ERRORS),
    Hypothesis("the transpose of {of} is missing in {it}", _weights_not_transposed, ERRORS),
    Hypothesis("{it} has the factor {of} twice", _slope_twice, ERRORS),
    Hypothesis("{it} has a factor {of}, which this cost cancels", _output_slope_added, ERRORS),
    Hypothesis("{it} takes the derivative of the activation at {of}, of another layer", _slope_of_other_layer, ERRORS),
    Hypothesis("{it} is computed with {of}", _other_layer_read, WEIGHTS),
    Hypothesis("{it} is computed with {of}", _other_error_read, (*ERRORS, *WEIGHTS, *BIASES)),
    Hypothesis("the L2 term is missing in {it}", _without_penalty, WEIGHTS),
    Hypothesis("the L2 term in {it} is multiplied by {of}", _penalty_scaled, WEIGHTS),
    Hypothesis("{it} without its L2 term is multiplied by {of}", _rest_scaled, WEIGHTS),
    Hypothesis("{it} has an L2 term, and only weights are regularised", _penalty_on_bias, BIASES),
    Hypothesis("only the first example counts in {it}", _unsummed_examples, BIASES + WEIGHTS),
    Hypothesis("the bias {of} is not added in {it}", _without_bias, ("weighted input",)),
)  # fmt: skip


def candidates(system: System, quantity: str) -> Iterator[Candidate]:
    """All that may be wrong with one quantity: factors first, then everything else."""
    kind = _kind(system, quantity)
    if kind != "weighted input":
        yield from scaled(system, quantity, [quantity])
    for equation in system.definitions(quantity):
        for hypothesis in HYPOTHESES:
            if kind in hypothesis.of:
                for wrong, about in hypothesis.changes(equation, system):
                    yield Candidate(quantity, hypothesis.says.replace("{of}", about), {equation.lhs: wrong})


def scaled(system: System, quantity: str, names: Iterable[str]) -> Iterator[Candidate]:
    """Some quantities with a factor too much, or too little."""
    for factor, says in SCALES:
        if system.batch is not None or not factor.has(M):
            yield Candidate(quantity, says, factors=dict.fromkeys(names, factor))


def _kind(system: System, quantity: str) -> str:
    tensor = system[quantity]
    if tensor.role is Role.GRADIENT and tensor.gradient_of:
        return system[tensor.gradient_of].role.value
    return tensor.role.value
