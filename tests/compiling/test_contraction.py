"""What would be broken: a transposed operand, a lost axis, a sum over the wrong one."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Mul

import symbackprop as sb
from symbackprop.compiling.labelled import Labelled
from symbackprop.compiling.numpy_functions import NumpyFunction
from symbackprop.errors import UnknownNodeError
from symbackprop.language.indices import index, summation
from symbackprop.language.systems import Equation, Role, System, Tensor
from tests.compiling.cases import BATCHES, data, gradients
from tests.compiling.evaluation import as_array, evaluate

LENGTHS = {"i": 2, "j": 3, "k": 2, "p": 3}


@st.composite
def networks(draw):
    """Random products of random tensors, some indices summed: the axes of each factor and of the result."""
    axes = st.lists(st.sampled_from("ijkp"), min_size=1, max_size=3, unique=True)
    factors = draw(st.lists(axes, min_size=1, max_size=4))
    used = sorted({i for f in factors for i in f})
    kept = draw(st.lists(st.sampled_from(used), unique=True, max_size=3))
    return factors, kept


@settings(max_examples=150, deadline=None, derandomize=True)
@given(networks())
def test_any_product_under_any_sum(case):
    """Every contraction agrees with np.einsum, whatever the order of axes."""
    factors, kept = case
    indices = {name: index(name, n) for name, n in LENGTHS.items()}
    random = np.random.default_rng(0)
    tensors, values = [], {}
    for number, axes in enumerate(factors):
        tensors.append(Tensor(f"t{number}", tuple(indices[i] for i in axes)))
        values[f"t{number}"] = random.normal(size=[LENGTHS[i] for i in axes])
    result = Tensor("r", tuple(indices[i] for i in kept))
    summed = [indices[i] for i in LENGTHS if i not in kept and any(i in f for f in factors)]
    equation = Equation(result.entry, summation(Mul(*(t.entry for t in tensors)), *summed))
    got = sb.lambdify(System((*tensors, result), (equation,)), "r")(values)
    spelled = ",".join("".join(f) for f in factors) + "->" + "".join(kept)
    np.testing.assert_allclose(got, np.einsum(spelled, *values.values()), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("batch", BATCHES)
def test_layers_are_matrix_products(batch):
    """A network's code has `@` for its products, no loop and no einsum."""
    source = sb.lambdify(gradients(sb.Sigmoid(), sb.Quadratic(), batch)).source
    body = source[source.index("def step") :]
    assert body.count("@") == (3 if batch is None else 5)
    assert "einsum" not in source and "for " not in re.sub(r'""".*?"""|#.*', "", body, flags=re.DOTALL)


@pytest.mark.parametrize("batch", BATCHES)
def test_dropping_any_transpose_is_noticed(batch):
    """A lie: without any one `.T` the emitted code no longer gives the gradients, square matrices included."""
    system = gradients(sb.Tanh(), sb.MeanSquaredError(), batch)
    step = sb.lambdify(system)
    parameters, x, y = data(system, examples=2)
    _, true = step(parameters, x, y)
    places = [m.start() for m in re.finditer(r"\.T\b", step.source)]
    assert places
    for place in places:
        space: dict = {}
        exec(step.source[:place] + step.source[place + 2 :], space)
        _, wrong = space["step"](parameters, x, y)
        assert not all(np.allclose(true[k], wrong[k]) for k in true)


def test_an_emitter_that_forgets_to_transpose_is_caught(monkeypatch):
    """A lie in the emitter itself: gradients against differences of the cost."""
    system = gradients(sb.Tanh(), sb.MeanSquaredError(), "columns")
    parameters, x, y = data(system, examples=2)
    exact = evaluate(system, {**parameters, "x": x, "y": y, "lam": 0.3}, {"m": 2})

    def error():
        _, grads = NumpyFunction(system)(parameters, x, y)  # lambdify remembers what it has compiled
        return max(np.abs(g - as_array(exact[f"d{k}"])).max() for k, g in grads.items())

    assert error() < 1e-15
    monkeypatch.setattr(Labelled, "transposed", lambda self, axes: Labelled(self.code, axes))
    assert error() > 1e-2


def test_no_three_index_array_for_a_sum_of_products():
    """Σ_k (w_jk x_ks + v_jk u_ks) is two products, not one array with three axes."""
    j, k, s = index("j", 2), index("k", 3), index("s", 4)
    w, v, x, u = (Tensor(n, a) for n, a in (("w", (j, k)), ("v", (j, k)), ("x", (k, s)), ("u", (k, s))))
    z = Tensor("z", (j, s))
    system = System((w, v, x, u, z), (Equation(z.entry, summation(w.entry * x.entry + v.entry * u.entry, k)),))
    assert sb.lambdify(system, "z").source.count("@") == 2


def test_diagonals_parts_and_shifts():
    """w_jj, x_0, and x_{j+1} over a part of its axis."""
    j, n, t = index("j", 3), index("n", 4), index("t", 3)
    w, x = Tensor("w", (j, index("i", 3))), Tensor("x", (n,))
    r = Tensor("r", (t,), Role.QUANTITY)
    rhs = w.at(t, t) + x.at(t + 1) * x.at(0) + t
    got = sb.lambdify(System((w, x, r), (Equation(r.entry, rhs),)), "r")
    values = {"w": np.arange(9.0).reshape(3, 3), "x": np.array([2.0, 3, 5, 7])}
    assert got(values).tolist() == [0 + 6 + 0, 4 + 10 + 1, 8 + 14 + 2]


def test_a_part_of_a_diagonal_is_refused():
    """w_jj with j over 2 of 3: np.diagonal would give 3 entries."""
    j = index("j", 2)
    w, r = Tensor("w", (index("p", 3), index("q", 3))), Tensor("r", (j,))
    with pytest.raises(UnknownNodeError, match="both axes whole"):
        sb.lambdify(System((w, r), (Equation(r.entry, w.at(j, j)),)), "r")


def test_the_smallest_contraction_comes_first():
    """Σ_ki w_jk v_ki x_i is two matrix-vector products."""
    j, k, i = index("j", 3), index("k", 4), index("i", 5)
    w, v, x, r = Tensor("w", (j, k)), Tensor("v", (k, i)), Tensor("x", (i,)), Tensor("r", (j,))
    system = System((w, v, x, r), (Equation(r.entry, summation(w.entry * v.entry * x.entry, k, i)),))
    assert "w @ (v @ x)" in sb.lambdify(system, "r").source
