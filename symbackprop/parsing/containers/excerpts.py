"""Text that remembers where in a file it came from.

What a reader sees is seldom what stands in the file: a quotation has its `> ` before every line, a notebook escapes its
backslashes, a macro stands for its body.  An `Excerpt` is the text that is meant, with the characters of the file that
each part of it stands for, so that a message can point at them and a repair can replace exactly them.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple


class Run(NamedTuple):
    """From `start` in the text on: characters that stand one for one for those at `origin` of the file, or together
    for `extent` characters there."""

    start: int
    origin: int
    extent: int
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A text, and its runs in order; together they cover the text."""

    text: str
    runs: Sequence[Run]

    @classmethod
    def of(cls, text: str, origin: int = 0) -> "Excerpt":
        """Text that stands in the file as it is."""
        return cls(text, (Run(0, origin, len(text), True),))

    @classmethod
    def standing_for(cls, text: str, start: int, end: int) -> "Excerpt":
        """Text that stands for other characters of the file."""
        return cls(text, (Run(0, start, end - start, False),))

    @classmethod
    def joined(cls, parts: Iterable["Excerpt"]) -> "Excerpt":
        """One after the other; runs that continue each other become one."""
        texts: list[str] = []
        runs: list[Run] = []
        length = 0
        for part in parts:
            if not part.text:
                continue
            for run in part.runs:
                last = runs[-1] if runs else None
                if last and last.is_exact and run.is_exact and last.origin + last.extent == run.origin:
                    runs[-1] = Run(last.start, last.origin, last.extent + run.extent, True)
                else:
                    runs.append(Run(length + run.start, run.origin, run.extent, run.is_exact))
            texts.append(part.text)
            length += len(part.text)
        return cls("".join(texts), runs or (Run(0, 0, 0, True),))

    def __len__(self) -> int:
        return len(self.text)

    def __str__(self) -> str:
        return self.text

    def cut(self, start: int, end: int | None = None) -> "Excerpt":
        """The part from one character up to another."""
        end = len(self.text) if end is None else min(end, len(self.text))
        start = min(start, end)
        return Excerpt(self.text[start:end], list(self._between(start, end, 0)))

    def _between(self, start: int, end: int, shift: int) -> Iterator[Run]:
        """The runs of a part, which is to begin at `shift`; at least one."""
        for at in range(self._at(start), len(self.runs)):
            run = self.runs[at]
            if run.start >= end and run.start > start:
                break
            past = max(0, start - run.start)
            begin = shift + run.start + past - start
            if run.is_exact:
                stop = self.runs[at + 1].start if at + 1 < len(self.runs) else len(self.text)
                yield Run(begin, run.origin + past, min(stop, end) - run.start - past, True)
            else:
                yield Run(begin, run.origin, run.extent, False)

    def rewritten(self, changes: Iterable[tuple[int, int, str]]) -> "Excerpt":
        """With other text in the place of some, in order; it stands for the same characters of the file."""
        texts: list[str] = []
        runs: list[Run] = []
        at = length = 0
        for start, end, text in changes:
            if at < start:
                runs.extend(self._between(at, start, length))
                texts.append(self.text[at:start])
                length += start - at
            if text:
                first, past = self.span(start, end)
                runs.append(Run(length, first, past - first, False))
                texts.append(text)
                length += len(text)
            at = end
        if not at:
            return self
        if at < len(self.text):
            runs.extend(self._between(at, len(self.text), length))
            texts.append(self.text[at:])
        return Excerpt("".join(texts), runs or (Run(0, self.span()[0], 0, True),))

    def stripped(self, characters: str | None = None) -> "Excerpt":
        """Without white space, or other characters, around it."""
        start = len(self.text) - len(self.text.lstrip(characters))
        return self.cut(start, max(start, len(self.text.rstrip(characters))))

    def span(self, start: int = 0, end: int | None = None) -> tuple[int, int]:
        """The characters of the file, from the first to past the last, that some characters stand for.

        A macro may write its arguments twice or in another order: then all that lies between them is meant too.
        """
        end = len(self.text) if end is None else end
        if end <= start:
            run = self.runs[self._at(start)]
            at = run.origin + (start - run.start if run.is_exact else 0)
            return at, at
        runs = list(self._between(start, end, 0))
        return min(run.origin for run in runs), max(run.origin + run.extent for run in runs)

    @property
    def is_verbatim(self) -> bool:
        """Whether the file has this very text in one piece."""
        return len(self.runs) == 1 and self.runs[0].is_exact

    def _at(self, index: int) -> int:
        return max(0, bisect_right(self.runs, index, key=itemgetter(0)) - 1)
