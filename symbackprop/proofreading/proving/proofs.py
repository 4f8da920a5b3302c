"""Proofs for all sizes: a claim that holds at random points, written as a statement about the generic network.

The claim is put into the plain notation of statements (`delta[l] = (w[l+1].T @ delta[l+1]) * sigma_prime(z[l])`) and
judged by the referee over the network with l, L, the widths and m left open.  What cannot be put so has no proof here,
and only agrees.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from time import process_time

from symbackprop.checking.referee import Referee
from symbackprop.checking.verdicts import Sizes, Verdict
from symbackprop.conventions import find_convention
from symbackprop.errors import SymbackpropError
from symbackprop.language.systems import System
from symbackprop.layers.activations import Elementwise, ReLU, Sigmoid, Tanh
from symbackprop.layers.network import generic_network
from symbackprop.parsing.statements import read_statement
from symbackprop.proofreading.lexicon.assumptions import COSTS, PER_EXAMPLE
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.lexicon.free_letters import free_letters
from symbackprop.proofreading.proving.general_proofs import proved_generally
from symbackprop.proofreading.proving.plain_statements import Speaker, Unspoken
from symbackprop.proofreading.trials.claims import Court
from symbackprop.proofreading.vocabulary.contexts import Env, Reading
from symbackprop.proofreading.vocabulary.mentions import mention_of
from symbackprop.proofreading.vocabulary.values import Unclear
from symbackprop.proofreading.worlds.keys import key_of
from symbackprop.sweep import backprop

SECONDS = 20.0
EFFORT = 30_000
"""How much is multiplied out for one claim: the same on every machine, where it takes a second or several."""
HIDDEN: dict[str, Callable[[], Elementwise]] = {"sigmoid": Sigmoid, "tanh": Tanh, "relu": ReLU}


@dataclass(frozen=True)
class Proof:
    """How a claim was proved, and the statement that was."""

    reason: str
    statement: str
    assumptions: tuple[str, ...] = ()
    sizes: Sizes = "all"

    @property
    def said(self) -> str:
        """How it was proved, and what that rests on."""
        given = f"given that {', '.join(self.assumptions)}" if self.assumptions else ""
        return ", ".join(part for part in (self.reason, given) if part)


@dataclass(frozen=True)
class Setting:
    """A generic network: its hidden activation, its cost, its batch, and whose errors it speaks of."""

    hidden: str
    cost: str
    batch: str | None
    per_example: bool


def proved(formula: Formula, court: Court) -> Proof | None:
    """A proof of a claim from the document's own definitions, or from those of the usual network where it has none.

    What was proved for layers of one depth is tried again with l and L left open.
    """
    found = proved_generally(formula, court)
    if found is None:
        return None if _defines_layers(court) else _proved_of_layers(formula, court)
    own = Proof(found.reason, "", found.assumptions, found.sizes)
    if found.sizes == "all":
        return own
    return _proved_of_layers(formula, court) or own


def is_defined_otherwise(formula: Formula, court: Court) -> bool:
    """Whether another equation of the document defines what stands on the left: then the two can be compared."""
    world = court.world
    mention = mention_of(formula.left, world.habits) if formula.left is not None else None
    if mention is None:
        return False
    letters = {t: world.last for t in world.habits.layer_letters}
    try:
        key = key_of(world, mention, Env(letters))
    except Unclear:
        return False
    return bool(world.definitions(key, list(key.tag)))


def _defines_layers(court: Court) -> bool:
    """Whether the document has its own weighted inputs or activations: then a proof has to be of those."""
    lexicon = court.world.lexicon
    states = {lexicon.fold(lexicon.weighted), lexicon.fold(lexicon.activation)}
    return any(lexicon.fold(d.mention.base) in states for d in court.world.active)


def _proved_of_layers(formula: Formula, court: Court) -> Proof | None:
    """A proof for all sizes of a claim about a network of layers; None where there is none."""
    lexicon = court.world.lexicon
    if not lexicon.habits.has_layers or formula.left is None or formula.right is None:
        return None
    if court.world.reading.outputs or court.world.reading.units:
        return None
    for setting in settings(court):
        text = spoken(formula, court, setting)
        if text is None:
            return None
        found = _judged(text, setting)
        if found is not None:
            return found
    return None


def settings(court: Court) -> list[Setting]:
    """The networks that a claim may be about: with any cost first, then with the document's."""
    reading: Reading = court.world.reading
    lexicon = court.world.lexicon
    hidden = reading.activation or ("sigmoid" if {"sigma", "sigmoid"} & lexicon.functions else "")
    batch = None if reading.examples == 1 else "rows" if reading.rows else "columns"
    per_example = reading.errors == PER_EXAMPLE and batch is not None
    found = [Setting(hidden, "", batch, per_example)]
    if reading.cost in COSTS:
        found.append(Setting(hidden, reading.cost, batch, per_example))
    return found


def spoken(formula: Formula, court: Court, setting: Setting) -> str | None:
    """The claim in plain notation, whole matrices or entry by entry."""
    assert formula.left is not None and formula.right is not None
    habits = court.world.lexicon.habits
    letters = {**free_letters(formula.left, habits), **free_letters(formula.right, habits)}
    by_entry = any(kind != "layer" for kind in letters.values())
    speaker = Speaker(court, by_entry, setting.batch)
    try:
        left, right = speaker.said(formula.left), speaker.said(formula.right)
    except Unspoken:
        return None
    return f"{left} {'==' if by_entry else '='} {right}"


@cache
def referee_of(setting: Setting) -> tuple[System, Referee] | None:
    """The generic network of a setting with its gradients, and its referee; None where there is none."""
    system = _system_of(setting)
    return None if system is None else (system, Referee(system))


def forget() -> None:
    """Forget what was judged in other documents, so that each is judged as if it were alone."""
    referee_of.cache_clear()
    _judged.cache_clear()


@cache
def _system_of(setting: Setting) -> System | None:
    model = COSTS.get(setting.cost)
    try:
        network = generic_network(
            HIDDEN[setting.hidden]() if setting.hidden else None,
            model.output() if model and model.output else None,
            model.layer() if model else None,
            setting.batch,  # type: ignore[arg-type]
        )
        convention = find_convention("per example" if setting.per_example else "total")
        return backprop(network, convention=convention)
    except SymbackpropError:
        return None


@cache
def _judged(text: str, setting: Setting) -> Proof | None:
    found = referee_of(setting)
    if found is None:
        return None
    system, referee = found
    try:
        statement = read_statement(text, system)
    except (SymbackpropError, ArithmeticError, TypeError, ValueError, RecursionError):
        return None
    reasons: list[str] = []
    assumptions: list[str] = []
    for claim in statement.claims:
        if claim.equation is None:
            return None
        referee.until, referee.effort = process_time() + SECONDS, EFFORT
        judgement = referee.statement(claim.equation.lhs, claim.equation.rhs, text)
        if judgement.verdict is not Verdict.PROVED or judgement.sizes != "all":
            return None
        reasons.append(judgement.reason)
        assumptions += judgement.assumptions
    return Proof(reasons[0], text, tuple(dict.fromkeys(assumptions))) if reasons else None
