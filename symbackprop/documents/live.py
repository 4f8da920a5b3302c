"""`show`: in a notebook, the same equations as `{equation}` makes in a document."""

from collections.abc import Sequence
from dataclasses import dataclass

from symbackprop.conventions import Convention
from symbackprop.documents import formulas
from symbackprop.documents.quantities import Asked, differentiated, equations_of
from symbackprop.documents.workspace import derive
from symbackprop.language.systems import System
from symbackprop.typesetting.notation import Notation, find_notation
from symbackprop.typesetting.typeset import Form


@dataclass(frozen=True)
class Display:
    """LaTeX that a notebook shows as mathematics."""

    latex: str

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"

    def __repr__(self) -> str:
        """The LaTeX."""
        return self.latex


def show(
    network: System,
    *names: str,
    layer: str | int = "",
    form: Form = "component",
    notation: str | Notation = "default",
    steps: bool = False,
    convention: str | Convention | None = None,
    wrt: Sequence[str] = (),
) -> Display:
    """Equations of a network or of its gradients, by name: show(net, "delta", layer="l", form="matrix", steps=True).

    Names, layers and forms are those of `{equation}` in a document.
    Raises: UsageError for a name or a layer that does not exist.
    """
    spelled = find_notation(notation)
    found = []
    for name in names:
        asked = Asked(name, str(layer))
        system = derive(network, (*wrt, *differentiated(asked, network)), convention)
        found += [(e, system) for e in equations_of(asked, system)]
    largest = max((s for _, s in found), key=len)
    shown = formulas.display([e for e, _ in found], largest, form, spelled).fitted().latex
    if steps:
        derivations = [formulas.derivation(e, s, form, spelled).fitted().latex for e, s in found if e.steps]
        shown = "\\begin{gathered}\n" + "\n\\\\[2ex]\n".join([shown, *derivations]) + "\n\\end{gathered}"
    return Display(shown)
