r"""Telling mathematics from prose: "costs $5 and $6" is money, "\[not a link\]" is a bracket."""

import re

LONGEST_WORDS = 4000
_EVIDENCE = re.compile(r"\\[A-Za-z]|\\[|{},;!]|[\^_=+<>≤≥≈≡←→∂∇∑∏√∈⊙∘×·]|[α-ωΑ-Ω]|'\(|\w\(")
_NAME = re.compile(
    r"\\(?:text\w*|mbox|mathrm|mathit|operatorname|mathsf|mathtt)\s*\{[^{}]*\}|\\[A-Za-z]+|\{[A-Za-z]+\}"
)
_SENTENCE = re.compile(r"(?<![A-Za-z\\_^{])[A-Za-z]{3,}[,;:]?(?:\s+[A-Za-z]{2,}[,;:]?){2,}")
_WORDS = re.compile(r"[A-Za-z]{2,}[,.;:]?\s+(?:[A-Za-z]\s+)?[A-Za-z]{2,}")
_SYMBOL = re.compile(r"[A-Za-z\d.,:()\[\]|/*!?'′ -]{1,24}")


def looks_like_mathematics(content: str, *, is_followed_by_digit: bool = False) -> bool:
    """Whether what stands between two delimiters is mathematics.

    With a command, an exponent, an index or a relation in it, unless a whole sentence runs through it; without one a
    symbol or a number that touches both delimiters.
    """
    if not content.strip() or len(content) > 20 * LONGEST_WORDS:
        return False
    bare = _NAME.sub(" ", content[:LONGEST_WORDS])
    is_tight = not content[0].isspace() and not content[-1].isspace()
    if _EVIDENCE.search(content):
        return (is_tight and not is_followed_by_digit) or not (_SENTENCE.search(bare) or is_followed_by_digit)
    if is_followed_by_digit or _WORDS.search(bare):
        return False
    stripped = content.strip()
    return bool(_SYMBOL.fullmatch(stripped)) and (is_tight or not stripped[0].isdigit())
