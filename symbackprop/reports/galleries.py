"""Galleries: small images in rows, with a line or two of text under each."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from symbackprop.reports.drawings import BAD, FAINT, framed, n, text

_LINE = 15.0


@dataclass(frozen=True)
class Picture:
    """An image by its data address, what is written under it, and what it shows, for those who do not see it."""

    address: str
    lines: tuple[str, ...] = ()
    alternative: str = ""


def draw_gallery(
    pictures: Sequence[Picture], title: str, description: str, columns: int = 6, size: float = 84, shape: float = 1.0
) -> str:
    """Pictures in rows; `shape` is height by width."""
    lines = max((len(p.lines) for p in pictures), default=0)
    pitch_x, pitch_y = size + 26, size * shape + lines * _LINE + 14
    rows = -(-len(pictures) // columns)
    parts = []
    for place, picture in enumerate(pictures):
        x, y = (place % columns) * pitch_x + 13, (place // columns) * pitch_y + 4
        parts.append(
            f'<image x="{n(x)}" y="{n(y)}" width="{n(size)}" height="{n(size * shape)}" href="{picture.address}" '
            f'preserveAspectRatio="none" style="image-rendering:pixelated"><title>{escape(picture.alternative)}</title>'
            "</image>"
        )
        parts.append(
            f'<rect x="{n(x)}" y="{n(y)}" width="{n(size)}" height="{n(size * shape)}" stroke="{FAINT}" '
            'stroke-width="0.6" stroke-opacity="0.6"/>'
        )
        for row, shown in enumerate(picture.lines):
            colour = BAD if row == 1 else "currentColor"
            parts.append(text(x + size / 2, y + size * shape + (row + 1) * _LINE - 1, shown, size=12, colour=colour))
    return framed(columns * pitch_x, rows * pitch_y, title, description, parts)
