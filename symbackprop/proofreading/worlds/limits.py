"""How far sums count: to a number that a text writes out, to the units of a layer, or to what only the sum tells.

In C = (1/K) Σ_{k=1}^K (ŷ_k − y_k)² nothing else says that K is how many outputs there are.
"""

from symbackprop.parsing.latex.tree import Big, Group, Node, Relation, Scripted
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import limit_letters, name_of, scripts, shift_of
from symbackprop.proofreading.vocabulary.mentions import mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import Key
from symbackprop.proofreading.vocabulary.values import Overrun, Unclear
from symbackprop.proofreading.worlds.evaluator import Evaluator
from symbackprop.proofreading.worlds.keys import key_of
from symbackprop.proofreading.worlds.selections import is_row
from symbackprop.proofreading.worlds.sizes import size_of
from symbackprop.proofreading.worlds.world import World

COUNTS_OF_LAYERS = frozenset("nNsSdDmMKHJ")
"""How many units a layer has is called by: n_l, N^{l-1}, s_{l+1}, d^{(l)}."""


def check_limit(evaluator: Evaluator, node: Big, sizes: dict[str, int], env: Env) -> None:
    """A sum that counts to a number, or to the units of a layer, has to count to what it indexes.

    Of sums in definitions only those to a number are asked: one slip there is not one in all that is computed by it.
    Raises: Overrun.
    """
    letters = limit_letters(node)
    if len(letters) != 1 or node.upper is None or evaluator.world.reading.units:
        return
    limit = name_of(node.upper)
    if limit.isdigit():
        _check_number(evaluator, node, letters[0], int(limit), env)
    elif not evaluator.world.busy:
        _check_layer(evaluator, node, letters[0], sizes[letters[0]], env)


def told_by_sums(world: World, key: Key) -> int | None:
    """How many terms the sums of the definitions have that count to a quantity; None where they differ."""
    found = set()
    for definition in world.active:
        for node in definition.body.walk():
            letters = limit_letters(node) if isinstance(node, Big) and node.kind == "sum" else []
            if not isinstance(node, Big) or node.upper is None or len(letters) != 1:
                continue
            limit, first = mention_of(node.upper, world.habits), node.lower
            is_limit = limit is not None and not limit.units and Key(world.fold(limit.base), limit.label) == key
            if is_limit and isinstance(first, Relation) and name_of(first.right) == "1":
                found.add(size_of(world, letters[0], node.body, Env()))
    return found.pop() if len(found) == 1 else None


def _check_number(evaluator: Evaluator, node: Big, letter: str, limit: int, env: Env) -> None:
    """Σ_{i=1}^3, where the document writes all entries out."""
    world = evaluator.world
    for mention in mentions(node.body, world.habits):
        names = [name_of(u) for u in mention.units]
        if letter not in names:
            continue
        shape = world.declared.get(key_of(world, mention, env))
        if shape is None or len(shape) != 2:
            continue
        vector = shape[1 if is_row(world, Key(mention.base), shape) else 0]
        size = shape[names.index(letter)] if len(names) == 2 else vector
        if size != limit:
            raise Overrun(f"the sum runs to {limit}, and {mention.base} has {size} entries", node)


def _check_layer(evaluator: Evaluator, node: Big, letter: str, size: int, env: Env) -> None:
    """Σ_{k=1}^{n_{l-1}} w_{jk}^l a_k^{l-1}, of what has an index in two quantities at least; what is left out is 1."""
    world = evaluator.world
    layer = _counted_layer(world, node.upper, env)
    counted = [m for m in mentions(node.body, world.habits) if letter in map(name_of, m.units) and m.layer is not None]
    if layer is None or len(counted) < 2 or any(isinstance(n, Big) for n in node.body.walk()):
        return
    if size not in (1, world.width(layer)):
        raise Overrun(f"the sum runs over the units of another layer than {counted[0].base} has there", node)


def _counted_layer(world: World, upper: Node | None, env: Env) -> int | None:
    """l of n_l, by a letter; None for any other limit."""
    if not isinstance(upper, Scripted) or not world.habits.has_layers:
        return None
    base, below, above, primes = scripts(upper)
    if name_of(base) not in COUNTS_OF_LAYERS or len(below) + len(above) != 1 or primes:
        return None
    script = (below or above)[0]
    while isinstance(script, Group):
        script = script.body
    shift = shift_of(script)
    if shift is None or not (shift[0] in env.letters or shift[0] in world.habits.depth_letters):
        return None
    try:
        layer = world.layer(script, env)
    except Unclear:
        return None
    return layer if layer is not None and world.reading.first <= layer <= world.last else None
