"""A random network that does what a document's equations say: every symbol has a value, every derivative a number.

Quantities that the document defines are computed by its own definitions; what it leaves out comes from the usual
layers.  A derivative ∂u/∂v is what u does when v is moved by a very small imaginary number and all that is computed
from v follows (complex-step differentiation, exact to the precision of the numbers); nothing is known here of rules of
calculus, nor of what the library derives.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import cycle
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np

from symbackprop.parsing.latex.tree import Addition, Node
from symbackprop.proofreading.definitions import Definition, Lexicon
from symbackprop.proofreading.dimensions import Declaration, numbers_of, shape_of
from symbackprop.proofreading.mentions import CHAIN, Habits, Mention, mention_of, mentions, name_of, shift_of
from symbackprop.proofreading.values import Absent, Array, Misfit, Slope, Unclear, number, plain

if TYPE_CHECKING:
    from symbackprop.proofreading.interpreter import Interpreter

STEP = 1e-30
WIDTHS = (3, 5, 2, 4, 6, 7, 8, 9)
FRESH = (4, 3, 6, 2, 8, 9, 10, 11, 12)
LETTERS = {"i": 3, "j": 5, "k": 2, "c": 2, "p": 5, "q": 4, "r": 4, "s": 6, "o": 2, "h": 5, "d": 4, "n": 3}
COSTS = frozenset({"C", "J", "L", "E", "ell", "xi", "Cost", "cost", "Loss", "loss", "Error", "Err", "F", "MSE", "CE",
                   "Q", "R", "FinalOutput", "dFinalOutput", "J_total", "mathcal{L}", "total", "O", "S"})  # fmt: skip
TARGETS = frozenset({"y", "Y", "t", "T", "target", "label", "d"})
INPUTS = frozenset({"x", "X"})
WEIGHTED = frozenset({"z", "net", "in", "s", "o"})
BIASES = frozenset({"b", "B", "beta", "bias"})
RATES = frozenset({"eta", "alpha", "mu", "lr", "epsilon", "gamma", "rho", "varepsilon"})
PARAMETERS = frozenset({"w", "theta", "b", "v", "u", "p", "W", "V", "U"})


class Key(NamedTuple):
    """A quantity: symbol, label in its name, layer, and the entry where entries have values of their own."""

    base: str
    label: str = ""
    layer: int | None = None
    tag: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What the text leaves open, as it is understood.

    `examples` is the size of the batch (1 for one example); `rows` whether examples are rows; `first` the number of the
    input's layer; `errors` whose derivatives dZ and δ are: those of each example, or of the whole cost; `activation`
    and `cost` what an undefined activation and cost are; `letters` whether index letters tell layers apart;
    `units` is 1 for one unit a layer, `outputs` for one unit in the last.
    """

    examples: int = 1
    rows: bool = False
    first: int = 0
    leaving: bool = False
    errors: str = "per example"
    activation: str = ""
    output: str = ""
    cost: str = ""
    letters: bool = False
    units: int = 0
    outputs: int = 0
    depth: int = 3
    simplex: bool = False
    seed: int = 0


@dataclass
class Env:
    """What letters stand for while a formula is evaluated: indices (from 0), layers, sizes of indices, parameters."""

    letters: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    local: dict[str, Array] = field(default_factory=dict)
    renamed: tuple[str, str] = ("", "")

    def bound(self, **letters: int) -> "Env":
        """With more letters."""
        return replace(self, letters={**self.letters, **letters})


class World:
    """The values of all quantities under one reading, some of them overridden."""

    def __init__(
        self,
        lexicon: Lexicon,
        active: tuple[Definition, ...],
        reading: Reading,
        declarations: tuple[Declaration, ...] = (),
        focus: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        self.focus, self.declarations, self.root = focus, declarations, self
        self.outputs: list[Key] | None = None
        self.lexicon, self.active, self.reading = lexicon, active, reading
        self.habits: Habits = lexicon.habits
        self.values: dict[Key, tuple[Array, frozenset[Key]]] = {}
        self.shapes: dict[Key, tuple[int, ...]] = {}
        self.overrides: dict[Key, Array] = {}
        self._deep: World | None = None
        self.doubts: set[Key] = set()
        self.learned: set[tuple[Key, int]] = set()
        self.jacobians: dict[tuple[Key, Key], tuple[Array, frozenset[Key]]] = {}
        self.busy: list[Key] = []
        self.reads: list[set[Key]] = []
        self.fresh = cycle(FRESH)
        self.by_base: dict[tuple[str, str], list[Definition]] = {}
        for definition in active:
            self.by_base.setdefault((self.fold(definition.mention.base), definition.mention.label), []).append(
                definition
            )
        self.sizes = numbers_of(lexicon.declarations, reading.examples)
        self.formulas: dict[str, Key] | None = None
        self.declared: dict[Key, tuple[int, ...]] = {}
        self.entries: dict[tuple[str, str], str] = {}
        if not reading.units and not self.habits.has_layers:
            self._declare(declarations)

    def named(self, node: Node) -> Key | None:
        """The quantity that a formula is the definition of: in Y = σ(H W + b) the Z = H W + b of another line."""
        if self.formulas is None:
            self.formulas = {
                self.lexicon.outlined(d.body): Key(self.fold(d.mention.base), d.mention.label)
                for d in self.active
                if isinstance(d.body, Addition) and not d.mention.units and d.mention.layer is None
            }
        if not self.formulas:
            return None
        key = self.formulas.get(self.lexicon.outlined(node))
        return None if key in self.busy else key

    def _declare(self, declarations: tuple[Declaration, ...]) -> None:
        """Give what is declared its shape; what is computed has its own."""
        for declaration in declarations:
            mention, reading = declaration.mention, self.reading
            units = tuple(name_of(u) for u in mention.units)
            if any(not u.isdigit() for u in units):
                continue
            key = Key(self.fold(mention.base), mention.label, self.layer(mention.layer, Env()), units)
            shape = shape_of(declaration, self.sizes, reading.examples, reading.rows)
            self.declared[key] = shape
            if declaration.entries:
                self.entries[declaration.entries, mention.label] = key.base
            if not self._definitions(key, list(units)):
                self.shapes[key] = shape

    # ---- names and shapes

    def fold(self, base: str) -> str:
        """Capitals are the same quantities for a whole batch."""
        return self.lexicon.fold(base)

    def width(self, layer: int | None) -> int:
        """Units of a layer."""
        if self.reading.units:
            return self.reading.units
        if self.reading.outputs and layer == self.last:
            return self.reading.outputs
        return WIDTHS[((layer or 0) - self.reading.first) % len(WIDTHS)]

    @property
    def last(self) -> int:
        """The number of the output layer."""
        return self.reading.first + self.reading.depth

    def layer(self, node: Node | None, env: Env) -> int | None:
        """The number of a layer."""
        if node is None:
            return None
        shift = shift_of(node)
        if shift is None:
            raise Unclear("this layer is no number", node)
        letter, step = shift
        if not letter:
            return step
        if letter in env.letters:
            return env.letters[letter] + step
        if letter == CHAIN:
            return self.reading.first + step
        if letter in self.habits.depth_letters:
            return self.last + step
        if letter in self.habits.layer_letters:
            return self.last + step
        raise Unclear(f"the layer {letter} is not known here", node)

    def key(self, mention: Mention, env: Env) -> Key:
        """Which quantity is mentioned."""
        layer = self.layer(mention.layer, env)
        base = self.fold(mention.base)
        label = env.renamed[1] if mention.label and mention.label == env.renamed[0] else mention.label
        if layer is None and self.habits.has_layers and not label and base in INPUTS and not self._defines(base):
            base, layer = self.input_base, self.reading.first
        if mention.units:
            base = self.entries.get((mention.base, label), base)
            is_matrix = len(mention.units) == 2 and Key(base.upper(), label) in self.declared
            if is_matrix and not self.by_base.get((base, label)):
                base = base.upper()
        key = Key(base, label, layer)
        units = [name_of(u) for u in mention.units]
        old, new = (n[len(n.rstrip("0123456789")) :] for n in env.renamed)
        if new and units == [old] and (mention.base, label, (new,)) in self.lexicon.named:
            is_own = layer is None and (base, label) in self.lexicon.numbers
            return key._replace(tag=(new,)) if is_own or not self.is_array(key, 1) else key
        if env.renamed[1] and units and not label and base in PARAMETERS and all(u.isdigit() for u in units):
            return Key(base, env.renamed[1], layer, tuple(units))
        if units and all(u.isdigit() for u in units):
            units = self._spelt_out(mention, units)
            tagged = key._replace(tag=tuple(units))
            is_own = layer is None and (base, label) in self.lexicon.numbers
            if is_own or self._definition(tagged, units) is not None or not self.is_array(key, len(units)):
                return tagged
        if units and self.reading.letters and layer is None and not any(u.isdigit() or not u for u in units):
            return key._replace(tag=tuple(units))
        return key

    @property
    def input_base(self) -> str:
        """The letter of activations, of which the input is the first."""
        return self.fold(self.lexicon.activation)

    def _defines(self, base: str) -> bool:
        """Whether the input is computed from something else than an activation."""
        for definition in self.by_base.get((base, ""), ()):
            other = mention_of(definition.body, self.habits)
            if other is None or self.fold(other.base) not in (self.input_base, base):
                return True
        return False

    def _spelt_out(self, mention: Mention, units: list[str]) -> list[str]:
        """The indices of v_1 where the document has v_{11} and v_{21}: the one that never changes is left out."""
        entries = {u for base, label, u in self.lexicon.named if (base, label) == (mention.base, mention.label)}
        pairs = sorted(u for u in entries if len(u) == 2 and all(t.isdigit() for t in u))
        if len(units) != 1 or len(pairs) < 2:
            return units
        for constant in (1, 0):
            if len({u[constant] for u in pairs}) == 1:
                return next((list(u) for u in pairs if u[1 - constant] == units[0]), units)
        return units

    def is_array(self, key: Key, count: int) -> bool:
        """Whether entries of a quantity belong to an array that has a value as a whole."""
        if key in self.shapes or key in self.values or key in self.overrides:
            return True
        if key.layer is not None and self.habits.has_layers:
            return True
        return any(
            not all(name_of(u).isdigit() for u in d.mention.units) or not d.mention.units
            for d in self.by_base.get((key.base, key.label), ())
        )

    def batch_shape(self, width: int) -> tuple[int, int]:
        """The shape of a quantity that every example has."""
        examples = self.reading.examples
        return (examples, width) if self.reading.rows else (width, examples)

    # ---- values

    def node(self, key: Key) -> Array:
        """The value of a quantity.   Raises: Unclear where nothing says what it is."""
        for reads in self.reads:
            reads.add(key)
        if key in self.overrides:
            return self.overrides[key]
        if key in self.values:
            value, deps = self.values[key]
            for reads in self.reads:
                reads |= deps
            return value
        if key in self.busy:
            if (key.layer == self.reading.first and key.layer is not None) or (
                key.base in INPUTS and key.layer is None and not key.tag
            ):
                return self.drawn(Key("x"), self.batch_shape(self.width(self.reading.first)))
            raise Unclear(f"{key.base} is defined by itself")
        self.busy.append(key)
        self.reads.append(set())
        try:
            value = self._computed(key)
        finally:
            self.busy.pop()
            found = frozenset(self.reads.pop())
        self.values[key] = value, found
        return value

    def _computed(self, key: Key) -> Array:
        from symbackprop.proofreading.interpreter import Interpreter
        from symbackprop.proofreading.templates import template

        if key.layer is not None and self.habits.has_layers and not self.reading.first <= key.layer <= self.last:
            raise Absent(f"{key.base} of layer {key.layer} does not exist")

        interpreter = Interpreter(self)
        trouble: Unclear | None = None
        if key == Key(self.input_base, "", self.reading.first) and self.habits.has_layers:
            return self.drawn(key, self.batch_shape(self.width(key.layer)))
        for definition, env in [*self._definitions(key, list(key.tag)), *self._spares(key)]:
            try:
                value = interpreter.defined(key, definition, env)
                if trouble is not None:
                    self.doubts.add(key)
                return value
            except Misfit as misfit:
                trouble = trouble or Unclear(f"the shapes in the definition of {key.base} do not fit: {misfit.reason}")
            except Unclear as unclear:
                trouble = trouble or unclear
            except (ValueError, IndexError, ArithmeticError) as failure:
                trouble = trouble or Unclear(f"the definition of {key.base} cannot be computed: {failure}")
        if trouble is not None:
            is_usual = key.base in COSTS or (key.layer is not None and self.habits.has_layers and key.base != "delta")
            if not is_usual or key.tag:
                raise trouble
            self.doubts.add(key)
        alike = self._by_analogy(key, interpreter)
        if alike is not None:
            return alike
        usual = template(self, key)
        if usual is not None:
            return usual
        if key in self.shapes:
            return self.drawn(key, self.shapes[key])
        raise Unclear(f"nothing says what {key.base} is")

    def _spares(self, key: Key) -> list[tuple[Definition, Env]]:
        """Definitions of the same layer's quantity elsewhere, for where the nearest one does not fit."""
        if key.layer is None or key.tag or not self.habits.has_layers or not self.by_base.get((key.base, key.label)):
            return []
        found = []
        for definition in self.lexicon.definitions:
            mention = definition.mention
            if definition in self.active or (self.fold(mention.base), mention.label) != (key.base, key.label):
                continue
            env = self._matched(definition, key)
            if env is not None and not any(name_of(u).isdigit() for u in mention.units):
                found.append((definition, env))
        return found

    def _by_analogy(self, key: Key, interpreter: "Interpreter") -> Array | None:
        """net_{o2} as net_{o1}, with weights of its own, where the document spells out the first only."""
        stem = key.label.rstrip("0123456789")
        if not stem or stem == key.label or key.tag or self.overrides.get(key) is not None:
            return None
        for definition in self.active:
            own = definition.mention
            if self.fold(own.base) == key.base and own.label != key.label and own.label.rstrip("0123456789") == stem:
                return interpreter.defined(key, definition, Env(renamed=(own.label, key.label)))
        return None

    def _definition(self, key: Key, units: list[str]) -> tuple[Definition, Env] | None:
        """The definition of a quantity, one for this very layer first."""
        return next(iter(self._definitions(key, units)), None)

    def _definitions(self, key: Key, units: list[str]) -> list[tuple[Definition, Env]]:
        """The definitions of a quantity, those for this very layer first."""
        found: list[tuple[int, Definition, Env]] = []
        for definition in self.by_base.get((key.base, key.label), ()):
            own = [name_of(u) for u in definition.mention.units]
            if key.tag:
                same = own == list(key.tag) if not self.reading.letters else len(own) == len(key.tag)
                if not same or (self.reading.letters and own != list(key.tag)):
                    continue
            elif own and all(u.isdigit() for u in own):
                continue
            env = self._matched(definition, key)
            if env is not None:
                shift = shift_of(definition.mention.layer) if definition.mention.layer is not None else None
                rank = 2 if shift and shift[0] and shift[0] not in self.habits.depth_letters else 0
                found.append((rank, definition, env))
        return [(definition, env) for _, definition, env in sorted(found, key=lambda f: f[0])]

    def _matched(self, definition: Definition, key: Key) -> Env | None:
        pattern = definition.mention.layer
        if pattern is None or key.layer is None:
            return Env() if pattern is None and key.layer is None else None
        shift = shift_of(pattern)
        if shift is None:
            return None
        letter, step = shift
        if not letter:
            return Env() if step == key.layer else None
        if letter in self.habits.depth_letters:
            return Env() if self.last + step == key.layer else None
        return Env({letter: key.layer - step}) if key.layer > self.reading.first else None

    def drawn(self, key: Key, shape: tuple[int, ...]) -> Array:
        """Random numbers, the same for one key and one seed."""
        rng = np.random.default_rng(crc32(repr((key, self.reading.seed)).encode()))
        if key.base.split("~")[0] in TARGETS:
            value = rng.uniform(0.1, 0.9, shape)
            if len(shape) == 2 and (self.reading.simplex or self.reading.output == "softmax"):
                value = value / value.sum(axis=1 if self.reading.rows else 0, keepdims=True)
        else:
            value = rng.uniform(-1.0, 1.0, shape)
            value = np.where(np.abs(value) < 0.15, value + 0.3, value)
        return np.asarray(value, dtype=complex)

    def demand(self, key: Key, shape: tuple[int, ...]) -> None:
        """Give a free quantity a shape."""
        self.shapes.setdefault(key, shape)

    # ---- derivatives

    def moved(self, key: Key, value: Array) -> "World":
        """The same world with another value for one quantity, and all that follows from it."""
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__)
        other.overrides = {**self.overrides, key: value}
        other.values = {k: v for k, v in self.values.items() if key not in v[1] and k != key}
        other.busy, other.reads, other.jacobians = [], [], {}
        return other

    def jacobian(self, of: Key, by: Key) -> Array:
        """∂of/∂by: a row for every entry of the one, a column for every entry of the other; computed once."""
        if (of, by) not in self.jacobians:
            base = self.node(by)
            self.reads.append(set())
            try:
                data = self.slope(lambda w: w.node(of), by, entries_of(base), (base.size,))
            finally:
                deps = frozenset(self.reads.pop())
            self.jacobians[of, by] = np.asarray(data.reshape(-1, base.size)), deps
        whole, deps = self.jacobians[of, by]
        for reads in self.reads:
            reads |= deps
        return whole

    def _is_shallow_output(self, definition: Definition) -> bool:
        """Whether ŷ is defined by one unit alone, as in the chapter before the layers."""
        if definition.mention.base != "y~hat" or definition.mention.layer is not None:
            return False
        return not any(m.layer is not None for m in mentions(definition.body, self.habits))

    @property
    def deep(self) -> "World | None":
        """The same world with ŷ the output of the layers, where the document defines it without them."""
        rest = tuple(d for d in self.active if not self._is_shallow_output(d))
        if len(rest) == len(self.active) or not self.habits.has_layers or self.overrides:
            return None
        if self._deep is None:
            self._deep = World(self.lexicon, rest, self.reading, self.declarations, self.focus)
            self._deep.reads, self._deep.doubts = self.reads, self.doubts
        return self._deep

    def slope(
        self, of: Callable[["World"], Array], key: Key, entries: list[tuple[int, ...]], shape: tuple[int, ...]
    ) -> Array:
        """∂of/∂key at some entries: an array with the axes of `of`, then `shape`."""
        base = self.node(key)
        probe = self.moved(key, base)
        probe.reads.append(set())
        of(probe)
        if key not in probe.reads[0]:
            raise Unclear(f"nothing says how this depends on {key.base}")
        for reads in self.reads:
            reads |= probe.reads[0]
        columns = []
        for entry in entries:
            moved = base.copy()
            moved[entry] += 1j * STEP
            columns.append(plain(of(self.moved(key, moved))).imag / STEP)
        above = columns[0].shape if columns else ()
        data = np.stack([c.reshape(-1) for c in columns], axis=-1) if columns else np.zeros((0,))
        return np.asarray(data.reshape(above + shape), dtype=complex)


def entries_of(array: Array) -> list[tuple[int, ...]]:
    """All places of an array."""
    return list(np.ndindex(array.shape))


def layers_in(values: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Letters and their numbers."""
    yield from values.items()


__all__ = ["Env", "Key", "Misfit", "Reading", "Slope", "World", "number"]
