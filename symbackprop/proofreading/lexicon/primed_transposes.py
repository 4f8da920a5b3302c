"""Primes that transpose: W' δ and (X'X)^{-1}, where a text writes no T above anything.

A prime on a symbol that is called, g'(z), is a derivative, and so is that of a power, (x^n)'; matrices in capitals
have none, nor has a single symbol in brackets, (a^{l-1})'.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Apply, Group, Name, Node, Number, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import flat, name_of, scripts
from symbackprop.proofreading.vocabulary.powers import power_letters

MATRICES = frozenset("WXUVAJZH") | {"Theta"}
SIGNS = frozenset({"T", "top", "intercal", "⊤", "ᵀ"})


def with_transposes(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, primes on matrices read as T where nothing else transposes."""
    nodes = [n for f in formulas for s in f.sides for n in s.walk()]
    is_said = any(
        isinstance(n, Scripted) and n.sup is not None and SIGNS & set(map(name_of, flat(n.sup))) for n in nodes
    )
    called = {_letter(f) for n in nodes for f in _called(n)}
    primed = {_matrix(n) for n in nodes if isinstance(n, Scripted)} - {""}
    has_bracket = any(isinstance(n, Scripted) and _matrix(n) and isinstance(n.base, Group) for n in nodes)
    if is_said or not has_bracket or primed & called or power_letters(nodes) or any(map(_is_slope, nodes)):
        return list(formulas)
    return [f.changed(_turned) for f in formulas]


def _is_slope(node: Node) -> bool:
    """Whether it is the slope of a power, (x^2)′."""
    inner = node.base.body if isinstance(node, Scripted) and node.primes and isinstance(node.base, Group) else None
    return isinstance(inner, Scripted) and isinstance(inner.sup, Number) and name_of(inner.base) == "x"


def _called(node: Node) -> Iterator[Node]:
    """What stands before a bracket."""
    if isinstance(node, Product):
        pairs = zip(node.factors, node.factors[1:], strict=False)
        yield from (a for a, b in pairs if isinstance(b, Group) and isinstance(a, Scripted) and a.primes)
    elif isinstance(node, Apply) and node.function is not None:
        yield node.function


def _letter(node: Node) -> str:
    while isinstance(node, Group):
        node = node.body
    return name_of(scripts(node)[0] if isinstance(node, Scripted) else node)


def _matrix(node: Scripted) -> str:
    """The letter of a matrix with a prime, in a bracket or not."""
    is_bracket = isinstance(node.base, Group) and node.base.opening == "("
    is_plain = node.primes == 1 and (node.sup is None or not isinstance(node.base, Group))
    letter = _letter(node.base) if is_plain else ""
    return letter if letter in MATRICES or is_bracket else ""


def _turned(node: Node) -> Node:
    node = rebuilt(node, _turned)
    if not isinstance(node, Scripted) or not _matrix(node):
        return node
    plain = replace(node, primes=0)
    inner = node.base if node.sub is None and node.sup is None else plain
    return Scripted(node.span, inner, sup=Name(node.span, "T"))
