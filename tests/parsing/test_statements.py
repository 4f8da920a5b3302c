"""What would be broken: a statement read as another one, or text that is no statement believed."""

import pytest

from symbackprop import Dense, Quadratic, Sigmoid, backprop, generic_network, network
from symbackprop.calculus.canonical import same
from symbackprop.checking.referee import Referee
from symbackprop.checking.verdicts import Verdict
from symbackprop.errors import UsageError
from symbackprop.parsing.statements import read_statement

GENERIC = backprop(generic_network(batch="columns"))
TWO = backprop(network("n0", Dense("n1"), Sigmoid(), Dense("n2"), Sigmoid(), cost=Quadratic()))
LINK = backprop(network(1, Dense(1), Sigmoid(), Dense(1), Sigmoid(), cost=Quadratic()))


def verdict(text, system):
    """The referee's verdict on a statement of one claim."""
    (claim,) = read_statement(text, system).claims
    if claim.misfit is not None:
        return Verdict.REFUTED
    return Referee(system).statement(claim.equation.lhs, claim.equation.rhs, "").verdict


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("delta[l] = (w[l+1].T @ delta[l+1]) * g_prime(z[l])", GENERIC),
        ("delta[L] = dC_da[L] * prime(z[L])", GENERIC),
        ("dw[l] = delta[l] @ a[l-1].T", GENERIC),
        ("db[l] = np.sum(delta[l], axis=1, keepdims=True)", GENERIC),
        ("dC_db[l] = delta[l] @ ones(m)", GENERIC),
        ("dw[l][j,k] == Sum(s, delta[l][j,s] * a[l-1][k,s])", GENERIC),
        ("d(z[l][j,s], w[l][j,k]) == a[l-1][k,s]", GENERIC),
        ("dw2[j,k] == delta[2][j] * a1[k]", TWO),
        ("delta[L] = (a[L] - y) * sigma_prime(z[2])", TWO),
        ("delta1 = (w2.T @ delta2) * sigma_prime(z1)", TWO),
        ("C = 1/2 * norm2(y - a2)", TWO),
        ("C == 1/2 * norm2(y - a[2]) ", TWO),
        ("d(a2[j], a1[k]) == sigma_prime(z2[j]) * w2[j,k]", TWO),
        ("d(z2, w2) = a1", LINK),
        ("a2 = sigma(w2 * sigma(w1 * x + b1) + b2)", LINK),
    ],
)
def test_true_statements_hold(text, system):
    """As matrices, as entries, by layers, by names, and as numbers where every layer has one unit."""
    assert verdict(text, system) in (Verdict.PROVED, Verdict.AGREES)


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("delta[l] = (w[l+1] @ delta[l+1]) * g_prime(z[l])", GENERIC),
        ("dw[l] = a[l-1].T @ delta[l]", GENERIC),
        ("db[l] = np.sum(delta[l], axis=0, keepdims=True)", GENERIC),
        ("dw[l] = delta[l] @ a[l-1].T / m", GENERIC),
        ("delta[L] = (y - a[L]) * sigma_prime(z[L])", TWO),
        ("d(a2, z2) = sigma_prime(a2)", LINK),
        ("d(z2, w2) = a1 + 1", LINK),
    ],
)
def test_false_statements_fall(text, system):
    """A transpose, an order, an axis, a factor or a sign that is wrong."""
    assert verdict(text, system) is Verdict.REFUTED


def test_a_layer_runs_where_everything_exists():
    """With δ^{l+1} in it, a statement is about l = 1, …, L − 1."""
    (claim,) = read_statement("delta[l] = (w[l+1].T @ delta[l+1]) * g_prime(z[l])", GENERIC).claims
    layer = claim.equation.lhs.indices[0]
    assert str((layer.lower, layer.upper)) == "(1, L - 1)"


def test_a_chain_claims_each_link():
    """a = b = c is two claims."""
    claims = read_statement("delta2[j] == dC_dz2[j] == (a2[j] - y[j]) * sigma_prime(z2[j])", TWO).claims
    assert [c.text for c in claims] == [
        "delta2[j] == dC_dz2[j]",
        "dC_dz2[j] == (a2[j] - y[j]) * sigma_prime(z2[j])",
    ]


def test_entries_and_matrices_say_the_same():
    """Both forms of BP4 lower to one equation."""
    texts = ("dw1 = delta1 @ x.T", "dw1[j,k] == delta1[j] * x[k]")
    first, second = (read_statement(text, TWO).claims[0].equation.rhs for text in texts)
    assert same(first, second)


def test_authors_names():
    """Θ^{(3)} is w3 here, and the input their layer 1."""
    aliases = {"Theta": "w", "a1": "x", "a2": "a1", "yhat": "a[L]"}
    (claim,) = read_statement("yhat[j] == Theta[2][j,1] * a[2][1] + a[1][1]", TWO, aliases).claims
    assert str(claim.equation.rhs) == "a1[0]*w2[j, 0] + x[0]"


def test_lists_are_claims_about_each_entry():
    """The Hadamard product of two written vectors."""
    claims = read_statement("[1, 2] * [3, 4] == [3, 8]", TWO).claims
    assert [(c.equation.lhs, c.equation.rhs) for c in claims] == [(3, 3), (8, 8)]


def test_a_new_name_claims_nothing():
    """ŷ := a^L; a name that is taken would be a claim, and is refused."""
    assert read_statement("yhat := a[L]", TWO).claims == ()
    with pytest.raises(UsageError, match="is no new name"):
        read_statement("C := a[L]", TWO)


@pytest.mark.parametrize(
    ("text", "said", "caret"),
    [
        ("delta2 = q", "q is not declared", "q"),
        ("delta[9] = y", "there is no delta[9] here", "delta[9]"),
        ("delta2 == y", "delta2 is not an entry", "delta2"),
        ("delta2[j] = y", "delta2[j] is an entry, not a matrix", "delta2[j]"),
        ("delta2[j] == Sum(q, y[j])", "does not stand in what is summed", "q"),
        ("y[j] == Sum(j, y[j])", "j has a meaning outside of this sum", "j"),
        ("y = open('x')", "there is no function open", "open"),
        ("y = __import__(y)", "there is no function __import__", "__import__"),
        ("y = y.__class__", "this means nothing in a statement about matrices", "y.__class__"),
        ("y = y ** 999999", "this operation means nothing for matrices", "y ** 999999"),
        ("y[j] == 9 ** 9 ** 9", "this means nothing in a statement about entries", "9 ** 9 ** 9"),
        ("y = (lambda: y)", "this means nothing in a statement about matrices", "lambda: y"),
        ("y = np.sum(y, axis=2)", "np.sum takes axis=0 or 1", "2"),
        ("y[j] == [1, 2][z1]", "only a name has indices", "[1, 2][z1]"),
        ("y = ", "one side is missing", None),
        ("y", "this is no statement", None),
        ("y = " + "-" * 1500 + "y", "", None),
        ("y = y == y", "one statement has one kind of sign", "=="),
        ("y = w2 @", "this is no formula", None),
    ],
)
def test_bad_statements_are_errors_with_a_caret(text, said, caret):
    """Nothing is evaluated, nothing guessed; the place is shown."""
    with pytest.raises(UsageError) as caught:
        read_statement(text, TWO)
    message = str(caught.value)
    assert said in message
    if caret is not None:
        shown, below = message.splitlines()[1:3]
        start = below.index("^")
        assert shown[start : start + below.count("^")] == caret
