"""Judging: the reading that makes most of a document hold, and a verdict on every statement under it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.latex.tree import Number, Product
from symbackprop.proofreading.judging.contradictions import Contradictions
from symbackprop.proofreading.judging.conventions import Conventions
from symbackprop.proofreading.judging.corroboration import Support, unmended
from symbackprop.proofreading.judging.descendants import without_descendants
from symbackprop.proofreading.judging.elections import Election
from symbackprop.proofreading.judging.forms import Forms
from symbackprop.proofreading.judging.indices import Imbalance, Indices
from symbackprop.proofreading.judging.layouts import Layouts
from symbackprop.proofreading.judging.likely_repairs import with_likely, without_habits
from symbackprop.proofreading.judging.named_networks import beside_linear_example, under_named_network
from symbackprop.proofreading.judging.other_costs import spells_other_cost, under_other_cost
from symbackprop.proofreading.judging.other_letters import gives_its_argument, with_own_operands
from symbackprop.proofreading.judging.quotients import SAID, difference_quotient
from symbackprop.proofreading.judging.suspicions import Suspicions
from symbackprop.proofreading.judging.turnings import turned
from symbackprop.proofreading.judging.wording import (
    GIVEN,
    agreeing,
    agreeing_otherwise,
    failing,
    of_numbers,
    with_repair,
)
from symbackprop.proofreading.lexicon.cases import follows_special_case, has_measured_number, supposes
from symbackprop.proofreading.lexicon.claim_forms import is_kronecker, is_update
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.lexicon.function_names import SPELLED
from symbackprop.proofreading.mending.derived import derived
from symbackprop.proofreading.mending.mender import Mender
from symbackprop.proofreading.mending.reprinting import renamed, reprinted
from symbackprop.proofreading.numeric.ledger import Ledger, Line
from symbackprop.proofreading.numeric.substitution import is_numeric
from symbackprop.proofreading.proving.proofs import is_defined_otherwise, proved
from symbackprop.proofreading.readings.alternatives import described
from symbackprop.proofreading.readings.stated import UNSAID, Stated
from symbackprop.proofreading.reports.report import Finding
from symbackprop.proofreading.reports.report import Reading as Said
from symbackprop.proofreading.trials.bench import Bench, is_cost_lost
from symbackprop.proofreading.trials.claims import Court
from symbackprop.proofreading.trials.doubts import is_of_function
from symbackprop.proofreading.trials.ellipses import left_out
from symbackprop.proofreading.trials.outcomes import Found, Trial, is_negative
from symbackprop.proofreading.vocabulary.contexts import Reading
from symbackprop.proofreading.vocabulary.mentions import mention_of
from symbackprop.proofreading.worlds.effort import is_spent


@dataclass
class Outcome:
    """What came out of one claim: how it holds, how it fails, all readings that refute it, and what is unclear."""

    true: tuple[Trial, Reading] | None = None
    false: tuple[Trial, Reading] | None = None
    refuting: list[Reading] = field(default_factory=list)
    unclear: Trial | None = None


class Judge:
    """Judges all statements of one document."""

    def __init__(self, lexicon: Lexicon, formulas: Sequence[Formula], until: float, said: Stated = UNSAID) -> None:
        self.lexicon, self.formulas, self.until, self.said = lexicon, formulas, until, said
        self.bench = Bench(lexicon, formulas)
        self.bench.base = said.applied(self.bench.base)
        self.by_number: dict[int, Definition] = lexicon.all
        self.claims = [f for f in formulas if self.is_claim(f)]
        self.election = Election(self.bench, formulas, self.claims, said)
        self.ledger = Ledger(lexicon, self.bench.active)
        self.ledger.look_ahead(formulas)
        self.forms, self.indices = Forms(lexicon, formulas), Indices(formulas, lexicon.habits)
        self.contradictions, self.layouts = Contradictions(self), Layouts(self)
        self.suspicions, self.conventions = Suspicions(self), Conventions(self)
        self.failing: dict[int, list[Reading]] = {}
        self.failed: set[int] = set()

    @cached_property
    def mender(self) -> Mender:
        """What looks for repairs."""
        return Mender(self.bench, self.formulas, self.ledger)

    def is_claim(self, formula: Formula) -> bool:
        """Whether a statement says that something holds, and both sides were understood."""
        is_read = formula.left is not None and formula.right is not None
        return formula.statement.is_claim and is_read and not self.is_flow(formula)

    def is_flow(self, formula: Formula) -> bool:
        """Whether an arrow says what leads to what, x → a → y or y ← a ← x, and nothing becomes anything."""
        habits, relation = self.lexicon.habits, formula.statement.relation
        if relation == "←" and formula.left is not None and formula.right is not None:
            return all(mention_of(side, habits) is not None for side in (formula.left, formula.right))
        return relation == "→" and not is_update(formula, habits)

    def findings(self) -> tuple[list[Finding], list[Said]]:
        """A verdict on every statement that claims something."""
        self.election.vote(self.until)
        claimed = [f for f in self.formulas if f.statement.is_claim and not self.is_flow(f)]
        found = [self.finding(f, self.election.choose(f.number)) for f in claimed]
        found = [self._blamed(f, finding) for f, finding in zip(claimed, found, strict=True)]
        again = self.ledger.again(f for f in claimed if not f.trouble and not is_spent(self.until))
        lines = [again.get(f.number) if own.reason == GIVEN else None for f, own in zip(claimed, found, strict=True)]
        each = zip(claimed, lines, found, strict=True)
        found = [self._numeric(f, line, own) if line is not None else own for f, line, own in each]
        settled = self.layouts.settled({f.number: finding for f, finding in zip(claimed, found, strict=True)})
        settled = self.contradictions.settled(settled)
        judged = [settled[f.number] for f in claimed]
        places = {at for at, f in enumerate(claimed) if f.number in self.failed}
        found = [
            self._repaired(f, finding, Support.of(judged, at, places)) if self._fails(f, finding) else finding
            for at, (f, finding) in enumerate(zip(claimed, judged, strict=True))
        ]
        found = self.conventions.settled(claimed, self.suspicions.settled(claimed, found, places))
        found = without_descendants(claimed, turned(self, claimed, without_habits(found)))
        middle = self.election.choose(len(self.formulas) // 2)
        return found, [Said((("network", described(middle[True])), ("single", described(middle[False]))))]

    def _fails(self, formula: Formula, finding: Finding) -> bool:
        """Whether a statement is refuted as it is read, and nothing was done about it yet."""
        return finding.verdict is Verdict.REFUTED and formula.number in self.failing and finding.correction is None

    def finding(self, formula: Formula, chosen: dict[bool, Reading]) -> Finding:
        """The verdict on one statement."""
        statement = formula.statement
        latex = f"{statement.left.text} {statement.relation} {statement.right.text}"
        finding = Finding(
            statement.display.original, statement.outer, latex, statement.label or statement.tag, Verdict.UNDECIDED
        )
        if formula.trouble or formula.left is None or formula.right is None:
            return replace(finding, reason=formula.trouble or "one side is empty", marked=formula.trouble_at)
        if is_spent(self.until):
            return replace(finding, reason="out of time")
        if is_kronecker(formula, self.lexicon.habits):
            return replace(finding, verdict=Verdict.DEFINITION, reason="the Kronecker delta")
        if (imbalance := self.indices.imbalance(formula)) is not None:
            return self._unbalanced(formula, finding, imbalance, chosen)
        line = None if is_of_function(formula) else self.ledger.judge(formula)
        if line is not None and not line.is_mere:
            return self._numeric(formula, line, finding)
        definition = self.by_number.get(formula.number)
        if definition is not None:
            return self._defined(formula, definition, finding, chosen)
        found = self._claimed(formula, finding, chosen)
        if line is not None and found.verdict is Verdict.REFUTED:
            return replace(finding, reason="not all numbers for this are given")
        is_computed = found.verdict is Verdict.REFUTED and self._is_computed(formula)
        if (is_computed or found.verdict is Verdict.UNDECIDED) and self.ledger.holds(formula):
            self.failed.discard(formula.number)
            return replace(finding, verdict=Verdict.AGREES, reason="computed again from the given numbers")
        return found

    def _is_computed(self, formula: Formula) -> bool:
        """Whether a number was put in on the way to one: the 2 of ∂J/∂w = ∂J/∂z ∂z/∂w = 2a = 4, where a − y is 2."""
        own = formula.statement
        factors = [s.factors if isinstance(s, Product) else (s,) for s in formula.sides]
        left, right = ({f.text for f in own if isinstance(f, Number)} for own in factors)
        chain = (f for f in self.formulas if f.statement.display is own.display and f.statement.chain == own.chain)
        further = (f.right for f in chain if f.statement.link > own.link)
        return bool(right - left) and any(side is not None and is_numeric(side, self.lexicon) for side in further)

    def _unbalanced(
        self, formula: Formula, finding: Finding, imbalance: Imbalance, chosen: dict[bool, Reading]
    ) -> Finding:
        """A statement whose indices cannot be meant, with those that can."""
        found = replace(finding, verdict=Verdict.REFUTED, reason=imbalance.reason)
        if not imbalance.changes:
            return found
        reading = chosen[self.election.batch[formula.number]]
        definition = self.by_number.get(formula.number)
        court = None if imbalance.is_defined else self.bench.court(formula.number, reading, without=definition)
        return with_repair(found, self.mender.changed(formula, imbalance.changes, imbalance.what, court))

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
        return with_repair(found, renamed(formula, blame.symbol, blame.other, self.mender.spellings))

    def _numeric(self, formula: Formula, line: Line, finding: Finding) -> Finding:
        """A line of numbers."""
        found = of_numbers(finding, line)
        if found.verdict is not Verdict.REFUTED:
            return found
        return with_repair(found, reprinted(formula, line) or self.mender.put_in(formula, line))

    def _defined(
        self, formula: Formula, definition: Definition, finding: Finding, chosen: dict[bool, Reading]
    ) -> Finding:
        """A definition; one that repeats another agrees with it."""
        if not definition.parameters:
            reading = chosen[self.election.batch[formula.number]]
            court = self.bench.court(formula.number, reading, without=definition)
            trial = court.trial(formula)
            if trial.found is Found.TRUE:
                return self._repeated(formula, finding, court, reading)
            other = self.bench.court(formula.number, replace(reading, rows=not reading.rows), without=definition)
            if trial.is_overrun and other.trial(formula).is_overrun:
                found = self._refuted(formula, finding, trial, reading)
                return with_repair(found, self.mender.mend_bound(formula, court))
        elif definition.mention.base in SPELLED:
            reading = chosen[False]
            trial = self.bench.trial(formula, reading)
            if trial.found is Found.FALSE:
                return with_repair(
                    self._refuted(formula, finding, trial, reading), self.mender.mend(formula, [reading])
                )
        return replace(finding, verdict=Verdict.DEFINITION)

    def _repeated(self, formula: Formula, finding: Finding, court: Court, reading: Reading) -> Finding:
        """A definition that says what follows without it: what was said before, or what is usual."""
        if not is_defined_otherwise(formula, court):
            return replace(finding, verdict=Verdict.DEFINITION, reason="as usual")
        found = replace(finding, verdict=Verdict.AGREES, reading=described(reading), reason="follows from the rest")
        proof = proved(formula, court) if not is_spent(self.until) else None
        if proof is None:
            return found
        return replace(found, verdict=Verdict.PROVED, reason=f"follows from the rest, {proof.said}", sizes=proof.sizes)

    def _claimed(self, formula: Formula, finding: Finding, chosen: dict[bool, Reading]) -> Finding:
        if (quotient := difference_quotient(formula)) is not None:
            return replace(finding, verdict=Verdict.AGREES if quotient else Verdict.REFUTED, reason=SAID)
        outcome = self.outcome(formula, chosen)
        unclear, false, refuting = outcome.unclear, outcome.false, outcome.refuting
        if outcome.true is not None:
            self.suspicions.needed[outcome.true[1]] += 1
            self.conventions.note(formula, refuting, outcome.true[1])
            return self._true(formula, finding, *outcome.true)
        is_formal = false is None or self.forms.holds_of_any(formula)
        form = self.forms.holds(formula) if is_formal else None
        if form is not None:
            if form[0]:
                return replace(finding, verdict=Verdict.AGREES, reason=form[1])
            mended = self.mender.mend_form(formula, self.forms.fits, 1 if self.forms.is_of_any_cost(formula) else 2)
            return with_repair(replace(finding, verdict=Verdict.REFUTED, reason=form[1]), mended)
        if false is None and formula.statement.link:
            return self._from_head(formula, finding, chosen, unclear)
        if false is None or (unclear is not None and self._rests_on_width(formula, false[0], refuting)):
            assert unclear is not None
            is_named = unclear.is_doubted and self._named(formula, finding, [*chosen.values()])
            if false is None and not is_named:
                self.suspicions.note(formula, self.election.tried(formula, chosen))
            return is_named or replace(finding, reason=unclear.reason)
        self.failed.add(formula.number)
        excused = self._excused(formula, finding, refuting)
        if excused is not None:
            return excused
        if unclear is not None and false[0].is_misfit and self.election.is_out_of_place(formula, refuting):
            self.suspicions.note(formula, self.election.tried(formula, chosen))
            return replace(finding, reason=unclear.reason)
        self.contradictions.note(formula, refuting)
        self.layouts.note(formula, refuting)
        return self._refuted(formula, finding, *false, refuting)

    def outcome(self, formula: Formula, chosen: dict[bool, Reading]) -> Outcome:
        """What comes out of a claim under the readings that it may be meant under, until it holds under one."""
        found = Outcome()
        for reading in self.election.tried(formula, chosen):
            trial = self.bench.trial(formula, reading)
            if trial.found is Found.TRUE:
                if found.false is not None and self._loses_cost(formula, reading, found.false[1]):
                    continue  # nothing but the usual cost speaks for it, and the cost of the text against it
                if reading.units == 1 and self.election.is_of_wide_layers(formula):
                    continue  # numbers have no order, and are their own transposes
                if self.election.transposes_numbers(formula, reading):
                    continue
                found.true = trial, reading
                return found
            if trial.found is Found.FALSE:
                found.false = found.false or (trial, reading)
                found.refuting.append(reading)
            else:
                found.unclear = found.unclear or trial
        return found

    def _excused(self, formula: Formula, finding: Finding, refuting: Sequence[Reading]) -> Finding | None:
        """What a statement that fails is all the same: right if read literally, or with another function or cost."""
        for reading in refuting:
            if written_out := self.bench.court(formula.number, reading).written_out(formula):
                return self._true(formula, finding, written_out, reading)
            for court in self.bench.courts_of_other_functions(formula, reading):
                if (trial := court.trial(formula)).found is Found.TRUE:
                    found = agreeing(finding, trial, reading)
                    return replace(found, reason=f"{found.reason}, with another formula of the function")
        if supposed := supposes(formula):
            return replace(finding, reason=f"said only under a condition: {supposed}")
        if follows_special_case(formula, self.formulas):
            return replace(finding, reason="said only under the condition before it")
        if spells_other_cost(formula, self.lexicon):
            return replace(finding, reason="another kind of cost by the same name")
        if any(gives_its_argument(self.bench.court(formula.number, r), formula) for r in refuting):
            return replace(finding, reason="what the function is taken of is what it gives")
        if has_measured_number(formula):
            return replace(finding, reason="not all numbers for this are given")
        if held := under_other_cost(self.bench, formula, refuting):
            return agreeing_otherwise(finding, held)
        if held := with_own_operands(self.bench, formula, refuting):
            return agreeing_otherwise(finding, held)
        if held := beside_linear_example(self.bench, formula, refuting):
            return agreeing_otherwise(finding, held)
        return self._named(formula, finding, refuting)

    def _named(self, formula: Formula, finding: Finding, readings: Sequence[Reading]) -> Finding | None:
        """What a statement is that holds for the function or the network that the words beside it name."""
        held = under_named_network(self.bench, formula, readings)
        return agreeing_otherwise(finding, held) if held is not None else None

    def _refuted(
        self, formula: Formula, finding: Finding, trial: Trial, reading: Reading, refuting: Sequence[Reading] = ()
    ) -> Finding:
        """A finding with its counterexample; `refuting` are the readings to mend it under, when all are judged."""
        if refuting:
            self.failing[formula.number] = list(refuting)
        world = self.bench.court(formula.number, reading).world
        is_step = is_update(formula, self.lexicon.habits)
        return failing(finding, trial, world, "a step that does not go down" if is_step else "")

    def _repaired(self, formula: Formula, finding: Finding, support: Support) -> Finding:
        """A finding that fails: undecided where nothing near speaks for it, else with the nearest repair."""
        if not support.is_enough(is_mended=True):
            return support.undecided(finding)
        refuting = self.failing[formula.number]
        mended = self.mender.mend(formula, refuting, self.suspicions.needed)
        if mended is not None:
            return with_likely(formula, finding, mended, support, self.lexicon)
        if not support.is_enough(is_mended=False):
            return support.undecided(finding)
        if left_out(formula) is not None and self.bench.trial(formula, refuting[0]).is_misfit:
            return unmended(finding)  # a product with dots is often a sketch, of which nobody means the shapes
        courts = [self.bench.court(formula.number, reading) for reading in refuting[:2]]
        correction = derived(formula, courts, self.mender.spellings, self.mender.words)
        is_told = correction is not None or support.is_clear or self.lexicon.is_of_network
        return replace(finding, correction=correction) if is_told else unmended(finding)

    def _loses_cost(self, formula: Formula, reading: Reading, other: Reading) -> bool:
        """Whether the cost of a text cannot be computed under one reading, and can under another."""
        lost, kept = (self.bench.court(formula.number, r).world for r in (reading, other))
        return is_cost_lost(lost) and not is_cost_lost(kept)

    def _rests_on_width(self, formula: Formula, trial: Trial, refuting: Sequence[Reading]) -> bool:
        """Whether shapes alone refute what may as well be about single units: nothing near has wide layers."""
        is_about_units = formula.number in self.election.single_units
        return is_about_units and trial.is_misfit and not any(r.units == 1 for r in refuting)

    def _from_head(
        self, formula: Formula, finding: Finding, chosen: dict[bool, Reading], unclear: Trial | None
    ) -> Finding:
        """A link of a chain whose left side is not understood, held against the head of the chain."""
        finding = replace(finding, reason=unclear.reason if unclear is not None else "")
        trial, reading = self.outcome_from_head(formula, chosen) or (None, None)
        if trial is None or reading is None:
            self.suspicions.note(formula, self.election.tried(formula, chosen))
            return finding
        if trial.found is Found.TRUE:
            return self._true(formula, finding, trial, reading)
        return replace(self._refuted(formula, finding, trial, reading, [reading]), reason="the sign")

    def outcome_from_head(self, formula: Formula, chosen: dict[bool, Reading]) -> tuple[Trial, Reading] | None:
        """How a link of a chain holds for the head of the chain, or fails by its sign; None where neither shows."""
        own = formula.statement
        chain = [f for f in self.formulas if f.statement.display is own.display and f.statement.chain == own.chain]
        head = chain[0].left
        if head is None or formula.right is None:
            return None
        whole = replace(formula, left=head)
        for reading in self.election.tried(formula, chosen):
            trial = self.bench.court(formula.number, reading).trial(whole)
            if trial.found is Found.TRUE or (trial.found is Found.FALSE and is_negative(trial)):
                return trial, reading
        return None

    def _provable(self, formula: Formula, reading: Reading) -> Iterator[Reading]:
        """The readings of which a true statement may be proved: where the cost has one output, also for one unit."""
        yield reading
        if self.election.is_binary and not reading.outputs:
            one = replace(reading, outputs=1)
            if self.bench.trial(formula, one).found is Found.TRUE:
                yield one

    def _true(self, formula: Formula, finding: Finding, trial: Trial, reading: Reading) -> Finding:
        for own in self._provable(formula, reading):
            proof = proved(formula, self.bench.court(formula.number, own)) if not is_spent(self.until) else None
            if proof is not None:
                return replace(
                    finding, verdict=Verdict.PROVED, reason=proof.said, reading=described(own), sizes=proof.sizes
                )
        return agreeing(finding, trial, reading)
