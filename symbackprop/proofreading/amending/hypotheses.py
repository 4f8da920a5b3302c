"""Hypotheses: one thing each that the author of a document may mean otherwise than its form says."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.containers.displays import Display
from symbackprop.parsing.latex.tree import Name, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.reports.report import Finding
from symbackprop.proofreading.vocabulary.manner import Habits

ALONE = "read by itself"


@dataclass(frozen=True)
class Hypothesis:
    """What is held of a document, in words, and what that changes: its formulas, its habits, or its lexicon.

    `needed` is how many more claims have to hold under it: more where more is changed; `promised` how many have to at
    a first look.
    """

    said: str
    needed: ClassVar[int] = 3
    promised: ClassVar[int | None] = None

    @property
    def displays(self) -> tuple[Display, ...]:
        """More to be read behind the displays of the text."""
        return ()

    def formulas(self, formulas: Sequence[Formula]) -> Sequence[Formula]:
        """The formulas as they are meant."""
        return formulas

    def habits(self, habits: Habits) -> None:
        """Change what scripts mean."""

    def lexicon(self, lexicon: Lexicon) -> None:
        """Change what is defined."""

    def finding(self, number: int, finding: Finding) -> Finding:
        """What it makes of the verdict on one statement."""
        return finding


@dataclass(frozen=True)
class Supposed(Hypothesis):
    """Something that a text does not show is as it is in most others.

    What fails then is wrong only where a proved repair says what was meant, or where it fails as it is written too.
    """

    failing: frozenset[int] = field(default=frozenset(), kw_only=True)
    needed: ClassVar[int] = 2
    promised: ClassVar[int] = 0

    def finding(self, number: int, finding: Finding) -> Finding:
        """Take back what is refuted for no better reason."""
        repair = finding.correction
        is_told = repair is not None and repair.is_near and repair.verdict is Verdict.PROVED
        if finding.verdict is not Verdict.REFUTED or is_told or number in self.failing:
            return finding
        reason = "it fails in the usual network, and the text does not show its own"
        return replace(finding, verdict=Verdict.UNDECIDED, reason=reason, counterexample=None, correction=None)


@dataclass(frozen=True)
class Omission(Hypothesis):
    """Some statements that look like definitions define nothing: they were misread, or say something else."""

    numbers: frozenset[int]
    needed: ClassVar[int] = 2

    def lexicon(self, lexicon: Lexicon) -> None:
        """Leave them out; they stay among the statements that need no proof."""
        lexicon.definitions[:] = [d for d in lexicon.definitions if d.number not in self.numbers]
        for base, bodies in list(lexicon.bodies.items()):
            kept = [d for d in bodies if d.number not in self.numbers]
            if kept:
                lexicon.bodies[base] = kept
            else:
                del lexicon.bodies[base]


@dataclass(frozen=True)
class Alone(Hypothesis):
    """A section is to be read by itself: what stands outside of it says nothing about it."""

    numbers: frozenset[int]
    needed: ClassVar[int] = 2

    @classmethod
    def of(cls, section: tuple[str, ...], formulas: Sequence[Formula]) -> "Alone":
        """That of a section with those in it, by its headings."""
        inside = [f for f in formulas if f.headings[: len(section)] == section]
        defines = any(f.right is not None and isinstance(f.left, Name | Scripted) for f in inside)
        return (Defining if defines else cls)(ALONE, frozenset(f.number for f in inside))

    @classmethod
    def until(cls, section: tuple[str, ...], formulas: Sequence[Formula]) -> "Alone":
        """That of a section with all before it: an exercise behind it says nothing about it."""
        inside = [f.number for f in formulas if f.headings[: len(section)] == section]
        last = max(inside, default=-1)
        return cls("read without what follows", frozenset(f.number for f in formulas if f.number <= last))

    def formulas(self, formulas: Sequence[Formula]) -> Sequence[Formula]:
        """The formulas, those outside unread."""
        return [f if f.number in self.numbers else replace(f, left=None, right=None) for f in formulas]


@dataclass(frozen=True)
class Defining(Alone):
    """A section that defines things of its own, of which a first look at the readings of the rest tells nothing."""

    promised: ClassVar[int] = 0


@dataclass(frozen=True)
class Apart(Defining):
    """What sections that are read by themselves say is not said of the rest: p = softmax(Z) not of the z of σ(z)."""

    needed: ClassVar[int] = 1
