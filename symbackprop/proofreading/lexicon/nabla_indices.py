"""Gradients whose variable stands below the cost: ∇J_w is ∂J/∂w where w is a parameter, or stands below another ∂.

A cost of one example, J_i, is no other thing by that: nothing is differentiated by i.  And a ∇ before a derivative says
the same twice in a step, w ← w − η ∇ ∂E/∂w, which is no step of its own.

∇J = (1/m) X^T (σ(X θ) − y) says nothing below: it is the gradient by θ, the one parameter that the statement reads.

∇W = ∇Z A^T says nothing of the cost: nobody differentiates weights, and who names gradients so names all of them so.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import (
    Addition,
    Derivative,
    Differential,
    Group,
    Nabla,
    Name,
    Node,
    Product,
    Scripted,
)
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, WEIGHTS

PARAMETERS = WEIGHTS | {"b", "B", "beta"}


def with_variables_of_gradients(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, what stands below a cost behind ∇ as what is differentiated by."""
    nodes = [n for side in sides_of(formulas) for n in side.walk()]
    if not any(isinstance(n, Nabla) and n.by is None for n in nodes):
        return list(formulas)
    below = {outline(by) for n in nodes if isinstance(n, Derivative) for by in n.by}
    found = [f.changed(partial(_told, below=below)) for f in formulas]
    if any(map(_names_gradients, found)):
        found = [f.changed(_named) for f in found]
    return [_with_one_parameter(f) for f in found]


def _names_gradients(formula: Formula) -> bool:
    """Whether ∇ stands before what a cost is differentiated by: before weights, or as a name for such a derivative."""
    match formula.left, formula.right:
        case Nabla(of=own, by=None), Derivative(by=(by,)) if outline(own) == outline(by):
            return True
    return any(_base(n) in PARAMETERS for side in formula.sides for n in side.walk() if isinstance(n, Nabla))


def _base(gradient: Nabla) -> str:
    """The letter behind a ∇ with nothing below it; "" for a function of something."""
    if gradient.by is not None or not isinstance(gradient.of, Name | Scripted):
        return ""
    base, *_ = scripts(gradient.of) if isinstance(gradient.of, Scripted) else (gradient.of,)
    return name_of(base)


def _named(node: Node) -> Node:
    """dZ for ∇Z, where Z is no cost."""
    node = rebuilt(node, _named)
    is_named = isinstance(node, Nabla) and _base(node) and _base(node) not in COST_LETTERS
    return Differential(node.span, node.of) if is_named and isinstance(node, Nabla) else node


def _with_one_parameter(formula: Formula) -> Formula:
    """∇J = X^T (X θ − y) as ∇_θ J; a statement with indices, or with several parameters, says which in its own way."""
    nodes = [n for side in formula.sides for n in side.walk()]
    if not any(map(_is_of_everything, nodes)):
        return formula
    scripted = {name_of(scripts(n)[0]) for n in nodes if isinstance(n, Scripted) and not _is_turned(n)}
    read = {n.text: n for n in nodes if isinstance(n, Name) and n.text in PARAMETERS | {"Theta"}}
    if len(read) != 1 or scripted & read.keys():
        return formula
    return formula.changed(partial(_by, parameter=next(iter(read.values()))))


def _is_of_everything(node: Node) -> bool:
    """Whether it is the ∇J of a cost J, and nothing says by what."""
    return isinstance(node, Nabla) and node.by is None and isinstance(node.of, Name) and node.of.text in COST_LETTERS


def _is_turned(node: Scripted) -> bool:
    """Whether it is the θ^T of a symbol without indices."""
    return node.sub is None and not node.primes and name_of(node.sup) in ("T", "top")


def _by(node: Node, parameter: Name) -> Node:
    if isinstance(node, Nabla) and _is_of_everything(node):
        return replace(node, by=replace(parameter, span=node.span))
    return rebuilt(node, partial(_by, parameter=parameter))


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
