"""Names of whole networks: the f(x) of f(x) = softmax(z) and l(f(x), y) is a quantity, and f no function of its own.

A name that stands before the input alone, wherever it stands, and is computed from weights or states, says no more
with its bracket than without.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Apply, Big, Derivative, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS
from symbackprop.proofreading.vocabulary.quantities import INPUTS, TARGETS

NAMES = frozenset("fFhHgopyP")
STATES = frozenset("azhosu")


def with_model_names(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, the input left out behind the name of a network."""
    sides = sides_of(formulas)
    calls: dict[str, set[str]] = {}
    for side in sides:
        for name, argument in _calls(side):
            calls.setdefault(name, set()).add(argument)
    alone = {name for side in sides for name in _alone(side)}
    sliding = {_letter(b) for s in sides for n in s.walk() if isinstance(n, Derivative) for b in n.by} & INPUTS
    known = frozenset(_letter(f.left) for f in formulas if isinstance(f.left, Name | Scripted))
    computed = {_computed(f, known) for f in formulas}
    others = {name for f in formulas if (name := _called(f)) and _computed(f, known) != name}
    of_input = {n for n, a in calls.items() if len(a) == 1 and "" not in a} - others
    models = (computed & of_input - alone) | (of_input & {_quantity(f, known) for f in formulas})
    if not models or sliding:
        return list(formulas)
    names = frozenset(models)
    return [f.changed(lambda side: _bare(side, names)) for f in formulas]


def with_unsaid_models(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, h for the h(x) of h(x) − y in a text that nowhere says what h is: it is the output."""
    sides = sides_of(formulas)
    calls = [(name, argument) for side in sides for name, argument in _calls(side)]
    missed = {name for side in sides for node in side.walk() for name in _compared(node)}
    models = missed - {name for name, argument in calls if not argument}
    models -= {name for side in sides for name in _alone(side)} | {_called(f) for f in formulas}
    return [f.changed(lambda side: _bare(side, frozenset(models))) for f in formulas] if models else list(formulas)


def _compared(node: Node) -> Iterator[str]:
    """The h of h(x) − y and of y − h(x)."""
    if isinstance(node, Addition) and len(node.terms) == 2 and -1 in node.signs:
        for call, other in (node.terms, node.terms[::-1]):
            if _letter(other) in TARGETS and isinstance(call, Product | Apply):
                yield from (name for name, argument in _calls(call) if argument)


def _pairs(node: Node) -> Iterator[tuple[Node, Node]]:
    """Symbols with the brackets right behind them."""
    if isinstance(node, Product):
        pairs = zip(node.factors, node.factors[1:], node.operators, strict=False)
        yield from ((a, b) for a, b, sign in pairs if not sign and isinstance(_whole(b), Group))
    if isinstance(node, Apply) and len(node.arguments) == 1:
        yield node.function, Group(node.span, node.arguments[0], "(", ")")


def _whole(node: Node) -> Node:
    """The bracket of (x)_i."""
    return node.base if isinstance(node, Scripted) else node


def _input(bracket: Node) -> str:
    """What the input looks like in a bracket, without its example; nothing for any other argument."""
    inner = _whole(bracket)
    body = inner.body if isinstance(inner, Group) and inner.opening == "(" else None
    body = body.base if isinstance(body, Scripted) and _example(body) is not None else body
    return outline(body) if isinstance(body, Name) and body.text in INPUTS else ""


def _example(body: Node | None) -> Node | None:
    """The (i) of x^{(i)}; None for any other symbol."""
    if not isinstance(body, Scripted) or body.sub is not None or body.primes or not isinstance(body.sup, Group):
        return None
    return body.sup if body.sup.opening == "(" and name_of(body.sup.body).islower() else None


def _calls(side: Node) -> Iterator[tuple[str, str]]:
    for node in side.walk():
        yield from ((a.text, _input(b)) for a, b in _pairs(node) if isinstance(a, Name) and a.text in NAMES)


def _alone(node: Node) -> Iterator[str]:
    """The names that stand without the input, but for those of slopes, ∂ℓ/∂f, or with scripts of their own."""
    called = {id(a) for a, b in _pairs(node) if isinstance(a, Name) and _input(b)}
    called |= {id(n) for n in (node.of, *node.by)} if isinstance(node, Derivative) else set()
    for part in [node.base] if isinstance(node, Scripted) else [node.body] if isinstance(node, Big) else node.parts():
        if id(part) not in called:
            yield from ([part.text] if isinstance(part, Name) else _alone(part))


def _letter(node: Node) -> str:
    return name_of(scripts(node)[0] if isinstance(node, Scripted) else node)


def _computed(formula: Formula, known: frozenset[str]) -> str:
    """The name of what a statement computes from weights or states; nothing where it computes nothing of the kind."""
    name = _called(formula)
    return name if name and _reads_network(formula, known - {name}) else ""


def _quantity(formula: Formula, known: frozenset[str]) -> str:
    """The h of h = σ(z), which is a quantity wherever the text has it; nothing for any other statement."""
    name = formula.left.text if isinstance(formula.left, Name) and formula.statement.relation in ("=", ":=") else ""
    is_one = name in NAMES and not formula.statement.link and _reads_network(formula, known - {name} - INPUTS)
    return name if is_one else ""


def _reads_network(formula: Formula, known: frozenset[str]) -> bool:
    """Whether a statement reads weights or states, or in place of the input, f(x) = σ(z), what the text computes."""
    right = formula.right
    if right is None:
        return False
    read = {_letter(n) for n in right.walk() if isinstance(n, Name | Scripted)}
    scripted = {_letter(n) for n in right.walk() if isinstance(n, Scripted)}
    is_told = bool(read & known) and not read & INPUTS
    return bool(read & WEIGHTS or scripted & STATES or ("e" in scripted and read & STATES) or is_told)


def _called(formula: Formula) -> str:
    """The f of a statement f(x) = …, which says how it is computed."""
    left = formula.left
    if left is None or formula.right is None or formula.statement.relation not in ("=", ":=", "≡"):
        return ""
    names = [a.text for a, b in _pairs(left) if isinstance(a, Name) and _input(b) and not isinstance(b, Scripted)]
    is_call = isinstance(left, Apply) or (isinstance(left, Product) and len(left.factors) == 2)
    return names[0] if len(names) == 1 and is_call else ""


def _bare(node: Node, names: frozenset[str]) -> Node:
    if isinstance(node, Apply) and name_of(node.function) in names and node.function is not None:
        example = _example(node.arguments[0])
        return node.function if example is None else Scripted(node.span, node.function, sup=example)
    if isinstance(node, Product) and any(isinstance(a, Name) and a.text in names for a, _ in _pairs(node)):
        node = _without(node, names)
    return rebuilt(node, lambda part: _bare(part, names))


def _without(node: Product, names: frozenset[str]) -> Node:
    factors, operators = [node.factors[0]], []
    for sign, factor in zip(node.operators, node.factors[1:], strict=True):
        symbol = factors[-1]
        if not sign and isinstance(symbol, Name) and symbol.text in names and _input(factor):
            inner = _whole(factor)
            example = _example(inner.body) if isinstance(inner, Group) else None
            named = symbol if example is None else Scripted(symbol.span, symbol, sup=example)
            factors[-1] = replace(factor, base=named) if isinstance(factor, Scripted) else named
            continue
        factors.append(factor)
        operators.append(sign)
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors), operators=tuple(operators))
