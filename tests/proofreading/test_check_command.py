"""What would be broken: `symbackprop check`: what it reads, what it prints, what it writes, and its exit codes."""

import io
import json
import sys
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.cli import main
from symbackprop.proofreading.documents import check_document
from symbackprop.proofreading.files import TextFile, documents_in
from tests.proofreading.standin import NOTES, engine, proofread  # noqa: F401


@pytest.fixture
def run(capsys, monkeypatch, tmp_path, engine):  # noqa: F811
    """Run the command in an empty folder: exit code, output, complaints."""
    monkeypatch.chdir(tmp_path)

    def call(line):
        code = main(["check", *line.split()])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_exit_codes_say_whether_something_is_refuted(run, tmp_path):
    """0, 1, and 2 for what cannot be read, with one message each."""
    (tmp_path / "good.md").write_text("$a = b$")
    (tmp_path / "bad.md").write_text(NOTES)
    (tmp_path / "broken.ipynb").write_text("{")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert run("good.md")[0] == 0
    code, out, err = run("bad.md")
    assert (code, err) == (1, "")
    assert "bad.md:5:3: equation 10c is refuted\n" in out
    for name in ("broken.ipynb", "picture.png"):
        code, out, err = run(f"{name} good.md --jobs 1")
        assert code == 2
        assert err.startswith(name) and "Traceback" not in err
        assert "good.md: 1 proved" in out
    assert "did you mean good.md ?" in run("god.md")[2]


def test_a_mistake_of_ours_does_not_keep_other_documents_from_being_read(run, tmp_path, monkeypatch):
    """One message for the document, and the exit code of bad input."""
    import sys

    def fail(text, name, **more):
        if "bad" in name:
            raise KeyError("x")
        return proofread(text, name, **more)

    monkeypatch.setattr(sys.modules["symbackprop.proofreading.proofreader"], "proofread", fail)
    for name in ("bad.md", "good.md"):
        (tmp_path / name).write_text("$a = b$")
    code, out, err = run("bad.md good.md --jobs 1")
    assert (code, "good.md: 1 proved" in out) == (2, True)
    assert err.startswith("bad.md: the proofreader failed on this document") and err.count("\n") == 1


def test_a_folder_is_walked_for_documents(run, tmp_path):
    """Known kinds in all folders, hidden ones and installed packages left out."""
    for name in ("a.md", "b/c.tex", "b/d.txt", ".git/e.md", "node_modules/f.md", "g.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("$a = b$")
    found = [path.relative_to(tmp_path).as_posix() for path in documents_in([tmp_path])]
    assert found == ["a.md", "b/c.tex", "b/d.txt"]
    (tmp_path / "empty").mkdir()
    assert "no documents in this folder" in run("empty")[2]


def test_json_and_sarif_are_all_that_is_printed(run, tmp_path):
    """For programs, on standard output, with what could not be read."""
    (tmp_path / "notes.md").write_text(NOTES)
    (tmp_path / "broken.ipynb").write_text("{")
    assert json.loads(run("notes.md --format sarif")[1])["version"] == "2.1.0"
    data = json.loads(run("notes.md broken.ipynb --format json --jobs 1")[1])
    assert [e["verdict"] for e in data["files"][0]["equations"]] == ["proved", "refuted", "refuted", "undecided"]
    assert data["unread"][0]["file"] == "broken.ipynb"
    assert run("notes.md --format github")[1].count("::error") == 2


def test_explain_shows_every_equation(run, tmp_path):
    """Also what holds, and why the others are undecided."""
    (tmp_path / "notes.md").write_text(NOTES)
    out = run("notes.md --explain")[1]
    assert "notes.md:3:5: this equation is proved for all sizes\n" in out
    assert "unknown is not understood" in out
    assert "unknown is not understood" not in run("notes.md")[1]


def test_fix_writes_the_repairs_and_keeps_the_original(run, tmp_path):
    """Line ends, mark and rights of the file stay; a second run changes nothing."""
    path = tmp_path / "notes.md"
    original = b"\xef\xbb\xbf" + NOTES.replace("\n", "\r\n").encode()
    path.write_bytes(original)
    path.chmod(0o640)
    code, _, err = run("notes.md --fix")
    assert code == 0
    assert path.read_bytes() == original.replace(b"axis=0", b"axis=1")
    assert path.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "notes.md.bak").read_bytes() == original
    assert "-$$" in err and "notes.md: 2 equations repaired; the original is notes.md.bak" in err
    assert run("notes.md --fix")[::2] == (0, "")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["notes.md", "notes.md.bak"]


def test_fix_leaves_out_the_repair_that_refutes_something_else(run, tmp_path, monkeypatch):
    """The others are written, and the one that is not is named with its line; what has no place in the file, too."""
    module = sys.modules["symbackprop.proofreading.proofreader"]

    def contradicting(text, name, **more):
        report = proofread(text, name, **more)
        if r"$g = np.sum(\delta, axis=1)$" in text:
            first = replace(report.findings[0], verdict=Verdict.REFUTED)
            report = replace(report, findings=(first, *report.findings[1:]))
        return report

    monkeypatch.setattr(module, "proofread", contradicting)
    path = tmp_path / "notes.md"
    path.write_text(NOTES)
    code, _, err = run("notes.md --fix")
    assert code == 1
    assert path.read_text() == NOTES.replace("axis=0, keepdims", "axis=1, keepdims")
    assert "notes.md: 1 equation repaired" in err
    assert "notes.md:7: a repair is not written: other equations would be refuted" in err

    def from_a_macro(text, name, **more):
        report = proofread(text, name, **more)
        bare = [replace(f, correction=f.correction and replace(f.correction, edits=())) for f in report.findings]
        return replace(report, findings=tuple(bare))

    monkeypatch.setattr(module, "proofread", from_a_macro)
    path.write_text(NOTES)
    err = run("notes.md --fix")[2]
    assert path.read_text() == NOTES
    assert "notes.md:5: a repair is not written: the equation is not written out in the file" in err


def test_what_is_wrong_on_purpose_is_no_failure(run, tmp_path):
    """It is shown with --explain, and not repaired."""
    text = NOTES.replace("$$\\frac", "<!-- symbackprop: wrong -->\n$$\\frac").replace("| 权重 $g", "| $h")
    text = text.replace("np.sum(\\delta, axis=0)$ |", "b$ |")
    (tmp_path / "notes.md").write_text(text)
    assert run("notes.md --fix")[0] == 0
    assert (tmp_path / "notes.md").read_text() == text
    assert "(marked as wrong on purpose)" in run("notes.md --explain")[1]


def test_a_text_that_is_not_utf8_is_read_and_written_as_it_is(tmp_path):
    """Old LaTeX is; garbage is refused."""
    path = tmp_path / "old.tex"
    path.write_bytes("% café\n$a = b$".encode("latin-1"))
    file = TextFile.read(path)
    assert (file.text[2:6], file.encoded(file.text)) == ("café", path.read_bytes())
    path.write_bytes(bytes(range(256)) * 10)
    with pytest.raises(Exception, match="this is no text"):
        TextFile.read(path)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("with $a = b$", "markdown"),
        ("\\documentclass{article}\\begin{document}$a = b$", "latex"),
        ("<!DOCTYPE html><p>\\(a = b\\)", "html"),
        (":math:`a = b`", "restructured text"),
    ],
)
def test_a_text_is_checked_without_a_file(engine, text, kind):  # noqa: F811
    """What kind it is, it shows."""
    report = check_document(text)
    assert (len(report), report.original.container.value) == (1, kind)


def test_a_path_is_checked_and_a_missing_one_is_said(engine, tmp_path):  # noqa: F811
    """A path is no text, even where it is given as one."""
    (tmp_path / "a.md").write_text("$a = b$")
    assert len(check_document(tmp_path / "a.md")) == len(check_document(str(tmp_path / "a.md"))) == 1
    with pytest.raises(Exception, match="there is no such file"):
        check_document("missing.md")


def test_several_documents_are_read_in_processes_of_their_own(capsys, monkeypatch, tmp_path):
    """With the engine itself, in the order in which they were named."""
    monkeypatch.chdir(tmp_path)
    for name in ("b.md", "a.md"):
        (tmp_path / name).write_text("$z = w a + b$")
    (tmp_path / "c.ipynb").write_text("{")
    code = main(["check", "b.md", "a.md", "c.ipynb", "--jobs", "2", "--format", "json"])
    data = json.loads(capsys.readouterr().out)
    assert code == 2
    assert [f["file"] for f in data["files"]] == ["b.md", "a.md"]
    assert [f["equations"][0]["latex"] for f in data["files"]] == ["z = w a + b"] * 2
    assert data["unread"][0]["message"].startswith("c.ipynb")


class Stillborn:
    """A pool whose processes never begin."""

    def __init__(self, trouble):
        """With what it raises then."""
        self.trouble = trouble

    def __enter__(self):
        """Nothing starts yet."""
        return self

    def __exit__(self, *_):
        """Nothing ends."""

    def submit(self, *_):
        """The trouble, as soon as something is asked for or as soon as it is awaited."""
        if not isinstance(self.trouble, BrokenProcessPool):
            raise self.trouble
        found = Future()
        found.set_exception(self.trouble)
        return found


@pytest.mark.parametrize("trouble", [BrokenPipeError(), EOFError(), BrokenProcessPool()])
def test_documents_are_read_where_no_process_can_be_started(run, tmp_path, monkeypatch, trouble):
    """Nothing is read, nothing is said, and the exit code is that of documents in which nothing is wrong."""
    monkeypatch.setattr("symbackprop.commands.proofreading._pool", lambda jobs: Stillborn(trouble))
    (tmp_path / "good.md").write_text("$a = b$")
    (tmp_path / "bad.md").write_text(NOTES)
    code, out, err = run("good.md bad.md --jobs 2")
    assert (code, err) == (1, "")
    assert "bad.md:5:3: equation 10c is refuted\n" in out and "2 documents" in out


def test_a_missing_file_is_said_in_every_format(run, tmp_path):
    """A program that reads the output gets nothing at all."""
    (tmp_path / "good.md").write_text("$a = b$")
    code, out, err = run("god.md good.md --format json")
    assert code == 2 and "did you mean good.md ?" in err
    data = json.loads(out)
    assert [f["file"] for f in data["files"]] == ["good.md"]
    assert "there is no such file" in data["unread"][0]["message"]
    (sarif,) = json.loads(run("god.md --format sarif")[1])["runs"]
    assert sarif["invocations"][0]["executionSuccessful"] is False
    assert run("god.md --format github")[1].startswith("::error file=god.md,title=not read::")


def test_a_hyphen_is_standard_input(run, monkeypatch):
    """A text from another program has to be put into a file first."""
    for text, name in (("$a = b$", "text.md"), ("\\documentclass{article}\n$a = b$", "text.tex")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        code, out, _ = run("-")
        assert (code, f"{name}: 1 proved" in out) == (0, True)
    code, _, err = run("- --fix")
    assert (code, "standard input" in err) == (2, True)
