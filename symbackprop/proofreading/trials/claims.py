"""Claims held against a world: both sides evaluated for all values of the letters that they leave open."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, islice, pairwise, product

import numpy as np

from symbackprop.parsing.latex.tree import (
    Apply,
    Big,
    Cases,
    Derivative,
    Differential,
    Group,
    Nabla,
    Node,
    Number,
    Product,
    Words,
)
from symbackprop.proofreading.lexicon.cases import compares, excludes
from symbackprop.proofreading.lexicon.claim_forms import is_of_layers, is_slope_of_each, is_update, is_written_out
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.lexicon.free_letters import free_letters
from symbackprop.proofreading.lexicon.function_names import COEFFICIENTS
from symbackprop.proofreading.lexicon.primed_indices import as_written
from symbackprop.proofreading.lexicon.spelt_out import is_slope_between_entries
from symbackprop.proofreading.trials.calculus import letters_of_rule, points_for
from symbackprop.proofreading.trials.classes import holds_for_some, picks_a_class
from symbackprop.proofreading.trials.dead_units import has_dead
from symbackprop.proofreading.trials.doubts import Failure, doubt
from symbackprop.proofreading.trials.ellipses import filled, leaves_layers_out, left_out, without_dots
from symbackprop.proofreading.trials.operators_reach import with_short_reach
from symbackprop.proofreading.trials.outcomes import Found, Trial
from symbackprop.proofreading.trials.updates import step_trial
from symbackprop.proofreading.vocabulary.contexts import IMPLICIT, Env
from symbackprop.proofreading.vocabulary.marks import limit_letters, name_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, DIAGONALS, RIGHT
from symbackprop.proofreading.vocabulary.slopes import agree
from symbackprop.proofreading.vocabulary.values import (
    Absent,
    Array,
    Misfit,
    Outside,
    Overrun,
    Slope,
    Unclear,
    Unlaid,
    Unlinked,
    Value,
    Vanishing,
    close,
    plain,
    why_not,
)
from symbackprop.proofreading.worlds.calls import CALLS
from symbackprop.proofreading.worlds.extremes import is_near_zero
from symbackprop.proofreading.worlds.interpreter import Interpreter
from symbackprop.proofreading.worlds.sizes import size_of
from symbackprop.proofreading.worlds.tabulated import (
    OF_EXAMPLE,
    counts_ones,
    is_reshaped,
    lists_entries,
    writes_entries_out,
)
from symbackprop.proofreading.worlds.world import World

MOST = 40


Test = Callable[[Formula, Env], Trial]
"""What is asked of a formula for one value of each letter that it leaves open."""


class Court:
    """Holds claims against one world; `has_dead` where a claim read a quantity that is 0 there.

    Why a claim fails is not asked where only those are looked for that hold.
    """

    def __init__(self, world: World) -> None:
        self.world, self.interpreter, self.has_dead = world, Interpreter(world), False
        self._asks_why = True

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
        local = self.variables(sides) or letters_of_rule(sides, self.world)
        for place in product(numbers, repeat=len(layers)):
            env = Env(dict(zip(layers, place, strict=True)), local=local)
            yield from self._entries(env, units, examples, sides)

    def _compared(self, side: Node) -> Iterator[Mention]:
        """All that a formula mentions, but for what a cost is said to depend on, the y of ∂J(W, b; x, y)/∂W^l, and what
        cases tell apart: a − y if l = L, W^T δ if l < L."""
        pairs = (pair for n in side.walk() if isinstance(n, Product) for pair in pairwise(n.factors))
        apart: list[Node] = [after for before, after in pairs if isinstance(after, Group) and self._is_cost(before)]
        apart += [n for n in side.walk() if isinstance(n, Cases)]
        inside = {id(n) for part in apart for n in part.walk()}
        return (m for m in mentions(side, self.world.habits) if id(m.node) not in inside)

    def _is_cost(self, node: Node) -> bool:
        mention = mention_of(node, self.world.habits)
        return mention is not None and mention.base in COSTS

    def variables(self, sides: list[Node]) -> dict[str, Array]:
        """The variable of an identity between functions, σ′(z) = σ(z)(1 − σ(z)): it may be any number."""
        functions = self.world.lexicon.functions | set(CALLS)
        sums = (n for s in sides for n in s.walk() if isinstance(n, Big))
        functions |= {letter for n in sums if is_near_zero(n) for letter in limit_letters(n)}
        found = [m for s in sides for m in mentions(s, self.world.habits) if m.base not in functions]
        found = [m for m in found if not isinstance(m.node, Words)]
        found = [m for m in found if m.base not in COEFFICIENTS | {"e", "pi"}]
        bases = {m.base for m in found}
        if not bases and self._is_of_functions(sides):
            bases = {IMPLICIT}
        if len(bases) != 1 or any(m.units or m.layer or m.example or m.label for m in found):
            return {}
        if any(isinstance(n, Apply) and name_of(n.function) in DIAGONALS for s in sides for n in s.walk()):
            return {}
        (base,) = bases
        every = [m for s in sides for n in s.walk() if (m := mention_of(n, self.world.habits))]
        points = points_for(sides, self.world)
        if base == IMPLICIT:
            return {base: points}
        is_defined = any(d.mention.layer is None for d in self.world.by_base.get((self.world.fold(base), ""), ()))
        is_exponential = any(m.base == "e" and m.power for m in every) and not is_defined
        if not is_exponential and not any(m.base in functions for m in every):
            return {}
        return {base: points}

    def _is_of_functions(self, sides: list[Node]) -> bool:
        """Whether functions stand alone, without what they are taken at: σ′ = σ (1 − σ)."""
        found = [m for s in sides for m in mentions(s, self.world.habits)]
        functions = self.world.lexicon.functions
        return any(m.primes for m in found) and all(m.base in functions and not (m.units or m.layer) for m in found)

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

    def holds(self, formula: Formula) -> bool:
        """Whether left = right; where not, nothing is asked of what speaks against its failure."""
        self._asks_why = False
        try:
            return self.trial(formula).found is Found.TRUE
        finally:
            self._asks_why = True

    def trial(self, formula: Formula) -> Trial:
        """left = right."""
        assert formula.left is not None and formula.right is not None
        if (dots := left_out(formula)) is not None:
            return self._where_whole(formula) or Trial(Found.UNCLEAR, reason="something is left out", node=dots)
        if picks_a_class(formula.left, formula.right, self.world.lexicon):
            return Trial(Found.UNCLEAR, reason="nothing says which entry is meant", node=formula.left)
        test = self._update if is_update(formula, self.world.habits) else self._equal
        try:
            found = self._each(formula, test)
            others = (self._each(f, test) for f in with_short_reach(formula)) if found.found is Found.FALSE else ()
            return next((other for other in others if other.found is Found.TRUE), found)
        except RecursionError:
            return Trial(Found.UNCLEAR, reason="what this depends on goes round in a circle")

    def _where_whole(self, formula: Formula) -> Trial | None:
        """How a product with dots holds with the factors of all layers between those that are written.

        One whose dots may stand for anything is tried for layers between which nothing is left out; else None.
        """
        if leaves_layers_out(formula, self.world.habits):
            return self._each(formula, self._with_all_layers)
        whole = without_dots(formula)
        if whole is None or not self._layer_letters(whole):
            return None
        trials = (self._at(whole, self._equal, env) for env in self.environments(whole.sides))
        found = next((t for t in trials if t.found is Found.TRUE), None)
        return replace(found, how="where dots leave nothing out") if found is not None else None

    def _with_all_layers(self, formula: Formula, env: Env) -> Trial:
        """left = right, with what dots leave out of products."""
        return self._equal(filled(formula, self.world.habits, lambda node: self.world.layer(node, env)), env)

    def written_out(self, formula: Formula) -> Trial | None:
        """A claim about derivatives that are all written out, in nobody's convention; None where it does not hold."""
        if self.world.reading.examples == 1 or not is_written_out(formula, self.world.habits):
            return None
        self.interpreter.is_literal = True
        try:
            found = self._each(formula, self._equal)
        finally:
            self.interpreter.is_literal = False
        return found if found.found is Found.TRUE else None

    def _each(self, formula: Formula, test: Test) -> Trial:
        """Of all values of the open letters; those where two indices are the same number count apart.

        What holds above the input needs not hold there, as z^1 = x says nothing of σ, nor at an output of another kind.
        """
        assert formula.left is not None and formula.right is not None
        first: dict[tuple[Found, bool], Trial] = {}
        at_end: Trial | None = None
        layers = self._layer_letters(formula)
        ends = {self.world.reading.first, *([self.world.last] if self.world.has_own_output else [])}
        right = RIGHT if self.world.lexicon.names_true_class else None
        for env in self.environments([formula.left, formula.right]):
            if excludes(formula.case, env.letters, right):
                continue
            is_alike = self._is_same_index(formula, env)
            is_end = any(env.letters.get(t) in ends for t in layers)
            trial = self._at(formula, test, env, asks_why=self._asks_why or is_alike or is_end)
            if trial.found is Found.UNCLEAR and not trial.is_absent:
                return trial
            if trial.found is Found.FALSE and is_end:
                at_end = at_end or trial
                continue
            if trial.found is Found.FALSE and (trial.is_misfit or not is_alike):
                return trial if right is None else self._of_classes(formula, test, trial)
            first.setdefault((trial.found, is_alike and not trial.is_absent), trial)
        failed, agreed = first.get((Found.FALSE, True)), first.get((Found.TRUE, False))
        if failed is not None and agreed is not None and not self._compares_indices(formula):
            if self.world.lexicon.tells_cases_apart:
                return replace(agreed, how="where the indices differ")
            return Trial(Found.UNCLEAR, reason="it holds where the indices differ")
        absent = first.get((Found.UNCLEAR, False), Trial(Found.UNCLEAR, reason="there is no case to try"))
        return failed or agreed or first.get((Found.TRUE, True)) or at_end or absent

    def _of_classes(self, formula: Formula, test: Test, failed: Trial) -> Trial:
        """What fails, or is unclear where it holds for the right class alone or for all the others."""
        each = ((env, self._at(formula, test, env)) for env in self.environments(formula.sides))
        return holds_for_some(formula, each, self.world.habits) or failed

    def _layer_letters(self, formula: Formula) -> list[str]:
        """The letters of layers that a formula leaves open."""
        sides = formula.sides
        found = (item for s in sides for item in free_letters(s, self.world.habits).items())
        return [t for t, kind in found if kind == "layer" and t not in self.world.habits.depth_letters]

    def _at(self, formula: Formula, test: Test, env: Env, *, asks_why: bool = True) -> Trial:
        """For one value of each open letter; what does not hold there is refuted only where nothing speaks against."""
        self.world.reads.append(set())
        try:
            trial = test(formula, env)
        except Unclear as trouble:
            trial = Trial(
                Found.UNCLEAR,
                reason=trouble.reason,
                node=trouble.node,
                is_absent=isinstance(trouble, Absent),
                is_vanishing=isinstance(trouble, Vanishing),
                is_outside=isinstance(trouble, Outside),
                is_unlaid=isinstance(trouble, Unlaid),
                is_suspect=isinstance(trouble, Unlinked) and is_slope_between_entries(formula, self.world.lexicon),
            )
        except Misfit as trouble:
            trial = self._with_diagonals(formula, env) or self._misfit(formula, trouble)
        except (OverflowError, ZeroDivisionError, FloatingPointError, ValueError, IndexError) as trouble:
            trial = Trial(Found.UNCLEAR, reason=why_not(trouble))
        finally:
            read = self.world.reads.pop()
        if trial.found is Found.TRUE:
            self.has_dead = self.has_dead or has_dead(self.world, read)
        if trial.found is not Found.FALSE or not asks_why:
            return trial
        sides = formula.sides
        is_identity = bool(self.variables(sides))
        why = doubt(Failure(self.world, formula, frozenset(read), trial.is_misfit, is_identity))
        if why is None:
            return trial
        doubted = Trial(Found.UNCLEAR, reason=why.reason, is_outside=why.is_outside, is_doubted=True)
        is_link_of_shapes = trial.is_misfit and formula.statement.link > 0  # no side of it says what shape is meant
        return replace(doubted, at=trial.at, is_suspect=why.is_of_values and not is_link_of_shapes)

    def _with_diagonals(self, formula: Formula, env: Env) -> Trial | None:
        """How Jacobians hold where a text has ∂a/∂z = σ′(z): with σ′(z) W as diag(σ′(z)) W; None where they do not."""
        habits = self.world.habits
        if not self.world.lexicon.names_slopes_of_layers or not any(is_of_layers(s, habits) for s in formula.sides):
            return None
        self.interpreter.has_diagonals = True
        try:
            found = self._equal(formula, env)
        except (Unclear, Misfit):
            return None
        finally:
            self.interpreter.has_diagonals = False
        return found if found.found is Found.TRUE else None

    def _misfit(self, formula: Formula, trouble: Misfit) -> Trial:
        """Shapes that do not fit; those of an example are nobody's for all sizes."""
        is_overrun = isinstance(trouble, Overrun)
        if is_overrun and formula.statement.link and formula.left is not None and self._runs_over(formula.left):
            return Trial(Found.UNCLEAR, reason=f"of what stands before: {trouble.reason}", node=trouble.node)
        if not is_overrun and self._has_sizes_of_example(formula):
            return Trial(Found.UNCLEAR, reason=OF_EXAMPLE, node=trouble.node)
        return Trial(Found.FALSE, reason=trouble.reason, node=trouble.node, is_misfit=True, is_overrun=is_overrun)

    def _runs_over(self, side: Node) -> bool:
        """Whether a sum on this side counts too far, which the link of the chain before says already."""
        for env in self.environments([side]):
            try:
                self.interpreter.value(side, env)
            except Overrun:
                return True
            except (Unclear, Misfit):
                continue
        return False

    def _has_sizes_of_example(self, formula: Formula) -> bool:
        return writes_entries_out(formula, self.world.habits) or counts_ones(formula, self.world.habits)

    def _is_same_index(self, formula: Formula, env: Env) -> bool:
        """Whether two indices of the left side, i and j of ∂p_i/∂z_j, are the same number here, and others could be."""
        assert formula.left is not None
        letters = free_letters(formula.left, self.world.habits)
        numbers = [env.letters[t] for t, kind in letters.items() if kind == "unit" and t in env.letters]
        is_told = len(numbers) == 2 or name_of(formula.right) == "0"  # of more in ∂z_k/∂w_{ij} = 0
        return is_told and len({*numbers}) < len(numbers)

    def _compares_indices(self, formula: Formula) -> bool:
        """Whether the right side tells itself what it is where two indices of the left are the same, by δ_{ij}."""
        assert formula.left is not None
        letters = [t for t, kind in free_letters(formula.left, self.world.habits).items() if kind == "unit"]
        return any(compares(formula.right, one, other) for one, other in combinations(letters, 2))

    def _equal(self, formula: Formula, env: Env) -> Trial:
        assert formula.left is not None and formula.right is not None
        left, right = self.interpreter.value(formula.left, env), self.interpreter.value(formula.right, env)
        how = agree(left, right)
        is_vector = how is None and (self._is_row_or_column(formula) or self._sums_examples(formula))
        if is_vector and close(plain(left), plain(right).T):
            how = "as a column"
        if how is None and is_slope_of_each(formula) and close(plain(left), plain(right) * np.ones_like(plain(left))):
            how = "entry by entry"
        is_written_out = how is None and writes_entries_out(formula, self.world.habits)
        if (is_written_out or (how is None and lists_entries(formula))) and is_reshaped(plain(left), plain(right)):
            how = "reshaped as a column"
        if how is not None:
            if self._says_nothing(formula, left, right):
                raise Vanishing("both sides are 0 here", formula.left)
            return Trial(Found.TRUE, how)
        layers = self.world.habits.layer_letters
        place = ", ".join(f"{as_written(k)} = {v + (k not in layers)}" for k, v in env.letters.items())
        try:
            shapes = plain(left).shape != plain(right).shape and plain(left).size != plain(right).size
        except Unclear as trouble:
            trouble.node = trouble.node or formula.left
            raise
        if shapes and is_written_out:
            raise Unclear(OF_EXAMPLE, formula.left)
        failed = Trial(Found.FALSE, at=place, left=left, right=right, is_misfit=bool(shapes))
        return self._laid_flat(formula, env, failed) if shapes and not self.interpreter.lays_flat else failed

    def _laid_flat(self, formula: Formula, env: Env, failed: Trial) -> Trial:
        """How shapes that do not fit do with inner products, u · v, and derivatives as rows: (∂z/∂w_{jk}) δ."""
        self.interpreter.lays_flat = True
        try:
            found = self._equal(formula, env)
        except (Unclear, Misfit):
            return failed
        finally:
            self.interpreter.lays_flat = False
        return found if found.found is Found.TRUE else failed

    def _says_nothing(self, formula: Formula, *sides: Value) -> bool:
        """Whether both sides are 0 though neither is said to be: then -u = u too."""
        if any(isinstance(side, Number) for side in (formula.left, formula.right)):
            return False
        return all(not np.any(s.data if isinstance(s, Slope) else s) for s in sides)

    def _is_row_or_column(self, formula: Formula) -> bool:
        """Whether a gradient on the left is as well a row as a column: by a bias beside rows, by a unit's weights."""
        left = formula.left
        by = left.by if isinstance(left, Nabla) else left.of if isinstance(left, Differential) else None
        by = left.by[0] if isinstance(left, Derivative) else by
        mention = mention_of(by, self.world.habits) if by is not None else None
        if mention is None:
            return False
        is_of_unit = mention.base in WEIGHTS and len(mention.units) == 1 and mention.layer is None
        return is_of_unit or (self.world.reading.rows and mention.base in BIASES and not mention.units)

    def _sums_examples(self, formula: Formula) -> bool:
        """Whether one side sums vectors of examples, where examples are rows: the sum is as well a row as a column."""
        sides = formula.sides
        sums = (n for s in sides for n in s.walk() if isinstance(n, Big))
        letters = ((set(limit_letters(n)), n.body) for n in sums)
        return self.world.reading.rows and any(
            name_of(m.example) in found for found, body in letters for m in mentions(body, self.world.habits)
        )

    def _update(self, formula: Formula, env: Env) -> Trial:
        return step_trial(self.interpreter, formula, env)
