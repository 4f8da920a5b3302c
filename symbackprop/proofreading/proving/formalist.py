"""Formulas read for all sizes: the same tree and signs as the numeric engine's, with general entries as values.

A letter that counts entries is an index here and not every number in turn; everything else follows `Interpreter`,
whose answers on what a mention names (which quantity, which entries) are used as they are.
"""

from collections.abc import Callable
from dataclasses import replace

from sympy import Expr, Idx, Integer, KroneckerDelta, Rational, exp, pi

from symbackprop.language.indices import extent, substitute
from symbackprop.parsing.latex.tree import (
    Addition,
    Annotated,
    Apply,
    Big,
    Cases,
    Derivative,
    Differential,
    Group,
    Nabla,
    Name,
    Node,
    Number,
    Product,
    Quotient,
    Root,
    Scripted,
    Words,
)
from symbackprop.proofreading.lexicon.definitions import Definition
from symbackprop.proofreading.proving import calls, signs, slopes, sums
from symbackprop.proofreading.proving.forms import Blocks, Formal, number
from symbackprop.proofreading.proving.models import Model
from symbackprop.proofreading.proving.refusals import Unsaid
from symbackprop.proofreading.proving.signs import scripted
from symbackprop.proofreading.proving.sums import ones
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of
from symbackprop.proofreading.vocabulary.places import Place
from symbackprop.proofreading.vocabulary.quantities import Key
from symbackprop.proofreading.worlds.costs import main_cost
from symbackprop.proofreading.worlds.interpreter import Interpreter
from symbackprop.proofreading.worlds.keys import key_of_formula
from symbackprop.proofreading.worlds.losses import loss_of
from symbackprop.proofreading.worlds.ones import are_ones
from symbackprop.proofreading.worlds.selections import index_of, is_row_of, quantity, selection_of
from symbackprop.proofreading.worlds.sizes import size_of


class Formalist:
    """Reads formulas over one model."""

    def __init__(self, model: Model) -> None:
        self.model, self.world, self.algebra = model, model.world, model.algebra
        self.interpreter = Interpreter(self.world)
        self.habits, self.lexicon, self.reading = self.world.habits, self.world.lexicon, self.world.reading

    def defined(self, key: Key, definition: Definition, env: Env) -> Formal:
        """The general entry that a definition gives to a whole quantity."""
        mention = definition.mention
        letters = [name_of(u) for u in mention.units]
        own: list[Idx | None] = []
        if letters and not all(t.isdigit() for t in letters):
            order = reversed(letters) if self.reading.rows and len(letters) == 2 else letters
            sizes = {t: size_of(self.world, t, definition.body, env, key, at) for at, t in enumerate(order)}
            env = replace(env, sizes={**env.sizes, **sizes})
            for t in letters:
                env, axis = self.opened(env, t, sizes[t])
                own.append(axis)
            return self._stacked(key, own, self._by_examples(mention, definition.body, env))
        return self._by_examples(mention, definition.body, env)

    def opened(self, env: Env, letter: str, size: int, value: int = 0) -> tuple[Env, Idx | None]:
        """A letter that may be any place of an axis."""
        axis = self.algebra.axis(size)
        where = Place(value, axis if axis is not None else Integer(0))
        return replace(env, letters={**env.letters, letter: where}, sizes={**env.sizes, letter: size}), axis

    def _by_examples(self, mention: Mention, body: Node, env: Env) -> Formal:
        letter = name_of(mention.example)
        if not letter or letter.isdigit():
            return self.array(body, env)
        env, axis = self.opened(env, letter, self.reading.examples)
        value = self.array(body, env)
        if axis is None:
            return value
        return self._along(value, axis, 0 if self.reading.rows else 1)

    def _along(self, value: Formal, axis: Idx, at: int) -> Formal:
        """Values side by side along an axis."""
        shape, axes = (value.shape, value.axes) if len(value.shape) == 2 else ((1, 1), (None, None))
        if axes[at] is not None:
            raise Unsaid("an array for each entry")
        count = self.model.extents.numbers[extent(axis)]
        return Formal(value.expr, tuple(count if n == at else s for n, s in enumerate(shape)),
                      tuple(axis if n == at else a for n, a in enumerate(axes)))  # fmt: skip

    def _stacked(self, key: Key, own: list[Idx | None], value: Formal) -> Formal:
        numbers = self.model.extents.numbers
        if len(own) == 2:
            if not value.is_scalar:
                raise Unsaid("an entry of a matrix that is no number")
            return Formal(value.expr, tuple(1 if i is None else numbers[extent(i)] for i in own), tuple(own))
        if len(own) != 1:
            raise Unsaid("more than two indices")
        if own[0] is None:
            return Formal(value.expr, value.shape or (1, 1), value.axes or (None, None))
        return self._along(value, own[0], 1 if self.reading.rows else 0)

    def array(self, node: Node, env: Env) -> Formal:
        """A formula as an array."""
        return self.value(node, env).plain()

    def value(self, node: Node, env: Env) -> Formal:
        """A formula.   Raises: Unsaid."""
        if isinstance(node, Number):
            return number(Rational(node.text))
        if isinstance(node, Name | Scripted | Words):
            return self._symbol(node, env)
        handler = _HANDLERS.get(type(node))
        if handler is None:
            raise Unsaid(f"a {type(node).__name__}")
        is_whole = isinstance(node, Addition) and env.is_empty
        named = key_of_formula(self.world, node) if is_whole else None
        return handler(self, node, env) if named is None or named in self.model.busy else self.model.value(named)

    def _symbol(self, node: Node, env: Env) -> Formal:
        mention = mention_of(node, self.habits)
        if mention is None:
            assert isinstance(node, Scripted)
            return scripted(self, node, env)
        if mention.base == "e" and mention.power is not None and mention.layer is None:
            inner = self.array(mention.power, env)
            return inner.named(exp(inner.expr))
        if mention.base in env.local and mention.layer is None:
            return self._local(mention, env)
        if mention.base == "pi" and mention.is_plain:
            return number(pi)
        if are_ones(mention):
            return ones(self, mention, env)
        if mention.is_next or mention.primes or mention.base in self.lexicon.functions:
            raise Unsaid(f"{mention.base} without an argument")
        value = self.mentioned(mention, env)
        if mention.transposed or mention.base in self.lexicon.unit_weights:
            shape = value.plain().shape
            if mention.transposed is not is_row_of(self.world, mention, shape, env):
                value = self.algebra.turned(value.plain())
        if mention.power is not None:
            value = self._power(value.plain(), mention.power, env)
        return value

    def _local(self, mention: Mention, env: Env) -> Formal:
        value: Formal = env.local[mention.base]  # type: ignore[assignment]
        if mention.units:
            raise Unsaid("an entry of a parameter")
        return self._power(value, mention.power, env) if mention.power is not None else value

    def _power(self, base: Formal, power: Node, env: Env) -> Formal:
        exponent = self.array(power, env)
        if not exponent.is_scalar or (exponent.expr == -1 and not base.is_scalar):
            raise Unsaid("a power that is no number")
        return base.named(base.expr**exponent.expr)

    def mentioned(self, mention: Mention, env: Env) -> Formal:
        """A quantity, whole or the entry that is named."""
        if mention.base == "delta" and len(mention.units) == 2 and mention.layer is None:
            one, other = (self._index(u, env) for u in mention.units)
            return number(KroneckerDelta(one, other))
        count = self.world.count(mention)
        if count is not None:
            return number(self.model.extents.examples if self.reading.examples > 1 else 1)
        key = quantity(self.world, mention, env)
        whole = self.model.value(key)
        value, ident = self.part(whole, mention, key, env)
        if key.base != "delta" or key.layer is None or not self.habits.has_layers or key.tag:
            return value
        scale = self._scale(mention, env, value.shape)
        inner = key._replace(base=self.world.fold(self.lexicon.weighted))
        shape, axes = ((), ()) if value.is_scalar else (value.shape, value.axes)
        return Formal(value.expr * scale, shape, axes, (main_cost(self.world), ()), (inner, ident), 0)

    def _index(self, unit: Node, env: Env) -> Expr:
        found = index_of(unit, env)
        if isinstance(found, Place):
            return found.where
        if found is None:
            raise Unsaid("an index that is all of them")
        return Integer(found)

    def part(self, whole: Formal, mention: Mention, key: Key, env: Env) -> tuple[Formal, tuple[str, ...]]:
        """The entries that a mention names, and which those are."""
        array = self.world.node(key)
        selection = selection_of(self.world, array, mention, key, env)
        if selection is None:
            return whole, ()
        return self._chosen(whole, selection)

    def _chosen(self, whole: Formal, selection: tuple[slice | int, ...]) -> tuple[Formal, tuple[str, ...]]:
        if isinstance(whole, Blocks):
            return self._block(whole, selection)
        new: dict[Idx, Expr] = {}
        shape, axes, places = [], [], []
        for axis, length, cut in zip(whole.axes, whole.shape, selection, strict=True):
            assert isinstance(cut, slice)
            if cut.start is None and cut.stop is None:
                shape.append(length)
                axes.append(axis)
                places.append(":")
                continue
            if cut.start is None or cut.stop != cut.start + 1:
                raise Unsaid("a part of an axis")
            where = cut.start.where if isinstance(cut.start, Place) else Integer(cut.start)
            shape.append(1)
            axes.append(None)
            places.append(str(where))
            if axis is not None:
                self._placed(where, axis)
                new[axis] = where
        return Formal(substitute(whole.expr, new), tuple(shape), tuple(axes)), tuple(places)

    def _block(self, whole: Blocks, selection: tuple[slice | int, ...]) -> tuple[Formal, tuple[str, ...]]:
        """The first block, whose place is known for all sizes."""
        cuts = list(selection)
        if cuts[whole.axis] != slice(0, 1):
            raise Unsaid("a part of a matrix in blocks")
        cuts[whole.axis] = slice(None)
        return self._chosen(whole.parts[0], tuple(cuts))

    def _placed(self, where: Expr, axis: Idx) -> None:
        """An index has as many values as the axis that it counts."""
        if isinstance(where, Idx):
            self.model.extents.join_axes(where, axis)
        elif where.is_Integer:
            self.model.extents.fix(extent(axis))
        else:
            raise Unsaid("an index that is shifted")

    def _scale(self, mention: Mention, env: Env, shape: tuple[int, ...], of: Node | None = None) -> Expr:
        """1, m or 1/m: what the reading makes of a derivative of the cost."""
        import numpy as np

        if self.reading.examples == 1:
            return Integer(1)
        value = np.ones(shape, dtype=complex)
        found = loss_of(self.interpreter, mention, value, env, of)
        ratio = complex(np.asarray(found).reshape(-1)[0]).real
        m = self.model.extents.examples
        return Integer(1) if ratio == 1 else m if ratio > 1 else 1 / m


_HANDLERS: dict[type, Callable[..., Formal]] = {
    Group: signs.grouped,
    Product: signs.multiplied,
    Addition: signs.added,
    Quotient: signs.divided,
    Root: signs.rooted,
    Cases: signs.by_cases,
    Annotated: signs.unannotated,
    Derivative: slopes.derivative,
    Nabla: slopes.gradient,
    Differential: slopes.differential,
    Apply: calls.call,
    Big: sums.summed,
}
