"""The directives and roles that a derivation can use.  This table is the whole language.

A directive is a fence: three backticks, its name in braces, an argument; then lines `:option: value`; then a body.
An option without a value is a flag.  Every directive that shows equations takes `:network: name` (the first network
of the head, unless it is given) and `:notation: name`.  A wrong name, label, option or quantity stops the build with
file, line, column and a caret.

`{equation} QUANTITY …`
    Equations of the derived system, in one numbered display.  A quantity is a letter (z, a, w, b, C; delta; dw, db,
    da, dx for ∂C/∂w, …), a name (z2, delta1), a derivative (dC/dw; dz/dw for the local one, dz[j]/dw[j,k] at given
    entries), next_w for what the network's optimiser makes of w (next_v for what it remembers), f' for what is known
    of a function (sigmoid'), or `assumptions`.
    :layer:      2; L, L-1 counted from the last; l for every layer of the generic network (BP2 is delta with l)
    :form:       component or matrix (the head's `form`, else component)
    :steps:      the derivations, folded where the format can; `:steps: open` unfolded
    :label:      what stands in parentheses instead of a number, and what {eq} links to
    :convention: total or per example: what δ carries
    :verdict:    the referee's verdict beside the equation

`{claim}`
    An equation that the author states, in index form, in the body: `delta[l,j] = sum(w[l+1,i,j]*delta[l+1,i], i) *
    g'(z[l,j])` (see reading.py).  It is printed only if the referee proves it (or finds it to agree, which is said).
    :where:      ranges, `l = 1..L-1`
    :label: :form: :convention:

`{chain} QUANTITY …`
    Gradients as chains of local derivatives, ∂C/∂w_jk = δ_j ∂z_j/∂w_jk, before anything is evaluated.
    :whole:      down to the derivative by the last activation
    :evaluated:  with the value of every local derivative in its place
    and the options of {equation}

`{across} da2/da1`
    One layer's output by another's, in a network of one unit a layer; `:chain:` for the chain alone.

`{nested} QUANTITY …`
    Equations with the definitions of other quantities written into them: a = g(w a + b).
    :through:    which ones, `z a` (z)
    and the options of {equation}

`{slope} NAME`
    A named function with its definition, and its derivative from that by the rules of calculus: sigmoid, tanh, relu,
    leaky-relu, elu, softplus, silu, gelu, gelu-tanh.   :label: :steps: :verdict:

`{locals} dz/dw dz/db …`
    A table of local derivatives: at all entries, and where they are not 0.   :layer:

`{accumulation} dw`
    A gradient over a batch as a loop: Δ ← Δ + δ aᵀ for every example, then ∂C/∂W.   :layer: :form: :label: :convention:

`{correction} u v`
    What an optimiser remembers after t equal gradients, and what its correction makes of it.   :layer: :label:

`{lines} db`
    Gradients that are a sum over an axis, as lines of NumPy with axis and keepdims.   :layer: :convention:

`{hadamard} [1,2] [3,4]`
    Two vectors or matrices of whole numbers, multiplied entry by entry.   :label:

`{prediction}`
    The class that an output stands for: a threshold for one sigmoid unit, the greatest of K outputs.   :label:

`{definition} delta`
    Which derivative a letter stands for: δ ≡ ∂C/∂z.   :layer: :form: :label:

`{derivatives} NAME …`
    A table: each activation with its derivative, each cost with ∂C/∂a, and the verdicts; all of them without names.

`{verdicts}`
    A table of all equations of this document, wherever it stands: number, verdict, for which sizes, steps judged.

`{figure} flow | output-layer | schematic | training-loop | network | path`
    A drawing of the network; the body is its caption; `:label:`, and the options of the figure.

`{code} numpy`
    The NumPy function that the equations become.

`{numbers}`
    A worked example: each quantity as a formula, with its numbers, and its value; the argument names a part of it
    (Forward pass, Backward pass, Update, …), all without.  The numbers stand in the head, in the network's `numbers:
    {x: [0.05, 0.1], y: […], w1: [[…], […]], b1: […], …, alpha: 0.5, freeze: [biases]}`.
    :of:         those quantities of the part alone, `z1 a1`
    :lines:      without the equations for all entries: they stand elsewhere
    :nudges:     the changes to try, `w2[1,1]=0.001 w1[1,1]=0.001`
    :digits:     how many are printed (9)

`{ledger} FILE.yaml`
    A table *as printed → verdict → as derived* of the equations that another document prints and the referee refutes;
    `:all:` for all of them.  What such a file holds is said in claims.py.

`{note}`, `{tip}`, `{important}`, `{warning}` TITLE
    Remarks that stand apart; the body is Markdown.

Roles: {eq}`BP1` links to an equation, {fig}`flow` to a figure; {q}`delta[l]` spells a quantity in the document's
notation, as a whole (`w[l]`, `A` in capitals if the notation has it so) or an entry (`w[l,j,k]`), or any expression
of such; {q}`alpha` needs `symbols: [alpha]` in the head.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from symbackprop.documents import model
from symbackprop.documents.networks import Declared
from symbackprop.documents.parsing import Directive, Parser
from symbackprop.documents.settings import suggestion
from symbackprop.documents.workspace import Workspace
from symbackprop.errors import SymbackpropError
from symbackprop.typesetting.notation import Notation, find_notation
from symbackprop.typesetting.typeset import Form

Made = list[model.Block]
Maker = Callable[["Evaluator", Directive], Made]
COMMON = ("network", "notation")


@dataclass(frozen=True)
class Kind:
    """A directive: who makes its blocks, its options, and whether it waits for the end of the document."""

    make: Maker
    options: tuple[str, ...] | None
    late: bool = False


KINDS: dict[str, Kind] = {}


def directive(*names: str, options: tuple[str, ...] | None = (), late: bool = False) -> Callable[[Maker], Maker]:
    """Enter a directive into the table; `options=None` leaves them to its maker."""

    def enter(make: Maker) -> Maker:
        for name in names:
            KINDS[name] = Kind(make, options, late)
        return make

    return enter


@dataclass
class Evaluator:
    """Makes blocks of directives, and inlines of roles."""

    workspace: Workspace
    parser: Parser

    def blocks(self, given: Directive) -> Made:
        """The blocks of a directive."""
        kind = KINDS[given.name]
        if kind.options is not None:
            given.refuse_unknown((*kind.options, *COMMON))
        try:
            return kind.make(self, given)
        except SymbackpropError as error:
            raise given.source.pointed(given.argument_place, error) from None

    def network(self, given: Directive) -> Declared:
        """The network that a directive means."""
        networks = self.workspace.head.networks
        name = given.option("network") or next(iter(networks), "")
        if not networks:
            raise given.error("no network is declared", hint="networks: {main: {generic: true}} in the head")
        if name not in networks:
            raise given.error(f"no network is named {name!r}", given.where("network"), **suggestion(name, networks))
        return networks[name]

    def target(self, given: Directive) -> model.Target:
        """The number of an equation; asked for first, so that a mistake further on does not hide its label."""
        return self.workspace.numbered("equation", given.option("label"), given.where("label"))

    def notation(self, given: Directive) -> Notation:
        """The notation in which a directive prints."""
        if "notation" not in given.options:
            return self.workspace.head.notation
        try:
            return find_notation(given.option("notation"))
        except SymbackpropError as error:
            raise given.source.pointed(given.where("notation"), error) from None

    def form(self, given: Directive) -> Form:
        """The form in which a directive prints."""
        form = given.option("form", self.workspace.head.form)
        if form not in get_args(Form):
            raise given.error(f"there is no form {form!r}", given.where("form"), **suggestion(form, get_args(Form)))
        return form  # type: ignore[return-value]

    def convention(self, given: Directive) -> str | None:
        """The convention that a directive asks for."""
        from symbackprop.conventions import find_convention

        name = given.option("convention") or None
        try:
            return find_convention(name).name if name else None
        except SymbackpropError as error:
            raise given.source.pointed(given.where("convention"), error) from None
