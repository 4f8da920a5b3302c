r"""Entries of softmax, however they are written: σ(z)_i, σ(z_i), σ_i(z) and S_i, where a text says what they are.

A text that defines σ(z)_i = e^{z_i} / Σ_j e^{z_j} means softmax by σ wherever it takes an entry of it; `softmax(z_i)`
is an entry of the whole where the text has e^{z_i} over a sum.  All are read as that quotient.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import (
    Addition,
    Apply,
    Big,
    Group,
    Name,
    Node,
    Number,
    Product,
    Quotient,
    Scripted,
    Words,
)
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.lexicon.named_values import (
    called_name,
    name_of_call,
    names_a_value,
    other_names,
    renamed,
    shifted,
)
from symbackprop.proofreading.vocabulary.marks import name_of, scripts
from symbackprop.proofreading.vocabulary.quantities import TRUE_CLASS

SOFTMAX = frozenset({"softmax", "Softmax", "SoftMax"})
INDEX = re.compile(f"[abcdijklmnpqr{TRUE_CLASS}]")
VECTORS = frozenset({"z", "x", "a", "o", "s", "u", "v", "y", "f", "h", "theta"})
"""What softmax is taken of; e^l_j is an error of layer l."""
OWN = frozenset({"sigma", "S", "s", "f", "g", "p", "phi", "varsigma", "h", "q", "a", "y"})


@dataclass(frozen=True)
class _Entry:
    """An entry of a function's value: its name, what it is taken of, the index, and where the index stands."""

    function: str
    whole: Node
    index: Node
    form: str


def with_softmax_entries(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, entries of softmax read as such."""
    formulas = [f.changed(_unshifted) for f in formulas]
    sides = [(f.number, (f.left, f.right)) for f in formulas if f.left is not None and f.right is not None]
    known: dict[str, set[str]] = {}
    wholes: dict[str, Node] = {}
    vectors: set[str] = set()
    if aliases := dict(other_names([pair for _, pair in sides], SOFTMAX)):
        formulas = [f.changed(lambda side: renamed(side, aliases)) for f in formulas]
        vectors |= set(aliases.values())
    meanings: dict[str, list[tuple[int, bool]]] = {}
    for number, (left, right) in sides:
        vector, entry = normalised_vector(right), _entry(left)
        whole = shifted(entry.whole)[0] if entry is not None else None
        is_softmax = entry is not None and whole is not None and _letter(whole) == vector and _may_be_softmax(entry)
        if entry is not None:
            meanings.setdefault(entry.function, []).append((number, is_softmax))
        if vector is not None:
            vectors.add(vector)
        if entry is not None and whole is not None and is_softmax:
            known.setdefault(entry.function, set()).add(entry.form)
            wholes[entry.function] = whole
    if not vectors:
        return formulas
    for name in SOFTMAX:
        known.setdefault(name, set()).update({"after", "inside", "before"})
    pairs = [pair for _, pair in sides]
    named = frozenset(f for f in wholes if names_a_value(f, _letter(wholes[f]), pairs))
    found = []
    for formula in formulas:
        meant = {f: w for f, w in wholes.items() if _is_in_force(meanings[f], formula.number)}
        forms = {f: own for f, own in known.items() if f in meant or f not in wholes}
        rewriter = _Rewriter(forms, meant, frozenset(vectors), named & meant.keys())
        found.append(formula.changed(rewriter.read))
    return found


def _is_in_force(meanings: Sequence[tuple[int, bool]], number: int) -> bool:
    """Whether a letter is softmax at a place, by the last formula before it; it may be tanh in another part."""
    return ([m for m in meanings if m[0] <= number] or meanings[:1])[-1][1]


def _may_be_softmax(entry: _Entry) -> bool:
    """Whether the name may be that of softmax: any in Φ(a)_j and Φ_j(a), which say that the whole of a is read."""
    return entry.form != "inside" or entry.function in OWN | SOFTMAX


def _unshifted(node: Node) -> Node:
    """e^{z_i} / Σ_j e^{z_j} for e^{z_i - max z} / Σ_j e^{z_j - max z}, which is the same, and for e^z_i over it."""
    if isinstance(node, Scripted) and name_of(node.base) == "e" and name_of(node.sup) in VECTORS and node.sub:
        assert node.sup is not None
        return replace(node, sub=None, sup=Scripted(node.sup.span, node.sup, node.sub))
    if isinstance(node, Quotient) and isinstance(node.denominator, Big):
        above, below = _shift(node.numerator), _shift(node.denominator.body)
        if above is not None and below is not None and outline(above) == outline(below):
            big = replace(node.denominator, body=_lowered(node.denominator.body))
            return replace(node, numerator=_lowered(node.numerator), denominator=big)
    if not any(isinstance(n, Quotient | Scripted) for n in node.walk()):
        return node
    return rebuilt(node, _unshifted)


def _power(node: Node) -> Node | None:
    """What e is raised to."""
    if isinstance(node, Scripted) and name_of(node.base) == "e" and node.sub is None:
        return node.sup
    is_call = isinstance(node, Apply) and name_of(node.function) == "exp" and len(node.arguments) == 1
    return node.arguments[0] if is_call and isinstance(node, Apply) else None


def _bare(node: Node | None) -> Node | None:
    while isinstance(node, Group):
        node = node.body
    return node


def _shift(node: Node) -> Node | None:
    """max z in e^{z_i - max z}: the largest of all, or what it is called."""
    power = _bare(_power(node))
    if not isinstance(power, Addition) or len(power.terms) != 2 or power.signs != (1, -1):
        return None
    shift = power.terms[1]
    return shift if any(isinstance(n, Big) and n.kind == "max" for n in shift.walk()) else None


def _lowered(node: Node) -> Node:
    power = _bare(_power(node))
    assert isinstance(power, Addition)
    if isinstance(node, Apply):
        return replace(node, arguments=(power.terms[0],))
    return replace(node, sup=power.terms[0]) if isinstance(node, Scripted) else node


def normalised_vector(node: Node) -> str | None:
    """The vector z of e^{z_i} / Σ_j e^{z_j}."""
    node = _bare(node) or node
    if not isinstance(node, Quotient):
        return None
    above = _exponent(node.numerator)
    below = node.denominator
    inner = _exponent(below.body) if isinstance(below, Big) and below.kind == "sum" else None
    return above if above is not None and above == inner else None


def _exponent(node: Node) -> str | None:
    """The vector of which an exponential takes one entry, whatever is subtracted from all of them."""
    power = _bare(_power(node))
    if isinstance(power, Addition) and power.signs[0] == 1:
        power = power.terms[0]
    if not isinstance(power, Scripted) or power.sup is not None or not _is_index(power.sub):
        return None
    return _letter(power.base) or None


def _letter(node: Node) -> str:
    """z, bold or not, with an index or without."""
    while isinstance(node, Group):
        node = node.body
    return name_of(scripts(node)[0] if isinstance(node, Scripted) else node)


def _is_index(node: Node | None) -> bool:
    return INDEX.fullmatch(name_of(node)) is not None


def _entry(node: Node) -> _Entry | None:
    """An entry of a function's value at a vector."""
    if isinstance(node, Scripted) and isinstance(node.base, Apply) and node.sup is None and _is_index(node.sub):
        return _of_apply(node.base, node.sub)
    if isinstance(node, Apply):
        return _of_apply(node, None)
    if not isinstance(node, Product) or len(node.factors) != 2 or node.operators != ("",):
        return None
    return _of_pair(*node.factors)


def _of_apply(call: Apply, index: Node | None) -> _Entry | None:
    return _of_call(call.function, call.arguments[0], index) if len(call.arguments) == 1 else None


def _of_pair(symbol: Node, bracket: Node) -> _Entry | None:
    """σ(z)_i, two factors as far as the grammar knows."""
    index: Node | None = None
    if isinstance(bracket, Scripted) and bracket.sup is None and not bracket.primes and _is_index(bracket.sub):
        index, bracket = bracket.sub, bracket.base
    if not isinstance(bracket, Group) or bracket.opening != "(":
        return None
    return _of_call(symbol, bracket.body, index)


def _of_call(symbol: Node, argument: Node, index: Node | None) -> _Entry | None:
    name = symbol.text.strip() if isinstance(symbol, Words) else name_of(symbol)
    if name and index is not None:
        return _Entry(name, argument, index, "after")
    if name and isinstance(argument, Scripted) and argument.sup is None and _is_index(argument.sub):
        assert argument.sub is not None
        return _Entry(name, argument.base, argument.sub, "inside")
    is_indexed = isinstance(symbol, Scripted) and symbol.sup is None and not symbol.primes and _is_index(symbol.sub)
    if is_indexed and isinstance(symbol, Scripted) and symbol.sub is not None and name_of(symbol.base):
        return _Entry(name_of(symbol.base), argument, symbol.sub, "before")
    return None


class _Rewriter:
    """Reads entries of softmax as calls of it; of those `named`, s for s(x), as entries of s."""

    def __init__(
        self, known: dict[str, set[str]], wholes: dict[str, Node], vectors: frozenset[str], named: frozenset[str]
    ) -> None:
        self.known, self.wholes, self.vectors, self.named = known, wholes, vectors, named

    def read(self, node: Node) -> Node:
        """A formula with every entry of softmax read as one."""
        base, power = _split_power(node)
        call = self._call(node.span, _entry(base))
        if call is not None:
            return _raised(call, power)
        if power is not None and isinstance(base, Scripted) and self._is_value(base):
            return _raised(self.read(base), power)
        if isinstance(node, Scripted) and self._is_value(node):
            assert node.sub is not None
            return _softmax(node.span, self.wholes[name_of(node.base)], node.sub)
        if (name := called_name(node)) in self.named:
            return Name(node.span, name)
        if isinstance(node, Product):
            node = self._product(node)
        return rebuilt(node, self.read)

    def _call(self, span: tuple[int, int], entry: _Entry | None) -> Node | None:
        """The quotient for an entry of softmax, else nothing."""
        if entry is None or entry.form not in self.known.get(entry.function, ()):
            return None
        vector, shift = shifted(entry.whole)
        if _letter(vector) not in self.vectors or not _is_plain(vector):
            return None
        if entry.function in self.named and not shift:
            return Scripted(span, Name(span, entry.function), entry.index)
        return _softmax(span, vector, entry.index, shift)

    def _is_value(self, node: Scripted) -> bool:
        """Whether it is S_i, where the text says what S(x_i) is."""
        is_plain = node.sup is None and not node.primes and _is_index(node.sub)
        is_name = isinstance(node.base, Name) and not node.base.accents and node.base.text not in self.named
        return is_plain and is_name and name_of(node.base) in self.wholes

    def _product(self, node: Product) -> Product:
        """The factors, a function and its bracket as one."""
        factors, operators = list(node.factors), list(node.operators)
        at = 0
        while at + 1 < len(factors) and len(factors) > 2:
            joined = None
            if not operators[at]:
                span = factors[at].span[0], factors[at + 1].span[1]
                bracket, power = _split_power(factors[at + 1])
                joined = self._call(span, _of_pair(factors[at], bracket))
                joined = joined and _raised(joined, power)
                if (name := name_of_call(factors[at], factors[at + 1])) in self.named:
                    joined = Name(span, name)
            if joined is not None:
                factors[at : at + 2] = [joined]
                del operators[at]
            at += 1
        return replace(node, factors=tuple(factors), operators=tuple(operators))


def _split_power(node: Node) -> tuple[Node, Node | None]:
    """(the entry, 2) of σ(z)_i^2; what is raised to nothing is itself."""
    if isinstance(node, Product) and len(node.factors) == 2:
        last, power = _split_power(node.factors[1])
        return (replace(node, factors=(node.factors[0], last)), power) if power is not None else (node, None)
    is_power = isinstance(node, Scripted) and isinstance(node.sup, Number) and node.sub is not None
    return (replace(node, sup=None), node.sup) if is_power and isinstance(node, Scripted) else (node, None)


def _raised(node: Node, power: Node | None) -> Node:
    return node if power is None else Scripted(node.span, Group(node.span, node, "(", ")"), sup=power)


def _is_plain(node: Node) -> bool:
    while isinstance(node, Group):
        node = node.body
    return isinstance(node, Name)


def _softmax(span: tuple[int, int], whole: Node, index: Node, shift: tuple[Node, ...] = ()) -> Quotient:
    """e^{z_i} / Σ_ι e^{z_ι}; with a shift e^{z_i + c} / Σ_ι e^{z_ι + c}."""
    while isinstance(whole, Group):
        whole = whole.body

    def power(letter: Node) -> Node:
        entry: Node = Scripted(span, whole, letter)
        entry = Addition(span, (entry, *shift), (1,) * (1 + len(shift))) if shift else entry
        return Scripted(span, Name(span, "e"), sup=entry)

    every = Name(span, "ι")
    return Quotient(span, power(index), Big(span, "sum", power(every), every))
