"""Which names of a document are functions: they stand before a bracket and never alone."""

from collections.abc import Sequence
from itertools import pairwise

from symbackprop.parsing.latex.tree import Apply, Big, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import shift_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, Mention, mention_of, mentions

MODELS = frozenset({"Theta", "theta", "W", "w", "W,b", "Wb", "wb", "beta"})
"""Parameters below a name make it a whole network: h_Θ(x)."""
COEFFICIENTS = frozenset({"alpha", "beta", "gamma", "epsilon", "varepsilon", "eta", "lambda", "mu", "rho"})
"""Numbers that stand before brackets, which makes no functions of them: η (ŷ − y)."""
MATRICES = frozenset({"X", "W"})
"""Matrices that stand before brackets: X (p − y)."""
SPELLED = frozenset({"tanh", "Tanh", "relu", "ReLU", "RELU", "Relu", "ReLu", "softplus", "Softplus"})
"""Names that no text gives another meaning: what is said of such a function is a claim about it."""
CERTAIN = SPELLED | {"sigma", "sigmoid", "Sigmoid", "sigm", "logistic", "softmax", "Softmax"}
"""Names of functions that say which function it is, as g and f do not."""
FUNCTION_LETTERS = {"sigma", "g", "f", "phi", "varphi", "psi", "chi", "Phi", "Psi", "varsigma", "S", "R", "h", "act",
                    "activation"}  # fmt: skip


def functions_of(formulas: Sequence[Formula], habits: Habits) -> set[str]:
    """Names that stand before a bracket and never alone; X of X^T (p − y) is a factor.

    A usual letter of functions may stand alone too: in words, and in statements less often than before a bracket.  So
    may one of a coefficient that a formula is given for, γ(z) = max(0, z).
    """
    sides = sides_of(formulas)
    before: dict[str, int] = {}
    alone: dict[str, int] = {}
    for side in sides:
        for node in side.walk():
            if isinstance(node, Product):
                for at, factor in enumerate(node.factors):
                    mention = mention_of(factor, habits)
                    if mention is None or mention.label in MODELS or mention.transposed:
                        continue
                    following = node.factors[at + 1] if at + 1 < len(node.factors) else None
                    applied = isinstance(following, Group) and following.opening in "([" and not node.operators[at]
                    if applied or mention.primes:
                        before[mention.base] = before.get(mention.base, 0) + 1
            elif isinstance(node, Apply):
                mention = mention_of(node.function, habits)
                if mention is not None and mention.label not in MODELS:
                    before[mention.base] = before.get(mention.base, 0) + 2
    spoken: dict[str, int] = {}
    for side in sides:
        _count_alone(side, habits, alone)
    for side in sides_of(f for f in formulas if f.right is not None):
        _count_alone(side, habits, spoken)
    given = {letter for f in formulas if (letter := _given(f, habits))}
    costs = {letter for f in formulas if (letter := _cost_of_weights(f, habits))}
    return {
        base
        for base, count in before.items()
        if base not in costs
        and base not in (COST_LETTERS | COEFFICIENTS | MATRICES) - given
        and (not alone.get(base) or (base in FUNCTION_LETTERS | given and count >= spoken.get(base, 0)))
    }


def _cost_of_weights(formula: Formula, habits: Habits) -> str:
    """The letter of a cost that is said to be one of weights, which its formula does not read: f(w_{ij}) = Σ_i (…)²."""
    left, right = formula.left, formula.right
    if not isinstance(left, Product) or len(left.factors) != 2 or left.operators[0] or right is None:
        return ""
    letter, bracket = left.factors
    argument = mention_of(bracket.body, habits) if isinstance(bracket, Group) and bracket.opening == "(" else None
    if argument is None or len(argument.units) != 2 or not isinstance(letter, Name):
        return ""
    is_read = argument.base in {m.base for m in mentions(right, habits)}
    return "" if is_read or not any(isinstance(n, Big) for n in right.walk()) else letter.text


def _given(formula: Formula, habits: Habits) -> str:
    """The letter of a coefficient that a formula says what it is of a symbol, γ(z) = max(0, z): then it is none."""
    left = formula.left
    if not isinstance(left, Product) or len(left.factors) != 2 or left.operators[0] or formula.right is None:
        return ""
    letter, argument = left.factors
    of = mention_of(argument.body, habits) if isinstance(argument, Group) and argument.opening == "(" else None
    if of is None or not isinstance(letter, Name) or letter.text not in COEFFICIENTS:
        return ""
    return letter.text if of.base in {m.base for m in mentions(formula.right, habits)} else ""


def _count_alone(side: Node, habits: Habits, alone: dict[str, int]) -> None:
    waiting = [side]
    while waiting:
        node = waiting.pop()
        mention = mention_of(node, habits)
        if mention is not None:
            if not mention.primes:
                alone[mention.base] = alone.get(mention.base, 0) + 1
            waiting += [mention.power] if mention.power is not None else []
            continue
        if isinstance(node, Product):
            for at, factor in enumerate(node.factors):
                following = node.factors[at + 1] if at + 1 < len(node.factors) else None
                if not (isinstance(following, Group) and not node.operators[at]):
                    waiting.append(factor)
        elif isinstance(node, Apply):
            waiting += node.arguments
        else:
            waiting += [node.base] if isinstance(node, Scripted) else node.parts()


def slopes_last_layer(side: Node, habits: Habits) -> bool:
    """Whether a formula has the slope of a function at the weighted input of the last layer: σ′(z^{(L)})."""
    for node in (n for n in side.walk() if isinstance(n, Product)):
        for function, bracket in pairwise(node.factors):
            state = mention_of(bracket.body, habits) if isinstance(bracket, Group) else None
            shift = shift_of(state.layer) if state is not None and state.layer is not None else None
            is_last = shift is not None and shift[0] in habits.depth_letters and not shift[1]
            if is_last and isinstance(function, Scripted) and function.primes:
                return True
    return False


def called_mentions(sides: list[Node], functions: set[str], habits: Habits) -> list[Mention]:
    """The functions as they are written."""
    nodes = [n for s in sides for n in s.walk() if isinstance(n, Name | Scripted)]
    found = [mention_of(n, habits) for n in nodes]
    return [m for m in found if m is not None and m.base in functions]
