"""Costs that may be any: each example has a gradient of its own, and that of their mean is the mean of them.

Much that notes say of costs holds whatever the cost is: ∇C = (1/n) Σ_x ∇C_x, ΔC ≈ Σ_j ∂C/∂v_j Δv_j, and that
w − (η/m) Σ_j ∂C_{X_j}/∂w is a step down.  Here every cost is any linear function of everything that it may be
differentiated by, so that such statements are numbers on both sides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from zlib import crc32

import numpy as np

from symbackprop.parsing.latex.tree import (
    ENTRYWISE,
    Addition,
    Annotated,
    Big,
    Derivative,
    Differential,
    Group,
    Nabla,
    Name,
    Node,
    Number,
    Product,
    Quotient,
    Relation,
    Root,
    Scripted,
    Words,
)
from symbackprop.proofreading.judging.written_costs import (
    WHOLE,
    Cost,
    cost_of,
    costs_within,
    example_letters,
    pair_of,
    set_name,
    size_of_set,
    sizes_of,
    text_of,
)
from symbackprop.proofreading.vocabulary.marks import TRANSPOSES, base_of, flat, limit_letters, name_of, scripts
from symbackprop.proofreading.vocabulary.values import Array, Unclear

STEP = 1e-30
WIDTH = 3
EVERYTHING = "·"
"""What ∇C is taken by where nothing else is said."""
SMALL = frozenset({"eta", "alpha", "epsilon", "varepsilon", "lambda", "Lambda", "gamma", "lr", "LR", "mu", "rho",
                   "beta", "tau", "kappa", "zeta", "eps", "omega"})  # fmt: skip
"""Rates, decays and the like: small numbers, all positive."""

Entry = tuple[str, ...]
"""A variable, or an entry of it: its letter and its indices."""


@dataclass
class Scene:
    """What letters stand for: indices and examples, what is moved by how much, and how a cost adds up its examples."""

    places: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    moved: dict[Entry, complex] = field(default_factory=dict)

    def within(self, **places: int) -> "Scene":
        """The same with some letters bound."""
        return Scene({**self.places, **places}, self.sizes, self.moved)


@dataclass
class AnyCost:
    """Evaluates formulas; `own` is what ∇ without a letter differentiates by, `costs` what the text says of costs.

    `is_mean` says whether a cost of which nothing is said is the mean of those of the examples, or their sum; `steps`
    are the changes Δv that a text has chosen; `aliases` are other names of costs.
    """

    seed: int
    own: Entry = (EVERYTHING,)
    costs: Mapping[str, Node] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    is_mean: bool = True
    steps: Mapping[str, Node] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    changed: set[Entry] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    singles: bool = False
    within: tuple[str, ...] = ()

    # ---- random numbers

    def random(self, *what: object) -> float:
        """A number for what is named, the same for one seed."""
        drawn = crc32(repr((self.seed, what)).encode())
        drawn = crc32(drawn.to_bytes(4, "big"), drawn >> 7)
        return (0.3 + 0.9 * (drawn >> 1) / 2**31) * (1.0 if drawn & 1 else -1.0)

    def constant(self, name: str) -> float:
        """A small number for a rate or a decay, whatever the seed."""
        return 0.05 + 0.1 * (crc32(name.encode()) % 97) / 97

    def slope(self, cost: str, entry: Entry, example: tuple[int, int] | None) -> float:
        """∂C_x/∂v: those of the examples of a batch differ, and have the mean that all examples have."""
        mean = self.random("slope", cost, entry)
        if example is None:
            return mean
        at, size = example
        return mean + self.random("other", cost, entry) * (at - (size - 1) / 2)

    # ---- formulas

    def value(self, node: Node, scene: Scene) -> Array:
        """A number, or a vector.   Raises: Unclear for all else."""
        found = self._value(node, scene)
        if found.ndim > 1:
            raise Unclear("an array of more than one axis", node)
        return found

    def _value(self, node: Node, scene: Scene) -> Array:
        cost = cost_of(node, frozenset(self.costs))
        if cost is not None:
            return self._cost(cost, node, scene)
        match node:
            case Number(text=text):
                return np.asarray(complex(float(text)))
            case Group(body=body, opening="‖" | "||"):
                return np.sqrt(np.sum(self.value(body, scene) ** 2))
            case Group(opening="|"):
                return np.asarray(complex(self._count(node, scene)))
            case Group(body=body) if not isinstance(body, Relation):
                return self.value(body, scene)
            case Annotated(body=body):
                return self.value(body, scene)
            case Addition(terms=terms, signs=signs) if 0 not in signs:
                return self._sum([s * self.value(t, scene) for t, s in zip(terms, signs, strict=True)], node)
            case Product():
                return self._product(node, scene)
            case Quotient(numerator=above, denominator=below):
                return self.value(above, scene) / _number(self.value(below, scene), below)
            case Root(body=body, degree=None):
                return np.sqrt(_number(self.value(body, scene), body))
            case Derivative(of=of, by=(by,)):
                return self._gradient(of, self._entries(by, scene), scene, node)
            case Nabla(of=of, by=by):
                entries = self._spread(self.own) if by is None else self._entries(by, scene)
                return self._gradient(of, entries, scene, node)
            case Differential(of=of):
                return self._change(of, scene, node)
            case Big(kind="sum"):
                return self._added(node, scene)
            case Name() | Scripted() | Words():
                return self._symbol(node, scene)
            case _:
                raise Unclear("this cannot be evaluated", node)

    def _sum(self, terms: list[Array], node: Node) -> Array:
        if len({t.shape for t in terms}) > 1:
            raise Unclear("a number is added to a vector", node)
        return np.asarray(sum(terms))

    def _product(self, node: Product, scene: Scene) -> Array:
        if set(node.operators) & (ENTRYWISE - {"otimes"}):
            raise Unclear("a product entry by entry", node)
        total = self.value(node.factors[0], scene)
        for factor in node.factors[1:]:
            other = self.value(factor, scene)
            total = np.asarray(total @ other) if total.ndim and other.ndim else total * other
        return total

    def _added(self, node: Big, scene: Scene) -> Array:
        """Σ over examples, over the entries of what has an index, or over the weights themselves."""
        letters, pair = limit_letters(node), pair_of(node)
        if pair:
            return self._added_pairs(node, pair, scene)
        if not letters and node.lower is None:
            letters = sorted(example_letters(node.body, frozenset(self.costs)) - set(scene.places))[:1]
        if not letters:
            raise Unclear("a sum without an index", node)
        if len(letters) == 1 and _is_bare(letters[0], node.body):
            return np.sum(self.value(node.body, scene), keepdims=False)
        examples = example_letters(node.body, frozenset(self.costs))
        ranges = [range(size_of_set(node, scene.sizes) if t in examples else WIDTH) for t in letters]
        total: list[Array] = []
        for place in np.ndindex(*(len(r) for r in ranges)):
            inner = scene.within(**dict(zip(letters, place, strict=True)))
            inner.sizes = {**scene.sizes, **{f"Σ{t}": len(r) for t, r in zip(letters, ranges, strict=True)}}
            total.append(self.value(node.body, inner))
        return self._sum(total, node)

    def _added_pairs(self, node: Big, pair: Sequence[str], scene: Scene) -> Array:
        """Σ over the examples (x, y) of a set."""
        size = size_of_set(node, scene.sizes)
        sizes = {**scene.sizes, **{f"Σ{t}": size for t in pair}}
        places = ({**scene.places, **dict.fromkeys(pair, at)} for at in range(size))
        return self._sum([self.value(node.body, Scene(p, sizes, scene.moved)) for p in places], node)

    def _count(self, node: Group, scene: Scene) -> int:
        """|B|, the number of examples in a batch."""
        found = scene.sizes.get(set_name(node.body))
        if found is None:
            raise Unclear("a number of elements", node)
        return found

    # ---- symbols

    def _symbol(self, node: Node, scene: Scene) -> Array:
        text = name_of(node)
        if text in scene.sizes:
            return np.asarray(complex(scene.sizes[text]))
        if text in self.counts:
            return np.asarray(complex(self.counts[text]))
        if text in SMALL and text != self.own[0]:
            return np.asarray(complex(self.constant(text)))
        if isinstance(node, Scripted) and isinstance(node.base, Group | Product | Derivative | Nabla):
            return self._scripted(node, scene)
        base, subs, sups, _ = scripts(node) if isinstance(node, Scripted) else (node, [], [], 0)
        letter = base_of(base) if isinstance(base, Name) else ""
        if letter in SMALL and letter != self.own[0]:
            return np.asarray(complex(self.constant(letter + repr(sorted(map(text_of, subs))))))
        powers = [p for s in sups for p in flat(s) if isinstance(p, Number) and p.text == "2"]
        if powers:
            assert isinstance(node, Scripted)
            whole = self._symbol(_without_sup(node), scene)
            return whole**2
        entries = self._entries(node, scene)
        self.read |= set() if self.within else {entries[0][0]}
        values = [self._variable(e) + scene.moved.get(e, 0.0) for e in entries]
        return np.asarray(values) if len(entries) > 1 else np.asarray(values[0])

    def _variable(self, entry: Entry) -> complex:
        return complex(self.random("variable", entry))

    def _scripted(self, node: Scripted, scene: Scene) -> Array:
        """(∂C/∂v)^2, ‖∇C‖², (∇C)^T."""
        if node.sub is not None and name_of(node.sub) not in ("2", "F"):
            raise Unclear("an index of a bracket", node)
        value = self.value(node.base, scene)
        for part in flat(node.sup) if node.sup is not None else ():
            if isinstance(part, Number):
                value = value ** int(part.text) if value.ndim == 0 else np.asarray(value @ value)
            elif name_of(part) not in TRANSPOSES:
                raise Unclear("a power", node)
        return value

    def _entries(self, node: Node, scene: Scene) -> list[Entry]:
        """The entries that a symbol stands for: one, or those of a whole vector."""
        while isinstance(node, Group) and node.opening in "({":
            node = node.body
        base, subs, sups, primes = scripts(node) if isinstance(node, Scripted) else (node, [], [], 0)
        if not isinstance(base, Name) or primes:
            raise Unclear("what is no quantity", node)
        parts = [p for s in (*subs, *sups) for p in flat(s) if name_of(p) not in TRANSPOSES]
        marks = [self._mark(p, scene) for p in parts]
        return self._spread((base_of(base), *marks))

    def _spread(self, entry: Entry) -> list[Entry]:
        return [entry] if len(entry) > 1 else [(*entry, str(n)) for n in range(WIDTH)]

    def _mark(self, part: Node, scene: Scene) -> str:
        text = text_of(part)
        if text in scene.places:
            return str(scene.places[text])
        return str(int(text) - 1) if text.isdigit() else text

    # ---- costs

    def _cost(self, cost: Cost, node: Node, scene: Scene) -> Array:
        """How a cost moves with what is moved."""
        bound = [t for t in cost.marks if f"Σ{t}" in scene.sizes]
        if bound:
            example: tuple[int, int] | None = (scene.places[bound[0]], scene.sizes[f"Σ{bound[0]}"])
        elif cost.has_index:
            example, self.singles = (3, WHOLE), True
        else:
            example = None
        name = self.aliases.get(cost.name, cost.name)
        if example is None and name in self.costs and name not in self.within:
            return self._defined(name, scene)
        scale = 1 if example is not None or self.is_mean else WHOLE
        total = sum(d * self.slope(name, entry, example) for entry, d in scene.moved.items())
        return np.asarray(scale * total + self.random("cost", name, example))

    def _defined(self, name: str, scene: Scene) -> Array:
        """A cost by what the text says that it is made of: C = (1/n) Σ_x C_x, C = C_0 + (λ/2n) Σ w²."""
        body = self.costs[name]
        sizes = {**self.counts, **sizes_of([body], whole=True)}
        self.within = (*self.within, name)
        try:
            return self.value(body, Scene({}, sizes, scene.moved))
        finally:
            self.within = self.within[:-1]

    def _gradient(self, of: Node, entries: list[Entry], scene: Scene, node: Node) -> Array:
        if not any(costs_within(of, frozenset(self.costs))) and not self._reads(of, entries):
            raise Unclear("nothing says how this depends on that", node)
        found = []
        for entry in entries:
            moved = Scene(scene.places, scene.sizes, {entry: 1j * STEP})
            found.append(self.value(of, moved))
        if any(f.ndim for f in found):
            raise Unclear("a gradient of a vector", node)
        slopes = [complex(f.imag / STEP) for f in found]
        return np.asarray(slopes) if len(slopes) > 1 else np.asarray(slopes[0])

    def _reads(self, of: Node, entries: list[Entry]) -> bool:
        return any(isinstance(n, Name) and base_of(n) == entries[0][0] for n in of.walk())

    def _change(self, of: Node, scene: Scene, node: Node) -> Array:
        """Δv is any small change, or the one that the text has chosen; ΔC is what comes of it."""
        if cost_of(of, frozenset(self.costs)) is not None:
            raise Unclear("the change of a cost", node)
        entries = self._entries(of, scene)
        if entries[0][0] in self.steps and len(entries) > 1:
            return self.value(self.steps[entries[0][0]], scene)
        self.changed |= set(entries)
        changes = [self.random("change", e) for e in entries]
        return np.asarray(changes, dtype=complex) if len(changes) > 1 else np.asarray(complex(changes[0]))


def _is_bare(letter: str, body: Node) -> bool:
    """Whether a sum runs over the weights themselves: Σ_w w²."""
    return any(isinstance(n, Scripted) and name_of(n.base) == letter for n in [body, *body.walk()])


def _without_sup(node: Scripted) -> Node:
    return replace(node, sup=None) if node.sub is not None else node.base


def _number(value: Array, node: Node) -> Array:
    if value.ndim:
        raise Unclear("a division by a vector", node)
    return value


def fitted(rows: Sequence[tuple[Array, list[Array]]]) -> tuple[list[float], float]:
    """What each of some vectors is multiplied by to make up another, and how much is left."""
    new = np.concatenate([n for n, _ in rows]).real
    basis = np.stack([np.concatenate([b[k] for _, b in rows]).real for k in range(len(rows[0][1]))], axis=1)
    weights, *_ = np.linalg.lstsq(basis, new, rcond=None)
    return [float(w) for w in weights], float(np.max(np.abs(basis @ weights - new)))
