"""What would be broken: a user's claim about a System, judged as what it does not say, or not at all."""

from functools import cache

import pytest
from sympy import Abs, IndexedBase, log

import symbackprop as sb
from symbackprop.checking.referee import check
from symbackprop.checking.verdicts import Verdict
from symbackprop.errors import UsageError
from symbackprop.language.indices import index, size, summation
from symbackprop.language.systems import Equation

m, widths = size("m"), [size(f"n_{number}") for number in range(3)]
i, (j, k), s = index("i", widths[1]), (index(name, widths[2]) for name in "jk"), index("s", m)
HEADS = ("x", "w1", "z1", "a1", "delta1", "dw1", "w2", "a2", "delta2", "y", "q")
x, w1, z1, a1, d1, dw1, w2, a2, d2, y, q = (IndexedBase(name, real=True) for name in HEADS)


@cache
def system():
    """Two layers, softmax and cross-entropy, a batch in columns."""
    layers = (sb.Dense("n_1"), sb.Tanh(), sb.Dense("n_2"), sb.Softmax())
    return sb.backprop(sb.network("n_0", *layers, cost=sb.CrossEntropy(), batch="columns"))


def judged(left, right, **options):
    """The judgement on a claim."""
    return check(Equation(left, right), given=system(), **options).judgements[0]


TRUE = {
    "a defined quantity": (a2[j, s], y[j, s] + m * d2[j, s]),
    "a number on the right": (summation(a2[k, s], k), 1),
    "a number on the left": (0, summation(d2[k, s], k)),
    "a multiple of an error": (m * d2[j, s], a2[j, s] - y[j, s]),
    "through a definition": (log(a2[j, s]) * m * d2[j, s], log(a2[j, s]) * (a2[j, s] - y[j, s])),
    "two layers": (d1[i, s] / (1 - a1[i, s] ** 2), summation(w2[k, i] * (a2[k, s] - y[k, s]), k) / m),
}
FALSE = {
    "the sign": (m * d2[j, s], y[j, s] - a2[j, s]),
    "the 1/m": (d2[j, s], a2[j, s] - y[j, s]),
    "one output": (a2[j, s], 1),
    "an expression": (Abs(a2[j, s]) + d2[j, s], a2[j, s]),
    "a size": (widths[2], 1),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_claims_are_proved_for_all_sizes(name):
    """Whatever stands on the left, the claim is left = right."""
    judgement = judged(*TRUE[name])
    assert (judgement.verdict, judgement.sizes) == (Verdict.PROVED, "all")


@pytest.mark.parametrize("name", FALSE)
def test_false_claims_are_refuted(name):
    """With a counterexample."""
    judgement = judged(*FALSE[name])
    assert judgement.verdict is Verdict.REFUTED and judgement.counterexample


def test_a_counterexample_is_as_small_as_it_can_be():
    """What holds for one example is refuted by two, every other size 1; entries count from 1."""
    example = judged(*FALSE["the 1/m"]).counterexample
    assert (example.sizes, example.entry) == ("m=2, n_0=1, n_1=1, n_2=2", "j=1, s=1")
    assert judged(*FALSE["one output"]).counterexample.sizes == "m=1, n_0=1, n_1=1, n_2=2"


def test_a_number_that_is_zero_is_shown_as_zero():
    """Not as what is left of a difference quotient at 120 digits."""
    assert judged(m * d2[j, s], 1).counterexample.left == "0.0"


@pytest.mark.parametrize(
    ("claim", "sizes"),
    [
        ((a2[j, s], 1), {"n_2": 1}),
        ((d2[j, s], a2[j, s] - y[j, s]), {"m": 1}),
        ((summation(y[k, s] ** 2, k), 1), {"n_2": 1}),
        ((widths[2] * m, 6), {"n_2": 2, "m": 3}),
        ((dw1[i, index("p", widths[0])], d1[i, s] * x[index("p", widths[0]), s]), {"m": 1}),
    ],
)
def test_what_holds_at_given_sizes_is_proved_there(claim, sizes):
    """And the report says for which; without them it is refuted."""
    judgement = judged(*claim, sizes=sizes)
    said = ", ".join(f"{name}={value}" for name, value in sizes.items())
    assert judgement.verdict is Verdict.PROVED and said in judgement.scope
    assert judged(*claim).verdict is Verdict.REFUTED


def test_a_lie_at_given_sizes_is_refuted():
    """m = 2 is not m = 1."""
    judgement = judged(*FALSE["the 1/m"], sizes={"m": 2})
    assert judgement.verdict is Verdict.REFUTED and judgement.counterexample.sizes.startswith("m=2")


def test_a_whole_system_at_given_sizes():
    """One unit, one example: every gradient, and nothing is said of other sizes."""
    ones = dict.fromkeys(("n_0", "n_1", "n_2", "m"), 1)
    report = check(system(), sizes=ones).require(Verdict.PROVED)
    assert {j.sizes for j in report if j.verdict is Verdict.PROVED} == {("n_0=1, n_1=1, n_2=1, m=1",)}


@pytest.mark.parametrize("sizes", [{"n_9": 1}, {"m": "k"}, {"m": 0}])
def test_sizes_that_cannot_be(sizes):
    """An unknown name, a symbol, nothing."""
    with pytest.raises(UsageError):
        judged(*FALSE["a size"], sizes=sizes)


def test_an_unknown_name_is_undecided():
    """It is not taken for data."""
    for claim in ((q[j], a2[j, s]), (a2[j, s], q[j]), (a2[j, s] + q[j], a2[j, s] + q[j])):
        judgement = judged(*claim)
        assert (judgement.verdict, judgement.reason) == (Verdict.UNDECIDED, "q is not declared in the system")


def test_wrong_shapes_are_explained():
    """Too few indices; an index over another width."""
    assert judged(d2[j], 0).reason == "delta2[j] has 1 indices, delta2 has 2"
    over = judged(d1[j, s], d1[j, s])
    assert over.verdict is Verdict.UNDECIDED and "j over 0..n_2 - 1 is not known to lie in 0..n_1 - 1" in over.reason
