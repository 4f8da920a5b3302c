"""Values of formulas for all sizes: matrices whose general entry is an expression of their indices.

A `Formal` stands where the numeric engine has an array: `shape` is the shape of that array, `axes` an index for each of
its axes (None for one that has a single place), `expr` the entry.  Which product is meant the shapes decide, by the
same rules as for numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce
from math import prod

from sympy import Expr, Idx, Integer, nan, sympify

from symbackprop.language.indices import extent, substitute, summation
from symbackprop.parsing.latex.tree import ENTRYWISE
from symbackprop.proofreading.proving.extents import Extents
from symbackprop.proofreading.proving.refusals import Unsaid

Axes = tuple[Idx | None, ...]


@dataclass(frozen=True)
class Formal:
    """A general entry; a derivative says `of` what it is and `by` what, and has the `rank` axes of the first first."""

    expr: Expr
    shape: tuple[int, ...] = ()
    axes: Axes = ()
    of: object = None
    by: object = None
    rank: int = 0

    @property
    def is_slope(self) -> bool:
        """Whether it is a derivative of a quantity by a quantity."""
        return self.by is not None

    @property
    def is_scalar(self) -> bool:
        """Whether it is one number."""
        return prod(self.shape) == 1

    def named(self, expr: Expr) -> "Formal":
        """The same axes with another entry."""
        return Formal(expr, self.shape, self.axes)

    def plain(self) -> "Formal":
        """The array of a derivative: where one of the two is a number, else the Jacobian of two vectors."""
        if not self.is_slope:
            return self
        above, below = self.shape[: self.rank], self.shape[self.rank :]
        if prod(above) == 1:
            return Formal(self.expr, below, self.axes[self.rank :])
        if prod(below) == 1:
            return Formal(self.expr, above, self.axes[: self.rank])
        if all(len(s) == 2 and 1 in s for s in (above, below)):
            one = next(a for a in self.axes[: self.rank] if a is not None)
            other = next(a for a in self.axes[self.rank :] if a is not None)
            return Formal(self.expr, (prod(above), prod(below)), (one, other))
        raise Unsaid("a derivative of a matrix by a matrix is no matrix")


@dataclass(frozen=True)
class Blocks(Formal):
    """A matrix in blocks along one axis, [b W] or a with a 1 above it; `expr` says nothing, `parts` say it all."""

    parts: tuple[Formal, ...] = ()
    axis: int = 0

    def mapped(self, operation: Callable[[Formal], Formal], axis: int | None = None) -> "Blocks":
        """Another in as many blocks."""
        return in_blocks(tuple(map(operation, self.parts)), self.axis if axis is None else axis)


def in_blocks(parts: tuple[Formal, ...], axis: int) -> Blocks:
    """Matrices below or beside one another."""
    lengths = [p.shape[axis] for p in parts]
    shape = tuple(sum(lengths) if n == axis else s for n, s in enumerate(parts[0].shape))
    return Blocks(nan, shape, (None,) * len(shape), parts=parts, axis=axis)


def number(value: object) -> Formal:
    """A number."""
    return Formal(sympify(value))


class Algebra:
    """The operations on such values; what must have equal sizes gets them."""

    def __init__(self, extents: Extents) -> None:
        self.extents = extents

    def axis(self, length: int) -> Idx | None:
        """An index over a new size; None for a single place."""
        return None if length == 1 else self.extents.axis(self.extents.size(length))

    def renewed(self, value: Formal) -> Formal:
        """The same with indices of its own."""
        if isinstance(value, Blocks):
            return value.mapped(self.renewed)
        new = {a: self.extents.axis(extent(a)) for a in value.axes if a is not None}
        axes = tuple(new[a] if a is not None else None for a in value.axes)
        return replace(value, expr=substitute(value.expr, new), axes=axes)

    def aligned(self, a: Formal, b: Formal) -> tuple[Expr, Expr, tuple[int, ...], Axes]:
        """Both entries over the same axes.   Raises: Unsaid."""
        if isinstance(a, Blocks) or isinstance(b, Blocks):
            raise Unsaid("blocks and what has none")
        if a.is_scalar and not b.is_scalar:
            return a.expr, b.expr, b.shape, b.axes
        if b.is_scalar and not a.is_scalar:
            return a.expr, b.expr, a.shape, a.axes
        if a.is_scalar and b.is_scalar:
            wider = a if len(a.shape) >= len(b.shape) else b
            return a.expr, b.expr, wider.shape, wider.axes
        if len(a.shape) != len(b.shape):
            raise Unsaid("arrays with different numbers of axes")
        b = self.renewed(b)
        new: dict[Idx, Expr] = {}
        axes: list[Idx | None] = []
        for one, other in zip(a.axes, b.axes, strict=True):
            if one is not None and other is not None:
                self.extents.join_axes(one, other)
                new[other] = one
            axes.append(one if one is not None else other)
        shape = tuple(max(p, q) for p, q in zip(a.shape, b.shape, strict=True))
        return a.expr, substitute(b.expr, new), shape, tuple(axes)

    def entrywise(self, a: Formal, b: Formal, operation: Callable[[Expr, Expr], Expr]) -> Formal:
        """An operation entry by entry."""
        first, second, shape, axes = self.aligned(a, b)
        return Formal(operation(first, second), shape, axes)

    def plus(self, a: Formal, b: Formal, sign: int) -> Formal:
        """a ± b."""
        return self.entrywise(a, b, lambda x, y: x + sign * y)

    def times(self, a: Formal, b: Formal, operator: str) -> Formal:
        """A product, of the kind that the numeric engine takes it for."""
        if isinstance(a, Blocks) or isinstance(b, Blocks):
            return self._times_blocks(a, b)
        if operator in ENTRYWISE or a.is_scalar or b.is_scalar or len(a.shape) != 2 or len(b.shape) != 2:
            return self.entrywise(a, b, lambda x, y: x * y)
        same = a.shape == b.shape and (operator == "*" or a.shape[0] != a.shape[1]) and operator != "@"
        if same:
            return self.entrywise(a, b, lambda x, y: x * y)
        if a.shape[1] != b.shape[0]:
            raise Unsaid("a product that does not exist")
        return self.matmul(a, b)

    def _times_blocks(self, a: Formal, b: Formal) -> Formal:
        """A matrix product of matrices in blocks, or a multiple of one."""
        if isinstance(a, Blocks) and isinstance(b, Blocks) and (a.axis, b.axis) == (1, 0):
            terms = [self.times(p, q, "@") for p, q in zip(a.parts, b.parts, strict=True)]
            return reduce(lambda p, q: self.plus(p, q, 1), terms)
        if isinstance(b, Blocks) and not isinstance(a, Blocks) and (a.is_scalar or b.axis == 1):
            return b.mapped(lambda p: self.times(a, p, "" if a.is_scalar else "@"))
        if isinstance(a, Blocks) and not isinstance(b, Blocks) and (b.is_scalar or a.axis == 0):
            return a.mapped(lambda p: self.times(p, b, "" if b.is_scalar else "@"))
        raise Unsaid("a product across blocks")

    def matmul(self, a: Formal, b: Formal) -> Formal:
        """The matrix product."""
        a, b = self.renewed(a), self.renewed(b)
        inner, other = a.axes[1], b.axes[0]
        body = a.expr * b.expr
        if inner is not None and other is not None:
            self.extents.join_axes(inner, other)
            body = summation(a.expr * substitute(b.expr, {other: inner}), inner)
        return Formal(body, (a.shape[0], b.shape[1]), (a.axes[0], b.axes[1]))

    def turned(self, a: Formal) -> Formal:
        """The transpose."""
        if isinstance(a, Blocks):
            return a.mapped(self.turned, 1 - a.axis)
        return Formal(a.expr, a.shape[::-1], a.axes[::-1])

    def summed(self, a: Formal, axis: int | None, keep: bool = True) -> Formal:
        """The sum over one axis, or over all."""
        a = self.renewed(a)
        over = range(len(a.axes)) if axis is None else (axis,)
        own = [a.axes[n] for n in over if a.axes[n] is not None]
        expr = a.expr
        for i in own:
            expr = summation(expr, i)
        if axis is None:
            return Formal(expr)
        shape = tuple(1 if n == axis else s for n, s in enumerate(a.shape))
        return Formal(expr, shape, tuple(None if n == axis else i for n, i in enumerate(a.axes)))

    def ones(self, shape: tuple[int, int], axes: Axes | None = None) -> Formal:
        """A matrix of ones."""
        return Formal(Integer(1), shape, axes if axes is not None else tuple(self.axis(s) for s in shape))

    def contracted(self, factors: list[Formal]) -> list[Formal]:
        """Derivatives joined by the chain rule, in either order."""
        left = list(factors)
        while True:
            pair = next(
                (
                    (i, j)
                    for i, first in enumerate(left)
                    for j, second in enumerate(left)
                    if i != j and first.is_slope and second.is_slope and first.by == second.of
                ),
                None,
            )
            if pair is None:
                return left
            i, j = pair
            left[min(i, j)] = self._joined(left[i], left[j])
            del left[max(i, j)]

    def _joined(self, first: Formal, second: Formal) -> Formal:
        first, second = self.renewed(first), self.renewed(second)
        inner, other = first.axes[first.rank :], second.axes[: second.rank]
        if len([i for i in inner if i is not None]) != len([o for o in other if o is not None]):
            raise Unsaid("derivatives that do not join")
        pairs = [(i, o) for i, o in zip(
            [i for i in inner if i is not None], [o for o in other if o is not None], strict=True)]  # fmt: skip
        new: dict[Idx, Expr] = {}
        for mine, theirs in pairs:
            self.extents.join_axes(mine, theirs)
            new[theirs] = mine
        expr = first.expr * substitute(second.expr, new)
        for mine, _ in pairs:
            expr = summation(expr, mine)
        shape = first.shape[: first.rank] + second.shape[second.rank :]
        axes = first.axes[: first.rank] + second.axes[second.rank :]
        return Formal(expr, shape, axes, first.of, second.by, first.rank)
