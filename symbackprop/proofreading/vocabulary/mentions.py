r"""Mentions of quantities: which symbol is meant, and what each script on it says.

`W^{[l]T}` is the weights of layer l, transposed; `w^l_{jk}` an entry of them; `a^{[l](i)}` the column of an example;
`net_{h1}` a quantity of its own.  What a script means is the habit of the whole document (`habits.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from symbackprop.parsing.latex.tree import Addition, Big, Group, Listing, Name, Node, Number, Relation, Scripted, Words
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import PRIMES, TRANSPOSES, base_of, flat, name_of, scripts, shift_of

NEXT = frozenset({"+", "new", "next", "updated", "′", "plus", "neu", "nuevo", "novo", "nouveau", "nuovo", "yeni"})
NEXT |= {"baru"}
FOLDED = frozenset("ahotuvwxyz") | {"theta", "delta"}
WEIGHTS = frozenset({"w", "W", "theta", "Theta", "V", "U", "v", "u"})
BEFORE = frozenset({"old", "alt", "viejo", "antigo", "ancien", "vecchio", "eski", "lama"})
EACH = "each"
CHAINED = frozenset({"w", "W", "a", "z", "h", "o", "s", "net", "b", "bias", "delta", "in", "out"})
CHAIN = "§"
"""The letter of layers that no letter is written for."""
COST_LETTERS = frozenset({"C", "E", "J", "L", "ell", "xi", "cost", "Cost", "loss", "Loss"})
ERROR = "delta"
ERROR_LETTERS = frozenset({"Delta", "D", "e", "E", "err", "Err", "error", "Error", "eps", "epsilon", "varepsilon"})
"""What errors of layers are called besides δ."""
LAYER_LETTERS = frozenset({"l", "ell", "L"})
"""What stands for a layer wherever it does not stand for something else."""
GREEK = frozenset({"alpha", "beta", "gamma", "mu", "nu", "rho", "tau", "kappa", "iota"})
"""Letters of indices that have longer names in LaTeX."""
INDICES = frozenset("ijk")
"""Letters of indices that are no names of layers, as h and o may be."""
DOTS = frozenset({"cdot", "bullet"})
STARS, TARGET_LETTERS = frozenset({"*"}), frozenset({"y", "Y", "t", "T", "d"})
"""What is written above a target or a cost, and is no power; above a parameter it marks the next value."""
DATA = frozenset({"x", "y", "X", "Y"})
MODEL_LETTERS = frozenset("fFhHpP")
COST_NAMES = frozenset({"ce", "xe", "kl", "ls"})
"""Names of costs in two letters, which a formula sets as if each were an index: ℓ_{ce}."""


@dataclass(frozen=True)
class Mention:
    """One symbol as written, its scripts sorted by what they say.

    `layer` is an expression of the layer index; `units` the indices of its entries; `example` that of a training
    example; `label` a part of its name (h1, o, total); `power` an exponent; `letter` is that of an error which is not
    called δ.
    """

    node: Node
    base: str
    layer: Node | None = None
    units: tuple[Node, ...] = ()
    example: Node | None = None
    label: str = ""
    transposed: bool = False
    primes: int = 0
    power: Node | None = None
    is_next: bool = False
    style: str = ""
    letter: str = ""

    @property
    def is_kronecker(self) -> bool:
        """Whether it is δ_{ij}, 1 for equal indices and else 0, and no error."""
        return self.base == "delta" and len(self.units) == 2 and self.layer is None

    @property
    def is_plain(self) -> bool:
        """Whether nothing is done to the quantity: it is named, whole or by an entry."""
        return not (self.transposed or self.primes or self.power or self.is_next)


def mention_of(node: Node, habits: Habits) -> Mention | None:
    """The mention that a node is, or None where it is something else; what was found once is kept, node by node."""
    known = habits.known.get(id(node))
    if known is None or known[0] is not node:
        found = _mention_of(node, habits)
        if found is not None:
            for meant in habits.recast:
                found = meant(found)
        known = habits.known[id(node)] = node, found
    return known[1]


def _mention_of(node: Node, habits: Habits) -> Mention | None:
    if isinstance(node, Group) and node.opening == "{":
        return mention_of(node.body, habits)
    if habits.error_letters and isinstance(node, Scripted) and (error := _error_of(node, habits)) is not None:
        return error
    return _named_or_scripted(node, habits)


def _error_of(node: Scripted, habits: Habits) -> Mention | None:
    """The error of a layer by another letter than δ; None for anything else, e^{-z} and the cost E among it."""
    base = scripts(node)[0]
    letter = base.text.strip() if isinstance(base, Name | Words) else ""
    if letter not in habits.error_letters or (isinstance(base, Name) and base.accents):
        return None
    found = _named_or_scripted(_rebased(node, Name(base.span, ERROR)), habits)
    shift = shift_of(found.layer) if found is not None and found.layer is not None else None
    if found is None or shift is None or found.power is not None:
        return None
    is_layer = not shift[0] or shift[0] in habits.layer_letters | habits.depth_letters | LAYER_LETTERS
    return replace(found, node=node, letter=letter) if is_layer else None


def _rebased(node: Node, base: Name) -> Node:
    """The same scripts on another symbol."""
    if isinstance(node, Scripted):
        return replace(node, base=_rebased(node.base, base))
    return replace(node, body=_rebased(node.body, base)) if isinstance(node, Group) else base


def _named_or_scripted(node: Node, habits: Habits) -> Mention | None:
    if isinstance(node, Name):
        return Mention(node, _base(node, habits), style=node.style)
    if isinstance(node, Words):
        return Mention(node, node.text.strip())
    if not isinstance(node, Scripted):
        return None
    base, subs, sups, primes = scripts(node)
    if isinstance(base, Words):
        base = Name(base.span, base.text.strip(), (), "text")
    if not isinstance(base, Name):
        return None
    found = Mention(node, _base(base, habits), primes=primes, style=base.style)
    if primes == 1 and found.base in habits.primed:
        found = replace(found, base=f"{found.base}~prime", primes=0)
    for sup in sups:
        parts = flat(sup)
        if found.base == "e" and len(parts) > 1 and not any(isinstance(p, Group) and p.opening == "[" for p in parts):
            parts = [sup]
        for part in parts:
            found = _with_sup(found, part, habits)
    for sub in subs:
        layer, sub = layer_before_units(sub) if habits.has_listed_layers else (None, sub)
        found = found if layer is None else replace(found, layer=layer)
        parts = flat(sub)
        if len(parts) == 2 and name_of(parts[0]) in habits.leading_examples and found.base not in WEIGHTS:
            found, parts = replace(found, example=parts[0]), parts[1:]
        is_cost = found.base in COST_LETTERS and "".join(map(name_of, parts)) in COST_NAMES
        if is_cost or (len(found.base) > 1 and _is_spaced_name(parts)):
            found = replace(found, label=found.label + name_of(parts[0]) + name_of(parts[1]))
            continue
        for part in parts:
            found = _with_sub(found, part, habits, len(parts))
    if found.base in COST_LETTERS and found.label in ("in", "out"):
        found = replace(found, base=found.base + found.label, label="")  # L_in and L_out count units
    if found.base in habits.lettered:
        found = _with_its_letter(found, habits)
    if found.transposed and len(found.units) == 2 and found.base[:1].isupper():
        found = replace(found, units=found.units[::-1], transposed=False)  # W^T_{kl} is W_{lk}
    if habits.is_outward and len(found.units) == 2 and found.base.partition("~")[0] in WEIGHTS:
        found = replace(found, units=found.units[::-1])
    if habits.zeroth_letters:
        found = _as_bias(found, len(habits.zeroth_letters) > 1)
    found = _with_parameters(found)
    return _chained(found, habits) if habits.chain else found


def _base(name: Name, habits: Habits) -> str:
    """The symbol; l is the cost that others write ℓ, where it is differentiated."""
    base = base_of(name, habits.decorations)
    return "ell" if base == "l" and habits.has_cost_l else base


def layer_before_units(sub: Node) -> tuple[Node | None, Node]:
    """(the layer, the units) of w_{2,jk} and δ_{l+1,i}; (None, all of it) for any other subscript."""
    body = sub.body if isinstance(sub, Group) and sub.opening == "{" else sub
    if not isinstance(body, Listing) or len(body.items) != 2:
        return None, sub
    first, units = body.items
    shift = shift_of(first)
    is_layer = shift is not None and shift[0] in {"", *LAYER_LETTERS}
    letters = [name_of(p) for p in flat(units)]
    return (first, units) if is_layer and letters and all(t.isalpha() and len(t) == 1 for t in letters) else (None, sub)


def _with_its_letter(found: Mention, habits: Habits) -> Mention:
    """δ_k as another quantity than δ_j: the letter is its name as well as its index, and says what o says of δ_k^o."""
    letter = name_of(found.units[0]) if len(found.units) == 1 else ""
    is_named = bool(found.label) and not (found.base == ERROR and found.label in habits.labels)
    is_other = is_named or found.layer or found.example or letter in habits.example_letters
    return found if is_other or not letter.isalpha() else replace(found, label=letter)


def _as_bias(found: Mention, are_several: bool) -> Mention:
    """w_{j0}, which is added to what a neuron sums, is its bias b_j; beside v_{k0} each keeps its letter as a label."""
    if found.base.partition("~")[0] not in WEIGHTS:
        return found
    others = tuple(u for u in found.units if name_of(u) != "0")
    if len(found.units) == 2 and len(others) == 1:
        return replace(found, base="b", units=others, label=found.base.lower() if are_several else found.label)
    letter, zero = found.label[:-1], found.label[-1:]
    if found.units or zero != "0" or len(letter) != 1 or not letter.islower():
        return found
    return replace(found, base="b", label="", units=(Name(found.node.span, letter),))


def _with_parameters(found: Mention) -> Mention:
    """h_{W,b} and h_w: the parameters of a whole network are part of its name, no indices."""
    names = [name_of(u) for u in found.units]
    is_model = _are_parameters(names) or (found.base in MODEL_LETTERS and names in (["w"], ["W"]))
    return replace(found, units=(), label=found.label + "".join(names)) if is_model else found


def _are_parameters(names: list[str]) -> bool:
    return len(names) > 1 and set(names) <= {*WEIGHTS, "b"} and bool(set(names) & {"W", "w", "Theta", "theta"})


def _chained(found: Mention, habits: Habits) -> Mention:
    """The layer that the first index letter tells."""
    letter = name_of(found.units[0]) if found.units else ""
    if found.layer is not None or letter not in habits.chain or found.base not in (habits.chained or CHAINED):
        return found
    if len(found.units) == 2 and name_of(found.units[1]) not in habits.chain:
        return found
    span = found.node.span
    layer = Addition(span, (Name(span, CHAIN), Number(span, str(habits.chain[letter]))), (1, 1))
    return replace(found, layer=layer)


def _with_sup(found: Mention, part: Node, habits: Habits) -> Mention:
    if isinstance(part, Group) and part.opening in "[(":
        return _with_bracket(found, part, habits)
    text = said(part)
    if text in habits.layer_names:
        return replace(found, label=found.label + text)
    if text in TRANSPOSES and not (text == "t" and found.transposed):
        return replace(found, transposed=not found.transposed)
    if text in NEXT | BEFORE:
        return replace(found, is_next=text in NEXT)
    if text in PRIMES:
        return replace(found, primes=found.primes + 1)
    if text in DOTS:
        return replace(found, label=found.label + "·")
    if text in STARS and found.base in TARGET_LETTERS | COST_LETTERS:
        return replace(found, label=f"{found.label}*")
    if text in STARS and found.base in WEIGHTS | {"b"}:
        return replace(found, is_next=True)
    if isinstance(part, Name) and part.style == "roman" and _names_upright(text, habits):
        return replace(found, label=found.label + text)
    shift = shift_of(part)
    if shift is not None and shift[0] in habits.power_letters and isinstance(part, Name | Addition):
        return replace(found, power=part)
    if shift is not None and habits.is_bare_layered and found.layer is None and not found.base.isdigit():
        letter, step = shift
        is_numbered = _layered(found) or found.base in habits.numbered_above
        if letter in habits.layer_letters | habits.depth_letters or (not letter and is_numbered):
            return replace(found, layer=part)
        if letter in habits.example_letters | {"i", "n", "x"} and not step and found.base != "e":
            return replace(found, example=part)
    if isinstance(part, Name) and (text in habits.example_letters or text == "i") and not habits.is_bare_layered:
        return replace(found, example=part)
    if text in habits.labels or (isinstance(part, Name | Words) and len(text) > 1):
        return replace(found, label=found.label + text)
    if isinstance(part, Addition) and not isinstance(part.terms[0], Name | Number):
        return replace(found, power=part)
    return replace(found, power=part)


def _names_upright(text: str, habits: Habits) -> bool:
    """Whether an upright letter above a symbol is a part of its name, C^{\\rm b}: no layer and no index is set so."""
    is_other = text in habits.layer_letters | habits.depth_letters | habits.example_letters | habits.index_letters
    return text.isalpha() and not is_other


def _layered(found: Mention) -> bool:
    """Whether a bare number above the symbol may be its layer; of a sum or a difference it would be a power."""
    return found.base.split("~")[0] in {*"wWbBzZaAhHO", "delta", "theta", "Theta"}


def said(part: Node | None) -> str:
    """The text of a name, in letters of formulas or of words."""
    return name_of(part) or (part.text.strip() if isinstance(part, Words) else "")


def _with_bracket(found: Mention, part: Group, habits: Habits) -> Mention:
    text = said(part.body)
    if text in habits.layer_names:
        return replace(found, label=found.label + text)
    if len(text) > 1 and text in NEXT | BEFORE:
        return replace(found, is_next=text in NEXT)
    return replace(found, layer=part.body) if part.opening == "[" else _with_round(found, part, habits)


def _with_round(found: Mention, part: Group, habits: Habits) -> Mention:
    shift = shift_of(part.body)
    if isinstance(part.body, Listing) and (both := _layer_and_example(part.body, habits)) is not None:
        return replace(found, layer=both[0], example=both[1])
    if shift is None:
        names = [name_of(p) for p in flat(part.body)]
        return replace(found, label="".join(names)) if _are_parameters(names) else replace(found, power=part)
    letter, step = shift
    if found.layer is not None or habits.parenthesis == "example":
        return replace(found, example=part.body)
    if habits.parenthesis == "mixed" and not letter and found.base in DATA - habits.layered_data:
        return replace(found, example=part.body)
    if habits.parenthesis == "mixed" and letter and letter not in habits.layer_letters | habits.depth_letters:
        return replace(found, example=part.body) if not step else replace(found, layer=part.body)
    return replace(found, layer=part.body)


def _layer_and_example(body: Listing, habits: Habits) -> tuple[Node, Node] | None:
    """The layer and the example of x^{(p,3)}, a^{(i,l)} and a^{(l,i)}; None for any other list."""
    if len(body.items) != 2:
        return None
    for layer, example in (body.items, body.items[::-1]):
        shift = shift_of(layer)
        is_layer = shift is not None and (not shift[0] or shift[0] in habits.layer_letters | habits.depth_letters)
        if is_layer and name_of(example) in habits.example_letters - habits.layer_letters:
            return layer, example
    return None


def _with_sub(found: Mention, part: Node, habits: Habits, count: int) -> Mention:
    if isinstance(part, Group) and part.opening in ("(", "["):
        for inner in flat(part.body):
            found = _with_sub(found, inner, habits, 2)
        return found
    if isinstance(part, Words):
        word = part.text.strip()
        is_time = word in NEXT | BEFORE
        return replace(found, is_next=word in NEXT) if is_time else replace(found, label=found.label + word)
    if isinstance(part, Relation) and part.sign == "→":
        return replace(found, units=(part.right, part.left))
    text = name_of(part)
    shift = shift_of(part)
    if text in NEXT or text in BEFORE:
        return replace(found, is_next=text in NEXT)
    if found.base == "sum":
        return replace(found, label=found.label + _written(part))
    if found.base in COST_LETTERS and count == 1 and len(text) == 1 and text.islower() and text not in habits.labels:
        return replace(found, example=part, label=EACH)
    if found.layer is None and shift is not None and found.base in habits.subscript_layers and count <= 2:
        letter, step = shift
        is_first = count == 2 and not found.units and letter in LAYER_LETTERS - (habits.index_letters & {"L"})
        if is_first or (count == 1 and (letter in ("l", "L", "ell") or step or not letter)):
            return replace(found, layer=part)
    if habits.is_numbered and isinstance(part, Number) and count == 1 and found.layer is None and _layered(found):
        return replace(found, layer=part)
    if habits.is_numbered and isinstance(part, Number) and count == 3 and found.layer is None and not found.units:
        return replace(found, layer=part)
    if count == 1 and text in habits.data_examples and found.base.partition("~")[0] in DATA:
        return replace(found, example=part)
    if isinstance(part, Name) and (len(text) > 1 or text in habits.labels) and not _is_greek(text):
        return replace(found, label=found.label + text)
    if text == "i" and count == 1 and found.base in habits.of_input:
        return replace(found, label=found.label + text)
    if isinstance(part, Scripted) and found.base == ERROR and name_of(part.base) in INDICES and part.sub is not None:
        return replace(found, units=(*found.units, part.base, part.sub))  # Kronecker's δ_{i1}, no error of i_1
    is_datum = found.base in DATA and isinstance(part, Scripted) and isinstance(part.sub, Number) and part.sup is None
    if is_datum and isinstance(part, Scripted) and part.sub and name_of(part.base) in habits.example_letters | INDICES:
        entry = (part.base, part.sub) if name_of(part.base) in habits.example_letters else (part.sub,)
        return replace(found, units=(*found.units, *entry))  # x_{i1} is of example i, or of input i
    if isinstance(part, Scripted):
        of = mention_of(part, habits) if found.base == ERROR and not (found.label or found.layer) else None
        if of is not None and of.layer is not None and of.is_plain:
            return replace(found, label=of.base + of.label, layer=of.layer, units=of.units, example=of.example)
        return replace(found, label=found.label + _written(part))
    if isinstance(part, Number) and len(part.text) == 2 and found.base in WEIGHTS and not found.units:
        digits = tuple(Number(part.span, d) for d in part.text)
        return replace(found, units=digits)
    return replace(found, units=(*found.units, part))


def _is_spaced_name(parts: Sequence[Node]) -> bool:
    """Whether a unit's name is written with a space: net_{h 1}."""
    return len(parts) == 2 and name_of(parts[0]) in ("h", "o", "i") and name_of(parts[1]).isdigit()


def _is_greek(text: str) -> bool:
    return text in GREEK


def _written(node: Node) -> str:
    """`h1` for what is written h1 or h_1."""
    if isinstance(node, Scripted):
        return _written(node.base) + (_written(node.sub) if node.sub is not None else "")
    return name_of(node)


def mentions(node: Node, habits: Habits) -> tuple[Mention, ...]:
    """All mentions in a formula; scripts are not searched.  What was found once is kept, node by node."""
    listed = habits.listed.get(id(node))
    if listed is None or listed[0] is not node:
        listed = habits.listed[id(node)] = node, tuple(_mentions(node, habits))
    return listed[1]


def _mentions(node: Node, habits: Habits) -> Iterator[Mention]:
    found = mention_of(node, habits)
    if found is not None:
        yield found
        if found.power is not None:
            yield from _mentions(found.power, habits)
        return
    if isinstance(node, Big):
        yield from _mentions(node.body, habits)
        return
    for part in [node.base] if isinstance(node, Scripted) else node.parts():
        yield from _mentions(part, habits)
