"""What would be broken: a notation that a document is read with says nothing of what the document leaves out."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.errors import UsageError
from symbackprop.proofreading.proofreader import proofread

BISHOP = r"$$\frac{\partial E}{\partial w^{(l)}} = \delta^{(l)} (z^{(l-1)})^T$$"
OCTAVE = r"$$\frac{\partial J}{\partial W^{(l)}} = \delta^{(l+1)} (a^{(l)})^T$$"


def verdict(text, notation=None):
    """The verdict on the only equation of a document."""
    (finding,) = proofread(text, "notes.md", notation=notation).findings
    return finding.verdict


def test_letters_come_from_the_notation():
    """Bishop's z is an activation; nothing in one equation says so."""
    assert verdict(BISHOP, "bishop") is Verdict.PROVED
    assert verdict(BISHOP, "nielsen") is Verdict.REFUTED


def test_a_document_may_name_its_notation():
    """The comment for the proofreader is read as the option is; an unknown name in it is a fault."""
    assert verdict(f"<!-- symbackprop: notation=bishop -->\n\n{BISHOP}") is Verdict.PROVED
    report = proofread(f"<!-- symbackprop: notation=bishopp -->\n\n{BISHOP}", "notes.md")
    assert [f.kind for f in report.faults] == ["directive"]


def test_layers_are_counted_as_in_the_notation():
    """Weights that bear the number of the layer that they leave are refuted as those of the next one."""
    assert verdict(OCTAVE, "coursera") is not Verdict.REFUTED
    assert verdict(OCTAVE, "nielsen") is Verdict.REFUTED


def test_a_notation_may_be_a_file(tmp_path):
    """Only the notations that have names could be read with."""
    path = tmp_path / "own.toml"
    path.write_text('base = "bishop"\n[symbols]\ncost = "J"\n', encoding="utf-8")
    assert verdict(BISHOP, str(path)) is Verdict.PROVED


def test_what_the_document_defines_stands_above_the_notation():
    """A document with z for weighted inputs is misread as soon as a notation is asked for."""
    forward = r"$$z^{(l)} = w^{(l)} a^{(l-1)} + b^{(l)}$$ $$a^{(l)} = \sigma(z^{(l)})$$"
    equation = r"$$\frac{\partial E}{\partial w^{(l)}} = \delta^{(l)} (a^{(l-1)})^T$$"
    assert proofread(forward + equation, "notes.md", notation="bishop").findings[-1].verdict is Verdict.PROVED


def test_an_unknown_notation_lists_those_that_there_are():
    """A misspelt name is passed over without a word."""
    with pytest.raises(UsageError, match=r"nielsen.*bishop"):
        proofread(BISHOP, "notes.md", notation="bishp")
