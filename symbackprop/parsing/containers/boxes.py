r"""Boxes and colours around statements within a row: \boxed{z = W x} \quad (1), {\displaystyle a = b} \; \forall j.

What such braces hold is split as if they were not there, where it holds a relation of its own.
"""

import re

from symbackprop.parsing.containers.excerpts import Excerpt
from symbackprop.parsing.containers.groups import group_end
from symbackprop.parsing.containers.relations import EQUALITIES, signs

MOST = 20
_OPENING = re.compile(
    r"\\(?:boxed|Aboxed|fbox|bbox|framebox|tcbhighmath|color|textcolor|colorbox)(?![A-Za-z])\s{0,9}"
    r"(?:\[[^\[\]{}]{0,60}\]\s{0,9})?(?:\{[A-Za-z!\d]{1,20}\}\s{0,9}(?=\{))?\{|\{"
)
_ARGUMENT = re.compile(r"(?:[_^}\]\\]|\\[A-Za-z]+\*?)\s*$")
_AFTER = re.compile(
    r"\s*(?:$|[&,.;:=<>≤≥≈}]|\(?\(?\d|\\(?:q?quad|tag|text|label|forall|[,;:!>\\ ])|\\[a-z]*space|[^\x00-\x7f])"
)
"""What comes after a statement, and after no factor: nothing, a mark, another relation, a number in brackets, words."""
_SPACE = re.compile(r"(?:\\(?:quad|qquad|[,;:!> ]|displaystyle|text\{[^{}]{0,40}\})|&|\s)+$")

_WORDS = r"\\(?:text|textrm|textnormal|textbf|mbox|hbox|fbox|framebox)\s{0,9}\{\s{0,9}"
_COLOUR = r"\\textcolor\s{0,9}\{[A-Za-z!\d]{1,20}\}\s{0,9}\{\s{0,9}"
_TEXT = re.compile(rf"((?:{_WORDS}|{_COLOUR}){{1,6}})\$([^$]{{1,2000}})\$")
"""A formula that is set within words, as some write what is framed or coloured: \text{\framebox{$ z $}}."""
_CLOSED = re.compile(r"\s{0,9}\}")


def out_of_text(text: Excerpt) -> Excerpt:
    """A display whose formulas within words stand there by themselves, where the words are nothing else."""
    changes: list[tuple[int, int, str]] = []
    for found in _TEXT.finditer(text.text):
        end = found.end()
        for _ in range(found[1].count("{") - found[1].count("}")):
            closed = _CLOSED.match(text.text, end)
            if closed is None:
                break
            end = closed.end()
        else:
            is_statement = any(s.relation in EQUALITIES for s in signs(found[2]))
            opening, closing = ("", "") if is_statement else ("{", "}")
            changes += [(found.start(), found.start(2), opening), (found.end(2), end, closing)]
    return text.rewritten(changes) if changes else text


_STYLE = re.compile(r"\\(mathbf|boldsymbol|bm|pmb)\s{0,9}\{")
"""What letters are set in, where it may reach over a relation: \\mathbf{V = U} + b."""


def _styled_apart(text: Excerpt) -> Excerpt:
    """A row whose sides are each set in what reaches over the relation between them."""
    for found in _STYLE.finditer(text.text):
        end = group_end(text.text, found.end() - 1)
        inner = text.text[found.end() : end - 1] if end is not None else ""
        held = [s for s in signs(inner) if s.relation in EQUALITIES]
        if len(held) == 1 and held == [s for s in signs(inner)] and end is not None and text.text[end:].strip():
            (sign,) = held
            start, past = found.end() + sign.start, found.end() + sign.end
            return text.rewritten([(start, start, "}"), (past, past, found[0])])
    return text


def opened(text: Excerpt) -> Excerpt:
    """A row without the braces that hold a part of it with a relation."""
    text = _styled_apart(text)
    for _ in range(MOST):
        found = _first(text.text)
        if found is None:
            return text
        start, inside, past = found
        text = text.rewritten([(start, inside, " "), (past - 1, past, " ")])
    return text


def _first(text: str) -> tuple[int, int, int] | None:
    """(start, the inside, past the end) of the first braces around a relation; no argument, no script."""
    at = 0
    while (found := _OPENING.search(text, at)) is not None:
        end = group_end(text, found.end() - 1)
        if end is None:
            return None
        is_box = len(found[0]) > 1
        inner = text[found.end() : end - 1]
        before = _SPACE.sub("", text[max(0, found.start() - 60) : found.start()])
        is_apart = _AFTER.match(text, end) is not None
        if (
            is_apart
            and (is_box or not _ARGUMENT.search(before))
            and any(s.relation in EQUALITIES for s in signs(inner))
        ):
            return found.start(), found.end(), end
        at = end
    return None
