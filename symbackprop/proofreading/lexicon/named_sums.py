r"""Sums that are differentiated as they are written out, where the text has a symbol for them:

    net_j = Σ_i w_{ji} o_i ,    ∂net_j/∂w_{ji} = ∂/∂w_{ji} Σ_k w_{jk} o_k = o_i

Where the letters of units tell layers apart, another letter that is summed over would be of another layer.  So such a
sum is read as the symbol that it is the formula of, up to the letters: here net_j.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Big, Derivative, Group, Name, Node, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import flat, limit_letters, name_of


@dataclass(frozen=True)
class Sum:
    """A symbol with letters for its units, and the sum that it is."""

    symbol: Scripted
    body: Node
    number: int


def with_names_of_sums(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas with sums below ∂/∂w as the symbols that the text has for them."""
    sums = [found for f in formulas if (found := _sum_of(f)) is not None]
    return [f.changed(partial(_named, sums=_in_force(sums, f.number))) for f in formulas] if sums else list(formulas)


def _sum_of(formula: Formula) -> Sum | None:
    """net_j = Σ_i w_{ji} o_i; None for anything else."""
    left, right = formula.left, formula.right
    if formula.statement.link or formula.statement.relation not in ("=", ":=") or right is None:
        return None
    if not isinstance(left, Scripted) or not isinstance(left.base, Name) or left.sub is None or left.sup or left.primes:
        return None
    is_entry = all(isinstance(unit, Name) for unit in flat(left.sub))
    return Sum(left, right, formula.number) if is_entry and isinstance(right, Big) and limit_letters(right) else None


def _in_force(sums: Sequence[Sum], number: int) -> list[Sum]:
    """Of the sums that one symbol is said to be the last before a statement, else the first after it."""
    found: dict[str, Sum] = {}
    for own in sums:
        known = found.get(outline(own.symbol))
        if known is None or own.number < number:
            found[outline(own.symbol)] = own
    return [*found.values()]


def _named(node: Node, sums: Sequence[Sum]) -> Node:
    if isinstance(node, Derivative):
        written = node.of
        while isinstance(written, Group):
            written = written.body
        symbols = (_symbol(own, written) for own in sums) if isinstance(written, Big) else ()
        return next((replace(node, of=symbol) for symbol in symbols if symbol is not None), node)
    return rebuilt(node, partial(_named, sums=sums))


def _symbol(own: Sum, written: Node) -> Node | None:
    """The symbol that a sum is the formula of, with the letters that it has there; None where it is another."""
    letters: dict[str, str] = {}
    units = {name_of(u) for u in flat(own.symbol.sub)} if own.symbol.sub is not None else set()
    counted = {t for n in own.body.walk() if isinstance(n, Big) for t in limit_letters(n)}
    if not _is_same(own.body, written, units | counted, letters) or len({*letters.values()}) < len(letters):
        return None
    return _at(own.symbol, letters, written.span)


def _is_same(one: Any, other: Any, open_letters: set[str], letters: dict[str, str]) -> bool:
    """Whether two formulas differ in some letters only; each of these is noted with the one that stands for it."""
    if isinstance(one, Name) and isinstance(other, Name) and one.text in open_letters:
        return letters.setdefault(one.text, other.text) == other.text
    if isinstance(one, Node):
        names = [f.name for f in fields(one) if f.name != "span"]
        is_alike = type(one) is type(other)
        return is_alike and all(_is_same(getattr(one, n), getattr(other, n), open_letters, letters) for n in names)
    if isinstance(one, tuple) and isinstance(other, tuple):
        each = zip(one, other, strict=False)
        return len(one) == len(other) and all(_is_same(a, b, open_letters, letters) for a, b in each)
    return bool(one == other)


def _at(node: Node, letters: dict[str, str], span: tuple[int, int]) -> Node:
    """A symbol with other letters, in another place of the text."""
    if isinstance(node, Name):
        return replace(node, text=letters.get(node.text, node.text), span=span)
    return replace(rebuilt(node, partial(_at, letters=letters, span=span)), span=span)
