"""Which values share memory: each takes the place of one that is no longer read, all places are in one array.

A formula's result takes the memory of an operand that it is the last to read (a = σ(z) where z was), and the last call
of an update writes where the parameter stands, with all calls before it that can.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from symbackprop.compiling.calls import Call, Value


@dataclass(frozen=True)
class Places:
    """Where values lie: `slot` numbers by name, and how many entries each slot has; fixed values have none."""

    slot: Mapping[str, int]
    sizes: tuple[int, ...]


def placed(calls: Sequence[Call], fixed: Iterable[str], sizes: Mapping[str, int]) -> Places:
    """Places for all values that are not `fixed` (held by arrays of their own)."""
    elsewhere = set(fixed)
    last = {v.name: n for n, c in enumerate(calls) for v in (*c.operands, c.out)}
    slot: dict[str, int] = {}
    slots: list[int] = []
    free: list[int] = []
    for n, call in enumerate(calls):
        dying = [v for v in call.operands if last[v.name] == n and v.name in slot]
        if call.out.name not in elsewhere and call.out.name not in slot:
            size = sizes[call.out.name]
            heirs = [v for v in dying if call.entrywise and v.axes == call.out.axes]
            if heirs:
                slot[call.out.name] = slot[heirs[0].name]
                dying.remove(heirs[0])
            else:
                slot[call.out.name] = _taken(size, free, slots)
        free += [slot[v.name] for v in dict.fromkeys(dying) if slot[v.name] != slot.get(call.out.name)]
        if last[call.out.name] == n and call.out.name in slot:
            free.append(slot[call.out.name])
    return Places(slot, tuple(slots))


def written_in_place(calls: Sequence[Call], fixed: Iterable[str]) -> list[Call]:
    """The calls, with intermediate results of an update written where its target stands: v ← β v + g needs no third
    array beside v and g.

    A value moves into the target when the last call of the update alone reads it, and nothing in between reads what
    the target held before.
    """
    done = list(calls)
    targets = set(fixed)
    for n in range(len(done) - 1, -1, -1):
        target = done[n].out.name
        if target not in targets:
            continue
        for operand in done[n].operands:
            before = [k for k in range(n) if done[k].out.name == operand.name]
            if not before or operand.name in targets or operand.axes != done[n].out.axes or not done[n].entrywise:
                continue
            k = before[-1]
            between = done[k + 1 : n + 1]
            read_later = any(operand in c.operands for c in done[n + 1 :])
            if read_later or any(target in (v.name for v in c.operands) for c in between):
                continue
            moved = Value(target, operand.axes, operand.truth)
            done[k] = Call(done[k].text, done[k].operands, moved, done[k].entrywise)
            for later in range(k + 1, n + 1):
                call = done[later]
                operands = tuple(moved if v == operand else v for v in call.operands)
                done[later] = Call(call.text, operands, call.out, call.entrywise)
            break
    return done


def _taken(size: int, free: list[int], slots: list[int]) -> int:
    """The smallest free slot that is large enough; else the largest, made larger; else a new one."""
    enough = [n for n in free if slots[n] >= size]
    if not free:
        slots.append(size)
        return len(slots) - 1
    found = min(enough, key=lambda n: slots[n]) if enough else max(free, key=lambda n: slots[n])
    free.remove(found)
    slots[found] = max(slots[found], size)
    return found
