"""How quantities lie in memory: the names of their arrays, the order of their axes, their sizes."""

from collections.abc import Sequence
from math import prod

from sympy import Expr, Idx, Indexed, Integer

from symbackprop.compiling.calls import Axes
from symbackprop.compiling.flat import P
from symbackprop.compiling.names import Names
from symbackprop.compiling.program import Program
from symbackprop.compiling.rows import EXAMPLES
from symbackprop.compiling.straight_line import Instruction
from symbackprop.errors import UnknownNodeError
from symbackprop.language.indices import extent
from symbackprop.language.systems import Role

ALIGNMENT = 16
"""Arrays begin at multiples of so many entries."""


class Storage:
    """Names and orders for the arrays of one program, whose batches have `batch_size` examples."""

    def __init__(self, program: Program, batch_size: int, names: Names) -> None:
        self.program, self.batch_size, self.names = program, batch_size, names
        self.data = tuple(t.name for t in program.system.with_role(Role.INPUT, Role.TARGET))
        plan = program.layout
        self.turned = {t.name for t in program.tensors.values() if {t.name, t.gradient_of} & plan.turned}
        self.turned |= {f"{program.gradients_in}_{n}" for n in plan.turned} | program.standing

    def axes_of(self, entry: Indexed) -> Axes:
        """The axes of a whole quantity in the order of memory, named as in the entry."""
        tensor = self.program.tensors[str(entry.base.label)]
        for i, axis in zip(entry.indices, tensor.axes, strict=True):
            if not isinstance(i, Idx) or (i.lower, i.upper) != (axis.lower, axis.upper) or entry.indices.count(i) > 1:
                raise UnknownNodeError("a part of a quantity has no compiled form", text=str(entry))
        axes = tuple(entry.indices)
        return axes[::-1] if tensor.name in self.turned else axes

    def name_of(self, entry: Indexed) -> str:
        """The name of a quantity's array."""
        name = str(entry.base.label)
        return self.names.of(name, name)

    def width(self, name: str) -> Expr | None:
        """The number of entries of an example of the data; none where it is one number."""
        axes = self.program.tensors[name].axes
        return extent(axes[1]) if len(axes) > 1 else None

    def size(self, axes: Axes) -> int:
        """The number of entries of an array, in a whole batch."""
        return prod(int(extent(i).xreplace({EXAMPLES: Integer(self.batch_size)})) for i in axes)

    def settle(self, instructions: Sequence[Instruction]) -> None:
        """Let the temporary matrices of an equation lie in memory as what they are for."""
        last = instructions[-1].target
        if isinstance(last, Indexed) and str(last.base.label) in self.turned:
            for i in instructions:
                if isinstance(i.target, Indexed) and set(i.target.indices) == set(last.indices):
                    self.turned.add(str(i.target.base.label))

    def fixed(self) -> dict[str, str]:
        """The views of the vectors: parameters of p, gradients of g, or of what takes the gradients in."""
        program, plan, into = self.program, self.program.layout, self.program.gradients_in
        views = {}
        for tensor in program.tensors.values():
            name, vector = tensor.name, P
            if not program.folded and tensor.gradient_of in plan.shapes:
                name, vector = tensor.gradient_of or "", into
            elif program.folded and into != P and name.startswith(f"{into}_") and name[len(into) + 1 :] in plan.shapes:
                name, vector = name.removeprefix(f"{into}_"), into
            if name in plan.shapes and tensor.updates is None:
                start, stop = plan.places()[name]
                shape = plan.stored(name)
                view = f"{self.names.of(vector, vector)}[{start}:{stop}]"
                own = self.names.of(tensor.name, tensor.name)
                views[own] = view if len(shape) == 1 else f"{view}.reshape({shape})"
        return views


def aligned(n: int) -> int:
    """The size of a place for n entries."""
    return -(-n // ALIGNMENT) * ALIGNMENT


def offsets(sizes: Sequence[int]) -> list[int]:
    """Where places of some sizes begin, one after the other."""
    return [sum(aligned(n) for n in sizes[:k]) for k in range(len(sizes))]
