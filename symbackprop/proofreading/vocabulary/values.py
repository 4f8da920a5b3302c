"""Values of formulas at one random point: numbers, matrices, and derivatives of one quantity by another.

A vector is a matrix with one column (or one row, where examples are rows).  A derivative keeps what was differentiated
by what, so that a product ∂C/∂a ∂a/∂z contracts as the chain rule means it, whatever the layout.
"""

from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symbackprop.parsing.latex.tree import ENTRYWISE, Addition, Group, Node, Number, Scripted

Array = NDArray[Any]
TOLERANCE = 1e-7


class Unclear(Exception):
    """Something in a formula has no meaning here: nothing is judged."""

    def __init__(self, reason: str, node: Node | None = None) -> None:
        super().__init__(reason)
        self.reason, self.node = reason, node


class Absent(Unclear):
    """A layer that does not exist: z of the input, weights past the output.  Other values of the index go on."""


class Vanishing(Absent):
    """Both sides are 0 at this random point, and what is said of them need not be so: elsewhere they may not be."""


class Unknown(Unclear):
    """Nothing says what a quantity is."""


class Outside(Unclear):
    """No value with the cost and the functions in force: with others there may be one."""


class Unlinked(Unknown, Outside):
    """Nothing says how one quantity depends on another."""


class Unlaid(Unclear):
    """A derivative of a matrix by a matrix: four indices, which no matrix has."""


class Misfit(Exception):
    """Shapes that do not fit: the formula says nothing that could be true."""

    def __init__(self, reason: str, node: Node | None = None) -> None:
        super().__init__(reason)
        self.reason, self.node = reason, node


class Overrun(Misfit):
    """A sum that counts to another number than that of the entries which the document writes out, or of the units."""


@dataclass(frozen=True)
class Slope:
    """∂of/∂by: `data` has the axes of `of`, then those of `by`.  `of` and `by` say which quantities these are.

    That of a number by a column is a column, or a row, where a text writes derivatives so: `is_row`.
    """

    of: Any
    by: Any
    data: Array
    rank: int
    is_row: bool = False

    @property
    def above(self) -> tuple[int, ...]:
        """The shape of what was differentiated."""
        return self.data.shape[: self.rank]

    @property
    def below(self) -> tuple[int, ...]:
        """The shape of what it was differentiated by."""
        return self.data.shape[self.rank :]

    @property
    def is_plain(self) -> bool:
        """Whether it is an array like any other: one of the two is a number."""
        return prod(self.above) == 1 or prod(self.below) == 1

    @property
    def is_open(self) -> bool:
        """Whether it is that of a matrix, or by one: four indices, not all of which a matrix has."""
        return not self.is_plain and not all(len(s) == 2 and 1 in s for s in (self.above, self.below))

    def plain(self) -> Array:
        """The array, where one of the two is a number; the Jacobian of two vectors, rows those of `of`; else f′(z).

        Raises: Unlaid of two matrices, unless every entry of one depends on its own of the other alone.
        """
        if prod(self.above) == 1:
            value = self.data.reshape(self.below)
            return value.T if self.is_row and is_column(value) else value
        if prod(self.below) == 1:
            return self.data.reshape(self.above)
        if not self.is_open:
            return self.data.reshape(prod(self.above), prod(self.below))
        own = entry_by_entry(self)
        if own is None:
            raise Unlaid("a derivative of a matrix by a matrix is no matrix")
        return own


Value = Array | Slope


def plain(value: Value) -> Array:
    """A value as an array."""
    return value.plain() if isinstance(value, Slope) else value


def number(value: complex) -> Array:
    """A number."""
    return np.asarray(value, dtype=complex)


def is_scalar(a: Array) -> bool:
    """Whether it is one number."""
    return a.size == 1


def broadcast(a: Array, b: Array, what: str, node: Node | None) -> tuple[Array, Array]:
    """Both ready for an operation entry by entry.   Raises: Misfit where their shapes do not fit."""
    if a.size == 1 and b.size != 1:
        return a.reshape(()), b
    if b.size == 1 and a.size != 1:
        return a, b.reshape(())
    if a.ndim == b.ndim == 2 and any(p != q and 1 not in (p, q) for p, q in zip(a.shape, b.shape, strict=True)):
        raise Misfit(f"{what} of {said(a)} and {said(b)}", node)
    return a, b


def said(a: Array) -> str:
    """A shape."""
    return " × ".join(map(str, a.shape)) if a.ndim else "a number"


HADAMARD = frozenset({"odot", "circ"})
"""Signs for products of two arrays of one shape; a column times a row is none of them."""


def is_column(a: Array) -> bool:
    """Whether an array is several numbers below one another."""
    return a.ndim == 2 and a.shape[0] > 1 == a.shape[1]


def _are_vectors(a: Array, b: Array) -> bool:
    """Whether both are rows or columns, of several numbers and not the same number of them."""
    return all(v.ndim == 2 and 1 in v.shape and v.size > 1 for v in (a, b)) and a.size != b.size


def times(a: Array, b: Array, operator: str, node: Node | None) -> Array:
    """A product: what kind it is, the shapes decide, except where the sign says so.

    ⊙ ∘ .* are entry by entry, ⊗ too but for two vectors of different lengths, whose product is a matrix; @ is a matrix
    product; the other signs and no sign at all are one where it exists, and for two arrays of one shape entry by entry.
    """
    if operator == "otimes" and _are_vectors(a, b):
        return np.asarray(np.outer(a, b))
    if operator in ENTRYWISE:
        a, b = broadcast(a, b, "the product entry by entry", node)
        if operator in HADAMARD and is_column(a) and is_column(b.T):
            raise Misfit(f"the product entry by entry of {said(a)} and {said(b)}", node)
        return np.asarray(a * b)
    if is_scalar(a) or is_scalar(b):
        return np.asarray(a.reshape(()) * b if is_scalar(a) else a * b.reshape(()))
    if a.ndim != 2 or b.ndim != 2:
        return np.asarray(a * b)
    if a.shape == b.shape and (operator == "*" or a.shape[0] != a.shape[1]) and operator != "@":
        return np.asarray(a * b)
    if a.shape[1] == b.shape[0]:
        return np.asarray(a @ b)
    raise Misfit(f"the product of {said(a)} and {said(b)} does not exist", node)


def plus(a: Array, b: Array, sign: int, node: Node | None) -> Array:
    """a ± b."""
    a, b = broadcast(a, b, "the sum", node)
    return np.asarray(a + sign * b)


def raised(base: Array, power: Array, node: Node | None) -> Array:
    """A power entry by entry.   Raises: Unclear for an inverse matrix, and for powers that are not those of entries."""
    if not is_scalar(power):
        if base.shape != power.shape:
            raise Unclear("a power that is no number", node)
        if (base.real < 0).any():
            raise Outside("a power of a negative number", node)
        return np.asarray(base**power)
    e = complex(power.reshape(()))
    if e == -1 and not is_scalar(base) and not _adds_number(node):
        raise Unclear("an inverse matrix", node)
    return np.asarray(base ** int(e.real) if e.imag == 0 and e.real == int(e.real) else base**e)


def _adds_number(node: Node | None) -> bool:
    """Whether it is a power of 1 + u, a number or one for each entry: to a matrix one adds I."""
    inner = node.base.body if isinstance(node, Scripted) and isinstance(node.base, Group) else None
    return isinstance(inner, Addition) and any(isinstance(t, Number) for t in inner.terms)


def entry_by_entry(value: Value) -> Array | None:
    """The derivative of each entry by its own, ∂a/∂z as f′(z); None where entries depend on others."""
    if not isinstance(value, Slope) or value.is_plain or value.above != value.below:
        return None
    square = value.data.reshape(prod(value.above), prod(value.above))
    return np.diag(square).reshape(value.above) if close(square, np.diag(np.diag(square))) else None


def close(a: Array, b: Array) -> bool:
    """Whether two arrays have the same shape (numbers count as any 1 × 1) and the same entries."""
    if a.size == b.size == 1:
        a, b = a.reshape(()), b.reshape(())
    if a.shape != b.shape:
        return False
    x, y = a.real, b.real
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        return False
    return bool(np.all(np.abs(x - y) <= TOLERANCE * (1e-3 + np.maximum(np.abs(x), np.abs(y)))))


def scaled(value: Value, factor: complex) -> Value:
    """A multiple."""
    if isinstance(value, Slope):
        return replace(value, data=value.data * factor)
    return np.asarray(value * factor)


def why_not(trouble: Exception) -> str:
    """Why something cannot be computed, for readers: what arithmetic itself says of it is no word of theirs."""
    if isinstance(trouble, Misfit | Unclear):
        return trouble.reason
    if isinstance(trouble, IndexError):
        return "an index is out of range"
    if isinstance(trouble, ZeroDivisionError):
        return "something is divided by zero"
    return "a number is too large" if isinstance(trouble, OverflowError) else "its parts do not fit together"
