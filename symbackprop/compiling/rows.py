"""Any batch form as rows: the layout in which trainers compute, whatever the equations show.

    columns   z[j, s]  →  z[s, j]
    one example   z[j]  →  z[s, j],   C  →  1/m Σ_s C_s,   ∂C/∂w  →  1/m Σ_s ∂C_s/∂w

Examples stand in rows (m, features) in almost all files, a batch of them is then a block of memory, and matrix products
are fastest so.  Only names of entries change: the equations stay the ones that were derived and proved.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sympy import Add, Expr, Idx, Indexed, Mul, Sum, Symbol

from symbackprop.errors import UsageError
from symbackprop.language.indices import bound, extent, fresh, index, names_in, rebuild, size, summation
from symbackprop.language.systems import Equation, Role, System, Tensor, heads

EXAMPLES: Symbol = size("m")


def in_rows(system: System) -> System:
    """The same equations with the examples of a batch along the first axis.

    A system of one example becomes one of m examples, its cost and gradients the means over them; a system without
    input is left as it is.
    """
    if system.batch == "columns":
        return _turned(system)
    if system.batch is None and system.with_role(Role.INPUT):
        return _repeated(system)
    return system


def example_axis(tensor: Tensor) -> int | None:
    """The place of the axis that runs over the examples of a batch."""
    found = [n for n, i in enumerate(tensor.axes) if extent(i) == EXAMPLES]
    return found[0] if found else None


def _turned(system: System) -> System:
    """Columns as rows: the axis of the examples comes first."""
    orders = {}
    for tensor in system.tensors:
        place = example_axis(tensor)
        if place:
            orders[tensor.name] = [place, *(n for n in range(len(tensor.axes)) if n != place)]

    def entry(e: Indexed) -> Expr:
        order = orders.get(str(e.base.label))
        return e if order is None else e.base[tuple(e.indices[n] for n in order)]

    tensors = [
        replace(t, axes=tuple(t.axes[n] for n in orders.get(t.name, range(len(t.axes))))) for t in system.tensors
    ]
    equations = [Equation(entries_as(e.lhs, entry), entries_as(e.rhs, entry), name=e.name) for e in system.equations]
    return replace(system, tensors=tuple(tensors), equations=tuple(equations), assumptions=(), batch="rows")


def _repeated(system: System) -> System:
    """One example as a batch: what depends on the data has an entry for each example, cost and gradients are means."""
    if any(t.is_generic for t in system.tensors):
        raise UsageError("the generic layer has no size to compute with", hint="build a network(…) of some depth")
    s = fresh(index("s", EXAMPLES), names_in(*(e.rhs for e in system.equations), *(e.lhs for e in system.equations)))
    means = {system.cost} | {t.name for t in system.tensors if t.gradient_of and system[t.gradient_of].is_parameter}
    means |= {t.name for t in system.tensors if t.updates}
    each = _of_each_example(system, means)

    def entry(e: Expr) -> Expr:
        name = str(e.base.label) if isinstance(e, Indexed) else e.name
        if name not in each:
            return e
        return system[name].base[(s, *(e.indices if isinstance(e, Indexed) else ()))]

    tensors = [replace(t, axes=(s, *t.axes)) if t.name in each else t for t in system.tensors]
    adjoints = {t.name for t in system.tensors if t.gradient_of}
    equations = []
    for e in system.equations:
        rhs = entries_as(e.rhs, entry, each)
        if e.defines in each & adjoints:
            rhs = scaled(rhs, 1 / EXAMPLES, adjoints)
        elif e.defines in means:
            rhs = Add(*(summation(t, s) if s in t.atoms(Idx) else t for t in Add.make_args(rhs)))
            if e.defines == system.cost:
                rhs = _mean(rhs)
        equations.append(Equation(entries_as(e.lhs, entry, each), rhs, name=e.name))
    return replace(system, tensors=tuple(tensors), equations=tuple(equations), assumptions=(), batch="rows")


def _of_each_example(system: System, means: set[str]) -> set[str]:
    """The names of what depends on the data."""
    each = {t.name for t in system.with_role(Role.INPUT, Role.TARGET)}
    for e in system.equations:
        if e.defines not in means and heads(e.rhs) & each:
            each.add(e.defines)
    return each


def _mean(total: Expr) -> Expr:
    """1/m of the sums over examples; of all else, the mean is what it is."""
    return Add(*(t / EXAMPLES if t.has(EXAMPLES) else t for t in Add.make_args(total)))


def scaled(expr: Expr, factor: Expr, adjoints: set[str]) -> Expr:
    """The right side of a derivative when all derivatives of the cost are multiplied by a factor: it is linear in them,
    so the factor enters only where a derivative is made of something else, as at the last layer."""
    if not heads(expr) & adjoints:
        return factor * expr
    if isinstance(expr, Add):
        return Add(*(scaled(t, factor, adjoints) for t in expr.args))
    if isinstance(expr, Sum):
        return summation(scaled(expr.function, factor, adjoints), *bound(expr))
    if isinstance(expr, Mul):
        (inner,) = (f for f in expr.args if heads(f) & adjoints)
        return Mul(*(scaled(f, factor, adjoints) if f is inner else f for f in expr.args))
    return expr


def entries_as(expr: Expr, entry: Any, symbols: Sequence[str] | set[str] | Mapping[str, Any] = ()) -> Expr:
    """An expression with each entry (and each scalar of some names) replaced."""
    if isinstance(expr, Indexed):
        return entry(expr)
    if isinstance(expr, Symbol):
        return entry(expr) if expr.name in symbols else expr
    if not expr.args or isinstance(expr, Idx):
        return expr
    return rebuild(expr, [entries_as(a, entry, symbols) for a in expr.args])
