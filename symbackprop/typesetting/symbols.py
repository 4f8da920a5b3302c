r"""Letters and signs: Unicode inside, and what LaTeX calls them.  One table for reading and for writing."""

SYMBOLS: dict[str, str] = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ϵ": "epsilon", "ε": "varepsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "φ": "varphi", "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta",
    "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
    "∂": "partial", "∇": "nabla", "ℓ": "ell", "⊤": "top", "…": "dots", "⋯": "cdots", "∞": "infty",
    "⊙": "odot", "⊘": "oslash", "∘": "circ", "·": "cdot", "×": "times", "∗": "ast", "⊛": "circledast",
    "←": "leftarrow", "→": "to", "↦": "mapsto", "≡": "equiv", "≈": "approx", "∈": "in",
    "≤": "le", "≥": "ge", "≠": "ne", "∑": "sum", "∏": "prod",
}  # fmt: skip
"""Unicode ↦ the LaTeX command, without its backslash."""

COMMANDS = {command: sign for sign, command in SYMBOLS.items()} | {"ldots": "…", "leq": "≤", "geq": "≥"}
"""The LaTeX command ↦ Unicode."""

UPRIGHT = set("ΓΔΘΛΞΠΣΦΨΩ")
"""Letters that stand upright where others slant, as in LaTeX."""

OPERATORS = set("+−=⊙⊘∘·×∗*⊛←→↦≡≈∈≤≥≠<>")
"""Signs that stand between two sides."""

FUNCTIONS = {"tanh", "sin", "cos", "tan", "sinh", "cosh", "max", "min", "log", "exp", "ln"}
"""Functions that LaTeX has a command for."""

ACCENTS = {"hat": "^", "bar": "¯", "tilde": "~", "vec": "→", "dot": "˙"}
"""Accents by their LaTeX name, and the sign that MathML puts over the base."""
