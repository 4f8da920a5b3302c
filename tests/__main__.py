"""Everything that must hold, in one command: `python -m tests` (format, lint, strict types, tests)."""

import subprocess
import sys

CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("pytest", "-n", "2", *sys.argv[1:]),
)


def main() -> int:
    """Run the checks in order; stop at the first that fails."""
    for check in CHECKS:
        print(f"── {' '.join(check)}", flush=True)
        code = subprocess.run((sys.executable, "-m", *check), check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
