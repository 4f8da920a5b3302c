"""Errors of units in texts without layers: δ_k belongs to the weighted input with the same index, net_k.

A text that writes δ_k for output units and δ_j for hidden ones tells two vectors apart by their letters; whether δ is
∂E/∂net or -∂E/∂net (Mitchell, Duda) shows in its own formulas: targets minus outputs, steps that add η δ x.
"""

from collections.abc import Iterator, Sequence

from symbackprop.parsing.latex.tree import Addition, Derivative, Differential, Group, Node, Number, Product
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import ERROR, WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import COSTS, TARGETS
from symbackprop.proofreading.vocabulary.signs import sign_of

OUTPUTS = frozenset({"y", "Y"})
"""Targets that are outputs where they are compared with others."""
EXPLICIT = 10
"""How many implicit formulas a definition outweighs that says δ = ∂E/∂net itself."""


def lettered_errors(sides: Sequence[Node], habits: Habits) -> frozenset[str]:
    """δ, where index letters tell errors apart: none has a layer, and one has a letter for its only index."""
    errors = [m for s in sides for m in mentions(s, habits) if m.base == ERROR]
    has_layer = any(m.layer is not None for m in errors)
    has_letters = any(len(m.units) == 1 and name_of(m.units[0]).isalpha() for m in errors)
    return frozenset({ERROR} if has_letters and not has_layer else ())


def add_unit_errors(lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
    """Define every error that the text uses and does not define as the slope of the cost in its weighted input."""
    habits = lexicon.habits
    defined = {_name(d.mention) for d in lexicon.definitions if d.mention.base == ERROR}
    errors = {_name(m): m for f in formulas for s in f.sides for m in mentions(s, habits)
              if m.base == ERROR and m.layer is None and m.is_plain and len(m.units) <= 1}  # fmt: skip
    weighted = [d for d in lexicon.definitions if _is_weighted(d, lexicon)]
    told = {} if weighted else dict(_told(formulas, lexicon))
    lexicon.error_sign = sign_of_errors(formulas, lexicon)
    numbers = sorted({int(n) for _, n in errors if n.isdigit()}, reverse=True)
    for name, mention in errors.items():
        inputs = _with_indices_of(mention, weighted)
        if name[1].isdigit() and not inputs and not any(_is_numbered(d.mention) for d in weighted):
            at = numbers.index(int(name[1]))
            inputs = weighted[-at - 1 : len(weighted) - at]
        if name not in defined and name in told:
            lexicon.definitions.append(told[name])
        if name in defined or len({_quantity(d.mention) for d in inputs}) != 1:
            continue
        slope: Node = Differential(inputs[0].mention.node.span, inputs[0].mention.node, "d")
        body = slope if lexicon.error_sign > 0 else Addition(slope.span, (slope,), (-1,))
        lexicon.definitions.append(Definition(mention, body, inputs[0].formula))
    lexicon.definitions.sort(key=lambda d: d.number)


def _name(mention: Mention) -> tuple[str, str]:
    """(label, number) of an error."""
    number = name_of(mention.units[0]) if len(mention.units) == 1 else ""
    return mention.label, number if number.isdigit() else ""


def _quantity(mention: Mention) -> tuple[str, ...]:
    """What a weighted input is, however often it is defined."""
    return mention.base, mention.label, *map(name_of, mention.units)


def _told(formulas: Sequence[Formula], lexicon: Lexicon) -> Iterator[tuple[tuple[str, str], Definition]]:
    """Errors of scores that nothing computes, by the statement that says so: ∂J/∂z_i = δ_i."""
    for formula in formulas:
        left, right = formula.left, formula.right
        own = mention_of(right, lexicon.habits) if isinstance(left, Derivative) and right is not None else None
        cost = mention_of(left.of, lexicon.habits) if isinstance(left, Derivative) and len(left.by) == 1 else None
        if own is None or cost is None or cost.base not in COSTS or own.base != ERROR or left is None:
            continue
        if own.is_plain and own.layer is None and len(own.units) <= 1:
            yield _name(own), Definition(own, left, formula)


def _with_indices_of(error: Mention, weighted: Sequence[Definition]) -> list[Definition]:
    """The weighted inputs with the indices of an error, net_j before z_{net,j}; all of them for one without any."""
    names = [name_of(u) for u in error.units]
    if not names and not error.label:
        return [*weighted]
    label = "" if names else error.label
    found = [d for d in weighted if [name_of(u) for u in d.mention.units] == names]
    return [d for d in found if d.mention.label == label] or [d for d in found if names and error.label in names]


def _is_weighted(definition: Definition, lexicon: Lexicon) -> bool:
    """Whether it is a sum of weighted inputs, and no activation, cost or error."""
    if definition.mention.layer is not None or definition.is_slope or definition.mention.base == ERROR:
        return False
    every = [*mentions(definition.body, lexicon.habits)]
    reads_weights = any(m.base.partition("~")[0] in WEIGHTS for m in every)
    return reads_weights and not any(m.base in lexicon.functions or _is_target(m.node, lexicon) for m in every)


def _is_numbered(mention: Mention) -> bool:
    """Whether a weighted input has the number of its unit, z_4: then an error with another number is not its own."""
    return bool(mention.units) and all(name_of(u).isdigit() for u in mention.units)


# ---- the sign


def sign_of_errors(formulas: Sequence[Formula], lexicon: Lexicon) -> int:
    """1 for δ = ∂E/∂net, -1 for δ = -∂E/∂net, by what most of the text's own formulas say.

    Where the network is given, as one whose δ is ∂C/∂z, a formula for δ is a claim and no choice of its sign.
    """
    if lexicon.is_of_network:
        return 1
    votes = sum(v for f in formulas for v in _votes(f, lexicon))
    return -1 if votes < 0 else 1


def _votes(formula: Formula, lexicon: Lexicon) -> Iterator[int]:
    """What one formula says of the sign."""
    left, right, habits = formula.left, formula.right, lexicon.habits
    if left is None or right is None:
        return
    own = mention_of(left, habits)
    if own is not None and own.base == ERROR:
        slope = sign_of(right, lambda n: isinstance(n, Derivative))
        yield from [EXPLICIT * slope] if slope else differences(right, lexicon, 1)
        return
    along = sign_of(right, lambda n: (m := mention_of(n, habits)) is not None and m.base == ERROR)
    if not along or any(isinstance(n, Derivative) for n in right.walk()):
        return
    if isinstance(left, Derivative) and _is_weight(left.by[0], habits):
        yield along
        return
    changed = mention_of(left.of if isinstance(left, Differential) else left, habits)
    if changed is not None and changed.base == "theta" and {"w", "W"} & lexicon.bases:
        return  # a threshold is taken from what the weights give, and its steps have the other sign
    has_rate = any(m.base in lexicon.rates for m in mentions(right, habits))
    if isinstance(left, Differential) and _is_weight(left.of, habits) and left.sign != "Δ":
        yield along
    elif has_rate and _is_weight(left.of if isinstance(left, Differential) else left, habits):
        yield -along


def _is_weight(node: Node, habits: Habits) -> bool:
    mention = mention_of(node, habits)
    return mention is not None and mention.base in WEIGHTS | {"b"}


def differences(node: Node, lexicon: Lexicon, sign: int, *, is_put_in: bool = False) -> Iterator[int]:
    """1 for an output minus a target, -1 for a target minus an output, the signs before them counted.

    The 1 − y of a sigmoid's slope is neither; the e of e = d − y is what it is defined to be, once `is_put_in`.
    """
    said = node if is_put_in else _error_of_output(node, lexicon)
    node, is_put_in = said, is_put_in or said is not node
    if isinstance(node, Addition):
        if len(node.terms) == 2 and sorted(node.signs) == [-1, 1] and not any(map(_is_number, node.terms)):
            one, other = _are_targets(node, lexicon)
            if one != other:
                yield sign * (node.signs[1] if one else node.signs[0])
                return
        for term, own in zip(node.terms, node.signs, strict=True):
            yield from differences(term, lexicon, sign * own, is_put_in=is_put_in)
    elif isinstance(node, Product):
        found = (v for f in node.factors for v in differences(f, lexicon, sign, is_put_in=is_put_in))
        yield from [first] if (first := next(found, 0)) else []
    elif isinstance(node, Group):
        yield from differences(node.body, lexicon, sign, is_put_in=is_put_in)


def _are_targets(difference: Addition, lexicon: Lexicon) -> tuple[bool, bool]:
    """Which of two terms is a target: d of d − y, though y is one where it stands beside ŷ."""
    one, other = (_is_target(t, lexicon) for t in difference.terms)
    if one and other:
        mentioned = (mention_of(t, lexicon.habits) for t in difference.terms)
        one, other = (m is not None and m.base not in OUTPUTS for m in mentioned)
    return one, other


def _error_of_output(node: Node, lexicon: Lexicon) -> Node:
    """What the only definition of a symbol says, where that is a difference: d_k − y_k for e_k."""
    own = mention_of(node, lexicon.habits)
    if own is None or own.base == ERROR or own.base in TARGETS:
        return node
    bodies = [d.body for d in lexicon.definitions if _what(d.mention) == _what(own)]
    is_difference = len(bodies) == 1 and isinstance(bodies[0], Addition) and len(bodies[0].terms) == 2
    return bodies[0] if is_difference else node


def _what(mention: Mention) -> tuple[str, str, bool]:
    return mention.base, mention.label, mention.layer is None


def _is_number(node: Node) -> bool:
    return isinstance(node, Number)


def _is_target(node: Node, lexicon: Lexicon) -> bool:
    mention = mention_of(node, lexicon.habits)
    if mention is None or mention.base not in TARGETS:
        return False
    return not any(lexicon.fold(d.mention.base) == lexicon.fold(mention.base) for d in lexicon.definitions)
