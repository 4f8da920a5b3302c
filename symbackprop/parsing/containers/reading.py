"""The door: a document's text in, its displays out."""

from pathlib import PurePath

from symbackprop.errors import UsageError
from symbackprop.parsing.containers.assembly import Assembly
from symbackprop.parsing.containers.decimals import with_decimal_points
from symbackprop.parsing.containers.displays import Container, Display, Original
from symbackprop.parsing.containers.excerpts import Excerpt
from symbackprop.parsing.containers.faults import require_bounded, require_lines
from symbackprop.parsing.containers.markdown import read_markdown
from symbackprop.parsing.containers.markup import read_html
from symbackprop.parsing.containers.notebook import read_notebook
from symbackprop.parsing.containers.restructured import read_restructured
from symbackprop.parsing.containers.tex import read_tex

SUFFIXES = {
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd", ".txt", ""), Container.MARKDOWN),
    **dict.fromkeys((".tex", ".latex", ".ltx"), Container.LATEX),
    ".ipynb": Container.NOTEBOOK,
    **dict.fromkeys((".rst", ".rest"), Container.RESTRUCTURED),
    **dict.fromkeys((".html", ".htm", ".xhtml"), Container.HTML),
}
_READERS = {
    Container.MARKDOWN: read_markdown,
    Container.LATEX: read_tex,
    Container.RESTRUCTURED: read_restructured,
    Container.HTML: read_html,
}


def container_of(name: str) -> Container:
    """What kind of document a file is, by the end of its name.   Raises: UsageError for one that is not read."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        known = ", ".join(s for s in SUFFIXES if s)
        raise UsageError(f"{name}: documents of this kind are not read", got=suffix, expected=known)
    return SUFFIXES[suffix]


def read_displays(text: str, name: str) -> list[Display]:
    """Every piece of mathematics in a document, in order, with its place.

    Raises: DocumentError for what is no text, no notebook, or too much; UsageError for an unknown kind.
    """
    container = container_of(name)
    require_bounded(text, name)
    if container is Container.NOTEBOOK:
        return with_decimal_points(read_notebook(text, name).displays)
    require_lines(text, name)
    assembly = Assembly(Original.of(name, text, container))
    _READERS[container](assembly, Excerpt.of(text))
    return with_decimal_points(assembly.displays)
