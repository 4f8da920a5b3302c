"""Which letters a document uses for the weighted input and for the activation: z and a, or a and z, or net and out."""

from symbackprop.proofreading.definitions import Definition, Lexicon
from symbackprop.proofreading.mentions import COST_LETTERS, WEIGHTS, mentions

ERRORS = frozenset({"delta", "epsilon", *COST_LETTERS})
WEIGHTED = ("z", "Z", "s", "net")
ACTIVATIONS = ("a", "A", "h", "H", "o", "x")


def find_letters(lexicon: Lexicon) -> None:
    """The weighted input reads weights, the activation is a function of it; else the usual letters."""
    layered = [d for d in lexicon.definitions if d.mention.layer is not None and d.mention.base not in ERRORS]
    bases = {d.number: [m.base for m in mentions(d.body, lexicon.habits)] for d in layered}
    weighted = next((d for d in layered if _reads_weights(bases[d.number]) and not _applies(d, lexicon)), None)
    usual = (b for b in WEIGHTED if b in lexicon.bases)
    lexicon.weighted = weighted.mention.base if weighted else next(usual, "z")
    own = lexicon.fold(lexicon.weighted)
    activation = next(
        (
            d
            for d in layered
            if lexicon.fold(d.mention.base) != own
            and own in map(lexicon.fold, bases[d.number])
            and not _reads_weights(bases[d.number])
            and not d.is_slope
        ),
        None,
    )
    others = (b for b in ACTIVATIONS if b in lexicon.bases and lexicon.fold(b) != own)
    spare = "z" if own == "a" else "a"
    lexicon.activation = activation.mention.base if activation else next(others, spare)


def _reads_weights(bases: list[str]) -> bool:
    return any(b.partition("~")[0] in WEIGHTS for b in bases)


def _applies(definition: Definition, lexicon: Lexicon) -> bool:
    """Whether a function stands in the definition."""
    return any(getattr(n, "text", "") in lexicon.functions for n in definition.body.walk())
