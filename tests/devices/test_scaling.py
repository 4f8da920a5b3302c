"""What would be broken: the count of a step's work, the model of its time, and the page that prints both."""

import re
from pathlib import Path

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.cli import main
from symbackprop.devices.scaling import COUNTS, MACHINES, scale, step_time, stops_at
from symbackprop.devices.work import Work, count_work
from symbackprop.language.functions import sigmoid
from symbackprop.language.indices import index, summation
from symbackprop.language.systems import Tensor

PAGE = Path(__file__).parents[2] / "derivations" / "scaling.md"
WORK = Work(flops=10**9, flops_once=0, entries=10**5, entries_once=3 * 10**6, parameters=10**6)


def test_operations_are_those_of_a_hand_count():
    """z = X Wᵀ + b, δ = (a − y)/m, ∂C/∂W, ∂C/∂b and the cost of a linear layer, each counted on paper."""
    system = sb.backprop(sb.network(100, sb.Dense(10), cost=sb.Quadratic(scale="1/2"), batch="rows"))
    forward = 2 * 100 * 10 + 10  # products and additions, and the bias
    cost = 10 + 10 + 10  # a difference, a square and an addition for each output
    gradients = 10 + 2 * 100 * 10 + 10  # δ, ∂C/∂W, ∂C/∂b
    work = count_work(system)
    assert work.flops == forward + cost + gradients
    assert work.parameters == 1010


def test_what_does_not_depend_on_an_index_is_computed_once():
    """Σ_k exp(z_k) under softmax is one sum for all outputs: the count is linear in their number."""
    from sympy import exp

    from symbackprop.devices.work import operations

    j, k = index("j", 50), index("k", 50)
    z = Tensor("z", (j,))
    assert operations(exp(z.at(j)) / summation(exp(z.at(k)), k)) < 5 * 50
    assert operations(sigmoid(z.at(j))) == 50


def test_the_slope_is_proved():
    """∂t/∂D comes from the same sweep as every gradient, and the referee proves it."""
    assert not sb.check(step_time()).require(sb.Verdict.PROVED).refuted


def test_the_turning_point_is_the_minimum():
    """Before it one more device helps, after it one more is too many."""
    machine = MACHINES["h100"]
    best = stops_at(WORK, machine, 2**15)
    before, there, after = scale(WORK, machine, 2**15, [round(best * f) for f in (0.9, 1, 1.1)])
    assert machine.server < best < COUNTS[-1]
    assert there.total < min(before.total, after.total)


def test_times_add_up():
    """On one device nothing is added up; the rest is the sum of its parts, whatever the number of devices."""
    machine = MACHINES["a100"]
    first, *others = scale(WORK, machine, 4096)
    assert first.adding == 0
    assert first.speedup == 1
    for row in (first, *others):
        once = machine.start + WORK.entries_once * machine.item / machine.memory
        np.testing.assert_allclose(row.total, once + row.computing + row.adding)
        np.testing.assert_allclose(row.speedup, first.total / row.total)


def test_no_more_devices_than_examples():
    """A device without an example is not asked for."""
    assert [row.devices for row in scale(WORK, MACHINES["cpu"], 8)] == [1, 2, 4, 8]
    assert len(scale(WORK, MACHINES["cpu"], 8, each=True)) == len(COUNTS)


@pytest.mark.parametrize(
    "command", re.findall(r"^    symbackprop scaling (.+)$", PAGE.read_text("utf-8"), re.MULTILINE)
)
def test_the_page_prints_what_is_computed(command, capsys):
    """Each table of the page is that of the command above it; to accept a change, paste its output."""
    assert main(["scaling", *command.split(), "--format", "markdown"]) == 0
    assert capsys.readouterr().out.strip() in PAGE.read_text(encoding="utf-8")


def test_a_table_for_a_terminal(capsys):
    """Columns stand below their heads; it is said where more devices stop helping."""
    assert main(["scaling", "784-30-10", "--machine", "cpu", "--batch-size", "64"]) == 0
    said, _, fastest, _, head, *rows = capsys.readouterr().out.splitlines()
    assert said.startswith("784-30-10, 64 examples a step")
    assert fastest.startswith("Fastest with 1 device (25.5 µs; ∂t/∂D > 0 across servers")
    assert "efficiency" in head
    assert {len(row) for row in rows} == {len(head)}
    assert len(rows) == 7


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["n_0-10"], "times need numbers"),
        (["8-2", "--machine", "abacus"], "there is no machine 'abacus'"),
        (["8-2", "--batch-size", "0"], "at least one example"),
        (["8-2", "--cost", "unspecified"], "no values to compute with"),
    ],
)
def test_complaints(arguments, complaint, capsys):
    """One message and exit code 2."""
    assert main(["scaling", *arguments]) == 2
    assert complaint in capsys.readouterr().err
