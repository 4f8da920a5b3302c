"""Documents made to break the checker: each must end in bounded time and memory, with a message and no traceback.

Run: python tests/benchmarks/hostile_documents.py [--fuzz 100000] [--seed 0] [--seconds 20]
Each hostile document goes through the command in a process of its own.  --fuzz makes documents of fragments of LaTeX
and Markdown (hypothesis) and lets the checker read them in this process: what is neither a report nor a refusal is a
crash.
"""

import argparse
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from symbackprop.commands.proofreading import FAILED

WORDS = re.findall(
    r"\S+",
    r"""
$ $$ \( \) \[ \] \begin{aligned} \end{aligned} \begin{cases} \end{cases} { } ^ _ & \\ = + - \frac \sum_{i=1}^{n}
\partial \delta^{[l]} \delta^{(l+1)} W^{[l]} w_{jk} a^{[l-1]T} z b_j C \sigma \sigma' ( ) \left( \right) 1 2 m
\frac{1}{m} \odot * .* np.sum( axis=0 \text{if} \ne \hat{y} \mathbf{x} ' T \top \label{a} \tag{1} \a \b{\b{x}}
\newcommand{\a}{\a\a} \def\b#1{#1#1} - > | ` ``` <!-- --> % 0.75136507 \approx \log e^{-z} \underbrace{ \\[2pt]
\begin{bmatrix} \end{bmatrix} 权重 \ || \| \nabla_a \ldots \begin{align} \end{align} \Rightarrow \leftarrow := , ;
""",
)
FRAGMENTS = (*WORDS, " ", "\n", "\n\n", "# h\n", "<!-- symbackprop: wrong -->", "\x00", "\u202e", "d W")


def hostile() -> dict[str, bytes]:
    """Documents by what is wrong with them."""
    noise = random.Random(0)
    doubling = [b"\\newcommand{\\x%c}{\\x%c\\x%c}" % (97 + i, 98 + i, 98 + i) for i in range(25)]
    rows = b"\\\\".join([b" & ".join([b"1"] * 300)] * 300)
    formula = "$$\\delta^{[l]} = (W^{[l+1]T} \\delta^{[l+1]}) \\odot \\sigma'(z^{[l]})$$\n\n"
    return {
        "10 MB of equations": (formula * (10_000_000 // len(formula))).encode(),
        "10 MB of prose": ("Some words about weights and a dollar $5. " * 240_000).encode(),
        "10 MB on one line": ("$a = b$ " * 1_250_000).encode(),
        "braces 100,000 deep": b"$$" + b"{" * 100_000 + b"x" + b"}" * 100_000 + b"$$",
        "brackets 100,000 deep": b"$$" + b"(" * 100_000 + b"x" + b")" * 100_000 + b"$$",
        "brackets 5,000 deep": b"$$a = " + b"(" * 5_000 + b"x" + b")" * 5_000 + b"$$",
        "fractions 190 deep": b"$$a = " + b"\\frac{1}{" * 190 + b"x" + b"}" * 190 + b"$$",
        "powers 1,000 deep": b"$$a = x" + b"^{x" * 1_000 + b"}" * 1_000 + b"$$",
        "a tower of powers": b"$$a = 9^{9^{9^{9^{9^{9}}}}}$$ and $z = w a + b$",
        "an endless macro": b"\\newcommand{\\a}{\\b\\b}\\newcommand{\\b}{\\a\\a}$$x = \\a$$",
        "an exponential macro": b"".join(doubling) + b"$\\xa = y$",
        "binary garbage": bytes(noise.randrange(256) for _ in range(1_000_000)),
        "garbage without zeros": bytes(noise.randrange(1, 256) for _ in range(1_000_000)),
        "a million dollars": b"$" * 1_000_000,
        "a million opened displays": b"$$ x = " * 1_000_000,
        "a chain of 5,000 links": b"$$" + b" = ".join(b"a_{%d}" % i for i in range(5_000)) + b"$$",
        "a sum of 5,000 terms": b"$$a = " + b" + ".join(b"w_{%d} x_{%d}" % (i, i) for i in range(5_000)) + b"$$",
        "a matrix of 300 x 300": b"$$A = \\begin{bmatrix}" + rows + b"\\end{bmatrix}$$",
        "50 sums within each other": b"$$C = " + b"".join(b"\\sum_{i_{%d}=1}^{n}" % i for i in range(50)) + b" x$$",
        "huge sizes": b"$$C = \\sum_{i=1}^{10^{9}} \\sum_{j=1}^{999999999999} a_{ij}$$ and $x = 10^{10^{10}}$",
        "fences that nothing closes": b"symbackprop: \n" + b"\n".join(b"`" * n + b"x" for n in range(3000, 2, -1)),
        "ticks that nothing closes": b"symbackprop " + b" x ".join(b"`" * n for n in range(3000, 2, -1)),
        "verbatim text that nothing closes": b"\\begin{verbatim} \\begin{lstlisting} " * 200_000 + b"$a = b$",
        "attributes of Python": b"$$x = __import__('os').system('false')$$ $y = np.sum(__class__.__bases__)$",
        "a label 100,000 times": b"$$a = b \\label{x}$$\n\n" * 50_000,
    }  # fmt: skip


def run_hostile(seconds: float) -> int:
    """Each through the command; how many failed."""
    failed = 0
    print(f"{'document':28s} {'exit':>4s} {'seconds':>8s} {'MB':>6s}  says")
    with tempfile.TemporaryDirectory() as folder:
        for name, data in hostile().items():
            path = Path(folder, "hostile.md")
            path.write_bytes(data)
            command = [sys.executable, "-m", "symbackprop", "check", str(path), "--seconds", str(int(seconds))]
            begin = time.perf_counter()
            try:
                done = subprocess.run(command, capture_output=True, timeout=6 * seconds + 60, check=False, text=True)
                code, said = done.returncode, (done.stderr or done.stdout).strip()
            except subprocess.TimeoutExpired:
                code, said = -1, "did not end"
            took = time.perf_counter() - begin
            most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
            bad = code not in (0, 1, 2) or "Traceback" in said or FAILED in said
            failed += bad
            line = next((part for part in said.splitlines() if "hostile.md:" in part), said)[:110]
            line = line.replace(f"{path}: ", "")
            print(f"{name:28s} {code:4d} {took:8.1f} {most:6d}  {'FAILED ' if bad else ''}{line}", flush=True)
    print("(MB: the most that any process needed so far)")
    return failed


def run_fuzz(count: int, start: int) -> None:
    """Documents of fragments, until one is no report and no refusal."""
    from symbackprop.errors import SymbackpropError
    from symbackprop.proofreading.documents import check_document

    names = st.sampled_from(["a.md", "a.md", "a.tex", "a.rst", "a.html"])
    body = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=40).map("".join)
    wrapped = st.sampled_from(["{}", "$${}$$", "$z = w a + b$, $a = \\sigma(z)$, $C = (a - y)^2$. $${}$$"])
    seen: list[float] = [0, time.perf_counter(), 0.0]

    @seed(start)
    @settings(max_examples=count, deadline=None, database=None, phases=[Phase.generate, Phase.shrink],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(names, body, wrapped)
    def reads(name: str, text: str, frame: str) -> None:
        begin = time.perf_counter()
        try:
            report = check_document(frame.replace("{}", text), name=name, seconds=5)
            str(report)
        except SymbackpropError:
            pass
        seen[0] += 1
        seen[2] = max(seen[2], time.perf_counter() - begin)
        if seen[0] % 1000 == 0:
            rate = seen[0] / (time.perf_counter() - seen[1])
            print(f"{seen[0]:>7} documents, {rate:.0f} a second, the slowest {seen[2]:.1f} s", flush=True)

    reads()
    print(f"{seen[0]} documents from seed {start} and no crash, the slowest {seen[2]:.1f} s")


def main() -> int:
    """Hostile documents, or the fuzzer."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--fuzz", type=int, default=0)
    arguments.add_argument("--seed", type=int, default=0, help="where the fuzzer begins")
    arguments.add_argument("--seconds", type=float, default=20)
    given_ = arguments.parse_args()
    if given_.fuzz:
        run_fuzz(given_.fuzz, given_.seed)
        return 0
    return 1 if run_hostile(given_.seconds) else 0


if __name__ == "__main__":
    sys.exit(main())
