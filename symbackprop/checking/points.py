"""Random points: what data, open functions and open costs are, at concrete sizes; the same seed, the same point."""

from dataclasses import dataclass
from random import Random

import mpmath
from sympy import Add, Expr, Idx, Indexed, Mul, Sum, Symbol

from symbackprop.errors import UnknownNodeError
from symbackprop.language.systems import Role, System

Env = dict[Idx, int]
Spot = tuple[str, tuple[int, ...]]
DIGITS = 120
SPANS = ((-1.0, 1.0), (0.1, 0.9), (1.1, 2.0))
WIDE = (-4.0, 4.0)


@dataclass(frozen=True)
class Sizes:
    """Numbers for the symbolic sizes, and the widths n[0], …, n[L] of a generic network."""

    numbers: tuple[tuple[str, int], ...] = ()
    widths: tuple[int, ...] = ()

    def __str__(self) -> str:
        parts = [f"{name}={value}" for name, value in self.numbers]
        if self.widths:
            parts.append(f"n={'-'.join(str(w) for w in self.widths)}")
        return ", ".join(parts)

    def integer(self, expr: Expr, env: Env) -> int:
        """The value of an index expression."""
        if expr.is_Integer:
            return int(expr)
        if isinstance(expr, Idx):
            return env[expr]
        if isinstance(expr, Symbol):
            return self._named(expr.name)
        if isinstance(expr, Indexed):
            layer = self.integer(expr.indices[0], env)
            if not 0 <= layer < len(self.widths):
                raise UnknownNodeError(f"there is no layer {layer}", text=str(expr))
            return self.widths[layer]
        values = [self.integer(a, env) for a in expr.args]
        if isinstance(expr, Add):
            return sum(values)
        if isinstance(expr, Mul):
            out = 1
            for v in values:
                out *= v
            return out
        raise UnknownNodeError(f"not an index expression: {expr}")

    def _named(self, name: str) -> int:
        for known, value in self.numbers:
            if known == name:
                return value
        raise UnknownNodeError(f"{name} is not the size of any axis")

    def values(self, i: Idx, env: Env) -> range:
        """The values that an index takes."""
        return range(self.integer(i.lower, env), self.integer(i.upper, env) + 1)

    def places(self, indices: tuple[Idx, ...], env: Env | None = None) -> list[Env]:
        """All values of several indices, a later range depending on earlier ones."""
        found = [dict(env or {})]
        for i in indices:
            found = [{**e, i: v} for e in found for v in self.values(i, e)]
        return found


def shown(system: System, spot: Spot) -> str:
    """An entry as one prints it: 1-based, layers apart."""
    name, where = spot
    axes = system[name].axes
    printed = [value if axis == system[name].layer else value + 1 for axis, value in zip(axes, where, strict=True)]
    return f"{name}[{', '.join(map(str, printed))}]" if printed else name


class Point:
    """Values for everything that is not defined, drawn when they are first asked for."""

    def __init__(self, system: System, sizes: Sizes, seed: int = 0, span: tuple[float, float] = SPANS[0]) -> None:
        self.system, self.sizes, self.seed, self.span = system, sizes, seed, span
        self._drawn: dict[object, mpmath.mpf] = {}
        self._sums = [a for a in system.assumptions if isinstance(a.lhs, Sum) and isinstance(a.lhs.function, Indexed)]

    def draw(self, key: object, low: float, high: float) -> mpmath.mpf:
        """A number between low and high that depends on the key and the seed alone."""
        if key not in self._drawn:
            bits = Random(f"{self.seed}:{key}").getrandbits(300)
            self._drawn[key] = mpmath.mpf(low) + (mpmath.mpf(high) - low) * mpmath.mpf(bits) / mpmath.mpf(2) ** 300
        return self._drawn[key]

    def data(self, spot: Spot) -> mpmath.mpf:
        """An entry that no equation defines; where Σ_k y_k = 1 is assumed, it holds."""
        name = spot[0]
        for assumption in self._sums:
            entry = assumption.lhs.function
            if str(entry.base.label) == name and len(assumption.lhs.limits) == 1 and assumption.rhs.is_number:
                position = list(entry.indices).index(assumption.lhs.limits[0][0])
                return self._share(spot, position, mpmath.mpf(int(assumption.rhs)))
        role = self.system[name].role if name in self.system.by_name else Role.QUANTITY
        low, high = self.span if role not in (Role.HYPERPARAMETER, Role.TARGET) else (0.1, 0.9)
        return self.draw(spot, low, high)

    def _share(self, spot: Spot, position: int, whole: mpmath.mpf) -> mpmath.mpf:
        name, where = spot
        env: Env = {}
        for axis, value in zip(self.system[name].axes, where, strict=True):
            env[axis] = value
        axis = self.system[name].axes[position]
        others = [(name, (*where[:position], v, *where[position + 1 :])) for v in self.sizes.values(axis, env)]
        raw = {o: self.draw(o, 0.1, 1.0) for o in others}
        return whole * raw[spot] / mpmath.fsum(raw.values())

    def activation(self, name: str, order: int, layer: int, u: mpmath.mpf) -> mpmath.mpf:
        """g^{[l]}: a random smooth function with values between 0 and 1, or its derivative of some order."""
        scale = self.draw((name, layer, "scale"), 0.2, 0.4)
        rate = self.draw((name, layer, "rate"), 0.7, 1.6)
        shift = self.draw((name, layer, "shift"), -1, 1)
        value = scale * rate**order * mpmath.sin(rate * u + shift + order * mpmath.pi / 2)
        return value + mpmath.mpf(1) / 2 if order == 0 else value

    def quantity(self, name: str, entries: dict[tuple[int, ...], mpmath.mpf], at: list[tuple[int, ...]]) -> mpmath.mpf:
        """C(a) = Σ_J sin(ω_J a_J) + S + S²/2 + S³/6 with S = Σ_J d_J a_J, or its derivatives by the entries `at`."""
        slope = {p: self.draw((name, p, "slope"), -0.9, 0.9) for p in entries}
        rate = {p: self.draw((name, p, "rate"), 0.5, 1.5) for p in entries}
        linear = mpmath.fsum(slope[p] * v for p, v in entries.items())
        order = len(at)
        coupled = mpmath.fsum(linear**k / mpmath.factorial(k) for k in range(0, 4 - order)) if order <= 3 else 0
        if order == 0:
            waves = mpmath.fsum(mpmath.sin(rate[p] * v) for p, v in entries.items())
            return waves + coupled - 1
        coupled *= mpmath.fprod(slope[p] for p in at)
        if len(set(at)) == 1:
            p = at[0]
            coupled += rate[p] ** order * mpmath.sin(rate[p] * entries[p] + order * mpmath.pi / 2)
        return coupled
