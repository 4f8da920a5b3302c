"""What was found in documents as GitHub's workflow commands, which mark the lines of a pull request."""

from collections.abc import Iterable, Iterator, Mapping

from symbackprop.parsing.containers.displays import Original
from symbackprop.proofreading.reports.report import DocumentReport
from symbackprop.proofreading.reports.sarif import explanation


def annotations(reports: Iterable[DocumentReport], unread: Mapping[str, str] | None = None) -> Iterator[str]:
    """One line for every refuted equation, for every fault of the text, and for every file that is not read."""
    for name, text in (unread or {}).items():
        yield f"::error file={_property(name)},title=not read::{_data(text)}"
    for report in reports:
        for finding in report.refuted:
            title = f"equation {finding.label}" if finding.label else "equation"
            yield _command("error", finding.original, finding.outer, f"{title} is refuted", explanation(finding))
        for fault in report.faults:
            text = "\n".join(filter(None, (fault.message, fault.hint)))
            yield _command("warning", fault.original, fault.outer, fault.kind, text)


def _command(level: str, original: Original, outer: tuple[int, int], title: str, text: str) -> str:
    place, end = original.place(outer[0]), original.place(max(outer[0], outer[1] - 1))
    # columns are of use within one line only
    columns = f",col={place.column},endColumn={end.column + 1}" if end.line == place.line else f",col={place.column}"
    where = f"file={_property(original.name)},line={place.line},endLine={end.line}{columns}"
    return f"::{level} {where},title={_property(title)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
