r"""Indices in brackets behind the symbol, as programs write them: W_1[p,j] is an entry of W_1, and W[1] W of layer 1.

Where two indices stand in brackets behind symbols, all that stands there are indices; the last is left out where it is
0 always, that of a column.  Where there is one only, behind weights and states, it is the layer.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Differential, Group, Listing, Name, Node, Product, Scripted, Span
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import flat, name_of, scripts, shift_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS

WEIGHTS = frozenset({"W", "w", "Theta", "theta", "b", "B"})
STATES = frozenset({"a", "A", "z", "Z", "h", "H", "delta"})
LAYERS = frozenset({"l", "L", "ell", ""})
ZEROS = frozenset({"0", "o"})
OFTEN = 3
"""How many symbols with two indices in brackets a text has, at least."""


def with_indices_below(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, what stands in brackets behind symbols as their indices below, or their layers above."""
    found = [pair for side in sides_of(formulas) for node in side.walk() for pair in _bracketed(node)]
    pairs = [(base, items) for base, items in found if len(items) == 2]
    if len(pairs) >= OFTEN:
        seconds: dict[str, set[str]] = {}
        for base, items in pairs:
            seconds.setdefault(base, set()).add(name_of(items[1]))
        columns = frozenset(base for base, second in seconds.items() if second <= ZEROS)
        return [f.changed(lambda side: _with_entries(side, columns)) for f in formulas]
    shifts = [(base, shift) for base, (item, *_) in found if (shift := shift_of(item)) is not None]
    layered = {base for base, shift in shifts if shift[0] in LAYERS}
    if not pairs and layered & WEIGHTS and layered & STATES:
        return [f.changed(_with_layers) for f in formulas]
    return list(formulas)


def _bracketed(node: Node) -> Iterator[tuple[str, tuple[Node, ...]]]:
    """(the letter of a symbol, the indices in the brackets behind it) in a product."""
    if isinstance(node, Product):
        for at, factor in enumerate(node.factors[1:]):
            items = _indices(factor) if not node.operators[at] else ()
            if items and (base := _base(node.factors[at])):
                yield base, items


def _base(node: Node) -> str:
    """The letter of a symbol that may have indices, no cost and no function with an argument; that of Z for dZ."""
    node = node.of if isinstance(node, Differential) else node
    base = scripts(node)[0] if isinstance(node, Scripted) else node
    is_symbol = isinstance(base, Name) and not (isinstance(node, Scripted) and node.primes)
    return base.text if is_symbol and isinstance(base, Name) and base.text not in COST_LETTERS else ""


def _indices(node: Node) -> tuple[Node, ...]:
    """The items of [i, y_i], [k] and [l-1]; none of anything else in brackets."""
    bracket = node.base if isinstance(node, Scripted) and node.sub is None else node
    if not isinstance(bracket, Group) or bracket.opening != "[":
        return ()
    items = bracket.body.items if isinstance(bracket.body, Listing) else (bracket.body,)
    return items if len(items) <= 2 and all(_is_index(item, len(items)) for item in items) else ()


def _is_index(node: Node, count: int) -> bool:
    """Whether it is i, 2 or l − 1; y_i beside another."""
    if isinstance(node, Scripted):
        return count == 2 and isinstance(node.base, Name) and node.sup is None and len(flat(node)) == 1
    shift = shift_of(node)
    return shift is not None and len(shift[0]) <= 3


def _with_entries(node: Node, columns: frozenset[str]) -> Node:
    """W_{1,pj} for W_1[p,j]."""

    def entry(symbol: Node, items: tuple[Node, ...], span: Span) -> Scripted:
        kept = items[:1] if len(items) == 2 and _base(symbol) in columns else items
        below = kept[0] if len(kept) == 1 else Listing((kept[0].span[0], kept[-1].span[1]), kept)
        if isinstance(symbol, Scripted) and symbol.sub is None:
            return replace(symbol, span=span, sub=below)
        return Scripted(span, symbol, below)

    return _joined(rebuilt(node, lambda part: _with_entries(part, columns)), entry)


def _with_layers(node: Node) -> Node:
    """W^{[1]} for W[1]."""
    node = rebuilt(node, _with_layers)
    return _joined(node, lambda s, items, span: Scripted(span, s, None, Group(items[0].span, items[0], "[", "]")))


def _joined(node: Node, meant: Callable[[Node, tuple[Node, ...], Span], Scripted]) -> Node:
    """A product in which symbols and the brackets behind them are one; a power of the brackets is one of the symbol."""
    if not isinstance(node, Product) or not any(True for _ in _bracketed(node)):
        return node
    factors, operators = [node.factors[0]], []
    for sign, factor in zip(node.operators, node.factors[1:], strict=True):
        items = _indices(factor) if not sign and _base(factors[-1]) else ()
        if not items:
            factors.append(factor)
            operators.append(sign)
            continue
        span = factors[-1].span[0], factor.span[1]
        last = factors[-1]
        if isinstance(last, Differential):
            factors[-1] = replace(last, span=span, of=meant(last.of, items, span))
        else:
            factors[-1] = meant(last, items, span)
        if isinstance(factor, Scripted):
            factors[-1] = Scripted(span, factors[-1], None, factor.sup, factor.primes)
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors), operators=tuple(operators))
