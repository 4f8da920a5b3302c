"""Statements about the function, or the network, that the words beside them name, whatever the text defines elsewhere.

A list of activations gives the derivative of each under one letter; a list of outputs gives the error for each with
its own cost.  Such a statement fails under the formula in force, or under any function, and holds under what is named.
A formula that stands behind the name says what is meant by it: in "the rectifier φ(u) = max(0.01 u, u)" φ is no ReLU.

A layer that does nothing but apply a function is told by its name too: "ReLU: ∂y/∂x = 1 for x > 0", where y and x are
the output and the input of every kind of layer in turn, and another layer of the text has y = 1/(1 + e^{−x}).

A unit that a text computes without a function has the one that is named: "sigmoid unit: Δw = η (t − o) o (1 − o) x".

A rule for layers by letters, δ^L = ∇_a C ⊙ σ′(z^L), is about any network, also behind an example with ŷ = W_2 h + b_2.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.reading import read_side
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Derivative, Nabla, Name, Node
from symbackprop.proofreading.judging.other_costs import Held
from symbackprop.proofreading.lexicon.assumptions import NETWORKS
from symbackprop.proofreading.lexicon.claim_forms import all_mentions
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.lexicon.function_names import FUNCTION_LETTERS
from symbackprop.proofreading.lexicon.implied import INSIDE, renamed
from symbackprop.proofreading.lexicon.spoken import Activation, Spoken, is_named_since, spoken_near
from symbackprop.proofreading.trials.bench import Bench
from symbackprop.proofreading.trials.claims import Court
from symbackprop.proofreading.trials.outcomes import Found
from symbackprop.proofreading.vocabulary.contexts import Reading
from symbackprop.proofreading.vocabulary.marks import shift_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, PARAMETERS
from symbackprop.proofreading.worlds.functions import KNOWN
from symbackprop.proofreading.worlds.networks import Network

VARIABLE = "x"
SLOPES = Derivative | Nabla


def under_named_network(bench: Bench, formula: Formula, readings: Sequence[Reading]) -> Held | None:
    """How a statement holds for the function or the network that the words beside it name; None where it does not."""
    spoken = spoken_near(formula)
    for activation in spoken.activations:
        letters, state = _letters(formula, bench.lexicon), _state(formula, bench.lexicon)
        bodies = [d for letter in letters for d in bench.functions.at(formula).bodies.get(letter, ())]
        if _is_defined_since([*bodies, *_bodies(state, bench)] if state else bodies, activation, formula):
            continue
        for reading, court in _courts(bench, formula, readings, activation, spoken):
            trial = court.trial(formula)
            if trial.found is Found.TRUE:
                return Held(trial, reading, f"{activation.name}, which the text names")
    return None


def beside_linear_example(bench: Bench, formula: Formula, readings: Sequence[Reading]) -> Held | None:
    """How a rule for layers by letters holds where the last applies a function, which that of an example does not."""
    every = all_mentions(formula, bench.lexicon.habits)
    shifts = [shift_of(m.layer) for m in every if m.layer is not None]
    slopes = (mention_of(n.of, bench.lexicon.habits) for s in formula.sides for n in s.walk() if isinstance(n, SLOPES))
    if (
        not shifts
        or not all(s is not None and s[0] for s in shifts)
        or all(m is None or m.base not in COSTS for m in slopes)
    ):
        return None
    active = bench.active(formula.number)
    rest = tuple(d for d in active if not _is_linear_example(d, bench.lexicon))
    for reading in readings if len(rest) < len(active) else ():
        trial = Court(Network(bench.lexicon, rest, reading)).trial(formula)
        if trial.found is Found.TRUE:
            return Held(trial, reading, "a function that the last layer applies")
    return None


def _is_linear_example(definition: Definition, lexicon: Lexicon) -> bool:
    """Whether the output is that of a layer with a number, with no function applied: ŷ = z_2."""
    state = mention_of(definition.body, lexicon.habits)
    if state is None or state.layer is None or lexicon.fold(state.base) != lexicon.fold(lexicon.weighted):
        return False
    shift = shift_of(state.layer)
    return definition.mention.layer is None and shift is not None and not shift[0]


def _courts(
    bench: Bench, formula: Formula, readings: Sequence[Reading], activation: Activation, spoken: Spoken
) -> Iterator[tuple[Reading, Court]]:
    """Courts in which the letters of functions are what is named; in which the whole network is."""
    lexicon, active = bench.lexicon, bench.active(formula.number)
    letters = _letters(formula, lexicon) if activation.formula else []
    if letters:
        body = read_side(activation.formula)
        named = {letter: [Definition(Mention(body, letter), body, formula, (VARIABLE,))] for letter in letters}
        view = replace(lexicon, bodies={**lexicon.bodies, **named}, left_open=lexicon.left_open - set(letters))
        for reading in readings:
            yield reading, Court(Network(view, active, reading))
        return
    state = _state(formula, lexicon)
    if state is not None and activation.formula:
        output, argument = state
        body = _of(read_side(activation.formula), argument)
        rest = tuple(d for d in active if d not in _bodies(state, bench))
        for reading in readings:
            yield reading, Court(Network(lexicon, (*rest, Definition(output, body, formula)), reading))
        return
    for linear in _linear_outputs(active, lexicon) if activation.formula else ():
        rest = tuple(d for d in active if d is not linear)
        applied = (*_applied(linear, activation, lexicon),)
        for reading in readings:
            yield reading, Court(Network(lexicon, (*applied, *rest), reading))
    own = lexicon.fold(lexicon.activation)
    bare = tuple(d for d in active if d.mention.base not in COSTS and lexicon.fold(d.mention.base) != own)
    for choice in NETWORKS:
        if choice.get("output", choice.get("activation")) == activation.name and choice.get("cost", "") in spoken.costs:
            for reading in readings:
                chosen = replace(reading, **choice)  # type: ignore[arg-type]
                yield chosen, Court(Network(lexicon, bare, chosen))


def _is_defined_since(bodies: Sequence[Definition], activation: Activation, formula: Formula) -> bool:
    """Whether a function has a formula in force that stands behind the name: what it says counts, not the name."""
    before = [end for d in bodies if (end := d.formula.statement.outer[1]) <= formula.statement.outer[0]]
    return bool(before) and not is_named_since(activation, formula, max(before))


def _state(formula: Formula, lexicon: Lexicon) -> tuple[Mention, Node] | None:
    """The y and the x of ∂y/∂x on the left side, both whole and without layers; None where anything else is there."""
    slope = formula.left
    if not isinstance(slope, Derivative) or len(slope.by) != 1:
        return None
    output, argument = (mention_of(n, lexicon.habits) for n in (slope.of, slope.by[0]))
    if output is None or argument is None or output.base in COSTS or argument.base in PARAMETERS | BIASES:
        return None
    is_plain = all(m.is_plain and m.layer is None and not (m.units or m.label) for m in (output, argument))
    return (output, slope.by[0]) if is_plain else None


def _bodies(state: tuple[Mention, Node], bench: Bench) -> list[Definition]:
    """What a text says elsewhere that an output is."""
    fold, own = bench.lexicon.fold, state[0]
    return [d for d in bench.lexicon.definitions if (fold(d.mention.base), d.mention.label) == (fold(own.base), "")]


def _linear_outputs(active: Sequence[Definition], lexicon: Lexicon) -> list[Definition]:
    """The o = Σ_i w_i x_i of one unit: "for a sigmoid unit Δw = η (t − o) o′ x"."""
    found = []
    for definition in active if not lexicon.habits.has_layers else ():
        own, read = definition.mention, {m.base for m in mentions(definition.body, lexicon.habits)}
        is_state = own.layer is None and own.base not in COSTS and not (definition.parameters or definition.is_slope)
        if is_state and read & WEIGHTS and not read & lexicon.functions:
            found.append(definition)
    return found


def _applied(output: Definition, activation: Activation, lexicon: Lexicon) -> Iterator[Definition]:
    """o = σ(o°), where o° is what o was before."""
    node = renamed(output.mention.node, f"{output.mention.base}{INSIDE}")
    inner = mention_of(node, lexicon.habits) if node is not None else None
    if node is not None and inner is not None:
        yield replace(output, mention=inner)
        yield replace(output, body=_of(read_side(activation.formula), node))


def _of(body: Node, argument: Node) -> Node:
    """The formula of a function, of another variable."""
    if isinstance(body, Name) and body.text == VARIABLE:
        return argument
    return rebuilt(body, lambda part: _of(part, argument))


def _letters(formula: Formula, lexicon: Lexicon) -> list[str]:
    """The functions of a statement whose names do not say what they are: f and g, not tanh."""
    bases = {m.base for m in all_mentions(formula, lexicon.habits)} & lexicon.functions
    return sorted(b for b in bases if b in FUNCTION_LETTERS and (b not in KNOWN or b in lexicon.bodies))
