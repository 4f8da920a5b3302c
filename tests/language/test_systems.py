"""What would be broken: a System that is none, and what it says about itself."""

from dataclasses import replace

import pytest

import symbackprop as sb
from symbackprop.errors import DefinitionError

net = sb.network("n_0", sb.Dense("n_1"), sb.Sigmoid(), cost=sb.Quadratic(), batch="columns")


def test_single_assignment():
    """Two equations for one quantity are refused."""
    with pytest.raises(DefinitionError, match="defined twice"):
        replace(net, equations=(*net.equations, net.equations[0]))


def test_every_name_is_declared():
    """An equation that reads an undeclared name is refused."""
    with pytest.raises(DefinitionError, match="w1 is not declared"):
        replace(net, tensors=tuple(t for t in net.tensors if t.name != "w1"))


def test_unknown_name():
    """Asking for a name that is not there lists those that are."""
    with pytest.raises(DefinitionError, match="expected  x, w1"):
        net["w9"]


def test_sizes_and_functions():
    """A System knows its symbolic sizes and the scalar functions it uses."""
    assert [s.name for s in net.sizes] == ["m", "n_0", "n_1"]
    assert [f.label for f in net.functions] == ["sigmoid"]


def test_chain_replays_the_steps():
    """The steps lead from the left side to the right one, for every gradient."""
    for equation in sb.backprop(net).theorems:
        states = equation.chain()
        assert states[0] == equation.lhs
        assert states[-1] == equation.rhs
        assert len(states) == len(equation.steps) + 1
