"""What would be broken: the numbers of a worked example, or what they are said to mean."""

import ast
import json
import operator
from decimal import Decimal

import mpmath
import numpy as np
import pytest
from sympy import symbols, tanh

import symbackprop as sb
from symbackprop.errors import DataError, UsageError
from symbackprop.explanation.example import explain
from symbackprop.explanation.examples import load_example
from symbackprop.explanation.publications import TITLE, compared, holds
from symbackprop.explanation.renderings import as_data, text_lines
from symbackprop.language.plain_equations import infer_system
from symbackprop.typesetting.plain_text import plain

MAZUR = load_example("mazur")
PARAMETERS = ("w1", "b1", "w2", "b2")
VALUES = {name: MAZUR[name] for name in ("x", "y", *PARAMETERS)}


def classic():
    """The network of the classic example."""
    return sb.network(2, sb.Dense(2), sb.Sigmoid(), sb.Dense(2), sb.Sigmoid(), cost=sb.Quadratic())


@pytest.fixture(scope="module")
def mazur():
    """The classic worked out, biases frozen."""
    return explain(classic(), VALUES, alpha="0.5", freeze=["biases"])


def shown(line):
    """A line's formula and its numbers, as text."""
    return plain(line.symbolic), plain(line.substituted)


PUBLISHED = [
    ("Forward pass", "C", "0.298371109"),
    ("Update", "w2[1,1]", "0.35891648"),
    ("Update", "w2[1,2]", "0.408666186"),
    ("Update", "w2[2,1]", "0.511301270"),
    ("Update", "w2[2,2]", "0.561370121"),
    ("Update", "w1[1,1]", "0.149780716"),
    ("Update", "w1[1,2]", "0.19956143"),
    ("Update", "w1[2,1]", "0.24975114"),
    ("Update", "w1[2,2]", "0.29950229"),
]


@pytest.mark.parametrize(("section", "name", "printed"), PUBLISHED)
def test_published_numbers_to_the_digits_printed(mazur, section, name, printed):
    """The total error and all weights after the step, as the classic prints them."""
    assert holds(mazur[section][name], printed)


def test_everything_published_holds_but_the_error_after_the_step(mazur):
    """0.291027924 is in print; the weights printed beside it give 0.291027774."""
    lines = compared(mazur, MAZUR["published"])[TITLE].lines
    assert len(lines) == sum(len(numbers) for numbers in MAZUR["published"].values())
    assert [line.remark for line in lines if line.remark != "as printed"] == ["printed: 0.291027924"]
    printed = MAZUR["published"]["Update"]
    weights = {w: [[printed[f"{w}[{j},{k}]"] for k in (1, 2)] for j in (1, 2)] for w in ("w1", "w2")}
    again = explain(classic(), {**VALUES, **weights})
    assert holds(again["Forward pass"]["C"], "0.291027774")


def test_how_the_published_error_after_the_step_comes_about(mazur):
    """It is that of hidden errors computed with output weights that the step has already changed."""
    early = {"w2": [[mazur["Update"][f"w2[{j},{k}]"].value for k in (1, 2)] for j in (1, 2)]}
    delta2 = [mazur["Backward pass"][f"delta2[{j}]"].value for j in (1, 2)]
    slopes = [mazur["Backward pass"][f"sigmoid'(z1[{j}])"].value for j in (1, 2)]
    with mpmath.workdps(50):
        delta1 = [slopes[j] * sum(early["w2"][i][j] * delta2[i] for i in (0, 1)) for j in (0, 1)]
        early["w1"] = [
            [mpmath.mpf(str(MAZUR["w1"][j][k])) - delta1[j] * mpmath.mpf(str(MAZUR["x"][k])) / 2 for k in (0, 1)]
            for j in (0, 1)
        ]
    assert holds(explain(classic(), {**VALUES, **early})["Forward pass"]["C"], "0.291027924")


def test_lines_hold_formula_numbers_and_value(mazur):
    """Sums are written out; numbers stand where names stood; a negative number is in parentheses after a sign."""
    forward, backward, update = mazur["Forward pass"], mazur["Backward pass"], mazur["Update"]
    assert shown(forward["z1[1]"]) == ("w[1]_11 x_1 + w[1]_12 x_2 + b[1]_1", "0.15 · 0.05 + 0.2 · 0.1 + 0.35")
    assert float(forward["z1[1]"].value) == 0.3775
    assert shown(backward["sigmoid'(z2[1])"]) == ("a[2]_1 (1 - a[2]_1)", "0.75136507 · (1 - 0.75136507)")
    assert shown(backward["delta1[1]"]) == (
        "(w[2]_11 δ[2]_1 + w[2]_21 δ[2]_2) σ'(z[1]_1)",
        "(0.4 · 0.138498562 + 0.5 · (-0.0380982365)) · 0.241300709",
    )
    assert shown(update["w2[2,1]"]) == ("w[2]_21 - α ∂C/∂w[2]_21", "0.5 - 0.5 · (-0.0226025405)")


def test_substituted_numbers_have_the_value_of_the_line(mazur):
    """Each line with its numbers, computed by Python from its print, gives its value to the digits printed."""
    for section in ("Forward pass", "Backward pass", "Update"):
        for line in mazur[section].lines:
            text = shown(line)[1].replace("·", "*").replace("²", "**2")
            if "σ" not in text:
                assert arithmetic(text) == pytest.approx(float(line.value), abs=2e-9), line.name


def arithmetic(text):
    """The value of an arithmetic expression of numbers; nothing else is understood."""
    kinds = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
             ast.Pow: operator.pow}  # fmt: skip

    def value(node):
        if isinstance(node, ast.BinOp):
            return kinds[type(node.op)](value(node.left), value(node.right))
        if isinstance(node, ast.UnaryOp):
            return -value(node.operand)
        return node.value

    return value(ast.parse(text, mode="eval").body)


def test_no_mark_of_a_number_stays_in_print(mazur):
    """σ′(z) has a value and so has z: both marks leave the formula, or MathML would print empty signs."""
    lines = [line for section in mazur.sections for line in section.lines]
    assert not any("Marked(" in repr(side) for line in lines for side in (line.symbolic, line.substituted))


def test_the_gradients_are_the_slopes_of_the_cost(mazur):
    """Said under the backward pass, and found by differences."""
    assert "equals the slope of the cost" in mazur["Backward pass"].remark


def test_frozen_parameters_keep_their_values_and_take_no_lines(mazur):
    """Biases are not updated, and their gradients are not worked out; without freezing they are."""
    assert mazur["Update"].remark == "Not updated: b1, b2."
    names = [line.name for section in mazur.sections for line in section.lines]
    assert not any(name.startswith(("db", "b")) for name in names)
    all_updated = explain(classic(), VALUES, alpha="0.5")
    assert holds(all_updated["Forward pass after the step"]["C"], "0.280471447")
    assert explain(classic(), VALUES, freeze=["w1", "biases"])["Update"].lines[0].name == "w2[1,1]"


def test_further_steps_agree_with_numpy():
    """The costs after more steps are those of a plain loop."""
    w1, b1, w2, b2, x, y = (np.array(VALUES[n], dtype=float) for n in (*PARAMETERS, "x", "y"))
    for _ in range(5):
        a1 = 1 / (1 + np.exp(-(w1 @ x + b1)))
        a2 = 1 / (1 + np.exp(-(w2 @ a1 + b2)))
        d2 = (a2 - y) * a2 * (1 - a2)
        d1 = w2.T @ d2 * a1 * (1 - a1)
        w2, w1 = w2 - 0.5 * np.outer(d2, a1), w1 - 0.5 * np.outer(d1, x)
    a2 = 1 / (1 + np.exp(-(w2 @ (1 / (1 + np.exp(-(w1 @ x + b1)))) + b2)))
    later = explain(classic(), VALUES, freeze=["biases"], steps=5)["Further steps"]
    assert [line.name for line in later.lines] == ["C after 2 steps", "C after 5 steps"]
    assert float(later["C after 5 steps"].value) == pytest.approx(((a2 - y) ** 2).sum() / 2, rel=1e-12)


def test_a_nudge_changes_the_cost_as_the_gradient_says():
    """ΔC ≈ ∂C/∂w Δw, and the error of that shrinks with the square of Δw."""
    nudges = [("w2", (0, 0), "0.1"), ("w2", (0, 0), "0.01")]
    found = explain(classic(), VALUES, nudges=nudges)["What a small change does"]
    gaps = []
    for group in found.groups:
        foretold, happened = group.lines
        gaps.append(abs(foretold.value - happened.value))
        assert float(foretold.value) == pytest.approx(float(happened.value), rel=0.2)
    assert 80 < gaps[0] / gaps[1] < 125
    assert shown(found.groups[1].lines[0]) == ("∂C/∂w[2]_11 Δw[2]_11", "0.0821670406 · 0.01")


def test_a_tenth_is_a_tenth():
    """Numbers are read as they are written, also from floats: 0.1 + 0.2 is 0.3."""
    net = sb.network(2, sb.Dense(1), cost=sb.Quadratic())
    for tenth, fifth in ((0.1, 0.2), ("0.1", "0.2"), (Decimal("0.1"), Decimal("0.2"))):
        values = {"x": [1, 1], "y": [0], "w1": np.array([[tenth, fifth]]), "b1": [0]}
        with mpmath.workdps(120):
            assert abs(explain(net, values)["Forward pass"]["z1[1]"].value - mpmath.mpf("0.3")) < 1e-110


NETWORKS = [
    (sb.network(2, sb.Dense(2), sb.ReLU(), sb.Dense(2), sb.Softmax(), cost=sb.CrossEntropy()), None),
    (sb.network(2, sb.Dense(2), sb.Tanh(), sb.Dense(2), sb.Softmax(), cost=sb.Quadratic()), None),
    (sb.network(2, sb.Dense(2), sb.GELU(), sb.Dense(2), sb.Sigmoid(), cost=sb.BinaryCrossEntropy(), batch="rows"), 3),
    (sb.network(2, sb.Dense(2), sb.SiLU(), sb.Dense(2), cost=sb.MeanAbsoluteError(), batch="columns"), 2),
    (sb.network(2, sb.Dense(2), sb.ELU(), sb.Dense(2), cost=sb.MeanSquaredError(), regularisation=sb.L2(0.1)), None),
]


@pytest.mark.parametrize(("net", "examples"), NETWORKS, ids=lambda n: "" if isinstance(n, sb.System) else str(n))
def test_every_kind_of_network_is_explained(net, examples):
    """Activations, costs, batches and regularisation: every line has a print, and gradients are slopes."""
    parameters = {n: a.round(2) for n, a in sb.initialise(net, seed=2).items()}
    x, y = np.array([[0.5, -1.0], [0.25, 2.0], [-0.5, 0.75]]), np.array([[0, 1], [1, 0], [0, 1]])
    if examples is None:
        x, y = x[0], y[0]
    else:
        x, y = x[:examples], y[:examples]
        x, y = (x.T, y.T) if net.batch == "columns" else (x, y)
    found = explain(net, {**parameters, "x": x, "y": y}, alpha="0.1")
    assert "equals the slope" in found["Backward pass"].remark
    assert found["Forward pass after the step"]["C"].value < found["Forward pass"]["C"].value
    assert all(text.strip() or not text for text, _ in text_lines(found))
    json.dumps(as_data(found))


def test_plain_equations_are_explained_too():
    """A system without layers: what it never defines is its data, and all of it is updated."""
    x, w, h, y, c = symbols("x w h y C")
    system = infer_system([sb.Equation(h, tanh(w * x)), sb.Equation(c, (h - y) ** 2)])
    found = explain(system, {"x": 2, "w": "0.5", "y": 1}, alpha="0.25", freeze=["x", "y"])
    assert shown(found["Forward pass"]["h"]) == ("tanh(w x)", "tanh(0.5 · 2)")
    assert [line.name for line in found["Update"].lines] == ["w"]


def test_a_kink_is_said():
    """At z = 0 of a ReLU the printed derivative is a choice, and differs from the symmetric slope."""
    net = sb.network(1, sb.Dense(1), sb.ReLU(), cost=sb.Quadratic())
    found = explain(net, {"x": [1], "y": [1], "w1": [[1]], "b1": [-1]})
    assert "a kink" in found["Backward pass"].remark


BAD = [
    ({"x": [1]}, "x has the wrong shape"),
    ({"x": [1, "a"]}, "x: 'a' is no number"),
    ({"x": [1, float("nan")]}, "x: nan is not finite"),
    ({"w1": [[1, 2], [3]]}, "w1: its rows have different lengths"),
    ({"w3": [1]}, "w3: this network reads no such value"),
]


@pytest.mark.parametrize(("changed", "message"), BAD)
def test_values_that_do_not_fit_are_refused(changed, message):
    """Each with one message that names the array."""
    with pytest.raises(DataError, match=message):
        explain(classic(), {**VALUES, **changed})


def test_what_has_no_numbers_is_refused():
    """Missing values, the generic layer, open functions, targets that break an assumption, too many lines."""
    with pytest.raises(DataError, match=r"w2 \(weight\) has no value"):
        explain(classic(), {n: v for n, v in VALUES.items() if n != "w2"})
    with pytest.raises(UsageError, match="generic layer has no numbers"):
        explain(sb.generic_network(), {})
    with pytest.raises(UsageError, match="g is left open"):
        explain(sb.network(1, sb.Dense(1), sb.Unspecified(), cost=sb.Quadratic()), {})
    with pytest.raises(UsageError, match="more than anybody reads"):
        explain(sb.network(64, sb.Dense(30), cost=sb.Quadratic()), {})
    net = sb.network(2, sb.Dense(2), sb.Softmax(), cost=sb.CrossEntropy())
    with pytest.raises(DataError, match="the equations assume Σ_k y_k = 1"):
        explain(net, {"x": [1, 2], "y": [1, 1], "w1": [[1, 2], [3, 4]], "b1": [0, 0]})
    with pytest.raises(UsageError, match=r"w1\[3,1\] is no parameter"):
        explain(classic(), VALUES, nudges=[("w1", (2, 0), "0.1")])
    with pytest.raises(DataError, match="past all numbers"):
        explain(sb.network(1, sb.Dense(1), cost=sb.Quadratic()),
                {"x": [9], "y": [0], "w1": [[9]], "b1": [0]}, alpha=9, steps=1000)  # fmt: skip
