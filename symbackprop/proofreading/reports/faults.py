r"""What is wrong with a document apart from its mathematics: labels, references, LaTeX that does not parse.

A reference is doubted only where the document is whole: one that reads in other files, or is read by them, may well
refer to an equation there.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from symbackprop.parsing.containers.assembly import LABEL, TAG, tag_of
from symbackprop.parsing.containers.displays import Container, Display, Original
from symbackprop.proofreading.reports.directives import read_directives
from symbackprop.proofreading.reports.report import Fault

_ANY_LABEL = re.compile(r"\\label\s{0,9}\{([^{}\n]{1,200})\}")
_REFERENCE = re.compile(
    r"\\(?:eqref|ref|autoref|cref|Cref)\*?\s{0,9}\{([^{}\n]{1,300})\}"
    r"|(?:\{eq\}|:eq(?:ref)?:)`(?:[^`\n<]{0,200}<)?([^`\n<>]{1,200})>?`"
    r"|\]\(#((?:eq|equation|eqn)[-:_.][^)\s]{1,200})\)"
)
_ANCHOR = re.compile(
    r"""\b(?:id|name)\s*=\s*\\?["']([^"'\\\s]{1,200})|^\.\.[ \t]+_([^:\n]{1,200}):|\(([\w:.-]{1,80})\)=""",
    re.MULTILINE,
)
_ELSEWHERE = re.compile(r"\\(?:input|include|subfile|externaldocument|import)\b")
_CODE = re.compile(
    r"^([ \t>]*)(```+|~~~+)(?!\{?math).*?(?:^[ \t>]*\2|\Z)|(?<![`\w}:])(`{1,9})(?!`)[^\n]{0,300}?(?<!`)\3(?!`)"
    r"|\\begin\{(verbatim|lstlisting|minted|comment)\}.*?(?:\\end\{\4\}|\Z)|(?<!\\)%[^\n]*",
    re.MULTILINE | re.DOTALL,
)
_NESTING = re.compile(
    r"\\(begin|end)\s{0,9}\{\s{0,9}([A-Za-z]{1,30}\*?)\s{0,9}\}|\\(left|right)(?![A-Za-z])|\\.", re.DOTALL
)
MOST = 1000
DEEPEST = 1000


def faults(original: Original, displays: Sequence[Display]) -> tuple[Fault, ...]:
    """All faults of a document that are none of mathematics, in its order."""
    found = [
        *_bottomless(original),
        *_unsound(displays),
        *_labels(original, displays),
        *read_directives(original, displays).faults,
    ]
    return tuple(sorted(found[:MOST], key=lambda f: f.outer))


def _bottomless(original: Original) -> Iterator[Fault]:
    """Braces that are nested so deeply that what they stand in was not taken for mathematics at all."""
    for sign in ("{" * DEEPEST, "(" * DEEPEST):
        at = original.text.find(sign)
        if at >= 0:
            yield Fault(original, (at, at + DEEPEST), "latex", f"brackets are nested {DEEPEST} deep and more here")


def _unsound(displays: Sequence[Display]) -> Iterator[Fault]:
    """LaTeX that no reader, and no typesetter, takes."""
    for display in displays:
        problem = display.problem or _nesting(display.expanded.text)
        if problem:
            yield Fault(display.original, display.outer, "latex", f"this LaTeX does not parse: {problem}")


def _nesting(latex: str) -> str:
    """What is wrong with environments and large brackets, if anything is."""
    open_: list[str] = []
    for sign in _NESTING.finditer(latex):
        if sign[1] is None and sign[3] is None:
            continue
        name = f"\\begin{{{sign[2]}}}" if sign[1] else "\\left"
        if sign[1] == "begin" or sign[3] == "left":
            open_.append(name)
        elif not open_ or open_[-1] != name:
            return f"{sign[0]} closes nothing" if name not in open_ else f"{open_[-1]} is not closed before {sign[0]}"
        else:
            open_.pop()
    return f"{open_[-1]} is not closed" if open_ else ""


def _labels(original: Original, displays: Sequence[Display]) -> Iterator[Fault]:
    """Labels that are given twice, and references to labels that nothing has."""
    seen: dict[str, tuple[int, int]] = {}
    for name, span in _given(displays):
        if name in seen and seen[name] != span:
            place = original.place(seen[name][0])
            yield Fault(original, span, "label", f"the label {name} is given twice", f"first at line {place.line}")
        seen.setdefault(name, span)
    yield from _tags(original, displays)
    text = original.text
    if original.container is Container.LATEX and ("\\begin{document}" not in text or _ELSEWHERE.search(text)):
        return
    tags = {display.tag for display in displays if display.tag}
    known = {*seen, *tags, *(label[1] for label in _ANY_LABEL.finditer(text))}
    known |= {next(filter(None, anchor.groups())) for anchor in _ANCHOR.finditer(text)}
    for name, span in _references(original):
        if name not in known and name.removeprefix("eq-") not in known:
            hint = _nearest(name, seen)
            yield Fault(original, span, "reference", f"no equation has the label {name}", hint)


def _tags(original: Original, displays: Sequence[Display]) -> Iterator[Fault]:
    """Numbers that are printed beside two equations."""
    seen: dict[str, tuple[int, int]] = {}
    for display in displays:
        for tag in TAG.finditer(display.latex.text):
            name, span = tag_of(tag).strip(), display.latex.span(*tag.span())
            if name in seen and seen[name] != span:
                place = original.place(seen[name][0])
                yield Fault(original, span, "label", f"the tag {name} is given twice", f"first at line {place.line}")
            seen.setdefault(name, span)


def _given(displays: Sequence[Display]) -> Iterator[tuple[str, tuple[int, int]]]:
    for display in displays:
        inside = list(LABEL.finditer(display.latex.text))
        for label in inside:
            yield label[1], display.latex.span(*label.span())
        if display.label and display.label not in {label[1] for label in inside}:
            yield display.label, display.outer


def _references(original: Original) -> Iterator[tuple[str, tuple[int, int]]]:
    code = [found.span() for found in _CODE.finditer(original.text)]
    for reference in _REFERENCE.finditer(original.text):
        at = bisect_right(code, (reference.start(), len(original.text))) - 1
        if at >= 0 and reference.start() < code[at][1]:
            continue
        names = next(filter(None, reference.groups()))
        for name in names.split(",") if reference[1] else [names]:
            yield name.strip(), reference.span()


def _nearest(name: str, known: Sequence[str] | dict[str, tuple[int, int]]) -> str:
    import difflib

    near = difflib.get_close_matches(name, list(known), 1, 0.7)
    return f"did you mean {near[0]} ?" if near else ""
