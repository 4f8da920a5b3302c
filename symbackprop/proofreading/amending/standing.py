"""How much of a document holds under one understanding of it, by trials alone: without proofs and without repairs."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from symbackprop.proofreading.judging.corroboration import NEAR, Support
from symbackprop.proofreading.judging.judge import Judge
from symbackprop.proofreading.lexicon.claim_forms import all_mentions, is_kronecker
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.numeric.ledger import Ledger
from symbackprop.proofreading.trials.outcomes import Found
from symbackprop.proofreading.vocabulary.contexts import Reading
from symbackprop.proofreading.vocabulary.mentions import ERROR, WEIGHTS
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, TARGETS
from symbackprop.proofreading.worlds.effort import is_spent

POOR = 2
"""How many claims have to be open before anything else is tried."""
SHARE = 0.25
"""The part of all claims that has to be open."""

TRIED = 2
"""Under how many readings a slip is looked for."""
LIKELY, USUAL = 4, 2
"""How many readings of a claim the quick measure knows, and how many networks."""


class Standing:
    """A judge of a document, and what comes out of its claims until a time; `numbers` are those that are counted."""

    def __init__(self, judge: Judge, numbers: Sequence[int], until: float) -> None:
        self.judge, self.numbers, self.until = judge, list(numbers), until
        self._found: dict[int, Found] = {}
        self._under: dict[int, Reading] = {}

    @classmethod
    def of(cls, judge: Judge) -> "Standing":
        """That of a whole document."""
        return cls(judge, _counted(judge), judge.until)

    @cached_property
    def sections(self) -> dict[tuple[str, ...], "Standing"]:
        """That of every section with those in it, the outermost first, by their headings.

        What stands in a section before those in it is a part too: its heading is followed by none.
        """
        numbers: dict[tuple[str, ...], list[int]] = {}
        for number in self.numbers:
            headings = self.judge.formulas[number].headings
            for depth in range(1, len(headings) + 1):
                numbers.setdefault(headings[:depth], []).append(number)
        numbers = {h: own for h, own in numbers.items() if h[-1] or own != numbers.get(h[:-1])}
        found = {headings: Standing(self.judge, numbers[headings], self.until) for headings in sorted(numbers, key=len)}
        for own in found.values():
            own._found, own._under = self._found, self._under
        return found

    def without(self, numbers: Iterable[int]) -> "Standing":
        """That of all other claims."""
        others = set(numbers)
        own = Standing(self.judge, [n for n in self.numbers if n not in others], self.until)
        own._found, own._under = self._found, self._under
        return own

    def text(self, number: int) -> str:
        """What a claim says, without spaces."""
        statement = self.judge.formulas[number].statement
        return "".join(f"{statement.left.text}={statement.right.text}".split())

    def chain(self, number: int) -> tuple[int, int]:
        """The chain a = b = c that a claim is a link of."""
        statement = self.judge.formulas[number].statement
        return id(statement.display), statement.chain

    def outcome(self, number: int) -> Found:
        """What comes out of a claim under the readings that make most hold; found once."""
        if number not in self._found:
            self.judge.election.vote(self.until)
            self._found[number] = self._outcome(self.judge.formulas[number])
        return self._found[number]

    def try_all(self) -> None:
        """Find out what comes out of all claims; it is kept."""
        for number in self.numbers:
            self.outcome(number)

    def _outcome(self, formula: Formula) -> Found:
        if is_spent(self.until) or not self.judge.is_claim(formula):
            return Found.UNCLEAR
        chosen = self.judge.election.choose(formula.number)
        outcome = self.judge.outcome(formula, chosen)
        found = outcome.true
        if found is None and outcome.false is None and formula.statement.link:
            found = self.judge.outcome_from_head(formula, chosen)
        if found is None:
            return Found.UNCLEAR if outcome.false is None else Found.FALSE
        self._under[formula.number] = found[1]
        return found[0].found

    def holding(self, numbers: Iterable[int]) -> set[int]:
        """Those of some claims that hold."""
        return {n for n in numbers if self.outcome(n) is Found.TRUE}

    @cached_property
    def held(self) -> set[int]:
        """All claims that hold."""
        return self.holding(self.numbers)

    @cached_property
    def refuted(self) -> set[int]:
        """The claims that fail, where enough near by holds."""
        failing = [at for at, n in enumerate(self.numbers) if self.outcome(n) is Found.FALSE]
        return {self.numbers[at] for at in failing if self._support(at).is_enough(is_mended=True)}

    def is_slip(self, number: int) -> bool:
        """Whether a claim that fails holds after one small change."""
        judge = self.judge
        formula = judge.formulas[number]
        refuting = judge.outcome(formula, judge.election.choose(number)).refuting
        courts = [judge.bench.court(number, reading) for reading in refuting[:TRIED]]
        return judge.mender.mend_once(formula, courts) is not None

    @cached_property
    def open(self) -> list[int]:
        """The claims of which nothing can be said."""
        return [n for n in self.numbers if n not in self.held | self.refuted]

    @cached_property
    def likely(self) -> dict[int, list[Reading]]:
        """The likeliest readings of all claims that do not hold, with the usual network that others need."""
        election, formulas, held = self.judge.election, self.judge.formulas, self.held
        usual = Counter(_network(r) for n, r in self._under.items() if n in held)
        networks = [network for network, _ in usual.most_common(USUAL)] or [("", "", "")]
        lost = [*self.open, *self.refuted]
        plain = {n: _either_way(election.alternatives(formulas[n], election.choose(n))[:LIKELY]) for n in lost}
        return {n: [_with_network(r, *network) for network in networks for r in plain[n]] for n in lost}

    def promised_by(self, judge: Judge) -> set[int]:
        """The claims that hold only for another judge, under their likeliest readings: a quick measure."""
        return {n for n, readings in self.likely.items() if _holds(judge, judge.formulas[n], readings)}

    @property
    def is_poor(self) -> bool:
        """Whether little of the document is understood, or holds as it was understood, or nothing of its network."""
        count = len(self.open) + len(self.refuted)
        of_networks = [n for n in self.numbers if n in self.open or self._is_of_network(n)]
        return count >= max(POOR, SHARE * len(of_networks))

    def _is_of_network(self, number: int) -> bool:
        """Whether a claim is about weights or a cost, and not about a function alone: σ'(z) = σ(z)(1 − σ(z))."""
        every = all_mentions(self.judge.formulas[number], self.judge.lexicon.habits)
        return any(m.base in WEIGHTS | COSTS | BIASES | TARGETS | {ERROR} for m in every)

    def _support(self, at: int) -> Support:
        near = [self.outcome(n) for n in self.numbers[max(0, at - NEAR) : at + 1 + NEAR] if n != self.numbers[at]]
        return Support(near.count(Found.TRUE), near.count(Found.UNCLEAR))


def _either_way(readings: Sequence[Reading]) -> list[Reading]:
    """Some readings, and the likeliest with examples the other way."""
    return [*readings, replace(readings[0], rows=not readings[0].rows)]


def _network(reading: Reading) -> tuple[str, str, str]:
    """What a reading supposes of the network that the document leaves open."""
    return reading.activation, reading.output, reading.cost


def _with_network(reading: Reading, activation: str, output: str, cost: str) -> Reading:
    return replace(reading, activation=activation, output=output, cost=cost)


def _holds(judge: Judge, formula: Formula, readings: Sequence[Reading]) -> bool:
    """Whether a claim holds under readings of another judge, with the layers as this one has them."""
    base = judge.bench.base
    layered = (replace(base, examples=r.examples, rows=r.rows, errors=r.errors) for r in readings)
    own = dict.fromkeys(_with_network(r, *_network(of)) for r, of in zip(layered, readings, strict=True))
    return judge.is_claim(formula) and any(judge.bench.trial(formula, r).found is Found.TRUE for r in own)


def _counted(judge: Judge) -> list[int]:
    """The claims that are no definitions, and that are not about the numbers that the document prints."""
    ledger = Ledger(judge.lexicon, judge.bench.active)
    found = []
    for formula in judge.claims:
        if is_kronecker(formula, judge.lexicon.habits):
            continue
        line = ledger.judge(formula)
        if (line is None or line.is_mere) and formula.number not in judge.by_number:
            found.append(formula.number)
    return found
