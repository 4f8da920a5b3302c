r"""Numbers that may be any: the c of e^{z_i + c} / Σ_j e^{z_j + c}, which softmax does not see.

So are the a and the b of φ(v) = a tanh(b v), and numbers of which the text says only that they are some: the w of
"start with w = 0.5", the N_{out} of 1/N_{out}.
"""

from collections.abc import Iterator, Sequence

from symbackprop.parsing.latex.tree import Addition, Apply, Group, Name, Node, Number, Quotient, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.lexicon.dimensions import COUNTS
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import INPUTS

NO_CONSTANTS = WEIGHTS | {"b", "e", "x", "z", "y"}


def find_constants(lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
    """Keep the letters that stand beside the entry of a vector in an exponent, and for nothing that has entries."""
    sides = [s for f in formulas if f.statement.is_claim for s in f.sides]
    found = {letter for s in sides for n in s.walk() if (p := _power(n)) is not None for letter in _beside_entries(p)}
    scripted = {name_of(n.base) for s in sides for n in s.walk() if isinstance(n, Scripted)}
    defined = {d.mention.base for d in lexicon.definitions}
    lexicon.constants = frozenset((found - NO_CONSTANTS | _within_functions(lexicon)) - scripted - defined)
    lexicon.scalars = frozenset((*_scalars(lexicon, formulas), *_counts(lexicon)))


def _within_functions(lexicon: Lexicon) -> set[str]:
    """The letters that the formulas of functions have beside their variables; those of w x + b are trained."""
    found: set[str] = set()
    for definition in (d for bodies in lexicon.bodies.values() for d in bodies if d.parameters):
        free = {n.text for n in definition.body.walk() if isinstance(n, Name) and not n.accents}
        free -= {*definition.parameters, *lexicon.functions, "e", "pi", "i"}
        found |= {t for t in free if len(t) == 1} if not free & (WEIGHTS | INPUTS) else set()
    return found


def _scalars(lexicon: Lexicon, formulas: Sequence[Formula]) -> Iterator[tuple[str, str]]:
    """What is said to be one number."""
    for formula in formulas:
        mention = mention_of(formula.left, lexicon.habits) if formula.left is not None else None
        if mention is None or not mention.is_plain or mention.units or mention.layer or mention.example:
            continue
        number = formula.right
        if isinstance(number, Addition) and len(number.terms) == 1:
            number = number.terms[0]
        if isinstance(number, Number) and formula.statement.is_claim:
            yield lexicon.fold(mention.base), mention.label


def _counts(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Counts with a name below that a formula divides by: the N_{out} of C = (1/N_{out}) Σ_i (a_i − y_i)²."""
    for definition in lexicon.definitions:
        below = (n.denominator for n in definition.body.walk() if isinstance(n, Quotient))
        for mention in (m for node in below for m in mentions(node, lexicon.habits)):
            is_count = mention.base in COUNTS and len(mention.label) > 1 and mention.is_plain
            if is_count and not (mention.units or mention.layer or mention.example):
                yield lexicon.fold(mention.base), mention.label


def _power(node: Node) -> Node | None:
    """What e is raised to."""
    if isinstance(node, Scripted) and name_of(node.base) == "e":
        return node.sup
    return node.arguments[0] if isinstance(node, Apply) and name_of(node.function) == "exp" else None


def _beside_entries(power: Node) -> Iterator[str]:
    """c of z_i + c."""
    while isinstance(power, Group):
        power = power.body
    terms = power.terms if isinstance(power, Addition) else ()
    if any(isinstance(t, Scripted) and t.sub is not None for t in terms):
        yield from (t.text for t in terms if isinstance(t, Name) and len(t.text) == 1 and not t.accents)
