"""Numeric lines: what a document computes with the numbers that it gives, to one unit of the last printed digit.

A value is learned where a symbol or the head of a chain is set equal to a number; from then on every line with it is
computed again.  A number that was rounded may be anything that rounds to it.  What follows from a wrong number is not
wrong again: the numbers as printed go on.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import numpy as np

from symbackprop.parsing.latex.tree import Listing, Node, Number
from symbackprop.proofreading.lexicon.claim_forms import is_update
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.lexicon.function_bodies import Functions
from symbackprop.proofreading.numeric.arithmetic import COMPUTED, Facts, Known, NumericWorld, evaluated, value_in
from symbackprop.proofreading.numeric.comparison import agrees, is_about, is_exact, is_near, is_order, is_same
from symbackprop.proofreading.numeric.lines import Blame, Chain, Claim, Line, as_it_should_be, is_slope, listed
from symbackprop.proofreading.numeric.missing import found_missing
from symbackprop.proofreading.numeric.names import NEXT, canonical, shown
from symbackprop.proofreading.numeric.paths import along_paths
from symbackprop.proofreading.numeric.statements import Stated, bodies_of
from symbackprop.proofreading.numeric.steps import stepped
from symbackprop.proofreading.numeric.substitution import (
    Pair,
    is_literal,
    is_numeric,
    is_one_number,
    is_whole,
    substituted,
)
from symbackprop.proofreading.vocabulary.values import Array


class Ledger:
    """The numbers that a document has given so far."""

    def __init__(self, lexicon: Lexicon, active: Callable[[int], tuple[Definition, ...]]) -> None:
        self.lexicon, self.active, self.functions = lexicon, active, Functions(lexicon)
        self.known: dict[str, Known] = {}
        self.printed: set[str] = set()
        self.chains: dict[tuple[int, int], Chain] = {}
        self.stated: list[Stated] = []
        self.blamed: dict[int, Blame] = {}
        self.is_doubted = False
        self.figures: dict[str, Known] = {}
        self.looks_for_figures = True

    def judge(self, formula: Formula) -> Line | None:
        """A statement with numbers; None where it has none that say anything."""
        left, right = formula.left, formula.right
        if left is None or right is None:
            return None
        chain = self._chain(formula, left)
        numeric = is_numeric(left, self.lexicon), is_numeric(right, self.lexicon)
        chain.formulas += [s for s, is_number in zip((left, right), numeric, strict=True) if not is_number]
        if chain.name and not numeric[1]:
            self.stated.append(Stated(chain.name, chain.head, right))
        if not any(numeric):
            return self._step(formula, right, chain) if chain.is_update else None
        if numeric[0] and not numeric[1]:
            left, right = right, left
        facts = self._facts(formula)
        found = evaluated(right, facts)
        if found is None:
            self.printed |= listed(right)
            return Line(None)
        second = found[0]
        if is_whole(right) and not all(numeric) and (is_literal(right) or not self.known):
            return self._whole(formula, left, second, facts, chain)
        claim = Claim(formula, left, right, second, chain, all(numeric))
        line = self._tried(claim, facts)
        self._remember(claim, line, facts)
        return line

    def again(self, formulas: Iterable[Formula]) -> dict[int, Line]:
        """The lines that hold with what later lines show to be in a figure; none where nothing is."""
        if not self.figures:
            return {}
        second = Ledger(self.lexicon, self.active)
        second.known, second.looks_for_figures = dict(self.figures), False
        lines = {formula.number: second.judge(formula) for formula in formulas}
        return {number: line for number, line in lines.items() if line is not None and line.holds}

    # ---- what is known

    def _facts(self, formula: Formula) -> Facts:
        """What is known at a place; a later line that computes with numbers says nothing here."""
        active = self.active(formula.number)
        said = tuple(d for d in active if d.number <= formula.number or not is_numeric(d.body, self.lexicon))
        return Facts(self.functions.at(formula), said, self.known, frozenset(self.printed), tuple(self.stated))

    def _chain(self, formula: Formula, left: Node) -> Chain:
        key = id(formula.statement.display), formula.statement.chain
        if key not in self.chains:
            name = canonical(left, self.lexicon)
            becomes = formula.statement.relation == "←" or (
                formula.statement.relation == ":=" and self._has_slope(name)
            )
            update = is_update(formula, self.lexicon.habits) or becomes
            name = f"{name}{NEXT}" if update and name and not name.endswith(NEXT) else name
            self.chains[key] = Chain(name, left, update)
        return self.chains[key]

    def _remember(self, claim: Claim, line: Line, facts: Facts) -> None:
        """The head of a chain has the value of its last number."""
        chain, second, formula = claim.chain, claim.second, claim.formula
        if line.holds is False:
            chain.is_broken = self.is_doubted = True
            chain.anchor = chain.anchor or line.left
            self.printed |= as_it_should_be(claim.right, line.left)
        elif line.holds:
            chain.anchor = second
        is_printed = is_one_number(claim.right) or second.value.size > 1
        is_unrounded = line.left is not None and is_exact(line.left) and is_same(line.left, second)
        if is_printed and not line.is_given and not is_unrounded:
            self.printed |= {n.text for n in claim.right.walk() if isinstance(n, Number)}
        if chain.name:
            known = replace(second, section=formula.section, number=formula.number)
            if is_unrounded or (line.is_given and is_printed):
                known = replace(known, unit=0 * second.unit, is_given=line.is_given)
            known = replace(known, exact=None if line.is_given else self._unrounded(claim, line, facts))
            self.known[chain.name] = replace(known, is_firm=line.holds is not False and not chain.is_broken)

    def _unrounded(self, claim: Claim, line: Line, facts: Facts) -> Array | None:
        """What a formula of the chain gives with all digits, or what was computed; None for another shape."""
        name = claim.chain.name
        formulas = [f for f in claim.chain.formulas if not canonical(f, self.lexicon)] or claim.chain.formulas[:1]
        formulas = [f for f in formulas if canonical(f, self.lexicon) + NEXT != name]
        values = (value_in(NumericWorld(facts.unrounded, hidden=name), f) for f in formulas)
        first = next((v for v in values if v is not None), line.left.value if line.left is not None else None)
        return (
            first.reshape(claim.second.value.shape)
            if first is not None and first.size == claim.second.value.size
            else None
        )

    def _whole(self, formula: Formula, left: Node, second: Known, facts: Facts, chain: Chain) -> Line | None:
        """`= 1`: a number that is given, or what holds for all numbers."""
        name = canonical(left, self.lexicon)
        before = self.known.get(name)
        is_said_before = is_slope(left) or formula.statement.link
        if before is not None and before.is_firm and is_said_before and agrees(before, second):
            if chain.name:
                self.known[chain.name] = replace(second, section=formula.section, number=formula.number)
            return Line(True, before, second)
        if name and is_slope(left) and self.known:
            line = self._named(formula, name, left, left, second, facts)
            self.known[name] = replace(second, section=formula.section, number=formula.number)
            return line if line.holds else Line(None, is_mere=True)
        if name:
            given = replace(second, section=formula.section, number=formula.number, is_given=True)
            self._give(name, given)
            if chain.name and formula.statement.link:
                self.known[chain.name] = replace(given, is_given=False)
            return None
        first = evaluated(left, facts)
        if first is not None and agrees(first[0], second):
            if chain.name:
                self.known[chain.name] = replace(second, section=formula.section, number=formula.number)
            return Line(True, first[0], second)
        return Line(None, is_mere=True) if self.known else None

    def _give(self, name: str, value: Known) -> None:
        """A number that is given; another one than before makes what was computed from it old."""
        old = self.known.get(name)
        if old is not None and not agrees(old, value):
            self._forget()
        self.known[name] = value

    def _forget(self) -> None:
        self.known = {k: v if v.is_given else replace(v, is_firm=False) for k, v in self.known.items()}

    def _has_slope(self, name: str) -> bool:
        return any(known.endswith(f"/∂{name}") for known in self.known)

    # ---- lines

    def _step(self, formula: Formula, right: Node, chain: Chain) -> Line | None:
        """w ← w − 0.1 · 0.25, half in symbols; None where that is not known to hold."""
        if not any(isinstance(n, Number) for n in right.walk()):
            return None
        facts = self._facts(formula)
        found = evaluated(right, facts)
        if found is None or stepped(chain.name, right, found[0], facts) is None:
            return None
        self.known[chain.name] = replace(found[0], section=formula.section, number=formula.number)
        return Line(True, found[0], found[0])

    def _tried(self, claim: Claim, facts: Facts) -> Line:
        """A line with the numbers as they are printed; where it does not hold, as they were before, and otherwise."""
        before = dict(self.known), dict(self.blamed)
        line = self._line(claim, facts)
        if line.holds or (line.is_given and line.left is None):
            return line
        after = self.known, self.blamed
        for other in self._otherwise(replace(facts, known=before[0]), line):
            self.known, self.blamed = dict(before[0]), dict(before[1])
            again = self._line(claim, other)
            if again.holds:
                return again
        self.known, self.blamed = after
        return line

    def _otherwise(self, facts: Facts, line: Line) -> Iterator[Facts]:
        """The facts with all digits, and with another formula of a function that the text gives several."""
        if any(known.exact is not None for known in facts.known.values()):
            yield facts.unrounded
        if line.holds is False:
            yield from (replace(facts, lexicon=lexicon) for lexicon in self.functions.others())

    def _line(self, claim: Claim, facts: Facts) -> Line:
        formula, left, right, second, chain = claim.formula, claim.left, claim.right, claim.second, claim.chain
        name = canonical(left, self.lexicon)
        if name and not claim.is_pure:
            return self._named(formula, name, left, right, second, facts)
        found = evaluated(left, facts)
        pairs = None if claim.is_pure else substituted(left, right, self.lexicon)
        if found is not None and (agrees(found[0], second) or is_order(formula, found[0], second)):
            self._put_in(formula, pairs or [], facts)
            return Line(True, found[0], second)
        if claim.is_pure and found is not None:
            if chain.is_broken and chain.anchor is not None and agrees(chain.anchor, second):
                return Line(True, chain.anchor, second)
            is_list = any(isinstance(n, Listing) for side in (left, right) for n in side.walk())
            is_apart = np.squeeze(found[0].value).shape != np.squeeze(second.value).shape
            return Line(None if is_list and is_apart else False, found[0], second)
        if pairs is not None:
            line = self._put_in(formula, pairs, facts)
            return replace(line, left=found[0], right=second) if found is not None and line.holds is False else line
        if found is None:
            step = stepped(chain.name, right, second, facts) if chain.is_update else None
            return Line(None if step is None else True, step, second)
        return Line(self._verdict(found, second, formula), found[0], second)

    def _named(self, formula: Formula, name: str, left: Node, right: Node, second: Known, facts: Facts) -> Line:
        """A symbol and its number: computed by its definition, or by what was printed for it before, or given."""
        found = evaluated(left, facts, hidden=name)
        if found is not None and agrees(found[0], second):
            return Line(True, found[0], second)
        by_path = next((k for k in along_paths(name, facts.known) if agrees(k, second)), None)
        if by_path is not None:
            return Line(True, by_path, second)
        before = self.known.get(name)
        if before is not None and (formula.statement.link or not before.is_given) and agrees(before, second):
            return Line(True, before, second)
        meant = self._as_stated(name, second, facts) or stepped(name, right, second, facts)
        is_refuted = found is not None and self._verdict(found, second, formula) is False
        if meant is not None and not is_refuted:
            if before is not None and not agrees(before, second):
                self._forget()
            return Line(True, meant, second)
        definition = self._definition(name, facts)
        pairs = substituted(definition.body, right, self.lexicon) if definition is not None else None
        if pairs and not is_one_number(right):
            return self._put_in(formula, pairs, facts, definition)
        if found is not None:
            return Line(self._verdict(found, second, formula), found[0], second)
        if self._is_put_into_stated(formula, name, right, facts):
            return Line(True, right=second)
        is_open = found is None and self.looks_for_figures
        missing = found_missing(left, second, facts, name) if is_open else None
        if missing is not None:
            self.known[missing[0]] = replace(missing[1], section=formula.section, number=formula.number)
            self.figures[missing[0]] = self.known[missing[0]]
            how = f"computed again with {shown(missing[0])} = {missing[1].value.real:g}, which is given nowhere"
            return Line(True, missing[2], second, how=how)
        if before is not None and before.is_given and not agrees(before, second):
            self._forget()
        return Line(None, right=second, is_given=True)

    def _as_stated(self, name: str, second: Known, facts: Facts) -> Known | None:
        """What a formula that the text gave for a quantity says that it is, where that is the number."""
        for body, env in bodies_of(name, self.stated, self.lexicon):
            value = value_in(NumericWorld(facts, hidden=name), body, env)
            if value is None or not is_about(value, second):
                continue
            found = evaluated(body, facts, name, env)
            if found is not None and agrees(found[0], second):
                return found[0]
        return None

    def _is_put_into_stated(self, formula: Formula, name: str, right: Node, facts: Facts) -> bool:
        """Whether numbers were put into a formula that the text gave, those that are known among them."""
        if is_one_number(right):
            return False
        for body in (s.body for s in reversed(self.stated) if s.name == name):
            pairs = substituted(body, right, self.lexicon) or []
            first = [(evaluated(symbol, facts), evaluated(number, facts)) for symbol, number in pairs]
            known = [agrees(a[0], b[0]) for a, b in first if a is not None and b is not None]
            if known and all(known):
                return self._put_in(formula, pairs, facts).holds is True
        return False

    def _definition(self, name: str, facts: Facts) -> Definition | None:
        """What a quantity is defined to be."""
        return next((d for d in facts.active if canonical(d.mention.node, self.lexicon) == name), None)

    def _verdict(self, found: tuple[Known, list[str]], second: Known, formula: Formula) -> bool | None:
        """What a difference says: nothing, where it comes from a number that is in doubt or an old name."""
        first, used = found
        if np.squeeze(first.value).shape != np.squeeze(second.value).shape:
            return None
        values = [self.known[name] for name in used if name in self.known]
        if COMPUTED in used and self.is_doubted:
            return None
        if not all(v.is_firm for v in values):
            return None
        if all(v.is_given or v.section == formula.section for v in values):
            return False
        return False if is_near(first, second) else None

    def _put_in(self, formula: Formula, pairs: list[Pair], facts: Facts, definition: Definition | None = None) -> Line:
        """Numbers put into a formula: each is the one that is known, or is learned.

        A number that is known of another neuron shows that the definition names the wrong one.
        """
        wrong: list[Line] = []
        is_doubtful = False
        fresh: dict[str, Known] = {}
        for symbol, number in pairs:
            found = evaluated(number, facts)
            if found is None:
                continue
            name, value = canonical(symbol, self.lexicon), found[0]
            first = evaluated(symbol, facts)
            here = replace(value, section=formula.section, number=formula.number)
            other = self._sibling(name, number, value) if definition is not None else ""
            if other and definition is not None and not (first is not None and agrees(first[0], value)):
                self.blamed[definition.number] = Blame(symbol, other, formula)
            elif name in fresh and not agrees(fresh[name], value):
                wrong.append(Line(False, fresh[name], value, pair=(symbol, number)))
            elif first is None or name in fresh:
                is_data = "/" not in name and self._definition(name, facts) is None and is_exact(value)
                put_in = replace(here, unit=0 * value.unit, is_given=True) if is_data else replace(here, is_firm=False)
                fresh.setdefault(name, put_in)
            elif not agrees(first[0], value):
                if self._is_next_round(name, value):
                    continue
                verdict = self._verdict(first, value, formula)
                is_doubtful = is_doubtful or verdict is None
                if verdict is False:
                    wrong.append(Line(False, first[0], value, pair=(symbol, number)))
                if name in self.known:
                    fresh[name] = replace(here, is_firm=False)
        if len(wrong) == 1:
            return wrong[0]
        self.known |= fresh
        return Line(None if is_doubtful or wrong else True)

    def _sibling(self, name: str, number: Node, value: Known) -> str:
        """The other quantity of the same letter that has just this computed number."""
        if not is_literal(number) or not any(n.text in self.printed for n in number.walk() if isinstance(n, Number)):
            return ""
        alike = [k for k in self.known if k != name and k.split("|")[0] == name.split("|")[0] and "/" not in k]
        same = [k for k in alike if np.array_equal(self.known[k].value, value.value)]
        return same[0] if len(same) == 1 else ""

    def _is_next_round(self, name: str, value: Known) -> bool:
        """Whether a number is the updated one: from here on all updated numbers are in force."""
        following = self.known.get(name + NEXT)
        if following is None or not agrees(following, value):
            return False
        updated = {k: v for k, v in self.known.items() if k.endswith(NEXT)}
        self._forget()
        self.known |= {k.removesuffix(NEXT): replace(v, is_given=True) for k, v in updated.items()}
        self.known = {k: v for k, v in self.known.items() if k not in updated}
        return True


__all__ = ["Ledger", "Line", "agrees"]
