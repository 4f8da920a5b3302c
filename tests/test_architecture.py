"""What would be broken: the floors (a file imports only from below), the referee's ignorance, the public names."""

import ast
from pathlib import Path

import symbackprop

ROOT = Path(symbackprop.__file__).parent
FLOORS = [
    {"errors"},
    {"language"},
    {"calculus", "layers", "conventions", "optimisers"},
    {"matrices", "sweep"},
    {"typesetting", "checking", "compiling", "parsing"},
    {"figures", "explanation", "devices", "exports"},
    {"training", "documents", "proofreading"},
    {"reports", "estimators"},
    {"commands", "testing"},
    {"cli", "pytest_plugin"},
    {"__main__"},
]
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}
ROOMS = [
    "vocabulary",
    "lexicon",
    "worlds",
    "readings",
    "trials",
    "proving",
    "numeric",
    "reports",
    "mending",
    "chaining",
    "judging",
    "amending",
]
"""The parts of the proofreader, each of which knows those before it only; its doors know them all."""


def imports():
    """(importing file, its part, the part that it imports) for every import within the package, deferred ones too."""
    for path in sorted(ROOT.rglob("*.py")):
        part = path.relative_to(ROOT).parts[0].removesuffix(".py")
        if part == "__init__":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("symbackprop."):
                yield path, part, node.module.split(".")[1]
            elif isinstance(node, ast.Import):
                for name in node.names:
                    if name.name.startswith("symbackprop."):
                        yield path, part, name.name.split(".")[1]


def test_imports_go_down_only():
    """A part imports itself and parts of lower floors."""
    wrong = [
        f"{path}: {part} → {used}" for path, part, used in imports() if part != used and FLOOR[used] >= FLOOR[part]
    ]
    assert wrong == []


def test_the_referee_does_not_know_the_player():
    """checking/ imports the language and the errors, and nothing else of ours."""
    assert {used for _, part, used in imports() if part == "checking"} <= {"checking", "language", "errors"}


def test_the_parts_of_the_proofreader_stand_on_each_other():
    """What a document says, worlds that do it, trials in them, proofs, repairs, verdicts: no part knows a later one."""
    wrong = []
    for path in sorted((ROOT / "proofreading").glob("*/*.py")):
        own = ROOMS.index(path.parent.name)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("symbackprop.proofreading"):
                used = node.module.split(".")[2]
                if used not in ROOMS or ROOMS.index(used) > own:
                    wrong.append(f"{path.name}: {path.parent.name} → {used}")
    assert wrong == []


def test_layers_and_calculus_do_not_know_each_other():
    """What is differentiated and how stand side by side."""
    pairs = {(part, used) for _, part, used in imports()}
    assert not pairs & {("calculus", "layers"), ("layers", "calculus")}


def test_every_public_name_is_there_and_documented():
    """Each name of `symbackprop` can be imported and says what it is."""
    for name in symbackprop.__all__:
        assert getattr(symbackprop, name).__doc__, name


def test_nothing_evaluates_text():
    """No eval, no pickle; exec only where the library runs the source that it emitted itself."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "eval", path
                assert node.func.id != "exec" or path.parent.name == "compiling", path
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [a.name for a in node.names] + [getattr(node, "module", "") or ""]
                assert "pickle" not in names, path
