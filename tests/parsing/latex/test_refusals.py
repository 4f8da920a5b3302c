"""What would be broken: a formula half read, a message without its place, a crash on text that nobody should write."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.errors import UsageError
from symbackprop.parsing.latex.reading import read_formula
from symbackprop.parsing.latex.refusal import NotUnderstood
from tests.benchmarks.fuzz_latex import TOKENS, formulas, require_sound


def test_the_message_shows_the_place():
    """What is not understood, the author's own text, and a caret under it."""
    with pytest.raises(UsageError) as refused:
        read_formula(r"w \cdot \foo{x}")
    assert str(refused.value) == (
        "not understood: \\foo is no command that is known\n    w \\cdot \\foo{x}\n            ^^^^"
    )
    assert (refused.value.span, refused.value.token) == ((8, 12), r"\foo")


@pytest.mark.parametrize(
    ("formula", "token"),
    [
        (r"\frac{a}{b", "{"),
        (r"a + b)", ")"),
        (r"(a + b]", "]"),
        (r"a \times", ""),
        (r"\begin{bmatrix} a & b", r"\begin"),
        (r"x $ y", "$"),
        (r"\log + x", "+"),
        (r"\frac{\partial}{\partial x}", r"\frac{\partial}{\partial x}"),
    ],
)
def test_reading_stops_at_the_token(formula, token):
    """The token that cannot stand there is the one that is named."""
    with pytest.raises(NotUnderstood) as refused:
        read_formula(formula)
    assert refused.value.token == token


HOSTILE = {
    "braces": "{" * 100_000 + "x" + "}" * 100_000,
    "brackets": "(" * 5_000 + "x" + ")" * 5_000,
    "scripts": "x" + "^a" * 5_000,
    "fractions": r"\frac" * 8_000,
    "derivatives": r"\frac{\partial x}{\partial " * 1_500 + "x" + "}" * 1_500,
    "sums": r"\sum_i " * 6_000 + "x",
    "minus": "-" * 10_000 + "x",
    "bars": "|" * 10_000,
    "environments": r"\begin{bmatrix}" * 3_000,
    "slashes": "a/" * 5_000 + "a",
    "dollars": "$" * 1_000_000,
    "ten megabytes": "a+" * 5_000_000,
    "accents": r"\hat" * 9_000,
    "remarks": r"\underbrace{x}_{a+" * 2_000 + "}" * 2_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_formulas_are_refused(name):
    """Neither depth nor length ends in anything but a refusal."""
    with pytest.raises(NotUnderstood):
        read_formula(HOSTILE[name])


def test_long_formulas_are_read():
    """A long formula that is not deep is no hostile one."""
    assert len(read_formula(" + ".join(["a_{1} x"] * 1_000)).terms) == 1_000


def test_mutated_formulas():
    """Formulas with tokens lost, doubled and put in are understood or refused, each part in its place."""
    for formula in formulas(600, random.Random(4)):
        require_sound(formula)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=25).map(" ".join) | st.text(max_size=80))
def test_any_text(formula):
    """Whatever is written, there is a tree or a refusal."""
    require_sound(formula)
