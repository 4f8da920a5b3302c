r"""Small letters that are costs, where capitals are usual: ∂l/∂w beside a layer l, c = ½ ‖a − y‖² and ∂c/∂b.

An l that is differentiated is a loss, as no layer is.  Other letters have more uses, c of a class and of a cell, e of
what an output misses and of e^{-z}: they are costs where a square or a logarithm says what they are, or that they are
functions of weights, e(w), or where they stand nowhere but in slopes; if they are differentiated by several quantities
and nothing is differentiated by them, and where they are no index.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Big, Derivative, Group, Listing, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import flat, limit_letters, name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS
from symbackprop.proofreading.vocabulary.quantities import BIASES

SMALL, LOSS = "l", "ell"
COSTS = {"c": ("C", "J", "E", "Loss"), "e": ("E", "J", "C", "Loss"), "j": ("J", "C", "E", "Loss")}
"""What small letters are read as, the first that a document has no other use for."""
LOGARITHMS = frozenset({"log", "ln"})
SCRIPTS = frozenset({"sub", "sup", "lower", "upper"})
FREE = WEIGHTS | BIASES
"""What a cost is said to be a function of."""
SEVERAL = 2
"""How many quantities a cost is differentiated by, at least."""


def with_named_losses(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, with small letters of costs read as the usual ones outside of scripts."""
    nodes = [n for side in sides_of(formulas) for n in side.walk()]
    used = {n.text for n in nodes if isinstance(n, Name)}
    names = {SMALL: LOSS} if any(isinstance(n, Derivative) and _letter(n.of) == SMALL for n in nodes) else {}
    for letter in _costs(formulas, nodes):
        spare = next((name for name in COSTS[letter] if name not in used), "")
        names |= {letter: spare} if spare else {}
    return [f.changed(lambda side: _named(side, names)) for f in formulas] if names else list(formulas)


def _costs(formulas: Sequence[Formula], nodes: Sequence[Node]) -> set[str]:
    """The small letters besides l that are costs by what is done with them."""
    by: defaultdict[str, set[str]] = defaultdict(set)
    for node in nodes:
        if isinstance(node, Derivative) and len(node.by) == 1:
            by[_letter(node.of) or _function_of_weights(node.of)].add(_symbol(node.by[0]))
    below = {symbol for symbols in by.values() for symbol in symbols}
    told = {_letter(f.left) for f in formulas if f.left is not None and f.right is not None and _is_told(f.right)}
    told |= {letter for node in nodes if (letter := _function_of_weights(node))}
    told |= {letter for letter in COSTS if _is_only_differentiated(letter, nodes)}
    several = {letter for letter in COSTS.keys() & told if len(by[letter] - {""}) >= SEVERAL}
    return several - below - set(_indices(nodes)) if several else set()


def _is_only_differentiated(letter: str, nodes: Sequence[Node]) -> bool:
    """Whether a letter stands nowhere else than in its slopes, as a loss does that words tell."""
    slopes = sum(isinstance(n, Derivative) and _letter(n.of) == letter for n in nodes)
    return 0 < slopes == sum(_letter(n) == letter for n in nodes)


def _function_of_weights(node: Node) -> str:
    """The letter of e(w) and e(W, b); nothing for anything else."""
    match node:
        case Product(factors=(Name() as name, Group(opening="(", body=body)), operators=("",)):
            items = body.items if isinstance(body, Listing) else (body,)
            return _letter(name) if all(name_of(item) in FREE for item in items) else ""
    return ""


def _is_told(right: Node) -> bool:
    """Whether a square or a logarithm is computed, as of what an output misses."""
    return any((isinstance(n, Scripted) and name_of(n.sup) == "2") or name_of(n) in LOGARITHMS for n in right.walk())


def _indices(nodes: Sequence[Node]) -> Iterator[str]:
    """Letters that count something, below a symbol or under a sum."""
    for node in nodes:
        if isinstance(node, Big):
            yield from limit_letters(node)
        elif isinstance(node, Scripted):
            yield from (name_of(part) for sub in scripts(node)[1] for part in flat(sub))


def _letter(node: Node) -> str:
    """The letter of a bare symbol."""
    return node.text if isinstance(node, Name) and not node.accents else ""


def _symbol(node: Node) -> str:
    return name_of(scripts(node)[0] if isinstance(node, Scripted) else node)


def _named(node: Node, names: Mapping[str, str]) -> Node:
    if isinstance(node, Name):
        return replace(node, text=names.get(_letter(node), node.text))
    if isinstance(node, Scripted) and _letter(node.base) == "e" and node.sup is not None:
        return replace(node, sup=_named(node.sup, names))
    return rebuilt(node, lambda part: _named(part, names), leaving=SCRIPTS)
