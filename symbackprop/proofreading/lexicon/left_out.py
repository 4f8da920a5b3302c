r"""Dots: (x_1, …, x_n)^T is the column of all x_i, w_1 x_1 + … + w_n x_n is Σ_i w_i x_i, a matrix by its general entry.

What differs between the entries that are written, 1, 2 and n, is an index; it gets a letter that the document does not
have.  Rows whose entries have nothing else in common stay as they are, and so do vectors of nothing but their own
entries, x = (x_1, …, x_n), which only say how large they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import (
    Addition,
    Apply,
    Big,
    Cases,
    Dots,
    Grid,
    Group,
    Listing,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Scripted,
)
from symbackprop.proofreading.lexicon.chains import linked
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.lexicon.progressions import Axis, Table, is_filler, places_of
from symbackprop.proofreading.vocabulary.marks import name_of

LETTERS = "rqpcdijkab"
EQUALITIES = frozenset({"=", ":=", "≡", "→", "←", "≈"})
TURNED = frozenset({"T", "top", "intercal"})


def with_general_entries(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, what is left out in them put in by its general entry."""
    if not any(map(_has_dots, sides_of(formulas))):
        return list(formulas)
    letters = _letters(formulas)
    return [f.changed(partial(filled, letters=letters)) if _is_to_be_read(f) else f for f in formulas]


def _has_dots(node: Node) -> bool:
    return any(isinstance(n, Dots) for n in node.walk())


def _letters(formulas: Sequence[Formula]) -> str:
    """The letters of indices that stand nowhere in a document."""
    used = {n.text for side in sides_of(formulas) for n in side.walk() if isinstance(n, Name)}
    return "".join(t for t in LETTERS if t not in used)


def _is_to_be_read(formula: Formula) -> bool:
    """Whether a statement compares what its sides are, and does not only name entries."""
    left, right = formula.left, formula.right
    if left is None or right is None or formula.statement.relation not in EQUALITIES:
        return False
    is_naming = not formula.statement.link and _lists_symbols(left) and not _has_dots(right)
    return not (is_naming or _lists_own_entries(left, right) or _lists_own_entries(right, left))


def filled(node: Node, letters: str) -> Node:
    """The formula with nothing left out that can be told, by indices of these letters."""
    return _Reader(letters).read(node) if letters and _has_dots(node) else node


def _lists_own_entries(symbol: Node, body: Node) -> bool:
    """Whether a vector or a matrix is only said to have entries, or rows (w_i)^T, of its own letter."""
    base = _letter(symbol).lower()
    names = [_letter(c).lower() for c in _entries(body)]
    return bool(base and names) and set(names) == {base}


def _lists_symbols(body: Node) -> bool:
    """Whether a side is a list of symbols, (p_1, …, p_K) or (p_1(x), …, p_K(x)): it says what they are called."""
    heads = [c.factors[0] if isinstance(c, Product) and isinstance(c.factors[-1], Group) else c for c in _entries(body)]
    return bool(heads) and all(isinstance(h, Scripted) and _letter(h) for h in heads)


def _entries(body: Node) -> list[Node]:
    """What is written of a vector or a matrix, transposed or not."""
    body = body.base if isinstance(body, Scripted) else body
    return [c for row in _rows(body) for c in row if not is_filler(c)]


def _letter(node: Node) -> str:
    """The symbol under scripts and in brackets."""
    while isinstance(node, Scripted | Group):
        node = node.base if isinstance(node, Scripted) else node.body
    return name_of(node)


def _rows(node: Node) -> Sequence[Sequence[Node]]:
    """The rows of a matrix, or the one of a list in brackets."""
    if isinstance(node, Grid):
        rows: Sequence[Sequence[Node]] = node.rows
    elif isinstance(node, Group) and isinstance(node.body, Listing) and node.opening in ("(", "["):
        rows = (node.body.items,)
    elif isinstance(node, Group) and isinstance(node.body, Product) and node.opening == "[":
        rows = ((node.body,),)
    else:
        return ()
    return [[part for cell in row for part in _apart(cell)] for row in rows]


def _apart(cell: Node) -> Sequence[Node]:
    """x_1, …, x_n of a cell in which dots stand beside others with no sign between."""
    parts = cell.factors if isinstance(cell, Product) else cell.items if isinstance(cell, Listing) else (cell,)
    is_row = any(isinstance(p, Dots) for p in parts) and not (isinstance(cell, Product) and any(cell.operators))
    return parts if is_row else (cell,)


@dataclass(frozen=True)
class _Reader:
    """Reads the dots of one statement, with letters that it may use."""

    letters: str

    def read(self, node: Node) -> Node:
        """The formula with nothing left out that can be told."""
        if not _has_dots(node):
            return node
        if isinstance(node, Product):
            factors = [self._factor(node, at) for at in range(len(node.factors))]
            node = replace(node, factors=tuple(factors))
            return linked(node) or node
        is_turned = isinstance(node, Scripted) and name_of(node.sup) in TURNED and node.sub is None
        if is_turned and isinstance(node, Scripted) and isinstance(node.base, Group) and node.base.opening == "(":
            return self._table(self._inside(node.base), "column") or rebuilt(node, self.read)
        node = self._inside(node) if isinstance(node, Grid | Group) else rebuilt(node, self.read)
        if isinstance(node, Addition):
            return self._sum(node) or node
        if isinstance(node, Apply) and name_of(node.function) in ("diag", "Diag"):
            return self._diagonal(node)
        kind = "vector" if isinstance(node, Group) and node.opening == "(" else ""
        return self._table(node, kind) or node

    def _factor(self, node: Product, at: int) -> Node:
        """A factor; a list behind a symbol are its arguments, C(a_1, …, a_n)."""
        factor = node.factors[at]
        is_call = at > 0 and not node.operators[at - 1] and isinstance(node.factors[at - 1], Name | Scripted)
        return (
            factor if is_call and isinstance(factor, Group) and isinstance(factor.body, Listing) else self.read(factor)
        )

    def _inside(self, node: Node) -> Node:
        """The same with what stands in its entries read."""
        if isinstance(node, Group) and isinstance(node.body, Listing):
            return replace(node, body=rebuilt(node.body, self.read))
        return rebuilt(node, self.read)

    def _free(self, nodes: Iterable[Node]) -> list[str]:
        """Letters that nothing here has."""
        used = {n.text for node in nodes for n in node.walk() if isinstance(n, Name)}
        return [t for t in self.letters if t not in used]

    # ---- sums

    def _sum(self, node: Addition) -> Node | None:
        """w_1 x_1 + … + w_k x_k + … + w_n x_n + b: the longest run of terms around the dots that are one sum."""
        dots = [n for n, t in enumerate(node.terms) if isinstance(t, Dots)]
        letters = self._free(node.terms)
        if not dots or not letters:
            return None
        for last in (dots[1:2] if dots[1:2] == [dots[0] + 2] else []) + dots[:1]:
            for end in (last + 2, last + 1):
                for start in range(dots[0]):
                    if (total := self._run(node, range(start, end), letters[0])) is not None:
                        return total
        return None

    def _run(self, node: Addition, run: range, letter: str) -> Node | None:
        """The sum with some of its terms as one Σ; None where they are none."""
        terms = {n: node.terms[n] for n in run if n < len(node.terms)}
        places = places_of([isinstance(t, Dots) for t in terms.values()])
        kept = {(p,): node.terms[n] for n, p in zip(terms, places, strict=True) if p is not None}
        axis = Axis(letter)
        body = Table((axis,), kept).general() if len(terms) == len(run) else None
        if body is None or not axis.is_counted or len({node.signs[n] for n in run}) != 1:
            return None
        total = _big(node, "sum", body, axis)
        rest = (*node.terms[: run.start], total, *node.terms[run.stop :])
        signs = (*node.signs[: run.start], node.signs[run.start], *node.signs[run.stop :])
        return total if rest == (total,) and signs == (1,) else self.read(Addition(node.span, rest, signs))

    # ---- vectors and matrices

    def _diagonal(self, node: Apply) -> Node:
        """diag(a_1, …, a_n)."""
        column = self._table(Group(node.span, Listing(node.span, node.arguments)), "column")
        return node if column is None else replace(node, arguments=(column,))

    def _table(self, node: Node, kind: str) -> Node | None:
        """A vector or a matrix by its general entry."""
        rows = _rows(node)
        width = max(map(len, rows), default=0)
        if not any(isinstance(c, Dots) for row in rows for c in row) or any(len(r) != width for r in rows):
            return None
        table = _Layout(rows).cells()
        letters = self._free(c for row in rows for c in row)
        down, across = ({p[n] for p in table} for n in (0, 1))
        if len(letters) < 2 or not table or len(down) == len(across) == 1:
            return None
        if len(down) == 1 or len(across) == 1:
            way = 1 if len(down) == 1 else 0
            axis = Axis(letters[0])
            body = Table((axis,), {(p[way],): c for p, c in table.items()}).general()
            kind = kind or ("row" if way else "column")
            return _big(node, kind, body, axis) if body is not None and axis.is_counted else None
        return _matrix(node, table, (letters[0], letters[1]))


@dataclass(frozen=True)
class _Layout:
    """The cells of a table, some of its rows and columns left out."""

    rows: Sequence[Sequence[Node]]

    def cells(self) -> dict[tuple[int, int], Node]:
        """What is written, by row and column."""
        columns = list(zip(*self.rows, strict=True))
        down, across = (self._places(lines) for lines in (self.rows, columns))
        return {
            (p, q): cell
            for p, row in zip(down, self.rows, strict=True)
            for q, cell in zip(across, row, strict=True)
            if p is not None and q is not None and not is_filler(cell)
        }

    def _places(self, lines: Sequence[Sequence[Node]]) -> list[int | None]:
        """Where each line stands; one of bars or rules beside the entries is none of them, and leaves nothing out."""
        kept = [n for n, line in enumerate(lines) if not all(map(is_filler, line)) or any(map(_leaves_out, line))]
        places = iter(places_of([all(map(is_filler, lines[n])) for n in kept]))
        return [next(places) if n in kept else None for n in range(len(lines))]


def _leaves_out(node: Node) -> bool:
    return isinstance(node, Dots) and node.text not in ("|", ".", r"\vert", r"\mid")


def _matrix(node: Node, cells: dict[tuple[int, int], Node], letters: tuple[str, str]) -> Node | None:
    """A matrix by its general entry, or by those on its diagonal and beside it."""
    axes = Axis(letters[0]), Axis(letters[1])
    body = Table(axes, cells).general()
    if body is None or not all(a.is_counted for a in axes):
        axes = Axis(letters[0]), Axis(letters[1])
        body = _by_cases(node, cells, axes)
    if body is None or isinstance(body, Apply):
        return body
    names = tuple(Name(node.span, a.letter) for a in axes)
    return Big(node.span, "matrix", body, Listing(node.span, names))


def _by_cases(node: Node, cells: dict[tuple[int, int], Node], axes: tuple[Axis, Axis]) -> Node | None:
    """The general entry of a matrix whose diagonal is another formula than the rest; diag(…) where that is 0."""
    own = {(p,): c for (p, q), c in cells.items() if p == q}
    rest = {place: c for place, c in cells.items() if place[0] != place[1]}
    if {p for p, _ in cells} != {q for _, q in cells}:
        return None
    diagonal = Table((Axis(axes[0].letter),), own)
    on = diagonal.general()
    zero = Number(node.span, "0")
    is_zero = all(name_of(c) == "0" for c in rest.values())
    beside = zero if is_zero else Table(axes, rest).general()
    if on is None or not diagonal.axes[0].is_counted or beside is None:
        return None
    if is_zero:
        return Apply(node.span, Name(node.span, "diag"), (_big(node, "column", on, diagonal.axes[0]),))
    here = Relation(node.span, Name(node.span, axes[0].letter), "=", Name(node.span, axes[1].letter))
    return Cases(node.span, ((on, here), (beside, None)))


def _big(node: Node, kind: str, body: Node, axis: Axis) -> Big:
    """All entries of a vector, or the sum of them: from 0 or 1 up to a number, or to as many as there are."""
    start = Relation(node.span, Name(node.span, axis.letter), "=", Number(node.span, str(axis.first)))
    return Big(node.span, kind, body, start, axis.last if isinstance(axis.last, Number) else None)
