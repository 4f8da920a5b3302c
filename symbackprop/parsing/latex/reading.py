r"""A formula read: the grammar's larger rules, from a list of items down to a factor.

    listing     relation , relation ; …
    relation    expression (= | < | ∈ | …) expression
    expression  ± product ± product …
    product     factor factor · factor / factor …
    factor      a function with its argument, a sum with its body, a derivative, or an operand

Side by side and all product signs bind alike and stay in one `Product` in the order of writing.
"""

import re

from symbackprop.parsing.languages import says_of_what
from symbackprop.parsing.latex import brackets, fractions, operands, operators
from symbackprop.parsing.latex.alphabet import BARS, PRODUCTS, PUNCTUATION, QUOTIENTS, RELATIONS, SIGNS
from symbackprop.parsing.latex.decorations import is_remark
from symbackprop.parsing.latex.functions import SAID_IN_TEXT
from symbackprop.parsing.latex.grammar import DEEPEST, Grammar
from symbackprop.parsing.latex.number_rows import with_boxes_as_rows, with_commas
from symbackprop.parsing.latex.operands import Rule
from symbackprop.parsing.latex.reach import gathered
from symbackprop.parsing.latex.refusal import NotUnderstood
from symbackprop.parsing.latex.scripts import bare_sign, ends_script, is_bare, is_leading, leading, scripted
from symbackprop.parsing.latex.spans import with_whole_spans
from symbackprop.parsing.latex.tokens import Kind, Token, tokens_of
from symbackprop.parsing.latex.tree import (
    Addition,
    Annotated,
    Apply,
    Differential,
    Group,
    Listing,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Slice,
    Words,
)
from symbackprop.parsing.latex.words import cut_words

_NEGATED = {r"\in": "∉", "=": "≠", r"\equiv": "≠", r"\subset": "⊄"}
_FIRST = re.compile(r"\W*(?:for|if|when|where|with|otherwise|since|because|given|当|若|如果|对于|其中)", re.IGNORECASE)
_SIZES = frozenset("mnMNBK")
DEEPEST_TREE = 2 * DEEPEST


def read_formula(text: str, words: frozenset[str] = frozenset()) -> Node:
    """The tree of one side of a statement; `words` are runs of letters that the document uses as one name.

    Raises: NotUnderstood, with the token at which understanding stopped.
    """
    tokens = with_commas(tokens_of(with_boxes_as_rows(text)))
    reader = Reader(text, list(cut_words(tokens, words)))
    node = reader.whole()
    _require_shallow(text, node)
    return with_whole_spans(text, node)


def read_side(text: str, words: frozenset[str] = frozenset()) -> Node:
    """One side of a statement: a formula without the number that an arrow after it points to, a^1 → (1.1).

    Raises: NotUnderstood.
    """
    node = read_formula(text, words)
    if isinstance(node, Relation) and node.sign == "→" and isinstance(node.right, Group | Name | Number):
        return node.left
    return node


def _require_shallow(text: str, node: Node) -> None:
    level = [node]
    for _ in range(DEEPEST_TREE):
        level = [part for n in level for part in n.parts()]
        if not level:
            return
    raise NotUnderstood(text, level[0].span, f"nested deeper than {DEEPEST_TREE} levels")


class Reader(Grammar):
    """The grammar, from the whole down to an atom."""

    def whole(self) -> Node:
        """All of it, with what is said beside it."""
        begin = self.peek()
        before = self._words_before()
        if before is not None and says_of_what(before.text):
            self.refuse(begin, "words say what of this is meant")
        if before is not None and self.peek().kind is Kind.END:
            return before
        node = self.listing()
        beside = self._words_beside()
        while (token := self.peek()).kind is Kind.SIGN and token.text in PUNCTUATION:
            self.take()
        if token.kind is not Kind.END:
            self.refuse(token, self.unexpected(token))
        for remark in (before, beside):
            if remark is not None:
                span = min(node.span[0], remark.span[0]), max(node.span[1], remark.span[1])
                node = Annotated(span, node, remark, "beside")
        return node

    def _words_before(self) -> Words | None:
        """Words that introduce a formula; before a sign they are a part of it."""
        start, at = self.peek().start, self.at
        if self.tokens[at].kind is Kind.WORD and len(self.tokens[at].text) > 2 and self.tokens[at + 1].text == ":":
            self.take()
            self.take()
        self._pass_words()
        if self.at == at:
            return None
        token = self.peek()
        if token.kind is not Kind.END and not self.begins_operand(token):
            self.at = at
            return None
        return Words((start, self.end), self._said_since(at))

    def _words_beside(self) -> Words | None:
        """Words behind a formula; what is said under a condition goes on to the end."""
        token, at = self.peek(), self.at
        if not is_remark(self):
            return None
        self._pass_words()
        text = self._said_since(at)
        if _FIRST.match(token.text) and self.peek().kind is not Kind.END:
            self.at = len(self.tokens) - 1
            self.end = len(self.text.rstrip())
            text = self.text[token.start : self.end]
        return Words((token.start, self.end), text)

    def _said_since(self, at: int) -> str:
        """The words since a token; what is more than words, as it is written."""
        tokens = self.tokens[at : self.at]
        if any(token.text.startswith("\\") for token in tokens):
            return self.text[tokens[0].start : self.end]
        return " ".join(token.text for token in tokens)

    def _pass_words(self) -> None:
        while is_remark(self):
            self.atom()
            while self.takes(":", ",", "."):
                pass

    def listing(self) -> Node:
        """Items with commas between them; one item is itself."""
        first = self._item()
        items = [first]
        while self.takes(",", ";"):
            while self.takes(",", ";"):
                pass
            token = self.peek()
            if self._ends(token):
                break
            items.append(self._item())
        return first if len(items) == 1 else Listing((first.span[0], items[-1].span[1]), tuple(items))

    def _ends(self, token: Token) -> bool:
        is_closing = token.kind is Kind.SIGN and (
            token.text in ("}", "&", "\\\\", ".") or token.text in (")", "]", r"\}")
        )
        return token.kind is Kind.END or is_closing or is_remark(self)

    def _item(self) -> Node:
        token = self.peek()
        start = None if token.text == ":" and self.brackets else self._relation()
        if self.peek().text != ":" or self.peek().kind is not Kind.SIGN or not self.brackets:
            assert start is not None
            return start
        colon = self.take()
        stop = self.expression() if self.begins_operand(self.peek()) or self.peek().text in SIGNS else None
        return Slice((start.span[0] if start else colon.start, self.end), start, stop)

    def _relation(self) -> Node:
        said = self._said()
        if said is not None:
            return said
        left = self.expression()
        while (token := self.peek()).kind is Kind.SIGN and (token.text in RELATIONS or self._is_condition(token)):
            self.take()
            sign = RELATIONS.get(token.text) or BARS[token.text]
            if sign == "|" and self.peek().text in BARS and self._is_condition(self.peek()):
                self.take()
                sign = "‖"
            elif token.text == r"\not":
                sign = _NEGATED.get(self.take().text, "≠")
            right = self.expression()
            left = Relation((left.span[0], self.end), left, sign, right)
        return left

    def _said(self) -> Node | None:
        """Words, where nothing follows them; before a formula they are passed over, before a sign part of it."""
        self.peek()
        at = self.at
        if not is_remark(self):
            return None
        said = self.atom()
        token = self.peek()
        if self.begins_operand(token):
            before = self.tokens[at - 1]
            if at and before.text in ("d", r"\partial") and before.end == said.span[0]:
                self.refuse(token, "a word that is a part of a name")
            return None
        if token.kind is Kind.SIGN and any(token.text in table for table in (SIGNS, PRODUCTS, QUOTIENTS, RELATIONS)):
            self.at = at
            return None
        return said

    def _is_condition(self, token: Token) -> bool:
        """Whether a bar says "given": p(y | x)."""
        return token.text in BARS and token.start in self.conditional

    def expression(self) -> Node:
        """A sum of terms, each with its sign."""
        token = self.peek()
        terms: list[Node] = []
        signs: list[int] = []
        is_signed = token.kind is Kind.SIGN and token.text in SIGNS and not (self.is_index and is_bare(self, token))
        if not is_signed:
            terms.append(self.product())
            signs.append(1)
        while (sign := self.peek()).kind is Kind.SIGN and sign.text in SIGNS:
            self.take()
            terms.append(self.product())
            signs.append(SIGNS[sign.text])
        if len(terms) == 1 and not is_signed:
            return terms[0]
        return gathered(Addition((token.start, self.end), tuple(terms), tuple(signs)))

    def product(self) -> Node:
        """Factors side by side or with signs between them."""
        factors = [self._signed()]
        operators: list[str] = []
        while True:
            token = self.peek()
            if token.kind is Kind.SIGN and token.text in PRODUCTS:
                self.take()
                is_any = self.is_index and ends_script(self.peek())
                operators.append("" if is_any else PRODUCTS[token.text])
                factors.append(Slice((token.start, token.end)) if is_any else self._signed())
            elif token.kind is Kind.SIGN and token.text in QUOTIENTS:
                self._divide(factors, operators)
            elif self._evaluates(token):
                factors[-1] = self._evaluated(factors[-1])
            elif token.text == "." and token.kind is Kind.SIGN and self.begins_operand(self.after(self.at)):
                self.take()  # a full stop between two factors multiplies them
                operators.append("cdot")
                factors.append(self.factor())
            elif self.begins_operand(token) and not is_remark(self):
                operators.append("")
                factors.append(self.factor())
            else:
                break
        if len(factors) == 1:
            return factors[0]
        return Product((factors[0].span[0], self.end), tuple(factors), tuple(operators))

    def _evaluates(self, token: Token) -> bool:
        """Whether a lone bar says where something is taken: f'(x)|_{x=0}."""
        is_bar = token.kind is Kind.SIGN and token.text in (*BARS, r"\rvert") and token.start in self.conditional
        return is_bar and self.after(self.at).text == "_"

    def _evaluated(self, node: Node) -> Node:
        self.take()
        taken = Group((node.span[0], self.end), node, "", "|")
        return scripted(self, taken)

    def _signed(self) -> Node:
        """A factor that may have a sign of its own: 2 × -1."""
        token = self.peek()
        if self.is_index and (bare := bare_sign(self)):
            return scripted(self, bare)
        if token.kind is not Kind.SIGN or token.text not in SIGNS:
            return self.factor()
        self.deepen(token)
        self.take()
        factor = self._signed()
        self.depth -= 1
        return Addition((token.start, self.end), (factor,), (SIGNS[token.text],))

    def _divide(self, factors: list[Node], operators: list[str]) -> None:
        """The factor before the sign by the one behind: 1/2m has 2m below, 1/2x the 2, ∂L(θ)/∂w above all of ∂L(θ)."""
        self.take()
        denominator = self._divisor(factors, operators)
        if isinstance(denominator, Number) and self._is_glued():
            denominator = fractions.side_by_side([denominator, self.operand()])
        first = len(factors) - 1
        if isinstance(denominator, Differential):
            while first > 0 and not isinstance(factors[first], Differential) and not operators[first - 1]:
                first -= 1
            first = first if isinstance(factors[first], Differential) else len(factors) - 1
        above = fractions.side_by_side(factors[first:])
        factors[first:] = [fractions.ratio((above.span[0], self.end), above, denominator, self)]
        del operators[first:]

    def _divisor(self, factors: list[Node], operators: list[str]) -> Node:
        """What stands behind the sign; `dC / d w` has a d there if it has one before."""
        token = self.peek()
        if token.kind is not Kind.WORD or token.text != "d" or not self.begins_operand(self.after(self.at)):
            return self._signed()
        if len(factors) > 1 and not operators[-1] and isinstance(d := factors[-2], Name) and d.text == "d":
            of = factors.pop()
            factors[-1] = Differential((d.span[0], of.span[1]), of)
            operators.pop()
        return fractions.differential(self) if isinstance(factors[-1], Differential) else self._signed()

    def _is_glued(self) -> bool:
        token = self.peek()
        return token.kind is Kind.WORD and token.start == self.end and token.text in _SIZES

    def factor(self) -> Node:
        """A function with its argument, a sum with its body, a derivative, or an operand."""
        token = self.peek()
        self.deepen(token)
        node = self._prefix_of(token)(self)
        self.depth -= 1
        return node

    def _prefix_of(self, token: Token) -> Rule:
        """What reads a factor that begins with a token."""
        if token.kind is Kind.DIFFERENTIAL or self._is_d(token):
            return fractions.differential
        if fractions.is_nabla(self):
            return fractions.nabla
        if operators.function_of(token):
            return operators.applied
        if token.kind is not Kind.SIGN:
            return operands.operand
        if is_leading(self):
            return leading
        if operators.is_limited(self):
            return operators.limited
        if token.text in (r"\Sigma", r"\Pi"):
            return operators.capital
        if token.text == r"\partial" or (token.text == r"\Delta" and self._is_change()):
            return fractions.differential
        return fractions.derivative if fractions.is_derivative(self) else operands.operand

    def _is_d(self, token: Token) -> bool:
        r"""Whether a letter d is that of a derivative: set upright, or right before \theta, \mathbf W, \text{out}."""
        following = self.after(self.at)
        if token.text != "d" or self.is_index:
            return False
        if token.kind is Kind.TEXT:
            return self.begins_operand(following)
        if token.kind is Kind.WORD and fractions.is_by_differential(self, self.at + 1):
            return True
        is_quantity = operands.is_letter(following) or (
            following.kind is Kind.TEXT and following.text.isidentifier() and following.text not in SAID_IN_TEXT
        )
        return token.kind is Kind.WORD and following.start == token.end and is_quantity

    def _is_change(self) -> bool:
        r"""Whether a \Delta stands right before a letter: a change of it."""
        following = self.after(self.at)
        if following.text == "{" and following.kind is Kind.SIGN:
            following = self.after(self.at + 1)
        return following.kind in (Kind.WORD, Kind.TEXT) or operands.is_letter(following)

    def operand(self) -> Node:
        """An atom with its scripts."""
        return scripted(self, self.atom())

    def atom(self) -> Node:
        """The smallest part, without scripts."""
        token = self.peek()
        self.deepen(token)
        rule = operands.rule_of(token)
        if rule is None:
            self.refuse(token, self.unexpected(token))
        node = rule(self)
        self.depth -= 1
        return node

    def applied_to(self, head: Node) -> Apply:
        """A function with the arguments in the brackets that come next."""
        return operators.with_arguments(self, head)

    def over(self) -> Node:
        r"""What stands in braces with an `\over` in them."""
        return fractions.over(self)

    def begins_operand(self, token: Token) -> bool:
        """Whether a token can be the first of a factor."""
        if token.kind is not Kind.SIGN:
            return token.kind is not Kind.END
        if token.text in BARS:
            return token.start not in self.conditional and not brackets.closes_bar(self, token)
        return operands.rule_of(token) is not None or bool(operators.function_of(token)) or token.text in ("{", "^")
