"""Outputs of layers under another name: ŷ = g(z^L) says what a^L is, where the text differentiates by it further on.

And A_2 = ŷ beside A_2 = σ(Z_2) says what ŷ is, and nothing new of A_2.
"""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import Node
from symbackprop.proofreading.lexicon.defining import head
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon, sides_of
from symbackprop.proofreading.lexicon.implied import renamed
from symbackprop.proofreading.vocabulary.marks import shift_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of

Layer = tuple[str, int]


def add_named_outputs(lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
    """Define a^L by g(z^L) and ŷ by a^L, where the text has a^L, says it of ŷ, and nothing else of a^L."""
    lexicon.definitions[:] = [_turned(d, lexicon) for d in lexicon.definitions]
    if not lexicon.habits.has_layers:
        return
    own = lexicon.fold(lexicon.activation)
    every = [m for s in sides_of(formulas) for n in s.walk() if (m := mention_of(n, lexicon.habits)) is not None]
    used = {_layer(m) for m in every if lexicon.fold(m.base) == own and not m.label}
    used -= {_layer(d.mention) for d in lexicon.definitions if lexicon.fold(d.mention.base) == own}
    for at, definition in reversed([*enumerate(lexicon.definitions)]):
        state = _state(definition, lexicon)
        node = renamed(state.node, lexicon.activation) if state is not None and _layer(state) in used else None
        activation = mention_of(node, lexicon.habits) if node is not None else None
        if activation is not None and node is not None:
            computed = Definition(activation, definition.body, definition.formula)
            lexicon.definitions[at : at + 1] = [computed, replace(definition, body=node)]


def _turned(definition: Definition, lexicon: Lexicon) -> Definition:
    """ŷ = A for A = ŷ, where the text computes A elsewhere, and ŷ nowhere."""
    own, name = definition.mention, mention_of(definition.body, lexicon.habits)
    if name is None or not name.is_plain or name.layer is not None or name.example is not None or definition.parameters:
        return definition
    other = lexicon.compared.get(name.base)
    if not name.base.endswith("~hat") or (other is not None and lexicon.fold(other.base) == lexicon.fold(own.base)):
        return definition
    bodies = [d.body for d in lexicon.definitions if d is not definition and _what(d.mention) == _what(own)]
    is_computed = any(mention_of(body, lexicon.habits) is None for body in bodies)
    is_known = any((lexicon.fold(d.mention.base), d.mention.label) == (lexicon.fold(name.base), name.label)
                   for d in lexicon.definitions)  # fmt: skip
    if not is_computed or is_known:
        return definition
    return replace(definition, mention=name, body=own.node)


def _what(mention: Mention) -> tuple[object, ...]:
    """The quantity that is defined, with the number of its layer."""
    return mention.base, mention.label, _layer(mention), tuple(map(outline, mention.units))


def _state(definition: Definition, lexicon: Lexicon) -> Mention | None:
    """The z^L of ŷ = g(z^L); None for any other definition."""
    own, body = definition.mention, head(definition.body, lexicon.habits)
    if own.base != "y~hat" or own.layer is not None or own.units or body is None or len(body[1]) != 1:
        return None
    argument: Node = body[1][0]
    state = mention_of(argument, lexicon.habits)
    if state is None or lexicon.fold(state.base) != lexicon.fold(lexicon.weighted) or not state.is_plain:
        return None
    return state if _layer(state) is not None and not (state.units or state.example) else None


def _layer(mention: Mention) -> Layer | None:
    return shift_of(mention.layer) if mention.layer is not None else None
