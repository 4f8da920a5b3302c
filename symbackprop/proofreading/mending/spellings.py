r"""How an author writes things: the T of a transpose, ⊙, the size of the batch, and all symbols that occur."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from symbackprop.parsing.latex.tree import (
    ENTRYWISE,
    Addition,
    Big,
    Differential,
    Group,
    Name,
    Node,
    Number,
    Product,
    Quotient,
    Scripted,
)
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.vocabulary.likeness import normal
from symbackprop.proofreading.vocabulary.marks import TRANSPOSES, flat, name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of, mentions

_T = re.compile(r"\\(?:mathsf|mathrm|mathbf|text|intercal|top)\s*(?:\{T\})?|T")


@dataclass
class Spellings:
    """What is used again in a repair, the most frequent first."""

    lexicon: Lexicon
    roles: Mapping[str, str] = field(default_factory=dict)
    transpose: str = "T"
    is_inside: bool = True
    elementwise: str = r"\odot"
    counts: tuple[str, ...] = ()
    uppers: tuple[str, ...] = ()
    symbols: dict[str, Mention] = field(default_factory=dict)
    bases: list[tuple[str, Mention]] = field(default_factory=list)
    differentials: dict[str, Mention] = field(default_factory=dict)
    slopes: tuple[str, ...] = ()
    closed_slopes: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()

    def written(self, base: str) -> str:
        """A symbol in LaTeX, as the author writes what is read under this letter."""
        is_read_as_other = base in (self.roles.values() if self.roles else ())
        own = next((text for text, mention in self.bases if mention.base == base), "") if is_read_as_other else ""
        return own or (base if len(base) == 1 else f"\\{base}")


@dataclass
class _Tally:
    transposes: Counter[str] = field(default_factory=Counter)
    inside: Counter[bool] = field(default_factory=Counter)
    operators: Counter[str] = field(default_factory=Counter)
    stars: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    uppers: Counter[str] = field(default_factory=Counter)
    slopes: Counter[str] = field(default_factory=Counter)
    functions: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    letters: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)


def spellings_of(formulas: Sequence[Formula], lexicon: Lexicon) -> Spellings:
    """The spellings of a document."""
    found, tally = Spellings(lexicon, formulas[0].roles if formulas else {}), _Tally()
    for formula in formulas:
        for excerpt, tree in (
            (formula.statement.left, formula.left),
            (formula.statement.right, formula.right),
        ):
            if tree is None:
                continue
            for mention in mentions(tree, lexicon.habits):
                text = _cut(excerpt.text, mention.node)
                base = _cut(excerpt.text, _base(mention.node))
                if mention.base in lexicon.functions:
                    tally.functions[base] += 1
                elif text not in found.symbols:
                    found.bases.append((base, mention))
                found.symbols.setdefault(text, mention)
                _count_scripts(mention, tally)
            for node in tree.walk():
                if isinstance(node, Differential) and (inner := mention_of(node.of, lexicon.habits)) is not None:
                    found.differentials.setdefault(_cut(excerpt.text, node), inner)
                _count(node, excerpt.text, tally, lexicon)
    found.transpose = _first(tally.transposes, "T")
    found.is_inside = tally.inside[True] >= tally.inside[False]
    found.elementwise = _first(tally.operators, "*" if tally.stars else r"\odot")
    known = [c for c in ("m", "N", "n") if c in lexicon.bases]
    found.counts = tuple(dict.fromkeys([*_ranked(tally.counts), *known[:1]]))
    found.uppers, found.slopes = _ranked(tally.uppers), _ranked(tally.slopes)
    found.closed_slopes = _ranked(tally.closed)
    found.functions = _ranked(tally.functions)
    found.labels, found.letters = _ranked(tally.labels), _ranked(tally.letters)
    return found


def _ranked(counter: Counter[str]) -> tuple[str, ...]:
    return tuple(text for text, _ in counter.most_common())


def _first(counter: Counter[str], otherwise: str) -> str:
    return counter.most_common(1)[0][0] if counter else otherwise


def _cut(text: str, node: Node) -> str:
    return text[node.span[0] : node.span[1]]


def _base(node: Node) -> Node:
    return scripts(node)[0] if isinstance(node, Scripted) else node


def _count_scripts(mention: Mention, tally: _Tally) -> None:
    for unit in mention.units:
        name = name_of(unit)
        if len(name) == 1 and name.isalpha():
            tally.letters[name] += 1
    if mention.label:
        tally.labels[mention.label] += 1


def _count(node: Node, text: str, tally: _Tally, lexicon: Lexicon) -> None:
    if isinstance(node, Scripted):
        _count_transpose(node, text, tally)
    elif isinstance(node, Product):
        tally.stars += "*" in node.operators
        for at, operator in enumerate(node.operators):
            if operator in ENTRYWISE:
                between = text[node.factors[at].span[1] : node.factors[at + 1].span[0]].strip()
                if between and "{" not in between and "}" not in between:
                    tally.operators[between] += 1
        for at, (one, other) in enumerate(pairwise(node.factors)):
            if not node.operators[at] and _is_rest(other, one):
                tally.closed[text[one.span[0] : other.span[1]]] += 1
        for span in calls(node, lexicon):
            written = text[span[0] : span[1]]
            if "'" in written or "prime" in written:
                tally.slopes[written] += 1
    elif isinstance(node, Quotient):
        if isinstance(node.numerator, Number) and isinstance(node.denominator, Name):
            tally.counts[_cut(text, node.denominator)] += 1
    elif isinstance(node, Big) and isinstance(node.upper, Name | Number):
        tally.uppers[_cut(text, node.upper)] += 1


def _is_rest(node: Node, of: Node) -> bool:
    """Whether it is the (1 − a) of a (1 − a), the slope of σ."""
    inner = node.body if isinstance(node, Group) else None
    if not isinstance(inner, Addition) or inner.signs != (1, -1) or name_of(inner.terms[0]) != "1":
        return False
    return normal(inner.terms[1]) == normal(of)


def _count_transpose(node: Scripted, text: str, tally: _Tally) -> None:
    if node.sup is None:
        return
    parts = flat(node.sup)
    for part in parts:
        if name_of(part) in TRANSPOSES - {"t"} and _T.fullmatch(_cut(text, part)):
            tally.transposes[_cut(text, part)] += 1
            base, _, sups, _ = scripts(node)
            if len(parts) > 1 or len(sups) > 1 or isinstance(base, Group):
                tally.inside[len(parts) > 1] += 1


def is_function(node: Node, lexicon: Lexicon) -> bool:
    """Whether a factor is the name of a function, perhaps with scripts."""
    base = scripts(node)[0] if isinstance(node, Scripted) else node
    return isinstance(base, Name) and base.text in lexicon.functions


def factors_of(node: Product, lexicon: Lexicon) -> list[tuple[int, int]]:
    """The characters of every factor, a function together with its argument."""
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(node.factors):
        last = at
        following = node.factors[at + 1] if at + 1 < len(node.factors) else None
        if following is not None and not node.operators[at] and is_function(node.factors[at], lexicon):
            last = at + 1 if _is_bracket(following) else at
        spans.append((node.factors[at].span[0], node.factors[last].span[1]))
        at = last + 1
    return spans


def calls(node: Product, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """The characters of every function with its argument."""
    for at, factor in enumerate(node.factors[:-1]):
        if not node.operators[at] and is_function(factor, lexicon) and _is_bracket(node.factors[at + 1]):
            yield factor.span[0], node.factors[at + 1].span[1]


def _is_bracket(node: Node) -> bool:
    base = node.base if isinstance(node, Scripted) else node
    return isinstance(base, Group) and base.opening in "(["
