"""What a directive's argument names: `delta`, `z a`, `dw`, `dz/dw`, `sigmoid'`, `assumptions`, of one layer or all.

A quantity goes by its letter (z, a, w, b, C, delta; dw, db, da, dx for ∂C/∂w, …; next_w for what an optimiser makes of
w), by its own name (z2, delta1) or by a derivative: `dC/dw` is a gradient, `dz/dw` a local derivative, through the
equation that defines z alone.  The layer is a number, l for every layer, or counted from the last: L, L-1.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sympy import Expr, Idx, Indexed, Integer

from symbackprop.calculus.definitions import instance
from symbackprop.calculus.local_derivatives import local_derivative
from symbackprop.documents.reading import Reader
from symbackprop.documents.settings import suggestion
from symbackprop.errors import UsageError
from symbackprop.language.indices import extent, fresh, index_name, inside, names_in, substitute
from symbackprop.language.systems import Equation, Role, Step, System, Tensor, entries, head

_LAYER = re.compile(r"(\d+)|l|L(?:-(\d+))?")


@dataclass(frozen=True)
class Asked:
    """One name of a directive's argument."""

    name: str
    layer: str = ""


def pieces(argument: str) -> Iterator[tuple[str, int]]:
    """The names in an argument, and their columns; brackets hold together."""
    for match in re.finditer(r"[^\s,\[\]]+(?:\[[^\]]*\][^\s,\[\]]*)*", argument):
        yield match[0], match.start()


def differentiated(asked: Asked, network: System) -> tuple[str, ...]:
    """The quantities that a gradient must be asked for: none for those that every sweep gives."""
    of = _gradient_of(asked.name, network)
    if of is None or of in ("w", "b", "z"):
        return ()
    found = [t for t in network.tensors if of in (t.name, t.symbol) and t.role is not Role.COST]
    return tuple(t.name for t in _of_layer(found, asked.layer, network)) if found else ()


def _gradient_of(name: str, system: System) -> str | None:
    """The letter x of ∂C/∂x, for dx and dC/dx."""
    cost = system.cost
    if name == "delta":
        return None
    match = re.fullmatch(rf"d{cost}/d([A-Za-z]\w*)|d([A-Za-z]\w*)", name)
    return None if match is None or name in system.by_name else match[1] or match[2]


def equations_of(asked: Asked, system: System) -> tuple[Equation, ...]:
    """The equations that a name stands for, in order of evaluation; in a layer's letter all layers'.

    Raises: UsageError for a name, or a layer, that does not exist.
    """
    name = asked.name
    if name == "assumptions":
        return tuple(Equation(a.lhs, a.rhs, name="assumption") for a in system.assumptions)
    if name.endswith("'"):
        return _identity(name, system)
    if "[" in name and "/" in name:
        return (_local_of_entries(name, system),)
    found = _tensors(name, system)
    if not found and "/" in name:
        return _local(asked, system)
    if not found:
        raise UsageError(f"no equation is named {name!r}", **suggestion(name, names(system)))
    chosen = _of_layer(found, asked.layer, system)
    equations = [e for t in chosen for e in _cases(t, asked.layer, system)]
    if not equations:
        shown = f"{name} has no equation" + (f" of layer {asked.layer}" if asked.layer else "")
        raise UsageError(shown, hint="it is given, not computed" if found and not asked.layer else "")
    order = {e.lhs: n for n, e in enumerate(system.equations)}
    return tuple(sorted(equations, key=lambda e: order.get(e.lhs, -1)))


def names(system: System) -> list[str]:
    """What can be asked for."""
    found: list[str] = []
    for t in system.tensors:
        if system.definitions(t.name):
            found.append(_name_of(t))
    return list(dict.fromkeys(found))


def _name_of(tensor: Tensor) -> str:
    """The letter by which a quantity is asked for."""
    if tensor.role is Role.ERROR:
        return "delta"
    prefix = "d" if tensor.gradient_of else "next_" if tensor.updates else ""
    return prefix + (tensor.symbol or tensor.name)


def _tensors(name: str, system: System) -> list[Tensor]:
    """The quantities of a letter, or the one of that very name."""
    if name in system.by_name and system.definitions(name):
        return [system[name]]
    if name.startswith("next_"):
        return [t for t in system.tensors if t.updates is not None and name[5:] in (t.symbol, t.updates)]
    of = _gradient_of(name, system)
    if of is not None:
        return [t for t in system.tensors if t.gradient_of is not None and of in (t.gradient_of, _letter(t, system))]
    return [
        t
        for t in system.tensors
        if t.symbol == name and t.updates is None and t.role is not Role.GRADIENT and _is_computed(t, system)
    ]


def _is_computed(tensor: Tensor, system: System) -> bool:
    return bool(system.definitions(tensor.name))


def _letter(gradient: Tensor, system: System) -> str:
    assert gradient.gradient_of is not None
    return system[gradient.gradient_of].symbol


def _depth(system: System) -> int:
    layers = [int(t.layer) for t in system.tensors if isinstance(t.layer, Integer)]
    return max(layers, default=0)


def layer_number(layer: str, system: System) -> int:
    """The number of a layer of a network whose depth is known."""
    match = _LAYER.fullmatch(layer)
    if match is None or layer == "l":
        raise UsageError(f"{layer!r} is no layer of this network", expected=f"1 to {_depth(system)}, or L, L-1")
    return int(match[1]) if match[1] else _depth(system) - int(match[2] or 0)


def _of_layer(tensors: list[Tensor], layer: str, system: System) -> list[Tensor]:
    if not layer or any(t.is_generic for t in tensors):
        return tensors
    number = layer_number(layer, system)
    found = [t for t in tensors if t.layer == number]
    if not found:
        raise UsageError(f"there is no layer {layer} here", expected=f"1 to {_depth(system)}, or L, L-1")
    return found


def _cases(tensor: Tensor, layer: str, system: System) -> list[Equation]:
    """The equations of a quantity; in the generic network those of a layer, read off the general one if need be."""
    equations = list(system.definitions(tensor.name))
    if not layer or not tensor.is_generic:
        return equations
    if layer == "l":
        return [e for e in equations if isinstance(e.lhs.indices[0], Idx)]
    reader = Reader(system)
    value = reader.expression(layer)
    exact = [e for e in equations if e.lhs.indices[0] == value]
    if exact:
        return exact
    wide = [e for e in equations if isinstance(e.lhs.indices[0], Idx) and inside(value, e.lhs.indices[0]) is not False]
    return [instantiated(e, {e.lhs.indices[0]: value}) for e in wide[:1]]


def instantiated(equation: Equation, values: dict[Idx, Expr]) -> Equation:
    """The equation and its steps with values for some indices."""
    steps = tuple(Step(s.rule, substitute(s.before, values), substitute(s.after, values)) for s in equation.steps)
    return replace(equation, lhs=substitute(equation.lhs, values), rhs=substitute(equation.rhs, values), steps=steps)


def _identity(name: str, system: System) -> tuple[Equation, ...]:
    label = "sigmoid'" if name == "sigma'" else name
    found = tuple(e for e in system.identities if e.name == label)
    if not found:
        known = [e.name for e in system.identities]
        raise UsageError(f"no function of this network has the derivative {name}", **suggestion(name, known))
    return found


# Local derivatives


def _local(asked: Asked, system: System) -> tuple[Equation, ...]:
    """dz/dw: ∂z/∂w through the equation that defines z, at the general entries of both."""
    match = re.fullmatch(r"d(\w+)/d(\w+)", asked.name)
    if match is None:
        raise UsageError(f"{asked.name!r} is no derivative", expected="dz/dw")
    above, below = match[1], match[2]
    defined = _tensors(above, system)
    if not defined:
        raise UsageError(f"no equation defines {above}", **suggestion(above, names(system)))
    found = []
    for tensor in _of_layer(defined, asked.layer, system):
        for equation in _cases(tensor, asked.layer, system):
            read = sorted((e for e in entries(equation.rhs) if _is(e, below, system)), key=str)
            if read:
                found.append(local_derivative(equation, _general(read[0], equation, system), system))
    if not found:
        raise UsageError(f"{above} does not read {below}, so that ∂{above}/∂{below} is 0 by itself")
    return tuple(found)


def _is(entry: Expr, letter: str, system: System) -> bool:
    name = head(entry)
    return name == letter or system[name].symbol == letter


def _general(entry: Expr, equation: Equation, system: System) -> Expr:
    """An entry with indices of its own, in the layer in which it is read."""
    tensor = system[head(entry)]
    if not tensor.axes:
        return entry
    taken = names_in(equation.lhs)
    only = next((i for i in equation.where if extent(i) == 1), None)
    where: list[Expr] = []
    known: dict[Idx, Expr] = {}
    for place, axis in enumerate(tensor.axes):
        if place == 0 and tensor.is_generic:
            known[axis] = entry.indices[0]
        elif only is not None and extent(axis) == 1:  # one unit each: its index, so that no delta of the two is left
            known[axis] = only
        else:
            new = fresh(substitute(axis, known), taken)
            taken.add(index_name(new))
            known[axis] = new
        where.append(known[axis])
    return tensor.at(*where)


def _local_of_entries(name: str, system: System) -> Equation:
    """dz[j]/dw[j,k]: at the entries that are named."""
    above, _, below = name.partition("/")
    if not (above.startswith("d") and below.startswith("d")):
        raise UsageError(f"{name!r} is no derivative", expected="dz[j]/dw[j,k]")
    reader = Reader(system)
    ratio = reader.expression(f"({above[1:]})/({below[1:]})")
    top = next(e for e in entries(ratio) if head(e) == above[1:].split("[")[0])
    bottom = next((e for e in entries(ratio) if e != top), top)
    for equation in system.definitions(head(top)):
        if instance(equation, top, set()) is not None:
            return local_derivative(replace(equation, lhs=top), bottom, system)
    raise UsageError(f"no equation defines {top}")


def is_entry(expr: Expr) -> bool:
    """Whether a left side is a quantity of the System, which the referee judges as an equation."""
    return isinstance(expr, Indexed) or expr.is_Symbol
