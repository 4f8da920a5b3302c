r"""More right notes in the habits that authors have: units by their letters, softmax, batches, chains, Jacobians."""

from collections.abc import Callable

from habit_notes import Chance, deep, one_unit, put_together, two_layers


def units(chance: Chance) -> str:
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
    return put_together(chance, forward, [loss], claims)


def softmax(chance: Chance) -> str:
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
    return put_together(chance, forward, [loss], claims)


def batch(chance: Chance) -> str:
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
    return put_together(chance, forward, loss, claims)


def single_units(chance: Chance) -> str:
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
    return put_together(chance, forward, [loss], claims)


def steps(chance: Chance) -> str:
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
    return put_together(chance, forward, [f"{cost} = {half}"], [*claims, *named])


def jacobians(chance: Chance) -> str:
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
    return put_together(chance, forward, [loss], claims)


KINDS: dict[str, Callable[[Chance], str]] = {
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
