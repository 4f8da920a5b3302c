"""What would be broken: a System of true statements that leaves out a case, or defines a thing by itself."""

from dataclasses import replace
from functools import cache

import pytest
from sympy import Idx, IndexedBase, Symbol

import symbackprop as sb
from symbackprop.checking.referee import check
from symbackprop.checking.verdicts import Verdict
from symbackprop.language.indices import substitute
from symbackprop.language.plain_equations import infer_system
from symbackprop.language.systems import Equation


@cache
def generic(output=None):
    """BP1 to BP4 for any layer."""
    cost = sb.CrossEntropy() if output else None
    return sb.backprop(sb.generic_network(output=output, cost=cost, regularisation=sb.L2(0.1)))


@cache
def concrete():
    """Two layers."""
    return sb.backprop(sb.network(2, sb.Dense(3), sb.Tanh(), sb.Dense(2), cost=sb.Quadratic()))


def is_base(equation):
    """Whether an equation is about the last layer alone."""
    return equation.defines == "delta" and not isinstance(equation.lhs.indices[0], Idx)


def shortened(equation):
    """The same equation for one layer fewer."""
    layer = equation.lhs.indices[0]
    fewer = {layer: Idx(layer.label, (layer.lower, layer.upper - 1))}
    return replace(equation, lhs=substitute(equation.lhs, fewer), rhs=substitute(equation.rhs, fewer), steps=())


def faults(system):
    """What the report says beyond the equations."""
    report = check(system)
    return report.judgements[len(system.identities) + len(system.equations) :]


@pytest.mark.parametrize("output", [None, sb.Softmax()])
def test_a_well_made_system_has_no_faults(output):
    """Base and step together are all layers."""
    assert not faults(generic(output)) and not faults(concrete())


def test_a_missing_base_is_refuted():
    """δ^L dropped: BP2 to BP4 are true, and δ is never anything."""
    system = generic()
    missing = replace(system, equations=tuple(e for e in system.equations if not is_base(e)))
    assert [(j.verdict, j.reason) for j in faults(missing)] == [(Verdict.REFUTED, "no equation defines delta[1, 1]")]
    with pytest.raises(sb.SymbackpropError):
        check(missing).require(Verdict.AGREES)


@pytest.mark.parametrize("name", ["delta", "dw", "db"])
def test_a_step_for_fewer_layers_is_refuted(name):
    """δ^l for l < L − 1 only, ∂C/∂w^l for l < L only."""
    system = generic()
    short = [shortened(e) if e.defines == name and not is_base(e) else e for e in system.equations]
    found = faults(replace(system, equations=tuple(short)))
    assert [(j.verdict, j.name) for j in found] == [(Verdict.REFUTED, name)] and found[0].sizes


def test_a_missing_case_of_the_forward_pass_is_undecided():
    """a^L without an equation would be data; a^0 is."""
    net = sb.generic_network()
    short = [shortened(e) if e.defines == "a" else e for e in net.equations]
    found = faults(replace(net, equations=tuple(short)))
    assert [(j.verdict, j.reason) for j in found] == [(Verdict.UNDECIDED, "no equation defines a[1, 1]")]


@pytest.mark.parametrize("system", [generic, concrete])
def test_equations_out_of_order_are_told(system):
    """∂C/∂w before the error that it reads."""
    equations = list(system().equations)
    equations.insert(4, equations.pop())
    (fault, *_) = faults(replace(system(), equations=tuple(equations)))
    assert fault.verdict is Verdict.UNDECIDED and "before it is defined" in fault.reason


def test_a_cycle_is_told():
    """z¹ that reads a¹ that reads z¹."""
    system = concrete()
    first = system.equations[0]
    wrong = replace(first, rhs=first.rhs + system["a1"].at(first.lhs.indices[0]))
    found = faults(replace(system, equations=(wrong, *system.equations[1:])))
    assert ("z1", Verdict.UNDECIDED, "z1[1] is defined by itself") in [(j.name, j.verdict, j.reason) for j in found]


def test_entries_defined_one_by_one():
    """Z_1 and Z_2 by an equation each are all of Z."""
    z, x, c = IndexedBase("Z"), Symbol("x"), Symbol("C")
    plain = [Equation(z[0], 2 * x), Equation(z[1], x**2), Equation(c, z[0] * z[1])]
    assert not faults(infer_system(plain))
    check(sb.backprop(plain, wrt="x")).require(Verdict.PROVED)
