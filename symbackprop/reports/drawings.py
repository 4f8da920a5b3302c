"""What the drawings of a report share: a frame, texts, axes with round numbers, in the colours of the figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from symbackprop.figures.drawing import Tone
from symbackprop.figures.svg import ALONE, COLOURS, FONTS, write_dark_rules

GOOD, BAD, OTHER, FAINT = COLOURS[Tone.FORWARD], COLOURS[Tone.BACKWARD], COLOURS[Tone.PARAMETER], COLOURS[Tone.FAINT]


def framed(width: float, height: float, title: str, description: str, parts: Iterable[str]) -> str:
    """An SVG document, which follows the page's light or dark scheme."""
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="symbackprop-figure" role="img" viewBox="0 0 {n(width)} '
        f'{n(height)}" width="{n(width)}" height="{n(height)}" style="max-width:100%;height:auto" '
        f'font-family="{FONTS}" fill="none">\n<title>{escape(title)}</title>\n<desc>{escape(description)}</desc>\n'
        f"<style>{ALONE}{{color:#1b1e23}}@media (prefers-color-scheme:dark){{{ALONE}{{color:#e6e8eb}}"
        f"{write_dark_rules(ALONE)}}}</style>\n{body}\n</svg>\n"
    )


def text(
    x: float,
    y: float,
    shown: str,
    anchor: str = "middle",
    size: float = 13,
    colour: str = "currentColor",
    turn: float = 0,
) -> str:
    """A text with its baseline at y."""
    turned = f' transform="rotate({n(turn)} {n(x)} {n(y)})"' if turn else ""
    return (
        f'<text x="{n(x)}" y="{n(y)}" text-anchor="{anchor}" font-size="{n(size)}" fill="{colour}"{turned}>'
        f"{escape(shown)}</text>"
    )


def line(x1: float, y1: float, x2: float, y2: float, colour: str = FAINT, width: float = 1, opacity: float = 1) -> str:
    """A straight line."""
    faint = f' stroke-opacity="{n(opacity)}"' if opacity < 1 else ""
    return f'<path d="M{n(x1)},{n(y1)}L{n(x2)},{n(y2)}" stroke="{colour}" stroke-width="{n(width)}"{faint}/>'


def n(value: float) -> str:
    """A number with two decimals at most."""
    return f"{round(float(value), 2):g}"


@dataclass(frozen=True)
class Scale:
    """Numbers from `low` to `high` laid out from `begin` to `end`, by their logarithms where they are `logarithmic`."""

    low: float
    high: float
    begin: float
    end: float
    logarithmic: bool = False

    def __call__(self, value: float) -> float:
        """Where a number stands."""
        low, high, at = (log10(v) if self.logarithmic else v for v in (self.low, self.high, value))
        share = (at - low) / (high - low) if high > low else 0.5
        return self.begin + share * (self.end - self.begin)

    def ticks(self, most: int = 6) -> list[float]:
        """Round numbers between the ends."""
        if self.logarithmic:
            powers = range(floor(log10(self.low)) - 1, ceil(log10(self.high)) + 1)
            for digits in ((1, 2, 5), (1, 3), (1,)):
                found = [d * 10.0**p for p in powers for d in digits if self.low <= d * 10.0**p <= self.high]
                if len(found) <= most + 1:
                    break
            if len(found) >= 2:
                return found
        return round_numbers(self.low, self.high, most)


def round_numbers(low: float, high: float, most: int = 6) -> list[float]:
    """At most about so many multiples of 1, 2 or 5 times a power of ten."""
    span = high - low
    if not span > 0:
        return [low]
    power = 10.0 ** floor(log10(span / most))
    step = next(power * d for d in (1, 2, 5, 10) if span / (power * d) <= most)
    return [round(k * step, 12) for k in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


def path(points: Sequence[tuple[float, float]], colour: str, dash: str = "") -> str:
    """A line through points."""
    through = "L".join(f"{n(x)},{n(y)}" for x, y in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="M{through}" stroke="{colour}" stroke-width="1.8" stroke-linejoin="round"{dashed}/>'
