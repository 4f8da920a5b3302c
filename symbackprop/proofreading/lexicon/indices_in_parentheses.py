r"""Indices in parentheses behind the symbol: p(k) = e^{z(k)} / Σ_j e^{z(j)} is p_k, and z_t(i) the entry i of z_t.

A symbol whose argument a sum runs over has entries, and so has what is computed of the same index beside it.  No
function of anything else is one: it stands before an index alone, wherever it has a bracket.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Big, Group, Listing, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import limit_letters, name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS

INDICES = frozenset("cijk")
"""Letters that count entries; n and t are as often moments, w(n)."""
EXAMPLES = frozenset("imnst")
"""Letters that count what has entries."""


def with_entries_in_parentheses(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, indices in parentheses below the symbols before them."""
    nodes = [n for side in sides_of(formulas) for n in side.walk()]
    calls = [call for n in nodes for call in _calls(n)]
    others = {base for base, argument in calls if argument not in INDICES}
    summed = {base for n in nodes if isinstance(n, Big) for base in _summed(n)} - others
    if not summed:
        return list(formulas)
    beside = {base for f in formulas for base in _beside(f, summed)}
    return [f.changed(partial(_read, bases=(summed | beside) - others - COST_LETTERS)) for f in formulas]


def _calls(node: Node) -> Iterator[tuple[str, str]]:
    """(the letter, what stands in the parentheses behind it), "" for what is no name."""
    if isinstance(node, Product):
        for symbol, bracket, sign in zip(node.factors, node.factors[1:], node.operators, strict=False):
            if not sign and isinstance(bracket, Group) and bracket.opening == "(" and (base := _base(symbol)):
                yield base, name_of(bracket.body)


def _base(node: Node) -> str:
    """The letter of a symbol with or without an index; none of one with a prime, a power or a name, δ_o(k)."""
    if isinstance(node, Scripted) and (node.primes or node.sup is not None or name_of(node.sub) not in EXAMPLES):
        return ""
    return name_of(scripts(node)[0] if isinstance(node, Scripted) else node)


def _summed(node: Big) -> Iterator[str]:
    """The z of Σ_j e^{z(j)}."""
    letters = set(limit_letters(node)) & INDICES if node.kind == "sum" else set()
    yield from (base for n in node.body.walk() for base, argument in _calls(n) if argument in letters)


def _beside(formula: Formula, summed: set[str]) -> Iterator[str]:
    """The p of p(k) = …, where an entry of the same index is computed with."""
    left = list(_calls(formula.left)) if formula.left is not None else []
    right = [call for n in formula.right.walk() for call in _calls(n)] if formula.right is not None else []
    of_entries = {argument for base, argument in right if base in summed}
    yield from (base for base, argument in left if argument in of_entries)


def _read(node: Node, bases: set[str]) -> Node:
    node = rebuilt(node, partial(_read, bases=bases))
    if not isinstance(node, Product):
        return node
    factors, operators = [node.factors[0]], []
    for sign, factor in zip(node.operators, node.factors[1:], strict=True):
        if not sign and isinstance(factor, Group) and factor.opening == "(" and name_of(factor.body) in INDICES:
            symbol = factors[-1]
            if _base(symbol) in bases:
                factors[-1] = _entry(symbol, factor)
                continue
        factors.append(factor)
        operators.append(sign)
    return factors[0] if len(factors) == 1 else Product(node.span, tuple(factors), tuple(operators))


def _entry(symbol: Node, bracket: Group) -> Node:
    """z_{ti} of z_t(i), z_i of z(i)."""
    span = symbol.span[0], bracket.span[1]
    index = Name(bracket.body.span, name_of(bracket.body))
    if isinstance(symbol, Scripted) and symbol.sub is not None:
        return replace(symbol, span=span, sub=Listing((symbol.sub.span[0], index.span[1]), (symbol.sub, index)))
    return Scripted(span, symbol, index)
