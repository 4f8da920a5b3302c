"""What a name in a statement stands for: w[l], w2, delta[L], dw[l], dC_da[L-1], x, lam.

A concrete network has w1, w2, …; w[2] and w[L] are the same.  In the generic one the layer is the index l.  dC_dq, or
dq for short, is ∂C/∂q (with the factor of the convention, if there is one), whatever the System calls it.  Aliases give
an author's names: {"Theta": "w", "yhat": "a[L]", "a4": "a3"}.
"""

import re
from collections.abc import Mapping

from sympy import Expr, Idx, Integer

from symbackprop.errors import UsageError
from symbackprop.language.indices import size
from symbackprop.language.systems import Equation, Role, System, Tensor
from symbackprop.matrices.tree import Named

_TARGET = re.compile(r"([A-Za-z]\w*?)(?:\[(\d+|L)\])?")


class Names:
    """The names of one System."""

    def __init__(self, system: System, aliases: Mapping[str, str] | None = None) -> None:
        """The System's own names, and an author's names for them."""
        self.system, self.aliases = system, dict(aliases or {})
        self.is_generic = any(t.is_generic for t in system.tensors)
        layers = [int(t.layer) for t in system.tensors if isinstance(t.layer, Integer)]
        self.depth: Expr = size("L") if self.is_generic else Integer(max(layers, default=0))

    def find(self, name: str, layer: Expr | None = None) -> Named | None:
        """The quantity of that name, at a layer where the name has one; None where there is none."""
        for known in (name if layer is None else f"{name}{layer}", name):
            if known in self.aliases and (known != name or layer is None):
                return self._target(self.aliases[known])
        return self._own(self.aliases.get(name, name), layer)

    def layered(self, name: str) -> Tensor | None:
        """The tensor of a generic network that a name with a layer stands for."""
        found = self.find(name, Idx("l")) if self.is_generic else None
        return None if found is None or not found.tensor.is_generic else found.tensor

    def activation(self, layer: Expr) -> Equation | None:
        """The equation of the activations of a layer, a = g(z)."""
        found = [e for e in self.system.equations if self.system[e.defines].role is Role.ACTIVATION]
        own = {e: e.lhs.indices[0] if self.is_generic else self.system[e.defines].layer for e in found}
        exact = [e for e in found if own[e] == layer]
        return next(iter(exact or [e for e in found if isinstance(own[e], Idx)]), None)

    def _target(self, text: str) -> Named | None:
        match = _TARGET.fullmatch(text)
        if match is None:
            raise UsageError("an alias stands for a quantity, at a layer or not", got=text, expected="w or a[L]")
        layer = None if match[2] is None else self.depth if match[2] == "L" else Integer(match[2])
        return self._own(match[1], layer)

    def _own(self, name: str, layer: Expr | None) -> Named | None:
        if layer is None and name in self.system.by_name and not self.system[name].is_generic:
            return Named(self.system[name])
        tensors = [t for t in self.system.tensors if t.symbol == name and t.updates is None]
        tensors = [t for t in tensors if t.gradient_of is None or t.role is Role.ERROR]
        if layer == 0 and name == "a" and not self.is_generic:
            tensors += self.system.with_role(Role.INPUT)
        for tensor in tensors:
            if layer is not None and tensor.is_generic:
                return Named(tensor, layer)
            if layer is not None and tensor.layer == layer:
                return Named(tensor)
        return self._derived(name, layer)

    def _derived(self, name: str, layer: Expr | None) -> Named | None:
        """∂C/∂q, and the next value of q."""
        for prefix in (f"d{self.system.cost}_d", "d"):
            if name.startswith(prefix) and (of := self.find(name.removeprefix(prefix), layer)) is not None:
                return self.gradient(of)
        if name.startswith("next_") and (of := self.find(name.removeprefix("next_"), layer)) is not None:
            found = [t for t in self.system.tensors if t.updates == of.tensor.name]
            return Named(found[0], of.layer) if found else None
        return None

    def gradient(self, of: Named) -> Named | None:
        """∂C/∂q for a quantity q."""
        found = [t for t in self.system.tensors if t.gradient_of == of.tensor.name]
        return Named(found[0], of.layer) if found else None

    def known(self) -> str:
        """The names, for a message."""
        plain = [t.symbol if t.is_generic else t.name for t in self.system.tensors if t.gradient_of is None]
        return ", ".join(dict.fromkeys([*plain, *self.aliases]))
