"""What a document decides by how it is written: where its layers begin and how many there are."""

from collections.abc import Iterable, Sequence

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import Addition, Apply, Big, Name, Node, Number, Product, Quotient, Scripted
from symbackprop.proofreading.lexicon.claim_forms import all_mentions
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.lexicon.function_names import MODELS
from symbackprop.proofreading.vocabulary.contexts import Reading
from symbackprop.proofreading.vocabulary.marks import name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import CHAIN, WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.notations import UNSAID
from symbackprop.proofreading.vocabulary.quantities import BIASES

OUTPUTS = frozenset({"y~hat", "f", "h", "o", "output"})
"""What the output of a network is called, besides its last activation."""
DEEPEST = 5
"""How many layers there are at most where a text counts them from the last, L − 4."""


def base_reading(lexicon: Lexicon, formulas: Sequence[Formula]) -> Reading:
    """What the document itself decides: where layers begin, how many there are, whether letters are layers."""
    habits = lexicon.habits
    every = [m for f in formulas for m in all_mentions(f, habits)]
    shifts = [s for m in every if m.layer is not None and (s := shift_of(m.layer))]
    numbers = [step for letter, step in shifts if not letter and step < 20]
    says_how = any(_reads_layered_weights(d, lexicon) for d in lexicon.definitions)
    usage = lexicon.usage if habits.has_layers and not says_how else UNSAID
    held = lexicon.layering
    leaving = habits.has_layers and (held.leaving if held else _leaving(lexicon, formulas) or usage.leaving)
    error_shift = 0 if leaving else _error_shift(every)
    if error_shift:
        numbers = [n for n in numbers if n <= max(numbers) - error_shift]
    generic = any(letter and letter != CHAIN for letter, _ in shifts)
    depth = 3 if generic or not numbers else max(1, max(numbers))
    depth = max(habits.chain.values()) if habits.chain and not generic else depth
    first = 1 if habits.has_layers and (leaving or usage.first or _starts_at_one(lexicon)) else 0
    first = held.first if held else first
    if first and not generic:
        depth = max(1, depth - 1)
    if generic and (output := _compared(formulas, lexicon) or _named_output(lexicon) or _computed_last(lexicon)):
        depth = max(1, output - first)
    elif generic:
        below = [-step for letter, step in shifts if letter in habits.depth_letters]
        depth = min(max(depth, *(step + 1 for step in below), 1), DEEPEST)
    return Reading(
        first=first,
        leaving=leaving,
        depth=depth,
        error_shift=error_shift,
        letters=not habits.has_layers and _letters_are_layers(every),
        simplex=bool({"softmax", "varsigma", "Softmax", "SoftMax", "CE"} & (lexicon.functions | lexicon.bases)
                     or _calls(formulas, {"softmax", "Softmax"}) or _normalises(formulas)),
    )  # fmt: skip


def has_any_depth(lexicon: Lexicon, formulas: Sequence[Formula]) -> bool:
    """Whether a text counts its layers up to the letter of the last, and no number says which that is."""
    letters = lexicon.habits.depth_letters
    every = (m.layer for f in formulas for m in all_mentions(f, lexicon.habits) if m.layer is not None)
    is_lettered = any((shift := shift_of(layer)) and shift[0] in letters for layer in every)
    return is_lettered and not (_compared(formulas, lexicon) or _named_output(lexicon))


def _error_shift(every: Sequence[Mention]) -> int:
    """How much higher the last error is numbered than the last layer: 1 for δ_3 = ŷ − y above z_2 = a_1 W_2 + b_2.

    Not where errors begin with the layers: a δ_3 beside δ_1 and z_1, z_2 is a slip.
    """
    layered = [(m.base, s) for m in every if m.layer is not None and (s := shift_of(m.layer))]
    if any(letter for _, (letter, _) in layered):
        return 0
    errors = [step for base, (_, step) in layered if base == "delta"]
    others = [step for base, (_, step) in layered if base != "delta"]
    if not errors or min(errors) <= min((n for n in others if n), default=0):
        return 0
    return max(0, max(errors) - max(others)) if others else 0


def _compared(formulas: Sequence[Formula], lexicon: Lexicon) -> int:
    """The number of the layer that a text compares with the targets everywhere, a^2 − y; 0 where it gives none."""
    found: set[int] = set()
    for formula in formulas:
        mentioned = all_mentions(formula, lexicon.habits)
        if not any((m.base in ("y", "Y", "t") or m.label in MODELS) and m.layer is None for m in mentioned):
            continue
        shifts = [s for m in mentioned if m.layer is not None and (s := shift_of(m.layer))]
        numbers = [step for letter, step in shifts if not letter]
        if numbers and len(numbers) == len(shifts):  # ŷ = a^L(…(a^1(x))) counts no layers
            found.add(max(numbers))
    return found.pop() if len(found) == 1 and 1 < min(found) < 20 else 0


def _named_output(lexicon: Lexicon) -> int:
    """The number of the layer that the output is another name of, ŷ = a^{(2)}; 0 where there is none."""
    found: set[int] = set()
    for definition in lexicon.definitions:
        own, named = definition.mention, mention_of(definition.body, lexicon.habits)
        shift = shift_of(named.layer) if named is not None and named.layer is not None else None
        is_output = own.layer is None and not own.units and own.base in OUTPUTS
        if is_output and shift is not None and not shift[0] and named is not None and named.is_plain:
            found.add(shift[1])
    return found.pop() if len(found) == 1 and 1 < min(found) < 20 else 0


def last_in_force(active: Iterable[Definition], every: Sequence[Mention], lexicon: Lexicon) -> int:
    """The number of the layer that ŷ is or is computed from at a place, 2 for ŷ = σ(z^{(2)}), which has no later one.

    Where a text speaks of any number of layers, this is the network of an example; 0 where nothing tells.
    """
    shifts = [shift_of(m.layer) for m in every if m.layer is not None]
    numbers = [s[1] for s in shifts if s is not None and not s[0]]
    found: set[int] = set()
    for definition in active:
        own = definition.mention
        if own.layer is None and not own.units and own.base == "y~hat":
            read = [m.layer for m in mentions(definition.body, lexicon.habits) if m.layer is not None]
            told = [s for layer in read if (s := shift_of(layer)) is not None]
            found |= {step if not letter else 0 for letter, step in told}
    last = found.pop() if len(found) == 1 else 0
    return last if len(numbers) == len(shifts) and 0 < max(numbers, default=0) <= last else 0


def _computed_last(lexicon: Lexicon) -> int:
    """The number of the layer that the last one is computed in, a^{(L)} = φ(z^{(2)}); 0 where there is none."""
    found: set[int] = set()
    for definition in lexicon.definitions:
        own = shift_of(definition.mention.layer) if definition.mention.layer is not None else None
        if own is None or own[0] not in lexicon.habits.depth_letters or own[1]:
            continue
        read = [m.layer for m in mentions(definition.body, lexicon.habits) if m.layer is not None]
        shifts = [shift for layer in read if (shift := shift_of(layer)) is not None]
        if shifts and not any(letter for letter, _ in shifts):
            found.add(max(step for _, step in shifts))
    return found.pop() if len(found) == 1 and 1 < min(found) < 20 else 0


def _normalises(formulas: Sequence[Formula]) -> bool:
    """Whether exponentials are divided by their sum somewhere."""
    for formula in formulas:
        for side in (formula.left, formula.right):
            for node in side.walk() if side is not None else ():
                if isinstance(node, Quotient) and (_sums_with_ones(node.denominator) or _is_share(node)):
                    return True
                if isinstance(node, Quotient) and any(
                    isinstance(n, Big) and n.kind == "sum" and any(_is_exponential(e) for e in n.walk())
                    for n in node.denominator.walk()
                ):
                    return True
    return False


def _is_share(node: Quotient) -> bool:
    """Whether it is one exponential of several, e^{z_4} / (e^{z_4} + e^{z_5} + e^{z_6})."""
    terms = node.denominator.terms if isinstance(node.denominator, Addition) else ()
    powers = [t.sup for t in terms if isinstance(t, Scripted) and name_of(t.base) == "e"]
    are_symbols = len(powers) == len(terms) > 1 and all(isinstance(p, Scripted | Number) for p in powers)
    return are_symbols and any(outline(t) == outline(node.numerator) for t in terms)


def _sums_with_ones(node: Node) -> bool:
    """Whether exponentials are multiplied by ones: 1 1^T exp(Z)."""
    nodes = list(node.walk())
    ones = any(isinstance(n, Name | Number) and name_of(n) == "1" for n in nodes)
    return ones and any(isinstance(n, Product) for n in nodes) and any(_is_exponential(n) for n in nodes)


def _is_exponential(node: Node) -> bool:
    return (isinstance(node, Scripted) and name_of(node.base) == "e") or (
        isinstance(node, Apply) and name_of(node.function) == "exp"
    )


def _calls(formulas: Iterable[Formula], names: set[str]) -> bool:
    return any(
        isinstance(n, Name) and n.text in names
        for f in formulas
        for s in (f.left, f.right)
        if s is not None
        for n in s.walk()
    )


def _starts_at_one(lexicon: Lexicon) -> bool:
    """Whether the text calls the input the activation of layer 1."""
    for definition in lexicon.all.values():
        own, other = definition.mention, mention_of(definition.body, lexicon.habits)
        if other is None:
            continue
        for inner, outer in ((own, other), (other, own)):
            layer = shift_of(inner.layer) if inner.layer is not None else None
            if layer == ("", 1) and outer.base in ("x", "X") and outer.layer is None and inner.base in ("a", "A"):
                return True
    return False


def _reads_layered_weights(definition: Definition, lexicon: Lexicon) -> bool:
    """Whether a definition tells which layer's weights lead where: z^l = w^l a^{l-1} + b^l."""
    read = mentions(definition.body, lexicon.habits)
    return definition.mention.layer is not None and any(m.base in WEIGHTS and m.layer is not None for m in read)


def _leaving(lexicon: Lexicon, formulas: Sequence[Formula]) -> bool:
    """Whether weights carry the number of the layer that they leave."""
    for definition in lexicon.definitions:
        own = shift_of(definition.mention.layer) if definition.mention.layer is not None else None
        if own is None or definition.mention.base not in {"z", "Z", "a", "A", lexicon.weighted, lexicon.activation}:
            continue
        layers = [s for m in mentions(definition.body, lexicon.habits) if (s := _weights_layer(m))]
        if layers and layers[0][0] == own[0]:
            return layers[0][1] == own[1] - 1
    back = sum(_goes_back_by_own(f, lexicon) for f in formulas)
    if "Theta" in lexicon.bases or (back and back > -_errors_above(formulas, lexicon)):
        return True
    return _are_one_below([m for f in formulas for m in all_mentions(f, lexicon.habits)])


def _are_one_below(every: Sequence[Mention]) -> bool:
    """Whether the weights of numbered layers have the numbers below those of z: W^{(1)}, W^{(2)}, z^{(2)}, z^{(3)}."""
    layered = [(m.base, s) for m in every if m.layer is not None and (s := shift_of(m.layer))]
    if any(letter for _, (letter, _) in layered):
        return False
    weights = {step for base, (_, step) in layered if base in ("w", "W")}
    inputs = {step for base, (_, step) in layered if base in ("z", "Z")}
    return len(weights) > 1 and inputs == {step + 1 for step in weights}


def _weights_layer(mention: Mention) -> tuple[str, int] | None:
    """The layer of weights as a letter and a step; None for anything else."""
    is_weights = mention.base in ("Theta", "theta", "W", "w") and mention.layer is not None
    return shift_of(mention.layer) if is_weights and mention.layer is not None else None


def _goes_back_by_own(formula: Formula, lexicon: Lexicon) -> bool:
    """Whether the error of layer l is that of l + 1 by the weights of l: δ^l = (W^l)^T δ^{l+1} ⊙ f′(z^l)."""
    own = mention_of(formula.left, lexicon.habits) if formula.left is not None else None
    if own is None or formula.right is None or own.base != "delta" or own.layer is None:
        return False
    shift = shift_of(own.layer)
    every = list(mentions(formula.right, lexicon.habits))
    errors = [shift_of(m.layer) for m in every if m.base == "delta" and m.layer is not None]
    weights = [s for m in every if (s := _weights_layer(m))]
    return shift is not None and shift[0] != CHAIN and errors == [(shift[0], shift[1] + 1)] and weights == [shift]


def _errors_above(formulas: Sequence[Formula], lexicon: Lexicon) -> int:
    """By how many statements more parameters have the errors of the layer above, ∂C/∂W^l = δ^{l+1} a^l, than theirs.

    Then they leave their layer, and an error that goes back by those of its own is no slip.
    """
    balance = 0
    for formula in formulas:
        every = [m for m in all_mentions(formula, lexicon.habits) if m.layer is not None]
        shifts = [(m.base, s) for m in every if m.layer is not None and (s := shift_of(m.layer))]
        own = {shift for base, shift in shifts if base in WEIGHTS | BIASES}
        errors = {shift for base, shift in shifts if base == "delta"}
        if len(own) == len(errors) == 1:
            balance += -1 if own == errors else own == {(letter, step - 1) for letter, step in errors}
    return balance


def _letters_are_layers(every: list[Mention]) -> bool:
    """Whether w_{ji} and w_{kj} are the weights of different layers: the letters of one are chained to the other's.

    Not where they have numbers, W_{ji}^{(2)}.
    """
    weights = [m for m in every if m.base in ("w", "W") and len(m.units) == 2 and not m.label]
    if any(m.layer is not None for m in weights):
        return False
    pairs = {tuple(name_of(u) for u in m.units) for m in weights}
    pairs = {p for p in pairs if all(t.isalpha() for t in p)}
    return any(a != b and a[0] == b[1] and a[1] != b[0] for a in pairs for b in pairs)
