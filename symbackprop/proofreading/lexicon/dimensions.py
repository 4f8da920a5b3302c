r"""Shapes that a document declares: W ∈ ℝ^{h×d}, x ∈ ℝ^d, and quantities whose entries it writes out.

Sizes are numbers or names; one name is one number in all of a document, and the name that counts examples is the size
of the batch.  Whether examples are rows or columns shows where that name stands.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import Addition, Dots, Grid, Group, Listing, Name, Node, Number, Scripted
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import flat, name_of
from symbackprop.proofreading.vocabulary.mentions import DATA, WEIGHTS, Mention, mention_of

COUNTS = frozenset({"m", "N", "n", "M", "batch_size", "batchsize", "B"})
PARAMETERS = WEIGHTS | {"b", "B", "beta", "bias", "c"}
FREE = (4, 3, 5, 2, 6, 8, 9, 10, 11, 12, 13, 14)


@dataclass(frozen=True)
class Size:
    """h, d_0 + 1 or 3: a name with what is added to it."""

    name: str
    more: int = 0


@dataclass(frozen=True, eq=False)
class Declaration:
    """A quantity with its sizes: one for a vector of ℝ^d, two for a matrix, none for a number.

    `entries` is the letter of its entries, where they are written out.
    """

    mention: Mention
    sizes: tuple[Size, ...]
    number: int
    section: tuple[str, ...] = ()
    entries: str = ""

    @property
    def is_parameter(self) -> bool:
        """Whether examples share it."""
        return self.mention.base.split("~")[0] in PARAMETERS

    @property
    def is_matrix(self) -> bool:
        """Whether it has two sizes, none of them 1."""
        return len(self.sizes) == 2 and Size("", 1) not in self.sizes


@dataclass(frozen=True)
class Side:
    """What stands on the left of a statement and what on the right, and where."""

    left: Node
    relation: str
    right: Node
    number: int
    section: tuple[str, ...] = ()


def declarations_of(sides: Iterable[Side], habits: Habits) -> list[Declaration]:
    """All shapes that a document declares, in its order."""
    found = []
    for side in sides:
        if side.relation == "∈":
            sizes = _space(side.right)
            items = side.left.items if isinstance(side.left, Listing) else (side.left,)
            for item in items:
                mention = mention_of(item, habits)
                if mention is not None and mention.example is not None and mention.base in DATA:
                    mention = replace(mention, example=None)  # x^{(i)} ∈ ℝ^d is said of every x
                if sizes is not None and mention is not None and mention.is_plain and mention.example is None:
                    found.append(Declaration(mention, sizes, side.number, side.section))
        elif side.relation in ("=", ":=", "≡"):
            mention = mention_of(side.left, habits)
            written = _written_out(mention, side.right, habits) if mention is not None else None
            if mention is not None and written is not None:
                letter = _letter(side.right, habits)
                found.append(Declaration(mention, written, side.number, side.section, letter))
    return found


# ---- ℝ^{h×d}


def _space(node: Node) -> tuple[Size, ...] | None:
    """The sizes of a space ℝ, ℝ^d, ℝ^{h×d}; None for another set."""
    base = node.base if isinstance(node, Scripted) else node
    if not isinstance(base, Name) or base.text not in ("R", "Re", "ℝ") or (base.text == "R" and not base.style):
        return None
    if not isinstance(node, Scripted):
        return ()
    if node.sup is None or node.sub is not None:
        return None
    sizes = [_size(p) for p in flat(node.sup)]
    known = tuple(s for s in sizes if s is not None)
    return known if len(known) == len(sizes) <= 2 else None


def _size(node: Node) -> Size | None:
    if isinstance(node, Group):
        return _size(node.body)
    if isinstance(node, Number):
        return Size("", int(node.text)) if node.text.isdigit() else None
    if isinstance(node, Name | Scripted):
        return Size(outline(node))
    if isinstance(node, Addition) and len(node.terms) == 2 and node.signs[0] == 1:
        name, more = (_size(t) for t in node.terms)
        if name is not None and more is not None and not more.name:
            return Size(name.name, name.more + node.signs[1] * more.more)
    return None


# ---- entries written out


def _written_out(own: Mention, body: Node, habits: Habits) -> tuple[Size, ...] | None:
    """The sizes of [w_{11} w_{12}; w_{21} w_{22}], [x_1, x_2]^T, [x_{11} x_{12}; ⋮ ⋮; x_{N1} x_{N2}]."""
    if own.units or own.layer is not None or not own.is_plain:
        return None
    turned = isinstance(body, Scripted) and body.sup is not None and name_of(body.sup) in ("T", "top")
    body = body.base if isinstance(body, Scripted) and turned else body
    rows: Sequence[Sequence[Node]] = ()
    if isinstance(body, Grid):
        rows = body.rows
    elif isinstance(body, Group) and isinstance(body.body, Listing) and body.opening in ("[", "("):
        rows = (body.body.items,)
        turned = turned or body.opening == "("
    if not rows or len({len(r) for r in rows}) != 1 or not all(_is_entry(c, own, habits) for r in rows for c in r):
        return None
    last = _indices(rows[-1][-1], own)
    sizes = [_extent([r[0] for r in rows], last[:-1]), _extent(list(rows[0]), last[-1:])]
    if any(s is None for s in sizes):
        return None
    known = tuple(s for s in sizes if s is not None)
    return known[::-1] if turned else known


def _is_entry(cell: Node, own: Mention, habits: Habits) -> bool:
    if any(isinstance(n, Dots) for n in cell.walk()):
        return not isinstance(cell, Addition)
    mention = mention_of(cell, habits)
    if mention is None or not (mention.units or mention.label):
        return False
    return mention.base.lower() == own.base.lower() and mention.label.startswith(own.label)


def _letter(body: Node, habits: Habits) -> str:
    """The letter of the entries that are written out."""
    return next((m.base for n in body.walk() if (m := mention_of(n, habits)) is not None), "")


def _extent(cells: list[Node], last: Sequence[str]) -> Size | None:
    """How many there are: as many as are written, or up to the last index where some are left out."""
    if not any(isinstance(n, Dots) for c in cells for n in c.walk()):
        return Size("", len(cells))
    if not last:
        return None
    return Size("", int(last[0])) if last[0].isdigit() else Size(last[0])


def _indices(cell: Node, own: Mention) -> list[str]:
    """`N`, `2` of x_{N2}; the label of the quantity is none of them."""
    names = [*_names(cell.sub)] if isinstance(cell, Scripted) and cell.sub is not None else []
    if names and "".join(names).startswith(own.label) and own.label:
        names = names[1:]
    return names


def _names(node: Node) -> Iterator[str]:
    for part in flat(node):
        if isinstance(part, Scripted):
            yield name_of(part.base)
            yield from _names(part.sub) if part.sub is not None else ()
        elif isinstance(part, Number) and len(part.text) == 2:
            yield from part.text
        else:
            yield name_of(part) or "?"


# ---- what sizes are


def counts_examples(declarations: Sequence[Declaration]) -> frozenset[str]:
    """The names that count examples: they size data and no parameter."""
    shared = {s.name for d in declarations if d.is_parameter for s in d.sizes}
    data = {s.name for d in declarations if not d.is_parameter and d.is_matrix for s in d.sizes}
    return frozenset(data & COUNTS) - shared


def rows_declared(declarations: Sequence[Declaration]) -> Iterator[tuple[int, bool]]:
    """(where, whether examples are rows) for all declarations that show it."""
    batch = counts_examples(declarations)
    for declaration in declarations:
        if (are_rows := _has_rows(declaration, batch)) is not None:
            yield declaration.number, are_rows


def turned(declarations: Sequence[Declaration], rows: bool) -> frozenset[int]:
    """Which declarations, by their places, lay out examples the other way: a text may speak of columns in between."""
    batch = counts_examples(declarations)
    return frozenset(d.number for d in declarations if _has_rows(d, batch) is (not rows))


def _has_rows(declaration: Declaration, batch: Collection[str]) -> bool | None:
    """Whether the rows of what is declared are examples; None where nothing shows it."""
    counting = [s.name in batch and not s.more for s in declaration.sizes]
    shows = not declaration.is_parameter and declaration.is_matrix and sum(counting) == 1
    return counting[0] if shows else None


def is_of_all(declaration: Declaration, declarations: Sequence[Declaration]) -> bool:
    """Whether a vector has a number for each example, y ∈ ℝ^n beside X ∈ ℝ^{n×d}."""
    names = {s.name for s in declaration.sizes if not s.more}
    is_vector = len(declaration.sizes) == 1 and not declaration.is_parameter
    return is_vector and bool(names) and names <= counts_examples(declarations)


def numbers_of(declarations: Sequence[Declaration], examples: int) -> Mapping[str, int]:
    """A number for every name of a size."""
    batch = counts_examples(declarations)
    numbers = {"": 0, **dict.fromkeys(batch, examples)}
    free = iter(FREE)
    for declaration in declarations:
        for size in declaration.sizes:
            if size.name not in numbers:
                numbers[size.name] = next(free, 3)
    return numbers


def shape_of(declaration: Declaration, numbers: Mapping[str, int], examples: int, rows: bool) -> tuple[int, ...]:
    """The shape that is declared, a vector laid out as the reading lays out vectors."""
    sizes = [numbers[s.name] + s.more for s in declaration.sizes]
    if len(sizes) != 1:
        return tuple(sizes)
    many = 1 if declaration.is_parameter else examples
    return (many, sizes[0]) if rows else (sizes[0], many)


def in_force(declarations: Sequence[Declaration], number: int, section: tuple[str, ...]) -> tuple[Declaration, ...]:
    """Of each quantity the last declaration before a place; one that comes later, in the same section only."""
    chosen: dict[object, Declaration] = {}
    for declaration in declarations:
        mention = declaration.mention
        units = tuple(outline(u) for u in mention.units)
        what = mention.base, mention.label, outline(mention.layer) if mention.layer is not None else "", units
        if declaration.number <= number or (what not in chosen and declaration.section == section):
            chosen[what] = declaration
    return tuple(sorted(chosen.values(), key=lambda d: d.number))


def as_written(
    declarations: Sequence[Declaration], bases: Collection[str], fold: Callable[[str], str]
) -> tuple[Declaration, ...]:
    """Of x ∈ ℝ^d and X ∈ ℝ^{n×e}, which have one name and other sizes, that of the letter that a statement has."""

    def is_of_other(own: Declaration) -> bool:
        rivals = (d.mention.base for d in declarations if _are_rivals(own, d, fold))
        return own.mention.base not in bases and any(base in bases for base in rivals)

    return tuple(d for d in declarations if not is_of_other(d))


def _are_rivals(one: Declaration, other: Declaration, fold: Callable[[str], str]) -> bool:
    """Whether two letters of one quantity are declared with sizes of which neither has those of the other."""
    own, its = one.mention, other.mention
    is_one = own.base != its.base and (fold(own.base), own.label) == (fold(its.base), its.label)
    sizes, others = {*one.sizes}, {*other.sizes}
    return is_one and own.layer is its.layer is None and not (sizes <= others or others <= sizes)
