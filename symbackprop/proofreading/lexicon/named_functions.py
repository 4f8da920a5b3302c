"""Letters of functions that a text gives a name beside: A = g(Z) and A = ReLU(Z), or a = f(z) = tanh(z).

What is said of the same symbol by the same argument is one function, so that g(Z) is ReLU(Z), and g′(Z) is ReLU′(Z),
where that argument stands.  Two names leave it open, and so does one that is said far away.

Words name a letter for the whole text: "r(V x), where r is the ReLU".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Apply, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, links_of
from symbackprop.proofreading.lexicon.function_names import CERTAIN, FUNCTION_LETTERS
from symbackprop.proofreading.lexicon.spoken import named_behind
from symbackprop.proofreading.vocabulary.marks import name_of

NEAR = 4
"""How many statements may lie between the letter and the name."""
LETTERS = FUNCTION_LETTERS - CERTAIN
LETTERS_IN_WORDS = LETTERS | {"r", "s"}
NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU"}
ANY = "□"
Call = tuple[str, str]
"""The letter of a function, and what it is taken of, ANY for whatever it is."""


def with_named_functions(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, each letter of a function that has a name as that name."""
    meant: dict[Call, set[str]] = {}
    for call, name in _namings(formulas):
        meant.setdefault(call, set()).add(name)
    for call, name in _told(formulas):
        meant.setdefault(call, set()).add(name)
    names = {call: found.pop() for call, found in meant.items() if len(found) == 1}
    return [f.changed(lambda side: _named(side, names)) for f in formulas] if names else list(formulas)


def _namings(formulas: Sequence[Formula]) -> Iterator[tuple[Call, str]]:
    """(g of Z, ReLU) of A = g(Z) and A = ReLU(Z)."""
    said: list[tuple[Formula, str, Call]] = []
    for chain in links_of(formulas):
        first, symbol = chain[0], chain[0].left
        if isinstance(symbol, Name | Scripted):
            calls = filter(None, (_called(f.right) for f in chain))
            said += [(first, outline(symbol), call) for call in calls]
    for formula, own, one in said:
        for beside, known, other in said:
            is_near = abs(beside.number - formula.number) <= NEAR and beside.section == formula.section
            if is_near and known == own and _names(other, one):
                yield one, other[0]


def _told(formulas: Sequence[Formula]) -> Iterator[tuple[Call, str]]:
    """(r of anything, ReLU) of a letter that words name right behind it, and that has no formula of its own."""
    calls = {name_of(a) for f in formulas for s in f.sides for n in s.walk() for a in _functions(n)}
    said = {name_of(a) for f in formulas if f.left is not None and f.right is not None for a in _functions(f.left)}
    for formula in formulas:
        letter = name_of(formula.left) if formula.right is None else ""
        if letter in calls & LETTERS_IN_WORDS - said - CERTAIN and (names := named_behind(formula)):
            yield from (((letter, ANY), NAMES[name]) for name in names)


def _functions(node: Node) -> Iterator[Node]:
    """The r of r(u) and of r′(u)."""
    if isinstance(node, Product):
        for first, second, sign in zip(node.factors, node.factors[1:], node.operators, strict=False):
            if not sign and isinstance(second, Group) and second.opening == "(":
                yield first.base if isinstance(first, Scripted) and first.sub is None else first


def _names(known: Call, call: Call) -> bool:
    """Whether a call says by its name what function another letter stands for."""
    return known[1] == call[1] and known[0] in CERTAIN and call[0] in LETTERS


def _called(node: Node | None) -> Call | None:
    """The function of g(Z) and its argument."""
    match node:
        case Product(factors=(Name(text=text, accents=()), Group(opening="(", body=body)), operators=("",)):
            return text, outline(body)
        case Apply(function=Name() as function, arguments=(argument,)):
            return name_of(function), outline(argument)
    return None


def _named(node: Node, names: Mapping[Call, str]) -> Node:
    """A formula with ReLU(Z) for g(Z)."""
    if isinstance(node, Apply) and len(node.arguments) == 1:
        function = _renamed(node.function, outline(node.arguments[0]), names)
        return rebuilt(replace(node, function=function), lambda part: _named(part, names))
    if isinstance(node, Product):
        behind = [*node.factors[1:], None]
        signs = [*node.operators, "·"]
        factors = tuple(
            _renamed(own, outline(after.body), names) if not sign and isinstance(after, Group) else own
            for own, after, sign in zip(node.factors, behind, signs, strict=True)
        )
        node = replace(node, factors=factors)
    return rebuilt(node, lambda part: _named(part, names))


def _renamed(function: Node, argument: str, names: Mapping[Call, str]) -> Node:
    """The name of a function, or of its slope, before an argument."""
    base = function.base if isinstance(function, Scripted) else function
    name = names.get((name_of(base), argument)) or names.get((name_of(base), ANY))
    if name is None or not isinstance(base, Name) or base.accents:
        return function
    if isinstance(function, Scripted) and (function.sub is not None or not function.primes):
        return function
    new = replace(base, text=name)
    return replace(function, base=new) if isinstance(function, Scripted) else new
