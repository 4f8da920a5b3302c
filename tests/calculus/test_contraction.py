"""What would be broken: δ contracted out of range, or a case of the generic layer lost."""

import pytest
from sympy import IndexedBase, KroneckerDelta, Piecewise

from symbackprop.calculus.contraction import CaseSplit, contraction, undecided
from symbackprop.language.indices import index, size, substitute, summation

n, depth = size("n"), size("L")
i, j, k = index("i", n), index("j", n), index("k", n)
a, b = IndexedBase("a", real=True), IndexedBase("b", real=True)
layer, other, inner = index("l", depth, 1), index("h", depth, 1), index("l", depth - 1, 1)


def test_delta_picks_one_term():
    """Σ_k a_k δ_ki = a_i."""
    assert contraction(summation(a[k] * KroneckerDelta(k, i), k)).after == a[i]


def test_two_deltas_are_one_step():
    """Σ_jk a_j b_k δ_ji δ_ki = a_i b_i."""
    both = summation(a[j] * b[k] * KroneckerDelta(j, i) * KroneckerDelta(k, i), j, k)
    assert contraction(both).after == a[i] * b[i]


def test_ranges_must_agree():
    """Over another range, of which nothing is known, the delta stays."""
    short = index("k", size("p"))
    assert contraction(summation(a[short] * KroneckerDelta(short, i), short)) is None


def test_next_layer_exists_for_inner_layers_only():
    """Σ_h a_h δ_(h−1, l): a_(l+1) for l < L, a case distinction for all l, nothing for the last."""
    total = summation(a[other] * KroneckerDelta(other - 1, layer), other)
    with pytest.raises(CaseSplit) as case:
        contraction(total)
    assert (case.value.index, case.value.value) == (layer, depth)
    assert contraction(substitute(total, {layer: inner})).after == a[inner + 1]
    assert contraction(substitute(total, {layer: depth})).after == 0


def test_a_delta_between_a_layer_and_the_last_one_is_a_case():
    """δ_(L, l) asks whether l is the last layer; for inner layers it is 0."""
    assert undecided(a[layer] * KroneckerDelta(depth, layer)).value == depth
    assert contraction(a[inner] * KroneckerDelta(depth, inner)).after == 0
    assert undecided(KroneckerDelta(i, j)) is None


def test_a_delta_that_all_cases_share_leaves_them():
    """A loss with cases (Huber's) contracts like any other."""
    cases = Piecewise((a[k] * KroneckerDelta(k, i), a[k] > 0), (b[k] * KroneckerDelta(k, i), True))
    assert contraction(summation(cases, k)).after == Piecewise((a[i], a[i] > 0), (b[i], True))


def test_numbers_leave_the_sum_before_the_delta_does():
    """Σ_k 2 (a_k − b_k) δ_ki must not become 2 a_i − 2 b_i: the 2 is to meet the ½ outside."""
    found = contraction(summation(2 * KroneckerDelta(k, i) * (a[k] - b[k]), k))
    assert found.rule == "factor out of the sum"
    assert found.after == 2 * summation(KroneckerDelta(k, i) * (a[k] - b[k]), k)
