"""One side of an equation as edits see it: its text, its tree, and how the author writes."""

from collections.abc import Iterator
from dataclasses import dataclass

from symbackprop.parsing.latex.tree import (
    Addition,
    Big,
    Derivative,
    Differential,
    Nabla,
    Node,
    Product,
    Scripted,
)
from symbackprop.proofreading.lexicon.dimensions import COUNTS
from symbackprop.proofreading.mending.spellings import Spellings, factors_of, is_function
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of

Span = tuple[int, int]
Change = tuple[int, int, str]


@dataclass(frozen=True)
class Slip:
    """What an edit changes, what it costs beyond its kind, and what it is in words."""

    changes: tuple[Change, ...]
    what: str
    extra: float = 0.0


@dataclass(frozen=True)
class Side:
    """`text` and what was read from it; `other` is the other side."""

    text: str
    tree: Node
    other: Node
    spellings: Spellings

    @property
    def habits(self) -> Habits:
        """How the document writes scripts."""
        return self.spellings.lexicon.habits

    def of(self, node: Node) -> str:
        """The characters of a part."""
        return self.text[node.span[0] : node.span[1]]

    def cut(self, span: Span) -> str:
        """Some characters."""
        return self.text[span[0] : span[1]]

    def operands(self) -> Iterator[Node]:
        """The parts that have a value of their own: no scripts, no limits, nothing that is differentiated."""
        waiting = [self.tree]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed([*self._below(node)])

    def _below(self, node: Node) -> Iterator[Node]:
        if isinstance(node, Derivative | Nabla | Differential) or mention_of(node, self.habits) is not None:
            return
        if isinstance(node, Scripted):
            yield node.base
        elif isinstance(node, Big):
            yield node.body
        else:
            yield from node.parts()

    def products(self) -> Iterator[tuple[Product, list[Span]]]:
        """Every product with the characters of its factors."""
        for node in self.operands():
            if isinstance(node, Product):
                yield node, factors_of(node, self.spellings.lexicon)

    def terms(self) -> list[Node]:
        """The terms of the whole side."""
        return [*self.tree.terms] if isinstance(self.tree, Addition) else [self.tree]

    def is_function(self, node: Node) -> bool:
        """Whether a part is the name of a function."""
        return is_function(node, self.spellings.lexicon)

    @staticmethod
    def is_count(mention: Mention) -> bool:
        """Whether a symbol is how many examples there are."""
        return mention.base in COUNTS and not (mention.units or mention.layer or mention.label or mention.example)


def bracketed(text: str) -> str:
    """Text in round brackets that are large enough."""
    is_high = any(command in text for command in (r"\frac", r"\sum", r"\left", r"\dfrac"))
    return rf"\left({text}\right)" if is_high else f"({text})"


def argument_end(text: str, at: int) -> int:
    """Where the argument of a ^ ends that begins at a character."""
    while at < len(text) and text[at].isspace():
        at += 1
    if text[at : at + 1] == "{":
        depth = 0
        for place in range(at, len(text)):
            escaped = place and text[place - 1] == "\\"
            depth += 0 if escaped else (text[place] == "{") - (text[place] == "}")
            if depth == 0:
                return place + 1
        return len(text)
    if text[at : at + 1] == "\\":
        end = at + 1
        while end < len(text) and text[end].isalpha():
            end += 1
        return argument_end(text, end) if text[end : end + 1] == "{" else max(end, at + 2)
    return at + 1
