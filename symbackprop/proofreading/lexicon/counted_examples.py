"""Examples that are counted by other letters: E = 1/(2L) Σ_{l=1}^{L} (y^{(l)} − ŷ^{(l)})² has as many as others call m.

The letter of a sum that stands in brackets above data counts examples, and so does that of a mean of whole batches,
(1/B) Σ_{i=1}^B dZ; the limit of the sum is how many there are, where neither is written at a layer anywhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Big, Group, Name, Node, Product, Quotient, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import (
    COUNTED,
    flat,
    limit_letters,
    name_of,
    scripts,
    shift_of,
    upper_name,
)
from symbackprop.proofreading.vocabulary.mentions import DATA, WEIGHTS

EXAMPLE = "ν"
COUNTS = ("m", "N", "M")
LAYERED = WEIGHTS | {"b", "delta", "z"}


def with_counted_examples(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, such letters called by the usual ones."""
    sides = sides_of(formulas)
    nodes = [n for side in sides for n in side.walk()]
    found = {pair for n in nodes for pair in (_counted(n) if isinstance(n, Big) else _averaged(n))}
    if len(found) != 1:
        return list(formulas)
    letter, count = found.pop()
    symbols = [n for n in nodes if isinstance(n, Scripted) and not _is_space(n)]
    scripted = [(name_of(scripts(n)[0]), p) for n in symbols for p in _scripts(n)]
    is_layer = any(name_of(p) == count or (base in LAYERED and _letter(p) == letter) for base, p in scripted)
    is_stepped = any((s := _shift(p)) is not None and s[0] == letter and s[1] for _, p in scripted)
    names = {n.text for n in nodes if isinstance(n, Name)}
    free = [c for c in COUNTS if c not in names]
    if is_layer or is_stepped or not free:
        return list(formulas)
    new = {letter: EXAMPLE, count: free[0]}
    return [f.changed(lambda side: relettered(side, new)) for f in formulas]


def _counted(big: Big) -> Iterator[tuple[str, str]]:
    """The letter of a sum over data, and its limit, where that is an unusual one."""
    letters, count = limit_letters(big), upper_name(big)
    if big.kind != "sum" or len(letters) != 1 or not count.isalpha() or count in COUNTED:
        return
    for node in big.body.walk():
        is_datum = isinstance(node, Scripted) and node.sup is not None and name_of(scripts(node)[0]) in DATA
        above = flat(node.sup) if is_datum and isinstance(node, Scripted) and node.sup is not None else []
        if any(isinstance(p, Group) and p.opening == "(" and name_of(p.body) == letters[0] for p in above):
            yield letters[0], count
            return


def _averaged(node: Node) -> Iterator[tuple[str, str]]:
    """i and B of (1/B) Σ_{i=1}^B dZ, which says of nothing that it is of one i."""
    factors = node.factors if isinstance(node, Product) else ()
    divisors = {name_of(f.denominator) for f in factors if isinstance(f, Quotient)}
    for big in factors:
        letters = limit_letters(big) if isinstance(big, Big) and big.kind == "sum" else []
        count = upper_name(big) if isinstance(big, Big) and len(letters) == 1 else ""
        if count.isalpha() and count in divisors - COUNTED and isinstance(big, Big):
            own = {n.text for n in big.body.walk() if isinstance(n, Name)}
            yield from ((letter, count) for letter in letters if letter not in own)


def _is_space(node: Scripted) -> bool:
    """Whether it is R^{n × B}, which says how much there is of something."""
    return isinstance(node.base, Name) and node.base.text in ("R", "mathbb{R}", "ℝ")


def _scripts(node: Scripted) -> Iterator[Node]:
    for script in (node.sub, node.sup):
        yield from flat(script) if script is not None else ()


def _shift(part: Node) -> tuple[str, int] | None:
    return shift_of(part.body if isinstance(part, Group) else part)


def _letter(part: Node) -> str:
    return name_of(part.body if isinstance(part, Group) else part)


def relettered(node: Node, names: dict[str, str]) -> Node:
    """The formula with other letters."""
    if isinstance(node, Name):
        return replace(node, text=names[node.text]) if node.text in names and not node.accents else node
    return rebuilt(node, lambda part: relettered(part, names))
