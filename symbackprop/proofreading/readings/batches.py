"""Which statements of a document are about several examples."""

from collections.abc import Sequence

from symbackprop.parsing.latex.tree import Addition, Apply, Big, Derivative, Differential, Nabla, Name, Node, Product
from symbackprop.proofreading.lexicon.claim_forms import all_mentions
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import is_bare_mean, limit_letters, name_of, summed_axis, upper_name
from symbackprop.proofreading.vocabulary.mentions import DATA, EACH, WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import COSTS
from symbackprop.proofreading.worlds.ones import ONES

STACKED = frozenset({"Z", "A", "X", "Y", "H"})
"""Capitals of what every example has."""
OF_UNITS = frozenset({"out", "output", "outputs", "in", "input", "inputs", "hidden", "classes", "units", "neurons"})
"""What else there is N of: N_{out} outputs."""


def counts_examples(mention: Mention) -> bool:
    """Whether it is m, or ones for all examples: 1_m."""
    if mention.base in ONES:
        return any(name_of(u) in ("m", "N") for u in mention.units)
    is_of_units = mention.label in OF_UNITS
    return mention.base in ("m", "N") and not mention.units and mention.layer is None and not is_of_units


def sums_over_outcomes(formula: Formula) -> bool:
    """Whether y_i log ŷ_i + (1 − y_i) log (1 − ŷ_i) is summed up to n: two outcomes of each example, no classes."""
    sums = [n for side in formula.sides for n in side.walk() if isinstance(n, Big) and upper_name(n) == "n"]
    return any(sum(_is_rest(n) for n in big.body.walk()) > 1 and "log" in _names(big.body) for big in sums)


def _is_rest(node: Node) -> bool:
    """Whether it is 1 − y."""
    return isinstance(node, Addition) and node.signs == (1, -1) and name_of(node.terms[0]) == "1"


def _names(node: Node) -> set[str]:
    return {"log" if n.text == "ln" else n.text for n in node.walk() if isinstance(n, Name)}


def has_example(mention: Mention, lexicon: Lexicon) -> bool:
    """Whether one of two indices of a state counts examples: δ_{js}."""
    letters = {name_of(u) for u in mention.units}
    return len(letters) == 2 and mention.base not in WEIGHTS and bool(letters & lexicon.habits.example_letters)


def is_batch(formula: Formula, lexicon: Lexicon) -> bool:
    """Whether a statement is about several examples: it counts them, or writes capitals where the text has both."""
    habits = lexicon.habits
    every = all_mentions(formula, habits)
    of_one = _is_of_one(formula, every, lexicon)
    for mention in every:
        if (mention.example is not None and not of_one) or has_example(mention, lexicon):
            return True
        if counts_examples(mention):
            return True
        if _is_stacked(mention, lexicon):
            return True
    for side in (formula.left, formula.right):
        for node in side.walk() if side is not None else ():
            if is_bare_mean(node) or (isinstance(node, Apply) and any(k == "axis" for k, _ in node.keywords)):
                return True
            if isinstance(node, Big) and (summed_axis(node) or set(limit_letters(node)) & habits.example_letters):
                return True
            if isinstance(node, Differential) and (m := mention_of(node.of, habits)) and m.base in ("Z", "A"):
                return True
    return False


def _is_stacked(mention: Mention, lexicon: Lexicon) -> bool:
    """Whether a capital is that of all examples; H = −Σ_k y_k log a_k is a number."""
    if is_entry_of_batch(mention, lexicon):
        return True
    if mention.base not in STACKED or mention.base in lexicon.functions or mention.units:
        return False
    return mention.base != "H" or mention.layer is not None or not _is_sum(mention.base, lexicon)


def is_entry_of_batch(mention: Mention, lexicon: Lexicon) -> bool:
    """Whether it is the Z_{ij} of Z = H W: it has two axes, one of them that of examples, in a text without layers."""
    is_entry = len(mention.units) == 2 and all(name_of(u).isalpha() for u in mention.units)
    if not is_entry or mention.base not in STACKED or mention.base in lexicon.functions or lexicon.habits.has_layers:
        return False
    wholes = (d for d in lexicon.definitions if d.mention.base == mention.base and not d.mention.units)
    return any(m.base in WEIGHTS for d in wholes for m in mentions(d.body, lexicon.habits))


def _is_sum(base: str, lexicon: Lexicon) -> bool:
    """Whether a letter is that of a number, which a sum defines."""
    own = [d.body for d in lexicon.definitions if (d.mention.base, d.mention.layer) == (base, None)]
    terms = [b.terms[0] if isinstance(b, Addition) and len(b.terms) == 1 else b for b in own]
    factors = [t.factors[-1] if isinstance(t, Product) else t for t in terms]
    return bool(factors) and all(isinstance(f, Big) and f.kind == "sum" for f in factors)


def _is_of_one(formula: Formula, every: Sequence[Mention], lexicon: Lexicon) -> bool:
    """Whether only data or costs say which example is meant: δ^L = a^L − y^{(t)}, δ^l = ∂C_x/∂z^l."""
    letters = {name_of(m.example) for m in every if m.example is not None}
    if len(letters) != 1 or any(m.example is not None and not _is_datum(m) for m in every):
        return False
    sides = formula.sides
    if any(isinstance(n, Big) and letters & set(limit_letters(n)) for side in sides for n in side.walk()):
        return False
    states = _states(lexicon)
    return _is_online(lexicon) or any(m.example is None and _is_state(m, states, lexicon.habits) for m in every)


def _is_online(lexicon: Lexicon) -> bool:
    """Whether the only cost is that of one example, E_k, which no text without layers sums over them."""
    own = {(d.mention.base, d.mention.label) for d in lexicon.definitions if d.mention.base in COSTS}
    letters = {base for base, label in own if label == EACH}
    wholes = {base for base, label, _ in lexicon.named if base in letters and label != EACH}
    return len(own) == len(letters) == 1 and not wholes and not lexicon.habits.has_layers


def _is_datum(mention: Mention) -> bool:
    """Whether it is given with each example or compared with that: x, y, ŷ, and the cost."""
    return mention.base.partition("~")[0] in DATA or mention.label == EACH


def _states(lexicon: Lexicon) -> set[tuple[str, str]]:
    """What a text computes for every unit, and for no example that it names."""
    own = (d.mention for d in lexicon.definitions)
    return {(m.base, m.label) for m in own if m.units and m.example is None and not _is_datum(m)}


def _is_state(mention: Mention, states: set[tuple[str, str]], habits: Habits) -> bool:
    """Whether a unit has it, and no weight or datum is."""
    if habits.has_layers:
        return mention.layer is not None and mention.base in ("a", "z", "delta", "h")
    return (mention.base, mention.label) in states


def is_all_batch(formulas: Sequence[Formula], lexicon: Lexicon) -> bool:
    """Whether a text counts examples and has its states in capitals alone: then its errors are those of a batch."""
    habits = lexicon.habits
    every = [m for f in formulas for m in all_mentions(f, habits) if m.base not in lexicon.functions]
    states = {m.base for m in every if m.base.lower() in ("z", "a", "h") and m.layer is not None}
    counts = any(m.base not in ONES and counts_examples(m) for m in every)
    return counts and bool(states) and all(s.isupper() for s in states)


def is_derived(formula: Formula, lexicon: Lexicon) -> bool:
    """Whether a statement is about errors."""
    return any(m.base == "delta" and m.layer is not None for m in all_mentions(formula, lexicon.habits))


def losing_sums(formulas: Sequence[Formula], lexicon: Lexicon) -> frozenset[int]:
    """The statements that ∂C/∂w is (a^{(i)} − y^{(i)}) x^{(i)}, of one example i, where C is a sum over all of them.

    Only in a text that keeps the sum in another gradient of C: else all that it says may be about one example.
    """
    habits = lexicon.habits
    losing: set[int] = set()
    keeping = False
    for formula in formulas:
        left, right = formula.left, formula.right
        cost = mention_of(left.of, habits) if isinstance(left, Derivative | Nabla) else None
        if cost is None or right is None or cost.example is not None or cost.units or cost.label:
            continue
        summed = _summed(cost, lexicon)
        bound = {letter for n in right.walk() if isinstance(n, Big) for letter in limit_letters(n)}
        keeping |= bool(summed & bound)
        if ({name_of(m.example) for m in mentions(right, habits)} & summed) - bound:
            losing.add(formula.number)
    return frozenset(losing) if keeping else frozenset()


def _summed(cost: Mention, lexicon: Lexicon) -> set[str]:
    """The letters of examples that the only definition of a cost sums over."""
    bodies = [d.body for d in lexicon.definitions if (d.mention.base, d.mention.label) == (cost.base, cost.label)]
    sums = [n for body in bodies for n in body.walk() if isinstance(n, Big) and n.kind == "sum"]
    found = {letter for n in sums for letter in limit_letters(n) if _has_example(n, letter, lexicon.habits)}
    return found if len(bodies) == 1 else set()


def _has_example(node: Big, letter: str, habits: Habits) -> bool:
    return any(name_of(m.example) == letter for m in mentions(node.body, habits))
