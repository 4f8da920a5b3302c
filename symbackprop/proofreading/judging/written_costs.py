"""Costs as they are written, C_x, J^{(i)}, ℓ_i[φ], L(f(x_i), y_i), and the sets of examples that sums run over."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import (
    Big,
    Derivative,
    Group,
    Name,
    Node,
    Number,
    Product,
    Quotient,
    Relation,
    Scripted,
    Words,
)
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import TRANSPOSES, base_of, flat, limit_letters, name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import NEXT
from symbackprop.proofreading.vocabulary.quantities import COSTS

WHOLE, PART = 4, 2
"""How many examples there are, and how many of them in a batch beside all."""
COUNTS = frozenset({"n", "m", "N", "M", "B", "K", "S", "P", "T", "I", "b", "k"})
"""Letters that count examples where a sum over them is divided by them."""


@dataclass(frozen=True)
class Cost:
    """A cost as it is written: its name, and the letters in its scripts and in its brackets."""

    name: str
    marks: tuple[str, ...] = ()
    has_index: bool = False


def cost_of(node: Node, also: frozenset[str] = frozenset()) -> Cost | None:
    """The cost that is written, C_x, J^{(i)}, ℓ_i[φ], L(f(x_i), y_i); None for anything else."""
    called: list[str] = []
    if isinstance(node, Product) and len(node.factors) == 2 and node.operators == ("",):
        node, bracket = node.factors
        if not isinstance(bracket, Group) or bracket.opening not in "([{":
            return None
        called = [n.text for n in bracket.walk() if isinstance(n, Name)]
    base, subs, sups, primes = scripts(node) if isinstance(node, Scripted) else (node, [], [], 0)
    if not isinstance(base, Name | Words) or primes:
        return None
    letter = base_of(base) if isinstance(base, Name) else base.text.strip()
    if letter.partition("~")[0] not in COSTS | also:
        return None
    parts = [p for s in (*subs, *sups) for p in flat(s)]
    marks = [text_of(p.sub if isinstance(p, Scripted) and p.sub is not None else p) for p in parts]
    fixed = [t for t in marks if not (len(t) == 1 and (t.islower() or t == "X"))]
    if any(t in TRANSPOSES or t == "2" for t in (text_of(p) for s in sups for p in flat(s))):
        return None
    name = "_".join([letter, *fixed])
    return Cost(name, (*(t for t in marks if t not in fixed), *called), len(marks) > len(fixed))


def costs_in(*nodes: Node | None) -> Iterator[Cost]:
    """All costs in some formulas, those in scripts left out."""
    for node in nodes:
        if node is not None:
            yield from costs_within(node, frozenset())


def costs_within(node: Node, also: frozenset[str]) -> Iterator[Cost]:
    """All costs in a formula, other names of costs among them."""
    if (cost := cost_of(node, also)) is not None:
        yield cost
        return
    below = (node.base,) if isinstance(node, Scripted) else (node.body,) if isinstance(node, Big) else node.parts()
    for part in below:
        yield from costs_within(part, also)


def example_letters(node: Node, also: frozenset[str]) -> set[str]:
    """Letters that tell examples apart: those in the scripts and the brackets of costs."""
    return {t for cost in costs_within(node, also) for t in cost.marks}


def bound_in(*nodes: Node) -> set[str]:
    """The letters that sums run over."""
    sums = [n for node in nodes for n in node.walk() if isinstance(n, Big)]
    return {t for n in sums for t in (*limit_letters(n), *pair_of(n))}


def pair_of(node: Big) -> list[str]:
    """x and y of Σ_{(x, y) ∈ B}."""
    lower = node.lower
    if not isinstance(lower, Relation) or not isinstance(lower.left, Group) or lower.sign != "∈":
        return []
    return [n.text for n in lower.left.walk() if isinstance(n, Name)]


def set_name(node: Node | None) -> str:
    """The name of a set of examples: B of i ∈ B_t."""
    if isinstance(node, Scripted):
        return set_name(node.base)
    return name_of(node)


def key_of_set(node: Big) -> str:
    """What tells one set of examples that is summed over from another: its end, or its name, or its letter."""
    if node.upper is not None:
        return set_name(node.upper.body if isinstance(node.upper, Group) else node.upper)
    if isinstance(node.lower, Relation) and node.lower.sign == "∈":
        return set_name(node.lower.right)
    return "".join(limit_letters(node)) or "Σ"


def size_of_set(node: Big, sizes: Mapping[str, int]) -> int:
    """How many examples a sum adds up."""
    return sizes.get(key_of_set(node), WHOLE)


def sizes_of(nodes: list[Node], whole: bool = False) -> dict[str, int]:
    """How many examples each set has, by its name and by the letter that a sum over it is divided by."""
    every = [n for node in nodes for n in node.walk()]
    sums = [n for n in every if isinstance(n, Big) and n.kind == "sum" and example_letters(n.body, frozenset())
            & (set(limit_letters(n)) or example_letters(n.body, frozenset()))]  # fmt: skip
    keys = list(dict.fromkeys(key_of_set(n) for n in sums))
    below = [t for n in every if isinstance(n, Quotient) for p in n.denominator.walk()
             if (t := name_of(p)) in COUNTS]  # fmt: skip
    free = [t for t in dict.fromkeys(below) if t not in keys]
    sizes: dict[str, int] = {}
    unsaid = [k for k in keys if k not in below]
    for key in keys:
        is_part = not whole and len(keys) > 1 and key in ("m", "B", "b", "k", "S", "j", "K", "M", "i")
        sizes[key] = PART if is_part and PART not in sizes.values() else WHOLE
    for letter, key in zip(free, unsaid, strict=False):
        sizes[letter] = sizes[key]
    for letter in free:
        sizes.setdefault(letter, WHOLE)
    return sizes


def text_of(node: Node) -> str:
    """The text of a script, in whatever brackets."""
    while isinstance(node, Group):
        node = node.body
    if isinstance(node, Words):
        return node.text.strip()
    return name_of(node) or repr([n.text for n in node.walk() if isinstance(n, Name | Number)])


def by_whole(left: Node, right: Node) -> Node:
    """The step of w with ∂C/∂w for ∂C/∂w_{ji}, where nothing else of w has an index."""
    base, subs, _, _ = scripts(left) if isinstance(left, Scripted) else (left, [], [], 0)
    if not isinstance(base, Name) or any(text_of(p) not in NEXT for s in subs for p in flat(s)):
        return right

    def whole(node: Node) -> Node:
        below = node.by[0] if isinstance(node, Derivative) and len(node.by) == 1 else None
        if isinstance(node, Derivative) and isinstance(below, Scripted) and name_of(scripts(below)[0]) == base.text:
            return replace(node, by=(left,))
        return rebuilt(node, whole)

    return whole(right)


def by_one(side: Node, *others: Node) -> Node:
    """The gradient by w with ∂/∂w^{(L)} for ∂/∂w, where the same statement says in one place only which w is meant."""
    every = (n.by[0] for s in (side, *others) for n in s.walk() if isinstance(n, Derivative) and len(n.by) == 1)
    found = {outline(by): by for by in every}
    told = [by for by in found.values() if isinstance(by, Scripted)]
    bare = [by for by in found.values() if isinstance(by, Name)]
    if len(told) != 1 or len(bare) != 1 or len(found) != 2 or name_of(scripts(told[0])[0]) != name_of(bare[0]):
        return side

    def telling(node: Node) -> Node:
        is_bare = isinstance(node, Derivative) and len(node.by) == 1 and isinstance(node.by[0], Name)
        inner = rebuilt(node, telling)
        return replace(inner, by=(told[0],)) if is_bare and isinstance(inner, Derivative) else inner

    return telling(side)


def is_of_later(said: Formula, formula: Formula) -> bool:
    """Whether something is said behind a statement, in a section of its own: with a penalty, J is another cost."""
    return said.number > formula.number and said.section[: len(formula.section)] != formula.section
