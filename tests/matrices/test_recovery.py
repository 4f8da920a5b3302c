"""Matrix form is recovered for every equation of a network, and a wrong one never passes."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, replace

import pytest
from sympy import IndexedBase, Symbol

from symbackprop.errors import ShapeError
from symbackprop.language.indices import index, summation
from symbackprop.language.plain_equations import infer_system
from symbackprop.language.systems import Equation
from symbackprop.matrices.checked import is_faithful, matrix_form
from symbackprop.matrices.tree import Transpose, Tree
from tests.typesetting.networks import NETWORKS

EVERY = [(name, equation) for name, system in NETWORKS.items() for equation in system]


def without_one_transpose(tree: Tree) -> Iterator[Tree]:
    """The tree with each of its transposes dropped in turn; trees that no longer fit are left out, being caught."""
    if isinstance(tree, Transpose):
        yield tree.of
    for field in fields(tree):
        held = getattr(tree, field.name)
        parts = held if isinstance(held, tuple) else (held,)
        for place, part in enumerate(parts):
            if not isinstance(part, Tree):
                continue
            for changed in without_one_transpose(part):
                new = (*parts[:place], changed, *parts[place + 1 :])
                with suppress(ShapeError):
                    yield replace(tree, **{field.name: new if isinstance(held, tuple) else changed})


@pytest.mark.parametrize(("name", "equation"), EVERY, ids=[f"{n}: {e.lhs}" for n, e in EVERY])
def test_every_equation_of_a_network_has_a_matrix_form(name: str, equation: Equation) -> None:
    """A layer, a cost or a gradient that is printed in components only would go unnoticed."""
    assert matrix_form(equation, NETWORKS[name]) is not None


@pytest.mark.parametrize(("name", "equation"), EVERY, ids=[f"{n}: {e.lhs}" for n, e in EVERY])
def test_a_dropped_transpose_is_refused(name: str, equation: Equation) -> None:
    """The lowering would take a matrix form without one of its transposes, square matrices included."""
    form = matrix_form(equation, NETWORKS[name])
    assert form is not None
    for lie in without_one_transpose(form.right):
        if lie.shape == form.right.shape:
            assert not is_faithful(form.left, lie, equation)


def test_dropped_transposes_fit_square_shapes() -> None:
    """The test above would be empty: some lies must have the right shape and be refused for what they mean."""
    lies = [
        lie
        for name in ("square", "square rows")
        for equation in NETWORKS[name]
        if (form := matrix_form(equation, NETWORKS[name])) is not None
        for lie in without_one_transpose(form.right)
        if lie.shape == form.right.shape
    ]
    assert len(lies) >= 3


def test_another_equations_matrix_form_is_refused() -> None:
    """Faithfulness would compare shapes instead of entries."""
    system = NETWORKS["columns"]
    first, second = system.gradient("z1")[0], system.definitions("a1")[0]
    form = matrix_form(second, system)
    assert form is not None
    assert not is_faithful(form.left, form.right, replace(first, rhs=first.rhs))


def test_what_needs_three_indices_has_no_matrix_form() -> None:
    """A sum over three indices would be forced into rows and columns."""
    n = Symbol("n", integer=True, positive=True)
    i, j, k, p = (index(name, n) for name in "ijkp")
    t, u, v = (IndexedBase(name, real=True) for name in "tuv")
    equation = Equation(u[i, j], summation(t[i, j, k] * v[k], k))
    system = infer_system([equation, Equation(Symbol("C", real=True), summation(u[p, k], p, k))])
    assert matrix_form(equation, system) is None


@pytest.mark.parametrize("transposed", [False, True])
def test_three_factors_and_a_shared_vector(transposed: bool) -> None:
    """Σ_k w[i,k] v[k] x[k,j], an index shared by three factors, would get no form or a wrong one."""
    n, m = (Symbol(name, integer=True, positive=True) for name in "nm")
    i, j, k, p = index("i", n), index("j", m), index("k", n), index("p", n)
    w, v, x, u = (IndexedBase(name, real=True) for name in "wvxu")
    entry = w[k, i] if transposed else w[i, k]
    equation = Equation(u[i, j], summation(entry * v[k] * x[k, j], k))
    system = infer_system([equation, Equation(Symbol("C", real=True), summation(u[p, j], p, j))])
    assert matrix_form(equation, system) is not None
