r"""The usual layers behind a text that shows no forward pass: a figure has it, or the reader is taken to know it.

∂E/∂W_o = ∂E/∂O ∂O/∂Z_o ∂Z_o/∂W_o tells that O is a function of Z_o and this one of weights, so that Z_o and O are the
weighted input and the activation of a layer.  Where no chain tells it the letters do: h is the hidden state of two
layers with weights W_1 and W_2, and ŷ, o or p their output.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from symbackprop.parsing.latex.reading import read_side
from symbackprop.parsing.latex.tree import Derivative, Number
from symbackprop.proofreading.amending.hypotheses import Hypothesis, Supposed
from symbackprop.proofreading.amending.standing import Standing
from symbackprop.proofreading.lexicon.claim_forms import all_mentions
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.readings.passages import is_laid_out
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.mentions import ERROR, WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, INPUTS, TARGETS

Quantity = tuple[str, str]
"""A symbol and the label in its name: Z_o."""
Role = tuple[str, int]
"""The usual letter of a quantity, and its layer."""

WEIGHTED, ACTIVATION = "z", "a"
WEIGHTED_LETTERS = frozenset({"z", "Z", "net", "s", "S", "u", "in"})
HIDDEN = frozenset({"h", "H"})
HIDDEN_TOO = frozenset({"a", "A"})
"""What may be the hidden state where something else is compared with a target."""
OUTPUTS = frozenset({"o", "O", "p", "P", "y~hat", "Y~hat", "f", "a", "A", "out", "output"})
LABELS: tuple[Mapping[str, int], ...] = (
    {"h": 1, "o": 2, "out": 2},
    {"h": 1, "y": 2},
    {"hidden": 1, "output": 2, "out": 2, "hid": 1},
    {"1": 1, "2": 2, "3": 3},
)
"""What layers are called below, and their numbers; the names of one row stand together."""


@dataclass(frozen=True)
class Cast(Supposed):
    """The symbols of a text are those of layers, whatever they are called."""

    roles: Mapping[Quantity, Role] = field(hash=False)
    rows: bool = False
    is_single: bool = False
    at: Formula | None = None

    def habits(self, habits: Habits) -> None:
        """Read them so."""
        habits.has_layers = True
        habits.recast.append(self._meant)

    def lexicon(self, lexicon: Lexicon) -> None:
        """Lay the examples out in rows; let layers have one unit, or one output its weights in a column, w^T x + b."""
        lexicon.has_single_units = self.is_single
        if self.rows:
            lexicon.usage = replace(lexicon.usage, rows=True)
        if self.at is not None:
            lexicon.has_one_output = True
            weighted = mention_of(read_side("z^{[1]}"), lexicon.habits)
            assert weighted is not None
            lexicon.definitions.insert(0, Definition(weighted, read_side("w^{[1]T} x + b^{[1]}"), self.at))

    def _meant(self, mention: Mention) -> Mention:
        role = self.roles.get(_quantity(mention)) if mention.layer is None else None
        if role is None:
            return mention
        base = role[0].upper() if mention.base.partition("~")[0].isupper() and len(role[0]) == 1 else role[0]
        return replace(mention, base=base, label="", layer=Number(mention.node.span, str(role[1])))


def the_usual_layers(standing: Standing) -> Iterator[Hypothesis]:
    """What the chains of a text tell of its layers, then what its letters tell.

    How layers are laid out is supposed only of a text in which nothing is computed from weights: its own formulas tell
    that, and a layout that makes slips hold would do for any.
    """
    judge = standing.judge
    lexicon, habits = judge.lexicon, judge.lexicon.habits
    if habits.chain:
        return
    mentioned = [m for f in judge.formulas for m in all_mentions(f, habits)]
    forward = [d for d in lexicon.definitions if _reads_weights(d, habits)]
    known = {_quantity(d.mention) for d in lexicon.definitions}
    defined = known if forward else set()
    for roles in _casts(judge.formulas, mentioned, lexicon):
        roles = {quantity: role for quantity, role in roles.items() if quantity not in defined}
        roles = _without_others(roles, lexicon)
        if not roles or _is_used_otherwise(roles, known):
            continue
        said = ", ".join(f"{base}{'_' if label else ''}{label} is {letter}^{layer}"
                         for (base, label), (letter, layer) in roles.items())  # fmt: skip
        cast = Cast(f"the layers are the usual ones: {said}", roles, failing=frozenset(standing.refuted))
        yield cast
        if forward:
            continue
        yield replace(cast, said=f"{cast.said}, examples in rows", rows=True)
        if ("w", "") in roles and roles["w", ""][1] == 1 == max(layer for _, layer in roles.values()):
            yield replace(cast, said=f"{cast.said}, one output", at=judge.formulas[standing.numbers[0]])
        elif not any(is_laid_out(f, lexicon) for f in judge.formulas):
            yield replace(cast, said=f"{cast.said}, one unit a layer", is_single=True)


def _without_others(roles: Mapping[Quantity, Role], lexicon: Lexicon) -> dict[Quantity, Role]:
    """The roles but those of what the text computes from something that has none: f = A(B(C(x)))."""
    known = {*roles, *((base, "") for base in (*INPUTS, *TARGETS, *lexicon.functions, "e"))}
    others = {
        _quantity(d.mention)
        for d in lexicon.definitions
        if any(_quantity(m) not in known and not _is_parameter(m.base) for m in mentions(d.body, lexicon.habits))
    }
    return {quantity: role for quantity, role in roles.items() if quantity not in others}


def _reads_weights(definition: Definition, habits: Habits) -> bool:
    """Whether it computes something from weights, and is neither a slope nor a step, nor what weights cost."""
    own, read = definition.mention, mentions(definition.body, habits)
    is_state = own.base not in COSTS | {ERROR} and not _is_parameter(own.base) and not definition.is_slope
    return is_state and any(m.base.partition("~")[0] in WEIGHTS for m in read)


def _casts(
    formulas: Sequence[Formula], mentioned: Sequence[Mention], lexicon: Lexicon
) -> Iterator[dict[Quantity, Role]]:
    told = _told_by_chains(formulas, lexicon.habits)
    if told:
        yield told | _beside(told, mentioned)
    slopes = (n for f in formulas for side in f.sides for n in side.walk() if isinstance(n, Derivative))
    parts = (mention_of(n, lexicon.habits) for slope in slopes for n in (slope.of, *slope.by))
    states = {m.base for m in parts if m is not None} | lexicon.compared.keys()
    yield _told_by_letters(mentioned, states, lexicon.compared)


def _quantity(mention: Mention) -> Quantity:
    return mention.base, mention.label


def _is_used_otherwise(roles: Mapping[Quantity, Role], known: Iterable[Quantity]) -> bool:
    """Whether the text defines something else by a usual letter that others are read under."""
    letters = {letter for letter, _ in roles.values()}
    return any(base.lower() in letters and (base, label) not in roles and not _is_parameter(base)
               for base, label in known)  # fmt: skip


# ---- chains


def _told_by_chains(formulas: Sequence[Formula], habits: Habits) -> dict[Quantity, Role]:
    """The roles of all that stands on the one path from the cost down; nothing where there are several."""
    reads: defaultdict[Quantity, set[Quantity]] = defaultdict(set)
    for node in (n for f in formulas for side in f.sides for n in side.walk() if isinstance(n, Derivative)):
        top, below = mention_of(node.of, habits), mention_of(node.by[0], habits) if len(node.by) == 1 else None
        if top is not None and below is not None and top.layer is below.layer is None:
            reads[_quantity(top)].add(_quantity(below))
    costs = {q for q in reads if q[0] in COSTS and not any(q in below for below in reads.values())}
    for cost in costs:
        del reads[cost]
    path = _path(reads)
    layer, found = 0, dict[Quantity, Role]()
    for at, state in enumerate(path):
        parameters = [p for p in reads[state] if _is_own_parameter(p, reads)]
        if parameters or at == 0:
            layer += 1
            above = path[at + 1] if at + 1 < len(path) else None
            is_weighted = above is not None and not any(_is_own_parameter(p, reads) for p in reads[above])
            found[state] = (WEIGHTED if is_weighted or state[0] in WEIGHTED_LETTERS else ACTIVATION, layer)
        else:
            found[state] = (ACTIVATION, layer)
        found |= {p: (_parameter(p[0]), layer) for p in parameters}
    return found


def _path(reads: Mapping[Quantity, set[Quantity]]) -> list[Quantity]:
    """The states from the input up, where every one is computed from the one before it; else nothing."""
    heights: dict[Quantity, int] = {}

    def height(state: Quantity, above: tuple[Quantity, ...]) -> int:
        if state in above:
            raise RecursionError
        below = [s for s in reads.get(state, ()) if s in reads]
        if state not in heights:
            heights[state] = 1 + max((height(s, (*above, state)) for s in below), default=0)
        return heights[state]

    try:
        ordered = sorted(reads, key=lambda s: height(s, ()))
    except RecursionError:
        return []
    return ordered if len({heights[s] for s in ordered}) == len(ordered) else []


def _is_own_parameter(quantity: Quantity, reads: Mapping[Quantity, set[Quantity]]) -> bool:
    return _is_parameter(quantity[0]) and quantity not in reads


def _is_parameter(base: str) -> bool:
    return base.partition("~")[0] in WEIGHTS | BIASES


def _parameter(base: str) -> str:
    """The usual letter of a weight or a bias."""
    return "b" if base.partition("~")[0] in BIASES else "w"


def _beside(told: Mapping[Quantity, Role], mentioned: Iterable[Mention]) -> dict[Quantity, Role]:
    """Biases, errors and weights of the same label as what is told, or of the only layer."""
    by_label = {label: layer for (_, label), (_, layer) in told.items() if label}
    layers = {layer for _, layer in told.values()}
    found = dict[Quantity, Role]()
    for mention in mentioned:
        own = _quantity(mention)
        layer = by_label.get(mention.label) if mention.label else (1 if layers == {1} else None)
        if own in told or layer is None or mention.layer is not None:
            continue
        if _is_parameter(mention.base):
            found[own] = (_parameter(mention.base), layer)
        elif mention.base == ERROR:
            found[own] = (ERROR, layer)
    return found


# ---- letters


def _told_by_letters(
    mentioned: Sequence[Mention], states: Container[str], compared: Mapping[str, Mention]
) -> dict[Quantity, Role]:
    """The roles that letters have in the usual networks with one layer and with two."""
    numbers = _numbers(mentioned)
    given = [int(n) for m in mentioned if isinstance(m.layer, Number) and (n := m.layer.text).isdigit()]
    last = max(numbers.values()) if numbers else max([*given, 1])
    targets = {m.base for m in mentioned if m.base in TARGETS}
    others = {*compared, *(m.base for t, m in compared.items() if t in TARGETS)}
    hidden = HIDDEN_TOO - others if len(compared) > 1 else frozenset()
    found = dict[Quantity, Role]()
    for mention in mentioned:
        base, label = _quantity(mention)
        layer = numbers.get(label, numbers.get(label.lower())) if label else None
        if mention.layer is not None or (label and layer is None):
            continue
        if _is_parameter(base) and (layer or last == 1):
            found[base, label] = (_parameter(base), layer or 1)
        elif base == ERROR and (layer or last == 1):
            found[base, label] = (ERROR, layer or 1)
        elif base in WEIGHTED_LETTERS and (layer or last == 1):
            found[base, label] = (WEIGHTED, layer or 1)
        elif (base in HIDDEN or base in hidden) and last > 1:
            found[base, label] = (ACTIVATION, layer or 1)
        elif base in (OUTPUTS | HIDDEN) - targets - COSTS - INPUTS and base in states:
            found[base, label] = (ACTIVATION, layer or last)
    return found


def _numbers(mentioned: Iterable[Mention]) -> dict[str, int]:
    """The numbers of layers by their names, where weights of each are named."""
    labels = {m.label for m in mentioned if m.label and _is_parameter(m.base)}
    row = max(LABELS, key=lambda names: len(labels & names.keys()))
    return dict(row) if len({row[t] for t in labels & row.keys()}) > 1 else {}
