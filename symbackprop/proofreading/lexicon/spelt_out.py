"""Entries that a text spells out one by one, z = w_1 x_1 + w_2 x_2 + b, and speaks of in general, ∂z/∂w_i = x_i.

Each is a quantity of its own; the letter stands for any of their numbers.  Not where a definition has the letter too,
or the whole: there they are entries of an array.
"""

from symbackprop.parsing.latex.tree import Derivative
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import ERROR, Mention, mention_of, mentions

SEVERAL = 2


def find_spelt_out(lexicon: Lexicon) -> None:
    """Keep the numbers of what definitions spell out, and nothing else of it.

    What is defined both ways, z = w_1 x_1 + w_2 x_2 and z = Σ_i w_i x_i, is spelt out.
    """
    if lexicon.habits.has_layers:
        return
    spelt: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    whole = {(lexicon.fold(d.mention.base), d.mention.label) for d in lexicon.declarations}
    in_full = {_own(d.mention, lexicon) for d in lexicon.definitions if _spells_out(d, lexicon)}
    for definition in lexicon.definitions:
        is_again = _own(definition.mention, lexicon) in in_full and not _spells_out(definition, lexicon)
        for mention in (definition.mention, *mentions(definition.body, lexicon.habits)):
            units = tuple(map(name_of, mention.units))
            if mention.base in lexicon.functions or mention.base == ERROR:
                continue
            if units and all(u.isdigit() for u in units):
                spelt.setdefault(_own(mention, lexicon), set()).add(units)
            elif not is_again:
                whole.add(_own(mention, lexicon))
    lexicon.one_by_one = _one_by_one(lexicon)
    lexicon.spelt = {own: frozenset(u) for own, u in spelt.items() if own not in whole and len(u) >= SEVERAL}


def _one_by_one(lexicon: Lexicon) -> dict[tuple[str, str], tuple[str, ...]]:
    """The numbers of entries that are all defined one by one, a_4 = …, a_5 = …, a_6 = …, and never in general."""
    found: dict[tuple[str, str], set[str]] = {}
    for definition in lexicon.definitions:
        own = definition.mention
        found.setdefault(_own(own, lexicon), set()).add(name_of(own.units[0]) if len(own.units) == 1 else "")
    numbered = {own: n for own, n in found.items() if len(n) >= SEVERAL and all(t.isdigit() for t in n)}
    return {own: tuple(sorted(numbers, key=int)) for own, numbers in numbered.items()}


def _own(mention: Mention, lexicon: Lexicon) -> tuple[str, str]:
    return lexicon.fold(mention.base), mention.label


def _spells_out(definition: Definition, lexicon: Lexicon) -> bool:
    """Whether it is a whole that is computed from several numbered entries."""
    read = mentions(definition.body, lexicon.habits)
    numbered = {_own(m, lexicon) for m in read if m.units and all(name_of(u).isdigit() for u in m.units)}
    return not definition.mention.units and len(numbered) >= SEVERAL


def numbers_at(lexicon: Lexicon, mention: Mention, place: int) -> set[int]:
    """The numbers that an index of a mention stands for."""
    entries = lexicon.spelt.get((lexicon.fold(mention.base), mention.label), frozenset())
    return {int(e[place]) for e in entries if len(e) == len(mention.units)}


def is_slope_between_entries(formula: Formula, lexicon: Lexicon) -> bool:
    """Whether a slope is of a numbered entry by another, both of which the text computes: ∂a_4/∂a_5."""
    left = formula.left
    if not isinstance(left, Derivative) or len(left.by) != 1:
        return False
    both = [mention_of(n, lexicon.habits) for n in (left.of, left.by[0])]
    entries = [(_own(m, lexicon), name_of(m.units[0])) for m in both if m is not None and len(m.units) == 1]
    return len(entries) == 2 and all(number in lexicon.one_by_one.get(own, ()) for own, number in entries)
