"""What would be broken: a compiled trainer, in either backend: its gradients, updates, costs or batches."""

import os
from dataclasses import fields, replace
from importlib.util import find_spec
from pathlib import Path

import mpmath
import numpy as np
import pytest
from sympy import Symbol, lambdify

import symbackprop as sb
from symbackprop.compiling.rows import in_rows
from symbackprop.compiling.trainer import compile_trainer
from symbackprop.errors import ShapeError, UsageError
from symbackprop.language.systems import Equation
from symbackprop.optimisers.adaptive import Adam, AdamW, RMSProp
from symbackprop.optimisers.descent import GradientDescent, Momentum, Nesterov
from symbackprop.optimisers.optimiser import optimised
from symbackprop.optimisers.schedules import StepDecay
from tests.compiling import cases, training_cases
from tests.compiling.training_cases import error, example

GOLDEN = Path(__file__).parent / "golden"
OPTIMISERS = (GradientDescent(), Momentum(), Nesterov(), RMSProp(), Adam(), AdamW())


@pytest.mark.parametrize(("output", "cost"), cases.FITTING[::2], ids=cases.shown)
def test_numpy_trainers_take_the_steps_of_the_gradients(output, cost):
    """Every activation with a cost that fits, L2 in all: as a plain loop over `lambdify` does it."""
    assert error(cases.gradients(output, cost, "columns"), GradientDescent()) < 1e-12


@pytest.mark.parametrize("batch", cases.BATCHES)
@pytest.mark.parametrize("optimiser", OPTIMISERS, ids=lambda o: type(o).__name__)
def test_optimisers_in_every_batch_form(optimiser, batch):
    """Textbook recurrences in float64; a wide layer, whose weights lie transposed."""
    equations = cases.gradients(sb.Softmax(), sb.CrossEntropy(), batch, width=40)
    assert error(equations, optimiser) < 1e-12


FAST = [
    (cases.gradients(sb.Softmax(), sb.CrossEntropy(), "columns", width=40), GradientDescent(), "float32", 1e-4),
    (cases.gradients(sb.Tanh(), sb.MeanAbsoluteError(), "rows", width=17), Adam(), "float64", 1e-9),
    (cases.gradients(sb.Softmax(), sb.CrossEntropy(), None), AdamW(), "float64", 1e-12),
]


@pytest.mark.parametrize(("equations", "optimiser", "dtype", "tolerance"), FAST, ids=["float32", "float64", "scalars"])
def test_fast_trainers_take_the_steps_of_the_gradients(equations, optimiser, dtype, tolerance):
    """The update inside the products, as one pass over a vector, in scalars; our own exp and tanh."""
    pytest.importorskip("numba")
    assert error(equations, optimiser, dtype, backend="fast") < tolerance


@pytest.mark.parametrize("scale", [1, 1000])
def test_softmax_overflows_nowhere(scale):
    """Steps with small outputs, of which nothing is subtracted before exp, and with ones far beyond what exp bears."""
    equations = sb.backprop(
        sb.network(2, sb.Dense(3), sb.Tanh(), sb.Dense(2), sb.Softmax(), cost=sb.CrossEntropy(), batch="rows")
    )
    trainer = compile_trainer(equations, batch_size=11)
    parameters, x, y, _ = example(trainer)
    parameters["w2"] *= scale
    trainer.load(parameters)
    cost, gradients = sb.lambdify(equations)(parameters, x, y)
    assert trainer.step(x, y) == pytest.approx(cost, rel=1e-12)
    for name, g in gradients.items():
        assert np.allclose(trainer.parameters[name], parameters[name] - trainer.settings["alpha"] * g, rtol=1e-12)


def test_float32_stays_float32():
    """No number of a formula turns single precision into double, or loses more than rounding."""
    equations = cases.gradients(sb.GELU(), sb.Quadratic(), "rows", width=33)
    assert error(equations, AdamW(), "float32") < 1e-4


def test_gradients_of_a_trainer_are_differences_of_its_cost():
    """∂C/∂p ≈ (C(p + h) − C(p − h))/2h for entries of every parameter."""
    trainer = compile_trainer(cases.gradients(sb.Softmax(), sb.CrossEntropy(), "columns"), batch_size=11)
    parameters, x, y, _ = example(trainer)
    trainer.load(parameters)
    _, gradients = trainer.gradients(x, y)
    for name, gradient in gradients.items():
        costs = []
        for h in (1e-6, -1e-6):
            trainer.load(parameters)
            trainer.parameters[name].flat[0] += h
            costs.append(trainer.step(x, y))
        assert gradient.flat[0] == pytest.approx((costs[0] - costs[1]) / 2e-6, rel=1e-6, abs=1e-9)


def test_an_epoch_in_parts_is_the_same_epoch():
    """Bit for bit, with all that the optimiser remembers: what a checkpoint in the middle rests on."""
    equations = cases.gradients(sb.Sigmoid(), sb.Quadratic(), "rows")
    whole, parts = (compile_trainer(equations, Adam(), batch_size=3) for _ in range(2))
    parameters, x, y, order = example(whole)
    for trainer in (whole, parts):
        trainer.load(parameters)
    whole.epoch(x, y, order)
    parts.epoch(x, y, order[:6])
    saved = (parts.vector.copy(), parts.state.copy(), parts.steps)
    resumed = compile_trainer(equations, Adam(), batch_size=3)
    resumed.vector[:], resumed.state[:], resumed.steps = saved
    resumed.epoch(x, y, order[6:])
    assert resumed.vector.tobytes() == whole.vector.tobytes()
    assert resumed.state.tobytes() == whole.state.tobytes()


def test_l2_is_meant_for_all_examples():
    """With `examples=N` each batch takes λm/N; without, λ; one example at a time alike."""
    for batch in cases.BATCHES:
        equations = cases.gradients(sb.Tanh(), sb.Quadratic(), batch)
        shared = compile_trainer(equations, batch_size=2, examples=100)
        parameters, x, y, _ = example(shared, 2)
        shared.load(parameters)
        plain = compile_trainer(equations, batch_size=2)
        plain.load(parameters)
        plain.settings["lam"] *= (1 if batch is None else 2) / 100
        assert shared.step(x, y) == pytest.approx(plain.step(x, y), rel=1e-12)
        assert np.allclose(shared.vector, plain.vector, rtol=1e-12)


def test_settings_hold_from_the_next_step():
    """A learning rate of 0 changes nothing; the old one does again."""
    trainer = compile_trainer(cases.gradients(sb.Tanh(), sb.Quadratic(), "rows"), batch_size=4)
    parameters, x, y, _ = example(trainer, 4)
    trainer.load(parameters)
    before, rate = trainer.vector.copy(), trainer.settings["alpha"]
    trainer.settings["alpha"] = 0.0
    trainer.step(x, y)
    assert (trainer.vector == before).all()
    trainer.settings["alpha"] = rate
    trainer.step(x, y)
    assert (trainer.vector != before).any()


def test_the_source_has_each_equation():
    """A reader finds the equation above the calls that compute it."""
    source = compile_trainer(cases.gradients(sb.Softmax(), sb.CrossEntropy(), "columns"), Adam()).source
    assert "# delta2[s, j] = (a2[s, j] - y[s, j])/m" in source
    assert "# next_u_p[i] = beta1 u_p[i] + (1 - beta1) g[i]" in source


def test_what_cannot_be_trained_is_refused():
    """Places outside the data (compiled code would read past its end), batches of another size, open equations."""
    trainer = compile_trainer(cases.gradients(sb.Tanh(), sb.Quadratic(), "rows"), batch_size=4)
    _, x, y, _ = example(trainer, 6)
    with pytest.raises(ShapeError, match="order do not fit"):
        trainer.epoch(x, y, np.array([0, 6]))
    with pytest.raises(ShapeError, match="a step takes a batch"):
        trainer.step(x, y)
    with pytest.raises(ShapeError, match="the inputs have the wrong shape"):
        trainer.step(x[:2, :1], y[:2])
    with pytest.raises(UsageError, match="left open"):
        compile_trainer(sb.network(2, sb.Dense(2), cost=sb.UnspecifiedCost(), batch="rows"))
    open_setting = sb.network(2, sb.Dense(2), sb.ELU("a"), cost=sb.Quadratic(), batch="rows")
    with pytest.raises(UsageError, match="a has no value"):
        compile_trainer(open_setting).step(x[:2], y[:2])
    with pytest.raises(UsageError, match="the size n_0 is open"):
        compile_trainer(sb.network("n_0", sb.Dense(2), cost=sb.Quadratic(), batch="rows"))


def test_learning_rates_follow_their_schedule():
    """Epochs with a schedule are steps with its numbers, in both backends; the count goes on from epoch to epoch."""
    equations = cases.gradients(sb.Tanh(), sb.Quadratic(), "rows")
    optimiser = GradientDescent(0.5, schedule=StepDecay(horizon=2, gamma=0.5))
    plain = compile_trainer(equations, GradientDescent(), batch_size=4)
    parameters, x, y, order = example(plain)
    plain.load(parameters)
    for t in range(1, 7):
        plain.settings["alpha"] = 0.5 * 0.5 ** ((t - 1) // 2)
        start = 4 * ((t - 1) % 3)
        plain.epoch(x, y, order[start : start + 4])
    backends = ("numpy", "fast") if find_spec("numba") else ("numpy",)
    for backend in backends:
        trainer = compile_trainer(equations, optimiser, batch_size=4, backend=backend)
        trainer.load(parameters)
        trainer.epoch(x, y, order)
        trainer.epoch(x, y, order)
        assert np.allclose(trainer.vector, plain.vector, rtol=1e-12)


@pytest.mark.parametrize("optimiser", OPTIMISERS, ids=lambda o: type(o).__name__)
def test_optimisers_are_their_textbook_recurrences_to_50_digits(optimiser):
    """Three steps down C = w², by the equations and by the recurrence, both at 50 digits."""
    w, c = Symbol("w", real=True), Symbol("C", real=True)
    system = optimised(sb.backprop([Equation(c, w**2)]), optimiser)
    with mpmath.workdps(50):
        values = {t.name: mpmath.mpf(0) for t in system.tensors}
        values |= {n: mpmath.mpf(v) for n, v in system.defaults} | {"w": mpmath.mpf(3) / 7}
        exact = replace(optimiser, **{f.name: mpmath.mpf(getattr(optimiser, f.name)) for f in numbers_of(optimiser)})
        expected, memory = mpmath.mpf(3) / 7, {}
        for t in range(1, 4):
            values["t"] = mpmath.mpf(t)
            expected = training_cases.TEXTBOOK[type(optimiser).__name__](exact, expected, 2 * expected, memory, t)
            for e in system.equations:
                names = sorted(e.rhs.free_symbols, key=str)
                values[e.defines] = lambdify(names, e.rhs, "mpmath")(*(values[s.name] for s in names))
            values |= {t.updates: values[t.name] for t in system.tensors if t.updates}
        assert abs(values["w"] - expected) < mpmath.mpf(10) ** -47


def numbers_of(optimiser):
    """The settings that are numbers."""
    return [f for f in fields(optimiser) if isinstance(getattr(optimiser, f.name), float)]


@pytest.mark.parametrize("optimiser", [GradientDescent(), Adam()], ids=["descent", "adam"])
def test_golden_source(optimiser):
    """The emitted module, byte for byte; review a change of these files like code."""
    network = sb.network(3, sb.Dense(40), sb.Sigmoid(), sb.Dense(2), sb.Softmax(), cost=sb.CrossEntropy())
    source = compile_trainer(network, optimiser, batch_size=5).source
    path = GOLDEN / f"trainer_{type(optimiser).__name__}.py"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(source, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == source


@pytest.mark.parametrize(("output", "cost"), [(sb.Softmax(), sb.CrossEntropy()), (sb.Tanh(), sb.Quadratic())])
def test_one_example_as_rows_is_the_mean_over_examples(output, cost):
    """Cost and gradients of the equations of one example, averaged by hand; L2 is in each of them once."""
    equations = cases.gradients(output, cost, None)
    step, rows = sb.lambdify(equations), sb.lambdify(in_rows(equations))
    parameters, x, y, _ = example(compile_trainer(equations))
    costs, gradients = zip(*(step(parameters, a, b) for a, b in zip(x, y, strict=True)), strict=True)
    together, found = rows(parameters, x, y)
    assert together == pytest.approx(np.mean(costs), rel=1e-13)
    for name, gradient in found.items():
        assert np.allclose(gradient, np.mean([g[name] for g in gradients], axis=0), rtol=1e-12, atol=1e-14)
