r"""Functions that stand for what they give: y/φ − (1 − y)/(1 − φ), in a statement with φ(w·x) in it, and φ(1 − φ).

Where a statement takes a function of one thing only, and 1 − φ stands in it, every φ alone is the φ of that.  A σ that
a text only differentiates, dσ/dz, is the σ(z) that the name says, and tanh′ = 1 − tanh² is said at any x.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Apply, Derivative, Group, Name, Node, Number, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.lexicon.function_names import CERTAIN
from symbackprop.proofreading.vocabulary.marks import name_of

LETTERS = frozenset({"phi", "varphi", "sigma", "g", "f", "psi"})
SIGMA = "sigma"
"""The letter that says which function it is."""
NAMED = CERTAIN - {SIGMA, "softmax", "Softmax"}
"""Functions with names, which no text gives a value of one."""
Call = tuple[str, Group]
"""The letter of a function, and the bracket behind it."""


def with_called_functions(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, functions alone with what they are taken of."""
    nodes = [n for side in sides_of(f for f in formulas if f.right is not None) for n in side.walk()]
    sloped = [n for n in nodes if isinstance(n, Derivative) and _is_sigma(n.of) and len(n.by) == 1]
    is_function = len(sloped) == sum(map(_is_sigma, nodes))
    names = NAMED | ({SIGMA} if sloped and is_function else set())
    if any(isinstance(n, Derivative) and name_of(n.of) in names for n in nodes):
        formulas = [f.changed(partial(_sloped, names=names)) for f in formulas]
    return [f.changed(_at_any) if _is_slope_alone(f.left) else _read(f) for f in formulas]


def _is_slope_alone(node: Node | None) -> bool:
    """Whether it is tanh′ without an argument."""
    return isinstance(node, Scripted) and node.primes == 1 and name_of(node.base) in NAMED


def _at_any(node: Node) -> Node:
    """A formula with tanh x for every tanh alone."""
    if name_of(node.base if isinstance(node, Scripted) else node) in NAMED:
        return Apply(node.span, node, (Name(node.span, "x"),))
    return node if isinstance(node, Apply) else rebuilt(node, _at_any)


def _is_sigma(node: Node) -> bool:
    return isinstance(node, Name) and node.text == SIGMA


def _sloped(node: Node, names: frozenset[str]) -> Node:
    """A formula with dσ(z)/dz for dσ/dz."""
    if isinstance(node, Derivative) and isinstance(node.of, Name) and node.of.text in names and len(node.by) == 1:
        called = Product(node.of.span, (node.of, Group(node.by[0].span, node.by[0], "(", ")")), ("",))
        return replace(node, of=Apply(node.of.span, node.of, node.by) if node.of.text in NAMED else called)
    return rebuilt(node, partial(_sloped, names=names))


def _read(formula: Formula) -> Formula:
    nodes = [n for side in formula.sides for n in side.walk()]
    alone = {name for n in nodes for name in _complements(n)}
    calls = {name: {outline(b): b for own, b in _calls(nodes) if own == name} for name in alone}
    meant = {name: next(iter(found.values())) for name, found in calls.items() if len(found) == 1}
    return formula.changed(partial(_with_calls, meant=meant)) if meant else formula


def _complements(node: Node) -> Iterator[str]:
    """The φ of 1 − φ."""
    if isinstance(node, Addition) and len(node.terms) == 2 and node.signs == (1, -1):
        one, name = node.terms
        if isinstance(one, Number) and one.text == "1" and isinstance(name, Name) and name.text in LETTERS:
            yield name.text


def _calls(nodes: Sequence[Node]) -> Iterator[Call]:
    """Functions with their brackets, but for those in which they stand alone."""
    for node in nodes:
        if isinstance(node, Product):
            pairs = zip(node.factors, node.factors[1:], node.operators, strict=False)
            yield from (call for one, two, sign in pairs if not sign for call in _call(one, two))


def _call(function: Node, bracket: Node) -> Iterator[Call]:
    if not isinstance(function, Name) or function.text not in LETTERS or not isinstance(bracket, Group):
        return
    if bracket.opening == "(" and not _stands_alone(bracket.body, function.text):
        yield function.text, bracket


def _stands_alone(node: Node, name: str) -> bool:
    return any(name in _complements(n) for n in node.walk())


def _with_calls(node: Node, meant: dict[str, Group]) -> Node:
    """A formula with φ(w·x) for φ."""
    if isinstance(node, Name) and node.text in meant:
        return Product(node.span, (node, meant[node.text]), ("",))
    if not isinstance(node, Product):
        return rebuilt(node, partial(_with_calls, meant=meant))
    factors: list[Node] = []
    operators: list[str] = []
    for at, factor in enumerate(node.factors):
        sign = node.operators[at - 1] if at else ""
        after = node.factors[at + 1] if at + 1 < len(node.factors) and not node.operators[at] else None
        is_called = after is not None and bool([*_call(factor, after)])
        new = factor if is_called else _with_calls(factor, meant)
        operators += [sign] if factors else []
        factors.append(Group(new.span, new) if new is not factor and isinstance(factor, Name) else new)
    return Product(node.span, tuple(factors), tuple(operators))
