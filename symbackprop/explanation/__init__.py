"""Worked examples: every equation of a small network with its numbers in it, and its value."""
