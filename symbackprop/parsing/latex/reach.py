r"""How far a sum reaches that has no brackets: `\sum_i y_i \log a_i + (1 - y_i) \log(1 - a_i)` sums both terms.

A term after a sum belongs to it where it has the sum's index, and speaks of the same quantities under it; a bias
b_i beside Σ_j w_{ij} x_j does neither.
"""

from collections.abc import Iterator
from dataclasses import replace

from symbackprop.parsing.latex.tree import Addition, Big, Group, Name, Node, Product, Relation, Scripted


def gathered(node: Node) -> Node:
    """A sum of terms, those that a sum sign before them reaches taken into it."""
    if not isinstance(node, Addition) or not any(_big(t) for t in node.terms):
        return node
    terms: list[Node] = []
    signs: list[int] = []
    for term, sign in zip(node.terms, node.signs, strict=True):
        wider = _taking(terms[-1], term, 1 if signs[-1] < 0 else sign) if terms else None
        if wider is not None:
            terms[-1] = wider
        else:
            terms.append(term)
            signs.append(sign)
    if len(terms) == len(node.terms):
        return node
    return terms[0] if len(terms) == 1 and signs == [1] else replace(node, terms=tuple(terms), signs=tuple(signs))


def _big(term: Node) -> Big | None:
    """The sum that a term ends with."""
    last = term.factors[-1] if isinstance(term, Product) else term
    return last if isinstance(last, Big) and last.kind == "sum" else None


def _taking(before: Node, term: Node, sign: int) -> Node | None:
    """A term with the next one in its sum; None where it does not belong there."""
    big = _big(before)
    outside = before.factors[:-1] if isinstance(before, Product) else ()
    if big is None or any(_shares(f, big) for f in outside):
        return None
    inner = _taking(big.body, term, sign)
    if inner is None and not (_letters(big) and _shared(big, term)):
        return None
    span = before.span[0], term.span[1]
    wider = replace(big, span=(big.span[0], term.span[1]), body=inner or _added(big.body, term, sign))
    return replace(before, span=span, factors=(*before.factors[:-1], wider)) if isinstance(before, Product) else wider


def _added(body: Node, term: Node, sign: int) -> Addition:
    span = body.span[0], term.span[1]
    if isinstance(body, Addition):
        return Addition(span, (*body.terms, term), (*body.signs, sign))
    return Addition(span, (body, term), (1, sign))


def _letters(big: Big) -> set[str]:
    """The indices that a sum runs over."""
    lower = big.lower.left if isinstance(big.lower, Relation) else big.lower
    return {n.text for n in lower.walk() if isinstance(n, Name)} if lower is not None else set()


def _shared(big: Big, term: Node) -> bool:
    """Whether a term has a quantity of the sum's body under the sum's index, and so has that body."""
    letters = _letters(big)
    return bool(set(_indexed(big.body, letters)) & set(_indexed(term, letters)))


def _indexed(node: Node, letters: set[str]) -> Iterator[str]:
    """The symbols that have one of some letters as an index which nothing within binds."""
    if not letters:
        return
    if isinstance(node, Scripted):
        scripts = [s for s in (node.sub, node.sup) if s is not None]
        if any(isinstance(n, Name) and n.text in letters for s in scripts for n in s.walk()):
            yield _symbol(node)
            return
    inner = letters - _letters(node) if isinstance(node, Big) else letters
    for part in node.parts():
        yield from _indexed(part, inner)


def _shares(factor: Node, big: Big) -> bool:
    """Whether a factor before a sum has its index too: then that letter is used for two things."""
    return any(True for _ in _indexed(factor, _letters(big)))


def _symbol(node: Node) -> str:
    while isinstance(node, Scripted | Group):
        node = node.base if isinstance(node, Scripted) else node.body
    return node.text + "".join(node.accents) if isinstance(node, Name) else ""
