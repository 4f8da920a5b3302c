"""The derivations, built again: nothing they print may change unseen, and everything they print is proved."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.documents.building import write
from symbackprop.documents.evaluation import Evaluation
from symbackprop.documents.source import Source
from symbackprop.typesetting.breaking import LINE
from symbackprop.typesetting.widths import width

HERE = Path(__file__).parents[2] / "derivations"
BUILT = HERE / "built"
"""To accept a change: `symbackprop build derivations/ -o derivations/built --to md,tex`, less the fragments."""
VISIBLE = 3
"""Points beyond the margin that a reader sees."""
STEMS = sorted(p.stem for p in HERE.glob("*.md"))


@pytest.mark.parametrize("stem", STEMS)
def test_a_derivation_is_what_it_was_and_proved(stem, monkeypatch):
    """Markdown, LaTeX and drawings are those that were reviewed, to the byte; no equation is less than proved."""
    monkeypatch.chdir(HERE.parent)
    evaluation = Evaluation(Source.read(Path("derivations") / f"{stem}.md"), stem)
    document = evaluation.document()
    for name in ("md", "tex"):
        for file, content in write(document, name).items():
            if not file.startswith("fragments"):
                assert content.decode() == (BUILT / file).read_text(encoding="utf-8"), file
    shown = [f for b in document.equations for f in (b.formula, *b.steps)]
    assert max((width(f.fitted().tree) for f in shown if f.tree is not None), default=0) <= LINE
    workspace = evaluation.workspace
    weak = {
        s.number for s in workspace.shown if workspace.judgement(s).overall not in (Verdict.PROVED, Verdict.DEFINITION)
    }
    assert weak == set()


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex (texlive-latex-recommended)")
@pytest.mark.parametrize("stem", STEMS)
def test_latex_compiles_without_a_line_that_is_too_wide(stem, tmp_path):
    """Plain pdflatex, as a reader runs it: no error, no missing glyph, nothing beyond the margin."""
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", f"-output-directory={tmp_path}"]
    done = subprocess.run([*command, str(BUILT / f"{stem}.tex")], capture_output=True, cwd=tmp_path)
    log = done.stdout.decode(errors="replace")
    assert done.returncode == 0, log[-2000:]
    assert "Missing character" not in log
    too_wide = [float(w) for w in re.findall(r"Overfull .hbox \(([\d.]+)pt too wide", log)]
    assert max(too_wide, default=0) < VISIBLE


def test_nothing_is_kept_that_no_derivation_makes():
    """A file in built/ belongs to a derivation that exists."""
    assert {p.stem for p in BUILT.glob("*.*")} == set(STEMS)


def test_the_five_documents_have_their_ledgers():
    """Each of the five ends with what its original printed; the other three have no original."""
    ledgers = {stem for stem in STEMS if "{ledger}" in (HERE / f"{stem}.md").read_text(encoding="utf-8")}
    assert ledgers == {"halevy-draft", "two-layers", "layer-by-layer", "bias-units", "four-equations"}
