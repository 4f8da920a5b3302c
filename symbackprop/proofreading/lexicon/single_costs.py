"""The cost of one example beside that of all: J(W, b; x, y) and J(W, b), by one letter.

What a text writes after the letter tells the two apart, where it writes both: J(W, b; x^{(i)}, y^{(i)}) is read as J_i.
A text that says what C_0 or its slope is, the cost of the first example, and never what C is, has one cost.  Where
F = Σ_p E_p and nothing says what E is, it is that of any example.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeGuard

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Big, Derivative, Group, Listing, Name, Node, Product, Scripted, Words
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import flat, limit_letters, name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, DATA, EACH, WEIGHTS
from symbackprop.proofreading.vocabulary.quantities import COSTS

FIRST = "0"
STATES = frozenset({"z", "a", "h", "s", "o", "net", "out", "delta"})
"""What one example computes."""


def with_single_costs(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, the cost of one example with its own name where its letter stands for that of all too."""
    formulas = [f.changed(_of_examples) if any(map(_adds_brackets, f.sides)) else f for f in formulas]
    sides = sides_of(formulas)
    seen: dict[str, set[bool]] = {}
    for side in sides:
        for letter, arguments in _costs(side):
            seen.setdefault(letter, set()).add(_are_data(arguments))
    both = frozenset(letter for letter, kinds in seen.items() if len(kinds) == 2)
    both |= {letter for f in formulas if (letter := _numbered(f))}
    found = [f.changed(lambda side: _single(side, both)) for f in formulas] if both else list(formulas)
    each = _added_up(found)
    found = [f.changed(lambda side: _of_each(side, each)) for f in found] if each else found
    only = _told_by_first(found)
    return [f.changed(lambda side: _without_number(side, only)) for f in found] if only else found


def _adds_brackets(side: Node) -> bool:
    return any(isinstance(n, Big) and _slope_of_example(n.body, limit_letters(n)) is not None for n in side.walk())


def _of_examples(node: Node) -> Node:
    """Σ_k ∂C_k/∂w for Σ_k (∂C/∂w)_k, the slopes of all examples."""
    node = rebuilt(node, _of_examples)
    slope = _slope_of_example(node.body, limit_letters(node)) if isinstance(node, Big) else None
    return node if slope is None or not isinstance(node, Big) else replace(node, body=slope)


def _slope_of_example(body: Node, letters: Sequence[str]) -> Derivative | None:
    """∂C_k/∂w of (∂C/∂w)_k, where nothing in the bracket has k."""
    if not isinstance(body, Scripted) or body.sub is None or body.sup is not None or name_of(body.sub) not in letters:
        return None
    slope = body.base.body if isinstance(body.base, Group) and body.base.opening in "([" else None
    if not isinstance(slope, Derivative) or name_of(slope.of) not in COSTS:
        return None
    if any(name_of(n) == name_of(body.sub) for n in slope.walk()):
        return None
    return replace(slope, span=body.span, of=Scripted(slope.of.span, slope.of, body.sub))


def _added_up(formulas: Sequence[Formula]) -> frozenset[str]:
    """The E of F = Σ_p E_p, a cost by another letter, where E alone is never said to be anything: it is any E_p."""
    found: set[str] = set()
    for formula in formulas:
        match formula.right:
            case Big(kind="sum", body=Scripted(base=base, sub=sub)) as big if name_of(sub) in limit_letters(big):
                found |= {name_of(base)} if name_of(formula.left) in COSTS - {name_of(base)} else set()
    told = {letter for f in formulas if f.left is not None and f.right is not None for letter in _bare(f.left)}
    return frozenset((found & COST_LETTERS) - told)


def _bare(node: Node) -> set[str]:
    """E of E and of E(w)."""
    return {name_of(node.factors[0] if isinstance(node, Product) else node)}


def _of_each(node: Node, letters: frozenset[str]) -> Node:
    """A formula with the cost of any example under the name that it has for one."""
    if isinstance(node, Name) and node.text in letters and not node.accents:
        return Scripted(node.span, node, Words(node.span, EACH))
    if isinstance(node, Scripted) and name_of(node.base) in letters:
        return node
    return rebuilt(node, lambda part: _of_each(part, letters))


def _told_by_first(formulas: Sequence[Formula]) -> frozenset[str]:
    """The letters of costs of which a text has the first example's, C_0 = … or ∂C_0/∂w, and never says what C is.

    Beside it may stand that of any, in the mean Σ_k C_k, and what C depends on.
    """
    nodes = [n for side in sides_of(formulas) for n in side.walk()]
    numbers: dict[str, set[str]] = {}
    for node in nodes:
        if isinstance(node, Scripted) and isinstance(node.base, Name) and node.base.text in COST_LETTERS:
            numbers.setdefault(node.base.text, set()).add(name_of(node.sub) if node.sup is None else "")
    lefts = [f.left for f in formulas if f.right is not None]
    told = {name_of(n.base) for n in lefts if isinstance(n, Scripted) and name_of(n.sub) == FIRST}
    told |= {name_of(n.of.base) for n in nodes if isinstance(n, Derivative) and _is_first(n.of)}
    bare = {name_of(n) for n in lefts} | {name_of(n.factors[0]) for n in lefts if isinstance(n, Product)}
    added = {letter for n in nodes if isinstance(n, Big) and n.kind == "sum" for letter in limit_letters(n)}
    return frozenset(letter for letter in told - bare if numbers.get(letter, set()) - added == {FIRST})


def _is_first(node: Node) -> TypeGuard[Scripted]:
    return isinstance(node, Scripted) and name_of(node.sub) == FIRST


def _without_number(node: Node, letters: frozenset[str]) -> Node:
    """C for C_0."""
    if isinstance(node, Scripted) and name_of(node.base) in letters and name_of(node.sub) == FIRST:
        return replace(node.base, span=node.span)
    return rebuilt(node, lambda part: _without_number(part, letters))


def _numbered(formula: Formula) -> str:
    """The cost that is defined for the example that its bracket names: cost(t) = −y^{(t)} log h(x^{(t)})."""
    found = _by_number(formula.left) if formula.left is not None and formula.right is not None else None
    if found is None or formula.right is None:
        return ""
    letter, example = found
    above = (s for n in formula.right.walk() if isinstance(n, Scripted) for s in scripts(n)[2])
    inner = (g.body for s in above for g in flat(s) if isinstance(g, Group) and g.opening == "(")
    return letter if any(name_of(n) == example.text for n in inner) else ""


def _by_number(node: Node) -> tuple[str, Name] | None:
    """cost(t): the cost and the letter of an example."""
    if not isinstance(node, Product) or len(node.factors) != 2 or node.operators != ("",):
        return None
    symbol, bracket = node.factors
    if not isinstance(bracket, Group) or bracket.opening != "(" or name_of(symbol) not in COST_LETTERS:
        return None
    example = bracket.body
    return (name_of(symbol), example) if isinstance(example, Name) and re.fullmatch("[a-z]", example.text) else None


def _costs(side: Node) -> Iterator[tuple[str, list[Node]]]:
    """Every cost with what it is said to depend on, parameters among it."""
    for node in side.walk():
        if (found := _cost(node)) is not None:
            yield found


def _cost(node: Node) -> tuple[str, list[Node]] | None:
    if not isinstance(node, Product) or len(node.factors) != 2 or node.operators != ("",):
        return None
    letter, bracket = node.factors
    if not isinstance(letter, Name) or letter.text not in COST_LETTERS or not isinstance(bracket, Group):
        return None
    arguments = list(bracket.body.items) if isinstance(bracket.body, Listing) else [bracket.body]
    names = {_letter(a) for a in arguments}
    return (letter.text, arguments) if names & (WEIGHTS | {"b"}) and names <= WEIGHTS | {"b"} | DATA else None


def _letter(node: Node) -> str:
    return name_of(scripts(node)[0] if isinstance(node, Scripted) else node)


def _are_data(arguments: Sequence[Node]) -> bool:
    return any(_letter(a) in DATA for a in arguments)


def _single(node: Node, letters: frozenset[str]) -> Node:
    found = _cost(node)
    if found is not None and found[0] in letters and _are_data(found[1]):
        assert isinstance(node, Product)
        return Scripted(node.span, node.factors[0], _example(node, found[1]))
    if isinstance(node, Derivative) and _is_of_state(node, letters):
        return replace(node, of=Scripted(node.of.span, node.of, Words(node.of.span, EACH)))
    numbered = _by_number(node)
    if numbered is not None and numbered[0] in letters:
        assert isinstance(node, Product)
        return Scripted(node.span, node.factors[0], numbered[1])
    return rebuilt(node, lambda part: _single(part, letters))


def _is_of_state(node: Derivative, letters: frozenset[str]) -> bool:
    """Whether it is ∂J/∂z, J without its bracket: a state is that of one example, and so is its cost."""
    return name_of(node.of) in letters and isinstance(node.of, Name) and all(_letter(b) in STATES for b in node.by)


def _example(node: Node, arguments: Sequence[Node]) -> Node:
    """The letter of the example, i of x^{(i)}; where there is none, the word for any."""
    for argument in arguments:
        if isinstance(argument, Scripted) and _letter(argument) in DATA:
            for sup in scripts(argument)[2]:
                inner = sup.body if isinstance(sup, Group) else sup
                inner = inner.body if isinstance(inner, Group) else inner
                if isinstance(inner, Name):
                    return inner
    return Words(node.span, EACH)
