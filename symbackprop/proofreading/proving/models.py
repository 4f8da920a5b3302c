"""The system that a document's definitions make under one reading, written for all sizes.

Every quantity of a `World` becomes a tensor whose sizes are letters, every definition an equation between general
entries, read from the same formula as the number in the world; and what an equation says is computed once with the
world's own numbers, so that a formula that was read in two different ways is no equation of the system.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from sympy import Expr, Idx, Integer, KroneckerDelta

from symbackprop.language.indices import extent, summation
from symbackprop.language.nodes import Local, Partial
from symbackprop.language.systems import Assumption, Equation, Role, System, Tensor, heads
from symbackprop.proofreading.proving.augmented import Block, block_axis, block_of, under_ones, weights_in_blocks
from symbackprop.proofreading.proving.confirmations import Numbers
from symbackprop.proofreading.proving.extents import Extents
from symbackprop.proofreading.proving.forms import Algebra, Axes, Formal, in_blocks
from symbackprop.proofreading.proving.refusals import Unsaid
from symbackprop.proofreading.vocabulary.quantities import TARGETS, Key
from symbackprop.proofreading.vocabulary.values import Array, Misfit, Unclear
from symbackprop.proofreading.worlds.costs import main_cost
from symbackprop.proofreading.worlds.templates import unnamed
from symbackprop.proofreading.worlds.world import World

SLOPE = "∂"
TOTAL = "total of the cost"


@dataclass
class Quantity:
    """A quantity of the world: its numbers, the letters of its sizes, and the entry that its definition gives it."""

    key: Key
    name: str
    array: Array
    sizes: tuple[Expr | None, ...]
    axes: Axes = ()
    body: Expr | None = None
    is_inline: bool = False
    reads: frozenset[str] = frozenset()
    block: Block | None = None


@dataclass
class Model:
    """Quantities and equations of one world, made as they are asked for."""

    world: World
    extents: Extents = field(init=False)
    algebra: Algebra = field(init=False)
    quantities: dict[Key, Quantity] = field(default_factory=dict)
    by_name: dict[str, Quantity] = field(default_factory=dict)
    order: list[Quantity] = field(default_factory=list)
    busy: list[Key] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with the cost and all that it is computed from."""
        self.extents = Extents(self.world.reading.examples)
        self.algebra = Algebra(self.extents)
        self.numbers = Numbers(self)
        self.cost: Quantity | None = None
        if self.world.last - self.world.reading.first > 4:
            raise Unsaid("so many layers that widths repeat")
        try:
            self.cost = self._cost()
        except (Unsaid, Unclear, Misfit) as trouble:
            self.cost, self.trouble = None, trouble

    def _cost(self) -> Quantity:
        """The cost: a number, or one for each example."""
        found = self.quantity(main_cost(self.world))
        units = [s for s in found.sizes if s is not None and s != self.extents.examples]
        if units:
            raise Unsaid("a cost with a number for each unit")
        return found

    # ---- quantities

    def quantity(self, key: Key) -> Quantity:
        """A quantity with its equation.   Raises: Unsaid."""
        key = unnamed(self.world, key)
        if key in self.quantities:
            return self.quantities[key]
        if key in self.busy:
            raise Unsaid(f"{key.base} is defined by itself")
        self.busy.append(key)
        is_claim, self.extents.is_claim = self.extents.is_claim, False
        try:
            found = self._made(key)
        finally:
            self.busy.pop()
            self.extents.is_claim = is_claim
        self.quantities[key] = self.by_name[found.name] = found
        self.order.append(found)
        return found

    def _made(self, key: Key) -> Quantity:
        from symbackprop.proofreading.proving.bodies import body_of

        block = block_of(self.world, key)
        array = self.world.node(key) if block is None else self.world.node(block.whole)[block.cut]
        if array.ndim not in (0, 2):
            raise Unsaid("a quantity with another number of axes")
        sizes = tuple(None if n == 1 else self.extents.size(n) for n in array.shape)
        axes = tuple(None if s is None else self.extents.axis(s) for s in sizes)
        found = Quantity(key, self._name(key), array, sizes, axes, block=block)
        body = body_of(self, key, array) if block is None else None
        is_layered = key.layer is not None and self.world.habits.has_layers
        if body is not None:
            if body.shape != array.shape and not (body.is_scalar and array.size == 1):
                raise Unsaid("a definition of another shape")
            whole = Formal(Integer(1), array.shape, axes)
            _, found.body, _, found.axes = self.algebra.aligned(whole, body)
            found.reads = frozenset(heads(found.body))
            found.is_inline = found.body.has(Partial, Local) or any(n.startswith(SLOPE) for n in found.reads)
            self.numbers.confirm(Formal(found.body, array.shape, found.axes), array)
        if body is not None or is_layered:
            for size in sizes:
                if size is not None:
                    self.extents.settle(size)
        return found

    def _name(self, key: Key) -> str:
        stem = re.sub(r"\W", "_", "".join((key.base, key.label, *key.tag)))
        layer = "" if key.layer is None else f"_{key.layer}"
        return f"{stem}{layer}_{len(self.quantities) + len(self.busy)}"

    def value(self, key: Key) -> Formal:
        """A whole quantity."""
        if (blocks := self._blocks(key)) is not None:
            return blocks
        return self.algebra.renewed(self._whole(self.quantity(key)))

    def _blocks(self, key: Key) -> Formal | None:
        """[b W] where biases stand among the weights, and a with a 1 above it; None for other quantities."""
        if (keys := weights_in_blocks(self.world, key)) is not None:
            return in_blocks(tuple(map(self.value, keys)), block_axis(self.world))
        if (below := under_ones(self.world, key)) is None:
            return None
        axis, value = 1 - block_axis(self.world), self.value(below)
        axes = tuple(None if n == axis else i for n, i in enumerate(value.axes))
        shape = (1, value.shape[1]) if axis == 0 else (value.shape[0], 1)
        return self.algebra.renewed(in_blocks((self.algebra.ones(shape, axes), value), axis))

    def _whole(self, q: Quantity) -> Formal:
        expr = q.body if q.is_inline and q.body is not None else self.entry(q, q.axes)
        return Formal(expr, q.array.shape, q.axes)

    def entry(self, q: Quantity, where: Axes | tuple[Expr | None, ...]) -> Expr:
        """The entry of a quantity at some places."""
        return self.tensor(q).at(*(i for i in where if i is not None))

    def tensor(self, q: Quantity) -> Tensor:
        """The declaration of a quantity."""
        axes = tuple(a for a in q.axes if a is not None)
        return Tensor(q.name, axes, Role.COST if q is self.cost and not axes else Role.QUANTITY)

    # ---- derivatives

    def of_cost(self, key: Key) -> Formal:
        """∂C/∂key, by the name that the referee has for it."""
        if self.cost is None:
            raise Unsaid(f"there is no cost: {self.trouble}")
        if (keys := weights_in_blocks(self.world, key)) is not None:
            return in_blocks(tuple(map(self.of_cost, keys)), block_axis(self.world))
        q = self.quantity(key)
        if q.is_inline:
            raise Unsaid("a derivative by what is itself computed from derivatives")
        if q is self.cost:
            raise Unsaid("a derivative of the cost by itself")
        whole = Formal(self.slope_tensor(q).entry, q.array.shape, q.axes)
        return self.algebra.renewed(whole)

    def slope_tensor(self, q: Quantity) -> Tensor:
        """The name of ∂C/∂q."""
        return Tensor(SLOPE + q.name, tuple(a for a in q.axes if a is not None), Role.GRADIENT, gradient_of=q.name)

    def jacobian(self, of: Key, by: Key) -> Formal:
        """∂of/∂by, through all that lies between: the axes of the one, then those of the other."""
        above, below = self.quantity(of), self.quantity(by)
        if above.is_inline or below.is_inline:
            raise Unsaid("a derivative of what is itself computed from derivatives")
        one, other = (self.algebra.renewed(Formal(Integer(1), q.array.shape, q.axes)) for q in (above, below))
        if above is not below and not self._depends(above, below):
            raise Unsaid("a derivative by what is not read")
        expr = self._total(above, one.axes, below, other.axes)
        return Formal(expr, one.shape + other.shape, one.axes + other.axes, rank=len(one.shape))

    def _total(self, of: Quantity, at: Axes, by: Quantity, to: Axes) -> Expr:
        """∂of/∂by = Σ over what `of` reads: the direct derivative, and that through it."""
        if of is by:
            found: Expr = Integer(1)
            for i, j in zip(at, to, strict=True):
                if i is not None and j is not None:
                    found *= KroneckerDelta(i, j)
            return found
        return self.through(self.entry(of, at), of.reads, by, to, Local)

    def through(self, expr: Expr, reads: frozenset[str], by: Quantity, to: Axes, kind: type[Partial]) -> Expr:
        """The derivative of an expression by an entry, all that follows from it moved too."""
        total: Expr = Integer(0)
        for name in sorted(reads):
            q = self.by_name.get(name)
            if q is None or (q is not by and not self._depends(q, by)):
                continue
            if q is by:
                total += kind(expr, self.entry(by, to))
                continue
            between = tuple(None if a is None else self.extents.axis(extent(a)) for a in q.axes)
            term = kind(expr, self.entry(q, between)) * self._total(q, between, by, to)
            for i in between:
                term = term if i is None else summation(term, i)
            total += term
        return total

    def _depends(self, q: Quantity, by: Quantity) -> bool:
        return any(n == by.name or self._depends(self.by_name[n], by) for n in q.reads if n in self.by_name)

    # ---- the system

    def system(self, names: frozenset[str]) -> System:
        """The equations of some quantities, of all that they read, and of the cost with all that it reads."""
        wanted = set(self._closure(names | ({self.cost.name} if self.cost else set())))
        quantities = [q for q in self.order if q.name in wanted and not q.is_inline]
        tensors = [self._said(self.tensor(q)) for q in quantities]
        equations = [self._equation(q) for q in quantities if q.body is not None]
        cost = ""
        if self.cost is not None:
            cost = self.cost.name
            if any(a is not None for a in self.cost.axes):
                whole = self.algebra.summed(self._whole(self.cost), None)
                total = Tensor(TOTAL, (), Role.COST)
                equations.append(Equation(total.entry, self.extents.resolved(whole.expr)))
                tensors.append(total)
                cost = TOTAL
            tensors += [self._said(self.slope_tensor(q)) for q in quantities if q is not self.cost or cost == TOTAL]
        assumptions = tuple(a for q in quantities for a in self._assumed(q))
        return System(tuple(tensors), tuple(equations), assumptions, cost=cost)

    def _closure(self, names: frozenset[str]) -> Iterator[str]:
        waiting, seen = list(names), set[str]()
        while waiting:
            name = waiting.pop()
            if name not in seen and name in self.by_name:
                seen.add(name)
                waiting += self.by_name[name].reads
                yield name

    def _said(self, tensor: Tensor) -> Tensor:
        axes = tuple(a for a in map(self.extents.resolved, tensor.axes) if isinstance(a, Idx))
        return replace(tensor, axes=axes)

    def _equation(self, q: Quantity) -> Equation:
        assert q.body is not None
        left = self.entry(q, q.axes)
        return Equation(self.extents.resolved(left), self.extents.resolved(q.body), name=q.name)

    def _assumed(self, q: Quantity) -> Iterator[Assumption]:
        """Σ_k y_k = 1, where targets are drawn so."""
        reading = self.world.reading
        is_simplex = reading.simplex or reading.output == "softmax"
        if not is_simplex or q.body is not None or q.key.base.split("~")[0] not in TARGETS or len(q.axes) != 2:
            return
        axis = 1 if reading.rows else 0
        if (over := q.axes[axis]) is None or not np.allclose(q.array.sum(axis=axis), 1):
            return
        left = self.extents.resolved(summation(self.entry(q, q.axes), over))
        yield Assumption(left, Integer(1), "the targets of one example add to 1")
