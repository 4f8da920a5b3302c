"""Which way round each matrix lies in memory: so that every product runs over memory as BLAS likes it.

    z = a wᵀ,   ∂C/∂w = δᵀ a,   ∂C/∂a = δ w

A product whose two factors both have the index that is summed as their last axis is one inner product for every entry
of its result, which BLAS computes at half the speed for small matrices.  With examples first in every layer one of the
three products is always of that kind.  With examples first in one layer and features first in the next, none is.

Inputs, targets and whatever is summed over the units of a layer (softmax) keep examples first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product as combinations

from sympy import Expr, Idx, Indexed

from symbackprop.compiling.rows import EXAMPLES
from symbackprop.compiling.straight_line import Block, Product, Total
from symbackprop.language.indices import extent
from symbackprop.language.systems import Role, System

SHORT, NARROW, LONG = 100, 31, 512
"""Sums so short are slow as inner products; for results so narrow a sum so long is fast only as one."""
LARGE = 1_000_000
"""Of so many multiplications a product with examples last is a little faster."""
FEW = 32
"""With fewer examples features never come first: loops over the examples alone would be too short."""


@dataclass(frozen=True)
class Factor:
    """A matrix of a product: what it belongs to (a weight, or quantities that lie alike), and whether the index that
    BLAS wants in its inner loop (the summed one, for the result that of its columns) is its last axis as declared."""

    owner: str
    last: bool


@dataclass(frozen=True)
class Shape:
    """A product: its factors, its result, its sizes, and whether the result has a row for each example."""

    left: Factor
    right: Factor
    result: Factor
    rows: int
    columns: int
    over: int
    of_examples: bool

    def cost(self, turned: Mapping[str, bool]) -> float:
        """About how long it takes; `turned` says of each owner whether it lies transposed.

        The numbers were measured (OpenBLAS 0.3.30 with AVX-512, batches of 10 to 128 and widths of 10 to 784).
        """
        left, right, rows = (f.last != turned.get(f.owner, False) for f in (self.left, self.right, self.result))
        sizes = (self.rows, self.columns, self.over)
        work = float(self.rows * self.columns * self.over)
        large, narrow, long = work > LARGE, min(sizes[:2]) < NARROW, self.over >= LONG
        work *= 1.03 if rows and large and self.of_examples else 1.0
        if left and right:
            usual = 1.1 if rows and self.of_examples else 1.0 if large else 1.06
            return work * (2.0 if self.over < SHORT else 1.0 if narrow else usual)
        crossed = right if rows else left
        if long:
            return work * (1.8 if narrow else 1.2 if crossed else 1.0)
        return work * (1.05 if crossed else 1.0)


def turned_matrices(system: System, blocks: Sequence[Block], examples: int) -> tuple[frozenset[str], frozenset[str]]:
    """The weights that lie in memory as (inputs, outputs), and the quantities that lie as (features, examples), for
    batches of some examples."""
    alike = _Alike(system, blocks, examples)
    shapes: dict[str, list[Shape]] = {}
    for i in (i for b in blocks for i in b.instructions if isinstance(i, Product)):
        sides = (i.left, i.right, i.target)
        weights = [w for e in sides if len(e.indices) == 2 and (w := alike.weight(e))]
        if len(weights) == 1 and all(len(e.indices) == 2 for e in sides):
            shapes.setdefault(weights[0], []).append(alike.shape(i))
    chosen = _cheapest(shapes, alike)
    weights_turned = frozenset(n for n in shapes if chosen.get(n))
    return weights_turned, frozenset(n for n in alike.parents if chosen.get(alike.root(n)))


class _Alike:
    """Quantities that formulas read entry by entry together, and so lie the same way round."""

    def __init__(self, system: System, blocks: Sequence[Block], examples: int) -> None:
        self.system, self.examples = system, examples
        self.parts: dict[str, str] = {}
        for block in blocks:  # a gradient with a further term begins as a matrix without a name
            last = block.instructions[-1].target
            for i in block.instructions:
                if isinstance(last, Indexed) and isinstance(i, Product) and set(i.target.indices) == set(last.indices):
                    self.parts[_name(i.target)] = self.weight(last)
        self.parents: dict[str, str] = {}
        self.fixed = {t.name for t in system.with_role(Role.INPUT, Role.TARGET)}
        for i in (i for b in blocks for i in b.instructions):
            parts: tuple[Expr, ...] = (i.left, i.right) if isinstance(i, Product) else (i.body,)
            entries = sorted((e for p in (*parts, i.target) for e in p.atoms(Indexed) if _is_quantity(e)), key=str)
            for e in entries:
                self.parents.setdefault(_name(e), _name(e))
            if isinstance(i, Product):
                continue
            for e in entries[1:]:
                self.parents[self.root(_name(e))] = self.root(_name(entries[0]))
            if isinstance(i, Total) and isinstance(i.target, Indexed) and EXAMPLES in map(extent, i.target.indices):
                self.fixed |= {_name(e) for e in entries}
        self.fixed |= set(self.parents) if examples < FEW else set()
        self.fixed = {self.root(n) for n in self.fixed if n in self.parents}

    def root(self, name: str) -> str:
        """The quantity that stands for all that lie alike."""
        while self.parents[name] != name:
            name = self.parents[name]
        return name

    def weight(self, entry: Indexed) -> str:
        """The parameter that a matrix is, or whose gradient it is; none for a quantity."""
        name = _name(entry)
        tensor = self.system.by_name.get(name)
        if tensor is not None and tensor.gradient_of in self.system.by_name:
            name, tensor = tensor.gradient_of or "", self.system[tensor.gradient_of or ""]
        found = [p.name for p in self.system.parameters if name == p.name or name.endswith(f"_{p.name}")]
        return found[0] if found and not _is_quantity(entry) else self.parts.get(name, "")

    def shape(self, i: Product) -> Shape:
        """What the time of a product depends on."""
        left, right = i.left, i.right
        if i.target.indices[0] not in left.indices:
            left, right = right, left
        factors = (self._factor(left, i.over), self._factor(right, i.over), self._factor(i.target, i.target.indices[1]))
        rows, columns, over = (self._count(extent(k)) for k in (*i.target.indices, i.over))
        return Shape(*factors, rows, columns, over, _is_quantity(i.target))

    def _factor(self, entry: Indexed, inner: Idx) -> Factor:
        return Factor(self.weight(entry) or self.root(_name(entry)), entry.indices[-1] == inner)

    def _count(self, n: Expr) -> int:
        return self.examples if n == EXAMPLES else int(n)


def _cheapest(shapes: Mapping[str, Sequence[Shape]], alike: _Alike) -> dict[str, bool]:
    """The best of all choices, found from layer to layer: a weight has to do with its neighbours alone."""
    states: dict[tuple[tuple[str, bool], ...], tuple[float, dict[str, bool]]] = {(): (0.0, {})}
    for weight, products in shapes.items():
        owners = {f.owner for p in products for f in (p.left, p.right)} - {weight}
        found: dict[tuple[tuple[str, bool], ...], tuple[float, dict[str, bool]]] = {}
        for cost, chosen in states.values():
            own = sorted(o for o in owners if o not in alike.fixed and o not in chosen)
            for values in combinations((False, True), repeat=len(own) + 1):
                new = {**chosen, **dict(zip([weight, *own], values, strict=True))}
                total = cost + sum(p.cost(new) for p in products)
                key = tuple((o, new[o]) for o in sorted(owners - alike.fixed))
                if key not in found or total < found[key][0]:
                    found[key] = (total, new)
        states = found
    return min(states.values(), key=lambda s: s[0])[1]


def _is_quantity(entry: Indexed) -> bool:
    return len(entry.indices) == 2 and extent(entry.indices[0]) == EXAMPLES


def _name(entry: Indexed) -> str:
    return str(entry.base.label)
