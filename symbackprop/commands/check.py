"""`symbackprop check`: documents proofread, their wrong equations shown and, where it is asked for, repaired."""

import json
import os
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symbackprop.commands.choices import COST, chosen
from symbackprop.errors import UsageError
from symbackprop.proofreading.worlds.effort import SECONDS

if TYPE_CHECKING:
    from symbackprop.commands.proofreading import Unread
    from symbackprop.proofreading.reports.report import DocumentReport

FORMATS = ("text", "json", "sarif", "github")
SUMMARY = "proofread documents: which equations hold, and what to write where one does not"
DESCRIPTION = """\
Reads Markdown, LaTeX, notebooks, reStructuredText and HTML; takes the forward equations and the cost of a document,
differentiates them, and holds every other equation against the result.  Each gets a verdict: proved, agrees (30 digits
at random points), refuted, definition or undecided.  A refuted one is shown with its place, the reason, a
counterexample and the nearest equation that is right.

Exit code: 0 when nothing is refuted, 1 when something is, 2 for bad input.
"""
EPILOG = f"""\
examples:
  symbackprop check notes.md
  symbackprop check notes/ --format json > findings.json
  symbackprop check notes.md --explain           every equation, with its verdict, its reading and the reason
  symbackprop check notes.md --fix               write the repairs that are proved; notes.md.bak keeps the original
  symbackprop check *.tex --notation nielsen --cost quadratic
  pandoc notes.docx -t markdown | symbackprop check -

a document may say how it is to be read, and what is wrong on purpose, in comments that nobody sees:
  <!-- symbackprop: cost=quadratic batch=columns -->      Markdown, HTML, notebooks
  % symbackprop: delta="per example"                      LaTeX
  <!-- symbackprop: wrong -->                             the next equation is wrong on purpose

formats:  {", ".join(FORMATS)} (annotations of a pull request)
costs:    {", ".join(COST)}
"""


def add_options(command: Any) -> None:
    """The options of the command."""
    add = command.add_argument
    add("paths", nargs="+", metavar="PATH", help="documents, or folders of them; - is standard input; .txt is Markdown")
    add("--format", default="text", metavar="FORMAT", help=f"{', '.join(FORMATS)} (text)")
    add("--json", dest="format", action="store_const", const="json", help="the same as --format json")
    add(
        "--notation",
        metavar="NAME",
        help="whose letters, layers and δ where the document does not say (TOML files too)",
    )
    add("--cost", metavar="NAME", help="the cost in force where the document gives none")
    add("--explain", action="store_true", help="show every equation with its verdict, and how it was read")
    add("--fix", action="store_true", help="write the proved repairs into the files; a backup is kept beside each")
    add("--jobs", type=_whole, metavar="N", help="documents at once (all cores)")
    add(
        "--seconds",
        type=_whole,
        default=int(SECONDS),
        metavar="N",
        help=f"the most processor time that one document may take ({SECONDS:.0f})",
    )


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) == int(text)):
        raise ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return int(text)


def run(options: Any) -> int:
    """Proofread, print, repair; 1 where something is refuted, 2 where something cannot be read."""
    from symbackprop.commands.proofreading import PIPED, Settings, Unread, proofread_files
    from symbackprop.proofreading.files import TextFile
    from symbackprop.proofreading.vocabulary.notations import notation_named

    written = chosen("--format", options.format, FORMATS)
    if options.cost is not None:
        chosen("--cost", options.cost, COST)
    if options.notation is not None:
        notation_named(options.notation)
    if options.fix and PIPED in options.paths:
        raise UsageError("--fix writes into files, and standard input is none")
    paths, missing = _documents(options.paths)
    piped = TextFile.of(Path("standard input"), sys.stdin.buffer.read()).text if PIPED in options.paths else ""
    settings = Settings(options.notation, options.cost, float(options.seconds), piped)
    results = list(proofread_files(paths, options.jobs or os.cpu_count() or 1, settings))
    unread = [*missing, *(r for r in results if isinstance(r, Unread))]
    reports = [r for r in results if not isinstance(r, Unread)]
    _show(written, reports, unread, explain=options.explain)
    if options.fix:
        from symbackprop.commands.fixing import fixed

        reports = [fixed(report, settings) for report in reports]
    for failed in unread:
        print(failed.message, file=sys.stderr)
    if unread:
        return 2
    return 1 if any(report.refuted for report in reports) else 0


def _documents(named: Sequence[str]) -> tuple[list[Path], list["Unread"]]:
    """The documents that some names lead to, each once, and the names that lead nowhere."""
    from symbackprop.commands.proofreading import PIPED, Unread
    from symbackprop.proofreading.files import documents_in

    found: dict[Path, None] = {}
    missing: list[Unread] = []
    for name in named:
        try:
            found |= dict.fromkeys([Path(PIPED)] if name == PIPED else documents_in([Path(name)]))
        except UsageError as error:
            missing.append(Unread(name, str(error)))
    return list(found), missing


def _show(written: str, reports: Sequence["DocumentReport"], unread: Sequence["Unread"], *, explain: bool) -> None:
    if written == "text":
        from symbackprop.commands.screen import Screen
        from symbackprop.proofreading.reports.rendering import report_lines, summary_lines

        screen = Screen()
        for report in reports:
            screen.lines(report_lines(report, explain=explain))
        screen.lines(summary_lines(reports, explain=explain))
    elif written == "github":
        from symbackprop.proofreading.reports.annotations import annotations

        failed = {u.name: u.message for u in unread}
        for line in annotations(reports, failed):
            print(line)
    else:
        is_unicode = "utf" in (sys.stdout.encoding or "").lower()  # elsewhere a letter would be lost, and not escaped
        print(json.dumps(_data(written, reports, unread), indent=2, ensure_ascii=not is_unicode))


def _data(written: str, reports: Iterable["DocumentReport"], unread: Iterable["Unread"]) -> dict[str, Any]:
    if written == "sarif":
        from symbackprop.proofreading.reports.sarif import as_sarif

        return as_sarif(reports, {u.name: u.message for u in unread})
    from symbackprop.proofreading.reports.plain_data import as_data

    data = as_data(reports)
    failed = [{"file": u.name, "message": u.message} for u in unread]
    return {**data, "unread": failed} if failed else data
