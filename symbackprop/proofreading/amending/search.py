"""The search for what a document means: hypotheses are kept under which clearly more of it holds.

A hypothesis is no better than what follows from it.  That one more claim holds is no evidence: among many hypotheses
there is always one that makes a wrong equation true.  So several have to hold that did not, and few may be lost, or be
refuted, for that.  First the whole document is asked, then every section of which little is understood even so.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from symbackprop.proofreading.amending.amendments import AMENDMENTS
from symbackprop.proofreading.amending.hypotheses import ALONE, Alone, Apart, Hypothesis
from symbackprop.proofreading.amending.meanings import Meaning, Part
from symbackprop.proofreading.amending.misprints import Misprints, explained
from symbackprop.proofreading.amending.standing import Standing
from symbackprop.proofreading.judging.judge import Judge
from symbackprop.proofreading.worlds.effort import is_spent, spent

PART = 0.1
"""The part of the claims that held before by which more have to hold, where that is more than a hypothesis needs."""
PRICE = 3
"""How many have to hold for one that is lost or refuted."""
ROUNDS = 3
"""How many hypotheses may be kept for one part of a document."""
SPARE, SHARE = 3.0, 0.5
"""Seconds of an ordinary machine, counted in steps, for each part of the search, the document as a whole and its
sections, and what each may take of what the first understanding took."""
FOR_MISPRINTS = 0.4
"""The part of that for slips in definitions, which are looked for in documents that are understood too."""

Understood = Callable[[Sequence[Hypothesis]], Judge]
"""A document understood under some hypotheses."""


def meaning_of(understood: Understood) -> Meaning:
    """What a document means: what its form says wherever that serves, else that under which clearly more holds."""
    started = spent()
    written = understood(())
    whole = Part(written)
    standing = Standing.of(whole.judge)
    standing.try_all()
    spare = SPARE + SHARE * (spent() - started)
    whole, standing = _with_misprints(understood, whole, standing, spent() + FOR_MISPRINTS * spare)
    is_poor = standing.is_poor or any(s.is_poor for s in standing.sections.values())
    if not is_poor:
        return Meaning(written, whole)
    return _Search(understood, spare).meaning(written, whole, standing)


def _with_misprints(understood: Understood, known: Part, standing: Standing, until: float) -> tuple[Part, Standing]:
    """The document with the slips in its definitions that most of what fails comes from."""
    for _ in range(ROUNDS):
        best, worth = None, 0
        for misprint in Misprints(standing, until).found():
            held = *known.held, misprint
            judge = understood(held)
            tried = Standing(judge, standing.numbers, judge.until)
            if (gain := explained(misprint, standing, tried)) > worth:
                best, worth = (replace(known, judge=judge, held=held), tried), gain
        if best is None:
            break
        known, standing = best
    return known, standing


class _Search:
    """The hypotheses tried on one document, for some seconds on the whole of it, and as many on its sections."""

    def __init__(self, understood: Understood, seconds: float) -> None:
        self.understood, self.seconds, self.until = understood, seconds, 0.0

    def meaning(self, written: Judge, whole: Part, standing: Standing) -> Meaning:
        """The best that is found for sections by themselves, then for all else, then for what is poor even so."""
        self.until = spent() + self.seconds
        parts = self._scoped(whole, standing, ())
        standing = standing.without(n for part in parts for n in part.numbers)
        if (apart := self._apart(whole, standing, parts)) is not None:
            whole, standing = apart
            parts = [replace(part, numbers=part.numbers | _alone(part)) for part in parts]
        self.until = spent() + self.seconds
        if standing.is_poor:
            better, standing = self._best(whole, standing)
            if better is not whole:
                whole = better
                parts += self._scoped(whole, standing, parts)
        return Meaning(written, whole, tuple(parts))

    def _apart(self, whole: Part, standing: Standing, parts: Sequence[Part]) -> tuple[Part, Standing] | None:
        """The rest of a text without the sections that are read by themselves, where more of it holds so."""
        taken = frozenset[int]().union(*map(_alone, parts))
        if not taken or not (standing.open or standing.refuted):
            return None
        rest = frozenset(f.number for f in whole.judge.formulas) - taken
        return self._with(whole, standing, [Apart("without what is read by itself", rest)])

    def _scoped(self, whole: Part, standing: Standing, known: Sequence[Part]) -> list[Part]:
        """Sections that mean more by themselves, the outermost first."""
        parts: list[Part] = []
        for section, own in standing.sections.items():
            if own.is_poor and not any(part.numbers & set(own.numbers) for part in (*known, *parts)):
                part = replace(whole, numbers=frozenset(own.numbers), section=section)
                scopes = [scope(section, own.judge.formulas) for scope in (Alone.of, Alone.until)]
                found = self._with(part, own, scopes)
                parts += [self._best(*found)[0]] if found is not None else []
        return parts

    def _best(self, known: Part, standing: Standing) -> tuple[Part, Standing]:
        """With all hypotheses that are worth it."""
        for _ in range(ROUNDS):
            better = self._with(known, standing, (h for amendment in AMENDMENTS for h in amendment(standing)))
            if better is None:
                break
            known, standing = better
        return known, standing

    def _with(self, known: Part, standing: Standing, hypotheses: Iterable[Hypothesis]) -> tuple[Part, Standing] | None:
        """With the one hypothesis more under which most holds; None where none is worth it."""
        best, worth = None, 0
        anyway = standing.promised_by(known.judge)
        for hypothesis in hypotheses:
            if is_spent(self.until):
                break
            held = *known.held, hypothesis
            judge = self.understood(held)
            enough = hypothesis.needed if hypothesis.promised is None else hypothesis.promised
            if len(standing.promised_by(judge) - anyway) < enough:
                continue
            tried = Standing(judge, standing.numbers, self.until)
            if gain := gained(standing, tried, hypothesis.needed, worth):
                best, worth = (replace(known, judge=judge, held=held), tried), gain
        return best


def _alone(part: Part) -> frozenset[int]:
    """All statements of a section that is read by itself."""
    return frozenset[int]().union(*(h.numbers for h in part.held if isinstance(h, Alone) and h.said == ALONE))


def gained(before: Standing, after: Standing, needed: int, known: int = 0) -> int:
    """How many more claims hold, each said once, where that is worth what it costs and is more than is known; else 0.

    What is refuted of one chain counts once: a slip in its middle makes the links on both sides of it fail.  What one
    small change makes hold is a slip of the text, which nobody saw before because nothing of it was understood.
    """
    new = after.holding([*before.open, *before.refuted])
    said = len({after.text(n) for n in new})
    enough = max(needed, PART * len(before.held), known + 1)
    if said < enough:
        return 0
    lost = before.held - after.holding(before.held)
    gain = said - len(lost)
    if gain < enough or said < PRICE * len(lost):
        return 0
    refuted = {after.chain(n): n for n in after.refuted - before.refuted}
    return gain if _are_slips_but(said // PRICE - len(lost), list(refuted.values()), after) else 0


def _are_slips_but(few: int, refuted: Sequence[int], after: Standing) -> bool:
    """Whether all but a few of what is refuted are slips; a look for a repair takes long, so no more than tell it."""
    for n, number in enumerate(refuted):
        if len(refuted) - n <= few:
            break
        if not after.is_slip(number):
            few -= 1
        if few < 0:
            return False
    return True
