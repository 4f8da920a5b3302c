"""A formula cut into tokens, each with its characters; what only changes the looks is left out.

Everything here takes time in proportion to the length of the text.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from symbackprop.parsing.latex.alphabet import (
    BARS,
    BRACKETS,
    CHARACTERS,
    CLOSING,
    COMBINING,
    IGNORED,
    PRODUCTS,
    STYLES,
    TEXTS,
    UPRIGHT,
    WITH_ARGUMENT,
)
from symbackprop.parsing.latex.functions import CONNECTIVES, SAID_IN_TEXT
from symbackprop.parsing.latex.refusal import NotUnderstood

LONGEST = 50_000
_POINTED = r"[0-9]+\.(?=\s*(?:[-+)\]}]|\\(?:right|cdot|times|odot)(?![A-Za-z])))"
"""1. - a: a number with a point behind it, where no sentence ends."""
_NUMBER = (
    rf"(?:[0-9]{{1,3}}(?:\{{,\}}[0-9]{{3}})+(?:\.[0-9]+)?|[0-9]+\.[0-9]+|{_POINTED}|\.?[0-9]+)"
    r"(?:[eE][+-]?[0-9]+(?![A-Za-z0-9]))?"
)
_DOTTED = r"(?:np|numpy|jnp|torch|tf|scipy|cp)(?:\.[A-Za-z][A-Za-z0-9]*(?:\\?_[A-Za-z]+)*)+"
_JOINED = (
    r"d[A-Za-z]{1,9}\\?_d[A-Za-z]{1,9}[0-9]*(?![A-Za-z])|[A-Za-z]{2,}(?:\\_[A-Za-z]{2,})+[0-9]*"
    r"|[A-Za-z]{3,}(?:_[A-Za-z]{3,})+(?![A-Za-z])"
)
_SPACE = r"(?<![\\A-Za-z])q?quad(?![A-Za-z])"
"""A command for a space that lost its backslash."""
_TOKEN = re.compile(
    rf"""(?P<space>(?:[\s~]|\\(?:[ ,;:!>/\n\t]|\Z)|%[^\n]*|&nbsp;|[\u200b-\u200f\u2060-\u2064\ufeff]|{_SPACE})+)
    |(?P<number>{_NUMBER})|(?P<dotted>{_DOTTED})|(?P<word>{_JOINED}|[A-Za-z]+)
    |(?P<break>\\\\(?:\s?\[\s*-?[0-9.]+\s*(?:pt|em|ex|mm|cm|in|px|mu)\s*\])?)
    |(?P<entrywise>\\cdot\s?(?:\*|\\ast(?![A-Za-z])))
    |(?P<command>\\(?:operatorname|hspace|vspace|tag)\*|\\[A-Za-z]+|\\.)
    |(?P<upright>\{{\s*\\rm(?:\s*\{{\s*[A-Za-z]+\s*\}}|\s+[A-Za-z]+)\s*\}})|(?P<method>\.(?:dot|sum|mean|reshape|transpose)(?=\())
    |(?P<transpose>\.T(?![A-Za-z0-9]))
    |(?P<sign>\.[.…]+|\.\s?\\?\*|\.\\(?:ast|times|cdot|odot)(?![A-Za-z])|\./|\.\^|\*\*|\\\*\\\*|:=|==|<=|>=|!=|->|<-|.)""",
    re.VERBOSE | re.DOTALL,
)
_IS_DOTTED = re.compile(_DOTTED)
_HIGH = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁱⁿᵀᵃ-ᵖʰʲʳˡˢʷʸᴸᵗᵘᵛᶜᶠᶻˣᴬ-ᵂ]+")
_LOW = re.compile("[₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ]+")
_IDEOGRAPHS = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_SUBSCRIPT = re.compile(r"_\s*(?:[A-Za-z0-9]|\{\s*[A-Za-z0-9,]+\s*\})")
"""What makes a name of a word: 误差_k."""
_ACCENTED = re.compile("([^\\W\\d_])([\u0300-\u036f\u20d0-\u20e8])")
_DELIMITER = re.compile(r"\s*(\\[A-Za-z]+|\\.|\.|<|>|\S)", re.DOTALL)
_SIMPLE = re.compile(r"\s*\{\s*([A-Za-z](?:[A-Za-z0-9.]|\\?_|-|\\,|\\ |\\;|\\!|\s)*)\}|\s*([A-Za-z])")
_KEYWORDS = re.compile(r"(\s*[A-Za-z]\w+\s*=\s*\w+\s*(,|$))+")
_CALL = re.compile(r"\s*[A-Za-z.]+\s?\(.*\)\s*", re.DOTALL)
_SIZED = re.compile(r"(?:left|right|[bB]igg?[lrm]?)$")
_BARE_TAG = re.compile(r"\s*(?:\d{1,5}|[A-Za-z*])(?![A-Za-z\d])")
_WORD_BEHIND = re.compile(r"[A-Za-z]{2,}")
_LENGTH = re.compile(r"\s*-?[0-9.]+\s*(?:[a-z]{2})(?:\s*(?:plus|minus)\s*[0-9.]+\s*[a-z]{2,5})*")
_FACING = {
    ("left", "|"): r"\lvert", ("left", "||"): r"\lVert", ("left", "."): r"\left.", ("left", "<"): r"\langle",
    ("right", "|"): r"\rvert", ("right", "||"): r"\rVert", ("right", "."): r"\right.", ("right", ">"): r"\rangle",
}  # fmt: skip
_SAME = {
    r"\|": "||", r"\Vert": "||", r"\vert": "|", r"\*": "*", r"\^": "^", r"\_": "_", r"\lbrace": r"\{", r"\sp": "^",
    r"\rbrace": r"\}", r"\sb": "_", r"\colon": ":", r"\lbrack": "[", r"\rbrack": "]", r"\semicolon": ";", "**": "^",
    r"\*\*": "^", r"\triangle": r"\Delta", r"\bigtriangleup": r"\Delta", r"\vartriangle": r"\Delta",
    r"\triangledown": r"\nabla", r"\bigtriangledown": r"\nabla", r"\grad": r"\nabla", r"\boxdot": r"\odot",
    r"\circledast": "*", r"\arrowvert": "|", r"\Arrowvert": "||",
    r"\part": r"\partial", r"\lt": "<", r"\gt": ">", r"\-": "-", r"\=": "=", r"\(": "(", r"\)": ")", r"\[": "[",
    r"\]": "]", r"\+": "+", r"\oplus": "+", r"\half": "½", r"\bgroup": "{", r"\egroup": "}", r"\.": ".", r"\'": "'",
}  # fmt: skip


_DELIMITERS = frozenset({*BRACKETS, *CLOSING, *BARS})


class Kind(Enum):
    """What sort of token: a run of letters, a number, a command or sign, text set as text, the end."""

    WORD = "word"
    NUMBER = "number"
    SIGN = "sign"
    TEXT = "text"
    SAID = "said"
    DIFFERENTIAL = "differential"
    END = "end"


class Token(NamedTuple):
    r"""`text` is what is meant: `\partial` for ∂ too; `style` is what a TEXT is set in."""

    kind: Kind
    text: str
    start: int
    end: int
    style: str = ""


def tokens_of(text: str) -> list[Token]:
    """The tokens of a formula, in order, and one for its end.   Raises: NotUnderstood where it is too long."""
    if len(text) > LONGEST:
        raise NotUnderstood(text, (LONGEST, LONGEST + 1), f"a formula of more than {LONGEST} characters")
    return [*_Lexer(text).tokens(), Token(Kind.END, "", len(text), len(text))]


def _partners(text: str) -> dict[int, int]:
    """Where the brace closes that opens at a character."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for brace in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        if brace[0] == "{":
            waiting.append(brace.start())
        elif brace[0] == "}" and waiting:
            found[waiting.pop()] = brace.start()
    return found


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.partner = _partners(text)

    def tokens(self) -> Iterator[Token]:
        """All of them, in order."""
        while self.at < len(self.text):
            at = self.at
            character = self.text[at]
            if character > "\x7f":
                yield from self._unicode(at, character)
                continue
            accented = _ACCENTED.match(self.text, at) if self.text[at + 1 : at + 2] > "\x7f" else None
            if accented and accented[2] in COMBINING:
                yield from self._accented(at, accented[1], [accented[2]], accented.end())
                continue
            found = _TOKEN.match(self.text, at)
            assert found is not None
            self.at = found.end()
            yield from self._token(found)

    def _token(self, found: re.Match[str]) -> Iterator[Token]:
        start, end, text = found.start(), found.end(), found[0]
        match found.lastgroup:
            case "number":
                yield Token(Kind.NUMBER, text.replace("{,}", ""), start, end)
            case "word":
                yield Token(Kind.WORD, text.replace("\\_", "_"), start, end)
            case "dotted":
                yield Token(Kind.TEXT, text.replace("\\_", "_"), start, end, "code")
            case "transpose":
                yield from (
                    Token(Kind.SIGN, "^", start, start + 1),
                    Token(Kind.SIGN, r"\top", start + 1, end),
                )
            case "command":
                yield from self._command(text[1:], start, end)
            case "break":
                yield Token(Kind.SIGN, "\\\\", start, end)
            case "entrywise":
                yield Token(Kind.SIGN, ".*", start, end)
            case "upright":
                yield Token(Kind.TEXT, re.sub(r"[{}\s]|\\rm", "", text), start, end, "roman")
            case "method":
                yield Token(Kind.SIGN, "@" if text == ".dot" else text, start, end)
            case "sign":
                yield self._sign(text, start, end)

    def _sign(self, text: str, start: int, end: int) -> Token:
        if text.startswith(("..", ".…")):
            text = "..."
        elif text.startswith(".") and len(text) > 1:
            text = text[1:] if text in ("./", ".^") else ".*"
            text = "./" if text == "/" else text
        return Token(Kind.SIGN, _SAME.get(text, text), start, end)

    def _command(self, name: str, start: int, end: int) -> Iterator[Token]:
        name = {"mleft": "left", "mright": "right"}.get(name, name)
        if _SIZED.match(name):
            yield from self._delimiter(name, start)
        elif name in TEXTS:
            yield from self._set_as_text(TEXTS[name], start, end)
        elif STYLES.get(name.rstrip("*"), "") in UPRIGHT and (simple := _SIMPLE.match(self.text, end)):
            self.at = simple.end()
            content = re.sub(r"\\[,;! ]|\s", "", simple[1] or simple[2]).replace("\\_", "_")
            style = "operator" if name.startswith("operator") else STYLES[name]
            style = "code" if _IS_DOTTED.fullmatch(content) else style
            yield Token(Kind.TEXT, content, start, self.at, style)
        elif name == "_" and (word := _WORD_BEHIND.match(self.text, end)):
            self.at = word.end()  # z\_in is printed as a name, z with the word in
            yield from (Token(Kind.SIGN, "_", start, end), Token(Kind.TEXT, word[0], end, self.at, "roman"))
        elif name == "mathtt":
            pass
        elif name.rstrip("*") in IGNORED:
            self._ignore(name.rstrip("*"))
        else:
            text = "\\" + name.rstrip("*") if len(name) > 1 else "\\" + name
            yield Token(Kind.SIGN, _SAME.get(text, text), start, end)

    def _ignore(self, name: str) -> None:
        """Pass over what belongs to a command that only changes the looks."""
        if name in ("hskip", "kern", "mkern", "mskip", "vskip"):
            length = _LENGTH.match(self.text, self.at)
            self.at = length.end() if length else self.at
        for _ in range(WITH_ARGUMENT.get(name, 0)):
            begin = self._braced()
            if begin is None:
                bare = _BARE_TAG.match(self.text, self.at) if name == "tag" else None
                self.at = bare.end() if bare else self.at
                return

    def _braced(self) -> tuple[int, int] | None:
        """The inside of the braces that come next, and go past them."""
        at = self.at
        while self.text[at : at + 1].isspace():
            at += 1
        if self.text[at : at + 1] != "{":
            return None
        end = self.partner.get(at)
        if end is None:
            return None
        self.at = end + 1
        return at + 1, end

    def _set_as_text(self, style: str, start: int, end: int) -> Iterator[Token]:
        inside = self._braced()
        if inside is None:
            raise NotUnderstood(self.text, (start, end), "text without its braces")
        content, after = self.text[inside[0] : inside[1]], self.at
        if (_CALL.fullmatch(content) or _KEYWORDS.fullmatch(content)) and "$" not in content:
            self.at = inside[0] - 1
        elif content.strip(" ~\t\n\\,;!"):
            clean = content.replace("\\_", "_").replace("~", " ").replace("$", "").strip()
            first = re.split(r"\W", clean, maxsplit=1)[0].lower()
            style = "code" if _IS_DOTTED.fullmatch(clean) else style
            is_script = self.text[:start].rstrip(" {")[-1:] in ("_", "^")
            sign = CHARACTERS.get(clean, clean.removeprefix("\\"))
            if sign in PRODUCTS and not is_script:
                yield Token(Kind.SIGN, sign, start, after)
                return
            is_said = first in (CONNECTIVES if is_script else SAID_IN_TEXT)
            yield Token(Kind.SAID if is_said else Kind.TEXT, clean, start, after, style)

    def _delimiter(self, name: str, start: int) -> Iterator[Token]:
        r"""`\left(` and its like: the bracket; a bar says which way it faces."""
        found = _DELIMITER.match(self.text, self.at)
        if found is None:
            return
        delimiter = _SAME.get(found[1], found[1])
        if delimiter in CHARACTERS:
            delimiter = _SAME.get(CHARACTERS[delimiter], CHARACTERS[delimiter])
        facing = {"l": "left", "r": "right"}.get(name[-1] if name[:3].lower() == "big" else name[0], "")
        if name in ("left", "right") or delimiter in _DELIMITERS:
            self.at = found.end()
            yield Token(Kind.SIGN, _FACING.get((facing, delimiter), delimiter), start, self.at)

    def _unicode(self, at: int, character: str) -> Iterator[Token]:
        for pattern, sign in ((_HIGH, "^"), (_LOW, "_")):
            if found := pattern.match(self.text, at):
                yield from self._raised(found, sign)
                return
        self.at = at + 1
        if found := _IDEOGRAPHS.match(self.text, at):
            self.at = found.end()
            is_name = bool(_SUBSCRIPT.match(self.text, self.at))
            yield Token(Kind.WORD if is_name else Kind.SAID, found[0], at, self.at)
        elif character in CHARACTERS and self.text[at + 1 : at + 2] not in COMBINING:
            meant = CHARACTERS[character]
            kind = Kind.SIGN if not meant.isalpha() else Kind.WORD
            yield Token(kind, _SAME.get(meant, meant), at, at + 1)
        elif character in ("̂", "\u0304"):
            return
        else:
            yield from self._letter(at, character)

    def _letter(self, at: int, character: str) -> Iterator[Token]:
        """A letter with an accent, or a letter of a mathematical alphabet."""
        following = self.text[at + 1 : at + 2]
        parts = unicodedata.normalize("NFKD", character)
        name = unicodedata.name(character, "")
        if len(parts) > 1 and all(p in COMBINING for p in parts[1:]):
            yield from self._accented(at, parts[0], list(parts[1:]), at + 1)
        elif following in COMBINING and following:
            yield from self._accented(at, character, [following], at + 2)
        elif name.startswith("MATHEMATICAL") and len(parts) == 1:
            kinds = {"BOLD": r"\mathbf", "SCRIPT": r"\mathcal", "DOUBLE-STRUCK": r"\mathbb", "SANS-SERIF": r"\mathsf"}
            style = next((command for word, command in kinds.items() if word in name), None)
            if style:
                yield Token(Kind.SIGN, style, at, at)
            yield self._plain(parts, at, at + 1)
        else:
            yield self._plain(character, at, at + 1)

    def _accented(self, at: int, letter: str, marks: list[str], end: int) -> Iterator[Token]:
        for mark in reversed(marks):
            yield Token(Kind.SIGN, "\\" + COMBINING[mark], at, at)
        yield self._plain(letter, at, end)
        self.at = end

    def _plain(self, letter: str, start: int, end: int) -> Token:
        meant = CHARACTERS.get(letter, letter)
        if meant.isascii() and meant.isalpha():
            return Token(Kind.WORD, meant, start, end)
        if meant.isdigit() and meant.isascii():
            return Token(Kind.NUMBER, meant, start, end)
        return Token(Kind.SIGN, meant, start, end)

    def _raised(self, found: re.Match[str], sign: str) -> Iterator[Token]:
        """Raised and lowered characters: the script that they stand for."""
        start, end = found.span()
        yield Token(Kind.SIGN, sign, start, start)
        yield Token(Kind.SIGN, "{", start, start)
        for at in range(start, end):
            if self.text[at] == "ᵀ":
                yield Token(Kind.SIGN, r"\top", at, at + 1)
                continue
            meant = unicodedata.normalize("NFKC", self.text[at])
            yield self._plain("-" if meant == "−" else meant, at, at + 1)
        yield Token(Kind.SIGN, "}", end, end)
        self.at = end
