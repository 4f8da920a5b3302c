"""What would be broken: the hooks that other repositories use, and what the README says of them."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from symbackprop.cli import _parser

ROOT = Path(__file__).parents[1]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_a_command_that_exists(hook):
    """With options that it has, on files, and with an extra of this project for what it needs."""
    program, *words = hook["entry"].split()
    options = _parser().parse_args([*words, "notes.md"])
    assert (program, options.command, options.paths) == ("symbackprop", "check", ["notes.md"])
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert {name for d in hook["additional_dependencies"] for name in re.findall(r"\[(\w+)\]", d)} <= extras.keys()


def test_the_readme_names_hooks_that_exist():
    """As they are to be written into a configuration."""
    named = set(re.findall(r"symbackprop-fix|id: (symbackprop\S*)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named - {""} <= {hook["id"] for hook in HOOKS}
    assert "symbackprop" in named
