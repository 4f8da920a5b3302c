r"""Any weight or bias by one letter: ∂L/∂α = Σ_i ∂L/∂a_i ∂a_i/∂α of a text with layers, whose α is nothing else.

What holds for any of them holds for a weight of the first layer, on which all that is above depends.  So the letter is
read as that, where it stands below slopes alone, in several statements; and nothing is proved by one for all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import ANY, Derivative, Group, Name, Node, Number, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import flat, name_of, scripts, shift_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, INPUTS, TARGETS

SEVERAL = 2
STATES = frozenset("zahsou")


def with_any_parameter(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, the letter of any parameter as a weight of the first layer."""
    claims = [f for f in formulas if f.right is not None]
    below = [by.text for f in claims for by in _below(f) if isinstance(by, Name)]
    letters = {t for t in below if below.count(t) >= SEVERAL} - WEIGHTS - BIASES - COSTS - INPUTS - TARGETS - STATES
    letters -= {name for f in claims for side in f.sides for name in _read(side)} if letters else set()
    if len(letters) != 1 or (weight := _first_weight(sides_of(formulas))) is None:
        return list(formulas)
    read = partial(_put, letter=letters.pop(), weight=weight)
    return [f if _leaves_layers_out(f) else f.changed(read) for f in formulas]


def _leaves_layers_out(formula: Formula) -> bool:
    """Whether a state of no layer is differentiated as a whole, ∂z/∂α: of which layer it is, may be said elsewhere."""
    slopes = (n for side in formula.sides for n in side.walk() if isinstance(n, Derivative))
    return any(name_of(n.of).lower() in STATES for n in slopes)


def _below(formula: Formula) -> list[Node]:
    """What a statement differentiates by, each letter once."""
    slopes = (n for side in formula.sides for n in side.walk() if isinstance(n, Derivative) and len(n.by) == 1)
    return list({name_of(n.by[0]): n.by[0] for n in slopes}.values())


def _read(node: Node) -> Iterator[str]:
    """All letters of a formula but those that only something is differentiated by."""
    if isinstance(node, Name):
        yield node.text
    bare = [by for by in node.by if not isinstance(by, Name)] if isinstance(node, Derivative) else []
    for part in (node.of, *bare) if isinstance(node, Derivative) else node.parts():
        yield from _read(part)


def _first_weight(sides: Sequence[Node]) -> Scripted | None:
    """W^{(1)}_{11}, as a text has its weights: with a letter for layers above, in brackets or not."""
    for node in (n for side in sides for n in side.walk() if isinstance(n, Scripted)):
        base, _, sups, _ = scripts(node)
        if not isinstance(base, Name) or base.text not in WEIGHTS or len(sups) != 1:
            continue
        parts = flat(sups[0])
        inner = parts[0].body if len(parts) == 1 and isinstance(parts[0], Group) else sups[0]
        shift = shift_of(inner)
        if shift is None or not shift[0] or shift[0] in ("T", "top") or len(parts) > 1:
            continue
        one = Number(node.span, "1")
        above = replace(parts[0], body=one) if isinstance(parts[0], Group) else one
        return Scripted(node.span, base, sub=Product(node.span, (one, one), ("",)), sup=above)
    return None


def _put(node: Node, letter: str, weight: Scripted) -> Node:
    node = rebuilt(node, partial(_put, letter=letter, weight=weight))
    if isinstance(node, Derivative) and len(node.by) == 1 and name_of(node.by[0]) == letter:
        return replace(node, by=(_at(weight, node.by[0].span),), sign=ANY)
    return node


def _at(node: Node, span: tuple[int, int]) -> Node:
    """The same in another place of the text."""
    return replace(rebuilt(node, partial(_at, span=span)), span=span)
