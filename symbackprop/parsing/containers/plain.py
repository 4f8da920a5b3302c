r"""Equations outside of mathematics: Z1 = np.dot(W1, X) + b1 in code, h = tanh(x W_1 + b_1) in plain words.

Many notes show their forward pass so and typeset only what they derive from it.  An assignment whose right side is
made of symbols, products and known functions is written as LaTeX; anything else is passed over.  Nothing is run: the
text is parsed as an expression of Python and its tree is read.
"""

import ast
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator

FUNCTIONS = frozenset({"sigmoid", "softmax", "relu", "ReLU", "tanh", "exp", "log", "logistic"})
"""What may be called, whatever module it is of."""
ALIASES = {"nonlin": "sigmoid", "sigm": "sigmoid", "expit": "sigmoid"}
"""Other names of theirs."""
PRODUCTS = frozenset({"dot", "matmul", "mm"})
HATS = re.compile(r"(?P<of>[A-Za-z])_?(?:hat|pred|tilde)$")
SYMBOL = re.compile(r"(?P<letter>[A-Za-z])(?:_?(?P<number>\d{1,2})|_(?P<name>[A-Za-z]{1,3}\d?))?$")
WORD = re.compile(r"(?P<word>[A-Za-z]{2,10}?)(?:_(?:layer|output|out))?_?(?P<number>\d{0,2})$")
"""Words that are names in code: hidden, scores, syn0."""
GREEK = frozenset({"theta", "Theta", "alpha", "beta", "gamma", "delta", "sigma", "phi", "eta", "lambda"})
LONGEST = 160
"""How many characters an equation may have."""
MOST = 10_000
"""How many places of a text are tried."""
_CODE = re.compile(
    r"""^[\s">]*(?:self\.)?(?P<left>[A-Za-z]\w*)\s*=\s*(?P<right>[^=\s].*?)\s*(?:\#.*)?(?:\\n)?"?,?\s*$"""
)
_WORDS = re.compile(r"(?<![\w$\\.=])(?P<left>[A-Za-z]\w{0,8})\s*=\s*(?=[^=\s])")
_TURNED = re.compile(r"\^\{?(?:T|\\top|⊤)\}?|ᵀ")
_BESIDE = re.compile(r"(?<=[\w)])[ ]+(?=[A-Za-z(])")
_ENDS = re.compile(r"[,;:。，；、`$]|\.(?=\s|$)|\s(?:and|where|with|for|und|et|y|e|и)\s|\s[-–—]\s*[A-Za-z]{3}")


def equations_beside(text: str, taken: list[tuple[int, int]], written: str = "") -> Iterator[tuple[int, int, str]]:
    """(where it begins, where it ends, LaTeX) of the assignments of a text outside of some parts of it.

    Words are names where they are in formulas, as these are `written`.
    """
    start, tried, is_clear = 0, 0, clear_of(taken)
    for line in text.split("\n"):
        end = start + len(line)
        if len(line) <= LONGEST and is_clear(start, end):
            code = _CODE.match(line)
            latex = equation(code["left"], code["right"], written) if code is not None else ""
            if latex:
                yield start, end, latex
                start = end + 1
                continue
        for words in _WORDS.finditer(line):
            at = start + words.start()
            right = _cut(line[words.end() : words.end() + LONGEST])
            stop = start + words.end() + len(right)
            if (tried := tried + 1) > MOST:
                return
            latex = equation(words["left"], right, written) if is_clear(at, stop) else ""
            if latex:
                yield at, stop, latex
        start = end + 1


def clear_of(taken: Iterable[tuple[int, int]]) -> Callable[[int, int], bool]:
    """Whether a part of a text has nothing of others, which do not overlap."""
    ordered = sorted(taken)
    starts = [start for start, _ in ordered]

    def is_clear(start: int, end: int) -> bool:
        at = bisect_left(starts, end) - 1
        return at < 0 or ordered[at][1] <= start

    return is_clear


def equation(left: str, right: str, written: str = "") -> str:
    """An assignment as LaTeX; nothing where it is no formula, changes what it assigns, or names a derivative."""
    writer = _Writer(written)
    symbol = writer.symbol(left)
    plain = right.replace("⊙", "*").replace("·", "*").replace("σ(", "sigmoid(")
    plain = _BESIDE.sub("@", _TURNED.sub(".T", plain)).replace("^", "**")
    if not symbol or len(plain) > LONGEST or (left[:1] == "d" and len(left) > 1):
        return ""
    try:
        tree = ast.parse(plain.strip(), mode="eval").body
        body = writer.latex(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    computes = any(isinstance(n, ast.BinOp | ast.Call) for n in ast.walk(tree))
    return f"{symbol} = {body}" if computes and names and left not in names else ""


def _cut(text: str) -> str:
    """The formula that a text begins with: up to a comma outside of brackets, or the end of a sentence."""
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth < 0 or (not depth and _ENDS.match(text, at)):
            return text[:at].rstrip()
    return text


class _Writer:
    """Writes expressions as LaTeX, with the symbols that the formulas of a text are `written` with."""

    def __init__(self, written: str) -> None:
        self.written = written

    def latex(self, node: ast.expr) -> str:
        """A formula.   Raises: ValueError for what is none."""
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            return repr(node.value)
        if isinstance(node, ast.Name):
            if not (symbol := self.symbol(node.id)):
                raise ValueError(node.id)
            return symbol
        if isinstance(node, ast.Attribute):
            if node.attr == "T":
                return f"{self.factor(node.value)}^T"
            if isinstance(node.value, ast.Name) and node.value.id == "self":
                return self.latex(ast.Name(node.attr))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return f"-{self.factor(node.operand)}"
        if isinstance(node, ast.BinOp):
            return self.operation(node)
        if isinstance(node, ast.Call) and not node.keywords:
            return self.call(node)
        raise ValueError(type(node).__name__)

    def operation(self, node: ast.BinOp) -> str:
        if isinstance(node.op, ast.Add | ast.Sub):
            sign = "+" if isinstance(node.op, ast.Add) else "-"
            right = self.factor(node.right) if isinstance(node.op, ast.Sub) else self.latex(node.right)
            return f"{self.latex(node.left)} {sign} {right}"
        if isinstance(node.op, ast.MatMult):
            return f"{self.factor(node.left)} {self.factor(node.right)}"
        if isinstance(node.op, ast.Mult):
            return f"{self.factor(node.left)} * {self.factor(node.right)}"
        if isinstance(node.op, ast.Div):
            return rf"\frac{{{self.latex(node.left)}}}{{{self.latex(node.right)}}}"
        if isinstance(node.op, ast.Pow):
            return f"{self.factor(node.left)}^{{{self.latex(node.right)}}}"
        raise ValueError(type(node.op).__name__)

    def call(self, node: ast.Call) -> str:
        called = node.func
        name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
        arguments = [*node.args]
        name = ALIASES.get(name, name)
        if name in PRODUCTS:
            is_method = isinstance(called, ast.Attribute) and len(arguments) == 1
            factors = [called.value, *arguments] if is_method and isinstance(called, ast.Attribute) else arguments
            if len(factors) == 2:
                return f"{self.factor(factors[0])} {self.factor(factors[1])}"
        if name in ("maximum", "max") and len(arguments) == 2:
            return rf"\max({self.latex(arguments[0])}, {self.latex(arguments[1])})"
        if name in FUNCTIONS and len(arguments) == 1:
            return rf"\text{{{name}}}({self.latex(arguments[0])})" if name not in ("exp", "log", "tanh") else (
                rf"\{name}({self.latex(arguments[0])})")  # fmt: skip
        raise ValueError(name)

    def factor(self, node: ast.expr) -> str:
        """A formula in brackets where it is a sum or has a sign."""
        is_sum = isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Pow | ast.Div)
        latex = self.latex(node)
        return f"({latex})" if is_sum or isinstance(node, ast.UnaryOp) else latex

    def symbol(self, name: str) -> str:
        r"""W_{1} for W1 and W_1, \hat{y} for y_hat and y_pred; nothing for a word that the formulas do not have."""
        if hat := HATS.match(name):
            return rf"\hat{{{hat['of']}}}"
        if name in GREEK:
            return rf"\{name}"
        match = SYMBOL.match(name)
        if match is None:
            return self._word(name)
        index = match["number"] or match["name"]
        return f"{match['letter']}_{{{index}}}" if index else match["letter"]

    def _word(self, name: str) -> str:
        r"""\text{hidden} where the formulas have that word, H where they have its first letter alone."""
        match = WORD.match(name)
        if match is None:
            return ""
        word, number = match["word"], match["number"]
        index = f"_{{{number}}}" if number else ""
        if re.search(rf"(?<![A-Za-z])d?{word}(?![A-Za-z])", self.written):
            return rf"\text{{{word}}}{index}"
        behind = rf"_\{{?{number}(?!\d)" if number else r"(?![A-Za-z_])"
        letters = (word[0].upper(), word[0].lower())
        found = [c for c in letters if re.search(rf"(?<![A-Za-z\\])d?{c}{behind}", self.written)]
        return f"{found[0]}{index}" if found else ""
