"""What was found in documents as SARIF 2.1.0, which code hosts and editors read.

Refuted equations are errors, faults of the text warnings, undecided ones notes; equations that hold are left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from symbackprop import __version__
from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.containers.displays import Original
from symbackprop.proofreading.reports.rendering import headline
from symbackprop.proofreading.reports.report import DocumentReport, Fault, Finding

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
RULES = {
    "refuted": ("error", "An equation is wrong: a counterexample to it exists."),
    "undecided": ("note", "An equation could not be judged."),
    "label": ("warning", "A label is given twice."),
    "reference": ("warning", "A reference leads to no equation."),
    "latex": ("warning", "LaTeX that does not parse."),
    "directive": ("warning", "A note to the proofreader that is not understood."),
}


def as_sarif(reports: Iterable[DocumentReport], unread: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One run over all documents; what could not be read, with the reasons, makes it an unsuccessful one."""
    rules = [
        {"id": name, "shortDescription": {"text": text}, "defaultConfiguration": {"level": level}}
        for name, (level, text) in RULES.items()
    ]
    driver = {"name": "symbackprop", "version": __version__, "rules": rules}
    results = [result for report in reports for result in _results(report)]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    if unread:
        told = [_notification(name, text) for name, text in unread.items()]
        run["invocations"] = [{"executionSuccessful": False, "toolExecutionNotifications": told}]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _notification(name: str, text: str) -> dict[str, Any]:
    place = {"physicalLocation": {"artifactLocation": {"uri": _quoted(name)}}}
    return {"level": "error", "message": {"text": text}, "locations": [place]}


def _results(report: DocumentReport) -> Iterator[dict[str, Any]]:
    for fault in report.faults:
        yield _of_fault(fault)
    for finding in report.findings:
        if finding.verdict in (Verdict.REFUTED, Verdict.UNDECIDED):
            yield _of_finding(finding)


def _result(rule: str, text: str, original: Original, outer: tuple[int, int]) -> dict[str, Any]:
    return {
        "ruleId": rule,
        "ruleIndex": list(RULES).index(rule),
        "level": RULES[rule][0],
        "message": {"text": text},
        "locations": [_location(original, outer)],
    }


def _of_fault(fault: Fault) -> dict[str, Any]:
    text = ": ".join(filter(None, (fault.message, fault.hint)))
    return _result(fault.kind, text, fault.original, fault.outer)


def _of_finding(finding: Finding) -> dict[str, Any]:
    result = _result(finding.verdict.value, explanation(finding), finding.original, finding.outer)
    if finding.related:
        result["relatedLocations"] = [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(finding.original)},
                    "region": {"startLine": place.line, "startColumn": place.column},
                },
                "message": {"text": text},
            }
            for place, text in finding.related
        ]
    if finding.is_deliberate:
        result["suppressions"] = [{"kind": "inSource", "justification": "marked as wrong on purpose"}]
    correction = finding.correction
    if correction is not None and correction.edits:
        changes = [
            {"deletedRegion": _region(finding.original, (start, end)), "insertedContent": {"text": text}}
            for start, end, text in correction.edits
        ]
        result["fixes"] = [
            {
                "description": {"text": f"{correction.what or correction.latex} ({correction.verdict.value})"},
                "artifactChanges": [{"artifactLocation": {"uri": _uri(finding.original)}, "replacements": changes}],
            }
        ]
    return result


def explanation(finding: Finding) -> str:
    """Verdict, reason, counterexample and repair in one text."""
    lines = [headline(finding)]
    lines += [finding.reason] if finding.reason else []
    lines += [finding.counterexample.told] if finding.counterexample else []
    if finding.correction is not None:
        said = "did you mean" if finding.correction.is_near else "derived:"
        lines.append(f"{said} {finding.correction.latex} ({finding.correction.verdict.value})")
    lines += [f"read with {finding.reading}"] if finding.reading else []
    return "\n".join(lines)


def _location(original: Original, outer: tuple[int, int]) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(original)}, "region": _region(original, outer)}}


def _region(original: Original, span: tuple[int, int]) -> dict[str, int]:
    """Lines and columns from the first character to past the last."""
    start, end = original.place(span[0]), original.place(span[1])
    return {
        "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column,
    }  # fmt: skip


def _uri(original: Original) -> str:
    return _quoted(original.name)


def _quoted(name: str) -> str:
    return quote(name.replace("\\", "/"))
