"""Formulas evaluated in a world: the meaning of the author's signs, shape by shape."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from symbackprop.parsing.latex.tree import (
    Addition,
    Annotated,
    Apply,
    Big,
    Cases,
    Derivative,
    Differential,
    Grid,
    Group,
    Listing,
    Nabla,
    Name,
    Node,
    Number,
    Product,
    Quotient,
    Relation,
    Root,
    Scripted,
    Slice,
    Words,
)
from symbackprop.proofreading.calls import CALLS, applied, some_function
from symbackprop.proofreading.definitions import Definition
from symbackprop.proofreading.dimensions import COUNTS
from symbackprop.proofreading.mentions import (
    WEIGHTS,
    Mention,
    flat,
    is_slice,
    limit_letters,
    mention_of,
    mentions,
    name_of,
    shift_of,
)
from symbackprop.proofreading.ones import ONES, fitted_ones, ones
from symbackprop.proofreading.shapes import Shaper
from symbackprop.proofreading.sums import averaged, over_names
from symbackprop.proofreading.templates import is_augmented, is_data, loss_of, main_cost
from symbackprop.proofreading.values import (
    Absent,
    Array,
    Misfit,
    Overrun,
    Slope,
    Unclear,
    Value,
    contracted,
    is_scalar,
    number,
    plain,
    plus,
    scaled,
    times,
)
from symbackprop.proofreading.worlds import COSTS, LETTERS, Env, Key, World, entries_of

Selection = tuple[slice | int, ...]


class Interpreter:
    """Evaluates formulas in one world."""

    def __init__(self, world: World) -> None:
        self.world, self.reading, self.lexicon, self.habits = world, world.reading, world.lexicon, world.habits
        self.is_literal = False

    # ---- definitions

    def defined(self, key: Key, definition: Definition, env: Env) -> Array:
        """The value that a definition gives to a whole quantity."""
        mention = definition.mention
        letters = [name_of(u) for u in mention.units]
        Shaper(self).learn(key, definition, env)
        if not letters or all(t.isdigit() for t in letters):
            return self._fitting(key, self._by_examples(mention, definition.body, env))
        if not all(len(t) >= 1 and not t.isdigit() for t in letters):
            raise Unclear("this entry is no general one", mention.node)
        sizes = {t: self.size(t, definition.body, env, key, at) for at, t in enumerate(letters)}
        env = replace(env, sizes={**env.sizes, **sizes})
        cells = {}
        for place in product(*(range(sizes[t]) for t in letters)):
            cells[place] = self._by_examples(
                mention, definition.body, env.bound(**dict(zip(letters, place, strict=True)))
            )
        return self._stacked(cells, [sizes[t] for t in letters], mention)

    def _fitting(self, key: Key, value: Array) -> Array:
        """A layer's values have its width; another shape shows that the definition is read wrongly."""
        if key.layer is not None and self.habits.has_layers and key.base in ("z", "a", "h") and not key.tag:
            expected = self.world.batch_shape(self.world.width(key.layer))
            if value.size > 1 and value.shape != expected:
                raise Misfit(f"{key.base} of layer {key.layer} has another shape than its layer")
        return value

    def _by_examples(self, mention: Mention, body: Node, env: Env) -> Array:
        letter = name_of(mention.example)
        if not letter or letter.isdigit():
            return self._tall(plain(self.value(body, env)))
        columns = [plain(self.value(body, env.bound(**{letter: i}))) for i in range(self.reading.examples)]
        axis = 0 if self.reading.rows else 1
        return np.concatenate([c.reshape(1, 1) if c.ndim == 0 else c for c in columns], axis=axis)

    @staticmethod
    def _tall(value: Array) -> Array:
        return value

    def _stacked(self, cells: dict[tuple[int, ...], Array], sizes: list[int], mention: Mention) -> Array:
        if len(sizes) == 2:
            out = np.zeros(sizes, dtype=complex)
            for place, value in cells.items():
                if not is_scalar(value):
                    raise Misfit("an entry of a matrix that is no number", mention.node)
                out[place] = value.reshape(())
            return out
        if len(sizes) != 1:
            raise Unclear("more than two indices", mention.node)
        rows = [cells[(n,)] for n in range(sizes[0])]
        if self.reading.rows:
            return np.concatenate([r.reshape(1, 1) if r.ndim == 0 else r for r in rows], axis=1)
        return np.concatenate([r.reshape(1, 1) if r.ndim == 0 else r for r in rows], axis=0)

    def size(self, letter: str, body: Node, env: Env, key: Key | None = None, at: int = 0) -> int:
        """How many values an index has: from what it counts on the left, then from what it indexes on the right."""
        world = self.world
        if letter in env.sizes:
            return env.sizes[letter]
        if key is not None and key.layer is not None and key.base.split("~")[0] not in ("w", "theta", "v", "u"):
            return self.reading.examples if at == 1 else world.width(key.layer)
        for mention in sorted(mentions(body, self.habits), key=lambda m: len(m.units) != 2):
            found = self._axis(letter, mention, env)
            if found:
                return found
        if letter in self.habits.example_letters:
            return self.reading.examples
        return self.reading.units or LETTERS.get(letter, 3)

    def _axis(self, letter: str, mention: Mention, env: Env) -> int | None:
        names = [name_of(u) for u in mention.units]
        if name_of(mention.example) == letter:
            return self.reading.examples
        if letter not in names or self.lexicon.functions & {mention.base}:
            return None
        try:
            key = self.world.key(mention, env)
            shape = self.world.shapes.get(key) or self.world.node(key).shape
        except (Unclear, Misfit):
            return None
        at = names.index(letter)
        if shape == () or set(shape) == {1}:
            return 1
        if len(names) == 2:
            return shape[at] if len(shape) == 2 else None
        if len(shape) != 2:
            return None
        if letter in self.habits.example_letters and self.reading.examples > 1:
            return self.reading.examples
        return shape[1] if self._is_row(key, shape) else shape[0]

    def _is_row(self, key: Key, shape: tuple[int, ...]) -> bool:
        """Whether the entries of a vector lie side by side."""
        is_vector = self.reading.examples == 1 and 1 in shape
        return shape[0] == 1 and shape[1] > 1 if is_vector else self.reading.rows

    # ---- formulas

    def value(self, node: Node, env: Env) -> Value:
        """The value of a formula.   Raises: Unclear, Misfit."""
        if isinstance(node, Number):
            return number(float(node.text))
        if isinstance(node, Name | Scripted | Words):
            return self._symbol(node, env)
        handler = _HANDLERS.get(type(node))
        if handler is None:
            raise Unclear("this cannot be evaluated", node)
        is_whole = isinstance(node, Addition) and not (env.letters or env.local or any(env.renamed))
        named = self.world.named(node) if is_whole else None
        return handler(self, node, env) if named is None else self.world.node(named)

    def array(self, node: Node, env: Env) -> Array:
        """The value of a formula as an array."""
        return plain(self.value(node, env))

    def _symbol(self, node: Node, env: Env) -> Value:
        mention = mention_of(node, self.habits)
        if mention is None:
            assert isinstance(node, Scripted)
            return self._scripted(node, env)
        if mention.base == "e" and mention.power is not None and mention.layer is None:
            return np.exp(self.array(mention.power, env))
        if mention.base in env.local and mention.layer is None:
            return self._local(mention, env)
        if mention.base == "pi" and mention.is_plain:
            return number(np.pi)
        if mention.base in ONES:
            return ones(self, mention, env)
        if mention.is_next:
            raise Unclear("the next value of a quantity", node)
        if not mention.base[:1].isalpha() and mention.base not in env.local:
            raise Unclear(f"{mention.base} is no symbol", node)
        named = bool(mention.units or mention.label)
        if mention.base in self.lexicon.functions and (mention.primes or not named):
            raise Unclear(f"the function {mention.base} stands without an argument", node)
        if mention.primes:
            raise Unclear("a prime on what is no function", node)
        value = self.mentioned(mention, env)
        if mention.transposed and not self._is_row_of(mention, plain(value), env):
            value = plain(value).T
        if mention.power is not None:
            value = self._power(plain(value), mention.power, env, node)
        return value

    def _is_row_of(self, mention: Mention, value: Array, env: Env) -> bool:
        """Whether it is a row of a matrix: in w_j^T x the weights of unit j are a column, so that T leaves the row."""
        if len(mention.units) != 1 or value.ndim != 2 or value.shape[0] != 1:
            return False
        whole = self.world.node(self.world.key(mention, env))
        return whole.ndim == 2 and min(whole.shape) > 1 and mention.base.split("~")[0] in WEIGHTS

    def _local(self, mention: Mention, env: Env) -> Value:
        value = env.local[mention.base]
        for unit in mention.units:
            at = env.letters.get(name_of(unit))
            if at is None:
                raise Unclear("an index of a parameter", mention.node)
            value = value.reshape(-1)[at]
        if mention.power is not None:
            value = self._power(np.asarray(value), mention.power, env, mention.node)
        return np.asarray(value)

    def _power(self, base: Array, power: Node, env: Env, node: Node) -> Array:
        exponent = self.array(power, env)
        if not is_scalar(exponent):
            raise Unclear("a power that is no number", node)
        e = complex(exponent.reshape(()))
        if e == -1 and not is_scalar(base):
            raise Unclear("an inverse matrix", node)
        return np.asarray(base ** int(e.real) if e.imag == 0 and e.real == int(e.real) else base**e)

    def mentioned(self, mention: Mention, env: Env) -> Value:
        """The value of a quantity, whole or the entry that is named."""
        if mention.base == "delta" and len(mention.units) == 2 and mention.layer is None:
            return number(float(len({self._index(u, env) for u in mention.units}) == 1))
        count = self._count(mention)
        if count is not None:
            return count
        world = self.world
        key = self._key(mention, env)
        array = world.node(key)
        value = self._entry(array, mention, key, env)
        if key.base != "delta":
            return value
        return self._error(mention, key, loss_of(self, mention, value, env), env)

    def _error(self, mention: Mention, key: Key, value: Value, env: Env) -> Value:
        """δ of a layer is ∂C/∂z: it goes on with ∂z/∂… by the chain rule."""
        if key.layer is None or not self.habits.has_layers or key.tag:
            return value
        inner = key._replace(base=self.world.fold(self.lexicon.weighted))
        array = self.world.node(inner)
        data = plain(value)
        selection = self.selection(array, mention, inner, env)
        entries = entries_of(array) if selection is None else _chosen(array, selection)
        if len(entries) != data.size:
            return value
        shape = () if len(entries) == 1 else data.shape
        return Slope((main_cost(self.world), ()), (inner, tuple(entries)), data.reshape(shape), 0)

    def _count(self, mention: Mention) -> Array | None:
        """m: how many examples there are."""
        bare = not (mention.units or mention.layer or mention.example or mention.label or mention.transposed)
        if mention.base in COUNTS and bare and mention.primes == 0:
            key = Key(self.world.fold(mention.base), "")
            if key not in self.world.shapes and not self.world.by_base.get((key.base, "")):
                return number(self.reading.examples)
        return None

    def _key(self, mention: Mention, env: Env) -> Key:
        """The quantity, its shape drawn from the sizes of its indices where nothing else says it."""
        world = self.world
        key = world.key(mention, env)
        if key in world.shapes or key in world.values or key in world.overrides:
            return key
        Shaper(self).guess(key, mention, env)
        return key

    def places(self, mention: Mention, key: Key, env: Env) -> list[int | None]:
        """The indices of the entry that is meant, None for a whole axis."""
        found: list[int | None] = []
        if key.tag and not self.reading.letters:
            return []
        for unit in mention.units:
            is_bias = name_of(unit) == "0" and mention.base.split("~")[0] in WEIGHTS | {"Theta"}
            found.append(0 if is_bias and is_augmented(self.world) else self._index(unit, env))
        return found

    def _index(self, unit: Node, env: Env) -> int | None:
        if is_slice(unit):
            return None
        text = name_of(unit)
        if text.isdigit():
            return int(text) - 1
        if text in env.letters:
            return env.letters[text]
        if isinstance(unit, Addition) and len(unit.terms) == 2:
            letter, step = name_of(unit.terms[0]), name_of(unit.terms[1])
            if letter in env.letters and step.isdigit():
                return env.letters[letter] + unit.signs[1] * int(step)
        raise Unclear("this index is not known", unit)

    def _entry(self, array: Array, mention: Mention, key: Key, env: Env) -> Array:
        selection = self.selection(array, mention, key, env)
        return np.asarray(array[selection]) if selection is not None else array

    def selection(self, array: Array, mention: Mention, key: Key, env: Env) -> tuple[slice | int, ...] | None:
        """The part of an array that a mention names; None for all of it."""
        places = self.places(mention, key, env)
        open_letter = mention.example is not None and name_of(mention.example) not in env.letters
        example = (
            None
            if mention.example is None or (open_letter and not name_of(mention.example).isdigit())
            else (self._index(mention.example, env))
        )
        if not places and example is None:
            return None
        if array.size == 1:
            if any(places):
                raise Unclear(f"{mention.base} is a number and has no entries", mention.node)
            return None
        if len(places) > 2:
            raise Unclear("more than two indices", mention.node)
        if len(places) == 2:
            return self._checked(
                array, tuple(slice(None) if p is None else slice(p, p + 1) for p in places), mention, key
            )
        across = self._is_row(key, array.shape)
        unit = places[0] if places else None
        letter = name_of(mention.units[0]) if len(mention.units) == 1 else ""
        counts = letter in self.habits.example_letters and self.reading.examples in array.shape
        if letter and counts and example is None and (self.reading.examples > 1 or mention.style == "bold"):
            unit, example = None, unit
        chosen = [slice(None) if p is None else slice(p, p + 1) for p in (unit, example)]
        if example is not None and self.reading.examples == 1:
            chosen[1] = slice(None)
        if across:
            chosen.reverse()
        if array.shape[1 if not across else 0] == 1 and example is not None:
            chosen[1 if not across else 0] = slice(None)
        if letter and self._counts_the_other_axis(array, chosen, env.sizes.get(letter)):
            chosen.reverse()
        return self._checked(array, tuple(chosen), mention, key)

    @staticmethod
    def _counts_the_other_axis(array: Array, chosen: list[slice], size: int | None) -> bool:
        """Whether an index has the size of the axis that it was not taken for: w_j is a row or a column of W."""
        axis = next((n for n, part in enumerate(chosen) if part.start is not None), None)
        return axis is not None and array.ndim == 2 and array.shape[axis] != size == array.shape[1 - axis]

    def _checked(self, array: Array, chosen: tuple[slice, ...], mention: Mention, key: Key) -> tuple[slice | int, ...]:
        for size, part in zip(array.shape, chosen, strict=True):
            if part.start is not None and not 0 <= part.start < size:
                if key.layer is not None and self.habits.has_layers and self._is_unit(mention):
                    raise Misfit(f"an index of {mention.base} counts the units of another layer", mention.node)
                raise Unclear(f"an index of {mention.base} is out of range", mention.node)
        return chosen

    def _is_unit(self, mention: Mention) -> bool:
        """Whether the indices of an entry are letters that count units, in a text whose layers have letters."""
        letters = [name_of(u) for u in mention.units]
        generic = mention.layer is not None and (shift := shift_of(mention.layer)) is not None and shift[0]
        return bool(generic and letters) and all(t.isalpha() and t not in self.habits.example_letters for t in letters)

    # ---- parts

    def _scripted(self, node: Scripted, env: Env) -> Value:
        base = node.base
        if node.primes or name_of(node.sup) in ("prime", "′"):
            return self._primed(node, env)
        if isinstance(base, Name) and base.text == "e":
            assert node.sup is not None
            return np.exp(self.array(node.sup, env))
        if isinstance(base, Group) and is_norm(base) and name_of(node.sub) in ("F", "Frob"):
            value = np.sqrt(np.sum(self.array(base.body, env) ** 2))
        else:
            value = self.array(base, env)
        if node.sub is not None:
            value = self._indexed(value, flat(node.sub), env, node)
        for part in flat(node.sup) if node.sup is not None else ():
            if name_of(part) in ("T", "top", "intercal", "⊤", "ᵀ"):
                inner = mention_of(base.body, self.habits) if isinstance(base, Group) else None
                value = value if inner is not None and self._is_row_of(inner, value, env) else value.T
            elif is_norm(base) and isinstance(part, Number):
                value = value ** int(part.text)
            else:
                value = self._power(value, part, env, node)
        return np.asarray(value)

    def _primed(self, node: Scripted, env: Env) -> Value:
        """[g(z)]′ is g′(z)."""
        inner = node.base.body if isinstance(node.base, Group) else node.base
        if isinstance(inner, Product) and len(inner.factors) == 2 and isinstance(inner.factors[1], Group):
            function = mention_of(inner.factors[0], self.habits)
            if function is not None and function.base in self.lexicon.functions:
                return applied(self, replace(function, primes=1), [inner.factors[1].body], env)
        raise Unclear("a prime on what is no function", node)

    def _indexed(self, value: Array, units: Sequence[Node], env: Env, node: Node) -> Array:
        if is_norm_sub(units) and value.ndim == 0:
            return value
        places = [self._index(u, env) for u in units]
        if len(places) == 1 and value.ndim == 2:
            p = places[0]
            cut = slice(None) if p is None else slice(p, p + 1)
            part = value[:, cut] if value.shape[0] == 1 and value.shape[1] > 1 else value[cut, :]
        elif len(places) == 2 and value.ndim == 2:
            part = value[tuple(slice(None) if p is None else slice(p, p + 1) for p in places)]
        else:
            raise Unclear("an index of what has no entries", node)
        if part.size == 0:
            raise Misfit("an index is out of range", node)
        return np.asarray(part)

    def _group(self, node: Group, env: Env) -> Value:
        body = node.body
        if isinstance(body, Relation):
            return self.holds(body, env).astype(complex)
        if node.opening in ("‖", "||"):
            return self._norm(self.array(body, env))
        if node.opening == "|":
            value = self.array(body, env)
            if not is_scalar(value) and value.ndim == 2 and 1 in value.shape and self.reading.units != 1:
                return self._norm(value)
            return np.where(value.real < 0, -value, value)
        if isinstance(body, Listing):
            if node.opening == "[":
                return self._row([self.array(i, env) for i in body.items], node)
            raise Unclear("a list", node)
        return self.value(body, env)

    def _norm(self, value: Array) -> Array:
        """The Euclidean norm; of each example where there are several."""
        square = value * value
        if value.ndim == 2 and self.reading.examples > 1:
            axis = 1 if self.reading.rows else 0
            if value.shape[1 - axis] == self.reading.examples:
                return np.sqrt(square.sum(axis=axis, keepdims=True))
        return np.asarray(np.sqrt(square.sum()))

    @staticmethod
    def _row(items: list[Array], node: Node) -> Array:
        if all(is_scalar(i) for i in items):
            return np.asarray([[complex(i.reshape(())) for i in items]])
        height = max(i.shape[0] for i in items if i.ndim == 2)
        blocks = [np.full((height, 1), complex(i.reshape(()))) if is_scalar(i) else i for i in items]
        if any(b.shape[0] != height for b in blocks):
            raise Misfit("blocks side by side with different heights", node)
        return np.concatenate(blocks, axis=1)

    def _product(self, node: Product, env: Env) -> Value:
        env = replace(env, sizes={**env.sizes, **dict.fromkeys(averaged(node), self.reading.examples)})
        factors: list[Value] = []
        operators: list[str] = []
        nodes: list[Node] = []
        at = 0
        while at < len(node.factors):
            value, used = self._factor(node, at, env)
            if at:
                operators.append(node.operators[at - 1])
            factors.append(value)
            nodes.append(node.factors[at])
            at += used
        factors = fitted_ones(factors, nodes, self.habits)
        if sum(isinstance(f, Slope) for f in factors) > 1:
            joined = contracted(factors)
            if len(joined) < len(factors):
                if len(joined) == 1:
                    return joined[0]
                operators = [o if o in ("odot", "circ", ".*") else "" for o in operators[: len(joined) - 1]]
                factors = joined
        value = plain(factors[0])
        for n, factor in enumerate(factors[1:]):
            value = times(value, plain(factor), operators[n] if n < len(operators) else "", node)
        return value

    def _factor(self, node: Product, at: int, env: Env) -> tuple[Value, int]:
        """A factor with the brackets that belong to it: (its value, how many nodes it is)."""
        factor = node.factors[at]
        following = node.factors[at + 1] if at + 1 < len(node.factors) else None
        adjacent = isinstance(following, Group) and not node.operators[at]
        mention = mention_of(factor, self.habits) if adjacent else None
        if mention is None or not isinstance(following, Group):
            return self.value(factor, env), 1
        if self._is_error_applied(mention, following):
            raise Misfit("δ is an error here, and no function", factor)
        body = following.body
        arguments = list(body.items) if isinstance(body, Listing) else [body]
        if mention.base in self.lexicon.functions and following.opening in "([" and mention.base not in env.local:
            if isinstance(body, Relation):
                return self.value(following, env), 2
            return self._indexed_call(applied(self, mention, arguments, env), mention, env), 2
        if mention.base in ("1", "I", "mathbb{1}", "bbone") and isinstance(body, Relation):
            return self.holds(body, env).astype(complex), 2
        if following.opening == "[" and isinstance(body, Listing | Slice | Name | Number):
            whole = self.array(factor, env)
            return self._bracketed(whole, arguments, mention, env, following), 2
        if self._is_argument(mention, arguments):
            return self._at_example(self.value(factor, env), arguments, env), 2
        if isinstance(body, Listing) and following.opening == "(" and not mention.units:
            return some_function(self, mention, arguments, env), 2
        return self.value(factor, env), 1

    def _is_error_applied(self, mention: Mention, argument: Group) -> bool:
        """δ(z^l), δ′(z^l): the error taken for the activation function."""
        if mention.base != "delta" or mention.layer is not None or mention.units or not self.habits.has_layers:
            return False
        inner = mention_of(argument.body, self.habits)
        own = self.lexicon.fold(self.lexicon.weighted)
        return inner is not None and inner.layer is not None and self.world.fold(inner.base) == own

    def _indexed_call(self, value: Array, mention: Mention, env: Env) -> Array:
        """σ(z)_i has its index on the bracket; a function's own subscript picks an entry only where it is an index."""
        return value

    def _is_argument(self, mention: Mention, arguments: list[Node]) -> bool:
        """Whether a bracket after a quantity says what it depends on: C(w, b), y(x), a^L(x)."""
        if mention.primes:
            return False
        if mention.base in COSTS and mention.base not in self.lexicon.functions:
            return all(mention_of(a, self.habits) is not None or isinstance(a, Product) for a in arguments)
        named = [mention_of(a, self.habits) for a in arguments]
        return all(m is not None and m.base in ("x", "X") and not m.units for m in named) and mention.base in (
            "y", "a", "z", "h", "y~hat", "t",
        )  # fmt: skip

    def _at_example(self, value: Value, arguments: list[Node], env: Env) -> Value:
        """L(ŷ^{(i)}, y^{(i)}) is the loss of example i."""
        array = plain(value)
        for argument in arguments:
            for mention in mentions(argument, self.habits):
                if mention.example is not None and array.size == self.reading.examples > 1:
                    at = self._index(mention.example, env)
                    return array.reshape(-1)[at : (at or 0) + 1].reshape(()) if at is not None else value
        if array.size == self.reading.examples > 1:
            inner = [n for a in arguments for n in a.walk() if isinstance(n, Group) and n.opening == "["]
            if inner:
                at = env.letters.get(name_of(inner[0].body))
                if at is not None:
                    return number(complex(array.reshape(-1)[at]))
        return value

    def _bracketed(self, whole: Array, arguments: list[Node], mention: Mention, env: Env, node: Node) -> Array:
        """NumPy's brackets: H[i], H[:, :-1]."""
        if whole.ndim != 2 or len(arguments) > 2:
            raise Unclear("brackets after what has no entries", node)
        cuts = [self._cut(a, env) for a in arguments]
        part = whole[tuple(cuts)]
        if part.size == 0:
            raise Misfit("an index is out of range", node)
        return np.asarray(part)

    def _cut(self, node: Node, env: Env) -> slice:
        if isinstance(node, Slice):
            return slice(*(None if p is None else self._whole(p, env) for p in (node.start, node.stop)))
        at = env.letters.get(name_of(node))
        at = self._whole(node, env) if at is None else at
        return slice(at, at + 1)

    def _whole(self, node: Node, env: Env) -> int:
        value = self.array(node, env)
        return int(value.reshape(()).real)

    def _addition(self, node: Addition, env: Env) -> Value:
        if 0 in node.signs:
            raise Unclear("± is two statements", node)
        first = self.value(node.terms[0], env)
        if len(node.terms) == 1:
            return scaled(first, node.signs[0])
        value = np.asarray(plain(first) * node.signs[0])
        for term, sign in zip(node.terms[1:], node.signs[1:], strict=True):
            value = plus(value, self.array(term, env), sign, node)
        return value

    def _quotient(self, node: Quotient, env: Env) -> Value:
        above, below = self.value(node.numerator, env), self.array(node.denominator, env)
        if is_scalar(below):
            if not below.reshape(()):
                raise Unclear("a division by 0", node)
            return scaled(above, 1 / complex(below.reshape(())))
        top = plain(above)
        if top.ndim == below.ndim == 2 and top.shape != below.shape and 1 not in (*top.shape, *below.shape):
            raise Misfit("a quotient of arrays of different shapes", node)
        return np.asarray(top / below)

    def _root(self, node: Root, env: Env) -> Value:
        degree = 2.0 if node.degree is None else float(self.array(node.degree, env).real.reshape(()))
        return np.asarray(self.array(node.body, env) ** (1 / degree))

    # ---- derivatives

    def _derivative(self, node: Derivative, env: Env) -> Value:
        if len(node.by) != 1:
            raise Unclear("a second derivative", node)
        return self.differentiated(node.of, node.by[0], env, node)

    def _nabla(self, node: Nabla, env: Env) -> Value:
        if node.by is None:
            raise Unclear("a gradient by everything", node)
        return self.differentiated(node.of, node.by, env, node, is_last=True)

    def _differential(self, node: Differential, env: Env) -> Value:
        if node.sign not in ("d", "∂", "delta"):
            raise Unclear("a change of a quantity", node)
        value = self.differentiated(None, node.of, env, node)
        mention = mention_of(node.of, self.habits)
        return plain(value).T if mention is not None and mention.transposed else value

    def differentiated(self, of: Node | None, by: Node, env: Env, node: Node, is_last: bool = False) -> Value:
        """∂of/∂by; `of` None is the cost."""
        mention = mention_of(bare(by), self.habits)
        if mention is None:
            return self._by_expression(of, by, env, node)
        mention = replace(mention, transposed=False)
        if is_last and mention.layer is None and self.habits.has_layers and mention.base in "aAxyoh":
            mention = replace(mention, layer=Name(mention.node.span, sorted(self.habits.depth_letters)[0]))
        if mention.base in env.local and isinstance(of, Node):
            return self._by_local(of, mention, env)
        return self.differentiated_by(mention, env, of)

    def differentiated_by(self, mention: Mention, env: Env, of: Node | None = None) -> Value:
        """∂of/∂(a quantity): in the network of layers where it has a layer; any of its weights where it says none."""
        if mention.layer is not None and (deep := self.world.deep) is not None:
            below = Interpreter(deep)
            below.is_literal = self.is_literal
            return below._by_quantity(of, mention, env)
        try:
            return self._by_quantity(of, mention, env)
        except Unclear as trouble:
            if "nothing says" not in trouble.reason or not self._is_any_parameter(mention):
                raise
            last = Name(mention.node.span, sorted(self.habits.depth_letters)[0])
            return self._by_quantity(of, replace(mention, layer=last), env)

    def _is_any_parameter(self, mention: Mention) -> bool:
        """∂C/∂w_k in a text with layers: any of the weights."""
        return mention.layer is None and self.habits.has_layers and mention.base in ("w", "b", "W", "theta")

    def _by_quantity(self, of: Node | None, mention: Mention, env: Env) -> Value:
        """∂of/∂(a quantity, or an entry of it)."""
        key = self._key(mention, env)
        array = self.world.node(key)
        selection = self.selection(array, mention, key, env)
        entries = entries_of(array) if selection is None else _chosen(array, selection)
        shape = array.shape if selection is None else array[selection].shape
        shape = () if len(entries) == 1 else shape
        by_id = (key, tuple(entries))
        above = self._numerator(of, env)
        if above is None:
            assert of is not None
            data = self.world.slope(lambda w: Interpreter(w).array(of, env), key, entries, shape)
            return Slope(None, by_id, data, data.ndim - len(shape))
        of_key, of_selection, is_cost = above
        whole = self.world.jacobian(of_key, key)
        top = self.world.node(of_key)
        of_entries = entries_of(top) if of_selection is None else _chosen(top, of_selection)
        of_shape = top.shape if of_selection is None else top[of_selection].shape
        of_shape = () if len(of_entries) == 1 else of_shape
        rows = [int(np.ravel_multi_index(e, top.shape)) if top.ndim else 0 for e in of_entries]
        columns = [int(np.ravel_multi_index(e, array.shape)) if array.ndim else 0 for e in entries]
        data = whole[np.ix_(rows, columns)]
        if is_cost:
            data, of_shape = data.sum(axis=0), ()
        found = Slope((of_key, tuple(of_entries)), by_id, data.reshape(of_shape + shape), len(of_shape))
        return loss_of(self, mention, found, env, of) if is_cost else found

    def _numerator(self, of: Node | None, env: Env) -> tuple[Key, Selection | None, bool] | None:
        """(the quantity that is differentiated, which part of it, whether it is a cost); None for an expression."""
        if of is None:
            return main_cost(self.world), None, True
        mention = mention_of(_called(of), self.habits)
        if mention is None or mention.base in env.local:
            return None
        if mention.base in self.lexicon.functions and _called(of) is not of:
            return None
        if mention.power is not None or mention.primes:
            return None
        key = self._key(replace(mention, transposed=False), env)
        array = self.world.node(key)
        selection = self.selection(array, mention, key, env)
        is_cost = mention.base in COSTS and mention.example is None and selection is None
        return key, selection, is_cost

    def _by_local(self, of: Node, mention: Mention, env: Env) -> Value:
        function = mention_of(bare(of), self.habits)
        if function is not None and function.base in self.lexicon.functions and function.is_plain:
            return applied(self, replace(function, primes=1), [mention.node], env)
        base = env.local[mention.base]
        moved = replace(env, local={**env.local, mention.base: base + 1j * 1e-30})
        return np.asarray(self.array(of, moved).imag / 1e-30, dtype=complex)

    def _by_expression(self, of: Node | None, by: Node, env: Env, node: Node) -> Value:
        raise Unclear("a derivative by what is no quantity", node)

    # ---- calls, sums, tables

    def _apply(self, node: Apply, env: Env) -> Value:
        name = name_of(node.function) or (mention.base if (mention := mention_of(node.function, self.habits)) else "")
        call = CALLS.get(name)
        if call is not None and name not in self.lexicon.bodies:
            return call(self, node, env)
        mention = mention_of(node.function, self.habits)
        if mention is None:
            raise Unclear("this function is not known", node)
        if self._is_argument(mention, list(node.arguments)) and mention.base not in self.lexicon.functions:
            return self._at_example(self.value(node.function, env), list(node.arguments), env)
        return applied(self, mention, list(node.arguments), env)

    def _big(self, node: Big, env: Env) -> Value:
        if node.kind not in ("sum", "prod"):
            raise Unclear(f"{node.kind} over an index", node)
        letters = limit_letters(node) or self._free(node.body, env)
        if len(letters) == 1 and isinstance(node.lower, Relation) and self._counts_layers(letters[0], node.body):
            return self._over_layers(node, letters[0], node.lower, env)
        if not letters:
            return self._total(node, env)
        if len(letters) == 1 and (terms := over_names(letters[0], node.body, self.lexicon)):
            return np.asarray(sum(self.array(t, env) for t in terms))
        sizes = {t: self.size(t, node.body, env) for t in letters}
        limit = name_of(node.upper)
        if len(letters) == 1 and limit and limit in self.world.sizes and self.world.declared:
            sizes = {letters[0]: self.world.sizes[limit]}
        self._within_limits(node, letters, env)
        bound = replace(env, sizes={**env.sizes, **sizes})
        total: Array | None = None
        for place in product(*(range(sizes[t]) for t in letters)):
            inner = bound.bound(**dict(zip(letters, place, strict=True)))
            if self._is_left_out(node.lower, inner):
                continue
            term = self.array(node.body, inner)
            total = term if total is None else np.asarray(total + term if node.kind == "sum" else total * term)
        if total is None:
            return number(0.0 if node.kind == "sum" else 1.0)
        return total

    def _counts_layers(self, letter: str, body: Node) -> bool:
        """Whether a sum runs over layers."""
        if letter not in self.habits.layer_letters:
            return False
        layers = [shift_of(m.layer) for m in mentions(body, self.habits) if m.layer is not None]
        return any(s is not None and s[0] == letter for s in layers)

    def _over_layers(self, node: Big, letter: str, lower: Relation, env: Env) -> Value:
        """Σ_{l=1}^{L} over layers; those that do not exist under the reading are left out."""
        if node.upper is None:
            raise Unclear("a sum over layers without an end", node)
        start, stop = self.world.layer(lower.right, env), self.world.layer(node.upper, env)
        total = number(0.0)
        for layer in range(start or 0, (stop or 0) + 1):
            try:
                total = np.asarray(total + self.array(node.body, env.bound(**{letter: layer})))
            except Absent:
                continue
        return total

    def _is_left_out(self, lower: Node | None, env: Env) -> bool:
        """Σ_{k ≠ i} leaves i out."""
        if not isinstance(lower, Relation) or lower.sign not in ("≠", "\\neq", "!=", "neq"):
            return False
        return self._index(lower.left, env) == self._index(lower.right, env)

    def _within_limits(self, node: Big, letters: list[str], env: Env) -> None:
        """A sum that counts to a number has to count to what it indexes, where the document writes that out."""
        limit = name_of(node.upper)
        if len(letters) != 1 or not limit.isdigit() or self.reading.units:
            return
        for mention in mentions(node.body, self.habits):
            names = [name_of(u) for u in mention.units]
            if letters[0] not in names:
                continue
            shape = self.world.declared.get(self.world.key(mention, env))
            if shape is None or len(shape) != 2:
                continue
            vector = shape[1 if self._is_row(Key(mention.base), shape) else 0]
            size = shape[names.index(letters[0])] if len(names) == 2 else vector
            if size != int(limit):
                raise Overrun(f"the sum runs to {limit}, and {mention.base} has {size} entries", node)

    def _free(self, body: Node, env: Env) -> list[str]:
        """Letters of entries that nothing binds: a sum without limits runs over them."""
        found = []
        for mention in mentions(body, self.habits):
            for unit in (*mention.units, *([mention.example] if mention.example is not None else [])):
                text = name_of(unit)
                if text and not text.isdigit() and text not in env.letters and text not in found:
                    found.append(text)
        return found

    def _total(self, node: Big, env: Env) -> Value:
        """A sum that names no index: over the examples where there are several, else over all entries."""
        value = self.array(node.body, env)
        if value.ndim == 2 and self.reading.examples > 1:
            axis = 0 if self.reading.rows else 1
            if value.shape[axis] == self.reading.examples:
                return value.sum(axis=axis, keepdims=True)
        return np.asarray(value.sum()) if not is_parameter_like(value) else value

    def _grid(self, node: Grid, env: Env) -> Value:
        rows = [[self.array(c, env) for c in row] for row in node.rows]
        if not rows or any(len(r) != len(rows[0]) for r in rows):
            raise Unclear("rows of different lengths", node)
        if not all(is_scalar(c) for r in rows for c in r):
            raise Unclear("a table of arrays", node)
        return np.asarray([[complex(c.reshape(())) for c in r] for r in rows])

    def _cases(self, node: Cases, env: Env) -> Value:
        value: Array | None = None
        undecided: Array | None = None
        for piece, condition in node.pieces:
            own = self.array(piece, env)
            holds = self.holds(condition, env) if isinstance(condition, Relation) else np.asarray(True)
            if value is None or undecided is None:
                undecided, value = ~holds, np.where(holds, own, 0)
            else:
                value = np.where(undecided & holds, own, value)
                undecided = undecided & ~holds
        if value is None:
            raise Unclear("no cases", node)
        return np.asarray(value)

    def holds(self, node: Relation, env: Env) -> Array:
        """Where a condition holds."""
        test = _TESTS.get(node.sign)
        if test is None:
            raise Unclear("this condition is not understood", node)
        return np.asarray(test(self.array(node.left, env).real, self.array(node.right, env).real))

    def _annotated(self, node: Annotated, env: Env) -> Value:
        return self.value(node.body, env)


def bare(node: Node) -> Node:
    """A formula without round brackets around it: a of ∂C/∂(a)."""
    while isinstance(node, Group) and node.opening == "(" and not isinstance(node.body, Listing):
        node = node.body
    return node


def _called(of: Node) -> Node:
    """`J` of J(Θ): a cost without what it depends on."""
    of = bare(of)
    if isinstance(of, Product) and len(of.factors) == 2 and isinstance(of.factors[1], Group) and of.operators == ("",):
        return of.factors[0]
    return of


def is_norm(node: Node) -> bool:
    """Whether it is ‖…‖."""
    return isinstance(node, Group) and node.opening in ("‖", "||", "|")


def is_norm_sub(units: Sequence[Node]) -> bool:
    """The 2 or F of ‖w‖₂, ‖W‖_F."""
    return len(units) == 1 and name_of(units[0]) in ("2", "F", "Frob", "")


def is_parameter_like(value: Array) -> bool:
    """Whether a sum over nothing that is named leaves it as it is: a matrix, at one example."""
    return value.ndim == 2 and 1 not in value.shape


def _chosen(array: Array, selection: tuple[slice | int, ...]) -> list[tuple[int, ...]]:
    places = np.arange(array.size).reshape(array.shape)[selection].reshape(-1)
    return [tuple(int(i) for i in np.unravel_index(p, array.shape)) for p in places]


_TESTS: dict[str, Callable[[Array, Array], Array]] = {
    ">": np.greater, "<": np.less, "≥": np.greater_equal, "≤": np.less_equal, "=": np.equal, "≠": np.not_equal,
}  # fmt: skip
_HANDLERS: dict[type, Callable[..., Value]] = {
    Group: Interpreter._group,
    Product: Interpreter._product,
    Addition: Interpreter._addition,
    Quotient: Interpreter._quotient,
    Root: Interpreter._root,
    Derivative: Interpreter._derivative,
    Nabla: Interpreter._nabla,
    Differential: Interpreter._differential,
    Apply: Interpreter._apply,
    Big: Interpreter._big,
    Grid: Interpreter._grid,
    Cases: Interpreter._cases,
    Annotated: Interpreter._annotated,
}


def data_shape(width: int, reading_examples: int, rows: bool) -> tuple[int, int]:
    """The shape of a quantity that every example has."""
    return (reading_examples, width) if rows else (width, reading_examples)


__all__ = ["Interpreter", "is_data"]
