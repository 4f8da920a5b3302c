"""What would be broken: `symbackprop explain`, its formats, its numbers on the command line, its messages."""

import json
import subprocess
import sys

import pytest

from symbackprop.cli import main


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Run `symbackprop explain` in an empty folder: exit code, output, complaints."""
    monkeypatch.chdir(tmp_path)

    def call(*words):
        try:
            code = main(["explain", *words])
        except SystemExit as stop:
            code = stop.code
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_the_classic_in_text(run):
    """Formula, numbers, value; the updated weights; what does not hold of what was published."""
    code, out, _ = run("--example", "mazur")
    assert code == 0
    for line in (
        "    z[1]_1 = w[1]_11 x_1 + w[1]_12 x_2 + b[1]_1 = 0.15 · 0.05 + 0.2 · 0.1 + 0.35 = 0.3775",
        "    σ'(z[2]_1) = a[2]_1 (1 - a[2]_1) = 0.75136507 · (1 - 0.75136507) = 0.186815602",
        "    w[2]_11 ← w[2]_11 - α ∂C/∂w[2]_11 = 0.4 - 0.5 · 0.0821670406 = 0.35891648",
        "  The step takes the cost from 0.298371109 to 0.291027774.",
        "    ΔC ≈ ∂C/∂w[1]_11 Δw[1]_11",
        "       = 0.000438567734 · 0.001",
        "       = 4.38567734 · 10⁻⁷",
        "    C = 0.291027774   (printed: 0.291027924)",
    ):
        assert line in out.splitlines()


def test_plain_weights_on_the_command_line_are_the_same_network(run):
    """The classic, typed; a bias given once is that of all units."""
    words = "2-2-2 --hidden sigmoid --output sigmoid --cost quadratic --x 0.05,0.10 --y 0.01,0.99 --alpha 0.5"
    typed = ["--w1", "0.15,0.20;0.25,0.30", "--b1", "0.35", "--w2", "0.40,0.45;0.50,0.55", "--b2", "0.60,0.60"]
    code, out, _ = run(*words.split(), *typed, "--freeze", "b1,b2")
    classic = run("--example", "mazur")[1]
    assert code == 0
    assert out.strip() == classic[: classic.index("As published")].strip()


def test_weights_from_a_file_and_options_that_change_an_example(run, tmp_path):
    """A file of weights; an example whose alpha is changed is no longer held against what was published."""
    (tmp_path / "w.json").write_text('{"w1": [[0.5, -0.25]], "b1": [0.1]}')
    code, out, _ = run("2-1", "--x", "1,2", "--y", "1", "--weights", "w.json", "--output", "identity")
    assert code == 0
    assert "z[1]_1 = w[1]_11 x_1 + w[1]_12 x_2 + b[1]_1 = 0.5 · 1 + (-0.25) · 2 + 0.1 = 0.1" in out
    assert "As published" not in run("--example", "mazur", "--alpha", "0.1")[1]


def test_a_negative_number_may_come_first(run):
    """`--x -1,2` is two numbers, and no option."""
    code, out, _ = run("2-1", "--x", "-1,2", "--y", "-.5", "--output", "identity")
    assert code == 0
    assert "  x = [-1; 2]" in out
    assert "  y = [-0.5]" in out


def test_json_is_data(run):
    """Sections, equations, lines with names that count from 1."""
    code, out, _ = run("--example", "mazur", "--format", "json", "--steps", "10")
    found = {s["title"]: s for s in json.loads(out)["sections"]}
    lines = [line for e in found["Update"]["equations"] for line in e["lines"]]
    first = next(line for line in lines if line["name"] == "w2[1,1]")
    assert (code, first["printed"], first["relation"]) == (0, "0.35891648", "←")
    assert first["symbolic"]["latex"] == r"w^{[2]}_{11} - \alpha \frac{\partial C}{\partial w^{[2]}_{11}}"
    assert first["substituted"]["latex"] == r"0.4 - 0.5 \cdot 0.0821670406"
    assert [line["name"] for line in found["Further steps"]["equations"][0]["lines"]][-1] == "C after 10 steps"


@pytest.mark.parametrize(("written", "begin", "end"), [("latex", "\\[", "\\]"), ("markdown", "$$", "$$")])
def test_latex_and_markdown_hold_the_same_displays(run, written, begin, end):
    """The formula, then its entries with their numbers."""
    code, out, _ = run("--example", "mazur", "--format", written)
    lines = [
        r"  z^{[2]}_{1} &= w^{[2]}_{11} a^{[1]}_{1} + w^{[2]}_{12} a^{[1]}_{2} + b^{[2]}_{1} \\",
        r"  &= 0.4 \cdot 0.593269992 + 0.45 \cdot 0.596884378 + 0.6 \\",
        r"  &= 1.10590597 \\",
    ]
    formula = r"z^{[1]}_{j} = \sum_{k=1}^{2} w^{[1]}_{jk} x_{k} + b^{[1]}_{j}"
    assert code == 0
    assert f"{begin}\n{formula}\n{end}" in out
    assert "\n".join(lines) in out
    assert r"\frac{\partial C}{\partial w^{[2]}_{11}} &= \delta^{[2]}_{1} a^{[1]}_{1} = 0.138498562" in out


def test_a_batch(run):
    """Examples stand between semicolons, in columns unless rows are asked for."""
    words = ["2-1", "--x", "0,1;1,0;1,1", "--y", "1;1;0", "--seed", "1"]
    code, out, _ = run(*words)
    assert code == 0
    assert "C = 1/(2 m) Σ_s Σ_k (a[1]_ks - y_ks)²" in out
    assert "z[1]_13 =" in out
    assert "z[1]_31 =" in run(*words, "--batch", "rows")[1]


BAD = [
    ("", "which network?"),
    ("2-2 --y 1,2", "--x: which input?"),
    ("2-2 --x 1,b --y 1,2", "--x: 'b' is no number\n    1,b\n      ^"),
    ("n_0-2 --x 1,2 --y 1,2", "layers: an example needs numbers"),
    ("784-30-10 --x 1 --y 1", "more than anybody reads"),
    ("2-1 --x 1,2 --y 1 --w2 1", "--w2: this network has no w2"),
    ("2-1 --x 1,2 --y 1 --b1 1", "w1 (weight) has no value"),
    ("2-1 --x 1,2;3,4 --y 1;2 --batch none", "--x: 2 examples are a batch"),
    ("2-1 --x 1,2 --y 1 --weights none.json", "none.json: there is no such file"),
    ("2-1 --x 1,2 --y 1 --weights bad.json", "bad.json:2:1: this is no JSON"),
    ("--example rumelhart", "there is no example rumelhart"),
    ("--example odd.json", "odd.json: 'hiden' means nothing here"),
    ("--example kind.json", "kind.json: freeze cannot be 3"),
    ("--example claim.json", "there is no section Forwrd"),
    ("--example mazur --freeze weights,biases", "all parameters are frozen"),
    ("2-1 --x 1,2 --y 1e999999", "y: 1e999999 is out of reach"),
    ("2-1 --x 1,2 --y 0 --w1 5000,1 --cost binary-cross-entropy", "C is no real number at these values"),
    ("--example mazur --freeze bias", "bias cannot be frozen"),
    ("--example mazur --nudge w1", "--nudge w1: this is no change of a parameter"),
    ("--example mazur --alpha half", "alpha: 'half' is no number"),
    ("--example mazur --digits 0", "0 digits cannot be printed"),
    ("--example mazur --steps 0", "0 steps are none"),
    ("--example mazur --format pdf", "--format pdf: there is no such choice"),
    ("2-2-1 --x 1,2 --y 1 --hidden unspecified", "--hidden unspecified has no values"),
]


@pytest.mark.parametrize(("line", "message"), BAD)
def test_bad_input_gets_one_message(run, tmp_path, line, message):
    """Exit code 2, no traceback, nothing printed."""
    (tmp_path / "bad.json").write_text('{"w1": [[1, 2]\n')
    (tmp_path / "odd.json").write_text('{"hiden": "tanh"}')
    (tmp_path / "kind.json").write_text('{"layers": "2-1", "x": [1, 2], "y": [1], "freeze": 3}')
    claim = {"layers": "2-1", "x": [1, 2], "y": [1], "w1": [[1, 2]], "published": {"Forwrd": {"C": "1"}}}
    (tmp_path / "claim.json").write_text(json.dumps(claim))
    code, out, err = run(*line.split())
    assert (code, out) == (2, "")
    assert message in err
    assert "Traceback" not in err


def test_help_teaches(run):
    """Examples, and how numbers are written."""
    code, out, _ = run("--help")
    assert code == 0
    assert "examples:\n  symbackprop explain" in out
    assert "FILE.json holds" in out


def test_help_needs_neither_sympy_nor_numpy():
    """Help in a tenth of a second, not in two."""
    script = (
        "import sys\nfrom symbackprop.cli import main\n"
        "try:\n    main(['explain', '--help'])\nexcept SystemExit as stop:\n    assert not stop.code\n"
        "assert not {'sympy', 'numpy', 'rich'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
