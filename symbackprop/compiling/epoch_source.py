"""The frame of an epoch for numba: imports, helpers, the signature, a loop over batches."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from symbackprop.compiling.flat import G, P
from symbackprop.compiling.loops import Loops, indented
from symbackprop.compiling.machine import head, helpers
from symbackprop.compiling.names import Names
from symbackprop.compiling.numbers import Numbers
from symbackprop.compiling.program import Program
from symbackprop.compiling.storage import Storage
from symbackprop.language.systems import Role

_TAKEN = """
    F N KIND LEAVE TURN plain fast blas product exp tanh sign logaddexp larger smaller math np njit types epoch start
    order size work together step factors total costs row i i0 i1 i2 i3 v0 v1 v2 v3 v4 v5 x_all y_all
""".split()  # noqa: SIM905 - a list of strings would take thirty lines


class EpochSource(ABC):
    """One program as text: `source`; `settings` are the names of its numbers, `vectors` of the arrays it changes, and
    `work` the number of entries of its workspace."""

    work: int = 0

    def __init__(self, program: Program, batch_size: int, double: bool) -> None:
        self.program, self.double = program, double
        self.names = Names(tuple(_TAKEN))
        for name in ("m", "M", P, G, "t"):
            self.names.of(name, name)
        rates = [e for e in program.updates if not e.where]
        found = [t.name for t in program.tensors.values() if t.role is Role.HYPERPARAMETER]
        changing = {"t", *(e.defines for e in rates)}
        self.settings = tuple(n for n in found if n not in changing)
        self.numbers = Numbers(self.names, {"m", "M", *self.settings, *changing}, (), bare=False)
        self.rates = [f"{self.names.of(e.defines, e.defines)} = {self.numbers.text(e.rhs)}" for e in rates]
        self.storage = Storage(program, batch_size, self.names)
        self.vectors = (P, *((G,) if self.has_gradients else ()), *program.states)
        self.loops = Loops(self.numbers, self.storage.axes_of, self.storage.name_of)
        self.source = self._module()

    @property
    def has_gradients(self) -> bool:
        """Whether there is a vector of gradients."""
        return self.program.gradients_in == G

    @abstractmethod
    def parts(self) -> tuple[Sequence[str], Sequence[str], Sequence[str], Sequence[str]]:
        """Lines before all batches, for each batch, for each update, and after all."""

    def _module(self) -> str:
        before, each, update, after = self.parts()
        data = [f"{self.names.of(n, n)}_all" for n in self.storage.data]
        arguments = [
            *data,
            "order",
            "size",
            "together",
            *(self.names.of(n, n) for n in self.vectors),
            "work",
            "factors",
            "t",
        ]
        kinds = ["N[::1]" if self.storage.width(n) is None else "N[:, ::1]" for n in self.storage.data]
        kinds += ["types.int64[::1]", *["types.int64"] * 2, *["N[::1]"] * (len(self.vectors) + 2)]
        kinds += ["types.int64", *["types.float64"] * len(self.settings)]
        loop = ["costs = 0.0", *self._loop(each, update), *after, "return costs"]
        text = [f'"""A trainer of {", ".join(self.program.layout.shapes)}, as emitted from its equations."""', ""]
        text += [head(self.double), "", *(f"{h}\n" for h in helpers(self.loops.printer.called, self.double)), ""]
        text += ["@njit(", f"    types.float64({', '.join(kinds)}),", "    **EPOCH,", ")"]
        text += [f"def epoch({', '.join([*arguments, *(self.names.of(n, n) for n in self.settings)])}):"]
        text += ['    """All batches of an epoch in turn; gives the sum of the costs, each before its update."""']
        return "\n".join([*text, *(line.rstrip() for line in indented([*before, *loop])), ""])

    def _loop(self, each: Sequence[str], update: Sequence[str]) -> list[str]:
        """A loop over batches; or over steps, and in each over its parts."""
        cost = self.names.of(self.program.system.cost, self.program.system.cost) if self.program.cost else "np.nan"
        numbers = [f"{name} = F({self.numbers.text(e)})" for e, name in self.numbers.before.items()]
        counted = ["t += 1", *self.rates]
        costs = ["", f"costs += m * {cost}"]
        if not self.program.accumulates:
            inner = ["m = min(size, order.size - start)", *counted, *numbers, *each, *update, *costs]
            return ["for start in range(0, order.size, size):", *indented(inner)]
        inner = ["m = min(size, step + M - start)", *numbers, *each, *costs]
        parts = ["for start in range(step, step + M, size):", *indented(inner), *update]
        counted = ["M = min(together, order.size - step)", *counted]
        return ["for step in range(0, order.size, together):", *indented([*counted, *parts])]
