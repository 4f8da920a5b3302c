r"""Errors counted from the output: δ_1 = ∂J/∂z_2 and δ_2 = ∂J/∂z_1 are δ_2 and δ_1 of the layers that they are of.

Only where the text says of every error which layer it is of, and of no two the same; a number that is one less in every
layer is another habit, of which readings know.  In any other place δ_1 = ∂J/∂z_2 is a slip.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Annotated, Derivative, Group, Node, Number, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.lexicon.letters import WEIGHTED
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, ERROR


def with_counted_errors(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, every error with the number of its layer."""
    told = [pair for f in formulas if (pair := _told(f)) is not None]
    named = {n for side in sides_of(formulas) for node in side.walk() if (n := _number(node, {ERROR}))}
    layers = dict(told)
    is_whole = len(set(told)) == len(layers) == len({*layers.values()}) and named == layers.keys()
    if not is_whole or len({int(of) - int(own) for own, of in told}) < 2:
        return list(formulas)
    return [f.changed(partial(_renumbered, layers=layers)) for f in formulas]


def _told(formula: Formula) -> tuple[str, str] | None:
    """(1, 2) of δ_1 = ∂J/∂z_2."""
    left, right = _bare(formula.left), _bare(formula.right)
    if not isinstance(right, Derivative) or len(right.by) != 1 or name_of(right.of) not in COST_LETTERS:
        return None
    own, of = _number(left, {ERROR}), _number(right.by[0], frozenset(WEIGHTED))
    return (own, of) if own and of else None


def _bare(node: Node | None) -> Node | None:
    """What stands in a remark or in brackets."""
    return _bare(node.body) if isinstance(node, Annotated | Group) else node


def _number(node: Node | None, bases: frozenset[str] | set[str]) -> str:
    """The 2 of z_2, z^2, z^{(2)} and z^{[2]}."""
    if not isinstance(node, Scripted) or name_of(node.base) not in bases or (node.sub is None) is (node.sup is None):
        return ""
    script = _bare(node.sub if node.sub is not None else node.sup)
    return script.text if isinstance(script, Number) and script.text.isdigit() else ""


def _renumbered(node: Node, layers: Mapping[str, str]) -> Node:
    node = rebuilt(node, partial(_renumbered, layers=layers))
    own = _number(node, {ERROR})
    if own not in layers or not isinstance(node, Scripted):
        return node
    sub, sup = (script and _with_number(script, layers[own]) for script in (node.sub, node.sup))
    return replace(node, sub=sub, sup=sup)


def _with_number(script: Node, number: str) -> Node:
    if isinstance(script, Group):
        return replace(script, body=_with_number(script.body, number))
    return replace(script, text=number) if isinstance(script, Number) else script
