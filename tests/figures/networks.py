"""The networks that figures are tried on: small, two hidden layers, wide, generic, one unit a layer, deep."""

import symbackprop as sb


def plain(*widths, batch="columns", hidden=None, output=None, cost=None):
    """A network of dense layers, sigmoid unless told otherwise."""
    hidden = hidden or sb.Sigmoid()
    layers = [layer for n in widths[1:-1] for layer in (sb.Dense(n), hidden)]
    return sb.network(
        widths[0], *layers, sb.Dense(widths[-1]), output or hidden, cost=cost or sb.Quadratic(), batch=batch
    )


NETWORKS = {
    "2-3-1": plain(2, 3, 1),
    "2-2-2-1": plain(2, 2, 2, 1, batch=None),
    "784-30-10": plain(784, 30, 10, output=sb.Softmax(), cost=sb.CrossEntropy()),
    "generic": sb.generic_network(batch="columns"),
    "generic softmax": sb.generic_network(sb.LeakyReLU(), sb.Softmax(), sb.CrossEntropy(), "rows", sb.L2(1)),
    "1-1-1": plain(1, 1, 1, batch=None),
    "ten layers": plain(*[5] * 10, 3, batch="rows", hidden=sb.ReLU(), output=sb.Identity()),
    "symbols": plain(*map(sb.size, ("n_0", "n_1", "n_2"))),
    "gradients too": sb.backprop(plain(2, 3, 1)),
}
KINDS = ("flow", "output-layer", "schematic", "training-loop", "network", "path")
