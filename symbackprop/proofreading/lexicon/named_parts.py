"""A formula that stands within another, and has a name: o = 1/(1 + e^{-(w x + b)}) is 1/(1 + e^{-z}) where z = w x + b.

The value is the same, and the text may differentiate by that name: ∂o/∂z.
"""

from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Big, Node, Product
from symbackprop.proofreading.lexicon.definitions import Definition, Lexicon
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, mentions


def with_named_parts(lexicon: Lexicon) -> None:
    """Put names in for the sums of weighted inputs that have one, wherever they stand within other definitions."""
    names: dict[str, Definition] = {}
    for own in lexicon.definitions:
        if isinstance(own.body, Addition | Big | Product) and _is_weighted(own, lexicon):
            names.setdefault(lexicon.outlined(own.body), own)
    if names:
        lexicon.definitions[:] = [_named(d, names, lexicon) for d in lexicon.definitions]


def _is_weighted(own: Definition, lexicon: Lexicon) -> bool:
    """Whether a definition is that of a quantity with a formula of weights, and of nothing that is a slope."""
    has_weights = any(m.base.partition("~")[0] in WEIGHTS for m in mentions(own.body, lexicon.habits))
    return own.mention.is_plain and not own.parameters and not own.is_slope and has_weights


def _named(definition: Definition, names: dict[str, Definition], lexicon: Lexicon) -> Definition:
    body = rebuilt(definition.body, partial(_put, own=definition, names=names, lexicon=lexicon))
    return definition if body is definition.body else replace(definition, body=body)


def _put(node: Node, own: Definition, names: dict[str, Definition], lexicon: Lexicon) -> Node:
    """A part of a definition, or its name."""
    found = names.get(lexicon.outlined(node)) if isinstance(node, Addition | Big | Product) else None
    if found is not None and lexicon.fold(found.mention.base) != lexicon.fold(own.mention.base):
        return found.mention.node
    return rebuilt(node, partial(_put, own=own, names=names, lexicon=lexicon))
