"""Where a = 1/(1 + e⁻ᵛ) and 1 − a are both read, the one that needs no −v is computed first.

    c = 1/(1 + eᵛ),   a = 1 − c,   σ'(z) = a (1 − a)   →   a c

Calls of NumPy's are what a small network waits for, and this is one less for each layer of sigmoids.  Near 0, a is then
as exact as 1 − a has always been: to a unit in the last place of 1.
"""

from collections.abc import Iterable
from dataclasses import replace

from sympy import Expr, Indexed, Pow, exp

from symbackprop.compiling.formulas import Identities, written_out
from symbackprop.compiling.program import Program
from symbackprop.compiling.straight_line import Block, Instruction, Map, Product
from symbackprop.language.systems import Tensor


def with_complements(program: Program) -> Program:
    """The program with 1 − a as a quantity of its own, wherever that saves a call."""
    known: dict[str, Tensor] = {}
    blocks: list[Block] = []
    for n, block in enumerate(program.blocks):
        done: list[Instruction] = []
        for i in block.instructions:
            new = _complement(i, program.identities)
            name = str(i.target.base.label) if isinstance(i.target, Indexed) else ""
            if new is None or not _read(name, (k for b in program.blocks[n + 1 :] for k in b.instructions)):
                done.append(_rewritten(i, known))
                continue
            known[name] = replace(program.tensors[name], name=f"less_{name}")
            entry = known[name].at(*i.target.indices)
            done += [Map(entry, new), Map(i.target, 1 - entry)]
        blocks.append(replace(block, instructions=tuple(done)))
    tensors = {**program.tensors, **{t.name: t for t in known.values()}}
    return replace(program, blocks=tuple(blocks), tensors=tensors) if known else program


def _complement(i: Instruction, identities: Identities) -> Expr | None:
    """1/(1 + eᵛ) for an entry that is defined as 1/(1 + e⁻ᵛ)."""
    if not (isinstance(i, Map) and isinstance(i.target, Indexed)):
        return None
    body = written_out(i.body, identities)
    if not (isinstance(body, Pow) and body.exp == -1 and isinstance(body.base - 1, exp)):
        return None
    v = (body.base - 1).args[0]
    return 1 / (1 + exp(-v)) if v.could_extract_minus_sign() else None


def _read(name: str, instructions: Iterable[Instruction]) -> bool:
    """Whether a formula or a sum reads 1 − a."""
    bodies = [i.body for i in instructions if not isinstance(i, Product)]
    return any(body.has(1 - e) for body in bodies for e in body.atoms(Indexed) if str(e.base.label) == name)


def _rewritten(i: Instruction, known: dict[str, Tensor]) -> Instruction:
    """An instruction that reads 1 − a by its name."""
    if isinstance(i, Product):
        return i
    entries = [e for e in i.body.atoms(Indexed) if str(e.base.label) in known]
    return replace(i, body=i.body.xreplace({1 - e: known[str(e.base.label)].at(*e.indices) for e in entries}))
