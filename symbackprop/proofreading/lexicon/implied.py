"""What a definition says without a name for it: a = σ(w a + b) defines the weighted input z = w a + b on the way.

A text that writes its layers in one line and differentiates by z further down means the inside of its activation.
"""

from collections.abc import Container, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.tree import Addition, Apply, Big, Group, Name, Node, Number, Product, Scripted
from symbackprop.proofreading.lexicon.claim_forms import all_mentions
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.vocabulary.marks import name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import CHAIN, WEIGHTS, Mention, mention_of, mentions

MAXIMA = frozenset({"max", "maximum", "np.maximum"})
INSIDE = "°"
"""What marks the weighted input of an activation for which the text has no name."""


def add_implied(lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
    """Name what activations are applied to, where the text means it: by a name z that it defines nowhere, or by δ."""
    letter = lexicon.weighted
    mentioned = (m for f in formulas for m in all_mentions(f, lexicon.habits))
    labels = {m.label for m in mentioned if m.base == letter and m.label and m.layer is None}
    used = letter in lexicon.bases or letter.swapcase() in lexicon.bases
    is_free = not any(lexicon.fold(d.mention.base) == lexicon.fold(letter) for d in lexicon.definitions)
    known = [d.mention for d in lexicon.definitions if lexicon.fold(d.mention.base) == lexicon.fold(letter)]
    if used and (lexicon.habits.has_layers or labels):
        _add_linear_outputs(lexicon, known, labels)
    composite = [d for d in lexicon.definitions if _argument(d, lexicon) is not None]
    is_named = used and bool(lexicon.habits.has_layers or labels or (is_free and len(composite) == 1))
    other = lexicon.compared.get(letter)
    if other is not None and any(other.base == d.mention.base for d in composite):
        return  # a − z: it is what a should be
    if not is_named and (lexicon.habits.has_layers or "delta" not in lexicon.bases):
        return
    others = () if is_named else [d for d in lexicon.definitions if d.mention.base == letter and d not in composite]
    composite += [d for d in others if _inside(d, lexicon) is not None]  # z = σ(V h + c) beside h: it is no z of one
    for definition in composite:
        inner = _inside(definition, lexicon)
        own = definition.mention
        of = _layered(own, inner, lexicon, labels) if is_named and inner is not None else own.node
        node = renamed(of, letter if is_named else f"{own.base}{INSIDE}")
        weighted = mention_of(node, lexicon.habits) if node is not None else None
        if inner is None or node is None or weighted is None or (weighted.layer is None and own.layer is not None):
            continue
        at = lexicon.definitions.index(definition)
        outer = replace(definition, body=_applied_to(definition.body, node))
        is_new = not is_named or not any(_is_of(weighted, m) for m in known)
        lexicon.definitions[at : at + 1] = [Definition(weighted, inner, definition.formula)] * is_new + [outer]


def _add_linear_outputs(lexicon: Lexicon, known: Sequence[Mention], labels: Container[str]) -> None:
    """Call the body of ŷ = W_2 h + b_2, or W_2 h, the z_2 that no formula else defines: what δ_2 is the slope by."""
    for definition in list(lexicon.definitions):
        own, body = definition.mention, definition.body
        read = [m for m in mentions(body, lexicon.habits) if m.base.upper() in WEIGHTS]
        weights = [m for m in read if m.layer is not None or m.label in labels]
        shift = shift_of(own.layer) if own.layer is not None else None
        is_of_unit = len(own.units) == 1 and shift is not None and shift[0] == CHAIN
        is_bare = own.is_plain and (not own.units or is_of_unit) and _is_state(own) and own.base != lexicon.weighted
        is_sum = isinstance(body, Addition | Product) or (is_of_unit and isinstance(body, Big))
        if not is_bare or len(weights) != 1 or not is_sum or weights[0].transposed:
            continue
        node = renamed(own.node if is_of_unit else weights[0].node, lexicon.weighted)
        weighted = mention_of(node, lexicon.habits) if node is not None else None
        is_number = weighted is not None and (
            isinstance(weighted.layer, Number) or bool(weighted.label) or (is_of_unit and weighted.layer is not None)
        )
        if is_of_unit and shift in [shift_of(m.layer) for m in known if m.layer is not None]:
            continue
        is_known = not is_of_unit and weighted is not None and any(_is_of(weighted, m) for m in known)
        if node is None or weighted is None or not is_number or is_known:
            continue
        if not any(m.base in lexicon.functions for m in mentions(body, lexicon.habits)):
            at = lexicon.definitions.index(definition)
            called = [Definition(weighted, body, definition.formula), replace(definition, body=node)]
            lexicon.definitions[at : at + 1] = called


def _layered(own: Mention, inner: Node, lexicon: Lexicon, labels: Container[str]) -> Node:
    """What has the layer of a weighted input: h of h = σ(W_1 x + b_1) has none itself, and W_1 has, or W_L, or W_h."""
    weights = [m for m in mentions(inner, lexicon.habits) if m.base in WEIGHTS]
    if own.layer is None and not own.units and len(weights) == 1 and weights[0].label in labels:
        return weights[0].node
    if own.layer is not None or own.units or len(weights) != 1 or weights[0].layer is None:
        return own.node
    layer = shift_of(weights[0].layer)
    is_told = layer is not None and (
        not layer[0] or (layer == (layer[0], 0) and layer[0] in lexicon.habits.depth_letters)
    )
    return weights[0].node if is_told else own.node


def _is_of(weighted: Mention, known: Mention) -> bool:
    """Whether a definition may be that of a weighted input: of the same name, in the same layer or in any."""
    if weighted.label != known.label or (weighted.layer is None) is not (known.layer is None):
        return False
    shifts = [shift_of(m.layer) for m in (weighted, known) if m.layer is not None]
    if any(s is None or s[0] for s in shifts):
        return True
    return len(set(shifts)) < 2


def _argument(definition: Definition, lexicon: Lexicon) -> Node | None:
    """The weighted input within σ(w a + b); None where a definition is no activation of one."""
    return _inside(definition, lexicon) if _is_state(definition.mention) else None


def _inside(definition: Definition, lexicon: Lexicon) -> Node | None:
    """The weighted input within a function; None where there is none."""
    body, function = definition.body, ""
    inner: Node | None = None
    if isinstance(body, Product) and len(body.factors) == 2 and isinstance(body.factors[1], Group):
        called = mention_of(body.factors[0], lexicon.habits)
        function, inner = (called.base if called is not None else ""), body.factors[1].body
    elif isinstance(body, Apply) and len(body.arguments) == 1:
        called = mention_of(body.function, lexicon.habits)
        function, inner = (called.base if called is not None else ""), body.arguments[0]
    elif (at := _rectified(body)) is not None and isinstance(body, Apply):
        inner = body.arguments[at]
    is_function = function in lexicon.functions or isinstance(body, Apply)
    if not is_function or not isinstance(inner, Addition):
        return None
    return inner if any(m.base.partition("~")[0] in WEIGHTS for m in mentions(inner, lexicon.habits)) else None


def _is_state(mention: Mention) -> bool:
    """Whether it can be the activation of a layer: a, h, o, ŷ, and no cost or error."""
    return mention.base.partition("~")[0] in ("a", "A", "h", "H", "o", "O", "y", "Y", "x", "X", "p")


def renamed(node: Node, letter: str) -> Node | None:
    """The same scripts on another letter; None for what is no symbol."""
    if isinstance(node, Name):
        return replace(node, text=letter, accents=())
    if isinstance(node, Group) and node.opening == "{":
        return renamed(node.body, letter)
    if isinstance(node, Scripted):
        base = renamed(node.base, letter)
        return replace(node, base=base) if base is not None else None
    return None


def _applied_to(body: Node, argument: Node) -> Node:
    """The same function of another argument."""
    if isinstance(body, Product):
        function, brackets = body.factors
        assert isinstance(brackets, Group)
        return replace(body, factors=(function, replace(brackets, body=argument)))
    assert isinstance(body, Apply)
    at = _rectified(body) or 0
    return replace(body, arguments=(*body.arguments[:at], argument, *body.arguments[at + 1 :]))


def _rectified(body: Node) -> int | None:
    """Where z stands in max(0, z) and max(z, 0), which are ReLU(z)."""
    if not isinstance(body, Apply) or name_of(body.function) not in MAXIMA or len(body.arguments) != 2:
        return None
    numbers = [name_of(argument) for argument in body.arguments]
    return 1 - numbers.index("0") if numbers.count("0") == 1 else None
