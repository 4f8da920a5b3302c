"""What would be broken: the forward equations of a network, its shapes, and the refusals of what cannot be."""

import pytest
from sympy import Float, IndexedBase, Rational, Symbol

import symbackprop as sb
from symbackprop.errors import UsageError
from symbackprop.language.indices import bound
from symbackprop.language.systems import Role


def test_one_example_a_batch_in_columns_and_in_rows():
    """The example's index comes after the unit in columns, before it in rows, and not at all for one example."""
    axes = {}
    for batch in (None, "columns", "rows"):
        net = sb.network(3, sb.Dense(2), sb.Sigmoid(), cost=sb.Quadratic(), batch=batch)
        axes[batch] = ["".join(str(i.label) for i in net[name].axes) for name in ("x", "z1", "a1", "y", "w1", "b1")]
    assert axes[None] == ["j", "j", "j", "j", "jk", "j"]
    assert axes["columns"] == ["js", "js", "js", "js", "jk", "j"]
    assert axes["rows"] == ["sj", "sj", "sj", "sj", "jk", "j"]


def test_names_and_roles():
    """w1, b1, z1, a1, w2, …: the keys of parameters, in order."""
    net = sb.network(3, sb.Dense(4), sb.Tanh(), sb.Dense(2, bias=False), sb.Softmax(), cost=sb.CrossEntropy())
    assert [t.name for t in net.parameters] == ["w1", "b1", "w2"]
    assert (net.output, net.cost, net["z2"].role) == ("a2", "C", Role.WEIGHTED_INPUT)
    assert [e.defines for e in net] == ["z1", "a1", "z2", "a2", "C"]


def test_activations_in_a_row_are_layers_of_their_own():
    """Dense, Sigmoid, Tanh: the tanh reads a1 and gives a2."""
    net = sb.network(3, sb.Dense(2), sb.Sigmoid(), sb.Tanh(), cost=sb.Quadratic())
    assert [e.defines for e in net] == ["z1", "a1", "a2", "C"]


def test_no_layer_holds_a_derivative():
    """Every equation of a network is a definition."""
    net = sb.network(3, sb.Dense(2), sb.GELU(), cost=sb.Quadratic(), regularisation=sb.L2(0.1))
    assert all(e.is_definition for e in net)


def test_cost_scales():
    """½ for one example, 1/(2m) for a batch, 1/m for the mean squared error, or what the user says."""
    m = Symbol("m", integer=True, positive=True)

    def scale(cost, batch):
        return sb.network(2, sb.Dense(1), cost=cost, batch=batch).equations[-1].rhs.as_coeff_Mul()[0], batch

    assert scale(sb.Quadratic(), None)[0] == Rational(1, 2)
    for cost, factor in (
        (sb.Quadratic(), 1 / (2 * m)),
        (sb.MeanSquaredError(), 1 / m),
        (sb.Quadratic(scale="3/(4*m)"), 3 / (4 * m)),
    ):
        rhs = sb.network(2, sb.Dense(1), cost=cost, batch="rows").equations[-1].rhs
        assert factor in (rhs / next(a for a in rhs.args if a.is_Add or bound(a)),)


def test_l2_leaves_biases_out():
    """λ/2m over every weight and no bias."""
    net = sb.network(2, sb.Dense(3), sb.Tanh(), sb.Dense(1), cost=sb.Quadratic(), regularisation=sb.L2(0.5))
    read = {str(e.base.label) for e in net.equations[-1].rhs.atoms(type(IndexedBase("w")[0]))}
    assert {"w1", "w2"} <= read and not {"b1", "b2"} & read
    assert net.defaults == (("lam", 0.5),)


def test_cross_entropy_states_its_assumption():
    """Σ_k y_k = 1 is written down in the System."""
    net = sb.network(2, sb.Dense(3), sb.Softmax(), cost=sb.CrossEntropy(), batch="rows")
    assert [a.rhs for a in net.assumptions] == [1]


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: sb.network(2, cost=sb.Quadratic()), "at least one layer"),
        (lambda: sb.network(2, sb.Dense, cost=sb.Quadratic()), r"write Dense\(\)"),
        (lambda: sb.network(2, 30, cost=sb.Quadratic()), "not a layer: 30"),
        (lambda: sb.network(2, sb.Dense(3), cost=sb.Quadratic), r"write cost=Quadratic\(\)"),
        (lambda: sb.network(2, sb.Dense(3), cost=sb.Quadratic(), batch="cols"), "no batch form"),
        (lambda: sb.network(0, sb.Dense(3), cost=sb.Quadratic()), "positive integer"),
        (lambda: sb.network(2, sb.Dense(3), sb.Tanh(), cost=sb.CrossEntropy()), "does not fit the output of Tanh"),
        (lambda: sb.network(2, sb.Dense(3), cost=sb.BinaryCrossEntropy()), "any real number"),
        (lambda: sb.network(2, sb.Dense(3), sb.Softmax(), cost=sb.BinaryCrossEntropy()), "one distribution"),
        (lambda: sb.network(2, sb.Dense(3), cost=sb.Quadratic(), regularisation=0.1), "for example L2"),
        (lambda: sb.L2(-1), "≥ 0"),
        (lambda: sb.L2(float("inf")), "≥ 0, not inf"),
        (lambda: sb.L2("0.1"), "≥ 0, not '0.1'"),
        (lambda: sb.network(None, sb.Dense(3), cost=sb.Quadratic()), "not None"),
        (lambda: sb.network("3", sb.Dense(3), cost=sb.Quadratic()), "not '3'"),
        (lambda: sb.network("n+1", sb.Dense(3), cost=sb.Quadratic()), r"not 'n\+1'"),
        (lambda: sb.Dense([3]), r"not \[3\]"),
        (lambda: sb.GELU("sigmoid"), "no approximation 'sigmoid'"),
        (lambda: sb.LeakyReLU(None), "not a number: None"),
        (lambda: sb.ELU(float("inf")), "not a number: inf"),
        (lambda: sb.network(2, sb.Dense(3), cost=sb.Quadratic(scale="1/")), "scale='1/' is no factor"),
        (lambda: sb.network(2, sb.Dense(3), cost=sb.Quadratic(scale=float("nan"))), "scale=nan is no factor"),
        (lambda: sb.network(2, sb.Dense(3), cost=sb.Quadratic(scale=1j)), "scale=1j is no factor"),
        (lambda: sb.network(2, sb.Dense("p"), cost=sb.Quadratic(scale="y")), "y cannot be a hyperparameter"),
        (lambda: sb.network(2, sb.Dense(3), cost=sb.Quadratic(scale="C")), "C cannot be a hyperparameter"),
        (lambda: sb.network(2, sb.Dense("p"), sb.ELU("p"), cost=sb.Quadratic()), "p cannot be a hyperparameter"),
        (lambda: sb.network(2, sb.Dense(3), sb.ELU("u"), cost=sb.Quadratic()), "u cannot be a hyperparameter"),
        (lambda: sb.network(2, sb.Dense("m"), cost=sb.Quadratic(), batch="rows"), "the width m has the name"),
        (lambda: sb.network("m", sb.Dense(2), cost=sb.Quadratic(), batch="rows"), "the width m has the name"),
        (lambda: sb.network(2, sb.Dense(3)), "a network needs a cost"),
        (lambda: sb.generic_network(hidden=sb.Softmax()), "last layer only"),
    ],
)
def test_what_cannot_be_is_refused(build, message):
    """One clear message, where the network is written."""
    with pytest.raises(UsageError, match=message):
        build()


def test_a_symbol_in_a_setting_is_a_hyperparameter():
    """κ as a scale and α as a slope are declared; m and the widths stay what they are; 0.5 is ½."""
    net = sb.network(
        2, sb.Dense("n_1"), sb.LeakyReLU(Symbol("alpha")), batch="rows", cost=sb.Quadratic(scale="kappa/(m*n_1)")
    )  # fmt: skip
    assert [t.name for t in net.with_role(Role.HYPERPARAMETER)] == ["alpha", "kappa"]
    assert [s.name for s in net.sizes] == ["m", "n_1"]
    halved = sb.network(2, sb.Dense(1), cost=sb.Quadratic(scale=0.5 * Symbol("c", real=True)))
    assert not halved.definitions("C")[0].rhs.atoms(Float)
    assert sb.check(sb.backprop(net)).require(sb.Verdict.PROVED)


def test_a_formula_alone_is_a_custom_cost():
    """CustomCost((a − y)²) and CustomCost(formula=(a − y)²) are one."""
    formula = (Symbol("a") - Symbol("y")) ** 2
    assert sb.CustomCost(formula) == sb.CustomCost(formula=formula)
    assert str(sb.network(2, sb.Dense(1), cost=sb.CustomCost(formula)).definitions("C")[0].rhs).startswith("Sum(")


def test_generic_network_has_a_ragged_layer_index():
    """z^l_j for l = 1, …, L with k over n[l − 1]; softmax makes a case of its own for layer L."""
    net = sb.generic_network(output=sb.Softmax(), cost=sb.CrossEntropy())
    assert [str(e.lhs) for e in net] == ["z[l, j]", "a[l, j]", "a[L, j]", "C"]
    assert str(net["w"].axes[2].upper) == "n[l - 1] - 1"


@pytest.mark.parametrize("build", [lambda t: sb.Quadratic(scale=t), lambda t: sb.LeakyReLU(t)])
def test_text_in_a_setting_is_never_run(build, tmp_path):
    """A scale or a slope may come from a file: it is arithmetic, or it is refused."""
    trace = tmp_path / "ran"
    with pytest.raises(UsageError):
        given = build(f"open({str(trace)!r}, 'w')")
        sb.network(2, sb.Dense(1), cost=given if isinstance(given, sb.Quadratic) else sb.Quadratic())
    assert not trace.exists()
