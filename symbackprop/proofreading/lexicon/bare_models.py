r"""Models by their letter alone: −y log h − (1 − y) log(1 − h) where the text says what h_θ(x) is.

Who writes a hypothesis again and again leaves its parameters and its input out.  So a letter that nothing else is said
of, and that stands below no ∂ and before no bracket, is the value of the model of that letter.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Derivative, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.lexicon.layer_forms import symbol_of
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS
from symbackprop.proofreading.vocabulary.quantities import INPUTS


def with_whole_models(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, h_θ(x) for an h alone."""
    said = _models(formulas)
    if not said:
        return list(formulas)
    sides = sides_of(formulas)
    other = {n for side in sides for n in _otherwise(side)} | {
        f.left.text for f in formulas if isinstance(f.left, Name)
    }
    models = {name: call for name, call in said.items() if name not in other}
    return [f.changed(partial(_called, models=models)) for f in formulas] if models else list(formulas)


def _models(formulas: Sequence[Formula]) -> dict[str, Product]:
    """h and h_θ(x) where a statement says what that is."""
    found: dict[str, Product] = {}
    for formula in formulas:
        match formula.left:
            case Product(factors=(Scripted(base=Name() as name, sup=None, primes=0) as symbol, Group() as of)) as call:
                if name_of(symbol.sub) in WEIGHTS and name_of(of.body) in INPUTS and not formula.statement.link:
                    found.setdefault(name.text, call)
    return found


def _otherwise(node: Node) -> Iterator[str]:
    """The letters that are differentiated by, stand before a bracket, or have scripts but for those of a model."""
    for part in node.walk():
        if isinstance(part, Derivative):
            yield from (by.text for by in part.by if isinstance(by, Name))
        elif isinstance(part, Addition) and any(symbol_of(term) in WEIGHTS for term in part.terms):
            yield from (term.text for term in part.terms if isinstance(term, Name))  # θ + h is a step away from θ
        elif isinstance(part, Product):
            pairs = zip(part.factors, part.factors[1:], part.operators, strict=False)
            yield from (a.text for a, b, sign in pairs if isinstance(a, Name) and _is_argument(b) and not sign)
        elif isinstance(part, Scripted) and isinstance(part.base, Name) and name_of(part.sub) not in WEIGHTS:
            yield part.base.text


def _is_argument(node: Node) -> bool:
    """Whether a bracket holds one symbol, as that of a call does; h (1 − h) is a product."""
    return isinstance(node, Group) and isinstance(node.body, Name | Scripted)


def _called(node: Node, models: Mapping[str, Product]) -> Node:
    if isinstance(node, Name) and node.text in models and not node.accents:
        return _at(models[node.text], node.span)
    if isinstance(node, Product) and any(isinstance(f, Name) and f.text in models for f in node.factors):
        node = _beside(node, models)
    return rebuilt(node, partial(_called, models=models), leaving=("base",))


def _beside(node: Product, models: Mapping[str, Product]) -> Product:
    """h (1 − h) with the factors of h_θ(x) among the others."""
    factors: list[Node] = []
    operators: list[str] = []
    for sign, factor in zip(("", *node.operators), node.factors, strict=True):
        model = models.get(factor.text) if isinstance(factor, Name) and not factor.accents else None
        own = _at(model, factor.span) if model is not None else None
        factors += own.factors if isinstance(own, Product) else [factor]
        operators += [sign, *(own.operators if isinstance(own, Product) else ())]
    return replace(node, factors=tuple(factors), operators=tuple(operators[1:]))


def _at(node: Node, span: tuple[int, int]) -> Node:
    """The same in another place of the text."""
    return replace(rebuilt(node, partial(_at, span=span)), span=span)
