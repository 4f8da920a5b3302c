"""Matrix form: a tree with shapes, recovered from the index form and lowered back to it."""
