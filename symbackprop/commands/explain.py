"""`symbackprop explain`: one step of gradient descent with all its numbers."""

import json
import re
from argparse import SUPPRESS
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symbackprop.commands.choices import BATCHES, COST, FORMATS, HIDDEN, OUTPUT, chosen
from symbackprop.errors import UsageError

if TYPE_CHECKING:
    from symbackprop.language.systems import System, Tensor

SUMMARY = "work an example out: every equation, with its numbers, and its value"
DESCRIPTION = """\
One step of gradient descent of a small network, line by line: forward pass, cost, backward pass, updated parameters,
and the cost after the step; each equation as a formula, with its numbers in it, and its value.  The equations are
derived; values are computed exactly from the numbers as they are given, and rounded in print alone.
"""
EPILOG = f"""\
numbers:
  commas stand between numbers, semicolons between examples of x and y and between rows of a weight matrix;
  row j of --w1 holds the weights into unit j of layer 1; a bias given as one number is that of all units of its layer.
  FILE.json holds {{"w1": [[0.15, 0.20], [0.25, 0.30]], "b1": [0.35, 0.35], ...}}; an example's file also holds layers,
  hidden, output, cost, x, y, alpha and freeze, as the options below have them.

examples:
  symbackprop explain --example mazur                     the classic: 2-2-2, inputs 0.05 and 0.10
  symbackprop explain --example mazur --steps 10000       and the cost after many more steps
  symbackprop explain --example mazur --nudge w1[1,2]=0.001 --nudge w2[1,1]=-0.01
  symbackprop explain 2-2-1 --x 1,0 --y 1 --seed 3        weights drawn at random, rounded to two digits
  symbackprop explain 2-1 --x 0,1 --y 1 --w1 0.5,-0.3 --b1 0.1 --output sigmoid --cost binary-cross-entropy
  symbackprop explain 2-2-1 --x "0,0;0,1;1,0;1,1" --y "0;1;1;0" --batch rows --weights xor.json --format latex

activations:  {", ".join(HIDDEN)}
outputs:      {", ".join(OUTPUT)}
costs:        {", ".join(COST)}
"""
_DEEPEST = 9
_ENTRY = re.compile(r"(\w+)(?:\[([1-9]\d*(?:,[1-9]\d*)*)\])?=(\S+)")


def add_options(command: Any) -> None:
    """The options of the command."""
    command._negative_number_matcher = re.compile(r"-\.?\d")  # --x -1,2 gives two numbers, not an option -1,2
    add = command.add_argument
    add("layers", nargs="?", metavar="LAYERS", help="widths, inputs first: 2-2-2")
    add("--example", metavar="NAME", help="mazur, or FILE.json; other options change it")
    add("--hidden", metavar="NAME", help="activation of the hidden layers (sigmoid)")
    add("--output", metavar="NAME", help="activation of the last layer (what fits the cost; sigmoid)")
    add("--cost", metavar="NAME", help="cost (what fits the output; quadratic)")
    add("--l2", metavar="LAMBDA", help="strength of L2 regularisation (none)")
    add("--x", metavar="NUMBERS", help="the input: 0.05,0.10")
    add("--y", metavar="NUMBERS", help="the target: 0.01,0.99")
    add("--batch", metavar="FORM", help=f"{', '.join(BATCHES)} (none for one example, else columns)")
    add("--weights", metavar="FILE.json", help="weights and biases from a file")
    add("--seed", type=int, metavar="N", help="weights drawn at random, biases 0 (0, where no weights are given)")
    for n in range(1, _DEEPEST + 1):
        add(f"--w{n}", metavar="ROWS", help="weights of layer 1, and so on: --w2, --w3" if n == 1 else SUPPRESS)
        add(f"--b{n}", metavar="NUMBERS", help="biases of layer 1, and so on (0)" if n == 1 else SUPPRESS)
    add("--alpha", metavar="NUMBER", help="the learning rate (0.5)")
    add("--freeze", metavar="NAMES", help="what is not updated: biases, weights, or names such as w1,b2")
    add("--steps", type=int, default=1, metavar="N", help="show the cost after so many steps too (1)")
    add("--nudge", action="append", metavar="w1[1,2]=0.001", help="what this change of a parameter does to the cost")
    add("--digits", type=int, default=9, metavar="N", help="significant digits in print (9)")
    add("--notation", default="default", metavar="NAME", help="default, nielsen, ng (default)")
    add("--format", default="text", metavar="FORMAT", help=f"{', '.join(FORMATS)} (text)")


def run(options: Any) -> int:
    """Work the example out and print it."""
    from symbackprop.commands.choices import build, refuse_unspecified, widths
    from symbackprop.commands.screen import Screen
    from symbackprop.explanation.example import explain
    from symbackprop.explanation.examples import SETTINGS, load_example, refuse_unknown
    from symbackprop.explanation.publications import compared
    from symbackprop.explanation.renderings import as_data, latex_lines, markdown_lines, text_lines

    written = chosen("--format", options.format, FORMATS)
    given = load_example(options.example) if options.example else {}
    known = (*SETTINGS, *(f"{letter}{n}" for n in range(1, _DEEPEST + 1) for letter in "wb"))
    refuse_unknown(given, known, str(options.example))
    changed = _changed(given, options)
    if "layers" not in given:
        raise UsageError(
            "which network?", expected="widths such as 2-2-2, or --example mazur",
            hint="symbackprop explain --help shows examples",
        )  # fmt: skip
    layers = widths("layers", str(given["layers"]))
    if any(isinstance(width, str) for width in layers):
        raise UsageError("layers: an example needs numbers", text=str(given["layers"]), expected="widths such as 2-2-2")
    if len(layers) > _DEEPEST + 1:
        raise UsageError(f"{len(layers) - 1} layers are more than anybody follows", expected=f"at most {_DEEPEST}")
    x, y = (_examples(f"--{name}", given.get(name)) for name in "xy")
    batch = given.get("batch") or ("none" if len(x) == 1 and len(y) == 1 else "columns")
    hidden, output = given.get("hidden"), given.get("output")
    cost = given.get("cost") or ("quadratic" if output is None else None)
    if output is None and cost == "quadratic":
        output = "sigmoid"
    refuse_unspecified(hidden, output, cost)
    l2 = given.get("l2")
    network = build(layers, hidden, output, cost, batch, None if l2 is None else float(_number("--l2", l2)))
    values = {
        **_parameters(network, given, options), "x": _batched(x, batch, "--x"), "y": _batched(y, batch, "--y"),
    }  # fmt: skip
    if l2 is not None:
        values["lam"] = l2
    example = explain(
        network, values, given.get("alpha", "0.5"), _words(given.get("freeze")), _nudges(options.nudge),
        options.steps, options.digits, options.notation,
    )  # fmt: skip
    if "published" in given and not changed:
        example = compared(example, given["published"], str(given.get("remark", "")))
    if written == "json":
        print(json.dumps(as_data(example), indent=2, ensure_ascii=False))
    else:
        lines = {"text": text_lines, "latex": latex_lines, "markdown": markdown_lines}[written]
        Screen().lines(lines(example))
    return 0


def _changed(given: dict[str, Any], options: Any) -> bool:
    """Whether options change the example; they are put into it."""
    before = dict(given)
    for name in ("layers", "hidden", "output", "cost", "l2", "batch", "x", "y", "alpha", "freeze"):
        if getattr(options, name) is not None:
            given[name] = getattr(options, name)
    explicit = any(getattr(options, f"{letter}{n}") is not None for n in range(1, _DEEPEST + 1) for letter in "wb")
    return given != before or explicit or options.weights is not None or options.seed is not None


def _parameters(network: "System", given: dict[str, Any], options: Any) -> dict[str, Any]:
    """The arrays of all parameters: drawn, from the example, from a file, from the command line; the last counts."""
    from symbackprop.explanation.examples import read_json, refuse_unknown
    from symbackprop.language.systems import Role
    from symbackprop.training.initialisation import initialise

    names = tuple(t.name for t in network.parameters)
    from_file = read_json(Path(options.weights)) if options.weights else {}
    refuse_unknown(from_file, names, str(options.weights))
    typed = {}
    for name in (f"{letter}{n}" for n in range(1, _DEEPEST + 1) for letter in "wb"):
        text = getattr(options, name)
        if text is None:
            continue
        if name not in names:
            raise UsageError(f"--{name}: this network has no {name}", expected=", ".join(f"--{n}" for n in names))
        rows = _table(f"--{name}", text)
        typed[name] = rows if name.startswith("w") else [number for row in rows for number in row]
    found = {**{n: given[n] for n in names if n in given}, **from_file, **typed}
    if options.seed is not None or not found:
        drawn = initialise(network, options.seed or 0)
        found = {**{name: array.round(2) for name, array in drawn.items()}, **found}
    for tensor in network.with_role(Role.BIAS):
        found[tensor.name] = _for_all_units(tensor, found.get(tensor.name, 0))
    return found


def _for_all_units(bias: "Tensor", given: Any) -> Any:
    """One number as the bias of every unit."""
    from symbackprop.language.indices import extent

    alone = given[0] if isinstance(given, list) and len(given) == 1 else given
    return given if isinstance(alone, list) or hasattr(alone, "shape") else [alone] * int(extent(bias.axes[0]))


def _table(option: str, text: str) -> list[list[str]]:
    """Rows of numbers: "0.15,0.20;0.25,0.30".   Raises: UsageError with a caret under what is no number."""
    rows, column = [], 0
    for line in text.split(";"):
        row = []
        for piece in line.split(","):
            if not re.fullmatch(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*", piece):
                raise UsageError(
                    f"{option}: {piece.strip()!r} is no number", text=text, column=column, width=len(piece),
                    expected='numbers such as 0.05,0.10, or several rows: "0.15,0.20;0.25,0.30"',
                )  # fmt: skip
            row.append(piece.strip())
            column += len(piece) + 1
        rows.append(row)
    return rows


def _number(option: str, given: Any) -> str:
    rows = _table(option, str(given))
    if len(rows) > 1 or len(rows[0]) > 1:
        raise UsageError(f"{option}: one number is needed", got=str(given))
    return rows[0][0]


def _examples(option: str, given: Any) -> list[list[Any]]:
    """Examples of x or y, one a row."""
    if given is None:
        what = "input" if option == "--x" else "target"
        raise UsageError(f"{option}: which {what}?", expected=f"numbers such as {option} 0.05,0.10")
    if isinstance(given, str):
        return [list(row) for row in _table(option, given)]
    if not isinstance(given, list) or not given:
        raise UsageError(f"{option}: {given} is no list of numbers", expected="[0.05, 0.10]")
    return given if all(isinstance(row, list) for row in given) else [given]


def _batched(examples: list[list[Any]], batch: str, option: str) -> Any:
    """Examples as the batch form has them."""
    if batch == "rows":
        return examples
    if batch == "columns":
        if len({len(row) for row in examples}) > 1:
            raise UsageError(f"{option}: the examples have different lengths")
        return [list(column) for column in zip(*examples, strict=True)]
    if len(examples) > 1:
        raise UsageError(f"{option}: {len(examples)} examples are a batch", hint="--batch columns, or --batch rows")
    return examples[0]


def _words(freeze: Any) -> list[str]:
    return [w.strip() for w in freeze.split(",")] if isinstance(freeze, str) else list(freeze or ())


def _nudges(given: list[str] | None) -> list[tuple[str, tuple[int, ...], str]] | None:
    """w1[1,2]=0.001 as the entry, counted from 0, and the change."""
    if given is None:
        return None
    found = []
    for text in given:
        match = _ENTRY.fullmatch(text.replace(" ", ""))
        if match is None:
            raise UsageError(f"--nudge {text}: this is no change of a parameter", expected="w1[1,2]=0.001")
        where = tuple(int(n) - 1 for n in match[2].split(",")) if match[2] else ()
        found.append((match[1], where, _number("--nudge", match[3])))
    return found
