r"""Jacobians of activations by a letter of their own: J^{(l)} of δ^{(l)} = (J^{(l)})^T (W^{(l+1)})^T δ^{(l+1)}.

It is ∂a^{(l)}/∂z^{(l)} where a text speaks of a Jacobian, and its J always has a layer, as no cost has.  Of functions
entry by entry and of softmax it is symmetric, so that no text need say whether it is transposed.
"""

import re
from collections.abc import Sequence

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Derivative, Group, Name, Node, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import TRANSPOSES, flat, name_of, scripts, shift_of

LETTER, OUTPUT, INPUT = "J", "a", "z"
_SPOKEN = re.compile(r"ja[ck]obi|雅可比|야코비|ヤコビ|якоби", re.IGNORECASE)
_LAYERS = frozenset({"l", "ell", "L", ""})


def with_activation_jacobians(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, the Jacobian of a layer's activation as the derivative that it is."""
    nodes = [n for side in sides_of(formulas) for n in side.walk()]
    letters = [n for n in nodes if isinstance(n, Name) and n.text == LETTER]
    layered = [n for n in nodes if _layer(n)]
    states = {name_of(scripts(n)[0]) for n in nodes if isinstance(n, Scripted)}
    is_defined = any(f.right is not None and f.left is not None and _layer(f.left) for f in formulas)
    if not layered or len(layered) != len(letters) or is_defined or not {OUTPUT, INPUT} <= states:
        return list(formulas)
    spoken = _SPOKEN.search(formulas[0].statement.display.original.text)
    return [f.changed(_derived) for f in formulas] if spoken else list(formulas)


def _layer(node: Node) -> list[Node]:
    """The layer of J^{(l)}, and its transpose where it has one; nothing for anything else."""
    if not isinstance(node, Scripted) or name_of(node.base) != LETTER or node.sup is None or node.sub or node.primes:
        return []
    first, *rest = flat(node.sup)
    shift = shift_of(first.body if isinstance(first, Group) else first)
    is_layer = shift is not None and shift[0] in _LAYERS
    return [first, *rest] if is_layer and len(rest) < 2 and all(name_of(p) in TRANSPOSES for p in rest) else []


def _derived(node: Node) -> Node:
    if not (above := _layer(node)):
        return rebuilt(node, _derived)
    output, source = (Scripted(node.span, Name(node.span, t), sup=above[0]) for t in (OUTPUT, INPUT))
    slope = Derivative(node.span, output, (source,))
    return slope if len(above) == 1 else Scripted(node.span, Group(node.span, slope, "(", ")"), sup=above[1])
