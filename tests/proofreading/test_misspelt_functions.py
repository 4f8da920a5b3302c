"""Usual functions with a slip in their formula, which are no functions of their own."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NEURON = r"""
$$z = w^T x + b, \quad a = \sigma(z), \quad L = -(y \log a + (1 - y) \log(1 - a))$$
$$\frac{\partial L}{\partial z} = a - y$$
"""
SLOPE = r"$$\sigma'(z) = \sigma(z) (1 - \sigma(z))$$"


@pytest.mark.parametrize("wrong", [r"1 + e^{z}", r"1 - e^{-z}", r"1 - e^{z}", r"e^{-z}"])
def test_a_sigmoid_with_a_slip_is_no_definition(wrong: str) -> None:
    """Else the right slope below it would be the one that is refuted."""
    text = NEURON + rf"$$\sigma(z) = \frac{{1}}{{{wrong}}}$$" + "\n\n" + SLOPE
    findings = proofread(text, "note.md").findings
    assert [f.verdict for f in findings[-2:]] == [Verdict.REFUTED, Verdict.PROVED]


@pytest.mark.parametrize("other", [r"\frac{1}{1 + e^{-z}}", r"\frac{e^z}{1 + e^z}", r"\frac{1}{1 + e^{-2 z}}"])
def test_other_sigmoids_are_defined_as_the_text_has_them(other: str) -> None:
    """A steeper one is a function of its own."""
    text = NEURON + rf"$$\sigma(z) = {other}$$"
    assert proofread(text, "note.md").findings[-1].verdict is not Verdict.REFUTED
