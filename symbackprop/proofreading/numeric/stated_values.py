"""What the formulas that a text stated for a quantity give with its numbers, against what it prints."""

from symbackprop.proofreading.numeric.arithmetic import NumericWorld, evaluated, value_in
from symbackprop.proofreading.numeric.comparison import agrees, is_about, is_misprinted
from symbackprop.proofreading.numeric.facts import Facts, Known
from symbackprop.proofreading.numeric.statements import bodies_of


def as_stated(name: str, second: Known, facts: Facts) -> Known | None:
    """What a formula that the text gave for a quantity says that it is, where that is the number."""
    for body, env in bodies_of(name, facts.stated, facts.lexicon):
        value = value_in(NumericWorld(facts, hidden=name), body, env)
        if value is None or not is_about(value, second):
            continue
        found = evaluated(body, facts, name, env)
        if found is not None and agrees(found[0], second):
            return found[0]
    return None


def misprinted(name: str, second: Known, facts: Facts) -> Known | None:
    """What the formula of a table gives where half of its entries are as printed, and rounding is no excuse for others.

    None where the table holds, or is of other numbers.
    """
    for body in (s.body for s in reversed(facts.stated) if s.name == name):
        found = evaluated(body, facts, name)
        if found is not None and is_misprinted(found[0], second):
            loose = evaluated(body, facts.loose, name)
            return loose[0] if loose is not None and not agrees(loose[0], second) else None
    return None
