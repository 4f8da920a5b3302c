r"""Activations that a text has a second letter for: g^{[1]}′(z) beside a^{[1]} = σ(z^{[1]}), where nothing else says g.

Whoever differentiates a function that is applied nowhere means the one that is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Apply, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import PRIMES, flat, name_of, scripts

LETTERS = frozenset({"g", "f", "sigma", "phi", "varphi", "psi"})


def with_one_activation(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, a letter that is only differentiated as that of the one function that is applied."""
    sloped, applied = set[str](), set[str]()
    for letter, has_prime in (found for side in sides_of(formulas) for found in _functions(side)):
        (sloped if has_prime else applied).add(letter)
    alone = sloped - applied - {_defined(f) for f in formulas}
    if len(applied) != 1 or not alone or applied & sloped:
        return list(formulas)
    (letter,) = applied
    return [f.changed(partial(_named, alone=frozenset(alone), letter=letter)) for f in formulas]


def _functions(side: Node) -> Iterator[tuple[str, bool]]:
    """The letters of functions that are applied, and whether it is their derivatives that are."""
    for node in side.walk():
        called: list[Node] = []
        if isinstance(node, Product):
            signs = zip(node.factors, node.operators, node.factors[1:], strict=False)
            called = [one for one, sign, other in signs if not sign and isinstance(other, Group)]
        elif isinstance(node, Apply):
            called = [node.function]
        for one in called:
            base, _, sups, primes = scripts(one) if isinstance(one, Scripted) else (one, [], [], 0)
            if name_of(base) in LETTERS:
                yield name_of(base), bool(primes) or any(name_of(p) in PRIMES for s in sups for p in flat(s))


def _defined(formula: Formula) -> str:
    """The letter of a function that a statement says something of."""
    left = formula.left
    called = left.factors[0] if isinstance(left, Product) else left.function if isinstance(left, Apply) else left
    return name_of(scripts(called)[0] if isinstance(called, Scripted) else called)


def _named(node: Node, alone: frozenset[str], letter: str) -> Node:
    if isinstance(node, Name) and node.text in alone:
        return replace(node, text=letter)
    return rebuilt(node, partial(_named, alone=alone, letter=letter))
