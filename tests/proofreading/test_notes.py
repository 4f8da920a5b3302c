"""Short notes in the styles that people write: what they say rightly is never refuted, what they say wrongly is."""

import json
from pathlib import Path

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NOTES = Path(__file__).parents[1] / "benchmarks" / "notes"
LABELS = [json.loads(line) for line in (NOTES / "labels.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", ["scalar_neuron.md", "logistic_regression.md", "coursera_theta.md"])
def test_a_note_is_judged_as_it_is_labelled(name):
    """A right equation that is refuted, or a wrong one that is not, in a note of a common style."""
    report = proofread((NOTES / "documents" / name).read_text(encoding="utf-8"), name)
    labels = {label["line"]: label for label in LABELS if label["doc"] == name}
    found = {line: {f.verdict for f in report.findings if f.place.line - line in (0, 1)} for line in labels}
    refuted = {line for line, verdicts in found.items() if Verdict.REFUTED in verdicts}
    assert refuted == {line for line, label in labels.items() if label["verdict"] == "wrong"}
    assert not [line for line, verdicts in found.items() if Verdict.UNDECIDED in verdicts]
