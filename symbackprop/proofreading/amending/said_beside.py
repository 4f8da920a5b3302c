"""The forward pass that a text says in code, or in plain words, beside its formulas.

Such equations are read like those of the text, behind them, where most of the text is not understood without; they get
no verdict of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from symbackprop.parsing.containers.displays import Display
from symbackprop.parsing.containers.excerpts import Excerpt
from symbackprop.parsing.containers.plain import equations_beside
from symbackprop.proofreading.amending.hypotheses import Hypothesis, Supposed
from symbackprop.proofreading.amending.standing import Standing
from symbackprop.proofreading.reports.report import Finding

DELIMITER = "plain"
"""That of equations outside of mathematics."""


@dataclass(frozen=True)
class Beside(Supposed):
    """What stands in code and in words belongs to the equations of a text."""

    said_there: tuple[Display, ...] = field(default=(), hash=False)

    @property
    def displays(self) -> tuple[Display, ...]:
        """Those equations."""
        return self.said_there

    def finding(self, number: int, finding: Finding) -> Finding:
        """What fails is wrong where a small change makes it hold, for the text does say what its network is."""
        is_told = finding.correction is not None and finding.correction.is_near
        return finding if is_told else super().finding(number, finding)


def equations_in_code(standing: Standing) -> Iterator[Hypothesis]:
    """All assignments of formulas outside of mathematics."""
    known = list(dict.fromkeys(f.statement.display for f in standing.judge.formulas))
    if not known:
        return
    original = known[0].original
    taken = [d.outer for d in known]
    written = "\n".join(d.expanded.text for d in known)
    found = []
    for start, end, latex in equations_beside(original.text, taken, written):
        before = next((d for d in reversed(known) if d.outer[0] < start), known[0])
        read = Excerpt.standing_for(latex, start, end)
        found.append(Display(original, read, read, (start, end), DELIMITER, "", True, "", "", before.passage))
    if found:
        yield Beside("code and words say more", failing=frozenset(standing.refuted), said_there=tuple(found))
