"""What would be broken: what --fix writes, and what it must never write."""

from dataclasses import replace

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.documents import check_document
from symbackprop.proofreading.reports.repairs import difference, repaired, repairs
from tests.proofreading.standin import NOTES, proofread


def test_only_proved_repairs_of_refuted_equations_are_written():
    """An agreeing one, one that is only said, and one that is wrong on purpose stay."""
    report = proofread(NOTES, "notes.md")
    first, second = report.refuted
    agreeing = replace(first, correction=replace(first.correction, verdict=Verdict.AGREES))
    said = replace(first, correction=replace(first.correction, edits=()))
    deliberate = replace(first, is_deliberate=True)
    assert repairs(replace(report, findings=(agreeing, second))) == (second,)
    assert repairs(replace(report, findings=(said, second))) == (second,)
    assert repairs(replace(report, findings=(deliberate, second))) == (second,)
    assert repaired(NOTES, repairs(report)) == NOTES.replace("axis=0", "axis=1")


def test_repairs_that_overlap_are_not_written_together():
    """Two statements that share a side may both want to change it."""
    report = proofread(NOTES, "notes.md")
    first = report.refuted[0]
    assert repairs(replace(report, findings=(first, replace(first)))) == (first,)


def test_the_difference_names_the_file():
    """As diff -u shows it."""
    lines = list(difference("a.md", "one\ntwo\n", "one\nthree\n"))
    assert lines == ["--- a/a.md", "+++ b/a.md", "@@ -1,2 +1,2 @@", " one", "-two", "+three"]


LAYERS_OF_BATCHES = r"""$$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]} \mathbf{1}^T, \quad A^{[l]} = g(Z^{[l]})$$
$$L = \frac{1}{m} \sum_{i=1}^m \ell(A^{[L](i)}, Y^{(i)})$$
$$\Delta^{[l]} = \frac{\partial L}{\partial Z^{[l]}}$$
$$\frac{\partial L}{\partial W^{[l]}} = \Delta^{[l]} A^{[l-1]T}$$
$$\frac{\partial L}{\partial b^{[l]}} = \Delta^{[l]} \mathbf{1}$$
"""


def test_a_lost_sum_over_examples_is_put_back_by_ones():
    """The left side is not changed for it, nor any symbol; ones on the wrong side are moved."""
    right = r"\Delta^{[l]} \mathbf{1}"
    assert not check_document(LAYERS_OF_BATCHES).refuted
    for slip in (r"\Delta^{[l]}", r"\mathbf{1}^T \Delta^{[l]}"):
        (wrong,) = check_document(LAYERS_OF_BATCHES.replace(f"= {right}", f"= {slip}")).refuted
        assert wrong.correction.latex == rf"\frac{{\partial L}}{{\partial b^{{[l]}}}} = {right}"
