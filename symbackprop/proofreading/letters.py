"""Which letters a document uses for the weighted input and for the activation: z and a, or a and z, or net and out."""

from collections import Counter
from collections.abc import Sequence

from symbackprop.parsing.latex.tree import Derivative, Group, Product
from symbackprop.proofreading.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.mentions import COST_LETTERS, WEIGHTS, Mention, mention_of, mentions

ERRORS = frozenset({"delta", "epsilon", *COST_LETTERS})
WEIGHTED = ("z", "Z", "s", "net")
ACTIVATIONS = ("a", "A", "h", "H", "o", "x")
OUTPUTS = frozenset({"a", "A", "h", "H", "o", "O", "y", "Y", "z", "Z", "out"})


def find_letters(lexicon: Lexicon, formulas: Sequence[Formula] = ()) -> None:
    """The weighted input reads weights, the activation is a function of it; else the usual letters."""
    layered = [d for d in lexicon.definitions if d.mention.layer is not None and d.mention.base not in ERRORS]
    bases = {d.number: [m.base for m in mentions(d.body, lexicon.habits)] for d in layered}
    weighted = next((d for d in layered if _reads_weights(bases[d.number]) and not _applies(d, lexicon)), None)
    usual = (*_used_as_weighted(formulas, lexicon), *(b for b in WEIGHTED if b in lexicon.bases))
    lexicon.weighted = weighted.mention.base if weighted else next(iter(usual), "z")
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
    others = (
        b
        for b in (*ACTIVATIONS, *sorted(lexicon.habits.chained & OUTPUTS))
        if b in lexicon.bases and lexicon.fold(b) != own
    )
    spare = "z" if own == "a" else "a"
    lexicon.activation = activation.mention.base if activation else next(others, spare)
    _fold_activations(lexicon)


def _used_as_weighted(formulas: Sequence[Formula], lexicon: Lexicon) -> list[str]:
    """What primed functions are applied to, h′(a_j), and what is differentiated by weights, in a text with letters."""
    if not lexicon.habits.chain:
        return []
    counts: Counter[str] = Counter()
    for node in (n for f in formulas for s in (f.left, f.right) if s is not None for n in s.walk()):
        found: Mention | None = None
        if isinstance(node, Derivative):
            below = mention_of(node.by[0], lexicon.habits)
            is_weight = below is not None and below.base in WEIGHTS and below.units
            found = mention_of(node.of, lexicon.habits) if is_weight else None
        elif isinstance(node, Product):
            found = _primed_argument(node, lexicon)
        if found is not None and found.units and found.base in lexicon.habits.chained - WEIGHTS - ERRORS:
            counts[found.base] += 1
    return [base for base, _ in counts.most_common(1)]


def _primed_argument(node: Product, lexicon: Lexicon) -> Mention | None:
    """a_j of h′(a_j)."""
    for factor, after in zip(node.factors, node.factors[1:], strict=False):
        called = mention_of(factor, lexicon.habits)
        if called is not None and called.primes and called.base in lexicon.functions and isinstance(after, Group):
            return mention_of(after.body, lexicon.habits)
    return None


def _fold_activations(lexicon: Lexicon) -> None:
    """Where letters tell layers, the outputs of every layer are one quantity: y_j of hidden units, z_k of the last."""
    own = lexicon.fold(lexicon.activation)
    for base in lexicon.habits.chained & OUTPUTS:
        if lexicon.fold(base) not in (own, lexicon.fold(lexicon.weighted)):
            lexicon.folds[base] = own


def _reads_weights(bases: list[str]) -> bool:
    return any(b.partition("~")[0] in WEIGHTS for b in bases)


def _applies(definition: Definition, lexicon: Lexicon) -> bool:
    """Whether a function stands in the definition."""
    return any(getattr(n, "text", "") in lexicon.functions for n in definition.body.walk())
