"""PDF by LaTeX, where latexmk (or pdflatex alone) is installed: what FILE.tex says, as FILE.latex.pdf."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from symbackprop.documents import model
from symbackprop.documents.writers.latex import LatexWriter
from symbackprop.errors import UsageError

_QUIET = ("-interaction=nonstopmode", "-halt-on-error")


def write_latex_pdf(document: model.Document) -> dict[str, bytes]:
    """The document as FILE.latex.pdf.   Raises: UsageError when LaTeX is not installed, or refuses the document."""
    if shutil.which("latexmk"):
        commands = [["latexmk", "-pdf", "-silent", *_QUIET]]
    elif shutil.which("pdflatex"):
        commands = [["pdflatex", *_QUIET]] * 2  # twice, for the links
    else:
        raise UsageError("latex-pdf needs latexmk or pdflatex", hint="--to pdf needs no TeX installation")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{document.stem}.tex"
        source.write_text(LatexWriter(document).text(), encoding="utf-8")
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"}
        for command in commands:
            done = subprocess.run([*command, source.name], cwd=folder, capture_output=True, env=environment)
            if done.returncode:
                log = source.with_suffix(".log")
                said = log.read_text(encoding="latin-1") if log.exists() else done.stderr.decode("latin-1")
                wrong = [line for line in said.splitlines() if line.startswith("!")]
                raise UsageError(f"{document.stem}: LaTeX refuses the document", got="; ".join(wrong[:3]))
        return {f"{document.stem}.latex.pdf": source.with_suffix(".pdf").read_bytes()}
