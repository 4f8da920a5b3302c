"""Conventions: what an author means by δ.  A notation spells; a convention changes equations.

Two habits stand in print.  In one, δ is ∂C/∂z of the whole cost and carries its 1/m; in the other δ, dZ and dA are
derivatives of a single example's loss, m ∂C/∂z, and the 1/m appears in ∂C/∂W and ∂C/∂b.  A convention is a value that
gives each derivative its factor; the sweep derives every equation under it, step by step, and the referee proves them
under the same declaration (`Tensor.factor`).  So a convention is not a rewriting of finished equations, which would
need a proof and a derivation of its own, but a declaration that one derivation serves.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sympy import Expr, Integer, Symbol

from symbackprop.errors import UsageError
from symbackprop.language.indices import extent, size
from symbackprop.language.systems import Tensor

Factor = Callable[[Tensor], Expr]


@dataclass(frozen=True)
class Convention:
    """A way to scale the derivatives that have names: ∂C/∂q is multiplied by factor(q) before it is given one."""

    name: str
    summary: str
    factor: Factor


def _one(tensor: Tensor) -> Expr:
    return Integer(1)


def _examples_of(tensor: Tensor) -> Expr:
    """m for a quantity with one entry for each of m examples, else 1."""
    m: Symbol = size("m")
    return m if any(extent(i) == m for i in tensor.axes) else Integer(1)


CONVENTIONS: dict[str, Convention] = {
    c.name: c
    for c in (
        Convention("total", "δ = ∂C/∂z, of the whole cost: the 1/m of a batch is in δ", _one),
        Convention("per example", "δ = m ∂C/∂z, of one example's loss: the 1/m is in ∂C/∂W and ∂C/∂b", _examples_of),
    )
}


def find_convention(convention: str | Convention | None) -> Convention:
    """A convention by name, or the one that is given.   Raises: UsageError."""
    if isinstance(convention, Convention):
        return convention
    if convention is None:
        return CONVENTIONS["total"]
    if convention not in CONVENTIONS:
        raise UsageError(f"there is no convention {convention!r}", expected=", ".join(CONVENTIONS))
    return CONVENTIONS[convention]
