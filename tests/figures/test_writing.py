"""What would be broken: SVG that no reader of XML or browser takes, TikZ that pdflatex refuses, bytes that change."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from symbackprop.figures.catalogue import draw
from symbackprop.figures.svg import write_dark_rules
from symbackprop.figures.tikz import PREAMBLE
from tests.figures.networks import KINDS, NETWORKS

SVG = "{http://www.w3.org/2000/svg}"
SHOWN = ("2-3-1", "2-2-2-1", "784-30-10", "generic", "ten layers")
FIGURES = [(name, kind) for name in SHOWN for kind in KINDS]


@pytest.mark.parametrize(("name", "kind"), FIGURES)
def test_svg_is_xml_with_real_text(name, kind):
    """Well-formed, scalable, with a title, a description and text that can be found; nothing embedded or named."""
    figure = draw(NETWORKS[name], kind)
    root = ET.fromstring(figure.svg())
    assert figure._repr_svg_() == figure.svg()
    assert root.get("viewBox") and root[0].tag == f"{SVG}title" and root[1].tag == f"{SVG}desc"
    assert root[0].text == figure.title and root[1].text
    written = "".join("".join(t.itertext()) for t in root.iter(f"{SVG}text"))
    assert "C" in written or kind == "network"
    assert not [e for e in root.iter() if e.get("id") or e.tag in (f"{SVG}script", f"{SVG}image")]


def test_dark_rules_name_every_tone():
    """A page with a dark mode of its own can recolour a figure."""
    rules = write_dark_rules("[data-theme=dark] svg")
    for colour in set(re.findall(r'"(#[0-9a-f]{6})"', draw(NETWORKS["2-3-1"], "schematic").svg())):
        assert f'[fill="{colour}"]' in rules


def test_the_same_bytes_in_another_process():
    """Nothing depends on the order of a set."""
    script = (
        "import hashlib\n"
        "from tests.figures.networks import KINDS, NETWORKS\n"
        "from symbackprop.figures.catalogue import draw\n"
        "figures = [draw(NETWORKS[n], k) for n in ('2-3-1', 'generic') for k in KINDS]\n"
        "print(hashlib.sha256(''.join(f.svg() + f.tikz() for f in figures).encode()).hexdigest())\n"
    )
    figures = [draw(NETWORKS[n], k) for n in ("2-3-1", "generic") for k in KINDS]
    here = hashlib.sha256("".join(f.svg() + f.tikz() for f in figures).encode()).hexdigest()
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(root)}
    there = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, cwd=root)
    assert there.stdout.strip() == here, there.stderr


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex (texlive-latex-base, texlive-pictures)")
def test_tikz_compiles(tmp_path):
    """Plain pdflatex takes every figure, and none is wider than the page."""
    body = "\n".join(rf"\noindent {draw(NETWORKS[n], k).tikz()}\par" for n, k in FIGURES)
    (tmp_path / "t.tex").write_text(
        rf"\documentclass[10pt]{{article}}\usepackage[margin=1in]{{geometry}}{PREAMBLE}"
        rf"\begin{{document}}{body}\end{{document}}",
        encoding="utf-8",
    )
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "t.tex"], cwd=tmp_path, capture_output=True
    )
    log = done.stdout.decode(errors="replace")
    assert done.returncode == 0, log[-2000:]
    assert "Overfull \\hbox" not in log and "Missing character" not in log


MEASURE = """<script>
const found = [];
for (const box of document.querySelectorAll('div')) {
  const svg = box.firstElementChild, view = svg.viewBox.baseVal;
  const texts = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBBox()]);
  for (const [text, b] of texts)
    if (b.x < view.x || b.x + b.width > view.x + view.width) found.push(box.id + ' clips ' + text);
  for (const [i, [one, a]] of texts.entries())
    for (const [other, b] of texts.slice(i + 1))
      if (a.x + 1 < b.x + b.width && b.x + 1 < a.x + a.width
          && a.y + a.height / 4 < b.y + b.height * 3 / 4 && b.y + b.height / 4 < a.y + a.height * 3 / 4)
        found.push(box.id + ': ' + one + ' meets ' + other);
}
document.body.textContent = 'FOUND' + JSON.stringify(found) + 'END';
</script>"""


@pytest.mark.skipif(not shutil.which("chromium"), reason="needs chromium")
def test_a_browser_agrees_with_the_estimates(tmp_path):
    """Set in Chromium, in the fonts that it has and in a wide one, no text is clipped or meets another."""
    boxes = []
    for name, kind in FIGURES:
        svg = draw(NETWORKS[name], kind).svg()
        wide = re.sub(r'font-family="[^"]*"', 'font-family="DejaVu Serif,serif"', svg)
        boxes += [f'<div id="{name} {kind}">{svg}</div>', f'<div id="{name} {kind} wide">{wide}</div>']
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><meta charset=utf-8><body>" + "".join(boxes) + MEASURE, encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}", "--dump-dom"]
    done = subprocess.run([*command, page.as_uri()], capture_output=True, text=True, timeout=120)
    found = re.search(r"FOUND(.*?)END", done.stdout)
    assert found and json.loads(found[1]) == [], done.stdout[-500:] + done.stderr[-500:]
