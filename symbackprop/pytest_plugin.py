"""The equations of documents as tests: `pytest --symbackprop`, or `symbackprop = true` in pytest's settings.

Each equation of a Markdown, LaTeX, notebook, reStructuredText or HTML file is a test, `notes.md::BP2` by its label or
`notes.md::line 187`.  A refuted one fails with what `symbackprop check` says of it; an undecided one is skipped with
the reason, or what `symbackprop_undecided` says: skip, xfail, pass or fail.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_SUFFIXES = {".md", ".markdown", ".tex", ".ipynb", ".rst", ".html", ".htm"}
_UNDECIDED = ("skip", "xfail", "pass", "fail")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The switch, and the settings."""
    group = parser.getgroup("symbackprop", "equations of documents")
    group.addoption("--symbackprop", action="store_true", help="collect the equations of documents as tests")
    parser.addini("symbackprop", "collect the equations of documents as tests", type="bool", default=False)
    parser.addini("symbackprop_undecided", f"an undecided equation: {', '.join(_UNDECIDED)} (skip)", default="skip")
    parser.addini("symbackprop_notation", "whose notation to read documents with first", default="")
    parser.addini("symbackprop_cost", "the cost in force where a document gives none", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a setting that does not exist, before anything runs."""
    if config.getini("symbackprop_undecided") not in _UNDECIDED:
        raise pytest.UsageError(f"symbackprop_undecided is one of {', '.join(_UNDECIDED)}")
    if cost := config.getini("symbackprop_cost"):
        from symbackprop.errors import UsageError
        from symbackprop.proofreading.readings.stated import refuse_cost

        try:
            refuse_cost(cost)
        except UsageError as error:
            raise pytest.UsageError(f"symbackprop_cost: {error}") from None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "DocumentFile | None":
    """A document, where documents are asked for; one that is named on the command line may be of any kind."""
    config = parent.config
    if not (config.getoption("--symbackprop") or config.getini("symbackprop")):
        return None
    known = file_path.suffix.lower() in _SUFFIXES
    named = file_path.suffix.lower() == ".txt" and parent.session.isinitpath(file_path)
    found: DocumentFile | None = DocumentFile.from_parent(parent, path=file_path) if known or named else None
    return found


class DocumentFile(pytest.File):
    """A document: its equations are the tests in it.  It is proofread once, when the first of them runs."""

    _report: Any = None

    def collect(self) -> Iterator["EquationItem"]:
        """Every statement that claims something, in order."""
        from symbackprop.errors import SymbackpropError
        from symbackprop.parsing.containers.reading import read_displays
        from symbackprop.parsing.containers.split import split_display
        from symbackprop.proofreading.files import TextFile

        try:
            displays = read_displays(TextFile.read(self.path).text, self.path.name)
        except SymbackpropError as error:
            raise self.CollectError(str(error)) from None
        seen: dict[str, int] = {}
        for statement in (s for display in displays for s in split_display(display) if s.is_claim):
            label = (statement.tag or statement.label).replace("::", ":")
            name = label or f"line {statement.place.line}"
            seen[name] = seen.get(name, 0) + 1
            name += f" ({seen[name]})" if seen[name] > 1 else ""
            yield EquationItem.from_parent(self, name=name, outer=statement.outer, line=statement.place.line)

    def finding(self, outer: tuple[int, int]) -> Any:
        """What was found about a statement, by its place; None where it was not judged."""
        if self._report is None:
            from symbackprop.proofreading.documents import check_document

            root = self.config.rootpath
            name = str(self.path.relative_to(root) if self.path.is_relative_to(root) else self.path)
            notation, cost = (self.config.getini(f"symbackprop_{n}") or None for n in ("notation", "cost"))
            self._report = check_document(self.path, name=name, notation=notation, cost=cost)
        return next((f for f in self._report.findings if f.outer == outer), None)


class RefutedEquation(Exception):
    """An equation that is wrong, or that must be decided and is not."""


class EquationItem(pytest.Item):
    """One equation of a document."""

    def __init__(self, *, outer: tuple[int, int], line: int, **more: Any) -> None:
        super().__init__(**more)
        self.outer, self.line = outer, line

    def runtest(self) -> None:
        """Pass for what holds and for definitions, fail for what is refuted."""
        from symbackprop.checking.verdicts import Verdict
        from symbackprop.proofreading.reports.rendering import message

        parent = self.parent
        assert isinstance(parent, DocumentFile)
        finding = parent.finding(self.outer)
        if finding is None:
            pytest.skip("nothing here that could be judged")
        if finding.verdict is Verdict.REFUTED and not finding.is_deliberate:
            raise RefutedEquation(message(finding))
        if finding.verdict is Verdict.UNDECIDED:
            self._undecided(finding.reason or "undecided", message(finding))

    def _undecided(self, reason: str, text: str) -> None:
        says = self.config.getini("symbackprop_undecided")
        if says == "fail":
            raise RefutedEquation(text)
        if says == "xfail":
            pytest.xfail(reason)
        if says == "skip":
            pytest.skip(reason)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *more: Any) -> Any:
        """The message of the proofreader as it is, without a traceback."""
        if isinstance(excinfo.value, RefutedEquation):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *more)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands."""
        return self.path, self.line - 1, self.name
