"""What would be broken: capture of bound names, ragged ranges, and what is said about ranges."""

import pytest
from sympy import IndexedBase, Integer, Sum, Symbol

from symbackprop.errors import UsageError
from symbackprop.language.indices import (
    bound,
    equal,
    free_indices,
    fresh,
    index,
    inside,
    rename_apart,
    replace,
    size,
    substitute,
    summation,
)

n, m, depth = size("n"), size("m"), size("L")
j, k, s = index("j", n), index("k", n), index("s", m)
a, w = IndexedBase("a", real=True), IndexedBase("w", real=True)
width = IndexedBase(Symbol("n", integer=True, positive=True))


def test_substitution_does_not_capture():
    """Σ_k w_jk a_k at j = k keeps the sum's own index apart from the k that comes in."""
    at_k = substitute(summation(w[j, k] * a[k], k), {j: k})
    inner = bound(at_k)[0]
    assert inner != k
    assert at_k == summation(w[k, inner] * a[inner], inner)


def test_bound_indices_are_not_substituted():
    """Σ_k a_k does not depend on k."""
    assert substitute(summation(a[k], k), {k: j}) == summation(a[k], k)


def test_ranges_follow_the_layer():
    """k over n[l − 1] becomes k over n[l] when l becomes l + 1."""
    layer = index("l", depth, 1)
    unit = index("k", width[layer - 1])
    moved = substitute(summation(a[layer - 1, unit], unit), {layer: layer + 1})
    assert bound(moved)[0].upper == width[layer] - 1
    assert free_indices(moved) == {layer}


def test_sum_lists_the_outermost_index_first():
    """A ragged inner range may depend on the outer index, in SymPy's own reading of the limits too."""
    layer = index("l", depth, 1)
    unit = index("j", width[layer])
    total = summation(a[layer, unit], layer, unit)
    assert bound(total) == (layer, unit)
    assert [limit[0] for limit in total.limits] == [unit, layer]
    assert free_indices(total) == set()


def test_sum_of_zero_is_zero():
    """SymPy keeps Sum(0, …)."""
    assert summation(Integer(0), k) == 0
    assert replace(summation(a[k] * w[k, k], k), a[k], Integer(0)) == 0


def test_rename_apart_leaves_nothing_named_like_a_free_index():
    """Nested sums with the same bound name are told apart from what is to be avoided."""
    nested = summation(a[k] * summation(a[k], k), k)
    renamed = rename_apart(nested, {"k"})
    assert not any(str(i.label) == "k" for node in renamed.atoms(Sum) for i in bound(node))


def test_fresh_names_are_those_of_the_field():
    """j, then i, then p: never a Dummy, so that print is the same in every run."""
    assert str(fresh(j, {"j"}).label) == "i"
    assert str(fresh(j, {"j", "i", "p", "q", "r"}).label) == "j_1"


def test_containment():
    """l − 1 of a layer is a layer or the input; l + 1 is one unless l is the last."""
    layer, inner = index("l", depth, 1), index("l", depth - 1, 1)
    assert inside(layer - 1, index("h", depth + 1, 0)) is True
    assert inside(layer + 1, layer) is None
    assert inside(inner + 1, layer) is True
    assert inside(depth + 1, layer) is False
    assert inside(j, k) is True
    assert inside(j, s) is None


def test_equality_of_layers():
    """An inner layer is never the last one."""
    inner = index("l", depth - 1, 1)
    assert equal(inner, depth) is False
    assert equal(index("l", depth, 1), depth) is None
    assert equal(inner + 1, inner + 1) is True


@pytest.mark.parametrize("bad", [0, -3, 2.5, True])
def test_sizes_are_positive_integers(bad):
    """A width of 0, of −3 or of 2.5 is refused where it is written."""
    with pytest.raises(UsageError, match="positive integer"):
        size(bad)
