"""The errors that a user can cause: one base class and its few children, one template for all messages.

A message says where, shows the user's own text (with a caret where a column is known), what was expected and
what was got, and what to do.  The command line prints it as it is and ends with exit code 2.
"""


def excerpt(line: str, column: int = 0, around: int = 40) -> tuple[str, int]:
    """A long line, cut around a column, and where the column is now."""
    if len(line) <= 100:
        return line, column
    start = max(0, column - around)
    shown = ("…" if start else "") + line[start : start + 2 * around] + ("…" if start + 2 * around < len(line) else "")
    return shown, column - start + (1 if start else 0)


class SymbackpropError(Exception):
    """Base of every error that this package raises on purpose."""

    def __init__(
        self,
        headline: str,
        *,
        text: str = "",
        column: int | None = None,
        width: int = 1,
        expected: str = "",
        got: str = "",
        hint: str = "",
    ) -> None:
        """Build the message: headline, the user's text, caret, expected, got, hint; empty parts are left out.

        `column` counts from 0 into the last line of `text`; `width` is the number of carets.
        """
        self.headline = headline
        self.text, self.column, self.width = text, column, width
        self.expected, self.got, self.hint = expected, got, hint
        lines = [headline]
        if text:
            lines += [f"    {line}" for line in text.splitlines()]
            if column is not None:
                lines.append("    " + " " * column + "^" * max(1, width))
        if expected:
            lines.append(f"    expected  {expected}")
        if got:
            lines.append(f"    got       {got}")
        if hint:
            lines.append(f"    {hint}")
        super().__init__("\n".join(lines))


class ShapeError(SymbackpropError):
    """Indices, widths or arrays that do not fit together."""


class UnknownNodeError(SymbackpropError):
    """An expression that no rule of calculus covers; never taken for a constant."""


class DefinitionError(SymbackpropError):
    """A system of equations that is not one: two definitions, a cycle, an unknown name."""


class FunctionError(SymbackpropError):
    """A Python function that cannot be read as a formula."""


class DataError(SymbackpropError):
    """Data that a network cannot be trained on."""


class DivergenceError(SymbackpropError):
    """A training whose numbers have left the finite ones."""


class RefutedError(SymbackpropError):
    """`require` was asked for more than the referee found."""


class UsageError(SymbackpropError):
    """A choice that does not exist or does not fit: a layer, a cost, an option."""


class DocumentError(SymbackpropError):
    """A document that cannot be built: what stands in it, where, and why."""
