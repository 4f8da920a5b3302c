"""What would be broken: reading a definition at other indices, and recognising it again."""

from sympy import IndexedBase, exp

import symbackprop as sb
from symbackprop.calculus.definitions import folding, instance, meaning, standard_names
from symbackprop.language.functions import sigmoid
from symbackprop.language.indices import bound, index, summation

net = sb.network("n_0", sb.Dense("n_1"), sb.Sigmoid(), sb.Dense("n_2"), sb.Softmax(), cost=sb.Quadratic())
z1, a1, z2, a2 = (IndexedBase(n, real=True) for n in ("z1", "a1", "z2", "a2"))
i, j, k = (index(name, net["z2"].axes[0].upper + 1) for name in "ijk")
p = index("p", net["z1"].axes[0].upper + 1)


def test_instance_renames_bound_indices():
    """z_k = Σ_k … would capture: the sum's own index moves away."""
    unit = index("k", net["z1"].axes[0].upper + 1)
    rhs = instance(net.definitions("z1")[0], z1[unit], set())
    assert "k" not in {str(b.label) for node in rhs.args for b in bound(node)}


def test_data_have_no_meaning():
    """Nothing defines x."""
    assert meaning(net, net["x"].entry, set()) is None


def test_sigmoid_folds_at_any_index():
    """σ(z1_p) is a1_p."""
    assert folding(net, sigmoid(z1[p])).after == a1[p]


def test_softmax_folds_twice_out_of_a_squared_denominator():
    """e^(z_i) e^(z_j) / S² is a_i a_j, though SymPy writes e^(z_i + z_j)."""
    total = summation(exp(z2[k]), k)
    state = exp(z2[i]) * exp(z2[j]) / total**2
    while fold := folding(net, state):
        state = fold.after
    assert state == a2[i] * a2[j]


def test_standard_names_forget_bound_names_only():
    """Σ_j a_j = Σ_k a_k, but a_j is not a_k."""
    assert standard_names(summation(a2[j], j)) == standard_names(summation(a2[k], k))
    assert standard_names(a2[j]) != standard_names(a2[k])
