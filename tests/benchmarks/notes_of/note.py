r"""A note that writes itself: equations among words, and what was drawn on the way.

Every choice has a name and is drawn by itself, so that it can be told afterwards which choice costs understanding.
"""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

RELATION = re.compile(r":=|\\leftarrow|\\equiv|=")
SHAPES = ("display", "display", "display", "list", "aligned")


class Clash(Exception):
    """Two quantities drew one letter, or two choices that nobody makes together: the note is drawn anew."""


@dataclass(frozen=True)
class Equation:
    """A line of a note; a claim follows from the definitions, and is what the shares count."""

    latex: str
    claimed: bool
    wrong: bool = False


@dataclass(frozen=True)
class Block:
    """Equations as they stand on the page: the words have `%s` for each of them."""

    words: str
    equations: tuple[Equation, ...] = ()
    aligned: bool = False

    @property
    def text(self) -> str:
        """As it is written."""
        latex = tuple(e.latex for e in self.equations)
        if self.aligned:
            latex = tuple(RELATION.sub(r"&\g<0>", one, count=1) for one in latex)
        return self.words % latex


@dataclass
class Note:
    """A random note: `pick` and `draw` choose, `say` and `show` write, `claim` and `define` make what is shown."""

    rng: random.Random
    choices: dict[str, Any] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    no_slips: tuple[str, ...] = ()  # the kinds of slips that would mean nothing here, or leave a claim true

    def pick(self, name: str, values: Sequence[Any]) -> Any:
        """One of the values, each as likely as the others: what is usual stands there twice."""
        self.choices[name] = self.rng.choice(values)
        return self.choices[name]

    def draw(self, table: Mapping[str, Sequence[Any]]) -> SimpleNamespace:
        """One value for each name of a table."""
        return SimpleNamespace(**{name: self.pick(name, values) for name, values in table.items()})

    def define(self, latex: str) -> Equation:
        """What holds because the note says so."""
        return Equation(latex, claimed=False)

    def claim(self, latex: str, kept: float = 0.85) -> Equation | None:
        """What follows; None where this author leaves it out."""
        return Equation(latex, claimed=True) if self.rng.random() < kept else None

    def say(self, words: str, *equations: Equation) -> None:
        """A paragraph; each equation stands where the words have `%s`."""
        self.blocks.append(Block(words, equations))

    def show(self, *equations: Equation | None, shape: str | None = None) -> None:
        """Equations as displays, a list, or aligned, as drawn; those left out are None."""
        shown = tuple(e for e in equations if e)
        drawn = shape or self.rng.choice(SHAPES)
        if drawn == "aligned" and len(shown) > 1:
            rows = " \\\\\n".join(["%s"] * len(shown))
            words = f"$$\n\\begin{{aligned}}\n{rows}\n\\end{{aligned}}\n$$"
            self.blocks.append(Block(words, shown, aligned=True))
        elif drawn == "list" and shown:
            self.blocks.append(Block("- " + ", ".join(["$%s$"] * len(shown)), shown))
        else:
            self.blocks.extend(Block("$$%s$$", (e,)) for e in shown)

    @property
    def text(self) -> str:
        """The whole note in Markdown."""
        return "\n\n".join(block.text for block in self.blocks) + "\n"

    @property
    def claims(self) -> list[Equation]:
        """What a reader would check."""
        return [e for block in self.blocks for e in block.equations if e.claimed]

    def labels(self) -> list[dict[str, Any]]:
        """What is right to say of every equation, as in the labels of a corpus."""
        found, line = [], 1
        for block in self.blocks:
            for e in block.equations:
                verdict = "wrong" if e.wrong else "ok" if e.claimed else "definition"
                found.append({"line": line, "latex": e.latex, "verdict": verdict})
            line += block.text.count("\n") + 2
        return found

    def with_slip(self, at: int, latex: str) -> "Note":
        """The same note with another equation instead of a claim: the claim of that number."""
        right, blocks = self.claims[at], []
        for block in self.blocks:
            equations = tuple(Equation(latex, True, wrong=True) if e is right else e for e in block.equations)
            blocks.append(replace(block, equations=equations))
        return replace(self, blocks=blocks)
