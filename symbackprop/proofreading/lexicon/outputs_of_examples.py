r"""Outputs as functions of an example and of all weights: the y_k(x_n, w) of E_n = ½ Σ_k (y_k(x_n, w) − t_{nk})².

What stands in the bracket is said of all that is computed, so that y_k(x_n, w) is written as the target beside it
is, y_{nk}, and y_k where no target has the letter of the example.  Where a text says what s_k(x^{(i)}) is, of any entry
of any example, that is s_k^{(i)}.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Group, Listing, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import flat, name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS
from symbackprop.proofreading.vocabulary.quantities import BIASES, TARGETS

OUTPUT, INPUT = "y", "x"
Places = Mapping[frozenset[str], Scripted]
"""Targets by the letters of their scripts."""


def with_outputs_of_examples(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, entries of outputs without their arguments."""
    formulas = _outputs_by_models(formulas)
    computed = {outline(name) for f in formulas if (name := _of_example(f.left)) is not None}
    if computed:
        formulas = [f.changed(partial(_of_examples, computed=computed)) for f in formulas]
    found = [any(_called(n) for s in f.sides for n in s.walk()) for f in formulas]
    return [_read(f) if is_called else f for f, is_called in zip(formulas, found, strict=True)]


def _outputs_by_models(formulas: Sequence[Formula]) -> Sequence[Formula]:
    """H^{(i)} for H(x^{(i)}), where a text says what H(x) is of weights, and writes H by itself as well."""
    models = {_model(f.left) for f in formulas if isinstance(f.left, Product) and f.right is not None
              and any(name_of(n) in WEIGHTS for n in f.right.walk() if isinstance(n, Name))} - {""}  # fmt: skip
    if not models:
        return formulas
    nodes = [n for f in formulas for side in f.sides for n in side.walk()]
    calls = [name for n in nodes if isinstance(n, Product) for name in _calls(n)]
    names = [n.text for n in nodes if isinstance(n, Name) and not n.accents]
    bare = frozenset(m for m in models if names.count(m) > calls.count(m))
    return [f.changed(partial(_at_example, models=bare)) for f in formulas] if bare else formulas


def _model(node: Product) -> str:
    """The H of H(x)."""
    return _calls(node)[0] if len(node.factors) == 2 and _calls(node) and _is_input(node.factors[1]) else ""


def _calls(node: Product) -> list[str]:
    """The letters in a product that stand before a bracket."""
    pairs = zip(node.factors, node.factors[1:], node.operators, strict=False)
    return [name_of(f) for f, bracket, sign in pairs if not sign and isinstance(f, Name) and _is_bracket(bracket)]


def _is_bracket(node: Node) -> bool:
    return isinstance(node, Group) and node.opening == "("


def _is_input(bracket: Node) -> bool:
    """Whether it is (x)."""
    return isinstance(bracket, Group) and bracket.opening == "(" and name_of(bracket.body) == INPUT


def _at_example(node: Node, models: frozenset[str]) -> Node:
    """H^{(i)} for H(x^{(i)}) and H_i for H(x_i)."""
    if isinstance(node, Product):
        factors, operators = [node.factors[0]], list[str]()
        for sign, factor in zip(node.operators, node.factors[1:], strict=True):
            of = factor.body if isinstance(factor, Group) and factor.opening == "(" else None
            is_example = isinstance(of, Scripted) and name_of(of.base) == INPUT and not of.primes
            if not sign and is_example and isinstance(of, Scripted) and name_of(factors[-1]) in models:
                factors[-1] = replace(of, span=(factors[-1].span[0], factor.span[1]), base=factors[-1])
            else:
                factors.append(factor)
                operators.append(sign)
        node = factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors), operators=tuple(operators))
    return rebuilt(node, partial(_at_example, models=models))


def _of_example(node: Node | None) -> Node | None:
    """The s of s_k(x^{(i)}); None for anything else."""
    match node:
        case Product(factors=(Scripted(base=Name() as base, sub=Name(), sup=None, primes=0), bracket), operators=("",)):
            return base if _script_of_example(bracket) is not None else None
    return None


def _script_of_example(bracket: Node) -> Node | None:
    """The (i) of (x^{(i)})."""
    match bracket:
        case Group(
            opening="(", body=Scripted(base=Name() as base, sub=None, sup=Group(opening="(", body=Name()) as sup)
        ):
            return sup if name_of(base).lower() == INPUT else None
    return None


def _of_examples(node: Node, computed: Set[str]) -> Node:
    """A formula with s_k^{(i)} for s_k(x^{(i)})."""
    node = rebuilt(node, partial(_of_examples, computed=computed))
    if not isinstance(node, Product):
        return node
    factors, operators = list(node.factors), list(node.operators)
    for at in reversed(range(len(operators))):
        pair = replace(node, factors=(factors[at], factors[at + 1]), operators=(operators[at],))
        name, entry = _of_example(pair), factors[at]
        if name is not None and isinstance(entry, Scripted) and outline(name) in computed:
            factors[at : at + 2] = [replace(entry, sup=_script_of_example(factors[at + 1]))]
            del operators[at]
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors), operators=tuple(operators))


def _read(formula: Formula) -> Formula:
    return formula.changed(partial(_bare, targets=dict(t for side in formula.sides for t in _targets(side))))


def _targets(side: Node) -> Iterator[tuple[frozenset[str], Scripted]]:
    """t_{nk} and t_k^{(n)}, with n and k."""
    for node in side.walk():
        if isinstance(node, Scripted) and name_of(scripts(node)[0]) in TARGETS - {OUTPUT}:
            parts = [p for script in (node.sub, node.sup) if script is not None for p in flat(script)]
            yield frozenset(name_of(p.body if isinstance(p, Group) else p) for p in parts), node


def _called(node: Node) -> list[tuple[int, str]]:
    """Where in a product an output stands before its bracket, and the letter of the example; "" for x itself."""
    if not isinstance(node, Product):
        return []
    pairs = enumerate(zip(node.factors, node.factors[1:], node.operators, strict=False))
    found = [(at, _example(two)) for at, (one, two, sign) in pairs if not sign and _is_output(one)]
    return [(at, example) for at, example in found if example is not None]


def _is_output(node: Node) -> bool:
    """Whether it is y_k."""
    is_entry = isinstance(node, Scripted) and name_of(node.base) == OUTPUT and node.sup is None and not node.primes
    return is_entry and isinstance(node, Scripted) and len(name_of(node.sub)) == 1


def _example(bracket: Node) -> str | None:
    """n of (x_n) and (x_n, w); nothing of (x, w); None for any other bracket."""
    if not isinstance(bracket, Group) or bracket.opening != "(":
        return None
    first, *rest = bracket.body.items if isinstance(bracket.body, Listing) else (bracket.body,)
    if not all(name_of(p) in WEIGHTS | BIASES for p in rest):
        return None
    if name_of(first) == INPUT and rest:
        return ""
    is_input = isinstance(first, Scripted) and name_of(first.base) == INPUT and first.sup is None
    return name_of(first.sub) or None if is_input and isinstance(first, Scripted) else None


def _bare(node: Node, targets: Places) -> Node:
    node = rebuilt(node, partial(_bare, targets=targets))
    if not isinstance(node, Product) or not (called := dict(_called(node))):
        return node
    factors: list[Node] = []
    operators: list[str] = []
    for at, factor in enumerate(node.factors):
        if at - 1 in called:
            continue
        operators += [node.operators[at - 1]] if at else []
        factors.append(_as_target(factor, called[at], targets) if at in called else factor)
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors), operators=tuple(operators))


def _as_target(output: Node, example: str, targets: Places) -> Node:
    """y_k as y_{nk}, where t_{nk} stands in the statement."""
    assert isinstance(output, Scripted)
    like = targets.get(frozenset({name_of(output.sub), example}))
    if like is None or not isinstance(output.base, Name):
        return output
    return replace(output, sub=like.sub, sup=like.sup)
