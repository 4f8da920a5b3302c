r"""Markdown: its blocks are markdown-it's, with one rule more, for lines that open display mathematics.

What stands in $$ … $$ is no Markdown: a line of `=` there underlines no heading, and a blank line ends no paragraph.
So a line that opens a display, in whatever list or quotation it stands, is a block together with those up to its end.
Every block knows the characters of the file that each of its lines is made of.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from symbackprop.errors import DocumentError
from symbackprop.parsing.containers import markup
from symbackprop.parsing.containers.assembly import Assembly, excerpt_of_lines
from symbackprop.parsing.containers.delimiters import Dialect, has_bare_brackets, left_open
from symbackprop.parsing.containers.displays import Passage
from symbackprop.parsing.containers.excerpts import Excerpt
from symbackprop.parsing.containers.faults import require_lines
from symbackprop.parsing.containers.other_delimiters import with_delimiters
from symbackprop.parsing.containers.quotations import with_quoted_lines
from symbackprop.parsing.containers.tables import read_table
from symbackprop.parsing.containers.tex import read_tex

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.ruler import RuleOptionsType

DIALECT = Dialect(has_code_spans=True, has_double_backslashes=True)
MOST_LINES_IN_DISPLAY = 600
LEAVES = ("table", "code", "fence", "hr", "html_block", "heading", "lheading", "paragraph")
MATHEMATICAL = frozenset({"math", "latex", "tex", "katex", "{math}", "{.math}"})
DIRECTIVE = re.compile(
    r"\{(?:prf:[a-z]+|note|tip|hint|important|warning|caution|attention|danger|error|admonition|seealso|dropdown|margin"
    r"|sidebar|topic|exercise|solution|theorem|proof|algorithm|definition|lemma|example|remark|card|tab-item|details)\}"
)
"""Directives that hold more text: proofs, algorithms, notes."""
DEEPEST = 8
RUN_IN_LEVEL = 7
"""The level of a heading that its paragraph begins with: below that of all headings with a line of their own."""
_RUN_IN = re.compile(r"(?:\*\*|__)(?=\S)[^*_$\n]{2,60}(?:[.。](?:\*\*|__)|(?<![:：])(?:\*\*|__)(?:[.。]|\s*\Z))")
r"""**Softmax.** Now $W$ is …: a heading in bold at the beginning of its paragraph, or a paragraph of its own; with a
colon it calls what follows by what it is: **Proof:**."""
_TAKEN = "mathematics"
ENDS: "RuleOptionsType" = {"alt": ["paragraph", "reference", "blockquote", "list"]}
"""Before what a rule for displays is asked too."""
_LONE_DOLLAR = re.compile(r"^[ \t>]*\$[ \t]*$", re.MULTILINE)
_STOP = re.compile(r"\s{0,3}(?:```|~~~|#{1,6}\s)")
_OPENS = re.compile(r"\$\$|\\\[|\\begin|\{\{[<%]|\{%")
_FRONT_MATTER = re.compile(r"---[ \t]*\n")
"""Three dashes and no more: a longer line is a rule across the page."""
_TEX_FILE = re.compile(r"^\s{0,9}\\begin\s{0,9}\{document\}", re.MULTILINE)
_RAW = re.compile(r"<(?:!--|pre|script|style|textarea|svg|math)", re.IGNORECASE)
_Lines = list[tuple[int, int]]


def read_markdown(assembly: Assembly, page: Excerpt, depth: int = 0) -> None:
    """All displays of a Markdown text, which may be a part of a file."""
    require_lines(page.text, assembly.original.name)
    page = with_quoted_lines(with_delimiters(page))
    text = page.text.replace("\r\n", " \n").replace("\r", "\n").replace("\0", "�")
    dialect = replace(DIALECT, has_bare_brackets=has_bare_brackets(text))
    for kind, lines, level in _blocks(text, dialect):
        block = _composed(page, excerpt_of_lines(text, lines))
        if kind == "heading":
            assembly.scan(block, dialect)
            assembly.heading(level, block.text.strip().strip("#").strip())
        elif kind == "fence":
            _scan_fence(assembly, block, depth)
        elif kind == "html":
            markup.read_html(assembly, block, is_within_markdown=True)
        elif kind == "table":
            read_table(assembly, [_composed(page, Excerpt.of(text[start:end], start)) for start, end in lines], dialect)
        elif kind == "text":
            if run_in := _RUN_IN.match(block.text):
                assembly.heading(RUN_IN_LEVEL, run_in[0].strip("* .:。："))
            assembly.scan(block, dialect)


def _composed(page: Excerpt, local: Excerpt) -> Excerpt:
    """An excerpt of the text of a page as one of the file."""
    parts = []
    for at, run in enumerate(local.runs):
        stop = local.runs[at + 1].start if at + 1 < len(local.runs) else len(local.text)
        if run.is_exact:
            parts.append(page.cut(run.origin, run.origin + run.extent))
        else:
            span = page.span(run.origin, run.origin + run.extent)
            parts.append(Excerpt.standing_for(local.text[run.start : stop], *span))
    return Excerpt.joined(parts)


def _scan_fence(assembly: Assembly, block: Excerpt, depth: int) -> None:
    """A fenced block, where it says that it is mathematics, or more text, or is a LaTeX file."""
    first, _, rest = block.text.partition("\n")
    info = first.strip().strip("`~").strip().split()
    start = len(first) + 1
    end = block.text.rfind("\n") if rest.rstrip().endswith(("```", "~~~")) else len(block)
    if _TEX_FILE.search(rest) and (not info or info[0].lower() in MATHEMATICAL):
        read_tex(assembly, block.cut(start, max(start, end)))
        return
    is_text = bool(info) and DIRECTIVE.match(info[0]) is not None and depth < DEEPEST
    if not info or (info[0].lower() not in MATHEMATICAL and not is_text):
        return
    if is_text:
        read_markdown(assembly, block.cut(start, max(start, end)), depth + 1)
        return
    label = re.search(r"^:(?:label|name):[ \t]*(\S+)[ \t]*$", rest, re.MULTILINE)
    while info[0] == "{math}" and (option := re.compile(r":[a-z]+:.*\n").match(block.text, start)):
        start = option.end()
    if end > start and block.text[start:end].strip():
        inner = block.cut(start, end)
        assembly.add(inner, block.span(), "fence", Passage(assembly.path, "", 0, assembly.previous),
                     label=label[1] if label else "")  # fmt: skip


def _blocks(text: str, dialect: Dialect) -> Iterator[tuple[str, _Lines, int]]:
    """The leaves of the tree of blocks: what they are, their lines, the level of a heading."""
    kinds = {"heading_open": "heading", "fence": "fence", "html_block": "html", "table_open": "table",
             "paragraph_open": "text", _TAKEN: "text"}  # fmt: skip
    parser = _parser(has_displays=bool(_OPENS.search(text)), has_front_matter=bool(_FRONT_MATTER.match(text)))
    pairs = (("[", "]", dialect.has_bare_brackets), ("$", "$", _LONE_DOLLAR.search(text) is not None))
    for opener, closer, is_there in pairs:
        if is_there:
            parser.block.ruler.before("code", f"mathematics_in_{opener}", _alone_rule(opener, closer), ENDS)
    for token in parser.parse(text):
        lines = token.meta.get("lines") if token.meta else None
        if lines and token.type in kinds:
            yield kinds[token.type], lines, int(token.tag[1:]) if token.type == "heading_open" else 0


def _parser(*, has_displays: bool, has_front_matter: bool) -> "MarkdownIt":
    try:
        from markdown_it import MarkdownIt
        from mdit_py_plugins.front_matter import front_matter_plugin
    except ImportError as error:
        raise DocumentError(
            "reading Markdown needs markdown-it-py and mdit-py-plugins", got=str(error),
            hint="pip install 'symbackprop[check]'",
        ) from None  # fmt: skip
    parser = MarkdownIt("commonmark", {"maxNesting": 30}).enable("table")
    if has_front_matter:
        parser.use(front_matter_plugin)
    parser.core.ruler.disable(["inline", "text_join"])
    if has_displays:
        parser.block.ruler.before("code", "mathematics_alone", _display_rule(starts_line=True), ENDS)
        parser.block.ruler.before("lheading", "mathematics_within", _display_rule(starts_line=False), ENDS)
    rules = {rule.name: rule for rule in parser.block.ruler.__rules__}
    for name in LEAVES:
        rule = _ending_early(rules[name].fn) if name == "html_block" else rules[name].fn
        parser.block.ruler.at(name, _with_lines(rule), {"alt": rules[name].alt})
    return parser


def _with_lines(rule: Callable[..., bool]) -> Callable[..., bool]:
    """A rule whose first token also knows the characters of its lines."""

    def wrapped(state: Any, start: int, end: int, silent: bool) -> bool:
        before = len(state.tokens)
        if not rule(state, start, end, silent):
            return False
        if not silent and len(state.tokens) > before:
            token = state.tokens[before]
            token.meta = {**(token.meta or {}), "lines": _lines_of(state, start, state.line)}
        return True

    return wrapped


def _ending_early(rule: Callable[..., bool]) -> Callable[..., bool]:
    """The rule for HTML, whose blocks end where code or a display begins, as most renderers have it."""

    def wrapped(state: Any, start: int, end: int, silent: bool) -> bool:
        if not rule(state, start, end, silent):
            return False
        first = _line(state, start)
        if silent or _RAW.match(first):
            return True
        for number in range(start + 1, state.line):
            line = _line(state, number)
            if line.startswith(("```", "~~~")) or _last_line(state, number, end, left_open(line)) is not None:
                state.line = number
                break
        return True

    return wrapped


def _lines_of(state: Any, start: int, end: int) -> _Lines:
    return [(state.bMarks[n] + state.tShift[n], max(state.bMarks[n] + state.tShift[n], state.eMarks[n]))
            for n in range(start, end)]  # fmt: skip


def _display_rule(*, starts_line: bool) -> Callable[..., bool]:
    """The rule for a line that opens display mathematics and does not close it."""

    def rule(state: Any, start: int, end: int, silent: bool) -> bool:
        begin, stop = state.bMarks[start] + state.tShift[start], state.eMarks[start]
        if starts_line and not state.src.startswith(("$$", "\\[", "\\\\[", "\\begin{", "{{", "{%"), begin):
            return False
        line = state.src[begin:stop]
        if state.is_code_block(start) and not line.startswith("$$"):
            return False
        is_whole = state.is_code_block(start) and line.rstrip().endswith("$$")
        last = start if is_whole and not left_open(line) else _last_line(state, start, end, left_open(line))
        if last is None:
            return False
        if not silent:
            _take(state, start, last)
        return True

    return rule


def _alone_rule(opener: str, closer: str) -> Callable[..., bool]:
    """The rule for a line that is [, or a lone $, up to the line that is ], or $."""

    def rule(state: Any, start: int, end: int, silent: bool) -> bool:
        if _line(state, start).strip() != opener:
            return False
        for number in range(start + 1, min(end, start + MOST_LINES_IN_DISPLAY)):
            line = _line(state, number)
            if line.strip() == closer:
                if not silent:
                    _take(state, start, number)
                return True
            if _STOP.match(line) or line.strip() == opener:
                return False
        return False

    return rule


def _take(state: Any, start: int, last: int) -> None:
    """Make a block of some lines."""
    state.line = last + 1
    token = state.push(_TAKEN, "", 0)
    token.map = [start, last + 1]
    token.meta = {"lines": _lines_of(state, start, last + 1)}


def _line(state: Any, number: int) -> str:
    """A line without what it is indented by."""
    line: str = state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]
    return line


def _last_line(state: Any, start: int, end: int, delimiter: str) -> int | None:
    """The line that closes what the first one left open."""
    if not delimiter:
        return None
    closers: dict[str, int] = state.env.setdefault("closers", {})
    begin = state.eMarks[start]
    if 0 <= closers.get(delimiter, 0) < begin:
        closers[delimiter] = state.src.find(delimiter, begin)
    if closers[delimiter] < 0:
        return None
    searched: dict[str, tuple[int, int]] = state.env.setdefault("searched", {})
    number, limit = start + 1, min(end, start + MOST_LINES_IN_DISPLAY)
    if delimiter in searched and searched[delimiter][0] <= start < searched[delimiter][1] <= limit:
        number = searched[delimiter][1]
    awaited = delimiter
    while number < limit:
        line = _line(state, number)
        if awaited == delimiter and _STOP.match(line):
            break
        awaited = left_open(line, awaited)
        if not awaited:
            return number
        number += 1
    searched[delimiter] = (start, number)
    return None
