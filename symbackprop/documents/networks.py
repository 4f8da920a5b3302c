"""Networks as the head of a document declares them, and the same as Python for a notebook.

    networks:
      main:  {generic: true, hidden: unspecified, cost: unspecified}
      small: {inputs: 2, layers: [[dense, 2], sigmoid, [dense, 2], sigmoid], cost: quadratic, batch: columns}
      plain: {equations: ["z = w*x + b", "a = sigmoid(z)", "C = (a - y)**2/2"]}

Layers and costs go by their names, `leaky-relu` or `LeakyReLU`; one with arguments is a list, `[dense, 30]`, or a
mapping, `{quadratic: {scale: 1/(2*m)}}`.
"""

import re
from dataclasses import dataclass, field, fields, replace
from typing import Any

from sympy import Expr

from symbackprop.conventions import find_convention
from symbackprop.documents.reading import Reader
from symbackprop.documents.settings import Setting, suggestion
from symbackprop.errors import SymbackpropError
from symbackprop.language.nodes import Dependence, Unspecified
from symbackprop.language.plain_equations import infer_system
from symbackprop.language.systems import System
from symbackprop.layers import activations, costs, dense
from symbackprop.layers.network import generic_network, network
from symbackprop.layers.regularisation import L2
from symbackprop.optimisers import adaptive, descent
from symbackprop.optimisers.optimiser import Optimiser

SETTINGS = (
    "generic", "inputs", "layers", "hidden", "output", "cost", "batch", "l2", "wrt", "convention", "equations",
    "indices", "numbers", "optimiser",
)  # fmt: skip
_ACTIVATIONS = ("Identity", "Sigmoid", "Tanh", "ReLU", "LeakyReLU", "ELU", "Softplus", "SiLU", "GELU", "Softmax",
                "Unspecified")  # fmt: skip
_COSTS = ("Quadratic", "MeanSquaredError", "MeanAbsoluteError", "BinaryCrossEntropy", "CrossEntropy",
          "UnspecifiedCost")  # fmt: skip
_OPTIMISERS = tuple(
    kind
    for module in (descent, adaptive)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Optimiser) and kind is not Optimiser
)
_KINDS: dict[str, Any] = {
    **{name: getattr(activations, name) for name in _ACTIVATIONS},
    **{name: getattr(costs, name) for name in _COSTS},
    "Dense": dense.Dense,
}


@dataclass(frozen=True)
class Part:
    """A layer or a cost: the object, and how Python makes it."""

    made: Any
    code: str


@dataclass(frozen=True)
class Declared:
    """A network: its forward equations, and how Python makes them."""

    name: str
    system: System
    code: str
    wrt: tuple[str, ...] = ()
    convention: str | None = None
    numbers: dict[str, Any] = field(default_factory=dict)
    trainable: bool = False
    optimiser: Optimiser | None = None


def declared(name: str, setting: Setting) -> Declared:
    """The network that a setting describes.   Raises: DocumentError with the place."""
    given = setting.mapping("a network", SETTINGS)
    try:
        if "equations" in given:
            found = _plain(name, given)
        elif "generic" in given and given["generic"].flag("generic"):
            found = _generic(name, given)
        else:
            found = _concrete(name, given, setting)
    except SymbackpropError as error:
        raise setting.source.pointed(setting.key or setting.place, error) from None
    wrt = given.get("wrt")
    names = [] if wrt is None else [wrt] if isinstance(wrt.value, str) else wrt.items("wrt")
    convention = given.get("convention")
    if convention is not None:
        try:
            find_convention(convention.text("a convention"))
        except SymbackpropError as error:
            raise setting.source.pointed(convention.place, error) from None
    return replace(
        found,
        wrt=tuple(n.text("a quantity") for n in names),
        convention=None if convention is None else convention.value,
        numbers=given["numbers"].bare if "numbers" in given else {},
        optimiser=_optimiser(given["optimiser"]) if "optimiser" in given else None,
    )


def _generic(name: str, given: dict[str, Setting]) -> Declared:
    parts = {key: _part(given[key], key) for key in ("hidden", "output", "cost") if key in given}
    found = {key: part for key, part in parts.items() if part is not None}
    words = [f"{key}={part.code}" for key, part in found.items()]
    batch, regularisation = _batch(given), _l2(given)
    system = generic_network(
        **{key: part.made for key, part in found.items()},
        batch=batch,
        regularisation=None if regularisation is None else regularisation.made,
    )
    words += _common(batch, regularisation)
    return Declared(name, system, f"sb.generic_network({', '.join(words)})")


def _concrete(name: str, given: dict[str, Setting], setting: Setting) -> Declared:
    for key in ("inputs", "layers", "cost"):
        if key not in given:
            raise setting.error(
                f"the network {name} has no {key}",
                expected="inputs, layers and cost; or generic: true; or equations",
            )
    inputs = given["inputs"].value
    layers = [_part(s, "layers") for s in given["layers"].items("layers")]
    cost = _part(given["cost"], "cost")
    batch, regularisation = _batch(given), _l2(given)
    stack = [p for p in layers if p is not None]
    assert cost is not None
    system = network(
        inputs,
        *(p.made for p in stack),
        cost=cost.made,
        batch=batch,
        regularisation=None if regularisation is None else regularisation.made,
    )
    words = [repr(inputs), *(p.code for p in stack), f"cost={cost.code}", *_common(batch, regularisation)]
    return Declared(name, system, f"sb.network({', '.join(words)})", trainable=_is_trainable(system))


def _plain(name: str, given: dict[str, Setting]) -> Declared:
    sizes = given["indices"].bare if "indices" in given else {}
    reader = Reader(ranges={str(k): v for k, v in sizes.items()})
    equations = []
    for line in given["equations"].items("equations"):
        try:
            equations.append(reader.equation(line.text("an equation")))
        except SymbackpropError as error:
            raise line.source.pointed(line.place, error) from None
    return Declared(name, infer_system(equations), "")


def _is_trainable(system: System) -> bool:
    """Whether there is nothing left to choose: no size but that of the batch, no activation, no cost."""
    is_open = any(e.rhs.has(Unspecified, Dependence) for e in system.equations)
    return not is_open and {s.name for s in system.sizes} <= {"m"}


def _common(batch: Any, regularisation: Part | None) -> list[str]:
    words = [] if batch is None else [f'batch="{batch}"']
    return words + ([] if regularisation is None else [f"regularisation={regularisation.code}"])


def _batch(given: dict[str, Setting]) -> Any:
    if "batch" not in given or given["batch"].value in (None, "none"):
        return None
    if given["batch"].value not in ("columns", "rows"):
        raise given["batch"].error("there is no such batch form", expected="columns, rows or none")
    return given["batch"].value


def _l2(given: dict[str, Setting]) -> Part | None:
    value = given["l2"].value if "l2" in given else False
    if value is None or value is False:
        return None
    strength = 0.0 if value is True else value
    if not isinstance(strength, int | float):
        raise given["l2"].error("l2 is true, false or the strength λ", got=repr(value))
    return Part(L2(float(strength)), f"sb.L2({strength})")


def _part(setting: Setting, where: str) -> Part | None:
    """`sigmoid`, `[dense, 30]` or `{quadratic: {scale: 1/2}}`."""
    value = setting.value
    if value is None:
        return None
    if isinstance(value, str):
        return _made(setting, value, where, [], {})
    if isinstance(value, list) and value and isinstance(value[0].value, str):
        return _made(value[0], value[0].value, where, [s.bare for s in value[1:]], {})
    if isinstance(value, dict) and len(value) == 1:
        [(name, options)] = value.items()
        return _made(options, name, where, [], options.mapping(name, ()))
    raise setting.error(f"this is nothing that {where} can be", expected="a name such as sigmoid, or [dense, 30]")


def _made(setting: Setting, name: str, where: str, arguments: list[Any], options: dict[str, Setting]) -> Part:
    wanted = re.sub(r"[^a-z0-9]", "", name.lower())
    if wanted == "unspecified" and where == "cost":
        wanted = "unspecifiedcost"
    known = {k.lower(): k for k in (_COSTS if where == "cost" else (*_ACTIVATIONS, "Dense"))}
    if wanted not in known:
        raise setting.error(f"there is no {name!r} for {where}", **suggestion(wanted, known))
    kind = known[wanted]
    given = {key: s.bare for key, s in options.items()}
    try:
        made = _KINDS[kind](*arguments, **{k: _number(v) if k == "scale" else v for k, v in given.items()})
    except TypeError as error:
        raise setting.error(f"{kind} does not take that", got=str(error).split(") ")[-1]) from None
    except SymbackpropError as error:
        raise setting.source.pointed(setting.place, error) from None
    words = [repr(a) for a in arguments] + [f"{key}={value!r}" for key, value in given.items()]
    return Part(made, f"sb.{kind}({', '.join(words)})")


def _optimiser(setting: Setting) -> Optimiser:
    """`gradient-descent`, or `{momentum: {beta: 0.9}}`."""
    name, options = setting, Setting({}, setting.place, setting.source)
    if isinstance(setting.value, dict) and len(setting.value) == 1:
        [(text, options)] = setting.value.items()
        name = Setting(text, options.key or setting.place, setting.source)
    wanted = re.sub(r"[^a-z0-9]", "", name.text("an optimiser").lower())
    known = {k.__name__.lower(): k for k in _OPTIMISERS}
    if wanted not in known:
        raise name.error(f"there is no optimiser {name.value!r}", **suggestion(wanted, known))
    values = options.mapping("an optimiser", [f.name for f in fields(known[wanted])])
    return known[wanted](**{key: s.value for key, s in values.items()})


def _number(value: Any) -> Expr:
    """A scale: a number, or an expression such as 1/(2*m)."""
    return Reader(sizes=("m", "n")).expression(str(value))
