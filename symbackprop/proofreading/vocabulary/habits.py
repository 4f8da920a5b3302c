"""How a document writes its scripts, from all its formulas: what counts layers, examples, entries, what is a name."""

from collections import Counter
from collections.abc import Iterable, Iterator

from symbackprop.parsing.latex.tree import (
    Addition,
    Apply,
    Big,
    Derivative,
    Dots,
    Group,
    Listing,
    Nabla,
    Name,
    Node,
    Number,
    Product,
    Scripted,
)
from symbackprop.proofreading.vocabulary.letters_of_names import INITIALS, OWN, find_labels, indices_of_entries
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import (
    TRANSPOSES,
    averaged,
    base_of,
    flat,
    limit_letters,
    name_of,
    scripts,
    shift_of,
    upper_name,
)
from symbackprop.proofreading.vocabulary.mentions import (
    BEFORE,
    COST_LETTERS,
    DATA,
    GREEK,
    LAYER_LETTERS,
    NEXT,
    WEIGHTS,
    layer_before_units,
    mention_of,
    said,
)
from symbackprop.proofreading.vocabulary.powers import power_letters
from symbackprop.proofreading.vocabulary.unit_letters import Scripts, chain_of
from symbackprop.proofreading.vocabulary.zeroth import letters_of_zeroth

NO_NAMES = GREEK | NEXT | BEFORE | {"ell", "xi", "theta", "Theta", "sigma", "lambda", "prime", "top"}
"""What stands in brackets above a symbol and is no name of a layer, though it is written in several letters."""
EXAMPLES = frozenset({"x", "y", "t"})
"""What every example has."""
STATES = frozenset({"a", "A", "z", "Z", "h", "H", "o", "s", "delta"})
"""What a layer has that no step of training has."""


def habits_of(formulas: Iterable[Node]) -> Habits:
    """The habits that show in all formulas of a document."""
    found = Habits()
    nodes = [n for f in formulas for n in f.walk()]
    _bound(nodes, found)
    found.has_cost_l = any(_is_slope_of_l(n) for n in nodes)
    parts = [scripts(n) for n in nodes if isinstance(n, Scripted)]
    counted = _counted_out(nodes)
    found.power_letters = power_letters(nodes)
    sups = [
        (b, p) for b, _, sups, _ in parts if id(b) not in counted for s in sups if not _is_ordinal(s) for p in flat(s)
    ]
    sups = [(b, p) for b, p in sups if not (shift := shift_of(p)) or shift[0] not in found.power_letters]
    sups = [(b, p) for b, p in sups if not _is_space(b)]
    subs = [(b, p) for b, subs, _, _ in parts for s in subs for p in flat(s)]
    found.layer_names = _layer_names([p.body for _, p in sups if isinstance(p, Group) and p.opening in "[("], found)
    squares = [
        p.body for _, p in sups if isinstance(p, Group) and p.opening == "[" and said(p.body) not in found.layer_names
    ]
    rounds = [
        p.body for _, p in sups if isinstance(p, Group) and p.opening == "(" and said(p.body) not in found.layer_names
    ]
    found.layered_data = _layered_data(sups)
    is_numbered_above = _are_numbered_above(parts) or any(_is_weight_of_number(n) for n in nodes)
    _find_layers_above(squares, rounds, sups, found, is_numbered_above)
    _subscripted(subs, found)
    found.layer_letters |= {s for r in rounds if (shift := shift_of(r)) and (s := shift[0]) in ("l", "ell")}
    stepped = _stepped(sups)
    found.layer_letters |= stepped
    is_numbered = any(isinstance(r, Number) for r in rounds)
    found.has_layers |= found.parenthesis == "mixed" and (bool(stepped) or is_numbered)
    found.layer_letters |= {"l"} if not found.layer_letters else set()
    entries = [tuple(flat(s)) for b, ss, _, _ in parts for s in ss if name_of(b) in WEIGHTS]
    found.example_letters -= {name_of(p) for e in entries for p in e if len(e) == 2}
    found.has_layers |= found.is_bare_layered or found.parenthesis == "layer" or bool(found.subscript_layers)
    found.leading_examples = _leading_examples(parts)
    found.data_examples = _data_examples(parts)
    found.example_letters |= _examples_above(parts)
    found.is_numbered = _is_numbered(parts) and not any(map(_adds_numbered_inputs, nodes))
    found.numbered_above = _numbered_above(parts)
    found.has_listed_layers = _are_listed(parts)
    found.chain = chain_of(parts)
    find_labels(subs, sups, found)
    found.labels -= found.chain.keys() | indices_of_entries(parts)
    found.zeroth_letters = letters_of_zeroth(nodes, parts)
    found.has_layers |= found.is_numbered or found.has_listed_layers or bool(found.chain)
    found.forget()
    found.has_layers &= not _only_tells_parameters_apart(nodes, found)
    found.forget()
    return found


def _counted_out(nodes: list[Node]) -> set[int]:
    """The symbols of (w^{(1)}, …, w^{(d)}), which counts entries or examples: layers are counted to L."""
    found: set[int] = set()
    for node in nodes:
        if isinstance(node, Listing) and any(isinstance(item, Dots) for item in node.items):
            last = [scripts(n) for n in node.items[-1].walk() if isinstance(n, Scripted)]
            ends = {name_of(p.body) for _, _, sups, _ in last for s in sups for p in flat(s) if isinstance(p, Group)}
            if ends and all(len(t) == 1 and t.islower() and t != "l" for t in ends):
                found |= {id(scripts(n)[0]) for n in node.walk() if isinstance(n, Scripted)}
    return found


def _is_space(base: Node) -> bool:
    """Whether it is the ℝ of ℝ^{n+1}, which counts numbers and no layers."""
    return isinstance(base, Name) and (base.style == "blackboard" or base.text == "R")


def _is_ordinal(script: Node) -> bool:
    """Whether it is that of the i^{th} unit."""
    return "".join(map(name_of, flat(script))) in ("th", "st", "nd", "rd")


def _layer_names(bodies: list[Node], found: Habits) -> frozenset[str]:
    """Names of layers in brackets, W^{(H)} and a^{(out)}: words, or the initials of hidden and output."""
    shifts = [shift for body in bodies if (shift := shift_of(body))]
    counted = {letter for letter, step in shifts if step} | found.index_letters | NO_NAMES
    words = {text for body in bodies if (text := said(body)).isalpha() and len(text) > 1}
    initials = {letter for letter, _ in shifts} & INITIALS
    named = (initials if len(initials) > 1 or (initials and words) else set()) | words
    return frozenset(named - counted)


def _is_slope_of_l(node: Node) -> bool:
    """Whether it is ∂l/∂w or ∇_w l: then l is a cost; a layer is not differentiated."""
    if not isinstance(node, Derivative | Nabla):
        return False
    of = node.of
    first = of.factors[0] if isinstance(of, Product) else of.function if isinstance(of, Apply) else of
    return name_of(first.base if isinstance(first, Scripted) else first) == "l"


def _find_layers_above(
    squares: list[Node], rounds: list[Node], sups: list[tuple[Node, Node]], found: Habits, is_numbered: bool
) -> None:
    """Layers above the symbols: in square brackets, in round ones, or bare."""
    for body in squares:
        shift = shift_of(body)
        if shift and shift[0].islower() and len(shift[0]) == 1:
            found.layer_letters.add(shift[0])
    found.depth_letters |= _depths([*squares, *rounds], sups)
    found.has_layers = bool(squares)
    found.parenthesis = _parenthesis(squares, rounds, found)
    if _number_examples(sups, found):
        found.parenthesis = "example"
    bare = [shift_of(p) for b, p in sups if isinstance(b, Name) and not isinstance(p, Group)]
    counted = Counter(s for s in bare if s)
    steps = [letter for (letter, step) in counted if letter and step and letter not in TRANSPOSES]
    found.is_bare_layered = any(counted[letter, 0] for letter in ("l", "L", "ell")) or bool(steps) or is_numbered
    found.layer_letters |= {s for s in steps if s.islower() and len(s) == 1 and found.is_bare_layered}
    if any(counted[letter, 0] for letter in ("l", "ell")):
        found.layer_letters |= {"l", "ell"}


def _layered_data(sups: list[tuple[Node, Node]]) -> frozenset[str]:
    """The x of x^{(l)}, and of x^{(i-1)}, whose numbers in brackets are those of layers too."""
    rounds = [(name_of(base), shift_of(p.body)) for base, p in sups if isinstance(p, Group) and p.opening == "("]
    layered = {base for base, shift in rounds if shift is not None and (shift[0] in ("l", "ell") or all(shift))}
    return frozenset(layered) & DATA


def _leading_examples(parts: list[Scripts]) -> set[str]:
    """The letters of examples before those of units: the n of y_{nk} and t_{nk}, where E_n is the cost of one."""
    subs = [(name_of(base), [name_of(p) for p in flat(s)]) for base, ss, _, _ in parts for s in ss]
    of_cost = {letters[0] for base, letters in subs if base in COST_LETTERS and len(letters) == 1}
    first = {letters[0] for base, letters in subs if base in EXAMPLES and len(letters) == 2}
    last = {letters[1] for base, letters in subs if base in EXAMPLES and len(letters) == 2}
    alone = {letters[0] for base, letters in subs if base in ("z", "a", "delta", "w") and len(letters) == 1}
    return {t for t in of_cost & first if t.isalpha()} - last - alone


def _examples_above(parts: list[Scripts]) -> set[str]:
    """The letters of examples above data, the k of y_j^k and t_j^k, where E_k is the cost of one, or x^k is one too."""
    of_cost = {name_of(s) for base, ss, _, _ in parts if name_of(base) in COST_LETTERS and len(ss) == 1 for s in ss}
    above = [(name_of(base), p) for base, _, sups, _ in parts for s in sups for p in flat(s)]
    of_input, of_target = ({name_of(p) for b, p in above if b in of} for of in ({"x"}, EXAMPLES - {"x"}))
    of_others = {shift[0] for b, p in above if b not in EXAMPLES and (shift := shift_of(p)) and (shift[1] or b in OWN)}
    below = {name_of(p) for base, ss, _, _ in parts if name_of(base) in WEIGHTS for s in ss for p in flat(s)}
    found = ((of_input | of_target) & of_cost) | ((of_input & of_target) - of_others - LAYER_LETTERS)
    return {t for t in found if t.isalpha() and len(t) == 1 and t.islower()} - below - TRANSPOSES


def _data_examples(parts: list[Scripts]) -> frozenset[str]:
    """The letters of examples that stand alone below: the i of x_i and y_i, where ℓ_i is the loss of one."""
    subs = [(name_of(base), name_of(sub)) for base, ss, _, _ in parts for sub in ss]
    of_cost = {letter for base, letter in subs if base in COST_LETTERS}
    of_data = {letter for base, letter in subs if base in DATA}
    within = {name_of(p) for base, ss, _, _ in parts for sub in ss for p in flat(sub)
              if name_of(base) not in DATA | COST_LETTERS or not name_of(sub)}  # fmt: skip
    return frozenset(t for t in (of_cost & of_data) - within if len(t) == 1 and t.isalpha())


def _depths(bodies: list[Node], sups: list[tuple[Node, Node]]) -> set[str]:
    """Capitals that count layers, K of a^{(K)} = g(W^{(K)} a^{(K-1)}): the last one; data have none of them."""
    shifts = [shift for body in bodies if (shift := shift_of(body))]
    stepped = {letter for letter, step in shifts if step < 0 and letter.isupper() and len(letter) == 1}
    data = {name_of(p.body) for b, p in sups if isinstance(p, Group) and name_of(b) in DATA}
    return stepped - data - TRANSPOSES


def _is_numbered(parts: list[Scripts]) -> bool:
    """Whether whole matrices are numbered below: W_1, W_2, then also b_1 and z_1; from W_0 on where b_0 is no entry."""
    first = (
        {"0"} if any(name_of(base) == "b" and [name_of(s) for s in subs] == ["0"] for base, subs, _, _ in parts) else ()
    )
    return any(
        name_of(base) in ("W", "Theta") and len(subs) == 1 and name_of(subs[0]) in (*"123", *first)
        for base, subs, _, _ in parts
    )


def _adds_numbered_inputs(node: Node) -> bool:
    """Whether W_5 and W_6 are numbers of single weights, as in h_1 W_5 + h_2 W_6."""
    terms = node.terms if isinstance(node, Addition) else ()
    products = [t.factors for t in terms if isinstance(t, Product) and len(t.factors) == 2]
    pairs = [sorted(map(_numbered, factors), key=lambda n: n[0] in WEIGHTS) for factors in products]
    pairs = [pair for pair in pairs if pair[0][1] and pair[1][1] and pair[1][0] in WEIGHTS]
    inputs, weights = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    return len(pairs) > 1 and len(inputs) == len(weights) == len(pairs) and len({base for base, _ in inputs}) == 1


def _numbered(node: Node) -> tuple[str, str]:
    """(h, 1) of h_1."""
    if not isinstance(node, Scripted) or node.sup is not None or node.sub is None or not name_of(node.sub).isdigit():
        return "", ""
    return name_of(node.base), name_of(node.sub)


def _are_listed(parts: list[Scripts]) -> bool:
    """Whether a layer stands before units: w_{2,jk}, w_{l,jk}, and z_{2,j} of a whole z_2; but not x_{2,j}."""
    listed = {(name_of(b), len(flat(units))) for b, layer, units in _listed(parts) if name_of(b) in ("w", "W")}
    wholes = {name_of(b) for b, subs, _, _ in parts if len(subs) == 1 and name_of(subs[0]) in ("1", "2", "3")}
    numbered = {name_of(b) for b, layer, _ in _listed(parts) if isinstance(layer, Number)}
    return any(count == 2 for _, count in listed) or bool(numbered & wholes & STATES and not numbered & EXAMPLES)


def _listed(parts: list[Scripts]) -> Iterator[tuple[Node, Node, Node]]:
    """(the symbol, the layer, the units) of what has a layer before its units."""
    for base, subs, _, _ in parts:
        for layer, units in map(layer_before_units, subs):
            if layer is not None:
                yield base, layer, units


def _numbered_above(parts: list[Scripts]) -> frozenset[str]:
    """What has a 0 or a 1 above it, Y^1 and x^0, as no one writes powers: then Y^2 is none either."""
    first = {b for b, _, sups, _ in parts for s in sups if name_of(s) in ("0", "1") and isinstance(b, Name)}
    return frozenset(base_of(b) for b in first if b.text != "e" and len(b.text) == 1)


def _are_numbered_above(parts: list[Scripts]) -> bool:
    """Whether whole layers are numbered above: w^1, z^1 and a^0, as no one writes powers."""
    first = {name_of(b) for b, _, sups, _ in parts for s in sups for p in flat(s) if name_of(p) in ("0", "1")}
    return len(first & {"w", "W", "b", "z", "Z", "a", "A", "delta", "h", "H"}) >= 2


def _is_weight_of_number(node: Node) -> bool:
    """Whether it is ∂/∂w_{11}^2: no one differentiates by a square, so the 2 is the number of a layer."""
    if not isinstance(node, Derivative) or len(node.by) != 1 or not isinstance(node.by[0], Scripted):
        return False
    base, subs, sups, _ = scripts(node.by[0])
    return name_of(base) in WEIGHTS and bool(subs) and len(sups) == 1 and name_of(sups[0]).isdigit()


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
                upper = upper_name(node)
                is_batch = upper in ("m", "N", "M") or letter in ("x", "n") or "batch" in upper
                is_batch &= not _picks_weights(node.body, letter)
                if is_batch or (upper == "n" and _picks_rows(node.body, letter)):
                    found.example_letters.add(letter)
        elif isinstance(node, Product):
            found.example_letters |= set(averaged(node))


def _stepped(sups: list[tuple[Node, Node]]) -> set[str]:
    """The letters of layers in round brackets, a^{(j)} and a^{(j-1)}: those of states that are one more or one less.

    Weights have them by steps of training too, w^{(t+1)}, and data by examples.
    """
    rounds = [(name_of(b), s) for b, p in sups if isinstance(p, Group) and p.opening == "(" and (s := shift_of(p.body))]
    counted = {t for base, (t, step) in rounds if not step and base in WEIGHTS}
    one = ((base, t) for base, (t, step) in rounds if step and (base in STATES or (base in DATA and t in counted)))
    stepped = {(base, t) for base, t in one if len(t) == 1 or t == "ell"}
    examples = {(base, letter) for base, (letter, _) in rounds if base in DATA} - stepped
    return {t for _, t in stepped if t.islower()} - {t for base, t in examples if base not in {b for b, _ in stepped}}


def _picks_rows(body: Node, letter: str) -> bool:
    """Whether a letter is the only index of matrices, Δ_i A_i^T, and of nothing else: one of the examples in them."""
    parts = [scripts(n) for n in body.walk() if isinstance(n, Scripted)]
    own = [name_of(base) for base, subs, _, _ in parts if letter in [name_of(p) for s in subs for p in flat(s)]]
    alone = [base for base, subs, _, _ in parts if [name_of(p) for s in subs for p in flat(s)] == [letter]]
    return bool(own) and len(own) == len(alone) and all(t[:1].isupper() for t in own)


def _picks_weights(body: Node, letter: str) -> bool:
    """Whether a letter is the only index of a weight, Σ_j w_j^2 and Σ_j θ_j x_j: it counts features, up to any m."""
    parts = [scripts(n) for n in body.walk() if isinstance(n, Scripted)]
    return any(name_of(base) in ("w", "theta") and [name_of(s) for s in subs] == [letter] for base, subs, _, _ in parts)


def _parenthesis(squares: list[Node], rounds: list[Node], found: Habits) -> str:
    """Whether `^{(…)}` counts layers or examples: layers in square brackets leave examples to the round ones."""
    shifts = [s for r in rounds if (s := shift_of(r))]
    layered = sum(letter in ("l", "L", "ell") or bool(step and letter) for letter, step in shifts)
    numbers = sum(not letter for letter, _ in shifts)
    counting = {"i", "t", "n", "k", "j", "m"} | found.example_letters - {"l", "L", "ell"}
    stepped = {letter for letter, step in shifts if step}
    examples = sum(letter in counting - stepped and not step for letter, step in shifts)
    if layered:
        return "mixed" if examples else "layer"
    if squares or (examples and not numbers):
        return "example"
    if any(letter in found.example_letters for letter, step in shifts if not step):
        return "mixed"
    return "layer" if numbers else "example"


def _number_examples(sups: list[tuple[Node, Node]], found: Habits) -> bool:
    """Whether numbers in brackets count examples, z^{(2)} beside x^{(i)}: no parameter or error has any there.

    Where no letter of x^{(i)} is summed over, this is sure of data alone: x_1^{(2)}, and not a^{(2)}.
    """
    rounds = [(name_of(b), s) for b, p in sups if isinstance(p, Group) and p.opening == "(" and (s := shift_of(p.body))]
    layered = WEIGHTS | {"b", "B", "delta", "Delta"}
    is_stepped = any(letter in ("l", "L", "ell") or (letter and step) for _, (letter, step) in rounds)
    is_lettered = any(letter and base in EXAMPLES for base, (letter, _) in rounds)
    numbered = {base for base, (letter, _) in rounds if not letter}
    is_told = bool(numbered - EXAMPLES) if found.parenthesis == "mixed" else bool(numbered) and numbered <= EXAMPLES
    return is_told and is_lettered and not is_stepped and not any(base in layered for base, _ in rounds)


def _subscripted(subs: list[tuple[Node, Node]], found: Habits) -> None:
    """Bases whose subscript is the layer: `Z_l`, `H_{l-1}`, `W_L`; no class or unit, Σ_L δ_L w_{Li}, Σ_l e^{z_l}."""
    shifts = [(base, s) for base, part in subs if (s := shift_of(part)) is not None]
    are_stepped = any(step or letter == "L" for _, (letter, step) in shifts if letter)
    letters = {"l", "ell", "L"} - ({"L"} & found.index_letters)
    letters -= set() if are_stepped else found.index_letters
    for base, (letter, _) in shifts:
        if isinstance(base, Name) and letter in letters and not found.is_bare_layered:
            found.subscript_layers.add(base_of(base))
