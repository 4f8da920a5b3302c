"""Where understanding stopped: a formula that this grammar does not read is never half read."""

from symbackprop.errors import UsageError, excerpt

Span = tuple[int, int]


class NotUnderstood(UsageError):
    """A formula, and the token of it at which reading stopped; `span` are that token's characters."""

    def __init__(self, text: str, span: Span, reason: str) -> None:
        self.source, self.span, self.reason = text, span, reason
        self.token = text[span[0] : span[1]][:60]
        line = text[: span[0]].rpartition("\n")[2]
        rest = text[span[0] : span[0] + 120].partition("\n")[0]
        shown, column = excerpt(line[-200:] + rest, len(line[-200:]))
        width = min(span[1] - span[0], len(shown) - column)
        super().__init__(f"not understood: {reason}", text=shown, column=column, width=width)
