"""Elections: the reading that makes most of a document hold around a place, and those that one claim is tried under."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from symbackprop.parsing.latex.tree import Apply, Big, Derivative
from symbackprop.proofreading.lexicon.assumptions import TOTAL
from symbackprop.proofreading.lexicon.claim_forms import all_mentions
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.lexicon.dimensions import COUNTS, rows_declared
from symbackprop.proofreading.lexicon.free_letters import free_letters
from symbackprop.proofreading.readings.alternatives import (
    basic_readings,
    has_condition,
    hypotheses,
    is_binary,
    means,
    other_errors,
    scalar,
    with_design_matrix,
)
from symbackprop.proofreading.readings.batches import (
    counts_examples,
    has_example,
    is_all_batch,
    is_batch,
    is_derived,
    is_entry_of_batch,
    losing_sums,
    sums_over_outcomes,
)
from symbackprop.proofreading.readings.passages import claims_of_single_units, is_wide
from symbackprop.proofreading.readings.stated import Stated
from symbackprop.proofreading.trials.bench import Bench, is_cost_lost
from symbackprop.proofreading.trials.outcomes import Found, Trial
from symbackprop.proofreading.vocabulary.contexts import Env, Reading
from symbackprop.proofreading.vocabulary.marks import is_bare_mean, limit_letters
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS
from symbackprop.proofreading.vocabulary.values import Misfit, Unclear
from symbackprop.proofreading.worlds.costs import is_cost_mean
from symbackprop.proofreading.worlds.effort import is_spent
from symbackprop.proofreading.worlds.keys import key_of
from symbackprop.proofreading.worlds.shapes import is_input_number

SLIGHT = 0.5
"""What a notation counts that a document is read with, against what the document says itself."""
ENOUGH = 1.2
"""How much evidence decides whose errors are meant: two statements near by."""
NEAR = 12
"""How many statements away a vote for a reading counts half."""


class Election:
    """Which readings the statements of one document speak for."""

    def __init__(self, bench: Bench, formulas: Sequence[Formula], claims: Sequence[Formula], said: Stated) -> None:
        self.bench, self.lexicon, self.formulas, self.claims, self.said = bench, bench.lexicon, formulas, claims, said
        batch = is_all_batch(formulas, self.lexicon)
        self.batch = {f.number: is_batch(f, self.lexicon) or (batch and is_derived(f, self.lexicon)) for f in formulas}
        self.of_all = losing_sums(formulas, self.lexicon)
        bench.base = replace(bench.base, right=self._right_class())
        self.readings = basic_readings(bench.base)
        self.is_binary = is_binary(self.lexicon)
        self.votes: list[tuple[int, Reading, float]] = []

    def _right_class(self) -> int:
        """The place of the class that is right among entries with numbers, under which most claims hold."""
        base, lexicon = self.bench.base, self.lexicon
        places = range(max(map(len, lexicon.one_by_one.values()), default=0) if lexicon.names_true_class else 0)
        readings = [basic_readings(replace(base, right=place))[0] for place in places]
        asked = [f for f in self.claims if f.number not in lexicon.all]
        holding = [sum(self.bench.trial(f, r).found is Found.TRUE for f in asked) for r in readings]
        return holding.index(max(holding)) if any(holding) else base.right

    def vote(self, until: float) -> None:
        """Try every claim under every reading, and find the definitions that fit; once is enough."""
        if self.votes:
            return
        for reading in self.readings:
            for number in self.bench.fitting(reading):
                self.votes.append((number, reading, 2.0))
        for number, rows in rows_declared(self.lexicon.declarations):
            self.votes += [(number, r, 3.0) for r in self.readings if r.rows is rows]
        for formula in self.claims:
            if formula.number in self.lexicon.all:
                continue
            for reading in self.readings:
                if is_spent(until):
                    return
                if self.batch[formula.number] is (reading.examples == 1):
                    continue
                if self.bench.trial(formula, reading).found is Found.TRUE:
                    self.votes.append((formula.number, reading, 1.0))

    def choose(self, number: int) -> dict[bool, Reading]:
        """The readings that make most hold around a place: one for statements about a batch, one for the others.

        Whether examples are rows, only those statements tell that hold one way and not the other.
        """
        layouts: defaultdict[int, set[bool]] = defaultdict(set)
        for at, reading, _ in self.votes:
            if reading.examples > 1 or not self.batch.get(at):
                layouts[at].add(reading.rows)
        counts: defaultdict[Reading, float] = defaultdict(float)
        counts.update({r: SLIGHT for r in self.readings if r.examples > 1 and r.errors == self.lexicon.usage.errors})
        rows = {False: 0.2, True: 0.0}
        for at, reading, count in self.votes:
            if at == number:
                continue
            weight = count / (1 + ((at - number) / NEAR) ** 2)
            counts[reading] += weight
            if len(layouts[at]) == 1:
                rows[reading.rows] += weight
        chosen = {}
        said = self.lexicon.usage.rows if self.said.rows is None else self.said.rows
        are_rows = rows[True] > rows[False] if said is None else said
        for batch in (True, False):
            fitting = [r for r in self.readings if (r.examples > 1) is batch and r.rows is are_rows]
            fitting = [r for r in fitting if not batch or self.said.allows(r)]
            chosen[batch] = max(fitting, key=lambda r: (round(counts[r], 6), -self.readings.index(r)))
        return chosen

    def alternatives(self, formula: Formula, chosen: dict[bool, Reading]) -> list[Reading]:
        """The readings under which a statement may be meant, the likeliest first."""
        batch = self.batch[formula.number]
        main = chosen[batch]
        found = [main]
        if batch:
            if not self.said.errors and not self._is_scale_decided(formula.number, main):
                found.append(other_errors(main))
            every = all_mentions(formula, self.lexicon.habits)
            is_of_one = not any(is_entry_of_batch(m, self.lexicon) for m in every)
            is_of_one &= formula.number not in self.of_all
            if is_of_one and (not self._counts_around(formula) or self._is_small(formula)):
                found.append(chosen[False])
        else:
            found.append(chosen[True])
        if main.rows and self.is_of_vectors(formula):
            found += [replace(r, rows=False) for r in found]
        if self._is_laid_out_both_ways:
            found += [replace(r, rows=not r.rows) for r in found if replace(r, rows=not r.rows) not in found]
        if self.is_binary and not self._loses_letter(formula):
            found += [replace(r, outputs=1) for r in found]
        if self._has_one_input and any(is_input_number(m) for m in all_mentions(formula, self.lexicon.habits)):
            found += [replace(r, inputs=1) for r in found]
        return found

    def _loses_letter(self, formula: Formula) -> bool:
        """Whether the right side has more units open than the left, ∂C/∂a_k = w_{jk} δ_j: of one no sum is lost."""
        own, *other = (free_letters(side, self.lexicon.habits).items() for side in formula.sides)
        left = {letter for letter, kind in own if kind == "unit"}
        return bool(left) and any(kind == "unit" and letter not in left for found in other for letter, kind in found)

    @cached_property
    def _has_one_input(self) -> bool:
        """Whether a bold vector is computed from an input that is not bold: z = W x + b of a number x."""
        habits = self.lexicon.habits
        vectors = [d for d in self.lexicon.definitions if d.mention.style == "bold" and d.mention.base.islower()]
        return any(is_input_number(m) for d in vectors for m in mentions(d.body, habits))

    @cached_property
    def _is_laid_out_both_ways(self) -> bool:
        """Whether one quantity is defined twice, for examples in rows and in columns: a comparison of the two."""
        ways: defaultdict[object, set[bool]] = defaultdict(set)
        for definition in self.lexicon.definitions:
            own = definition.mention
            if len(self._layouts[definition.number]) == 1:
                ways[self.lexicon.fold(own.base), own.label] |= self._layouts[definition.number]
        return any(len(found) == 2 for found in ways.values())

    @cached_property
    def _layouts(self) -> dict[int, set[bool]]:
        """Whether examples may be rows, and columns, by the definitions whose shapes fit so."""
        found: defaultdict[int, set[bool]] = defaultdict(set)
        for reading in self.readings:
            for number in self.bench.fitting(reading):
                found[number].add(reading.rows)
        return found

    @cached_property
    def _has_rows_alone(self) -> bool:
        """Whether examples are rows by some definition, h = x W + b, and columns by none alone."""
        told = [ways for ways in self._layouts.values() if len(ways) == 1]
        return bool(told) and all(True in ways for ways in told)

    def is_of_vectors(self, formula: Formula) -> bool:
        """Whether all that examples have is that of one, in small letters: a column, though a batch has rows."""
        every = all_mentions(formula, self.lexicon.habits)
        states = [m for m in every if m.base.partition("~")[0] not in {*WEIGHTS, *COSTS, *COUNTS, "b", "B", "lambda"}]
        return all(m.base[:1].islower() and len(m.units) < 2 for m in states)

    def is_out_of_place(self, formula: Formula, refuting: Sequence[Reading]) -> bool:
        """Whether vectors are refuted as rows only, or what is about one example by the shapes of a batch only."""
        are_columns = all(r.rows for r in refuting) and self.is_of_vectors(formula) and not self._has_rows_alone
        return are_columns or (not self.batch[formula.number] and all(r.examples > 1 for r in refuting))

    def _is_scale_decided(self, number: int, main: Reading) -> bool:
        """Whether other statements around a place tell whose errors it speaks of: hold one way and not the other."""
        ways: defaultdict[int, set[str]] = defaultdict(set)
        for at, reading, _ in self.votes:
            if at != number and reading.examples > 1 and reading.rows is main.rows:
                ways[at].add(reading.errors)
        evidence: defaultdict[str, float] = defaultdict(float)
        for at, found in ways.items():
            if len(found) == 1:
                evidence[found.pop()] += 1 / (1 + ((at - number) / NEAR) ** 2)
        return evidence.pop(main.errors, 0.0) > ENOUGH and not any(evidence.values())

    def _is_small(self, formula: Formula) -> bool:
        """Whether only small letters stand for what every example has, none of them summed: x dz of one example."""
        every = all_mentions(formula, self.lexicon.habits)
        sides = formula.sides
        summed = any(isinstance(n, Big | Apply) for s in sides for n in s.walk())
        return not summed and all(
            not (m.example or m.base[:1].isupper() or has_example(m, self.lexicon)) for m in every
        )

    @cached_property
    def _speaks_of_batches(self) -> bool:
        """Whether the document counts examples anywhere: then capitals are whole batches."""
        return self.said.rows is not None or any(self.is_counting(f) for f in self.formulas)

    def _counts_around(self, formula: Formula) -> bool:
        """Whether the chapter of a statement counts examples, before it or in its section.

        A text that comes to several examples later may have capitals for a single one until then.
        """
        chapter = formula.section[:-1]
        before = [f for f in self.formulas[: formula.number] if f.section[: len(chapter)] == chapter]
        beside = [f for f in self.claims if f.section == formula.section]
        own = any(map(self.is_counting, (*before, *beside)))
        return (self._speaks_of_batches and (self.said.rows is not None or own)) or self._is_mean(formula)

    def _is_mean(self, formula: Formula) -> bool:
        """Whether a statement has the n that two outcomes are summed up to: as many examples."""
        every = all_mentions(formula, self.lexicon.habits)
        is_counted = any(m.base == "n" and not (m.units or m.label) and m.layer is None for m in every)
        return is_counted and any(map(sums_over_outcomes, self.formulas))

    def is_counting(self, formula: Formula) -> bool:
        """Whether a statement has m, or an example and n."""
        every = all_mentions(formula, self.lexicon.habits)
        of_one = any(m.example is not None for m in every)
        return any(counts_examples(m) or (of_one and m.base == "n" and not m.units) for m in every)

    def tried(self, formula: Formula, chosen: dict[bool, Reading]) -> list[Reading]:
        """Those under which a statement is tried: the alternatives, then what they leave open supposed."""
        found = self.alternatives(formula, chosen)
        more = []
        plainly = [self.bench.trial(formula, r) for r in found]
        lost = is_cost_lost(self.bench.court(formula.number, found[0]).world)
        is_beyond_help = not lost and all(t.is_not_understood for t in plainly)
        for reading in found[:2] if not is_beyond_help else ():
            more += hypotheses(self.lexicon, reading, lost, formula, self.said)
        if not is_beyond_help and any(map(counts_examples, all_mentions(formula, self.lexicon.habits))):
            for reading in means(found) if self._sums_losses(formula, found[0]) else ():
                more += [reading, *hypotheses(self.lexicon, reading, lost, formula, self.said)]
        if has_condition(formula):
            more.sort(key=lambda r: r.activation != "relu")  # [z > 0] is of that, if of any
        else:
            more = [r for r in more if r.activation != "relu"]
        found += [r for r in more if r not in found]
        if not self.lexicon.habits.has_layers and "X" in self.lexicon.bases and "x" in self.lexicon.bases:
            several = [r for r in found if r.examples > 1]
            several += [other_errors(r) for r in several] if formula.sampled else []
            found += [with_design_matrix(r) for r in several]
        of_units = self._of_single_units(formula, chosen, plainly)
        found += of_units
        if is_beyond_help or not any(t.found is Found.TRUE for t in plainly):
            sums = [r for r in of_units if r.examples > 1 and self._sums_losses(formula, r)]
            for reading in (*of_units, *means([replace(r, errors=TOTAL) for r in sums])):
                found += hypotheses(self.lexicon, reading, lost, formula, self.said)
        if not lost and self._is_of_one_layer(formula) and not any(t.found is Found.TRUE for t in plainly):
            flat = [replace(r, depth=1) for r in found[:2]]
            flat += [other for r in flat for other in hypotheses(self.lexicon, r, lost, formula, self.said)]
            found = [*(r for r in flat if self.bench.trial(formula, r).found is Found.TRUE), *found]
        return list(dict.fromkeys(found))

    def _of_single_units(
        self, formula: Formula, chosen: dict[bool, Reading], plainly: Sequence[Trial]
    ) -> list[Reading]:
        """Those with one unit a layer, for what is said of single units or has no other layout."""
        if formula.number in self.single_units:
            counts = self.batch[formula.number] and (self._speaks_of_batches or self._sums_examples(formula))
            return [replace(chosen[True], units=1) if counts else scalar(self.bench.base)]
        return [scalar(self.bench.base)] if any(t.is_unlaid for t in plainly) else []

    def _sums_examples(self, formula: Formula) -> bool:
        """Whether a statement has a sum over examples."""
        letters = self.lexicon.habits.example_letters
        nodes = [n for side in formula.sides for n in side.walk()]
        return any(is_bare_mean(n) or (isinstance(n, Big) and letters & set(limit_letters(n))) for n in nodes)

    def is_of_wide_layers(self, formula: Formula) -> bool:
        """Whether a statement has something that is no number, and stands in no passage about single units."""
        return formula.number not in self.single_units and is_wide(formula, self.lexicon)

    def transposes_numbers(self, formula: Formula, reading: Reading) -> bool:
        """Whether a weight that a statement transposes is one number in a world: x W^T read with x a column."""
        world = self.bench.court(formula.number, reading).world
        for mention in all_mentions(formula, self.lexicon.habits):
            if not mention.transposed or mention.base.partition("~")[0] not in WEIGHTS or mention.units:
                continue
            try:
                if world.node(key_of(world, mention, Env())).size == 1:
                    return True
            except (Unclear, Misfit):
                continue
        return False

    def _is_of_one_layer(self, formula: Formula) -> bool:
        """Whether weights have no layer in a statement, ∂J/∂W = X^T (A − y) / m, as nothing else in it has."""
        every = all_mentions(formula, self.lexicon.habits)
        sides = formula.sides
        by = [mention_of(n.by[0], self.lexicon.habits) for s in sides for n in s.walk() if isinstance(n, Derivative)]
        weights = [m for m in (*every, *by) if m is not None and m.base in WEIGHTS | BIASES]
        is_layered = any(m is not None and m.layer is not None for m in (*every, *by))
        return self.lexicon.habits.has_layers and bool(weights) and not is_layered

    def _sums_losses(self, formula: Formula, reading: Reading) -> bool:
        """Whether the cost in force is no mean over examples: it is defined for each, or nowhere."""
        try:
            return not is_cost_mean(self.bench.court(formula.number, reading).world)
        except (Unclear, Misfit):
            return False

    @cached_property
    def single_units(self) -> frozenset[int]:
        """The claims about one unit a layer, by number."""
        return claims_of_single_units(self.claims, self.lexicon)
