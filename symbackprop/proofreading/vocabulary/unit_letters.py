r"""Letters of units: those that tell layers apart, and which index of w_{ij} is the unit that the weight leads to.

Bishop, Mitchell, Duda and Haykin write no layers: the letters of units tell them, i, j, k of w_{ji}, w_{kj}, o_j, δ_k.
Some write w_{ij} for the weight from i to j, others for the one to i from j; the other formulas of a text tell which.
"""

from collections import Counter
from collections.abc import Container, Iterator, Sequence

from symbackprop.parsing.latex.tree import Big, Derivative, Differential, Group, Node, Quotient, Scripted
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import flat, is_turned, limit_letters, name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import (
    BEFORE,
    CHAIN,
    CHAINED,
    COST_LETTERS,
    ERROR,
    NEXT,
    WEIGHTS,
    Mention,
    mention_of,
    mentions,
    said,
)
from symbackprop.proofreading.vocabulary.quantities import BIASES

Scripts = tuple[Node, list[Node], list[Node], int]
"""(innermost base, subscripts, superscripts, primes)"""
Sides = tuple[Node, Node]
Link = tuple[str, str]
TARGETS = frozenset({"t", "T", "d", "target"})


def find_unit_letters(sides: Sequence[Node], chains: Sequence[Sequence[Sides]], habits: Habits) -> None:
    """Which index of a weight is which, what has the layer of its letter, and whether layers lie below the letters."""
    equations = [pair for chain in chains for pair in chain]
    leads_out = habits.has_layers and is_outward(chains, habits) and not _turns_matrices(equations, habits)
    if leads_out:
        last = max(habits.chain.values(), default=0)
        habits.chain = {letter: last - layer for letter, layer in habits.chain.items()}
    errors = {name_of(m.units[0]) for s in sides for m in mentions(s, habits) if m.base == ERROR and m.units}
    if any(habits.chain.get(letter) == 0 for letter in errors):
        habits.chain = {letter: layer + 1 for letter, layer in habits.chain.items()}
    habits.chain = habits.chain | _of_normalisers(equations, habits)
    habits.chained = chained_bases(sides, equations, habits) if habits.chain else frozenset()
    habits.is_outward = leads_out
    habits.forget()


def _of_normalisers(equations: Sequence[Sides], habits: Habits) -> dict[str, int]:
    """The l of y_k = e^{a_k} / Σ_l e^{a_l}, which is of the layer of k."""
    found: dict[str, int] = {}
    for left, right in equations if habits.chain else ():
        own = mention_of(left, habits)
        letter = name_of(own.units[0]) if own is not None and len(own.units) == 1 else ""
        if letter not in habits.chain or not isinstance(right, Quotient):
            continue
        above = {m.base for m in mentions(right.numerator, habits) if [name_of(u) for u in m.units] == [letter]}
        for node in (n for n in right.denominator.walk() if isinstance(n, Big)):
            below = {name_of(m.units[0]) for m in mentions(node.body, habits) if m.base in above and len(m.units) == 1}
            found |= dict.fromkeys(below & set(limit_letters(node)) - habits.chain.keys(), habits.chain[letter])
    return found


def chain_of(parts: list[Scripts], weights: Container[str] = ("w", "W"), least: int = 2) -> dict[str, int]:
    """Index letters that tell layers apart: with w_{ji} and w_{kj} the units i, j, k are in layers 0, 1, 2.

    `least` is how many weights of different letters show that they do; one alone where no state has a third letter.
    """
    pairs: Counter[tuple[str, str]] = Counter()
    for base, subs, sups, _ in parts:
        if name_of(base) in weights and all(said(s) in NEXT | BEFORE for s in sups) and len(subs) == 1:
            letters = [name_of(p) for p in flat(subs[0])]
            if len(letters) == 2 and all(t.isalpha() and len(t) == 1 for t in letters):
                pairs[letters[0], letters[1]] += 1
    every = {(a, b) for (a, b), count in pairs.items() if count > 1.5 * pairs[b, a]}
    if least == len(every) == 1:
        link = every.pop()
        return {} if _alone(parts) - {*link} else {letter: layer for layer, letter in enumerate(reversed(link))}
    if layers := _layers(every):
        return layers
    seldom = (link for link in sorted(every) if all(pairs[link] < pairs[o] for o in every - {link} if {*o} & {*link}))
    return next((layers for link in seldom if (layers := _layers(every - {link}))), {})  # w_{ki} once, of one layer


def _alone(parts: list[Scripts]) -> set[str]:
    """The letters that are the only index of something: i and k of x_i and s_k."""
    found = (name_of(flat(subs[0])[0]) for _, subs, _, _ in parts if len(subs) == 1 and len(flat(subs[0])) == 1)
    return {t for t in found if len(t) == 1 and t.isalpha()}


def _layers(every: set[Link]) -> dict[str, int]:
    """The layers of letters that are linked in a chain; none where two links contradict each other."""
    links = {(a, b) for a, b in every if any(b == c or a == d for c, d in every if (c, d) != (a, b))}
    starts = {b for _, b in links} - {a for a, _ in links}
    if len(links) < 2 or len(starts) != 1:
        return {}
    layers = {starts.pop(): 0}
    for _ in links:
        for a, b in links:
            if b in layers and layers.setdefault(a, layers[b] + 1) != layers[b] + 1:
                return {}
    are_apart = all(layers[a] == layers[b] + 1 for a, b in every if a in layers and b in layers)
    return layers if are_apart else {}  # w_{im} beside w_{ih} and w_{hm}: i is of any layer


def reads_its_own_kind(equations: Sequence[Sides], habits: Habits) -> bool:
    """Whether a state is computed by a weight from one of another letter, y_j from w_{ji} y_i, of the layer below.

    The e^{z_k} below the line of a softmax of z_j are of the same layer.
    """
    said = [(own, right) for left, right in equations if (own := _told_by_letter(left, habits)) is not None]
    letters: dict[str, set[str]] = {}
    for (base, letter), _ in said:
        letters.setdefault(base, set()).add(letter)
    for _, right in said:
        read = list(mentions(right, habits))
        led = {letter for m in read for letter in _pair(m) or ()}
        below = (m for m in read if len(m.units) == 1 and m.base in letters)
        if any(name_of(m.units[0]) in led - letters[m.base] for m in below):
            return True
    return False


# ---- what is another quantity for other units


def states_by_letters(equations: Sequence[Sides], habits: Habits) -> frozenset[str]:
    """What letters of units tell apart: the net of net_j = Σ_i w_{ij} x_i and net_k = Σ_j v_{jk} h_j.

    Weights of two letters show it, and functions of what is told apart so, o_j = f(net_j) and o_k = f(net_k).
    """
    said = [(own, right) for left, right in equations if (own := _told_by_letter(left, habits)) is not None]
    found: set[str] = set()
    for _ in said if not habits.has_layers else ():
        reads: dict[str, dict[str, set[str]]] = {}
        for (base, letter), right in said:
            reads.setdefault(base, {}).setdefault(letter, set()).update(_read_for(letter, right, found, habits))
        more = {base for base, by in reads.items() if _are_apart([r for r in by.values() if r])}
        if more <= found:
            break
        found |= more
    return frozenset(
        found | {b for (base, letter), right in said if base in found for b in _biases(letter, right, habits)}
    )


def _biases(letter: str, right: Node, habits: Habits) -> Iterator[str]:
    """The b of net_j = Σ_i w_{ij} x_i + b_j, which is no more that of net_k than net_j is."""
    for mention in mentions(right, habits):
        if mention.base in BIASES and [name_of(u) for u in mention.units] == [letter]:
            yield mention.base


def _told_by_letter(left: Node, habits: Habits) -> tuple[str, str] | None:
    """(net, j) of net_j."""
    own = _state_of(left, habits) if not isinstance(left, Derivative) else None
    if own is None or own.base == ERROR or own.label or own.layer is not None or not own.is_plain:
        return None
    return own.base, name_of(own.units[0])


def _read_for(letter: str, right: Node, apart: Container[str], habits: Habits) -> Iterator[str]:
    """The weights that lead to a unit, and what is computed for it alone."""
    for mention in mentions(right, habits):
        if letter in (_pair(mention) or ()):
            yield mention.base
        elif mention.base in apart and [name_of(u) for u in mention.units] == [letter]:
            yield mention.base + letter


def _are_apart(reads: Sequence[set[str]]) -> bool:
    return len(reads) > 1 and not set.intersection(*reads)


# ---- which end of a weight is which


def is_outward(chains: Sequence[Sequence[Sides]], habits: Habits) -> bool:
    """Whether w_{ij} leads from i to j, as most formulas have it that sum over weights or differentiate by them.

    One formula alone may be a slip of indices, and a long chain a = b = c = d says the same over and over again.
    """
    each = [[place for left, right in chain for place in _ends(left, right, habits)] for chain in chains]
    votes = Counter(place for places in each for place in set(places))
    return sum(map(sum, each)) > 1 and votes[1] > votes[0]


def _turns_matrices(equations: Sequence[Sides], habits: Habits) -> bool:
    """Whether layers are computed by transposed matrices, u^l = (W^l)^T y^{l-1}, which have the indices as written."""
    for left, right in equations:
        own = mention_of(left, habits)
        nodes = list(right.walk())
        if own is None or own.layer is None or own.base in (ERROR, *COST_LETTERS) or own.base in WEIGHTS - {"u", "v"}:
            continue
        is_forward = not any(isinstance(n, Derivative) or name_of(n) == ERROR for n in nodes)
        if is_forward and any(turns_weight(n, habits) for n in nodes):
            return True
    return False


def turns_weight(node: Node, habits: Habits) -> bool:
    """Whether it is W^T or (W)^T."""
    mention = mention_of(node, habits)
    if mention is None and isinstance(node, Scripted) and is_turned(node):
        mention = mention_of(node.base.body if isinstance(node.base, Group) else node.base, habits)
        return mention is not None and mention.base.partition("~")[0] in WEIGHTS and not mention.units
    is_whole = mention is not None and mention.transposed and not mention.units
    return is_whole and mention is not None and mention.base.partition("~")[0] in WEIGHTS


def _ends(left: Node, right: Node, habits: Habits) -> Iterator[int]:
    """The places, in pairs of indices, of the units that weights lead to: k in ∂z_k/∂a_j = w_{kj}."""
    for side in (left, right):
        for node in side.walk():
            if isinstance(node, Derivative):
                yield from _of_slope(node, habits)
    pairs = [p for m in mentions(right, habits) if (p := _pair(m)) is not None]
    errors = {name_of(m.units[0]) for m in mentions(right, habits) if m.base == ERROR and len(m.units) == 1}
    own = _pair_below(left, habits)
    if own is not None:
        yield from (own.index(e) for e in errors if e in own)
        return
    state = _state_of(left, habits)
    if state is None:
        return
    unit = name_of(state.units[0])
    above = _state_of(left.of, habits) if isinstance(left, Derivative) else None
    if above is not None and above.base != ERROR:
        yield from (pair.index(name_of(above.units[0])) for pair in pairs if {*pair} == {name_of(above.units[0]), unit})
        return
    for pair in pairs:
        if unit not in pair:
            continue
        place = pair.index(unit)
        goes_back = state.base == ERROR or isinstance(left, Derivative)
        if not goes_back:
            yield place
        elif errors - {unit} & set(pair):
            yield 1 - place


def _of_slope(node: Derivative, habits: Habits) -> Iterator[int]:
    """∂z_j/∂w_{ji}: what depends on a weight at once is what it leads to."""
    of = mention_of(node.of, habits)
    pair = _pair_below(node, habits)
    if of is not None and pair is not None and len(of.units) == 1 and of.base not in COST_LETTERS:
        yield from (pair.index(u) for u in [name_of(of.units[0])] if u in pair)


def _pair_below(node: Node, habits: Habits) -> tuple[str, str] | None:
    """The indices of the weight that is differentiated by, or changed: ∂E/∂w_{ji}, Δw_{ji}, w_{ji}."""
    inner = node.by[0] if isinstance(node, Derivative) else node.of if isinstance(node, Differential) else node
    mention = mention_of(inner, habits)
    return _pair(mention) if mention is not None else None


def _pair(mention: Mention) -> tuple[str, str] | None:
    """The two letters of a weight."""
    letters = tuple(name_of(u) for u in mention.units)
    if mention.base.partition("~")[0] not in WEIGHTS or len(letters) != 2 or letters[0] == letters[1]:
        return None
    return (letters[0], letters[1]) if all(t.isalpha() for t in letters) else None


def _state_of(node: Node, habits: Habits) -> Mention | None:
    """A unit's quantity on the left of a formula, or what a cost is differentiated by there."""
    inner = node.by[0] if isinstance(node, Derivative) else node
    mention = mention_of(inner, habits)
    if mention is None or len(mention.units) != 1 or mention.base in COST_LETTERS | WEIGHTS:
        return None
    return mention if name_of(mention.units[0]).isalpha() else None


# ---- what has the layer of its letter


SPREAD = frozenset({"x", "X", "v", "u", "p", "c", "r"})
"""What is a state wherever it stands with the letters of two layers, x_i and x_j."""


def chained_bases(sides: Sequence[Node], equations: Sequence[Sides], habits: Habits) -> frozenset[str]:
    """What has the layer of its letter alone, y with it if that is no target, and whatever is told for two letters,
    I_j = Σ_i w_{ji} x_i and I_k; nothing whose layers are written, and nothing at all where those of w or δ are."""
    mentioned = [m for s in sides for m in mentions(s, habits)]
    written = {m.base for m in mentioned if _is_layered(m) and not _is_numbered_error(m)}
    if written & {"w", "W", ERROR}:
        return frozenset()
    every = [m for m in mentioned if m.units]
    bases = {m.base for m in every if name_of(m.units[0]) in habits.chain}
    found = {b for b in bases if b in CHAINED or b.lower() in CHAINED}
    told: dict[str, set[str]] = {}
    for own in (_told_by_letter(left, habits) for left, _ in equations):
        if own is not None and own[1] in habits.chain and own[0] not in TARGETS | COST_LETTERS:
            told.setdefault(own[0], set()).add(own[1])
    for m in every:
        if len(m.units) == 1 and m.base in SPREAD and name_of(m.units[0]) in habits.chain:
            told.setdefault(m.base, set()).add(name_of(m.units[0]))
    found |= {base for base, letters in told.items() if len(letters) > 1}
    has_targets = any(m.base in TARGETS for m in every)
    if has_targets or any("y" in _bases_of_slope(n, habits) for s in sides for n in s.walk()):
        found |= bases & {"y", "Y"}
    return frozenset((found - written) | {"w", "W"})


def _is_layered(mention: Mention) -> bool:
    """Whether a layer is written, and not told by a letter."""
    shift = shift_of(mention.layer) if mention.layer is not None else None
    return mention.layer is not None and (shift is None or shift[0] != CHAIN)


def _is_numbered_error(mention: Mention) -> bool:
    """Whether it is δ_0, which may be that of the first unit as well as of a layer."""
    return mention.base == ERROR and not mention.units and name_of(mention.layer).isdigit()


def _bases_of_slope(node: Node, habits: Habits) -> set[str]:
    """What is differentiated, and by what: no target is."""
    if not isinstance(node, Derivative):
        return set()
    parts = [mention_of(p, habits) for p in (node.of, *node.by)]
    return {m.base.lower() for m in parts if m is not None and m.units}
