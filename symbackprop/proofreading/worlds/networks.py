"""Random networks that do what a document's equations say.

Quantities that the document defines are computed by its own definitions; what it leaves out comes from the usual
layers.
"""

from contextlib import suppress

from symbackprop.proofreading.lexicon.definitions import Definition
from symbackprop.proofreading.lexicon.function_names import MODELS
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, Mention, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, Key
from symbackprop.proofreading.vocabulary.values import Absent, Array, Misfit, Unclear, Unknown, number, why_not
from symbackprop.proofreading.worlds.beginnings import beginning, begins_in_spite
from symbackprop.proofreading.worlds.interpreter import Interpreter
from symbackprop.proofreading.worlds.limits import told_by_sums
from symbackprop.proofreading.worlds.shapes import Shaper
from symbackprop.proofreading.worlds.templates import template
from symbackprop.proofreading.worlds.wholes import by_analogy, defined, joined
from symbackprop.proofreading.worlds.world import World

FREE_WIDTH = 4
"""How many entries the variable of a function has, where a text computes nothing else from it."""


class Network(World):
    """A world of random numbers: definitions first, then the usual network, then anything of the right shape."""

    def computed(self, key: Key) -> Array:
        """The value of a quantity that has none yet.   Raises: Unclear where nothing says what it is."""
        has_layer = key.layer is not None and self.habits.has_layers
        if has_layer and not self.reading.first <= (key.layer or 0) <= self.last:
            raise Absent(f"{key.base} of layer {key.layer} does not exist")
        if has_layer and key == self.activation_key(self.reading.first):
            return self.drawn(key, self.batch_shape(self.width(key.layer)))
        value, trouble = self._listed(key) if key in self.listed.units else self._by_definitions(key)
        if value is not None:
            return value
        if trouble is not None:
            is_usual = key.base in COSTS or (has_layer and key.base != "delta")
            is_begun = isinstance(trouble, Unknown) and begins_in_spite(self, key)
            if not (is_usual or is_begun) or key.tag:
                raise trouble
            self.doubts.add(key)
            if is_begun:
                return self.drawn(key, self.shapes.get(key, self.batch_shape(FREE_WIDTH)))
        try:
            value = self._usual(key)
        except (Misfit, ValueError, IndexError, ArithmeticError) as failure:
            raise Unclear(f"the usual {key.base} cannot be computed: {why_not(failure)}") from None
        if value is None and key not in self.shapes:
            with self.unnoticed():  # what reads a quantity tells its shape, and is not read for it
                self._compute_uses(key)
                if key not in self.shapes:
                    self._learn_from_uses(key)
        if value is None and key in self.shapes:
            value = self.drawn(key, self.shapes[key])
        if value is None:
            value = beginning(self, key)
        if value is None and key == Key(key.base, key.label) and (key.base, key.label) in self.lexicon.scalars:
            value = self.drawn(key, ())
        if value is None and (terms := told_by_sums(self, key)) is not None:
            value = number(terms)
        if value is None:
            raise Unknown(f"nothing says what {key.base} is")
        return value

    def _listed(self, key: Key) -> tuple[Array | None, Unclear | None]:
        """A layer whose units are written out, one after another."""
        units = ((key._replace(tag=(str(n),)), d) for n, d in enumerate(self.listed.units[key], 1))
        interpreter = Interpreter(self)
        return joined([defined(interpreter, own, d, Env()) for own, d in units], 1 if self.reading.rows else 0), None

    def _usual(self, key: Key) -> Array | None:
        """What a quantity is in other texts, or by the definition of another like it."""
        interpreter = Interpreter(self)
        value = by_analogy(interpreter, key)
        return template(interpreter, key) if value is None else value

    def _compute_uses(self, key: Key) -> None:
        """Compute what reads numbered weights in a text without layers, z = x W^{(1)}: it tells their shape."""
        if key.layer is None or self.habits.has_layers or self.busy != [key] or key.root not in WEIGHTS | BIASES:
            return
        for definition in self.active:
            own, read = definition.mention, mentions(definition.body, self.habits)
            is_read = any(self._is_named(m, key) for m in read)
            if is_read and own.layer is None and not own.units and key not in self.shapes:
                with suppress(Unclear, Misfit):
                    self.node(Key(self.fold(own.base), own.label))

    def _is_named(self, mention: Mention, key: Key) -> bool:
        """Whether a mention with a number is one of a quantity."""
        is_same = (self.fold(mention.base), mention.label) == (key.base, key.label)
        return is_same and mention.layer is not None and self.layer(mention.layer, Env()) == key.layer

    def _learn_from_uses(self, key: Key) -> None:
        """Look for the shape of a free quantity in the definitions that read it: that of W in z = W a + b.

        Not in a text with a cost, which would have been computed, and its shapes learned, before any slope; but where
        the output is a model h_θ(x), targets take their shape from it.
        """
        every = self.lexicon.definitions
        has_cost = any(d.mention.base in COSTS for d in every) and not any(d.mention.label in MODELS for d in every)
        told = self.active if key.layer is None and not key.tag and not has_cost else ()
        for definition in sorted(told, key=lambda d: d.mention.base in COSTS):
            own = definition.mention
            if own.base in COSTS and key in self.shapes:
                break  # the size of weights in a cost, Σ_j θ_j², tells less than the model that reads them
            read = {(self.fold(m.base), m.label) for m in mentions(definition.body, self.habits)}
            if (key.base, key.label) in read and own.layer is None and not own.units and not definition.is_slope:
                Shaper(self).learn(Key(self.fold(own.base), own.label), definition, Env())
        if key not in self.shapes and self._is_variable(key):
            self.demand(key, self.batch_shape(FREE_WIDTH))

    def _is_variable(self, key: Key) -> bool:
        """Whether all that is computed from a quantity reads it alone, y = 1/(1 + e^{-z}): any vector will do.

        What is transposed is a matrix, U = V^T.
        """
        bodies = [[m for m in mentions(d.body, self.habits) if m.base not in ("e", "pi")] for d in self.active]
        read = [{(self.fold(m.base), m.label) for m in body if not self._is_function(m.base)} for body in bodies]
        own = (key.base, key.label)
        return (
            not (key.layer is not None or key.tag or self.habits.has_layers)
            and any(own in names for names in read)
            and all(names == {own} for names in read if own in names)
            and not any(m.transposed for body in bodies for m in body)
        )

    def _is_function(self, base: str) -> bool:
        return base in self.lexicon.functions

    def _by_definitions(self, key: Key) -> tuple[Array | None, Unclear | None]:
        """(the value by the first definition that can be computed, what is unclear in the first)."""
        interpreter = Interpreter(self)
        trouble: Unclear | None = None
        for definition, env in [*self.definitions(key, list(key.tag)), *self.spares(key)]:
            try:
                value = defined(interpreter, key, definition, env)
            except Misfit as misfit:
                trouble = trouble or Unclear(f"the shapes in the definition of {key.base} do not fit: {misfit.reason}")
            except Unclear as unclear:
                begins = isinstance(unclear, Absent) and key.layer == self.reading.first + 1
                trouble = trouble or (None if begins else unclear)  # z^{l+1} = W g(z^l) is said of those above
            except (ValueError, IndexError, ArithmeticError) as failure:
                trouble = trouble or Unclear(f"the definition of {key.base} cannot be computed: {why_not(failure)}")
            else:
                if trouble is not None:
                    self.doubts.add(key)
                return value, trouble
        return None, trouble

    @property
    def deep(self) -> World | None:
        """The same world with ŷ the output of the layers, where the document defines it without them."""
        rest = tuple(d for d in self.active if not is_shallow_output(d, self.habits))
        if len(rest) == len(self.active) or not self.habits.has_layers or self.overrides:
            return None
        if self.deeper is None:
            self.deeper = Network(self.lexicon, rest, self.reading, self.declarations, self.focus)
            self.deeper.reads, self.deeper.frames, self.deeper.doubts = self.reads, self.frames, self.doubts
        return self.deeper


def is_shallow_output(definition: Definition, habits: Habits) -> bool:
    """Whether ŷ or h_W is defined by one unit alone, as in the chapter before the layers."""
    own = definition.mention
    if (own.base != "y~hat" and own.label not in MODELS) or own.layer is not None:
        return False
    return not any(m.layer is not None for m in mentions(definition.body, habits))
