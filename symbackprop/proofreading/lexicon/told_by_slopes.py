r"""Forward equations that only the slopes tell: ∂C/∂W = ∂C/∂s h^T says s = W h, ∂C/∂u = ∂C/∂h ⊙ φ'(u) says h = φ(u).

A text may show its network in a figure and begin with the backward pass.  Each equation of it then tells one step of
the forward pass, and the others have to agree with that: ∂C/∂h = W^T ∂C/∂s.  The output is what fits the cost where
∂C/∂s is the difference to the target.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from symbackprop.parsing.latex.reading import read_side
from symbackprop.parsing.latex.tree import (
    Addition,
    Apply,
    Derivative,
    Group,
    Nabla,
    Name,
    Node,
    Number,
    Product,
    Scripted,
)
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.vocabulary.marks import TRANSPOSES, name_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import COSTS, INPUTS, TARGETS

Key = tuple[str, str]


@dataclass
class _Told:
    """What the slopes tell, with the statement that tells it: products, what is added, functions, and the output."""

    products: dict[Key, tuple[Node, Node, Formula]] = field(default_factory=dict)
    added: dict[Key, Node] = field(default_factory=dict)
    states: dict[Key, tuple[Node, Node, Formula]] = field(default_factory=dict)
    weighted: dict[Key, Node] = field(default_factory=dict)


def add_told_by_slopes(lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
    """Define what nothing else defines, in a text whose layers are not counted: there the usual ones serve."""
    if lexicon.habits.has_layers or lexicon.habits.chain:
        return
    told = _Reader(lexicon).told(formulas)
    known = {_key(lexicon, d.mention) for d in lexicon.definitions}
    for key, (body, quantity, formula) in {**_affine(told), **told.states}.items():
        mention = mention_of(quantity, lexicon.habits)
        if mention is not None and key not in known and mention.base not in INPUTS | TARGETS:
            lexicon.definitions.append(Definition(mention, body, formula))
            lexicon.functions |= {name_of(n.function) for n in body.walk() if isinstance(n, Apply)}
    lexicon.definitions.sort(key=lambda d: d.number)


def _affine(told: _Told) -> dict[Key, tuple[Node, Node, Formula]]:
    """s = W h + b from its product and what is added."""
    found = {}
    for key, (product, quantity, formula) in told.products.items():
        bias = told.added.get(key)
        body = product if bias is None else Addition(product.span, (product, bias), (1, 1))
        found[key] = body, quantity, formula
    return found


def _key(lexicon: Lexicon, mention: Mention) -> Key:
    return lexicon.fold(mention.base), mention.label


class _Reader:
    """Reads what the slopes of a document tell."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon, self.habits = lexicon, lexicon.habits
        self.found = _Told()

    def told(self, formulas: Sequence[Formula]) -> _Told:
        """All that is told; products first, by which layers are known that a slope is handed back through."""
        slopes = [(by, f.right, f) for f in formulas if f.right is not None and (by := self._by(f.left)) is not None]
        for read in (self._product, self._bias, self._state, self._output):
            for by, right, formula in slopes:
                read(by, right, formula)
        return self.found

    def _by(self, node: Node | None) -> Node | None:
        """What a cost is differentiated by, a whole quantity."""
        if isinstance(node, Derivative) and len(node.by) == 1:
            of, by = node.of, node.by[0]
        elif isinstance(node, Nabla) and node.by is not None:
            of, by = node.of, node.by
        else:
            return None
        cost, mention = mention_of(of, self.habits), mention_of(by, self.habits)
        cost = cost or next(iter(mentions(of, self.habits)), None)
        is_whole = mention is not None and mention.is_plain and not (mention.units or mention.example or mention.layer)
        return by if is_whole and cost is not None and cost.base in COSTS else None

    def _name(self, node: Node) -> Key | None:
        mention = mention_of(node, self.habits)
        return _key(self.lexicon, mention) if mention is not None else None

    def _product(self, by: Node, right: Node, formula: Formula) -> None:
        """∂C/∂W = ∂C/∂s h^T, or h^T ∂C/∂s where examples are rows."""
        factors = _factors(right)
        if len(factors) != 2:
            return
        for state, slope, is_first in ((factors[1], factors[0], True), (factors[0], factors[1], False)):
            weighted, symbol = self._by(slope), _unturned(state)
            if weighted is None or symbol is None or self._name(symbol) is None:
                continue
            is_turned = symbol is not state
            pair = (by, symbol) if is_first or not is_turned else (symbol, by)
            key = self._name(weighted)
            if key is not None:
                self.found.products.setdefault(key, (Product(right.span, pair, ("",)), weighted, formula))
                self.found.weighted[key] = symbol

    def _bias(self, by: Node, right: Node, formula: Formula) -> None:
        """∂C/∂b = ∂C/∂s."""
        weighted = self._by(right)
        key = self._name(weighted) if weighted is not None else None
        if key is not None and key in self.found.products and self._name(by) not in self.found.products:
            self.found.added.setdefault(key, by)

    def _state(self, by: Node, right: Node, formula: Formula) -> None:
        """∂C/∂u = ∂C/∂h ⊙ φ'(u), or W^T ∂C/∂s ⊙ φ'(u), where s = W h."""
        own = self._name(by)
        function = next(self._called(right, own), None) if own is not None else None
        handed = next((s for n in right.walk() if (s := self._by(n)) is not None), None)
        if function is None or handed is None:
            return
        key = self._name(handed)
        state = self.found.weighted.get(key, handed) if key is not None else None
        place = self._name(state) if state is not None else None
        if state is not None and place is not None and place != own:
            body = Product(right.span, (function, Group(by.span, by, "(", ")")), ("",))
            self.found.states.setdefault(place, (body, state, formula))

    def _called(self, right: Node, own: Key | None) -> Iterator[Node]:
        """The φ of φ'(u)."""
        pairs: list[tuple[Node, Node]] = []
        for node in right.walk():
            if isinstance(node, Apply) and len(node.arguments) == 1:
                pairs.append((node.function, node.arguments[0]))
            elif isinstance(node, Product):
                pairs += [(f, g.body) for f, g in pairwise(node.factors) if isinstance(g, Group)]
        for called, argument in pairs:
            is_slope = isinstance(called, Scripted) and called.primes == 1 and called.sub is called.sup is None
            if is_slope and self._name(argument) == own:
                assert isinstance(called, Scripted)
                yield called.base

    def _output(self, by: Node, right: Node, formula: Formula) -> None:
        """∂C/∂s = ŷ − y: ŷ is the function of s that fits the cost."""
        if not isinstance(right, Addition) or right.signs != (1, -1):
            return
        output, target = right.terms
        place, cost = self._name(output), self._cost()
        if place is None or place == self._name(by):
            return  # ∂C/∂ŷ = ŷ − y is the slope of the cost itself
        if cost is None:
            meant = self._name(target) or ("", "")
            if meant[0] in TARGETS and self._name(by) in self.found.products:
                self.found.states.setdefault(place, (by, output, formula))  # ŷ = s and ½ (ŷ − y)², for one
            return
        read = {_key(self.lexicon, m) for m in mentions(cost.body, self.habits)}
        if place in read and self._name(target) in read:
            self.found.states.setdefault(place, (_fitting(cost.body, by), output, formula))

    def _cost(self) -> Definition | None:
        return next((d for d in self.lexicon.definitions if d.mention.base in COSTS), None)


def _fitting(cost: Node, weighted: Node) -> Node:
    """The function of the weighted input by which ŷ − y is the slope of a cost: σ, softmax, or none."""
    has_logarithm = any(isinstance(n, Apply) and name_of(n.function) in ("log", "ln") for n in cost.walk())
    if not has_logarithm:
        return weighted
    has_rest = any(isinstance(n, Addition) and isinstance(n.terms[0], Number) for n in cost.walk())
    called = read_side(r"\text{sigmoid}(s)" if has_rest else r"\text{softmax}(s)", frozenset())
    assert isinstance(called, Apply)
    return Apply(weighted.span, called.function, (weighted,))


def _factors(node: Node) -> tuple[Node, ...]:
    while isinstance(node, Group) and node.opening in "({":
        node = node.body
    return node.factors if isinstance(node, Product) else (node,)


def _unturned(node: Node) -> Node | None:
    """h of h^T and of (h)^T; None for what is no symbol."""
    if isinstance(node, Scripted) and node.sup is not None and name_of(node.sup) in TRANSPOSES:
        base = node.base if node.sub is None else Scripted(node.span, node.base, node.sub)
        while isinstance(base, Group):
            base = base.body
        return base if isinstance(base, Name | Scripted) else None
    return node if isinstance(node, Name | Scripted) else None
