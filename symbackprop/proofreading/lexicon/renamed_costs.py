"""Costs by two names: where E = C(f(net_j)) and C(o_j) = ½ Σ_j (o_j − y_j)², E is ½ Σ_j (o_j − y_j)² as well.

What stands in the bracket of a cost only says what it depends on.  And costs that have a formula only where they are
differentiated, ∂e/∂s = ∂/∂s [½ (g(s) − y)²].
"""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import Derivative, Group, Name, Product
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.lexicon.layer_forms import symbol_of
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import COSTS, TARGETS


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


def add_differentiated_costs(lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
    """Define a cost by the formula that is differentiated in its place, where it has no other."""
    defined = {d.mention.base for d in lexicon.all.values()}
    for formula in formulas:
        left, right = formula.left, formula.right
        if not isinstance(left, Derivative) or not isinstance(right, Derivative) or formula.statement.link:
            continue
        cost = next(iter(mentions(left.of, lexicon.habits)), None)
        is_same = [outline(n) for n in left.by] == [outline(n) for n in right.by]
        body = right.of.body if isinstance(right.of, Group) else right.of
        is_formula = mention_of(body, lexicon.habits) is None and bool(symbol_of(left.of)) and not symbol_of(body)
        read = {m.base for m in mentions(body, lexicon.habits)}
        is_cost = cost is not None and cost.base in COSTS - defined and cost.is_plain
        if cost is not None and is_cost and is_same and is_formula and read & TARGETS:
            lexicon.definitions.append(Definition(cost, body, formula))
            lexicon.definitions.sort(key=lambda d: d.number)
            return
