"""`{accumulation}`, `{correction}` and `{lines}`: what a loop over examples or over steps makes of an equation.

    {accumulation} dw    Δ ← Δ + δ aᵀ for every example, then ∂C/∂W = Δ/m + (λ/m) W
    {correction} v       v = (1 − βᵗ) g for a gradient g that stays the same, so that v / (1 − βᵗ) = g
    {lines} db           db = np.sum(delta, axis=1, keepdims=True) / m

Each is computed from the equations of the derived System, and held against them before it is printed.
"""

from dataclasses import dataclass, replace

import numpy as np
from sympy import Expr, Idx, Indexed, Integer, Sum, Symbol, cancel, simplify

from symbackprop.calculus.canonical import same
from symbackprop.documents import formulas, model
from symbackprop.documents.directives import Evaluator, Made, directive
from symbackprop.documents.parsing import Directive
from symbackprop.documents.quantities import Asked, equations_of, pieces
from symbackprop.errors import UsageError
from symbackprop.language.indices import bound, size
from symbackprop.language.indices import replace as replaced
from symbackprop.language.systems import Equation, Role, System, Tensor, entries, head
from symbackprop.typesetting.lines import Line, aligned
from symbackprop.typesetting.presentation import EQUALS, Aligned, Number
from symbackprop.typesetting.typeset import Presenter

ACCUMULATED = "Delta"


# A sum over examples as a loop


@dataclass(frozen=True)
class Accumulation:
    """What is added for one example, in the System of one example; and the gradient, made of the total."""

    system: System
    addition: Equation
    result: Equation


def accumulation(gradient: Equation, system: System) -> Accumulation:
    """A gradient that sums over the examples, as a running total.   Raises: UsageError for one that does not."""
    total = _sum_over_examples(gradient.rhs)
    own = system[gradient.defines]
    delta = Tensor(f"{ACCUMULATED}_{own.name}", own.axes, Role.STATE, ACCUMULATED, own.layer)
    following = replace(delta, name=f"next_{delta.name}", updates=delta.name)
    where = gradient.lhs.indices if isinstance(gradient.lhs, Indexed) else ()
    (example,) = bound(total)
    body, single = _of_one_example(total.function, example, system)
    result = Equation(gradient.lhs, replaced(gradient.rhs, total, delta.at(*where)), name=gradient.name)
    if not same(replaced(result.rhs, delta.at(*where), total), gradient.rhs):
        raise UsageError(f"{gradient.lhs} is not made of one sum over the examples")
    addition = Equation(following.at(*where), delta.at(*where) + body)
    return Accumulation(single.extended([delta, following], [addition, result]), addition, result)


def _sum_over_examples(expr: Expr) -> Sum:
    m = size("m")
    sums = [s for s in expr.atoms(Sum) if len(bound(s)) == 1 and bound(s)[0].upper == m - 1]
    if len(sums) != 1:
        raise UsageError("there is no single sum over m examples to accumulate", hint="batch: columns or rows")
    return sums[0]


def _of_one_example(body: Expr, example: Idx, system: System) -> tuple[Expr, System]:
    """The summand and the System with the axis of the examples left out."""
    m = size("m")
    kept = {t.name: [n for n, i in enumerate(t.axes) if i.upper != m - 1] for t in system.tensors}
    single = replace(
        system,
        tensors=tuple(replace(t, axes=tuple(t.axes[n] for n in kept[t.name])) for t in system.tensors),
        equations=(),
        assumptions=(),
        batch=None,
    )
    new: dict[Expr, Expr] = {}
    for entry in entries(body):
        if isinstance(entry, Indexed):
            new[entry] = single[head(entry)].at(*(entry.indices[n] for n in kept[head(entry)]))
    found = body.xreplace(new)
    if example in found.atoms(Idx):
        raise UsageError(f"{example} is not the axis of the examples alone")
    return found, single


@directive("accumulation", options=("layer", "form", "label", "convention"))
def make_accumulation(evaluator: Evaluator, given: Directive) -> Made:
    """`{accumulation}`: a gradient as a running total over the examples."""
    target = evaluator.target(given)
    network = evaluator.network(given)
    system = evaluator.workspace.derived(network, (), evaluator.convention(given))
    form, notation = evaluator.form(given), evaluator.notation(given)
    asked = [g for name, _ in pieces(given.argument) for g in equations_of(Asked(name, given.option("layer")), system)]
    found = [accumulation(gradient, system) for gradient in asked]
    presenter = Presenter(_together(found), form, notation)
    additions = {f.addition: f.result for f in found}
    lines: list[Line] = []
    for addition in presenter.unsaid(additions):
        following = replace(presenter.line(addition), rule="for every example", layers=None)
        start = replace(following, right=Number("0"), rule="before the first example")
        lines += [start, following, presenter.line(additions[addition])]
    return [_block(target, aligned(lines), "the running total is the sum over the examples")]


def _together(found: list[Accumulation]) -> System:
    """The System of one example with all running totals."""
    first, *others = (f.system for f in found)
    for other in others:
        new = [t for t in other.tensors if t.name not in first.by_name]
        first = first.extended(new, other.equations)
    return first


def _block(target: model.Target, tree: Aligned, remark: str = "") -> model.EquationBlock:
    return model.EquationBlock(formulas.Formula(tree), target.number, target.anchor, remark=remark)


# What an optimiser remembers of a gradient that stays the same


def steady(update: Equation, system: System, gradient: Expr) -> Equation:
    """The closed form after t steps of v ← β v + …, from 0, for a gradient that does not change.

    Raises: UsageError for an update that is not linear in what is remembered.
    """
    remembered = system[str(system[update.defines].updates)]
    before = next(e for e in entries(update.rhs) if head(e) == remembered.name)
    v, g, t = Symbol("v"), Symbol("g"), Symbol("t", integer=True, positive=True)
    step = update.rhs.xreplace({before: v, gradient: g})
    kept = step.diff(v)
    if step.free_symbols & {before, gradient} or kept.has(v) or kept == 1:
        raise UsageError(f"{update.lhs} does not forget, so that it has no closed form")
    added = step.xreplace({v: Integer(0)})
    closed = cancel(added / (1 - kept)) * (1 - kept**t)
    base, following = closed.subs(t, 0), closed.subs(t, t + 1)  # induction: t = 0, and from t to t + 1
    if base != 0 or simplify(step.xreplace({v: closed}) - following) != 0:
        raise UsageError(f"{update.lhs}: no closed form was found")
    return Equation(update.lhs, closed.xreplace({g: gradient, t: system["t"].entry}))


@directive("correction", options=("layer", "label"))
def make_correction(evaluator: Evaluator, given: Directive) -> Made:
    """`{correction}`: what a running mean is after t equal gradients, and what its correction makes of it."""
    target = evaluator.target(given)
    network = evaluator.network(given)
    system = evaluator.workspace.derived(network)
    presenter = Presenter(system, "component", evaluator.notation(given))
    lines: list[Line] = []
    for name, _ in pieces(given.argument):
        update, *_ = equations_of(Asked(f"next_{name}", given.option("layer")), system)  # of all parameters alike
        parameter = str(system[update.defines].updates).removeprefix(f"{name}_")
        slopes = [e for e in entries(update.rhs) if system[head(e)].gradient_of == parameter]
        if len(slopes) != 1:
            raise UsageError(
                f"{name} does not remember a slope", expected="what an optimiser remembers, such as u or v"
            )
        (slope,) = slopes
        closed = steady(update, system, slope)
        lines.append(replace(presenter.line(closed), rule="after t equal gradients", relation=EQUALS))
        corrected = system.definitions(f"{name}_hat_{parameter}")
        for equation in corrected:
            value = cancel(equation.rhs.xreplace({closed.lhs: closed.rhs}))
            lines.append(replace(presenter.line(Equation(equation.lhs, value)), rule="corrected"))
    return [_block(target, aligned(lines), "by induction over t, from 0")]


# NumPy, one line at a time


@directive("lines", options=("layer", "convention"))
def make_lines(evaluator: Evaluator, given: Directive) -> Made:
    """`{lines}`: gradients as lines of NumPy with their axis, tried on arrays before they are shown."""
    network = evaluator.network(given)
    system = evaluator.workspace.derived(network, (), evaluator.convention(given))
    found = []
    for name, _ in pieces(given.argument):
        for equation in equations_of(Asked(name, given.option("layer")), system):
            found.append(numpy_line(equation, system))
    return [model.CodeBlock("\n".join(found), "python")]


def numpy_line(equation: Equation, system: System) -> str:
    """`db2 = np.sum(delta2, axis=1, keepdims=True) / m` for a gradient that is one sum over an axis."""
    factor, total = equation.rhs.as_independent(Sum)
    summand = total.function if isinstance(total, Sum) else None
    if not isinstance(summand, Indexed) or len(bound(total)) != 1:
        raise UsageError(f"{equation.lhs} is not the sum of an array over one axis", expected="db, in a batch")
    (example,) = bound(total)
    axis = list(summand.indices).index(example)
    _try_axis(axis, len(summand.indices))
    text = f"{equation.defines} = np.sum({head(summand)}, axis={axis}, keepdims=True)"
    below = 1 / factor
    return text + ("" if below == 1 else f" / {below}")


def _try_axis(axis: int, axes: int) -> None:
    """Hold NumPy's meaning of the axis against the sum itself."""
    array = np.arange(6.0).reshape(2, 3)
    kept = [[sum(float(array[j, s]) for s in range(3))] for j in range(2)]
    column = np.sum(array if axis == 1 else array.T, axis=axis, keepdims=True)
    if axes != 2 or not np.array_equal(column if axis == 1 else column.T, np.array(kept)):
        raise UsageError(f"axis {axis} of NumPy is not what the equation says")
