"""Outputs of layers under another name: ŷ = g(z^L) says what a^L is, where the text differentiates by it further on."""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.latex.tree import Node
from symbackprop.proofreading.lexicon.defining import head
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon, sides_of
from symbackprop.proofreading.lexicon.implied import renamed
from symbackprop.proofreading.vocabulary.marks import shift_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of

Layer = tuple[str, int]


def add_named_outputs(lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
    """Define a^L by g(z^L) and ŷ by a^L, where the text has a^L, says it of ŷ, and nothing else of a^L."""
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
