"""How parameters are changed by their gradients: update rules as equations, of the same kind as all others."""
