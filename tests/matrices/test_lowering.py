"""Every node of a tree means, entry by entry, what its textbook line says."""

from sympy import Integer, KroneckerDelta, Symbol

from symbackprop.calculus.canonical import same
from symbackprop.language.functions import ARGUMENT, sigmoid
from symbackprop.language.indices import index, summation
from symbackprop.language.nodes import Dependence
from symbackprop.language.systems import Tensor
from symbackprop.matrices import tree as node
from symbackprop.matrices.lowering import lower

M, N = (Symbol(name, integer=True, positive=True) for name in "mn")
R, C, K, S = index("r", N), index("c", M), index("k", N), index("s", M)
A = Tensor("A", (R, C))
B = Tensor("B", (R, C))
V = Tensor("v", (R,))
a, b, v = node.Named(A), node.Named(B), node.Named(V)
ZERO = Integer(0)


def test_products_and_transposes() -> None:
    """(Aᵀ B)_cs = Σ_k A_kc B_ks."""
    product = node.Product((node.Transpose(a), b))
    assert same(lower(product, C, S), summation(A.at(K, C) * B.at(K, S), K))
    assert not same(lower(product, C, S), summation(A.at(K, S) * B.at(K, C), K))


def test_ones_sum_and_copy() -> None:
    """(A 1)_r = Σ_c A_rc and (v 1ᵀ)_rc = v_r."""
    assert same(lower(node.Product((a, node.Ones(M))), R, ZERO), summation(A.at(R, C), C))
    assert lower(node.Product((v, node.Transpose(node.Ones(M)))), R, C) == V.at(R)


def test_entry_by_entry() -> None:
    """⊙, ⊘, +, scalar multiples and functions would mix up entries."""
    x, y = A.at(R, C), B.at(R, C)
    assert lower(node.Hadamard((a, b)), R, C) == x * y
    assert lower(node.Quotient((a, b)), R, C) == x / y
    assert lower(node.Total((a, b)), R, C) == x + y
    assert lower(node.Scaled(node.Constant(M), a), R, C) == M * x
    assert lower(node.Scaled(node.Constant(M), a, divide=True), R, C) == x / M
    assert lower(node.Apply(sigmoid(ARGUMENT), a), R, C) == sigmoid(x)


def test_norms_diagonals_and_dependences() -> None:
    """‖A‖² = Σ A_rc², diag(v)_rk = δ_rk v_r, (∇_A C)_rc = ∂C/∂A_rc."""
    assert same(lower(node.SquaredNorm(a), ZERO, ZERO), summation(A.at(R, C) ** 2, R, C))
    assert same(lower(node.Diagonal(v), R, K), KroneckerDelta(R, K) * V.at(R))
    gradient = lower(node.Dependent("C", a, gradient=True), K, S)
    assert same(gradient, Dependence("C", A.at(R, C), (R, C), ((K, S),)))


def test_sums_over_layers() -> None:
    """Σ_l ‖W^{[l]}‖² would lose the ranges that depend on l."""
    every = index("l", Symbol("L", integer=True, positive=True), 1)
    j = index("j", every)
    w = Tensor("w", (every, j), layer=every)
    tree = node.OverLayers(every, node.SquaredNorm(node.Named(w, every)))
    assert same(lower(tree, ZERO, ZERO), summation(w.at(every, j) ** 2, every, j))
