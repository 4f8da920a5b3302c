"""Cases that a text tells apart beside its equations: "for i = j", "if i ≠ j".

What compares the two indices itself, p_i (δ_{ij} − p_j), is said for both, whatever case stands before it.
A slope by the weights of any class, ∂L/∂w_j, beside one by those of the right class is said for all others.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import (
    Addition,
    Big,
    Cases,
    Derivative,
    Group,
    Nabla,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Scripted,
)
from symbackprop.proofreading.lexicon.counted_examples import relettered
from symbackprop.proofreading.lexicon.definitions import Case, Formula
from symbackprop.proofreading.lexicon.told_cases import told_cases
from symbackprop.proofreading.vocabulary.marks import flat, name_of
from symbackprop.proofreading.vocabulary.quantities import RATES, TRUE_CLASS

NEAR = 24
"""How many characters may stand between a case and what is said for it."""
INDICES = frozenset("ijklmnpqrsc")
"""Letters of indices, of which a number may be a special case; w = 0 is where a descent starts."""
COMPARING = frozenset({"delta", "1", "I"})
"""What is 1 for equal indices and else 0: δ_{ij}, 1_{ij}, I_{ij}."""
MEASURED = 3
"""How many digits a decimal number has that was computed, and is no constant like 0.5."""
_BESIDE = re.compile(r"(?<![a-zA-Z\\])([a-z])\s*(=|\\neq?(?![a-z])|≠|!=|\\not\s*=)\s*([a-z])(?![a-zA-Z])")
_WORDS = (
    r"\b(?:if|since|when|whenever|because|assuming|provided|falls|wenn|weil|si|puisque|если)\b|若|当|因为|如果|由于"
)
_SIGN = r"[=<>≤≥≠]|\\(?:ge|le|geq|leq|ne|neq|gt|lt)\b"
_SUPPOSED = re.compile(rf"(?:{_WORDS})(?:\s|[{{}}$]|\\text|that\b)*([^=<>≤≥≠\\]*)\s*(?:{_SIGN})")
_IF = re.compile(rf"(?:{_WORDS})\s*$", re.IGNORECASE)
INEQUALITIES = frozenset({">", "<", "≥", "≤"})
_INDEX = re.compile(r"[a-dijklmnpqrstLN](?:_[a-z0-9])?")


def with_cases(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, each with the case that it is said for: that of its own row, else the one told beside it."""
    found: list[Formula] = []
    told = told_cases(formulas)
    results = {(id(f.statement.display), f.statement.chain): f.right for f in formulas}  # the last of every chain
    for written in formulas:
        bracketed = _bracketed(written.right)
        formula = written if bracketed is None else replace(written, right=bracketed[0])
        case = bracketed[1] if bracketed is not None else _beside(formula) or _of_other_classes(formula, formulas)
        around = told.get(formula.number)
        if case is None and around is not None and not _has_cases(formula):
            result = results[id(formula.statement.display), formula.statement.chain]
            case = None if compares(result, around.one, around.other) else around
        found.append(formula if case is None else replace(formula, case=case))
    return found


def _bracketed(right: Node | None) -> tuple[Node, Case] | None:
    """(0, the case m ≠ j) of 0 (m ≠ j): what stands in brackets behind a formula; a number before it is no 1(i = j)."""
    match right:
        case Product(factors=(*factors, Group(opening="(", body=Relation(left=Name(), right=Name()) as said))):
            sign, letters = said.sign, (name_of(said.left), name_of(said.right))
        case _:
            return None
    if sign not in ("≠", "=") or not set(letters) <= INDICES or not factors or name_of(factors[-1]) in COMPARING:
        return None
    if isinstance(factors[-1], Number) and factors[-1].text == "1":
        return None
    body = factors[0] if len(factors) == 1 else replace(right, factors=tuple(factors), operators=right.operators[:-1])
    return body, Case(*letters, sign == "=")


def _of_other_classes(formula: Formula, formulas: Sequence[Formula]) -> Case | None:
    """The case that j is no right class, where what is said of ∂L/∂w_j is said of ∂L/∂w_y beside it."""
    left, at = formula.left, formula.number
    by = left.by if isinstance(left, Nabla) else left.by[0] if isinstance(left, Derivative) and left.by else None
    below = flat(by.sub) if isinstance(by, Scripted) and by.sub is not None else []
    letters = {name_of(part) for part in below} & INDICES
    beside = [f.left for f in formulas[max(0, at - 2) : at + 3] if f.section == formula.section and f.left is not None]
    for letter in letters:
        if left is not None and outline(relettered(left, {letter: TRUE_CLASS})) in map(outline, beside):
            return None if compares(formula.right, letter, TRUE_CLASS) else Case(letter, TRUE_CLASS, False)
    return None


def _has_cases(formula: Formula) -> bool:
    """Whether a statement tells its cases itself."""
    return any(isinstance(n, Cases) for side in formula.sides for n in side.walk())


def compares(node: Node | None, one: str, other: str) -> bool:
    """Whether a formula tells itself when two indices are the same: by δ_{ij}, [i = j] or 1_{i≠j}; not by Σ_{i≠j}."""
    if node is None:
        return False
    nodes, pair = list(node.walk()), {one, other}
    bounds = {id(n) for big in nodes if isinstance(big, Big) and big.lower is not None for n in big.lower.walk()}
    relations = (n for n in nodes if isinstance(n, Relation) and id(n) not in bounds)
    deltas = (n for n in nodes if isinstance(n, Scripted) and n.sub is not None and name_of(n.base) in COMPARING)
    return any({name_of(n.left), name_of(n.right)} == pair for n in relations) or any(
        {name_of(part) for part in flat(n.sub)} == pair for n in deltas if n.sub is not None
    )


def excludes(case: Case | None, letters: Mapping[str, int], right: int | None = None) -> bool:
    """Whether indices have values that a case is not about; one that counts nothing is that of the `right` class."""
    if case is None or (case.one not in letters and case.other not in letters):
        return False
    one, other = (letters.get(t, right) for t in (case.one, case.other))
    return one is not None and other is not None and (one == other) is not case.are_same


def supposes(formula: Formula) -> str:
    """What a statement is only said under, (since g′(z) = 1): a relation between values, not between indices."""
    for excerpt in formula.statement.condition:
        said = _SUPPOSED.search(excerpt.text)
        if said is not None and not _INDEX.fullmatch(said[1].strip(" {}$")):
            return excerpt.text
    return ""


def follows_special_case(formula: Formula, formulas: Sequence[Formula]) -> bool:
    """Whether a display stands right behind an index that is a number in the text: if j = 0, then ∂J/∂Θ_{ij} = …

    Or any statement behind a slope that is one, as g′(z) = 1, δ = ∂J/∂a, or in a display behind an inequality of what
    is computed: if Σ_k w_{kj} x_k + b_j > 0, then ∂a_j/∂w_{ij} = x_i.
    """
    if _follows_inequality(formula, formulas):
        return True
    before = formulas[formula.number - 1] if formula.number else None
    if before is None or before.statement.display.is_display or not isinstance(before.right, Number):
        return False
    gap = formula.statement.outer[0] - before.statement.outer[1]
    is_index = name_of(before.left) in INDICES and before.right.text.isdigit() and formula.statement.display.is_display
    return (is_index or _is_slope(before.left)) and 0 <= gap <= NEAR


def _follows_inequality(formula: Formula, formulas: Sequence[Formula]) -> bool:
    """Whether the display of a statement stands right behind "if z > 0" in the text."""
    own = formula.statement.display
    before = next((f for f in reversed(formulas[: formula.number]) if f.statement.display is not own), None)
    if before is None or not own.is_display or before.statement.display.is_display or name_of(before.right) != "0":
        return False
    is_computed = isinstance(before.left, Addition | Big) or _is_entry(before.left)
    text, start = own.original.text, before.statement.display.outer
    gap = text[start[1] : own.outer[0]]
    is_supposed = bool(_IF.search(text[max(0, start[0] - NEAR) : start[0]]))
    is_next = len(gap) <= NEAR and not set(gap) & set(".;。；")
    return before.statement.relation in INEQUALITIES and is_computed and is_supposed and is_next


def _is_entry(node: Node | None) -> bool:
    """Whether it is z_j or z^l, which something computes, and no rate or index."""
    return isinstance(node, Scripted) and isinstance(node.base, Name) and node.base.text not in RATES


def _is_slope(node: Node | None) -> bool:
    """Whether it is g′(z)."""
    called = node.factors[0] if isinstance(node, Product) and len(node.factors) == 2 else None
    return isinstance(called, Scripted) and called.primes == 1 and isinstance(called.base, Name)


def has_measured_number(formula: Formula) -> bool:
    """Whether symbols stand beside a number that was computed, 12.10 W^T: it holds for one example only."""
    sides = formula.sides
    numbers = (n.text for s in sides for n in s.walk() if isinstance(n, Number))
    return any("." in t and len(t.partition("e")[0].replace(".", "").lstrip("0")) >= MEASURED for t in numbers)


def _beside(formula: Formula) -> Case | None:
    for excerpt in formula.statement.condition:
        said = _BESIDE.search(excerpt.text)
        if said is not None:
            return Case(said[1], said[3], said[2] == "=")
    return None
