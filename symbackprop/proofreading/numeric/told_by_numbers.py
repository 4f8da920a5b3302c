r"""Networks told by their numbers: z = 0.4·1.5 + 0.1 = 0.7 and h = tanh(0.7) say that z = w_1 x + b_1 and h = tanh(z).

A worked example gives numbers to symbols, in words or in a list, and computes with them from then on.  What its lines
say of the symbols is what any network of that kind computes, so that the slopes behind them can be judged.  A number
without a formula, out_o = 0.6275, is a usual function of what was computed before it where that gives its digits.

Nothing of it counts for what the text defines in symbols.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import exp, tanh

from symbackprop.parsing.latex.reading import read_side
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Apply, Grid, Listing, Name, Node, Number, Scripted
from symbackprop.proofreading.lexicon.claim_forms import is_update
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon, links_of, sides_of
from symbackprop.proofreading.lexicon.spoken import ACTIVATIONS, last_named_before
from symbackprop.proofreading.numeric.names import canonical
from symbackprop.proofreading.numeric.numbers_in_words import numbers_in_words
from symbackprop.proofreading.numeric.put_back import PutBack, Seen, printed
from symbackprop.proofreading.numeric.substitution import bare, is_literal, is_numeric, substituted
from symbackprop.proofreading.numeric.vectors import listed_items
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import ERROR, WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, INPUTS, RATES, TARGETS

GIVEN = INPUTS | WEIGHTS | BIASES | RATES
"""What no function computes."""
VALUES: dict[str, Callable[[float], float]] = {
    "sigmoid": lambda z: 1 / (1 + exp(-max(min(z, 500.0), -500.0))),
    "tanh": tanh,
    "relu": lambda z: max(z, 0.0),
}
"""The usual functions of one number."""
PLACE = "x"
"""What stands in their formulas for what they are taken of."""
TELLING = 3
"""How many digits a number has that no other function gives by accident."""
MOST = 1_000
"""How many chains of equations are read: a worked example has fewer."""
ROUGH, CLOSE, LARGE = 1e-2, 1e-3, 500.0
SOFTMAX = r"\text{softmax}(x)"


def add_told_by_numbers(lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
    """Define what the text computes with numbers only."""
    told = _Told(lexicon, formulas)
    for chain in links_of(formulas)[:MOST]:
        told.read(chain)
    if not told.found or told.is_repeated:
        return
    numbers = {d.number for d in told.found}
    lexicon.definitions[:] = [d for d in lexicon.definitions if d.number not in numbers] + told.found
    lexicon.definitions.sort(key=lambda d: d.number)
    lexicon.all |= {d.number: d for d in told.found}
    read = [m for d in told.found for m in mentions(d.body, lexicon.habits)]
    lexicon.named |= {(m.base, m.label, tuple(map(name_of, m.units))) for m in read}


class _Told:
    """The lines of a text, one after another, with the numbers that symbols have so far."""

    def __init__(self, lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
        self.lexicon, self.habits = lexicon, lexicon.habits
        self.beside = numbers_in_words(formulas, lexicon)
        self.symbols = PutBack(frozenset(base for base, label, units in lexicon.named if not (label or units)))
        self.found: list[Definition] = []
        self.is_repeated = False
        """Whether something is computed twice, for two examples or before and after a step: numbers are of one only."""
        symbolic = [d.mention for d in lexicon.definitions if not is_numeric(d.body, lexicon)]
        self.defined = {canonical(m.node, lexicon) for m in symbolic}
        self.wholes = {(m.base, m.label) for m in symbolic}
        self.targets = {canonical(m.node, lexicon): m for m in _targets(formulas, lexicon)}
        self.lists: dict[str, tuple[Node, list[float]]] = {}
        self.probabilities: dict[str, tuple[Node, list[float]]] = {}

    def read(self, chain: Sequence[Formula]) -> None:
        """What one chain computes, head = formula = numbers = number."""
        first = chain[0]
        self._hear(first)
        head = mention_of(first.left, self.habits) if first.left is not None else None
        rights = [f.right for f in chain if f.right is not None]
        for symbolic, numbers in pairwise(rights):
            self._learn(symbolic, numbers)
        if head is None or not head.is_plain or first.statement.relation not in ("=", "≈", ":=") or not rights:
            return
        name = canonical(head.node, self.lexicon)
        if not name or head.base == ERROR or is_update(first, self.habits):
            return
        if entries := _entries(rights[-1]):
            self._list(first, head, entries)
            if len(rights) == 1:
                self._give(head.node, rights[-1])
            return
        if (cost := self._cross_entropy(head, rights)) is not None:
            self.found.append(Definition(head, cost, first))
            return
        end = printed(rights[-1])
        worked = [r for r in rights if is_numeric(r, self.lexicon) and not is_literal(r) and not _is_table(r)]
        is_new = name not in self.symbols.seen and (head.base, head.label) not in self.wholes
        body = self._computed(first, head, worked[0] if worked else None, end) if is_new else None
        old = self.symbols.seen.get(name)
        self.is_repeated |= bool(worked and end is not None and old is not None and old.value != end[0])
        if body is not None:
            self.found.append(Definition(head, body, first))
            self.defined.add(name)
        if end is not None and (is_new or name in self.defined):
            is_computed = bool(worked) or body is not None or name in self.defined
            self.symbols.seen[name] = Seen(name, head.base, head.node, end[0], is_computed)

    def _list(self, formula: Formula, head: Mention, entries: list[tuple[float, str]]) -> None:
        """A list of numbers: that of the softmax of another, where it is."""
        name = canonical(head.node, self.lexicon)
        values = [value for value, _ in entries]
        unit = max(10.0 ** -len(text.partition(".")[2]) for _, text in entries)
        is_new = (head.base, head.label) not in self.wholes and name not in self.lists
        below = [node for node, others in self.lists.values() if _is_softmax(others, values, unit)] if is_new else []
        if len(below) == 1:
            self.found.append(Definition(head, _put(read_side(SOFTMAX), below[0]), formula))
            self.wholes.add((head.base, head.label))
            self.probabilities[name] = head.node, values
            self.lexicon.functions.add("softmax")
        self.lists[name] = head.node, values

    def _cross_entropy(self, head: Mention, rights: Sequence[Node]) -> Node | None:
        """−Σ_k y_k ln p_k for the −ln p_2 that it comes to where the second class is right; None for another cost."""
        targets = {m.base: m.node for m in self.targets.values()}
        if head.base not in COSTS or len(targets) != 1 or len(self.probabilities) != 1:
            return None
        (node, values), target = next(iter(self.probabilities.values())), next(iter(targets))
        logarithms = [n.arguments[0] for r in rights for n in r.walk() if isinstance(n, Apply) and len(n.arguments) == 1
                      and name_of(n.function) in ("ln", "log")]  # fmt: skip
        mentioned = [mention_of(n, self.habits) for n in logarithms]
        is_entry = any(m is not None and m.base == name_of(node) and m.units for m in mentioned)
        numbers = [n[0] for argument in logarithms if (n := printed(argument)) is not None]
        is_entry |= any(abs(n - v) < CLOSE for n in numbers for v in values)
        total = rf"-\sum_{{k}} {target}_k \ln {name_of(node)}_k"
        return read_side(total) if is_entry and isinstance(node, Name) and not node.accents else None

    def _hear(self, formula: Formula) -> None:
        """The numbers that the words before a statement give."""
        while self.beside and self.beside[0].start < formula.statement.outer[0]:
            given = self.beside.pop(0)
            self._give(given.symbol, given.number)

    def _give(self, symbol: Node, number: Node, place: tuple[Name | None, int, int] = (None, 0, 0)) -> None:
        """A number that a symbol has, or a list of them for its entries."""
        items = listed_items(number)
        if items and isinstance(symbol, Name):
            for at, item in enumerate(items, 1):
                entry = Scripted(symbol.span, symbol, sub=Number(symbol.span, str(at)))
                self._give(entry, item, (symbol, at, len(items)))
            return
        mention, value = mention_of(symbol, self.habits), printed(number)
        name = canonical(symbol, self.lexicon)
        if name and mention is not None and value is not None:
            seen = Seen(name, mention.base, symbol, value[0], name in self.defined, *place)
            self.symbols.seen.setdefault(name, seen)

    def _learn(self, symbolic: Node, numbers: Node) -> None:
        """The numbers that a line puts in for the symbols of another."""
        if is_numeric(symbolic, self.lexicon) or not is_numeric(numbers, self.lexicon):
            return
        for symbol, number in substituted(symbolic, numbers, self.lexicon) or []:
            self._give(symbol, number)
            self.symbols.had.add(canonical(symbol, self.lexicon))

    def _computed(
        self, formula: Formula, head: Mention, worked: Node | None, end: tuple[float, str] | None
    ) -> Node | None:
        """What a quantity is computed from, in symbols; None where the numbers do not tell."""
        if worked is not None:
            found = self.symbols.of(worked)
            body = self._with_target(found) if head.base in COSTS else found
            if body is None or body is worked or not [*mentions(body, self.habits)]:
                return None
            self.symbols.confirm()
            return body
        if end is None or head.base in GIVEN | COSTS:
            return None
        return self._activated(formula, head, *end)

    def _with_target(self, body: Node) -> Node | None:
        """The number beside an output as that of the one target that the text has; None where another cost is meant.

        −ln 0.3775 is what −y ln a − (1 − y) ln(1 − a) comes to for y = 1.
        """
        targets = [(name, m.node) for name, m in self.targets.items() if name not in self.defined]
        if len(targets) != 1:
            return None if targets else body
        known = self.symbols.seen.get(targets[0][0])
        found = self.symbols.with_target(body, targets[0][1], known)
        return None if found is body else found

    def _activated(self, formula: Formula, head: Mention, value: float, text: str) -> Node | None:
        """A usual function of what was computed last, or of what has the same name, where it gives a number."""
        known = [s for s in self.symbols.seen.values() if s.is_computed and s.base not in COSTS]
        alike = [s for s in known if s.name.partition("|")[2] == canonical(head.node, self.lexicon).partition("|")[2]]
        if not known:
            return None
        below = (alike or known)[-1]
        unit = 10.0 ** -len(text.partition(".")[2])
        fitting = [name for name, function in VALUES.items() if abs(function(below.value) - value) <= unit]
        named = last_named_before(formula)
        is_told = len(text.replace(".", "").strip("0")) >= TELLING or named in fitting
        fitting = [named] if named in fitting else [name for name in fitting if name != "relu"]
        if not is_told or len(fitting) != 1:
            return None
        formula_of = next(a.formula for a in ACTIVATIONS if a.name == fitting[0])
        return _put(read_side(formula_of), below.node)


def _entries(node: Node) -> list[tuple[float, str]]:
    """The numbers of a list, or of a table with one column; nothing where it has anything else."""
    items = listed_items(node)
    if isinstance(table := bare(node), Grid) and {len(row) for row in table.rows} == {1}:
        items = tuple(row[0] for row in table.rows)
    found = [printed(item) for item in items]
    return [n for n in found if n is not None] if len(items) > 1 and None not in found else []


def _is_softmax(inputs: Sequence[float], outputs: Sequence[float], unit: float) -> bool:
    """Whether numbers are the softmax of others, to the last digit."""
    if len(inputs) != len(outputs) or unit > ROUGH or max(map(abs, inputs)) > LARGE:
        return False
    powers = [exp(z) for z in inputs]
    return all(abs(e / sum(powers) - p) <= unit for e, p in zip(powers, outputs, strict=True))


def _targets(formulas: Sequence[Formula], lexicon: Lexicon) -> Iterator[Mention]:
    for side in sides_of(formulas):
        yield from (m for m in mentions(side, lexicon.habits) if m.base in TARGETS and m.is_plain)


def _is_table(node: Node) -> bool:
    return any(isinstance(n, Grid | Listing) for n in node.walk())


def _put(node: Node, symbol: Node) -> Node:
    """A formula of a function with what it is taken of."""
    if isinstance(node, Name) and node.text == PLACE:
        return symbol
    return rebuilt(node, lambda part: _put(part, symbol))
