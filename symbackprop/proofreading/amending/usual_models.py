r"""The usual models behind a text that names one and does not say what it is: h_θ(x) is θ^T x, or σ(θ^T x).

A note on gradient descent may begin with the cost ½ Σ (h_θ(x^{(i)}) − y^{(i)})², for everybody knows the model.  One
rule for units, Δw_{ij} = η (t_j − o_j) o_j (1 − o_j) o_i, is about one layer of weights, whose letters tell the units.
The G of ∂L/∂W = X^T G, which is handed to the layer Y = X W + b, is ∂L/∂Y.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from symbackprop.parsing.latex.reading import read_side
from symbackprop.parsing.latex.tree import Derivative, Differential, Nabla, Name, Node, Scripted
from symbackprop.proofreading.amending.hypotheses import Hypothesis, Supposed
from symbackprop.proofreading.amending.standing import Standing
from symbackprop.proofreading.lexicon.claim_forms import all_mentions
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon, pairs_of, sides_of
from symbackprop.proofreading.lexicon.function_names import MODELS
from symbackprop.proofreading.trials.doubts import GRADIENTS
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import scripts
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, INPUTS, TARGETS
from symbackprop.proofreading.vocabulary.unit_letters import Sides, chain_of, find_unit_letters

Quantity = tuple[str, str]
"""A symbol and the label in its name."""
LETTERS = {"theta": r"\theta", "w": "w", "W": "W", "beta": r"\beta", "v": "v", "omega": r"\omega", "Theta": r"\Theta"}
"""Parameters of a model as they are written."""
LINES = {True: "{0}^T x + {1}", False: "{0}^T x"}
"""What a unit adds up, with a bias and without."""
UNITS = {"{0}": "{0}", "σ({0})": r"\frac{{1}}{{1 + e^{{-({0})}}}}", "tanh({0})": r"\tanh({0})"}
"""What a unit makes of that, in words and as a formula."""


@dataclass(frozen=True)
class Modelled(Supposed):
    """A model that the text calls is a usual one."""

    model: Mention = field(hash=False)
    body: Node = field(hash=False)
    at: Formula = field(hash=False)

    def lexicon(self, lexicon: Lexicon) -> None:
        """Define it."""
        lexicon.definitions.insert(0, Definition(self.model, self.body, self.at))


@dataclass(frozen=True)
class Lettered(Supposed):
    """The letters of units tell one layer of weights from what they read."""

    chain: dict[str, int] = field(hash=False)
    formulas_read: Sequence[Formula] = field(hash=False)

    def habits(self, habits: Habits) -> None:
        """Read them so."""
        habits.chain, habits.has_layers = dict(self.chain), True
        pairs: list[list[Sides]] = pairs_of(self.formulas_read)
        find_unit_letters(sides_of(self.formulas_read), pairs, habits)


@dataclass(frozen=True)
class Received(Supposed):
    """A letter is the slope of the cost in what a layer gives."""

    letter: Mention = field(hash=False)
    output: Mention = field(hash=False)
    at: Formula = field(hash=False)

    def lexicon(self, lexicon: Lexicon) -> None:
        """Define it, and not by a difference from targets too."""
        own = self.letter.base, self.letter.label
        lexicon.definitions[:] = [d for d in lexicon.definitions if (d.mention.base, d.mention.label) != own]
        slope = Differential(self.output.node.span, self.output.node, "d")
        lexicon.definitions.insert(0, Definition(self.letter, slope, self.at))


def the_usual_models(standing: Standing) -> Iterator[Hypothesis]:
    """Models that a text calls and defines nowhere, and the one output of one unit, which it compares with a target."""
    judge = standing.judge
    lexicon = judge.lexicon
    defined = {(d.mention.base, d.mention.label) for d in lexicon.definitions}
    every = [(m, f) for f in judge.formulas for m in all_mentions(f, lexicon.habits)]
    called = {(m.base, m.label): (m, f, m.label) for m, f in reversed(every) if m.label in MODELS & LETTERS.keys()}
    for name, (model, formula, parameter) in (called or _outputs_of_units(every, lexicon)).items():
        has_bias = not called and any(m.base in BIASES and m.base != parameter for m, _ in every)
        line = LINES[has_bias].format(LETTERS[parameter], r"\beta" if any(m.base == "beta" for m, _ in every) else "b")
        shown = f"{model.base}_{model.label}(x)" if model.label else model.base
        for said, body in UNITS.items() if name not in defined else ():
            words = f"{shown} is {said.format(line)}"
            yield Modelled(words, model, read_side(body.format(line)), formula, failing=frozenset(standing.refuted))


def _outputs_of_units(
    every: Sequence[tuple[Mention, Formula]], lexicon: Lexicon
) -> dict[Quantity, tuple[Mention, Formula, str]]:
    """What a text with one letter of weights, and without layers, compares with a target."""
    weights = {(m.base, m.label) for m, _ in every if m.base in LETTERS}
    is_of_layers = lexicon.habits.has_layers or any(m.layer is not None or len(m.units) > 1 for m, _ in every)
    if len(weights) != 1 or is_of_layers:
        return {}
    compared = {t: lexicon.compared[t] for t in TARGETS & lexicon.compared.keys()}
    outputs = {m.base for t, m in compared.items() if m.base not in INPUTS and (m.base not in compared or t in "td")}
    ((parameter, _),) = weights
    return {(m.base, ""): (replace(m, units=(), example=None, node=Name(m.node.span, m.base)), f, parameter)
            for m, f in reversed(every) if m.base in outputs and not m.label}  # fmt: skip


def letters_of_one_layer(standing: Standing) -> Iterator[Hypothesis]:
    """The i and j of w_{ij}, where the text has no other weights and no layers."""
    judge = standing.judge
    if judge.lexicon.habits.has_layers:
        return
    nodes = (n for side in sides_of(judge.formulas) for n in side.walk() if isinstance(n, Scripted))
    chain = chain_of([scripts(n) for n in nodes], WEIGHTS, 1)
    if chain:
        said = "letters of units tell the layers"
        yield Lettered(said, chain, judge.formulas, failing=frozenset(standing.refuted))


def slopes_from_above(standing: Standing) -> Iterator[Hypothesis]:
    """The G that gradients are made of, and that nothing computes but a difference from targets."""
    judge = standing.judge
    lexicon, habits = judge.lexicon, judge.lexicon.habits
    claims = [judge.formulas[n] for n in (*standing.open, *standing.refuted)]
    read = {(d.mention.base, d.mention.label): (d.mention, {m.base for m in mentions(d.body, habits)})
            for d in lexicon.definitions if d.mention.layer is None and not d.mention.units}  # fmt: skip
    outputs = [own for own, bases in read.values() if bases & WEIGHTS and own.base not in COSTS]
    computed = {name for name, (_, bases) in read.items() if not bases & TARGETS}
    for name, formula in _above(claims, habits).items():
        letter = mention_of(Name(formula.right.span, name), habits) if formula.right is not None else None
        if letter is None or (name, "") in computed:
            continue
        for output in outputs:
            said = f"{name} is the gradient by {output.base}"
            yield Received(said, letter, output, formula, failing=frozenset(standing.refuted))


def _above(claims: Sequence[Formula], habits: Habits) -> dict[str, Formula]:
    """The letters of gradients on the right sides of gradients, each with the first claim that has it."""
    slopes = [f for f in claims if f.left is not None and f.right is not None
              and any(isinstance(n, Derivative | Nabla | Differential) for n in f.left.walk())]  # fmt: skip
    every = ((m, f) for f in reversed(slopes) if f.right is not None for m in mentions(f.right, habits))
    return {m.base: f for m, f in every if m.base in GRADIENTS and m.layer is None and not m.label}
