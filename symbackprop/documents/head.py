"""The head of a document (its front matter): title, notation, form, networks."""

import re
from dataclasses import dataclass, field
from typing import Any, get_args

from symbackprop.documents.networks import Declared, declared
from symbackprop.documents.settings import Setting, read_settings, suggestion
from symbackprop.documents.source import Place, Source
from symbackprop.errors import SymbackpropError
from symbackprop.typesetting.notation import Notation, find_notation
from symbackprop.typesetting.typeset import Form

SETTINGS = ("title", "subtitle", "notation", "form", "network", "networks", "symbols")
_FRONT = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Head:
    """What the head says; the first network is the one that directives mean when they name none."""

    title: str
    notation: Notation
    form: Any = "component"
    subtitle: str = ""
    networks: dict[str, Declared] = field(default_factory=dict)
    symbols: tuple[str, ...] = ()
    notation_name: str = "default"


def read_head(source: Source) -> Head:
    """The front matter of a source.   Raises: DocumentError with the place."""
    match = _FRONT.match(source.text)
    if match is None:
        raise source.error(
            Place(0), "a derivation begins with its head", expected="---, title: and networks: in YAML, ---"
        )
    setting = read_settings(match[1], source, 1)
    given = setting.mapping("the head", SETTINGS)
    if "title" not in given:
        raise source.error(Place(0, 0, 3), "the head has no title", expected="title: …")
    notation, name = Notation("default"), "default"
    if "notation" in given:
        name = given["notation"].text("a notation")
        try:
            notation = find_notation(name)
        except SymbackpropError as error:
            raise source.pointed(given["notation"].place, error) from None
    return Head(
        title=given["title"].text("a title"),
        subtitle=given["subtitle"].text("a subtitle") if "subtitle" in given else "",
        notation=notation,
        notation_name=name,
        form=_form(given["form"]) if "form" in given else "component",
        networks=_networks(given),
        symbols=tuple(s.text("a symbol") for s in given["symbols"].items("symbols")) if "symbols" in given else (),
    )


def _form(setting: Setting) -> str:
    if setting.value not in get_args(Form):
        raise setting.error(f"there is no form {setting.value!r}", **suggestion(str(setting.value), get_args(Form)))
    return str(setting.value)


def _networks(given: dict[str, Setting]) -> dict[str, Declared]:
    found: dict[str, Declared] = {}
    if "network" in given:
        found["main"] = declared("main", given["network"])
    if "networks" in given:
        for name, setting in given["networks"].mapping("networks", ()).items():
            if not name.isidentifier() or name in found:
                raise setting.source.error(setting.key or setting.place, f"a network cannot be called {name!r}")
            found[name] = declared(name, setting)
    return found
