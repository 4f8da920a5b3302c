r"""A function whose value bears its name: s(x)_i = e^{x_i} / Σ_j e^{x_j}, and then s and s_i for s(x) and s(x)_i.

Where all that it is ever taken of is one vector, the name is that of a quantity which is computed from it.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Apply, Group, Name, Node, Number, Product, Scripted, Words
from symbackprop.proofreading.vocabulary.marks import name_of, scripts


def names_a_value(function: str, vector: str, sides: Iterable[tuple[Node, Node]]) -> bool:
    """Whether a function stands alone somewhere, and is taken of one vector everywhere else."""
    alone = False
    for side in (s for pair in sides for s in pair):
        for argument in _uses(side, function):
            alone |= argument is None
            if argument is not None and name_of(_base(shifted(argument)[0])) != vector:
                return False
    return alone


def shifted(whole: Node) -> tuple[Node, tuple[Node, ...]]:
    """(x, (c,)) for x + c, a vector and what is added to all its entries; (x, ()) for what is no such sum."""
    whole = _bare(whole)
    if not isinstance(whole, Addition) or set(whole.signs) != {1}:
        return whole, ()
    first, *others = map(_bare, whole.terms)
    return (first, tuple(others)) if all(isinstance(t, Name | Number) for t in others) else (whole, ())


def called_name(node: Node) -> str:
    """s of s(x), a function at a whole vector; nothing for anything else."""
    if isinstance(node, Product) and len(node.factors) == 2 and not node.operators[0]:
        return name_of_call(*node.factors)
    if isinstance(node, Apply) and len(node.arguments) == 1 and isinstance(_bare(node.arguments[0]), Name):
        return name_of(node.function)
    return ""


def name_of_call(symbol: Node, bracket: Node) -> str:
    """s of s (x), two factors as far as the grammar knows."""
    is_call = isinstance(bracket, Group) and bracket.opening == "(" and isinstance(_bare(bracket), Name)
    return name_of(symbol) if is_call else ""


def other_names(sides: Iterable[tuple[Node, Node]], function: Set[str]) -> Iterator[tuple[str, str]]:
    """(ψ, v) of softmax(v) = ψ(v): what else a text calls a function, and what it is taken of."""
    for pair in sides:
        one, other = map(_call, pair)
        for (name, vector), (also, argument) in ((one, other), (other, one)):
            if name in function and also and also not in function and vector == argument:
                yield also, vector


def renamed(node: Node, names: Mapping[str, str]) -> Node:
    """A formula with softmax for what it is also called."""
    if isinstance(node, Name):
        return replace(node, text="softmax") if node.text in names else node
    return rebuilt(node, lambda part: renamed(part, names))


def _call(node: Node) -> tuple[str, str]:
    """(softmax, v) of softmax(v); nothing for anything else."""
    match node:
        case Product(factors=(symbol, Group(body=Name(text=vector)))):
            return name_of(symbol), vector
        case Apply(function=symbol, arguments=(Name(text=vector),)):
            return symbol.text.strip() if isinstance(symbol, Words) else name_of(symbol), vector
    return "", ""


def _uses(node: Node, function: str) -> Iterator[Node | None]:
    """The argument of every call of a function, None where it stands alone; its entries are neither."""
    if isinstance(node, Name):
        if node.text == function and not node.accents:
            yield None
        return
    if isinstance(node, Scripted) and name_of(node.base) == function and node.sub is not None:
        return
    if isinstance(node, Apply) and name_of(node.function) == function:
        yield from node.arguments
        return
    if isinstance(node, Product):
        yield from _in_product(node, function)
        return
    for part in node.parts():
        yield from _uses(part, function)


def _in_product(node: Product, function: str) -> Iterator[Node | None]:
    following = (*node.factors[1:], None)
    for at, (factor, after) in enumerate(zip(node.factors, following, strict=True)):
        bracket = scripts(after)[0] if isinstance(after, Scripted) else after
        is_beside = at < len(node.operators) and not node.operators[at]
        if name_of(factor) == function and is_beside and isinstance(bracket, Group):
            yield bracket.body
        else:
            yield from _uses(factor, function)


def _bare(node: Node) -> Node:
    while isinstance(node, Group):
        node = node.body
    return node


def _base(node: Node) -> Node:
    return scripts(node)[0] if isinstance(node, Scripted) else node
