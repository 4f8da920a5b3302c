"""A trainer in NumPy: straight-line code over arrays that are there before the first step.

The emitted module has one function, `trainer(m, …)`: it makes views for batches of m examples and gives `step(x, y)`,
whose lines are calls that write into these views.  Temporary values lie in one array, `work`, and share its places.
"""

from sympy import Expr, Idx, Indexed, Integer, Mul, Pow, Symbol, exp, log

from symbackprop.compiling.calls import Axes, Call, Calls, Value
from symbackprop.compiling.formulas import written_out
from symbackprop.compiling.helpers import Helpers
from symbackprop.compiling.numbers import Numbers
from symbackprop.compiling.rows import EXAMPLES
from symbackprop.compiling.storage import Storage
from symbackprop.compiling.straight_line import Instruction, Map, Product, Total, in_order, scalar_factor
from symbackprop.language.indices import extent, free_indices

SMALL = 8192
"""Up to so many entries of a result `dot` is faster than `matmul`: it does less, but fills its result with 0 first."""
PIECE, WHOLE = 1_000_000, 8_000_000
"""Up to so many multiplications OpenBLAS has a way without a copy of its operands; up to WHOLE it pays to make small
products of one."""


class Lowering:
    """The instructions of a program as calls, in order."""

    def __init__(self, storage: Storage, numbers: Numbers, helpers: Helpers) -> None:
        self.storage, self.numbers = storage, numbers
        self.program, self.names = storage.program, storage.names
        self.calls = Calls(self.value_of, numbers.array, helpers)
        self.constants: dict[str, tuple[Expr, str]] = {}
        self.beginnings: dict[str, str] = {}
        self.limits: dict[str, str] = {}

    def value_of(self, entry: Indexed) -> Value:
        """The value of a whole quantity."""
        return Value(self.storage.name_of(entry), self.storage.axes_of(entry))

    def block(self, instructions: tuple[Map | Product | Total, ...]) -> None:
        """All instructions of one equation."""
        self.storage.settle(instructions)
        shifted: Instruction | None = None
        for n, i in enumerate(instructions):
            if i is shifted:
                continue
            if isinstance(i, Total) and _is_exponential(i, instructions[n + 1 : n + 2]):
                shifted = instructions[n + 1]
                self._exponentials(i, shifted)
            elif isinstance(i, Product):
                self._product(i)
            elif isinstance(i, Total):
                self._total(i)
            else:
                self.map(i)

    def map(self, i: Map) -> None:
        """A formula; one of numbers alone is Python."""
        body = written_out(i.body, self.program.identities)
        if not isinstance(i.target, Indexed):
            self._number(i.target, self.numbers.code(body), ())
            return
        target = self.value_of(i.target)
        self.calls.formula(body, target.axes, target)

    def _number(self, target: Symbol, text: str, operands: tuple[Value, ...]) -> None:
        value = Value(self.names.of(target.name, target.name), ())
        self.calls.add(Call(f"{{out}} = {text}", operands, value, entrywise=False))

    def _product(self, i: Product) -> None:
        """out = left right, with what must be turned turned."""
        sides = [self.calls.value(s, self._axes(s)) for s in (i.left, i.right)]
        if i.coefficient != 1:
            n = min((0, 1), key=lambda n: self.storage.size(sides[n].axes))
            sides[n] = self.calls.value(i.coefficient * (i.left, i.right)[n], sides[n].axes)
        out = self.value_of(i.target)
        if len(out.axes) == 2 and out.axes[0] not in sides[0].axes:
            sides.reverse()
        left, right = sides
        shown = [
            "{0}" if left.axes[-1] == i.over else "{0}.T",
            ("{1}" if left != right else "{0}") + ("" if right.axes[0] == i.over else ".T"),
        ]
        operands = tuple(dict.fromkeys(sides))
        along = extent(out.axes[0]) == EXAMPLES if out.axes else True
        part, count = self._part(i.over if along else out.axes[0], (*out.axes, i.over))
        size = self.storage.size(out.axes) if along else self.storage.size(out.axes) * part // count
        function = "dot" if size <= SMALL else "matmul"
        total = out
        for k in range(0, count, part):
            own = f"[{k}:{min(k + part, count)}]" if part < count else ""
            places = [f"[:, {own[1:]}" if own and along else own, own if along else "", "" if along else own]
            if k and along:
                total = self.calls.new(out.axes)
            text = f"{function}({shown[0]}{places[0]}, {shown[1]}{places[1]}, {{out}}{places[2]})"
            self.calls.add(Call(text, operands, total, entrywise=False))
            if k and along:
                self.calls.add(Call("add({0}, {1}, {out})", (out, total), out))

    def _part(self, along: Idx, axes: Axes) -> tuple[int, int]:
        """How many values of an index a product has at a time, and how many there are; never a part of the examples."""
        count, work = self.storage.size((along,)), self.storage.size(axes)
        pieces = -(-work // PIECE)
        whole = len(axes) < 3 or extent(along) == EXAMPLES or not PIECE < work <= WHOLE or count < 16 * pieces
        return (count, count) if whole else (-(-count // pieces), count)

    def _axes(self, side: Expr) -> Axes:
        """The axes of a formula, in the order in which the largest arrays in it lie in memory."""
        free = free_indices(side)
        whole = [v.axes for e in sorted(side.atoms(Indexed), key=str) if set((v := self.value_of(e)).axes) == free]
        return whole[0] if whole else in_order(free)

    def _total(self, i: Total) -> None:
        """A sum over all entries as an inner product, along one axis as a product with ones."""
        coefficient, body = scalar_factor(written_out(i.body, self.program.identities))
        if not isinstance(i.target, Indexed):
            self._inner_product(i.target, coefficient, body)
            return
        axes = self._axes(body)
        value, out = self.calls.value(body, axes), self.value_of(i.target)
        along = tuple(axes.index(k) for k in i.over)
        if i.greatest:
            text = f"maximum.reduce({{0}}, {along[0]}, None, {{out}})"
            if len(axes) == 2 and along == (1,):  # twice as fast
                rows = self._rows(extent(axes[1]))
                text = f"{{0}}.argmax(1, places); add(places, {rows}, places); "
                text += '{0}.ravel().take(places, 0, {out}, "clip")'
        elif len(axes) == 2 and len(along) == 1:
            ones = self._constant(extent(axes[along[0]]), coefficient)
            text = f"dot({ones}, {{0}}, {{out}})" if along[0] == 0 else f"dot({{0}}, {ones}, {{out}})"
            coefficient = Integer(1)
        else:
            text = f"add.reduce({{0}}, {along}, None, {{out}})"
        self.calls.add(Call(text, (value,), out, entrywise=False))
        if coefficient != 1:
            self.calls.add(Call(f"multiply({{0}}, {self.numbers.array(coefficient)}, {{out}})", (out,), out))

    def _exponentials(self, greatest: Total, above: Instruction) -> None:
        """exp(v − max v) along rows; or exp v, and 0 for the greatest, where Σ v² says that nothing can overflow."""
        v, g, out = (self.value_of(e) for e in (greatest.body, greatest.target, above.target))
        width = extent(greatest.over[0])
        rows, limit = self._rows(width), f"safe_{width}"
        margin = round(float(log(width)) + 1, 1)
        self.limits[limit] = f"(math.log(np.finfo(p.dtype).max) - {margin}) ** 2"
        fast, slow = f"if vdot({{0}}, {{0}}) < {limit}:", "else:"
        self.calls.add(Call(f"{fast};     {{out}}.fill(0)", (v,), g, entrywise=False))
        self.calls.add(Call("    exp({0}, {out})", (v,), out, entrywise=False))
        found = ["{0}.argmax(1, places)", f"add(places, {rows}, places)"]
        found.append('{0}.ravel().take(places, 0, {out}, "clip")')
        self.calls.add(Call(";     ".join([slow, *found]), (v,), g, entrywise=False))
        self.calls.add(Call("    subtract({0}, {1}[:, None], {out})", (v, g), out, entrywise=False))
        self.calls.add(Call("    exp({0}, {out})", (out,), out))

    def _inner_product(self, target: Symbol, coefficient: Expr, body: Expr) -> None:
        """Σ u², Σ u v or Σ u over all entries."""
        axes = self._axes(body)
        factors = [body.base, body.base] if isinstance(body, Pow) and body.exp == 2 else list(Mul.make_args(body))
        if len(factors) != 2 or not all(set(axes) == free_indices(f) for f in factors):
            operands: tuple[Value, ...] = (self.calls.value(body, axes),)
            text = "add.reduce({0}, None)"
        else:
            first = self.calls.value(factors[0], axes)
            second = first if factors[0] == factors[1] else self.calls.value(factors[1], axes)
            operands = tuple(dict.fromkeys((first, second)))
            text = f"vdot({{0}}, {{{len(operands) - 1}}})"
        code = self.numbers.code(coefficient)
        self._number(target, f"float({text})" + ("" if code == "1" else f" * {code}"), operands)

    def _rows(self, width: Expr) -> str:
        """The name of an array of the places where rows of some width begin."""
        self.beginnings[f"rows_{width}"] = str(width)
        return f"rows_{width}"

    def _constant(self, count: Expr, value: Expr) -> str:
        """The name of an array that holds one number only."""
        name = self.names.of(("ones", count, value), f"ones_{count}" if value == 1 else f"share_{count}")
        self.constants[name] = (count, self.numbers.code(value))
        return name


def _is_exponential(greatest: Total, after: tuple[Instruction, ...]) -> bool:
    """Whether exp(v − max v) follows on the greatest of each row."""
    if not (greatest.greatest and after and isinstance(after[0], Map) and isinstance(greatest.body, Indexed)):
        return False
    along = greatest.body.indices[-1:] == greatest.over
    return along and after[0].body == exp(greatest.body - greatest.target)
