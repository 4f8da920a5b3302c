"""What a layer is told while a network is built: where it stands, and how tensors are named and indexed there.

One scope serves the concrete network (w1, z1, a1, w2, …), one example or a batch in columns or rows, and the generic
layer, where every tensor has the layer l for its first index and widths are n[l].  A layer writes z[j] for "unit j";
the scope adds the example s on the side that the batch form wants, and the layer in front where there is one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from sympy import Expr, Idx, IndexedBase, Integer, Symbol

from symbackprop.errors import ShapeError, UsageError
from symbackprop.language.indices import index, size
from symbackprop.language.systems import Role, Tensor

Batch = Literal["columns", "rows"] | None
EXAMPLES: Symbol = size("m")
DEPTH: Symbol = size("L")
WIDTH = IndexedBase(Symbol("n", integer=True, positive=True))


@dataclass(frozen=True)
class Units:
    """A tensor of units (and examples) at one layer: `a[k]` is unit k, the layer and the example understood."""

    tensor: Tensor
    width: Expr
    prefix: tuple[Expr, ...] = ()
    batch: Batch = None
    examples: Idx | None = None

    def __getitem__(self, unit: Expr | int) -> Expr:
        """The entry for one unit and the current example."""
        if self.examples is None:
            return self.tensor.at(*self.prefix, unit)
        if self.batch == "rows":
            return self.tensor.at(*self.prefix, self.examples, unit)
        return self.tensor.at(*self.prefix, unit, self.examples)


@dataclass(frozen=True)
class Parameter:
    """A weight or a bias at one layer: `w[j, k]`, the layer understood."""

    tensor: Tensor
    prefix: tuple[Expr, ...] = ()

    def __getitem__(self, where: Expr | tuple[Expr, ...]) -> Expr:
        """The entry at some units."""
        indices = where if isinstance(where, tuple) else (where,)
        return self.tensor.at(*self.prefix, *indices)


@dataclass
class Scope:
    """The naming of one network under construction; `generic` puts the layer in front of every index."""

    batch: Batch = None
    generic: bool = False
    layer: Expr = field(default_factory=lambda: Integer(0))
    tensors: list[Tensor] = field(default_factory=list)

    @property
    def examples(self) -> Idx | None:
        """The index s over the m examples of a batch."""
        return None if self.batch is None else index("s", EXAMPLES)

    @property
    def sizes(self) -> set[Symbol]:
        """The symbolic widths so far."""
        return {s for t in self.tensors for i in t.axes for s in (i.lower + i.upper).atoms(Symbol) if s != WIDTH.label}

    def unit(self, name: str, width: Expr) -> Idx:
        """An index over the units of a layer."""
        return index(name, width)

    def declare(self, tensor: Tensor) -> Tensor:
        """Take note of a tensor; one that is declared already must be the same."""
        for known in self.tensors:
            if known.name == tensor.name:
                if len(known.axes) != len(tensor.axes):
                    raise ShapeError(f"{tensor.name} is declared with two shapes")
                return known
        self.tensors.append(tensor)
        return tensor

    def units(self, symbol: str, width: Expr, role: Role, name: str = "") -> Units:
        """A quantity with one entry for each unit (and example) of the current layer."""
        if self.batch and EXAMPLES in width.free_symbols:
            raise UsageError(f"the width {width} has the name of the number of examples", hint="choose another letter")
        l_axis = self._layer_axis(symbol)
        at_l = WIDTH[l_axis[0]] if l_axis else width
        j = self.unit("j", at_l)
        s = self.examples
        inner: Sequence[Idx] = (j,) if s is None else (s, j) if self.batch == "rows" else (j, s)
        tensor = self.declare(
            Tensor(name or self._named(symbol), (*l_axis, *inner), role, symbol, self._layer_of(l_axis))
        )
        prefix = (self.layer,) if l_axis else ()
        return Units(tensor, width, prefix, self.batch, s)

    def parameter(self, symbol: str, role: Role, *widths: Expr) -> Parameter:
        """A weight or a bias of the current layer, one axis for each width."""
        l_axis = self._layer_axis(symbol)
        if l_axis:
            widths = tuple(WIDTH[l_axis[0] - back] for back in range(len(widths)))
        axes = tuple(self.unit(name, n) for name, n in zip("jk", widths, strict=False))
        tensor = self.declare(Tensor(self._named(symbol), (*l_axis, *axes), role, symbol, self._layer_of(l_axis)))
        return Parameter(tensor, (self.layer,) if l_axis else ())

    def _layer_axis(self, symbol: str) -> tuple[Idx, ...]:
        if not self.generic or symbol == "y":
            return ()
        return (index("l", DEPTH + 1, 0) if symbol == "a" else index("l", DEPTH, 1),)

    def _layer_of(self, l_axis: tuple[Idx, ...]) -> Expr:
        return l_axis[0] if l_axis else self.layer

    def _named(self, symbol: str) -> str:
        return symbol if self.generic else f"{symbol}{self.layer}"
