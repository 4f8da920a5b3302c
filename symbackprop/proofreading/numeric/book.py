"""The book: the numbers of a document under the names of what they are, and what every line adds."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import Addition, Node, Number, Quotient
from symbackprop.proofreading.lexicon.claim_forms import is_update
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.lexicon.function_bodies import Functions
from symbackprop.proofreading.numeric.arithmetic import NumericWorld, evaluated, value_in
from symbackprop.proofreading.numeric.comparison import agrees, is_exact, is_same
from symbackprop.proofreading.numeric.facts import Facts, Known
from symbackprop.proofreading.numeric.inputs_behind import inputs_behind
from symbackprop.proofreading.numeric.lines import Blame, Chain, Claim, Line, as_it_should_be
from symbackprop.proofreading.numeric.memory import Memory
from symbackprop.proofreading.numeric.names import NEXT, canonical
from symbackprop.proofreading.numeric.numbers_in_words import Beside, numbers_in_words
from symbackprop.proofreading.numeric.shown_functions import unknown_functions
from symbackprop.proofreading.numeric.statements import Stated
from symbackprop.proofreading.numeric.substitution import is_literal, is_numeric, is_one_number, is_worked_out
from symbackprop.proofreading.numeric.vectors import oriented
from symbackprop.proofreading.vocabulary.values import Array
from symbackprop.proofreading.worlds.functions import Elementwise

FEW = 3
"""From how many digits on a factor may have been rounded."""


class Book(Memory):
    """What is known of a document, and of its chains."""

    def __init__(self, lexicon: Lexicon, active: Callable[[int], tuple[Definition, ...]]) -> None:
        super().__init__()
        self.lexicon, self.active, self.functions = lexicon, active, Functions(lexicon)
        self.chains: dict[tuple[int, int], Chain] = {}
        self.stated: list[Stated] = []
        self.blamed: dict[int, Blame] = {}
        self.is_doubted = False
        self.unknown = unknown_functions(lexicon)
        self.shown: dict[str, Elementwise] = {}
        self.figures: dict[str, Known] = {}
        self.looks_for_figures = True
        self.ends: dict[tuple[int, int], Node] = {}
        self.behind: dict[int, list[Formula]] = {}
        self.beside: list[Beside] = []
        self.unproved: set[str] = set()
        self.are_entries_sure = False
        self.last: tuple[Node | None, Chain] | None = None

    def look_ahead(self, formulas: Sequence[Formula]) -> None:
        """Learn with what number every chain ends, and for which inputs a number is said to be."""
        self.behind = inputs_behind(formulas, self.lexicon.habits)
        self.beside = numbers_in_words(formulas, self.lexicon)
        for formula in formulas:
            key = id(formula.statement.display), formula.statement.chain
            self.ends.pop(key, None)
            if formula.right is not None and is_literal(formula.right):
                self.ends[key] = formula.right

    def give_beside(self, formula: Formula) -> None:
        """Learn the numbers that the words before a statement give; they are in doubt until a line holds with them."""
        while self.beside and self.beside[0].start < formula.statement.outer[0]:
            given = self.beside.pop(0)
            facts = self.facts_at(formula)
            found = evaluated(given.number, facts)
            if found is not None and given.name not in self.known and self.definition(given.name, facts) is None:
                value = replace(found[0], section=formula.section, is_firm=False, is_given=True)
                self.known[given.name] = oriented(value, given.number, given.name, None, facts)
                self.unproved.add(given.name)

    def confirm(self, used: Iterable[str]) -> None:
        """What a line held with is what the words before said."""
        for name in self.unproved & set(used) & self.known.keys():
            self.known[name] = replace(self.known[name], is_firm=True)
            self.unproved.discard(name)

    def confirm_by_definition(self, claim: Claim, facts: Facts) -> None:
        """What words gave, and a definition with it gives the number that a chain ends with, was meant so.

        So were the entries of lists that it read.
        """
        definition = self.definition(claim.chain.name, facts) if self.unproved and claim.chain.name else None
        found = evaluated(definition.body, facts, claim.chain.name) if definition is not None else None
        if found is not None and agrees(found[0], claim.second):
            self.confirm(found[1])
            self.are_entries_sure = True

    def facts_at(self, formula: Formula) -> Facts:
        """What is known at a place; a later line that computes with numbers says nothing here."""
        active = self.active(formula.number)
        said = tuple(d for d in active if d.number <= formula.number or not is_numeric(d.body, self.lexicon))
        printed, stated = frozenset(self.printed), tuple(self.stated)
        return Facts(self.functions.at(formula), said, self.known, printed, stated, functions=self.shown)

    def chain_of(self, formula: Formula, left: Node) -> Chain:
        """The chain that a statement belongs to."""
        key = id(formula.statement.display), formula.statement.chain
        if key not in self.chains:
            self.chains[key] = self._continued(left) or self._begun(formula, left)
        self.last = formula.right, self.chains[key]
        return self.chains[key]

    def _begun(self, formula: Formula, left: Node) -> Chain:
        """A new chain, which is about what stands first."""
        name = canonical(left, self.lexicon)
        becomes = formula.statement.relation == "←" or (formula.statement.relation == ":=" and self.has_slope(name))
        update = is_update(formula, self.lexicon.habits) or becomes
        name = f"{name}{NEXT}" if update and name and not name.endswith(NEXT) else name
        return Chain(name, left, update, self.known.get(name))

    def _continued(self, left: Node) -> Chain | None:
        """The chain that a display goes on with, = 0.3 · 0.2 below z = w x: it begins with what that one came to."""
        if self.last is None or canonical(left, self.lexicon):
            return None
        right, chain = self.last
        return chain if right is not None and outline(right) == outline(left) else None

    def state(self, formula: Formula, chain: Chain, body: Node) -> None:
        """What a formula says of a quantity; a definition makes a number old that was given for it."""
        self.stated.append(Stated(chain.name, chain.head, body, formula.number))
        if formula.number in self.lexicon.all and not formula.statement.link:
            self.redefine(chain.name)

    def remember(self, claim: Claim, line: Line, facts: Facts) -> None:
        """The head of a chain has the value of its last number."""
        chain, second, formula = claim.chain, claim.second, claim.formula
        if line.holds is False:
            chain.is_broken = self.is_doubted = True
            chain.anchor = chain.anchor or line.left
            self.printed |= as_it_should_be(claim.right, line.left)
        elif line.holds:
            chain.anchor = second
        is_printed = is_one_number(claim.right) or (second.value.size > 1 and not is_worked_out(claim.right))
        is_unrounded = line.left is not None and is_exact(line.left) and is_same(line.left, second)
        if is_printed and not line.is_given and not is_unrounded:
            self.printed |= {n.text for n in claim.right.walk() if isinstance(n, Number)}
        if chain.name:
            known = replace(second, section=formula.section, number=formula.number)
            known = oriented(known, claim.right, chain.name, line.left, facts)
            if is_unrounded or (line.is_given and is_printed):
                is_given = line.is_given and self.definition(chain.name, facts) is None
                known = replace(known, unit=0 * second.unit, is_given=is_given)
            known = replace(known, exact=None if line.is_given else self._unrounded(claim, line, facts))
            self.known[chain.name] = replace(known, is_firm=line.holds is not False and not chain.is_broken)
            self.gather(chain.name)
            if line.is_given and is_printed and not formula.statement.link:
                self.said[chain.name] = self.known[chain.name]
            own = canonical(claim.left, self.lexicon)
            if own and own != chain.name and line.is_given and "/" not in own:
                self.known[own] = self.known[chain.name]

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

    def definition(self, name: str, facts: Facts) -> Definition | None:
        """What a quantity is defined to be."""
        return next((d for d in facts.active if canonical(d.mention.node, self.lexicon) == name), None)

    def defined_value(self, name: str, second: Known, formula: Formula, facts: Facts) -> Known | None:
        """The value that the definition of a quantity gives, 0 of max(0, z), where it is the one that is said."""
        definition = self.definition(name, facts)
        if definition is None or is_literal(definition.body):
            return None
        found = evaluated(definition.body, facts, name)
        return found[0] if found is not None and agrees(found[0], second) else None

    def names_numbers(self, chain: Chain, facts: Facts) -> bool:
        """Whether a chain says of several symbols that they are one number, x₁ = x₂ = 1, and none is computed."""
        names = [canonical(f, self.lexicon) for f in chain.formulas]
        return all(names) and all(self.definition(name, facts) is None for name in names[1:])

    def rounded_factors(self, left: Node, right: Node) -> set[str]:
        """The numbers put into a formula that were computed and printed nowhere: −0.0965 of −0.0965 · 0.7 + 0.2 · 0.1.

        Rounded as they are there, no sum of products is more exact than they; nor is anything that is computed from
        what numbers come to, ½ · 0.5155 from ½ (−0.718)².
        """
        if is_numeric(left, self.lexicon):
            before = {n.text for n in left.walk() if isinstance(n, Number)}
            after = () if is_one_number(right) else right.walk()
            return {n.text for n in after if isinstance(n, Number) and "." in n.text} - before
        texts = {n.text for n in right.walk() if isinstance(n, Number) and "." in n.text}
        given = {abs(complex(k.value.reshape(()))) for k in self.known.values() if k.value.size == 1 and k.is_given}
        is_sum = any(isinstance(n, Addition | Quotient) for n in right.walk())
        return {t for t in texts if is_sum and len(t.replace(".", "").strip("0")) >= FEW and float(t) not in given}

    def count_from_one(self, used: Iterable[str]) -> bool:
        """Whether the last entry of every array is named by how many there are: x_2 of two, and not x_1."""
        if self.are_entries_sure:
            return True
        named = {f"{self.lexicon.fold(base)}|{label}|{','.join(units)}" for base, label, units in self.lexicon.named}
        for name in used:
            sizes = [str(size) for size in self.known[name].value.shape if size > 1] if name in self.known else []
            base, label, *_ = [*name.split("|"), ""]
            if sizes and f"{base}|{label}|{','.join(sizes)}" not in named:
                return False
        return True
