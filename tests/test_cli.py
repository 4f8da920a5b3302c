"""The command line: what it prints, its exit codes, and that bad input leaves one message and no files."""

import json
import subprocess
import sys
from functools import cache

import numpy as np
import pytest

from symbackprop.cli import main
from symbackprop.commands import demo, writing
from symbackprop.commands.screen import Screen


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Run a command in an empty folder: exit code, output, complaints."""
    monkeypatch.chdir(tmp_path)

    def call(line):
        try:
            code = main(line.split())
        except SystemExit as stop:  # --help and --version
            code = stop.code
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


HELPS = ("--help", "derive --help", "train --help", "demo --help", "--version")


@pytest.mark.parametrize("line", HELPS)
def test_help_needs_neither_sympy_nor_numpy(line):
    """Help in a tenth of a second, not in two."""
    script = (
        "import sys\nfrom symbackprop.cli import main\n"
        f"try:\n    main({line.split()!r})\nexcept SystemExit as stop:\n    assert not stop.code\n"
        "assert not {'sympy', 'numpy', 'rich', 'matplotlib', 'sklearn'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "symbackprop" in done.stdout


def test_the_module_runs():
    """`python -m symbackprop` is the same door, with the same exit code."""
    done = subprocess.run([sys.executable, "-m", "symbackprop", "derive"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("which network?")


def test_every_help_has_examples(run):
    """Help teaches by examples."""
    for line in HELPS[:-1]:
        code, out, _ = run(line)
        assert (code, "examples:\n  symbackprop" in out) == (0, True)


def test_the_generic_layer_is_proved_in_matrix_form(run):
    """BP1 to BP4 for unspecified g and C."""
    code, out, _ = run("derive --generic --form matrix")
    lines = {line.split()[0]: line for line in out.splitlines()}
    assert code == 0
    assert all("proved · all sizes" in lines[name] for name in ("BP1", "BP2", "BP3", "BP4"))
    assert "δ[L] = ∇_(a[L])C ⊙ g'[L](z[L])" in lines["BP1"]
    assert "δ[l] = (W[l+1]ᵀ δ[l+1]) ⊙ g'[l](z[l])" in lines["BP2"]
    assert "∂C/∂b[l] = δ[l]" in lines["BP3"]
    assert "∂C/∂W[l] = δ[l] a[l-1]ᵀ" in lines["BP4"]


def test_the_generic_layer_ends_in_a_softmax(run):
    """With L2 over all layers, and the assumption said."""
    code, out, _ = run("derive --generic --output softmax --cost cross-entropy --l2 --batch columns --form component")
    assert code == 0
    assert out.count("proved · all sizes") == 4
    assert "assumed: Σ_k y_ks = 1" in out
    assert "refuted" not in out


def test_json_has_the_promised_keys(run):
    """Scripts rely on them."""
    code, out, _ = run("derive 4-3-2 --format json")
    found = {entry["name"]: entry for entry in json.loads(out)}
    assert code == 0
    assert set(found["delta1"]) == {"name", "lhs", "rhs", "latex", "verdict", "sizes", "steps"}
    assert found["delta1"]["verdict"] == "proved"
    assert found["delta1"]["sizes"] == "all"
    assert {step["verdict"] for step in found["delta1"]["steps"]} == {"proved"}
    assert found["z1"]["verdict"] == "definition"
    assert found["delta2"]["rhs"] == "a2[j] - y[j]"


def test_one_layer_with_its_steps(run):
    """--layer leaves the others out, --steps names the rules."""
    _, out, _ = run("derive n_0-n_1-n_2 --layer 2 --steps")
    assert "dw2" in out
    assert "dw1" not in out
    assert "(chain rule)" in out


def test_latex_and_markdown(run):
    """Displays with verdicts; without the referee there are none."""
    _, latex, _ = run("derive 3-2 --format latex --batch rows --form matrix")
    assert "% delta1: proved · all sizes\n\\[\n\\delta^{[1]} = \\frac{1}{m} (A^{[1]} - Y)\n\\]" in latex
    _, markdown, _ = run("derive 3-2 --format markdown --no-check")
    assert "**delta1**\n\n$$\n" in markdown
    assert "proved" not in markdown


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("derive", "which network?"),
        ("derive 784", "one width is no network"),
        ("derive 784-0-10", "784-0-10\n        ^"),
        ("derive 784--10", "'' is no width"),
        ("derive 3-2 --generic", "--generic stands for every number of layers"),
        ("derive 3-2 --layer 2", "--layer 2: there is no such layer"),
        ("derive 3-2 --layer 1 --generic", "not allowed with"),
        ("derive 3-2 --output sofmax", "did you mean --output softmax ?"),
        ("derive 3-2 --output softmax --cost nonsense", "expected  cross-entropy, binary-cross-entropy, quadratic"),
        (
            "derive 3-4-2 --hidden relu --output relu --cost cross-entropy",
            "--cost cross-entropy does not fit --output relu\n",
        ),
        ("derive 3-2 --batch row", "did you mean --batch rows ?"),
        ("derive 3-2 --form matrx", "did you mean --form matrix ?"),
        ("derive 3-2 --format tex", "text, latex, markdown, json"),
        ("derive 3-2 --notation neilsen", "did you mean --notation nielsen ?"),
        ("derive 3-2 --hiden relu", "did you mean --hidden ?"),
        ("derve 3-2", "did you mean derive ?"),
        ("frobnicate", "\n    symbackprop --help shows examples"),
        ("derive 3-2 --cost mse", "did you mean --cost mean-squared-error ?"),
        ("derive 3-2 --hidden relu", "--hidden relu: there is no hidden layer"),
        ("derive 3-2 --output tanh --cost cross-entropy", "use --output softmax\n"),
        ("train --data digits --hidden unspecified", "--hidden unspecified has no values"),
        ("train --data digits --batch-size 0", "argument --batch-size: '0'"),
        ("train --data digits --learning-rate nan", "argument --learning-rate: 'nan' is not a positive number"),
        ("", "the following arguments are required: COMMAND"),
        ("train --layers 64-30-10", "the following arguments are required: --data"),
        ("train --data digits --layers 63-30-10", "digits: the first width is that of the inputs"),
        ("train --data digits --layers 64-30-9", "digits: y has labels outside the classes"),
        ("train --data digits --layers n_0-n_1", "training needs numbers"),
        ("train --data digits --epochs 0", "argument --epochs: '0' is not a whole number of at least 1"),
        ("train --data digits --epochs many", "argument --epochs: 'many' is not a whole number"),
        ("train --data digits --l2 -1", "strength of L2"),
        ("train --data digits --cost unspecified --output sigmoid", "--cost unspecified has no values"),
        ("train --data none.csv", "no such file"),
        ("train --data digits --save none/weights.npz", "there is no folder none"),
        ("train --data digits --save weights.txt", "expected  a file that ends in .npz"),
        ("train --data digits --save /proc/weights.npz", "nothing can be made in the folder /proc"),
        ("train --data digits --layers 64-30-1", "64-30-1\n          ^\n    expected  a unit for each class"),
        ("train --data digits --seed -1", "a seed is a whole number, not -1"),
        ("train --data digits --l2 inf", "strength of L2"),
        ("derive 3-2 --hidden swish", "--hidden swish: there is no such choice"),
        ("derive 3-2 --output tanh --cost cross-entropy", "got       activations in (-1, 1)"),
        ("demo --out /proc/demo", "nothing can be made in the folder /proc"),
        ("demo --seed -1", "a seed is a whole number, not -1"),
    ],
)
def test_bad_input_gets_one_message_and_leaves_no_file(run, tmp_path, line, says):
    """Exit code 2, no traceback, nothing half-written."""
    code, out, err = run(line)
    assert code == 2
    assert says in err
    assert "Traceback" not in err
    assert out == ""
    assert list(tmp_path.iterdir()) == []


def write_blobs(path):
    """Three classes of points in the plane."""
    random = np.random.default_rng(0)
    labels = np.arange(90) % 3
    points = np.array([[2.0, 0.0], [-2.0, 1.0], [0.0, -2.0]])[labels] + random.normal(0, 0.4, (90, 2))
    path.write_text("".join(f"{u:.4f},{v:.4f},{label}\n" for (u, v), label in zip(points, labels, strict=True)))


def test_a_csv_file_is_trained_on_and_the_weights_saved(run, tmp_path):
    """The weights with the scaling of the inputs, which they are useless without."""
    write_blobs(tmp_path / "blobs.csv")
    code, out, err = run("train --data blobs.csv --layers 2-5-3 --epochs 20 --save weights.npz")
    assert (code, err) == (0, "")
    assert "test accuracy     100.00%" in out
    with np.load(tmp_path / "weights.npz") as saved:
        assert sorted(saved.files) == ["b1", "b2", "w1", "w2", "x_scale", "x_shift"]
        assert saved["w1"].shape == (5, 2)
    assert {p.name for p in tmp_path.iterdir()} == {"blobs.csv", "weights.npz"}


def test_json_of_a_training_is_repeatable(run, tmp_path):
    """One object, the same for the same seed; widths come from the data."""
    write_blobs(tmp_path / "blobs.csv")
    first, again, other = (run(f"train --data blobs.csv --epochs 3 --seed {seed} --json")[1] for seed in (1, 1, 2))
    assert first == again != other
    found = json.loads(first)
    assert found["layers"] == "2-30-3"
    assert len(found["history"]["cost"]) == len(found["history"]["test_accuracy"]) == 3


def test_online_learning_and_a_regression(run, tmp_path):
    """A batch of one, and targets that are numbers."""
    x = np.linspace(-1, 1, 50)
    (tmp_path / "square.csv").write_text("u,y\n" + "".join(f"{u},{u * u}\n" for u in x))
    code, out, err = run(
        "train --data square.csv --layers 1-6-1 --hidden tanh --cost mean-squared-error --batch-size 1 "
        "--learning-rate 0.05 --epochs 30"
    )
    assert (code, err) == (0, "")
    assert "test mean squared error" in out


@pytest.mark.parametrize("target", ["250000", "-1", "0"])
def test_targets_that_are_hardly_classes_ask_for_layers(run, tmp_path, target):
    """A network of 250,001 outputs for ten prices is not what its user meant."""
    (tmp_path / "prices.csv").write_text(f"1,2,{target}\n" * 10)
    code, _, err = run("train --data prices.csv")
    assert (code, err.splitlines()[0]) == (
        2, "prices.csv: --layers is needed, since the targets do not look like classes",
    )  # fmt: skip


def test_the_data_are_not_overwritten(run, tmp_path):
    """--save takes neither the file that is read, under another name too, nor one of another kind."""
    np.savez(tmp_path / "data.npz", x=np.eye(6), y=np.arange(6) % 2)
    before = (tmp_path / "data.npz").read_bytes()
    (tmp_path / "link.npz").symlink_to("data.npz")
    for name in ("data.npz", "./data.npz", "link.npz"):
        code, _, err = run(f"train --data data.npz --save {name}")
        assert (code, "is what is read from" in err) == (2, True)
    (tmp_path / "folder.npz").mkdir()
    assert "this is a folder" in run("train --data data.npz --save folder.npz")[2]
    assert (tmp_path / "data.npz").read_bytes() == before


def test_a_great_cost_keeps_to_its_line(run, tmp_path):
    """Three hundred digits of a cost that runs away say less than its exponent."""
    write_blobs(tmp_path / "blobs.csv")
    _, out, _ = run("train --data blobs.csv --epochs 1 --learning-rate 1e100")
    assert max(map(len, out.splitlines())) < 80 and "e+" in out


def test_text_in_a_csv_file_is_shown_with_a_caret(run, tmp_path):
    """The message of the reader, as it is."""
    (tmp_path / "data.csv").write_text("1,2,0\n3,red,1\n")
    code, _, err = run("train --data data.csv --layers 2-2")
    assert code == 2
    assert err.startswith("data.csv:2:3: column 2 is not a finite number\n    3,red,1\n      ^^^\n")


@pytest.fixture
def short(monkeypatch):
    """A demo of two epochs."""
    monkeypatch.setitem(demo.SETTINGS, "epochs", 2)


def test_the_demo_writes_its_folder(run, tmp_path, short, monkeypatch):
    """Everything that it promises, and nothing beside it; a second run, which need not derive again, replaces it."""
    original = demo._derived
    derive = cache(lambda: original(Screen()))
    monkeypatch.setattr(demo, "_derived", lambda screen: derive())
    for said in (("7 equations derived", "7 of them proved", "test accuracy"), ("test accuracy",)):
        code, out, err = run("demo")
        assert (code, err) == (0, "")
        assert all(words in out for words in said)
        assert [p.name for p in tmp_path.iterdir()] == ["symbackprop-demo"]
        assert sorted(p.name for p in (tmp_path / "symbackprop-demo").iterdir()) == sorted(demo.FILES)
    source = (tmp_path / "symbackprop-demo" / "network.py").read_text()
    compile(source, "network.py", "exec")
    assert "import numpy as np\n" in source
    assert (tmp_path / "symbackprop-demo" / "training.png").read_bytes().startswith(b"\x89PNG")


def test_the_demo_does_not_replace_a_users_folder(run, tmp_path):
    """Before any work, and without touching it."""
    (tmp_path / "symbackprop-demo").mkdir()
    (tmp_path / "symbackprop-demo" / "thesis.tex").write_text("years of work")
    code, out, err = run("demo")
    assert (code, out) == (2, "")
    assert "is not ours to replace" in err
    assert (tmp_path / "symbackprop-demo" / "thesis.tex").read_text() == "years of work"


def test_the_demo_does_not_replace_a_users_own_readme(run, tmp_path):
    """A file of a name that the demo writes too is not therefore ours."""
    (tmp_path / "README.md").write_text("# my thesis\n")
    code, _, err = run(f"demo --out {tmp_path}")
    assert (code, "got       README.md" in err) == (2, True)


def test_a_full_disk_gets_one_message():
    """No traceback from the last flush either."""
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "symbackprop", "derive", "2-1", "--no-check"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (2, "the output: No space left on device\n")


def test_an_interrupted_demo_leaves_nothing(run, tmp_path, short, monkeypatch):
    """Ctrl-C while files are being written: 130, and no half of a folder."""

    def interrupted(folder, *_):
        (folder / "derivation.tex").write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "write_results", interrupted)
    code, _, err = run("demo")
    assert code == 130
    assert "interrupted" in err
    assert list(tmp_path.iterdir()) == []


def test_a_failing_write_leaves_the_old_file(tmp_path):
    """Whole or not at all."""
    path = tmp_path / "weights.npz"
    path.write_text("old")

    def fail(file):
        file.write(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        writing.write_file(path, fail)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_extra_is_named(run, monkeypatch):
    """The message says what to install."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    code, _, err = run("demo")
    assert code == 2
    assert 'pip install "symbackprop[data,plot]"' in err


def test_a_terminal_shows_no_latex(run):
    """Norms, sums and transposes are spelled in Unicode."""
    _, out, _ = run("derive 3-2 --l2 --batch rows --form matrix --no-check")
    assert "‖W[1]‖" in out and "Vert" not in out and "\\" not in out
