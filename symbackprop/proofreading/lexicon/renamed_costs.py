"""Costs by two names: where E = C(f(net_j)) and C(o_j) = ½ Σ_j (o_j − y_j)², E is ½ Σ_j (o_j − y_j)² as well.

What stands in the bracket of a cost only says what it depends on.
"""

from dataclasses import replace

from symbackprop.parsing.latex.tree import Group, Name, Product
from symbackprop.proofreading.lexicon.definitions import Definition, Lexicon
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.quantities import COSTS


def add_renamed_costs(lexicon: Lexicon) -> None:
    """Define a cost that is another one by the formula of that one, where the text gives just one."""
    formulas: dict[str, list[Definition]] = {}
    for definition in lexicon.definitions:
        own = definition.mention
        if own.base in COSTS and not (own.label or own.units or own.example or definition.parameters):
            formulas.setdefault(own.base, []).append(definition)
    single = {base: found[0] for base, found in formulas.items() if len(found) == 1}
    for at, definition in enumerate(lexicon.definitions):
        other = single.get(_renamed(definition))
        if other is not None and single.get(definition.mention.base) is definition and not _renamed(other):
            meant = lexicon.definitions[at] = replace(definition, body=other.body)
            if lexicon.all.get(definition.number) is definition:
                lexicon.all[definition.number] = meant


def _renamed(definition: Definition) -> str:
    """The C of E = C(f(net_j)); nothing where a cost is computed from anything."""
    match definition.body:
        case Product(factors=(Name() as cost, Group(opening="(")), operators=("",)) | (Name() as cost):
            return name_of(cost) if name_of(cost) in COSTS else ""
    return ""
