"""Slips in typeset LaTeX, by a list that knows nothing of the repairs: what a hand, a copy or a memory does wrong.

Each is a pattern in the text of a right side and what is written instead; the reader and the repairs are not asked.
"""

import random
import re

TURN = r"(?:\\mathsf\{T\}|\\mathrm\{T\}|\\top|T)"
SYMBOL = r"(?:\\delta|\\Theta|(?<![\\\\A-Za-z{])[A-Za-z])"
SCRIPTS = r"(?:\^\{(?:[^{}]|\{[^{}]*\})*\}|_\{(?:[^{}]|\{[^{}]*\})*\}|\^[a-zA-Z0-9]|_[a-zA-Z0-9])"
ENTRY = rf"{SYMBOL}{SCRIPTS}+"
SLIPS = {
    "a transpose forgotten": (rf"\^\{{{TURN}\}}|(?<=[\]\)}}l0-9]){TURN}(?=\}})", ""),
    "a transpose too many": (r"(?<![\\A-Za-z])([WAZ]\^?\{?[\[(l]?[^\s{}]*\}?)(?=[\s)])", r"(\1)^{T}"),
    "factors swapped": (rf"({ENTRY}) ({ENTRY})", r"\2 \1"),
    "⊙ forgotten": (r" (?:\\odot|\\circ|\\mathbin\{\.\*\}) ", " "),
    "⊙ for a product": (rf"({ENTRY}) ({ENTRY})", r"\1 \\odot \2"),
    "1/m forgotten": (r"\\frac\{1\}\{[mN]\} ?", ""),
    "1/m too many": (r"^", r"\\frac{1}{m} "),
    "a half": (r"^", r"\\frac{1}{2} "),
    "twice": (r"^", "2 "),
    "a minus before": (r"^", "-"),
    "plus for minus": (r" - ", " + "),
    "minus for plus": (r" \+ ", " - "),
    "a difference turned": (r"\((\S+) - (\S+)\)", r"(\2 - \1)"),
    "a prime forgotten": (r"(\\sigma|\\tanh|\\varphi|g|h|f)'", r"\1"),
    "another function": (r"\\sigma'", r"\\tanh'"),
    "the next layer": (r"(?<=[\[(^])1(?=[\])}\sT])", "2"),
    "the layer before": (r"(?<=[\[(^])2(?=[\])}\sT])", "1"),
    "layer l for l + 1": (r"l ?\+ ?1", "l"),
    "layer l for l - 1": (r"l ?- ?1", "l"),
    "indices swapped": (r"_\{([a-z])([a-z])\}", r"_{\2\1}"),
    "another index": (r"_\{([a-z]*)j\}", r"_{\1k}"),
    "a factor forgotten": (rf" ({ENTRY})(?=\s|$)", ""),
    "an activation for its input": (r"(?<![\\A-Za-z])A(?=[_^])", "Z"),
    "a weight for an activation": (r"(?<![\\A-Za-z])W(?=[_^])", "A"),
    "a square": (rf"({ENTRY})$", r"(\1)^2"),
    "a sum forgotten": (r"\\sum_\{[^{}]*\}\^\{?[^{}\s]*\}? ", ""),
    "ones forgotten": (r" \\mathbf\{1\}(?!\^)", ""),
}  # fmt: skip


def slipped(latex: str, kind: str, rng: random.Random) -> str:
    """The equation with one slip on its right side; itself where there is no place for it."""
    pattern, replacement = SLIPS[kind]
    left, sign, right = latex.partition("= ")
    right, quad, where = right.partition(r" \qquad")
    places = list(re.finditer(pattern, right))
    if not sign or not places:
        return latex
    place = rng.choice(places)
    changed = right[: place.start()] + place.expand(replacement) + right[place.end() :]
    return f"{left}{sign}{changed}{quad}{where}" if changed != right else latex
