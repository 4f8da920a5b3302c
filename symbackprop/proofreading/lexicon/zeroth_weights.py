r"""The weight of number 0 that is added to what others multiply, w_0 + w_1 x_1 + … or w^T x + w_0: it is the bias b.

Not where the input has an entry 0 too, nor where sums begin at 0: there x_0 = 1, and w_0 is a weight among others; nor
where weights are all told by their numbers, each a quantity of its own.
"""

from collections.abc import Iterator, Sequence

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Big, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import flat, name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import DATA
from symbackprop.proofreading.vocabulary.zeroth import begins_at_zero

LETTERS = frozenset({"w", "theta", "beta"})
BIAS = "b"


def with_zeroth_biases(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, b for w_0."""
    sides = sides_of(formulas)
    nodes = [n for side in sides for n in side.walk()]
    letters = {letter for node in nodes if isinstance(node, Addition) for letter in _added(node)}
    if len(letters) != 1 or any(isinstance(n, Big) and n.lower is not None and begins_at_zero(n.lower) for n in nodes):
        return list(formulas)
    letter = letters.pop()
    entries = [(base, unit) for n in nodes if isinstance(n, Scripted) and (base := _base(n)) for unit in _units(n)]
    has_ones = any(base in DATA and unit == "0" for base, unit in entries)
    is_general = any(base == letter and unit.isalpha() for base, unit in entries)
    is_whole = any(isinstance(n, Product) and letter in map(_whole, n.factors) for n in nodes)
    if has_ones or not (is_general or is_whole):
        return list(formulas)
    return [f.changed(lambda side: _named(side, letter)) for f in formulas]


def _added(node: Addition) -> Iterator[str]:
    """The w of w_0 that is a term beside others with weights."""
    bare = {_base(t) for t in node.terms if isinstance(t, Scripted) and _units(t) == ["0"]}
    others = (n for t in node.terms if isinstance(t, Product | Big) for n in t.walk())
    read = {_base(n) if isinstance(n, Scripted) else name_of(n) for n in others}
    yield from bare & read & LETTERS


def _whole(node: Node) -> str:
    """The w of w, and of w^T."""
    return "" if isinstance(node, Scripted) and node.sub is not None else _base(node) or name_of(node)


def _base(node: Node) -> str:
    return name_of(scripts(node)[0]) if isinstance(node, Scripted) else ""


def _units(node: Scripted) -> list[str]:
    """The indices below a symbol."""
    return [name_of(p) for p in flat(node.sub)] if node.sub is not None else []


def _named(node: Node, letter: str) -> Node:
    if isinstance(node, Scripted) and _base(node) == letter and _units(node) == ["0"]:
        bias = Name(node.span, BIAS)
        return bias if node.sup is None and not node.primes else Scripted(node.span, bias, None, node.sup, node.primes)
    return rebuilt(node, lambda part: _named(part, letter))
