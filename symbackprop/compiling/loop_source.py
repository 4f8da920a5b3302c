"""An epoch for numba with matrix products as calls of BLAS, and everything else as loops."""

from collections.abc import Sequence

from sympy import Expr, Indexed, erf, exp, log, tanh

from symbackprop.compiling.calls import Call, Value
from symbackprop.compiling.epoch_source import EpochSource
from symbackprop.compiling.flat import G
from symbackprop.compiling.formulas import written_out
from symbackprop.compiling.loops import bound_of, count, indented
from symbackprop.compiling.memory import placed
from symbackprop.compiling.storage import aligned, offsets
from symbackprop.compiling.straight_line import Block, Map, Product, Total
from symbackprop.compiling.words import words
from symbackprop.language.indices import extent
from symbackprop.language.systems import Tensor

SMALL = 1_000_000
"""Up to so many multiplications BLAS has a faster way, without a copy of its operands."""

Group = Product | Total | list[Map]


class LoopSource(EpochSource):
    """Matrix products, and loops."""

    def parts(self) -> tuple[Sequence[str], Sequence[str], Sequence[str], Sequence[str]]:
        """Views of arrays; batches gathered, the instructions, the update."""
        self.fixed = self.storage.fixed()
        body, updates = self._body(), self._updates()
        gather = ["for i0 in range(m):", "    row = order[start + i0]"]
        for tensor in self.storage.data:
            name, width = self.names.of(tensor, tensor), self.storage.width(tensor)
            if width is None:
                gather.append(f"    {name}[i0] = {name}_all[row]")
            else:
                gather += [f"    for i1 in range({width}):", f"        {name}[i0, i1] = {name}_all[row, i1]"]
        flat = [f"{n}_flat = {v.split('.reshape')[0]}" for n, v in self.fixed.items() if n in self.loops.flats]
        views = [*(f"{n} = {v}" for n, v in self.fixed.items()), *flat, *self.views]
        return views, [*self.inner, *gather, *body], updates, []

    def _body(self) -> list[str]:
        """The instructions of all equations, each group of lines under its equations."""
        marked: list[tuple[Group, list[str]]] = []
        for block in self.program.blocks:
            self.storage.settle(block.instructions)
            comment = [f"# {words(block.equation.lhs)} = {words(block.equation.rhs)}"]
            for group in self._groups(block):
                last = marked[-1][0] if marked else None
                if isinstance(group, list) and isinstance(last, list) and len(self.loops.groups([*last, *group])) == 1:
                    last += group
                    marked[-1][1].extend(comment)
                else:
                    marked.append((group, comment))
                comment = []
        kept = self._kept([g for g, _ in marked])
        self._place([g for g, _ in marked], kept)
        lines = []
        for (group, comment), stored in zip(marked, kept, strict=True):
            lines += [*([""] if comment else []), *comment, *self._lines(group, stored)]
        return lines

    def _groups(self, block: Block) -> list[Group]:
        """Products and sums, and formulas between them; a function of what is read along some axes only is split off,
        so that it runs over all entries at once."""
        found: list[Group] = []
        for i in block.instructions:
            if isinstance(i, Product):
                found += self._turned_first(i)
                continue
            if isinstance(i, Total):
                found.append(self._summed(i))
                continue
            body = written_out(i.body, self.program.identities)
            parts = [Map(i.target, body)]
            if isinstance(body, exp | tanh | log | erf) and isinstance(i.target, Indexed):
                parts = [Map(i.target, body.args[0]), Map(i.target, body.func(i.target))]
            for part in parts:
                if found and isinstance(found[-1], list) and len(self.loops.groups([*found[-1], part])) == 1:
                    found[-1].append(part)
                else:
                    found.append([part])
        return found

    def _turned_first(self, i: Product) -> list[Group]:
        """a wᵀ of small matrices with wᵀ written out first: BLAS is then twice as fast, and its inner loop shorter."""
        axes = self.storage.axes_of
        left, right = (i.left, i.right) if axes(i.target)[0] in axes(i.left) else (i.right, i.left)
        if len(i.target.indices) != 2 or axes(left)[-1] != i.over or axes(right)[0] == i.over:
            return [i]
        rows, columns = (self.storage.size((k,)) for k in axes(i.target))
        inner = self.storage.size((i.over,))
        if rows * columns * inner > SMALL or columns < 24 or inner > 128:
            return [i]
        tensor = Tensor(f"turned_{right.base.label}", (i.over, axes(i.target)[1]))
        self.program.tensors[tensor.name] = tensor
        return [[Map(tensor.entry, right)], Product(i.target, left, tensor.entry, i.over, i.coefficient, i.keep)]

    def _summed(self, i: Total) -> Total:
        return Total(i.target, written_out(i.body, self.program.identities), i.over, i.greatest, i.keep)

    def _kept(self, groups: Sequence[Group]) -> list[set[str]]:
        """For each group the targets that are stored: those that later groups read, and views of vectors."""
        needed: set[str] = {*self.fixed}
        found: list[set[str]] = []
        for group in reversed(groups):
            found.append({n for n in map(self.storage.name_of, _targets(group)) if n in needed})
            needed |= {self.storage.name_of(e) for e in _reads(group)}
        return found[::-1]

    def _place(self, groups: Sequence[Group], kept: Sequence[set[str]]) -> None:
        """Places for all arrays that are stored; what a group reads stays where it is until its last formula."""
        calls = []
        for number, (group, stored) in enumerate(zip(groups, kept, strict=True)):
            read = tuple(dict.fromkeys(self._value(e) for e in sorted(_reads(group), key=str)))
            targets = [self._value(e) for e in _targets(group)]
            outs = list(dict.fromkeys(v for v in targets if v.name in stored))
            if not outs:  # a number, which has no place, and keeps what it reads alive
                calls.append(Call("", read, Value(f"#{number}", ()), entrywise=False))
            for n, out in enumerate(outs):
                last = n + 1 == len(outs)
                calls.append(Call("", read if last else (), out, entrywise=last and isinstance(group, list)))
        own = [c for c in calls if c.out.name not in self.fixed and c.out.axes]
        fixed = (*self.fixed, *self.storage.data, *(c.out.name for c in calls if not c.out.axes))
        sizes = {c.out.name: self.storage.size(c.out.axes) for c in calls}
        places = placed(calls, fixed, sizes)
        starts = offsets(places.sizes)
        self.work = sum(aligned(n) for n in places.sizes)
        self.views: list[str] = []
        self.inner: list[str] = []
        seen: dict[tuple[int, str], str] = {}
        for call in {c.out.name: c for c in own}.values():
            name, slot = call.out.name, places.slot[call.out.name]
            shape = ", ".join(bound_of(i).replace("m", "size") for i in call.out.axes)
            self._view(name, starts[slot], shape, seen.setdefault((slot, shape), name))
        for tensor in self.storage.data:
            width = self.storage.width(tensor)
            shape = "size" if width is None else f"size, {width}"
            self._view(self.names.of(tensor, tensor), self.work, shape, "")
            self.work += aligned(self.storage.size(self.program.tensors[tensor].axes))

    def _value(self, entry: Indexed) -> Value:
        return Value(self.storage.name_of(entry), self.storage.axes_of(entry))

    def _view(self, name: str, start: int, shape: str, same: str) -> None:
        """A view of the workspace; the same view under another name where it has the same place and shape.  Where
        features come first a batch of fewer examples is another view."""
        flat = f"{name}_flat" if "," in shape else name
        whole = self.inner if shape.endswith(", size") else self.views
        if same and same != name:
            self.views += [f"{flat} = {same}_flat"] if flat != name else []
            whole.append(f"{name} = {same}")
            return
        count = shape.replace(", ", " * ")
        self.views.append(f"{flat} = work[{start}:{start} + {count}]")
        if whole is self.inner:
            shape = shape.replace("size", "m")
            self.inner.append(f"{name} = {flat}[:{shape.replace(', ', ' * ')}].reshape(({shape}))")
        elif flat != name:
            self.views.append(f"{name} = {flat}.reshape(({shape}))")

    def _lines(self, group: Group, stored: set[str]) -> list[str]:
        if isinstance(group, Product):
            return [self._product(group)]
        if isinstance(group, Total):
            return self.loops.total(group)
        if not isinstance(group[0].target, Indexed):
            return [f"{self.names.of(i.target.name, i.target.name)} = {self.numbers.text(i.body)}" for i in group]
        return self.loops.maps(group, stored)

    def _product(self, i: Product) -> str:
        """A call of BLAS."""
        axes, name = self.storage.axes_of, self.storage.name_of
        left, right = i.left, i.right
        out = axes(i.target)
        if out[0] not in axes(left):
            left, right = right, left
        rows = [k for k in axes(left) if k != i.over]
        columns = [k for k in axes(right) if k != i.over]
        turned = [axes(left)[-1] != i.over, axes(right)[0] != i.over]
        sizes = ", ".join((count(tuple(rows)), count(tuple(columns)), bound_of(i.over)))
        numbers = (self.loops.printer.doprint(self.loops.hoisted(c)) for c in (i.coefficient, i.keep))
        operands = f"{name(left)}, {turned[0]}, {name(right)}, {turned[1]}, {name(i.target)}"
        self.loops.printer.called.add("product")
        return f"product({sizes}, {operands}, factors, {', '.join(numbers)})"

    def _updates(self) -> list[str]:
        """One loop over the vectors: every value that was there is read before any is changed."""
        entrywise = [e for e in self.program.updates if e.where]
        if not entrywise:
            return []
        (i,) = {k for e in entrywise for k in e.where}
        known = {
            self.names.of(t.name, t.name): f"{self.names.of(t.updates, t.updates)}[i]"
            for t in self.program.tensors.values()
            if t.updates == self.program.gradients_in
        }
        lines, stores = [], []
        for n, e in enumerate(entrywise):
            lines.append(f"# {words(e.lhs)} = {words(e.rhs)}")
            lines += self.loops.formula(written_out(e.rhs, self.program.identities), f"v{n}", known)
            known[self.names.of(e.defines, e.defines)] = f"v{n}"
            held = self.program.tensors[e.defines].updates
            if held:
                stores.append(f"{self.names.of(held, held)}[i] = v{n}")
        if self.program.accumulates:
            stores.append(f"{self.names.of(G, G)}[i] = F(0)")
        return ["", f"for i in range({extent(i)}):", *indented([*lines, *stores])]


def _targets(group: Group) -> list[Indexed]:
    """The arrays that a group computes."""
    entries = [i.target for i in (group if isinstance(group, list) else [group])]
    return [e for e in entries if isinstance(e, Indexed)]


def _reads(group: Group) -> set[Indexed]:
    """All entries that a group reads."""
    found: set[Indexed] = set()
    for i in group if isinstance(group, list) else [group]:
        parts: tuple[Expr, ...] = (i.left, i.right) if isinstance(i, Product) else (i.body,)
        found |= {e for part in parts for e in part.atoms(Indexed)}
        if not isinstance(i, Map) and i.keep != 0 and isinstance(i.target, Indexed):
            found.add(i.target)
    return found
