"""Weights numbered one by one: where net_{h1} reads w₁ and w₂, and net_{o1} w₅ and w₆, net_{h2} reads w₃ and w₄.

A text that spells out the first neuron of a layer and leaves out the second numbers its weights all the same.  Biases
are numbered so too, or one for a layer: b₁ in net_{h1} and b₂ in net_{o1} where there are two hidden neurons.
"""

from symbackprop.parsing.latex.tree import Node, Number
from symbackprop.proofreading.lexicon.definitions import Lexicon
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES, PARAMETERS

HALVES = frozenset({"0.5", ".5", "1.0", "2.0"})
"""Decimals that stand in formulas as well."""
Readers = dict[str, dict[str, frozenset[int]]]


def find_readers(lexicon: Lexicon) -> None:
    """Learn the numbers of the weights, and of all else, that every named neuron reads."""
    found: dict[str, dict[str, set[int]]] = {}
    for definition in lexicon.definitions:
        label = definition.mention.label
        if not label[-1:].isdigit() or definition.mention.units:
            continue
        for mention in mentions(definition.body, lexicon.habits):
            if not mention.label and len(mention.units) == 1:
                number = name_of(mention.units[0])
                if number.isdigit():
                    found.setdefault(lexicon.fold(mention.base), {}).setdefault(label, set()).add(int(number))
    lexicon.readers = {base: {k: frozenset(v) for k, v in by.items()} for base, by in found.items()}


def has_own_numbers(body: Node) -> bool:
    """Whether numbers of a neuron are put in: net_{o1} = 0.4 out_{h1} + 0.45 out_{h2} says nothing of net_{o2}."""
    return any(isinstance(n, Number) and "." in n.text and n.text not in HALVES for n in body.walk())


def number_of_sibling(lexicon: Lexicon, base: str, renamed: tuple[str, str], number: str) -> str:
    """The number of the weight that o2 reads where o1 reads one with this number; nothing where that is not sure."""
    old, new = renamed
    by_label = lexicon.readers.get(base, {})
    own = by_label.get(old, frozenset())
    if base not in PARAMETERS or not number.isdigit() or int(number) not in own or new in by_label:
        return ""
    steps = int(_digits(new)) - int(_digits(old))
    others = frozenset().union(*(v for k, v in by_label.items() if k != old))
    for shift in _shifts(sorted(own), steps):
        moved = {n + shift for n in own}
        if not moved & (own | others) and all((base, "", (str(n),)) in lexicon.named for n in moved):
            return str(int(number) + shift)
    return number if base in BIASES and _is_by_layer(by_label) else ""


def are_read_together(lexicon: Lexicon, base: str, label: str, numbers: tuple[str, str]) -> bool:
    """Whether a neuron reads both of two numbered quantities: x₁ and x₂ are the same for its sibling."""
    own = lexicon.readers.get(base, {}).get(label, frozenset())
    return all(n.isdigit() and int(n) in own for n in numbers)


def _digits(label: str) -> str:
    return label[len(label.rstrip("0123456789")) :]


def _shifts(own: list[int], steps: int) -> list[int]:
    """Past all that the first neuron reads, or beside each: w₁ w₂ | w₃ w₄, and w₁ w₃ | w₂ w₄."""
    is_run = own == [*range(own[0], own[0] + len(own))]
    return [len(own) * steps] if is_run else [steps]


def _is_by_layer(by_label: dict[str, frozenset[int]]) -> bool:
    """Whether every layer has a bias of its own: b₁ for all h, b₂ for all o."""
    layers = {label.rstrip("0123456789"): numbers for label, numbers in by_label.items()}
    return len(layers) > 1 and sorted(n for v in layers.values() for n in v) == [*range(1, len(layers) + 1)]
