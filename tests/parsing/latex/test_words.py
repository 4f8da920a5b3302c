"""What would be broken: a product of letters taken for a word, a word torn into letters."""

import pytest

from symbackprop.parsing.containers.reading import read_displays
from symbackprop.parsing.latex.tokens import Kind
from symbackprop.parsing.latex.vocabulary import document_words, words_of
from symbackprop.parsing.latex.words import pieces_of


@pytest.mark.parametrize(
    ("run", "pieces"),
    [
        ("wx", "w x"),
        ("net", "net"),
        ("target", "target"),
        ("yln", "y ln"),
        ("tanhx", "tanh x"),
        ("dW", "d· W"),
        ("XdZ", "X d· Z"),
        ("dCost", "d· Cost"),
        ("decay", "decay"),
        ("ijkl", "i j k l"),
        ("delta", "delta"),
        ("batch_size", "batch_size"),
    ],
)
def test_runs(run, pieces):
    """A run of letters is cut where a reader cuts it; a d that differentiates is marked."""
    assert " ".join(text + "·" * (kind is Kind.DIFFERENTIAL) for text, kind in pieces_of(run)) == pieces


def test_an_index_has_no_differential():
    """w_{dk} has the indices d and k."""
    assert pieces_of("dk", is_index=True) == [("d", Kind.WORD), ("k", Kind.WORD)]
    assert pieces_of("in", is_index=True) == [("i", Kind.WORD), ("n", Kind.WORD)]


def test_words_of_a_document():
    """Words set upright, and runs with scripts whose letters never stand alone; no product, no derivative."""
    formulas = [
        r"sop_{1} = w_1 x_1 + b",
        r"\frac{\partial sop_1}{\partial w_1}",
        "wx + b",
        r"\text{act}_1",
        "dz_1 dz_2",
    ]
    assert words_of(formulas) == {"sop", "act"}


def test_words_come_from_all_displays():
    """The displays of a document are read together."""
    text = "Here $\\mathrm{pot}_1$ and\n\n$$pot_1 = a_{in} + a_{out}$$\n"
    assert document_words(read_displays(text, "notes.md")) == {"pot", "in"}


def test_nothing_is_differentiated_by_a_product() -> None:
    """The bo of ∂E/∂bo_1 is a name, though b and o stand alone too; the w x of ∂(w x) above is a product."""
    formulas = [r"o_1 = \sigma(z_1 v_{11} + bo_1)", r"\frac{\partial E}{\partial bo_1} = d", "b = o"]
    assert words_of(formulas) == {"bo"}
    assert words_of([r"\frac{\partial wx_1}{\partial w}", "w = x"]) == frozenset()
