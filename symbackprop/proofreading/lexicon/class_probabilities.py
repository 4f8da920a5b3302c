"""Probabilities of classes by their formulas: 1{y = j} − p(y = j | x; θ) where p(y = j | x; θ) = e^{θ_j^T x} / Σ_l ….

Where a text has said how one is computed, it stands for that formula, with the class and the example that it names.  So
does that of the target, log p(y^{(i)} | x^{(i)}) where p(y | x) = ŷ^y (1 − ŷ)^{1−y}, whose letters are those of an
example.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Apply, Big, Dots, Group, Listing, Name, Node, Number, Relation, Scripted
from symbackprop.proofreading.lexicon.counted_examples import relettered
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.lexicon.probabilities import has_probability, is_probability
from symbackprop.proofreading.vocabulary.marks import flat, limit_letters, name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import DATA

TARGET = "|"
"""What stands for the class that is right, where no letter does: p(y | x)."""
TARGETS = frozenset({"y", "t"})
OUTPUTS = frozenset({"a", "p", "z", "o", "q"})


class Known(NamedTuple):
    """Of which class and of which example a probability is, and how it is computed."""

    kind: str
    datum: Node
    body: Node


def with_class_probabilities(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, every probability of a class by its formula, but where that is said."""
    known: dict[str, Known] = {}
    for formula in formulas:
        told = _told(formula)
        if told is not None:
            known.setdefault("" if told.kind.isalpha() else told.kind, told)
    if not known:
        return list(formulas)
    return [f if _event(f.left) is not None else f.changed(lambda side: _put_in(side, known)) for f in formulas]


def _told(formula: Formula) -> Known | None:
    """p(y = j | x) = …, of which nothing is left out."""
    event = _event(formula.left)
    if event is None or formula.right is None or formula.statement.relation not in ("=", ":=", "≡"):
        return None
    if has_probability(formula.right) or any(isinstance(n, Dots) for n in formula.right.walk()):
        return None
    is_formula = any(isinstance(n, Apply | Big | Group) or name_of(n) == "e" for n in formula.right.walk())
    return Known(*event, formula.right) if is_formula else None


def _event(node: Node | None) -> tuple[str, Node] | None:
    """(j, x) of p(y = j | x; θ)."""
    if node is None or not is_probability(node):
        return None
    bracket = node.arguments[0] if isinstance(node, Apply) else next(n for n in node.parts() if isinstance(n, Group))
    body = bracket.body if isinstance(bracket, Group) else bracket
    first = body.items[0] if isinstance(body, Listing) and body.items else body
    match first:
        case Relation(left=Relation(sign="=", right=Name() | Number() as kind), sign="|", right=datum):
            return name_of(kind), datum
        case Relation(left=Name() | Scripted() as target, sign="|", right=datum) if _letter(target) in TARGETS:
            return TARGET, datum
    return None


def _put_in(node: Node, known: dict[str, Known]) -> Node:
    event = _event(node)
    told = known.get(event[0]) if event is not None else None
    told = known.get("") if told is None and event is not None and event[0] != TARGET else told
    found = _computed(told, *event) if told is not None and event is not None else None
    return Group(node.span, found, "(", ")") if found is not None else rebuilt(node, lambda n: _put_in(n, known))


def _computed(told: Known, kind: str, datum: Node) -> Node | None:
    """The formula of a class and of an example; None where letters would get mixed up."""
    bound = {t for n in told.body.walk() if isinstance(n, Big) for t in limit_letters(n)}
    if kind == TARGET and isinstance(told.datum, Name) and isinstance(datum, Scripted) and not bound:
        return _of_example(told.body, datum) if name_of(datum.base) == told.datum.text else None
    names = {} if told.kind == kind else {told.kind: kind}
    before, after = _example(told.datum), _example(datum)
    names |= {before: after} if before and after and before != after else {}
    if bound & {*names, *names.values()} or (names and not all(t.isalpha() for t in names)):
        return None
    body = relettered(told.body, names)
    if outline(relettered(told.datum, names)) == outline(datum):
        return body
    said = outline(told.datum)
    return _with(body, said, datum) if any(outline(n) == said for n in body.walk()) else None


def _of_example(node: Node, datum: Scripted) -> Node:
    """The formula with the example of x^{(i)} at every letter of data and outputs, ŷ^{(i)} to the power of y^{(i)}."""
    if isinstance(node, Name) and node.text in DATA | OUTPUTS:
        return replace(datum, span=node.span, base=node)
    if isinstance(node, Scripted) and node.sub is None and isinstance(node.base, Name) and node.sup is not None:
        base = _of_example(node.base, datum)
        base = Group(node.base.span, base, "(", ")") if base is not node.base else base
        return replace(node, base=base, sup=_of_example(node.sup, datum))
    return rebuilt(node, lambda part: _of_example(part, datum), leaving=("sub", "function"))


def _letter(node: Node) -> str:
    return name_of(node.base if isinstance(node, Scripted) else node)


def _with(node: Node, said: str, datum: Node) -> Node:
    """The formula with another example in the place of what looks like one."""
    return datum if outline(node) == said else rebuilt(node, lambda part: _with(part, said, datum))


def _example(datum: Node) -> str:
    """The i of x^{(i)} and x_i."""
    _, subs, sups, _ = scripts(datum) if isinstance(datum, Scripted) else (datum, [], [], 0)
    parts = [p for script in (*subs, *sups) for p in flat(script)]
    names = [name_of(p.body if isinstance(p, Group) else p) for p in parts]
    return names[0] if len(names) == 1 and names[0].isalpha() else ""
