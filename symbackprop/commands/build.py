"""`symbackprop build`: documents whose equations are derived, in every format."""

import sys
from pathlib import Path
from time import monotonic
from typing import Any

SUMMARY = "make documents from derivations: HTML, PDF, LaTeX, Markdown, notebooks"
DESCRIPTION = """\
Evaluates Markdown files whose equations are directives, {equation} delta, derives and proves what they name, and
writes each in every format that is asked for.  A mistake is shown with its file, line and column, and then nothing is
written.
"""
EPILOG = """\
examples:
  symbackprop build derivations/ -o built
  symbackprop build derivations/ -o built --to html,pdf,tex,md,ipynb
  symbackprop build notes.md -o built --to html

formats:
  html       one page that stands alone: MathML, no script, nothing fetched
  pdf        by Typst, without a TeX installation; latex-pdf by latexmk where that is installed
  tex        a document for pdflatex, and each display as a fragment for \\input
  md         as GitHub renders it, with drawings beside
  ipynb      a notebook whose cells derive, check and train
"""


def add_options(command: Any) -> None:
    """The options of the command."""
    command.add_argument("paths", nargs="+", metavar="PATH", help="Markdown files, or folders of them")
    command.add_argument("-o", "--out", required=True, metavar="FOLDER", help="where to write")
    command.add_argument("--to", default="html", metavar="FORMATS", help="html, pdf, tex, md, ipynb, latex-pdf (html)")


def run(options: Any) -> int:
    """Build, and say what was written."""
    from symbackprop.documents.building import build, chosen_formats  # the help is answered without SymPy

    out, formats = Path(options.out), chosen_formats(options.to)
    begun = monotonic()
    written = build([Path(p) for p in options.paths], out, formats, _progress())
    print(f"{len(written)} files in {out} ({monotonic() - begun:.1f} s)")
    return 0


def _progress() -> Any:
    """One line that changes, on a terminal; silence elsewhere."""
    if not sys.stderr.isatty():
        return lambda text: None

    def show(text: str) -> None:
        print(f"\r\033[K{text}", end="\r", file=sys.stderr, flush=True)

    return show
