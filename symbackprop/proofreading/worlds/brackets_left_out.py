"""Products without any sign, of people who write none: -X^T (y - ŷ) f′(z^{(3)}) (W^{(2)})^T f′(z^{(2)}).

Who never writes ⊙ means one by two factors of the same shape that stand side by side, and leaves out the brackets that
it needs; the shapes say where they were.  Who writes ⊙ anywhere has forgotten one.  `operations` binds from the left,
or at the signs, which there are none of here.
"""

from collections.abc import Sequence
from functools import cache

from symbackprop.parsing.latex.tree import ENTRYWISE, Node, Product
from symbackprop.proofreading.vocabulary.values import Array, Misfit, times

MOST = 8
"""The most factors that are bound so: with more, what fits is chance."""


def writes_entrywise(sides: Sequence[Node]) -> bool:
    """Whether a sign for products entry by entry is written anywhere."""
    products = (n for side in sides for n in side.walk() if isinstance(n, Product))
    return any(set(n.operators) & (ENTRYWISE | {"*"}) for n in products)


def bound_by_shapes(factors: Sequence[Array], operators: Sequence[str], node: Product) -> Array | None:
    """The product with brackets where the shapes need them, as far to the left as they can be; None where none fit."""
    if not 3 <= len(factors) <= MOST:
        return None

    @cache
    def bound(start: int, end: int) -> tuple[Array, ...]:
        """The product of a run of factors, or nothing."""
        if end - start == 1:
            return (factors[start],)
        for at in range(end - 1, start, -1):
            for one, other in zip(bound(start, at), bound(at, end), strict=False):
                try:
                    return (times(one, other, operators[at - 1], node),)
                except Misfit:
                    continue
        return ()

    return next(iter(bound(0, len(factors))), None)
