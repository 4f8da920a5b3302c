"""A bracket after a symbol: a function at its argument, a quantity with what it depends on, or one part of it."""

import numpy as np

from symbackprop.parsing.latex.tree import Apply, Group, Listing, Name, Node, Number, Product, Relation, Scripted, Slice
from symbackprop.proofreading.vocabulary.contexts import IMPLICIT, Env
from symbackprop.proofreading.vocabulary.marks import TRANSPOSES, flat, name_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.values import Array, Misfit, Unclear, Value, number, plain, raised
from symbackprop.proofreading.worlds.arguments import arguments_of, is_argument, is_error_applied, is_place
from symbackprop.proofreading.worlds.brackets import bracketed
from symbackprop.proofreading.worlds.calls import CALLS, applied, some_function
from symbackprop.proofreading.worlds.conditions import indicator
from symbackprop.proofreading.worlds.evaluator import Evaluator
from symbackprop.proofreading.worlds.primes import slope_of_quantity
from symbackprop.proofreading.worlds.selections import index_of
from symbackprop.proofreading.worlds.symbols import indexed

INDICATORS = frozenset({"1", "I", "mathbb{1}", "bbone"})


def apply_value(evaluator: Evaluator, node: Apply, env: Env) -> Value:
    """f(…), where the parser saw that it is a call."""
    mention = mention_of(node.function, evaluator.habits)
    name = name_of(node.function) or (mention.base if mention is not None else "")
    call = CALLS.get(name)
    if call is not None and name not in evaluator.lexicon.bodies:
        return call(evaluator, node, env)
    if mention is None:
        raise Unclear("this function is not known", node)
    arguments = list(node.arguments)
    if is_argument(mention, arguments, evaluator.lexicon) and mention.base not in evaluator.lexicon.functions:
        return _at_example(evaluator, evaluator.value(node.function, env), arguments, env)
    return applied(evaluator, mention, arguments, env)


def factor_value(evaluator: Evaluator, node: Product, at: int, env: Env) -> tuple[Value, int]:
    """A factor with the brackets that belong to it: (its value, how many nodes it is)."""
    factor = node.factors[at]
    following = node.factors[at + 1] if at + 1 < len(node.factors) else None
    if isinstance(following, Scripted) and isinstance(following.base, Group) and not node.operators[at]:
        mention = mention_of(factor, evaluator.habits)
        if mention is not None and mention.base in evaluator.lexicon.functions and IMPLICIT not in env.local:
            return _raised_call(evaluator, factor, mention, following, env), 2
        if mention is not None and (entry := _entry_of_call(evaluator, factor, mention, following, env)) is not None:
            return entry, 2
    if isinstance(following, Group) and not node.operators[at]:
        if is_place(factor, following, evaluator.lexicon):
            return evaluator.value(factor, env), 2
        mention = mention_of(factor, evaluator.habits)
        value = _with_bracket(evaluator, factor, mention, following, env) if mention is not None else None
        if value is not None:
            return value, 2
    return evaluator.value(factor, env), 1


def _with_bracket(evaluator: Evaluator, symbol: Node, mention: Mention, bracket: Group, env: Env) -> Value | None:
    """A symbol and the bracket after it; None where they are factors like any other."""
    if is_error_applied(mention, bracket, evaluator.lexicon):
        raise Misfit("δ is an error here, and no function", symbol)
    body, arguments = bracket.body, arguments_of(bracket)
    is_function = mention.base in evaluator.lexicon.functions and IMPLICIT not in env.local
    if is_function and bracket.opening in "([" and mention.base not in env.local:
        if isinstance(body, Relation):
            return evaluator.value(bracket, env)
        return applied(evaluator, mention, arguments, env)
    if mention.base in INDICATORS and isinstance(body, Relation):
        return indicator(evaluator, body, env)
    if bracket.opening == "[" and isinstance(body, Listing | Slice | Name | Number):
        return bracketed(evaluator, evaluator.array(symbol, env), arguments, env, bracket)
    if is_argument(mention, arguments, evaluator.lexicon):
        return _at_example(evaluator, evaluator.value(symbol, env), arguments, env)
    if (slope := slope_of_quantity(evaluator, symbol, mention, bracket, env)) is not None:
        return slope
    if isinstance(body, Listing) and bracket.opening == "(" and not mention.units:
        return some_function(evaluator, mention, arguments, env)
    return None


def _raised_call(evaluator: Evaluator, symbol: Node, mention: Mention, bracket: Scripted, env: Env) -> Value:
    """σ(x)², σ(x)^T, σ(x)_j: the script is that of the value."""
    assert isinstance(bracket.base, Group)
    value = _with_bracket(evaluator, symbol, mention, bracket.base, env)
    if value is None or bracket.primes:
        raise Unclear("a script on a bracket", bracket)
    if bracket.sub is not None:
        value = _entry_of_value(evaluator, plain(value), bracket, env)
    if bracket.sup is None:
        return value
    if name_of(bracket.sup) in TRANSPOSES:
        return plain(value).T
    return raised(plain(value), evaluator.array(bracket.sup, env), bracket)


def _entry_of_value(evaluator: Evaluator, value: Array, bracket: Scripted, env: Env) -> Array:
    """An entry of what a function makes of a vector; of a batch that of every example.   Raises: Unclear."""
    assert bracket.sub is not None
    units, reading = flat(bracket.sub), evaluator.reading
    if reading.examples > 1 and any(name_of(u) in evaluator.habits.example_letters for u in units):
        raise Unclear("an example of what a function makes", bracket)
    is_of_rows = reading.rows and len(units) == 1 and value.ndim == 2 and value.shape[0] == reading.examples
    return indexed(value.T, units, env, bracket).T if is_of_rows else indexed(value, units, env, bracket)


def _entry_of_call(evaluator: Evaluator, symbol: Node, mention: Mention, bracket: Scripted, env: Env) -> Array | None:
    """h_Θ(x)_k is an entry of h_Θ(x); None for a product, and for other scripts."""
    assert isinstance(bracket.base, Group)
    arguments = arguments_of(bracket.base)
    is_entry = bracket.sub is not None and bracket.sup is None and not bracket.primes
    if not is_entry or bracket.sub is None or not is_argument(mention, arguments, evaluator.lexicon):
        return None
    value = plain(_at_example(evaluator, evaluator.value(symbol, env), arguments, env))
    return indexed(value, flat(bracket.sub), env, bracket)


def _at_example(evaluator: Evaluator, value: Value, arguments: list[Node], env: Env) -> Value:
    """L(ŷ^{(i)}, y^{(i)}) is the loss of example i."""
    array = plain(value)
    examples, axis = evaluator.reading.examples, 0 if evaluator.reading.rows else 1
    if examples == 1 or not (array.size == examples or (array.ndim == 2 and array.shape[axis] == examples)):
        return value
    for argument in arguments:
        for mention in mentions(argument, evaluator.habits):
            if mention.example is not None:
                at = index_of(mention.example, env)
                if at is None:
                    return value
                part = array.reshape(-1)[at] if array.size == examples else array.take([at], axis=axis)
                return np.asarray(part)
    inner = [n for a in arguments for n in a.walk() if isinstance(n, Group) and n.opening == "["]
    at = env.letters.get(name_of(inner[0].body)) if inner and array.size == examples else None
    return value if at is None else number(complex(array.reshape(-1)[at]))
