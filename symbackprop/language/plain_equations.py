"""Plain equations as a System: a user's own scalars, vectors and matrices, with nothing declared.

Symbols and heads are made real, sizes positive integers, and a `Sum` over a symbol a sum over an index with a range;
then what is never defined is data, and the axes of a quantity are read off the indices with which it is written.
"""

from collections.abc import Sequence
from dataclasses import replace

from sympy import Expr, Idx, Indexed, IndexedBase, Integer, S, Sum, Symbol

from symbackprop.errors import DefinitionError, ShapeError
from symbackprop.language.indices import extent, index, inside, rebuild, size, summation
from symbackprop.language.systems import Assumption, Equation, Role, System, Tensor, entries, head

_NO_NUMBERS = (S.ImaginaryUnit, S.Infinity, S.NegativeInfinity, S.ComplexInfinity, S.NaN)


def infer_system(
    equations: Sequence[Equation], cost: str | None = None, assumptions: Sequence[Assumption] = ()
) -> System:
    """The System that plain equations, in order of evaluation, describe.

    The cost is the last scalar that is defined, unless it is named.  Which data are parameters, `backprop(…, wrt=…)`
    decides: all of them, when it is silent.

    Raises: DefinitionError for a quantity that is read before it is defined or whose axes cannot be read off;
    ShapeError for an index that leaves the range of its axis.
    """
    plain = [Equation(normal(e.lhs), normal(e.rhs), name=e.name) for e in equations]
    for e in plain:
        if numbers := [n for n in _NO_NUMBERS if e.rhs.has(n)]:
            raise DefinitionError(f"{numbers[0]} is no real number", text=f"{e.lhs} = {e.rhs}")
    _refuse_disorder(plain)
    axes = _all_axes(plain)
    for e in plain:
        for entry in sorted(entries(e.rhs), key=str):
            _refuse_overrun(entry, axes[head(entry)], e)
    defined = [e.defines for e in plain]
    scalars = [e.defines for e in plain if not axes[e.defines]]
    last = cost or (scalars[-1] if scalars else "")
    if last not in scalars:
        raise DefinitionError("a cost is needed: a scalar that the equations define", got=last or "no scalar")
    roles = {last: Role.COST}
    tensors = tuple(
        Tensor(name, axes[name], roles.get(name, Role.QUANTITY), symbol=name)
        for name in sorted(axes, key=lambda n: (n in defined, defined.index(n) if n in defined else 0, n))
    )
    given = tuple(replace(a, lhs=normal(a.lhs), rhs=normal(a.rhs)) for a in assumptions)
    return System(tensors, tuple(plain), given, cost=last)


def normal(expr: Expr) -> Expr:
    """The expression with real symbols, positive integer sizes and ranged indices."""
    if isinstance(expr, Idx):
        if expr.lower is None:
            raise DefinitionError(f"the index {expr} has no range", hint=f'write index("{expr.label}", n)')
        return index(str(expr.label), normal(extent(expr)), normal(expr.lower))
    if isinstance(expr, Symbol):
        return size(expr) if expr.is_integer else Symbol(expr.name, real=True)
    if isinstance(expr, Indexed):
        return IndexedBase(str(expr.base.label), real=True)[tuple(normal(i) for i in expr.indices)]
    if isinstance(expr, Sum):
        return _normal_sum(expr)
    return rebuild(expr, [normal(a) for a in expr.args]) if expr.args else expr


def _normal_sum(expr: Sum) -> Expr:
    body, own = expr.function, []
    for i, low, high in expr.limits:
        ranged = i if isinstance(i, Idx) else index(str(i), high - low + 1, low)
        body = body.xreplace({i: ranged})
        own.append(normal(ranged))
    return summation(normal(body), *reversed(own))


def _refuse_disorder(equations: Sequence[Equation]) -> None:
    """Every quantity is defined once, before it is read."""
    later = [e.defines for e in equations]
    for e in equations:
        for entry in sorted(entries(e.rhs), key=str):
            if head(entry) in later:
                raise DefinitionError(
                    f"{head(entry)} is read before it is defined",
                    text=f"{e.lhs} = {e.rhs}",
                    hint="write the equations in order of evaluation",
                )
        later.remove(e.defines)


def _all_axes(equations: Sequence[Equation]) -> dict[str, tuple[Idx, ...]]:
    """The axes of every name: from the equation that defines it, else from a general entry, else from its numbers."""
    seen: dict[str, list[Expr]] = {}
    for e in equations:
        for entry in [e.lhs, *sorted(entries(e.rhs), key=str)]:
            seen.setdefault(head(entry), []).append(entry)
    for e in equations:
        seen[e.defines] = [e.lhs, *seen[e.defines]]
    return {name: _axes(name, found) for name, found in seen.items()}


def _axes(name: str, seen: Sequence[Expr]) -> tuple[Idx, ...]:
    counts = {len(e.indices) if isinstance(e, Indexed) else 0 for e in seen}
    if len(counts) > 1:
        raise DefinitionError(f"{name} has {min(counts)} axes in one place and {max(counts)} in another")
    axes = []
    for position in range(counts.pop()):
        where = [e.indices[position] for e in seen]
        ranged = [i for i in where if isinstance(i, Idx)]
        if ranged:
            axes.append(ranged[0])
        elif all(isinstance(i, Integer) for i in where):
            axes.append(index("jkipq"[position], max(where) + 1))
        else:
            raise DefinitionError(
                f"axis {position + 1} of {name} cannot be read off {seen[0]}",
                expected='an index with a range, index("j", n), or numbers from 0',
            )
        if axes[-1].lower != 0:
            raise DefinitionError(
                f"axis {position + 1} of {name} begins at {axes[-1].lower}", hint="indices run from 0 to n - 1"
            )
    names = [str(i.label) for i in axes]
    if len(set(names)) < len(names):
        axes = [i if names.index(str(i.label)) == n else index("jkipq"[n], extent(i)) for n, i in enumerate(axes)]
    return tuple(axes)


def _refuse_overrun(entry: Expr, axes: tuple[Idx, ...], equation: Equation) -> None:
    """Every index stays in the range of its axis."""
    for i, axis in zip(entry.indices if isinstance(entry, Indexed) else (), axes, strict=True):
        fits = inside(i, axis)
        if fits is False or (fits is None and not isinstance(i, Integer)):  # Z[1] itself says that n > 1
            over = f"{i} over {extent(i)}" if isinstance(i, Idx) else f"{i}"
            raise ShapeError(
                f"{entry} does not fit {head(entry)}",
                text=f"{equation.lhs} = {equation.rhs}",
                expected=f"an index over {extent(axis)}, the size of that axis",
                got=over,
            )
