"""A formula that stands within another, and has a name: o = 1/(1 + e^{-(w x + b)}) is 1/(1 + e^{-z}) where z = w x + b.

So is f = w^T σ(V x) the same as w^T h where u = V x and h = σ(u).

So is J = −Σ_i t_i log (e^{z_i} / Σ_k e^{z_k}) the same as −Σ_i t_i log y_i where y_j is that share, at any index.

The value is the same, and the text may differentiate by that name: ∂o/∂z, ∂J/∂y_i.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Big, Group, Name, Node, Product, Quotient, Scripted
from symbackprop.proofreading.lexicon.counted_examples import relettered
from symbackprop.proofreading.lexicon.definitions import Definition, Lexicon
from symbackprop.proofreading.vocabulary.marks import limit_letters, name_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import COSTS

ANY = "□"
"""What stands for the index of a share."""


@dataclass(frozen=True)
class _Names:
    """Definitions by what they look like: sums of weighted inputs, functions of these, and shares with any index."""

    sums: Mapping[str, Definition] = field(default_factory=dict)
    calls: Mapping[str, Definition] = field(default_factory=dict)
    shares: Mapping[str, Definition] = field(default_factory=dict)


def with_named_parts(lexicon: Lexicon) -> None:
    """Put names in for what has one, wherever it stands within other definitions."""
    sums: dict[str, Definition] = {}
    calls: dict[str, Definition] = {}
    shares: dict[str, Definition] = {}
    for own in lexicon.definitions:
        if _is_call(own, lexicon):
            calls.setdefault(lexicon.outlined(own.body), own)
        if isinstance(own.body, Addition | Big | Product) and _is_weighted(own, lexicon):
            sums.setdefault(lexicon.outlined(own.body), own)
        share = _share(own.body)
        if share is not None and own.mention.is_plain and [name_of(u) for u in own.mention.units] == [share[1]]:
            shares.setdefault(share[0], own)
    if sums or shares:
        names = _Names(sums, calls, shares)
        lexicon.definitions[:] = [_named(d, names, lexicon) for d in lexicon.definitions]


def _is_weighted(own: Definition, lexicon: Lexicon) -> bool:
    """Whether a definition is that of a quantity with a formula of weights, and of nothing that is a slope."""
    has_weights = any(m.base.partition("~")[0] in WEIGHTS for m in mentions(own.body, lexicon.habits))
    return own.mention.is_plain and not own.parameters and not own.is_slope and has_weights


def _is_call(own: Definition, lexicon: Lexicon) -> bool:
    """Whether a definition is that of a state h = σ(u), by a weighted input with a name."""
    match own.body:
        case Product(factors=(_, Group(opening="(", body=Name() | Scripted() as argument)), operators=("",)):
            weighted = mention_of(argument, lexicon.habits)
            known = {(d.mention.base, d.mention.label) for d in lexicon.definitions if _is_weighted(d, lexicon)}
            is_state = own.mention.is_plain and not (own.parameters or own.mention.units or own.mention.base in COSTS)
            return is_state and weighted is not None and (weighted.base, weighted.label) in known
    return False


def _share(node: Node) -> tuple[str, str] | None:
    """What e^{z_i} / Σ_k e^{z_k} looks like at any index, and i; None for what is no share of a sum."""
    below = node.denominator if isinstance(node, Quotient) else None
    letters = limit_letters(below) if isinstance(below, Big) and below.kind == "sum" else ()
    if not isinstance(node, Quotient) or not isinstance(below, Big) or len(letters) != 1:
        return None
    own = outline(node.numerator)
    for index in dict.fromkeys(n.text for n in node.numerator.walk() if isinstance(n, Name)):
        if outline(relettered(below.body, {letters[0]: index})) == own:
            return outline(relettered(below.body, {letters[0]: ANY})), index
    return None


def _named(definition: Definition, names: _Names, lexicon: Lexicon) -> Definition:
    body = _with_states(definition.body, definition, names, lexicon)
    body = rebuilt(body, partial(_put, own=definition, names=names, lexicon=lexicon))
    return definition if body is definition.body else replace(definition, body=body)


def _put(node: Node, own: Definition, names: _Names, lexicon: Lexicon) -> Node:
    """A part of a definition, or its name."""
    found = names.sums.get(lexicon.outlined(node)) if isinstance(node, Addition | Big | Product) else None
    if found is not None and lexicon.fold(found.mention.base) != lexicon.fold(own.mention.base):
        return found.mention.node
    node = _with_states(node, own, names, lexicon)
    share = _share(node) if names.shares else None
    found = names.shares.get(share[0]) if share is not None else None
    if share is not None and found is not None and lexicon.fold(found.mention.base) != lexicon.fold(own.mention.base):
        return relettered(found.mention.node, {name_of(found.mention.units[0]): share[1]})
    return rebuilt(node, partial(_put, own=own, names=names, lexicon=lexicon))


def _with_states(node: Node, own: Definition, names: _Names, lexicon: Lexicon) -> Node:
    """w^T σ(u) as w^T h; σ(V x) with what is named within it first."""
    if not isinstance(node, Product) or len(node.factors) < 3 or not names.calls:
        return node
    factors, operators = [node.factors[0]], list[str]()
    for sign, factor in zip(node.operators, node.factors[1:], strict=True):
        inner = rebuilt(factor, partial(_put, own=own, names=names, lexicon=lexicon))
        call = Product((factors[-1].span[0], factor.span[1]), (factors[-1], inner), ("",))
        found = names.calls.get(lexicon.outlined(call)) if not sign and isinstance(factor, Group) else None
        if found is not None and lexicon.fold(found.mention.base) != lexicon.fold(own.mention.base):
            factors[-1] = found.mention.node
        else:
            factors.append(factor)
            operators.append(sign)
    return replace(node, factors=tuple(factors), operators=tuple(operators))
