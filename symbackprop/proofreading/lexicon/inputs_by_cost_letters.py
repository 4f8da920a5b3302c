r"""Inputs by the letters of costs: the C of H = ½ (C_b W + C_f W), contexts that are multiplied by weights.

A cost multiplies no weights, and it is differentiated; another cost is here, and nothing is computed by the letter.
It is read as X, where a text has no other use for that.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Derivative, Differential, Grid, Nabla, Name, Node, Product
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.lexicon.layer_forms import symbol_of
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS

LETTERS = frozenset({"C", "E"})
"""Capitals of costs that stand for contexts and embeddings too."""
WEIGHTS = frozenset({"W", "U", "V"})
INPUT = "X"


def with_inputs(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, X for the letter of a cost that weights are multiplied by."""
    nodes = [n for side in sides_of(formulas) for n in side.walk()]
    used = {n.text for n in nodes if isinstance(n, Name)}
    of = {symbol_of(n.of) for n in nodes if isinstance(n, Derivative | Nabla | Differential)}
    defining = [n for f in formulas if f.right is not None and symbol_of(f.left) for n in f.right.walk()]
    computed = {symbol_of(f.left) for f in formulas if f.right is not None and not isinstance(f.right, Grid)}
    found = {letter for n in defining for letter in _weighted(n)} & LETTERS - of - computed
    if len(found) != 1 or used & {INPUT, INPUT.lower()} or not of & COST_LETTERS:
        return list(formulas)
    (letter,) = found
    return [f.changed(partial(_named, letter=letter)) for f in formulas]


def _weighted(node: Node) -> Iterator[str]:
    """The C of C W."""
    if isinstance(node, Product):
        pairs = zip(node.factors, node.factors[1:], node.operators, strict=False)
        yield from (
            symbol_of(one) for one, other, sign in pairs if sign in ("", "cdot") and symbol_of(other) in WEIGHTS
        )


def _named(node: Node, letter: str) -> Node:
    if isinstance(node, Name):
        return Name(node.span, INPUT, node.accents, node.style) if name_of(node) == letter else node
    return rebuilt(node, partial(_named, letter=letter))
