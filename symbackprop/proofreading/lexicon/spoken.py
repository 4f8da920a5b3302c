"""What the words around a statement name: "for the sigmoid, f′(x) = f(x)(1 − f(x))", "Softmax + CCE: δ = ŷ − y"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from symbackprop.proofreading.lexicon.assumptions import COSTS
from symbackprop.proofreading.lexicon.definitions import Formula

BEFORE, AFTER, BEHIND = 160, 60, 32
"""How many characters before a statement, and after it, may say what it is about."""
_ENDS = re.compile(r"[。！？；]|[.!?;](?=\s|$)|\n\s*[-*+•]\s|\n\s*\n|\$")
_OTHER = re.compile(
    r"\b(?:leaky|parametri[cs]\w*|hard|scaled|shifted)[\s~-]*$|(?:泄[露漏]|渗漏|リーキー)[的な]?$", re.IGNORECASE
)
"""What stands before the name of an activation in that of another: "leaky ReLU"."""


@dataclass(frozen=True)
class Activation:
    """An activation: what texts in many languages call it by, and its formula in x (none for softmax, of a vector)."""

    name: str
    spoken: str
    formula: str = ""


ACTIVATIONS = (
    Activation(
        "sigmoid",
        r"(?<!\\)sigm|logisti|シグモイド|ロジスティック|сигмо|логистич|시그모이드|S型",
        r"\frac{1}{1 + e^{-x}}",
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
    beside = " ".join(excerpt.text for excerpt in statement.condition)
    for text in (beside, before, _after(formula), passage.words.rpartition("\n")[2][:AFTER], *passage.headings[-1:]):
        if found := list(_named_in(text)):
            nearest = dict.fromkeys(a for _, a in sorted(found, key=lambda f: -f[0]))
            return Spoken(tuple(nearest), frozenset(c.name for c in COSTS.values() if c.is_spoken_of(text)))
    return Spoken()


def is_named_since(activation: Activation, formula: Formula, place: int) -> bool:
    """Whether the words between a place before a statement and its end, or those beside and behind it, have a name."""
    statement = formula.statement
    text = statement.display.original.text[place : statement.outer[0]]
    texts = (text, *(excerpt.text for excerpt in statement.condition), _after(formula))
    return any(found == activation for t in texts for _, found in _named_in(t))


def _after(formula: Formula) -> str:
    """The rest of the sentence behind a statement."""
    display = formula.statement.display
    past = display.outer[1] - display.outer[0]
    behind = display.passage.block[display.passage.end + past :][:AFTER]
    if not behind:  # a TeX file, whose paragraphs are known only as far as they are read
        behind = display.original.text[display.outer[1] : display.outer[1] + AFTER]
    return _ENDS.split(behind)[0]


def named_behind(formula: Formula) -> frozenset[str]:
    """The elementwise activations that the words right behind a symbol name: "where $r$ is the ReLU"."""
    words = _after(formula)[:BEHIND]
    return frozenset(a.name for _, a in _named_in(words) if a in ACTIVATIONS[:3])


def _named_in(text: str) -> Iterator[tuple[int, Activation]]:
    """The activations that a text names, with where; "leaky ReLU" is another than ReLU."""
    for activation in ACTIVATIONS:
        for match in re.finditer(activation.spoken, text, re.IGNORECASE):
            if _OTHER.search(text[: match.start()]) is None:
                yield match.start(), activation


def last_named_before(formula: Formula) -> str:
    """The activation that the text names last before a statement, however far before: "the activation is ReLU"."""
    text = formula.statement.display.original.text[: formula.statement.outer[0]]
    named = ((at, a.name) for at, a in _named_in(text) if a in ACTIVATIONS[:3])
    found = [(at, name) for at, name in named if text[at - 1 : at] != "\\"]  # \sigma and \tanh are no words
    return max(found)[1] if found else ""
