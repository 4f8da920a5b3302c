"""Checkpoints: a killed run ends bit for bit as one that was left alone, and no file is trusted."""

import os
import random
import signal
import sys
import time

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.errors import DataError, SymbackpropError
from symbackprop.optimisers.adaptive import Adam
from symbackprop.training.archives import read_archive, write_archive, write_whole
from symbackprop.training.checkpoints import KIND

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(300, 6))
Y = (X[:, 0] * X[:, 1] > 0).astype(int)
NETWORK = sb.backprop(
    sb.network(6, sb.Dense(8), sb.Tanh(), sb.Dense(2), sb.Softmax(), cost=sb.CrossEntropy(), batch="rows",
               regularisation=sb.L2(0.1))
)  # fmt: skip
SETTINGS = {"optimiser": Adam(alpha=0.01), "batch_size": 7, "validation": 0.2, "seed": 4}


def trained(epochs=40, **more):
    """A training of the same network on the same data."""
    return sb.train(NETWORK, X, Y, epochs=epochs, **{**SETTINGS, **more})


def same(one, other):
    """Whether two trainings ended alike to the last bit."""
    arrays = [(one.parameters[k], other.parameters[k]) for k in one.parameters]
    arrays += [(one.history[k], other.history[k]) for k in one.history]
    return one.steps == other.steps and all(np.array_equal(a, b) for a, b in arrays)


def killed_after(seconds, path):
    """Train in a process of its own that is killed, if it has not ended by then; whether it was killed."""
    child = os.fork()
    if child == 0:
        try:
            trained(checkpoint=path, resume=True, interval=0)
        finally:
            os._exit(int(sys.exc_info()[0] is not None))
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or status == 0
    return os.WIFSIGNALED(status)


def test_a_run_that_is_killed_ends_as_if_it_were_not(tmp_path):
    """At random moments, in the middle of epochs and of writing."""
    path, moments, kills = tmp_path / "run.npz", random.Random(0), 0
    trained(1)  # what is compiled once is not a part of the length
    start = time.perf_counter()
    alone = trained()
    length = time.perf_counter() - start
    while kills < 6 and killed_after(length * moments.uniform(0.05, 0.25), path):
        kills += 1
    assert kills >= 2
    assert same(trained(checkpoint=path, resume=True), alone)
    assert [p.name for p in tmp_path.iterdir()] == ["run.npz"]


def test_a_run_goes_on_within_an_epoch(tmp_path):
    """Ended after some steps by a callback, twice; the random order and the optimiser's memory go on."""
    path = tmp_path / "run.npz"
    for steps in (50, 200):
        part = trained(
            checkpoint=path, resume=True,
            callbacks=[lambda run, steps=steps: run.interrupt() if run.trainer.steps > steps else None],
        )  # fmt: skip
        assert part.ended == "interrupted" and part.epoch < 40
    assert same(trained(checkpoint=path, resume=True), trained())


def test_more_epochs_go_on_from_fewer(tmp_path):
    """The number of epochs is no part of what a run is."""
    path = tmp_path / "run.npz"
    trained(3, checkpoint=path)
    assert same(trained(8, checkpoint=path, resume=True), trained(8))


def test_an_early_stopped_run_stays_stopped(tmp_path):
    """Resumed, it is what it was."""
    path = tmp_path / "run.npz"
    first = trained(500, patience=2, checkpoint=path)
    assert first.ended == "no better for 2 epochs" and first.epoch == len(first.history["cost"]) - 2
    assert same(first, trained(500, patience=2, checkpoint=path, resume=True))


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"seed": 5}, "seed 5"),
        ({"batch_size": 8}, "batch size 8"),
        ({"optimiser": "sgd"}, "optimiser GradientDescent"),
        ({"dtype": "float32"}, "precision float32"),
        ({"validation": 0.3}, "expected  data "),
    ],
)
def test_a_checkpoint_of_another_training_is_refused(tmp_path, more, says):
    """With what differs."""
    path = tmp_path / "run.npz"
    trained(1, checkpoint=path)
    with pytest.raises(DataError, match="is of another training") as caught:
        trained(2, checkpoint=path, resume=True, **more)
    assert says in str(caught.value)


def test_parameters_in_another_order_are_refused(tmp_path):
    """A checkpoint of a compiler that puts them in other places: as many numbers, but not the same network."""
    path = tmp_path / "run.npz"
    trained(1, checkpoint=path)
    arrays, header = read_archive(path, KIND)
    write_archive(path, arrays, {**header, "of": {**header["of"], "places": "others"}})
    with pytest.raises(DataError, match="is of another training"):
        trained(2, checkpoint=path, resume=True)


def test_a_checkpoint_is_not_overwritten_by_accident(tmp_path):
    """Hours of work are there."""
    path = tmp_path / "run.npz"
    trained(1, checkpoint=path)
    before = path.read_bytes()
    with pytest.raises(SymbackpropError, match="is there already"):
        trained(1, checkpoint=path)
    assert path.read_bytes() == before
    with pytest.raises(SymbackpropError, match="there is no folder"):
        trained(1, checkpoint=tmp_path / "none" / "run.npz")


def test_every_damage_is_refused(tmp_path):
    """Cut off at any place, or changed at any byte: one message, never a training on other numbers."""
    path = tmp_path / "run.npz"
    trained(1, checkpoint=path)
    whole, (arrays, header) = path.read_bytes(), read_archive(path, KIND)
    places = random.Random(1)
    for _ in range(80):
        place = places.randrange(len(whole))
        changed = bytearray(whole)
        changed[place] ^= 1 << places.randrange(8)
        for content in (whole[:place], bytes(changed)):
            path.write_bytes(content)
            try:
                found, said = read_archive(path, KIND)
            except DataError:
                continue
            assert said == header  # the byte meant nothing, such as one of a date
            assert all(np.array_equal(found[name], array) for name, array in arrays.items())


def test_what_is_no_checkpoint_is_refused(tmp_path):
    """Pickled objects above all, and an archive of another kind, and numbers changed with the archive made anew."""
    path = tmp_path / "run.npz"
    np.savez(path, header=np.array([{"a": 1}], dtype=object), checksum=[0])
    with pytest.raises(DataError, match="the file is no symbackprop checkpoint"):
        trained(1, checkpoint=path, resume=True)
    write_archive(path, {"w1": np.ones(3)}, {"kind": "diary"})
    with pytest.raises(DataError, match="got       a diary"):
        read_archive(path, KIND)
    path.unlink()
    trained(1, checkpoint=path)
    arrays, header = read_archive(path, KIND)
    np.savez(path, **{**np.load(path), "vector": arrays["vector"] + 1e-9})
    with pytest.raises(DataError, match="the file has been changed"):
        trained(1, checkpoint=path, resume=True)
    write_archive(path, {**arrays, "vector": arrays["vector"][1:]}, header)
    with pytest.raises(DataError, match="the checkpoint is incomplete"):
        trained(1, checkpoint=path, resume=True)


def test_the_same_content_has_the_same_bytes(tmp_path):
    """Nothing says when it was written."""
    for name in ("one.npz", "other.npz"):
        write_archive(tmp_path / name, {"a": np.arange(3.0)}, {"kind": "k", "x": 0.1})
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "other.npz").read_bytes()


def test_a_failing_write_leaves_the_old_file(tmp_path):
    """Whole or not at all."""
    path = tmp_path / "run.npz"
    path.write_text("old")

    def fail(file):
        file.write(b"half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_whole(path, fail)
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]
