"""Chains over several displays: one that begins with a relation goes on where the display before it ended.

That may be a mere expression, ∂C/∂w in a display of its own and = δ a in the next.  So do formulas in lines of text,
where nothing but the end of a line, or an arrow, stands between them.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.containers.split import Statement

_BETWEEN = re.compile(r"\$|\s|\\q?quad|\\[()]|[=-]+>|[⇒→]|<br\s?/?>")
NEAR = 240
"""How many characters of text may stand between the two."""


def continued(statements: Sequence[Statement], before: Statement | None) -> list[Statement]:
    """The statements of a display, the first chain with the side of the display before where it has no left one."""
    found = list(statements)
    if not found or before is None or not _goes_on(found[0], before):
        return found
    chain, nothing = found[0].chain, found[0].left
    for at, statement in enumerate(found):
        if statement.chain == chain:
            ended, head = (before.right, before.head) if before.relation else (before.left, before.left)
            left = ended if statement.left is nothing else statement.left
            found[at] = replace(statement, left=left, head=head, is_continuation=statement.left is nothing)
    return found


def _goes_on(first: Statement, before: Statement) -> bool:
    """Whether a display begins with a relation, close behind another with a side to go on from."""
    if (
        first.left.text
        or not first.relation
        or not before.left.text
        or bool(before.relation) != bool(before.right.text)
    ):
        return False
    gap = first.display.original.text[before.outer[1] : first.outer[0]]
    is_near = before.outer[1] <= first.outer[0] and len(gap) <= NEAR
    if not (first.display.is_display and before.display.is_display):
        is_in_text = not (first.display.is_display or before.display.is_display)
        is_near &= is_in_text and not _BETWEEN.sub("", gap)
    return is_near and first.display.passage.headings == before.display.passage.headings
