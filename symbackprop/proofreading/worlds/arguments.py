"""Brackets after a symbol that is no function: what it depends on, J(Θ), or an error taken for a function, δ(z)."""

from symbackprop.parsing.latex.tree import Derivative, Group, Listing, Node, Product
from symbackprop.proofreading.lexicon.definitions import Lexicon
from symbackprop.proofreading.lexicon.function_names import MODELS
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of
from symbackprop.proofreading.vocabulary.quantities import COSTS, INPUTS

STATES = frozenset({"y", "a", "z", "h", "y~hat", "t"})


def arguments_of(bracket: Group) -> list[Node]:
    """What stands in a bracket, one by one."""
    return list(bracket.body.items) if isinstance(bracket.body, Listing) else [bracket.body]


def is_argument(mention: Mention, arguments: list[Node], lexicon: Lexicon) -> bool:
    """Whether a bracket after a quantity says what it depends on: C(w, b), y(x), a^L(x), f_θ(x)."""
    if mention.primes:
        return False
    named = [mention_of(a, lexicon.habits) for a in arguments]
    if mention.base in COSTS and mention.base not in lexicon.functions:
        return all(m is not None or isinstance(a, Product) for m, a in zip(named, arguments, strict=True))
    is_state = mention.base in STATES or mention.label in MODELS
    return is_state and all(m is not None and m.base in INPUTS and not m.units for m in named)


def is_error_applied(mention: Mention, bracket: Group, lexicon: Lexicon) -> bool:
    """δ(z^l), δ′(z^l): the error taken for the activation function."""
    if mention.base != "delta" or mention.layer is not None or mention.units or not lexicon.habits.has_layers:
        return False
    inner = mention_of(bracket.body, lexicon.habits)
    return inner is not None and inner.layer is not None and lexicon.fold(inner.base) == lexicon.fold(lexicon.weighted)


def is_place(factor: Node, bracket: Group, lexicon: Lexicon) -> bool:
    """Whether a bracket after a derivative says where it is taken, ∂p_i/∂z_j (z): it is what is differentiated by."""
    if not isinstance(factor, Derivative) or len(factor.by) != 1 or bracket.opening != "(":
        return False
    by, at = (mention_of(n, lexicon.habits) for n in (factor.by[0], bracket.body))
    is_whole = by is not None and at is not None and at.is_plain and not at.units
    return (
        is_whole
        and by is not None
        and at is not None
        and (by.base, by.label, by.layer) == (at.base, at.label, at.layer)
    )


def bare(node: Node) -> Node:
    """A formula without round brackets around it: a of ∂C/∂(a)."""
    while isinstance(node, Group) and node.opening == "(" and not isinstance(node.body, Listing):
        node = node.body
    return node


def called(node: Node) -> Node:
    """`J` of J(Θ): a cost without what it depends on."""
    node = bare(node)
    if isinstance(node, Product) and len(node.factors) == 2 and node.operators == ("",):
        return node.factors[0] if isinstance(node.factors[1], Group) else node
    return node


def only_argument(of: Node) -> Node | None:
    """What ∇L(w) differentiates by; None where L has not just one argument."""
    match bare(of):
        case Product(factors=(_, Group(body=body, opening="("))) if not isinstance(body, Listing):
            return body
    return None
