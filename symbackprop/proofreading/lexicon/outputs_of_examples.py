r"""Outputs as functions of an example and of all weights: the y_k(x_n, w) of E_n = ½ Σ_k (y_k(x_n, w) − t_{nk})².

What stands in the bracket is said of all that is computed, so that y_k(x_n, w) is written as the target beside it
is, y_{nk}, and y_k where no target has the letter of the example.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Group, Listing, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import flat, name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS
from symbackprop.proofreading.vocabulary.quantities import BIASES, TARGETS

OUTPUT, INPUT = "y", "x"
Places = Mapping[frozenset[str], Scripted]
"""Targets by the letters of their scripts."""


def with_outputs_of_examples(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, entries of outputs without their arguments."""
    found = [any(_called(n) for s in f.sides for n in s.walk()) for f in formulas]
    return [_read(f) if is_called else f for f, is_called in zip(formulas, found, strict=True)]


def _read(formula: Formula) -> Formula:
    return formula.changed(partial(_bare, targets=dict(t for side in formula.sides for t in _targets(side))))


def _targets(side: Node) -> Iterator[tuple[frozenset[str], Scripted]]:
    """t_{nk} and t_k^{(n)}, with n and k."""
    for node in side.walk():
        if isinstance(node, Scripted) and name_of(scripts(node)[0]) in TARGETS - {OUTPUT}:
            parts = [p for script in (node.sub, node.sup) if script is not None for p in flat(script)]
            yield frozenset(name_of(p.body if isinstance(p, Group) else p) for p in parts), node


def _called(node: Node) -> list[tuple[int, str]]:
    """Where in a product an output stands before its bracket, and the letter of the example; "" for x itself."""
    if not isinstance(node, Product):
        return []
    pairs = enumerate(zip(node.factors, node.factors[1:], node.operators, strict=False))
    found = [(at, _example(two)) for at, (one, two, sign) in pairs if not sign and _is_output(one)]
    return [(at, example) for at, example in found if example is not None]


def _is_output(node: Node) -> bool:
    """Whether it is y_k."""
    is_entry = isinstance(node, Scripted) and name_of(node.base) == OUTPUT and node.sup is None and not node.primes
    return is_entry and isinstance(node, Scripted) and len(name_of(node.sub)) == 1


def _example(bracket: Node) -> str | None:
    """n of (x_n) and (x_n, w); nothing of (x, w); None for any other bracket."""
    if not isinstance(bracket, Group) or bracket.opening != "(":
        return None
    first, *rest = bracket.body.items if isinstance(bracket.body, Listing) else (bracket.body,)
    if not all(name_of(p) in WEIGHTS | BIASES for p in rest):
        return None
    if name_of(first) == INPUT and rest:
        return ""
    is_input = isinstance(first, Scripted) and name_of(first.base) == INPUT and first.sup is None
    return name_of(first.sub) or None if is_input and isinstance(first, Scripted) else None


def _bare(node: Node, targets: Places) -> Node:
    node = rebuilt(node, partial(_bare, targets=targets))
    if not isinstance(node, Product) or not (called := dict(_called(node))):
        return node
    factors: list[Node] = []
    operators: list[str] = []
    for at, factor in enumerate(node.factors):
        if at - 1 in called:
            continue
        operators += [node.operators[at - 1]] if at else []
        factors.append(_as_target(factor, called[at], targets) if at in called else factor)
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors), operators=tuple(operators))


def _as_target(output: Node, example: str, targets: Places) -> Node:
    """y_k as y_{nk}, where t_{nk} stands in the statement."""
    assert isinstance(output, Scripted)
    like = targets.get(frozenset({name_of(output.sub), example}))
    if like is None or not isinstance(output.base, Name):
        return output
    return replace(output, sub=like.sub, sup=like.sup)
