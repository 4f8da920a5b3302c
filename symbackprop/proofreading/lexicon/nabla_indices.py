"""Gradients whose variable stands below the cost: ∇J_w is ∂J/∂w where w is a parameter, or stands below another ∂.

A cost of one example, J_i, is no other thing by that: nothing is differentiated by i.  And a ∇ before a derivative says
the same twice in a step, w ← w − η ∇ ∂E/∂w, which is no step of its own.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Derivative, Group, Nabla, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, WEIGHTS

PARAMETERS = WEIGHTS | {"b", "beta"}


def with_variables_of_gradients(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, what stands below a cost behind ∇ as what is differentiated by."""
    nodes = [n for side in sides_of(formulas) for n in side.walk()]
    if not any(isinstance(n, Nabla) and n.by is None for n in nodes):
        return list(formulas)
    below = {outline(by) for n in nodes if isinstance(n, Derivative) for by in n.by}
    return [f.changed(partial(_told, below=below)) for f in formulas]


def _told(node: Node, below: set[str]) -> Node:
    if isinstance(node, Nabla) and node.by is None and isinstance(node.of, Scripted):
        cost, sub = node.of.base, node.of.sub
        sub = sub.body if isinstance(sub, Group) and sub.opening == "{" else sub
        if name_of(cost) in COST_LETTERS and isinstance(sub, Name | Scripted) and not node.of.primes:
            letter = name_of(scripts(sub)[0] if isinstance(sub, Scripted) else sub)
            if letter in PARAMETERS or outline(sub) in below:
                return replace(node, of=replace(node.of, sub=None) if node.of.sup is not None else cost, by=sub)
    node = rebuilt(node, partial(_told, below=below))
    if isinstance(node, Addition) and len(node.terms) == 2 and isinstance(change := node.terms[1], Product):
        factors = tuple(_once(f, node.terms[0]) for f in change.factors)
        return replace(node, terms=(node.terms[0], replace(change, factors=factors)))
    return node


def _once(factor: Node, old: Node) -> Node:
    """∂E/∂w for the ∇ ∂E/∂w that w goes down by."""
    if not isinstance(factor, Nabla) or factor.by is not None or not isinstance(factor.of, Derivative):
        return factor
    return factor.of if [outline(by) for by in factor.of.by] == [outline(old)] else factor
