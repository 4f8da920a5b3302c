r"""Inner products that no transposition shows: \mathbf{w} \cdot \mathbf{x} and ⟨w, x⟩ are w^T x.

So is w \cdot x of small letters where the text has their entries, ∂C/∂w_j = (a − y) x_j, w \cdot x_i of examples that
it sums over, and w x in a text that has w^T x too, or w \cdot x^{(i)} and neither matrices of weights nor softmax.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Big, Group, Listing, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import TRANSPOSES, limit_letters, name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import DATA
from symbackprop.proofreading.vocabulary.quantities import INPUTS

WEIGHTS = frozenset({"w", "theta", "beta"})
INDICES = frozenset("jkidpr")
OF_MANY = frozenset({"W", "Theta", "softmax", "Softmax", "SoftMax"})
"""What layers of several units have."""
ARROWS = frozenset({"vec", "overrightarrow", "underline"})


@dataclass(frozen=True)
class _Shown:
    """What a text shows of its letters: those of which single entries stand in it, the examples, and the w of w^T x."""

    listed: frozenset[str]
    examples: frozenset[str]
    turned: frozenset[str]


def with_inner_products(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, inner products written as products of a row and a column."""
    nodes = [n for s in sides_of(formulas) for n in s.walk()]
    has_dots = not {n.text for n in nodes if isinstance(n, Name)} & OF_MANY
    examples = _examples(nodes)
    told = examples if has_dots else frozenset()
    turned = frozenset(letter for n in nodes if isinstance(n, Product) for letter in _turned_letters(n, told))
    shown = _Shown(_with_entries(nodes), examples, turned)
    return [f.changed(lambda side: _read(side, shown)) for f in formulas]


def _turned_letters(node: Product, examples: frozenset[str]) -> Iterator[str]:
    """The w of w^T x, and of w · x_i where i counts examples."""
    for weights, datum, sign in zip(node.factors, node.factors[1:], node.operators, strict=False):
        is_turned = isinstance(weights, Scripted) and weights.sub is None and name_of(weights.sup) in TRANSPOSES
        is_dotted = sign == "cdot" and isinstance(weights, Name) and _example(datum) in examples
        if (is_turned or is_dotted) and _letter(weights) in WEIGHTS and _letter(datum) in INPUTS:
            yield _letter(weights)


def _with_entries(nodes: Sequence[Node]) -> frozenset[str]:
    """The weights and data of which single entries stand in a text, none of two indices, and no layers of them."""
    subs = [(n.base.text, n.sub, n.sup) for n in nodes if isinstance(n, Scripted) and isinstance(n.base, Name)]
    single = {base for base, sub, _ in subs if name_of(sub) in INDICES}
    matrices = {base for base, sub, _ in subs if sub is not None and not name_of(sub)}
    layered = {base for base, _, sup in subs if base in WEIGHTS and sup is not None and name_of(sup) not in TRANSPOSES}
    return frozenset(single - matrices - layered) if single & WEIGHTS and single & DATA else frozenset()


def _example(node: Node) -> str:
    """The i of x_i."""
    return name_of(node.sub) if isinstance(node, Scripted) and node.sup is None else ""


def _examples(nodes: Sequence[Node]) -> frozenset[str]:
    """The i of x_i and y_i, where examples are summed over; not of w_i x_i, which are summed too."""
    sums = [n for n in nodes if isinstance(n, Big) and n.kind == "sum"]
    summed = {letter for n in sums for letter in limit_letters(n)}
    within = {(_letter(n), name_of(n.sub)) for big in sums for n in big.body.walk() if isinstance(n, Scripted)}
    subs = [(n.base.text, name_of(n.sub)) for n in nodes if isinstance(n, Scripted) and isinstance(n.base, Name)]
    own = {(base, sub) for base, sub in subs if sub in summed}
    return frozenset(sub for base, sub in own if base == "x" and ("y", sub) in own and ("w", sub) not in within)


def _letter(node: Node) -> str:
    return name_of(scripts(node)[0] if isinstance(node, Scripted) else node)


def _read(node: Node, shown: _Shown) -> Node:
    node = rebuilt(node, lambda part: _read(part, shown))
    if isinstance(node, Group) and node.opening == "⟨" and isinstance(node.body, Listing) and len(node.body.items) == 2:
        one, other = node.body.items
        row = _turned(one)
        return node if row is None else Group(node.span, Product(node.span, (row, other), ("",)), "(", ")")
    return _along(node, shown) if isinstance(node, Product) else node


def _along(node: Product, shown: _Shown) -> Product:
    r"""The product with w^T x for every \mathbf{w} \cdot \mathbf{x}; the dot between matrices is their product."""
    factors = list(node.factors)
    for at, operator in enumerate(node.operators):
        one, other = factors[at : at + 2]
        is_shown = name_of(one) in shown.turned and _letter(other) in INPUTS
        is_dotted = operator == "cdot" and _letter(one) in WEIGHTS and _is_pair(one, other, shown)
        is_pair = is_dotted or (operator in ("", "cdot") and is_shown)
        factors[at] = (_turned(one) if is_pair else None) or one
    return replace(node, factors=tuple(factors))


def _is_pair(one: Node, other: Node, shown: _Shown) -> bool:
    is_example = isinstance(other, Scripted) and name_of(other.sub) in shown.examples and _letter(other) == "x"
    if is_example and isinstance(one, Name):
        return True
    return _is_vector(one, shown.listed) and _is_vector(other, shown.listed)


def _is_vector(node: Node, listed: frozenset[str]) -> bool:
    """Whether it is a small letter set as a vector, or one that has entries elsewhere and none here."""
    base = node.base if isinstance(node, Scripted) else node
    if not isinstance(base, Name):
        return False
    is_small = base.text.islower() and (len(base.text) == 1 or base.text in WEIGHTS)
    is_set = base.style == "bold" or bool(ARROWS & set(base.accents))
    is_whole = base.text in listed and not (isinstance(node, Scripted) and node.sub is not None)
    return is_small and (is_set or is_whole)


def _turned(node: Node) -> Node | None:
    """w^T; None for what has something above it."""
    if isinstance(node, Scripted):
        return None if node.sup is not None or node.primes else replace(node, sup=Name(node.span, "T"))
    return Scripted(node.span, node, sup=Name(node.span, "T")) if isinstance(node, Name) else None
