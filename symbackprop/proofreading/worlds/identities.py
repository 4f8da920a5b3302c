r"""The identity matrix, I or I_n: a factor that changes nothing, and as large as the matrix that it is added to.

Only where nothing else is called so: what a document computes with, z = W I + b, is an input, and I_j an entry of it.
"""

from collections.abc import Sequence

import numpy as np

from symbackprop.parsing.latex.tree import Node
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.values import Array, is_scalar
from symbackprop.proofreading.worlds.evaluator import Evaluator

IDENTITY = "I"
SIZES = frozenset("nmdKNMCD")
"""What the size of a matrix is called by."""


def is_identity(evaluator: Evaluator, mention: Mention, env: Env) -> bool:
    """Whether a symbol is the identity."""
    is_bare = mention.base == IDENTITY and mention.power is None and not mention.primes
    if not is_bare or mention.label or mention.layer is not None or mention.example is not None:
        return False
    if len(mention.units) > 1 or any(name_of(u) not in SIZES for u in mention.units):
        return False
    lexicon = evaluator.lexicon
    read = (m for d in lexicon.definitions for m in (d.mention, *mentions(d.body, lexicon.habits)))
    return IDENTITY not in env.local and all(m.base != IDENTITY for m in read)


def with_identities(evaluator: Evaluator, terms: Sequence[Node], values: list[Array], env: Env) -> list[Array]:
    """The terms of a sum, the identity among them as large as the others."""
    marks = [mention_of(t, evaluator.habits) for t in terms]
    if not any(m is not None and m.base == IDENTITY for m in marks):
        return values
    sizes = {v.shape[0] for v in values if v.ndim == 2 and v.shape[0] == v.shape[1] > 1}
    if len(sizes) != 1:
        return values
    whole = np.eye(sizes.pop(), dtype=complex)
    return [
        whole if m is not None and is_scalar(v) and is_identity(evaluator, m, env) else v
        for m, v in zip(marks, values, strict=True)
    ]
