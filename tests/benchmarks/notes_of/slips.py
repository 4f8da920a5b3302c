r"""Slips of the pen, made in a claim: a transpose, a slope, a sign, a sum forgotten, an index or a layer mistaken.

Each kind turns the right side into a wrong one, or into nothing where it does not apply.  What it leaves is still a
formula: its brackets close and each sign stands between two things, for a slip that any reader of LaTeX sees is none.
"""

import random
import re
from collections.abc import Callable, Iterator

from .note import RELATION, Note

GROUP = r"\{(?:[^{}]|\{[^{}]*\})*\}"
BRACKETS = r"\((?:[^()]|\([^()]*\))*\)"
WORD = r"(?:\\(?!frac|sum|log|ln|left|right|odot|circ|cdot|times|partial)[a-zA-Z]+|[a-zA-Z]+)"
NAME = rf"{WORD}(?:{GROUP}| [a-zA-Z](?![a-zA-Z]))?(?:[_^](?:{GROUP}|\\?\w))*"  # \hat y_{ik}, a^{(l-1)}
CALL = rf"{NAME}(?:{BRACKETS})?"  # or h_\theta(x^{(i)})
PRODUCT = r"(?:\\odot|\\circ|\.?\*)"
ONE_LESS = rf"\(1 ?- ?{NAME}\)"
SLOPE = "|".join(
    (
        rf"\\?[a-zA-Z]+'(?:\\left)?{BRACKETS}",
        rf"\({NAME} {PRODUCT} {ONE_LESS}\)",
        rf"{NAME} ?{PRODUCT}? ?{ONE_LESS}",
        ONE_LESS,
        r"\\mathbb\{1\}[\[(][^\])]*[\])]",
        r"\(z_1 > 0\)",
    )
)
OTHER_INDEX = {"i": "j", "j": "k", "h": "k"}


def transpose(right: str) -> str:
    """W^T δ → W δ."""
    first = re.search(r"\^(?:\{T\}|T|\\top|\\intercal)|(?<=\])T(?=\})", right)
    if not first:
        return ""
    before = re.sub(rf"(?<![a-zA-Z'])\(({NAME})\)$", r"\1", right[: first.start()])
    return before + right[first.end() :]


def sign(right: str) -> str:
    """−δ x → δ x, or the other way; not where terms are added, for there it is not one slip."""
    if right.startswith("-"):
        return right[1:]
    first_link = re.sub(rf"{GROUP}|{BRACKETS}", "", right).partition("=")[0]
    return "" if re.search("[-+]", first_link) else f"-{right}"


def slope(right: str) -> str:
    """δ W ⊙ f'(z) → δ W, with the sign of the product."""
    return re.sub(rf" ?{PRODUCT} ?(?:{SLOPE})|(?:{SLOPE}) ?{PRODUCT} ?|(?:{SLOPE})", "", right, count=1)


def index(right: str) -> str:
    """δ_j x_i → δ_j x_j: the last index is another."""

    def other(match: re.Match[str]) -> str:
        return f"_{match[1]}{OTHER_INDEX[match[2]]}{match[3]}"

    return re.sub(r"(?<=[a-zA-Z}])_(\{?)([ijh])(\}?)$", other, right)


def layer(right: str) -> str:
    """δ^{l+1} → δ^l."""
    return re.sub(r"(?<![a-zA-Z])([lkijL]|\\ell)[-+]1(?=\)?\]?T?\})", r"\1", right, count=1)


def mean(right: str) -> str:
    """1/m forgotten."""
    return re.sub(r"\\frac\{1\}\{[mN]\} ?", "", right, count=1)


def total(right: str) -> str:
    """Σ_k forgotten."""
    return re.sub(r"\\sum_(?:\w|\{\w(?:=1)?\})(?:\^(?:\w|\{\w\}))? ?", "", right, count=1)


def target(right: str) -> str:
    """(o − t) → (t − o), but in no square, where it is the same."""
    inside = re.sub(rf"(?<![\^_\w])\(({CALL}) ?- ?({CALL})\)(?!\^)", r"(\2-\1)", right, count=1)
    return inside if inside != right else re.sub(rf"^({CALL}) ?- ?({CALL})$", r"\2-\1", right)


KINDS: dict[str, Callable[[str], str]] = {
    "transpose": transpose,
    "sign": sign,
    "slope": slope,
    "index": index,
    "layer": layer,
    "mean": mean,
    "sum": total,
    "target": target,
}
OPENING, CLOSING = "({[", ")}]"
LONELY = re.compile(  # a sign without one of its two sides
    r"^(?:\\odot|\\circ|\\cdot|\\times|\.?\*|[+=])|(?:\\odot|\\circ|\\cdot|\\times|[-+*=])$"
    r"|(?:\\odot|\\circ|\\cdot|\\times|[-+*=(\[{])\s*(?:\\odot|\\circ|\\cdot|\\times|[+*=]|\\right|[)\]}])"
    r"|(?:^|[({\[=\s])[\^_]|\\begin\{\w+\}\s*&"
)


def is_formula(latex: str) -> bool:
    """Whether all brackets close and no sign stands alone."""
    opened = []
    for sign in latex:
        if sign in OPENING:
            opened.append(sign)
        elif sign in CLOSING and (not opened or OPENING.index(opened.pop()) != CLOSING.index(sign)):
            return False
    return bool(latex) and not opened and not LONELY.search(latex)


def slips(note: Note) -> Iterator[tuple[str, int, str]]:
    """All slips that can be made in a note: the kind, the number of the claim, the claim after it."""
    for number, claim in enumerate(note.claims):
        relation = RELATION.search(claim.latex)
        assert relation, f"no relation in {claim.latex}"
        left, right = claim.latex[: relation.end()], claim.latex[relation.end() :].strip()
        for kind, wrong_side in KINDS.items():
            wrong = re.sub(" +", " ", wrong_side(right)).strip()
            if wrong not in ("", right) and is_formula(wrong) and kind not in note.no_slips:
                yield kind, number, f"{left} {wrong}"


def slipped(note: Note, rng: random.Random) -> tuple[str, str, Note] | None:
    """One slip, each kind as likely as the others: the kind, what stood there, the note with it."""
    possible = sorted(slips(note))
    if len(note.claims) < 2 or not possible:
        return None
    chosen = rng.choice(sorted({kind for kind, _, _ in possible}))
    kind, number, wrong = rng.choice([slip for slip in possible if slip[0] == chosen])
    return kind, note.claims[number].latex, note.with_slip(number, wrong)
