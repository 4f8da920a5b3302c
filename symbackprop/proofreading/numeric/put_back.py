r"""Symbols put back for numbers: net_o = 0.7·0.5646 − 0.2·0.6177 + 0.25 is w_5 out_{h1} + w_6 out_{h2} + b_2.

Worked examples show a layer with its numbers only.  A number that was computed before is that quantity wherever it
stands; in a sum of products it has a weight beside it, the one with that number that no sum has had yet, and what
stands alone is a bias.  A number that is nobody's stays one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Group, Name, Node, Number, Product, Scripted
from symbackprop.proofreading.numeric.substitution import bare, is_literal
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS
from symbackprop.proofreading.vocabulary.quantities import BIASES, INPUTS, TARGETS

TINY = 1e-12


@dataclass(frozen=True)
class Seen:
    """A symbol with its name and its letter, the number that it has, and whether the text computes that.

    Of an entry of a list, `whole` is the list's symbol, and (`at`, `count`) its place.
    """

    name: str
    base: str
    node: Node
    value: float
    is_computed: bool = False
    whole: Name | None = None
    at: int = 0
    count: int = 0

    def is_number(self, value: float) -> bool:
        """Whether it is a number, as printed."""
        return abs(self.value - value) < TINY


class PutBack:
    """The symbols that a text has given a number so far, and which weights a sum has had.

    `wholes` are the letters that it has without an index.
    """

    def __init__(self, wholes: frozenset[str]) -> None:
        self.wholes = wholes
        self.seen: dict[str, Seen] = {}
        self.had: set[str] = set()
        self.fresh: list[Seen] = []

    def of(self, body: Node) -> Node:
        """A formula of numbers in the symbols that have them; the same one where there are none."""
        terms = _terms(body)
        layer = self._layer(terms) if len(terms) > 1 or isinstance(terms[0][1], Product) else None
        if layer is not None:
            return layer
        return self._states(body)

    def confirm(self) -> None:
        """The weights and biases of the last sum have had their place."""
        self.had |= {s.name for s in self.fresh}

    def _layer(self, terms: list[tuple[int, Node]]) -> Node | None:
        """w h + b; None for what is no sum of weighted inputs, all of them products of two numbers, and a bias."""
        self.fresh = []
        found: list[tuple[int, Node]] = []
        for sign, term in terms:
            factors = [bare(f) for f in term.factors] if isinstance(term, Product) else [term]
            numbers = [_value(f) for f in factors]
            if len(factors) > 2 or any(n is None for n in numbers):
                return None
            values = [n for n in numbers if n is not None]
            pair = (
                self._weighted(factors, values, sign) if len(values) == 2 else self._bias(factors[0], values[0], sign)
            )
            if isinstance(term, Product):
                found.append((pair[0], replace(term, factors=pair[1])))
            else:
                found.append((pair[0], pair[1][0]))
        is_weighted = any(isinstance(t, Product) for _, t in found) and any(s.base not in BIASES for s in self.fresh)
        span = (terms[0][1].span[0], terms[-1][1].span[1])
        if not is_weighted:
            return None
        if (product := self._of_lists([t for _, t in found if isinstance(t, Product)])) is not None:
            found = [(1, product), *((sign, t) for sign, t in found if not isinstance(t, Product))]
        whole = Addition(span, tuple(t for _, t in found), tuple(s for s, _ in found))
        return whole.terms[0] if whole.signs == (1,) else whole

    def _of_lists(self, products: list[Product]) -> Node | None:
        """w^T x for w_1 x_1 + w_2 x_2 of two lists, in their order, where the text has these as wholes."""
        seen = [s for s in self.fresh if s.base not in BIASES]
        weights, inputs = seen[1::2], seen[::2]
        wholes = [s.whole for s in (*weights[:1], *inputs[:1]) if s.whole is not None and s.whole.text in self.wholes]
        for listed in (weights, inputs):
            if len(listed) != len(products) or not listed:
                return None
            alike = [(s.whole, s.at) for s in listed] == [(listed[0].whole, at) for at in range(1, len(listed) + 1)]
            if not alike or len(listed) != listed[0].count:
                return None
        if len(wholes) != 2:
            return None
        span = (products[0].span[0], products[-1].span[1])
        return Product(span, (Scripted(span, wholes[0], sup=Name(span, "T")), wholes[1]), ("",))

    def _weighted(self, factors: list[Node], values: list[float], sign: int) -> tuple[int, tuple[Node, ...]]:
        """A weight and what it is multiplied with, in their order; the sign of a term may be the weight's."""
        for state, fits in ((s, f) for f in (_is_computed, _is_input) for s in (1, 0)):
            below = self._last(values[state], fits)
            if below is None:
                continue
            weight, found = 1 - state, [*factors]
            found[state] = _at(below.node, factors[state])
            self.fresh.append(below)
            for turned in (1, -1) if sign > 0 or values[weight] < 0 else (-1, 1):
                own = self._next(turned * values[weight], lambda s: s.base in WEIGHTS and not s.is_computed)
                if own is not None:
                    found[weight] = _at(own.node, factors[weight])
                    self.fresh.append(own)
                    return sign * turned, tuple(found)
            return sign, tuple(found)
        return sign, tuple(factors)

    def _bias(self, node: Node, value: float, sign: int) -> tuple[int, tuple[Node, ...]]:
        for turned in (1, -1):
            if (own := self._next(turned * value, lambda s: s.base in BIASES)) is not None:
                self.fresh.append(own)
                return sign * turned, (_at(own.node, node),)
        return sign, (node,)

    def _next(self, value: float, fits: Callable[[Seen], bool]) -> Seen | None:
        """The first of those with a number that no sum has had yet."""
        return next((s for s in self._with(value, fits) if s.name not in self.had and s not in self.fresh), None)

    def _last(self, value: float, fits: Callable[[Seen], bool]) -> Seen | None:
        """The last of those with a number that this sum has not had: max(0, z) has the number of z, and comes later."""
        found = [s for s in self._with(value, fits) if s not in self.fresh]
        return found[-1] if found else None

    def _with(self, value: float, fits: Callable[[Seen], bool]) -> Iterator[Seen]:
        yield from (s for s in self.seen.values() if fits(s) and s.is_number(value))

    def _states(self, node: Node) -> Node:
        """A formula with the names of what was computed for its numbers: tanh(z) for tanh(0.7)."""
        value = _value(node) if is_literal(node) and not isinstance(node, Group) else None
        if value is None and isinstance(node, Scripted):  # the 2 of a square is no state
            inner = replace(node, base=self._states(node.base))
            is_power_of_e = getattr(node.base, "text", "") == "e" and node.sup is not None
            return replace(inner, sup=self._states(node.sup)) if is_power_of_e and node.sup is not None else inner
        if value is None:
            return rebuilt(node, self._states)
        if "." in _text(node) and (own := self._last(value, _is_computed)) is not None:
            return _at(own.node, node)
        if "." in _text(node) and (own := self._last(-value, _is_computed)) is not None:
            return Addition(node.span, (_at(own.node, node),), (-1,))
        return rebuilt(node, self._states) if isinstance(node, Addition | Group) else node

    def with_target(self, body: Node, target: Node, known: Seen | None) -> Node:
        """½ (t − o)² for ½ (0.9 − o)², where o is computed: the number beside it is the target's."""
        if isinstance(body, Addition) and len(body.terms) == 2 and set(body.signs) == {1, -1}:
            plain = [t for t in body.terms if is_literal(t) and (known is None or known.is_number(_value(t) or 0.0))]
            others = [t for t in body.terms if not is_literal(t) and self._is_state(t)]
            if len(plain) == 1 == len(others):
                return replace(body, terms=tuple(_at(target, t) if t is plain[0] else t for t in body.terms))
        return rebuilt(body, lambda part: self.with_target(part, target, known))

    def _is_state(self, node: Node) -> bool:
        return any(s.is_computed and _at(s.node, node) == node for s in self.seen.values())


def _is_computed(seen: Seen) -> bool:
    return seen.is_computed


def _is_input(seen: Seen) -> bool:
    return not seen.is_computed and seen.base not in WEIGHTS | BIASES | (TARGETS - INPUTS)


def _terms(body: Node) -> list[tuple[int, Node]]:
    """The terms of a sum with their signs; of any other formula itself."""
    body = bare(body)
    if isinstance(body, Addition):
        return [(sign, bare(term)) for term, sign in zip(body.terms, body.signs, strict=True)]
    return [(1, body)]


def printed(node: Node) -> tuple[float, str] | None:
    """A printed number with its sign, and its digits; None for anything else."""
    sign, inner = 1, bare(node)
    if isinstance(inner, Addition) and len(inner.terms) == 1:
        sign, inner = inner.signs[0], bare(inner.terms[0])
    return (sign * float(inner.text), inner.text) if isinstance(inner, Number) else None


def _value(node: Node) -> float | None:
    found = printed(node)
    return found[0] if found is not None else None


def _text(node: Node) -> str:
    return "".join(n.text for n in node.walk() if isinstance(n, Number))


def _at(symbol: Node, place: Node) -> Node:
    """A symbol in the place of a number."""
    moved = rebuilt(symbol, lambda part: _at(part, place))
    return replace(moved, span=place.span)
