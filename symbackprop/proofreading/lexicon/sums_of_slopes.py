r"""Sums over examples whose slopes have the number of an example below: the Σ_i dz_i of db = Σ_i dz_i.

A bias has no index there, and nothing else in the sum has any: what is added up are the slopes of all examples.
"""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.latex.tree import Big, Derivative, Differential, Group, Nabla, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import COUNTED, limit_letters, name_of, scripts
from symbackprop.proofreading.vocabulary.quantities import BIASES


def with_sums_of_slopes(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, the letter of examples left out, in a text that counts examples and has whole inputs X."""
    names = {n.text for side in sides_of(formulas) for n in side.walk() if isinstance(n, Name)}
    if "X" not in names or not names & COUNTED:
        return list(formulas)
    return [replace(f, right=_whole(f.right)) if f.right is not None and _is_by_bias(f.left) else f for f in formulas]


def _is_by_bias(left: Node | None) -> bool:
    """Whether it is the gradient by a bias, db_2; not by one of its entries, db_j."""
    match left:
        case Derivative(by=(by,)) | Nabla(by=by) | Differential(of=by) if by is not None:
            base, subs, _, _ = scripts(by) if isinstance(by, Scripted) else (by, (), (), 0)
            return name_of(base) in BIASES and all(not name_of(s).isalpha() for s in subs)
    return False


def _whole(node: Node) -> Node:
    """Σ dz of Σ_i dz_i, whatever number it is multiplied by."""
    if isinstance(node, Product):
        return replace(node, factors=tuple(_whole(f) if isinstance(f, Big) else f for f in node.factors))
    letters = limit_letters(node) if isinstance(node, Big) and node.kind == "sum" else []
    if not isinstance(node, Big) or len(letters) != 1:
        return node
    slope = _of_example(node.body, letters[0])
    return node if slope is None else replace(node, body=slope, lower=None, upper=None)


def _of_example(node: Node, letter: str) -> Node | None:
    """dz of dz_i and of (dz)_i."""
    match node:
        case Differential(of=Scripted(sub=sub, sup=None) as of) if name_of(sub) == letter:
            return replace(node, of=of.base)
        case Scripted(base=Group(body=Differential() as slope), sub=sub, sup=None) if name_of(sub) == letter:
            return slope
    return None
