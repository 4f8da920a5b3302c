"""Mending: the nearest equation that holds, in the author's own spelling.

Small edits of one side are tried in the order of what they cost, one at a time and then two, each held against the
same world as the equation itself.  Of a chain a = b = c the side is mended that is to blame: b, where a = c holds.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.containers.excerpts import Excerpt
from symbackprop.parsing.latex.reading import read_side
from symbackprop.parsing.latex.refusal import NotUnderstood
from symbackprop.parsing.latex.tree import Addition, Derivative, Node, Number
from symbackprop.parsing.latex.vocabulary import document_words
from symbackprop.proofreading.lexicon.claim_forms import is_update
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.mending.corrections import Mended, with_side
from symbackprop.proofreading.mending.edits import Edit, edits_of
from symbackprop.proofreading.mending.reprinting import as_printed
from symbackprop.proofreading.mending.sides import Change, Side
from symbackprop.proofreading.mending.spellings import spellings_of
from symbackprop.proofreading.mending.term_edits import bounds
from symbackprop.proofreading.numeric.arithmetic import evaluated
from symbackprop.proofreading.numeric.comparison import agrees
from symbackprop.proofreading.numeric.ledger import Ledger, Line
from symbackprop.proofreading.numeric.substitution import is_literal
from symbackprop.proofreading.proving.proofs import proved
from symbackprop.proofreading.readings.alternatives import has_condition
from symbackprop.proofreading.readings.batches import is_batch
from symbackprop.proofreading.trials.bench import Bench
from symbackprop.proofreading.trials.claims import Court
from symbackprop.proofreading.trials.outcomes import Found
from symbackprop.proofreading.vocabulary.contexts import Reading
from symbackprop.proofreading.vocabulary.likeness import normal
from symbackprop.proofreading.vocabulary.unlayered import WRITTEN_LAYER, writes_layers_out
from symbackprop.proofreading.worlds.effort import is_spent, spent
from symbackprop.proofreading.worlds.ones import bold_one

TRIALS = 400
"""How many edits of one equation are tried: as many on a slow machine as on a fast one."""
SECONDS = 4.0
"""How long one equation is looked at, however few are tried: in seconds of an ordinary machine, counted in steps."""
ALTOGETHER = 20.0
"""How long all equations of a document are looked at."""
DEAREST = 2.6
"""What two edits may cost together."""
NEAR = 1.6
"""What the one edit may cost that tells a slip from what was not understood."""
BECOMES = (":=", "←")
"""What nothing but an update may be written with, and a slip of one."""
READINGS = 3
"""Under how many readings."""
LATER = 0.4
"""What an edit costs more under each later reading: a likely slip comes before an unlikely one under a better reading,
and where they are alike, the better reading comes first."""


Test = Callable[[Formula], bool]


@dataclass(frozen=True)
class _Case:
    """One side that may be to blame: the statement that has to hold, the test of it, and what changing it costs more.

    Of several readings each is a case of its own, in its own `court`.
    """

    formula: Formula
    is_left: bool
    test: Test
    court: Court | None = None
    handicap: float = 0.0

    @property
    def excerpt(self) -> Excerpt:
        return self.formula.statement.left if self.is_left else self.formula.statement.right

    @property
    def tree(self) -> Node:
        tree = self.formula.left if self.is_left else self.formula.right
        assert tree is not None
        return tree

    @property
    def other(self) -> Node:
        tree = self.formula.right if self.is_left else self.formula.left
        assert tree is not None
        return tree

    def holding(self, tree: Node) -> Formula:
        """The statement with another side."""
        return replace(self.formula, left=tree) if self.is_left else replace(self.formula, right=tree)


@dataclass(frozen=True)
class _Repair:
    """A statement that holds in a case, the text of the side that was changed, and the edits that changed it."""

    formula: Formula
    case: _Case
    text: str
    edits: tuple[Edit, ...]


class _Budget:
    """How much may still be tried for one equation."""

    def __init__(self, seconds: float) -> None:
        self.until, self.trials = spent() + seconds, TRIALS

    @property
    def is_spent(self) -> bool:
        """Whether enough was tried."""
        return self.trials <= 0 or is_spent(self.until)


class Mender:
    """Mends the equations of one document."""

    def __init__(self, bench: Bench, formulas: Sequence[Formula], ledger: Ledger) -> None:
        self.bench, self.lexicon, self.formulas, self.ledger = bench, bench.lexicon, formulas, ledger
        self.words = document_words(dict.fromkeys(f.statement.display for f in formulas))
        self.spellings = spellings_of(formulas, self.lexicon)
        self.left = ALTOGETHER

    def mend(self, formula: Formula, readings: Sequence[Reading], needed: Collection[Reading] = ()) -> Mended | None:
        """The nearest equation that holds under one of the readings that refute it, the likeliest first.

        A later one is tried too where it is `needed` for other statements to hold.
        """
        begin = spent()
        budget = _Budget(min(SECONDS, self.left))
        first = readings[0]
        single = [replace(first, examples=1)] if first.examples > 1 and not self._has_ones(formula) else []
        scalar = [r for r in readings[READINGS:] if r.units == 1][:1]
        beside = [r for r in readings[READINGS:] if r in needed][:1]
        likeliest = _likeliest(readings)
        tried = [*self._binary(formula, readings), likeliest[0], *beside, *likeliest[1:], *scalar, *single]
        if has_condition(formula):
            tried.sort(key=lambda r: r.activation != "relu")  # nothing else makes [z > 0] right
        cases: list[_Case] = []
        for rank, reading in enumerate(tried):
            court = self.bench.court(formula.number, reading)
            test = self._single_trier(court) if reading in single else court.holds
            cases += self._cases(formula, court, test, rank * LATER)
        found = self._nearest(cases, budget, 1)
        if found is None:
            court = self.bench.court(formula.number, first)
            found = self._nearest(self._cases(formula, court, court.holds), budget, 2, fewest=2)
        self.left -= spent() - begin
        return self._written(found) if found is not None else None

    def _written(self, repair: _Repair) -> Mended:
        """A repair written down; one that does no more than to write layers says so."""
        mended, case = _written(repair), repair.case
        after = repair.formula.left if case.is_left else repair.formula.right
        if after is None or not writes_layers_out(case.tree, after, self.lexicon.habits):
            return mended
        return replace(mended, correction=replace(mended.correction, kinds=(WRITTEN_LAYER,)))

    def _binary(self, formula: Formula, readings: Sequence[Reading]) -> Iterator[Reading]:
        """One example with one output, where the shapes fit under no other of the likeliest readings."""
        binary = [r for r in readings[READINGS:] if r.outputs == 1 == r.examples][:1]
        if binary and all(self.bench.trial(formula, r).is_misfit for r in readings[:READINGS]):
            yield from (r for r in binary if not self.bench.trial(formula, r).is_misfit)

    def mend_once(self, formula: Formula, courts: Sequence[Court], dearest: float = NEAR) -> Mended | None:
        """The nearest equation that one edit, and no dear one, makes hold in one of some worlds."""
        begin = spent()
        budget = _Budget(min(SECONDS / 2, self.left))
        each = ((rank * LATER, court) for rank, court in enumerate(courts))
        cases = [case for later, court in each for case in self._cases(formula, court, court.holds, later)]
        found = self._nearest(cases, budget, 1, dearest)
        self.left -= spent() - begin
        return _written(found) if found is not None else None

    def _single_trier(self, court: Court) -> Test:
        """What holds for one example, where nothing else in it is about several."""
        return lambda formula: not is_batch(formula, self.lexicon) and court.holds(formula)

    def _has_ones(self, formula: Formula) -> bool:
        """Whether ones in a statement add several examples up."""
        return any(bold_one(n, self.lexicon.habits) is not None for side in formula.sides for n in side.walk())

    def mend_form(self, formula: Formula, fits: Test, edits: int = 2) -> Mended | None:
        """The nearest equation that fits by its form."""
        cases = [_Case(formula, False, fits), _Case(formula, True, fits)]
        found = self._nearest(cases, _Budget(SECONDS), edits)
        return _written(found) if found is not None else None

    def mend_bound(self, formula: Formula, court: Court) -> Mended | None:
        """Another end of a sum that runs too far."""
        case = _Case(formula, False, court.holds)
        side = Side(case.excerpt.text, case.tree, case.other, self.spellings)
        for slip in bounds(side):
            text = Edit(slip.changes, 0.0, slip.what).applied(side.text)
            tree = self._read(text, formula)
            if tree is not None and not court.trial(case.holding(tree)).is_misfit:
                return with_side(formula.statement, text, slip.what)
        return None

    def changed(self, formula: Formula, changes: tuple[Change, ...], what: str, court: Court | None) -> Mended | None:
        """A statement with some changes of its right side, where it does not fail as well; no definition does."""
        text = Edit(changes, 0.0, what).applied(formula.statement.right.text)
        if court is None:
            return with_side(formula.statement, text, what, Verdict.UNDECIDED)
        tree = self._read(text, formula)
        found = court.trial(replace(formula, right=tree)).found if tree is not None else Found.FALSE
        if found is Found.FALSE:
            return None
        return with_side(formula.statement, text, what, Verdict.AGREES if found is Found.TRUE else Verdict.UNDECIDED)

    def put_in(self, formula: Formula, line: Line) -> Mended | None:
        """A number that was computed before, in the place of another that was put in."""
        ledger, right = self.ledger, formula.right
        if line.left is None or right is None or is_literal(right):
            return None
        known = [v for v in ledger.known.values() if v.value.size == 1 and v.is_firm]
        excerpt = formula.statement.right
        for number in (n for n in right.walk() if isinstance(n, Number) and "." in n.text):
            for written in dict.fromkeys(as_printed(abs(float(v.value.real)), number.text) for v in known):
                text = excerpt.text[: number.span[0]] + written + excerpt.text[number.span[1] :]
                tree = self._read(text, formula) if written != number.text else None
                found = evaluated(tree, ledger.facts_at(formula)) if tree is not None else None
                if found is not None and agrees(line.left, found[0]):
                    return with_side(formula.statement, text, f"{written} in place of {number.text}")
        return None

    def _cases(self, formula: Formula, court: Court, test: Test, handicap: float = 0.0) -> list[_Case]:
        """The sides that may be to blame: where the head of a chain tells, one; else the right one first."""
        right, left = (_Case(formula, is_left, test, court, handicap) for is_left in (False, True))
        head = self._head(formula)
        if head is None:
            return [right, left]
        found = court.trial(replace(formula, left=head)).found
        if found is Found.TRUE:
            return [left]
        if found is Found.FALSE and court.trial(replace(formula, right=head)).found is not Found.TRUE:
            return [replace(right, formula=replace(formula, left=head))]
        return [right]

    def _head(self, formula: Formula) -> Node | None:
        """The head of the chain of a later link."""
        statement = formula.statement
        if not statement.link:
            return None
        for other in self.formulas:
            own = other.statement
            if own.display is statement.display and own.chain == statement.chain and not own.link:
                return None if is_update(other, self.lexicon.habits) else other.left
        return None

    def _nearest(
        self, cases: list[_Case], budget: _Budget, edits: int, dearest: float = DEAREST, fewest: int = 1
    ) -> _Repair | None:
        """The cheapest first; what does not hold by one edit is edited once more.

        What has fewer edits than the `fewest` was tried before.
        """
        order, seen = count(), set[tuple[int, str]]()
        waiting: list[tuple[float, int, int, str, tuple[Edit, ...]]] = []
        for at, case in enumerate(cases):
            heappush(waiting, (case.handicap, next(order), at, case.excerpt.text, ()))
        while waiting and not budget.is_spent:
            cost, _, at, text, done = heappop(waiting)
            case = cases[at]
            tree = case.tree if not done else self._read(text, case.formula)
            if tree is None:
                continue
            is_new = len(done) >= fewest
            budget.trials -= is_new
            if is_new and self._holds(case, tree):
                return _Repair(case.holding(tree), case, text, done)
            if len(done) == edits:
                continue
            for edit, edited in self._edited(case, tree, text, is_strict=dearest < DEAREST):
                key = at, "".join(edited.split())
                if cost - case.handicap + edit.cost <= dearest and key not in seen:
                    seen.add(key)
                    heappush(waiting, (cost + edit.cost, next(order), at, edited, (*done, edit)))
        return None

    def _edited(self, case: _Case, tree: Node, text: str, *, is_strict: bool) -> Iterator[tuple[Edit, str]]:
        side = Side(text, tree, case.other, self.spellings)
        is_left = case.is_left and not case.formula.statement.link
        for edit in edits_of(side, is_left=is_left, is_strict=is_strict):
            yield edit, edit.applied(text)

    def _read(self, text: str, formula: Formula) -> Node | None:
        """A side in the place of one of a statement."""
        try:
            return formula.reread(read_side(text, self.words))
        except NotUnderstood:
            return None

    def _holds(self, case: _Case, tree: Node) -> bool:
        if normal(tree) == normal(case.other) or _is_vain(tree):
            return False
        formula = case.holding(tree)
        was, is_now = (is_update(f, self.lexicon.habits) for f in (case.formula, formula))
        if was is not is_now and (was or formula.statement.relation not in BECOMES):
            return False
        return case.test(formula)


def _is_vain(tree: Node) -> bool:
    """Whether ∂L/∂L or y − y stands in it, which nobody means."""
    for node in tree.walk():
        if isinstance(node, Derivative) and len(node.by) == 1 and normal(node.of) == normal(node.by[0]):
            return True
        if isinstance(node, Addition) and len(node.terms) == 2 and -1 in node.signs and 1 in node.signs:
            one, other = map(normal, node.terms)
            if one == other:
                return True
    return False


def _likeliest(readings: Sequence[Reading]) -> list[Reading]:
    """The first readings, and soon the first that speaks of other errors: 1/m is in δ, or it is not."""
    others = [r for r in readings if r.errors != readings[0].errors][:1]
    return [readings[0], *others, *(r for r in readings[1:READINGS] if r not in others)][:READINGS]


def _written(repair: _Repair) -> Mended:
    court = repair.case.court
    is_proved = court is not None and proved(repair.formula, court) is not None
    verdict = Verdict.PROVED if is_proved else Verdict.AGREES
    what, kinds = ", ".join(e.what for e in repair.edits), tuple(e.kind for e in repair.edits)
    return with_side(repair.formula.statement, repair.text, what, verdict, is_left=repair.case.is_left, kinds=kinds)
