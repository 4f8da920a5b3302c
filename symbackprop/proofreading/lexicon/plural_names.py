r"""Words for many and for one of them: \text{logit}_k is the entry k of \text{logits}."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Name, Node, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of

SHORTEST = 3
"""The letters of a word; those of a product are fewer."""


def with_plural_names(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, logits_k for logit_k, where the one word never stands without an index."""
    nodes = [n for side in sides_of(formulas) for n in side.walk()]
    counted = {n.base.text for n in nodes if isinstance(n, Scripted) and n.sub is not None and isinstance(n.base, Name)}
    bases = {id(n.base) for n in nodes if isinstance(n, Scripted) and n.sub is not None}
    alone = {n.text for n in nodes if isinstance(n, Name) and id(n) not in bases}
    plurals = {word: f"{word}s" for word in counted - alone if len(word) >= SHORTEST and f"{word}s" in alone}
    return [f.changed(lambda side: _renamed(side, plurals)) for f in formulas] if plurals else list(formulas)


def _renamed(node: Node, plurals: Mapping[str, str]) -> Node:
    if isinstance(node, Name) and node.text in plurals:
        return replace(node, text=plurals[node.text])
    return rebuilt(node, lambda part: _renamed(part, plurals))
