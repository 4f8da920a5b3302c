r"""Does it matter which letters a note is written in?   python tests/benchmarks/letters.py [NOTES] [--share 0.75]

Six right notes (layers in matrices and in components, a chain of derivatives, two layers, units, a neuron) are written
in letters drawn at random: \hat{R} for the cost, Ω for weights, layers counted by k below.  `--share` is how many
symbols are not the usual ones.  Printed: what is said of all claims, each note that is not understood throughout, and
the letters that stand in such notes most often.
"""

import argparse
import random
import re
from collections import Counter

from symbackprop.proofreading.proofreader import proofread

NOTES = {
    "matrices": r"""
$$ @z^(l) = @W^(l) @a^(l-1) + @b^(l) $$
$$ @a^(l) = @f(@z^(l)) $$
$$ @d^(L) = \frac{\partial @C}{\partial @a^(L)} \odot @f'(@z^(L)) $$
$$ @d^(l) = (@W^(l+1))^T @d^(l+1) \odot @f'(@z^(l)) $$
$$ \frac{\partial @C}{\partial @W^(l)} = @d^(l) (@a^(l-1))^T $$
$$ \frac{\partial @C}{\partial @b^(l)} = @d^(l) $$
$$ @W^(l) \leftarrow @W^(l) - @r \frac{\partial @C}{\partial @W^(l)} $$
""",
    "components": r"""
$$ @z_j^(l) = \sum_k @w_{jk}^(l) @a_k^(l-1) + @b_j^(l), \quad @a_j^(l) = @f(@z_j^(l)) $$
$$ @C = \frac{1}{2} \sum_j (@a_j^(L) - @y_j)^2 $$
$$ @d_j^(l) = \frac{\partial @C}{\partial @z_j^(l)} $$
$$ @d_j^(L) = (@a_j^(L) - @y_j) @f'(@z_j^(L)) $$
$$ @d_j^(l) = \sum_k @w_{kj}^(l+1) @d_k^(l+1) @f'(@z_j^(l)) $$
$$ \frac{\partial @C}{\partial @w_{jk}^(l)} = @a_k^(l-1) @d_j^(l) $$
$$ \frac{\partial @C}{\partial @b_j^(l)} = @d_j^(l) $$
""",
    "chain": r"""
$$ \frac{\partial @C}{\partial @w_{jk}^(l)} = \frac{\partial @C}{\partial @z_j^(l)} @a_k^(l-1) $$
$$ @z_j^(l) = \sum_k @w_{jk}^(l) @a_k^(l-1) + @b_j^(l) $$
$$ @a_j^(l) = @f(@z_j^(l)) $$
$$ \frac{\partial @z_j^(l)}{\partial @w_{jk}^(l)} = @a_k^(l-1) $$
$$ \frac{\partial @C}{\partial @z_j^(l)} = \frac{\partial @C}{\partial @a_j^(l)} @f'(@z_j^(l)) $$
$$ \frac{\partial @C}{\partial @a_k^(l-1)} = \sum_j @w_{jk}^(l) \frac{\partial @C}{\partial @z_j^(l)} $$
""",
    "two layers": r"""
$$ @z_1 = @W_1 @x + @b_1, \quad @a_1 = @f(@z_1) $$
$$ @z_2 = @W_2 @a_1 + @b_2, \quad @o = @f(@z_2) $$
$$ @C = \frac{1}{2} \|@o - @y\|^2 $$
$$ \frac{\partial @C}{\partial @z_2} = (@o - @y) \odot @f'(@z_2) $$
$$ \frac{\partial @C}{\partial @W_2} = \frac{\partial @C}{\partial @z_2} @a_1^T $$
$$ \frac{\partial @C}{\partial @b_2} = \frac{\partial @C}{\partial @z_2} $$
$$ \frac{\partial @C}{\partial @z_1} = @W_2^T \frac{\partial @C}{\partial @z_2} \odot @f'(@z_1) $$
$$ \frac{\partial @C}{\partial @W_1} = \frac{\partial @C}{\partial @z_1} @x^T $$
""",
    "units": r"""
$$ @z_j = \sum_i @w_{ji} @x_i + @b_j, \quad @h_j = @f(@z_j) $$
$$ @u_k = \sum_j @v_{kj} @h_j, \quad @o_k = @f(@u_k) $$
$$ @C = \frac{1}{2} \sum_k (@o_k - @y_k)^2 $$
$$ \frac{\partial @C}{\partial @u_k} = (@o_k - @y_k) @f'(@u_k) $$
$$ \frac{\partial @C}{\partial @v_{kj}} = \frac{\partial @C}{\partial @u_k} @h_j $$
$$ \frac{\partial @C}{\partial @h_j} = \sum_k @v_{kj} \frac{\partial @C}{\partial @u_k} $$
$$ \frac{\partial @C}{\partial @w_{ji}} = \frac{\partial @C}{\partial @h_j} @f'(@z_j) @x_i $$
""",
    "neuron": r"""
$$ @z = @w^T @x + @b, \quad @o = \sigma(@z) $$
$$ @C = -@y \log @o - (1 - @y) \log(1 - @o) $$
$$ \frac{\partial @C}{\partial @o} = -\frac{@y}{@o} + \frac{1 - @y}{1 - @o} $$
$$ \frac{\partial @o}{\partial @z} = @o (1 - @o) $$
$$ \frac{\partial @C}{\partial @z} = @o - @y $$
$$ \frac{\partial @C}{\partial @w} = (@o - @y) @x $$
$$ \frac{\partial @C}{\partial @b} = @o - @y $$
""",
}  # fmt: skip
LETTERS = {
    "C": r"C J L E \mathcal{L} \hat{R} \Psi Q \ell \mathcal{E} \text{loss} \mathrm{Err} \Phi F J(\theta) \mathfrak{C}",
    "W": r"W \Theta \Omega A M U \mathbf{W} V K \Lambda",
    "w": r"w \theta \omega v u m W \alpha",
    "v": r"v w \nu c \beta g",
    "b": r"b \beta c \mathbf{b} d \gamma t \theta B",
    "z": r"z s u f v net q \mathbf{z} n h a y \xi \zeta i",
    "a": r"a h o y x g p v \mathbf{a} z \phi",
    "h": r"h a z y o \eta",
    "u": "u s z net v q",
    "o": r"o \hat{y} y p a \hat{p} f",
    "d": r"\delta e g \epsilon D \Delta \sigma r \varepsilon",
    "y": r"y t d \hat{y} {y^*} \tilde{y} \tau l T",
    "x": r"x i p u \mathbf{x} X a f",
    "f": r"f g \sigma h \phi \varphi a \psi S",
    "r": r"\eta \alpha r \lambda \epsilon \mu \gamma \text{lr}",
}
"""The letters of every symbol, the usual one first."""
LAYERS = ("[l]", "(l)", "l", "(k)", "[i]", "(n)", "k", "_k", "_l")
"""How layers are counted: in brackets, bare above, or below."""
Written = tuple[str, dict[str, str]]


def main() -> None:
    """Write the notes, have them read, and print what is said of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notes", nargs="?", type=int, default=8, help="how often each note is written")
    parser.add_argument("--share", type=float, default=0.75, help="how many symbols are not the usual ones")
    chosen = parser.parse_args()
    verdicts: Counter[str] = Counter()
    everywhere: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for seed in range(chosen.notes):
        for name in NOTES:
            text, letters = written(name, random.Random(seed), chosen.share)
            found = Counter(f.verdict.value for f in proofread(text, "note.md").findings)
            verdicts += found
            used = [f"{symbol} as {letter}" for symbol, letter in letters.items()]
            everywhere.update(used)
            if found["undecided"] or found["refuted"]:
                lost.update(used)
                print(f"{name}, seed {seed}: {dict(found)} in {' '.join(letters.values())}", flush=True)
    print("all:", dict(verdicts))
    for used, count in lost.most_common(12):
        print(f"  {used}: in {count} of {everywhere[used]} notes with it something is not understood")


def written(name: str, chance: random.Random, share: float) -> Written:
    """A note in letters drawn at random, no letter for two symbols."""
    text, letters = NOTES[name], dict[str, str]()
    for symbol, known in LETTERS.items():
        if f"@{symbol}" in text:
            usual, *others = (x for x in known.split() if _bare(x) not in map(_bare, letters.values()))
            letters[symbol] = chance.choice(others) if others and chance.random() < share else usual
    layer = chance.choice(LAYERS) if chance.random() < share else LAYERS[0]
    if name in ("components", "chain"):  # their units have letters below
        layer = layer.replace("k", "l").replace("i", "l").replace("_", "")
    letters["layer"] = layer
    for symbol, letter in letters.items():
        text = text.replace(f"@{symbol}", letter)
    return re.sub(r"\^\(([lL][+-]?1?)\)", lambda found: _of_layer(found[1], layer), text), letters


def _of_layer(which: str, layer: str) -> str:
    letter = re.sub(r"\W|_", "", layer)
    body = layer.lstrip("_").replace(letter, which.replace("l", letter))
    return f"{'_' if layer.startswith('_') else '^'}{{{body}}}"


def _bare(letter: str) -> str:
    return re.sub(r"\\math\w+|\W", "", letter)


if __name__ == "__main__":
    main()
