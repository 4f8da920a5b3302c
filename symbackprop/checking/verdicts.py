"""Verdicts: five, never a bool.  What was judged, how, for which sizes, and the counterexample where there is one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from symbackprop.errors import RefutedError

Sizes = Literal["all"] | tuple[str, ...]


class Verdict(StrEnum):
    """What the referee found."""

    PROVED = "proved"
    AGREES = "agrees"
    REFUTED = "refuted"
    DEFINITION = "definition"
    UNDECIDED = "undecided"


_STRENGTH = {
    Verdict.REFUTED: 0,
    Verdict.UNDECIDED: 1,
    Verdict.AGREES: 2,
    Verdict.PROVED: 3,
    Verdict.DEFINITION: 4,
}


_PHRASE = {
    Verdict.REFUTED: "is refuted",
    Verdict.UNDECIDED: "is undecided",
    Verdict.AGREES: "only agrees",
    Verdict.PROVED: "is proved",
    Verdict.DEFINITION: "is a definition",
}


def weakest(*verdicts: Verdict) -> Verdict:
    """The verdict on a whole: that on its weakest part."""
    return min(verdicts, key=_STRENGTH.__getitem__)


@dataclass(frozen=True)
class Counterexample:
    """Where two sides differ: the sizes, the entry (1-based), and both values; `seed` draws the same point again."""

    sizes: str
    entry: str
    left: str
    right: str
    seed: int = 0

    @property
    def place(self) -> str:
        """Where, in words; nothing where the sides are numbers."""
        return " ".join(filter(None, (self.entry and f"at {self.entry}", self.sizes and f"({self.sizes})")))

    @property
    def told(self) -> str:
        """The counterexample as a sentence: two numbers are no example of anything."""
        return f"for example {self}" if self.place else str(self)

    def __str__(self) -> str:
        values = f"left {self.left}, right {self.right}"
        return f"{self.place}: {values}" if self.place else values


@dataclass(frozen=True)
class Judgement:
    """The verdict on one statement `left = right`.

    `sizes` is "all" where the proof holds for every size, else the sizes tried; `steps` are the judgements on the
    steps of a theorem; `assumptions` and `preconditions` are what the verdict rests on; `cost` is how a final
    gradient was held against the cost with all definitions substituted.
    """

    verdict: Verdict
    name: str
    sizes: Sizes = "all"
    reason: str = ""
    counterexample: Counterexample | None = None
    steps: tuple["Judgement", ...] = ()
    assumptions: tuple[str, ...] = ()
    preconditions: tuple[str, ...] = ()
    cost: "Judgement | None" = None

    @property
    def parts(self) -> tuple["Judgement", ...]:
        """The steps, and the comparison with the cost where there is one."""
        return (*self.steps, *((self.cost,) if self.cost else ()))

    @property
    def overall(self) -> Verdict:
        """The verdict on the statement and on all its steps; the cost can refute, but agreeing is enough of it."""
        own = [self.verdict, *(s.verdict for s in self.steps)]
        if self.cost and self.cost.verdict in (Verdict.REFUTED, Verdict.UNDECIDED):
            own.append(self.cost.verdict)
        return weakest(*own)

    @property
    def scope(self) -> str:
        """For which sizes, in words."""
        if self.verdict is Verdict.DEFINITION:
            return ""
        return "all sizes" if self.sizes == "all" else "; ".join(self.sizes)

    def __str__(self) -> str:
        detail = str(self.counterexample) if self.counterexample else self.reason
        return " · ".join(part for part in (self.name, str(self.overall), self.scope, detail) if part)


@dataclass(frozen=True)
class Report:
    """The judgements on all equations (and identities) of a System."""

    judgements: tuple[Judgement, ...]
    assumptions: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Judgement]:
        """The judgements in the order of the equations."""
        return iter(self.judgements)

    def __len__(self) -> int:
        """How many statements were judged."""
        return len(self.judgements)

    def __getitem__(self, name: str) -> Judgement:
        """The judgement on the equation of that name."""
        for judgement in self.judgements:
            if judgement.name == name:
                return judgement
        raise KeyError(name)

    @property
    def refuted(self) -> tuple[Judgement, ...]:
        """The statements that are wrong, or that have a wrong step."""
        return self.with_verdict(Verdict.REFUTED)

    def with_verdict(self, verdict: Verdict) -> tuple[Judgement, ...]:
        """The statements with one verdict."""
        return tuple(j for j in self.judgements if j.overall is verdict)

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many statements have each verdict."""
        found = Counter(j.overall for j in self.judgements)
        return {verdict: found[verdict] for verdict in Verdict if found[verdict]}

    @property
    def steps(self) -> tuple[Judgement, ...]:
        """The judgements on all steps of all theorems."""
        return tuple(step for judgement in self.judgements for step in judgement.steps)

    @property
    def preconditions(self) -> tuple[str, ...]:
        """What must hold of the point, each once."""
        return tuple(dict.fromkeys(p for j in self.judgements for p in j.preconditions))

    def require(self, verdict: Verdict) -> "Report":
        """The report itself when every theorem has at least this verdict (definitions are accepted).

        Raises: RefutedError with the first statement that has less, and its counterexample.
        """
        for judgement in self.judgements:
            if _STRENGTH[judgement.overall] < _STRENGTH[verdict]:
                raise _shortfall(judgement, verdict)
        return self

    def __str__(self) -> str:
        width = max((len(j.name) for j in self.judgements), default=0)
        lines = [f"{j.name:<{width}}  {j.overall.value:<10}  {_detail(j)}".rstrip() for j in self.judgements]
        lines += [f"assumed: {text}" for text in self.assumptions]
        lines += [f"provided: {text}" for text in self.preconditions]
        lines.append(", ".join(f"{count} {verdict.value}" for verdict, count in self.counts.items()))
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from html import escape

        rows = "".join(
            f"<tr><td>{escape(j.name)}</td><td>{j.overall.value}</td><td>{escape(_detail(j))}</td></tr>"
            for j in self.judgements
        )
        notes = "".join(f"<li>{escape(n)}</li>" for n in (*self.assumptions, *self.preconditions))
        return f"<table><tr><th>equation</th><th>verdict</th><th>for</th></tr>{rows}</table><ul>{notes}</ul>"


def _weak_part(judgement: Judgement) -> Judgement:
    """The statement itself, or the first of its parts that is as weak as the whole."""
    own = (judgement, *judgement.parts)
    return next((part for part in own if part.verdict is judgement.overall), judgement)


def _detail(judgement: Judgement) -> str:
    part = _weak_part(judgement)
    named = "" if part is judgement else f"{part.name}: "
    evidence = str(part.counterexample) if part.counterexample else part.reason
    return named + " · ".join(text for text in (part.scope, evidence) if text)


def _shortfall(judgement: Judgement, wanted: Verdict) -> RefutedError:
    part = _weak_part(judgement)
    counterexample = part.counterexample
    return RefutedError(
        f"{judgement.name} {_PHRASE[judgement.overall]}, not {wanted.value}",
        text="" if part is judgement else part.name,
        expected=counterexample.left if counterexample else "",
        got=f"{counterexample.right}   ({counterexample.entry}; {counterexample.sizes})" if counterexample else "",
        hint=part.reason,
    )
