"""The equation that the library derives, in the author's notation: what is offered where no small change helps."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Literal

from symbackprop.checking.verdicts import Verdict
from symbackprop.errors import SymbackpropError
from symbackprop.language.systems import Role
from symbackprop.parsing.latex.reading import read_formula
from symbackprop.parsing.latex.refusal import NotUnderstood
from symbackprop.parsing.latex.tree import Derivative, Differential, Nabla, Node
from symbackprop.proofreading.lexicon.claim_forms import is_update
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.mending.spellings import Spellings
from symbackprop.proofreading.proving.proofs import Setting, proved, referee_of, settings
from symbackprop.proofreading.reports.report import Correction
from symbackprop.proofreading.trials.claims import Court
from symbackprop.proofreading.trials.outcomes import Found
from symbackprop.proofreading.vocabulary.likeness import normal
from symbackprop.proofreading.vocabulary.marks import name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mentions
from symbackprop.proofreading.worlds.costs import main_cost
from symbackprop.proofreading.worlds.world import World
from symbackprop.typesetting.notation import NOTATIONS, Notation, with_symbols
from symbackprop.typesetting.typeset import typeset

FORMS: tuple[Literal["matrix", "component"], ...] = ("matrix", "component")
FUNCTIONS = frozenset({"f", "h", "phi", "varphi"})
LETTERS = (
    (Role.WEIGHT, ("w", "theta", "Theta")),
    (Role.INPUT, ("x",)),
    (Role.TARGET, ("y", "t")),
    (Role.BIAS, ("b",)),
)


def derived(
    formula: Formula, courts: Sequence[Court], spellings: Spellings, words: frozenset[str]
) -> Correction | None:
    """The derived equation for the left side of a statement, under the first reading that has one."""
    if formula.left is None or is_update(formula, courts[0].world.habits):
        return None
    for court in courts:
        notation = _notation_of(court.world, spellings)
        layer = _layer_of(formula.left, court.world)
        if notation is None or layer is None:
            continue
        for text in _right_sides(court, notation, layer):
            held = _held(formula, text, words)
            if held is not None and _says_more(held) and court.trial(held).found is Found.TRUE:
                statement = formula.statement
                verdict = Verdict.AGREES if proved(held, court) is None else Verdict.PROVED
                latex = f"{statement.left.text.strip()} {statement.relation} {text}"
                return Correction(latex, "the derived equation", verdict, is_near=False)
    return None


def _says_more(formula: Formula) -> bool:
    """Whether the sides are not written alike: δ = δ."""
    assert formula.left is not None and formula.right is not None
    return normal(formula.left) != normal(formula.right)


def _held(formula: Formula, text: str, words: frozenset[str]) -> Formula | None:
    """The statement with another right side."""
    try:
        read = read_formula(text, words)
    except NotUnderstood:
        return None
    return replace(formula, right=formula.reread(read))


def _right_sides(court: Court, notation: Notation, layer: str) -> Iterator[str]:
    """The right sides of all derived equations, those of matrices first."""
    for setting in reversed(settings(court)):
        for text in _typeset(setting, notation):
            yield _of_layer(text, notation, layer)


@cache
def _typeset(setting: Setting, notation: Notation) -> tuple[str, ...]:
    known = referee_of(setting)
    if known is None:
        return ()
    system, _ = known
    found: list[str] = []
    for form in FORMS:
        for equation in system.equations:
            if not equation.steps:
                continue
            try:
                text = typeset(equation, form=form, notation=notation, system=system)
            except (SymbackpropError, NotImplementedError):
                continue
            found.append(str(text).split(r"\qquad")[0].partition("=")[2].strip())
    return tuple(dict.fromkeys(found))


def _of_layer(text: str, notation: Notation, layer: str) -> str:
    """A right side with l replaced by the layer that a statement is about."""
    before, after = map(re.escape, notation.layer.split("{}"))

    def named(found: re.Match[str]) -> str:
        step = int(found[2] or 0)
        number = str(int(layer) + step) if layer.isdigit() else f"{layer}{found[2] or ''}"
        return f"{found[1]}{number}{found[3]}"

    return re.sub(rf"([\^_]{{{before})l([+-]1)?({after})", named, text)


def _layer_of(left: Node, world: World) -> str | None:
    """The layer that a left side is about, as it is written; None where it has none, or more than one."""
    found = [m for n in _named(left) for m in mentions(n, world.habits)]
    layers = {_written(m) for m in found if m.layer is not None}
    return layers.pop() if len(layers) == 1 else None


def _named(left: Node) -> list[Node]:
    """What a derivative is taken by; else the whole side."""
    if isinstance(left, Derivative):
        return list(left.by)
    if isinstance(left, Nabla) and left.by is not None:
        return [left.by]
    return [left.of] if isinstance(left, Differential) else [left]


def _written(mention: Mention) -> str:
    shift = shift_of(mention.layer) if mention.layer is not None else None
    if shift is None:
        return name_of(mention.layer)
    letter, step = shift
    return f"{letter}{step:+d}" if letter and step else letter or str(step)


def _notation_of(world: World, spellings: Spellings) -> Notation | None:
    """The author's notation, as far as equations of layers need one; None where errors have no name."""
    habits, lexicon = world.habits, world.lexicon
    if not habits.has_layers:
        return None
    own = (
        *((role, *_letters(world, bases, spellings)) for role, bases in LETTERS),
        (Role.WEIGHTED_INPUT, *_letters(world, (lexicon.weighted,), spellings)),
        (Role.ACTIVATION, *_letters(world, (lexicon.activation,), spellings)),
        (Role.COST, *(2 * (spellings.written(main_cost(world).base),))),
        (Role.ERROR, *_error_letters(world, spellings)),
    )
    is_below = bool(habits.subscript_layers) or habits.is_numbered
    bare = is_below or habits.is_bare_layered
    try:
        return replace(
            NOTATIONS["default"],
            name="the author's",
            symbols=with_symbols(*(s for s in own if s[1])),
            layer="{}" if bare else "({})" if habits.parenthesis == "layer" else "[{}]",
            below=tuple(Role) if is_below else (),
            input_layer=False,
            transpose=spellings.transpose,
            joined=spellings.is_inside and (is_below or not bare),
            hadamard=spellings.elementwise,
            examples=next(iter(spellings.counts), "m"),
            functions=tuple(
                ("g", spellings.written(f)) for f in sorted(lexicon.functions & {"f", "h", "phi", "varphi"})[:1]
            ),
        )
    except SymbackpropError:
        return None


def _error_letters(world: World, spellings: Spellings) -> tuple[str, str]:
    """δ, or dz where the author names differentials."""
    if "delta" in world.lexicon.bases or not spellings.differentials:
        own = next((text for text, mention in spellings.bases if mention.letter), spellings.written("delta"))
        return own, own
    return tuple(f"d{letter}" for letter in _letters(world, (world.lexicon.weighted,), spellings))  # type: ignore[return-value]


def _letters(world: World, bases: Sequence[str], spellings: Spellings) -> tuple[str, str]:
    """The letters of an entry and of the whole, as the document has them."""
    known = world.lexicon.bases
    for base in bases:
        small, large = base[:1].lower() + base[1:], base[:1].upper() + base[1:]
        if small in known or large in known:
            entry, whole = small if small in known else large, large if large in known else small
            return spellings.written(entry), spellings.written(whole)
    return "", ""
