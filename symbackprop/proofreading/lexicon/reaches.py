"""How far a sum and a ∇ reach: Σ_i y^i log a^i + (1 − y^i) log(1 − a^i) is one over both terms, whose i it binds."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Big, Derivative, Group, Nabla, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import flat, limit_letters, name_of

TARGETS = frozenset({"y", "t", "Y", "T"})
DATA = frozenset({"y", "t", "p", "a", "o"})
"""Letters of targets and outputs, which a cost sums over."""


def with_whole_sums(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, every sum with the later terms that only it can give an example to."""
    found = []
    heads: dict[tuple[int, int], frozenset[str]] = {}
    for formula in formulas:
        chain = id(formula.statement.display), formula.statement.chain
        if not formula.statement.link:
            heads[chain] = _open(formula.left)
        read = formula.changed(_beyond_data).changed(partial(_parted, letters=heads.get(chain, frozenset())))
        others = _examples(read.left) if read.left is not None else set()
        found.append(replace(read, right=read.right and _reaching(read.right, others)))
    return found


# ---- what a sum leaves to an index that the left side has


def _open(head: Node | None) -> frozenset[str]:
    """The indices of a slope, i and j of ∂p_i/∂x_j."""
    if not isinstance(head, Derivative):
        return frozenset()
    nodes = [n for part in (head.of, *head.by) for n in part.walk()]
    if any(isinstance(n, Big) for n in nodes):
        return frozenset()
    scripts = (n.sub for n in nodes if isinstance(n, Scripted) and n.sub is not None)
    return frozenset(name for s in scripts for p in flat(s) if (name := name_of(p)).isalpha())


def _parted(node: Node, letters: frozenset[str]) -> Node:
    """Σ_j e^{x_j} and e^{x_i} e^{x_j} apart, in a slope by x_j: brackets would have to hold the two together."""
    if not letters or not any(isinstance(n, Big) for n in node.walk()):
        return node
    last = node.factors[-1] if isinstance(node, Product) else node
    if isinstance(last, Big) and last.kind == "sum" and last.upper is None and letters & set(limit_letters(last)):
        body = last.body
        if isinstance(body, Addition) and len(body.terms) > 1 and body.signs[0] > 0:
            first: Node = replace(last, body=body.terms[0])
            first = replace(node, factors=(*node.factors[:-1], first)) if isinstance(node, Product) else first
            return Addition(node.span, (first, *body.terms[1:]), body.signs)
    return rebuilt(node, lambda part: _parted(part, letters))


# ---- what ∇ takes to it


def _beyond_data(node: Node) -> Node:
    """∇_a (y log a) for ∇_a y log a: no one differentiates a target alone."""
    if not any(isinstance(n, Nabla) and name_of(n.of) in TARGETS for n in node.walk()):
        return node
    node = rebuilt(node, _beyond_data)
    for at, factor in enumerate(node.factors[:-1] if isinstance(node, Product) else ()):
        if isinstance(factor, Nabla) and factor.by is not None and name_of(factor.of) in TARGETS:
            assert isinstance(node, Product)
            body = replace(node, factors=(factor.of, *node.factors[at + 1 :]), operators=node.operators[at:])
            whole, before = replace(factor, of=body), node.factors[:at]
            return replace(node, factors=(*before, whole), operators=node.operators[:at]) if before else whole
    return node


# ---- what a sum takes to it


def _reaching(node: Node, others: set[str]) -> Node:
    node = rebuilt(node, lambda part: _reaching(part, others))
    if not isinstance(node, Addition):
        return node
    terms, signs = list(node.terms), list(node.signs)
    at = 0
    while at + 1 < len(terms):
        letters = _bound_last(terms[at]) - others
        if letters & _free(terms[at + 1]) and 0 not in signs:
            terms[at : at + 2] = [_extended(terms[at], terms[at + 1], signs[at + 1])]
            del signs[at + 1]
        else:
            at += 1
    return terms[0] if len(terms) == 1 and signs == [1] else replace(node, terms=tuple(terms), signs=tuple(signs))


def _bound_last(term: Node) -> set[str]:
    """The letters of the sums with which a term ends."""
    if isinstance(term, Product):
        return _bound_last(term.factors[-1])
    if isinstance(term, Big) and term.kind == "sum":
        return {*limit_letters(term), *_bound_last(term.body)}
    return set()


def _examples(node: Node) -> set[str]:
    """Letters in brackets above a symbol, and those below a symbol of data or outputs, y_i."""
    scripted = [n for n in node.walk() if isinstance(n, Scripted)]
    above = (p for n in scripted if n.sup is not None for p in flat(n.sup))
    below = (p for n in scripted if n.sub is not None and name_of(n.base) in DATA for p in flat(n.sub))
    found = {name_of(p.body) for p in above if isinstance(p, Group) and p.opening == "("}
    return (found | {t for p in below if (t := name_of(p)).isalpha()}) - {""}


def _free(term: Node) -> set[str]:
    """The examples of a term that no sum in it binds."""
    bound = {letter for n in term.walk() if isinstance(n, Big) for letter in limit_letters(n)}
    names = {n.text for n in term.walk() if isinstance(n, Name)}
    return (_examples(term) & names) - bound


def _extended(term: Node, more: Node, sign: int) -> Node:
    """The term with more in the sum that it ends with."""
    if isinstance(term, Product):
        return replace(term, factors=(*term.factors[:-1], _extended(term.factors[-1], more, sign)))
    assert isinstance(term, Big)
    if _bound_last(term.body):
        return replace(term, body=_extended(term.body, more, sign))
    body = term.body
    terms, signs = (body.terms, body.signs) if isinstance(body, Addition) else ((body,), (1,))
    return replace(term, body=Addition(body.span, (*terms, more), (*signs, sign)))
