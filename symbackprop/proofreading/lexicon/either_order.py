r"""Weights with their indices in either order: z_k = Σ_j w_{kj} o_j and ∂E/∂w_{jk} = δ_k o_j in one text.

Where the letters of units tell layers apart, i, j, k of z_j = Σ_i w_{ji} x_i and z_k = Σ_j w_{kj} o_j, there is one
weight between j and k, in whichever order a text writes the two.  All are read in the order of the sums.  An order that
is rare is left as it is: it may be a slip.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Big, Derivative, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import flat, limit_letters, name_of

WEIGHTS = frozenset({"w", "W"})
HABIT = 3
"""In how many statements weights have the other order, at least, so that it is no slip."""
Pair = tuple[str, str]


def with_one_order(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, weights with their indices in the order of the sums that units are made of."""
    told = dict(pair for f in formulas for pair in _summed(f))
    orders = set(told.values())
    if not _are_layers(told) or any((b, a) in orders for a, b in orders):
        return list(formulas)
    others = Counter(pair[::-1] for f in formulas for pair in _pairs(f))
    if sum(others[pair] for pair in orders) < HABIT:
        return list(formulas)
    return [f.changed(partial(_turned, orders=frozenset(orders))) for f in formulas]


def _pairs(formula: Formula) -> set[Pair]:
    """The indices of the weights in a statement."""
    return {pair for side in formula.sides for n in side.walk() if (pair := _pair(n)) is not None}


def _summed(formula: Formula) -> Iterator[tuple[Pair, Pair]]:
    """(the unit that is computed, the unit before), and the indices of the weight between: z_j = Σ_i w_{ji} x_i."""
    left, right = formula.left, formula.right
    own = _index(left) if left is not None else ""
    for node in right.walk() if own and right is not None else ():
        if isinstance(node, Big) and node.kind == "sum" and len(limit_letters(node)) == 1:
            (before,) = limit_letters(node)
            factors = node.body.factors if isinstance(node.body, Product) else ()
            pairs = [p for f in factors if (p := _pair(f)) is not None]
            if len(pairs) == 1 and set(pairs[0]) == {own, before} and _reads(factors, before):
                yield (own, before), pairs[0]


def _index(node: Node) -> str:
    """j of z_j; nothing for an error, or a derivative."""
    if isinstance(node, Derivative) or not isinstance(node, Scripted) or node.sub is None or node.sup is not None:
        return ""
    below = name_of(node.sub)
    return below if isinstance(node.base, Name) and node.base.text != "delta" and len(below) == 1 else ""


def _reads(factors: Sequence[Node], before: str) -> bool:
    """Whether what is weighted is the state of the unit before, and no error."""
    return len(factors) == 2 and any(_index(f) == before for f in factors)


def _are_layers(told: dict[Pair, Pair]) -> bool:
    """Whether letters tell layers apart: some unit is computed from those that others are computed from."""
    later, before = {own for own, _ in told}, {b for _, b in told}
    return len(told) > 1 and bool(later & before) and not later <= before and not before <= later


def _pair(node: Node) -> Pair | None:
    """The two letters below a weight."""
    if not isinstance(node, Scripted) or node.sub is None or node.sup is not None or name_of(node.base) not in WEIGHTS:
        return None
    below = [name_of(p) for p in flat(node.sub)]
    is_pair = len(below) == 2 and below[0] != below[1] and all(len(t) == 1 and t.islower() for t in below)
    return (below[0], below[1]) if is_pair else None


def _turned(node: Node, orders: frozenset[Pair]) -> Node:
    pair = _pair(node)
    if pair is not None and pair[::-1] in orders and isinstance(node, Scripted) and node.sub is not None:
        one, other = flat(node.sub)
        both = Product(node.sub.span, (other, one), ("",))
        return Scripted(node.span, node.base, both, node.sup, node.primes)
    return rebuilt(node, partial(_turned, orders=orders))
