"""Judging: the reading that makes most of a document hold, and a verdict on every statement under it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from time import process_time

from symbackprop.checking.verdicts import Counterexample, Verdict
from symbackprop.parsing.latex.tree import Apply, Big
from symbackprop.proofreading.batches import counts_examples, has_example, is_all_batch, is_batch, is_derived
from symbackprop.proofreading.bench import Bench, is_cost_lost
from symbackprop.proofreading.cases import supposes
from symbackprop.proofreading.claims import Court, Found, Trial, all_mentions, is_kronecker, is_negative, is_update
from symbackprop.proofreading.contexts import Reading
from symbackprop.proofreading.contradictions import Contradictions
from symbackprop.proofreading.corrections import Mended
from symbackprop.proofreading.costs import is_cost_mean
from symbackprop.proofreading.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.derived import derived
from symbackprop.proofreading.dimensions import COUNTS, rows_declared
from symbackprop.proofreading.forms import Forms
from symbackprop.proofreading.layouts import Layouts
from symbackprop.proofreading.mending import Mender
from symbackprop.proofreading.mentions import WEIGHTS
from symbackprop.proofreading.numbers import Ledger, Line
from symbackprop.proofreading.passages import claims_of_single_units
from symbackprop.proofreading.proofs import is_defined_otherwise, proved
from symbackprop.proofreading.quantities import COSTS
from symbackprop.proofreading.readings import (
    basic_readings,
    described,
    has_condition,
    hypotheses,
    is_binary,
    means,
    other_errors,
    scalar,
    with_design_matrix,
)
from symbackprop.proofreading.report import Finding
from symbackprop.proofreading.report import Reading as Said
from symbackprop.proofreading.reprinting import renamed, reprinted
from symbackprop.proofreading.stated import UNSAID, Stated
from symbackprop.proofreading.values import Misfit, Unclear, plain

_SHAPE = re.compile(r"\d+(?= ×)|(?<=× )\d+")
SLIGHT = 0.5
"""What a notation counts that a document is read with, against what the document says itself."""
ENOUGH = 1.2
"""How much evidence decides whose errors are meant: two statements near by."""
NEAR = 12
"""How many statements away a vote for a reading counts half."""


class Judge:
    """Judges all statements of one document."""

    def __init__(self, lexicon: Lexicon, formulas: Sequence[Formula], until: float, said: Stated = UNSAID) -> None:
        self.lexicon, self.formulas, self.until, self.said = lexicon, formulas, until, said
        self.bench = Bench(lexicon, formulas)
        self.bench.base = said.applied(self.bench.base)
        self.by_number: dict[int, Definition] = lexicon.all
        self.claims = [f for f in formulas if self.is_claim(f)]
        batch = is_all_batch(formulas, lexicon)
        self.batch = {f.number: is_batch(f, lexicon) or (batch and is_derived(f, lexicon)) for f in formulas}
        self.readings = basic_readings(self.bench.base)
        self.ledger = Ledger(lexicon, self.bench.active)
        self.forms = Forms(lexicon)
        self.contradictions, self.layouts = Contradictions(self), Layouts(self)
        self.is_binary = is_binary(lexicon)
        self.votes: list[tuple[int, Reading, float]] = []

    @cached_property
    def mender(self) -> Mender:
        """What looks for repairs."""
        return Mender(self)

    def is_claim(self, formula: Formula) -> bool:
        """Whether a statement says that something holds, and both sides were understood."""
        is_read = formula.left is not None and formula.right is not None
        return formula.statement.is_claim and is_read and not self.is_flow(formula)

    def is_flow(self, formula: Formula) -> bool:
        """Whether an arrow says what leads to what, x → a → y, and nothing becomes anything."""
        return formula.statement.relation == "→" and not is_update(formula, self.lexicon.habits)

    def findings(self) -> tuple[list[Finding], list[Said]]:
        """A verdict on every statement that claims something."""
        self.vote()
        claimed = [f for f in self.formulas if f.statement.is_claim and not self.is_flow(f)]
        found = [self.finding(f, self.choose(f.number)) for f in claimed]
        found = [self._blamed(f, finding) for f, finding in zip(claimed, found, strict=True)]
        settled = self.layouts.settled({f.number: finding for f, finding in zip(claimed, found, strict=True)})
        settled = self.contradictions.settled(settled)
        found = [settled[f.number] for f in claimed]
        middle = self.choose(len(self.formulas) // 2)
        said = Said((("network", described(middle[True])), ("single", described(middle[False]))))
        return found, [said]

    # ---- readings

    def vote(self) -> None:
        """Try every claim under every reading, and find the definitions that fit."""
        for reading in self.readings:
            for number in self.bench.fitting(reading):
                self.votes.append((number, reading, 2.0))
        for number, rows in rows_declared(self.lexicon.declarations):
            self.votes += [(number, r, 3.0) for r in self.readings if r.rows is rows]
        for formula in self.claims:
            if formula.number in self.by_number:
                continue
            for reading in self.readings:
                if process_time() > self.until:
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
            if not self._speaks_of_batches or self._is_small(formula):
                found.append(chosen[False])
        else:
            found.append(chosen[True])
        if main.rows and self._is_of_vectors(formula):
            found += [replace(r, rows=False) for r in found]
        if self._is_laid_out_both_ways:
            found += [replace(r, rows=not r.rows) for r in found if replace(r, rows=not r.rows) not in found]
        if self.is_binary:
            found += [replace(r, outputs=1) for r in found]
        return found

    @cached_property
    def _is_laid_out_both_ways(self) -> bool:
        """Whether one quantity is defined twice, for examples in rows and in columns: a comparison of the two."""
        layouts: defaultdict[int, set[bool]] = defaultdict(set)
        for reading in self.readings:
            for number in self.bench.fitting(reading):
                layouts[number].add(reading.rows)
        ways: defaultdict[object, set[bool]] = defaultdict(set)
        for definition in self.lexicon.definitions:
            own = definition.mention
            if len(layouts[definition.number]) == 1 and own.layer is not None:
                ways[self.lexicon.fold(own.base), own.label] |= layouts[definition.number]
        return any(len(found) == 2 for found in ways.values())

    def _is_of_vectors(self, formula: Formula) -> bool:
        """Whether all that examples have is that of one, in small letters: a column, though a batch has rows."""
        every = all_mentions(formula, self.lexicon.habits)
        states = [m for m in every if m.base.partition("~")[0] not in {*WEIGHTS, *COSTS, *COUNTS, "b", "B", "lambda"}]
        return all(m.base[:1].islower() and len(m.units) < 2 for m in states)

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
        sides = [s for s in (formula.left, formula.right) if s is not None]
        summed = any(isinstance(n, Big | Apply) for s in sides for n in s.walk())
        return not summed and all(
            not (m.example or m.base[:1].isupper() or has_example(m, self.lexicon)) for m in every
        )

    @cached_property
    def _speaks_of_batches(self) -> bool:
        """Whether the document counts examples anywhere: then capitals are whole batches."""
        return self.said.rows is not None or any(self._counts_examples(f) for f in self.formulas)

    def _counts_examples(self, formula: Formula) -> bool:
        every = all_mentions(formula, self.lexicon.habits)
        of_one = any(m.example is not None for m in every)
        return any(counts_examples(m) or (of_one and m.base == "n" and not m.units) for m in every)

    # ---- verdicts

    def finding(self, formula: Formula, chosen: dict[bool, Reading]) -> Finding:
        """The verdict on one statement."""
        statement = formula.statement
        latex = f"{statement.left.text} {statement.relation} {statement.right.text}"
        finding = Finding(
            statement.display.original, statement.outer, latex, statement.label or statement.tag, Verdict.UNDECIDED
        )
        if formula.trouble or formula.left is None or formula.right is None:
            return replace(finding, reason=formula.trouble or "one side is empty", marked=formula.trouble_at)
        if process_time() > self.until:
            return replace(finding, reason="out of time")
        if is_kronecker(formula, self.lexicon.habits):
            return replace(finding, verdict=Verdict.DEFINITION, reason="the Kronecker delta")
        line = self.ledger.judge(formula)
        if line is not None and not line.is_mere:
            return self._numeric(formula, line, finding)
        definition = self.by_number.get(formula.number)
        if definition is not None:
            return self._defined(formula, definition, finding, chosen)
        found = self._claimed(formula, finding, chosen)
        if line is not None and found.verdict is Verdict.REFUTED:
            return replace(finding, reason="not all numbers for this are given")
        return found

    def _blamed(self, formula: Formula, finding: Finding) -> Finding:
        """A definition that a later line contradicts, with the line."""
        blame = self.ledger.blamed.get(formula.number)
        if blame is None:
            return finding
        place = blame.formula.statement.place
        reason = f"line {place.line} puts the number of another quantity in here"
        marked = formula.statement.right.span(*blame.symbol.span)
        found = replace(
            finding, verdict=Verdict.REFUTED, reason=reason, marked=marked, related=((place, "the number put in"),)
        )
        return _mended(found, renamed(formula, blame.symbol, blame.other, self.mender.spellings))

    def _numeric(self, formula: Formula, line: Line, finding: Finding) -> Finding:
        """A line of numbers."""
        if line.holds:
            return replace(finding, verdict=Verdict.AGREES, reason="computed again from the printed numbers")
        if line.holds is None:
            if line.is_given:
                return replace(finding, verdict=Verdict.DEFINITION, reason="a number that is given")
            return replace(finding, reason="not all numbers for this are given")
        counterexample = None
        if line.left is not None and line.right is not None:
            counterexample = Counterexample("", "", _shown(line.left.value), _shown(line.right.value))
        found = replace(
            finding, verdict=Verdict.REFUTED, reason="computed from the numbers before", counterexample=counterexample
        )
        return _mended(found, reprinted(formula, line) or self.mender.put_in(formula, line))

    def _defined(
        self, formula: Formula, definition: Definition, finding: Finding, chosen: dict[bool, Reading]
    ) -> Finding:
        """A definition; one that repeats another agrees with it."""
        if not definition.parameters:
            reading = chosen[self.batch[formula.number]]
            court = self.bench.court(formula.number, reading, without=definition)
            trial = court.trial(formula)
            if trial.found is Found.TRUE:
                return self._repeated(formula, finding, court, reading)
            if trial.is_overrun:
                return _mended(self._false(formula, finding, trial, reading), self.mender.mend_bound(formula, court))
        return replace(finding, verdict=Verdict.DEFINITION)

    def _repeated(self, formula: Formula, finding: Finding, court: Court, reading: Reading) -> Finding:
        """A definition that says what follows without it: what was said before, or what is usual."""
        if not is_defined_otherwise(formula, court):
            return replace(finding, verdict=Verdict.DEFINITION, reason="as usual")
        found = replace(finding, verdict=Verdict.AGREES, reading=described(reading), reason="follows from the rest")
        proof = proved(formula, court) if process_time() < self.until else None
        if proof is None:
            return found
        return replace(found, verdict=Verdict.PROVED, reason=f"follows from the rest, {proof.said}", sizes=proof.sizes)

    def _claimed(self, formula: Formula, finding: Finding, chosen: dict[bool, Reading]) -> Finding:
        unclear: Trial | None = None
        false: tuple[Trial, Reading] | None = None
        refuting: list[Reading] = []
        for reading in self._tried(formula, chosen):
            trial = self.bench.trial(formula, reading)
            if trial.found is Found.TRUE:
                return self._true(formula, finding, trial, reading)
            if trial.found is Found.FALSE:
                false = false or (trial, reading)
                refuting.append(reading)
            else:
                unclear = unclear or trial
        form = self.forms.holds(formula) if false is None else None
        if form is not None:
            if form[0]:
                return replace(finding, verdict=Verdict.AGREES, reason=form[1])
            return _mended(replace(finding, verdict=Verdict.REFUTED, reason=form[1]), self.mender.mend_form(formula))
        if false is None and formula.statement.link:
            return self._from_head(formula, finding, chosen, unclear)
        if false is None or (unclear is not None and self._rests_on_width(formula, false[0], refuting)):
            assert unclear is not None
            return replace(finding, reason=unclear.reason)
        for reading in refuting:
            if written_out := self.bench.court(formula.number, reading).written_out(formula):
                return self._true(formula, finding, written_out, reading)
        if supposed := supposes(formula):
            return replace(finding, reason=f"said only under a condition: {supposed}")
        self.contradictions.note(formula, refuting)
        self.layouts.note(formula, refuting)
        mended = self.mender.mend(formula, refuting)
        found = _mended(self._false(formula, finding, *false), mended)
        if mended is not None:
            return found
        courts = [self.bench.court(formula.number, reading) for reading in refuting[:2]]
        return replace(found, correction=derived(formula, courts, self.mender.spellings, self.mender.words))

    def _rests_on_width(self, formula: Formula, trial: Trial, refuting: Sequence[Reading]) -> bool:
        """Whether shapes alone refute what may as well be about single units: nothing near has wide layers."""
        is_about_units = formula.number in self._single_units
        return is_about_units and trial.is_misfit and not any(r.units == 1 for r in refuting)

    def _from_head(
        self, formula: Formula, finding: Finding, chosen: dict[bool, Reading], unclear: Trial | None
    ) -> Finding:
        """A link of a chain whose left side is not understood, held against the head of the chain."""
        own = formula.statement
        chain = [f for f in self.formulas if f.statement.display is own.display and f.statement.chain == own.chain]
        head = chain[0].left
        finding = replace(finding, reason=unclear.reason if unclear is not None else "")
        if head is None or formula.right is None:
            return finding
        whole = replace(formula, left=head)
        for reading in self._tried(formula, chosen):
            trial = self.bench.court(formula.number, reading).trial(whole)
            if trial.found is Found.TRUE:
                return self._true(formula, finding, trial, reading)
            if trial.found is Found.FALSE and is_negative(trial):
                found = replace(self._false(formula, finding, trial, reading), reason="the sign")
                return _mended(found, self.mender.mend(formula, [reading]))
        return finding

    def _tried(self, formula: Formula, chosen: dict[bool, Reading]) -> list[Reading]:
        found = self.alternatives(formula, chosen)
        more = []
        plainly = [self.bench.trial(formula, r) for r in found]
        lost = is_cost_lost(self.bench.court(formula.number, found[0]).world)
        is_beyond_help = not lost and all(t.is_not_understood for t in plainly)
        for reading in found[:2] if not is_beyond_help else ():
            more += hypotheses(self.lexicon, reading, lost, formula)
        if not is_beyond_help and any(map(counts_examples, all_mentions(formula, self.lexicon.habits))):
            for reading in means(found) if self._sums_losses(formula, found[0]) else ():
                more += [reading, *hypotheses(self.lexicon, reading, lost, formula)]
        if not has_condition(formula):
            more = [r for r in more if r.activation != "relu"]
        found += [r for r in more if r not in found]
        if not self.lexicon.habits.has_layers and "X" in self.lexicon.bases and "x" in self.lexicon.bases:
            found += [with_design_matrix(r) for r in found if r.examples > 1 and not r.rows]
        if formula.number in self._single_units:
            counts = self.batch[formula.number] and self._speaks_of_batches
            found.append(replace(chosen[True], units=1) if counts else scalar(self.bench.base))
        return list(dict.fromkeys(found))

    def _sums_losses(self, formula: Formula, reading: Reading) -> bool:
        """Whether the cost in force is no mean over examples: it is defined for each, or nowhere."""
        try:
            return not is_cost_mean(self.bench.court(formula.number, reading).world)
        except (Unclear, Misfit):
            return False

    @cached_property
    def _single_units(self) -> frozenset[int]:
        return claims_of_single_units(self.claims, self.lexicon)

    def _provable(self, formula: Formula, reading: Reading) -> Iterator[Reading]:
        """The readings of which a true statement may be proved: where the cost has one output, also for one unit."""
        yield reading
        if self.is_binary and not reading.outputs:
            one = replace(reading, outputs=1)
            if self.bench.trial(formula, one).found is Found.TRUE:
                yield one

    def _true(self, formula: Formula, finding: Finding, trial: Trial, reading: Reading) -> Finding:
        for own in self._provable(formula, reading):
            proof = proved(formula, self.bench.court(formula.number, own)) if process_time() < self.until else None
            if proof is not None:
                return replace(
                    finding, verdict=Verdict.PROVED, reason=proof.said, reading=described(own), sizes=proof.sizes
                )
        what = f"equal at random points, to 7 digits{', ' + trial.how if trial.how else ''}"
        return replace(finding, verdict=Verdict.AGREES, reason=what, reading=described(reading), sizes=_sizes(reading))

    def _false(self, formula: Formula, finding: Finding, trial: Trial, reading: Reading) -> Finding:
        counterexample = None
        reason = self._in_names(trial.reason, reading, formula)
        if trial.left is not None and trial.right is not None:
            try:
                left, right = plain(trial.left), plain(trial.right)
                if trial.is_misfit:
                    reason = "the sides have different shapes"
                counterexample = Counterexample("; ".join(_sizes(reading)), trial.at, _shown(left), _shown(right))
            except Unclear:
                reason = reason or "the sides differ"
        return replace(
            finding,
            verdict=Verdict.REFUTED,
            reason=reason or ("a step that does not go down" if is_update(formula, self.lexicon.habits) else ""),
            counterexample=counterexample,
            reading=described(reading),
            sizes=_sizes(reading),
        )

    def _in_names(self, reason: str, reading: Reading, formula: Formula) -> str:
        """A reason with the shapes in letters: n_1 × m for 5 × 7."""
        if not self.lexicon.habits.has_layers or reading.units:
            return reason
        world = self.bench.court(formula.number, reading).world
        names = {str(world.width(layer)): f"n_{layer}" for layer in range(reading.first, world.last + 1)}
        names |= {str(reading.examples): "m"} if reading.examples > 1 else {}
        return _SHAPE.sub(lambda found: names.get(found[0], found[0]), reason)


def _mended(finding: Finding, mended: Mended | None) -> Finding:
    """A finding with its repair."""
    return finding if mended is None else replace(finding, correction=mended.correction, marked=mended.marked)


def _sizes(reading: Reading) -> tuple[str, ...]:
    return (f"m = {reading.examples}, L = {reading.depth}",)


def _shown(value) -> str:  # type: ignore[no-untyped-def]
    if value.size == 1:
        return f"{value.reshape(()).real:.6g}"
    return f"{' × '.join(map(str, value.shape))}: {value.reshape(-1)[0].real:.6g}, …"
