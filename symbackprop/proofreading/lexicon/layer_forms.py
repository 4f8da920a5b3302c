"""Forms of layers: W A + b, and what a function is applied to; which symbol a quantity is written with."""

from symbackprop.parsing.latex.tree import Addition, Apply, Big, Group, Name, Node, Product, Scripted, Words
from symbackprop.proofreading.vocabulary.marks import base_of, scripts


def key_of_name(node: Node) -> str:
    """What a symbol is called, with the hat that makes it another one."""
    if isinstance(node, Name):
        return base_of(node)
    return node.text.strip() if isinstance(node, Words) else ""


def symbol_of(node: Node | None) -> str:
    """The symbol that a quantity is written with: R of \\hat{R}(w), f of f_k."""
    if isinstance(node, Group):
        return symbol_of(node.body)
    if isinstance(node, Scripted):
        return symbol_of(scripts(node)[0])
    if isinstance(node, Apply):
        return symbol_of(node.function)
    if isinstance(node, Product) and len(node.factors) == 2 and isinstance(node.factors[1], Group):
        return symbol_of(node.factors[0])
    return key_of_name(node) if node is not None else ""


def argument_of(right: Node) -> Node | None:
    """Z of f(Z); None for anything else."""
    inner = bracket_of(right)
    return None if isinstance(inner, Product | Addition) else inner


def bracket_of(right: Node) -> Node | None:
    """What a function is applied to: the body of f(…)."""
    if isinstance(right, Apply) and len(right.arguments) == 1:
        return right.arguments[0]
    if isinstance(right, Product) and len(right.factors) == 2 and right.operators == ("",):
        function, body = right.factors
        if symbol_of(function) and isinstance(body, Group) and body.opening in "([":
            return body.body
    return None


def affine_of(total: Node) -> tuple[Node, Node, Node] | None:
    """(W, A, b) of W A + b and of Σ_k W_{jk} A_k + b_j, in the order in which they are written.

    Of w_1 x_1 + w_2 x_2 + b they are w_1, x_1 and b.
    """
    if not isinstance(total, Addition) or set(total.signs) != {1} or len(total.terms) < 2:
        return None
    terms = [_factors(t) for t in total.terms]
    products, added = [t for t in terms if len(t) == 2], [t for t in terms if len(t) == 1]
    kinds = {tuple(map(symbol_of, product)) for product in products}
    is_sum = len(kinds) == 1 and len(added) == 1 and len(products) == len(terms) - 1
    return (*products[0], *added[0]) if is_sum else None


def _factors(term: Node) -> tuple[Node, ...]:
    """W and h of W h and of Σ_j W_{ij} h_j; b of b."""
    while isinstance(term, Group | Big):
        term = term.body
    return term.factors if isinstance(term, Product) else (term,)
