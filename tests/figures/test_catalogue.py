"""What would be broken: a figure that does not follow the System, or a choice that passes in silence."""

import pytest

import symbackprop as sb
from symbackprop.figures.catalogue import draw
from symbackprop.figures.legibility import find_faults
from symbackprop.optimisers.adaptive import Adam
from symbackprop.optimisers.descent import GradientDescent, Momentum
from symbackprop.optimisers.optimiser import optimised
from tests.figures.networks import KINDS, NETWORKS, plain


def labels(system, kind, notation="default", **options):
    """What is written in a figure."""
    return [t.label.plain for t in draw(system, kind, notation, **options).labels]


@pytest.mark.parametrize("kind", KINDS)
def test_another_network_gives_another_figure(kind):
    """Depth, activation and batch form show."""
    one = draw(plain(2, 3, 1), kind)
    assert draw(plain(2, 3, 1), kind) == one
    assert draw(plain(2, 1, batch=None), kind) != one
    assert draw(plain(2, 3, 2, 1), kind, **({"layer": 1} if kind == "path" else {})) != one


def test_the_schematic_carries_every_quantity():
    """a and z forward, δ and ∂C/∂A back, the gradients of both parameters at the foot."""
    found = labels(plain(2, 3, 1), "schematic")
    for layer in "12":
        for quantity in ("Z^[{}]", "A^[{}]", "δ^[{}]", "∂C/∂A^[{}]", "∂C/∂W^[{}],  ∂C/∂b^[{}]"):
            assert quantity.replace("{}", layer) in found


def test_a_layer_without_bias_has_none():
    """Parameters come from the equations."""
    bare = sb.network(2, sb.Dense(3, bias=False), sb.Tanh(), cost=sb.Quadratic(), batch="columns")
    assert not any("b" in label for label in labels(bare, "schematic"))
    assert "tanh" in labels(bare, "flow")


def test_the_output_layer_has_its_shapes():
    """Columns: W A + b 1ᵀ; rows: A Wᵀ + 1 bᵀ."""
    columns = labels(NETWORKS["784-30-10"], "output-layer")
    assert columns[:9] == ["W^[2]", "10 × 30", "A^[1]", "30 × m", "+", "b^[2]", "10 × 1", "1^T", "1 × m"]
    rows = labels(NETWORKS["ten layers"], "output-layer")
    assert rows[:4] == ["A^[9]", "m × 5", "W^[10]T", "5 × 3"]


def test_the_path_shows_what_its_derivatives_are():
    """∂z/∂w = a, ∂a/∂z = σ′(z), ∂z/∂a = w; softmax along the path, and the slope of the cost at its end."""
    found = labels(plain(2, 3, 1, batch=None), "path", "nielsen")
    for value in ("= a^0_k", "= σ′(z^1_j)", "= w^2_ij", "= σ′(z^2_i)", "= a^2_i − y_i"):
        assert value.replace(" ", "") in [label.replace(" ", "") for label in found]
    wide = [label.replace(" ", "") for label in labels(NETWORKS["784-30-10"], "path")]
    assert "=a^[2]_is−(a^[2]_is)^2" in wide and any(label.startswith("=−1/m") for label in wide)
    assert sum(label.startswith("=") for label in labels(NETWORKS["generic"], "path")) == 4


@pytest.mark.parametrize("name", ["2-3-1", "generic"])
@pytest.mark.parametrize("notation", ["default", "coursera"])
def test_the_loop_updates_as_its_optimiser_does(name, notation):
    """A network that learns by momentum would be drawn as if it went down the gradient."""
    system = sb.backprop(NETWORKS[name])
    for optimiser, lines in ((GradientDescent(), 1), (Momentum(), 2), (Adam(), 5)):
        figure = draw(optimised(system, optimiser), "training-loop", notation)
        update = next(n for n in figure.nodes if n.name == "update")
        alone = 1 if notation == "coursera" else 2  # Θ, or W and then b
        assert len(update.lines) == 1 + lines + (alone - 1)
        assert find_faults(figure) == []


def test_layers_count_as_the_notation_counts_them():
    """Where the input is layer 1, the first layer with weights is layer 2."""
    found = labels(NETWORKS["2-3-1"], "flow", "coursera")
    assert {"layer 2", "layer 3", "Θ^(1)", "Θ^(2)"} <= set(found) and "layer 1" not in found
    assert "δ^(3)" in labels(NETWORKS["2-3-1"], "schematic", "coursera")
    assert "l = L−1, …, 1" in labels(NETWORKS["generic"], "training-loop", "coursera")


def test_one_weight_is_marked():
    """w^l_jk runs from neuron k of layer l − 1 to neuron j of layer l."""
    assert "w^[2]_13" in labels(plain(2, 3, 1), "network", mark=(2, 1, 3))
    assert "w^[l]_jk" in labels(NETWORKS["generic"], "network")


def test_a_wide_layer_and_a_deep_network_have_dots():
    """784 neurons are not drawn, and neither are 10 layers."""
    assert labels(NETWORKS["784-30-10"], "network").count("⋮") == 3
    assert "⋯" in labels(NETWORKS["ten layers"], "flow")
    assert "⋯" not in labels(NETWORKS["ten layers"], "flow", layers=10)


def test_gradients_in_a_notation():
    """The notation with dW has no fraction."""
    assert "dW^[1],  db^[1]" in labels(plain(2, 3, 1), "schematic", "ng")


@pytest.mark.parametrize(
    ("kind", "options", "message"),
    [
        ("pie", {}, "there is no figure 'pie'"),
        ("flow", {"colour": 1}, "has no option 'colour'"),
        ("flow", {"layers": 1}, "at least two layers"),
        ("network", {"units": 2}, "at least three neurons"),
        ("network", {"mark": (1, 9, 9)}, "is not drawn"),
        ("path", {"layer": 7}, "no weight of layer 7"),
    ],
)
def test_wrong_choices_are_refused(kind, options, message):
    """An unknown figure or option is an error with the choices, never ignored."""
    with pytest.raises(sb.SymbackpropError, match=message):
        draw(plain(2, 3, 1), kind, **options)


def test_what_is_no_chain_is_refused():
    """A System that is no feed-forward network has no figure."""
    from dataclasses import replace

    with pytest.raises(sb.SymbackpropError, match="feed-forward network"):
        draw(replace(plain(2, 1), cost=""))
