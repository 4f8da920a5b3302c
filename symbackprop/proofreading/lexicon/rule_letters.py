r"""Letters of a rule of calculus: (u/v)′ = (u′v − uv′)/v², with u = e^z − e^{-z} or with any u.

What a text defines by one variable is put in, in every statement that has a prime on such a letter; where nothing is
defined, the letters are those of functions.  So is the o of σ′ = o (1 − o) what σ gives, if the text says nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.lexicon.function_names import CERTAIN
from symbackprop.proofreading.lexicon.layer_forms import symbol_of
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.quantities import TARGETS

RULE_LETTERS = frozenset({"u", "v", "f", "g", "h", "p", "q"})
CONSTANTS = frozenset({"e", "exp", "ln", "log", "pi"})
OUTPUTS = frozenset({"a", "o", "y", "h"})
"""What a function of a unit gives."""
VARIABLE = "τ"
"""What functions of a rule are taken at."""


def with_rule_letters(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, letters of rules read as what they stand for."""
    told = [
        (symbol_of(f.left), symbol_of(f.right)) for f in formulas if f.right and isinstance(f.left, Name | Scripted)
    ]
    formulas = [_with_outputs(f, told) for f in formulas]
    primed = {letter for f in formulas for letter in _primed(f)}
    if not primed:
        return list(formulas)
    bodies: dict[str, Node] = {}
    for formula in formulas:
        name = formula.left.text if isinstance(formula.left, Name) and not formula.left.accents else ""
        if name in primed and formula.right is not None and len(_variables(formula.right)) == 1:
            bodies.setdefault(name, formula.right)
    return [_read(f, bodies) for f in formulas]


def _with_outputs(formula: Formula, told: Sequence[tuple[str, str]]) -> Formula:
    """σ′(τ) = σ(τ)(1 − σ(τ)) for σ′ = o (1 − o), and so of σ′(z)."""
    function, argument = _slope(formula.left) if formula.left is not None else ("", None)
    names = {n.text for n in formula.right.walk() if isinstance(n, Name)} if formula.right is not None else set()
    others = {own for own, right in told if right != function}
    others |= TARGETS - {own for own, right in told if right == function}
    if function not in CERTAIN or argument is None or len(names) != 1 or not names <= OUTPUTS - others:
        return formula
    called = Product((0, 0), (Name((0, 0), function), Group((0, 0), argument)), ("",))
    (output,) = names
    left = (
        formula.left
        if not isinstance(formula.left, Scripted)
        else replace(called, factors=(formula.left, called.factors[1]))
    )
    return replace(formula.changed(partial(_put, put={output: called})), left=left)


def _slope(left: Node) -> tuple[str, Node | None]:
    """(σ, z) of σ′(z), with any number for the z of σ′."""
    match left:
        case Scripted(base=Name(text=name), sub=None, sup=None, primes=1):
            return name, Name((0, 0), VARIABLE)
        case Product(
            factors=(Scripted(base=Name(text=name), sub=None, sup=None, primes=1), Group(body=Name() as argument))
        ):
            return name, argument
    return "", None


def _read(formula: Formula, bodies: Mapping[str, Node]) -> Formula:
    own = set(_primed(formula))
    if not own or not formula.statement.is_claim:
        return formula
    if own <= bodies.keys():
        put = bodies
    elif not own & bodies.keys() and _is_rule(formula, own):
        put = {letter: Name((0, 0), VARIABLE) for letter in own}
    else:
        return formula
    return formula.changed(partial(_put, put=put))


def _primed(formula: Formula) -> Iterator[str]:
    """u of u′, where no bracket says what it is taken at."""
    sides = formula.sides
    called = {id(one) for s in sides for n in s.walk() if isinstance(n, Product)
              for one, after in pairwise(n.factors) if isinstance(after, Group)}  # fmt: skip
    for node in (n for s in sides for n in s.walk()):
        is_bare = isinstance(node, Scripted) and node.primes == 1 and node.sub is None and node.sup is None
        if is_bare and isinstance(node, Scripted) and name_of(node.base) in RULE_LETTERS and id(node) not in called:
            yield name_of(node.base)


def _variables(node: Node) -> set[str]:
    """The letters in a formula; none where one has a script, but for the powers of e."""
    scripted = (n for n in node.walk() if isinstance(n, Scripted))
    if any(n.sub is not None or (isinstance(n.base, Name) and n.base.text != "e" and n.primes) for n in scripted):
        return set()
    return {n.text for n in node.walk() if isinstance(n, Name)} - CONSTANTS


def _is_rule(formula: Formula, own: set[str]) -> bool:
    """Whether a statement has no letters but those of functions."""
    sides = formula.sides
    return {n.text for s in sides for n in s.walk() if isinstance(n, Name)} <= own


def _put(node: Node, put: Mapping[str, Node]) -> Node:
    """A formula with what its letters stand for."""
    if isinstance(node, Scripted) and isinstance(node.base, Name) and node.base.text in put and node.primes:
        return _said(node, node.base.text, put, node.primes)
    if isinstance(node, Name) and node.text in put:
        return _said(node, node.text, put, 0)
    return rebuilt(node, lambda part: _put(part, put))


def _said(node: Node, letter: str, put: Mapping[str, Node], primes: int) -> Node:
    """(e^z − e^{-z})′ for u′, f′(τ) for f′."""
    body = Group(node.span, put[letter], "(", ")")
    if not isinstance(put[letter], Name):
        return Scripted(node.span, body, primes=primes) if primes else body
    name: Node = Name(node.span, letter)
    name = Scripted(node.span, name, primes=primes) if primes else name
    return Group(node.span, Product(node.span, (name, body), ("",)), "(", ")")
