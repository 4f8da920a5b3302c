"""Misprints: a definition with a slip of the pen in it, found by all that follows from what was meant.

A definition cannot be refuted by itself.  But where several claims fail that read it, or cannot be judged because of
it, and after one small change of it they hold, and none is lost that held before, then the change says what was meant:
one slip explains more than several.  What a cost is multiplied by is left alone: a text may mean either.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import ClassVar

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.reading import read_side
from symbackprop.parsing.latex.refusal import NotUnderstood
from symbackprop.parsing.latex.tree import Node, Number
from symbackprop.proofreading.amending.hypotheses import Hypothesis
from symbackprop.proofreading.amending.standing import Standing
from symbackprop.proofreading.lexicon.claim_forms import all_mentions
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.mending.corrections import Mended, with_side
from symbackprop.proofreading.mending.edits import PRODUCTS, SCALES, Edit, edits_of
from symbackprop.proofreading.mending.sides import Side
from symbackprop.proofreading.reports.report import Finding, first_on_lines
from symbackprop.proofreading.trials.bench import Bench
from symbackprop.proofreading.trials.claims import Court
from symbackprop.proofreading.trials.outcomes import Found
from symbackprop.proofreading.vocabulary.contexts import Reading
from symbackprop.proofreading.vocabulary.likeness import normal
from symbackprop.proofreading.vocabulary.marks import shift_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS
from symbackprop.proofreading.vocabulary.unlayered import writes_layers_out
from symbackprop.proofreading.worlds.costs import DERIVED
from symbackprop.proofreading.worlds.effort import is_spent

SUSPECTS = 3
"""How many definitions are looked at, those first that most of what fails reads and least of what holds."""
SAMPLE = 5
"""How many failing claims a change is tried on."""
LIKELY = 2
"""Under how many of its readings each."""
SHOWN = 3
"""How many of the claims that speak against a definition are named."""
DEAREST = 1.4
"""What a change may cost."""
BESIDE = 5
"""How many claims have to hold for one that is refuted by a change to what is usual."""
LAYOUTS = (
    "transpose",
    "order",
    "order and transpose",
    "transposed product",
    PRODUCTS,
    "sum missing",
    "ones",
)
"""Changes of how numbers are laid out, or of what many leave out: a text may mean it so where it defines something."""
OF_PEN = frozenset(
    {"sign", "exponent", "difference the other way", "layer", "bound", "indices swapped", "index or label"}
)
"""Changes that make no other network: what is said again with another function may well be meant."""


@dataclass(frozen=True)
class Misprint(Hypothesis):
    """A definition says something else than was meant: `body`, by the change that is offered.

    It `is_usual` where nothing can be computed by the definition, and all is what it is elsewhere after the change;
    `following` are claims that hold only then, one of which is enough where the change `is_said_twice`.  What only
    writes out a layer that was left out is no slip.
    """

    number: int
    body: Node
    mended: Mended
    is_usual: bool
    following: tuple[Formula, ...] = ()
    is_slip: bool = True
    is_said_twice: bool = False
    needed: ClassVar[int] = 2

    def formulas(self, formulas: Sequence[Formula]) -> Sequence[Formula]:
        """The formulas with what was meant."""
        return [replace(f, right=self.body) if f.number == self.number else f for f in formulas]

    def finding(self, number: int, finding: Finding) -> Finding:
        """The definition is refuted, by all that follows."""
        if number != self.number or not self.is_slip:
            return finding
        places = first_on_lines(f.statement.place for f in self.following)
        return replace(
            finding,
            verdict=Verdict.REFUTED,
            reason="what follows from it holds only after a small change of it",
            correction=self.mended.correction,
            marked=self.mended.marked,
            related=tuple((place, "holds only then") for place in places[:SHOWN]),
        )


class Misprints:
    """The definitions of a document that may have a slip in them, and the changes of each."""

    def __init__(self, standing: Standing, until: float) -> None:
        self.standing, self.until = standing, until
        self.judge, self.lexicon = standing.judge, standing.judge.lexicon

    def found(self) -> Iterator[Misprint]:
        """Changes of single definitions that are worth a look: few, as each is a document to be understood again."""
        for definition in self._plain():
            if not definition.parameters and self._is_broken(definition):
                yield from islice(self._usual(definition), 1)
        for definition, failing in self._at_odds():
            yield from islice(self._repeating(definition, failing), 1)
        for definition, failing in self._suspects():
            yield from islice(self._explaining(definition, failing), 1)

    def _usual(self, definition: Definition) -> Iterator[Misprint]:
        """Changes after which a definition that nothing can be computed by says what is usual."""
        bench, formula = self.judge.bench, definition.formula
        for edit, body in self._changed(definition):
            if self._moves_unknown(definition.body, body):
                continue
            if any(bench.court(formula.number, r).trial(replace(formula, right=body)).found is Found.TRUE
                   for r in self.judge.election.readings):  # fmt: skip
                yield self._misprint(definition, edit, body, is_usual=True)

    def _explaining(self, definition: Definition, failing: Sequence[int]) -> Iterator[Misprint]:
        """Changes after which several claims hold that failed."""
        for edit, body in self._changed(definition):
            holding = self._holding(definition, body, failing)
            if len({self.standing.text(n) for n in holding}) >= max(Misprint.needed, len(failing[:SAMPLE]) / 2):
                following = tuple(self.judge.formulas[n] for n in sorted(holding))
                yield replace(self._misprint(definition, edit, body, is_usual=False), following=following)

    def _repeating(self, definition: Definition, failing: Sequence[int]) -> Iterator[Misprint]:
        """Changes after which a definition says what another one of the quantity says, and some claim holds."""
        formula, courts = definition.formula, self._elsewhere(definition)
        for edit, body in self._changed(definition):
            if edit.kind not in OF_PEN:
                continue
            if not any(court.trial(replace(formula, right=body)).found is Found.TRUE for court in courts):
                continue
            if holding := self._holding(definition, body, failing):
                following = tuple(self.judge.formulas[n] for n in sorted(holding))
                misprint = self._misprint(definition, edit, body, is_usual=False)
                yield replace(misprint, following=following, is_said_twice=True)

    def _misprint(self, definition: Definition, edit: Edit, body: Node, *, is_usual: bool) -> Misprint:
        statement = definition.formula.statement
        mended = with_side(statement, edit.applied(statement.right.text), edit.what)
        is_slip = not writes_layers_out(definition.body, body, self.lexicon.habits)
        where = f"line {statement.place.line}"
        said = f"{where} has a slip: {edit.what}" if is_slip else f"{where} leaves a layer out: {edit.what}"
        return Misprint(said, definition.number, body, mended, is_usual, is_slip=is_slip)

    def _moves_unknown(self, before: Node, after: Node) -> bool:
        """Whether a change gives another layer to what the text never computes: x^l of z^l = W^l x^l may be a^{l-1}."""
        lexicon, habits = self.lexicon, self.lexicon.habits
        known = {lexicon.fold(b) for b in (lexicon.weighted, lexicon.activation, *WEIGHTS, *BIASES, *self._by_base)}
        pairs = zip(mentions(before, habits), mentions(after, habits), strict=False)
        moved = (a for a, b in pairs if a.base == b.base and outline(a.node) != outline(b.node))
        return any(m.layer is not None and lexicon.fold(m.base) not in known for m in moved)

    def _is_broken(self, definition: Definition) -> bool:
        """Whether nothing can be computed by a definition, however it is read, and the usual stands for it.

        In = a^{l-1} gives a name to what every layer is handed: that no layer is said on the left breaks nothing.
        """
        if definition.mention.layer is None and self._names_layers(definition):
            return False
        bench, formula = self.judge.bench, definition.formula
        return all(bench.trial(formula, r).is_suspect for r in self.judge.election.readings)

    def _names_layers(self, definition: Definition) -> bool:
        """Whether a definition reads any layer by its letter."""
        letters = self.lexicon.habits.layer_letters
        layers = (m.layer for m in mentions(definition.body, self.lexicon.habits) if m.layer is not None)
        return any((shift := shift_of(layer)) is not None and shift[0] in letters for layer in layers)

    @cached_property
    def _every(self) -> list[Definition]:
        """All definitions, of quantities and of functions."""
        lexicon = self.lexicon
        return [*lexicon.definitions, *(d for bodies in lexicon.bodies.values() for d in bodies)]

    def _is_usual(self, definition: Definition) -> bool:
        """Whether a definition says what would be supposed without it: then the claims are to blame."""
        bench, formula = self.judge.bench, definition.formula
        courts = (bench.court(formula.number, r, definition) for r in self._readings(formula.number))
        return not definition.parameters and any(court.trial(formula).found is Found.TRUE for court in courts)

    def _plain(self) -> list[Definition]:
        """The definitions that say on their right side what the left one is."""
        every = ((d, d.formula.right) for d in self._every)
        return [d for d, right in every if right is not None and normal(right) == normal(d.body)]

    @cached_property
    def _below(self) -> dict[int, frozenset[int]]:
        """All definitions that a claim rests on, by their numbers."""
        return {n: self._rests_on(self.judge.formulas[n]) for n in self.standing.numbers}

    def _rests_on(self, formula: Formula) -> frozenset[int]:
        fold, habits = self.lexicon.fold, self.lexicon.habits
        waiting = [fold(m.base) for m in all_mentions(formula, habits)]
        waiting += [base for base in self._by_base if base in COSTS] if DERIVED & set(waiting) else []
        seen, found = set(waiting), set[int]()
        while waiting:
            for definition in self._by_base.get(waiting.pop(), ()):
                found.add(definition.number)
                read = {fold(m.base) for m in mentions(definition.body, habits)} - seen
                seen |= read
                waiting += read
        return frozenset(found)

    @cached_property
    def _by_base(self) -> dict[str, list[Definition]]:
        found: dict[str, list[Definition]] = {}
        for definition in self._every:
            found.setdefault(self.lexicon.fold(definition.mention.base), []).append(definition)
        return found

    def _suspects(self) -> list[tuple[Definition, list[int]]]:
        """Definitions that several failing claims rest on, with these, the likeliest first."""
        standing = self.standing
        failing = [n for n in standing.numbers if n not in standing.held and self._fails(n)]
        if len({standing.text(n) for n in failing}) < Misprint.needed:
            return []
        found = []
        for definition in self._plain():
            own = [n for n in failing if definition.number in self._below[n]]
            if not own or self._is_usual(definition):
                continue
            holding = sum(definition.number in self._below[n] for n in standing.held)
            if len({standing.text(n) for n in own}) >= Misprint.needed:
                found.append((len(own) / (len(own) + holding), definition, own))
        found.sort(key=lambda item: -item[0])
        return [(definition, own) for _, definition, own in found[:SUSPECTS]]

    def _at_odds(self) -> list[tuple[Definition, list[int]]]:
        """Definitions of what the text defines otherwise elsewhere, with the failing claims about each."""
        group = self.judge.bench.group
        often = Counter(group(d) for d in self.lexicon.definitions)
        again = [d for d in self._plain() if not d.parameters and often[group(d)] > 1]
        if not again:
            return []
        failing = [n for n in self.standing.numbers if n not in self.standing.held and self._fails(n)]
        own = ((d, [n for n in failing if self._is_named(d, n)]) for d in again)
        found = (
            (d, n) for d, n in own if n and any(c.trial(d.formula).found is Found.FALSE for c in self._elsewhere(d))
        )
        return [*islice(found, SUSPECTS)]

    def _is_named(self, definition: Definition, number: int) -> bool:
        """Whether a claim is about a quantity, at a place where it is what a definition says."""
        own, formula = definition.mention, self.judge.formulas[number]
        every = {(m.base, m.label) for m in all_mentions(formula, self.lexicon.habits)}
        return (own.base, own.label) in every and definition in self.judge.bench.active(number)

    def _elsewhere(self, definition: Definition) -> list[Court]:
        """The courts at the place of a definition that know what is said elsewhere and not what it says."""
        number = definition.number
        return [self.judge.bench.court(number, r, definition) for r in self._readings(number)]

    def _fails(self, number: int) -> bool:
        """Whether a claim fails, though all that it says was understood."""
        if self.standing.outcome(number) is Found.FALSE:
            return True
        trials = (self.judge.bench.trial(self.judge.formulas[number], r) for r in self._readings(number))
        return any(t.is_suspect for t in trials)

    def _readings(self, number: int) -> list[Reading]:
        election = self.judge.election
        return election.alternatives(self.judge.formulas[number], election.choose(number))[:LIKELY]

    def _layouts(self, number: int) -> list[Reading]:
        """The same with examples the other way too: one wrong product may have turned all the rest."""
        found = self._readings(number)
        return [*found, *(replace(r, rows=not r.rows) for r in found if r.examples > 1)]

    def _changed(self, definition: Definition) -> Iterator[tuple[Edit, Node]]:
        """The small changes of a definition, the cheapest first, with what it says then."""
        formula, mender = definition.formula, self.judge.mender
        assert formula.left is not None and formula.right is not None
        text = formula.statement.right.text
        side = Side(text, formula.right, formula.left, mender.spellings)
        seen = {"".join(text.split())}
        for edit in sorted(edits_of(side), key=lambda e: e.cost):
            if edit.cost > DEAREST or is_spent(self.until):
                return
            written = edit.applied(text)
            key = "".join(written.split())
            if key in seen or edit.kind in LAYOUTS or (edit.kind in SCALES and definition.mention.base in COSTS):
                continue
            seen.add(key)
            try:
                body = formula.reread(read_side(written, mender.words))
            except NotUnderstood:
                continue
            if not self._loses_index(formula.right, body) and not self._names_strangers(formula.right, body):
                yield edit, body

    def _loses_index(self, before: Node, after: Node) -> bool:
        """Whether a symbol has fewer indices after a change: nobody writes one of t_i by a slip of the pen.

        But a_j^{l-1} for the whole layer a^{l-1}, beside others that are of a unit j.
        """
        one, other = (
            [len(m.units) for m in mentions(n, self.lexicon.habits) if m.layer is None] for n in (before, after)
        )
        return len(one) == len(other) and sum(other) < sum(one)

    def _names_strangers(self, before: Node, after: Node) -> bool:
        """Whether a change reads a layer that the text never names, z^{(4)} beside z^{(2)} and z^{(3)}."""
        own, habits = self._layers, self.lexicon.habits
        pairs = zip(mentions(before, habits), mentions(after, habits), strict=False)
        moved = (b for a, b in pairs if a.base == b.base and outline(a.node) != outline(b.node))
        found = ((self.lexicon.fold(m.base), m.layer) for m in moved if isinstance(m.layer, Number))
        return any(layer.text not in own[base] and all(t.isdigit() for t in own[base]) for base, layer in found)

    @cached_property
    def _layers(self) -> dict[str, set[str]]:
        """The layers in which each symbol is named, as they are written."""
        found = defaultdict[str, set[str]](set)
        for formula in self.judge.formulas:
            for mention in all_mentions(formula, self.lexicon.habits):
                if mention.layer is not None:
                    found[self.lexicon.fold(mention.base)].add(outline(mention.layer))
        return found

    def _holding(self, definition: Definition, body: Node, failing: Sequence[int]) -> set[int]:
        """Those of the failing claims that hold after a change; few, where the first ones do not."""
        bench = Bench(self._meant(definition, body), self.judge.formulas, self.judge.bench.base)
        found = set[int]()
        for at, number in enumerate(failing[:SAMPLE]):
            formula = self.judge.formulas[number]
            if any(bench.trial(formula, r).found is Found.TRUE for r in self._layouts(number)):
                found.add(number)
            elif at >= SAMPLE // 2 and not found:
                break
        return found

    def _meant(self, definition: Definition, body: Node) -> Lexicon:
        """The lexicon with another body for one definition."""

        def meant(known: Iterable[Definition]) -> list[Definition]:
            return [replace(d, body=body) if d is definition else d for d in known]

        bodies = {base: meant(found) for base, found in self.lexicon.bodies.items()}
        return replace(self.lexicon, definitions=meant(self.lexicon.definitions), bodies=bodies)


def explained(misprint: Misprint, before: Standing, after: Standing) -> int:
    """How much more is understood after a change; 0 where that is not enough, or any claim is lost or refuted for it.

    Several claims have to hold that did not, each counted once; one more, or none, where the definition says what is
    usual only after the change, and enough holds by that; then few may be refuted, as there may be other slips.
    """
    new = {after.text(n) for n in after.held - before.held}
    refuted = after.refuted - before.refuted
    is_dear = len(refuted) * (BESIDE if misprint.is_usual else len(after.held) + 1) > len(after.held)
    if before.held - after.held or is_dear:
        return 0
    needed = 1 if misprint.is_said_twice else Misprint.needed
    needed = 0 if misprint.is_usual and len(before.held) > Misprint.needed else needed
    return len(new) + misprint.is_usual if len(new) >= needed else 0
