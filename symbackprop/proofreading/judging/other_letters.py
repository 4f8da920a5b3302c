"""Functions and states by other letters: g′(z) in a text whose layers apply σ, and which speaks of some g elsewhere.

That a statement holds with the letter that the layers have is no sign of a slip.  Nor is σ(a) = 1/(1 + e^{−z}), which
is meant of a = σ(z).
"""

from dataclasses import replace

from symbackprop.parsing.latex.tree import Apply, Group, Node, Product
from symbackprop.proofreading.lexicon.defining import head
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.lexicon.function_names import FUNCTION_LETTERS
from symbackprop.proofreading.mending.corrections import Mended
from symbackprop.proofreading.trials.claims import Court
from symbackprop.proofreading.vocabulary.mentions import mention_of, mentions

UNTOLD_FUNCTION = "which function is meant is not said: no layer applies this one"


def is_other_letter(mended: Mended, lexicon: Lexicon) -> bool:
    """Whether a repair puts the letter of a function for another that no layer of the text applies."""
    letters = [name.lstrip("\\") for name in mended.correction.what.split(" in place of ")]
    if len(letters) != 2 or any(name not in FUNCTION_LETTERS & lexicon.functions for name in letters):
        return False
    return letters[1] not in {m.base for d in lexicon.definitions for m in mentions(d.body, lexicon.habits)}


def gives_its_argument(court: Court, formula: Formula) -> bool:
    """Whether σ(a_1) = 1/(1 + e^{−z_1}) is meant of a_1, where the text says a = σ(z), and it holds for σ(z_1)."""
    lexicon, habits = court.world.lexicon, court.world.habits
    called = head(formula.left, habits) if formula.left is not None else None
    read = {m.node: m for m in mentions(formula.right, habits) if m.base != "e"} if formula.right is not None else {}
    if called is None or len(called[1]) != 1 or len(read) != 1:
        return False
    own, (inner,) = mention_of(called[1][0], habits), read.values()
    said = {called[0].base, inner.base}
    bodies = [d.body for d in lexicon.definitions if own is not None and d.mention.base == own.base != inner.base]
    if not any({m.base for m in mentions(body, habits)} == said for body in bodies):
        return False
    left = _applied_to(formula.left, inner.node)
    return left is not None and court.holds(replace(formula, left=left))


def _applied_to(node: Node | None, argument: Node) -> Node | None:
    """A function of one thing, of another thing."""
    match node:
        case Product(factors=(function, Group() as bracket)):
            return replace(node, factors=(function, replace(bracket, body=argument)))
        case Apply():
            return replace(node, arguments=(argument,))
    return None
