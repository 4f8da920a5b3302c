"""What would be broken: the directives in a user's own Sphinx book, and the line of a mistake there."""

import io

import pytest

pytest.importorskip("sphinx", reason="Sphinx is not installed: pip install 'symbackprop[test]'")
pytest.importorskip("myst_parser", reason="MyST's parser is not installed: pip install 'symbackprop[test]'")

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

CONF = 'extensions = ["myst_parser", "symbackprop.documents.sphinx_extension"]\n'
PAGE = """---
title: A book
notation: nielsen
networks:
  main: {generic: true, hidden: unspecified, cost: unspecified}
---

# A page

The error {q}`delta[l]` of a layer, see {eq}`BP2`.

```{equation} delta
:layer: l
:form: matrix
:label: BP2
:steps:
```

```{figure} flow
The forward pass.
```

```{verdicts}
```

```{code} python
print("a cell of the book's own")
```
"""


def build(folder, page):
    """The HTML of a one-page book, and the warnings of its build."""
    source, out = folder / "source", folder / "out"
    source.mkdir()
    (source / "conf.py").write_text(CONF, encoding="utf-8")
    (source / "index.md").write_text(page, encoding="utf-8")
    warnings = io.StringIO()
    with docutils_namespace():
        app = Sphinx(str(source), str(source), str(out), str(folder / "trees"), "html", status=None, warning=warnings)
        app.build()
    return (out / "index.html").read_text(encoding="utf-8"), warnings.getvalue()


def test_a_page_of_a_book(tmp_path):
    """A derived equation with its number and its folded steps, a figure, a table of verdicts, the book's own code."""
    html, warnings = build(tmp_path, PAGE)
    assert warnings == ""
    assert r"(w^{l+1})^{T} \delta^{l+1}" in html
    assert 'href="#equation-bp2"' in html.lower()
    assert "<details>" in html and "chain rule" in html
    assert "<svg" in html and "proved" in html
    assert "print" in html


def test_a_mistake_is_shown_at_its_line(tmp_path):
    """An unknown quantity: the build goes on, and the message names the line of the directive."""
    html, warnings = build(tmp_path, PAGE.replace("{equation} delta\n", "{equation} dleta\n"))
    assert "index.md:12" in warnings
    assert "dleta" in warnings and "dleta" in html
