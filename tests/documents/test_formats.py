"""The sample document in every format: golden files, and what a machine can see of the rest."""

import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from symbackprop.cli import main
from symbackprop.documents.building import FORMATS, build, write
from symbackprop.documents.evaluation import evaluate
from symbackprop.documents.source import Source

HERE = Path(__file__).parent
SAMPLE = HERE / "samples" / "four.md"
needs = {
    "pdflatex": pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex (texlive-latex-recommended)"),
    "chromium": pytest.mark.skipif(not shutil.which("chromium"), reason="needs chromium"),
    "pdftotext": pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext (poppler-utils)"),
}


@pytest.fixture(scope="module")
def document():
    """The sample, evaluated."""
    return evaluate(Source.read(SAMPLE), "four")


@pytest.fixture(scope="module")
def page(document):
    """The sample as HTML."""
    return write(document, "html")["four.html"].decode()


@pytest.mark.parametrize("name", ["md", "tex"])
def test_the_sample_is_built_to_the_byte(document, name):
    """Golden files; rebuild them with `symbackprop build tests/documents/samples -o tests/documents/golden`."""
    files = write(document, name)
    assert files[f"four.{name}"].decode() == (HERE / "golden" / f"four.{name}").read_text(encoding="utf-8")


def test_another_process_builds_the_same_bytes(document, tmp_path):
    """No format depends on the seed of Python's hashes, on the time or on the folder."""
    formats = [name for name in FORMATS if name != "latex-pdf" or shutil.which("pdflatex")]
    command = [sys.executable, "-m", "symbackprop", "build", str(SAMPLE), "-o", "out", "--to", ",".join(formats)]
    subprocess.run(command, cwd=tmp_path, check=True, env={**os.environ, "PYTHONHASHSEED": "77"}, capture_output=True)
    for name in formats:
        for path, content in write(document, name).items():
            assert (tmp_path / "out" / path).read_bytes() == content, path


class _Page(HTMLParser):
    """What a page holds."""

    def __init__(self):
        super().__init__()
        self.tags, self.ids, self.links, self.open, self.fetched = [], [], [], [], []

    def handle_starttag(self, tag, attributes):
        """Count, and remember what is open."""
        given = dict(attributes)
        self.tags.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag == "a" else []
        self.fetched += [given[a] for a in ("src", "srcset", "data") if a in given]
        self.fetched += [given["href"]] if tag == "link" else []
        if tag not in ("meta", "br", "hr", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Every element is closed where it was opened."""
        assert self.open.pop() == tag

    def handle_startendtag(self, tag, attributes):
        """An element that closes itself."""
        self.tags.append(tag)


def test_the_page_stands_alone(page, document):
    """No script, nothing fetched, every link leads somewhere, every equation is there with its number."""
    found = _Page()
    found.feed(page)
    assert not found.open
    assert "script" not in found.tags and not found.fetched and "@import" not in page and "url(" not in page
    assert len(found.ids) == len(set(found.ids))
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids)
    for equation in document.equations:
        assert equation.anchor in found.ids
        assert f">({equation.number})</a>" in page
    assert found.tags.count("math") > len(document.equations)
    assert found.tags.count("details") == sum(bool(e.steps) for e in document.equations)
    assert "prefers-color-scheme: dark" in page and "@media print" in page


_MEASURE = """<script>addEventListener("load", () => {
  const flat = [...document.querySelectorAll("math")].filter(m => !m.closest("details:not([open])"))
    .filter(m => m.getBoundingClientRect().height < 5 || m.getBoundingClientRect().width < 2).length;
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  document.title = JSON.stringify({flat, wide, drawn: document.querySelectorAll("figure svg text").length});
})</script>"""


@needs["chromium"]
@pytest.mark.parametrize("width", [1200, 420])
def test_a_browser_draws_the_page(page, tmp_path, width):
    """In Chromium all mathematics has a size, no page is wider than its window, and drawings have text."""
    path = tmp_path / "four.html"
    path.write_text(page.replace("</body>", _MEASURE + "</body>"), encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}/profile",
               f"--window-size={width},900", "--dump-dom", str(path)]  # fmt: skip
    shown = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    found = json.loads(re.search(r"<title>(\{.*?\})</title>", shown)[1].replace("&quot;", '"'))
    assert found["flat"] == 0 and found["wide"] <= 0 and found["drawn"] > 5


@needs["pdftotext"]
def test_the_pdf_holds_the_text(document, tmp_path):
    """Title, prose, numbers and rules of steps can be read in the PDF."""
    (tmp_path / "four.pdf").write_bytes(write(document, "pdf")["four.pdf"])
    subprocess.run(["pdftotext", "-layout", "four.pdf"], cwd=tmp_path, check=True)
    text = (tmp_path / "four.txt").read_text(encoding="utf-8")
    for words in ("Four equations", "(BP1)", "(H)", "Derivation of (BP2)", "chain rule", "Figure 1.", "A quotation.",
                  "5 < 6_000, $1 {and} #2", "all sizes"):  # fmt: skip
        assert words in text, words


@needs["pdflatex"]
def test_latex_compiles(document, tmp_path):
    """Plain pdflatex takes the document and each fragment; nothing is too wide, no letter is missing."""
    for name, content in write(document, "tex").items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    inputs = "\n".join(f"\\input{{{p.relative_to(tmp_path)}}}" for p in sorted(tmp_path.rglob("fragments/**/*.tex")))
    (tmp_path / "user.tex").write_text(
        f"\\documentclass{{article}}\\usepackage{{amsmath,amssymb}}\\begin{{document}}\n{inputs}\n\\end{{document}}",
        encoding="utf-8",
    )
    for name in ("four", "user"):
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"]
        log = subprocess.run(command, cwd=tmp_path, capture_output=True).stdout.decode("latin-1")
        assert (tmp_path / f"{name}.pdf").exists(), log[-2000:]
        assert "Overfull" not in log and "Missing character" not in log, name


def test_a_notebook_shows_the_networks_own_convention():
    """Its cells would show other equations than those that were filled in, once they run."""
    head = "---\ntitle: T\nnetwork: {generic: true, batch: columns, convention: per example}\n---\n"
    made = evaluate(Source("notes.md", f"{head}```{{equation}} delta dw\n:layer: L\n```\n"), "notes")
    assert made.equations[0].code == "show(main, 'delta', 'dw', layer='L', convention='per example')"


@pytest.mark.parametrize(
    ("network", "trainable"),
    [
        ("{inputs: 2, layers: [[dense, 1], sigmoid], cost: quadratic}", True),
        ("{inputs: 2, layers: [[dense, 1], unspecified], cost: quadratic}", False),
        ("{inputs: 2, layers: [[dense, 1], sigmoid], cost: unspecified}", False),
        ("{inputs: n, layers: [[dense, 1], sigmoid], cost: quadratic}", False),
    ],
)
def test_a_notebook_trains_what_can_be_trained(network, trainable):
    """Its last cell would stop: an activation that is left open has no value."""
    made = evaluate(Source("notes.md", f"---\ntitle: T\nnetwork: {network}\n---\nText.\n"), "notes")
    assert made.training == ("main" if trainable else "")


def test_the_notebook_runs(document):
    """From top to bottom; what its equations show is what was filled in; it checks and trains."""
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    text = write(document, "ipynb")["four.ipynb"].decode()
    filled, run = nbformat.reads(text, 4), nbformat.reads(text, 4)
    nbformat.validate(run)
    nbclient.NotebookClient(run, timeout=300).execute()
    shown = [(a.outputs[0].data["text/latex"], b.outputs[0].data["text/latex"])
             for a, b in zip(filled.cells, run.cells, strict=True) if a.get("outputs")]  # fmt: skip
    assert len(shown) == 5  # the sixth stands inside a list
    assert all(before == after for before, after in shown)
    said = "".join(o.get("text", "") for c in run.cells for o in c.get("outputs", []))
    assert "proved" in said and "refuted" not in said and "cost after" in said


def test_the_command_says_what_it_wrote(tmp_path, capsys):
    """`symbackprop build` in a folder of its own; what others keep there stays."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    assert main(["build", str(SAMPLE), "-o", str(tmp_path / "out"), "--to", "md,tex"]) == 0
    assert "files in" in capsys.readouterr().out
    names = {str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert names >= {"four.md", "four.tex", "figures/four-net.svg", "fragments/four/BP1.tex", "mine.txt"}
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_the_command_refuses_a_format_that_does_not_exist(tmp_path, capsys):
    """One message, exit code 2, nothing written."""
    assert main(["build", str(SAMPLE), "-o", str(tmp_path / "out"), "--to", "htlm"]) == 2
    assert "did you mean html" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_missing_packages_are_named(tmp_path, monkeypatch):
    """Without the extra `docs` there is one message that says how to get it."""
    monkeypatch.setattr("symbackprop.documents.building.find_spec", lambda name: None if name == "typst" else True)
    with pytest.raises(Exception, match=r"documents need typst(.|\n)*symbackprop\[docs\]"):
        build([SAMPLE], tmp_path / "out", ["pdf"])


def test_two_documents_of_one_name_are_refused(tmp_path):
    """They would overwrite each other."""
    (tmp_path / "a").mkdir()
    shutil.copy(SAMPLE, tmp_path / "a" / "four.md")
    with pytest.raises(Exception, match="two documents are called four"):
        build([SAMPLE, tmp_path / "a" / "four.md"], tmp_path / "out", ["md"])
