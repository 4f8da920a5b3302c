"""What would be broken: the proof for all sizes. Equal things not seen as equal, or worse, different ones as equal."""

import mpmath
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Idx, IndexedBase, KroneckerDelta, Sum, exp, log, sign, sqrt, symbols, tanh

from symbackprop.checking.evaluation import Evaluator
from symbackprop.checking.merging import merged
from symbackprop.checking.points import DIGITS, Point, Sizes
from symbackprop.checking.quotients import is_zero
from symbackprop.checking.reading import Reader
from symbackprop.checking.sums import aligned
from symbackprop.language.indices import index, index_name, rename_apart, renamed, size, summation
from symbackprop.language.systems import System

n, m = size("n"), size("m")
i, j, k, p = (index(name, n) for name in "ijkp")
s = index("s", m)
a, b, c = (IndexedBase(name, real=True) for name in "abc")
w = IndexedBase("w", real=True)


def form(expr):
    """The form of an expression."""
    return Reader().form(expr)


def same(left, right):
    """Whether two expressions have the same canonical form."""
    return is_zero(aligned(form(left) - form(right)))


def test_names_of_bound_indices_do_not_matter():
    """Σ_k a_k = Σ_j a_j, which SymPy's simplify does not see."""
    assert same(summation(a[k], k), summation(a[j], j))


def test_order_of_sums_does_not_matter():
    """Σ_j Σ_k w_jk a_k b_j = Σ_k Σ_j w_jk a_k b_j."""
    body = w[j, k] * a[k] * b[j]
    assert same(summation(body, j, k), summation(body, k, j))


def test_a_transposed_index_matters():
    """Σ_k w_jk a_k is not Σ_k w_kj a_k."""
    assert not same(summation(w[j, k] * a[k], k), summation(w[k, j] * a[k], k))


def test_sums_split_into_connected_parts():
    """Σ_jk a_j b_k = Σ_j a_j Σ_k b_k."""
    assert same(summation(a[j] * b[k], j, k), summation(a[j], j) * summation(b[p], p))


def test_a_product_is_not_split():
    """Σ_j a_j b_j is not Σ_j a_j Σ_k b_k."""
    assert not same(summation(a[j] * b[j], j), summation(a[j], j) * summation(b[k], k))


def test_a_sum_of_a_constant_counts():
    """Σ_k a_j = n a_j."""
    assert same(summation(a[j], k), n * a[j])


def test_a_square_of_a_sum_is_a_double_sum():
    """(Σ_k a_k)² = Σ_jk a_j a_k, and is not Σ_k a_k²."""
    assert same(summation(summation(a[k] * w[k, j], k) ** 2, j), summation(a[i] * w[i, j] * a[p] * w[p, j], i, p, j))
    assert not same(summation(a[k], k) ** 2, summation(a[k] ** 2, k))


def test_deltas_contract_where_ranges_agree():
    """Σ_k δ_jk a_k = a_j."""
    assert same(summation(KroneckerDelta(j, k) * a[k], k), a[j])


def test_deltas_do_not_contract_where_ranges_differ():
    """Over another range the condition stays: Σ_s δ_js a_s is a_j only for j < m."""
    assert not same(summation(KroneckerDelta(j, s) * a[s], s), a[j])
    assert same(summation(KroneckerDelta(j, s) * a[s], s), summation(KroneckerDelta(s, j) * a[j], s))


def test_a_shift_leaves_the_range():
    """Σ_k δ(k, j + n) a_k = 0."""
    assert same(summation(KroneckerDelta(k, j + n) * a[k], k), 0 * n)


def test_an_outer_index_is_not_captured():
    """Σ_j (a_j Σ_k w_kj) with the inner index called j outside: the trap that a first version fell into."""
    inner = summation(w[k, j], k)
    assert same(summation(a[j] * inner, j), summation(a[k] * summation(w[p, k], p), k))
    assert not same(a[j] * summation(w[k, j], k), a[j] * summation(w[k, k], k))
    assert not same(summation(exp(summation(w[j, k], k)), j), summation(exp(summation(w[k, j], k)), j))


def test_quotients_cancel():
    """(a − y)/(a(1 − a)) · a(1 − a) = a − y."""
    x, y = a[j], b[j]
    assert same((x - y) / (x * (1 - x)) * x * (1 - x), x - y)
    assert same(summation((x - y) / (x * (1 - x)) * x * (1 - x), j), summation(x, j) - summation(y, j))


def test_quotients_that_cancel_only_together():
    """Σ a/(1 − a) − Σ 1/(1 − a) = −n: the sums are brought under one sign."""
    x = a[j]
    gap = form(summation(x / (1 - x), j) - summation(1 / (1 - x), j) + n)
    assert not is_zero(gap) and is_zero(merged(gap))


def test_several_denominators():
    """1/(u v (v − u)) apart and together: beside other sums, in a double sum, and in an argument."""
    x, other = a[j], summation(b[k], k)
    gap = summation(x / (1 - x), j) - summation(1 / (1 - x), j)
    body = w[j, k] / ((1 - a[j]) * (1 - b[k]))
    zero = [
        summation(1 / (x * (1 - x) * (2 - x)), j)
        - (summation(1 / x, j) / 2 + summation(1 / (1 - x), j) - summation(1 / (2 - x), j) / 2),
        other * gap + n * other,
        summation(other * gap, k) + n**2 * other,
        Abs(gap) - n,
        summation(body, j, k) - summation(a[j] * body, j, k) - summation(w[p, k] / (1 - b[k]), p, k),
    ]
    for expr in zero:
        assert is_zero(merged(form(expr))) and not is_zero(merged(form(expr + other)))


def test_softmax_sums_to_one():
    """Σ_j exp(z_j)/Σ_k exp(z_k) = 1."""
    assert same(summation(exp(a[j]) / summation(exp(a[k]), k), j), 1 + 0 * n)


def test_exponentials_and_roots():
    """e^(u+v) = e^u e^v, √2 √6 = 2√3, tanh by exponentials, |−u| = |u|, sign(−u) = −sign(u)."""
    u, v = a[j], b[j]
    assert same(exp(u + v) * exp(-v), exp(u))
    assert same(sqrt(2) * sqrt(6), 2 * sqrt(3))
    assert same(1 - tanh(u) ** 2, 4 / (exp(u) + exp(-u)) ** 2)
    assert same(Abs(u - v), Abs(v - u)) and same(sign(u - v), -sign(v - u))
    assert not same(log(u * v), log(u) + log(v) + u)


def test_ragged_sums_stay_inside():
    """Σ_l Σ_(k < n[l]) a_k: the inner range depends on l, and is renamed with it."""
    width = IndexedBase(symbols("n", integer=True, positive=True))
    g, h = index("l", m), index("h", m)
    first, second = index("k", width[g]), index("j", width[h])
    assert same(summation(a[first], g, first), summation(a[second], h, second))
    assert not same(summation(a[first], g, first), m * summation(a[first], first))
    assert same(summation(KroneckerDelta(g, h) * summation(w[g, first], first), g), summation(w[h, second], second))


INDICES = (i, j, k, p)
leaves = st.one_of(
    st.sampled_from([x[q] for x in (a, b) for q in INDICES]),
    st.sampled_from([w[q, r] for q in INDICES for r in INDICES]),
    st.sampled_from([KroneckerDelta(q, r) for q in (i, j) for r in (k, p)]),
    st.integers(-2, 2).map(lambda v: v + 0 * n),
)


def grow(children):
    """Sums over an index, sums of terms, products, exponentials."""
    pairs = st.tuples(children, children)
    return st.one_of(
        pairs.map(lambda t: t[0] + t[1]),
        pairs.map(lambda t: t[0] * t[1]),
        st.tuples(children, st.sampled_from(INDICES)).map(lambda t: summed_over(*t)),
        children.map(exp),
    )


def summed_over(body, q):
    """Σ_q body; a bound index is never also bound inside."""
    return summation(rename_apart(body, {str(q.label)}) if body.has(Sum) else body, q)


expressions = st.recursive(leaves, grow, max_leaves=6)


def value(expr, point, env):
    """The value at 50 digits."""
    return Evaluator(point).value(expr, env)


def check_equal_values(left, right, seed):
    """Both sides at sizes 2 and 3, at some place."""
    with mpmath.workdps(DIGITS):
        for count in (2, 3):
            point = Point(System((), ()), Sizes((("m", 2), ("n", count))), seed)
            for at in ({i: 0, j: 1, k: 0, p: 1}, {i: 1, j: 1, k: 0, p: 0}):
                one, other = value(left, point, at), value(right, point, at)
                assert abs(one - other) <= mpmath.mpf(10) ** -40 * max(1, abs(one))


@settings(max_examples=60, deadline=None)
@given(expressions, expressions, st.integers(0, 3))
def test_what_is_called_equal_is_equal(left, right, seed):
    """Soundness: whenever two random expressions have one form, their values agree."""
    if same(left, right):
        check_equal_values(left, right, seed)


@settings(max_examples=60, deadline=None)
@given(expressions, st.permutations(INDICES))
def test_renaming_and_nesting_change_nothing(expr, names):
    """Closed under sums in any order, an expression has one form, and it is the value that it had."""
    one = summed_over(summed_over(summed_over(summed_over(expr, i), j), k), p)
    other = expr
    for q in names:
        other = summed_over(other, q)
    assert same(one, other)


@settings(max_examples=60, deadline=None)
@given(expressions)
def test_the_form_has_the_value_of_the_expression(expr):
    """A form read back as an expression is the expression, in value."""
    check_equal_values(expr, written(form(expr)), 1)


@settings(max_examples=60, deadline=None)
@given(expressions, st.permutations(["@1.0@", "@1.1@", "@2.0@", "@2.1@", "i", "j", "k", "p"]))
def test_a_canonical_form_is_its_own_canonical_form(expr, names):
    """Read back, with the names that it gives to bound indices exchanged among themselves and with free ones."""
    closed = summed_over(summed_over(summed_over(summed_over(expr, i), j), k), p)
    again = written(form(closed))
    assert same(again, closed)
    exchanged = exchange(again, dict(zip(sorted(names), names, strict=True)))
    assert same(exchanged, closed)
    check_equal_values(exchanged, closed, 2)


@settings(max_examples=60, deadline=None)
@given(expressions, st.sampled_from([("i", "@1.0@"), ("j", "@1.1@"), ("k", "@2.0@")]))
def test_a_free_index_is_not_captured_by_a_canonical_name(expr, pair):
    """A free index that is named like the bound ones of a form: the value is what it was."""
    free, canonical = pair
    renaming = {free: canonical, canonical: free}
    again = exchange(written(form(exchange(expr, renaming))), renaming)
    check_equal_values(again, expr, 3)


def exchange(expr, names):
    """The same expression with its indices, bound or free, renamed all at once."""
    return expr.xreplace({q: renamed(q, names[index_name(q)]) for q in expr.atoms(Idx) if index_name(q) in names})


def written(form_):
    """A form as an expression again."""
    return sum((q * product_of(monomial) for monomial, q in form_.terms.items()), 0 * n)


def product_of(monomial):
    """A monomial as an expression."""
    out = 1 + 0 * n
    for atom, exponent in monomial:
        out *= atom_of(atom) ** exponent
    return out


def atom_of(atom):
    """An atom as an expression."""
    match atom.kind:
        case "entry":
            return IndexedBase(atom.head, real=True)[atom.where]
        case "sum":
            return summation(written(atom.args[0]), *atom.bound)
        case "function":
            return atom.head(written(atom.args[0]))
        case "delta":
            return KroneckerDelta(atom.where[0], 0)
        case "size":
            return atom.where[0]
    raise AssertionError(atom.kind)
