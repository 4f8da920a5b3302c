"""The text of a NumPy trainer: straight-line code over arrays that are there before the first step.

The emitted module has one function, `trainer(m, …)`, for batches of m examples.  It gives `views(x, y)`, which says
what is read of a batch, and `step(*views(x, y))`, whose lines are calls that write into arrays that are there already.
Where the parts of a step are added up, `step` computes a part of m of M examples, and `update()` stands by itself.
Temporary values lie in one array, `work`, and share its places.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from symbackprop.compiling.calls import Call, Value
from symbackprop.compiling.complements import with_complements
from symbackprop.compiling.flat import PART, G, P
from symbackprop.compiling.helpers import HELPERS, Helpers
from symbackprop.compiling.loops import indented
from symbackprop.compiling.lowering import Lowering
from symbackprop.compiling.memory import placed, written_in_place
from symbackprop.compiling.names import Names
from symbackprop.compiling.numbers import Numbers
from symbackprop.compiling.program import Program
from symbackprop.compiling.rows import EXAMPLES
from symbackprop.compiling.storage import Storage, aligned, offsets
from symbackprop.compiling.update_source import UpdateSource
from symbackprop.compiling.words import words
from symbackprop.language.indices import extent
from symbackprop.language.systems import Role

_FUNCTIONS = """
    absolute add arctan copyto cos cosh divide dot equal exp expm1 floor full greater greater_equal less less_equal
    log log1p logaddexp logical_and logical_not logical_or matmul maximum minimum multiply negative not_equal power
    reciprocal sign sin sinh sqrt square subtract tanh vdot where
""".split()  # noqa: SIM905 - a list of strings would take thirty lines
_FORM = re.compile(r"\{(\d+|out)\}(\.T\[[^\]]*\]|\.T|\.ravel\(\)|\[[^\]]*\])")
_DOT = re.compile(r"\bdot\((\w+), ")


class NumpySource:
    """One program as NumPy text.

    `source` is the module; `work` the number of entries of its workspace; `settings` the names of its numbers;
    `counts` whether a step asks for its number t.
    """

    def __init__(self, program: Program, batch_size: int) -> None:
        self.program = program = with_complements(program)
        self.batch_size = batch_size
        own = ("trainer", "views", "step", "update", "work", "math", "blocks", "j", "k", "places")
        self.names = Names((*HELPERS, *_FUNCTIONS, *own))
        for name in ("m", "M", P, G, PART, "t"):
            self.names.of(name, name)
        rates = [e for e in program.updates if not e.where]
        found = [t.name for t in program.tensors.values() if t.role is Role.HYPERPARAMETER]
        self.counts = "t" in found
        changing = {"t", *(e.defines for e in rates)}
        self.settings = tuple(n for n in found if n not in changing)
        self.numbers = Numbers(self.names, {"m", "M", *self.settings}, changing)
        self.rates = [f"{self.names.of(e.defines, e.defines)} = {self.numbers.text(e.rhs)}" for e in rates]
        self.helpers = Helpers(self.names, program.identities)
        self.storage = Storage(program, batch_size, self.names)
        self.data = self.storage.data
        self.lowering = Lowering(self.storage, self.numbers, self.helpers)
        self._write()

    def _write(self) -> None:
        marks = [0]
        for block in self.program.blocks:
            self.lowering.block(block.instructions)
            marks.append(len(self.lowering.calls.done))
        fixed = self.storage.fixed()
        calls = written_in_place(self.lowering.calls.done, fixed)
        numbers = [c.out.name for c in calls if not c.out.axes]
        sizes = {c.out.name: self.storage.size(c.out.axes) for c in calls}
        self.places = placed(calls, (*fixed, *self.data, *numbers), sizes)
        self.offsets = offsets(self.places.sizes)
        self.views = Views(self)
        update = UpdateSource(self.program, self.names, self.numbers, self.helpers)
        self.work = max(sum(aligned(n) for n in self.places.sizes), update.work)
        lines = []
        for block, (start, stop) in zip(self.program.blocks, pairwise(marks), strict=True):
            lines += ["", f"# {words(block.equation.lhs)} = {words(block.equation.rhs)}"]
            lines += self.views.lines(calls[start:stop])
        self.source = self._module(lines, update, fixed)

    def _module(self, lines: Sequence[str], update: UpdateSource, fixed: dict[str, str]) -> str:
        given = ("m", "M", P, G, PART) if self.program.accumulates else ("m", P, G)
        arguments = ", ".join((*given, *update.states, "work", *map(self.names.of, self.settings, self.settings)))
        data, seen = ", ".join(self.data), self.views.inner()
        cost = self.names.of(self.program.system.cost, self.program.system.cost) if self.program.cost else "math.nan"
        stepwise = [f"{name} = {self.numbers.text(e)}" for e, name in self.numbers.within.items()]
        before = [f"{name} = {self.numbers.text(e)}" for e, name in self.numbers.before.items()]
        constants = [f"{n} = full({_count(c)}, {value}, p.dtype)" for n, (c, value) in self.lowering.constants.items()]
        constants += [f"{name} = full((), {code}, p.dtype)" for code, name in self.numbers.arrays.items()]
        starts = self.lowering.beginnings
        constants += [f"{n} = {limit}" for n, limit in self.lowering.limits.items()]
        constants += [f"{n} = np.arange(0, m * {width}, {width})" for n, width in starts.items()]
        constants += ["places = np.empty(m, np.intp)"] if starts else []
        bound = [f"{n} = {method}" for n, method in self.views.methods().items()]
        outer = [*before, *self._views(fixed), *constants, *bound, *update.outer]
        body = [f"    {line}".rstrip() for line in outer]
        body += ["", f"    def views({data}):", '        """What a step reads of a batch."""']
        body += [f"        return {', '.join((*self.data, *seen.values()))}"]
        body += self._functions([*self.rates, *stepwise], lines, update.lines, f"return {cost}", [*self.data, *seen])
        head = [f'"""A trainer of {", ".join(self.program.layout.shapes)}, as emitted from its equations."""', ""]
        text = "\n".join(body)
        functions = [f for f in sorted(_FUNCTIONS) if re.search(rf"(?<![\w.]){f}[.(]", text)]
        head += ["import math", ""] if "math." in text else []
        head += ["import numpy as np", f"from numpy import {', '.join(functions)}", "", ""]
        helpers = [line for text in self.helpers.text() for line in (*text.splitlines(), "", "")]
        first = [
            f"def trainer({arguments}):",
            '    """For batches of m examples: step(*views(…)) trains on one."""',
        ]
        return "\n".join([*head, *helpers, *first, *body, ""])

    def _functions(
        self, numbers: Sequence[str], lines: Sequence[str], update: Sequence[str], cost: str, read: Sequence[str]
    ) -> list[str]:
        """`step`; where it accumulates, a part of a step and the `update` after all its parts."""
        number = ["t"] if self.counts else []
        if not self.program.accumulates:
            inner = [*numbers, *lines, *update, "", cost]
            head = [f"def step({', '.join([*read, *number])}):", '    """One update; gives the cost before it."""']
            functions = ["", *head, *indented(inner), "", "return views, step"]
        else:
            head = [f"def step({', '.join(read)}):", '    """The gradients of a part added to g; gives its cost."""']
            functions = ["", *head, *indented([*lines, "", "add(g, part, g)", cost])]
            head = [f"def update({', '.join(number)}):", '    """One update by g, which is 0 after it."""']
            functions += ["", *head, *indented([*numbers, *update, "g.fill(0)"]), "", "return views, step, update"]
        return [line.rstrip() for line in indented(functions)]

    def _views(self, fixed: dict[str, str]) -> list[str]:
        return [*(f"{n} = {v}" for n, v in fixed.items()), *self.views.outer()]


Key = tuple[int, tuple[str, ...], bool]


class Views:
    """The names by which calls know their arrays, and where each array lies."""

    def __init__(self, source: NumpySource) -> None:
        self.source = source
        self.data = {source.names.of(n, n) for n in source.data}
        self.shapes: dict[Key, str] = {}
        self.current: dict[Key, str] = {}
        self.known: dict[str, str] = {}
        self.forms: dict[tuple[str, str], str] = {}
        self.bound: dict[str, str] = {}

    def lines(self, calls: Sequence[Call]) -> list[str]:
        """The code of the calls of one equation."""
        target = self._key(calls[-1].out) if calls else None
        self.current = {target: calls[-1].out.name} if target else {}
        return [line for c in calls for line in self._line(c).split("; ")]

    def _line(self, call: Call) -> str:
        operands = [self.name(v) for v in call.operands]
        out = self.name(call.out)

        def formed(match: re.Match[str]) -> str:
            place = match.group(1)
            return self._form(out if place == "out" else operands[int(place)], match.group(2))

        return _DOT.sub(self._bound, _FORM.sub(formed, call.text).format(*operands, out=out))

    def _bound(self, match: re.Match[str]) -> str:
        """a.dot(…), looked up once where a stays the same array: half the cost of a small product."""
        name = match.group(1)
        self.bound[f"{name}_dot"] = f"{name}.dot"
        return f"{name}_dot("

    def _key(self, value: Value) -> Key | None:
        slot = self.source.places.slot.get(value.name)
        return None if slot is None else (slot, tuple(_count(extent(i)) for i in value.axes), value.truth)

    def name(self, value: Value) -> str:
        """A quantity by its own name; what has none by that of the equation's quantity, if it lies in its place."""
        key = self._key(value)
        if key is None:
            return value.name
        if not value.name.startswith("_"):
            self.known[value.name] = self._view(*key)
            return value.name
        if key in self.current:
            return self.current[key]
        if key not in self.shapes:
            self.shapes[key] = self.source.names.of(("temporary", key), f"r{len(self.shapes) + 1}")
            self.known[self.shapes[key]] = self._view(*key)
        return self.shapes[key]

    def _view(self, slot: int, shape: tuple[str, ...], truth: bool) -> str:
        if truth:
            return f"np.empty(({', '.join(shape)},), bool)"
        start = self.source.offsets[slot]
        count = " * ".join(shape)
        text = f"work[{start}:{start} + {count}]" if start else f"work[:{count}]"
        return text if len(shape) == 1 else f"{text}.reshape({', '.join(shape)})"

    def _form(self, name: str, form: str) -> str:
        suffix = {".T": "_T", "[:, None]": "_column", ".ravel()": "_flat"}.get(form, "_view")
        if (name, form) not in self.forms:
            self.forms[name, form] = self.source.names.of(("form", name, form), name + suffix)
        return self.forms[name, form]

    def outer(self) -> list[str]:
        """Views that are made once.  What has the same place and shape is the same object: of two, NumPy would ask
        whether they overlap, which takes as long as a small formula."""
        first: dict[str, str] = {}
        for n, view in self.known.items():
            first.setdefault(view, n)
        lines = [f"{n} = {view if first[view] == n else first[view]}" for n, view in self.known.items()]
        return lines + [f"{new} = {n}{form}" for (n, form), new in self.forms.items() if n not in self.data]

    def inner(self) -> dict[str, str]:
        """Views of the data, made for each batch."""
        views = {new: f"{n}{form}" for (n, form), new in self.forms.items() if n in self.data}
        return views | {n: f"{views.get(a, a)}.dot" for n, a in self._methods() if a in self.data or a in views}

    def methods(self) -> dict[str, str]:
        """Products with arrays that stay where they are, looked up once."""
        return {n: m for n, m in self.bound.items() if n not in self.inner()}

    def _methods(self) -> list[tuple[str, str]]:
        return [(n, m.removesuffix(".dot")) for n, m in self.bound.items()]


def _count(n: object) -> str:
    return "m" if n == EXAMPLES else str(n)
