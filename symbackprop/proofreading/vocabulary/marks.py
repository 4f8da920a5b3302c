"""What scripts and limits are made of, whatever they mean: names, l − 1, indices side by side."""

from collections.abc import Container
from dataclasses import replace

from symbackprop.parsing.latex.tree import (
    Addition,
    Big,
    Group,
    Listing,
    Name,
    Node,
    Number,
    Product,
    Quotient,
    Relation,
    Scripted,
    Slice,
    Words,
)

COUNTED = frozenset({"N", "M", "m", "n"})
TRANSPOSES = frozenset({"T", "top", "intercal", "⊤", "ᵀ", "t", "trans", "transpose", "dagger"})
PRIMES = frozenset({"prime", "′"})
KEPT_ACCENTS = frozenset({"hat", "widehat", "tilde", "widetilde", "bar", "overline", "dot", "check"})
AXES = {
    **dict.fromkeys(("batch", "minibatch", "samples", "examples", "instances", "data", "batches"), "examples"),
    **dict.fromkeys(("rows", "row"), "rows"), **dict.fromkeys(("columns", "cols", "column", "col"), "columns"),
}  # fmt: skip
"""What words below a sum say that it runs over."""
NUMBERED = {"0": "rows", "1": "columns", "-1": "columns"}
"""What the axes are that NumPy numbers."""
DEPTH = "n_l"
"""How many layers there are, where that is written as the number of units of a layer is."""
KIND = {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}


def name_of(node: Node | None) -> str:
    """The text of a plain name or number, else nothing."""
    if isinstance(node, Name | Number):
        return node.text
    if isinstance(node, Group) and node.opening == "{":
        return name_of(node.body)
    return ""


def shift_of(node: Node | None) -> tuple[str, int] | None:
    """(l, -1) for `l - 1`, (l, 0) for `l`, ("", 2) for `2`; None for anything else."""
    if isinstance(node, Name) and not node.accents:
        return node.text, 0
    if isinstance(node, Number):
        return ("", int(node.text)) if node.text.isdigit() else None
    if _is_depth(node):
        return DEPTH, 0
    if isinstance(node, Addition) and len(node.terms) == 2 and node.signs[0] == 1:
        letter, number = node.terms
        if isinstance(number, Number) and number.text.isdigit() and (isinstance(letter, Name) or _is_depth(letter)):
            return letter.text if isinstance(letter, Name) else DEPTH, node.signs[1] * int(number.text)
    return None


def _is_depth(node: Node | None) -> bool:
    """Whether it is n_l, the number of layers."""
    if not isinstance(node, Scripted) or node.sup is not None or node.primes:
        return False
    return name_of(node.base) == "n" and name_of(node.sub) in ("l", "L", "ell")


def base_of(name: Name, decorations: Container[str] = ()) -> str:
    """The symbol without what it is set in; a hat, a tilde or a bar makes another symbol, if it is no decoration."""
    kinds = [KIND.get(a, a) for a in name.accents if a in KEPT_ACCENTS]
    return name.text + "".join(f"~{k}" for k in kinds if k not in decorations)


def scripts(node: Scripted) -> tuple[Node, list[Node], list[Node], int]:
    """(innermost base, subscripts, superscripts, primes), braces around a scripted symbol looked through."""
    subs: list[Node] = []
    sups: list[Node] = []
    primes = 0
    base: Node = node
    while isinstance(base, Scripted) or (isinstance(base, Group) and base.opening == "{"):
        if isinstance(base, Group):
            base = base.body
            continue
        if base.sub is not None:
            subs.insert(0, base.sub)
        if base.sup is not None:
            sups.insert(0, base.sup)
        primes += base.primes
        base = base.base
    return base, subs, sups, primes


def flat(script: Node) -> list[Node]:
    """The parts of a script side by side: `[L](i)`, `jk`, `j,k`; those of `(i, L)` each in its brackets."""
    if isinstance(script, Group) and script.opening == "{":
        return flat(script.body)
    if isinstance(script, Group) and script.opening in "[(" and isinstance(script.body, Listing):
        return [replace(script, body=item, span=item.span) for item in script.body.items]
    if isinstance(script, Listing):
        return [part for item in script.items for part in flat(item)]
    if isinstance(script, Product) and all(op in ("", "*", "cdot", "times") for op in script.operators):
        return [part for factor in script.factors for part in flat(factor)]
    return _behind_step(script) if isinstance(script, Addition) else [script]


def _behind_step(script: Addition) -> list[Node]:
    r"""The parts of `l - 1 \top` and `l+1jk`: what stands behind the step is no factor of it.

    A factor of 1 would say nothing; of another number, only marks and brackets are known to be none.
    """
    last = script.terms[-1]
    if not isinstance(last, Product) or not isinstance(last.factors[0], Number) or any(last.operators):
        return [script]
    step, behind = last.factors[0], last.factors[1:]
    is_apart = all(name_of(p) in TRANSPOSES or (isinstance(p, Group) and p.opening in "[(") for p in behind)
    if step.text != "1" and not is_apart:
        return [script]
    shift = replace(script, span=(script.span[0], step.span[1]), terms=(*script.terms[:-1], step))
    return [shift, *(part for factor in behind for part in flat(factor))]


def summed_axis(big: Big) -> str:
    r"""What a word says that a sum runs over, \sum_{batch} and \sum_{\text{axis}=1}; nothing where it has letters."""
    lower = big.lower
    if isinstance(lower, Relation) and _word(lower.left) in ("axis", "dim"):
        return NUMBERED.get(name_of(lower.right), "")
    return AXES.get(_word(lower), "")


def _word(node: Node | None) -> str:
    """A word in small letters, upright or not."""
    return (node.text if isinstance(node, Words) else name_of(node)).strip().lower()


def limit_letters(big: Big) -> list[str]:
    """The letters that a sum runs over."""
    if summed_axis(big):
        return []
    lower = big.lower
    items = lower.items if isinstance(lower, Listing) else (lower,)
    letters = []
    for item in items:
        node = item.left if isinstance(item, Relation) else item
        for part in flat(node) if node is not None else ():
            if isinstance(part, Name) and part.text not in ("forall", "∀"):
                letters.append(part.text)
    return letters


def upper_name(big: Big) -> str:
    """The name of the upper limit."""
    upper = big.upper
    return name_of(upper) if upper is not None else ""


def is_slice(node: Node) -> bool:
    """Whether an index takes all: `:`."""
    return isinstance(node, Slice) and node.start is None and node.stop is None


def is_turned(node: Node) -> bool:
    """Whether a bracket is transposed: (W a)^T."""
    return isinstance(node, Scripted) and node.sup is not None and any(name_of(p) in TRANSPOSES for p in flat(node.sup))


def is_number(node: Node) -> bool:
    """Whether a formula has no symbol in it but e."""
    return (
        all(
            not isinstance(n, Name) or n.text in ("e", "pi", "exp", "log", "ln", "max", "min", "tanh", "cdot")
            for n in node.walk()
        )
        and any(isinstance(n, Number) for n in node.walk())
        and not isinstance(node, Quotient)
    ) or isinstance(node, Number)


def is_bare_mean(node: Node) -> bool:
    """Whether it is 1/n Σ without limits: a mean over examples, for no index says what else is summed."""
    if not isinstance(node, Product):
        return False
    is_divided = any(isinstance(f, Quotient) and COUNTED & set(map(name_of, _factors(f.denominator)))
                     for f in node.factors)  # fmt: skip
    return is_divided and any(isinstance(f, Big) and f.kind == "sum" and f.lower is f.upper is None
                              for f in node.factors)  # fmt: skip


def _factors(node: Node) -> tuple[Node, ...]:
    return node.factors if isinstance(node, Product) else (node,)


def averaged(node: Product) -> list[str]:
    """The letters that count examples: i in 1/N Σ_{i=1}^{N}."""
    divisors = {name_of(f.denominator) for f in node.factors if isinstance(f, Quotient)} & COUNTED
    sums = [f for f in node.factors if isinstance(f, Big) and upper_name(f) in divisors]
    return [letter for big in sums for letter in limit_letters(big)]
