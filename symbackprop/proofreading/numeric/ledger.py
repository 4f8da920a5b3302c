"""Numeric lines: what a document computes with the numbers that it gives, to one unit of the last printed digit.

A value is learned where a symbol or the head of a chain is set equal to a number; from then on every line with it is
computed again.  A number that was rounded may be anything that rounds to it.  What follows from a wrong number is not
wrong again: the numbers as printed go on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from symbackprop.parsing.latex.tree import Listing, Name, Node, Number
from symbackprop.proofreading.lexicon.definitions import Definition, Formula
from symbackprop.proofreading.lexicon.spoken import last_named_before
from symbackprop.proofreading.numeric.arithmetic import COMPUTED, ENTRY, evaluated
from symbackprop.proofreading.numeric.book import Book
from symbackprop.proofreading.numeric.comparison import (
    agrees,
    as_rounded,
    is_exact,
    is_mostly,
    is_near,
    is_off,
    is_order,
    settles,
)
from symbackprop.proofreading.numeric.facts import Facts, Known
from symbackprop.proofreading.numeric.lines import Blame, Chain, Claim, Line, is_slope, listed
from symbackprop.proofreading.numeric.missing import found_missing
from symbackprop.proofreading.numeric.names import are_alike, canonical, shown
from symbackprop.proofreading.numeric.paths import along_paths
from symbackprop.proofreading.numeric.shown_functions import USUAL, is_telling
from symbackprop.proofreading.numeric.slips import with_lost_digit
from symbackprop.proofreading.numeric.stated_values import as_stated, misprinted
from symbackprop.proofreading.numeric.statements import just_said
from symbackprop.proofreading.numeric.steps import stepped
from symbackprop.proofreading.numeric.substitution import (
    Pair,
    is_literal,
    is_numeric,
    is_of_shapes,
    is_one_number,
    is_whole,
    substituted,
)
from symbackprop.proofreading.numeric.vectors import entries, oriented


class Ledger(Book):
    """The numbers that a document has given so far, and what they say of its lines."""

    def judge(self, formula: Formula) -> Line | None:
        """A statement with numbers; None where it has none that say anything."""
        left, right = formula.left, formula.right
        if left is None or right is None:
            return None
        if is_of_shapes(left) or is_of_shapes(right):
            return Line(None)
        self.give_beside(formula)
        for given in self.behind.get(formula.number, ()):
            self.judge(given)
        chain = self.chain_of(formula, left)
        numeric = is_numeric(left, self.lexicon), is_numeric(right, self.lexicon)
        chain.formulas += [s for s, is_number in zip((left, right), numeric, strict=True) if not is_number]
        if chain.name and not numeric[1]:
            self.state(formula, chain, right)
        if not any(numeric):
            return self._step(formula, right, chain) if chain.is_update else self._alike(formula, left, right)
        if numeric[0] and not numeric[1]:
            left, right = right, left
        facts = self.facts_at(formula)
        if pairs := entries(left, right, self.lexicon):
            return self._tuple(formula, pairs, facts)
        found = evaluated(right, replace(facts, printed=facts.printed | self.rounded_factors(left, right)))
        if found is None:
            self.printed |= listed(right)
            return Line(None)
        second = as_rounded(formula, right, found[0])
        if is_whole(right) and not all(numeric) and (is_literal(right) or not self.known):
            return self._whole(formula, left, second, facts, chain)
        claim = Claim(formula, left, right, second, chain, all(numeric))
        line, slip = self._tried(claim, facts), with_lost_digit(right, second, self.seen)
        self.remember(claim, line, facts)
        self.confirm_by_definition(claim, facts)
        self.seen |= {n.text for n in right.walk() if isinstance(n, Number)} if slip is None else set()
        return slip if slip is not None and not line.is_given else line

    def holds(self, formula: Formula) -> bool:
        """Whether both sides of a statement in symbols are the same with the numbers that the text gives, and not 0."""
        left, right = formula.left, formula.right
        if left is None or right is None or not self.known or formula.statement.relation not in ("=", "≈", ":="):
            return False
        facts = self.facts_at(formula)
        second = evaluated(right, facts, canonical(left, self.lexicon))
        first = evaluated(left, facts, canonical(left, self.lexicon)) if second is not None else None
        return bool(first and second and np.any(first[0].value) and agrees(first[0], second[0]))

    def again(self, formulas: Iterable[Formula]) -> dict[int, Line]:
        """The lines that hold with what later lines show to be in a figure; none where nothing is."""
        if not self.figures:
            return {}
        second = Ledger(self.lexicon, self.active)
        second.known, second.looks_for_figures = dict(self.figures), False
        lines = {formula.number: second.judge(formula) for formula in formulas}
        return {number: line for number, line in lines.items() if line is not None and line.holds}

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
            line = self._named(Claim(formula, left, left, second, chain, False), name, facts)
            self.known[name] = replace(second, section=formula.section, number=formula.number)
            return line if line.holds else Line(None, is_mere=True)
        if name and self.known and (computed := self.defined_value(name, second, formula, facts)) is not None:
            self.known[name] = replace(second, section=formula.section, number=formula.number)
            return Line(True, computed, second)
        if name:
            given = replace(second, section=formula.section, number=formula.number, is_given=True)
            literal = formula.right if left is formula.left else formula.left
            given = oriented(given, literal, name, None, facts) if literal is not None else given
            self.give(name, given)
            if formula.statement.link and self.names_numbers(chain, facts):
                self.give(chain.name, given)
                return Line(None, right=second, is_given=True)
            if chain.name and formula.statement.link:
                self.known[chain.name] = replace(given, is_given=False)
            return None
        first = evaluated(left, facts)
        if first is not None and agrees(first[0], second):
            if chain.name:
                self.known[chain.name] = replace(second, section=formula.section, number=formula.number)
            return Line(True, first[0], second)
        return Line(None, is_mere=True) if self.known else None

    def _alike(self, formula: Formula, left: Node, right: Node) -> Line | None:
        """h(n₁) = h(n₂) = 0.5: two values of one letter that are the same number here, and need not be otherwise."""
        end = self.ends.get((id(formula.statement.display), formula.statement.chain))
        if end is None or not are_alike(left, right, self.lexicon):
            return None
        facts = self.facts_at(formula)
        one, other = evaluated(left, facts), evaluated(right, facts)
        if one is not None and other is not None and agrees(one[0], other[0]):
            return Line(True, one[0], other[0])
        for name in {canonical(n, self.lexicon) for n in right.walk()} & self.known.keys():
            self.known[name] = replace(self.known[name], is_firm=False)
        return Line(None, is_mere=True)

    def _tuple(self, formula: Formula, pairs: list[Pair], facts: Facts) -> Line:
        """(x₁, x₂) = (0.5, 0.8): numbers that are given, and say nothing new where they were given before."""
        for symbol, number in pairs:
            name, found = canonical(symbol, self.lexicon), evaluated(number, facts)
            if name and found is not None:
                self.give(name, replace(found[0], section=formula.section, number=formula.number, is_given=True))
        return Line(None, is_given=True)

    # ---- lines

    def _step(self, formula: Formula, right: Node, chain: Chain) -> Line | None:
        """w ← w − 0.1 · 0.25, half in symbols; None where that is not known to hold."""
        if not any(isinstance(n, Number) for n in right.walk()):
            return None
        facts = self.facts_at(formula)
        found = evaluated(right, facts)
        if found is None or stepped(chain.name, right, found[0], facts) is None:
            return None
        self.known[chain.name] = replace(found[0], section=formula.section, number=formula.number)
        return Line(True, found[0], found[0])

    def _tried(self, claim: Claim, facts: Facts) -> Line:
        """A line with the numbers as they are printed; where it does not hold, as they were before, and otherwise."""
        before = dict(self.known), dict(self.blamed)
        line = self._line(claim, facts)
        if line.holds or (line.is_given and line.left is None and not self.unknown):
            return line
        after = self.known, self.blamed
        if self.unknown and (found := self._with_function(claim, replace(facts, known=before[0]))) is not None:
            return found
        for other in self._otherwise(claim.formula, replace(facts, known=before[0]), line):
            self.known, self.blamed = dict(before[0]), dict(before[1])
            again = self._line(claim, other)
            if again.holds:
                return again
        self.known, self.blamed = after
        return line

    def _with_function(self, claim: Claim, facts: Facts) -> Line | None:
        """A line that holds with one of the usual functions for one that nothing defines: a number shows which."""
        kept = dict(self.known), dict(self.blamed)
        definition = self.definition(canonical(claim.left, self.lexicon), facts)
        said = (claim.left, *([definition.body] if definition is not None else []))
        for base in sorted(self.unknown & {n.text for s in said for n in s.walk() if isinstance(n, Name)}):
            found: dict[str, Line] = {}
            for other, function in USUAL.items():
                self.known, self.blamed = dict(kept[0]), dict(kept[1])
                line = self._line(claim, replace(facts, functions={**self.shown, base: function}))
                found |= {other: line} if line.holds else {}
            self.known, self.blamed = kept
            if len(found) == 1 and is_telling(claim.second, claim.right):
                self.shown = {**self.shown, base: USUAL[next(iter(found))]}
                self.unknown -= {base}
            if found:
                return next(iter(found.values()))
        return None

    def _otherwise(self, formula: Formula, facts: Facts, line: Line) -> Iterator[Facts]:
        """The facts with all digits, with another formula of a function that the text gives several, and with the
        function that the words before name for a σ that has none."""
        if any(known.exact is not None for known in facts.known.values()):
            yield facts.unrounded
        if line.right is not None and line.right.value.size > 1:
            yield facts.flat
        if line.holds is False:
            yield from (replace(facts, lexicon=lexicon) for lexicon in self.functions.others())
            if not self.lexicon.bodies.get("sigma") and (named := USUAL.get(last_named_before(formula))) is not None:
                yield replace(facts, functions={**facts.functions, "sigma": named})

    def _line(self, claim: Claim, facts: Facts) -> Line:
        formula, left, right, second, chain = claim.formula, claim.left, claim.right, claim.second, claim.chain
        name = canonical(left, self.lexicon)
        if name and not claim.is_pure:
            return self._named(claim, name, facts)
        hidden = "" if claim.is_pure else chain.name
        found = evaluated(left, facts, hidden, is_enough=partial(settles, second, facts))
        pairs = None if claim.is_pure else substituted(left, right, self.lexicon)
        if found is not None and (agrees(found[0], second) or is_order(formula, found[0], second)):
            self._put_in(formula, pairs or [], facts)
            self.confirm(found[1])
            return Line(True, found[0], second)
        if claim.is_pure and found is not None:
            if chain.is_broken and chain.anchor is not None and agrees(chain.anchor, second):
                return Line(True, chain.anchor, second)
            is_list = any(isinstance(n, Listing) for side in (left, right) for n in side.walk())
            is_apart = np.squeeze(found[0].value).shape != np.squeeze(second.value).shape
            return Line(None if is_list and is_apart else False, found[0], second)
        if pairs is not None:
            line = self._put_in(formula, pairs, facts, chain=chain)
            return replace(line, left=found[0], right=second) if found is not None and line.holds is False else line
        if found is not None and chain.is_another:
            return Line(None, found[0], second)
        if found is None:
            step = stepped(chain.name, right, second, facts) if chain.is_update else None
            return Line(True, step, second) if step is not None else self._shown(claim, facts, chain.name)
        verdict = self._verdict(found, second, formula)
        return Line(False if self._ends_right(claim, found[0], facts) else verdict, found[0], second)

    def _ends_right(self, claim: Claim, first: Known, facts: Facts) -> bool:
        """Whether the number at the end of a chain is what its formula gives, and the one on the way is not."""
        end = self.ends.get((id(claim.formula.statement.display), claim.formula.statement.chain))
        found = evaluated(end, facts) if end is not None and end is not claim.right else None
        return found is not None and agrees(first, found[0]) and not agrees(claim.second, found[0])

    def _named(self, claim: Claim, name: str, facts: Facts) -> Line:
        """A symbol and its number: computed by its definition, or by what was printed for it before, or given."""
        formula, left, right, second = claim.formula, claim.left, claim.right, claim.second
        found = evaluated(left, facts, name, is_enough=partial(settles, second, facts))
        if found is not None and agrees(found[0], second):
            self.confirm(found[1])
            return Line(True, found[0], second)
        by_path = next((k for k in along_paths(name, facts.known) if agrees(k, second)), None)
        if by_path is not None:
            return Line(True, by_path, second)
        before = self.known.get(name)
        if before is not None and (formula.statement.link or not before.is_given) and agrees(before, second):
            return Line(True, before, second)
        meant = as_stated(name, second, facts) or stepped(name, right, second, facts)
        is_refuted = found is not None and self._verdict(found, second, formula) is False
        if meant is not None and not is_refuted:
            if before is not None and not agrees(before, second):
                self.forget()
            return Line(True, meant, second)
        definition = self.definition(name, facts)
        pairs = substituted(definition.body, right, self.lexicon) if definition is not None else None
        if pairs and not is_one_number(right):
            return self._put_in(formula, pairs, facts, definition, claim.chain)
        if found is not None:
            return Line(self._verdict(found, second, formula), found[0], second)
        if self._is_put_into_stated(formula, name, right, facts):
            return Line(True, right=second)
        if found is None and (line := self._shown(claim, facts, name)).holds:
            return line
        if before is not None and is_off(formula, name, before, second):
            return Line(False, before, second)
        if before is not None and before.is_given and not agrees(before, second):
            self.forget()
        if (other := self._just_stated(name, second, formula, facts)) is not None:
            return Line(False, other, second)
        return Line(None, right=second, is_given=True)

    def _shown(self, claim: Claim, facts: Facts, hidden: str) -> Line:
        """A line that shows what number is given in a figure."""
        second, formula = claim.second, claim.formula
        missing = found_missing(claim.left, second, facts, hidden) if self.looks_for_figures else None
        if missing is None:
            return Line(None, right=second)
        self.known[missing[0]] = replace(missing[1], section=formula.section, number=formula.number)
        self.figures[missing[0]] = self.known[missing[0]]
        how = f"computed again with {shown(missing[0])} = {missing[1].value.real:g}, which is given nowhere"
        return Line(True, missing[2], second, how=how)

    def _just_stated(self, name: str, second: Known, formula: Formula, facts: Facts) -> Known | None:
        """What a formula before gives for a quantity, where a table has most of it and not all."""
        if (right := misprinted(name, second, facts)) is not None:
            return right
        body = just_said(name, formula.number, self.stated)
        found = evaluated(body, facts, name) if body is not None else None
        if found is None or self._verdict(found, second, formula) is not False:
            return None
        return found[0] if is_mostly(found[0], second) else None

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

    def _verdict(self, found: tuple[Known, list[str]], second: Known, formula: Formula) -> bool | None:
        """What a difference says: nothing, where it comes from a number that is in doubt or an old name."""
        first, used = found
        if np.squeeze(first.value).shape != np.squeeze(second.value).shape:
            return None
        values = [self.known[name] for name in used if name in self.known]
        if (COMPUTED in used and self.is_doubted) or (ENTRY in used and not self.count_from_one(used)):
            return None
        if not all(v.is_firm for v in values):
            return None
        if all(v.is_given or v.section == formula.section for v in values):
            return False
        return False if is_near(first, second) else None

    def _put_in(
        self,
        formula: Formula,
        pairs: list[Pair],
        facts: Facts,
        definition: Definition | None = None,
        chain: Chain | None = None,
    ) -> Line:
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
            if not name and first is None:
                continue
            here = replace(value, section=formula.section, number=formula.number)
            other = self.sibling(name, number, value) if definition is not None else ""
            if other and definition is not None and not (first is not None and agrees(first[0], value)):
                self.blamed[definition.number] = Blame(symbol, other, formula)
            elif name in fresh and not agrees(fresh[name], value):
                wrong.append(Line(False, fresh[name], value, pair=(symbol, number)))
            elif first is None or name in fresh:
                is_data = "/" not in name and self.definition(name, facts) is None and is_exact(value)
                put_in = replace(here, unit=0 * value.unit, is_given=True) if is_data else replace(here, is_firm=False)
                fresh.setdefault(name, put_in)
            elif not agrees(first[0], value):
                if self.is_next_round(name, value):
                    continue
                if (computed := evaluated(symbol, facts, name)) is not None and agrees(computed[0], value):
                    fresh[name] = here  # what was printed before is wrong
                    continue
                if chain is not None and chain.is_another and self.is_data(name):
                    fresh[name] = replace(here, unit=0 * value.unit, is_given=True)
                    self.forget()
                    continue
                verdict = None if self.is_former(name, value) else self._verdict(first, value, formula)
                is_doubtful = is_doubtful or verdict is None
                if verdict is False:
                    wrong.append(Line(False, first[0], value, pair=(symbol, number)))
                if name in self.known:
                    fresh[name] = replace(here, is_firm=False)
        if len(wrong) == 1:
            return wrong[0]
        self.known |= fresh
        return Line(None if is_doubtful or wrong else True)


__all__ = ["Ledger", "Line", "agrees"]
