"""A System with small numbers in the place of large ones: 784-30-10 is tried as 2-3-4.

An equation whose sizes stand only in the ranges of its indices says the same at every size.  A size that is also
written as a number in an equation (the 1/10 of a mean over ten) is left as it is.
"""

from dataclasses import replace

from sympy import Expr, Idx, Indexed, Integer, Rational, Sum

from symbackprop.language.indices import bound, rebuild, summation
from symbackprop.language.nodes import Dependence
from symbackprop.language.systems import Assumption, Equation, System, Tensor

LARGE = 5
_SMALL = (2, 3, 4, 5, 6, 7, 8, 9)


class Miniature:
    """The small System, and how statements are carried over to it; itself where nothing is large."""

    def __init__(self, system: System) -> None:
        self._sizes: dict[int, int] = {}
        extents = {_extent(i) for i in _indices(system)} - {None}
        large = sorted(n for n in extents if n is not None and n > LARGE)
        used = {n for n in extents if n is not None and n <= LARGE}
        written: set[int] = set().union(*(_numbers(e.rhs) for e in system.equations))
        free = [n for n in _SMALL if n not in used]
        if large and not written & set(large) and len(large) <= len(free) and not _explicit(system):
            self._sizes = dict(zip(large, free, strict=False))
        self.said = ", ".join(f"{n} → {small}" for n, small in self._sizes.items())
        self.system = self._shrunk(system) if self._sizes else system

    def of(self, expr: Expr) -> Expr:
        """A statement about the small System."""
        if not self._sizes:
            return expr
        if isinstance(expr, Idx):
            return self._index(expr)
        if isinstance(expr, Sum):
            return summation(self.of(expr.function), *(self._index(i) for i in bound(expr)))
        return rebuild(expr, [self.of(a) for a in expr.args]) if expr.args else expr

    def _index(self, i: Idx) -> Idx:
        n = _extent(i)
        if n not in self._sizes:
            return i
        return Idx(i.label, (Integer(0), Integer(self._sizes[n] - 1)))

    def _shrunk(self, system: System) -> System:
        return replace(
            system,
            tensors=tuple(self._tensor(t) for t in system.tensors),
            equations=tuple(self._equation(e) for e in system.equations),
            assumptions=tuple(Assumption(self.of(a.lhs), self.of(a.rhs), a.reason) for a in system.assumptions),
        )

    def _tensor(self, tensor: Tensor) -> Tensor:
        return replace(tensor, axes=tuple(self._index(i) for i in tensor.axes))

    def _equation(self, equation: Equation) -> Equation:
        return replace(equation, lhs=self.of(equation.lhs), rhs=self.of(equation.rhs), steps=())


def _extent(i: Idx) -> int | None:
    return int(i.upper) + 1 if i.lower == 0 and i.upper.is_Integer else None


def _indices(system: System) -> set[Idx]:
    found = {i for t in system.tensors for i in t.axes}
    return found.union(*(e.rhs.atoms(Idx) | e.lhs.atoms(Idx) for e in system.equations))


def _explicit(system: System) -> bool:
    """Whether an entry is named by a number."""
    entries = {x for e in system.equations for x in e.rhs.atoms(Indexed) | e.lhs.atoms(Indexed)}
    return any(not isinstance(i, Idx) for x in entries for i in x.indices)


def _numbers(expr: Expr) -> set[int]:
    """The numbers that an expression writes, ranges apart."""
    if isinstance(expr, Rational):
        return {abs(int(expr.p)), int(expr.q)}
    if isinstance(expr, Indexed | Idx):
        return set()
    args = expr.args[:1] if bound(expr) and not isinstance(expr, Dependence) else expr.args
    return set().union(*(_numbers(a) for a in args)) if args else set()
