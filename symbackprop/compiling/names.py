"""Python identifiers for the names of a system: the same where Python allows it, and each with one meaning."""

import keyword
import re
from typing import Any

_TAKEN = ("np", "parameters", "values", "step", "forward", "float", "range")


class Names:
    """One identifier for each thing."""

    def __init__(self, taken: tuple[str, ...] = ()) -> None:
        self.taken = {*_TAKEN, *taken}
        self.known: dict[Any, str] = {}

    def of(self, thing: Any, wanted: str) -> str:
        """The identifier of a thing, as near to the wanted one as can be."""
        if thing not in self.known:
            stem = re.sub(r"\W+", "_", wanted, flags=re.ASCII).strip("_") or "v"
            stem = f"v{stem}" if stem[0].isdigit() else stem
            name, number = stem, 1
            while name in self.taken or keyword.iskeyword(name):
                number += 1
                name = f"{stem}_{number}" if not keyword.iskeyword(name) else f"{stem}_"
            self.taken.add(name)
            self.known[thing] = name
        return self.known[thing]
