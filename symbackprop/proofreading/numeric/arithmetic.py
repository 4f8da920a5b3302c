"""Arithmetic: formulas evaluated with the numbers that a document has given so far, each with what it may be off.

A quantity without a number is computed by the document's own definition of it; a derivative without one by moving what
it is taken by.  What has neither is unclear: nothing is drawn at random here.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from zlib import crc32

import numpy as np

from symbackprop.parsing.latex.tree import (
    Addition,
    Big,
    Derivative,
    Differential,
    Group,
    Listing,
    Nabla,
    Node,
    Number,
    Product,
    Relation,
    Scripted,
)
from symbackprop.proofreading.lexicon.definitions import Definition, Lexicon
from symbackprop.proofreading.numeric.entries import counted, entry_of, turned_list
from symbackprop.proofreading.numeric.examples import example_of, how_many, place_of
from symbackprop.proofreading.numeric.facts import Facts, Known, as_given
from symbackprop.proofreading.numeric.names import CONSTANTS, NEXT, canonical, is_cost, name_of_key, named
from symbackprop.proofreading.numeric.printed_digits import is_rounded, unit_in, unit_of
from symbackprop.proofreading.numeric.statements import bodies_of, siblings_of, slopes_of
from symbackprop.proofreading.vocabulary.contexts import Env, Reading
from symbackprop.proofreading.vocabulary.marks import limit_letters, name_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, INPUTS, PARAMETERS, RATES, TARGETS, Key
from symbackprop.proofreading.vocabulary.values import Array, Misfit, Unclear, Value, is_scalar, plain
from symbackprop.proofreading.worlds.costs import main_cost
from symbackprop.proofreading.worlds.interpreter import Interpreter
from symbackprop.proofreading.worlds.keys import key_of
from symbackprop.proofreading.worlds.selections import entry, quantity, selection_of
from symbackprop.proofreading.worlds.wholes import by_analogy, defined
from symbackprop.proofreading.worlds.world import World, entries_of

NOWHERE = Env()
OPEN = PARAMETERS | BIASES | INPUTS | TARGETS
"""What may have any number."""
COMPUTED = "="
"""Stands among the numbers that were used where something was computed by a definition."""
ENTRY = "[]"
"""Stands among them where an entry was taken from its array."""


class NumericWorld(World):
    """A world of known numbers; where `is_isolated`, what is defined is computed even if it was printed."""

    draws_functions = False

    def __init__(self, facts: Facts, moved: str = "", is_isolated: bool = False, hidden: str = "") -> None:
        super().__init__(facts.lexicon, facts.active, Reading(rows=False))
        self.facts, self.place, self.is_isolated, self.hidden = facts, moved, is_isolated, hidden
        self.used: dict[str, None] = {}
        self.lacking: list[str] = []
        self.by, self.assumed = "", 0
        self.meant = facts.functions

    def known(self, name: str, key: Key | None = None) -> Array | None:
        """The number that was given for a quantity."""
        found = self.facts.known.get(name)
        if found is None and (entry := entry_of(name, self.facts.known)) is not None:
            name, found = entry
            self.used[ENTRY] = None
        elif found is None and (one := example_of(name, self.facts.known)) is not None:
            name, found = one
        if found is None or name == self.hidden:
            return None
        if self.is_isolated and key is not None and self._is_computed(key):
            return None
        self.used[name] = None
        return np.asarray(found.value + found.error) if name == self.place else found.value

    def _is_computed(self, key: Key) -> bool:
        """Whether a quantity has a definition, or a neighbour has."""
        if self.definition(key, list(key.tag)) is not None:
            return True
        neighbours = [d.mention for d in self.active if self.fold(d.mention.base) == key.base]
        return any(n.label[-1:].isdigit() if key.label[-1:].isdigit() else n.units and key.tag for n in neighbours)

    def node(self, key: Key) -> Array:
        """A number that is known, or one that is computed by a definition."""
        if key not in self.overrides:
            value = self.known(name_of_key(key), key)
            if value is not None:
                self.note_read(key)
                return value
        try:
            return super().node(key)
        except Unclear:
            if not self.by or name_of_key(key) != self.by or (found := self.facts.known.get(self.by)) is None:
                raise
        self.used[self.by] = None
        self.note_read(key)
        return np.asarray(found.value + found.error) if self.by == self.place else found.value

    def computed(self, key: Key) -> Array:
        """A number that a definition gives, or one like its own.   Raises: Unclear."""
        calculator = Calculator(self)
        trouble: Unclear | None = None
        for definition, env in self.definitions(key, list(key.tag)):
            try:
                value = defined(calculator, key, definition, env)
            except Misfit as misfit:
                trouble = trouble or Unclear(misfit.reason)
            except Unclear as unclear:
                trouble = trouble or unclear
            else:
                self.used[COMPUTED] = None
                return value
        alike = by_analogy(calculator, key) if trouble is None else None
        if alike is not None:
            self.used[COMPUTED] = None
            return alike
        self.lacking += map(name_of_key, reversed(self.busy))
        if self.assumed and key.base in OPEN and key.layer is None:
            return self._assumed(key)
        raise trouble or Unclear(f"{key.base} has no number")

    def _assumed(self, key: Key) -> Array:
        """Any number, where it does not matter which."""
        return np.asarray(0.1 + 0.8 * (crc32(repr((key, self.assumed)).encode()) % 997) / 997, dtype=complex)

    @property
    def batch(self) -> int:
        """How many examples have numbers, one where nothing tells."""
        return how_many(self.facts.known) or 1

    def told_size(self, letter: str, body: Node) -> int | None:
        """As many values as entries have numbers, x_1 and x_2 for x_i, and as many examples as there are."""
        if any(name_of(m.example) == letter for m in mentions(body, self.habits) if m.example is not None):
            return self.batch
        found = (m for m in mentions(body, self.habits) if len(m.units) == 1 and name_of(m.units[0]) == letter)
        return max((counted(named(m, self.lexicon), letter, self.facts.known) for m in found), default=0) or None

    def count(self, mention: Mention) -> Array | None:
        """How many examples there are is a number like any other."""
        return None

    def drawn(self, key: Key, shape: tuple[int, ...]) -> Array:
        """Nothing is random here."""
        raise Unclear(f"{key.base} has no number")

    def gradient(self, key: Key, of: Callable[[World], Array]) -> Array:
        """What a quantity changes when another is moved."""
        array = self.node(key)
        return self.slope(of, key, entries_of(array), array.shape)

    def open(self, hidden: str) -> "NumericWorld":
        """The same numbers but one."""
        other = NumericWorld(self.facts, self.place, hidden=hidden)
        other.used, other.lacking = self.used, self.lacking
        return other

    def isolated(self, by: str = "", assumed: int = 0) -> "NumericWorld":
        """The same numbers, but only those that nothing computes, and that of what is differentiated by.

        Where `assumed`, a parameter that has none is any number.
        """
        other = NumericWorld(self.facts, self.place, is_isolated=True, hidden=self.hidden)
        other.by, other.assumed = by, assumed
        other.used, other.lacking = self.used, self.lacking
        return other


class Calculator(Interpreter):
    """An interpreter that knows numbers only; one of them may be moved by what it may be off."""

    world: NumericWorld

    def value(self, node: Node, env: Env) -> Value:
        """The value of a formula."""
        world = self.world
        if isinstance(node, Number):
            return self._literal(node)
        if isinstance(node, Group) and isinstance(node.body, Listing) and node.opening in "([":
            return self._vector(node, env)
        if isinstance(node, Big) and (size := self._limit(node)) is not None:
            env = replace(env, sizes={**env.sizes, **dict.fromkeys(limit_letters(node), size)})
        if (items := turned_list(node)) is not None:
            return self.array(items, env).reshape(-1, 1)
        if isinstance(node, Derivative | Differential | Nabla):
            known = world.known(canonical(node, self.lexicon, env))
            if known is not None:
                return known
            return self._slope(node, env)
        if isinstance(node, Product) and any(map(_is_moved_cost, node.factors, node.factors[1:])):
            return self._at_another_place(node, env)
        mention = mention_of(node, self.habits) if isinstance(node, Scripted) else None
        if mention is not None and mention.base not in CONSTANTS and (mention.is_next or mention.primes):
            return self._next(mention, env)
        return super().value(node, env)

    def _at_another_place(self, node: Product, env: Env) -> Value:
        """J(w + ε): the cost computed anew with another number for w.   Raises: Unclear."""
        bracket = node.factors[-1]
        total = bracket.body if isinstance(bracket, Group) else None
        name = canonical(total.terms[0], self.lexicon, env) if isinstance(total, Addition) else ""
        if len(node.factors) != 2 or name not in self.world.facts.known or total is None:
            raise Unclear("a cost at another place", node)
        value = self.array(total, env)
        other = NumericWorld(self.world.facts.having(name, as_given(value)), self.world.place, is_isolated=True)
        other.used, other.lacking = self.world.used, self.world.lacking
        return Calculator(other).array(node.factors[0], env)

    def _vector(self, node: Group, env: Env) -> Value:
        """(0.5, 0.8), [0.5, 0.8], and a matrix as a list of its rows."""
        items = node.body.items if isinstance(node.body, Listing) else ()
        values = [self.array(i, env) for i in items]
        if all(isinstance(i, Group) for i in items) and len({v.shape for v in values}) == 1 and values[0].ndim == 2:
            return np.concatenate(values, axis=0)
        if node.opening == "[":
            return super().value(node, env)
        if not all(is_scalar(v) for v in values):
            raise Unclear("a list", node)
        return np.asarray([[complex(v.reshape(()))] for v in values])

    def _limit(self, node: Big) -> int | None:
        """The number that a sum from 1 counts to."""
        starts_at_one = isinstance(node.lower, Relation) and name_of(node.lower.right) == "1"
        limit = node.upper.text if isinstance(node.upper, Number) else ""
        return int(limit) if starts_at_one and limit.isdigit() else None

    def _slope(self, node: Derivative | Differential | Nabla, env: Env) -> Value:
        """A derivative; what has no number may have any where it does not matter."""
        by = canonical(node.by[0], self.lexicon, env) if isinstance(node, Derivative) else ""
        try:
            return Interpreter.value(Calculator(self.world.isolated(by)), node, env)
        except Unclear:
            if by in self.world.lacking and by not in self.world.facts.known:
                raise
            one, other = (plain(Interpreter.value(Calculator(self.world.isolated(by, k)), node, env)) for k in (1, 2))
            if one.shape != other.shape or not np.allclose(one, other, rtol=1e-9, atol=0.0):
                raise
            return one

    def _literal(self, node: Number) -> Array:
        value = np.asarray(float(node.text), dtype=complex)
        place = f"#{node.text}"
        if not is_rounded(node.text, self.world.facts.printed):
            return value
        self.world.used[place] = None
        return np.asarray(value + unit_of(node.text) / 2) if place == self.world.place else value

    def _next(self, mention: Mention, env: Env) -> Array:
        """w⁺: printed, or a step of gradient descent from w; a cost makes no step."""
        world = self.world
        known = world.known(named(replace(mention, is_next=True, primes=0), self.lexicon, env))
        if known is not None:
            return known
        rate = next((v for name in RATES if (v := world.known(name_of_key(Key(name)))) is not None), None)
        if rate is None or mention.base in self.lexicon.functions | COSTS:
            stated = (s.body for s in world.facts.stated if s.name.endswith(NEXT))
            letters = {m.base for body in stated for m in mentions(body, self.habits)} & RATES
            world.lacking += [name_of_key(Key(letter)) for letter in sorted(letters)]
            raise Unclear("the next value of a quantity", mention.node)
        now = replace(mention, is_next=False, primes=0)
        old, key = plain(self.mentioned(now, env)), key_of(world, now, env)
        try:
            inner = world.isolated()
            cost = main_cost(inner)
            slope = inner.gradient(key, lambda w: np.asarray(w.node(cost).sum()))
        except Unclear:
            slope = self._otherwise(named(now, self.lexicon, env))
        selection = selection_of(world, slope, now, key, env)
        return np.asarray(old - rate * (slope if selection is None else slope[selection]))

    def _otherwise(self, name: str) -> Array:
        """The slope of the cost by what the text says of another weight, printed or stated."""
        ways: tuple[Callable[[], Array], ...] = (
            partial(self._by_neighbour, name),
            partial(self._as_stated, name),
            partial(self._by_sibling, name),
        )
        for way in ways:
            with suppress(Unclear, Misfit):
                return way()
        raise Unclear("nothing says how the cost depends on this")

    def _as_stated(self, name: str) -> Array:
        """The slope of the cost by a formula that the text gave, for this weight or for one like it."""
        stated = self.world.facts.stated
        costs = (s for s in slopes_of(name, stated, self.lexicon) if is_cost(s))
        for body, env in (b for s in costs for b in bodies_of(s, stated, self.lexicon)):
            with suppress(Unclear, Misfit):
                return self.array(body, env)
        raise Unclear("nothing says how the cost depends on this")

    def _by_sibling(self, name: str) -> Array:
        """∂E/∂w₈ from ∂E/∂w₇ as ∂E/∂w₆ from ∂E/∂w₅: the inputs of a neuron are those of the one beside it."""
        facts = self.world.facts
        for definition, weight, other, beside in siblings_of(name, facts.active, self.lexicon):
            one, two = (self._of_input(definition, m) for m in (weight, other))
            if two.size == 1 and two.reshape(()):
                return np.asarray(self._as_stated(beside) * one / two.reshape(()))
        raise Unclear("nothing says how the cost depends on this")

    def _of_input(self, definition: Definition, weight: Mention) -> Array:
        """∂net/∂w of a weight that the definition of a net input reads."""
        world = self.world.open(canonical(definition.mention.node, self.lexicon))
        reader = key_of(world, definition.mention, Env())
        return world.gradient(key_of(world, weight, Env()), lambda w: w.node(reader))

    def _by_neighbour(self, name: str) -> Array:
        """∂E/∂w₆ from the printed ∂E/∂w₅, where one and the same net input reads both weights and nothing else does."""
        world, facts = self.world, self.world.facts
        readers = {d.mention: d for d in facts.active if name in _read(d, self.lexicon)}
        bodies = {canonical(m.node, self.lexicon): d for m, d in readers.items()}
        if len(bodies) != 1:
            raise Unclear("nothing says how the cost depends on this")
        (definition,) = bodies.values()
        own = next(m for m in mentions(definition.body, self.habits) if named(m, self.lexicon) == name)
        for mention in mentions(definition.body, self.habits):
            other = named(mention, self.lexicon)
            printed = [k for k in facts.known if k.endswith(f"/∂{other}") and is_cost(k)]
            if mention.base not in PARAMETERS or other == name or len(printed) != 1:
                continue
            known = world.known(printed[0])
            beside = self._of_input(definition, mention)
            if known is not None and beside.size == 1 and beside.reshape(()):
                return np.asarray(known * self._of_input(definition, own) / beside.reshape(()))
        raise Unclear("nothing says how the cost depends on this")

    def mentioned(self, mention: Mention, env: Env) -> Value:
        """What has a number, or is computed from what has."""
        key = key_of(self.world, mention, env)
        known = self.world.known(named(mention, self.lexicon, env), key)
        if known is not None and key not in self.world.overrides:
            self.world.note_read(key)
            return known
        array = self.world.node(quantity(self.world, mention, env))
        place = place_of(array, named(mention, self.lexicon, env), self.world.facts.known)
        if place is not None:
            return np.asarray(array.reshape(-1)[place])
        return entry(self.world, array, mention, key, env)


def _is_moved_cost(one: Node, other: Node) -> bool:
    """Whether a cost stands before what is not where it was printed, J(w + ε) or J(0.31): no product of both."""
    inner = other.body if isinstance(other, Group) and other.opening == "(" else None
    return name_of(one) in COSTS and isinstance(inner, Addition | Number)


def _read(definition: Definition, lexicon: Lexicon) -> set[str]:
    return {named(m, lexicon) for m in mentions(definition.body, lexicon.habits)}


def evaluated(
    node: Node, facts: Facts, hidden: str = "", env: Env = NOWHERE, is_enough: Callable[[Known], bool] | None = None
) -> tuple[Known, list[str]] | None:
    """(a formula's value, which numbers it was computed from); None where something in it has no number.

    By how much it may be off is not computed where the value alone `is_enough`.
    """
    world = NumericWorld(facts, hidden=hidden)
    middle = value_in(world, node, env)
    if middle is None:
        return None
    error = np.zeros(np.shape(middle))
    if is_enough is not None and is_enough(known := Known(middle, error, unit_in(node, middle))):
        return known, list(world.used)
    for place in world.used.keys() - {COMPUTED, ENTRY}:
        if place.startswith("#") or np.any(facts.known[place].error):
            moved = value_in(NumericWorld(facts, place, hidden=hidden), node, env)
            if moved is None:
                return None
            error = error + np.abs(moved - middle)
    return Known(middle, error + 1e-12 * np.abs(middle), unit_in(node, middle)), list(world.used)


def value_in(world: NumericWorld, node: Node, env: Env = NOWHERE) -> Array | None:
    """A formula's value; None where something in it has no number."""
    try:
        with np.errstate(all="ignore"):
            value = Calculator(world).array(node, env)
    except (Unclear, Misfit, ValueError, OverflowError, ZeroDivisionError, IndexError, RecursionError, TypeError):
        return None
    return value if np.isfinite(value).all() else None
