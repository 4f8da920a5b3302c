"""A report as a table of HTML, for a notebook."""

from html import escape

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.reports.rendering import whole_reading
from symbackprop.proofreading.reports.report import DocumentReport, Finding

_COLOURS = {Verdict.PROVED: "#1a7f37", Verdict.AGREES: "#1a7f37", Verdict.REFUTED: "#cf222e",
            Verdict.DEFINITION: "#6e7781", Verdict.UNDECIDED: "#9a6700"}  # fmt: skip


def html_table(report: DocumentReport) -> str:
    """Line, label, equation, verdict and what is to be said about it, a row for each statement."""
    heads = "".join(f"<th>{head}</th>" for head in ("line", "equation", "verdict", "", "instead"))
    rows = "".join(_row(finding) for finding in report.findings)
    notes = [whole_reading(report), *(f"line {f.place.line}: {f.message}" for f in report.faults)]
    listed = "".join(f"<li>{escape(note)}</li>" for note in notes if note)
    return f"<table><tr>{heads}</tr>{rows}</table>" + (f"<ul>{listed}</ul>" if listed else "")


def _row(finding: Finding) -> str:
    sizes = "all sizes" if finding.sizes == "all" else "; ".join(finding.sizes)
    evidence = [finding.reason, str(finding.counterexample or ""), sizes if not finding.reason else "", finding.reading]
    instead = finding.correction.latex if finding.correction else ""
    label = f"({escape(finding.label)}) " if finding.label else ""
    verdict = f'<span style="color:{_COLOURS[finding.verdict]}">{finding.verdict.value}</span>'
    cells = (
        str(finding.place.line),
        f"{label}{_code(finding.latex)}",
        verdict,
        escape(" · ".join(filter(None, evidence))),
        _code(instead) if instead else "",
    )
    return "<tr>" + "".join(f'<td style="text-align:left">{cell}</td>' for cell in cells) + "</tr>"


def _code(latex: str) -> str:
    """LaTeX as text: what the author wrote, not what a browser makes of it."""
    return f"<code>{escape(' '.join(latex.split()))}</code>"
