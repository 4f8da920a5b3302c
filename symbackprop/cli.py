"""The command line.  Help is answered without SymPy or NumPy; a command imports what it needs when it runs.

Exit codes: 0; 1 when the referee refutes an equation; 2 for bad input, with one message; 130 after Ctrl-C.
"""

import argparse
import difflib
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from symbackprop import __version__
from symbackprop.commands import build, check, explain, export, scaling, train_options
from symbackprop.commands.choices import BATCHES, COST, FORMATS, FORMS, HIDDEN, OUTPUT
from symbackprop.errors import SymbackpropError, UsageError

_EPILOG = """\
examples:
  symbackprop demo                                  derive, prove, train on digits: under a minute
  symbackprop derive 784-30-10                      the equations of a network, each with its verdict
  symbackprop derive --generic --form matrix        BP1 to BP4, for every layer of every network
  symbackprop train --data digits --layers 64-30-10
  symbackprop explain --example mazur               one step of a small network, with all its numbers
  symbackprop check notes.md                        which of its equations hold, and how to repair the others
  symbackprop build derivations/ -o built           documents whose equations are derived

symbackprop COMMAND --help shows more of each.
"""
_DEMO = """\
Derives the gradients of a 64-30-10 network, lets the referee prove them, turns the same equations into NumPy,
trains with them on 1,797 handwritten digits (a fifth of which is kept for the test), and writes a folder with

  derivation.tex, derivation.md   every equation, step by step
  network.py                      the NumPy functions that were trained with, for NumPy alone
  training.png                    the training curve
"""
_DEMO_EXAMPLES = """\
examples:
  symbackprop demo
  symbackprop demo --seed 3 --out results
"""
_DERIVE = """\
Derives delta, dC/dW and dC/db of every layer by the chain rule and prints each equation with the referee's verdict:
proved (for all sizes), agrees (30 digits at random points), refuted, definition or undecided.
"""
_DERIVE_EXAMPLES = f"""\
examples:
  symbackprop derive 784-30-10
  symbackprop derive 784-30-10 --hidden relu --output softmax --cost cross-entropy --batch columns --form matrix
  symbackprop derive n_0-n_1-n_2 --layer 2 --steps        symbolic widths, one layer, every step with its rule
  symbackprop derive --generic --form matrix              BP1 to BP4 for unspecified g and C
  symbackprop derive --generic --output softmax --cost cross-entropy --l2 --batch columns
  symbackprop derive 64-30-10 --format latex > equations.tex

activations:  {", ".join(HIDDEN)}
outputs:      {", ".join(OUTPUT)}
costs:        {", ".join(COST)}
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Greek shows a question mark, and no traceback
    try:
        options = _parser().parse_args(arguments)
        code = int(import_module(f"symbackprop.commands.{options.command}").run(options))
        sys.stdout.flush()
        return code
    except SymbackpropError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted; nothing half-written is left", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # the reader, such as head, has seen enough
        _leave_output()
        return 0
    except OSError as error:  # a full disk
        _leave_output()
        print(f"{error.filename or 'the output'}: {error.strerror or error}", file=sys.stderr)
        return 2


def _leave_output() -> None:
    """What is not written yet goes nowhere, so that the interpreter does not try again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Parser(argparse.ArgumentParser):
    """An ArgumentParser whose complaints are messages of ours, with the nearest option."""

    def error(self, message: str) -> NoReturn:
        """Raise UsageError in place of printing the usage."""
        hint = f"{self.prog} --help shows examples"
        known = [option for action in self._actions for option in action.option_strings if option.startswith("--")]
        commands = [name for action in self._actions if isinstance(action.choices, dict) for name in action.choices]
        # the user's own words in the message: argparse lists the choices after them
        written = re.match(r".*?invalid choice: '([^']*)'|unrecognized arguments: (.*)", message)
        for word in " ".join(filter(None, written.groups())).split() if written else ():
            near = difflib.get_close_matches(word.split("=")[0], known if word.startswith("-") else commands, 1, 0.6)
            if near:
                hint = f"did you mean {near[0]} ?   ({hint})"
                break
        raise UsageError(f"{self.prog}: {message}", hint=hint)

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse, and complain in the words of the command about options that it does not have."""
        options, unknown = self.parse_known_args(args, namespace)
        if unknown:
            getattr(options, "parser", self).error(f"unrecognized arguments: {' '.join(unknown)}")
        return options


def _parser() -> _Parser:
    formatter = argparse.RawDescriptionHelpFormatter
    parser = _Parser(
        prog="symbackprop",
        description="Derives, proves, typesets, checks and runs the equations of backpropagation.",
        epilog=_EPILOG,
        formatter_class=formatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"symbackprop {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    texts = {
        "demo": ("derive, prove and train: the whole of it, in under a minute", _DEMO, _DEMO_EXAMPLES, _add_demo),
        "derive": ("print the equations of a network, each with its verdict", _DERIVE, _DERIVE_EXAMPLES, _add_derive),
        "train": (
            train_options.SUMMARY,
            train_options.DESCRIPTION,
            train_options.EPILOG,
            train_options.add_options,
        ),
        "explain": (explain.SUMMARY, explain.DESCRIPTION, explain.EPILOG, explain.add_options),
        "check": (check.SUMMARY, check.DESCRIPTION, check.EPILOG, check.add_options),
        "build": (build.SUMMARY, build.DESCRIPTION, build.EPILOG, build.add_options),
        "export": (export.SUMMARY, export.DESCRIPTION, export.EPILOG, export.add_options),
        "scaling": (scaling.SUMMARY, scaling.DESCRIPTION, scaling.EPILOG, scaling.add_options),
    }
    for name, (summary, description, epilog, add) in texts.items():
        command = commands.add_parser(
            name, help=summary, description=description, epilog=epilog, formatter_class=formatter, allow_abbrev=False
        )
        command.set_defaults(parser=command)
        add(command)
    return parser


def _add_demo(command: _Parser) -> None:
    command.add_argument("--seed", type=int, default=0, help="of the initial weights and the mini-batches (0)")
    command.add_argument("--out", default="symbackprop-demo", metavar="FOLDER", help="what to write (symbackprop-demo)")


def _add_derive(command: _Parser) -> None:
    command.add_argument("layers", nargs="?", metavar="LAYERS", help="widths, inputs first: 784-30-10 or n_0-n_1-n_2")
    scope = command.add_mutually_exclusive_group()
    scope.add_argument("--layer", type=int, metavar="L", help="this layer alone")
    scope.add_argument("--generic", action="store_true", help="every layer l at once; g and C unspecified by default")
    command.add_argument("--hidden", metavar="NAME", help="activation of the hidden layers (sigmoid)")
    command.add_argument("--output", metavar="NAME", help="activation of the last layer (what fits the cost)")
    command.add_argument("--cost", metavar="NAME", help="cost (what fits the output; cross-entropy)")
    command.add_argument("--l2", action="store_true", help="add L2 regularisation, with the strength lambda")
    command.add_argument("--batch", default="none", metavar="FORM", help=f"{', '.join(BATCHES)} (none: one example)")
    command.add_argument("--form", default="component", metavar="FORM", help=f"{' or '.join(FORMS)} (component)")
    command.add_argument("--steps", action="store_true", help="show the derivations, each step with its rule")
    command.add_argument("--format", default="text", metavar="FORMAT", help=f"{', '.join(FORMATS)} (text)")
    command.add_argument("--notation", default="default", metavar="NAME", help="default, nielsen, ng (default)")
    command.add_argument("--no-check", action="store_true", help="leave the referee out: no verdicts")
