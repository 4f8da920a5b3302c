r"""The only output, with its number and without: L = (y_1 − ŷ)² and ∂L/∂ŷ_1 are about one ŷ, where there is no ŷ_2.

Of predictions only, and where nothing else is ever written below or above the letter.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Name, Node, Number, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.lexicon.layer_forms import key_of_name

FIRST = "1"


def with_only_outputs(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, predictions without the number of the only one."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for side in sides_of(formulas):
        for key, number in _numbers(side):
            found[key].add(number)
    only = {key for key, numbers in found.items() if numbers == {"", FIRST} and key.endswith("hat")}
    return [f.changed(partial(_unnumbered, only=only)) for f in formulas] if only else list(formulas)


def _numbers(node: Node) -> list[tuple[str, str]]:
    """(ŷ, 1) of ŷ_1, (ŷ, "") of ŷ; what has another script has no number."""
    if isinstance(node, Name):
        return [(key_of_name(node), "")]
    if isinstance(node, Scripted) and isinstance(node.base, Name):
        is_number = isinstance(node.sub, Number) and node.sup is None and not node.primes
        text = node.sub.text if is_number and isinstance(node.sub, Number) else "…"
        return [(key_of_name(node.base), text)]
    return [pair for part in node.parts() for pair in _numbers(part)]


def _unnumbered(node: Node, only: set[str]) -> Node:
    match node:
        case Scripted(base=Name() as base, sub=Number(text=text)) if text == FIRST and key_of_name(base) in only:
            return base
    return rebuilt(node, partial(_unnumbered, only=only))
