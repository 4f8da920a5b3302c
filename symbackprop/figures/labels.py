"""Labels: one small tree for what stands beside a node or an arrow, in plain text, SVG and LaTeX alike.

A `Label` is a row of pieces.  A `Sign` is a letter, a number, an operator or a word with what stands above and below
it; a `Fraction` is one label over another.  Sizes are estimates in units of the font's size, on the wide side, so that
what is laid out with them has room in whatever serif font a reader's machine has.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from symbackprop.typesetting.symbols import SYMBOLS

SCRIPT = 0.7
"""The size of a superscript or a subscript, in sizes of its base."""
RISE, DROP = 0.4, 0.22
"""How far a superscript stands above the baseline of its base, and a subscript below it."""
AXIS = 0.25
"""The height of the line of a fraction, and of the middle of a label, above the baseline."""

_WIDTHS = {
    "'": 0.3, ",": 0.28, ".": 0.28, " ": 0.26, "[": 0.36, "]": 0.36, "(": 0.39, ")": 0.39, "/": 0.4, "′": 0.3,
    "i": 0.34, "j": 0.36, "l": 0.34, "t": 0.4, "f": 0.42, "r": 0.46, "s": 0.46, "I": 0.4, "J": 0.45,
    "m": 0.92, "w": 0.78, "M": 1.0, "W": 1.05, "σ": 0.6, "∂": 0.56, "…": 1.0, "⋯": 1.0,
    "=": 0.8, "+": 0.8, "−": 0.8, "×": 0.8, "→": 1.0, "←": 1.0, "⊙": 0.8,
}  # fmt: skip
_LATEX = {
    **{sign: "\\" + command for sign, command in SYMBOLS.items()},
    "−": "-", "⋮": r"\vdots", "′": "'", " ": r"\ ", "{": r"\{", "}": r"\}", "\\": r"\backslash", "~": r"{\sim}",
    "√": r"\surd", "^": r"\hat{\ }", "#": r"\#", "%": r"\%", "&": r"\&", "_": r"\_", "$": r"\$",
}  # fmt: skip
_WORD_LATEX = {
    **{c: "\\" + c for c in "#%&_${}"}, "\\": r"\textbackslash{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "…": r"\dots{}", "×": r"$\times$", "−": "$-$",
}  # fmt: skip
_ACCENTS = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde", "\u20d7": "vec", "\u0307": "dot"}
_SCRIPTS = dict(zip("BEFHILMR", "ℬℰℱℋℐℒℳℛ", strict=True))
"""The script capitals that Unicode had before it had the others."""


class Style(StrEnum):
    """How a sign is set: a variable slants, a number, an operator or a function's name does not."""

    ITALIC = "italic"
    UPRIGHT = "upright"
    BOLD = "bold"
    SCRIPT = "script"
    WORD = "word"
    RELATION = "relation"


@dataclass(frozen=True)
class Sign:
    """Letters of one style, with a superscript and a subscript: w^{[l]}_{jk}, σ′, 784, forward pass."""

    text: str
    style: Style = Style.ITALIC
    above: "Label | None" = None
    below: "Label | None" = None

    @property
    def body(self) -> float:
        """The width of the letters alone."""
        wide = 1.12 if self.style is Style.BOLD else 1.06 if self.style is Style.WORD else 1.0
        around = 0.44 if self.style is Style.RELATION else 0.0
        return around + wide * sum(_width(c) for c in self.text)

    @property
    def width(self) -> float:
        """The letters and the wider of the two scripts."""
        return self.body + SCRIPT * max((s.width for s in (self.above, self.below) if s), default=0.0)

    @property
    def up(self) -> float:
        """How far it reaches above the middle of the line."""
        return max(0.52, RISE - AXIS + SCRIPT * (self.above.up + AXIS) if self.above else 0.0)

    @property
    def down(self) -> float:
        """How far it reaches below the middle of the line."""
        return max(0.46, AXIS + DROP + SCRIPT * (self.below.down - AXIS) if self.below else 0.0)

    @property
    def letters(self) -> str:
        """Its letters in Unicode, calligraphic ones as such."""
        if self.style is not Style.SCRIPT:
            return self.text
        return "".join(_SCRIPTS.get(c) or (chr(0x1D49C + ord(c) - 65) if "A" <= c <= "Z" else c) for c in self.text)

    @property
    def plain(self) -> str:
        """The sign as one line of text."""
        text = f" {self.text} " if self.style is Style.RELATION else self.letters
        return text + (f"^{self.above.plain}" if self.above else "") + (f"_{self.below.plain}" if self.below else "")

    @property
    def latex(self) -> str:
        """The sign in LaTeX's mathematical mode."""
        scripts = (f"^{{{self.above.latex}}}" if self.above else "") + (
            f"_{{{self.below.latex}}}" if self.below else ""
        )
        return self._letters() + scripts

    def _letters(self) -> str:
        if self.text[-1:] in _ACCENTS:
            return rf"\{_ACCENTS[self.text[-1]]}{{{Sign(self.text[:-1], self.style).latex}}}"
        if self.style is Style.WORD:
            return rf"\mbox{{{''.join(_WORD_LATEX.get(c, c) for c in self.text)}}}"
        shown = [_LATEX.get(c, c) for c in self.text]
        text = "".join(s + " " if s.startswith("\\") and s[-1].isalpha() else s for s in shown)
        text = text if text.endswith("\\ ") else text.rstrip()
        if self.style is Style.BOLD:
            return rf"\mathbf{{{text}}}"
        if self.style is Style.SCRIPT:
            return rf"\mathcal{{{text}}}"
        named = self.style is Style.UPRIGHT and len(self.text) > 1 and self.text.isalpha()
        if named or (self.style is Style.UPRIGHT and self.text.isascii() and self.text.isalpha()):
            return rf"\mathrm{{{text}}}"
        return text


@dataclass(frozen=True)
class Fraction:
    """One label over another: ∂C/∂w."""

    top: "Label"
    bottom: "Label"

    @property
    def width(self) -> float:
        """The wider of the two, and a little air."""
        return max(self.top.width, self.bottom.width) + 0.3

    @property
    def up(self) -> float:
        """The part above the line."""
        return self.top.up + self.top.down + 0.1

    @property
    def down(self) -> float:
        """The part below the line."""
        return self.bottom.up + self.bottom.down + 0.1

    @property
    def plain(self) -> str:
        """The fraction in one line."""
        return f"{self.top.plain}/{self.bottom.plain}"

    @property
    def latex(self) -> str:
        """The fraction at the size of a display."""
        return rf"\displaystyle\frac{{{self.top.latex}}}{{{self.bottom.latex}}}"


Piece = Sign | Fraction


@dataclass(frozen=True)
class Label:
    """A row of pieces."""

    pieces: tuple[Piece, ...] = ()

    def __add__(self, other: "Label") -> "Label":
        """One label after another."""
        return Label(self.pieces + other.pieces)

    def __bool__(self) -> bool:
        """Whether there is something to read."""
        return bool(self.pieces)

    @property
    def width(self) -> float:
        """The width of all pieces, in sizes of the font."""
        return sum(p.width for p in self.pieces)

    @property
    def up(self) -> float:
        """How far it reaches above its middle."""
        return max((p.up for p in self.pieces), default=0.0)

    @property
    def down(self) -> float:
        """How far it reaches below its middle."""
        return max((p.down for p in self.pieces), default=0.0)

    @property
    def plain(self) -> str:
        """The label as one line of text, for titles and for readers who hear the figure."""
        return "".join(p.plain for p in self.pieces).strip()

    @property
    def latex(self) -> str:
        """The label in LaTeX's mathematical mode."""
        return "".join(_apart(p.latex, q) for p, q in zip(self.pieces, (*self.pieces[1:], None), strict=False))

    def with_scripts(self, above: "Label | None" = None, below: "Label | None" = None) -> "Label":
        """The label with scripts on its last sign, beside those that it has."""
        *first, last = self.pieces
        if isinstance(last, Fraction):
            raise ValueError("a fraction has no scripts")
        joined = Sign(last.text, last.style, joined_scripts(last.above, above), joined_scripts(last.below, below))
        return Label((*first, joined))

    @property
    def has_scripts(self) -> bool:
        """Whether its last sign has scripts."""
        last = self.pieces[-1]
        return isinstance(last, Sign) and (last.above is not None or last.below is not None)

    @property
    def primed(self) -> "Label":
        """The derivative's name: g′^{[l]}, the prime before the layer."""
        *first, last = self.pieces
        if isinstance(last, Fraction):
            raise ValueError("a fraction has no prime")
        return Label((*first, Sign(last.text + "′", last.style, last.above, last.below)))


def joined_scripts(*scripts: Label | None) -> Label | None:
    """Scripts one after another, or none."""
    found = [s for s in scripts if s]
    return sum(found[1:], found[0]) if found else None


def italic(text: str) -> Label:
    """A variable."""
    return Label((Sign(text),))


def script(text: str) -> Label:
    """A calligraphic letter."""
    return Label((Sign(text, Style.SCRIPT),))


def upright(text: str) -> Label:
    """A number, a bracket, a function's name."""
    return Label((Sign(text, Style.UPRIGHT),))


def bold(text: str) -> Label:
    """A sign in bold, such as the vector of ones."""
    return Label((Sign(text, Style.BOLD),))


def words(text: str) -> Label:
    """Plain words."""
    return Label((Sign(text, Style.WORD),))


def relation(text: str) -> Label:
    """An operator between two sides, with air around it."""
    return Label((Sign(text, Style.RELATION),))


def fraction(top: Label, bottom: Label) -> Label:
    """One label over another."""
    return Label((Fraction(top, bottom),))


def listed(labels: Iterable[Label], by: str = ", ") -> Label:
    """Labels in a row with a separator."""
    separator = upright(by) if by else Label()
    row = Label()
    for label in labels:
        row = row + separator + label if row else label
    return row


def _apart(latex: str, following: Piece | None) -> str:
    """LaTeX that a letter may follow: a command ends with a blank."""
    ends_in_command = "\\" in latex and latex[latex.rindex("\\") + 1 :].isalpha()
    return latex + " " if following is not None and ends_in_command else latex


def _width(character: str) -> float:
    if character in _ACCENTS:
        return 0.0
    if character in _WIDTHS:
        return _WIDTHS[character]
    if character.isupper():
        return 0.78
    return 0.54
