r"""How far a slope reaches: \frac{\partial}{\partial w} \sum_k w_k x_k + b is that of the whole weighted input.

A bias that is added to the slope of what weights multiply has its place in what is differentiated; what stands behind
a cost has not: \frac{\partial}{\partial z} E h^T is a product.
"""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Big, Derivative, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.lexicon.layer_forms import symbol_of
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, WEIGHTS
from symbackprop.proofreading.vocabulary.quantities import BIASES


def with_whole_slopes(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, every slope with the bias behind it."""
    return [f.changed(_reaching) for f in formulas]


def _reaching(node: Node) -> Node:
    if not any(isinstance(n, Derivative) for n in node.walk()):
        return node
    node = rebuilt(node, _reaching)
    if isinstance(node, Derivative) and isinstance(node.of, Product):
        return _of_cost(node, node.of)
    if not isinstance(node, Addition):
        return node
    terms, signs = list(node.terms), list(node.signs)
    for at in range(len(terms) - 1, 0, -1):
        if signs[at] > 0 and _is_bias(terms[at]) and (whole := _extended(terms[at - 1], terms[at])) is not None:
            terms[at - 1 : at + 1] = [whole]
            del signs[at]
    return terms[0] if len(terms) == 1 and signs == [1] else replace(node, terms=tuple(terms), signs=tuple(signs))


def _of_cost(slope: Derivative, of: Product) -> Node:
    """The slope of the cost that a product begins with, times the rest of it."""
    first, behind = of.factors[0], of.factors[1]
    is_called = of.operators[0] == "" and isinstance(behind, Group) and not isinstance(behind.body, Addition)
    count = 2 if is_called else 1
    if symbol_of(first) not in COST_LETTERS or len(of.factors) == count:
        return slope
    head = replace(of, factors=of.factors[:2], operators=of.operators[:1]) if is_called else first
    rest, operators = of.factors[count:], of.operators[count - 1 :]
    return Product(slope.span, (replace(slope, of=head), *rest), operators)


def _is_bias(node: Node) -> bool:
    while isinstance(node, Scripted):
        node = node.base
    return name_of(node) in BIASES


def _extended(term: Node, bias: Node) -> Node | None:
    """The term with a bias in the slope that it ends with; None where it ends with none of a weighted input."""
    if isinstance(term, Product):
        last = _extended(term.factors[-1], bias)
        return None if last is None else replace(term, factors=(*term.factors[:-1], last))
    if isinstance(term, Big):
        body = _extended(term.body, bias)
        return None if body is None else replace(term, body=body)
    if not isinstance(term, Derivative) or isinstance(term.of, Group):
        return None
    is_weighted = any(isinstance(n, Name) and n.text in WEIGHTS for n in term.of.walk())
    is_product = isinstance(term.of, Product | Big)
    return replace(term, of=Addition(term.of.span, (term.of, bias), (1, 1))) if is_weighted and is_product else None
