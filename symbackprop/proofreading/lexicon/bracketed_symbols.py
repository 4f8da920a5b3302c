"""Entries of symbols in brackets: (x^{(2)})_j is x_j^{(2)}, (z_1)_i an entry of z_1, [W]_{ij} one of W, and (W)^T_{jk}
one of W^T.  The slope of a function in brackets, (f^l)′, is f′^l."""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Derivative, Group, Name, Node, Number, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.lexicon.function_names import FUNCTION_LETTERS
from symbackprop.proofreading.vocabulary.marks import TRANSPOSES, flat, name_of, scripts, shift_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS

LAYERS = frozenset({"l", "L", "ell"})


def with_plain_entries(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, indices below a bracket put to the only symbol within, and primes of functions of layers."""
    are_layered = any(_is_layered(n) for side in sides_of(formulas) for n in side.walk())
    return [f.changed(_primed).changed(_plain) if are_layered else f.changed(_plain) for f in formulas]


def _is_layered(node: Node) -> bool:
    """Whether it is (f^l)′ or (f^{[2]})′, where nobody means a power."""
    function = _function(node)
    above = function.sup if function is not None else None
    shift = shift_of(above) if above is not None else None
    return isinstance(above, Group) or (shift is not None and shift[0] in LAYERS)


def _primed(node: Node) -> Node:
    """A formula with f′^l for (f^l)′."""
    function = _function(node)
    return rebuilt(node, _primed) if function is None else replace(function, span=node.span)


def _plain(node: Node) -> Node:
    if not any(isinstance(n, Scripted) and isinstance(n.base, Group) for n in node.walk()):
        return node
    if isinstance(node, Product):
        operators = ("*", *node.operators)
        pairs = zip((node, *node.factors), node.factors, operators, strict=False)
        read = (_argument(f) if not sign and _may_call(before) else _plain(f) for before, f, sign in pairs)
        return replace(node, factors=tuple(read))
    node = _of_transposed(rebuilt(node, _plain))
    symbol = _symbol(node)
    return node if symbol is None else replace(symbol, span=node.span)


def _argument(factor: Node) -> Node:
    """What may be the argument of the factor before: its own indices stay where they are, softmax(z)_j."""
    is_indexed = isinstance(factor, Scripted) and isinstance(factor.base, Group)
    return factor if is_indexed else _plain(factor)


def _may_call(node: Node) -> bool:
    """Whether a bracket behind a symbol may be its argument: not behind a weight w_{ij}, nor an entry (Δ_2)_{ij}."""
    if isinstance(node, Scripted) and node.sub is not None and isinstance(node.base, Group):
        return False
    if isinstance(node, Scripted) and node.sub is not None:
        return name_of(scripts(node)[0]) not in WEIGHTS
    return not isinstance(node, Number | Derivative)


def _of_transposed(node: Node) -> Node:
    """((W)^T)_{jk} for (W)^T_{jk}: nobody transposes an entry; ((W)^T)_j for (W)^T_j, as it is written."""
    is_matrix = isinstance(node, Scripted) and isinstance(node.base, Group) and name_of(node.sup) in TRANSPOSES
    if not is_matrix or not isinstance(node, Scripted) or node.sub is None or node.sup is None:
        return node
    if len(flat(node.sub)) != 2 and not node.sup.span < node.sub.span:
        return node
    whole = Scripted(node.span, node.base, None, node.sup)
    return Scripted(node.span, Group(node.span, whole), node.sub)


def _function(node: Node) -> Scripted | None:
    """f′^l of (f^l)′, whose brackets only keep the prime apart; None for any other formula."""
    match node:
        case Scripted(base=Group(opening="(", body=Scripted(base=Name(text=letter)) as inner), sub=None, sup=None):
            is_slope = node.primes == 1 and not inner.primes and letter in FUNCTION_LETTERS
            return replace(inner, primes=1) if is_slope else None
    return None


def _symbol(node: Node) -> Scripted | None:
    """The symbol in a bracket with the indices below; None for any other formula."""
    if not isinstance(node, Scripted) or node.sub is None or node.sup is not None or node.primes:
        return None
    bracket = node.base
    if not isinstance(bracket, Group) or bracket.opening not in ("(", "["):
        return None
    indices, inner = [name_of(p) for p in flat(node.sub)], bracket.body
    if not all(t.isalnum() and len(t) == 1 for t in indices):
        return None
    if isinstance(inner, Name):
        return Scripted(node.span, inner, node.sub)
    if not isinstance(inner, Scripted) or inner.primes or not isinstance(inner.base, Name) or inner.base.text == "e":
        return None
    if inner.sub is None:
        return replace(inner, sub=node.sub)
    own = {n.text for n in inner.sub.walk() if isinstance(n, Name)}
    return None if own & set(indices) else replace(node, base=replace(bracket, body=inner, opening="{", closing="}"))
