"""The update of all parameters as NumPy text: one pass over the vectors p, g and what the optimiser remembers.

An update of several calls is made for a part of the vectors after the other, so that each stays in the cache.
"""

from itertools import pairwise
from typing import Any

from symbackprop.compiling.calls import Call, Calls, Value
from symbackprop.compiling.flat import G, P
from symbackprop.compiling.formulas import written_out
from symbackprop.compiling.helpers import Helpers
from symbackprop.compiling.memory import placed, written_in_place
from symbackprop.compiling.names import Names
from symbackprop.compiling.numbers import Numbers
from symbackprop.compiling.program import Program
from symbackprop.compiling.words import words
from symbackprop.language.systems import heads

CACHED = 16384
"""Entries of the parameters that are updated at a time."""


class UpdateSource:
    """`outer` are lines before the first step, `lines` those of each step; `states` the vectors remembered."""

    def __init__(self, program: Program, names: Names, numbers: Numbers, helpers: Helpers) -> None:
        self.program, self.names = program, names
        self.vectors = {P: names.of(P, P), G: names.of(G, G), **{n: names.of(n, n) for n in program.states}}
        self.states = tuple(self.vectors[n] for n in program.states)
        self.calls = Calls(self._value, numbers.array, helpers)
        self.entrywise = [e for e in program.updates if e.where]
        self.marks = [0]
        self._late: dict[str, str] = {}
        for n in range(len(self.entrywise)):
            self._lower(n)
            self.marks.append(len(self.calls.done))
        self._emit()

    def _lower(self, n: int) -> None:
        """One update, written over the old value unless a later one reads that."""
        equation = self.entrywise[n]
        held = self.program.tensors[equation.defines].updates
        if held and any(held in heads(e.rhs) for e in self.entrywise[n + 1 :]):
            self._late[equation.defines] = held
        target = self._value(equation.lhs)
        self.calls.formula(written_out(equation.rhs, self.program.identities), target.axes, target)
        if n + 1 == len(self.entrywise):
            for late, old in self._late.items():
                source = self._value(self.program.tensors[late].entry)
                self.calls.add(Call("copyto({out}, {0})", (source,), Value(self.vectors[old], source.axes)))

    def _value(self, entry: Any) -> Value:
        name = str(entry.base.label)
        held = self.program.tensors[name].updates
        if held and name not in self._late:
            name = held
        return Value(self.vectors.get(name) or self.names.of(name, name), tuple(entry.indices))

    def _emit(self) -> None:
        calls = written_in_place(self.calls.done, self.vectors.values())
        places = placed(calls, self.vectors.values(), {c.out.name: CACHED for c in calls})
        size = self.program.layout.size
        blocked = len(calls) > 1
        count = min(CACHED, size)
        self.work = len(places.sizes) * count if blocked else 0
        temporary = {s: self.names.of(("update", s), f"r_{s + 1}") for s in range(len(places.sizes))}
        part = {v: self.names.of(("part", v), f"{v}_part") for v in self.vectors.values()} if blocked else {}
        self.lines, self.outer = [""], []
        shift = ""
        if blocked:
            inner = [f"{v}[k:j]" for v in part]
            inner += [f"work[{s * count}:{s * count} + j - k]" if s else "work[:j - k]" for s in temporary]
            self.outer = ["blocks = []", f"for k in range(0, {size}, {count}):", f"    j = min(k + {count}, {size})"]
            self.outer.append(f"    blocks.append(({', '.join(inner)}))")
            self.lines.append(f"for {', '.join([*part.values(), *temporary.values()])} in blocks:")
            shift = "    "
        names = {**part, **{name: temporary[s] for name, s in places.slot.items()}}
        for equation, (start, stop) in zip(self.entrywise, pairwise(self.marks), strict=True):
            self.lines.append(f"{shift}# {words(equation.lhs)} = {words(equation.rhs)}")
            for call in calls[start:stop]:
                operands = (names.get(v.name, v.name) for v in call.operands)
                self.lines.append(shift + call.text.format(*operands, out=names.get(call.out.name, call.out.name)))
