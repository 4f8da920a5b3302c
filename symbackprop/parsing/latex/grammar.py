"""What every rule of the grammar works with: a place among the tokens, and the way down into the other rules."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import NoReturn, TypeVar

from symbackprop.parsing.latex.alphabet import (
    BARS,
    BRACKETS,
    CLOSING,
    PRODUCTS,
    QUOTIENTS,
    RELATIONS,
    SIGNS,
    SWITCHES,
)
from symbackprop.parsing.latex.refusal import NotUnderstood
from symbackprop.parsing.latex.tokens import Kind, Token
from symbackprop.parsing.latex.tree import Apply, Node

DEEPEST = 80
SCRIPTS = frozenset({"^", "_", "'", "''", "'''", r"\prime"})
_OVER = frozenset({r"\over", r"\atop", r"\choose"})
_OPENING = frozenset(BRACKETS) | {"{", r"\begin", "&", "\\\\"}
_CLOSING = frozenset(CLOSING) | {"}", r"\end", "&", "\\\\"}
_KNOWN = {*RELATIONS, *PRODUCTS, *QUOTIENTS, *SIGNS, *BRACKETS, *CLOSING, *BARS, "\\\\", r"\end"}
T = TypeVar("T", bound=Node)


class Grammar(ABC):
    """A reader at a token; the rules are functions of it, in modules of their own."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text, self.tokens = text, tokens
        self.at = self.depth = self.missing = self.end = self.brackets = 0
        self.style = ""
        self.is_index = False
        self.bars: list[str] = []
        self.skipped: set[int] = set()
        self.partner: dict[int, int] = {}
        self.fractions: set[int] = set()
        self.conditional: set[int] = set()
        self._match_braces()
        self._look_ahead()

    def _match_braces(self) -> None:
        waiting: list[int] = []
        for at, token in enumerate(self.tokens):
            if token.text == "{" and token.kind is Kind.SIGN:
                waiting.append(at)
                if len(waiting) > DEEPEST:
                    self.refuse(token, f"braces nested deeper than {DEEPEST} levels")
            elif token.text == "}" and token.kind is Kind.SIGN:
                if not waiting:
                    self.refuse(token, "a brace closes that was not opened")
                self.partner[waiting.pop()] = at
            elif token.text in _OVER and waiting:
                self.fractions.add(waiting[-1])
        if waiting:
            self.refuse(self.tokens[waiting[-1]], "a brace is not closed")

    def _look_ahead(self) -> None:
        """Pass over alignment outside of environments; find the bars that are alone in their brackets: p(y | x)."""
        levels: list[list[int]] = [[]]
        bars = set(BARS)
        if not {r"\lvert", r"\left."} & {token.text for token in self.tokens}:
            bars.add(r"\rvert")
        depth = 0
        for at, token in enumerate(self.tokens):
            if token.kind is not Kind.SIGN:
                continue
            depth += {r"\begin": 1, r"\end": -1, "{": 1, "}": -1}.get(token.text, 0)
            if token.text in ("&", "\\\\") and depth == 0:
                self._pass_break(at)
            elif token.text in _OPENING:
                levels.append([])
            elif token.text in bars:
                levels[-1].append(at)
            elif token.text in _CLOSING and len(levels) > 1:
                self._settle_bars(levels.pop())
        self._settle_bars(levels[0])

    def _pass_break(self, at: int) -> None:
        """A row that ends within brackets goes on in the next; words at its end are a remark."""
        self.skipped.add(at)
        while self.tokens[at].text != "&" and self.tokens[at - 1].kind is Kind.TEXT and at > 1:
            at -= 1
            self.skipped.add(at)

    def _settle_bars(self, bars: list[int]) -> None:
        is_pair = len(bars) == 2 and self.tokens[bars[0]].end == self.tokens[bars[1]].start
        if len(bars) == 1 or is_pair:
            self.conditional |= {self.tokens[at].start for at in bars}

    @abstractmethod
    def listing(self) -> Node:
        """Items with commas between them; one item is itself."""

    @abstractmethod
    def expression(self) -> Node:
        """A sum of terms."""

    @abstractmethod
    def product(self) -> Node:
        """Factors side by side or with signs between them."""

    @abstractmethod
    def factor(self) -> Node:
        """One factor: an operand, a function with what it is applied to, a sum with its body."""

    @abstractmethod
    def operand(self) -> Node:
        """An atom with its scripts."""

    @abstractmethod
    def atom(self) -> Node:
        """The smallest part, without scripts."""

    @abstractmethod
    def applied_to(self, head: Node) -> Apply:
        """A function with the arguments in the brackets that come next."""

    @abstractmethod
    def over(self) -> Node:
        r"""What stands in braces with an `\over` in them."""

    @abstractmethod
    def begins_operand(self, token: Token) -> bool:
        """Whether a token can be the first of a factor."""

    def refuse(self, token: Token, reason: str) -> NoReturn:
        """Stop at a token."""
        raise NotUnderstood(self.text, (token.start, max(token.end, token.start)), reason)

    def raw(self) -> Token:
        """The next token, an invisible brace too."""
        while self.at in self.skipped:
            self.at += 1
        return self.tokens[self.at]

    def peek(self) -> Token:
        """The next token that can be seen: braces that only hold something together are passed over."""
        token = self.raw()
        while token.text == "{" and token.kind is Kind.SIGN and self._is_transparent(self.at):
            self.skipped |= {self.at, self.partner[self.at]}
            token = self.raw()
        return token

    def _is_transparent(self, at: int) -> bool:
        if at in self.fractions or self.tokens[at + 1].text[1:] in SWITCHES:
            return False
        return self.partner[at] == at + 2 or self.after(self.partner[at]).text not in SCRIPTS

    def after(self, at: int) -> Token:
        """The token after another, whatever is passed over left out."""
        at += 1
        while at in self.skipped:
            at += 1
        return self.tokens[min(at, len(self.tokens) - 1)]

    def take(self) -> Token:
        """The next token, and go past it."""
        token = self.raw()
        if token.kind is not Kind.END:
            self.at += 1
            self.end = token.end
        return token

    def takes(self, *texts: str) -> bool:
        """Go past the next token if it is one of these."""
        token = self.peek()
        if token.kind is Kind.SIGN and token.text in texts:
            self.take()
            return True
        return False

    def opens_brace(self) -> bool:
        """Whether a brace comes next."""
        token = self.raw()
        return token.text == "{" and token.kind is Kind.SIGN

    def environment(self) -> int:
        r"""Where the name in braces ends that follows a \\begin; 0 where there is none."""
        return self.partner.get(self.at + 1, 0)

    def braced(self, read: Callable[[], T]) -> T:
        """What stands between the braces that come next."""
        self.raw()
        opening = self.at
        end = self.partner[opening]
        self.deepen(self.take())
        bars, self.bars = self.bars, []
        node = read()
        self.bars = bars
        self.depth -= 1
        token = self.peek()
        if self.at != end:
            self.refuse(token, self.unexpected(token))
        self.take()
        return node

    def unexpected(self, token: Token) -> str:
        """What to say of a token that cannot stand where it stands."""
        if token.kind is Kind.END:
            return "the formula ends too early"
        if token.kind is Kind.SAID or token.kind is Kind.TEXT:
            return "words within a formula"
        written = self.text[token.start : token.end] or token.text
        known = not written.startswith("\\") or self.begins_operand(token) or token.text in _KNOWN
        return f"{written} is not expected here" if known else f"{written} is no command that is known"

    def deepen(self, token: Token) -> None:
        """One level down; `depth` is taken back by who calls."""
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse(token, f"nested deeper than {DEEPEST} levels")

    @contextmanager
    def within(self, *, style: str | None = None, is_index: bool | None = None) -> Iterator[None]:
        """Read something in another style, or as an index."""
        before = self.style, self.is_index
        self.style = self.style if style is None else style
        self.is_index = self.is_index if is_index is None else is_index
        yield
        self.style, self.is_index = before

    def spanned(self, node: T, start: int) -> T:
        """The node with the characters from `start` to where we are."""
        return replace(node, span=(start, self.end))
