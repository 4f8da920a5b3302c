"""What would be broken: what a document, or who checks it, says of its conventions is overridden or passed over."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.commands.choices import COST
from symbackprop.errors import UsageError
from symbackprop.proofreading.proofreader import proofread
from symbackprop.proofreading.readings.stated import refuse_cost

FORWARD = r"""
$$z^l = W^l a^{l-1} + b^l, \quad a^l = \sigma(z^l)$$
"""
OF_LOGARITHMS = FORWARD + r"$$\delta^L = a^L - y$$"
OF_SQUARES = FORWARD + r"$$\delta^L = (a^L - y) \odot \sigma'(z^L)$$"


def verdict(text, cost=None):
    """The verdict on the last equation of a document."""
    return proofread(text, "notes.md", cost=cost).findings[-1].verdict


@pytest.mark.parametrize(
    ("cost", "right", "wrong"),
    [
        ("quadratic", OF_SQUARES, OF_LOGARITHMS),
        ("binary-cross-entropy", OF_LOGARITHMS, OF_SQUARES),
        ("mean-squared-error", OF_SQUARES.replace("= (", "= 2 ("), OF_SQUARES),
    ],
)
def test_a_stated_cost_binds(cost, right, wrong):
    """An equation is read with another cost than the one that was asked for, and called right."""
    assert verdict(right, cost) is Verdict.PROVED
    assert verdict(f"<!-- symbackprop: cost={cost} -->\n{wrong}") is Verdict.REFUTED


def test_every_cost_of_the_command_line_is_known():
    """An option that the command line takes, and nothing reads."""
    absolute = OF_SQUARES.replace("(a^L - y)", r"\operatorname{sign}(a^L - y)")
    assert verdict(absolute, "mean-absolute-error") in (Verdict.PROVED, Verdict.AGREES)
    for cost in COST:
        refuse_cost(cost)


def test_a_cost_that_is_left_open_binds_too():
    """The error of the last layer holds for one cost, and is taken for what it is with any."""
    assert verdict(OF_LOGARITHMS, "unspecified") is Verdict.REFUTED


def test_what_the_document_states_stands_above_the_option():
    """An option for a folder of documents overrides those that say otherwise themselves."""
    assert verdict("<!-- symbackprop: cost=cross-entropy -->\n" + OF_LOGARITHMS, "quadratic") is Verdict.PROVED


def test_the_reading_is_that_of_the_verdicts():
    """The last line names one cost, and the equations above are judged with another."""
    report = proofread(OF_SQUARES, "notes.md", cost="quadratic")
    (said,) = report.readings
    assert all("quadratic cost" in choice for _, choice in said.choices)
    assert "quadratic cost" in report.findings[-1].reading


def test_a_value_that_no_convention_has_is_a_fault():
    """cost=foo says nothing, and nobody is told so."""
    report = proofread("\n<!-- symbackprop: cost=foo batch=colums output=softmax -->\n" + OF_SQUARES, "notes.md")
    said = [(f.place.line, f.message) for f in report.faults]
    assert said == [(2, "cost=foo: there is no such choice"), (2, "batch=colums: there is no such choice")]
    assert "quadratic" in report.faults[0].hint
    assert "did you mean columns ?" in report.faults[1].hint
    with pytest.raises(UsageError, match=r"there is no cost 'foo'\n.*quadratic"):
        proofread(OF_SQUARES, "notes.md", cost="foo")
