r"""Errors named by their layer beside the letter that tells it: δ_o(k) and δ_h(j), δ_{O,k} and δ_{H,j}, δ_{ok}, δ_{hj}.

Where no other symbol is named so, and every name goes with one letter, they are δ_k and δ_j.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Group, Listing, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import flat, name_of
from symbackprop.proofreading.vocabulary.mentions import ERROR

NAMES = frozenset("hoyHOY")
"""Hidden and output, of y."""


def with_plain_errors(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, errors without the names of their layers."""
    sides = sides_of(formulas)
    found = [pair for side in sides for n in side.walk() for pair in _named(n)]
    letters = {name: {letter for own, letter in found if own == name} for name in dict(found)}
    others = {name_of(p) for side in sides for n in side.walk() for p in _scripts_of_others(n)}
    is_told = len(letters) > 1 and all(len(own) == 1 for own in letters.values())
    if not is_told or len(set.union(*letters.values())) < len(letters) or letters.keys() & others:
        return list(formulas)
    return [f.changed(_plain) for f in formulas]


def _named(node: Node) -> Iterator[tuple[str, str]]:
    """(o, k) of δ_{o,k}, of δ_{ok} and of δ_o(k)."""
    if isinstance(node, Product):
        for one, other, sign in zip(node.factors, node.factors[1:], node.operators, strict=False):
            if not sign and _is_error(one) and (letter := _index(other)) and isinstance(one, Scripted):
                yield from ((name, letter) for name in [name_of(one.sub)] if name in NAMES)
    elif _is_error(node) and isinstance(node, Scripted) and isinstance(node.sub, Listing | Product):
        names = [name_of(p) for p in flat(node.sub)]
        if len(names) == 2 and names[0] in NAMES and names[1].islower():
            yield names[0], names[1]


def _is_error(node: Node) -> bool:
    is_symbol = isinstance(node, Scripted) and name_of(node.base) == ERROR
    return is_symbol and isinstance(node, Scripted) and node.sub is not None and node.sup is None and not node.primes


def _index(node: Node) -> str:
    """The k of (k)."""
    letter = name_of(node.body) if isinstance(node, Group) and node.opening == "(" else ""
    return letter if len(letter) == 1 and letter.islower() else ""


def _scripts_of_others(node: Node) -> Iterator[Node]:
    """What stands above and below all that is no error."""
    if isinstance(node, Scripted) and name_of(node.base) != ERROR:
        yield from (part for script in (node.sub, node.sup) if script is not None for part in flat(script))


def _plain(node: Node) -> Node:
    """A formula with δ_k for each δ_{o,k} and δ_o(k)."""
    node = rebuilt(node, _plain)
    if isinstance(node, Scripted) and not isinstance(node.sub, Group) and [*_named(node)]:
        return replace(node, sub=flat(node.sub)[1]) if node.sub is not None else node
    if not isinstance(node, Product) or not [*_named(node)]:
        return node
    factors, operators = [node.factors[0]], []
    for sign, factor in zip(node.operators, node.factors[1:], strict=True):
        last = factors[-1]
        is_index = not sign and _is_error(last) and name_of(last.sub if isinstance(last, Scripted) else None) in NAMES
        if is_index and _index(factor) and isinstance(last, Scripted) and isinstance(factor, Group):
            factors[-1] = replace(last, span=(last.span[0], factor.span[1]), sub=factor.body)
            continue
        factors.append(factor)
        operators.append(sign)
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors), operators=tuple(operators))
