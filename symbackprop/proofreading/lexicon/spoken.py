"""What the words around a statement name: "for the sigmoid, f′(x) = f(x)(1 − f(x))", "Softmax + CCE: δ = ŷ − y"."""

import re
from dataclasses import dataclass

from symbackprop.proofreading.lexicon.assumptions import COSTS
from symbackprop.proofreading.lexicon.definitions import Formula

BEFORE, AFTER = 160, 60
"""How many characters before a statement, and after it, may say what it is about."""
_ENDS = re.compile(r"[。！？；]|[.!?;](?=\s|$)|\n\s*[-*+•]\s|\n\s*\n|\$")


@dataclass(frozen=True)
class Activation:
    """An activation: what texts in many languages call it by, and its formula in x (none for softmax, of a vector)."""

    name: str
    spoken: str
    formula: str = ""


ACTIVATIONS = (
    Activation(
        "sigmoid", r"sigm|logisti|シグモイド|ロジスティック|сигмо|логистич|시그모이드|S型", r"\frac{1}{1 + e^{-x}}"
    ),
    Activation("tanh", r"\btanh|hyperbol|hiperb|双曲|гиперб|하이퍼볼릭|쌍곡", r"\tanh(x)"),
    Activation("relu", r"\brelu|rectifi|整流|修正线性|正規化線形|렐루", r"\max(0, x)"),
    Activation("softmax", r"soft-?max|ソフトマックス|софтмакс|소프트맥스"),
    Activation("identity", r"\b(?:linea|linéa|identi)|恒等|線形|线性|линейн|тождеств|선형|항등", "x"),
)


@dataclass(frozen=True)
class Spoken:
    """The activations and the costs that are named near a statement."""

    activations: tuple[Activation, ...] = ()
    costs: frozenset[str] = frozenset()


def spoken_near(formula: Formula) -> Spoken:
    """What is named nearest: in the statement's own condition, in its sentence, else in the heading above it."""
    passage, statement = formula.statement.display.passage, formula.statement
    before = _ENDS.split(passage.words[-BEFORE:])[-1]
    past = statement.display.outer[1] - statement.display.outer[0]
    after = _ENDS.split(passage.block[passage.end + past :][:AFTER])[0]
    beside = " ".join(excerpt.text for excerpt in statement.condition)
    for text in (beside, before, after, passage.words.rpartition("\n")[2][:AFTER], *passage.headings[-1:]):
        found = [(m.start(), a) for a in ACTIVATIONS for m in re.finditer(a.spoken, text, re.IGNORECASE)]
        if found:
            nearest = dict.fromkeys(a for _, a in sorted(found, key=lambda f: -f[0]))
            return Spoken(tuple(nearest), frozenset(c.name for c in COSTS.values() if c.is_spoken_of(text)))
    return Spoken()


def last_named_before(formula: Formula) -> str:
    """The activation that the text names last before a statement, however far before: "the activation is ReLU"."""
    text = formula.statement.display.original.text[: formula.statement.outer[0]]
    named = ((m.start(), a.name) for a in ACTIVATIONS[:3] for m in re.finditer(a.spoken, text, re.IGNORECASE))
    found = [(at, name) for at, name in named if text[at - 1 : at] != "\\"]  # \sigma and \tanh are no words
    return max(found)[1] if found else ""
