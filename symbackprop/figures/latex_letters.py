r"""The letters of a notation, which are LaTeX, as labels: \delta, \Theta, dZ, \hat{y}, \operatorname{ReLU}.

A small reader of exactly what a letter is made of; what it does not know is an error, never dropped.
"""

import re
from collections.abc import Iterator

from symbackprop.errors import UsageError
from symbackprop.figures.labels import Label, Sign, Style, fraction, italic

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}^_]|[A-Za-z]|\d+|\s+|.", re.DOTALL)
_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
_SIGNS = {
    "partial": "∂", "nabla": "∇", "ell": "ℓ", "times": "×", "odot": "⊙", "circ": "∘", "cdot": "·", "dots": "…",
    "ldots": "…", "cdots": "⋯", "top": "⊤", "prime": "′", "intercal": "⊺",
}  # fmt: skip
_FUNCTIONS = ("tanh", "exp", "log", "ln", "max", "min", "sin", "cos", "erf")
_FONTS = {
    "mathrm": Style.UPRIGHT, "operatorname": Style.UPRIGHT, "text": Style.WORD, "mathsf": Style.UPRIGHT,
    "mathit": Style.ITALIC, "mathbf": Style.BOLD, "boldsymbol": Style.BOLD, "bm": Style.BOLD,
}  # fmt: skip
_SCRIPT_CAPITALS = {"L": "ℒ", "J": "𝒥", "C": "𝒞", "E": "ℰ"}
_SKIPPED = (r"\,", r"\;", r"\:", r"\!", r"\ ", r"\displaystyle", r"\textstyle", r"\left", r"\right")


def read_letters(latex: str) -> Label:
    """A letter or a short formula of a notation as a label.   Raises: UsageError for what a figure cannot draw."""
    reader = _Reader(latex)
    label = reader.row("")
    return label


class _Reader:
    def __init__(self, latex: str) -> None:
        self.latex = latex
        self.tokens = [t for t in _TOKEN.findall(latex) if t not in _SKIPPED and not t.isspace()]
        self.place = 0

    def row(self, until: str) -> Label:
        """Pieces up to a closing brace or the end."""
        label = Label()
        while True:
            token = self.next()
            if token == until:
                return label
            if token == "":
                raise self.wrong("a brace is not closed")
            if token in ("^", "_"):
                script = self.argument()
                label = label.with_scripts(script) if token == "^" else label.with_scripts(below=script)
            elif token == "'":
                label = label.primed
            else:
                label = label + self.atom(token)

    def next(self) -> str:
        token = self.tokens[self.place] if self.place < len(self.tokens) else ""
        self.place += 1
        return token

    def argument(self) -> Label:
        token = self.next()
        if token == "":
            raise self.wrong("something is missing at the end")
        return self.row("}") if token == "{" else self.atom(token)

    def atom(self, token: str) -> Label:
        """One letter, number, sign, group or command."""
        if token == "{":
            return self.row("}")
        if not token.startswith("\\"):
            return Label((Sign("−" if token == "-" else token, Style.ITALIC if token.isalpha() else Style.UPRIGHT),))
        return self.command(token[1:])

    def command(self, name: str) -> Label:
        if name in _GREEK:
            return Label((Sign(_GREEK[name], Style.UPRIGHT if name[0].isupper() else Style.ITALIC),))
        if name in _SIGNS:
            return Label((Sign(_SIGNS[name], Style.UPRIGHT),))
        if name in _FUNCTIONS:
            return Label((Sign(name, Style.UPRIGHT),))
        if name in _FONTS:
            return restyled(self.argument(), _FONTS[name])
        if name == "frac":
            top = self.argument()
            return fraction(top, self.argument())
        if name in ("mathcal", "mathscr"):
            plain = self.argument().plain
            return italic("".join(_SCRIPT_CAPITALS.get(c, c) for c in plain))
        raise self.wrong(f"figures do not know \\{name}")

    def wrong(self, why: str) -> UsageError:
        return UsageError(f"this letter of a notation cannot be drawn: {why}", text=self.latex)


def restyled(label: Label, style: Style) -> Label:
    """The letters of a label joined into one sign of another style, with the scripts of its last sign."""
    signs = list(_signs(label))
    last = signs[-1]
    return Label((Sign("".join(s.text for s in signs), style, last.above, last.below),))


def _signs(label: Label) -> Iterator[Sign]:
    for piece in label.pieces:
        if isinstance(piece, Sign):
            yield piece
