"""A training that is killed again and again ends with the same bytes as one that was left alone.

`python tests/benchmarks/kill_and_resume.py [KILLS]` runs `symbackprop train` on digits in a process of its own, kills
it (SIGKILL) at a random moment after its first steps, gives the same command again, and so on; it prints the number of
kills, how many of them had moved the checkpoint, and both hashes.
"""

import hashlib
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from symbackprop.training.archives import read_archive
from symbackprop.training.checkpoints import KIND

COMMAND = (
    sys.executable, "-m", "symbackprop", "train", "--data", "digits", "--layers", "64-60-10", "--optimiser", "adam",
    "--batch-size", "4", "--validation", "0.1", "--l2", "0.1", "--json",
)  # fmt: skip
EPOCHS = 400
"""Far more than are done between two kills, and few enough for a run of a minute or two."""


def start(folder: Path, name: str, *more: str) -> "subprocess.Popen[bytes]":
    """The command, with a file for its result."""
    line = (*COMMAND, "--epochs", str(EPOCHS), "--save", str(folder / f"{name}.npz"), *more)
    return subprocess.Popen(line, stdout=subprocess.DEVNULL)


def steps_of(checkpoint: Path) -> int:
    """How far a checkpoint is; it is always whole."""
    return int(read_archive(checkpoint, KIND)[1]["steps"]) if checkpoint.exists() else 0


def wait_for_steps(process: "subprocess.Popen[bytes]", checkpoint: Path) -> None:
    """Until a process has begun to write checkpoints."""
    before = checkpoint.stat().st_mtime_ns if checkpoint.exists() else 0
    while process.poll() is None and (not checkpoint.exists() or checkpoint.stat().st_mtime_ns == before):
        time.sleep(0.002)


def main(kills: int) -> int:
    """Kill, resume, compare."""
    moments, moved = random.Random(0), 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = time.perf_counter()
        start(folder, "alone").wait()
        print(f"left alone: {time.perf_counter() - began:.0f} s", flush=True)
        kept = ("--checkpoint", str(folder / "run.npz"), "--resume", "--interval", "0")
        for number in range(1, kills + 1):
            before = steps_of(folder / "run.npz")
            process = start(folder, "killed", *kept)
            wait_for_steps(process, folder / "run.npz")
            time.sleep(moments.uniform(0, 0.8))
            if process.poll() is not None:
                print(f"it had ended before kill {number}")
                break
            process.send_signal(signal.SIGKILL)
            process.wait()
            moved += steps_of(folder / "run.npz") > before
            print(f"kill {number:>3}: step {steps_of(folder / 'run.npz'):,}", flush=True)
        start(folder, "killed", *kept).wait()
        hashes = {n: hashlib.sha256((folder / f"{n}.npz").read_bytes()).hexdigest() for n in ("alone", "killed")}
    print(f"{number} kills, {moved} of them after the checkpoint had moved")
    for name, found in hashes.items():
        print(f"{name:<7} {found}")
    print("the same bytes" if len(set(hashes.values())) == 1 else "DIFFERENT")
    return int(len(set(hashes.values())) != 1)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
