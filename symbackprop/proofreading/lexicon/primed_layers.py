r"""Primes that tell layers apart: s'_j = Σ_i w'_{ij} x_i below s_k = Σ_j w_{jk} h_j, z' = W' x + b' below z = W h + b.

Where the indices of the weights tell the layers apart too, the primes say no more; symbols without indices are given
the numbers of their layers.  A prime behind what is called, f'(s), is a derivative, and w' = w − η ∂C/∂w a next value.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Apply, Group, Name, Node, Number, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import flat, name_of

Symbol = tuple[str, int]
"""A letter, and how many primes it has."""


def with_primed_layers(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, quantities with a prime read as those of another layer where they are."""
    said = [(f.left, f.right) for f in formulas if f.left is not None and f.right is not None]
    if not any(isinstance(n, Scripted) and n.primes for sides in said for s in sides for n in s.walk()):
        return list(formulas)
    every = [(_symbol(left), {_symbol(n) for n in _symbols(right)}) for left, right in said]
    reads: dict[Symbol, set[Symbol]] = {}
    for own, found in every:
        reads.setdefault(own, set()).update(found)
    told = {own for own, found in every if own not in found}
    both = {letter for letter, primes in reads if letter and primes == 1 and (letter, 0) in reads}
    pairs = {(s, p) for s in both for p, primes in reads[s, 1] if primes == 1 and (p, 0) in reads[s, 0] - told}
    twins, weights = {s for s, _ in pairs}, {p for _, p in pairs}
    is_next = any(primes and (letter, 0) in found - told for (letter, primes), found in reads.items())
    if not weights or is_next:
        return list(formulas)
    letters = {letter for s in said for side in s for letter, primes in map(_symbol, _symbols(side)) if primes}
    below, above = (_indices(said, weights, primes) for primes in (1, 0))
    if below and above and () not in below | above:
        return list(formulas) if below & above else [f.changed(partial(_bare, letters=letters)) for f in formulas]
    numbers = _numbers(reads, min(twins))
    if below != {()} or above != {()} or numbers is None:
        return list(formulas)
    return [f.changed(partial(_numbered, letters=letters, numbers=numbers)) for f in formulas]


def _symbols(side: Node) -> Iterator[Node]:
    """The symbols of a formula that are not called, each with all its scripts."""
    if isinstance(side, Name | Scripted) and _symbol(side)[0]:
        yield side
        return
    called: list[Node] = [side.function] if isinstance(side, Apply) and side.function is not None else []
    if isinstance(side, Product):
        called += [a for a, sign, b in zip(side.factors, side.operators, side.factors[1:], strict=False)
                   if isinstance(b, Group) and b.opening == "(" and not sign and _symbol(a)[1]]  # fmt: skip
    for part in side.parts():
        if not any(part is c for c in called):
            yield from _symbols(part)


def _symbol(node: Node) -> Symbol:
    base = node.base if isinstance(node, Scripted) else node
    return (name_of(base) if isinstance(base, Name) else ""), (node.primes if isinstance(node, Scripted) else 0)


def _indices(said: Sequence[tuple[Node, Node]], letters: set[str], primes: int) -> set[tuple[str, ...]]:
    """The indices that some letters have, with a prime or without one, where nothing else stands above them."""
    found = [n for sides in said for s in sides for n in _symbols(s) if _symbol(n) in {(t, primes) for t in letters}]
    plain = [n for n in found if not isinstance(n, Scripted) or n.sup is None or name_of(n.sup) in ("T", "top")]
    return {tuple(map(name_of, flat(n.sub))) if isinstance(n, Scripted) and n.sub is not None else () for n in plain}


def _numbers(reads: dict[Symbol, set[Symbol]], state: str) -> tuple[int, int] | None:
    """The layers of what has no prime and of what has one: that which is read by the other is the first."""
    for primes in (0, 1):
        seen, waiting = set[Symbol](), [(state, primes)]
        while waiting:
            new = reads.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        if (state, 1 - primes) in seen:
            return (2, 1) if primes == 0 else (1, 2)
    return None


def _bare(node: Node, letters: set[str], is_called: bool = False) -> Node:
    """A formula without the primes of some letters."""
    if isinstance(node, Name | Scripted) and _symbol(node)[0]:
        if is_called or not isinstance(node, Scripted) or not node.primes or _symbol(node)[0] not in letters:
            return node
        plain = replace(node, primes=0)
        return plain if plain.sub is not None or plain.sup is not None else plain.base
    own = [id(n) for n in _symbols(node)]
    return rebuilt(node, lambda part: _bare(part, letters, _symbol(part)[1] > 0 and id(part) not in own))


def _numbered(node: Node, letters: set[str], numbers: tuple[int, int], is_called: bool = False) -> Node:
    """A formula in which some letters have the number of their layer."""
    if isinstance(node, Name | Scripted) and _symbol(node)[0]:
        letter, primes = _symbol(node)
        is_plain = not isinstance(node, Scripted) or node.sub is None
        if is_called or letter not in letters or primes > 1 or not is_plain:
            return node
        number = Number(node.span, str(numbers[primes]))
        return replace(node, primes=0, sub=number) if isinstance(node, Scripted) else Scripted(node.span, node, number)
    own = [id(n) for n in _symbols(node)]
    return rebuilt(node, lambda part: _numbered(part, letters, numbers, _symbol(part)[1] > 0 and id(part) not in own))
