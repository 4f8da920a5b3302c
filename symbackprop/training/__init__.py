"""Networks trained: data, initial parameters, gradient descent, prediction."""
