r"""Accents that are no more than looks: \bar{Z} = \bar{W} \bar{A} + \bar{b} in a text that goes on with Z, W, A and b.

An accent makes another quantity where letters with it and without it meet in one equation, \tilde{a} = [1; a].
"""

from collections.abc import Iterable, Iterator

from symbackprop.parsing.latex.tree import Addition, Apply, Derivative, Node, Product
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.mentions import FOLDED, WEIGHTS, mention_of, mentions

SETS_APART = frozenset({"hat"})
"""Accents that always make another quantity: ŷ."""
PRIMED = frozenset({"y", "Y", "o", "t"})
ARRAYS = FOLDED | WEIGHTS | {"b"}


def decorations(equations: Iterable[tuple[Node, Node]], habits: Habits) -> set[str]:
    """The accents that all quantities of an equation have or none, where the letters stand without them elsewhere."""
    with_accent: dict[str, set[str]] = {}
    bare: set[str] = set()
    mixed: set[str] = set()
    for sides in equations:
        found = {_parts(m.base) for s in sides for m in mentions(s, habits)}
        found = {(letter, accent) for letter, accent in found if letter.lower() in ARRAYS | {"delta"}}
        accents = {accent for _, accent in found}
        mixed |= accents if len(accents) > 1 else set()
        for letter, accent in found:
            if accent:
                with_accent.setdefault(accent, set()).add(letter.lower())
            else:
                bare.add(letter.lower())
    return {a for a, letters in with_accent.items() if a not in mixed | SETS_APART and letters & bare}


def primed_names(equations: Iterable[tuple[Node, Node]], habits: Habits) -> frozenset[str]:
    """Letters that a prime makes another quantity of: the output y′ = σ(z) beside y, the weights w′ of ∂C/∂w′, and the
    weighted input h′ of h = σ(h′), and W′ and b′ of W′ h + b′."""
    equations = list(equations)
    slopes = [n for sides in equations for s in sides for n in s.walk() if isinstance(n, Derivative) and len(n.by) == 1]
    pairs = [(mention_of(n.of, habits), mention_of(n.by[0], habits)) for n in slopes]
    below = [by for _, by in pairs]
    parameters = frozenset(m.base for m in below if m is not None and m.primes == 1 and m.base in WEIGHTS | {"b"})
    parameters |= {base for sides in equations for s in sides for n in s.walk() for base in _added(n, habits)}
    before = {own.base for left, right in equations if (own := mention_of(left, habits)) is not None
              and not own.primes and isinstance(right, Apply | Product)
              and any(m.base == own.base and m.primes == 1 for m in mentions(right, habits))}  # fmt: skip
    before |= {by.base for of, by in pairs if of and by and of.base == by.base and not of.primes and by.primes == 1}
    return parameters | frozenset(
        own.base
        for left, right in equations
        if (own := mention_of(left, habits)) is not None
        and own.primes == 1
        and own.base in PRIMED | before
        and own.base not in {m.base for m in mentions(right, habits)}
    )


def _added(node: Node, habits: Habits) -> Iterator[str]:
    """The b and W of W′ h + b′; a bias is no function, and is not transposed beside products of columns."""
    terms = node.terms if isinstance(node, Addition) else ()
    biases = [m for t in terms if (m := mention_of(t, habits)) is not None and m.base == "b" and m.primes == 1]
    if biases and len(terms) > 1:
        factors = [f for t in terms if isinstance(t, Product) for f in t.factors]
        found = [m for f in factors if (m := mention_of(f, habits)) is not None and m.base in WEIGHTS]
        yield from ("b", *(m.base for m in found if m.primes == 1))


def _parts(base: str) -> tuple[str, str]:
    letter, _, accent = base.partition("~")
    return letter, accent
