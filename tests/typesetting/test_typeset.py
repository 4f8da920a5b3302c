"""`typeset`: forms, notations, selections and steps."""

import re
from dataclasses import replace

import pytest

import symbackprop as sb
from symbackprop.errors import UsageError
from symbackprop.typesetting.breaking import LINE
from symbackprop.typesetting.notation import NOTATIONS
from symbackprop.typesetting.typeset import derivation_lines, equation_latex, present, typeset
from symbackprop.typesetting.widths import width
from tests.typesetting.networks import NETWORKS


@pytest.mark.parametrize(
    ("notation", "latex"),
    [
        ("default", r"\delta^{[l]} = (W^{[l+1]\mathsf{T}} \delta^{[l+1]}) \odot g'^{[l]}(z^{[l]})"),
        ("nielsen", r"\delta^{l} = ((w^{l+1})^{T} \delta^{l+1}) \odot g'^{l}(z^{l})"),
        ("ng", r"dz^{[l]} = (W^{[l+1]T} dz^{[l+1]}) * g'^{[l]}(z^{[l]})"),
    ],
)
def test_notations_spell_the_same_equation(notation: str, latex: str) -> None:
    """A notation would change the equation, or miss a symbol."""
    system = NETWORKS["generic"]
    shown = equation_latex(system.definitions("delta")[1], system, "matrix", notation)
    assert shown == latex + r" \qquad l = 1, \dots, L - 1"


def test_a_new_notation_is_one_value() -> None:
    """A user's own notation would need code."""
    mine = replace(NOTATIONS["default"], name="mine", layer="({})", hadamard=r"\circ", transpose=r"\top")
    system = NETWORKS["columns"]
    shown = equation_latex(system.definitions("delta1")[0], system, "matrix", mine)
    assert shown == r"\delta^{(1)} = (W^{(2)\top} \delta^{(2)}) \circ \sigma'(Z^{(1)})"


def test_unknown_choices_are_named() -> None:
    """A misspelt form or notation would be taken for another."""
    with pytest.raises(UsageError, match="no notation 'nilsen'"):
        typeset(NETWORKS["one"], notation="nilsen")
    with pytest.raises(UsageError, match="no form 'matrices'"):
        typeset(NETWORKS["one"], form="matrices")  # type: ignore[arg-type]


def test_equations_are_selected_by_name() -> None:
    """A selection would lose an equation or print another."""
    shown = typeset(NETWORKS["columns"], names=["delta1", "sigmoid'"])
    assert shown.count("&=") == 2
    assert r"\sigma'(u) &= \sigma(u) (1 - \sigma(u))" in shown


def test_every_step_names_its_rule() -> None:
    """A line of a derivation would stand without a reason, or a rule would go unmentioned."""
    system = NETWORKS["columns"]
    for equation in system.theorems:
        lines = derivation_lines(equation, system)
        assert all(line.rule for line in lines)
        assert lines[0].rule == "chain rule"
        assert lines[-1].latex == "= " + equation_latex(equation, system).split(" = ", 1)[1]


def test_steps_end_in_matrix_form() -> None:
    """The derivation would not lead to the matrix equation that was asked for."""
    system = NETWORKS["generic"]
    shown = typeset(system, form="matrix", steps=True, names=["dw"]).splitlines()
    assert shown[-2].endswith(r"\delta^{[l]} a^{[l-1]\mathsf{T}} && \text{as matrices}")
    assert shown[1].endswith(r"\text{chain rule} \quad (l = 1, \dots, L) \\")


def test_long_sums_are_broken() -> None:
    """The cost of a deep network with a penalty would run off the page."""
    layers = [layer for _ in range(12) for layer in (sb.Dense(4), sb.Sigmoid())]
    deep = sb.network(4, *layers, cost=sb.Quadratic(), regularisation=sb.L2())
    for form in ("component", "matrix"):
        block = typeset(deep, form=form)
        assert width(present(deep, form=form)) <= LINE
        order = [int(a or b) for a, b in re.findall(r"\(w\^\{\[(\d+)\]\}|\\lVert W\^\{\[(\d+)\]", block)]
        assert order == sorted(order)


def test_a_hyperparameter_or_a_size_by_name() -> None:
    """λ would print as lam, n_0 as n_0 without braces."""
    system = NETWORKS["columns"]
    assert typeset(system["lam"].entry, system=system) == r"\lambda"
    assert r"\sum_{k=1}^{n_{0}}" in typeset(NETWORKS["one"])
