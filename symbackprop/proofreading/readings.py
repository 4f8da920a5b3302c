"""Readings: what a text leaves open, and which way to understand it makes the most of its equations hold."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import product

from symbackprop.parsing.latex.tree import (
    Addition,
    Apply,
    Big,
    Cases,
    Differential,
    Group,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Scripted,
)
from symbackprop.proofreading.calls import CALLS
from symbackprop.proofreading.claims import Court, Found, Trial, all_mentions
from symbackprop.proofreading.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.dimensions import in_force
from symbackprop.proofreading.functions import KNOWN
from symbackprop.proofreading.interpreter import Interpreter
from symbackprop.proofreading.mentions import CHAIN, Mention, mention_of, name_of, shift_of
from symbackprop.proofreading.ones import ONES
from symbackprop.proofreading.values import Misfit, Unclear
from symbackprop.proofreading.worlds import COSTS, TARGETS, Env, Reading, World

BATCH = 7
HYPOTHESES: tuple[dict[str, str], ...] = (
    {"activation": "sigmoid", "cost": "cross-entropy"},
    {"activation": "sigmoid"},
    {"output": "sigmoid", "cost": "cross-entropy"},
    {"output": "softmax", "cost": "softmax cross-entropy"},
    {"cost": "quadratic"},
    {"activation": "sigmoid", "cost": "quadratic"},
    {"output": "identity", "cost": "quadratic"},
    {"cost": "squared"},
    {"activation": "tanh"},
    {"activation": "tanh", "output": "sigmoid", "cost": "cross-entropy"},
    {"activation": "relu", "output": "sigmoid", "cost": "cross-entropy"},
    {"activation": "relu"},
)


class Bench:
    """The claims of a document in worlds of all readings; what was computed once is kept."""

    def __init__(self, lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
        self.lexicon, self.formulas = lexicon, formulas
        self.base = base_reading(lexicon, formulas)
        self._courts: dict[tuple[object, ...], Court] = {}
        self._trials: dict[tuple[int, Reading], Trial] = {}

    def active(self, number: int, without: Definition | None = None) -> tuple[Definition, ...]:
        """The definitions in force at a place: of each quantity the last one before it, else the first after."""
        chosen: dict[object, Definition] = {}
        for definition in self.lexicon.definitions:
            if definition is without or self._is_target(definition, number):
                continue
            group = self._group(definition)
            known = chosen.get(group)
            if known is not None and is_composite(definition) and not is_composite(known):
                continue
            if known is None or definition.number <= number or (is_composite(known) and not is_composite(definition)):
                chosen[group] = definition
        return tuple(sorted(chosen.values(), key=lambda d: d.number))

    def _is_target(self, definition: Definition, number: int) -> bool:
        """Whether y, which an earlier part calls the output, is what a cost compares with ŷ from here on."""
        base, estimate = definition.mention.base, f"{definition.mention.base}~hat"
        if base not in TARGETS or estimate not in self.lexicon.bases:
            return False
        costs = [d for d in self.lexicon.definitions
                 if d.mention.base in COSTS and definition.number < d.number <= number]  # fmt: skip
        return any({base, estimate} <= {m.base for m in _mentions(d.body, self.lexicon)} for d in costs)

    def _group(self, definition: Definition) -> object:
        mention = definition.mention
        units = tuple(name_of(u) for u in mention.units)
        numeric = units if units and all(u.isdigit() for u in units) else ()
        shift = shift_of(mention.layer) if mention.layer is not None else None
        layer: object = None
        if shift is not None:
            letter, step = shift
            layer = step if not letter else (letter if letter in self.lexicon.habits.depth_letters else "l", 0)
            if letter in self.lexicon.habits.depth_letters:
                layer = (letter, step)
        pattern = units if self.base.letters and not numeric and layer is None else ()
        return self.lexicon.fold(mention.base), mention.label, layer, numeric, pattern

    def court(self, number: int, reading: Reading, without: Definition | None = None) -> Court:
        """A court in the world of one reading, with the definitions in force at a place."""
        active = self.active(number, without)
        declared = in_force(self.lexicon.declarations, number, self.formulas[number].section)
        focus = self._focus(number, active)
        key = tuple(map(self._said, active)), tuple(map(id, declared)), reading, focus
        if key not in self._courts:
            self._courts[key] = Court(World(self.lexicon, active, reading, declared, focus))
        return self._courts[key]

    @staticmethod
    def _said(definition: Definition) -> tuple[str, str]:
        """What a definition says; one that is repeated later makes no new world."""
        statement = definition.formula.statement
        return statement.left.text, statement.right.text

    def _focus(self, number: int, active: tuple[Definition, ...]) -> frozenset[tuple[str, str]]:
        """What a statement is about, where a text states rules for a cost that it does not define."""
        if self.lexicon.habits.has_layers or any(d.mention.base in COSTS for d in active):
            return frozenset()
        defined = {(self.lexicon.fold(d.mention.base), d.mention.label) for d in active}
        found = all_mentions(self.formulas[number], self.lexicon.habits)
        return frozenset(defined & {(self.lexicon.fold(m.base), m.label) for m in found})

    def court_with(self, number: int, reading: Reading) -> Court:
        """A court where the cost is that of the reading, whatever the document defines."""
        active = tuple(d for d in self.active(number) if d.mention.base not in COSTS)
        key = tuple(map(self._said, active)), reading, "any cost"
        if key not in self._courts:
            declared = in_force(self.lexicon.declarations, number, self.formulas[number].section)
            self._courts[key] = Court(World(self.lexicon, active, reading, declared, self._focus(number, active)))
        return self._courts[key]

    def fitting(self, reading: Reading) -> list[int]:
        """The definitions whose shapes fit under a reading, by their places."""
        return [d.number for d in self.lexicon.definitions if self._fits(d, reading)]

    def _fits(self, definition: Definition, reading: Reading) -> bool:
        world = self.court(definition.number, reading).world
        mention = definition.mention
        shift = shift_of(mention.layer) if mention.layer is not None else None
        if mention.units or (mention.layer is not None and shift is None):
            return False
        letters = {}
        if shift is not None and shift[0] and shift[0] not in self.lexicon.habits.depth_letters:
            letters = {shift[0]: reading.first + 1 - shift[1]}
        try:
            Interpreter(world).defined(world.key(mention, Env(dict(letters))), definition, Env(dict(letters)))
        except (Unclear, Misfit, ValueError, IndexError):
            return False
        return True

    def trial(self, formula: Formula, reading: Reading) -> Trial:
        """A claim under one reading."""
        key = formula.number, reading
        if key not in self._trials:
            self._trials[key] = self.court(formula.number, reading).trial(formula)
        return self._trials[key]


def is_cost_lost(world: World) -> bool:
    """Whether the cost is defined in a way that cannot be computed."""
    return any(key.base in COSTS for key in world.doubts)


def is_composite(definition: Definition) -> bool:
    """Whether an activation is defined past its weighted input: a = σ(w a + b)."""
    body = definition.body
    if not isinstance(body, Product) or len(body.factors) != 2 or not isinstance(body.factors[1], Group):
        return False
    return isinstance(body.factors[1].body, Addition)


def base_reading(lexicon: Lexicon, formulas: Sequence[Formula]) -> Reading:
    """What the document itself decides: where layers begin, how many there are, whether letters are layers."""
    habits = lexicon.habits
    every = [m for f in formulas for m in all_mentions(f, habits)]
    shifts = [s for m in every if m.layer is not None and (s := shift_of(m.layer))]
    numbers = [step for letter, step in shifts if not letter and step < 20]
    generic = any(letter and letter != CHAIN for letter, _ in shifts)
    depth = 3 if generic or not numbers else max(1, max(numbers))
    depth = max(habits.chain.values()) if habits.chain and not generic else depth
    leaving = habits.has_layers and _leaving(lexicon)
    first = 1 if habits.has_layers and (leaving or _starts_at_one(lexicon)) else 0
    if first and not generic:
        depth = max(1, depth - 1)
    if generic and (output := _compared(formulas, lexicon)):
        depth = max(1, output - first)
    return Reading(
        first=first,
        leaving=leaving,
        depth=depth,
        letters=not habits.has_layers and _letters_are_layers(every),
        simplex=bool({"softmax", "varsigma", "Softmax", "SoftMax", "CE"} & (lexicon.functions | lexicon.bases)
                     or _calls(formulas, {"softmax", "Softmax"}) or _normalises(formulas)),
    )  # fmt: skip


def _compared(formulas: Sequence[Formula], lexicon: Lexicon) -> int:
    """The number of the layer that a text compares with the targets everywhere, a^2 − y; 0 where it gives none."""
    found: set[int] = set()
    for formula in formulas:
        mentioned = all_mentions(formula, lexicon.habits)
        if not any(m.base in ("y", "Y", "t") and m.layer is None for m in mentioned):
            continue
        shifts = [s for m in mentioned if m.layer is not None and (s := shift_of(m.layer))]
        numbers = [step for letter, step in shifts if not letter]
        if numbers:
            found.add(max(numbers))
    return found.pop() if len(found) == 1 and 1 < min(found) < 20 else 0


def _normalises(formulas: Sequence[Formula]) -> bool:
    """Whether exponentials are divided by their sum somewhere."""
    from symbackprop.parsing.latex.tree import Quotient

    for formula in formulas:
        for side in (formula.left, formula.right):
            for node in side.walk() if side is not None else ():
                if isinstance(node, Quotient) and _sums_with_ones(node.denominator):
                    return True
                if isinstance(node, Quotient) and any(
                    isinstance(n, Big) and n.kind == "sum" and any(_is_exponential(e) for e in n.walk())
                    for n in node.denominator.walk()
                ):
                    return True
    return False


def _sums_with_ones(node: Node) -> bool:
    """Whether exponentials are multiplied by ones: 1 1^T exp(Z)."""
    nodes = list(node.walk())
    ones = any(isinstance(n, Name | Number) and name_of(n) == "1" for n in nodes)
    return ones and any(isinstance(n, Product) for n in nodes) and any(_is_exponential(n) for n in nodes)


def _is_exponential(node: Node) -> bool:
    return (isinstance(node, Scripted) and name_of(node.base) == "e") or (
        isinstance(node, Apply) and name_of(node.function) == "exp"
    )


def _calls(formulas: Iterable[Formula], names: set[str]) -> bool:
    return any(
        isinstance(n, Name) and n.text in names
        for f in formulas
        for s in (f.left, f.right)
        if s is not None
        for n in s.walk()
    )


def _starts_at_one(lexicon: Lexicon) -> bool:
    """Whether the text calls the input the activation of layer 1."""
    for definition in lexicon.all.values():
        own, other = definition.mention, mention_of(definition.body, lexicon.habits)
        if other is None:
            continue
        for inner, outer in ((own, other), (other, own)):
            layer = shift_of(inner.layer) if inner.layer is not None else None
            if layer == ("", 1) and outer.base in ("x", "X") and outer.layer is None and inner.base in ("a", "A"):
                return True
    return False


def _leaving(lexicon: Lexicon) -> bool:
    """Whether weights carry the number of the layer that they leave."""
    for definition in lexicon.definitions:
        own = shift_of(definition.mention.layer) if definition.mention.layer is not None else None
        if own is None or definition.mention.base not in ("z", "Z", "a", "A"):
            continue
        layers = [
            s
            for m in _mentions(definition.body, lexicon)
            if m.base in ("Theta", "theta", "W", "w") and m.layer is not None and (s := shift_of(m.layer))
        ]
        if layers and layers[0][0] == own[0] and layers[0][1] == own[1] - 1:
            return True
        if layers:
            return False
    return "Theta" in lexicon.bases


def _mentions(node: Node, lexicon: Lexicon):  # type: ignore[no-untyped-def]
    from symbackprop.proofreading.mentions import mentions

    return mentions(node, lexicon.habits)


def _letters_are_layers(every: list) -> bool:  # type: ignore[type-arg]
    """Whether w_{ji} and w_{kj} are the weights of different layers: the letters of one are chained to the other's."""
    weights = [m for m in every if m.base in ("w", "W") and len(m.units) == 2 and not m.label]
    pairs = {tuple(name_of(u) for u in m.units) for m in weights}
    pairs = {p for p in pairs if all(t.isalpha() for t in p)}
    return any(a != b and a[0] == b[1] and a[1] != b[0] for a in pairs for b in pairs)


def counts_examples(mention: Mention) -> bool:
    """Whether it is m, or ones for all examples: 1_m."""
    if mention.base in ONES:
        return any(name_of(u) in ("m", "N") for u in mention.units)
    return mention.base in ("m", "N") and not mention.units and mention.layer is None


def is_batch(formula: Formula, lexicon: Lexicon) -> bool:
    """Whether a statement is about several examples: it counts them, or writes capitals where the text has both."""
    habits = lexicon.habits
    for mention in all_mentions(formula, habits):
        if mention.example is not None:
            return True
        if counts_examples(mention):
            return True
        if mention.base in ("Z", "A", "X", "Y", "H") and mention.base not in lexicon.functions and not mention.units:
            return True
    for side in (formula.left, formula.right):
        for node in side.walk() if side is not None else ():
            if isinstance(node, Apply) and any(k == "axis" for k, _ in node.keywords):
                return True
            if isinstance(node, Big) and set(_limits(node)) & habits.example_letters:
                return True
            if isinstance(node, Differential) and (m := mention_of(node.of, habits)) and m.base in ("Z", "A"):
                return True
    return False


def is_all_batch(formulas: Sequence[Formula], lexicon: Lexicon) -> bool:
    """Whether a text counts examples and has its states in capitals alone: then its errors are those of a batch."""
    habits = lexicon.habits
    every = [m for f in formulas for m in all_mentions(f, habits) if m.base not in lexicon.functions]
    states = {m.base for m in every if m.base.lower() in ("z", "a", "h") and m.layer is not None}
    counts = any(m.base in ("m", "N") and m.layer is None and not m.units for m in every)
    return counts and bool(states) and all(s.isupper() for s in states)


def is_derived(formula: Formula, lexicon: Lexicon) -> bool:
    """Whether a statement is about errors."""
    return any(m.base == "delta" and m.layer is not None for m in all_mentions(formula, lexicon.habits))


def _limits(node: Big) -> list[str]:
    from symbackprop.proofreading.mentions import limit_letters

    return limit_letters(node)


def basic_readings(base: Reading) -> list[Reading]:
    """One example or a batch, in columns or in rows, errors of the mean or of each example."""
    single = [replace(base, examples=1, rows=rows) for rows in (False, True)]
    batch = [
        replace(base, examples=BATCH, rows=rows, per_example=each)
        for rows, each in product((False, True), (True, False))
    ]
    return [single[0], *batch[:2], single[1], *batch[2:]]


def scalar(reading: Reading) -> Reading:
    """One unit a layer, one example."""
    return replace(reading, examples=1, units=1, rows=False)


def hypotheses(
    lexicon: Lexicon, reading: Reading, is_cost_lost: bool = False, formula: Formula | None = None
) -> list[Reading]:
    """The usual costs and activations, where the document defines none, or none that can be computed."""
    every = all_mentions(formula, lexicon.habits) if formula is not None else []
    defined = {d.mention.base for d in lexicon.definitions if d.mention.base in COSTS}
    unknown = ({m.base for m in every} & COSTS) - defined - _depths(lexicon)
    costs = [d for d in lexicon.definitions if d.mention.base in COSTS]
    is_open = is_cost_lost or bool(unknown) or _leaves_loss_open(costs, lexicon)
    has_cost = bool(defined) and not is_open
    own = lexicon.fold(lexicon.activation)
    has_activation = any(lexicon.fold(d.mention.base) == own for d in lexicon.definitions)
    moot = {*(("cost",) if has_cost else ()), *(("output",) if has_activation else ())}
    found: list[Reading] = []
    for choice in HYPOTHESES:
        choice = {k: v for k, v in choice.items() if k not in moot}
        if not choice:
            continue
        if choice.get("activation") and not _leaves_activation_open(lexicon):
            continue
        reading_of = replace(reading, **choice)  # type: ignore[arg-type]
        if reading_of not in found:
            found.append(reading_of)
    return found


def _depths(lexicon: Lexicon) -> set[str]:
    """Letters of costs that count layers here."""
    return set() if lexicon.has_loss_l else lexicon.habits.depth_letters


def has_condition(formula: Formula) -> bool:
    """Whether a statement tells cases apart, as those about max(0, z) do; no other is about ReLU by chance."""
    return any(
        isinstance(n, Relation | Cases) or (isinstance(n, Name) and n.text.lower() in ("max", "relu", "sign", "sgn"))
        for side in (formula.left, formula.right)
        if side is not None
        for n in side.walk()
    )


def _leaves_loss_open(costs: Sequence[Definition], lexicon: Lexicon) -> bool:
    """Whether costs are means of a loss that is defined nowhere: J = (1/m) Σ L(ŷ, y)."""
    known = {lexicon.fold(d.mention.base) for d in costs}
    known |= {lexicon.fold(letter) for letter in _depths(lexicon)}
    return any(m.base in COSTS and lexicon.fold(m.base) not in known for d in costs for m in _mentions(d.body, lexicon))


def _leaves_activation_open(lexicon: Lexicon) -> bool:
    """Whether the document applies a function that it never defines, or none at all."""
    named = lexicon.functions - set(CALLS)
    return not named or bool(named - set(KNOWN) - set(lexicon.bodies))


def is_binary(lexicon: Lexicon) -> bool:
    """Whether some cost is that of one output: log a and log(1 − a), not summed over units."""
    for definition in lexicon.all.values():
        if definition.mention.base not in COSTS:
            continue
        logarithms = [
            n for n in definition.body.walk() if isinstance(n, Apply) and name_of(n.function) in ("log", "ln")
        ]
        if any(isinstance(c, Addition) for n in logarithms for a in n.arguments for c in a.walk()):
            return True
    return False


def described(reading: Reading) -> str:
    """A reading in words."""
    parts = []
    if reading.units == 1:
        parts.append("one unit a layer")
    elif reading.examples == 1:
        parts.append("one example" + (" as a row" if reading.rows else ""))
    else:
        parts.append("examples in rows" if reading.rows else "examples in columns")
        parts.append("errors for each example" if reading.per_example else "errors of the whole cost")
    if reading.outputs:
        parts.append("one output unit")
    if reading.activation:
        parts.append(f"hidden activation {reading.activation}")
    if reading.output:
        parts.append(f"output {reading.output}")
    if reading.cost:
        parts.append(f"{reading.cost} cost")
    return ", ".join(parts)


__all__ = ["Bench", "Found", "basic_readings", "described", "hypotheses", "is_batch", "scalar"]
