"""What would be broken: reading a user's own equations, and refusing those that are no system."""

import pytest
from sympy import IndexedBase, S, Sum, symbols

from symbackprop.errors import DefinitionError, ShapeError
from symbackprop.language.indices import index, size, summation
from symbackprop.language.plain_equations import infer_system
from symbackprop.language.systems import Equation

x, w, z, c = symbols("x w z C")
n = size("n")
j, k = index("j", n), index("k", n)
Z, X, W = IndexedBase("Z"), IndexedBase("X"), IndexedBase("W")


def test_scalars_need_no_declaration():
    """Symbols without assumptions are read as real numbers; what is never defined is data."""
    system = infer_system([Equation(z, w * x), Equation(c, z**2)])
    assert [t.name for t in system.tensors] == ["w", "x", "z", "C"]
    assert system.cost == "C"
    assert all(s.is_real for e in system for s in e.rhs.free_symbols)


def test_axes_are_read_off_the_indices():
    """A matrix has the axes of the indices with which it is written."""
    system = infer_system([Equation(Z[j], summation(W[j, k] * X[k], k)), Equation(c, summation(Z[j], j))])
    assert system["W"].axes == (j, k)


def test_a_sum_over_a_plain_symbol_is_read():
    """SymPy's own Sum(…, (i, 0, n − 1)) over a symbol becomes a sum over a ranged index."""
    i = symbols("i", integer=True)
    system = infer_system([Equation(c, Sum(X[i] ** 2, (i, 0, n - 1)))])
    assert system["X"].axes == (index("i", n),)


def test_numbered_entries_make_an_axis():
    """X[0] and X[2] alone say that X has at least three entries."""
    assert infer_system([Equation(c, X[0] * X[2])])["X"].axes == (index("j", 3),)


@pytest.mark.parametrize(
    ("equations", "error", "message"),
    [
        ([Equation(c, z), Equation(z, x)], DefinitionError, "z is read before it is defined"),
        ([Equation(Z[j], X[j])], DefinitionError, "a cost is needed"),
        ([Equation(c, X[0] + W[0, 0] + W[0])], DefinitionError, "W has 1 axes in one place and 2 in another"),
        ([Equation(Z[j], X[j]), Equation(c, summation(Z[index("k", 7)], index("k", 7)))], ShapeError, "k over 7"),
        ([Equation(c, S.ImaginaryUnit * x)], DefinitionError, "I is no real number"),
        ([Equation(c, S.Infinity + x)], DefinitionError, "oo is no real number"),
        ([Equation(c, summation(X[index("k", n, 1)], index("k", n, 1)))], DefinitionError, "begins at 1"),
    ],
)
def test_what_is_no_system_is_refused(equations, error, message):
    """Each refusal shows the equation and what was expected."""
    with pytest.raises(error, match=message):
        infer_system(equations)
