r"""Slips in what a symbol is called: its layer, an index, a label such as h1, or the letter itself."""

import re
from collections.abc import Iterator
from itertools import combinations

from symbackprop.parsing.latex.tree import Big, Name, Node, Number, Scripted
from symbackprop.proofreading.mending.sides import Change, Side, Slip
from symbackprop.proofreading.vocabulary.marks import flat, limit_letters, name_of, scripts, shift_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mentions
from symbackprop.proofreading.vocabulary.quantities import INPUTS
from symbackprop.proofreading.worlds.calls import CALLS
from symbackprop.proofreading.worlds.functions import KNOWN

Shift = tuple[str, int]
_LAYER = re.compile(r"([A-Za-z]|\\ell)\s*([+-]\s*\d)?")
MOST = 24
"""How many other symbols of the document are tried in the place of one."""


def layers(side: Side) -> Iterator[Slip]:
    """A layer off by one or two, or l for L."""
    for mention in mentions(side.tree, side.habits):
        layer = mention.layer
        shift = shift_of(layer) if layer is not None else None
        if layer is None or shift is None or layer.span == mention.node.span:
            continue
        for written, extra in _shifted(shift, side, _as_written(side.of(layer), shift)):
            if written != side.of(layer):
                yield Slip((_put(side, layer, written),), f"layer {written} for {side.of(mention.node)}", extra)


def _put(side: Side, script: Node, written: str) -> Change:
    """Another script in the place of one, in braces where it has none: w^{l+1} for w^l."""
    start, end = script.span
    is_bare = side.text[:start].rstrip()[-1:] in ("^", "_") and len(written) > 1
    return start, end, f"{{{written}}}" if is_bare else written


def _as_written(text: str, shift: Shift) -> Shift:
    """The letter of a layer that is read as l, and the number beside it, as the author writes them."""
    found = _LAYER.fullmatch(text.strip("{}[]() "))
    return (found[1], int((found[2] or "0").replace(" ", ""))) if found is not None else shift


def _shifted(shift: Shift, side: Side, own: Shift) -> Iterator[tuple[str, float]]:
    """Other layers, and what they cost more."""
    letter, step = shift
    if not letter:
        yield from ((str(step + d), 0.0) for d in (1, -1) if step + d >= 0)
        return
    depths, layer_letters = side.habits.depth_letters, side.habits.layer_letters
    others = depths if letter in layer_letters else layer_letters & _letters(side)
    found = [(letter, step - 1, 0.0), (letter, step + 1, 0.0)]
    found += [(other, step, 0.0) for other in sorted(others) if other != letter]
    found += [(letter, -step, 0.3)] if abs(step) == 1 else []
    found = [(own[0], d + own[1] - step, extra) if name == letter else (name, d, extra) for name, d, extra in found]
    yield from ((name if not d else f"{name}{d:+}", extra) for name, d, extra in found)


def _letters(side: Side) -> set[str]:
    """The letters of layers that a statement uses."""
    found = set()
    for tree in (side.tree, side.other):
        for mention in mentions(tree, side.habits):
            shift = shift_of(mention.layer) if mention.layer is not None else None
            if shift is not None and shift[0]:
                found.add(shift[0])
    return found


def summed(side: Side) -> Iterator[Slip]:
    """The layer that a sum counts, where an entry in it has no such index: a_k^{l-1} for a_j^l in Σ_k w_{jk} a_j^l."""
    for node in side.tree.walk():
        bound = sorted(limit_letters(node)) if isinstance(node, Big) and node.kind == "sum" else []
        for mention in mentions(node.body, side.habits) if isinstance(node, Big) and len(bound) == 1 else ():
            layer, units = mention.layer, mention.units
            shift = shift_of(layer) if layer is not None else None
            if layer is None or shift is None or len(units) != 1 or name_of(units[0]) in bound:
                continue
            for written, extra in _shifted(shift, side, _as_written(side.of(layer), shift)):
                changes = _put(side, layer, written), (*units[0].span, bound[0])
                yield Slip(changes, f"unit {bound[0]} of layer {written} for {side.of(mention.node)}", extra)


def indices(side: Side) -> Iterator[Slip]:
    """One index or label for another: in one place, or throughout."""
    places: dict[str, list[Node]] = {}
    for mention in mentions(side.tree, side.habits):
        for part in _parts(mention):
            places.setdefault(side.of(part), []).append(part)
    for name, nodes in places.items():
        for other in _exchanged(name, side):
            if len(nodes) > 1:
                changes = tuple(_put(side, n, other) for n in nodes)
                yield Slip(changes, f"{other} in place of {name} throughout", 0.1)
            for node in nodes:
                yield Slip((_put(side, node, other),), f"{other} in place of {name}")


def swaps(side: Side) -> Iterator[Slip]:
    """w_{kj} for w_{jk}, and δ_i a_j for δ_j a_i."""
    places: dict[str, list[Node]] = {}
    for mention in mentions(side.tree, side.habits):
        for unit in mention.units:
            places.setdefault(side.of(unit), []).append(unit)
        if len(mention.units) == 2:
            one, other = (side.of(u) for u in mention.units)
            if one != other:
                changes = (*mention.units[0].span, other), (*mention.units[1].span, one)
                yield Slip(changes, f"the indices of {side.of(mention.node)} the other way round")
    letters = [t for t in places if t.isalpha() and len(t) == 1]
    for one, other in combinations(letters, 2):
        exchanged = [(*u.span, t) for own, t in ((one, other), (other, one)) for u in places[own]]
        if len(exchanged) > 1:
            yield Slip(tuple(exchanged), f"{one} and {other} exchanged", 0.15)


def _parts(mention: Mention) -> Iterator[Node]:
    """The indices, the example and the label of a symbol, where they are written out."""
    node = mention.node
    if not isinstance(node, Scripted):
        return
    _, subs, sups, _ = scripts(node)
    for script in (*subs, *sups):
        for part in flat(script):
            is_layer = mention.layer is not None and part.span == mention.layer.span
            if is_layer or part is mention.power or name_of(part) in ("T", "top", "intercal"):
                continue
            if isinstance(part, Name | Number | Scripted):
                yield part


def _exchanged(name: str, side: Side) -> Iterator[str]:
    if name.isdigit() and len(name) < 3:
        for step in (1, -1):
            if int(name) + step > 0:
                yield str(int(name) + step)
        return
    pool = side.spellings.letters if len(name) == 1 else side.spellings.labels
    for other in pool[:8]:
        if other != name and (len(other) == 1) == (len(name) == 1):
            yield other


def symbols(side: Side) -> Iterator[Slip]:
    """Another symbol of the document in the place of one: of the same letter, or with the same scripts."""
    for mention in mentions(side.tree, side.habits):
        for distance, written in _others(mention, side):
            change = *mention.node.span, written
            yield Slip((change,), f"{written} in place of {side.of(mention.node)}", distance)


def _others(mention: Mention, side: Side) -> list[tuple[float, str]]:
    """Other symbols that may be meant by one, with their distances, the nearest first."""
    if mention.base.isdigit() or side.is_count(mention):
        return []
    found = []
    for written, other in side.spellings.symbols.items():
        distance = _distance(mention, other, side)
        if distance is not None and written != side.of(mention.node) and not side.is_count(other):
            found.append((distance, written))
    return sorted(found)[:MOST]


def throughout(side: Side) -> Iterator[Slip]:
    """Another symbol in all places of one that stands in several: a (1 − a) for z (1 − z)."""
    places: dict[str, list[Mention]] = {}
    for mention in mentions(side.tree, side.habits):
        places.setdefault(side.of(mention.node), []).append(mention)
    for name, same in places.items():
        for distance, written in _others(same[0], side) if len(same) > 1 else ():
            changes = tuple((*m.node.span, written) for m in same)
            yield Slip(changes, f"{written} in place of {name} throughout", distance)


def letters(side: Side) -> Iterator[Slip]:
    """Another letter with the same scripts, where the document has it with scripts of this kind."""
    bases = dict.fromkeys((_kind(m), base) for base, m in side.spellings.bases)
    for mention in mentions(side.tree, side.habits):
        node = mention.node
        if not isinstance(node, Scripted) or mention.base in side.spellings.lexicon.functions:
            continue
        own = scripts(node)[0]
        for kind, base in bases:
            if kind == _kind(mention) and base != side.of(own):
                yield Slip(((*own.span, base),), f"{base} in place of {side.of(own)} in {side.of(node)}")


def _kind(mention: Mention) -> tuple[bool, int, bool]:
    """What kinds of scripts a symbol has."""
    units, label = _indices(mention)
    return mention.layer is not None, len(units), bool(label)


def _indices(mention: Mention) -> tuple[list[object], str]:
    """The indices and the label of a symbol; the k of an error δ_k is both, and an index here."""
    label = "" if mention.label in map(name_of, mention.units) else mention.label
    return [*map(_key, mention.units)], label


def _distance(one: Mention, other: Mention, side: Side) -> float | None:
    """How far one symbol is from another; None where they have nothing in common."""
    if (one.transposed, one.primes, one.is_next) != (other.transposed, other.primes, other.is_next):
        return None
    functions = side.spellings.lexicon.functions
    if other.power is not None or other.base.isdigit() or (_is_named(other) and other.base not in functions):
        return None
    differing = sum(
        (
            _key(one.layer) != _key(other.layer),
            _indices(one)[0] != _indices(other)[0],
            _key(one.example) != _key(other.example),
            _indices(one)[1] != _indices(other)[1],
        )
    )
    if one.base == other.base:
        return 0.1 * (differing - 1) if differing < 3 else None
    if one.base in functions or other.base in functions:
        return -0.3 if other.base in functions and differing == 0 and not one.units else None
    if _are_inputs(one, other, side):
        return 0.05
    if differing:
        return 0.6 if differing == 1 and _is_kin(one, other) else None
    return 0.1 if other.layer or other.units or other.label or other.example else 0.4


def _is_named(mention: Mention) -> bool:
    """Whether it is a word for a function and no quantity."""
    return mention.base in KNOWN or mention.base in CALLS


def _are_inputs(one: Mention, other: Mention, side: Side) -> bool:
    """Whether one is what goes into the network, and the other into a layer: the X and A^{[1]} of W X + b."""
    lexicon = side.spellings.lexicon
    is_first = one.base in INPUTS and one.layer is None and one.example is None and not one.units
    is_state = other.layer is not None and other.example is None and not other.units
    return is_first and is_state and lexicon.fold(other.base) == lexicon.fold(lexicon.activation)


def _is_kin(one: Mention, other: Mention) -> bool:
    return one.base.split("~")[0][:1] == other.base.split("~")[0][:1]


def _key(node: Node | None) -> object:
    return None if node is None else shift_of(node) or name_of(node)
