"""What can be said: indices, functions, nodes, equations and systems."""
