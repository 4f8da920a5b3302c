r"""Models that nothing tells: (h_w(x_i) − y_i) x_{ij} in a text that computes p_i = σ(w^T x_i) is about p_i.

Texts take such lines over from others.  Where a call of h or f stands nowhere on the left, the letter stands nowhere
else, and one output alone is what the cost reads, the call is another name for it, of the same example.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Apply, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.lexicon.layer_forms import bracket_of, key_of_name, symbol_of
from symbackprop.proofreading.vocabulary.marks import name_of, scripts
from symbackprop.proofreading.vocabulary.quantities import INPUTS, TARGETS

MODELS = frozenset({"h", "f"})
EXAMPLES = frozenset("ijkmnst")
"""Letters of examples."""
LOGARITHMS = frozenset({"log", "ln"})


def with_told_models(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, the output for the call of a model that nothing else is said of."""
    sides = sides_of(formulas)
    calls = [call for side in sides for node in side.walk() if (call := _call(node)) is not None]
    letters = {symbol_of(function) for function, _ in calls}
    said = {symbol_of(f.left) for f in formulas if f.left is not None}
    alone = sum(key_of_name(n) in letters for side in sides for n in side.walk())
    outputs = _outputs(formulas)
    if len(letters) != 1 or letters & said or alone != len(calls) or len(outputs) != 1:
        return list(formulas)
    return [f.changed(lambda side: _named(side, outputs[0])) for f in formulas]


def _call(node: Node) -> tuple[Node, Node] | None:
    """(h_w, x_i) of h_w(x_i)."""
    if not isinstance(node, Product) or len(node.factors) != 2 or not isinstance(node.factors[1], Group):
        return None
    function, bracket = node.factors
    inner = bracket.body if isinstance(bracket, Group) and bracket.opening == "(" else None
    is_model = symbol_of(function) in MODELS and isinstance(function, Name | Scripted)
    return (function, inner) if is_model and inner is not None and symbol_of(inner) in INPUTS else None


def _outputs(formulas: Sequence[Formula]) -> list[Name]:
    """What is computed by a function of one argument, and compared with a target or put into a logarithm."""
    computed: dict[str, Name] = {}
    for formula in formulas:
        left = formula.left
        base = scripts(left)[0] if isinstance(left, Scripted) else left
        if (
            isinstance(base, Name)
            and _is_whole(left)
            and formula.right is not None
            and bracket_of(formula.right) is not None
        ):
            computed.setdefault(symbol_of(base), base)
    read = {symbol_of(node) for side in sides_of(formulas) for node in _read(side)}
    return [base for symbol, base in computed.items() if symbol in read]


def _is_whole(left: Node | None) -> bool:
    """Whether it is p, p_i or p^{(i)}, of any example, and no a^{(l+1)} of a layer."""
    if not isinstance(left, Scripted):
        return True
    _, subs, sups, primes = scripts(left)
    bodies = [part.body if isinstance(part, Group) else part for part in (*subs, *sups)]
    return not primes and all(name_of(body) in EXAMPLES for body in bodies)


def _read(side: Node) -> Iterator[Node]:
    """p of log p, and of y − p and p − y."""
    for node in side.walk():
        if isinstance(node, Apply) and name_of(node.function) in LOGARITHMS:
            yield from node.arguments
        elif isinstance(node, Addition) and len(node.terms) == 2 and {*map(symbol_of, node.terms)} & TARGETS:
            yield from node.terms


def _named(node: Node, output: Name) -> Node:
    call = _call(node)
    if call is None:
        return rebuilt(node, lambda part: _named(part, output))
    of = call[1]
    name = replace(output, span=node.span)
    return replace(of, span=node.span, base=name) if isinstance(of, Scripted) else name
