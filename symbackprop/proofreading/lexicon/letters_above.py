r"""Layers that other letters than l count above the symbols: \delta_j^t = \sum_k \delta_k^{t+1} w_{jk}^{t+1} f'(s_j^t).

A letter that stands above weights, and one step away above a state, counts layers and no steps of training or time: it
is read as l where it could be something else as well, the t of transposes or an index below.  A letter that is one
less than the layer that is compared with a target, \delta_k^{t+1} = (y_k - t_k) f'(s_k^{t+1}), is the last but one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Big, Name, Node, Number, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import TRANSPOSES, flat, name_of, scripts, shift_of
from symbackprop.proofreading.vocabulary.mentions import DATA, WEIGHTS

LAYER, LAST = "l", "L"
STATES = frozenset({"a", "A", "z", "Z", "h", "H", "o", "s", "u", "v", "y", "delta", "net"})
"""What layers have, besides weights."""


def with_letters_above(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, letters that count layers above the symbols read as l, or as L − 1."""
    sides = sides_of(formulas)
    letters = _letters(sides)
    names = {n.text for s in sides for n in s.walk() if isinstance(n, Name)}
    if not letters or names & {LAYER, LAST, "ell"}:
        return list(formulas)
    depths = {t for t in letters if any(_is_last_but_one(f, t) for f in formulas)}
    below = {name_of(p) for n in _symbols(sides) for sub in scripts(n)[1] for p in flat(sub)}
    if not letters & (TRANSPOSES | below | depths):
        return list(formulas)
    tops = {t.upper() for t in letters & TRANSPOSES if any(name_of(w.sub) == t.upper() for w in _widths(sides))}
    new = {t: (LAST, -1) if t in depths else (LAYER, 0) for t in letters} | {t: (LAST, 0) for t in tops}
    return [f.changed(partial(_renamed, new=new)) for f in formulas]


def _symbols(sides: Sequence[Node]) -> Iterator[Scripted]:
    yield from (n for s in sides for n in s.walk() if isinstance(n, Scripted) and isinstance(n.base, Name | Scripted))


def _letters(sides: Sequence[Node]) -> set[str]:
    """The letters above weights that stand one step away above states, too."""
    above = [(name_of(scripts(n)[0]), shift) for n in _symbols(sides) if (shift := shift_of(n.sup)) is not None]
    of_weights = {letter for base, (letter, _) in above if base in WEIGHTS}
    stepped = {letter for base, (letter, step) in above if step and base in STATES}
    of_data = {letter for base, (letter, step) in above if base in DATA and not step}
    return {t for t in of_weights & stepped if len(t) == 1 and t.islower()} - of_data


def _widths(sides: Sequence[Node]) -> Iterator[Scripted]:
    """How many units layers have: the m_{t+1} up to which is summed."""
    uppers = (n.upper for s in sides for n in s.walk() if isinstance(n, Big))
    yield from (n for n in uppers if isinstance(n, Scripted) and n.sub is not None)


def _is_last_but_one(formula: Formula, letter: str) -> bool:
    """Whether the error of the layer after this one is told by a target, and by no other error."""
    left, right = formula.left, formula.right
    if not isinstance(left, Scripted) or right is None or name_of(scripts(left)[0]) != "delta":
        return False
    symbols = [*_symbols([right])]
    differences = (n for n in right.walk() if isinstance(n, Addition) and n.signs == (1, -1))
    has_target = any(name_of(scripts(t)[0]) in DATA if isinstance(t, Scripted) else name_of(t) in DATA
                     for n in differences for t in n.terms)  # fmt: skip
    return shift_of(left.sup) == (letter, 1) and has_target and all(
        name_of(scripts(n)[0]) != "delta" for n in symbols
    )  # fmt: skip


def _renamed(node: Node, new: dict[str, tuple[str, int]]) -> Node:
    """A formula with the letters of layers above its symbols, and below the widths of its sums, read as others."""
    if isinstance(node, Scripted):
        node = replace(node, sup=node.sup and _shifted(node.sup, new))
    elif isinstance(node, Big) and isinstance(node.upper, Scripted) and node.upper.sub is not None:
        node = replace(node, upper=replace(node.upper, sub=_shifted(node.upper.sub, new)))
    return rebuilt(node, lambda part: _renamed(part, new))


def _shifted(script: Node, new: dict[str, tuple[str, int]]) -> Node:
    """L for t + 1, where t is L − 1."""
    letter, step = shift_of(script) or ("", 0)
    if letter not in new:
        return script
    name, more = new[letter]
    step += more
    own = Name(script.span, name)
    number = Number(script.span, str(abs(step)))
    return Addition(script.span, (own, number), (1, 1 if step > 0 else -1)) if step else own
