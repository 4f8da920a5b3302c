r"""Sums that no Σ shows: in v_b = h_i W_{ib} the index that stands twice on one side, and not on the other, is summed.

A text that writes its sums so writes none with a Σ.
"""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import (
    Addition,
    Apply,
    Big,
    Derivative,
    Group,
    Listing,
    Nabla,
    Name,
    Node,
    Product,
    Quotient,
    Scripted,
)
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import flat, limit_letters

ENOUGH = 4
"""How many statements with such sums make a habit."""
INDICES = frozenset("abcdefghijklmnpqrs")


def with_implied_sums(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, sums put in for indices that stand twice, where a text has that habit."""
    sides = sides_of(formulas)
    if any(isinstance(n, Big) for s in sides for n in s.walk()):
        return list(formulas)
    heads = list(_heads(formulas))
    found = [_read(f, head or frozenset()) for f, head in zip(formulas, heads, strict=True)]
    have_sums = [f for f, head in zip(found, heads, strict=True) if head is not None and f.right and _has_sum(f.right)]
    return found if len(have_sums) >= ENOUGH else list(formulas)


def _read(formula: Formula, head: frozenset[str]) -> Formula:
    left, right = (s and _summed(s, head)[0] for s in (formula.left, formula.right))
    nodes = (n for s in (left, right) if s is not None for n in s.walk())
    bound = {letter for n in nodes if isinstance(n, Big) for letter in limit_letters(n)}
    return formula.changed(partial(_with_rest, bound=bound - head, head=head))


def _with_rest(node: Node, bound: Set[str], head: frozenset[str]) -> Node:
    """The sums of each term, over what the other terms are summed over too: the a of Σ_a y_a, which is 1."""
    if isinstance(node, Addition):
        return replace(node, terms=tuple(_with_rest(t, bound, head) for t in node.terms))
    found, letters = _summed(node, head)
    return _over(found, sorted(letters & bound))


def _over(node: Node, letters: Sequence[str]) -> Node:
    """The sum over some indices."""
    names = tuple(Name(node.span, letter) for letter in letters)
    limit = names[0] if len(names) == 1 else Listing(node.span, names)
    return Big(node.span, "sum", node, limit) if names else node


def _has_sum(node: Node) -> bool:
    return any(isinstance(n, Big) for n in node.walk())


def _heads(formulas: Sequence[Formula]) -> Iterator[frozenset[str] | None]:
    """The indices that a statement is for all values of: those of the head of its chain; None where that is a term."""
    heads: dict[tuple[int, int], frozenset[str] | None] = {}
    for formula in formulas:
        chain = id(formula.statement.display), formula.statement.chain
        if not formula.statement.link:
            is_head = isinstance(formula.left, Derivative | Scripted | Name | Apply)
            heads[chain] = frozenset(_indices(formula.left)) if is_head and formula.left is not None else None
        yield heads.get(chain)


def _indices(node: Node | None) -> Counter[str]:
    """How often each index is written in a formula."""
    if node is None:
        return Counter()
    if isinstance(node, Scripted):
        own = (p.text for p in flat(node.sub) if isinstance(p, Name)) if node.sub is not None else ()
        return _indices(node.base) + Counter(t for t in own if t in INDICES)
    return sum(map(_indices, node.parts()), Counter())


def _summed(node: Node, head: frozenset[str]) -> tuple[Node, frozenset[str]]:
    """(a formula with its sums, the indices that it leaves open).

    Each term of a sum has its own; what stands in a bracket alone is summed there, what goes on beside it is not.
    """
    if isinstance(node, Addition):
        terms, letters = zip(*(_summed(t, head) for t in node.terms), strict=True)
        return replace(node, terms=terms), frozenset().union(*letters)
    if isinstance(node, Group | Apply | Nabla):
        return _within(node, head)
    if isinstance(node, Derivative):
        below = frozenset().union(*map(_indices, node.by))
        of, above = _summed(node.of, head | below)
        return replace(node, of=of), above | below
    if not isinstance(node, Product | Quotient):
        return node, frozenset(_indices(node))
    return _with_sums(node, head)


def _within(node: Node, head: frozenset[str]) -> tuple[Node, frozenset[str]]:
    """A bracket or a call, with the sums in it."""
    letters: set[str] = set()

    def summed(part: Node) -> Node:
        inner, own = _summed(part, head)
        letters.update(own)
        return inner

    return rebuilt(node, summed), frozenset(letters)


def _with_sums(node: Product | Quotient, head: frozenset[str]) -> tuple[Node, frozenset[str]]:
    """Factors, the sum over their common indices in front."""
    factors = node.factors if isinstance(node, Product) else (node.numerator, node.denominator)
    found, counts = [], Counter[str]()
    for at, factor in enumerate(factors):
        others = frozenset().union(*(_indices(f) for n, f in enumerate(factors) if n != at))
        inner, letters = _summed(factor, head | others)
        counts.update(_indices(factor) if isinstance(factor, Scripted) else letters)
        found.append(inner)
    body: Node = node
    if isinstance(node, Product):
        body = replace(node, factors=tuple(found))
    else:
        body = replace(node, numerator=found[0], denominator=found[1])
    twice = sorted(letter for letter, count in counts.items() if count > 1 and letter not in head)
    return _over(body, twice), frozenset(counts) - frozenset(twice)
