"""An epoch for numba in scalars: for networks so small that a loop, let alone a call, costs more than its body.

Every entry is a variable of its own: the parameters are read once, before all batches, and written once, after them;
sums over examples grow from one example to the next.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product as combinations

from sympy import Expr, Idx, Indexed, Integer, Mul, cse, numbered_symbols

from symbackprop.compiling.epoch_source import EpochSource
from symbackprop.compiling.flat import G, P
from symbackprop.compiling.formulas import written_out
from symbackprop.compiling.loops import indented
from symbackprop.compiling.printer import Code
from symbackprop.compiling.program import Program
from symbackprop.compiling.rows import EXAMPLES
from symbackprop.compiling.straight_line import Instruction, Product, Total
from symbackprop.compiling.words import words
from symbackprop.language.indices import extent
from symbackprop.language.systems import Equation

PARAMETERS, MULTIPLICATIONS = 64, 256
"""What is small: so many parameters, and so many multiplications for one example."""


def is_tiny(program: Program) -> bool:
    """Whether a program is better written in scalars, which have no array to add the parts of a step up in."""
    work = 0
    for block in program.blocks:
        for i in block.instructions:
            axes = (*i.target.indices, i.over) if isinstance(i, Product) else ()
            work += int(Mul(*(Integer(1) if extent(k) == EXAMPLES else extent(k) for k in axes))) if axes else 0
    return program.layout.size <= PARAMETERS and work <= MULTIPLICATIONS and not program.accumulates


class ScalarSource(EpochSource):
    """One program, entry by entry."""

    @property
    def has_gradients(self) -> bool:
        """Gradients are variables."""
        return False

    def parts(self) -> tuple[Sequence[str], Sequence[str], Sequence[str], Sequence[str]]:
        """Parameters into variables; examples one by one, then what is left of a batch; variables into parameters."""
        vectors = {P: P, **{n: n for n in self.program.states}}
        size, first, each, last = self.program.layout.size, [], [], []
        for block in self.program.blocks:
            self.storage.settle(block.instructions)
            comment = f"# {words(block.equation.lhs)} = {words(block.equation.rhs)}"
            for i in block.instructions:
                start, inner, outer = self._instruction(i)
                first += start
                each += [*([comment] if inner and comment else []), *inner]
                last += [*([comment] if outer and comment else []), *outer]
                comment = "" if inner or outer else comment
        names = {v: self.names.of(v, v) for v in vectors}
        before = [f"{n}_{k} = {n}[{k}]" for n in names.values() for k in range(size)]
        after = [f"{n}[{k}] = {n}_{k}" for n in names.values() for k in range(size)]
        data = []
        for tensor in self.storage.data:
            name, width = self.names.of(tensor, tensor), self.storage.width(tensor)
            if width is None:
                data.append(f"{name} = {name}_all[row]")
            else:
                data += [f"{name}_{k} = {name}_all[row, {k}]" for k in range(int(width))]
        loop = ["for i in range(m):", "    row = order[start + i]", *indented([*data, *each])]
        return before, [*first, *loop, *last], self._updates(size), after

    def _instruction(self, i: Instruction) -> tuple[list[str], list[str], list[str]]:
        """Lines before the examples of a batch, for each, and after them."""
        if isinstance(i, Product):
            body, over = i.coefficient * i.left * i.right, (i.over,)
        else:
            body, over = i.body, i.over if isinstance(i, Total) else ()
        body = self.loops.hoisted(written_out(body, self.program.identities))
        indices = i.target.indices if isinstance(i.target, Indexed) else ()
        own = self._is_of_examples(indices)
        first: list[str] = []
        lines: list[str] = []
        for place in self._places(indices):
            name = (
                self._name(i.target, place)
                if isinstance(i.target, Indexed)
                else self.names.of(str(i.target), str(i.target))
            )
            values = [self._entries(body, {**place, **inner}) for inner in self._places(over)]
            if isinstance(i, Total) and i.greatest:
                lines += [f"{name} = {self._text(values[0])}"]
                self.loops.printer.called.add("larger")
                lines += [f"{name} = larger({self._text(v)}, {name})" for v in values[1:]]
            elif self._is_of_examples(over):
                first.append(f"{name} = F(0)")
                lines.append(f"{name} += {' + '.join(self._text(v) for v in values)}")
            else:
                lines += self._value(name, values)
        inside = own or self._is_of_examples(over)
        return first, lines if inside else [], [] if inside else lines

    def _value(self, name: str, values: Sequence[Expr]) -> list[str]:
        """A variable with the value of a sum; repeated parts are computed once."""
        if len(values) > 1:
            return [f"{name} = {' + '.join(self._text(v) for v in values)}"]
        temporaries, (value,) = cse(values[0], symbols=numbered_symbols(f"{name}_u", cls=Code), order="none")
        return [f"{n} = {self._text(v)}" for n, v in [*temporaries, (name, value)]]

    def _text(self, expr: Expr) -> str:
        return str(self.loops.printer.doprint(expr))

    def _is_of_examples(self, indices: Sequence[Idx]) -> bool:
        return any(extent(k) == EXAMPLES for k in indices)

    def _places(self, indices: Sequence[Idx]) -> Iterator[dict[Idx, int]]:
        """All values of the indices but that of the examples."""
        own = [k for k in indices if extent(k) != EXAMPLES]
        for values in combinations(*(range(int(extent(k))) for k in own)):
            yield dict(zip(own, values, strict=True))

    def _entries(self, expr: Expr, place: Mapping[Idx, int]) -> Expr:
        """A formula with a variable for each entry."""
        return expr.xreplace({e: Code(self._name(e, place)) for e in expr.atoms(Indexed)})

    def _name(self, entry: Indexed, place: Mapping[Idx, int]) -> str:
        """w1[1, 2] is a place of the vector p, z1[s, 0] a variable."""
        tensor = self.program.tensors[str(entry.base.label)]
        plan = self.program.layout
        axes = self.storage.axes_of(entry)
        for vector, name in ((P, tensor.name), (G, tensor.gradient_of or "")):
            if name in plan.shapes:
                number = 0
                for k in axes:
                    number = number * int(extent(k)) + place[k]
                return f"{self.names.of(vector, vector)}_{plan.places()[name][0] + number}"
        return "_".join([self.names.of(tensor.name, tensor.name), *(str(place[k]) for k in axes if k in place)])

    def _updates(self, size: int) -> list[str]:
        """The optimiser's equations for each parameter in turn."""
        entrywise: list[Equation] = [e for e in self.program.updates if e.where]
        lines = [f"# {words(e.lhs)} = {words(e.rhs)}" for e in entrywise]
        bodies = [self.loops.hoisted(written_out(e.rhs, self.program.identities)) for e in entrywise]
        for k in range(size):
            for e, body in zip(entrywise, bodies, strict=True):
                place = dict.fromkeys(e.where, k)
                lines += self._value(f"{self.names.of(e.defines, e.defines)}_{k}", [self._vector_entries(body, place)])
            for e in entrywise:
                held = self.program.tensors[e.defines].updates
                if held:
                    lines.append(f"{self.names.of(held, held)}_{k} = {self.names.of(e.defines, e.defines)}_{k}")
        return lines

    def _vector_entries(self, expr: Expr, place: Mapping[Idx, int]) -> Expr:
        new = {}
        for e in expr.atoms(Indexed):
            name = str(e.base.label)
            new[e] = Code(f"{self.names.of(name, name)}_{place[e.indices[0]]}")
        return expr.xreplace(new)
