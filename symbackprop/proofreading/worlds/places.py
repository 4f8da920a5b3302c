"""Where a derivative is taken: dσ/dz at z = z_j, dσ(z_j)/dz."""

from dataclasses import replace

from symbackprop.parsing.latex.tree import Apply, Derivative, Group, Node, Product, Relation, Scripted
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.values import Unclear, Value
from symbackprop.proofreading.worlds.calls import applied
from symbackprop.proofreading.worlds.evaluator import Evaluator

BAR = "|"


def is_at_place(node: Scripted) -> bool:
    """Whether a bar stands behind a formula, with what its variable is there."""
    base = node.base
    return isinstance(base, Group) and not base.opening and base.closing == BAR and node.sub is not None


def value_at_place(evaluator: Evaluator, node: Scripted, env: Env) -> Value:
    """df/dz |_{z = z_j}: the variable is a parameter of the function.   Raises: Unclear for any other formula."""
    body = node.base.body if isinstance(node.base, Group) else node.base
    if not isinstance(body, Derivative) or len(body.by) != 1 or not _is_of_functions(evaluator, body):
        raise Unclear("where this is taken is not understood", node)
    place = node.sub.body if isinstance(node.sub, Group) else node.sub
    variable = name_of(body.by[0])
    if isinstance(place, Relation):
        if place.sign != "=" or name_of(place.left) != variable:
            raise Unclear("where this is taken is not understood", node)
        place = place.right
    assert place is not None
    local = {**env.local, variable: evaluator.array(place, env)}
    return evaluator.value(body, replace(env, local=local))


def _is_of_functions(evaluator: Evaluator, node: Derivative) -> bool:
    """Whether nothing but functions and the variable stands in what is differentiated."""
    variable = name_of(node.by[0])
    named = {m.base for m in mentions(node.of, evaluator.habits)}
    return bool(variable) and named <= evaluator.lexicon.functions | {variable}


def slope_at_argument(evaluator: Evaluator, of: Node | None, by: Mention, env: Env) -> Value | None:
    """dσ(z_j)/dz is σ′(z_j): the variable is named without the scripts of the argument; None for anything else."""
    function, argument = _call(of)
    called, inner = (mention_of(n, evaluator.habits) if n is not None else None for n in (function, argument))
    if called is None or inner is None or called.primes or called.base not in evaluator.lexicon.functions:
        return None
    is_bare = by.layer is None and not (by.units or by.example or by.label)
    is_scripted = inner.layer is not None or bool(inner.units or inner.example or inner.label)
    fold = evaluator.lexicon.fold
    if not (is_bare and is_scripted and inner.is_plain and fold(inner.base) == fold(by.base)):
        return None
    assert argument is not None
    return applied(evaluator, replace(called, primes=1), [argument], env)


def _call(of: Node | None) -> tuple[Node | None, Node | None]:
    """(the function, its argument); nothing for any other formula."""
    match of:
        case Product(factors=(function, Group(body=body, opening="("))):
            return function, body
        case Apply(function=function, arguments=(argument,)):
            return function, argument
    return None, None
