"""Everything that must hold, in one command: `python -m tests` (format, lint, strict types, tests)."""

import os
import subprocess
import sys

CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("pytest", "-n", "2", "--dist", "loadfile", *sys.argv[1:]),
)
"""A file of tests stays with one process, so that what its tests share is worked out once."""
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
"""Modules are compiled once, and not again by every process that a test starts."""


def main() -> int:
    """Run the checks in order; stop at the first that fails."""
    for check in CHECKS:
        print(f"── {' '.join(check)}", flush=True)
        code = subprocess.run((sys.executable, "-m", *check), env=os.environ | COMPILED, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
