"""Updates inside the products that make the gradients: w ← w − α (Σ_s δ x + λ/N w) is one product that adds to w.

    w[j, k] = (1 − αλ/N) w[j, k] − α Σ_s δ[s, j] x[s, k]

BLAS multiplies what is there by one number and the product by another, so that an update costs nothing of its own, and
there is no array of gradients.  It is right only after everything that reads the old w: updates stand last.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sympy import Add, Expr, Indexed, S, Sum

from symbackprop.compiling.flat import G, P
from symbackprop.compiling.straight_line import Block, Instruction, Map, Product, StraightLine, Total
from symbackprop.language.systems import Equation, Tensor, heads


@dataclass(frozen=True)
class Fold:
    """The vector that takes the gradients in: vector ← keep · vector + factor · g, and the update that this is."""

    vector: str
    keep: Expr
    factor: Expr
    equation: Equation | None


def found(updates: Sequence[Equation], tensors: dict[str, Tensor]) -> Fold | None:
    """The first update, when it alone reads g, and is linear in g and in the vector that it changes."""
    first = next(e for e in updates if e.where)
    vector = tensors[first.defines].updates
    if vector is None or any(G in heads(e.rhs) for e in updates if e is not first):
        return None
    old, g = tensors[vector].entry, tensors[G].entry
    rhs = first.rhs.expand()
    keep, factor = rhs.coeff(old), rhs.coeff(g)
    linear = rhs == (keep * old + factor * g).expand() and not (keep.atoms(Indexed) | factor.atoms(Indexed))
    return Fold(vector, keep, factor, first) if linear else None


def folded(lines: StraightLine, fold: Fold, equation: Equation, parameter: Tensor, shown: Equation) -> Block | None:
    """The gradient of one parameter, given as an equation, as products that change the vector itself.

    None where the gradient is not one sum and a multiple of the parameter.
    """
    name = parameter.name if fold.vector == P else f"{fold.vector}_{parameter.name}"
    target = replace(parameter, name=name) if name != parameter.name else parameter
    lines.tensors[name] = target
    entry = target.at(*equation.lhs.indices)
    own = parameter.at(*equation.lhs.indices)
    sums = [t for t in Add.make_args(equation.rhs) if t.has(Sum)]
    rest = Add(*(t for t in Add.make_args(equation.rhs) if not t.has(Sum)))
    decay = (rest / own).expand()
    if len(sums) != 1 or decay.atoms(Indexed):
        return None
    block = lines.block(Equation(entry, fold.factor * sums[0]), shown)
    last = block.instructions[-1]
    if not isinstance(last, Product | Total):
        return None
    before: tuple[Instruction, ...] = ()
    keep = fold.keep
    if fold.vector == P:
        keep = keep + fold.factor * decay
    elif decay != 0:
        before, keep = (Map(entry, fold.keep * entry + fold.factor * decay * own),), S.One
    return replace(block, instructions=(*block.instructions[:-1], *before, replace(last, keep=keep)))
