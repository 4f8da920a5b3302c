"""The derivations, built again: nothing they print may change unseen, and everything they print is proved."""

from pathlib import Path

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.documents.building import write
from symbackprop.documents.evaluation import Evaluation
from symbackprop.documents.source import Source

HERE = Path(__file__).parents[2] / "derivations"
BUILT = HERE / "built"
"""To accept a change: `symbackprop build derivations/ -o derivations/built --to md,tex`, less the fragments."""
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
    workspace = evaluation.workspace
    weak = {
        s.number
        for s in workspace.shown
        if workspace.judgement(s).overall not in (Verdict.PROVED, Verdict.DEFINITION)
    }
    assert weak == set()


def test_nothing_is_kept_that_no_derivation_makes():
    """A file in built/ belongs to a derivation that exists."""
    assert {p.stem for p in BUILT.glob("*.*")} == set(STEMS)


def test_the_five_documents_have_their_ledgers():
    """Each of the five ends with what its original printed; the other three have no original."""
    ledgers = {stem for stem in STEMS if "{ledger}" in (HERE / f"{stem}.md").read_text(encoding="utf-8")}
    assert ledgers == {"halevy-draft", "two-layers", "layer-by-layer", "bias-units", "four-equations"}
