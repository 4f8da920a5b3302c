"""What proofreading a document found: a verdict for every equation, and its faults as a text."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from symbackprop.checking.verdicts import Counterexample, Sizes, Verdict
from symbackprop.parsing.containers.displays import Original, Place


@dataclass(frozen=True)
class Correction:
    """What to write instead: LaTeX in the author's notation.

    `latex` is the whole statement; `edits` are the changes in the file that make it (start, end, replacement), empty
    where it cannot be written back by itself; `what` says it in words ("axis=1", "transpose W").  `verdict` is the
    referee's on the repaired statement.  `is_near` is False for the derived equation, which is offered where no small
    change holds.  `kinds` are those of the small changes ("transpose", "indices swapped").
    """

    latex: str
    what: str
    verdict: Verdict
    edits: tuple[tuple[int, int, str], ...] = ()
    is_near: bool = True
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """The verdict on one link of one chain.

    `marked` are the characters of the file that are to blame (for the caret), `outer` those of the whole statement;
    `reading` is under which reading the verdict stands; `related` are other places that it refers to, with what stands
    there ("1/m is in the cost").
    """

    original: Original
    outer: tuple[int, int]
    latex: str
    label: str
    verdict: Verdict
    reason: str = ""
    sizes: Sizes = ()
    reading: str = ""
    counterexample: Counterexample | None = None
    correction: Correction | None = None
    marked: tuple[int, int] | None = None
    related: tuple[tuple[Place, str], ...] = ()
    is_deliberate: bool = False

    @property
    def place(self) -> Place:
        """Where the statement begins."""
        return self.original.place(self.outer[0])


@dataclass(frozen=True)
class Fault:
    """Something wrong with the document apart from its mathematics: a second label of one name, LaTeX that does not
    parse, a reference to an equation that does not exist."""

    original: Original
    outer: tuple[int, int]
    kind: str
    message: str
    hint: str = ""

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.original.place(self.outer[0])


@dataclass(frozen=True)
class Reading:
    """What a text leaves open, as it was understood, for the whole document or one section: name → choice.

    Names such as "examples" (one, a batch), "layout" (columns, rows), "δ" (with 1/m, per example), "cost", "network".
    """

    choices: tuple[tuple[str, str], ...] = ()
    section: str = ""


def first_on_lines(places: Iterable[Place]) -> list[Place]:
    """Places of a document, the first on each line: what a finding refers to is named by its line."""
    found: dict[int, Place] = {}
    for place in places:
        found.setdefault(place.line, place)
    return list(found.values())


@dataclass(frozen=True)
class DocumentReport:
    """All findings in one document, in its order."""

    original: Original
    findings: tuple[Finding, ...]
    faults: tuple[Fault, ...] = ()
    readings: tuple[Reading, ...] = ()
    seconds: float = 0.0

    def __iter__(self) -> Iterator[Finding]:
        """The findings in the order of the document."""
        return iter(self.findings)

    def __len__(self) -> int:
        """How many statements were judged."""
        return len(self.findings)

    @property
    def refuted(self) -> tuple[Finding, ...]:
        """What is wrong, and not on purpose."""
        return tuple(f for f in self.findings if f.verdict is Verdict.REFUTED and not f.is_deliberate)

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many statements have each verdict."""
        found = Counter(f.verdict for f in self.findings)
        return {verdict: found[verdict] for verdict in Verdict if found[verdict]}

    def with_verdict(self, verdict: Verdict) -> tuple[Finding, ...]:
        """The statements with one verdict."""
        return tuple(f for f in self.findings if f.verdict is verdict)

    def __str__(self) -> str:
        from symbackprop.proofreading.reports.rendering import report_lines, summary_lines

        return "\n".join(text for text, _ in (*report_lines(self), *summary_lines([self])))

    def _repr_html_(self) -> str:
        from symbackprop.proofreading.reports.tables import html_table

        return html_table(self)
