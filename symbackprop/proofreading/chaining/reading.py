"""Formulas read as sums of products of entries, by their letters alone.

Nothing is supposed of layers or of shapes.  What matrices are needed for is not read: transposes, and products of whole
quantities, which a text may lay out as it likes.
"""

from dataclasses import replace
from fractions import Fraction

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import (
    Addition,
    Annotated,
    Apply,
    Big,
    Derivative,
    Differential,
    Group,
    Nabla,
    Name,
    Node,
    Number,
    Product,
    Quotient,
    Root,
    Scripted,
    Words,
)
from symbackprop.proofreading.chaining.derivatives import differentiated
from symbackprop.proofreading.chaining.terms import (
    ONE,
    ZERO,
    Called,
    Index,
    Quantity,
    Slope,
    Term,
    Terms,
    inverted,
    multiplied,
    of_atom,
    power,
    quantities,
    scaled,
    summed,
)
from symbackprop.proofreading.lexicon.definitions import Lexicon
from symbackprop.proofreading.vocabulary.marks import limit_letters, name_of, scripts, shift_of
from symbackprop.proofreading.vocabulary.mentions import CHAIN, Mention, mention_of
from symbackprop.proofreading.vocabulary.quantities import COSTS
from symbackprop.proofreading.vocabulary.values import Unclear

CALLS = frozenset({"log", "ln", "exp", "tanh", "sqrt"})
"""Functions that are called by their names."""
JOINT = frozenset({"softmax", "log_softmax", "logsoftmax"})
"""Functions of vectors, no entry of which is a function of one entry."""
MOST_POWER = 4


class Reader:
    """Reads formulas of a document; where it `is_loose`, the layers of entries with letters are left out.

    What is not `moving` depends on nothing: a target, an input, a rate.
    """

    def __init__(self, lexicon: Lexicon, is_loose: bool, moving: frozenset[str]) -> None:
        self.lexicon, self.is_loose, self.moving = lexicon, is_loose, moving

    def terms(self, node: Node) -> Terms:
        """What a formula says.   Raises: Unclear for what is no sum of products of entries."""
        match node:
            case Number(text=text):
                return (Term(Fraction(text)),)
            case Name() | Scripted() | Words():
                return self._symbol(node)
            case Group(body=body, opening="(" | "[" | "{") | Annotated(body=body):
                return self.terms(body)
            case Addition(terms=terms, signs=signs) if 0 not in signs:
                each = zip(terms, signs, strict=True)
                return tuple(t for term, sign in each for t in scaled(self.terms(term), Fraction(sign)))
            case Product():
                return self._product(node)
            case Quotient(numerator=above, denominator=below):
                return multiplied(self.terms(above), inverted(self.terms(below)))
            case Root(body=body, degree=None):
                return of_atom(Called("sqrt", 0, self.terms(body)))
            case Derivative(of=of, by=(by,), sign="∂" | "d" | "δ") | Nabla(of=of, by=Node() as by):
                return self._derivative(of, by)
            case Differential(sign="Δ", of=of):
                quantity = self.quantity(of)
                return of_atom(Quantity(f"Δ{quantity.name}", quantity.indices))
            case Apply(function=function, arguments=(argument,)):
                return self._applied(function, argument)
            case Big(kind="sum", body=body):
                return self._sum(node, body)
            case _:
                raise Unclear("this is not read entry by entry", node)

    def quantity(self, node: Node) -> Quantity:
        """The quantity that a symbol is.   Raises: Unclear for anything else."""
        mention = mention_of(node, self.lexicon.habits)
        if mention is None or not mention.base or mention.transposed or mention.primes or mention.power is not None:
            raise Unclear("no plain quantity", node)
        if mention.base in self.lexicon.functions:
            raise Unclear("a function without an argument", node)
        return self.of_mention(mention)

    def of_mention(self, mention: Mention) -> Quantity:
        """A mention by its name and its indices."""
        parts = [*mention.units]
        label = "" if mention.label in map(name_of, parts) else mention.label
        name = f"{mention.base}|{label}"
        if mention.layer is not None and not self._is_layer_left_out(mention):
            parts.append(mention.layer)
        parts += [mention.example] if mention.example is not None else []
        is_whole = not mention.units and (mention.layer is not None or mention.base[:1].isupper())
        return Quantity(name + ("+" if mention.is_next else ""), tuple(_index(p) for p in parts), is_whole)

    def _is_layer_left_out(self, mention: Mention) -> bool:
        """Whether the letter of a unit tells its layer, or any layer is meant."""
        of_letters = bool(mention.units) and not any(name_of(u).isdigit() for u in mention.units)
        is_told = any(isinstance(n, Name) and n.text == CHAIN for n in (mention.layer or mention.node).walk())
        return is_told or (of_letters and self.is_loose)

    # ---- kinds of formulas

    def _symbol(self, node: Node) -> Terms:
        mention = mention_of(node, self.lexicon.habits)
        if mention is None and isinstance(node, Scripted):
            return self._raised(node)
        if mention is not None and mention.power is not None and mention.base in ("e", "exp"):
            return of_atom(Called("exp", 0, self.terms(mention.power)))
        if mention is not None and mention.power is not None:
            return power(of_atom(self.of_mention(mention)), _exponent(mention.power))
        return of_atom(self.quantity(node))

    def _raised(self, node: Scripted) -> Terms:
        """(y − t)^2."""
        base, subs, sups, primes = scripts(node)
        if subs or primes or len(sups) != 1:
            raise Unclear("scripts of a formula", node)
        return power(self.terms(base), _exponent(sups[0]))

    def _product(self, node: Product) -> Terms:
        """Factors from left to right; a function takes the bracket after it."""
        found, at = ONE, 0
        while at < len(node.factors):
            factor = node.factors[at]
            following = node.factors[at + 1] if at + 1 < len(node.factors) else None
            mention = mention_of(factor, self.lexicon.habits)
            calls = isinstance(following, Group) and following.opening in "([" and not node.operators[at]
            if calls and mention is not None and mention.base in self.lexicon.functions:
                assert isinstance(following, Group)
                found, at = multiplied(found, self._applied(factor, following.body)), at + 2
                continue
            if calls and mention is not None and mention.base in COSTS:
                at += 1  # what a cost is said to depend on
            found, at = multiplied(found, self.terms(factor)), at + 1
        return found

    def called(self, function: Node) -> Called:
        """A function, without what it is applied to.   Raises: Unclear where it is none."""
        name = name_of(function)
        if name in CALLS:
            return Called(name, 0, ())
        if name.lower() in JOINT:
            raise Unclear("a function of a whole vector", function)
        mention = mention_of(function, self.lexicon.habits)
        is_known = mention is not None and mention.base in self.lexicon.functions and mention.base.lower() not in JOINT
        if mention is None or not is_known or mention.power is not None:
            raise Unclear("this function is not known", function)
        if any(isinstance(n, Big) for d in self.lexicon.bodies.get(mention.base, ()) for n in d.body.walk()):
            raise Unclear("a function of a whole vector", function)
        return Called(f"{mention.base}|{mention.label}".rstrip("|"), mention.primes, ())

    def _applied(self, function: Node, argument: Node) -> Terms:
        return of_atom(self.at(self.called(function), function, self.terms(argument)))

    def at(self, called: Called, function: Node, argument: Terms) -> Called:
        """A function at its argument; one of another layer than what it is applied to is another function."""
        mention = mention_of(function, self.lexicon.habits)
        own = mention.layer if mention is not None else None
        layers = {i for t in argument for a in t.atoms for q in quantities(a) for i in q.indices}
        if own is None or not layers or _index(own) in layers:
            return replace(called, argument=argument)
        return replace(called, function=f"{called.function}|{outline(own)}", argument=argument)

    def _derivative(self, of: Node, by: Node) -> Terms:
        over = self.quantity(by)
        inner = self.terms(of)
        if len(inner) == 1 and len(inner[0].atoms) == 1 and isinstance(atom := inner[0].atoms[0], Quantity):
            if atom == over:
                return ONE
            if not inner[0].bound:
                return scaled(of_atom(Slope(atom, over)), inner[0].number)
        return differentiated(inner, over, self._kept)

    def _kept(self, quantity: Quantity, by: Quantity) -> Terms:
        """∂q/∂x as it is; nothing of what stays the same."""
        return of_atom(Slope(quantity, by)) if quantity.name.partition("|")[0] in self.moving else ZERO

    def _sum(self, node: Big, body: Node) -> Terms:
        letters = limit_letters(node)
        found = self.terms(body)
        if not letters:
            raise Unclear("a sum without an index", node)
        for letter in letters:
            found = summed(found, letter)
        return found


def _index(node: Node) -> Index:
    shift = shift_of(node)
    return Index(*shift) if shift is not None else Index("", hash_of(outline(node)))


def hash_of(text: str) -> int:
    """A number for an index that is a word."""
    return 10_000 + sum(ord(c) * 131**at for at, c in enumerate(text)) % 1_000_003


def _exponent(node: Node) -> int:
    text = name_of(node)
    if not text.isdigit() or int(text) > MOST_POWER:
        raise Unclear("a power that is no small number", node)
    return int(text)
