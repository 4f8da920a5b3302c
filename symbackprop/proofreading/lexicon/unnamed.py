"""Letters without the name of a layer, where all layers have names: a_j and z_i beside A_h, Z_h, A_o and Z_o.

What a text derives in bare letters, the slope of softmax and of its cost, it derives for the layer that the cost reads.
"""

from symbackprop.proofreading.lexicon.definitions import Definition, Lexicon
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, EACH, mentions

STATES = frozenset({"z", "a", "h", "s", "o", "u", "net", "in", "out"})
"""What every layer has."""


def find_unnamed(lexicon: Lexicon) -> None:
    """Keep for every state in bare letters the name of the layer whose state is nearest to the cost."""
    if lexicon.habits.has_layers:
        return
    known: dict[tuple[str, str], list[Definition]] = {}
    for definition in lexicon.definitions:
        known.setdefault((lexicon.fold(definition.mention.base), definition.mention.label), []).append(definition)
    bare = {lexicon.fold(base) for base, label, _ in lexicon.named if not label} & STATES
    bare -= {base for base, label in known if not label} | lexicon.functions
    waiting = [own for own in known if own[0] in COST_LETTERS]
    for own in waiting:
        for mention in (m for d in known.get(own, ()) if not d.is_slope for m in mentions(d.body, lexicon.habits)):
            other = lexicon.fold(mention.base), mention.label
            if other in waiting or mention.layer is not None:
                continue
            waiting.append(other)
            is_named = other in known and other[1].isalpha() and other[1] != EACH
            if is_named and other[0] in bare:
                lexicon.unnamed.setdefault(*other)
