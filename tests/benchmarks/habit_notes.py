r"""Right notes in the habits that authors have: what `habits.py` has read, one function a kind of note.

How layers are counted and which is the last, columns, rows or units, how a slope, a transpose and a product by entries
look, what the cost is, whether the forward pass is told at all and where, in lines of their own or in one chain.
"""

import random

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


class Chance:
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


def deep(chance: Chance) -> str:
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
    return put_together(chance, forward, [loss] if loss else [], claims)


def _loss(chance: Chance, cost: str, output: str, target: str) -> str:
    return {
        "squares": rf"{cost} = \sum_j ({output}_j - {target}_j)^2" if "^" in output else "",
        "half squares": rf"{cost} = \frac{{1}}{{2}} ({output} - {target})^2",
        "norm": rf"{cost} = \frac{{1}}{{2}} \|{target} - {output}\|^2",
        "mean squares": rf"{cost} = \frac{{1}}{{n}} \sum_j ({output}_j - {target}_j)^2" if "^" in output else "",
        "any": "",
    }[chance("loss")]


def _step(chance: Chance, quantity: str, slope: str) -> str:
    rate, how = chance("rate"), chance("step")
    if how == r"\Delta":
        return rf"\Delta {quantity} = -{rate} {slope}"
    if how == "new":
        return rf"{quantity}_{{\text{{new}}}} = {quantity} - {rate} {slope}" if "_" not in quantity else (
            rf"{quantity} \leftarrow {quantity} - {rate} {slope}")  # fmt: skip
    return f"{quantity} {how} {quantity} - {rate} {slope}"


def two_layers(chance: Chance) -> str:
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
    return put_together(chance, forward, [loss], claims)


def one_unit(chance: Chance) -> str:
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
    return put_together(chance, forward, [loss], claims)


def put_together(chance: Chance, forward: list[str], loss: list[str], claims: list[str]) -> str:
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
