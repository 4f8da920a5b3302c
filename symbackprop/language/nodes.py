"""The nodes that SymPy lacks: derivatives that wait for a rule, and functions that nobody has specified.

* `Partial(u, x)`       ∂u/∂x of an expression, every other name held fixed.
* `Local(q, x)`         ∂q/∂x of a *defined quantity*, through its own equation only, every other name held fixed:
                        the local derivative that the chain rule multiplies.
* `Unspecified(g, n, l, u)`   the n-th derivative of an activation g^{[l]} that nobody has specified, at u.
* `Dependence(C, body, bound, at)`   a quantity that depends on a whole tensor, C(a) with a_j = body for every bound
                        j; `at` lists the entries that it has been differentiated by: ∂C/∂a_j.

SymPy's `C(a[j])` would be a function of one entry, and `g(compound)` differentiates to `Subs`.
"""

from typing import Any

from sympy import Expr, Integer, Symbol, Tuple, sympify


class _Node(Expr):
    """A real, commutative expression."""

    is_commutative = True
    is_real = True


class Partial(_Node):
    """∂u/∂x, waiting for a rule; x is a scalar symbol or an entry of a tensor."""

    def __new__(cls, u: Any, x: Any) -> "Partial":
        """∂u/∂x."""
        return Expr.__new__(cls, sympify(u), sympify(x))

    @property
    def expr(self) -> Expr:
        """What is differentiated."""
        return self.args[0]

    @property
    def variable(self) -> Expr:
        """By what."""
        return self.args[1]


class Local(Partial):
    """∂q/∂x through the equation that defines q, and through it alone."""


class Unspecified(_Node):
    """g^{[l]}(u), or its n-th derivative, for an activation g that is left open; `layer` is 0 where there is none."""

    def __new__(cls, name: Any, order: Any, layer: Any, u: Any) -> "Unspecified":
        """The n-th derivative of g^{[l]} at u."""
        name = Symbol(name) if isinstance(name, str) else name
        return Expr.__new__(cls, name, Integer(order), sympify(layer), sympify(u))

    @property
    def name(self) -> Symbol:
        """The name of the function."""
        return self.args[0]

    @property
    def order(self) -> int:
        """How many times it has been differentiated."""
        return int(self.args[1])

    @property
    def layer(self) -> Expr:
        """The layer whose activation it is."""
        return self.args[2]

    @property
    def argument(self) -> Expr:
        """Where it is evaluated."""
        return self.args[3]


class Dependence(_Node):
    """C(a), a quantity that depends on all entries of a tensor, or its partial derivatives by the entries `at`."""

    def __new__(cls, name: Any, body: Any, bound: Any, at: Any = ()) -> "Dependence":
        """C of the tensor body[bound], differentiated by the entries `at`, in any order."""
        name = Symbol(name) if isinstance(name, str) else name
        entries = Tuple(*sorted((Tuple(*entry) for entry in at), key=str))
        return Expr.__new__(cls, name, sympify(body), Tuple(*bound), entries)

    @property
    def name(self) -> Symbol:
        """The name of the quantity."""
        return self.args[0]

    @property
    def body(self) -> Expr:
        """The entry of the tensor at the bound indices."""
        return self.args[1]

    @property
    def bound(self) -> Tuple:
        """The indices of the tensor."""
        return self.args[2]

    @property
    def at(self) -> Tuple:
        """The entries by which it has been differentiated, each a tuple of index expressions."""
        return self.args[3]
