"""Derivation and typesetting against depth and width, beside SymPy's `diff` on scalar symbols, in one run.

Run: python tests/benchmarks/derivation.py [--peer-seconds 25]
"""

import argparse
import itertools
import math
import os
import platform
import time

import sympy

import symbackprop as sb


def network(depth, width, inputs=64, outputs=10):
    """A network of `depth` dense layers: tanh inside, softmax with cross-entropy at the end."""
    hidden = [layer for _ in range(depth - 1) for layer in (sb.Dense(width), sb.Tanh())]
    return sb.network(inputs, *hidden, sb.Dense(outputs), sb.Softmax(), cost=sb.CrossEntropy(), batch="columns")


def seconds(action, repeats=3):
    """The least of some runs."""
    best = math.inf
    for _ in range(repeats):
        sympy.core.cache.clear_cache()
        begin = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - begin)
    return best


def exponent(points):
    """The slope of log(seconds) over log(depth), by least squares."""
    xs, ys = [math.log(d) for d, _ in points], [math.log(t) for _, t in points]
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True)) / sum((x - mx) ** 2 for x in xs)


def scalar_diff(widths):
    """SymPy's diff of the written-out cost of a sigmoid network by every weight: what a direct use of SymPy does."""
    a = list(sympy.symbols(f"x:{widths[0]}"))
    weights = []
    for layer, (below, above) in enumerate(itertools.pairwise(widths), 1):
        rows = [sympy.symbols(f"w{layer}_{j}_:{below}") for j in range(above)]
        weights += [w for row in rows for w in row]
        a = [1 / (1 + sympy.exp(-sum(w * u for w, u in zip(row, a, strict=True)))) for row in rows]
    cost = sum((u - y) ** 2 for u, y in zip(a, sympy.symbols(f"y:{len(a)}"), strict=True)) / 2
    return [sympy.diff(cost, w) for w in weights]


def main():
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer-seconds", type=float, default=25, help="stop deepening SymPy's diff after one such run")
    limit = parser.parse_args().peer_seconds
    print(f"python {platform.python_version()}, sympy {sympy.__version__}, {os.cpu_count()} cores, one thread used\n")
    print("depth   width   derive s   derive + typeset s   characters")
    points = []
    for depth in (5, 20, 100):
        for width in (30, 3000):
            net = network(depth, width)
            derive = seconds(lambda net=net: sb.backprop(net), 2)
            both = seconds(lambda net=net: sb.typeset(sb.backprop(net), form="matrix"), 2)
            text = sb.typeset(sb.backprop(net), form="matrix")
            print(f"{depth:5}   {width:5}   {derive:8.2f}   {both:18.2f}   {len(text):10}")
        points.append((depth, both))
    print(f"\nexponent of derive + typeset in the depth: {exponent(points):.2f} (1 is linear)")
    small = sb.network(
        784, sb.Dense(30), sb.Sigmoid(), sb.Dense(10), sb.Softmax(), cost=sb.CrossEntropy(), batch="columns"
    )
    print(f"784-30-10: {seconds(lambda: sb.typeset(sb.backprop(small), form='matrix')):.2f} s\n")
    print(
        "SymPy's diff on scalar symbols (every weight, nothing simplified)\n"
        "widths                 weights   s   operations printed"
    )
    for hidden in range(1, 12):
        widths = [2] + [3] * hidden + [1]
        begin = time.perf_counter()
        gradients = scalar_diff(widths)
        took = time.perf_counter() - begin
        operations = sum(g.count_ops() for g in gradients)
        print(f"{'-'.join(map(str, widths)):20} {len(gradients):9}   {took:.2f}   {operations}", flush=True)
        if time.perf_counter() - begin > limit:
            print(f"stopped: the last row took more than {limit:g} s")
            break


if __name__ == "__main__":
    main()
