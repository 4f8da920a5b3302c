"""Notations: the same equations in eight spellings, one's own from TOML, and clashes of letters."""

from dataclasses import replace
from pathlib import Path

import pytest
from sympy import Integer, KroneckerDelta, Symbol

import symbackprop as sb
from symbackprop.errors import UsageError
from symbackprop.language.indices import substitute
from symbackprop.language.systems import Equation, Role, System
from symbackprop.matrices.blocks import with_bias_unit
from symbackprop.matrices.checked import is_faithful, matrix_form
from symbackprop.matrices.tree import Block, Constant, Product, Transpose
from symbackprop.optimisers.adaptive import Adam, AdamW
from symbackprop.optimisers.descent import GradientDescent
from symbackprop.optimisers.optimiser import optimised
from symbackprop.typesetting.latex import latex
from symbackprop.typesetting.mathml import mathml
from symbackprop.typesetting.notation import NOTATIONS, Notation, with_symbols
from symbackprop.typesetting.notation_files import load_notation
from symbackprop.typesetting.typeset import Presenter, present, typeset
from symbackprop.typesetting.typst import typst
from tests.typesetting.networks import NETWORKS

BP2 = {
    "default": r"\delta^{[l]} = (W^{[l+1]\mathsf{T}} \delta^{[l+1]}) \odot g'^{[l]}(z^{[l]})",
    "nielsen": r"\delta^{l} = ((w^{l+1})^{T} \delta^{l+1}) \odot g'^{l}(z^{l})",
    "punnen": r"\delta^{l} = ((w^{l+1})^{T} \delta^{l+1}) \odot g'^{l}(z^{l})",
    "halevy": r"\delta^{[l]} = (W^{[l+1]T} \delta^{[l+1]}) \odot g'^{[l]}(z^{[l]})",
    "ng": r"dz^{[l]} = (W^{[l+1]T} dz^{[l+1]}) * g'^{[l]}(z^{[l]})",
    "coursera": r"\delta^{(l)} = ((\bar{\Theta}^{(l)})^{T} \delta^{(l+1)}) \mathbin{.*} g'^{(l)}(z^{(l)})",
    "bishop": r"\delta^{(l)} = ((W^{(l+1)})^{\mathrm{T}} \delta^{(l+1)}) \odot h'^{(l)}(a^{(l)})",
    "rows": r"\delta_{l} = (W^{\top}_{l+1} \delta_{l+1}) \odot g'_{l}(z_{l})",
}


def parameters(system: System, role: Role) -> set[str]:
    """The names of the weights, or of the biases."""
    return {t.name for t in system.with_role(role)}


def hidden_error(system: System) -> Equation:
    """The equation for δ of a layer from that of the next."""
    return system.definitions("delta")[1]


@pytest.mark.parametrize("notation", NOTATIONS)
def test_bp2_side_by_side(notation: str) -> None:
    """A notation would change the equation: each prints the one tree that lowers to the one index form."""
    system = NETWORKS["generic"]
    equation = hidden_error(system)
    found = matrix_form(equation, system)
    assert found is not None and is_faithful(found.left, found.right, equation)
    shown = typeset(equation, form="matrix", notation=notation, system=system)
    assert shown.split(r" \qquad ")[0] == BP2[notation]


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("network", NETWORKS)
def test_every_network_in_every_notation_and_format(network: str, notation: str) -> None:
    """A network would print in the default notation only, or two quantities would print as one."""
    system = NETWORKS[network]
    for form in ("component", "matrix"):
        tree = present(system, form=form, notation=notation)
        assert mathml(tree).count("<mtr>") >= len(tree.rows) and typst(tree)  # type: ignore[attr-defined]
        lefts = [latex(row.left) for row in tree.rows if row.left is not None]  # type: ignore[attr-defined]
        joined = [t for t in system.tensors if t.gradient_of in parameters(system, Role.BIAS)]
        lines = len(system) - (len(joined) if (form, notation) == ("matrix", "coursera") else 0)
        assert len(lefts) == len(set(lefts)) >= lines


def test_layers_from_one() -> None:
    """Where the input is layer 1, W^{[1]} would lead to layer 1."""
    system = NETWORKS["generic"]
    shown = typeset(system, notation="coursera").splitlines()
    assert shown[1].strip() == (
        r"z^{(l+1)}_{j} &= \sum_{k=1}^{s_{l}} \Theta^{(l)}_{jk} a^{(l)}_{k} + \Theta^{(l)}_{j0}"
        r" && l = 1, \dots, L - 1 \\"
    )
    assert r"\delta^{(L)}_{j} &= " in shown[4] and r"l = 2, \dots, L - 1" in shown[5]
    assert r"a^{(3)}_{jc}" in typeset(NETWORKS["columns"], notation="coursera")


@pytest.mark.parametrize(
    ("network", "latex"),
    [
        ("one", r"z^{(2)} = \Theta^{(1)} \tilde{a}^{(1)}"),
        ("columns", r"Z^{(2)} = \Theta^{(1)} \tilde{A}^{(1)}"),
        ("rows", r"Z^{(2)} = \tilde{A}^{(1)} (\Theta^{(1)})^{T}"),
    ],
)
def test_a_bias_unit_is_a_block_that_lowers_back(network: str, latex: str) -> None:
    """Θ = [b W] would hide a bias that is added elsewhere, or in another place."""
    system = NETWORKS[network]
    equation = system.equations[0]
    assert typeset(equation, form="matrix", notation="coursera", system=system) == latex
    found = matrix_form(equation, system)
    assert found is not None
    joined = with_bias_unit(found, equation)
    assert isinstance(joined.right, Product) and is_faithful(joined.left, joined.right, equation)
    blocks = [f.of if isinstance(f, Transpose) else f for f in joined.right.factors]
    assert all(isinstance(b, Block) for b in blocks)


def test_a_wrong_block_is_refuted() -> None:
    """A bias unit of 2 fits as well, and is another equation."""
    forward = sb.network(2, sb.Dense(2), cost=sb.Quadratic())
    equation = forward.equations[0]
    found = matrix_form(equation, forward)
    assert found is not None
    joined = with_bias_unit(found, equation).right
    assert isinstance(joined, Product)
    theta, units = joined.factors
    assert isinstance(theta, Block) and isinstance(units, Block)
    ((b, w),), (_, (x,)) = theta.rows, units.rows
    doubled = Product((Block(((b, w),)), Block(((Constant(Integer(2)),), (x,)))))
    assert not is_faithful(found.left, doubled, equation)


PENALTY = r"\frac{\lambda}{m} \begin{bmatrix} \mathbf{0} & \bar{\Theta}^{(l)} \end{bmatrix}"


@pytest.mark.parametrize(
    ("network", "name", "latex"),
    [
        ("one", "dw1", r"\frac{\partial J}{\partial \Theta^{(1)}} = \delta^{(2)} (\tilde{a}^{(1)})^{T}"),
        ("rows", "dw2", r"\frac{\partial J}{\partial \Theta^{(2)}} = (\delta^{(3)})^{T} \tilde{A}^{(2)}"),
        (
            "generic softmax",
            "dw",
            r"\frac{\partial J}{\partial \Theta^{(l)}} = \delta^{(l+1)} (\tilde{A}^{(l)})^{T} + " + PENALTY,
        ),
    ],
)
def test_the_gradient_of_a_joined_matrix_is_one_line(network: str, name: str, latex: str) -> None:
    """Where weights and bias are one matrix, its gradient would still be printed in two halves."""
    system = NETWORKS[network]
    (equation,) = system.definitions(name)
    (bias,) = system.definitions(name.replace("w", "b"))
    assert typeset(equation, form="matrix", notation="coursera", system=system).split(r" \qquad ")[0] == latex
    presenter = Presenter(system, "matrix", "coursera")
    assert len(presenter.block([equation, bias]).rows) == 1
    assert len(presenter.block([bias]).rows) == 1
    assert len(presenter.block([equation, bias], steps=True).rows) > 2


def test_the_gradient_of_one_layer_of_many() -> None:
    """A document asks for the gradient of layer L, where the bias has an equation for every layer only."""
    system = NETWORKS["generic"]
    (equation,) = system.definitions("dw")
    at = {equation.lhs.indices[0]: Integer(2)}
    second = Equation(substitute(equation.lhs, at), substitute(equation.rhs, at))
    assert typeset(second, form="matrix", notation="coursera", system=system) == (
        r"\frac{\partial J}{\partial \Theta^{(2)}} = \delta^{(3)} (\tilde{a}^{(2)})^{T}"
    )


def test_a_joined_matrix_follows_its_gradient_in_one_line() -> None:
    """The update of Θ would fall apart, and with it the sense of ∂J/∂Θ, and what an optimiser remembers of Θ."""
    each = sb.backprop(sb.network(2, sb.Dense(3), cost=sb.Quadratic(), batch="columns"), convention="per example")
    trained = optimised(each, GradientDescent())
    shown = typeset(trained, form="matrix", notation="coursera")
    assert r"\frac{\partial J}{\partial \Theta^{(1)}} &= \frac{1}{m} \delta^{(2)} (\tilde{A}^{(1)})^{T}" in shown
    assert r"\Theta^{(1)} &\leftarrow \Theta^{(1)} - \alpha \frac{\partial J}{\partial \Theta^{(1)}}" in shown
    assert r"\cdot0" not in shown
    shown = typeset(optimised(each, Adam()), form="matrix", notation="coursera")
    assert r"u^{(1)}_{\Theta} &\leftarrow \beta_{1} u^{(1)}_{\Theta} + (1 - \beta_{1})" in shown
    assert r"\sqrt{\hat{v}^{(1)}_{\Theta}} + \epsilon \mathbf{1} \mathbf{1}^{T}" in shown and r"\cdot0" not in shown


def test_what_belongs_to_the_bias_is_in_column_0() -> None:
    """The v of the biases and the v of the weights would be one letter."""
    each = sb.backprop(sb.network(2, sb.Dense(3), cost=sb.Quadratic()))
    (equation,) = optimised(each, Adam()).definitions("next_v_b1")
    shown = [typeset(equation, f, "coursera", system=optimised(each, Adam())) for f in ("component", "matrix")]
    assert shown[0].startswith(r"v^{(1)}_{j0} \leftarrow") and shown[1].startswith(
        r"v^{(1)}_{\Theta_{\cdot0}} \leftarrow"
    )


def test_layers_that_are_compared_count_as_in_print() -> None:
    """Where the input is layer 1, the delta of layers l and L would be [L = l − 1]."""
    depth = Symbol("L", integer=True, positive=True)
    layer = sb.index("l", depth - 2, 2)
    shown = [
        typeset(KroneckerDelta(depth, at), notation="coursera", system=NETWORKS["generic"]) for at in (layer, layer - 1)
    ]
    assert shown == ["[L - 1 = l]", "[L = l]"]
    assert typeset(KroneckerDelta(depth, layer), system=NETWORKS["generic"]) == "[L = l]"


def test_what_the_letters_mean() -> None:
    """A reader could not know whether δ carries 1/m, or what Θ is made of."""
    net = sb.generic_network(sb.Sigmoid(), cost=sb.Quadratic(), batch="columns")
    each = sb.backprop(net, convention="per example")
    assert latex(Presenter(sb.backprop(net)).meaning(sb.backprop(net)["delta"])) == (
        r"\delta^{[l]}_{js} = \frac{\partial C}{\partial z^{[l]}_{js}}"
    )
    assert latex(Presenter(each, "matrix", "ng").meaning(each["delta"])) == (
        r"dZ^{[l]} = m \frac{\partial C}{\partial Z^{[l]}}"
    )
    habits = latex(Presenter(each, notation="coursera").habits())
    assert r"\delta^{(l)} &= m \frac{\partial J}{\partial Z^{(l)}}" in habits
    assert r"\Theta^{(l)} &= \begin{bmatrix} \Theta^{(l)}_{\cdot0} & \bar{\Theta}^{(l)} \end{bmatrix}" in habits
    assert r"\tilde{A}^{(l)} &= \begin{bmatrix} \mathbf{1}^{T} \\ A^{(l)} \end{bmatrix}" in habits
    with pytest.raises(UsageError, match="not the derivative"):
        Presenter(each).meaning(each["w"])


def test_a_derivative_shows_its_factor_unless_it_is_a_name() -> None:
    """∂C/∂A = Wᵀ δ without the factor m would be false when δ is of one example."""
    net = sb.generic_network(sb.Sigmoid(), cost=sb.Quadratic(), batch="columns")
    each = sb.backprop(net, wrt=["a"], convention="per example")
    for notation, left in {
        "default": r"m \frac{\partial C}{\partial A^{[l]}} &= ",
        "halevy": r"m \frac{\mathrm{d} C}{\mathrm{d} A^{[l]}} &= ",
        "ng": r"dA^{[l]} &= ",
        "coursera": r"m \frac{\partial J}{\partial A^{(l)}} &= ",
    }.items():
        assert left in typeset(each, form="matrix", notation=notation)


def test_one_unit_a_layer_needs_no_index() -> None:
    """The scalar chain would be full of sums from 1 to 1."""
    net = sb.network(1, sb.Dense(1), sb.Sigmoid(), sb.Dense(1), sb.Sigmoid(), cost=sb.Quadratic())
    shown = typeset(sb.backprop(net), notation="punnen", steps=True)
    assert "_" not in shown and r"\sum" not in shown
    assert r"&= \sigma'(z^{1}) w^{2} \delta^{2}" in shown  # as one walks from the weight to the cost


def test_updates_are_assignments() -> None:
    """w = w − α ∂C/∂w would be an equation without a solution."""
    trained = optimised(sb.backprop(sb.network(2, sb.Dense(2), cost=sb.Quadratic())), Adam())
    shown = typeset(trained)
    beta = r"\beta_{1}"
    assert rf"u^{{[1]}}_{{jk}} &\leftarrow {beta} u^{{[1]}}_{{jk}} + (1 - {beta}) \frac{{\partial C}}" in shown
    step = r"\frac{\hat{u}^{[1]}_{jk}}{\sqrt{\hat{v}^{[1]}_{jk}} + \epsilon}"
    assert rf"w^{{[1]}}_{{jk}} &\leftarrow w^{{[1]}}_{{jk}} - \alpha {step}" in shown
    whole = typeset(trained, form="matrix")
    assert r"\hat{u}^{[1]}_{W} &= \frac{1}{1 - \beta_{1}^{t}} u^{[1]}_{W}" in whole
    assert r"\hat{u}^{[1]}_{b} &=" in whole


TOML = r"""
base = "nielsen"
layer = "({})"
hadamard = '\circ'
convention = "per example"
input_layer = false
[symbols]
weight = ['\theta', '\Theta']
cost = "J"
input = ["x", "X"]
[indices]
j = "i"
i = "j"
[hyperparameters]
t = '\tau'
alpha = '\eta'
"""


def test_a_notation_of_ones_own(tmp_path: Path) -> None:
    """A user's notation would need code."""
    (tmp_path / "mine.toml").write_text(TOML)
    mine = load_notation(tmp_path / "mine.toml")
    assert (mine.name, mine.convention) == ("mine", "per example")
    system = NETWORKS["columns"]
    assert typeset(system.definitions("delta1")[0], form="matrix", notation=mine, system=system) == (
        r"\delta^{(1)} = ((\Theta^{(2)})^{T} \delta^{(2)}) \circ \sigma'(z^{(1)})"
    )
    assert typeset(system["w1"].entry, notation=mine, system=system) == r"\theta^{(1)}_{ik}"
    shown = typeset(optimised(system, AdamW()), notation=mine)
    assert r"\beta_{1}^{\tau}" in shown and r"- \eta " in shown and r"\lambda_{w}" in shown


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[symbols]\ninput = "a"\n', "a is the input and the activation"),
        ('width = "m"\n', "m is the width of a layer and the number of examples"),
        ('[indices]\nj = "k"\n', "k is the index j and the index k"),
        ('[symbols]\nweigth = "t"\n', "did you mean 'weight'?"),
        ('[hyperparameters]\nbeta = "w"\n', "w is the weight and the hyperparameter beta"),
        ('hadamart = "."\n', "did you mean 'hadamard'?"),
        ("layer = 3\n", "layer of a notation is a str"),
        ('layer = "[{}]"\nones = "\\\\frac{1}"\n', "cannot be read"),
        ("layer = \n", "is no notation"),
    ],
)
def test_a_notation_that_is_none(tmp_path: Path, text: str, complaint: str) -> None:
    """A clash, a misspelt key or a broken letter would show on the page only."""
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(UsageError) as caught:
        load_notation(tmp_path / "mine.toml")
    assert complaint in str(caught.value)


def test_clashes_name_both_meanings() -> None:
    """Input and activation, or two hyperparameters, would print as one letter."""
    with pytest.raises(UsageError, match="a is the activation and the input"):
        Notation("mine", symbols=with_symbols((Role.INPUT, "a", "A")))
    net = sb.backprop(sb.network(2, sb.Dense(2), cost=sb.Quadratic(), regularisation=sb.L2()))
    with pytest.raises(UsageError, match="s is the width of a layer and the index s"):
        replace(NOTATIONS["coursera"], indices=())
    same = replace(NOTATIONS["default"], hyperparameters=(("decay", r"\lambda"),))
    with pytest.raises(UsageError, match="hyperparameter lam and the hyperparameter decay"):
        typeset(optimised(net, AdamW()), notation=same)
    same = replace(NOTATIONS["bishop"], hyperparameters=())
    with pytest.raises(UsageError, match="t is the target and the hyperparameter t"):
        typeset(optimised(net, Adam()), notation=same)
    with pytest.raises(UsageError, match="z is the activation and the hyperparameter alpha"):
        replace(NOTATIONS["bishop"], hyperparameters=(("alpha", "z"),))


@pytest.mark.parametrize("notation", NOTATIONS)
def test_every_notation_has_letters_for_every_optimiser(notation: str) -> None:
    """AdamW's decay would be L2's λ, or the number of the step Bishop's target."""
    net = sb.backprop(sb.network(2, sb.Dense(2), cost=sb.Quadratic(), regularisation=sb.L2()))
    shown = typeset(optimised(net, AdamW()), notation=notation)
    assert r"\lambda_{w} " in shown and r"\lambda " in shown.replace(r"\lambda}", r"\lambda ")
    assert (r"\beta_{1}^{\tau}" if notation == "bishop" else r"\beta_{1}^{t}") in shown
