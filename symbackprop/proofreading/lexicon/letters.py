"""Which letters a document uses for the weighted input and for the activation: z and a, or a and z, or net and out."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from symbackprop.parsing.latex.tree import Apply, Derivative, Group, Node, Product
from symbackprop.proofreading.lexicon.claim_forms import all_mentions
from symbackprop.proofreading.lexicon.defining import head
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.vocabulary.marks import shift_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import ACCUMULATORS, BIASES, RATES, TARGETS

ERRORS = frozenset({"delta", "epsilon", *COST_LETTERS})
GRADIENTS = ACCUMULATORS | RATES | {"delta", "lambda", "Lambda"}
"""What no state is computed from."""
WEIGHTED = ("z", "Z", "s", "net")
ACTIVATIONS = ("a", "A", "h", "H", "o", "x", "z")
STATES = frozenset({*WEIGHTED, *ACTIVATIONS, "u", "v"})
OUTPUTS = frozenset({"a", "A", "h", "H", "o", "O", "y", "Y", "z", "Z", "out"})


def find_letters(lexicon: Lexicon, formulas: Sequence[Formula] = ()) -> None:
    """Those letters, and the functions of weighted inputs."""
    _find_states(lexicon, formulas)
    own = lexicon.fold(lexicon.weighted)
    called = (pair for f in formulas for s in f.sides for n in s.walk() for pair in _calls(n, lexicon))
    of_layers = frozenset(name for name, of in called if of.layer is not None and lexicon.fold(of.base) == own)
    lexicon.applied = _of_any_state(lexicon) or of_layers


def _of_any_state(lexicon: Lexicon) -> frozenset[str]:
    """The ζ of a = ζ(z), said of no layer, where the text gives its formula: beside it σ(z^l) may well be ζ′(z^l)."""
    weighted, activation = lexicon.fold(lexicon.weighted), lexicon.fold(lexicon.activation)
    said = [d for d in lexicon.definitions if d.mention.is_plain and d.mention.layer is None and not d.mention.units]
    states = (d for d in said if lexicon.fold(d.mention.base) == activation and not d.mention.label)
    called = (pair for d in states for pair in _calls(d.body, lexicon) if pair[0] in lexicon.bodies)
    return frozenset(name for name, of in called if of.layer is None and lexicon.fold(of.base) == weighted)


def _calls(node: Node, lexicon: Lexicon) -> Iterator[tuple[str, Mention]]:
    """(g, a) of g(a), and of g'(a)."""
    pairs = [(node.function, node.arguments[0])] if isinstance(node, Apply) and node.arguments else []
    if isinstance(node, Product):
        pairs = [(f, b.body) for f, b in pairwise(node.factors) if isinstance(b, Group)]
    for function, argument in pairs:
        called, of = (mention_of(n, lexicon.habits) for n in (function, argument))
        if called is not None and called.base in lexicon.functions and of is not None:
            yield called.base, of


def _find_states(lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
    """The weighted input reads weights, the activation is a function of it; else the usual letters.

    Where nothing is defined, the weighted input is what derivatives of functions are taken at: a in h'(a^l).
    """
    if not lexicon.usage.output and (output := _said_output(formulas, lexicon)):
        lexicon.usage = replace(lexicon.usage, output=output)
    layered = [d for d in lexicon.definitions if d.mention.layer is not None and d.mention.base not in ERRORS]
    bases = {d.number: [m.base for m in mentions(d.body, lexicon.habits)] for d in layered}
    read = [d for d in layered if _reads_weights(bases[d.number]) and not _applies(d, lexicon)]
    weighted = next((d for d in read if not _is_linear_output(d, lexicon)), None)
    usage = lexicon.usage
    if not layered and (said := _said_of_any_layer(lexicon, formulas)) is not None:
        lexicon.weighted, lexicon.activation = said
        return
    asked = [usage.weighted] if {usage.weighted, usage.activation} & lexicon.bases else []
    usual = (*_used_as_weighted(formulas, lexicon), *asked, *(b for b in WEIGHTED if b in lexicon.bases))
    lexicon.weighted = weighted.mention.base if weighted else next(iter(usual), "z")
    own = lexicon.fold(lexicon.weighted)
    whole = next((d for d in layered if d.mention.base in bases[d.number] and _computes_whole_layer(d, lexicon)), None)
    if weighted is None and whole is not None and lexicon.fold(whole.mention.base) == own:
        lexicon.weighted = "z" if own != "z" else "s"  # o_k = σ(Σ_j w_{jk} o_j) names no weighted input
        own = lexicon.weighted
    activation = next(
        (
            d
            for d in layered
            if lexicon.fold(d.mention.base) != own
            and own in map(lexicon.fold, bases[d.number])
            and not _reads_weights([b for b in bases[d.number] if lexicon.fold(b) != own])
            and not d.is_slope
        ),
        None,
    )
    if weighted is not None and activation is None and own in map(lexicon.fold, bases[weighted.number]):
        lexicon.activation = weighted.mention.base  # x^{(3)} = w x^{(2)} + b: one letter for what layers compute
        lexicon.weighted = "z" if own != "z" else "s"
        _fold_activations(lexicon)
        return
    others = (
        b
        for b in (usage.activation, *ACTIVATIONS, *sorted(lexicon.habits.chained & OUTPUTS), *_below(formulas, lexicon))
        if b in lexicon.bases - lexicon.functions and lexicon.fold(b) != own
    )
    spare = "z" if own == "a" else "a"
    lexicon.activation = activation.mention.base if activation else next(others, spare)
    _fold_activations(lexicon)


def _is_linear_output(definition: Definition, lexicon: Lexicon) -> bool:
    """Whether it is the a_2 = W_2 h + b_2 of a_2 − t in a text that has a z_2 as well."""
    own = definition.mention.base
    compared = {m.base for t, m in lexicon.compared.items() if t in TARGETS}
    return own in compared - {*WEIGHTED} and any(b in lexicon.bases for b in WEIGHTED)


def _computes_whole_layer(definition: Definition, lexicon: Lexicon) -> bool:
    """Whether it is a function of a sum over weights."""
    called = head(definition.body, lexicon.habits)
    arguments = called[1] if called is not None and called[0].base in lexicon.functions else ()
    return any(_reads_weights([m.base for m in mentions(a, lexicon.habits)]) for a in arguments)


def _said_of_any_layer(lexicon: Lexicon, formulas: Sequence[Formula]) -> tuple[str, str] | None:
    """u and z of z = φ(u), said once without layers, where all that is said of u^L and z^L has them."""
    nodes = [n for f in formulas for side in f.sides for n in side.walk()]
    layered = {m.base for n in nodes if (m := mention_of(n, lexicon.habits)) is not None and m.layer is not None}
    for definition in lexicon.definitions:
        own, called = definition.mention, head(definition.body, lexicon.habits)
        if called is None or called[0].base not in lexicon.functions or len(called[1]) != 1 or own.units:
            continue
        inner = mention_of(called[1][0], lexicon.habits)
        if inner is not None and inner.layer is None and not inner.units and {own.base, inner.base} <= layered:
            return inner.base, own.base
    return None


def _said_output(formulas: Sequence[Formula], lexicon: Lexicon) -> str:
    """The y of E = E(y), a cost of nothing but the output."""
    for formula in formulas:
        cost = mention_of(formula.left, lexicon.habits) if formula.left is not None else None
        said = head(formula.right, lexicon.habits) if formula.right is not None else None
        if cost is None or said is None or cost.base not in COST_LETTERS or said[0].base != cost.base:
            continue
        only = mention_of(said[1][0], lexicon.habits) if len(said[1]) == 1 else None
        if only is not None and only.base in TARGETS and only.layer is None:
            return lexicon.fold(only.base)
    return ""


def _used_as_weighted(formulas: Sequence[Formula], lexicon: Lexicon) -> list[str]:
    """What primed functions are applied to, h′(a_j), what is differentiated by weights, what errors are slopes by."""
    counts: Counter[str] = Counter()
    for formula in formulas:
        error = mention_of(formula.left, lexicon.habits) if formula.left is not None else None
        slopes = [n for n in formula.right.walk() if isinstance(n, Derivative)] if formula.right is not None else []
        if error is not None and error.base == "delta" and len(slopes) == 1 and len(slopes[0].by) == 1:
            by = mention_of(slopes[0].by[0], lexicon.habits)
            counts.update([by.base] if by is not None and _may_be_weighted(by, lexicon) else [])
    for node in (n for f in formulas for s in f.sides for n in s.walk()):
        found: Mention | None = None
        if isinstance(node, Derivative):
            below = mention_of(node.by[0], lexicon.habits)
            is_weight = below is not None and below.base in WEIGHTS and below.units and lexicon.habits.chain
            found = mention_of(node.of, lexicon.habits) if is_weight else None
        elif isinstance(node, Product):
            found = _primed_argument(node, lexicon)
        if found is not None and _may_be_weighted(found, lexicon):
            counts[found.base] += 1
    return [base for base, _ in counts.most_common(1)]


def _below(formulas: Sequence[Formula], lexicon: Lexicon) -> list[str]:
    """What is read of the layer below any, the y^{(l-1)} of δ^{(l)} (y^{(l-1)})^T, the most frequent letter first."""
    every = (m for f in formulas for m in all_mentions(f, lexicon.habits) if m.layer is not None)
    shifted = ((m.base, shift_of(m.layer)) for m in every if m.layer is not None)
    others = WEIGHTS | BIASES | ERRORS | GRADIENTS
    counts = Counter(base for base, shift in shifted if shift is not None and shift[1] < 0 and base not in others)
    return [base for base, _ in counts.most_common()]


def _may_be_weighted(mention: Mention, lexicon: Lexicon) -> bool:
    """Whether it is a state of a layer, which its letter or its script tells."""
    if lexicon.habits.chain:
        return bool(mention.units) and mention.base in lexicon.habits.chained - WEIGHTS - ERRORS
    return mention.layer is not None and mention.base not in (WEIGHTS | ERRORS) - STATES


def _primed_argument(node: Product, lexicon: Lexicon) -> Mention | None:
    """a_j of h′(a_j)."""
    for factor, after in zip(node.factors, node.factors[1:], strict=False):
        called = mention_of(factor, lexicon.habits)
        is_cost = called is not None and called.base in COST_LETTERS
        if called is not None and called.primes and not is_cost and isinstance(after, Group):
            return mention_of(after.body, lexicon.habits)
    return None


def _fold_activations(lexicon: Lexicon) -> None:
    """Where letters tell layers, the outputs of every layer are one quantity: y_j of hidden units, z_k of the last."""
    own = lexicon.fold(lexicon.activation)
    for base in lexicon.habits.chained & OUTPUTS:
        if lexicon.fold(base) not in (own, lexicon.fold(lexicon.weighted)):
            lexicon.folds[base] = own


def _reads_weights(bases: list[str]) -> bool:
    """Whether weights are read to compute a state, and not a gradient of them: D = Δ/m + λ W is none."""
    return any(b.partition("~")[0] in WEIGHTS for b in bases) and not GRADIENTS.intersection(bases)


def _applies(definition: Definition, lexicon: Lexicon) -> bool:
    """Whether a function stands in the definition."""
    return any(getattr(n, "text", "") in lexicon.functions for n in definition.body.walk())
