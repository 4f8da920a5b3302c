"""The bench: the claims of a document, each in a world that does what the definitions in force at its place say."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from symbackprop.parsing.latex.tree import Addition, Apply, Group, Product
from symbackprop.proofreading.lexicon.claim_forms import all_mentions
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.lexicon.dimensions import Declaration, as_written, in_force
from symbackprop.proofreading.lexicon.function_bodies import Functions
from symbackprop.proofreading.lexicon.written_weights import widths_of
from symbackprop.proofreading.readings.alternatives import basic_readings
from symbackprop.proofreading.readings.decisions import DEEPEST, base_reading, has_any_depth, last_in_force
from symbackprop.proofreading.trials.claims import Court
from symbackprop.proofreading.trials.ellipses import leaves_layers_out
from symbackprop.proofreading.trials.live_courts import SEEDS, LiveCourt
from symbackprop.proofreading.trials.outcomes import Found, Trial
from symbackprop.proofreading.vocabulary.contexts import Env, Reading
from symbackprop.proofreading.vocabulary.marks import name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import CHAIN, WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import COSTS, TARGETS
from symbackprop.proofreading.vocabulary.values import Misfit, Unclear
from symbackprop.proofreading.worlds.interpreter import Interpreter
from symbackprop.proofreading.worlds.keys import key_of
from symbackprop.proofreading.worlds.networks import Network, is_shallow_output
from symbackprop.proofreading.worlds.wholes import defined
from symbackprop.proofreading.worlds.world import World

SURE = 2
"""Under how many readings."""


class Bench:
    """The claims of a document in worlds of all readings; what was computed once is kept."""

    def __init__(self, lexicon: Lexicon, formulas: Sequence[Formula], base: Reading | None = None) -> None:
        self.lexicon, self.formulas = lexicon, formulas
        self.base = base or base_reading(lexicon, formulas)
        self.functions = Functions(lexicon)
        self._courts: dict[tuple[object, ...], Court] = {}
        self._lexicons: dict[tuple[int, int], Lexicon] = {}
        self._trials: dict[tuple[int, Reading], Trial] = {}
        self._unfolded: dict[int, bool] = {}
        self._vanished: Counter[int] = Counter()
        self._in_force: dict[tuple[int, int], tuple[Definition, ...]] = {}
        self._asked = 0

    @cached_property
    def _has_any_depth(self) -> bool:
        return has_any_depth(self.lexicon, self.formulas)

    def active(self, number: int, without: Definition | None = None) -> tuple[Definition, ...]:
        """The definitions in force at a place: of each quantity the last one before it, else the first after.

        Found once, but while it is asked of a definition whether it unfolds another.
        """
        place = number, id(without)
        if place in self._in_force:
            return self._in_force[place]
        found = self._active(number, without)
        if not self._asked:
            self._in_force[place] = found
        return found

    def _active(self, number: int, without: Definition | None) -> tuple[Definition, ...]:
        chosen: dict[object, Definition] = {}
        is_deep = self._is_of_layers(number)
        for definition in self.lexicon.definitions:
            if is_deep and self._is_of_other_network(definition):
                continue
            if definition is without or self._is_target(definition, number) or self._is_of_later(definition, number):
                continue
            group = self.group(definition)
            known = chosen.get(group)
            if known is not None and _rephrases(definition, known):
                continue
            if any(self._unfolds(definition, k) for k in ([known] if known else self._of_any(definition, chosen))):
                continue
            if known is None or definition.number <= number or _rephrases(known, definition):
                chosen[group] = definition
        return tuple(sorted(chosen.values(), key=lambda d: d.number))

    def _is_of_layers(self, number: int) -> bool:
        """Whether a statement is about layers, and about nothing that is computed without any but ŷ and the cost."""
        if not self.lexicon.habits.has_layers:
            return False
        every = all_mentions(self.formulas[number], self.lexicon.habits)
        bare = {m.base for m in every if m.layer is None} - {"y~hat", *COSTS}
        is_layered = any(m.layer is not None for m in every)
        return is_layered and not any(
            d.mention.base in bare and d.mention.layer is None for d in self.lexicon.definitions
        )

    def _is_of_other_network(self, definition: Definition) -> bool:
        """Whether ŷ is the last state of an example without layers, ŷ = z_o, which tells no activation of any other."""
        if not is_shallow_output(definition, self.lexicon.habits):
            return False
        last = mention_of(definition.body, self.lexicon.habits)
        own = {(d.mention.base, d.mention.label) for d in self.lexicon.definitions if d.mention.layer is None}
        return last is not None and (last.base, last.label) in own

    def _is_of_later(self, definition: Definition, number: int) -> bool:
        """Whether it says what a letter is in a later section only, one that other sections use for other things.

        Where layers have numbers there, an example of what was said of any layer.
        """
        own, here = definition.formula.section, self.formulas[number].section
        if (
            definition.number > number
            and not self.lexicon.habits.has_layers
            and self._is_named_later(definition, number)
        ):
            return True
        if definition.number < number or own[: len(here)] == here:
            return False
        if definition.mention.base in TARGETS and self._is_compared_before(definition):
            return True
        if self.lexicon.habits.has_layers:
            return self._is_said_of_any(definition, number)
        if self._is_operand_before(definition, number):
            return True
        group = self.group(definition)
        said = {d.formula.section: self._said(d)[1] for d in self.lexicon.definitions if self.group(d) == group}
        return len(said) > 1 and len(set(said.values())) > 1

    def _is_compared_before(self, definition: Definition) -> bool:
        """Whether a cost of an earlier section reads a target, which an example further on computes: y = x W + b."""
        own = definition.formula.section
        costs = (d for d in self.lexicon.definitions if d.mention.base in COSTS and d.number < definition.number)
        return any(
            own != d.formula.section
            and definition.mention.base in {m.base for m in mentions(d.body, self.lexicon.habits)}
            for d in costs
        )

    def _is_operand_before(self, definition: Definition, number: int) -> bool:
        """Whether z = x + y has both as operands in the section of a place, though y is computed from x further on."""
        here, own = self.formulas[number].section, self.lexicon.fold(definition.mention.base)
        read = self._bases(definition) - {own}
        return any(
            {own} < self._bases(d) & {own, *read}
            for d in self.lexicon.definitions
            if d.number < number and d.formula.section == here and d.mention.base not in COSTS
        )

    def _is_named_later(self, definition: Definition, number: int) -> bool:
        """Whether a text without a cost first names a quantity behind a statement all of which it has defined before.

        The z = x y of the next layer is nothing that the cost of y = σ(x) runs through.
        """
        is_before = definition.formula.statement.outer <= self.formulas[number].statement.outer  # in words beside it
        if is_before or any(d.mention.base in COSTS for d in self.lexicon.definitions):
            return False
        first, habits = self._first_named, self.lexicon.habits
        if first.get(self.lexicon.fold(definition.mention.base), 0) <= number:
            return False
        named = {self.lexicon.fold(m.base) for m in all_mentions(self.formulas[number], habits)}
        defined = {self.lexicon.fold(d.mention.base): d.number for d in reversed(self.lexicon.definitions)}
        return bool(named & defined.keys()) and all(defined.get(base, 0) <= number for base in named)

    @cached_property
    def _first_named(self) -> dict[str, int]:
        """Where each quantity is first mentioned."""
        every = ((m.base, f.number) for f in reversed(self.formulas) for m in all_mentions(f, self.lexicon.habits))
        return {self.lexicon.fold(base): number for base, number in every}

    def _bases(self, definition: Definition) -> set[str]:
        return {self.lexicon.fold(m.base) for m in mentions(definition.body, self.lexicon.habits)}

    def _is_said_of_any(self, definition: Definition, number: int) -> bool:
        """Whether a quantity of a layer with a number was defined for any layer before a place: a^{(l)} for a^{(2)}."""
        own = definition.mention
        shift = shift_of(own.layer) if own.layer is not None else None
        if shift is None or shift[0]:
            return False
        alike = (d.mention for d in self.lexicon.definitions if d.number <= number and d.mention.label == own.label)
        layers = (
            m.layer for m in alike if m.layer is not None and self.lexicon.fold(m.base) == self.lexicon.fold(own.base)
        )
        return any((said := shift_of(layer)) is not None and said[0] for layer in layers)

    def _of_any(self, definition: Definition, chosen: Mapping[object, Definition]) -> list[Definition]:
        """What is said of the quantity in any layer, where it is defined for the last: a^{(l)} for a^{(L)}."""
        layer = definition.mention.layer
        shift = shift_of(layer) if layer is not None else None
        if shift is None or shift[0] not in self.lexicon.habits.depth_letters:
            return []
        own = self.lexicon.fold(definition.mention.base), definition.mention.label
        alike = (d for d in chosen.values() if (self.lexicon.fold(d.mention.base), d.mention.label) == own)
        return [d for d in alike if d.mention.layer is not None]

    def _unfolds(self, definition: Definition, known: Definition) -> bool:
        """Whether a quantity is written out once more with what it reads put in, and is the same as before.

        A cost down to its weights; a = f(Σ_i w_i x_i) behind a = f(z) and z = Σ_i w_i x_i, by z still to be derived.
        """
        is_cost = definition.mention.base in COSTS
        if definition.number < known.number or (is_cost and self._reads_weights(known)):
            return False
        if not (is_cost and self._reads_weights(definition)) and not self._puts_in(definition, known):
            return False
        if definition.number not in self._unfolded:
            self._unfolded[definition.number] = False  # while it is asked
            formula = replace(definition.formula, left=definition.mention.node, right=definition.body)
            courts = (self.court(known.number, r, definition) for r in basic_readings(self.base)[:2])
            self._asked += 1
            self._unfolded[definition.number] = any(c.trial(formula).found is Found.TRUE for c in courts)
            self._asked -= 1
        return self._unfolded[definition.number]

    def _puts_in(self, definition: Definition, known: Definition) -> bool:
        """Whether a definition reads what another of the same quantity reads through a symbol: f(net_k) for y_k."""
        own, other = self._read(definition), self._read(known)
        return any(
            (self.lexicon.fold(d.mention.base), d.mention.label) in other - own and self._read(d) & (own - other)
            for d in self.lexicon.definitions
        )

    def _read(self, definition: Definition) -> set[tuple[str, str]]:
        read = mentions(definition.body, self.lexicon.habits)
        return {(self.lexicon.fold(m.base), m.label) for m in read if m.base not in self.lexicon.functions}

    def _reads_weights(self, definition: Definition) -> bool:
        return any(m.base in WEIGHTS for m in mentions(definition.body, self.lexicon.habits))

    def _is_target(self, definition: Definition, number: int) -> bool:
        """Whether y, which an earlier part calls the output, is what a cost compares with ŷ from here on."""
        base, estimate = definition.mention.base, f"{definition.mention.base}~hat"
        if base not in TARGETS or estimate not in self.lexicon.bases:
            return False
        costs = [d for d in self.lexicon.definitions
                 if d.mention.base in COSTS and definition.number < d.number <= number]  # fmt: skip
        return any({base, estimate} <= {m.base for m in mentions(d.body, self.lexicon.habits)} for d in costs)

    def group(self, definition: Definition) -> object:
        """What a definition is one of: two of one group cannot both be in force."""
        mention = definition.mention
        units = tuple(name_of(u) for u in mention.units)
        numeric = units if units and all(u.isdigit() for u in units) else ()
        shift = shift_of(mention.layer) if mention.layer is not None else None
        layer: object = None
        if shift is not None:
            letter, step = shift
            layer = step if not letter else (letter if letter in self.lexicon.habits.depth_letters else "l", 0)
            if letter in {*self.lexicon.habits.depth_letters, CHAIN}:
                layer = (letter, step)
        pattern = units if self.base.letters and not numeric and layer is None else ()
        return self.lexicon.fold(mention.base), mention.label, layer, numeric, pattern

    def _written_depth(self, reading: Reading) -> int:
        """How many layers there are where the weights of all of them are written out."""
        layers = widths_of(self.lexicon.written, reading.leaving).keys()
        is_all = len(layers) > 1 and layers == {*range(reading.first, max(layers) + 1)}
        return max(layers) - reading.first if is_all else reading.depth

    def _last(self, number: int, active: Sequence[Definition]) -> int:
        """The last layer of the network that a statement with numbers of layers is about; 0 where nothing tells."""
        return last_in_force(active, all_mentions(self.formulas[number], self.lexicon.habits), self.lexicon)

    def court(self, number: int, reading: Reading, without: Definition | None = None) -> Court:
        """A court in the world of one reading, with the definitions in force at a place.

        What leaves layers out is tried in a network of which it leaves some out, and what has numbers of units in one
        whose layers are made of the units that are written out.
        """
        if any(
            m.layer is not None and _is_numbered(m) for m in all_mentions(self.formulas[number], self.lexicon.habits)
        ):
            reading = replace(reading, listed=True, depth=self._written_depth(reading))
        if self._has_any_depth and leaves_layers_out(self.formulas[number], self.lexicon.habits):
            reading = replace(reading, depth=max(reading.depth, DEEPEST))
        active = self.active(number, without)
        if self._has_any_depth and not reading.listed and (last := self._last(number, active)) > reading.first:
            reading = replace(reading, depth=last - reading.first)
        declared = self._declared(number)
        focus = self._focus(number, active)
        lexicon = self._knowing(self.functions.at(self.formulas[number]), without)
        key = tuple(map(self._said, active)), tuple(map(id, declared)), reading, focus, id(lexicon)
        if key not in self._courts:
            self._courts[key] = LiveCourt(Network(lexicon, active, reading, declared, focus))
        return self._courts[key]

    def _knowing(self, lexicon: Lexicon, without: Definition | None) -> Lexicon:
        """A lexicon that has one definition nowhere, not to be used where another cannot be computed."""
        if without is None or without not in lexicon.definitions:
            return lexicon
        place = id(lexicon), id(without)
        if place not in self._lexicons:
            self._lexicons[place] = replace(lexicon, definitions=[d for d in lexicon.definitions if d is not without])
        return self._lexicons[place]

    def courts_of_other_functions(self, formula: Formula, reading: Reading) -> Iterator[Court]:
        """Courts with all other formulas of functions of which a text gives several."""
        for lexicon in self.functions.others():
            active = self.active(formula.number)
            declared, focus = self._declared(formula.number), self._focus(formula.number, active)
            yield LiveCourt(Network(lexicon, active, reading, declared, focus))

    def _declared(self, number: int) -> tuple[Declaration, ...]:
        """The shapes that are declared at a place."""
        found = in_force(self.lexicon.declarations, number, self.formulas[number].section)
        bases = {m.base for m in all_mentions(self.formulas[number], self.lexicon.habits)}
        return as_written(found, bases, self.lexicon.fold)

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
        return frozenset(
            defined & {self._whole(m, defined) for m in all_mentions(self.formulas[number], self.lexicon.habits)}
        )

    def _whole(self, mention: Mention, defined: set[tuple[str, str]]) -> tuple[str, str]:
        """What a mention is about: z_{1,2} is an entry of Z, where that is defined."""
        matrix = self.lexicon.fold(mention.base.upper()), mention.label
        is_entry = len(mention.units) == 2 and matrix in defined
        return matrix if is_entry else (self.lexicon.fold(mention.base), mention.label)

    def court_with(self, number: int, reading: Reading, cost: Definition | None = None) -> Court:
        """A court where the cost is the one given, or that of the reading, whatever else the document defines."""
        active = tuple(d for d in self.active(number) if d is cost or d.mention.base not in COSTS)
        lexicon = self.functions.at(self.formulas[number])
        key = tuple(map(self._said, active)), reading, id(lexicon), "any cost"
        if key not in self._courts:
            declared = self._declared(number)
            self._courts[key] = LiveCourt(Network(lexicon, active, reading, declared, self._focus(number, active)))
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
            env = Env(letters)
            defined(Interpreter(world), key_of(world, mention, env), definition, env)
        except (Unclear, Misfit, ValueError, IndexError, RecursionError):
            return False
        return True

    def trial(self, formula: Formula, reading: Reading) -> Trial:
        """A claim under one reading."""
        key = formula.number, reading
        if key not in self._trials:
            found = self.court(formula.number, reading).trial(formula)
            self._trials[key] = self._elsewhere(formula, reading, found) if found.is_vanishing else found
        return self._trials[key]

    def _elsewhere(self, formula: Formula, reading: Reading, found: Trial) -> Trial:
        """A claim at other random numbers, where both sides are 0 at the first: behind a ReLU that lets nothing by.

        What is 0 wherever it was tried under some readings is 0 under the others too.
        """
        if self._vanished[formula.number] >= SURE:
            return found
        trials = (self.court(formula.number, replace(reading, seed=seed)).trial(formula) for seed in SEEDS)
        other = next((trial for trial in trials if not trial.is_vanishing), None)
        self._vanished[formula.number] += other is None
        return other or found


def _is_numbered(mention: Mention) -> bool:
    return any(name_of(u).isdigit() for u in mention.units)


def is_cost_lost(world: World) -> bool:
    """Whether the cost is defined in a way that cannot be computed."""
    return any(key.base in COSTS for key in world.doubts)


def _rephrases(definition: Definition, other: Definition) -> bool:
    """Whether a definition says in one what another says in two steps: a = σ(w a + b) for a = σ(z)."""
    body = other.body
    calls = isinstance(body, Apply) or (isinstance(body, Product) and isinstance(body.factors[-1], Group))
    return is_composite(definition) and calls and not is_composite(other)


def is_composite(definition: Definition) -> bool:
    """Whether an activation is defined past its weighted input: a = σ(w a + b)."""
    body = definition.body
    if not isinstance(body, Product) or len(body.factors) != 2 or not isinstance(body.factors[1], Group):
        return False
    return isinstance(body.factors[1].body, Addition)
