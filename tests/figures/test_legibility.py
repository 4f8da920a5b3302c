"""What would be broken: a figure in which labels collide, arrows run through text, or something is clipped."""

import pytest

from symbackprop.figures.catalogue import draw
from symbackprop.figures.columns import PAGE
from symbackprop.figures.drawing import Arrow, Figure, Node, Text
from symbackprop.figures.labels import words
from symbackprop.figures.legibility import find_faults
from symbackprop.typesetting.notation import NOTATIONS
from tests.figures.networks import KINDS, NETWORKS


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", NETWORKS)
def test_every_figure_is_legible(name, notation):
    """No figure of any network has a fault, in any notation."""
    for kind in KINDS:
        assert find_faults(draw(NETWORKS[name], kind, notation)) == [], kind


@pytest.mark.parametrize("name", ["2-3-1", "2-2-2-1", "784-30-10", "generic", "1-1-1", "ten layers"])
def test_figures_fit_a_page(name):
    """A figure at ten points is no wider than a page's text."""
    for kind in KINDS:
        box = draw(NETWORKS[name], kind).box
        assert box.right - box.left <= PAGE, kind


def figure(nodes=(), arrows=(), texts=()):
    """A layout made by hand."""
    return Figure("lie", "a lie", "", tuple(nodes), tuple(arrows), tuple(texts))


LIES = {
    "overlap": figure(texts=[Text(words("one"), 0, 0), Text(words("two"), 10, 5)]),
    "rim": figure([Node("box", 0, 0, 20, 20)], texts=[Text(words("outside"), 12, 0)]),
    "fit": figure([Node("circle", 0, 0, 20, 20, (words("too wide"),), "circle")]),
    "nodes": figure([Node("one", 0, 0, 20, 20), Node("two", 15, 0, 20, 20)]),
    "label": figure(arrows=[Arrow(((-40, 0), (40, 0)))], texts=[Text(words("struck"), 0, 0)]),
    "through": figure([Node("box", 0, 0, 20, 20)], [Arrow(((-40, 0), (40, 0)))]),
    "cross": figure(arrows=[Arrow(((-9, 0), (9, 0))), Arrow(((0, -9), (0, 9)))]),
}


@pytest.mark.parametrize("word", LIES)
def test_every_fault_is_found(word):
    """The checker is no rubber stamp: each kind of fault, made on purpose, is reported."""
    assert any(
        {"fit": "circle", "nodes": "overlap", "label": "struck"}.get(word, word) in f for f in find_faults(LIES[word])
    )


def test_a_moved_label_is_found():
    """A label of a good figure, moved onto a node, is reported."""
    good = draw(NETWORKS["2-3-1"], "flow")
    text = good.texts[0]
    moved = Text(text.label, good.nodes[-1].x, good.nodes[-1].y, text.align, text.tone, text.scale)
    assert find_faults(Figure(good.kind, "", "", good.nodes, good.arrows, (moved, *good.texts[1:])))
