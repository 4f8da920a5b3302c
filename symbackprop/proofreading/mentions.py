r"""Mentions of quantities: which symbol is meant, and what each script on it says.

`W^{[l]T}` is the weights of layer l, transposed; `w^l_{jk}` an entry of them; `a^{[l](i)}` the column of an example;
`net_{h1}` a quantity of its own.  What a script means is the habit of the whole document: a `Habits` is read from all
its formulas first.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from symbackprop.parsing.latex.tree import (
    Addition,
    Big,
    Group,
    Listing,
    Name,
    Node,
    Number,
    Product,
    Quotient,
    Relation,
    Scripted,
    Slice,
    Words,
)

TRANSPOSES = frozenset({"T", "top", "intercal", "⊤", "ᵀ", "t", "trans", "transpose", "dagger"})
NEXT = frozenset({"+", "new", "next", "updated", "′", "plus"})
FOLDED = frozenset("ahotuvwxyz") | {"theta", "delta"}
WEIGHTS = frozenset({"w", "W", "theta", "Theta", "V", "U", "v", "u"})
GREEK_CAPITALS = {"Theta": "theta"}
EACH = "each"
CHAINED = frozenset({"w", "W", "a", "z", "h", "o", "s", "net", "b", "delta", "in", "out"})
CHAIN = "§"
"""The letter of layers that no letter is written for."""
COST_LETTERS = frozenset({"C", "E", "J", "L", "ell", "xi"})
DOTS = frozenset({"cdot", "bullet"})
KEPT_ACCENTS = frozenset({"hat", "widehat", "tilde", "widetilde", "bar", "overline", "dot", "check"})
KIND = {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}


@dataclass(frozen=True)
class Mention:
    """One symbol as written, its scripts sorted by what they say.

    `layer` is an expression of the layer index; `units` the indices of its entries; `example` that of a training
    example; `label` a part of its name (h1, o, total); `power` an exponent.
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

    @property
    def is_plain(self) -> bool:
        """Whether nothing is done to the quantity: it is named, whole or by an entry."""
        return not (self.transposed or self.primes or self.power or self.is_next)


@dataclass
class Habits:
    """How a document writes its scripts."""

    layer_letters: set[str] = field(default_factory=set)
    depth_letters: set[str] = field(default_factory=lambda: {"L"})
    parenthesis: str = "layer"
    is_bare_layered: bool = False
    subscript_layers: set[str] = field(default_factory=set)
    index_letters: set[str] = field(default_factory=set)
    example_letters: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    has_layers: bool = False
    chain: dict[str, int] = field(default_factory=dict)
    is_numbered: bool = False
    known: dict[int, tuple[Node, "Mention | None"]] = field(default_factory=dict, repr=False)


def name_of(node: Node | None) -> str:
    """The text of a plain name or number, else nothing."""
    if isinstance(node, Name | Number):
        return node.text
    if isinstance(node, Group) and node.opening == "{":
        return name_of(node.body)
    return ""


def shift_of(node: Node | None) -> tuple[str, int] | None:
    """(l, -1) for `l - 1`, (l, 0) for `l`, ("", 2) for `2`; None for anything else."""
    if isinstance(node, Name) and not node.accents:
        return node.text, 0
    if isinstance(node, Number):
        return ("", int(node.text)) if node.text.isdigit() else None
    if isinstance(node, Addition) and len(node.terms) == 2 and node.signs[0] == 1:
        letter, number = node.terms
        if isinstance(letter, Name) and isinstance(number, Number) and number.text.isdigit():
            return letter.text, node.signs[1] * int(number.text)
    return None


def base_of(name: Name) -> str:
    """The symbol without what it is set in; a hat, a tilde or a bar makes another symbol."""
    marks = "".join(f"~{KIND.get(a, a)}" for a in name.accents if a in KEPT_ACCENTS)
    return name.text + marks


def scripts(node: Scripted) -> tuple[Node, list[Node], list[Node], int]:
    """(innermost base, subscripts, superscripts, primes), braces around a scripted symbol looked through."""
    subs: list[Node] = []
    sups: list[Node] = []
    primes = 0
    base: Node = node
    while isinstance(base, Scripted) or (isinstance(base, Group) and base.opening == "{"):
        if isinstance(base, Group):
            base = base.body
            continue
        if base.sub is not None:
            subs.insert(0, base.sub)
        if base.sup is not None:
            sups.insert(0, base.sup)
        primes += base.primes
        base = base.base
    return base, subs, sups, primes


def flat(script: Node) -> list[Node]:
    """The parts of a script side by side: `[L](i)`, `jk`, `j,k`."""
    if isinstance(script, Group) and script.opening == "{":
        return flat(script.body)
    if isinstance(script, Listing):
        return [part for item in script.items for part in flat(item)]
    if isinstance(script, Product) and all(op in ("", "*", "cdot", "times") for op in script.operators):
        return [part for factor in script.factors for part in flat(factor)]
    return [script]


def habits_of(formulas: Iterable[Node]) -> Habits:
    """The habits that show in all formulas of a document."""
    found = Habits()
    nodes = [n for f in formulas for n in f.walk()]
    _bound(nodes, found)
    parts = [scripts(n) for n in nodes if isinstance(n, Scripted)]
    sups = [(b, p) for b, _, sups, _ in parts for s in sups for p in flat(s)]
    subs = [(b, p) for b, subs, _, _ in parts for s in subs for p in flat(s)]
    squares = [p.body for _, p in sups if isinstance(p, Group) and p.opening == "["]
    rounds = [p.body for _, p in sups if isinstance(p, Group) and p.opening == "("]
    for body in squares:
        shift = shift_of(body)
        if shift and shift[0].islower() and len(shift[0]) == 1:
            found.layer_letters.add(shift[0])
    found.has_layers = bool(squares)
    found.parenthesis = _parenthesis(squares, rounds, found)
    bare = [shift_of(p) for b, p in sups if isinstance(b, Name) and not isinstance(p, Group)]
    counted = Counter(s for s in bare if s)
    steps = [letter for (letter, step) in counted if letter and step and letter not in TRANSPOSES]
    found.is_bare_layered = any(counted[letter, 0] for letter in ("l", "L", "ell")) or bool(steps)
    found.is_bare_layered = found.is_bare_layered or _are_numbered_above(parts)
    found.layer_letters |= {s for s in steps if s.islower() and len(s) == 1 and found.is_bare_layered}
    if any(counted[letter, 0] for letter in ("l", "ell")):
        found.layer_letters |= {"l", "ell"}
    _subscripted(subs, found)
    found.layer_letters |= {s for r in rounds if (shift := shift_of(r)) and (s := shift[0]) in ("l", "ell")}
    found.layer_letters |= {"l"} if not found.layer_letters else set()
    entries = [tuple(flat(s)) for b, ss, _, _ in parts for s in ss if name_of(b) in WEIGHTS]
    found.example_letters -= {name_of(p) for e in entries for p in e if len(e) == 2}
    found.has_layers |= found.is_bare_layered or found.parenthesis == "layer" or bool(found.subscript_layers)
    _labelled(nodes, subs, sups, found)
    found.is_numbered = _is_numbered(parts)
    found.chain = _chain(parts)
    found.has_layers |= found.is_numbered or bool(found.chain)
    found.known.clear()
    found.has_layers &= not _only_tells_parameters_apart(nodes, found)
    found.known.clear()
    return found


def _is_numbered(parts: list[tuple[Node, list[Node], list[Node], int]]) -> bool:
    """Whether whole matrices are numbered below: W_1, W_2, then also b_1 and z_1."""
    return any(
        name_of(base) in ("W", "Theta") and len(subs) == 1 and name_of(subs[0]) in ("1", "2", "3")
        for base, subs, _, _ in parts
    )


def _are_numbered_above(parts: list[tuple[Node, list[Node], list[Node], int]]) -> bool:
    """Whether whole layers are numbered above: w^1, z^1 and a^0, as no one writes powers."""
    first = {name_of(b) for b, _, sups, _ in parts for s in sups for p in flat(s) if name_of(p) in ("0", "1")}
    return len(first & {"w", "W", "b", "z", "Z", "a", "A", "delta", "h", "H"}) >= 2


def _chain(parts: list[tuple[Node, list[Node], list[Node], int]]) -> dict[str, int]:
    """Index letters that tell layers apart: with w_{ji} and w_{kj} the units i, j, k are in layers 0, 1, 2."""
    pairs: set[tuple[str, str]] = set()
    for base, subs, sups, _ in parts:
        if name_of(base) in ("w", "W") and not sups and len(subs) == 1:
            letters = [name_of(p) for p in flat(subs[0])]
            if len(letters) == 2 and all(t.isalpha() and len(t) == 1 for t in letters):
                pairs.add((letters[0], letters[1]))
    links = {(a, b) for a, b in pairs if (b, a) not in pairs}
    links = {(a, b) for a, b in links if any(b == c or a == d for c, d in links if (c, d) != (a, b))}
    starts = {b for _, b in links} - {a for a, _ in links}
    if len(links) < 2 or len(starts) != 1:
        return {}
    layers = {starts.pop(): 0}
    for _ in links:
        for a, b in links:
            if b in layers and layers.setdefault(a, layers[b] + 1) != layers[b] + 1:
                return {}
    return layers


def _only_tells_parameters_apart(nodes: list[Node], found: Habits) -> bool:
    """Whether layers are mere names of weights: z = W^{(1)} x, o = W^{(2)} h, where no state has a layer."""
    layered = [m for n in nodes if isinstance(n, Scripted) and (m := mention_of(n, found)) and m.layer is not None]
    return bool(layered) and all(
        m.base in WEIGHTS | {"b", "B"} and (shift := shift_of(m.layer)) is not None and not shift[0] for m in layered
    )


def _bound(nodes: list[Node], found: Habits) -> None:
    """Letters that are summed over, and those that count examples."""
    for node in nodes:
        if isinstance(node, Big):
            for letter in limit_letters(node):
                found.index_letters.add(letter)
                if upper_name(node) in ("m", "N", "M") or letter in ("x", "n") or "batch" in upper_name(node):
                    found.example_letters.add(letter)


def limit_letters(big: Big) -> list[str]:
    """The letters that a sum runs over."""
    lower = big.lower
    items = lower.items if isinstance(lower, Listing) else (lower,)
    letters = []
    for item in items:
        node = item.left if isinstance(item, Relation) else item
        for part in flat(node) if node is not None else ():
            if isinstance(part, Name) and part.text not in ("forall", "∀"):
                letters.append(part.text)
    return letters


def upper_name(big: Big) -> str:
    """The name of the upper limit."""
    upper = big.upper
    return name_of(upper) if upper is not None else ""


def _parenthesis(squares: list[Node], rounds: list[Node], found: Habits) -> str:
    """Whether `^{(…)}` counts layers or examples: layers in square brackets leave examples to the round ones."""
    shifts = [s for r in rounds if (s := shift_of(r))]
    layered = sum(letter in ("l", "L", "ell") or bool(step and letter) for letter, step in shifts)
    numbers = sum(not letter for letter, _ in shifts)
    examples = sum(letter in ("i", "t", "n", "k", "j", "m") and not step for letter, step in shifts)
    if layered:
        return "mixed" if examples else "layer"
    if squares or (examples and not numbers):
        return "example"
    return "layer" if numbers else "example"


def _subscripted(subs: list[tuple[Node, Node]], found: Habits) -> None:
    """Bases whose subscript is the layer: `Z_l`, `H_{l-1}`, `W_L`."""
    for base, part in subs:
        shift = shift_of(part)
        if isinstance(base, Name) and shift and (shift[0] in ("l", "L", "ell")) and not found.is_bare_layered:
            found.subscript_layers.add(base_of(base))


def _labelled(nodes: list[Node], subs: list[tuple[Node, Node]], sups: list[tuple[Node, Node]], found: Habits) -> None:
    """Letters that are part of names: `W_h`, `Z_o`, `b^y`; never summed over, and not the only index of an entry."""
    letters = Counter(p.text for b, p in subs if isinstance(p, Name) and len(p.text) == 1 and isinstance(b, Name)
                      and (b.text[0].isupper() or b.style == "bold"))  # fmt: skip
    found.labels |= {
        letter
        for letter in letters
        if letter in "hoyxsc" and letter not in found.index_letters and letter not in found.layer_letters
    }
    found.labels |= {p.text for _, p in sups if isinstance(p, Name) and p.text in ("h", "y", "o") and len(p.text) == 1}


def mention_of(node: Node, habits: Habits) -> Mention | None:
    """The mention that a node is, or None where it is something else; what was found once is kept, node by node."""
    known = habits.known.get(id(node))
    if known is None or known[0] is not node:
        known = habits.known[id(node)] = node, _mention_of(node, habits)
    return known[1]


def _mention_of(node: Node, habits: Habits) -> Mention | None:
    if isinstance(node, Group) and node.opening == "{":
        return mention_of(node.body, habits)
    if isinstance(node, Name):
        return Mention(node, base_of(node), style=node.style)
    if isinstance(node, Words):
        return Mention(node, node.text.strip())
    if not isinstance(node, Scripted):
        return None
    base, subs, sups, primes = scripts(node)
    if isinstance(base, Words):
        base = Name(base.span, base.text.strip(), (), "text")
    if not isinstance(base, Name):
        return None
    found = Mention(node, base_of(base), primes=primes, style=base.style)
    for sup in sups:
        parts = flat(sup)
        if found.base == "e" and len(parts) > 1 and not any(isinstance(p, Group) and p.opening == "[" for p in parts):
            parts = [sup]
        for part in parts:
            found = _with_sup(found, part, habits)
    for sub in subs:
        parts = flat(sub)
        for part in parts:
            found = _with_sub(found, part, habits, len(parts))
    return _chained(found, habits) if habits.chain else found


def _chained(found: Mention, habits: Habits) -> Mention:
    """The layer that the first index letter tells."""
    letter = name_of(found.units[0]) if found.units else ""
    if found.layer is not None or letter not in habits.chain or found.base not in CHAINED:
        return found
    if len(found.units) == 2 and name_of(found.units[1]) not in habits.chain:
        return found
    span = found.node.span
    layer = Addition(span, (Name(span, CHAIN), Number(span, str(habits.chain[letter]))), (1, 1))
    return replace(found, layer=layer)


def _with_sup(found: Mention, part: Node, habits: Habits) -> Mention:
    if isinstance(part, Group) and part.opening == "[":
        return replace(found, layer=part.body)
    if isinstance(part, Group) and part.opening == "(":
        return _with_round(found, part, habits)
    text = name_of(part) or (part.text.strip() if isinstance(part, Words) else "")
    if text in TRANSPOSES and not (text == "t" and found.transposed):
        return replace(found, transposed=not found.transposed)
    if text in NEXT:
        return replace(found, is_next=True)
    if text in ("prime", "′"):
        return replace(found, primes=found.primes + 1)
    if text in DOTS:
        return replace(found, label=found.label + "·")
    shift = shift_of(part)
    if shift is not None and habits.is_bare_layered and found.layer is None and not found.base.isdigit():
        letter, step = shift
        if letter in habits.layer_letters | habits.depth_letters or (not letter and _layered(found)):
            return replace(found, layer=part)
        if letter in habits.example_letters | {"i", "n", "x"} and not step:
            return replace(found, example=part)
    if isinstance(part, Name) and (text in habits.example_letters or text == "i") and not habits.is_bare_layered:
        return replace(found, example=part)
    if text in habits.labels or (isinstance(part, Name | Words) and len(text) > 1):
        return replace(found, label=found.label + text)
    if isinstance(part, Addition) and not isinstance(part.terms[0], Name | Number):
        return replace(found, power=part)
    return replace(found, power=part)


def _layered(found: Mention) -> bool:
    """Whether a bare number above the symbol may be its layer; of a sum or a difference it would be a power."""
    return found.base.split("~")[0] in ("w", "W", "b", "z", "Z", "a", "A", "delta", "theta", "Theta", "h", "H", "B")


def _with_round(found: Mention, part: Group, habits: Habits) -> Mention:
    shift = shift_of(part.body)
    if shift is None:
        return replace(found, power=part)
    letter, step = shift
    if found.layer is not None or habits.parenthesis == "example":
        return replace(found, example=part.body)
    if habits.parenthesis == "mixed" and letter and letter not in habits.layer_letters | habits.depth_letters:
        return replace(found, example=part.body) if not step else replace(found, layer=part.body)
    return replace(found, layer=part.body)


def _with_sub(found: Mention, part: Node, habits: Habits, count: int) -> Mention:
    if isinstance(part, Group) and part.opening in ("(", "["):
        for inner in flat(part.body):
            found = _with_sub(found, inner, habits, 2)
        return found
    if isinstance(part, Words):
        return replace(found, label=found.label + part.text.strip())
    text = name_of(part)
    shift = shift_of(part)
    if found.base == "sum":
        return replace(found, label=found.label + text)
    if found.base in COST_LETTERS and count == 1 and len(text) == 1 and text.islower() and text not in habits.labels:
        return replace(found, example=part, label=EACH)
    if found.layer is None and shift is not None and found.base in habits.subscript_layers and count == 1:
        letter, step = shift
        if letter in ("l", "L", "ell") or step or not letter:
            return replace(found, layer=part)
    if habits.is_numbered and isinstance(part, Number) and count == 1 and found.layer is None and _layered(found):
        return replace(found, layer=part)
    if habits.is_numbered and isinstance(part, Number) and count == 3 and found.layer is None and not found.units:
        return replace(found, layer=part)
    if isinstance(part, Name) and (len(text) > 1 or text in habits.labels) and not _is_greek(text):
        return replace(found, label=found.label + text)
    if isinstance(part, Scripted):
        return replace(found, label=found.label + _written(part))
    if isinstance(part, Number) and len(part.text) == 2 and found.base in WEIGHTS and not found.units:
        digits = tuple(Number(part.span, d) for d in part.text)
        return replace(found, units=digits)
    if text in ("+", "new"):
        return replace(found, is_next=True)
    return replace(found, units=(*found.units, part))


def _is_greek(text: str) -> bool:
    return text in {"alpha", "beta", "gamma", "mu", "nu", "rho", "tau", "kappa", "iota"}


def _written(node: Node) -> str:
    """`h1` for what is written h1 or h_1."""
    if isinstance(node, Scripted):
        return _written(node.base) + (_written(node.sub) if node.sub is not None else "")
    return name_of(node)


def is_slice(node: Node) -> bool:
    """Whether an index takes all: `:`."""
    return isinstance(node, Slice) and node.start is None and node.stop is None


def mentions(node: Node, habits: Habits) -> Iterator[Mention]:
    """All mentions in a formula; scripts are not searched."""
    found = mention_of(node, habits)
    if found is not None:
        yield found
        if found.power is not None:
            yield from mentions(found.power, habits)
        return
    if isinstance(node, Big):
        yield from mentions(node.body, habits)
        return
    for part in [node.base] if isinstance(node, Scripted) else node.parts():
        yield from mentions(part, habits)


def is_turned(node: Node) -> bool:
    """Whether a bracket is transposed: (W a)^T."""
    return isinstance(node, Scripted) and node.sup is not None and any(name_of(p) in TRANSPOSES for p in flat(node.sup))


def is_number(node: Node) -> bool:
    """Whether a formula has no symbol in it but e."""
    return (
        all(
            not isinstance(n, Name) or n.text in ("e", "pi", "exp", "log", "ln", "max", "min", "tanh", "cdot")
            for n in node.walk()
        )
        and any(isinstance(n, Number) for n in node.walk())
        and not isinstance(node, Quotient)
    ) or isinstance(node, Number)
