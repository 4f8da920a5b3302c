"""Which statements are definitions: z = W x + b, σ(z) = 1/(1 + e^{−z}), and not w ← w − η g."""

from dataclasses import replace
from typing import TypeGuard

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import (
    Addition,
    Apply,
    Big,
    Derivative,
    Group,
    Listing,
    Nabla,
    Name,
    Node,
    Number,
    Product,
    Quotient,
    Scripted,
)
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.lexicon.function_names import MODELS
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import limit_letters, name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import JACOBIAN

CALLED = frozenset({"prod", "sum", "max", "min", "log", "ln", "exp", "softmax", "np.sum", "diag", "tr", "dot"})
ITSELF = "u"
"""The variable of a function that gives what it is given, φ(w^T x) = w^T x."""
SUMMED = "in"
"""What an error is called that a unit is handed, before its own slope counts: δ_{in,j} = Σ_k δ_k w_{jk}."""


def head(node: Node, habits: Habits) -> tuple[Mention, tuple[Node, ...]] | None:
    """A symbol, or a symbol with arguments: `C`, `J(W, b)`, `σ(z)`; None for any other formula."""
    mention = mention_of(node, habits)
    if mention is not None:
        return mention, ()
    if isinstance(node, Product) and len(node.factors) == 2 and node.operators == ("",):
        first, second = node.factors
        mention = mention_of(first, habits)
        if mention is not None and isinstance(second, Group) and second.opening == "(":
            body = second.body
            return mention, body.items if isinstance(body, Listing) else (body,)
    if isinstance(node, Apply):
        mention = mention_of(node.function, habits)
        if mention is not None:
            return mention, node.arguments
    return None


def told_of(whole: Node | None, left: Node | None, habits: Habits) -> Node | None:
    """What a link of a chain says something of: its head, or the a_j of A = (a_j) = σ(z_j), which names entries."""
    while isinstance(left, Group) and left.opening in ("(", "[", "{"):
        left = left.body
    own, entry = (mention_of(n, habits) if n is not None else None for n in (whole, left))
    if own is None or entry is None or own.units or not entry.units or not entry.is_plain:
        return whole
    is_same = (own.base.lower(), own.label) == (entry.base.lower(), entry.label)
    return entry.node if is_same and _script(own.layer) == _script(entry.layer) else whole


def definition_of(formula: Formula, lexicon: Lexicon) -> Definition | None:
    """The definition that a statement makes; None for an update, an identity, or a claim."""
    statement = formula.statement
    if formula.left is None or formula.right is None or statement.relation not in ("=", ":=", "≡"):
        return None
    habits = lexicon.habits
    found = head(formula.left, habits)
    if found is None:
        return None
    mention, arguments = found
    if mention.base not in COST_LETTERS and any(isinstance(n, Quotient | Number) for a in arguments for n in a.walk()):
        return None
    if mention.transposed or mention.power or mention.is_next or mention.primes or not mention.base.strip("…"):
        return None
    if mention.base[0].isdigit() or (mention.base in CALLED and not mention.label[-1:].isdigit()):
        return None
    if _has_other_layers(mention, formula.right, habits):
        return None
    model = head(formula.right, habits)
    if model is not None and model[0].label in MODELS and mention.layer is not None:
        return None
    if _reads_itself(mention, formula.right, habits) and (not arguments or mention.base in COST_LETTERS):
        return None
    if arguments and mention.base in lexicon.functions:
        if (
            len(arguments) == 1
            and mention_of(arguments[0], habits) is None
            and outline(arguments[0]) == outline(formula.right)
        ):
            return Definition(mention, Name(formula.right.span, ITSELF), formula, (ITSELF,))
        parameters = tuple(m.base for a in arguments if (m := mention_of(a, habits)) is not None and not m.layer)
        if len(parameters) != len(arguments):
            return None
        if any(p in _names(formula.right, habits) for p in parameters):
            return Definition(mention, _of_one_number(arguments, formula.right, habits), formula, parameters)
        return None
    if mention.base == "delta" and _is_error_of_cost(mention, formula.right, lexicon):
        whole = _of_every_unit(mention, formula.right, habits)
        return None if whole is None else Definition(mention, whole, formula)
    slopes = (Derivative, Nabla) if habits.has_layers else (Derivative, Nabla, Product)
    body = formula.right.terms[0] if _is_one_term(formula.right) else formula.right
    is_slope = isinstance(body, slopes) and any(isinstance(n, Derivative | Nabla) for n in body.walk())
    is_error = mention.base in ("delta", "epsilon", JACOBIAN) and mention.label != SUMMED and not is_slope
    return None if is_error else Definition(mention, formula.right, formula)


def _of_one_number(arguments: tuple[Node, ...], body: Node, habits: Habits) -> Node:
    """The body with z for the z_j of φ(z_j) = 1/(1 + e^{−z_j}), where it reads no other entry of z."""
    entries = {(m.base, name_of(m.units[0])) for a in arguments if (m := mention_of(a, habits)) and len(m.units) == 1}
    bases = {base for base, _ in entries}
    read = {(m.base, name_of(m.units[0]) if m.units else "") for m in mentions(body, habits) if m.base in bases}
    if not entries or read != entries:
        return body

    def whole(node: Node) -> Node:
        mention = mention_of(node, habits) if isinstance(node, Scripted) else None
        if mention is None or mention.base not in bases or not isinstance(node, Scripted):
            return rebuilt(node, whole)
        return replace(node, sub=None) if node.sup is not None else Name(node.span, mention.base)

    return whole(body)


def _is_one_term(node: Node) -> TypeGuard[Addition]:
    """Whether it is a sum of one term, −u."""
    return isinstance(node, Addition) and len(node.terms) == 1


def names_error_of_cost(formula: Formula, lexicon: Lexicon) -> bool:
    """Whether a statement only gives the usual error its name, δ^l = ∂C/∂z^l."""
    mention = mention_of(formula.left, lexicon.habits) if formula.left is not None else None
    if mention is None or mention.base != "delta" or not mention.is_plain or formula.right is None:
        return False
    return formula.statement.relation in ("=", ":=", "≡") and _is_error_of_cost(mention, formula.right, lexicon)


def _is_error_of_cost(mention: Mention, body: Node, lexicon: Lexicon) -> bool:
    """Whether δ of a layer is said to be what it always is: ∂C/∂z of that layer."""
    if not isinstance(body, Derivative) or len(body.by) != 1 or mention.layer is None:
        return False
    by = mention_of(body.by[0], lexicon.habits)
    cost = head(body.of, lexicon.habits)
    is_cost = cost is not None and cost[0].base in COST_LETTERS and cost[0].is_plain
    is_own = by is not None and by.is_plain and _script(by.layer) == _script(mention.layer)
    return is_cost and is_own and by is not None and lexicon.fold(by.base) == lexicon.fold(lexicon.weighted)


def _of_every_unit(mention: Mention, slope: Node, habits: Habits) -> Node | None:
    """∂C/∂z^l where δ^l, without a unit, is said to be ∂C/∂z_i^l: its general entry; None where both say as much."""
    by = mention_of(slope.by[0], habits) if isinstance(slope, Derivative) else None
    if mention.units or by is None or not by.units or not isinstance(by.node, Scripted):
        return None
    whole = replace(by.node, sub=None)
    return replace(slope, by=(whole,)) if isinstance(slope, Derivative) and name_of(by.units[0]).isalpha() else None


def _has_other_layers(mention: Mention, body: Node, habits: Habits) -> bool:
    """Whether a layer on the right has a letter that nothing on the left gives a number: z^l = W^{j-1} a^{j-1}."""
    own = shift_of(mention.layer) if mention.layer is not None else None
    if own is None or not own[0]:
        return False
    bound = {letter for n in body.walk() if isinstance(n, Big) for letter in limit_letters(n)}
    shifts = [s for m in mentions(body, habits) if m.layer is not None and (s := shift_of(m.layer))]
    return bool({letter for letter, _ in shifts if letter} - bound - habits.depth_letters - {own[0]})


def _names(node: Node, habits: Habits) -> set[str]:
    return {m.base for m in mentions(node, habits)} | {n.text for n in node.walk() if isinstance(n, Name)}


def _reads_itself(mention: Mention, body: Node, habits: Habits) -> bool:
    """Whether a symbol stands on both sides for the same thing: an update, or an identity.

    No unit of a layer is computed from another of the same, a_j^l = σ(Σ_k w_{jk}^l a_k^l), but from those below.
    """
    own = shift_of(mention.layer) if mention.layer is not None else None
    is_of_any_layer = own is not None and own[0] in habits.layer_letters and mention.base not in WEIGHTS | {"b", "B"}
    for other in mentions(body, habits):
        if (other.base, other.label) != (mention.base, mention.label) or other.example != mention.example:
            continue
        units, others = (tuple(map(_script, m.units)) for m in (mention, other))
        if _script(other.layer) == _script(mention.layer) and (units == others or (is_of_any_layer and units)):
            return True
    return False


def _script(node: Node | None) -> object:
    if node is None:
        return None
    return shift_of(node) or name_of(node) or node
