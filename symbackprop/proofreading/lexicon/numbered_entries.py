"""Entries with numbers that are quantities of their own: in z_1 = w_{11} x_1 + w_{21} x_2 every weight has its formula.

They are told by the definitions, those among them that slopes put in.
"""

from collections.abc import Iterator

from symbackprop.proofreading.lexicon.definitions import Lexicon
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import mentions


def find_numbers(lexicon: Lexicon) -> None:
    """Which numbered symbols are quantities of their own, and no entries of what is written out."""
    written = {(n, d.mention.label) for d in lexicon.declarations for n in (lexicon.fold(d.mention.base), d.entries)}
    lexicon.numbers = set(_numbers(lexicon)) - written


def _numbers(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Symbols whose numbered entries are quantities of their own: the w of z_1 = w_{11} x_1 + w_{21} x_2."""
    for definition in lexicon.definitions:
        own = definition.mention
        if own.layer is None and (own.label[-1:].isdigit() or any(name_of(u).isdigit() for u in own.units)):
            for mention in mentions(definition.body, lexicon.habits):
                if mention.layer is None and mention.units and all(name_of(u).isdigit() for u in mention.units):
                    yield lexicon.fold(mention.base), mention.label
