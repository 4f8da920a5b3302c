"""Layouts of gradients: whether ∂L/∂a is a column like a, or a row of the Jacobian, which a whole document tells.

Where statements fail as long as a gradient has the shape of what it is taken by, and more of them hold with rows than
hold without, the document has rows.  A product of Jacobians, one of them a diagonal matrix, is a row wherever it
stands.  Gradients by matrices are turned only where gradients by vectors are: else every swapped outer product would be
a layout.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.latex.tree import Apply
from symbackprop.proofreading.lexicon.assumptions import LAYOUTS, Layout
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.readings.alternatives import described
from symbackprop.proofreading.reports.report import Finding
from symbackprop.proofreading.trials.outcomes import Found
from symbackprop.proofreading.vocabulary.contexts import Reading
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.quantities import DIAGONALS

if TYPE_CHECKING:
    from symbackprop.proofreading.judging.judge import Judge


_ROWS = re.compile(
    r"(?:\\partial|\\delta|\\nabla|gradient|derivative|jacobian)[^\n]{0,200}\brow vectors?\b|numerator[- ]layout"
    r"|Zählerlayout|分子布局|梯度[^\n]{0,60}行向量|gradient[^\n]{0,80}vecteurs?[- ]lignes?",
    re.IGNORECASE,
)
"""What is said of gradients that are rows."""


@dataclass(frozen=True)
class _Claim:
    """A refuted claim that holds with gradients laid out otherwise."""

    formula: Formula
    reading: Reading


class Layouts:
    """Collects what another layout explains, and decides in the end."""

    def __init__(self, judge: "Judge") -> None:
        self.judge, self.bench = judge, judge.bench
        self.found: defaultdict[str, list[_Claim]] = defaultdict(list)
        text = judge.formulas[0].statement.display.original.text if judge.formulas else ""
        self.is_spoken = bool(_ROWS.search(text))

    def note(self, formula: Formula, readings: Sequence[Reading]) -> None:
        """Remember a refuted claim that holds in another layout."""
        for layout in LAYOUTS.values():
            fitting = (r for r in readings if (r.examples == 1 or self.is_spoken) and not r.rows)
            laid_out = (replace(r, layout=layout.name) for r in fitting)
            reading = next((r for r in laid_out if self._holds(formula, r)), None)
            if reading is not None:
                self.found[layout.name].append(_Claim(formula, reading))

    def settled(self, findings: dict[int, Finding]) -> dict[int, Finding]:
        """The findings with what the layout of the document explains."""
        gains = {layout: self._gain(layout, findings) for layout in LAYOUTS.values()}
        best = max(gains, key=lambda layout: gains[layout])
        claims = self.found[best.name] if gains[best] > 0 else self._products_of_jacobians
        found = dict(findings)
        for claim in claims:
            number = claim.formula.number
            if found[number].verdict is Verdict.REFUTED:
                plain = replace(found[number], correction=None, counterexample=None, marked=None, related=())
                reason = "equal at random points, to 7 digits"
                found[number] = replace(plain, verdict=Verdict.AGREES, reason=reason, reading=described(claim.reading))
        return found

    @property
    def _products_of_jacobians(self) -> list[_Claim]:
        """Claims that are rows by their form, whatever the others are: δ^1 = δ^2 W^2 diag(φ′(z^1))."""
        every = (claim for layout in LAYOUTS.values() for claim in self.found[layout.name])
        return [claim for claim in every if _has_diagonal(claim.formula)]

    def _gain(self, layout: Layout, findings: dict[int, Finding]) -> int:
        """How many more claims hold in a layout than without it; a text that speaks of it needs to show no more."""
        claims = [c for c in self.found[layout.name] if findings[c.formula.number].verdict is Verdict.REFUTED]
        if not claims or not any(self._is_by_vector(c) for c in claims):
            return 0
        if self.is_spoken:
            return len(claims)
        reading = claims[0].reading
        return len(claims) - sum(self._fails(f, findings[f.number], reading) for f in self.judge.claims)

    def _is_by_vector(self, claim: _Claim) -> bool:
        """Whether a claim holds with the gradients by vectors alone turned."""
        return any(c.formula is claim.formula for layout in LAYOUTS.values() if not layout.matrices
                   for c in self.found[layout.name])  # fmt: skip

    def _fails(self, formula: Formula, finding: Finding, reading: Reading) -> bool:
        """Whether a claim that holds would not hold in the layout."""
        if finding.verdict not in (Verdict.PROVED, Verdict.AGREES) or formula.number in self.judge.by_number:
            return False
        usual = self.bench.trial(formula, replace(reading, layout=""))
        return usual.found is Found.TRUE and not self._holds(formula, reading)

    def _holds(self, formula: Formula, reading: Reading) -> bool:
        return self.bench.court(formula.number, reading).trial(formula).found is Found.TRUE


def _has_diagonal(formula: Formula) -> bool:
    """Whether a factor of a statement is diag(u)."""
    calls = (n for side in formula.sides for n in side.walk() if isinstance(n, Apply))
    return any(name_of(call.function) in DIAGONALS for call in calls)
