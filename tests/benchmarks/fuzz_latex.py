"""Read many formulas that nobody should write:  python -m tests.benchmarks.fuzz_latex [how many] [seed]

Mutated formulas, random tokens, random characters, formulas within formulas.  Nothing may be raised but NotUnderstood,
every part of a tree must lie within the text, and no formula may take longer than its length allows.
"""

import random
import sys
import time
from collections import Counter

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.reading import read_formula
from symbackprop.parsing.latex.refusal import NotUnderstood
from symbackprop.parsing.latex.tree import Node
from tests.parsing.latex.golden import cases

SLOWEST = 0.2
_PIECES = r"""
 a b w z d x net out \delta \sigma \partial \nabla \Delta \frac \frac12 \dfrac \sqrt \sqrt[ \sum \sum_ \sum_{i=1}^n
 \max \arg \log \exp log( np.sum( \text \text{if} \text{a_b} \mathrm{ \mathbf \mathbf{ \hat \bar{ \left( \right)
 \left. \right| \left\{ \right. \big( \bigl| | || \| ( ) [ ] \{ \} { } {} ^ _ ^{ _{ ' '' \prime \top ^T ^{[l]} _{jk}
 + - * / . , ; : = < \neq \in \cdot \odot \times .* ./ ** @ & \\ \\[2pt] \begin{bmatrix} \end{bmatrix} \begin{cases}
 \end{cases} \begin{array}{ll} \end{array} \begin{ \end \cases{ \matrix{ \substack{ \underbrace{ }_{ \underset{
 \overset \boxed{ \color{red} \color{ \textcolor \quad \, \! \! \limits \displaystyle \tag{1} \hspace{2mm} \kern 3mu
 ~ % $ # \% \_ \* \^ 0 1 12 0.5 .5 1e-3 1{,}000 10^{-4} dW dz db d\theta \mathrm{d} \pdv \pdv[2] \binom {\rm\ d}
 {\bf \over {a\over\ b} \ldots ... … ∂ δ ᵀ ² ₁ ⊙ × − ∑ ŷ 𝐖 误差 （ ） ， é \foo \forall ? \infty axis=0 \mid \underline
 .T .dot( .sum( \rm \bf
"""
TOKENS = _PIECES.split()


def mutated(formula: str, other: str, chance: random.Random) -> str:
    """A formula with some of it dropped, doubled, moved, replaced, or another put into it."""
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(formula) + 1)
        end = min(len(formula), start + chance.randint(0, 8))
        part, token = formula[start:end], chance.choice(TOKENS)
        inserted = chance.choice(
            ["", part * 2, token, token + part, part + " " + token, other, "{" + part + "}", "(" + part]
        )
        formula = formula[:start] + inserted + formula[end:]
    return formula[:2000]


def formulas(many: int, chance: random.Random):
    """Formulas of every kind, one after the other."""
    seeds = [case.formula for case in cases()]
    for number in range(many):
        kind = number % 4
        if kind < 2:
            yield mutated(chance.choice(seeds), chance.choice(seeds), chance)
        elif kind == 2:
            yield chance.choice(["", " "]).join(chance.choices(TOKENS, k=chance.randint(1, 40)))
        else:
            yield "".join(
                chr(chance.choice([chance.randrange(32, 127), chance.randrange(1, 0x2FFF)])) for _ in range(60)
            )


def require_sound(formula: str) -> str:
    """Read a formula: understood, or refused with a place in it."""
    try:
        node = read_formula(formula)
    except NotUnderstood as refusal:
        start, end = refusal.span
        assert 0 <= start <= end <= len(formula), (formula, refusal.span)
        assert refusal.reason
        return "not understood"
    outline(node)
    for part in node.walk():
        assert isinstance(part, Node)
        assert 0 <= part.span[0] <= part.span[1] <= len(formula), (formula, part)
    return "understood"


def main() -> None:
    """Read them all; print how many were understood, and the slowest."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    counts: Counter[str] = Counter()
    slowest = (0.0, "")
    begun = time.perf_counter()
    for formula in formulas(many, chance):
        start = time.perf_counter()
        try:
            counts[require_sound(formula)] += 1
        except Exception:
            print(repr(formula))
            raise
        slowest = max(slowest, (time.perf_counter() - start, formula))
    print(f"{many} formulas in {time.perf_counter() - begun:.0f} s: {dict(counts)}")
    print(f"slowest: {slowest[0] * 1000:.0f} ms  {slowest[1][:100]!r}")
    assert slowest[0] < SLOWEST, "a formula took too long"


if __name__ == "__main__":
    main()
