"""Passages about one unit a layer, where letters are numbers and no product has an order."""

import re
from collections.abc import Collection, Iterator, Sequence

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import ENTRYWISE, Apply, Derivative, Group, Number, Product, Quotient, Scripted
from symbackprop.proofreading.lexicon.claim_forms import all_mentions
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.vocabulary.marks import is_turned, name_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, DIAGONALS

MATRICES = frozenset("ZAXYH")
"""Letters of states for many units or examples; weights are often written so for a single unit too."""

_SAID = re.compile(
    r"\b(?:one|a single|1) (?:neuron|unit|node) (?:per|a|in (?:each|every)) layer|una (?:sola )?neurona por capa"
    r"|um neurônio por camada|ein Neuron (?:pro|je) Schicht|un (?:seul )?neurone par couche"
    r"|每层(?:只有)?一个神经元",
    re.IGNORECASE,
)
"""What a text says that is about numbers."""


def claims_of_single_units(claims: Sequence[Formula], lexicon: Lexicon) -> frozenset[int]:
    """The numbers of claims in passages in which nothing shows that layers are wide.

    Such a passage has its own forward pass, or says what only numbers do: C = (a − y)², ∂z/∂w = a, a^1 = 0.6; or its
    words say so.  What the document declares to be several numbers is no part of one; but the x of one unit may be a
    number where x^l has sizes.
    """
    if lexicon.has_single_units:
        return frozenset(f.number for f in claims)
    wide = _declared(lexicon)
    forward = {d.number for d in lexicon.definitions if _computes_a_unit(d, lexicon) or is_bare_square(d)}
    forward |= {f.number for f in claims if _is_slope_of_one(f, lexicon) or _is_state_in_numbers(f, lexicon)}
    forward |= {f.number for f in claims if _SAID.search(f.statement.display.passage.words)}
    laid_out = {place for f in claims if is_laid_out(f, lexicon) for place in _matrices(f, lexicon)}
    found: set[int] = set()
    passage: list[Formula] = []
    for formula in [*claims, None]:
        if formula is not None and _is_scalar(formula, lexicon, wide):
            passage.append(formula)
            continue
        numbers = {f.number for f in passage}
        is_wide_elsewhere = any(place in laid_out for f in passage for place in _matrices(f, lexicon))
        found |= numbers if forward & numbers and not is_wide_elsewhere else set()
        passage = []
    return frozenset(found)


def _matrices(formula: Formula, lexicon: Lexicon) -> Iterator[tuple[object, ...]]:
    """The weights in capitals of a statement, with the section that it stands in."""
    for mention in all_mentions(formula, lexicon.habits):
        if mention.base in WEIGHTS and mention.base.isupper():
            yield formula.section, mention.base, mention.label, mention.layer and outline(mention.layer)


def is_wide(formula: Formula, lexicon: Lexicon) -> bool:
    """Whether anything in a statement is transposed, as no number is, or is declared to be several numbers."""
    wide = _declared(lexicon)
    return _is_transposed(formula, lexicon) or any(
        _kind(m, lexicon) in wide for m in all_mentions(formula, lexicon.habits)
    )


def _declared(lexicon: Lexicon) -> set[tuple[str, bool]]:
    """The kinds of quantities that are several numbers."""
    declared = [_kind(d.mention, lexicon) for d in lexicon.declarations if d.sizes]
    return {*declared, *((letter, True) for letter, _ in declared)}


def _kind(mention: Mention, lexicon: Lexicon) -> tuple[str, bool]:
    """What a quantity is declared by: its letter, and whether it has a layer, or is a matrix by its letter."""
    return lexicon.fold(mention.base), mention.layer is not None or mention.base[:1].isupper()


def _computes_a_unit(definition: Definition, lexicon: Lexicon) -> bool:
    return any(m.base in WEIGHTS for m in mentions(definition.body, lexicon.habits))


def is_bare_square(definition: Definition) -> bool:
    """Whether it is C = (a − y)², which is no number where a is several."""
    square = definition.body
    while isinstance(square, Product) and len(square.factors) == 2 and isinstance(square.factors[0], Number | Quotient):
        square = square.factors[1]
    if not isinstance(square, Scripted) or square.sub is not None or name_of(square.sup) != "2":
        return False
    return definition.mention.base in COSTS and isinstance(square.base, Group)


def _is_slope_of_one(formula: Formula, lexicon: Lexicon) -> bool:
    """Whether it is ∂z/∂w = a."""
    left, right = formula.left, formula.right
    if not isinstance(left, Derivative) or len(left.by) != 1 or right is None:
        return False
    by, value = (mention_of(n, lexicon.habits) for n in (left.by[0], right))
    is_of_state = mention_of(left.of, lexicon.habits) is not None and name_of(left.of) not in COSTS
    return by is not None and by.base in WEIGHTS and is_of_state and value is not None and not value.transposed


def _is_state_in_numbers(formula: Formula, lexicon: Lexicon) -> bool:
    """Whether it is a^1 = σ(0.4), the state of a layer with one unit; all weights may be 0, or 0.5."""
    left, right = formula.left, formula.right
    own = mention_of(left, lexicon.habits) if left is not None else None
    if own is None or right is None or own.layer is None or own.units or own.base in WEIGHTS | BIASES | COSTS:
        return False
    read = {m.base for m in mentions(right, lexicon.habits)} - lexicon.functions
    return not read and any(isinstance(n, Number) and "." in n.text for n in right.walk())


def _is_transposed(formula: Formula, lexicon: Lexicon) -> bool:
    is_turned_anywhere = any(is_turned(n) for s in formula.sides for n in s.walk())
    return is_turned_anywhere or any(m.transposed for m in all_mentions(formula, lexicon.habits))


def is_laid_out(formula: Formula, lexicon: Lexicon) -> bool:
    """Whether something in a statement is transposed, or joined by ⊙, as no number is."""
    nodes = (n for s in formula.sides for n in s.walk())
    return _is_transposed(formula, lexicon) or any(
        isinstance(n, Product) and set(n.operators) & ENTRYWISE for n in nodes
    )


def _is_scalar(formula: Formula, lexicon: Lexicon, wide: Collection[tuple[str, bool]]) -> bool:
    """Whether nothing in a statement is transposed, bold, diagonal, joined by ⊙, or an entry, but in a cost."""
    nodes = [n for s in formula.sides for n in s.walk()]
    if is_laid_out(formula, lexicon):
        return False
    if any(isinstance(n, Apply) and name_of(n.function) in DIAGONALS for n in nodes):
        return False
    every = all_mentions(formula, lexicon.habits)
    if any(m.style == "bold" or m.base in MATRICES or _kind(m, lexicon) in wide for m in every):
        return False
    definition = lexicon.all.get(formula.number)
    is_cost = definition is not None and definition.mention.base in COSTS
    entries = {name_of(u) for m in every for u in m.units} - lexicon.habits.example_letters
    return is_cost or not any(e.isalpha() for e in entries)
