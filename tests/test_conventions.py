"""What would be broken: the 1/m of a batch, put where a convention wants it, and proved there."""

from dataclasses import replace

import pytest

import symbackprop as sb
from symbackprop.conventions import find_convention
from symbackprop.errors import UsageError


def gradients(network, **options):
    """The derived right sides as text, by left side."""
    return {str(e.lhs): str(e.rhs) for e in sb.backprop(network, **options).theorems}


def test_the_error_per_example_moves_the_factor():
    """δ = (a − y) ⊙ σ′, and the 1/m in ∂C/∂W and ∂C/∂b; hidden errors and ∂C/∂a stay as they were."""
    net = sb.network(2, sb.Dense(3), sb.Tanh(), sb.Dense(1), cost=sb.Quadratic(), batch="columns")
    total, example = gradients(net, wrt="a1"), gradients(net, wrt="a1", convention="per example")
    assert total["delta2[j, s]"] == "(-y[j, s] + z2[j, s])/m"
    assert example["delta2[j, s]"] == "-y[j, s] + z2[j, s]"
    assert example["dw2[j, k]"] == "Sum(a1[k, s]*delta2[j, s], (s, 0, m - 1))/m"
    for unchanged in ("delta1[j, s]", "da1[j, s]"):
        assert total[unchanged] == example[unchanged]


@pytest.mark.parametrize("batch", ["columns", "rows"])
def test_every_equation_is_proved_under_its_convention(batch):
    """The referee reads the factor of each derivative from its declaration."""
    options = {"cost": sb.CrossEntropy(), "batch": batch, "regularisation": sb.L2(0.1)}
    nets = [
        sb.network("n_0", sb.Dense("n_1"), sb.Sigmoid(), sb.Dense("n_2"), sb.Softmax(), **options),
        sb.generic_network(output=sb.Softmax(), **options),
    ]
    for net in nets:
        sb.check(sb.backprop(net, convention="per example")).require(sb.Verdict.PROVED)


def test_the_wrong_declaration_is_refuted():
    """Equations of one convention under the declaration of the other: every place of the 1/m is refuted."""
    net = sb.network(2, sb.Dense(3), sb.Tanh(), sb.Dense(1), cost=sb.Quadratic(), batch="columns")
    system = sb.backprop(net, convention="per example")
    other = {t.name: t.factor for t in sb.backprop(net).tensors}
    mixed = replace(system, tensors=tuple(replace(t, factor=other[t.name]) for t in system.tensors))
    assert {j.name for j in sb.check(mixed).refuted} == {"delta2", "dw2", "db2", "dw1", "db1"}


def test_one_example_has_no_factor_to_move():
    """Without a batch both conventions are the same."""
    net = sb.network(2, sb.Dense(3), sb.Tanh(), cost=sb.Quadratic())
    assert gradients(net) == gradients(net, convention="per example")


def test_unknown_convention():
    """The ones that exist are listed."""
    with pytest.raises(UsageError, match="expected  total, per example"):
        find_convention("per batch")
