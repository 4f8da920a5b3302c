"""Steps held against a world: w ← w − η ∂C/∂w, and what is added up over examples."""

from contextlib import suppress
from dataclasses import replace

import numpy as np

from symbackprop.parsing.latex.tree import Addition, Name, Node, Product
from symbackprop.proofreading.lexicon.claim_forms import is_descent, other_cost
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.trials.doubts import is_constant
from symbackprop.proofreading.trials.outcomes import Found, Trial
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.mentions import mention_of
from symbackprop.proofreading.vocabulary.quantities import RATE, RATES
from symbackprop.proofreading.vocabulary.values import Absent, Misfit, Unclear, close, plain
from symbackprop.proofreading.worlds.accumulators import accumulation
from symbackprop.proofreading.worlds.costs import is_likelihood, main_cost
from symbackprop.proofreading.worlds.derivatives import differentiated_by
from symbackprop.proofreading.worlds.interpreter import Interpreter
from symbackprop.proofreading.worlds.world import World


def step_trial(interpreter: Interpreter, formula: Formula, env: Env) -> Trial:
    """w ← w − η ∂C/∂w.   Raises: Unclear for what is no step of gradient descent."""
    assert formula.left is not None and formula.right is not None
    world = interpreter.world
    mention = mention_of(formula.left, world.habits)
    if mention is None:
        raise Unclear("an update of what is no quantity", formula.left)
    if isinstance(formula.right, Addition) and any(map(is_constant, formula.right.terms)):
        raise Unclear("a step in numbers", formula.right)
    if _is_unexplained(world, formula.right):
        raise Unclear("nothing says that what is subtracted is a gradient", formula.right)
    plain_mention = replace(mention, is_next=False, primes=0)
    with suppress(Unclear, Misfit):
        world.node(main_cost(world))  # from which the shapes of parameters are learned
    old = plain(interpreter.mentioned(plain_mention, env))
    new = plain(interpreter.value(formula.right, env))
    if accumulation(formula.left, formula.right, world.habits) is not None:
        found = Found.TRUE if close(new - old, old) else Found.FALSE
        return Trial(found, "the gradient of one example is added", left=old, right=new - old)
    of = other_cost(formula.right, world.habits)
    gradient = plain(differentiated_by(interpreter, plain_mention, env, of))
    gradient = gradient.reshape(old.shape) if gradient.size == old.size else gradient
    if not np.any(gradient):
        raise Absent("the gradient is 0 here", formula.left)
    rate = RATE if world.lexicon.bases & world.lexicon.rates else 1.0  # where no step of the text has one, it is 1
    for factor in (1.0, 1 / world.reading.examples, world.reading.examples):
        if close(new, np.asarray(old - rate * factor * gradient)):
            return Trial(Found.TRUE, "a step of gradient descent")
        if close(new, np.asarray(old + rate * factor * gradient)) and of is None and is_likelihood(world):
            return Trial(Found.TRUE, "a step of gradient ascent")
    if not is_descent(formula, world.habits):
        raise Unclear("a step of another kind", formula.right)
    return Trial(Found.FALSE, left=old - rate * gradient, right=new)


def _is_unexplained(world: World, right: Node) -> bool:
    """Whether one letter that nothing defines is subtracted, as in w − η g."""
    step = right.terms[-1] if isinstance(right, Addition) else right
    if not isinstance(step, Product) or not all(isinstance(f, Name) for f in step.factors):
        return False
    found = [m for f in step.factors if (m := mention_of(f, world.habits)) is not None]
    others = [m for m in found if m.base not in RATES]
    return len(others) == 1 and not world.by_base.get((world.fold(others[0].base), ""))
