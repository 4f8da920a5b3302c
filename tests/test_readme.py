"""What would be broken: an example in the README, or the two commands that it promises."""

import doctest
import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def test_examples_print_what_the_readme_says():
    """Every example, in order, in one session."""
    failures, tried = doctest.testfile(str(README), module_relative=False)
    assert tried > 15
    assert failures == 0


def test_there_are_exactly_two_commands():
    """One sets up and runs the main job, one sets up and passes the tests; CI runs the second as it stands there."""
    commands = re.findall(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert [c.strip().split()[-1] for c in commands] == ["demo", "tests"]
    assert all(c.count("\n") == 1 for c in commands)
