"""Shapes of what a document does not define, from how it is used: in W x + b the columns of W are the rows of x."""

from dataclasses import replace

from symbackprop.parsing.latex.tree import (
    ENTRYWISE,
    Addition,
    Annotated,
    Apply,
    Big,
    Group,
    Listing,
    Node,
    Product,
    Quotient,
    Scripted,
)
from symbackprop.proofreading.lexicon.definitions import Definition
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import flat, limit_letters, name_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, INPUTS, LETTERS, TARGETS, Key
from symbackprop.proofreading.vocabulary.values import Misfit, Unclear
from symbackprop.proofreading.worlds.arguments import arguments_of, is_argument
from symbackprop.proofreading.worlds.brackets import is_absolute, is_norm
from symbackprop.proofreading.worlds.functions import MATRIX_PRODUCTS
from symbackprop.proofreading.worlds.keys import is_array, key_of
from symbackprop.proofreading.worlds.ones import bold_one
from symbackprop.proofreading.worlds.world import World

Shape = tuple[int, ...]
SOME = (4, 3)
"""The shape of a matrix of which nothing else is known."""
LAYERED = frozenset({"z", "a", "h", "delta", "w", "theta", "b", "Delta"})
"""What a layer computes, and its parameters."""


def is_named_number(mention: Mention) -> bool:
    """Whether a name is that of one number: w_5, net_{h1}."""
    numbered = bool(mention.units) and all(name_of(u).isdigit() for u in mention.units)
    return mention.layer is None and (numbered or mention.label[-1:].isdigit())


def is_input_number(mention: Mention) -> bool:
    """Whether it is the input in a small letter that is not bold, as a number is written beside bold vectors."""
    return mention.base == "x" and mention.style == "" and mention.is_plain and not (mention.units or mention.example)


STATES = frozenset("xaho")
"""Small letters of what each example has, where weights are capitals."""


class Shaper:
    """Finds shapes in one world, greedily: what is known first."""

    def __init__(self, world: World) -> None:
        self.world, self.habits, self.lexicon = world, world.habits, world.lexicon
        self.is_of_vector = False

    def learn(self, key: Key, definition: Definition, env: Env) -> None:
        """The shapes of the free quantities in a definition."""
        if self.world.overrides or (key, definition.number) in self.world.learned:
            return
        self.world.learned.add((key, definition.number))
        if definition.mention.units:
            return
        self.is_of_vector = definition.mention.base[:1].islower() and not self.habits.has_layers
        expected: Shape | None = None
        if key.layer is not None and self.habits.has_layers:
            expected = self.world.batch_shape(self.world.width(key.layer))
        found = self.shape(definition.body, expected, env)
        if found is None and expected is None and self._is_free_matrix(definition.mention):
            self.shape(definition.body, SOME, env)
        elif not found and expected is None:
            self._learn_numbers(definition, env)

    def _learn_numbers(self, definition: Definition, env: Env) -> None:
        """Beside computed numbers all is a number: the v and b_o of z_o = v a_h + b_o, where a_h is one unit's."""
        free: list[Key] = []
        is_scalar = False
        for mention in mentions(definition.body, self.habits):
            if mention.base in env.local or mention.base in self.lexicon.functions or mention.units:
                continue
            key = key_of(self.world, mention, env)
            try:
                value = self.world.node(key)
            except (Unclear, Misfit):
                free += [key] if self.world.count(mention) is None else []
                continue
            if value.ndim:
                return
            is_scalar |= self.world.definition(key, list(key.tag)) is not None
        for key in free if is_scalar else ():
            self.world.demand(key, ())

    def _is_free_matrix(self, mention: Mention) -> bool:
        """Whether it is a matrix of any shape: the U = V ∘ W of a rule."""
        return mention.base.isupper() and mention.base not in COSTS and not self.habits.has_layers

    def guess(self, key: Key, mention: Mention, env: Env) -> None:
        """The shape of a free quantity from the sizes of the indices that it is written with."""
        if key.tag and not self.world.reading.letters:
            return
        if self._is_computed(key):
            return
        letters = [name_of(u) for u in mention.units]
        if not letters or self._is_numbered_otherwise(mention):
            return
        if not all(t in env.sizes or t in LETTERS for t in letters):
            return
        sizes = [env.sizes.get(t) or self.world.reading.units or LETTERS[t] for t in letters]
        if len(sizes) == 1 and (width := self._width_of_units(mention, env)):
            self.world.demand(key, (sizes[0], width))
        elif len(sizes) == 2:
            self.world.demand(key, (sizes[0], sizes[1]))
        elif len(sizes) == 1:
            examples = self.world.reading.examples
            root = key.base.split("~")[0]
            many = examples if root in INPUTS | TARGETS and letters[0] not in self.habits.example_letters else 1
            if letters[0] in self.habits.example_letters:
                return
            self.world.demand(key, (many, sizes[0]) if self.world.reading.rows else (sizes[0], many))

    def _width_of_units(self, mention: Mention, env: Env) -> int:
        """How many weights each unit has whose weights are a vector: as many as what they multiply has entries."""
        datum = self.lexicon.unit_weights.get(mention.base)
        if datum is None or mention.label:
            return 0
        key, world = key_of(self.world, replace(datum, example=None), env), self.world
        if key.root in INPUTS and key not in world.shapes and not world.definition(key, []):
            world.demand(key, world.batch_shape(next(world.fresh)))
        try:
            shape = world.node(key).shape
        except (Unclear, Misfit):
            return 0
        return shape[1 if world.reading.rows else 0] if len(shape) == 2 else 0

    def _is_numbered_otherwise(self, mention: Mention) -> bool:
        """Whether the numbers that a document gives its entries, w_5, are not those of the indices here, w_{ho}."""
        count = len(mention.units)
        entries = {u for base, label, u in self.lexicon.named if (base, label) == (mention.base, mention.label)}
        numbered = [u for u in entries if u and all(t.isdigit() for t in u)]
        return bool(numbered) and all(len(u) != count for u in numbered)

    def _is_computed(self, key: Key) -> bool:
        if self.world.definition(key, list(key.tag)) is not None:
            return True
        root = key.base.split("~")[0]
        if key.layer is not None and self.habits.has_layers and root in LAYERED:
            return True
        return root in COSTS | self.lexicon.rates or (root in INPUTS | TARGETS and self.habits.has_layers)

    # ---- matrix formulas

    def shape(self, node: Node, expected: Shape | None, env: Env) -> Shape | None:
        """The shape of a formula; free quantities in it take the shape that fits."""
        mention = mention_of(node, self.habits)
        if mention is not None and mention.base == "e" and mention.power is not None:
            return self.shape(mention.power, expected, env)
        if mention is not None:
            return self._symbol(mention, expected, env)
        if isinstance(node, Group) and is_norm(node) and not is_absolute(node):
            self.shape(node.body, None, env)
            return ()
        if isinstance(node, Group | Annotated):
            return self.shape(node.body, expected, env)
        if isinstance(node, Scripted):
            turned = any(name_of(p) in ("T", "top") for p in (flat(node.sup) if node.sup is not None else ()))
            inner = self.shape(node.base, expected[::-1] if turned and expected else expected, env)
            return inner[::-1] if turned and inner else inner
        if isinstance(node, Addition):
            return self._addition(node, expected, env)
        if isinstance(node, Product):
            return self._product(node, expected, env)
        if isinstance(node, Apply) and name_of(node.function) in MATRIX_PRODUCTS and len(node.arguments) == 2:
            a, b = node.arguments
            return self._matmul(a, self.shape(a, None, env), b, self.shape(b, None, env), expected, env)
        if isinstance(node, Apply | Listing):
            return self._alike(node.arguments if isinstance(node, Apply) else node.items, expected, env)
        if isinstance(node, Quotient):
            return self.shape(node.numerator, expected, env) or self.shape(node.denominator, expected, env)
        if isinstance(node, Big) and node.kind == "sum" and limit_letters(node):
            return self._sum(node, env)
        return None

    def _symbol(self, mention: Mention, expected: Shape | None, env: Env) -> Shape | None:
        if mention.base in env.local or mention.base in self.lexicon.functions:
            return None
        if is_named_number(mention) and not is_array(self.world, Key(self.world.fold(mention.base), mention.label)):
            return ()
        if mention.units:
            return None
        if self.world.count(mention) is not None or mention.base in ("e", "pi"):
            return ()
        if self.world.reading.inputs and is_input_number(mention):
            self.world.demand(key_of(self.world, mention, env), self.world.batch_shape(self.world.reading.inputs))
        try:
            key = key_of(self.world, mention, env)
            known = self.world.shapes.get(key)
            if known is None:
                known = self.world.node(key).shape
        except (Unclear, Misfit):
            key = key_of(self.world, mention, env)
            known = self._of_examples(key, expected) if mention.example is not None else expected
            if known is None:
                return None
            known = known[::-1] if mention.transposed and mention.example is None else known
            self.world.demand(key, known)
        if mention.example is not None and len(known) == 2:
            known = (1, known[1]) if self.world.reading.rows else (known[0], 1)
        return known[::-1] if mention.transposed else known

    def _of_examples(self, key: Key, expected: Shape | None) -> Shape | None:
        """The shape of what every example has one of: x^{(i)} is a vector, y^{(i)} what it is compared with."""
        if key.root in INPUTS:
            return self.world.batch_shape(next(self.world.fresh))
        if key.root in TARGETS and expected is not None and len(expected) == 2:
            return self.world.batch_shape(expected[1 if self.world.reading.rows else 0])
        return None

    def _alike(self, items: tuple[Node, ...], expected: Shape | None, env: Env) -> Shape | None:
        """Arguments of one function: l(o, y) compares what has one shape."""
        shapes = [self.shape(i, None, env) for i in items]
        best = next((s for s in shapes if s), expected)
        for item, own in zip(items, shapes, strict=True):
            if own is None and best is not None:
                self.shape(item, best, env)
        return best

    def _addition(self, node: Addition, expected: Shape | None, env: Env) -> Shape | None:
        shapes = [self.shape(t, None, env) for t in node.terms]
        known = [s for s in shapes if s]
        best: Shape | None = max(known, key=lambda s: s[0] * s[1]) if known else expected
        if best is None:
            numbers = [t for t, s in zip(node.terms, shapes, strict=True) if s == ()]
            wanted = () if any(self._shows_numbers(t) for t in numbers) else expected
            for n, term in enumerate(node.terms):
                shapes[n] = self.shape(term, wanted, env)
            return next((s for s in shapes if s), None)
        for term, own in zip(node.terms, shapes, strict=True):
            if own is None and len(best) == 2:
                mention = mention_of(term, self.habits)
                if mention is not None and mention.base.split("~")[0] in BIASES | {"c", "d"}:
                    self.shape(term, self.world.reading.shared_shape(best[1 if self.world.reading.rows else 0]), env)
                else:
                    self.shape(term, best, env)
        return best

    def _shows_numbers(self, term: Node) -> bool:
        """Whether a term that is a number makes numbers of those beside it: w_5, x_1 w_1, Σ_i w_i x_i of one neuron."""
        found = list(mentions(term, self.habits))
        return isinstance(term, Big) or (bool(found) and all(map(is_named_number, found)))

    def _sum(self, node: Big, env: Env) -> Shape | None:
        """A sum over all the indices of its entries is a number, one over examples has the shape of what each has."""
        bound = {*limit_letters(node), *env.letters}
        found = list(mentions(node.body, self.habits))
        if any(name_of(m.example) in limit_letters(node) for m in found if m.example is not None):
            return self.shape(node.body, None, env)
        units = [[name_of(u) for u in m.units] for m in found]
        return () if units and all(u and set(u) <= bound for u in units) else None

    def _product(self, node: Product, expected: Shape | None, env: Env) -> Shape | None:
        parts = self._factors(node)
        if len(parts) == 2 and (place := self._spreading([part for _, part in parts])) is not None:
            if expected:
                self.shape(parts[1 - place][1], (expected[0], 1) if place else (1, expected[1]), env)
            return expected
        known = [self.shape(part, expected if is_called else None, env) for is_called, part in parts]
        live = [n for n, s in enumerate(known) if s != ()]
        if not live:
            return ()
        if len(live) == 1:
            n = live[0]
            return known[n] or self.shape(parts[n][1], expected, env)
        if len(live) > 2 and not any(o in ENTRYWISE for o in node.operators) and self._is_of_example(node):
            return self._chained([(parts[n][1], known[n]) for n in live], env)
        if len(live) != 2 or any(o in ENTRYWISE for o in node.operators):
            shape = next((known[n] for n in live if known[n]), expected)
            if any(o in ENTRYWISE for o in node.operators) and shape:
                for n in live:
                    if known[n] is None:
                        self.shape(parts[n][1], shape, env)
                return shape
            return None
        first, second = live
        return self._matmul(parts[first][1], known[first], parts[second][1], known[second], expected, env)

    def _spreading(self, factors: list[Node]) -> int | None:
        """Where the ones of 1 b^T and of b 1^T stand, which have b in every row, or in every column."""
        first, second = (bold_one(f, self.habits) for f in factors)
        if first is not None and not first.transposed:
            return 0
        return 1 if second is not None and second.transposed else None

    def _is_of_example(self, node: Product) -> bool:
        return any(m.example is not None for m in mentions(node, self.habits))

    def _chained(self, factors: list[tuple[Node, Shape | None]], env: Env) -> Shape | None:
        """The shape of several factors, y^{(i)} w^T x^{(i)}: the last two are multiplied first."""
        (last, shape), *before = reversed(factors)
        for factor, own in before:
            shape = self._matmul(factor, own, last, shape, None, env)
            last = factor
        return shape

    def _factors(self, node: Product) -> list[tuple[bool, Node]]:
        """(whether it is the argument of a function, the factor), brackets with what they belong to."""
        found: list[tuple[bool, Node]] = []
        at = 0
        while at < len(node.factors):
            factor = node.factors[at]
            following = node.factors[at + 1] if at + 1 < len(node.factors) else None
            mention = mention_of(factor, self.habits)
            is_adjacent = following is not None and not node.operators[at]
            at += 1
            if is_adjacent and mention is not None and isinstance(following, Group):
                if mention.base in self.lexicon.functions:
                    found.append((True, following.body))
                    at += 1
                    continue
                at += is_argument(mention, arguments_of(following), self.lexicon)
            found.append((False, factor))
        return found

    def _sums_examples(self, a: Node, first: Shape, b: Node) -> bool:
        """Whether weights on the right of data in columns would sum over examples: x W and X θ are of rows."""
        one, other = (mention_of(n, self.habits) for n in (a, b))
        if one is None or other is None or self.world.reading.rows or first[0] == 1:
            return False
        is_data = one.base.partition("~")[0] not in WEIGHTS and not one.transposed
        is_several = self.world.reading.examples > 1 and one.base in INPUTS and one.base.isupper()
        is_weight = other.base in WEIGHTS and (other.base.isupper() or is_several) and not other.transposed
        return is_data and is_weight and first[1] == self.world.reading.examples

    def _is_data_first(self, a: Node, b: Node) -> bool | None:
        """Whether the data of several examples stand before the weights of a layer, A W, or behind them, W A."""
        one, other = (mention_of(n, self.habits) for n in (a, b))
        if one is None or other is None or self.world.reading.units == 1:
            return None
        are_weights = [m.base.isupper() and m.base in WEIGHTS for m in (one, other)]
        are_data = [(m.base.isupper() or m.base in STATES) and m.base not in WEIGHTS for m in (one, other)]
        return are_data[0] if any(are_data) and are_weights == are_data[::-1] else None

    def _height(self, node: Node, right: Shape) -> int:
        """Rows of weights that nothing else tells: one in w^T x, where w is a vector; as many as of p in y^{(i)} p."""
        mention = mention_of(node, self.habits)
        if mention is not None and mention.example is not None:
            return right[0]
        if mention is not None and mention.transposed and mention.base[:1].islower():
            return 1
        return next(self.world.fresh)

    def _across(self, a: Node, b: Node) -> int:
        """Columns of weights behind data: one in h = σ(X θ), where θ and what is computed from it are vectors."""
        data, weights = (mention_of(n, self.habits) for n in (a, b))
        is_design = data is not None and data.base.isupper() and data.base in INPUTS and self.is_of_vector
        is_vector = weights is not None and weights.base in ("w", "theta", "beta") and not self.world.reading.simplex
        return 1 if is_design and is_vector else next(self.world.fresh)

    def _matmul(
        self, a: Node, first: Shape | None, b: Node, second: Shape | None, expected: Shape | None, env: Env
    ) -> Shape | None:
        rows = self.world.reading.rows
        is_data_first = self._is_data_first(a, b)
        if (first is None or second is None) and is_data_first not in (None, rows):
            return None
        if first is None and second is None:
            if rows:
                first = self.shape(a, (self.world.reading.examples, next(self.world.fresh)), env)
            else:
                second = self.shape(b, (next(self.world.fresh), self.world.reading.examples), env)
        if first is None and second is not None:
            if len(second) != 2:
                return None
            height = self.world.reading.examples if is_data_first else self._height(a, second)
            height = expected[0] if expected else height
            first = self.shape(a, (height, second[0]), env)
        if second is None and first is not None:
            if len(first) != 2 or self._sums_examples(a, first, b):
                return None
            is_of_rows = rows or first[1] == self.world.reading.examples > 1
            across = self._across(a, b) if is_of_rows else self.world.reading.examples
            across = expected[1] if expected else across
            second = self.shape(b, (first[1], across), env)
        if not first or not second:
            return None
        if first[1] == second[0]:
            return first[0], second[1]
        return first if first == second else None
