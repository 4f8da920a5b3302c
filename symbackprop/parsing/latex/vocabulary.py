r"""The words of a document: which runs of letters its author uses as one name.

Where \text{sop} or \mathrm{net} occurs, a bare sop or net is that name too.  A bare run of two or three letters is one
if it carries scripts, occurs again, and none of its letters ever stands alone: in `wx + b` with an x elsewhere, w and
x are two.  So is the bo of ∂E/∂bo_1, as nobody differentiates by a product.  In a document that writes a_{out}, the
index of a_{in} is a word, and so is the in of a_{in_j}.
"""

import re
from collections import Counter
from collections.abc import Iterable

from symbackprop.parsing.containers.displays import Display
from symbackprop.parsing.latex.functions import CONNECTIVES, FUNCTIONS
from symbackprop.parsing.latex.refusal import NotUnderstood
from symbackprop.parsing.latex.tokens import Kind, Token, tokens_of
from symbackprop.parsing.latex.words import pieces_of

PARTIAL = frozenset({"\\partial", "∂"})
_WORD = re.compile(r"[A-Za-z]{2,}")


def document_words(displays: Iterable[Display]) -> frozenset[str]:
    """The runs of letters that are one name in these displays."""
    return words_of(display.expanded.text for display in displays if not display.problem)


def words_of(formulas: Iterable[str]) -> frozenset[str]:
    """The runs of letters that are one name in these formulas."""
    upright: set[str] = set()
    scripted: set[str] = set()
    runs: Counter[str] = Counter()
    alone: set[str] = set()
    sloped: set[str] = set()
    for formula in formulas:
        tokens = _tokens(formula)
        each = zip(tokens, tokens[1:], tokens[2:], tokens[3:], tokens[4:], strict=False)
        for outer, first, before, token, after in each:
            is_script = before.text in ("_", "^") or (before.text == "{" and first.text in ("_", "^"))
            if token.kind is Kind.TEXT and token.style != "code" and _WORD.fullmatch(token.text) and not is_script:
                upright.add(token.text)
            elif is_script and (token.text == "out" or (token.text == "in" and after.text == "_")):
                upright.add("in")
            elif token.kind is Kind.WORD and not is_script:
                runs[token.text] += 1
                if len(token.text) == 1:
                    alone.add(token.text)
                elif before.text in PARTIAL and after.text == "_" and (first.text == "/" or outer.text == "}"):
                    sloped.add(token.text)
                elif after.text in ("_", "^", r"\_") or (after.kind is Kind.NUMBER and after.start == token.end):
                    scripted.add(token.text)
    found = {run for run in sloped if len(run) <= 3 and _is_bare(run)}
    found |= {run for run in scripted if runs[run] > 1 and len(run) <= 3 and not alone & set(run) and _is_bare(run)}
    return frozenset(found | {word for word in upright if word not in FUNCTIONS | CONNECTIVES and _is_name(word)})


def _tokens(formula: str) -> list[Token]:
    """The tokens of a formula between some that say nothing; none where it cannot be read."""
    nothing = Token(Kind.END, "", 0, 0)
    try:
        return [nothing, nothing, nothing, *tokens_of(formula)]
    except NotUnderstood:
        return []


def _is_bare(run: str) -> bool:
    """Whether a run would fall into single letters: no derivative, and nothing known."""
    pieces = pieces_of(run)
    return len(pieces) == len(run) and all(kind is Kind.WORD for _, kind in pieces)


def _is_name(word: str) -> bool:
    """Whether an upright word can be a name in italics too: not dW, and no matrix product."""
    return not (word[0] == "d" and pieces_of(word)[0][1] is Kind.DIFFERENTIAL) and not (
        len(word) < 4 and word.isupper()
    )
