"""An engine that refutes what contains axis=0 and proves everything else: for the doors, which must not care."""

import sys
from types import ModuleType

import pytest

from symbackprop.checking.verdicts import Counterexample, Verdict
from symbackprop.parsing.containers.displays import Original
from symbackprop.parsing.containers.reading import container_of, read_displays
from symbackprop.parsing.containers.split import split_display
from symbackprop.proofreading.reports.directives import read_directives
from symbackprop.proofreading.reports.faults import faults
from symbackprop.proofreading.reports.report import Correction, DocumentReport, Finding, Reading

NOTES = r"""# Notes

In $z = w a + b$ nothing is wrong, see \eqref{eq:none}.

$$\frac{d C}{d b} = \frac{1}{m} np.sum(\delta, axis=0, keepdims=True) \tag{10c}$$

| 权重 $g = np.sum(\delta, axis=0)$ | in a table |
|---|---|

$$h = unknown(x)$$
"""


def proofread(text, name, *, notation=None, cost=None, seconds=60.0):
    """Findings of every kind, without mathematics."""
    displays = read_displays(text, name)
    original = displays[0].original if displays else Original.of(name, text, container_of(name))
    said = read_directives(original, displays)
    claims = [s for d in displays for s in split_display(d) if s.is_claim]
    found = tuple(finding(s, said.is_deliberate(s.outer[0])) for s in claims)
    reading = Reading((("examples", "a batch"), ("cost", cost or "quadratic")))
    return DocumentReport(original, found, faults(original, displays), (reading,), 0.25)


def finding(statement, is_deliberate):
    """A verdict by the words of a statement."""
    original, outer = statement.display.original, statement.outer
    latex = f"{statement.left.text} {statement.relation} {statement.right.text}"
    at = original.text.find("axis=0", *outer)
    common = dict(original=original, outer=outer, latex=latex, label=statement.tag, is_deliberate=is_deliberate)
    if at >= 0:
        repair = Correction(
            latex.replace("axis=0", "axis=1"), "axis=1", Verdict.PROVED, ((at, at + 6, "axis=1"),)
        )  # fmt: skip
        return Finding(
            **common, verdict=Verdict.REFUTED, reason="the sum over axis 0 has shape (1, m); b has shape (n, 1)",
            sizes="all", reading="δ: the error per example", marked=(at, at + 6), correction=repair,
            counterexample=Counterexample("n = 2, m = 3", "(1, 1)", "0.25", "0.75"),
            related=((original.place(0), "1/m is in the cost"),),
        )  # fmt: skip
    if "unknown" in latex:
        return Finding(**common, verdict=Verdict.UNDECIDED, reason="unknown is not understood")
    return Finding(**common, verdict=Verdict.PROVED, sizes="all")


@pytest.fixture
def engine(monkeypatch):
    """The stand-in in the place of the engine."""
    module = ModuleType("symbackprop.proofreading.proofreader")
    module.proofread = proofread
    monkeypatch.setitem(sys.modules, module.__name__, module)
