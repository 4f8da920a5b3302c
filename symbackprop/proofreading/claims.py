"""Claims held against a world: both sides evaluated for all values of the letters that they leave open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice, pairwise, product

import numpy as np

from symbackprop.parsing.latex.tree import (
    Addition,
    Big,
    Derivative,
    Differential,
    Dots,
    Group,
    Name,
    Node,
    Number,
    Product,
    Words,
)
from symbackprop.proofreading.accumulators import accumulation
from symbackprop.proofreading.calls import CALLS
from symbackprop.proofreading.cases import excludes
from symbackprop.proofreading.contexts import Env
from symbackprop.proofreading.definitions import COEFFICIENTS, Formula
from symbackprop.proofreading.derivatives import differentiated_by
from symbackprop.proofreading.doubts import doubt
from symbackprop.proofreading.interpreter import Interpreter
from symbackprop.proofreading.marks import limit_letters, name_of, shift_of
from symbackprop.proofreading.mentions import CHAIN, Mention, mention_of, mentions
from symbackprop.proofreading.quantities import BIASES, COSTS, RATE, RATES
from symbackprop.proofreading.sizes import size_of
from symbackprop.proofreading.tabulated import OF_EXAMPLE, counts_ones, is_reshaped, writes_entries_out
from symbackprop.proofreading.values import Absent, Array, Misfit, Overrun, Unclear, Value, agree, close, plain
from symbackprop.proofreading.worlds import World

MOST = 40
CLASSES = frozenset({"c", "y", "t"})
"""Letters of the true class, which are no index of all classes."""


class Found(StrEnum):
    """What came out of one claim in one world."""

    TRUE = "true"
    FALSE = "false"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Trial:
    """The outcome, with the evidence: where the sides differ, or why nothing can be said."""

    found: Found
    how: str = ""
    reason: str = ""
    node: Node | None = None
    at: str = ""
    left: Value | None = None
    right: Value | None = None
    is_misfit: bool = False
    is_overrun: bool = False

    @property
    def is_not_understood(self) -> bool:
        """Whether no other cost or activation would help: it is not a matter of where functions are defined."""
        return self.found is Found.UNCLEAR and not any(
            w in self.reason for w in ("domain", "logarithm", "depends", "does not fit")
        )


def free_letters(node: Node, habits: object, bound: frozenset[str] = frozenset()) -> dict[str, str]:
    """Letters that a formula leaves open, and what they count: unit, layer or example."""
    found: dict[str, str] = {}
    _gather(node, habits, bound, found)
    return found


def _gather(node: Node, habits: object, bound: frozenset[str], found: dict[str, str]) -> None:
    if isinstance(node, Big):
        inner = bound | frozenset(limit_letters(node))
        if not limit_letters(node):
            return
        _gather(node.body, habits, inner, found)
        return
    mention = mention_of(node, habits)  # type: ignore[arg-type]
    if mention is not None:
        _mentioned(mention, bound, found)
        if mention.power is not None:
            _gather(mention.power, habits, bound, found)
        return
    from symbackprop.parsing.latex.tree import Scripted

    if isinstance(node, Scripted):
        for script in (node.sub, node.sup):
            if script is not None:
                for letter in _names(script):
                    if letter not in bound and letter not in ("T", "top", "F"):
                        found.setdefault(letter, "unit?")
    for part in [node.base] if isinstance(node, Scripted) else node.parts():
        _gather(part, habits, bound, found)


def _names(script: Node) -> Iterator[str]:
    from symbackprop.parsing.latex.tree import Name

    for node in script.walk():
        if isinstance(node, Name) and len(node.text) == 1 and node.text.islower():
            yield node.text


def _mentioned(mention: Mention, bound: frozenset[str], found: dict[str, str]) -> None:
    shift = shift_of(mention.layer) if mention.layer is not None else None
    if shift and shift[0] and shift[0] not in bound and shift[0] != CHAIN:
        found[shift[0]] = "layer"
    for unit in mention.units:
        text = name_of(unit)
        shift = shift_of(unit)
        letter = shift[0] if shift else text
        if letter and not letter.isdigit() and letter not in bound:
            found.setdefault(letter, "unit")
    example = name_of(mention.example)
    if example and not example.isdigit() and example not in bound:
        found.setdefault(example, "example")


class Court:
    """Holds claims against one world."""

    def __init__(self, world: World) -> None:
        self.world, self.interpreter = world, Interpreter(world)

    def environments(self, sides: list[Node]) -> Iterator[Env]:
        """All values of the open letters; layers first."""
        world, habits = self.world, self.world.habits
        letters: dict[str, str] = {}
        for side in sides:
            for letter, kind in free_letters(side, habits).items():
                letters[letter] = kind if letters.get(letter) in (None, "unit?") else letters[letter]
        layers = [t for t, kind in letters.items() if kind == "layer" and t not in habits.depth_letters]
        units = [t for t, kind in letters.items() if kind in ("unit", "unit?") and t not in habits.depth_letters]
        examples = [t for t, kind in letters.items() if kind == "example"]
        numbers = range(world.reading.first, world.last + 1)
        if any(m.base.lower() in ("y", "t") and m.layer is None for s in sides for m in self._compared(s)):
            numbers = range(world.last, world.last + 1)
        local = self.variables(sides)
        for place in product(numbers, repeat=len(layers)):
            env = Env(dict(zip(layers, place, strict=True)), local=local)
            yield from self._entries(env, units, examples, sides)

    def _compared(self, side: Node) -> Iterator[Mention]:
        """All that a formula mentions, but for what a cost is said to depend on: the y of ∂J(W, b; x, y)/∂W^l."""
        products = (n for n in side.walk() if isinstance(n, Product))
        pairs = (pair for n in products for pair in pairwise(n.factors))
        brackets = (after for before, after in pairs if isinstance(after, Group) and self._is_cost(before))
        arguments = {id(n) for bracket in brackets for n in bracket.walk()}
        return (m for m in mentions(side, self.world.habits) if id(m.node) not in arguments)

    def _is_cost(self, node: Node) -> bool:
        mention = mention_of(node, self.world.habits)
        return mention is not None and mention.base in COSTS

    def variables(self, sides: list[Node]) -> dict[str, Array]:
        """The variable of an identity between functions, σ′(z) = σ(z)(1 − σ(z)): it may be any number."""
        functions = self.world.lexicon.functions | set(CALLS)
        found = [m for s in sides for m in mentions(s, self.world.habits) if m.base not in functions]
        found = [m for m in found if not isinstance(m.node, Words)]
        found = [m for m in found if m.base not in COEFFICIENTS | {"e", "pi"}]
        bases = {m.base for m in found}
        if len(bases) != 1 or any(m.units or m.layer or m.example or m.label for m in found):
            return {}
        (base,) = bases
        every = [m for s in sides for n in s.walk() if (m := mention_of(n, self.world.habits))]
        is_exponential = any(m.base == "e" and m.power for m in every) and not self.world.by_base.get((base, ""))
        if not is_exponential and not any(m.base in functions for m in every):
            return {}
        return {base: np.asarray([[0.4], [-0.7], [1.3], [-2.1]], dtype=complex)}

    def _entries(self, env: Env, units: list[str], examples: list[str], sides: list[Node]) -> Iterator[Env]:
        whole = Product((0, 0), tuple(sides), ("",) * (len(sides) - 1))
        try:
            sizes = {t: size_of(self.world, t, whole, env) for t in units}
        except (Unclear, Misfit):
            sizes = dict.fromkeys(units, 2)
        sizes |= dict.fromkeys(examples, self.world.reading.examples)
        names = [*units, *examples]
        places = list(islice(product(*(range(sizes[t]) for t in names)), 400))
        if len(places) > MOST:
            places = places[:: len(places) // MOST + 1]
        for place in places:
            bound = Env({**env.letters, **dict(zip(names, place, strict=True))}, {**env.sizes, **sizes}, env.local)
            yield bound

    def trial(self, formula: Formula) -> Trial:
        """left = right."""
        assert formula.left is not None and formula.right is not None
        left_out = next((n for s in (formula.left, formula.right) for n in s.walk() if isinstance(n, Dots)), None)
        if left_out is not None:
            return Trial(Found.UNCLEAR, reason="something is left out", node=left_out)
        if _picks_a_class(formula.left, formula.right, self.world.habits):
            return Trial(Found.UNCLEAR, reason="nothing says which entry is meant", node=formula.left)
        if is_update(formula, self.world.habits):
            return self._each(formula, self._update)
        return self._each(formula, self._equal)

    def written_out(self, formula: Formula) -> Trial | None:
        """A claim about derivatives that are all written out, in nobody's convention; None where it does not hold."""
        if self.world.reading.examples == 1 or not is_literal(formula, self.world.habits):
            return None
        self.interpreter.is_literal = True
        try:
            found = self._each(formula, self._equal)
        finally:
            self.interpreter.is_literal = False
        return found if found.found is Found.TRUE else None

    def _each(self, formula: Formula, test) -> Trial:  # type: ignore[no-untyped-def]
        assert formula.left is not None and formula.right is not None
        sides = [formula.left, formula.right]
        agreed: Trial | None = None
        alike: Trial | None = None
        unclear: Trial | None = None
        failed: Trial | None = None
        for env in self.environments(sides):
            if excludes(formula.case, env.letters):
                continue
            self.world.reads.append(set())
            try:
                trial = test(formula, env)
            except Unclear as trouble:
                if isinstance(trouble, Absent):
                    unclear = unclear or Trial(Found.UNCLEAR, reason=trouble.reason, node=trouble.node)
                    continue
                return Trial(Found.UNCLEAR, reason=trouble.reason, node=trouble.node)
            except Misfit as trouble:
                if not isinstance(trouble, Overrun) and self._has_sizes_of_example(formula):
                    return Trial(Found.UNCLEAR, reason=OF_EXAMPLE, node=trouble.node)
                trial = Trial(
                    Found.FALSE,
                    reason=trouble.reason,
                    node=trouble.node,
                    is_misfit=True,
                    is_overrun=isinstance(trouble, Overrun),
                )
            except (OverflowError, ZeroDivisionError, FloatingPointError, ValueError, IndexError) as trouble:
                return Trial(Found.UNCLEAR, reason=str(trouble))
            except RecursionError:
                return Trial(Found.UNCLEAR, reason="what this depends on goes round in a circle")
            finally:
                read = self.world.reads.pop()
            if trial.found is Found.FALSE:
                why = doubt(
                    self.world, formula, read, is_misfit=trial.is_misfit, is_identity=bool(self.variables(sides))
                )
                if why:
                    return Trial(Found.UNCLEAR, reason=why)
                if trial.is_misfit or not self._is_same_index(formula, env):
                    return trial
                failed = failed or trial
                continue
            if self._is_same_index(formula, env):
                alike = alike or trial
            else:
                agreed = agreed or trial
        if failed is not None and agreed is not None:
            if self.world.lexicon.tells_cases_apart:
                return replace(agreed, how="where the indices differ")
            return Trial(Found.UNCLEAR, reason="it holds where the indices differ")
        return failed or agreed or alike or unclear or Trial(Found.UNCLEAR, reason="there is no case to try")

    def _has_sizes_of_example(self, formula: Formula) -> bool:
        habits = self.world.habits
        return writes_entries_out(formula, habits) or counts_ones(formula, habits)

    def _is_same_index(self, formula: Formula, env: Env) -> bool:
        """Whether two indices of the left side, i and j of ∂p_i/∂z_j, are the same number here, and others could be."""
        assert formula.left is not None
        letters = free_letters(formula.left, self.world.habits)
        numbers = [env.letters[t] for t, kind in letters.items() if kind == "unit" and t in env.letters]
        return len(numbers) == 2 and numbers[0] == numbers[1]

    def _equal(self, formula: Formula, env: Env) -> Trial:
        assert formula.left is not None and formula.right is not None
        left, right = self.interpreter.value(formula.left, env), self.interpreter.value(formula.right, env)
        how = agree(left, right)
        is_vector = how is None and (self._are_row_biases(formula) or self._sums_examples(formula))
        if is_vector and close(plain(left), plain(right).T):
            how = "as a column"
        is_written_out = how is None and writes_entries_out(formula, self.world.habits)
        if is_written_out and is_reshaped(plain(left), plain(right)):
            how = "reshaped as a column"
        if how is not None:
            if _says_nothing(formula, left, right):
                raise Absent("both sides are 0 here", formula.left)
            return Trial(Found.TRUE, how)
        place = ", ".join(
            f"{k} = {v + (0 if k in self.world.habits.layer_letters else 1)}" for k, v in env.letters.items()
        )
        try:
            shapes = plain(left).shape != plain(right).shape and plain(left).size != plain(right).size
        except Unclear as trouble:
            raise Unclear(trouble.reason, formula.left) from None
        if shapes and is_written_out:
            raise Unclear(OF_EXAMPLE, formula.left)
        return Trial(Found.FALSE, at=place, left=left, right=right, is_misfit=bool(shapes))

    def _are_row_biases(self, formula: Formula) -> bool:
        """Whether a gradient by a bias stands on the left, where examples are rows: as well a row as a column."""
        left = formula.left
        by = left.by[0] if isinstance(left, Derivative) else left.of if isinstance(left, Differential) else None
        mention = mention_of(by, self.world.habits) if by is not None else None
        return self.world.reading.rows and mention is not None and mention.base in BIASES and not mention.units

    def _sums_examples(self, formula: Formula) -> bool:
        """Whether one side sums vectors of examples, where examples are rows: the sum is as well a row as a column."""
        sides = [s for s in (formula.left, formula.right) if s is not None]
        sums = (n for s in sides for n in s.walk() if isinstance(n, Big))
        letters = ((set(limit_letters(n)), n.body) for n in sums)
        return self.world.reading.rows and any(
            name_of(m.example) in found for found, body in letters for m in mentions(body, self.world.habits)
        )

    def _is_unexplained(self, right: Node) -> bool:
        """Whether one letter that nothing defines is subtracted, as in w − η g."""
        step = right.terms[-1] if isinstance(right, Addition) else right
        if not isinstance(step, Product) or not all(isinstance(f, Name) for f in step.factors):
            return False
        found = [m for f in step.factors if (m := mention_of(f, self.world.habits)) is not None]
        others = [m for m in found if m.base not in RATES]
        return len(others) == 1 and not self.world.by_base.get((self.world.fold(others[0].base), ""))

    def _update(self, formula: Formula, env: Env) -> Trial:
        """w ← w − η ∂C/∂w."""
        assert formula.left is not None and formula.right is not None
        mention = mention_of(formula.left, self.world.habits)
        if mention is None:
            raise Unclear("an update of what is no quantity", formula.left)
        if self._is_unexplained(formula.right):
            raise Unclear("nothing says that what is subtracted is a gradient", formula.right)
        plain_mention = replace(mention, is_next=False, primes=0)
        old = plain(self.interpreter.mentioned(plain_mention, env))
        new = plain(self.interpreter.value(formula.right, env))
        if accumulation(formula.left, formula.right, self.world.habits) is not None:
            found = Found.TRUE if close(new - old, old) else Found.FALSE
            return Trial(found, "the gradient of one example is added", left=old, right=new - old)
        gradient = plain(differentiated_by(self.interpreter, plain_mention, env))
        gradient = gradient.reshape(old.shape) if gradient.size == old.size else gradient
        for factor in (1.0, 1 / self.world.reading.examples, self.world.reading.examples):
            if close(new, np.asarray(old - RATE * factor * gradient)):
                return Trial(Found.TRUE, "a step of gradient descent")
        if not is_descent(formula, self.world.habits):
            raise Unclear("a step of another kind", formula.right)
        return Trial(Found.FALSE, left=old - RATE * gradient, right=new)


def _picks_a_class(left: Node, right: Node, habits: object) -> bool:
    """Whether the index of the true class stands on one side only, −log p_c = −Σ_k y_k log p_k."""
    here, there = free_letters(left, habits), free_letters(right, habits)
    return (not here or not there) and bool(CLASSES & (here.keys() | there.keys()))


def is_negative(trial: Trial) -> bool:
    """Whether the sides differ by their sign alone."""
    if trial.left is None or trial.right is None:
        return False
    try:
        return close(plain(trial.left), -plain(trial.right))
    except Unclear:
        return False


def is_kronecker(formula: Formula, habits: object) -> bool:
    """Whether a statement only says what δ_{ij} is: 1 or 0."""
    mention = mention_of(formula.left, habits) if formula.left is not None else None  # type: ignore[arg-type]
    if mention is None or not mention.is_kronecker:
        return False
    return name_of(formula.right) in ("0", "1")


def _says_nothing(formula: Formula, *sides: Value) -> bool:
    """Whether both sides are 0 though neither is said to be: then -u = u too."""
    if any(isinstance(side, Number) for side in (formula.left, formula.right)):
        return False
    return all(not np.any(plain(side)) for side in sides)


def is_literal(formula: Formula, habits: object) -> bool:
    """Whether all derivatives of a statement are written out as those of one cost, on both sides: none is a name."""
    costs: list[str] = []
    for side in (formula.left, formula.right):
        nodes = list(side.walk()) if side is not None else []
        if any(isinstance(n, Differential) or (isinstance(n, Name) and n.text == "delta") for n in nodes):
            return False
        above = [mention_of(n.of, habits) for n in nodes if isinstance(n, Derivative)]  # type: ignore[arg-type]
        costs += [m.base for m in above if m is not None and m.base in COSTS][:1]
    return len(costs) == 2 and len(set(costs)) == 1


def is_update(formula: Formula, habits: object) -> bool:
    """Whether a statement gives a quantity its next value: w ← w − …, w ← (1 − η λ) w − …"""
    left, right = formula.left, formula.right
    mention = mention_of(left, habits) if left is not None else None  # type: ignore[arg-type]
    if mention is None or not isinstance(right, Addition):
        return False
    return any(_is_old(factor, mention, habits) for term in right.terms for factor in _factors(term))


def is_descent(formula: Formula, habits: object) -> bool:
    """Whether an update is a plain step: w ← w − …"""
    right = formula.right
    mention = mention_of(formula.left, habits) if formula.left is not None else None  # type: ignore[arg-type]
    if mention is None or not isinstance(right, Addition) or len(right.terms) != 2:
        return False
    return _is_old(right.terms[0], mention, habits)


def _factors(node: Node) -> Sequence[Node]:
    return node.factors if isinstance(node, Product) else (node,)


def _is_old(node: Node, mention: Mention, habits: object) -> bool:
    """Whether a node is the same quantity as another, before it is given its next value."""
    found = mention_of(node, habits)  # type: ignore[arg-type]
    if found is None or (found.base, found.label) != (mention.base, mention.label):
        return False
    return [*map(name_of, found.units)] == [*map(name_of, mention.units)] and _layer(found) == _layer(mention)


def _layer(mention: Mention) -> object:
    return shift_of(mention.layer) if mention.layer is not None else None


def all_mentions(formula: Formula, habits: object) -> list[Mention]:
    """Everything that a statement mentions."""
    sides = [s for s in (formula.left, formula.right) if s is not None]
    return [m for s in sides for m in mentions(s, habits)]  # type: ignore[arg-type]
