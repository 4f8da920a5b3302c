"""Networks that the tests of matrix form and of typesetting share."""

import symbackprop as sb


def networks() -> dict[str, sb.System]:
    """Backpropagated networks of every batch form, with square ones (whose shapes forgive a dropped transpose)."""
    forward = {
        "columns": sb.network(784, sb.Dense(30), sb.Sigmoid(), sb.Dense(10), sb.Softmax(), cost=sb.CrossEntropy(),
                              batch="columns", regularisation=sb.L2()),
        "rows": sb.network(784, sb.Dense(30), sb.Sigmoid(), sb.Dense(10), sb.Softmax(), cost=sb.CrossEntropy(),
                           batch="rows"),
        "one": sb.network("n_0", sb.Dense("n_1"), sb.Sigmoid(), sb.Dense("n_2"), sb.Softmax(), cost=sb.Quadratic()),
        "single": sb.network(3, sb.Dense(2), sb.Tanh(), sb.Dense(1), sb.Sigmoid(), cost=sb.BinaryCrossEntropy(),
                             batch="rows"),
        "absolute": sb.network(3, sb.Dense(2), sb.Softmax(), cost=sb.MeanAbsoluteError(), batch="rows"),
        "binary": sb.network(3, sb.Dense(4), sb.Tanh(), sb.Dense(2), sb.Sigmoid(), cost=sb.BinaryCrossEntropy(),
                             batch="columns", regularisation=sb.L2()),
        "square": sb.network(4, sb.Dense(4), sb.Sigmoid(), sb.Dense(4), sb.Softmax(), cost=sb.Quadratic(),
                             batch="columns"),
        "square rows": sb.network(4, sb.Dense(4), sb.Tanh(), sb.Dense(4), sb.Sigmoid(), cost=sb.MeanSquaredError(),
                                  batch="rows", regularisation=sb.L2()),
        "generic": sb.generic_network(),
        "generic softmax": sb.generic_network(sb.Sigmoid(), sb.Softmax(), sb.CrossEntropy(), "columns", sb.L2()),
        "generic rows": sb.generic_network(sb.Tanh(), sb.Softmax(), sb.Quadratic(), "rows", sb.L2()),
    }  # fmt: skip
    return {name: sb.backprop(net) for name, net in forward.items()}


NETWORKS = networks()
