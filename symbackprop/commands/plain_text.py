"""LaTeX as a line of text for a terminal: W^{[2]\\mathsf{T}} δ^{[2]} ⊙ σ'(Z^{[1]}) as W[2]ᵀ δ[2] ⊙ σ'(Z[1]).

A reading aid: what is proved and what is printed into files is the equation and its LaTeX.
"""

import re

_WORDS = {
    "delta": "δ", "sigma": "σ", "lambda": "λ", "partial": "∂", "odot": "⊙", "oslash": "⊘", "nabla": "∇", "dots": "…",
    "cdot": "·", "le": "≤", "ge": "≥", "infty": "∞", "pi": "π", "theta": "θ", "Theta": "Θ", "qquad": "   ",
    "quad": "  ", "circ": "∘", "alpha": "α", "eta": "η", "times": "×", "neq": "≠", "mid": "|",
}  # fmt: skip
_RAISED = str.maketrans("0123456789+-T", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀ")


def as_text(latex: str) -> str:
    """One line of Unicode for one line of LaTeX."""
    text = re.sub(r"\\(left|right|displaystyle|,|;|!)(?![a-zA-Z])", "", latex)
    text = re.sub(r"\\(?:mathsf|mathbf|operatorname|mathrm|text)\{([^{}]*)\}", r"\1", text)
    text = re.sub(r"\\lVert (.*?) \\rVert_F\^\{2\}", r"‖\1‖²", text)
    text = re.sub(r"\\lvert (.*?) \\rvert|\\left\|(.*?)\\right\|", r"|\1\2|", text)
    text = _fractions(text)
    text = re.sub(r"\\sum_\{(\w+)=([^{}]*)\}\^\{((?:[^{}]|\{[^{}]*\})*)\}", r"Σ_\1", text)
    text = re.sub(r"\^\{(\[[^\[\]]*\])T\}", r"\1ᵀ", text)
    text = re.sub(r"\^\{(\[[^\[\]]*\])\}", r"\1", text)
    text = re.sub(r"\^\{?([0-9T])\}?", lambda m: m[1].translate(_RAISED), text)
    text = re.sub(r"\\([a-zA-Z]+)", lambda m: _WORDS.get(m[1], m[1]), text)
    text = text.replace("∂ ", "∂")
    text = re.sub(r"_\{((?:[^{}]|\{[^{}]*\})*)\}", r"_\1", text)
    text = re.sub(r"([_^])\{([^{}]*)\}", r"\1(\2)", text).replace("{", "").replace("}", "")
    return re.sub(r"(?<=\S) {4,}", "   ", text).strip()


def _fractions(text: str) -> str:
    r"""\frac{a}{b} as a/b, with brackets where a or b has several terms."""
    while (start := text.find(r"\frac{")) >= 0:
        top, after = _group(text, start + 5)
        bottom, end = _group(text, after)
        text = f"{text[:start]}{_bracketed(top)}/{_bracketed(bottom)}{text[end:]}"
    return text


def _group(text: str, start: int) -> tuple[str, int]:
    """The braces that open at `start`: what is in them, and where they end."""
    depth = 0
    for position in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return text[start + 1 : position], position + 1
    return text[start:], len(text)


def _bracketed(part: str) -> str:
    alone = re.fullmatch(r"\\partial [^ +]*|-?[^ +-]+(\{[^{}]*\})?", part)
    return part if alone else f"({part})"
