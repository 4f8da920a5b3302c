"""What is said under one reading, before anything has a value: layers, definitions in force, declared shapes."""

from functools import cached_property
from itertools import cycle

from symbackprop.parsing.latex.tree import Node
from symbackprop.proofreading.lexicon.definitions import Definition, Lexicon
from symbackprop.proofreading.lexicon.dimensions import COUNTS, Declaration, is_of_all, numbers_of, shape_of, turned
from symbackprop.proofreading.lexicon.written_weights import widths_of
from symbackprop.proofreading.vocabulary.contexts import Env, Reading
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import COUNTED, name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import CHAIN, Mention
from symbackprop.proofreading.vocabulary.quantities import FRESH, TARGETS, WIDTHS, Key
from symbackprop.proofreading.vocabulary.values import Array, Unclear, number
from symbackprop.proofreading.worlds.listed import Listed, listed_layers

STATES = frozenset({"z", "a", "h", "delta", "net", "s", "u", "x"})
"""What every layer but the first computes."""


class Setting:
    """The definitions of a document that are in force at a place, under one reading."""

    def __init__(
        self,
        lexicon: Lexicon,
        active: tuple[Definition, ...],
        reading: Reading,
        declarations: tuple[Declaration, ...] = (),
    ) -> None:
        self.lexicon, self.active, self.reading, self.declarations = lexicon, active, reading, declarations
        self.habits: Habits = lexicon.habits
        self.fresh = cycle(FRESH)
        self.by_base: dict[tuple[str, str], list[Definition]] = {}
        for definition in active:
            own = definition.mention
            self.by_base.setdefault((self.fold(own.base), own.label), []).append(definition)
        self.sizes = numbers_of(lexicon.declarations, reading.examples)
        self.shapes: dict[Key, tuple[int, ...]] = {}
        self.declared: dict[Key, tuple[int, ...]] = {}
        self.entries: dict[tuple[str, str], str] = {}
        self.listed = listed_layers(active, lexicon) if reading.listed and not reading.units else Listed()
        if reading.listed and not reading.units and not self.listed.widths:
            self.listed.widths.update(widths_of(lexicon.written, reading.leaving))
        self._found: dict[tuple[Key, tuple[str, ...]], list[tuple[Definition, Env]]] = {}
        self._spared: dict[Key, list[tuple[Definition, Env]]] = {}
        if not reading.units and not self.habits.has_layers:
            self._declare(declarations)

    # ---- layers

    def fold(self, base: str) -> str:
        """Capitals are the same quantities for a whole batch."""
        return self.lexicon.fold(base)

    @property
    def last(self) -> int:
        """The number of the output layer."""
        return self.reading.last

    @property
    def batch(self) -> int:
        """How many examples there are."""
        return self.reading.examples

    def width(self, layer: int | None) -> int:
        """Units of a layer."""
        if self.reading.units:
            return self.reading.units
        if layer in self.listed.widths:
            return self.listed.widths[layer]
        if self.reading.outputs and layer == self.last:
            return self.reading.outputs
        if self.reading.inputs and layer == self.reading.first:
            return self.reading.inputs
        return WIDTHS[((layer or 0) - self.reading.first) % len(WIDTHS)]

    def batch_shape(self, width: int) -> tuple[int, int]:
        """The shape of a quantity that every example has."""
        return self.reading.batch_shape(width)

    def layer(self, node: Node | None, env: Env) -> int | None:
        """The number of a layer.   Raises: Unclear."""
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
        if letter in self.habits.depth_letters | self.habits.layer_letters:
            return self.last + step
        raise Unclear(f"the layer {letter} is not known here", node)

    @property
    def input_base(self) -> str:
        """The letter of activations, of which the input is the first."""
        return self.fold(self.lexicon.activation)

    def weighted_key(self, layer: int) -> Key:
        """z of a layer, by the document's letter."""
        return Key(self.fold(self.lexicon.weighted), "", layer)

    def activation_key(self, layer: int) -> Key:
        """a of a layer, by the document's letter."""
        return Key(self.input_base, "", layer)

    @cached_property
    def has_own_output(self) -> bool:
        """Whether the activations of the last layer have a formula that those of others have not: softmax."""
        found = [shift_of(d.mention.layer) for d in self.by_base.get((self.input_base, ""), ()) if d.mention.layer]
        letters = {letter for letter, _ in filter(None, found)}
        return bool(letters & self.habits.depth_letters) and bool(letters - self.habits.depth_letters - {""})

    def is_output(self, base: str, layer: int | None) -> bool:
        """Whether y is the output, where t is the target or y has the last layer's number; ŷ is it without a word."""
        if base == "y~hat" and layer is None and self.habits.has_layers and not self.reading.units:
            return self.input_base != base and not any(b == base for b, _ in self.by_base)
        if base != "y" or not self.habits.has_layers or self.input_base == "y" or self.by_base.get(("y", "")):
            return False
        other = self.lexicon.compared.get("y") or self.lexicon.compared.get("Y")
        if self.is_target_of_last(base, layer):
            return False
        return layer == self.last or (layer is None and other is not None and self.fold(other.base) in ("t", "T"))

    def is_target_of_last(self, base: str, layer: int | None) -> bool:
        """Whether y^L is what a^L is compared with, and no layer of its own."""
        other = self.lexicon.compared.get(base)
        is_target = base in TARGETS and layer == self.last and self.input_base != base
        return is_target and other is not None and other.layer is not None and self.fold(other.base) == self.input_base

    # ---- definitions

    def definition(self, key: Key, units: list[str]) -> tuple[Definition, Env] | None:
        """The definition of a quantity, one for this very layer first."""
        return next(iter(self.definitions(key, units)), None)

    def definitions(self, key: Key, units: list[str]) -> list[tuple[Definition, Env]]:
        """The definitions of a quantity, those for this very layer first; found once."""
        place = key, tuple(units)
        if place not in self._found:
            self._found[place] = self._definitions(key, units)
        return self._found[place]

    def _definitions(self, key: Key, units: list[str]) -> list[tuple[Definition, Env]]:
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
                rank -= shift is not None and shift[0] == CHAIN and shift[1] == key.layer  # of this layer by its letter
                found.append((rank, definition, env))
        return [(definition, env) for _, definition, env in sorted(found, key=lambda f: f[0])]

    def spares(self, key: Key) -> list[tuple[Definition, Env]]:
        """Definitions elsewhere of the same quantity, in a layer or named, for where the nearest one does not fit."""
        if key not in self._spared:
            self._spared[key] = self._spares(key)
        return self._spared[key]

    def _spares(self, key: Key) -> list[tuple[Definition, Env]]:
        is_of_layer = key.layer is not None and self.habits.has_layers
        if key.tag or not (is_of_layer or key.label) or not self.by_base.get((key.base, key.label)):
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

    def _matched(self, definition: Definition, key: Key) -> Env | None:
        """What the layer letter of a definition stands for in a quantity; None where it defines another."""
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
        return Env({letter: key.layer - step}) if key.layer >= self._lowest(key) else None

    def _lowest(self, key: Key) -> int:
        """The first layer that has such a quantity: no state of the input is computed, but weights may leave it."""
        leaves = self.reading.leaving and key.root not in STATES
        return self.reading.first + (0 if leaves else 1)

    # ---- sizes and shapes

    def count(self, mention: Mention) -> Array | None:
        """m, how many examples there are, and n_l, how many units a layer has; None for anything else."""
        if (layer := self._counted_layer(mention)) is not None:
            return number(self.width(layer))
        bare = not (mention.units or mention.layer or mention.example or mention.label or mention.transposed)
        is_bias = mention.base == "B" and self.lexicon.has_capital_biases
        if mention.base in COUNTS and bare and mention.primes == 0 and not is_bias:
            key = Key(self.fold(mention.base), "")
            if key not in self.shapes and not self.by_base.get((key.base, "")):
                return number(self.reading.examples)
        return None

    def _counted_layer(self, mention: Mention) -> int | None:
        """L of n_L, the number of units in the last layer."""
        if mention.base not in COUNTED or len(mention.units) != 1 or mention.label or not self.habits.has_layers:
            return None
        shift = shift_of(mention.units[0])
        is_layer = shift is not None and shift[0] in self.habits.depth_letters
        if shift is None or not is_layer or self.by_base.get((self.fold(mention.base), "")):
            return None
        return self.last + shift[1]

    def demand(self, key: Key, shape: tuple[int, ...]) -> None:
        """Give a free quantity a shape."""
        self.shapes.setdefault(key, shape)

    def _declare(self, declarations: tuple[Declaration, ...]) -> None:
        """Give what is declared its shape; what is computed has its own."""
        otherwise = turned(declarations, self.reading.rows)
        for declaration in declarations:
            mention, reading = declaration.mention, self.reading
            units = tuple(name_of(u) for u in mention.units)
            if any(not u.isdigit() for u in units):
                continue
            try:
                key = Key(self.fold(mention.base), mention.label, self.layer(mention.layer, Env()), units)
            except Unclear:
                continue  # of any layer, whose widths are no number
            shape = shape_of(declaration, self.sizes, reading.examples, reading.rows)
            if is_of_all(declaration, declarations):
                shape = reading.batch_shape(1)
            shape = shape[::-1] if declaration.number in otherwise else shape
            self.declared[key] = shape
            if declaration.entries:
                self.entries[declaration.entries, mention.label] = key.base
            if not self.definitions(key, list(units)):
                self.shapes[key] = shape
