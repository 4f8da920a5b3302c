r"""What a piece of LaTeX says, before anybody asks what it means.

The tree is the author's: `z^{[l]}` is a name with a superscript in square brackets and not a power, `W a` two factors
side by side, `f(x)` a name beside a bracket.  Whether that is a layer, a matrix product or a call is decided later, by
the document.  Every node keeps the characters of the text that it was read from.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

Span = tuple[int, int]


@dataclass(frozen=True)
class Node:
    """A part of a formula; `span` are its characters in the text that was read."""

    span: Span

    def parts(self) -> Iterator["Node"]:
        """The nodes directly below, in the order of writing."""
        return iter(self._below)

    @property
    def has_parts(self) -> bool:
        """Whether there is a node below."""
        return bool(self._below)

    @cached_property
    def _below(self) -> tuple["Node", ...]:
        """The nodes directly below, found once: trees are walked many times."""
        found: list[Node] = []
        for name in parts_of(self):
            value = getattr(self, name)
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, Node):
                    found.append(item)
                elif isinstance(item, tuple):
                    found += [i for i in item if isinstance(i, Node)]
        return tuple(found)

    def has(self, *kinds: type["Node"]) -> bool:
        """Whether the node, or one below it, is of one of some kinds."""
        return not self._kinds.isdisjoint(kinds)

    @cached_property
    def _kinds(self) -> frozenset[type["Node"]]:
        """The kinds of the node and of all below it."""
        return frozenset({type(self)}.union(*(part._kinds for part in self._below)))

    def walk(self) -> Iterator["Node"]:
        """The node and all below it."""
        return iter(self._all)

    @cached_property
    def _all(self) -> tuple["Node", ...]:
        """The node and all below it, each before what is below it, found once."""
        found: list[Node] = []
        waiting: list[Node] = [self]
        while waiting:
            node = waiting.pop()
            found.append(node)
            waiting += reversed(node._below)
        return tuple(found)


def parts_of(node: Node) -> tuple[str, ...]:
    """The names of what a node is made of, its span apart."""
    return node.__match_args__[1:]


@dataclass(frozen=True)
class Number(Node):
    """A number as printed: `0.593269992`, `1`, `10^{-4}` is a power of one."""

    text: str


@dataclass(frozen=True)
class Name(Node):
    r"""A letter or a word: `w`, `delta` for \delta, `net`, `ReLU`, `np.sum`; `accents` such as hat, tilde, bar, vec.

    `style` is what the letter is set in (bold, calligraphic, roman, blackboard, text); the empty string is italic.
    """

    text: str
    accents: tuple[str, ...] = ()
    style: str = ""


@dataclass(frozen=True)
class Scripted(Node):
    """A base with what hangs on it: subscript, superscript, and the number of primes."""

    base: Node
    sub: Node | None = None
    sup: Node | None = None
    primes: int = 0


@dataclass(frozen=True)
class Group(Node):
    """Something in visible brackets; `opening` is one of ( [ { | ‖ ⟨ ⌊, `closing` its partner."""

    body: Node
    opening: str = "("
    closing: str = ")"


@dataclass(frozen=True)
class Listing(Node):
    """Items with commas between them: the arguments of a call, the indices of w_{j,k}, the entries of [x, 1]."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Slice(Node):
    """`:`, `1:`, `:-1` in an index."""

    start: Node | None = None
    stop: Node | None = None


ENTRYWISE = frozenset({"odot", "circ", ".*", "otimes"})
"""The operators of products entry by entry; ⊗ is one in notes, where it joins arrays of one shape."""


@dataclass(frozen=True)
class Product(Node):
    """Factors in order; `operators[n]` stands between factor n and n + 1.

    An operator is one of: "" (side by side), "*", "cdot", "times", "odot" (⊙, \\bigodot), "otimes" (⊗), "circ" (∘),
    ".*", "@".
    """

    factors: tuple[Node, ...]
    operators: tuple[str, ...]


@dataclass(frozen=True)
class Addition(Node):
    """Terms in order, each with its sign: +1, -1, or 0 for ±."""

    terms: tuple[Node, ...]
    signs: tuple[int, ...]


@dataclass(frozen=True)
class Quotient(Node):
    r"""`\frac{p}{q}`, `p / q`, elementwise `p ./ q`."""

    numerator: Node
    denominator: Node


@dataclass(frozen=True)
class Root(Node):
    r"""`\sqrt[n]{x}`."""

    body: Node
    degree: Node | None = None


LINK, ANY = "⋯", "∂*"


@dataclass(frozen=True)
class Derivative(Node):
    r"""`\frac{\partial C}{\partial w}`, `\frac{d}{dw} C`, `dC/dw`, `\partial_w C`: `of` differentiated by each of `by`.

    `sign` is ∂, d or δ, as it stands in the denominator, or ∂⁺ for the explicit part \frac{\partial^{+} C}{\partial w},
    or LINK for what dots leave out of a chain, or ANY where it is by one parameter that stands for all.
    """

    of: Node
    by: tuple[Node, ...]
    sign: str = "∂"


@dataclass(frozen=True)
class Nabla(Node):
    r"""`\nabla_a C`; `by` is None in `\nabla C`."""

    of: Node
    by: Node | None = None


@dataclass(frozen=True)
class Differential(Node):
    r"""`dW^{[l]}`, `\partial z`, `\Delta w`, `\delta W` standing alone: a name for a derivative, or a small change.

    `sign` is d, ∂ or Δ; a `d` counts only directly before a letter or word and outside a fraction of derivatives.
    A \delta stays a name beside another: \delta x^T is more often a product.  `order` is 2 in \partial^2 C.
    """

    of: Node
    sign: str = "d"
    order: int = 1


@dataclass(frozen=True)
class Apply(Node):
    r"""A function known by its spelling, applied: `\log x`, `\exp(\theta_i)`, `\max(0, z)`, `np.sum(x, axis=1)`.

    `function` may be scripted (`\tanh^2(a)`, `\log_2 x`, `\text{ReLU}'(x)`).  A single letter beside a bracket is not
    an Apply but a Product, since it may as well be a factor.
    """

    function: Node
    arguments: tuple[Node, ...]
    keywords: tuple[tuple[str, Node], ...] = ()


FAMILIES = frozenset({"row", "column", "vector", "matrix"})
"""What all values of a general entry make, in their places; a vector is a list of which nothing says how it lies."""


@dataclass(frozen=True)
class Big(Node):
    r"""`\sum_{i=1}^{n} body`; `kind` is sum, prod, max, min, argmax, …, or one of the families."""

    kind: str
    body: Node
    lower: Node | None = None
    upper: Node | None = None


@dataclass(frozen=True)
class Relation(Node):
    """A relation inside a limit or a condition: `i = 1`, `k ≠ i`, `x > 0`, `j ∈ S`."""

    left: Node
    sign: str
    right: Node


@dataclass(frozen=True)
class Grid(Node):
    r"""A matrix; `brackets` as written.  `[x_1, x_2]` in one line is a Group of a Listing instead."""

    rows: tuple[tuple[Node, ...], ...]
    brackets: str = "["


@dataclass(frozen=True)
class Cases(Node):
    r"""`\begin{cases} value & condition \\ … \end{cases}`; a condition is a Relation, Words ("otherwise") or None."""

    pieces: tuple[tuple[Node, Node | None], ...]


@dataclass(frozen=True)
class Annotated(Node):
    r"""Something with a remark: `\underbrace{body}_{note}`, `\overset{note}{body}`, `\underset{n \times m}{W}`."""

    body: Node
    note: Node | None
    position: str = "under"


@dataclass(frozen=True)
class Words(Node):
    r"""Text inside mathematics: `\text{for each example}`, CJK words."""

    text: str


@dataclass(frozen=True)
class Dots(Node):
    r"""`\cdots`, `\vdots`, `...`."""

    text: str = "…"
