r"""Another letter for a weighted input: with a = φ(z) and no formula of h, ∂L/∂a · ∂a/∂h · ∂h/∂w means z by h.

What a depends on by its one formula is the argument of that; so is what a chain of slopes goes on through, from a to w.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Apply, Derivative, Group, Nabla, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, INPUTS, TARGETS


def with_weighted_aliases(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, h read as z."""
    sides = sides_of(formulas)
    passed = dict(pair for side in sides for n in side.walk() if isinstance(n, Product) for pair in _passed(n))
    if not passed:
        return list(formulas)
    told = {outline(f.left) for f in formulas if f.left is not None and f.right is not None}
    read = {name for f in formulas if f.right is not None for name in _read_names(f.right)}
    meant: dict[str, Node] = {}
    for between, above in passed.items():
        arguments = [
            a for f in formulas if f.left is not None and outline(f.left) == above and (a := _argument(f.right))
        ]
        is_free = between not in told | read | INPUTS | TARGETS | COSTS | WEIGHTS | BIASES
        if is_free and len({outline(a) for a in arguments}) == 1 and outline(arguments[0]) in told - {between}:
            meant[between] = arguments[0]
    return [f.changed(partial(_read, meant=meant)) for f in formulas] if meant else list(formulas)


def _passed(product: Product) -> Iterator[tuple[str, str]]:
    """(h, a) of ∂a/∂h · ∂h/∂w, where w is a weight or a bias, and h a letter without scripts."""
    slopes = [f for f in product.factors if isinstance(f, Derivative | Nabla)]
    for one, other in pairwise(slopes):
        between, weight = _below(one), _below(other)
        if isinstance(between, Name) and weight is not None and outline(between) == outline(other.of):
            base = scripts(weight)[0] if isinstance(weight, Scripted) else weight
            if name_of(base) in WEIGHTS | BIASES:
                yield outline(between), outline(one.of)


def _read_names(node: Node) -> Iterator[str]:
    """What a formula is computed from, and not only differentiated by."""
    if isinstance(node, Name):
        yield outline(node)
    for part in () if isinstance(node, Derivative | Nabla) else node.parts():
        yield from _read_names(part)


def _below(slope: Derivative | Nabla) -> Node | None:
    if isinstance(slope, Nabla):
        return slope.by
    return slope.by[0] if len(slope.by) == 1 else None


def _argument(body: Node | None) -> Node | None:
    """The z of φ(z)."""
    match body:
        case Product(factors=(Name(), Group(opening="(", body=Name() | Scripted() as argument)), operators=("",)):
            return argument
        case Apply(arguments=(Name() | Scripted() as argument,)):
            return argument
    return None


def _read(node: Node, meant: dict[str, Node]) -> Node:
    if isinstance(node, Name) and (own := meant.get(outline(node))) is not None:
        return _at(own, node.span)
    return rebuilt(node, partial(_read, meant=meant), leaving=frozenset({"sub", "sup"}))


def _at(node: Node, span: tuple[int, int]) -> Node:
    """The same in another place of the text."""
    return replace(rebuilt(node, partial(_at, span=span)), span=span)
