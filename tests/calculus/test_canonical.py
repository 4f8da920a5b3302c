"""The canonical form: equal for equal expressions however they are named, nested and ordered; never for others."""

from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Expr, Idx, IndexedBase, KroneckerDelta, Rational, Symbol, exp

from symbackprop.calculus.canonical import canonical, same
from symbackprop.language.indices import free_indices, index, rename_apart, summation
from symbackprop.language.nodes import Dependence

N, M, L = (Symbol(name, integer=True, positive=True) for name in "nmL")
H, J, K, S = index("i", N), index("j", N), index("k", N), index("s", M)
w, x, y = (IndexedBase(name, real=True) for name in "wxy")
ENTRIES = [w[H, J], w[J, K], w[K, H], x[H], x[J], x[K], y[J]]


def test_names_of_bound_indices_do_not_matter() -> None:
    """Σ_i x_i = Σ_j x_j would not be seen."""
    assert same(summation(x[H], H), summation(x[J], J))
    assert same(summation(w[H, J] * x[J], H, J), summation(w[K, H] * x[H], H, K))


def test_free_indices_are_never_captured() -> None:
    """Σ_i w_ij = Σ_i w_ii would be proved by naming j and i the same."""
    assert not same(summation(w[H, J], H), summation(w[H, H], H))
    assert not same(summation(w[H, J] * summation(x[K], K), H), summation(w[H, J] * x[J], H))
    assert not same(summation(w[H, J] * x[J], H, J), summation(w[J, H] * x[J], H, J))


def test_sums_are_flattened_and_factors_hoisted() -> None:
    """(Σ_i x_i)(Σ_i y_i) = Σ_i Σ_j x_i y_j and Σ_i c x_i = c Σ_i x_i would be missed."""
    assert same(summation(x[H], H) * summation(y[H], H), summation(x[H] * y[J], H, J))
    assert same(summation(x[H] / M, H), summation(x[H], H) / M)
    assert same(summation(x[H], H) ** 2, summation(x[H] * x[J], H, J))
    assert same(summation(summation(x[J], J), H), N * summation(x[J], J))


def test_deltas_are_contracted_where_ranges_agree() -> None:
    """Σ_i δ_ij x_i = x_j would be missed, or used for an index of another range."""
    assert same(summation(KroneckerDelta(H, J) * x[H], H), x[J])
    assert not same(summation(KroneckerDelta(H, S) * x[H], H), x[S])


def test_products_are_multiplied_out_but_not_inside_functions() -> None:
    """(a − y)² and its expansion would differ; exp(Σ_i x_i) would lose its sum."""
    assert same(summation((x[H] - y[H]) ** 2, H), summation(x[H] ** 2 - 2 * x[H] * y[H] + y[H] ** 2, H))
    assert same(exp(summation(x[H], H)), exp(summation(x[J], J)))
    assert not same(exp(summation(x[H], H)), summation(exp(x[H]), H))


def test_indices_of_one_value_are_that_value() -> None:
    """A network with one output would have no matrix form."""
    one = index("i", 1)
    assert same(summation(x[one], one), x[0])
    assert same(Dependence("C", x[one], (one,), ((one,),)), Dependence("C", x[0], (), ((),)))


def test_ragged_sums() -> None:
    """Renaming l would leave the old l in the range of k."""
    width = IndexedBase(Symbol("n", integer=True, positive=True))
    l, h = index("l", L, 1), index("h", L, 1)  # noqa: E741
    k, p = index("k", width[l - 1]), index("p", width[h - 1])
    assert same(summation(w[l, k] ** 2, l, k), summation(w[h, p] ** 2, h, p))
    assert not free_indices(canonical(summation(w[l, k] ** 2, l, k)))
    assert not same(summation(w[l, k] ** 2, l, k), summation(w[h, H] ** 2, h, H))


def terms() -> st.SearchStrategy[Expr]:
    """Random sums of products of entries, with random bound indices."""
    product = st.lists(st.sampled_from(ENTRIES), min_size=1, max_size=4).map(lambda es: Rational(1, 2) * _times(es))
    bound = st.lists(st.sampled_from([H, J, K]), unique=True, max_size=3)
    return st.lists(st.builds(lambda e, own: summation(e, *own), product, bound), min_size=1, max_size=3).map(sum)


def _times(entries: list[Expr]) -> Expr:
    result: Expr = Rational(1)
    for entry in entries:
        result *= entry
    return result


@settings(max_examples=60, deadline=None)
@given(terms(), st.permutations([H, J, K]))
def test_renaming_apart_keeps_the_form_and_the_free_indices(expr: Expr, order: list[Idx]) -> None:
    """A capture would change the free indices, or make the form depend on the names of bound ones."""
    form = canonical(expr)
    assert free_indices(form) <= free_indices(expr)
    assert canonical(form) == form
    assert canonical(rename_apart(expr, {"i", "j", "k", *(str(i.label) for i in order)})) == form


@settings(max_examples=40, deadline=None)
@given(terms(), terms())
def test_equal_forms_mean_equal_values(left: Expr, right: Expr) -> None:
    """The form would identify two expressions that differ at some size."""
    values = {"w": [[3, 5, 7], [11, 13, 17], [19, 23, 29]], "x": [2, -3, 31], "y": [37, 41, -43]}
    for expr in (left, left + right, left * right):
        for at in ({"i": 0, "j": 1, "k": 2}, {"i": 1, "j": 1, "k": 0}):
            form = canonical(expr)
            assert _value(expr, values, at) == _value(form, values, at) == _value(canonical(form), values, at)


def _value(expr: Expr, values: dict[str, list], at: dict[str, int]) -> Expr:
    """The value at n = 3."""
    from sympy import Add, Indexed, Mul, Pow, Sum

    from symbackprop.language.indices import bound

    if isinstance(expr, Sum):
        (i, *others) = bound(expr)
        rest = summation(expr.function, *others)
        return sum((_value(rest, values, {**at, str(i.label): number}) for number in range(3)), Rational(0))
    if isinstance(expr, Indexed):
        found = values[str(expr.base.label)]
        for i in expr.indices:
            found = found[at[str(i.label)]]
        return Rational(found)
    if isinstance(expr, Add | Mul | Pow):
        return expr.func(*(_value(a, values, at) for a in expr.args))
    return expr.xreplace({N: Rational(3)})
