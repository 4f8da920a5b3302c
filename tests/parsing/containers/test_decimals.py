r"""Decimal commas: read as points where they are no separators."""

import pytest

from symbackprop.parsing.containers.reading import read_displays


def texts(text: str) -> list[str]:
    """What is read between the delimiters of a note."""
    return [display.expanded.text for display in read_displays(text, "note.md")]


def test_a_braced_comma_between_digits_is_a_point() -> None:
    """0{,}5 is one half; the place in the file is kept."""
    (display,) = read_displays("$a = 0{,}5 b$", "note.md")
    assert display.expanded.text == "a = 0.5 b"
    assert display.expanded.span(4, 7) == (5, 10)


def test_plain_commas_are_points_where_a_text_writes_its_numbers_so() -> None:
    """Two numbers like 0,25 show the habit; indices and lists of digits keep their commas."""
    read = texts("$w_{1,2} = 0,25$ $y = 0,75 - 1,5$ $e^{-0,12}$ $y \\in \\{0,1\\}$ $x = (1,2,3)$")
    assert read == ["w_{1,2} = 0.25", "y = 0.75 - 1.5", "e^{-0.12}", "y \\in \\{0,1\\}", "x = (1,2,3)"]


@pytest.mark.parametrize("text", ["$x = 0,25$", "$x = 0.5$ $u = (0,25)$ $v = 0,75$", "$n = 1{,}000$ $p = 0.5$"])
def test_commas_stay_where_the_habit_does_not_show(text: str) -> None:
    """One number alone, or a decimal point beside it, leaves commas what they are."""
    assert "," in "".join(texts(text))
