r"""The signs of mathematics, as data: what each character and each command is.

A Unicode sign is the command that prints it: ∂ is `\partial`, ⊙ is `\odot`; a table is all that a new sign needs.
"""


def words(text: str) -> frozenset[str]:
    """The words of a text, for tables that read like one."""
    return frozenset(text.split())


GREEK = words(
    """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi omicron pi
    varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon
    Phi Psi Omega digamma varGamma varDelta varTheta varLambda varXi varPi varSigma varUpsilon varPhi varPsi varOmega
    """
)
LETTERS = GREEK | {
    "ell", "hbar", "hslash", "imath", "jmath", "Re", "Im", "infty", "aleph", "wp", "emptyset", "varnothing", "top",
    "bot", "intercal", "dagger", "ddagger", "prime", "flat", "sharp", "natural", "eth", "Bbbk", "complement", "angle",
    "square", "Box", "blacksquare", "diamond", "checkmark", "S", "P", "AA", "aa", "o", "O", "L", "l",
}  # fmt: skip
RENAMED = {
    "intercal": "top", "transpose": "top", "trans": "top", "tran": "top", "transp": "top", "tp": "top", "T": "top",
    "varnothing": "emptyset", "Kappa": "K", "Alpha": "A", "Beta": "B", "Epsilon": "E", "Eta": "H", "Mu": "M",
    "Nu": "N", "Rho": "P", "Tau": "T", "Chi": "X", "Zeta": "Z", "eps": "epsilon",
}  # fmt: skip
BLACKBOARD = {"R": "R", "N": "N", "Z": "Z", "C": "C", "Q": "Q", "E": "E", "reals": "R", "Reals": "R", "RR": "R"}

_SPELT = """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau
    upsilon phi chi psi omega epsilon vartheta phi varrho varpi Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi
    Omega"""
GREEK_CHARACTERS = dict(
    zip(
        "αβγδεζηθικλμνξοπρςστυφχψωϵϑϕϱϖΓΔΘΛΞΠΣΥΦΨΩ",
        _SPELT.split(),
        strict=True,
    )
)
CHARACTERS = {
    **{c: "\\" + name for c, name in GREEK_CHARACTERS.items()},
    "∂": r"\partial", "𝜕": r"\partial", "𝛛": r"\partial", "∇": r"\nabla", "⊙": r"\odot", "⨀": r"\odot", "∘": r"\circ",
    "○": r"\circ", "·": r"\cdot", "⋅": r"\cdot", "∙": r"\cdot", "•": r"\cdot", "×": r"\times", "✕": r"\times",
    "⨯": r"\times", "⊗": r"\otimes", "−": "-", "–": "-", "—": "-", "‐": "-", "±": r"\pm", "∓": r"\mp", "∗": "*",
    "＊": "*", "⋆": "*", "∑": r"\sum", "Σ": r"\Sigma", "∏": r"\prod", "∫": r"\int", "√": r"\sqrt", "∞": r"\infty",
    "ℓ": r"\ell", "ℒ": r"\calL", "ℝ": r"\R", "ℕ": r"\N", "ℤ": r"\Z", "𝔼": r"\E", "⊤": r"\top", "┬": r"\top",
    "⟨": r"\langle", "⟩": r"\rangle", "〈": r"\langle", "〉": r"\rangle", "⌊": r"\lfloor", "⌋": r"\rfloor",
    "⌈": r"\lceil", "⌉": r"\rceil", "‖": r"\Vert", "∥": r"\Vert", "∣": r"\mid", "｜": "|", "÷": r"\div", "∕": "/",
    "⁄": "/", "／": "/", "⊘": r"\oslash", "⊕": r"\oplus", "≠": r"\neq", "≤": r"\leq", "≥": r"\geq", "⩽": r"\leq",
    "⩾": r"\geq", "∈": r"\in", "∉": r"\notin", "⊂": r"\subset", "⊆": r"\subseteq", "←": r"\leftarrow",
    "→": r"\rightarrow", "⟶": r"\rightarrow", "⟵": r"\leftarrow", "↦": r"\mapsto", "≈": r"\approx", "≡": r"\equiv",
    "≜": r"\triangleq", "≔": ":=", "∝": r"\propto", "∼": r"\sim", "∀": r"\forall", "∧": r"\land", "∨": r"\lor",
    "′": "'", "’": "'", "´": "'", "‘": "'", "″": "''", "‴": "'''", "…": "...", "⋯": r"\cdots", "⋮": r"\vdots",
    "⋱": r"\ddots", "（": "(", "）": ")", "［": "[", "］": "]", "【": "[", "】": "]", "｛": r"\{", "｝": r"\}",
    "，": ",", "、": ",", "；": ";", "：": ":", "。": ".", "．": ".", "＝": "=", "＋": "+", "－": "-", "＜": "<",
    "＞": ">", "∆": r"\Delta", "∊": r"\in", "⋂": r"\cap", "∪": r"\cup", "ⅼ": "l", "½": r"\half", "¼": r"\quarter",
}  # fmt: skip
COMBINING = {
    "\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "bar", "\u0307": "dot", "\u0308": "ddot",
    "\u20d7": "vec", "\u030c": "check", "\u0306": "breve", "\u0301": "acute", "\u0300": "grave", "\u20d1": "vec",
    "\u0332": "underline", "\u0331": "underline",
}  # fmt: skip

ACCENTS = {
    "hat": "hat", "widehat": "hat", "tilde": "tilde", "widetilde": "tilde", "bar": "bar", "overline": "bar",
    "vec": "vec", "overrightarrow": "vec", "overleftarrow": "vec", "dot": "dot", "ddot": "ddot", "dddot": "dddot",
    "check": "check", "widecheck": "check", "breve": "breve", "acute": "acute", "grave": "grave",
    "mathring": "ring", "underline": "underline", "underbar": "underline", "utilde": "utilde",
}  # fmt: skip
STYLES = {
    "mathbf": "bold", "boldsymbol": "bold", "bm": "bold", "bold": "bold", "pmb": "bold", "mathbfit": "bold",
    "symbf": "bold", "symbfit": "bold", "mathbold": "bold", "vect": "bold", "vb": "bold", "mat": "bold", "bs": "bold",
    "boldmath": "bold", "mathcal": "calligraphic", "mathscr": "calligraphic", "symcal": "calligraphic",
    "mathbfcal": "calligraphic", "mathbb": "blackboard", "mathds": "blackboard", "Bbb": "blackboard",
    "mathbbm": "blackboard", "symbb": "blackboard", "bbold": "blackboard", "mathrm": "roman", "symrm": "roman",
    "mathup": "roman", "operatorname": "roman", "operatornamewithlimits": "roman", "mathsf": "sans", "symsf": "sans",
    "mathsfit": "sans", "mathtt": "typewriter", "mathfrak": "fraktur", "frak": "fraktur", "mathit": "",
    "mathnormal": "", "symit": "",
}  # fmt: skip
SWITCHES = {
    "bf": "bold", "bfseries": "bold", "boldmath": "bold", "rm": "roman", "it": "", "cal": "calligraphic",
    "sf": "sans", "tt": "typewriter", "mit": "", "frak": "fraktur", "scr": "calligraphic", "rmfamily": "roman",
}  # fmt: skip
UPRIGHT = frozenset({"roman", "sans", "typewriter", "text"})
TEXTS = {
    "text": "text", "textrm": "text", "textit": "text", "textbf": "bold", "textsf": "text", "texttt": "text",
    "mbox": "text", "hbox": "text", "textnormal": "text", "emph": "text", "textup": "text", "textsc": "text",
    "textmd": "text",
}  # fmt: skip

PRODUCTS = {
    "*": "*", r"\ast": "*", r"\star": "*", r"\cdot": "cdot", r"\centerdot": "cdot", r"\bullet": "cdot",
    r"\cdotp": "cdot", r"\times": "times", r"\odot": "odot", r"\bigodot": "odot", r"\hadamard": "odot",
    r"\otimes": "otimes", r"\bigotimes": "otimes", r"\circ": "circ", r"\bigcirc": "circ", r"\circledcirc": "circ",
    ".*": ".*", "@": "@",
}  # fmt: skip
QUOTIENTS = {"/": "/", "./": "./", r"\div": "/", r"\slash": "/", r"\oslash": "./"}
SIGNS = {"+": 1, "-": -1, r"\pm": 0, r"\mp": 0}
RELATIONS = {
    "=": "=", "==": "=", ":=": ":=", "<": "<", ">": ">", "<=": "≤", ">=": "≥", "!=": "≠", "<-": "←", "->": "→",
    r"\neq": "≠", r"\ne": "≠", r"\le": "≤", r"\leq": "≤", r"\leqslant": "≤", r"\leqq": "≤", r"\ge": "≥",
    r"\geq": "≥", r"\geqslant": "≥", r"\geqq": "≥", r"\lt": "<", r"\gt": ">", r"\ll": "<", r"\gg": ">", r"\in": "∈",
    r"\notin": "∉", r"\ni": "∋", r"\subset": "⊂", r"\subseteq": "⊂", r"\approx": "≈", r"\simeq": "≈", r"\cong": "≡",
    r"\equiv": "≡", r"\sim": "∼", r"\propto": "∝", r"\to": "→", r"\rightarrow": "→", r"\longrightarrow": "→",
    r"\mapsto": "→", r"\leftarrow": "←", r"\gets": "←", r"\longleftarrow": "←", r"\triangleq": ":=",
    r"\coloneqq": ":=", r"\doteq": ":=", r"\mid": "|", r"\parallel": "‖", r"\Rightarrow": "⇒", r"\implies": "⇒",
    r"\iff": "⇔", r"\Leftrightarrow": "⇔", r"\land": "∧", r"\wedge": "∧", r"\lor": "∨", r"\vee": "∨", r"\&": "∧",
    r"\setminus": "∖", r"\backslash": "∖", r"\cup": "∪", r"\cap": "∩", r"\perp": "⊥", r"\nsim": "≁",
    r"\not": "≠",
}  # fmt: skip
DOTS = {"...", r"\dots", r"\ldots", r"\cdots", r"\vdots", r"\ddots", r"\dotsc", r"\dotsb", r"\dotsm", r"\dotso",
        r"\hdots", r"\iddots", r"\adots", r"\dotsi"}  # fmt: skip
BRACKETS = {
    "(": ("(", ")"), r"\lparen": ("(", ")"), "[": ("[", "]"), r"\lbrack": ("[", "]"), r"\{": ("{", "}"),
    r"\lbrace": ("{", "}"), r"\langle": ("⟨", "⟩"), r"\lfloor": ("⌊", "⌋"), r"\lceil": ("⌈", "⌉"),
    r"\lvert": ("|", "|"), r"\lVert": ("‖", "‖"), r"\left.": ("", ""), r"\llbracket": ("[", "]"),
}  # fmt: skip
CLOSING = {
    ")": ")", r"\rparen": ")", "]": "]", r"\rbrack": "]", r"\}": "}", r"\rbrace": "}", r"\rangle": "⟩",
    r"\rfloor": "⌋", r"\rceil": "⌉", r"\rvert": "|", r"\rVert": "‖", r"\right.": "", r"\rrbracket": "]",
}  # fmt: skip
BARS = {"|": "|", r"\vert": "|", "||": "‖", r"\|": "‖", r"\Vert": "‖"}
PUNCTUATION = frozenset({".", ",", ";", ":"})

IGNORED = words(
    """quad qquad displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag allowbreak
    nobreak noindent par hfill hfil hspace vspace space hskip vskip kern mkern mskip thinspace medspace thickspace
    negthinspace negmedspace negthickspace enspace enskip mathstrut strut tag label color normalcolor small large
    Large LARGE huge Huge normalsize footnotesize scriptsize tiny big Big bigg Bigg bigm Bigm biggm Biggm middle relax
    null unskip ignorespaces newline protect hline toprule midrule bottomrule cline phantom hphantom vphantom
    eqno leqno centering raggedright displaylimits nulldelimiterspace definecolor unicode unboldmath pagebreak
    textcolor boxed fbox framebox cancel bcancel xcancel cancelto mathrel mathbin mathord mathopen mathclose mathpunct
    mathinner mathop mathrlap mathllap mathclap smash ensuremath xspace mathchoice overline*"""
)
"""Commands that change how something looks and not what it says; the braces after some of them are dropped too."""
WITH_ARGUMENT = {
    "hspace": 1, "vspace": 1, "tag": 1, "label": 1, "color": 1, "textcolor": 1, "phantom": 1, "hphantom": 1,
    "vphantom": 1, "cline": 1, "definecolor": 3, "cancelto": 1,
}  # fmt: skip
"""How many of the arguments of an ignored command are ignored with it."""
