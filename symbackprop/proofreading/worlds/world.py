"""Worlds: every quantity has a value, every derivative is a number.

How a quantity is computed is a matter of the kind of world: from random numbers (`networks.py`) or from those that a
document prints (`arithmetic.py`).  A derivative ∂u/∂v is what u does when v is moved by a very small imaginary number
and all that is computed from v follows (complex-step differentiation, exact to the precision of the numbers); where
other quantities lie between, u moves with each of those that it reads, and these with v: ∂u/∂v = Σ_c ∂u/∂c ∂c/∂v.
Nothing else is known here of rules of calculus, nor of what the library derives.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar
from zlib import crc32

import numpy as np

from symbackprop.parsing.latex.tree import Node
from symbackprop.proofreading.lexicon.definitions import Definition, Lexicon
from symbackprop.proofreading.lexicon.dimensions import Declaration
from symbackprop.proofreading.vocabulary.contexts import Reading
from symbackprop.proofreading.vocabulary.mentions import Mention
from symbackprop.proofreading.vocabulary.quantities import INPUTS, RIGHT, TARGETS, Key, shown
from symbackprop.proofreading.vocabulary.values import Array, Misfit, Unclear, Unlinked, plain
from symbackprop.proofreading.worlds.functions import Elementwise
from symbackprop.proofreading.worlds.moves import STEP, moved_alone
from symbackprop.proofreading.worlds.settings import Setting

T = TypeVar("T")
NOWHERE = 10**6
"""The place of no quantity among those that are being computed."""
UNTOLD = (Unclear, Misfit, ValueError, IndexError, ArithmeticError)


@dataclass
class Frame:
    """What is read for the quantity that is being computed, nothing between; `is_bent` where derivatives are."""

    keys: set[Key] = field(default_factory=set)
    is_bent: bool = False


class World(Setting, ABC):
    """The values of all quantities under one reading, some of them overridden.

    A function that nothing defines is any smooth one where `draws_functions`; printed numbers are of a certain one,
    which is `meant`.
    """

    draws_functions = True

    def __init__(
        self,
        lexicon: Lexicon,
        active: tuple[Definition, ...],
        reading: Reading,
        declarations: tuple[Declaration, ...] = (),
        focus: frozenset[tuple[str, str]] = frozenset(),
    ) -> None:
        super().__init__(lexicon, active, reading, declarations)
        self.focus, self.root = focus, self
        self.meant: Mapping[str, Elementwise] = {}
        self.outputs: list[Key] | None = None
        self.formulas: dict[str, Key] | None = None
        self.values: dict[Key, tuple[Array, frozenset[Key]]] = {}
        self.failures: dict[Key, tuple[int, Unclear | Misfit]] = {}
        self.turning = NOWHERE
        self.overrides: dict[Key, Array] = {}
        self.doubts: set[Key] = set()
        self.learned: set[tuple[Key, int]] = set()
        self.jacobians: dict[tuple[Key, Key], tuple[Array, frozenset[Key]]] = {}
        self.busy: list[Key] = []
        self.chaining: set[tuple[Key, Key]] = set()
        self.reads: list[set[Key]] = []
        self.deeper: World | None = None
        self.frames: list[Frame] = []
        self.direct: dict[Key, Frame] = {}
        self.wholes: dict[tuple[int, int | None, tuple[str, str]], tuple[Mention, Key]] = {}
        self.locals: dict[tuple[Key, Key], Array | None] = {}
        self.kept: dict[Callable[[World], Any], Any] = {}

    def told_size(self, letter: str, body: Node) -> int | None:
        """How many values an index has in a formula, where numbers tell."""
        return None

    # ---- values

    @abstractmethod
    def computed(self, key: Key) -> Array:
        """The value of a quantity that has none yet.   Raises: Unclear where nothing says what it is."""

    def node(self, key: Key) -> Array:
        """The value of a quantity.   Raises: Unclear where nothing says what it is."""
        self.note_read(key)
        if key in self.overrides:
            return self.overrides[key]
        if key in self.values:
            value, deps = self.values[key]
            self.note(deps)
            return value
        if key in self.failures and self.failures[key][0] == len(self.shapes):
            known = self.failures[key][1]
            raise type(known)(known.reason, known.node)
        if key in self.busy:
            self.turning = min(self.turning, self.busy.index(key))
            if (key.layer == self.reading.first and key.layer is not None) or (
                key.base in INPUTS and key.layer is None and not key.tag
            ):
                return self.drawn(Key("x"), self.batch_shape(self.width(self.reading.first)))
            raise Unclear(f"{key.base} is defined by itself")
        self.busy.append(key)
        self.reads.append(set())
        self.frames.append(Frame())
        try:
            value = self.computed(key)
        except (Unclear, Misfit) as trouble:
            self._fail(key, trouble)
            raise
        finally:
            self.busy.pop()
            found = frozenset(self.reads.pop())
            frame = self.frames.pop()
        self.values[key], self.direct[key] = (value, found), frame
        return value

    def _fail(self, key: Key, trouble: Unclear | Misfit) -> None:
        """Keep why a quantity has no value: until more shapes are known, where it did not turn back to what is outside.

        A quantity that is found in a circle may have a value when it is asked for from another place.
        """
        if self.turning >= len(self.busy) - 1:
            self.failures[key] = len(self.shapes), type(trouble)(trouble.reason, trouble.node)
            self.turning = NOWHERE

    def note_read(self, key: Key) -> None:
        """Tell what is being computed that it reads a quantity at once."""
        self.note({key})
        if self.frames:
            self.frames[-1].keys.add(key)

    def note(self, keys: set[Key] | frozenset[Key]) -> None:
        """Tell all that is being computed what was read for it."""
        for reads in self.reads:
            reads |= keys

    @contextmanager
    def unnoticed(self) -> Iterator[None]:
        """What is read within is not read for what is being computed: it only tells what that depends on."""
        reads, frames = self.reads[:], self.frames[:]
        self.reads.clear()
        self.frames.clear()
        try:
            yield
        finally:
            self.reads[:], self.frames[:] = reads, frames

    def drawn(self, key: Key, shape: tuple[int, ...]) -> Array:
        """Random numbers, the same for one key and one seed."""
        rng = np.random.default_rng(crc32(repr((key, self.reading.seed)).encode()))
        if key.root in TARGETS:
            value = rng.uniform(0.1, 0.9, shape)
            if shape == () and (others := self._beside(key)):
                return self._share(key, others)
            classes = 1 if self.reading.rows else 0
            is_share = self.reading.simplex or self.reading.output == "softmax"
            if is_share and len(shape) == 2 and shape[classes] > 1:  # one share alone would be 1, whatever y is
                value = value / value.sum(axis=classes, keepdims=True)
            if self.lexicon.names_true_class and len(shape) == 2 and shape[classes] > 1:
                value = np.where(np.indices(shape)[classes] == RIGHT, 1.0, 0.0)
        else:
            value = rng.uniform(-1.0, 1.0, shape)
            value = np.where(np.abs(value) < 0.15, value + 0.3, value)
        return np.asarray(value, dtype=complex)

    def _beside(self, key: Key) -> tuple[str, ...]:
        """The numbers of all entries that a numbered target is one of, where they are shares of one whole."""
        is_share = self.reading.simplex or self.reading.output == "softmax" or self.lexicon.names_true_class
        if not is_share or len(key.tag) != 1:
            return ()
        return next((n for n in self.lexicon.one_by_one.values() if key.tag[0] in n), ())

    def _share(self, key: Key, numbers: tuple[str, ...]) -> Array:
        """The share that a numbered target has of all of them: y_4 of y_4 + y_5 + y_6 = 1."""
        if self.lexicon.names_true_class:
            return np.asarray(float(key.tag[0] == numbers[self.reading.right % len(numbers)]), dtype=complex)
        seeds = (crc32(repr((key._replace(tag=(n,)), self.reading.seed)).encode()) for n in numbers)
        raw = {n: np.random.default_rng(seed).uniform(0.1, 0.9) for n, seed in zip(numbers, seeds, strict=True)}
        return np.asarray(raw[key.tag[0]] / sum(raw.values()), dtype=complex)

    # ---- derivatives

    @property
    def deep(self) -> "World | None":
        """The same world with ŷ the output of the layers, where the document defines it without them."""
        return None

    def moved(self, key: Key, value: Array) -> "World":
        """The same world with another value for one quantity, and all that follows from it."""
        other = self.holding({**self.overrides, key: value})
        other.values = {k: v for k, v in self.values.items() if key not in v[1] and k != key}
        return other

    def holding(self, overrides: dict[Key, Array]) -> "World":
        """The same world with other values for some quantities, and nothing else changed."""
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__)
        other.overrides, other.values, other.failures = overrides, dict(self.values), {}
        other.busy, other.reads, other.frames, other.jacobians, other.locals = [], [], [], {}, {}
        other.chaining = set()
        return other

    def jacobian(self, of: Key, by: Key) -> Array:
        """∂of/∂by: a row for every entry of the one, a column for every entry of the other; computed once."""
        self._bend()
        if (of, by) not in self.jacobians:
            self.reads.append(set())
            is_circular = (of, by) in self.chaining
            self.chaining.add((of, by))
            try:
                base, top = self.node(by), self.node(of)
                data = self._at_once(of, by, base) if is_circular else self._chained(of, by, top, base)
            finally:
                self.chaining.discard((of, by))
                deps = frozenset(self.reads.pop())
            self.jacobians[of, by] = data, deps
        whole, deps = self.jacobians[of, by]
        self.note(deps)
        return whole

    def _bend(self) -> None:
        """A quantity that is computed from derivatives does not move with what it reads alone."""
        if self.frames:
            self.frames[-1].is_bent = True

    def _chained(self, of: Key, by: Key, top: Array, base: Array) -> Array:
        """∂of/∂by = Σ_c ∂of/∂c ∂c/∂by over what is read for it."""
        if of == by:
            return np.eye(base.size, dtype=complex)
        if not self.depends(of, by):
            raise Unlinked(f"nothing says how this depends on {shown(by.base)}")
        total = np.zeros((top.size, base.size), dtype=complex)
        for between in self._between(of, by):
            local = self._local(of, between)
            if local is None:
                return self._at_once(of, by, base)
            total += local if between == by else local @ self.jacobian(between, by)
        return total

    def _at_once(self, of: Key, by: Key, base: Array) -> Array:
        """∂of/∂by with everything between moved too."""
        data = self.slope(lambda w: w.node(of), by, entries_of(base), (base.size,))
        return np.asarray(data.reshape(-1, base.size))

    def depends(self, of: Key, by: Key) -> bool:
        """Whether a quantity is computed from another, or is it."""
        return of == by or (of not in self.overrides and of in self.values and by in self.values[of][1])

    def _between(self, of: Key, by: Key) -> list[Key]:
        """What is read for a quantity and depends on another."""
        return sorted((k for k in self.direct[of].keys if self.depends(k, by)), key=repr)

    def _local(self, of: Key, by: Key) -> Array | None:
        """∂of/∂by with all else that is read for it held fast; None where that does not tell how it moves."""
        if (of, by) not in self.locals:
            self.locals[of, by] = self._moving_alone(of, by)
        return self.locals[of, by]

    def _moving_alone(self, of: Key, by: Key) -> Array | None:
        frame, value = self.direct[of], self.values[of][0]
        held = self.held(frame.keys)
        if frame.is_bent or held is None or by not in held:
            return None

        def computed(numbers: Mapping[Key, Array]) -> Array:
            world = self.holding(dict(numbers))
            world.busy = [of]
            return world.computed(of)

        try:
            return moved_alone(computed, held, by, value)
        except UNTOLD:
            return None

    def held(self, keys: Iterable[Key]) -> dict[Key, Array] | None:
        """The values of some quantities; None where one has none here, though it was computed elsewhere.

        One that was never computed was asked for in vain: L of L(ŷ, y), which is put in as a function.
        """
        found = dict(self.overrides)
        for key in keys:
            if key not in found:
                if key in self.values:
                    found[key] = self.values[key][0]
                elif key in self.direct:
                    return None
        return found

    def slope(
        self, of: Callable[["World"], Array], key: Key, entries: list[tuple[int, ...]], shape: tuple[int, ...]
    ) -> Array:
        """∂of/∂key at some entries: an array with the axes of `of`, then `shape`."""
        self._bend()
        base = self.node(key)
        probe = self.moved(key, base)
        probe.reads.append(set())
        of(probe)
        if key not in probe.reads[0]:
            raise Unlinked(f"nothing says how this depends on {shown(key.base)}")
        self.note(probe.reads[0])
        columns = []
        for entry in entries:
            moved = base.copy()
            moved[entry] += 1j * STEP
            columns.append(plain(of(self.moved(key, moved))).imag / STEP)
        above = columns[0].shape if columns else ()
        data = np.stack([c.reshape(-1) for c in columns], axis=-1) if columns else np.zeros((0,))
        return np.asarray(data.reshape(above + shape), dtype=complex)


def once(found: Callable[[World], T]) -> Callable[[World], T]:
    """What follows from the definitions in force, whatever moves in a world: found once, and kept as long as it is."""

    @wraps(found)
    def known(world: World) -> T:
        if found not in world.kept:
            world.kept[found] = found(world)
        value: T = world.kept[found]
        return value

    return known


def entries_of(array: Array) -> list[tuple[int, ...]]:
    """All places of an array."""
    return list(np.ndindex(array.shape))
