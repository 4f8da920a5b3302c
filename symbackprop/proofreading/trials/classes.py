"""The true class of an example, whose index is no index of all classes."""

from collections.abc import Iterable

from symbackprop.parsing.latex.tree import Cases, Node, Relation, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.lexicon.free_letters import free_letters
from symbackprop.proofreading.trials.outcomes import Found, Trial
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import flat, name_of
from symbackprop.proofreading.vocabulary.quantities import RIGHT

CLASSES = frozenset({"c", "y", "t"})
"""Letters of the true class, which are no index of all classes."""


def picks_a_class(left: Node, right: Node, lexicon: Lexicon) -> bool:
    """Whether the index of the true class stands on one side only, −log p_c = −Σ_k y_k log p_k, or is y: p_y."""
    here, there = free_letters(left, lexicon.habits), free_letters(right, lexicon.habits)
    both = here.keys() | there.keys()
    return ((not here or not there) and bool(CLASSES & both)) or bool({"y"} & both & lexicon.bases)


def holds_for_some(formula: Formula, each: Iterable[tuple[Env, Trial]], habits: Habits) -> Trial | None:
    """What holds for the right class alone, ∂L/∂z_i = p_i − 1, or for all others, p_i, without a word of which."""
    letters = {t for side in formula.sides for t, kind in free_letters(side, habits).items() if kind != "layer"}
    tells_cases = any(isinstance(n, Cases | Relation) or _is_kronecker(n) for s in formula.sides for n in s.walk())
    if formula.case is not None or tells_cases or not letters:
        return None
    found: dict[bool, set[Found]] = {True: set(), False: set()}
    for env, trial in each:
        found[any(env.letters.get(t) == RIGHT for t in letters)].add(trial.found)
    is_of_some = {Found.TRUE} in found.values()
    return Trial(Found.UNCLEAR, reason="it holds for some classes only") if is_of_some else None


def _is_kronecker(node: Node) -> bool:
    """Whether it is δ_{ij}, which is told by two letters below it and nothing above."""
    is_delta = isinstance(node, Scripted) and name_of(node.base) == "delta" and node.sup is None
    below = flat(node.sub) if is_delta and isinstance(node, Scripted) and node.sub is not None else []
    return len(below) == 2 and all(name_of(part).isalpha() for part in below)
