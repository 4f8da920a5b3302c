r"""Outputs with a name and a call: a^{(i)} = h_w(x^{(i)}) = σ(z^{(i)}), where the cost reads h_w(x^{(i)}) and is
differentiated by a^{(i)}.

Where a text differentiates by the name, the call is the name wherever it stands; a function that it has a slope of, the
g of u = g(x) beside g′(x), is no model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Derivative, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import name_of, scripts
from symbackprop.proofreading.vocabulary.quantities import INPUTS

MODELS = frozenset({"h", "f", "g", "F", "H"})


def with_named_models(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, the name in the place of the call; what names it says how it is computed, if the chain goes on."""
    nodes = [n for s in sides_of(formulas) for n in s.walk()]
    below = {outline(by) for n in nodes if isinstance(n, Derivative) for by in n.by}
    sloped = {name_of(n.base) for n in nodes if isinstance(n, Scripted) and n.primes}
    naming = {at: f for at, f in enumerate(formulas) if (call := _named_call(f)) and outline(f.left) in below
              and name_of(call.factors[0]) not in sloped}  # fmt: skip
    names = {outline(f.right): f.left for f in naming.values() if f.right is not None and f.left is not None}
    if not names:
        return list(formulas)
    found = []
    for at, formula in enumerate(formulas):
        following = formulas[at + 1] if at + 1 < len(formulas) else None
        if at not in naming:
            formula = formula.changed(lambda side: _named(side, names))
        elif following is not None and following.statement.link == formula.statement.link + 1:
            formula = replace(formula, right=following.right)
        found.append(formula)
    return found


def _named_call(formula: Formula) -> Product | None:
    """The call of a model that a statement gives a name, a = h(x); None where it gives none."""
    left, right = formula.left, formula.right
    is_symbol = isinstance(left, Name | Scripted) and formula.statement.relation in ("=", ":=", "≡")
    is_named = is_symbol and isinstance(right, Product) and len(right.factors) == 2 and _is_call(*right.factors)
    return right if is_named and isinstance(right, Product) else None


def _is_call(function: Node, argument: Node) -> bool:
    name = name_of(scripts(function)[0] if isinstance(function, Scripted) else function)
    inner = argument.body if isinstance(argument, Group) and argument.opening == "(" else None
    base = name_of(scripts(inner)[0] if isinstance(inner, Scripted) else inner)
    return name in MODELS and base in INPUTS


def _named(node: Node, names: Mapping[str, Node]) -> Node:
    if isinstance(node, Product):
        node = _joined(node, names)
    return rebuilt(node, lambda part: _named(part, names))


def _joined(node: Product, names: Mapping[str, Node]) -> Node:
    """A product with the names for the calls in it."""
    factors, operators = [node.factors[0]], []
    for sign, factor in zip(node.operators, node.factors[1:], strict=True):
        span = (factors[-1].span[0], factor.span[1])
        call = Product(span, (factors[-1], factor), ("",))
        name = names.get(outline(call)) if not sign and _is_call(*call.factors) else None
        if name is not None:
            factors[-1] = replace(name, span=span)
            continue
        factors.append(factor)
        operators.append(sign)
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors), operators=tuple(operators))
