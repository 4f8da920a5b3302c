"""`symbackprop train`: its options, what it writes, what it refuses, and how it ends."""

import json
import os
import signal

import numpy as np
import pytest
from rich.console import Console

from symbackprop.cli import main
from symbackprop.commands.choices import INITIALISATIONS, OPTIMISERS, SCHEDULES
from symbackprop.commands.progress import progress_bar
from symbackprop.training import settings
from symbackprop.training.initialisation import SCHEMES
from symbackprop.training.run import Run


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run `symbackprop train` in a folder with a CSV file; exit code, output and errors."""
    monkeypatch.chdir(tmp_path)
    random = np.random.default_rng(0)
    labels = np.arange(90) % 3
    points = np.array([[2.0, 0.0], [-2.0, 1.0], [0.0, -2.0]])[labels] + random.normal(0, 0.6, (90, 2))
    lines = (f"{u:.4f},{v:.4f},{label}\n" for (u, v), label in zip(points, labels, strict=True))
    (tmp_path / "blobs.csv").write_text("".join(lines))

    def call(line=""):
        code = main(["train", "--data", "blobs.csv", "--layers", "2-4-3", "--epochs", "4", *line.split()])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_the_choices_are_those_of_the_library():
    """Help knows them without importing anything."""
    assert tuple(settings.OPTIMISERS) == OPTIMISERS
    assert tuple(settings.SCHEDULES) == SCHEDULES
    assert tuple(SCHEMES) == INITIALISATIONS


@pytest.mark.parametrize(
    "line",
    [
        "--optimiser adam --init glorot --precision float32",
        "--optimizer momentum --learning-rate 0.05 --batch-size all",
        "--batch-size 4 --accumulate 3 --class-weights balanced",
        "--class-weights 1,2,1 --l2 0.1 --batch-size 1 --learning-rate 0.05",
        "--validation 0.2",
        "--patience 2",
        "--schedule cosine --optimiser nesterov --learning-rate 0.05",
    ],
)
def test_options_are_taken(run, line):
    """Each way to train reaches the library, and learns."""
    code, out, err = run(f"{line} --epochs 15 --json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert found["history"]["cost"][-1] < found["history"]["cost"][0]
    assert ("validation_cost" in found["history"]) == ("validation" in line or "patience" in line)


def test_verification_is_reported(run):
    """In lines and in JSON."""
    code, out, _ = run("--verify --optimiser adam")
    assert code == 0 and out.count("  verified   ") == 5 and "a step of Adam at 50 digits" in out
    assert len(json.loads(run("--verify --json")[1])["verified"]) == 5


def test_a_lie_ends_with_code_1_and_writes_nothing(run, tmp_path, monkeypatch):
    """As when the referee refutes an equation."""
    epoch = "symbackprop.compiling.trainer.Trainer.epoch"
    from symbackprop.compiling.trainer import Trainer

    honest = Trainer.epoch
    monkeypatch.setattr(epoch, lambda self, *data: 1.001 * honest(self, *data))
    code, out, err = run("--verify --save weights.npz")
    assert (code, out) == (1, "") and "what is compiled differs in C" in err
    assert [p.name for p in tmp_path.iterdir()] == ["blobs.csv"]


def test_a_run_goes_on_from_its_checkpoint(run, tmp_path):
    """Two halves are the whole, to the last bit of the saved file."""
    run("--epochs 12 --save whole.npz")
    run("--epochs 5 --checkpoint run.npz")
    code, out, _ = run("--epochs 12 --checkpoint run.npz --resume --save halves.npz")
    assert code == 0 and "epoch 12" in out
    assert (tmp_path / "whole.npz").read_bytes() == (tmp_path / "halves.npz").read_bytes()
    code, _, err = run("--epochs 12 --checkpoint run.npz")
    assert (code, "run.npz is there already" in err) == (2, True)


def test_the_report_is_one_file(run, tmp_path):
    """Beside the saved weights, and nothing half-written."""
    code, out, _ = run("--report page.html --save weights.npz --optimiser adam")
    assert code == 0 and "report page.html" in out
    assert {p.name for p in tmp_path.iterdir()} == {"blobs.csv", "page.html", "weights.npz"}
    assert "2-4-3 on blobs.csv" in (tmp_path / "page.html").read_text()


def test_an_interruption_saves_the_best_and_says_so(run, tmp_path, monkeypatch):
    """130, as after any Ctrl-C, with the files that were asked for."""
    end = Run._end_epoch

    def press(self):
        end(self)
        if self.epoch == 3:
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(Run, "_end_epoch", press)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    try:
        code, out, _ = run("--epochs 500 --save weights.npz --checkpoint run.npz")
    finally:
        signal.signal(signal.SIGINT, before)
    assert code == 130 and "ended: interrupted; the parameters are those after epoch 3" in out
    assert {p.name for p in tmp_path.iterdir()} == {"blobs.csv", "weights.npz", "run.npz"}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("--optimiser adm", "did you mean --optimiser adam ?"),
        ("--schedule sine", "did you mean --schedule cosine ?"),
        ("--init xavier", "expected  standard, lecun, glorot, he"),
        ("--precision half", "expected  float64, float32"),
        ("--backend cuda", "expected  numpy, fast"),
        ("--class-weights one,two", "balanced, or a number for each class"),
        ("--class-weights 1,-1", "cannot have the weight"),
        ("--layers 7-4-2", "the first width is that of the inputs"),
        ("--validation 1.5", "leaves nothing to train on"),
        ("--batch-size some", "'some' is not a whole number"),
        ("--interval -1", "'-1' is not a number of at least 0"),
        ("--resume", "--resume: from which file?"),
        ("--checkpoint blobs.csv", "expected  a file that ends in .npz"),
        ("--checkpoint none/run.npz", "there is no folder none"),
        ("--checkpoint run.npz --save ./run.npz", "--save and --checkpoint both name ./run.npz"),
        ("--report page.txt", "expected  a file that ends in .html"),
        ("--report none/page.html", "there is no folder none"),
        ("--patience 0", "'0' is not a whole number"),
        ("--learning-rate 1e300 --hidden relu", "training has run away"),
    ],
)
def test_bad_choices_get_one_message(run, tmp_path, line, says):
    """Exit code 2, no traceback, nothing written."""
    code, out, err = run(line)
    assert (code, out) == (2, "") and says in err and "Traceback" not in err
    assert [p.name for p in tmp_path.iterdir()] == ["blobs.csv"]


def test_a_foreign_checkpoint_is_refused(run, tmp_path):
    """A file that is something else is neither read nor overwritten."""
    np.savez(tmp_path / "run.npz", x=np.eye(2))
    before = (tmp_path / "run.npz").read_bytes()
    code, _, err = run("--checkpoint run.npz --resume")
    assert code == 2 and "run.npz: the file is no symbackprop checkpoint" in err
    assert (tmp_path / "run.npz").read_bytes() == before


def test_a_terminal_shows_rate_and_time_left_and_a_file_nothing(run):
    """The bar moves with the run; elsewhere there is none."""
    from io import StringIO

    import symbackprop as sb

    screen = StringIO()
    net = sb.network(2, sb.Dense(2), sb.Softmax(), cost=sb.CrossEntropy(), batch="rows")
    x, y = np.random.default_rng(0).normal(size=(50, 2)), np.arange(50) % 2
    with progress_bar(Console(file=screen, force_terminal=True, width=120), 3) as callbacks:
        sb.train(net, x, y, epochs=3, callbacks=callbacks)
    assert "epoch 3/3" in screen.getvalue() and "examples/s" in screen.getvalue() and "accuracy" in screen.getvalue()
    with progress_bar(Console(file=StringIO()), 3) as callbacks:
        assert callbacks == []
