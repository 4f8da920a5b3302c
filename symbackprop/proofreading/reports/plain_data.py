"""What was found in documents as plain data, for programs: the shape is `findings.schema.json`, beside this file."""

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from symbackprop.checking.verdicts import Counterexample
from symbackprop.parsing.containers.displays import Place
from symbackprop.proofreading.reports.report import Correction, DocumentReport, Fault, Finding


def as_data(reports: Iterable[DocumentReport]) -> dict[str, Any]:
    """All documents, with an entry for every link of a chain and every row of a block."""
    return {"files": [_document(report) for report in reports]}


def schema() -> dict[str, Any]:
    """The JSON schema (2020-12) of what `as_data` gives."""
    text = files("symbackprop.proofreading.reports").joinpath("findings.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _document(report: DocumentReport) -> dict[str, Any]:
    whole = [r for r in report.readings if not r.section]
    return {
        "file": report.original.name,
        "reading": {name: choice for reading in whole for name, choice in reading.choices},
        "sections": [{"section": r.section, "reading": dict(r.choices)} for r in report.readings if r.section],
        "counts": {verdict.value: count for verdict, count in report.counts.items()},
        "equations": [_finding(finding) for finding in report.findings],
        "faults": [_fault(fault) for fault in report.faults],
        "seconds": round(report.seconds, 3),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        **_place(finding.place),
        "span": list(finding.outer),
        "label": finding.label or None,
        "latex": finding.latex,
        "verdict": finding.verdict.value,
        "sizes": finding.sizes if finding.sizes == "all" else list(finding.sizes),
        "reading": finding.reading or None,
        "reason": finding.reason,
        "marked": list(finding.marked) if finding.marked else None,
        "counterexample": _counterexample(finding.counterexample),
        "correction": _correction(finding.correction),
        "related": [{**_place(place), "text": text} for place, text in finding.related],
        "deliberate": finding.is_deliberate,
    }


def _place(place: Place) -> dict[str, Any]:
    cell = {} if place.cell is None else {"cell": place.cell, "cell_line": place.cell_line}
    return {"line": place.line, "column": place.column, **cell}


def _counterexample(found: Counterexample | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"sizes": found.sizes, "entry": found.entry, "left": found.left, "right": found.right}


def _correction(found: Correction | None) -> dict[str, Any] | None:
    if found is None:
        return None
    edits = [{"start": start, "end": end, "text": text} for start, end, text in found.edits]
    return {"latex": found.latex, "what": found.what, "verdict": found.verdict.value, "near": found.is_near,
            "edits": edits}  # fmt: skip


def _fault(fault: Fault) -> dict[str, Any]:
    return {**_place(fault.place), "kind": fault.kind, "message": fault.message, "hint": fault.hint or None}
