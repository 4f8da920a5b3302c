r"""One neuron, or a regression: ∂J/∂θ_j = 1/m Σ_i (h_θ(x^(i)) − y^(i)) x_j^(i)."""

from types import SimpleNamespace

from .forms import SIGN_OF_GRADIENT, TRANSPOSED, added, gradient, partial
from .note import Clash, Note

CHOICES = {
    "weights": ("w", r"\theta", r"\mathbf{w}", r"\beta"),
    "model": ("logistic", "linear", "sigmoid and square"),
    "z": ("z", "z", "a", "net", "s"),
    "output": (r"\hat{y}", "a", r"h_\theta(x)", "p", "y", "o", "h(x)", "f(x)"),
    "target": ("y", "t", "d"),
    "cost": ("J", "L", "E", "C", r"\ell"),
    "forward": ("full", "short", "none"),
    "transposed": TRANSPOSED,
    "cost shown": (True, True, False),
    "examples": ("one", "sum", "mean"),
}
SAID = {
    "logistic": "Logistic regression.",
    "linear": "Linear regression.",
    "sigmoid and square": "A sigmoid neuron with squared error.",
}
OVER = {"one": ".", "sum": " summed over the examples.", "mean": " averaged over $m$ examples."}
SUMS = {"one": "", "sum": r"\sum_{i=1}^{m}", "mean": r"\frac{1}{m}\sum_{i=1}^{m}"}
HALVES = {"one": r"\frac12", "sum": r"\frac12\sum_{i=1}^{m}", "mean": r"\frac{1}{2m}\sum_{i=1}^{m}"}


def neuron(note: Note) -> None:
    """A weighted sum, σ of it or not, one example or m."""
    d = note.draw(CHOICES)
    if d.z == d.output or d.target == d.output or (d.output == r"h_\theta(x)" and d.weights != r"\theta"):
        raise Clash
    d.bias = note.pick("bias", ("b", "")) if d.weights in ("w", r"\mathbf{w}") else ""
    note.say("# One neuron")
    name(d)
    forward(note, d)
    costs(note, d)
    backward(note, d)


def name(d: SimpleNamespace) -> None:
    """The quantities of one example or of the i-th."""
    d.x = r"\mathbf{x}" if "mathbf" in d.weights else "x"
    d.sigma = "" if d.model == "linear" else r"\sigma"
    d.xi, d.t, d.o = d.x, d.target, d.output
    if d.examples != "one":
        d.xi, d.t = f"{d.x}^{{(i)}}", f"{d.target}^{{(i)}}"
        d.o = d.output.replace("(x)", "(x^{(i)})") if "(x)" in d.output else f"{d.output}^{{(i)}}"
    slope = f"{d.o}(1-{d.o})" if d.model == "sigmoid and square" else ""
    d.error = f"({d.o}-{d.t}){slope}"


def forward(note: Note, d: SimpleNamespace) -> None:
    """z, then the output; or at once; or in words."""
    linear = added(f"{d.weights}{d.transposed} {d.x}", d.bias)
    if d.forward == "full":
        value = f"{d.sigma}({d.z})" if d.sigma else d.z
        note.show(note.define(f"{d.z} = {linear}"), note.define(f"{d.output} = {value}"))
    elif d.forward == "short":
        note.show(note.define(f"{d.output} = {f'{d.sigma}({linear})' if d.sigma else linear}"))
    else:
        note.say(SAID[d.model])


def costs(note: Note, d: SimpleNamespace) -> None:
    """The cost, in a formula or in words."""
    logistic = d.model == "logistic"
    if note.choices["cost shown"]:
        entropy = rf"-{SUMS[d.examples]}[{d.t}\log {d.o} + (1-{d.t})\log(1-{d.o})]"
        note.show(note.define(f"{d.cost} = {entropy if logistic else f'{HALVES[d.examples]}({d.o}-{d.t})^2'}"))
    else:
        note.say(f"Cost: {'cross-entropy' if logistic else 'one half of the squared error'}{OVER[d.examples]}")


def backward(note: Note, d: SimpleNamespace) -> None:
    """By one weight or by all of them, by the bias and z; the step."""
    index = note.pick("index", ("j", "i" if d.examples == "one" else "k", "vector"))
    sign = note.pick("gradient", SIGN_OF_GRADIENT) if index == "vector" else "frac"
    by, total = gradient(sign, d.cost), SUMS[d.examples] + d.error
    w, x = d.weights, d.xi
    if index != "vector":
        w = f"{'w' if 'mathbf' in w else w}_{index}"
        x = f"x_{index}" if d.examples == "one" else f"x_{index}^{{(i)}}"
    note.show(note.claim(f"{by(w)} = {total} {x}", 1))
    if d.bias:
        note.show(note.claim(f"{by('b')} = {total}"))
    if d.examples == "one" and d.forward == "full":
        note.show(note.claim(f"{partial(d.cost, d.z)} = {d.error}"))
    if d.sigma:
        note.show(note.claim(r"\sigma'(z) = \sigma(z)(1-\sigma(z))"))
    step, rate = note.pick("step", (":=", r"\leftarrow")), note.pick("rate", (r"\alpha", r"\eta"))
    note.show(note.claim(f"{w} {step} {w} - {rate} {total} {x}"))
