"""Repairs written into a text: only those that are proved, and only where an equation is refuted."""

import difflib
from collections.abc import Iterable, Iterator

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.reports.report import DocumentReport, Finding


def repairs(report: DocumentReport) -> tuple[Finding, ...]:
    """The refuted statements whose repair is proved and can be written into the file; of two that overlap, the first.

    What is wrong on purpose stays.
    """
    chosen: list[Finding] = []
    past = -1
    for finding in sorted(report.refuted, key=_first):
        correction = finding.correction
        if correction is None or correction.verdict is not Verdict.PROVED or not correction.edits:
            continue
        if _first(finding) >= past:
            chosen.append(finding)
            past = max(end for _, end, _ in correction.edits)
    return tuple(chosen)


def _first(finding: Finding) -> int:
    edits = finding.correction.edits if finding.correction else ()
    return min((start for start, _, _ in edits), default=finding.outer[0])


def repaired(text: str, findings: Iterable[Finding]) -> str:
    """The text with the repairs of some statements in it."""
    edits = [edit for finding in findings if finding.correction for edit in finding.correction.edits]
    for start, end, replacement in sorted(edits, reverse=True):
        text = text[:start] + replacement + text[end:]
    return text


def difference(name: str, before: str, after: str) -> Iterator[str]:
    """What was changed, line by line, as `diff -u` shows it."""
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"a/{name}", f"b/{name}", n=1, lineterm=""
    )  # fmt: skip
    yield from lines
