"""Biases as weights with the index 0: z_j = Σ_{k=1} w_{jk} x_k + w_{j0}."""

from symbackprop.parsing.latex.tree import Big, Name, Node, Relation, Scripted
from symbackprop.proofreading.vocabulary.marks import flat, name_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS
from symbackprop.proofreading.vocabulary.unit_letters import Scripts


def letters_of_zeroth(nodes: list[Node], parts: list[Scripts]) -> frozenset[str]:
    """The w of w_{j0} that are biases, in a text without b whose sums begin at 1.

    With Σ_{i=0} it is a weight of x_0 = 1.
    """
    is_from_zero = any(isinstance(n, Big) and n.lower is not None and begins_at_zero(n.lower) for n in nodes)
    has_biases = any(isinstance(n, Name) and n.text in ("b", "B") for n in nodes)
    has_ones = any(isinstance(n, Name) and set(n.accents) & {"tilde", "widetilde"} for n in nodes)
    if is_from_zero or has_biases or has_ones:
        return frozenset()
    entries = ((name_of(b), flat(s)) for b, subs, _, _ in parts if name_of(b) in WEIGHTS for s in subs)
    found = {b for b, e in entries if "0" in (map(name_of, e) if len(e) == 2 else map(_number_below, e))}
    return frozenset(letter.lower() for letter in found)


def _number_below(part: Node) -> str:
    """The 0 of w_{j0}, whose two indices are read as one symbol like h_1."""
    return name_of(part.sub) if isinstance(part, Scripted) and part.sub is not None else ""


def begins_at_zero(lower: Node) -> bool:
    """Whether what stands below a sum says that an index is 0 first."""
    return any(isinstance(n, Relation) and name_of(n.right) == "0" for n in lower.walk())
