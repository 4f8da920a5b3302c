r"""Thresholds: what is added to the weighted sum of a unit, or taken from it, z_j = Σ_i w_{ij} o_i − θ_j, is its bias.

Where letters of units tell layers apart, i, j, k of w_{ij} and w_{jk}, a bias has the layer of its letter, and θ_j of a
hidden unit is another quantity than that of an output.  Read as a number beside all units of all layers it would have
the slope of the last.  So the letter is read as b, which says what it is; the sign that it stands with stays its own.

The sum itself has a letter of weights in some texts, the induced field v_j of Haykin; where no formula says so, what
functions are taken of does, φ′(v_j).
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from symbackprop.parsing.latex.tree import Addition, Apply, Big, Derivative, Group, Node, Product, Quotient, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.lexicon.layer_forms import bracket_of, symbol_of
from symbackprop.proofreading.vocabulary.marks import flat, name_of, scripts
from symbackprop.proofreading.vocabulary.quantities import BIASES

FIELDS = frozenset({"u", "v"})
"""Letters of weights that are also those of weighted sums."""


def thresholds_of(formulas: Sequence[Formula]) -> set[str]:
    """The letters that are nothing but biases of units: θ of θ_j, and γ of γ_k where these are other units.

    Weights have one letter there; with v_{jk} beside w_{ij} the letters of all quantities may tell them apart.
    """
    said = [(f.left, f.right) for f in formulas if f.left is not None and f.right is not None]
    added = {own for left, right in said for own in _added(left, right)}
    units = [unit for _, unit, _ in added]
    if len(set(units)) < len(units) or any(weights not in ("w", "W") for _, _, weights in added):
        return set()
    found = {letter for letter, _, _ in added} - BIASES
    told = {symbol_of(left) for left, _ in said if not isinstance(left, Derivative)}
    steps = {symbol_of(left) for left, right in said if symbol_of(left) in map(symbol_of, right.walk())}
    read = {letter for side in sides_of(formulas) for letter in _otherwise(side)} if found else set()
    return found - (told - steps) - read


def fields_of(formulas: Sequence[Formula]) -> set[str]:
    """The v of v_j = Σ_i w_{ji} y_i: a letter of weights that units have for what they sum, always with one index."""
    said = [(f.left, f.right) for f in formulas if f.left is not None and f.right is not None]
    sides = sides_of(formulas)
    found = {symbol_of(left) for left, right in said if _sums_weights(left, right)}
    found = (found | {of for side in sides for n in side.walk() for of in _arguments(n)}) & FIELDS
    nodes = (n for side in sides for n in side.walk()) if found else ()
    counts = [(symbol_of(n), len(_units(n)), len(scripts(n)[2])) for n in nodes if isinstance(n, Scripted)]
    return found - {key for key, below, above in counts if below != 1 or above}


def _arguments(node: Node) -> Iterator[str]:
    """What a function is taken of, v_j of φ(v_j) and φ′(v_j)."""
    if isinstance(node, Apply) and len(node.arguments) == 1:
        yield symbol_of(node.arguments[0])
    elif isinstance(node, Product):
        for called, bracket in pairwise(node.factors):
            if isinstance(called, Scripted) and called.primes and isinstance(bracket, Group):
                yield symbol_of(bracket.body)


def _sums_weights(left: Node, right: Node) -> bool:
    """Whether a unit's quantity is a sum over w_{ji}, and a bias."""
    unit, terms = _units(left), right.terms if isinstance(right, Addition) else (right,)
    sums = [t for t in terms if isinstance(t, Big) and t.kind == "sum"]
    inside = [n for t in sums for n in t.body.walk() if symbol_of(n) in ("w", "W")]
    return len(unit) == 1 and any(len(_units(n)) == 2 and unit[0] in _units(n) for n in inside)


def _added(left: Node, right: Node) -> Iterator[tuple[str, str, str]]:
    """(θ, j, w) of z_j = Σ_i w_{ij} o_i − θ_j, and of o_j = σ(Σ_i w_{ij} o_i − θ_j)."""
    unit = _units(left)
    total = bracket_of(right) or right
    while isinstance(total, Group):
        total = total.body
    if len(unit) != 1 or not unit[0].isalpha() or not isinstance(total, Addition):
        return
    sums = [t for t in total.terms if isinstance(t, Big) and t.kind == "sum"]
    weights = [n for t in sums for n in t.body.walk() if isinstance(n, Scripted) and unit[0] in _units(n)]
    pairs = [n for n in weights if len(_units(n)) == 2]
    if len(sums) != 1 or not pairs:
        return
    for term in total.terms:
        if isinstance(term, Scripted) and _units(term) == unit and symbol_of(term) not in map(symbol_of, weights):
            yield symbol_of(term), unit[0], symbol_of(pairs[0])


def _otherwise(node: Node) -> Iterator[str]:
    """The symbols that are multiplied or divided, have several indices, or stand without any."""
    if isinstance(node, Scripted):
        if len(_units(node)) != 1 or node.primes or len(scripts(node)[2]):
            yield symbol_of(node)
        return
    if isinstance(node, Product | Quotient):
        yield from (symbol_of(p) for p in node.parts() if isinstance(p, Scripted))
    yield symbol_of(node) if not node.parts() else ""
    for part in node.parts():
        yield from _otherwise(part)


def _units(node: Node) -> list[str]:
    """The indices below a symbol."""
    return [name_of(p) for sub in scripts(node)[1] for p in flat(sub)] if isinstance(node, Scripted) else []
