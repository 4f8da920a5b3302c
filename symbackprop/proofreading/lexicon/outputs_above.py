r"""The output as the layer above L hidden ones: h^{(L+1)} = o(a^{(L+1)}), δ^{(L+1)} = ∂C/∂a^{(L+1)}.

It is read as layer L, as most texts count, and the last hidden one as L − 1, wherever L stands above or below a symbol
or ends a sum.  Not where L + 2 stands anywhere, or a^{(L)} is compared with a target, nor where L + 1 may be a slip:
one statement at least has states of that layer on both sides.
"""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Big, Group, Name, Node, Number, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import flat, name_of, scripts, shift_of

LAST = "L"
TARGETS = frozenset({"y", "t", "T", "Y", "d"})
STATES = frozenset({"a", "A", "z", "Z", "h", "H", "y", "o", "x", "s", "u", "net", "delta"})


def with_outputs_in_last_layer(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, L + 1 read as L."""
    steps = {step for side in sides_of(formulas) for n in side.walk() for step in _steps(n)}
    if (
        max(steps, default=0) != 1
        or not any(map(_is_of_output, formulas))
        or any(map(_is_compared, sides_of(formulas)))
    ):
        return list(formulas)
    return [f.changed(_lowered) for f in formulas]


def _steps(node: Node) -> list[int]:
    """How far above L the layers of a symbol are."""
    shifts = [shift_of(_within(p)) for p in _scripts(node)] if isinstance(node, Scripted) else []
    return [shift[1] for shift in shifts if shift is not None and shift[0] == LAST]


def _is_of_output(formula: Formula) -> bool:
    """Whether both sides of a statement have states of layer L + 1."""
    states = [
        [n for n in side.walk() if isinstance(n, Scripted) and name_of(n.base) in STATES] for side in formula.sides
    ]
    return len(states) == 2 and all(any(1 in _steps(n) for n in side) for side in states)


def _is_compared(side: Node) -> bool:
    """Whether a state of layer L stands beside a target, a^{(L)} − y."""
    sums = [n for n in side.walk() if isinstance(n, Addition) and len(n.terms) == 2 and -1 in n.signs]
    of_last = (n for n in sums if any(0 in _steps(t) for t in n.terms))
    return any(name_of(scripts(t)[0] if isinstance(t, Scripted) else t) in TARGETS for n in of_last for t in n.terms)


def _scripts(node: Scripted) -> list[Node]:
    return [part for script in (node.sub, node.sup) if script is not None for part in flat(script)]


def _within(node: Node) -> Node:
    return node.body if isinstance(node, Group) else node


def _lowered(node: Node) -> Node:
    """A formula with the layers of L one lower."""
    match node:
        case Scripted(sub=sub, sup=sup):
            base = _lowered(node.base)
            return replace(node, base=base, sub=sub and _down(sub), sup=sup and _down(sup))
        case Big(lower=lower, upper=upper):
            return replace(node, lower=lower and _down(lower), upper=upper and _down(upper), body=_lowered(node.body))
    return rebuilt(node, _lowered)


def _down(node: Node) -> Node:
    """L for L + 1, L − 1 for L."""
    shift = shift_of(node)
    if shift is None or shift[0] != LAST:
        return rebuilt(node, _down)
    letter, step = Name(node.span, LAST), shift[1] - 1
    return Addition(node.span, (letter, Number(node.span, str(-step))), (1, -1)) if step else letter
