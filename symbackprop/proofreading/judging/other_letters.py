"""Functions and states by other letters: g′(z) in a text whose layers apply σ, and which speaks of some g elsewhere.

That a statement holds with the letter that the layers have is no sign of a slip.  Nor is σ(a) = 1/(1 + e^{−z}), which
is meant of a = σ(z), nor ∂z/∂x = 1 of z = x + y, a node with two operands, where y was the output of another before.
"""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.latex.tree import Addition, Apply, Derivative, Group, Name, Node, Product
from symbackprop.proofreading.judging.other_costs import Held
from symbackprop.proofreading.lexicon.defining import head
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.lexicon.function_names import FUNCTION_LETTERS
from symbackprop.proofreading.mending.corrections import Mended
from symbackprop.proofreading.trials.bench import Bench
from symbackprop.proofreading.trials.claims import Court
from symbackprop.proofreading.trials.outcomes import Found
from symbackprop.proofreading.vocabulary.contexts import Reading
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


def with_own_operands(bench: Bench, formula: Formula, readings: Sequence[Reading]) -> Held | None:
    """How ∂z/∂x holds where z is computed from x and other operands alone, and these are not computed from x."""
    left, habits = formula.left, bench.lexicon.habits
    if not isinstance(left, Derivative) or len(left.by) != 1:
        return None
    of, by = (mention_of(n, habits) for n in (left.of, left.by[0]))
    active = bench.active(formula.number)
    node = next((d for d in reversed(active) if of is not None and d.mention.base == of.base), None)
    operands = {n.text for n in _operands(node.body)} if node is not None else set()
    if by is None or by.base not in operands:
        return None
    others = [d for d in active if node is not None and d.number < node.number
              and isinstance(d.mention.node, Name) and d.mention.base in operands - {by.base}]  # fmt: skip
    trials = ((d, r, bench.court(formula.number, r, d).trial(formula)) for d in others for r in readings)
    return next((Held(trial, r, f"{d.mention.base} an operand of its own")
                 for d, r, trial in trials if trial.found is Found.TRUE), None)  # fmt: skip


def _operands(body: Node) -> Sequence[Name]:
    """x and y of x + y and of x y."""
    parts = body.terms if isinstance(body, Addition) else body.factors if isinstance(body, Product) else ()
    return [p for p in parts if isinstance(p, Name)] if all(isinstance(p, Name) for p in parts) else []
