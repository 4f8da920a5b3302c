r"""What was found, as lines of text: the place, the author's own words with carets, why, and what to write instead.

notes.md:48:12: equation BP2 is refuted
    \delta^l = (w^{l+1} \delta^{l+1}) \odot \sigma'(z^l)
                ^^^^^^^
    w^{l+1} has shape (n_{l+1}, n_l), δ^{l+1} has n_{l+1} rows: the product does not exist
    did you mean   transpose w^{l+1}   (proved for all sizes)
        \delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.containers.displays import Original, Place
from symbackprop.proofreading.reports.quotation import quotation
from symbackprop.proofreading.reports.report import Correction, DocumentReport, Fault, Finding, Reading

Line = tuple[str, str]
"""A text and its style, in Rich's words."""

PLAIN, HEADLINE, ALARM, ADVICE, FAINT = "", "bold", "bold red", "green", "dim"
STYLES = {
    Verdict.PROVED: "green",
    Verdict.AGREES: "green",
    Verdict.REFUTED: ALARM,
    Verdict.DEFINITION: FAINT,
    Verdict.UNDECIDED: "yellow",
}
_BEGINS_LINK = re.compile(r"\s*(?:&\s*)?(?:=|:=|\\(?:approx|equiv|leftarrow|triangleq|Rightarrow)(?![A-Za-z])|←|≈|≡)")
_IS = {
    Verdict.PROVED: "is proved",
    Verdict.AGREES: "agrees",
    Verdict.REFUTED: "is refuted",
    Verdict.DEFINITION: "is a definition",
    Verdict.UNDECIDED: "is undecided",
}
_COUNTED = {
    Verdict.PROVED: ("proved", "proved"),
    Verdict.AGREES: ("agrees", "agree"),
    Verdict.REFUTED: ("refuted", "refuted"),
    Verdict.DEFINITION: ("definition", "definitions"),
    Verdict.UNDECIDED: ("undecided", "undecided"),
}


def report_lines(report: DocumentReport, *, explain: bool = False) -> Iterator[Line]:
    """What is wrong in a document, in its order; with `explain` every statement with its verdict."""
    shown: list[Finding | Fault] = [*report.faults, *(report.findings if explain else report.refuted)]
    for item in sorted(shown, key=lambda i: i.outer):
        yield from finding_lines(item, explain=explain) if isinstance(item, Finding) else fault_lines(item)
        yield "", PLAIN
    if explain:
        yield from _readings(report)


def message(finding: Finding) -> str:
    """All that is said about one statement, as one text."""
    return "\n".join(text for text, _ in finding_lines(finding, explain=True))


def finding_lines(finding: Finding, *, explain: bool = False) -> Iterator[Line]:
    """A verdict with its place, the author's text, the evidence and the repair."""
    is_wrong = finding.verdict is Verdict.REFUTED
    yield f"{where(finding.original, finding.place)}: {headline(finding)}", HEADLINE if is_wrong else PLAIN
    quoted = quotation(finding.original, finding.outer, finding.marked).with_carets()
    if _BEGINS_LINK.match(quoted[0][0]):
        yield f"    {left_side(finding.latex)}", FAINT
    for text, is_caret in quoted:
        yield f"    {text}", ALARM if is_caret and is_wrong else PLAIN
    for text in finding.reason.splitlines():
        yield f"    {text}", PLAIN
    if finding.counterexample is not None:
        yield "    " + " ".join(finding.counterexample.told.split()), PLAIN
    for place, text in finding.related:
        yield f"    see line {place.line}: {text}", FAINT
    if finding.correction is not None:
        yield from _advice(finding.correction, finding)
    if finding.reading and (explain or is_wrong):
        yield f"    read with  {finding.reading}", FAINT


def left_side(latex: str) -> str:
    """What stands on the left of a link, which in a chain its author did not write again."""
    depth = 0
    for at, sign in enumerate(latex):
        depth += (sign == "{") - (sign == "}")
        if depth == 0 and _BEGINS_LINK.match(latex, at):
            return " ".join(latex[:at].split())
    return latex


def headline(finding: Finding) -> str:
    """`equation 10c is refuted`, and whether that is on purpose."""
    name = f"equation {finding.label}" if finding.label else "this equation"
    sizes = "for all sizes" if finding.sizes == "all" else "for " + "; ".join(finding.sizes) if finding.sizes else ""
    holds = finding.verdict in (Verdict.PROVED, Verdict.AGREES) and sizes
    said = f"{name} {_IS[finding.verdict]}{' ' + sizes if holds else ''}"
    return said + ("   (marked as wrong on purpose)" if finding.is_deliberate else "")


def _advice(correction: Correction, finding: Finding) -> Iterator[Line]:
    known = {Verdict.PROVED: "proved", Verdict.AGREES: "agrees"}.get(correction.verdict, correction.verdict.value)
    sizes = " for all sizes" if correction.verdict is Verdict.PROVED and finding.sizes == "all" else ""
    latex = " ".join(correction.latex.split())
    if not correction.is_near:
        yield f"    derived   {latex}   ({known}{sizes})", ADVICE
        return
    yield f"    did you mean   {correction.what or latex}   ({known}{sizes})", ADVICE
    if correction.what and correction.what != latex:
        yield f"        {latex}", ADVICE


def fault_lines(fault: Fault) -> Iterator[Line]:
    """A fault of the text with its place."""
    yield f"{where(fault.original, fault.place)}: {fault.message}", HEADLINE
    for text, is_caret in quotation(fault.original, fault.outer).with_carets()[:2]:
        yield f"    {text}", "yellow" if is_caret else PLAIN
    if fault.hint:
        yield f"    {fault.hint}", FAINT


def where(original: Original, place: Place) -> str:
    """`notes.md:187:5`; in a notebook also the cell."""
    cell = "" if place.cell is None else f" (cell {place.cell}, line {place.cell_line})"
    return f"{original.name}:{place.line}:{place.column}{cell}"


def _readings(report: DocumentReport) -> Iterator[Line]:
    for reading in report.readings:
        if reading.section:
            yield f"{report.original.name}: {reading.section} is read with  {in_words(reading)}", FAINT


def in_words(reading: Reading) -> str:
    """`examples: a batch · layout: columns`."""
    return " · ".join(f"{name}: {choice}" for name, choice in reading.choices)


def whole_reading(report: DocumentReport) -> str:
    """How the whole document is read, in words; the sections that differ are counted."""
    own = [r for r in report.readings if not r.section]
    sections = len(report.readings) - len(own)
    more = f"{sections} sections of their own" if sections > 1 else "1 section of its own" if sections else ""
    return " · ".join(filter(None, (*map(in_words, own), more)))


def counts_in_words(counts: Counter[Verdict]) -> str:
    """`15 proved, 2 agree, 1 refuted`."""
    return ", ".join(f"{counts[v]} {_COUNTED[v][counts[v] != 1]}" for v in Verdict if counts[v])


def summary_lines(reports: Sequence[DocumentReport], *, explain: bool = False) -> Iterator[Line]:
    """One sentence for one document; a table for several, which with `explain` says how each was read."""
    if len(reports) > 1:
        yield from _table(reports, explain=explain)
        return
    for report in reports:
        name, counts = report.original.name, Counter(report.counts)
        faults = len(report.faults)
        said = counts_in_words(counts) or "no equations"
        fault = f"; {faults} fault{'s' if faults > 1 else ''} in the text" if faults else ""
        hint = "   (--explain shows why)" if counts[Verdict.UNDECIDED] and not explain else ""
        yield f"{name}: {said}{fault}{hint}", HEADLINE
        if report.findings and (reading := whole_reading(report)):
            yield f"read with  {reading}", FAINT


def _table(reports: Sequence[DocumentReport], *, explain: bool) -> Iterator[Line]:
    heads = ["equations", *(_COUNTED[v][1] for v in Verdict), "faults"]
    rows = [(r.original.name, _row(r)) for r in reports]
    total = [sum(column) for column in zip(*(row for _, row in rows), strict=True)]
    rows.append((f"{len(rows)} documents", total))
    width = max(len(name) for name, _ in rows)
    yield f"{'document':<{width}}  " + "  ".join(heads), HEADLINE
    for (name, row), report in zip(rows, [*reports, None], strict=True):
        cells = "  ".join(f"{n or '–':>{len(head)}}" for n, head in zip(row, heads, strict=True))
        reading = whole_reading(report) if report and explain else ""
        yield f"{name:<{width}}  {cells}" + (f"   {reading}" if reading else ""), PLAIN if report else HEADLINE


def _row(report: DocumentReport) -> list[int]:
    counts = report.counts
    return [len(report), *(counts.get(v, 0) for v in Verdict), len(report.faults)]
