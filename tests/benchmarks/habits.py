r"""Does it matter how a note is written?   python tests/benchmarks/habits.py [NOTES] [--seed 0] [--show]

Right notes are put together at random from the habits that authors have: how layers are counted and which is the last,
columns, rows or units, how a slope, a transpose and a product by entries look, what the cost is, whether the forward
pass is told at all and where, in lines of their own or in one chain.  Printed: what is said of all claims, and the
habits that stand in notes that are not understood throughout more often than in others.
"""

import argparse
import random
from collections import Counter
from collections.abc import Callable

from symbackprop.proofreading.proofreader import proofread

HABITS: dict[str, tuple[str, ...]] = {
    "layer": ("[l]", "(l)", "l", "[k]", "(k)", "k", "(i)", "(n)", "_l", "_k", "_i"),
    "depth": ("L", "capital", "L", "N"),
    "transpose": (r"^T", r"^\top", r"^{\mathsf{T}}", r"^{\intercal}", r"'"),
    "entrywise": (r"\odot", r"\circ", "*", r"\otimes", ".*"),
    "slope": (r"\frac{\partial C}{\partial q}", r"\frac{dC}{dq}", r"\nabla_{q} C", r"\frac{\partial}{\partial q} C",
              r"\partial C / \partial q", r"\partial_{q} C", r"\dfrac{\partial C}{\partial q}"),
    "cost": ("C", "J", "L", "E", r"\mathcal{L}", r"\ell", r"\text{Loss}", "J(W, b)", r"\mathcal{J}"),
    "error": (r"\delta", r"\delta", "e", "g", r"\epsilon", "d"),
    "function": (r"\sigma", "f", "g", r"\phi", "h", r"\varphi"),
    "target": ("y", "t", "d", r"\hat{y}", "y"),
    "told": ("first", "first", "last", "no forward", "no cost"),
    "lines": ("apart", "aligned", "gathered", "inline", "numbered"),
    "chain": ("no", "no", "yes"),
    "loss": ("squares", "half squares", "norm", "mean squares", "any"),
    "form": ("columns", "columns", "rows", "units", "units limits"),
    "slopes first": ("no", "no", "yes"),
    "step": ("no", r"\leftarrow", ":=", r"\Delta", "new", "="),
    "rate": (r"\eta", r"\alpha", r"\gamma", r"\epsilon"),
    "names": ("W b z a", "w b z a", r"\Theta b z a", "W b a z", "W b s h", "W b u o", r"W \theta h x", "W b n y"),
}  # fmt: skip
"""What is chosen for a note, the usual first."""
LETTERS = ("names", "error", "function", "target", "rate", "cost")
"""What is chosen of letters."""
Chosen = dict[str, str]


def main() -> None:
    """Write the notes, have them read, and print what is said of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notes", nargs="?", type=int, default=40, help="how many notes of each kind")
    parser.add_argument("--seed", type=int, default=0, help="of the first note")
    parser.add_argument("--kind", choices=KINDS, help="only this kind")
    parser.add_argument("--show", action="store_true", help="print the notes that are not understood")
    options = parser.parse_args()
    verdicts: Counter[str] = Counter()
    everywhere: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for kind, write in KINDS.items():
        for seed in range(options.seed, options.seed + options.notes) if options.kind in (None, kind) else ():
            chosen: Chosen = {}
            text = write(_Chance(seed, chosen))
            report = proofread(text, "note.md")
            found = Counter(f.verdict.value for f in report.findings)
            verdicts += found
            used = [f"{kind}: {name} {choice}" for name, choice in chosen.items()]
            everywhere.update(used)
            if found["undecided"] or found["refuted"]:
                lost.update(used)
                print(f"{kind} {seed}: {dict(found)}  {'  '.join(f'{h} {c}' for h, c in chosen.items())}", flush=True)
                for finding in report.findings if options.show else ():
                    print(f"   {finding.verdict.value:10s} {finding.latex.strip()}   {finding.reason}")
    print("all:", dict(verdicts))
    often = sorted(lost, key=lambda used: (-lost[used] / everywhere[used], -lost[used]))
    for habit in often[:20]:
        print(f"  {habit}: {lost[habit]} of {everywhere[habit]} notes with it are not understood throughout")


class _Chance:
    """Chooses habits, and remembers what was chosen."""

    def __init__(self, seed: int, chosen: Chosen) -> None:
        self.random, self.chosen = random.Random(seed), chosen

    def __call__(self, habit: str, *only: str) -> str:
        """A habit of the kind that is asked for, chosen once; no letter for two symbols."""
        if habit not in self.chosen:
            taken = {letter for h in LETTERS if h in self.chosen for letter in self.chosen[h].split()}
            free = [c for c in only or HABITS[habit] if habit not in LETTERS or not taken & set(c.split())]
            self.chosen[habit] = self.random.choice(free)
        return self.chosen[habit]


def deep(chance: _Chance) -> str:
    """Any number of layers."""
    form, layer = chance("form"), chance("layer")
    chance("told", *(HABITS["told"] if chance("loss") == "any" else ("first", "first", "last", "no forward")))
    letter = layer.strip("[]()_")
    last = {"L": "L", "capital": letter.upper(), "N": "N"}[chance("depth")]
    last = "L" if last == "I" else last

    def at(which: str) -> str:
        body = layer.lstrip("_").replace(letter, which)
        return f"_{{{body}}}" if layer.startswith("_") else f"^{{{body}}}"

    here, below, above, end = (at(w) for w in (letter, f"{letter}-1", f"{letter}+1", last))
    weight, bias, state, active = chance("names").split()
    f, err, target, had = chance("function"), chance("error"), chance("target"), chance("entrywise")
    cost = chance("cost")
    is_units = form.startswith("units") and not layer.startswith("_") and letter != "i"
    turned = chance("transpose")

    def turn(symbol: str, where: str) -> str:
        return f"({symbol}{where}){turned}"

    def slope(of: str) -> str:
        return chance("slope").replace("q", of).replace("C", cost)

    if is_units:
        total = r"\sum_{j}" if form == "units" else rf"\sum_{{j=1}}^{{n{below.replace('^', '_')}}}"
        forward = [f"{state}_i{here} = {total} {weight}_{{ij}}{here} {active}_j{below} + {bias}_i{here}",
                   f"{active}_i{here} = {f}({state}_i{here})"]  # fmt: skip
        loss = rf"{cost} = \frac{{1}}{{2}} \sum_i ({active}_i{end} - {target}_i)^2"
        claims = [f"{err}_i{here} = {slope(f'{state}_i{here}')}",
                  f"{err}_i{end} = ({active}_i{end} - {target}_i) {f}'({state}_i{end})",
                  rf"{err}_j{here} = {f}'({state}_j{here}) \sum_i {weight}_{{ij}}{above} {err}_i{above}",
                  f"{slope(f'{weight}_{{ij}}{here}')} = {err}_i{here} {active}_j{below}",
                  f"{slope(f'{bias}_i{here}')} = {err}_i{here}"]  # fmt: skip
        steps = [(f"{weight}_{{ij}}{here}", f"{weight}_{{ij}}{here}")]
    else:
        rows = form == "rows"
        product = f"{active}{below} {weight}{here}" if rows else f"{weight}{here} {active}{below}"
        forward = [f"{state}{here} = {product} + {bias}{here}", f"{active}{here} = {f}({state}{here})"]
        loss = _loss(chance, cost, f"{active}{end}", target)
        first = f"({active}{end} - {target})" if chance("loss") in ("half squares", "norm") else slope(f"{active}{end}")
        back = f"{err}{above} {turn(weight, above)}" if rows else f"{turn(weight, above)} {err}{above}"
        outer = f"{turn(active, below)} {err}{here}" if rows else f"{err}{here} {turn(active, below)}"
        claims = [f"{err}{here} = {slope(f'{state}{here}')}", rf"{err}{end} = {first} {had} {f}'({state}{end})",
                  rf"{err}{here} = {back} {had} {f}'({state}{here})", f"{slope(f'{weight}{here}')} = {outer}",
                  f"{slope(f'{bias}{here}')} = {err}{here}"]  # fmt: skip
        steps = [(f"{weight}{here}", f"{weight}{here}")]
    claims += [_step(chance, q, slope(of)) for q, of in steps if chance("step") != "no"]
    return _put_together(chance, forward, [loss] if loss else [], claims)


def _loss(chance: _Chance, cost: str, output: str, target: str) -> str:
    return {
        "squares": rf"{cost} = \sum_j ({output}_j - {target}_j)^2" if "^" in output else "",
        "half squares": rf"{cost} = \frac{{1}}{{2}} ({output} - {target})^2",
        "norm": rf"{cost} = \frac{{1}}{{2}} \|{target} - {output}\|^2",
        "mean squares": rf"{cost} = \frac{{1}}{{n}} \sum_j ({output}_j - {target}_j)^2" if "^" in output else "",
        "any": "",
    }[chance("loss")]


def _step(chance: _Chance, quantity: str, slope: str) -> str:
    rate, how = chance("rate"), chance("step")
    if how == r"\Delta":
        return rf"\Delta {quantity} = -{rate} {slope}"
    if how == "new":
        return rf"{quantity}_{{\text{{new}}}} = {quantity} - {rate} {slope}" if "_" not in quantity else (
            rf"{quantity} \leftarrow {quantity} - {rate} {slope}")  # fmt: skip
    return f"{quantity} {how} {quantity} - {rate} {slope}"


def two_layers(chance: _Chance) -> str:
    """A hidden layer and an output, by numbers or by letters."""
    chance("told", "first", "first", "last", "no forward")
    names = chance("layers", "1 above", "(1) above", "[1] above", "1 below", "letters", "names")
    w1, b1, z1, a1, w2, b2, z2, out = {
        "1 above": "W^1 b^1 z^1 a^1 W^2 b^2 z^2 a^2",
        "(1) above": "W^{(1)} b^{(1)} z^{(1)} a^{(1)} W^{(2)} b^{(2)} z^{(2)} a^{(2)}",
        "[1] above": "W^{[1]} b^{[1]} Z^{[1]} A^{[1]} W^{[2]} b^{[2]} Z^{[2]} A^{[2]}",
        "1 below": r"W_1 b_1 z_1 h_1 W_2 b_2 z_2 \hat{y}",
        "letters": r"W b u h V c s \hat{y}",
        "names": r"W_h b_h z_h h W_o b_o z_o \hat{y}",
    }[names].split()
    x, y = chance("data", "x y", "X Y", r"\mathbf{x} \mathbf{y}", "x t").split()
    f, cost = chance("function"), chance("cost")
    rows = chance("side", "columns", "columns", "rows") == "rows"
    turned, had = chance("transpose"), chance("entrywise")
    kind = chance("output", "sigmoid", "softmax", "identity")
    out = "o" if y == "t" and out == r"\hat{y}" else out

    def times(weight: str, state: str) -> str:
        return f"{state} {weight}" if rows else f"{weight} {state}"

    def slope(of: str) -> str:
        return chance("slope").replace("q", of).replace("C", cost)

    given = {"sigmoid": r"\sigma({})", "softmax": r"\text{{softmax}}({})", "identity": "{}"}[kind].format(z2)
    f = f if kind != "sigmoid" or f != r"\sigma" else "f"
    forward = [f"{z1} = {times(w1, x)} + {b1}", f"{a1} = {f}({z1})", f"{z2} = {times(w2, a1)} + {b2}",
               f"{out} = {given}"]  # fmt: skip
    loss = {
        "sigmoid": rf"{cost} = -{y} \log {out} - (1 - {y}) \log (1 - {out})",
        "softmax": rf"{cost} = -\sum_k {y}_k \log {out}_k" if "_" not in out + y and "^" not in out + y else (
            rf"{cost} = - {y}{turned} \log {out}"),
        "identity": rf"{cost} = \frac{{1}}{{2}} \| {out} - {y} \|^2",
    }[kind]  # fmt: skip

    def turn(symbol: str) -> str:
        return f"({symbol}){turned}"

    d1, d2, g1 = slope(z1), slope(z2), slope(a1)
    claims = [f"{d2} = {out} - {y}",
              f"{slope(w2)} = " + (f"{turn(a1)} {d2}" if rows else f"{d2} {turn(a1)}"),
              f"{slope(b2)} = {d2}",
              f"{g1} = " + (f"{d2} {turn(w2)}" if rows else f"{turn(w2)} {d2}"),
              f"{d1} = {g1} {had} {f}'({z1})",
              f"{slope(w1)} = " + (f"{turn(x)} {d1}" if rows else f"{d1} {turn(x)}"),
              f"{slope(b1)} = {d1}"]  # fmt: skip
    return _put_together(chance, forward, [loss], claims)


def one_unit(chance: _Chance) -> str:
    """Logistic or linear regression: one unit, its slopes for one example or for all."""
    chance("told", "first", "first", "last")
    w, b = chance("weights", "w b", r"\theta b", r"\mathbf{w} b", r"\beta \beta_0", r"w w_0").split()
    is_linear = chance("unit", "logistic", "logistic", "linear") == "linear"
    out = chance("output", r"\hat{y}", "a", "p", "h", "o")
    cost, example = chance("cost"), chance("example", "", "^{(i)}", "_i")
    many = bool(example)
    turned = chance("transpose") if chance("transpose") != "'" else "^T"
    inner = chance("inner", f"{w}{turned} x{example}", rf"{w} \cdot x{example}",
                   rf"\sum_j {w}_j x_j{example}" if example != "_i" else f"{w}{turned} x{example}")  # fmt: skip
    out, y, z = f"{out}{example}", f"y{example}", f"z{example}"

    def slope(of: str) -> str:
        return chance("slope").replace("q", of).replace("C", cost)

    forward = [f"{z} = {inner} + {b}", f"{out} = {z}" if is_linear else rf"{out} = \sigma({z})"]
    mean = r"\frac{1}{m} \sum_{i=1}^m" if many else ""
    loss = (
        rf"{cost} = {mean or ''} \frac{{1}}{{2}} ({out} - {y})^2"
        if is_linear
        else rf"{cost} = - {mean} [{y} \log {out} + (1 - {y}) \log (1 - {out})]"
    )
    place = "_j" if example != "_i" else ""
    claims = [f"{slope(w + place)} = {mean} ({out} - {y}) x{place}{example}", f"{slope(b)} = {mean} ({out} - {y})"]
    if not is_linear:
        claims.append(r"\sigma'(z) = \sigma(z) (1 - \sigma(z))")
    if not many:
        claims.append(rf"{slope(z)} = {out} - {y}")
    if chance("step") != "no":
        claims.append(_step(chance, b, slope(b)))
    return _put_together(chance, forward, [loss], claims)


def units(chance: _Chance) -> str:
    """Two layers of units that index letters tell apart: w_{ij} to the hidden ones, w_{jk} or v_{jk} to the outputs."""
    chance("told", "first", "first", "last")
    second = chance("second", "w", "v", "u")
    turned = chance("indices", "from to", "to from") == "to from"
    net_j, net_k, hid, out = chance("units", r"z_j z_k a_j a_k", r"net_j net_k o_j o_k", r"s_j s_k h_j y_k",
                                    r"u_j u_k h_j o_k", r"\text{net}_j \text{net}_k o_j o_k").split()  # fmt: skip
    out = "o_k" if out == "y_k" and chance("target") in ("y", r"\hat{y}") else out
    target, cost, rate = chance("target"), chance("cost"), chance("rate")
    v = f"{second}_{{kj}}" if turned else f"{second}_{{jk}}"
    w = "w_{ji}" if turned else "w_{ij}"
    is_plain = chance("function", "explicit", "f", r"\sigma", "g") == "explicit"
    f = r"\sigma" if is_plain else chance("function")
    bias = chance("bias", "no", "yes") == "yes"
    b_j, b_k = (" + b_j", " + b_k") if bias else ("", "")
    prime_j = f"{hid} (1 - {hid})" if is_plain else f"{f}'({net_j})"
    prime_k = f"{out} (1 - {out})" if is_plain else f"{f}'({net_k})"

    def slope(of: str) -> str:
        return chance("slope").replace("q", of).replace("C", cost)

    d = chance("error", r"\delta", r"\delta", "e", r"\epsilon")
    shown = rf"\frac{{1}}{{1 + e^{{-{net_j}}}}}" if is_plain else f"{f}({net_j})"
    shown_k = rf"\frac{{1}}{{1 + e^{{-{net_k}}}}}" if is_plain else f"{f}({net_k})"
    forward = [rf"{net_j} = \sum_i {w} x_i{b_j}", f"{hid} = {shown}", rf"{net_k} = \sum_j {v} {hid}{b_k}",
               f"{out} = {shown_k}"]  # fmt: skip
    loss = rf"{cost} = \frac{{1}}{{2}} \sum_k ({target}_k - {out})^2"
    minus = chance("sign", "out - target", "target - out") == "target - out"
    first = f"({target}_k - {out})" if minus else f"({out} - {target}_k)"
    sign = "-" if minus else ""
    claims = [
        f"{d}_k = {sign}{slope(net_k)}",
        f"{d}_k = {first} {prime_k}",
        f"{slope(v)} = {sign}{d}_k {hid}",
        rf"{d}_j = {prime_j} \sum_k {v} {d}_k",
        f"{slope(w)} = {sign}{d}_j x_i",
    ]
    if chance("step") in (r"\Delta", "new"):
        plus = "" if minus else "-"
        claims += [rf"\Delta {v} = {plus}{rate} {d}_k {hid}", rf"\Delta {w} = {plus}{rate} {d}_j x_i"]
    return _put_together(chance, forward, [loss], claims)


def softmax(chance: _Chance) -> str:
    """Softmax regression: the slopes of the softmax, of the cross-entropy, of both."""
    chance("told", "first", "first", "last")
    z, p, y = chance("symbols", "z p y", r"z a y", r"z \hat{y} y", "s p t", "o p y", r"x y t").split()
    i, j, k = chance("letters", "i j k", "j i k", "k j c", "i k j").split()
    cost, mark = chance("cost"), chance("slopes", r"\frac{\partial U}{\partial V}", r"\frac{dU}{dV}",
                                        r"\partial U / \partial V")  # fmt: skip

    def slope(u: str, v: str) -> str:
        return mark.replace("U", u).replace("V", v)

    exp = chance("exponential", "e^{{{}}}", r"\exp({})")
    top, below = exp.format(f"{z}_{i}"), exp.format(f"{z}_{k}")
    forward = [rf"{p}_{i} = \frac{{{top}}}{{\sum_{k} {below}}}"]
    loss = rf"{cost} = -\sum_{i} {y}_{i} \log {p}_{i}"
    delta = chance("cases", "delta", "two", "case")
    same, other = f"{p}_{i} (1 - {p}_{i})", f"-{p}_{i} {p}_{j}"
    jacobian = {
        "delta": [rf"{slope(f'{p}_{i}', f'{z}_{j}')} = {p}_{i} (\delta_{{{i}{j}}} - {p}_{j})"],
        "two": [f"{slope(f'{p}_{i}', f'{z}_{i}')} = {same}",
                rf"{slope(f'{p}_{i}', f'{z}_{j}')} = {other} \quad ({i} \neq {j})"],
        "case": [rf"{slope(f'{p}_{i}', f'{z}_{j}')} = "
                 rf"\begin{{cases}} {same} & {i} = {j} \\ {other} & {i} \neq {j} \end{{cases}}"],
    }[delta]  # fmt: skip
    claims = [*jacobian, rf"{slope(cost, f'{p}_{i}')} = -\frac{{{y}_{i}}}{{{p}_{i}}}",
              rf"{slope(cost, f'{z}_{j}')} = \sum_{i} {slope(cost, f'{p}_{i}')} {slope(f'{p}_{i}', f'{z}_{j}')}",
              f"{slope(cost, f'{z}_{j}')} = {p}_{j} - {y}_{j}"]  # fmt: skip
    return _put_together(chance, forward, [loss], claims)


def batch(chance: _Chance) -> str:
    """A batch through two layers, in columns or rows, with names such as dZ or quotients."""
    chance("told", "first", "first", "last", "no forward")
    at = chance("layers", "^{[{}]}", "^{({})}", "_{}").replace("{}", "N")

    def of(letter: str, number: int) -> str:
        return letter + at.replace("N", str(number))

    rows = chance("side", "columns", "columns", "rows") == "rows"
    turned, had, cost = chance("transpose", r"^T", r"^\top"), chance("entrywise"), chance("cost")
    named = chance("slopes", "names", "quotients") == "names"
    f = chance("function", "g", "f", r"\tanh", r"\text{ReLU}", r"\sigma")

    def slope(of_: str) -> str:
        return f"d{of_}" if named else chance("slope").replace("q", of_).replace("C", cost)

    def times(weight: str, state: str) -> str:
        return f"{state} {weight}" if rows else f"{weight} {state}"

    def turn(symbol: str) -> str:
        return f"{symbol[:-1]}{turned[1:]}}}" if at.startswith("^") and len(turned) == 2 else f"{{{symbol}}}{turned}"

    w1, w2, z1, z2, a1, a2, b1, b2 = (of(t, n) for t in "WZAb" for n in (1, 2))
    data = "X" if chance("input", "X", "A0") == "X" else of("A", 0)
    forward = [
        f"{z1} = {times(w1, data)} + {b1}",
        f"{a1} = {f}({z1})",
        f"{z2} = {times(w2, a1)} + {b2}",
        f"{a2} = "
        + (rf"\text{{softmax}}({z2})" if chance("output", "softmax", "sigmoid") == "softmax" else rf"\sigma({z2})"),
    ]
    loss = []
    if chance("output") == "sigmoid":
        y, a = "y^{(i)}", r"\hat{y}^{(i)}"
        terms = rf"{y} \log {a} + (1 - {y}) \log (1 - {a})"
        loss = [rf"{cost} = -\frac{{1}}{{m}} \sum_{{i=1}}^m \left( {terms} \right)"]
    axis, per = ("0" if rows else "1"), r"\frac{1}{m}"
    scale_at = chance("mean", "gradients", "errors")
    s_d, s_g = (per + " ", "") if scale_at == "errors" else ("", per + " ")
    total = chance("sum", rf"np.sum(D, axis={axis}, keepdims=True)", rf"np.sum(D, axis={axis})",
                   rf"\text{{sum}}(D, axis={axis})")  # fmt: skip
    d1, d2, across = slope(z1), slope(z2), turn(data) if data != "X" else "X" + turned

    claims = [f"{d2} = {s_d}({a2} - Y)" if s_d else f"{d2} = {a2} - Y",
              f"{slope(w2)} = {s_g}" + (f"{turn(a1)} {d2}" if rows else f"{d2} {turn(a1)}"),
              f"{slope(b2)} = {s_g}{total.replace('D', d2)}",
              f"{d1} = " + (f"{d2} {turn(w2)}" if rows else f"{turn(w2)} {d2}") + rf" {had} {f}'({z1})",
              f"{slope(w1)} = {s_g}" + (f"{across} {d1}" if rows else f"{d1} {across}"),
              f"{slope(b1)} = {s_g}{total.replace('D', d1)}"]  # fmt: skip
    return _put_together(chance, forward, loss, claims)


def single_units(chance: _Chance) -> str:
    """A chain of single units, slopes by the chain rule."""
    chance("told", "first", "first", "last")
    layer = chance("layer", "(L)", "L", "[L]", "number")
    w, b, z, a = chance("names", "w b z a", r"w b z a", r"\theta b z a", "w b s h").split()

    def at(n: int) -> str:
        if layer == "number":
            return f"_{2 - n}"
        return "^{" + layer.replace("L", "L" if not n else f"L-{n}") + "}"

    f, cost, y = chance("function"), chance("cost", "C", "C_0", "E", "L_i"), chance("target", "y", "t")
    mark = chance("slopes", r"\frac{\partial U}{\partial V}", r"\frac{dU}{dV}", r"\dfrac{\partial U}{\partial V}")

    def slope(u: str, v: str) -> str:
        return mark.replace("U", u).replace("V", v)

    w2, b2, z2, a2, a1 = w + at(0), b + at(0), z + at(0), a + at(0), a + at(1)
    forward = [f"{z2} = {w2} {a1} + {b2}", f"{a2} = {f}({z2})"]
    loss = f"{cost} = ({a2} - {y})^2"
    claims = [f"{slope(cost, w2)} = {slope(z2, w2)} {slope(a2, z2)} {slope(cost, a2)}",
              f"{slope(cost, a2)} = 2({a2} - {y})",
              f"{slope(a2, z2)} = {f}'({z2})", f"{slope(z2, w2)} = {a1}",
              f"{slope(cost, w2)} = {a1} {f}'({z2}) 2({a2} - {y})", f"{slope(z2, b2)} = 1",
              f"{slope(cost, a1)} = {w2} {f}'({z2}) 2({a2} - {y})"]  # fmt: skip
    return _put_together(chance, forward, [loss], claims)


def steps(chance: _Chance) -> str:
    """Derivations step by step: of the sigmoid, and of the slopes of two layers of units, each a chain."""
    chance("told", "first", "first", "last")
    cost, d = chance("cost", "E", "C", "J", "L"), chance("error", r"\delta", r"\delta", "e")
    t, out, hid = chance("states", "t_k o_k h_j", "t_k a_k a_j", "y_k o_k o_j", "t_k y_k z_j").split()
    net_k, net_j = ("a_k", "a_j") if "z_j" in hid else chance("nets", "z_k z_j", "net_k net_j", "s_k s_j").split()
    v, w = chance("indices", "w_{jk} w_{ij}", "w_{kj} w_{ji}", "v_{jk} w_{ij}").split()
    f, s = chance("function", "f", r"\sigma", "g"), chance("variable", "x", "z", "u")

    def slope(of: str, by: str) -> str:
        return rf"\frac{{\partial {of}}}{{\partial {by}}}"

    def by(quantity: str, what: str) -> str:
        return rf"\frac{{\partial}}{{\partial {quantity}}} {what}"

    forward = [rf"{net_k} = \sum_j {v} {hid}", f"{out} = {f}({net_k})", rf"{net_j} = \sum_i {w} x_i",
               f"{hid} = {f}({net_j})"]  # fmt: skip
    half, first = rf"\frac{{1}}{{2}} \sum_k ({out} - {t})^2", f"({out} - {t})"
    last = f"{first} {f}'({net_k})"
    e = rf"e^{{-{s}}}"
    chains = [
        [slope(cost, v), by(v, half), f"{first} {by(v, first)}", f"{first} {by(v, out)}", f"{last} {by(v, net_k)}",
         f"{last} {hid}"],
        [slope(cost, w), rf"\sum_k {first} {by(w, out)}", rf"\sum_k {last} {slope(net_k, w)}",
         rf"\sum_k {last} {slope(net_k, hid)} {slope(hid, w)}", rf"\sum_k {last} {v} {slope(hid, w)}",
         rf"{f}'({net_j}) x_i \sum_k {last} {v}"],
        [rf"\frac{{d}}{{d{s}}} \frac{{1}}{{1 + {e}}}", rf"\frac{{{e}}}{{(1 + {e})^2}}",
         rf"\frac{{1}}{{1 + {e}}} \cdot \frac{{{e}}}{{1 + {e}}}",
         rf"\frac{{1}}{{1 + {e}}} \left(1 - \frac{{1}}{{1 + {e}}}\right)"],
    ]  # fmt: skip
    named = [f"{d}_k = {last}", f"{slope(cost, v)} = {d}_k {hid}", rf"{d}_j = {f}'({net_j}) \sum_k {d}_k {v}",
             f"{slope(cost, w)} = {d}_j x_i"]  # fmt: skip
    if chance("chains", "aligned", "one line") == "aligned":
        rows = (" \\\\\n&= ".join(c[1:]) for c in chains)
        claims = [f"\\begin{{aligned}} {c[0]} &= {rest} \\end{{aligned}}" for c, rest in zip(chains, rows, strict=True)]
    else:
        claims = [" = ".join(c) for c in chains]
    chance("lines", "apart")
    return _put_together(chance, forward, [f"{cost} = {half}"], [*claims, *named])


def jacobians(chance: _Chance) -> str:
    """One layer by the chain rule of vectors, gradients as columns or as rows."""
    chance("told", "first", "first", "last")
    z, h, w, b, x = chance("letters", "z h W b x", "u y W b x", r"s a \Theta b x", "bold").replace(
        "bold", r"\mathbf{z} \mathbf{h} \mathbf{W} \mathbf{b} \mathbf{x}").split()  # fmt: skip
    cost, f = chance("cost", "L", "J", r"\mathcal{L}", "C"), chance("function", r"\sigma", "f", r"\tanh", r"\phi")
    y = "t" if h == "y" else chance("target", "t", "y")

    def slope(of: str, by: str) -> str:
        return rf"\frac{{\partial {of}}}{{\partial {by}}}"

    diagonal = chance("diagonal", r"\text{diag}", r"\operatorname{diag}", r"\mathrm{diag}")
    forward = [f"{z} = {w} {x} + {b}", f"{h} = {f}({z})"]
    loss = rf"{cost} = \frac{{1}}{{2}} \|{h} - {y}\|^2"
    claims = [f"{slope(h, z)} = {diagonal}({f}'({z}))", f"{slope(z, x)} = {w}"]
    if chance("gradients", "columns", "rows") == "rows":
        claims += [f"{slope(cost, h)} = ({h} - {y})^T", f"{slope(cost, z)} = {slope(cost, h)} {slope(h, z)}",
                   f"{slope(cost, x)} = {slope(cost, z)} {w}"]  # fmt: skip
    else:
        claims += [f"{slope(cost, h)} = {h} - {y}", rf"{slope(cost, z)} = {slope(cost, h)} \odot {f}'({z})",
                   f"{slope(cost, x)} = {w}^T {slope(cost, z)}", f"{slope(cost, w)} = {slope(cost, z)} {x}^T",
                   f"{slope(cost, b)} = {slope(cost, z)}"]  # fmt: skip
    return _put_together(chance, forward, [loss], claims)


def _put_together(chance: _Chance, forward: list[str], loss: list[str], claims: list[str]) -> str:
    """The statements in an order, in displays."""
    told = chance("told")
    parts = {
        "first": [forward, loss, claims],
        "last": [claims, forward, loss],
        "no forward": [loss, claims],
        "no cost": [forward, claims],
    }[told]
    lines, written = chance("lines"), []
    for part in parts:
        if lines == "aligned" and len(part) > 1:
            body = " \\\\\n".join(s.replace(" = ", " &= ", 1) for s in part)
            written.append(f"$$\\begin{{aligned}}\n{body}\n\\end{{aligned}}$$")
        elif lines == "gathered" and len(part) > 1:
            written.append("$$\n" + ", \\qquad ".join(part) + "\n$$")
        elif lines == "inline":
            written += [f"We have ${s}$." for s in part]
        elif lines == "numbered":
            written += [f"$$ {s} \\tag{{{n}}} $$" for n, s in enumerate(part, 1)]
        else:
            written += [f"$$ {s} $$" for s in part]
    return "\n\n".join(written)


KINDS: dict[str, Callable[[_Chance], str]] = {
    "deep": deep,
    "two layers": two_layers,
    "one unit": one_unit,
    "units": units,
    "softmax": softmax,
    "batch": batch,
    "single units": single_units,
    "steps": steps,
    "jacobians": jacobians,
}

if __name__ == "__main__":
    main()
