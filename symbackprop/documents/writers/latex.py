r"""LaTeX: a document for plain pdflatex with common packages, and each display as a fragment for \input.

A display that cannot be broken to fit the line is made smaller, never cut; derivations follow their equation, and may
go on overleaf.
"""

import re
import unicodedata
from collections.abc import Iterable

from symbackprop.documents import model
from symbackprop.documents.formulas import Formula
from symbackprop.documents.writers.columns import LINE, shares
from symbackprop.errors import UsageError
from symbackprop.typesetting.latex import aligned_rows
from symbackprop.typesetting.presentation import Aligned

_PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{textcomp}
\usepackage{lmodern}
\usepackage{amsmath,amssymb}
\usepackage{graphicx,xcolor,array,longtable,booktabs,listings}
%(tikz)s\usepackage[margin=27mm]{geometry}
\usepackage[hidelinks,hypertexnames=false]{hyperref}
\setlength{\parindent}{0pt}\setlength{\parskip}{0.6em plus 0.2em}
\setlength{\emergencystretch}{3em}
\hypersetup{pdftitle={%(title)s}}
\lstset{basicstyle=\ttfamily\footnotesize,columns=fullflexible,keepspaces,breaklines,breakindent=2em,upquote}
\ifdefined\pdftrailerid\pdftrailerid{}\fi
"""
_MACROS = r"""% a display as wide as it is, or made smaller to fit
\newsavebox{\fitted}
\newcommand{\fit}[1]{\leavevmode\sbox{\fitted}{$\displaystyle #1$}%
  \ifdim\wd\fitted>\linewidth\sbox{\fitted}{\resizebox{\linewidth}{!}{\usebox{\fitted}}}\fi
  \ifdim\dimexpr\ht\fitted+\dp\fitted\relax>0.94\textheight
    \resizebox{!}{0.94\textheight}{\usebox{\fitted}}\else\usebox{\fitted}\fi}
\newcommand{\numbered}[2]{\[\fit{#2}\tag{#1}\]}
\newcommand{\derivation}[1]{\par\emph{Derivation of~(#1).}}
\allowdisplaybreaks
"""
_CHARACTERS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "→": r"\(\to\)", "←": r"\(\leftarrow\)", "↦": r"\(\mapsto\)", "∂": r"\(\partial\)", "Σ": r"\(\Sigma\)",
    "∑": r"\(\sum\)", "≥": r"\(\ge\)", "≤": r"\(\le\)", "≠": r"\(\ne\)", "≈": r"\(\approx\)", "×": r"\(\times\)",
    "⊙": r"\(\odot\)", "∘": r"\(\circ\)", "∇": r"\(\nabla\)", "√": r"\(\surd\)", "∞": r"\(\infty\)", "∈": r"\(\in\)",
    "−": r"\(-\)", "±": r"\(\pm\)", "…": r"\dots{}", "′": r"\('\)", "ᵀ": r"\(^{\mathsf T}\)", "²": r"\(^2\)",
    "³": r"\(^3\)", "½": r"\(\frac12\)", "·": r"\(\cdot\)", "⁻": r"\(^{-}\)", "¹": r"\(^1\)", "‖": r"\(\|\)",
    "α": r"\(\alpha\)", "β": r"\(\beta\)", "γ": r"\(\gamma\)", "δ": r"\(\delta\)", "ε": r"\(\varepsilon\)",
    "ζ": r"\(\zeta\)", "η": r"\(\eta\)", "θ": r"\(\theta\)", "κ": r"\(\kappa\)", "λ": r"\(\lambda\)", "μ": r"\(\mu\)",
    "ν": r"\(\nu\)", "ξ": r"\(\xi\)", "π": r"\(\pi\)", "ρ": r"\(\rho\)", "σ": r"\(\sigma\)", "τ": r"\(\tau\)",
    "φ": r"\(\varphi\)", "χ": r"\(\chi\)", "ψ": r"\(\psi\)", "ω": r"\(\omega\)", "Γ": r"\(\Gamma\)",
    "Δ": r"\(\Delta\)", "Θ": r"\(\Theta\)", "Λ": r"\(\Lambda\)", "Π": r"\(\Pi\)", "Φ": r"\(\Phi\)", "Ψ": r"\(\Psi\)",
    "Ω": r"\(\Omega\)", "“": "``", "”": "''", "‘": "`", "’": "'", "–": "--", "—": "---",
}  # fmt: skip
_SECTIONS = ("section", "subsection", "subsubsection", "paragraph")


def write_latex(document: model.Document) -> dict[str, bytes]:
    r"""The document as FILE.tex, and its labelled displays as fragments/FILE/LABEL.tex."""
    writer = LatexWriter(document)
    files = {f"{document.stem}.tex": writer.text().encode()}
    for block in (b for b in document.equations if b.number):
        name = block.anchor.removeprefix("equation-")
        files[f"fragments/{document.stem}/{name}.tex"] = (fragment(block) + "\n").encode()
    return files


def fragment(block: model.EquationBlock) -> str:
    r"""One display for \input into a document with amsmath."""
    return f"\\begin{{equation*}}\n{block.formula.fitted().latex}\n\\end{{equation*}}"


class LatexWriter:
    """Walks blocks."""

    def __init__(self, document: model.Document) -> None:
        """A writer of one document."""
        self.document = document

    def text(self) -> str:
        """The whole document."""
        tikz = "\\usepackage{tikz}\n\\usetikzlibrary{arrows.meta,positioning,calc,fit}\n"
        title = escaped(self.document.title)
        head = _PREAMBLE % {"title": title, "tikz": tikz if self.document.figures else ""}
        subtitle = rf"\\[0.5em]\large\itshape {escaped(self.document.subtitle)}" if self.document.subtitle else ""
        front = f"\\begin{{center}}\n{{\\LARGE\\bfseries {title}{subtitle}\\par}}\n\\end{{center}}\n"
        body = self.blocks(self.document.blocks)
        return f"{head}{_MACROS}\n\\begin{{document}}\n{front}\n{body}\n\n\\end{{document}}\n"

    def blocks(self, blocks: Iterable[model.Block]) -> str:
        """Blocks with an empty line between."""
        return "\n\n".join(self.block(b) for b in blocks)

    def block(self, block: model.Block) -> str:
        """One block."""
        match block:
            case model.Heading(level, content, anchor):
                command = _SECTIONS[min(level, 4) - 1 if level == 1 else min(level, 5) - 2]
                return f"\\{command}*{{{self.inlines(content)}}}\\hypertarget{{{anchor}}}{{}}"
            case model.Paragraph(content):
                return self.inlines(content)
            case model.Listing(items, start):
                kind = "itemize" if start is None else "enumerate"
                first = f"\n\\setcounter{{enumi}}{{{start - 1}}}" if start not in (None, 1) else ""
                inner = "\n".join(f"\\item {self.blocks(item)}" for item in items)
                return f"\\begin{{{kind}}}{first}\n{inner}\n\\end{{{kind}}}"
            case model.Quotation(inner):
                return f"\\begin{{quote}}\n{self.blocks(inner)}\n\\end{{quote}}"
            case model.CodeBlock(text):
                return f"\\begin{{lstlisting}}\n{_ascii(text)}\n\\end{{lstlisting}}"
            case model.Table():
                return self._table(block)
            case model.Rule():
                return "\\par\\noindent\\hrulefill\\par"
            case model.EquationBlock():
                return self._equation(block)
            case model.FigureBlock():
                return self._figure(block)
            case model.Admonition(kind, title, inner):
                shown = self.inlines(title) or kind.capitalize()
                return f"\\begin{{quote}}\n\\textbf{{{shown}.}}\n\n{self.blocks(inner)}\n\\end{{quote}}"
        raise TypeError(f"no LaTeX for {type(block).__name__}")

    def _table(self, table: model.Table) -> str:
        given = shares(table)
        style = {"left": r"\raggedright", "right": r"\raggedleft", "center": r"\centering"}
        columns = "".join(
            a[0] if given is None else f">{{{style[a]}\\arraybackslash}}m{{{given[n]:.3f}\\linewidth}}"
            for n, a in enumerate(table.align)
        )
        head = " & ".join(rf"\textbf{{{self.inlines(c)}}}" for c in table.head)
        rows = " \\\\ \\addlinespace\n".join(
            " & ".join(self._cell(c, given, n) for n, c in enumerate(row)) for row in table.rows
        )
        caption = f"\n\n\\emph{{{self.inlines(table.caption)}}}" if table.caption else ""
        return (
            f"{{\\small\\setlength{{\\tabcolsep}}{{4pt}}\\renewcommand{{\\arraystretch}}{{1.3}}\n"
            f"\\begin{{longtable}}{{@{{}}{columns}@{{}}}}\n\\toprule\n{head} \\\\\n\\midrule\n\\endhead\n"
            f"{rows} \\\\\n\\bottomrule\n\\end{{longtable}}}}{caption}"
        )

    def _cell(self, cell: model.Inlines, given: list[float] | None, column: int) -> str:
        """A cell; mathematics that is wider than its column goes on in another row, or is made smaller."""
        line = LINE if given is None else given[column] * LINE
        shown = "".join(
            rf"\fit{{{i.formula.fitted(line).latex}}}" if isinstance(i, model.Mathematics) else self.inline(i)
            for i in cell
        )
        return shown.replace("\n", " ")

    def _equation(self, block: model.EquationBlock) -> str:
        formula = block.formula.fitted().latex
        if not block.number:
            return f"\\[\\fit{{{formula}}}\\]"
        number = escaped(block.number)
        lines = [f"\\hypertarget{{{block.anchor}}}{{}}%\n\\numbered{{{number}}}{{{formula}}}"]
        lines += [f"{{\\nopagebreak\\centering\\small\\emph{{{escaped(block.remark)}}}\\par}}"] if block.remark else []
        lines += [f"{{\\small\\derivation{{{number}}}\n{_rows(f)}\n}}" for f in block.steps]
        return "\n".join(lines)

    def _figure(self, block: model.FigureBlock) -> str:
        caption = f"\\textbf{{Figure {block.number}.}} {self.inlines(block.caption)}"
        drawing = f"\\fit{{\\vcenter{{\\hbox{{{block.tikz}}}}}}}"
        return (
            f"\\begin{{center}}\n\\hypertarget{{{block.anchor}}}{{}}%\n${drawing}$\n\n\\smallskip\n"
            f"{{\\small {caption}}}\n\\end{{center}}"
        )

    # Text

    def inlines(self, inlines: Iterable[model.Inline]) -> str:
        """A line of text."""
        return "".join(self.inline(i) for i in inlines)

    def inline(self, inline: model.Inline) -> str:
        """A part of a line."""
        match inline:
            case model.Text(text):
                return escaped(text)
            case model.CodeText(text):
                return rf"\texttt{{{breakable(text)}}}"
            case model.Emphasis(children, strong):
                return rf"\{'textbf' if strong else 'emph'}{{{self.inlines(children)}}}"
            case model.Link(href, children):
                address = re.sub(r"([%#])", r"\\\1", href)
                return rf"\href{{{address}}}{{{self.inlines(children)}}}"
            case model.Mathematics(formula):
                return rf"\({formula.latex}\)"
            case model.Reference(label):
                target = self.document.labels[label]
                shown = f"({target.number})" if target.kind == "equation" else f"Figure~{target.number}"
                return rf"\hyperlink{{{target.anchor}}}{{{escaped(shown) if target.kind == 'equation' else shown}}}"
            case model.LineBreak(hard):
                return "\\\\\n" if hard else "\n"
        raise TypeError(f"no LaTeX for {type(inline).__name__}")


def _rows(formula: Formula) -> str:
    """A derivation as rows, between which a page may end."""
    tree = formula.fitted().tree
    if not isinstance(tree, Aligned):
        return f"\\[\\fit{{{formula.latex}}}\\]"
    return "\\begin{alignat*}{2}\n" + aligned_rows(tree, gap=r"\quad") + "\n\\end{alignat*}"


def breakable(text: str) -> str:
    """Code in a line of text, which may end after any sign between words: a printed formula has no spaces."""
    pieces = re.findall(r"\w+|\W", text)
    return r"\allowbreak{}".join(escaped(p) for p in pieces) if len(text) > 30 else escaped(text)


def escaped(text: str) -> str:
    """Plain characters as LaTeX."""
    return "".join(_CHARACTERS.get(c) or _character(c) for c in text)


def _character(character: str) -> str:
    """A character that the table lacks: Latin letters as they are, raised and lowered ones as scripts."""
    if ord(character) < 0x250:
        return character
    kind, _, code = unicodedata.decomposition(character).partition(" ")
    if kind in ("<super>", "<sub>"):
        return rf"\({'^' if kind == '<super>' else '_'}{{{chr(int(code, 16))}}}\)"
    name = unicodedata.name(character, "a character without a name").lower()
    raise UsageError(f"LaTeX cannot print {character!r}, {name}", hint="say it in words, or with {q}")


def _ascii(text: str) -> str:
    """Code for a verbatim block, whose font has ASCII alone."""
    names = {"σ": "sigma", "δ": "delta", "λ": "lambda", "α": "alpha", "∂": "d", "Σ": "sum", "⊙": "*", "−": "-",
             "·": "*", "→": "->", "′": "'", "ᵀ": "^T", "×": "x", "½": "1/2", "²": "^2", "…": "...", "≥": ">=",
             "≤": "<=", "Φ": "Phi", "π": "pi", "∇": "grad"}  # fmt: skip
    return "".join(c if ord(c) < 128 else names.get(c, "?") for c in text)
