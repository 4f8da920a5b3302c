r"""Functions of functions: (f ∘ g)(x) is f(g(x)), and in C′(W) = C′(R) R′(Z) Z′(W) the primes are those of quantities.

A chain of primes in which every argument is what the next prime stands on, f′(x) = f′(u) u′(x), has names of values for
names of functions: C′(R) is ∂C/∂R.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Derivative, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.lexicon.rule_letters import RULE_LETTERS

FUNCTIONS = RULE_LETTERS | {"F", "G", "H", "phi", "psi", "sigma"}
Pairing = Callable[[Node, Node], Node | None]
"""What two factors beside each other are as one; None where they are two."""


def with_compositions(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, functions of functions by their arguments, and slopes of values as derivatives."""
    composed = any(_functions(n) for side in sides_of(formulas) for n in side.walk())
    found = [f.changed(partial(_paired, pairing=_applied)) for f in formulas] if composed else list(formulas)
    values = {name for f in found for name in _chained(f)}
    return [f.changed(partial(_paired, pairing=partial(_slope, values=values))) for f in found] if values else found


def _paired(node: Node, pairing: Pairing) -> Node:
    """A formula with every pair of factors that are one."""
    node = rebuilt(node, partial(_paired, pairing=pairing))
    if not isinstance(node, Product):
        return node
    factors, operators = [node.factors[0]], []
    for sign, factor in zip(node.operators, node.factors[1:], strict=True):
        one = None if sign else pairing(factors[-1], factor)
        if one is not None:
            factors[-1] = one
        else:
            factors.append(factor)
            operators.append(sign)
    return factors[0] if len(factors) == 1 else Product(node.span, tuple(factors), tuple(operators))


# ---- (f ∘ g)(x)


def _functions(node: Node) -> tuple[Node, ...]:
    """f and g of (f ∘ g); nothing for anything else."""
    body = node.body if isinstance(node, Group) and node.opening == "(" else None
    if not isinstance(body, Product) or set(body.operators) != {"circ"}:
        return ()
    bases = [f.base if isinstance(f, Scripted) and not f.primes and f.sup is None else f for f in body.factors]
    return body.factors if all(isinstance(b, Name) and b.text in FUNCTIONS for b in bases) else ()


def _applied(first: Node, bracket: Node) -> Node | None:
    """f(g(x)) for (f ∘ g)(x), its slope for (f ∘ g)′(x) and d/dx (f ∘ g)(x)."""
    if not isinstance(bracket, Group) or bracket.opening != "(":
        return None
    inner = first.base if isinstance(first, Scripted) else first.of if isinstance(first, Derivative) else first
    value: Node = bracket
    for function in reversed(_functions(inner)):
        value = Group(bracket.span, Product(bracket.span, (function, value), ("",)), "(", ")")
    if value is bracket or (isinstance(first, Scripted) and (first.sub is not None or first.sup is not None)):
        return None
    if isinstance(first, Derivative):
        return Derivative(first.span, value, first.by, first.sign)
    return Scripted(first.span, value, primes=first.primes) if isinstance(first, Scripted) else value


# ---- C′(R) R′(Z)


def _primed(node: Node, bracket: Node) -> tuple[Node, Node] | None:
    """R and Z of R′(Z)."""
    is_prime = isinstance(node, Scripted) and node.primes == 1 and node.sup is None
    if not is_prime or not isinstance(bracket, Group) or bracket.opening != "(":
        return None
    assert isinstance(node, Scripted)
    of = node.base if node.sub is None else Scripted(node.span, node.base, node.sub)
    by = bracket.body
    is_symbol = isinstance(by, Name) or (isinstance(by, Scripted) and isinstance(by.base, Name) and not by.primes)
    return (of, by) if is_symbol and isinstance(of, Name | Scripted) else None


def _slopes(node: Node) -> list[tuple[str, str]]:
    """(what is differentiated, by what) of a product of nothing but primes with their arguments."""
    factors = node.factors if isinstance(node, Product) else ()
    pairs = [_primed(*pair) for pair in zip(factors[::2], factors[1::2], strict=False)]
    found = [(outline(p[0]).lower(), outline(p[1]).lower()) for p in pairs if p is not None]
    return found if len(found) * 2 == len(factors) else []


def _chained(formula: Formula) -> Iterator[str]:
    """The values that a statement passes, f and u of f′(x) = f′(u) u′(x)."""
    if formula.left is None or formula.right is None:
        return
    whole, parts = _slopes(formula.left), _slopes(formula.right)
    is_chain = all(by == of for (_, by), (of, _) in pairwise(parts))
    if len(whole) == 1 and len(parts) > 1 and is_chain and (parts[0][0], parts[-1][1]) == whole[0]:
        yield from (of for of, _ in parts)


def _slope(node: Node, bracket: Node, values: set[str]) -> Node | None:
    found = _primed(node, bracket)
    if found is None or not values & {outline(n).lower() for n in found}:
        return None
    return Derivative((node.span[0], bracket.span[1]), found[0], (found[1],))
