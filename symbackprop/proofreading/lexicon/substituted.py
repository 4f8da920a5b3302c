"""Definitions that stand within other statements: ∂z/∂w = ∂(w x + b)/∂w puts in what z is; 1/(1 + e^{-z}) = a names it.

So do log Σ_j e^{f_j} = log Σ_j e^{w_j^T x} and ½ (ŷ − y)² = ½ (w x + b − y)², where all else is the same on both sides.
So does a = σ(z) = σ(W x + b), and σ(z_i) where σ is taken of w^T x_i, and of nothing else, all over the text, and so do
∂h/∂a and σ′(a) beside h = σ(W x + b).

Nothing of it counts for what the text defines in so many words.
"""

from collections.abc import Iterator, Sequence

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import (
    Addition,
    Apply,
    Derivative,
    Differential,
    Dots,
    Group,
    Listing,
    Nabla,
    Node,
    Product,
    Scripted,
    Words,
)
from symbackprop.parsing.latex.unification import unified
from symbackprop.proofreading.lexicon.counted_examples import relettered
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.lexicon.free_letters import free_letters
from symbackprop.proofreading.lexicon.numbered_entries import find_numbers
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import ERROR, WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, INPUTS, TARGETS, TRUE_CLASS

GIVEN = COSTS | INPUTS | TARGETS | WEIGHTS | BIASES | {ERROR}
"""What no formula of a state defines."""


def add_substituted(lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
    """Define what the text uses and says nothing of but by putting it in, or by naming it on the right."""
    taken = [*_taken_elsewhere(formulas, lexicon), *_named_below(formulas, lexicon)]
    for formula in formulas:
        found = (
            *_put_in(formula, lexicon),
            *_named_after(formula, lexicon),
            *_within_function(formula, lexicon),
            *_beside_the_same(formula, lexicon),
        )
        for mention, body in found:
            if _is_open(mention, body, lexicon):
                lexicon.definitions.append(Definition(mention, body, formula))
    for mention, body, formula in taken:
        if _is_open(mention, body, lexicon):
            lexicon.definitions.append(Definition(mention, body, formula))
    lexicon.definitions.sort(key=lambda d: d.number)
    find_numbers(lexicon)


def put_in(left: Node | None, right: Node | None) -> tuple[Node, Node] | None:
    """z and w x + b of ∂z/∂w = ∂(w x + b)/∂w; None for any other statement."""
    if not isinstance(left, Derivative) or not isinstance(right, Derivative) or len(left.by) != 1:
        return None
    if [*map(outline, left.by)] != [*map(outline, right.by)]:
        return None
    body = right.of
    while isinstance(body, Group) and body.opening in "([{":
        body = body.body
    return left.of, body


def _put_in(formula: Formula, lexicon: Lexicon) -> Iterator[tuple[Mention, Node]]:
    """What a slope puts in for a quantity."""
    found = put_in(formula.left, formula.right)
    mention = mention_of(found[0], lexicon.habits) if found is not None else None
    if found is not None and mention is not None:
        yield mention, found[1]


def _named_after(formula: Formula, lexicon: Lexicon) -> Iterator[tuple[Mention, Node]]:
    """a and 1/(1 + e^{-z}) of 1/(1 + e^{-z}) = a."""
    mention = mention_of(formula.right, lexicon.habits) if formula.right is not None else None
    if mention is not None and formula.left is not None and not formula.statement.link:
        yield mention, formula.left


def _within_function(formula: Formula, lexicon: Lexicon) -> Iterator[tuple[Mention, Node]]:
    """z and W x + b of σ(z) = σ(W x + b)."""
    one, other = _called(formula.left), _called(formula.right)
    if one is None or other is None or outline(one[0]) != outline(other[0]):
        return
    mention = mention_of(one[1], lexicon.habits)
    function = mention_of(one[0], lexicon.habits)
    if mention is not None and function is not None and function.base in lexicon.functions:
        yield mention, other[1]


def _beside_the_same(formula: Formula, lexicon: Lexicon) -> Iterator[tuple[Mention, Node]]:
    """f_j and w_j^T x of log Σ_j e^{f_j} = log Σ_j e^{w_j^T x}, put in for every f with its own index."""
    left, right = formula.left, formula.right
    if left is None or right is None or not formula.statement.link or mention_of(left, lexicon.habits) is not None:
        return
    found: list[tuple[Mention, Node]] = []

    def differing(nodes: Sequence[Node]) -> Node | None:
        own, other = _rest(nodes[0], nodes[1])
        mention = mention_of(own, lexicon.habits)
        if mention is None or not isinstance(other, Product | Addition):
            return None
        found.append((mention, other))
        return nodes[0]

    if unified((left, right), differing) is None or len({(m.base, m.label) for m, _ in found}) != 1:
        return
    names = [tuple(map(name_of, m.units)) for m, _ in found]
    first = next((n for n, own in enumerate(names) if all(t.isalpha() and t != TRUE_CLASS for t in own)), None)
    if first is None:
        return
    mention, body = found[first]
    for (_, other), own in zip(found, names, strict=True):
        letters = dict(zip(names[first], own, strict=True)) if len(own) == len(names[first]) else {}
        if outline(relettered(body, letters)) != outline(other):
            return
    yield mention, body


def _rest(one: Node, other: Node) -> tuple[Node, Node]:
    """ŷ and w x + b of ŷ − y and w x + b − y; both as they are where more than one term is another."""
    if not isinstance(one, Addition) or not isinstance(other, Addition):
        return one, other
    own, theirs = ([(outline(t), sign, t) for t, sign in zip(n.terms, n.signs, strict=True)] for n in (one, other))
    alone = [t for t in own if t[:2] not in [o[:2] for o in theirs]]
    more = [t for t in theirs if t[:2] not in [o[:2] for o in own]]
    if len(alone) != 1 or alone[0][1] != 1 or not more:
        return one, other
    terms, signs = tuple(t for *_, t in more), tuple(sign for _, sign, _ in more)
    return alone[0][2], terms[0] if signs == (1,) else Addition(other.span, terms, signs)


def _taken_elsewhere(formulas: Sequence[Formula], lexicon: Lexicon) -> Iterator[tuple[Mention, Node, Formula]]:
    """z_i and w^T x_i of a text with σ(z_i), where σ is taken of one weighted input, whose formula stands there."""
    symbols: dict[str, dict[str, tuple[Mention, Formula]]] = {}
    inputs: dict[str, dict[str, tuple[Node, Formula]]] = {}
    for formula in formulas:
        for node in (n for side in formula.sides for n in side.walk()):
            for function, argument in _calls(node):
                if (mention := mention_of(argument, lexicon.habits)) is not None:
                    symbols.setdefault(function, {}).setdefault(lexicon.outlined(argument), (mention, formula))
                elif any(m.base in WEIGHTS for m in mentions(argument, lexicon.habits)):
                    inputs.setdefault(function, {}).setdefault(lexicon.outlined(argument), (argument, formula))
    for function, found in inputs.items():
        if function in lexicon.functions:
            for mention, first in symbols.get(function, {}).values():
                own = [(n, f) for n, f in found.values() if _examples(n, lexicon) == {name_of(mention.example)}]
                if len(own) == 1:
                    yield mention, own[0][0], min(first, own[0][1], key=lambda f: f.number)


def _named_below(formulas: Sequence[Formula], lexicon: Lexicon) -> Iterator[tuple[Mention, Node, Formula]]:
    """a_1 and W x + b of a text with h_1 = σ(W x + b), ∂h_1/∂a_1 and σ′(a_1)."""
    nodes = [(n, f) for f in formulas for side in f.sides for n in side.walk()]
    sloped = {(function, lexicon.outlined(argument)) for n, _ in nodes for function, argument in _slopes(n)}
    bodies = {lexicon.outlined(d.mention.node): _called(d.body) for d in lexicon.definitions if not d.parameters}
    for node, formula in nodes:
        if isinstance(node, Derivative) and len(node.by) == 1 and (own := bodies.get(lexicon.outlined(node.of))):
            mention = mention_of(node.by[0], lexicon.habits)
            if mention is not None and (name_of(own[0]), lexicon.outlined(node.by[0])) in sloped:
                yield mention, own[1], formula


def _slopes(node: Node) -> Iterator[tuple[str, Node]]:
    """σ and a of σ′(a)."""
    if isinstance(node, Product):
        for first, second, sign in zip(node.factors, node.factors[1:], node.operators, strict=False):
            if not sign and isinstance(first, Scripted) and first.primes == 1 and isinstance(second, Group):
                yield name_of(first.base), second.body


def _calls(node: Node) -> Iterator[tuple[str, Node]]:
    """Functions and what they are taken of, in a product with others too."""
    if isinstance(node, Product):
        for first, second, sign in zip(node.factors, node.factors[1:], node.operators, strict=False):
            pair = None if sign else _called(Product(node.span, (first, second), ("",)))
            if pair is not None:
                yield name_of(pair[0]), pair[1]
    elif (pair := _called(node)) is not None:
        yield name_of(pair[0]), pair[1]


def _examples(node: Node, lexicon: Lexicon) -> set[str]:
    """The examples that a formula is of; an empty name where it says none."""
    return {name_of(m.example) for m in mentions(node, lexicon.habits) if m.example is not None} or {""}


def _called(node: Node | None) -> tuple[Node, Node] | None:
    """σ and z of σ(z)."""
    match node:
        case Product(factors=(function, Group(body=argument, opening="(" | "["))) if not isinstance(argument, Listing):
            return function, argument
        case Apply(function=function, arguments=(argument,)):
            return function, argument
        case _:
            return None


def _is_open(mention: Mention, body: Node, lexicon: Lexicon) -> bool:
    """Whether a formula may be that of a quantity, of which nothing else is said."""
    given = GIVEN - COSTS if mention.units else GIVEN  # O_{11} is an output, and no objective
    if not mention.is_plain or mention.base in given or mention.base in lexicon.functions:
        return False
    if mention.example is not None and _examples(body, lexicon) != {name_of(mention.example)}:
        return False
    own = lexicon.fold(mention.base)
    every = [(d.mention, lexicon.fold(d.mention.base)) for d in (*lexicon.definitions, *lexicon.all.values())]
    if any((base, m.label, _numbers(m)) == (own, mention.label, _numbers(mention)) for m, base in every):
        return False
    if _is_said(body, lexicon):
        return False
    if mention_of(body, lexicon.habits) is not None:
        return False
    if any(isinstance(n, Derivative | Differential | Nabla | Dots | Words) for n in body.walk()):
        return False
    read = [*mentions(body, lexicon.habits)]
    letters = {name_of(u) for u in mention.units} - {*_numbers(mention)}
    is_state = any(m.base.partition("~")[0] in WEIGHTS or m.base == "e" or m.base in lexicon.functions for m in read)
    return is_state and all(lexicon.fold(m.base) != own for m in read) and letters == _open_letters(body, lexicon)


def _numbers(mention: Mention) -> tuple[str, ...]:
    """The numbers that tell one quantity from others of its letter: a_1 is none of an a that is a number."""
    names = tuple(map(name_of, mention.units))
    return names if all(map(str.isdigit, names)) else ()


def _is_said(body: Node, lexicon: Lexicon) -> bool:
    """Whether a formula has another name already, net_o, so that net_{o1} may be a slip."""
    said = lexicon.outlined(body)
    return any(lexicon.outlined(d.body) == said for d in lexicon.definitions)


def _open_letters(body: Node, lexicon: Lexicon) -> set[str]:
    """The indices that a formula leaves open."""
    return {letter for letter, kind in free_letters(body, lexicon.habits).items() if kind.startswith("unit")}
