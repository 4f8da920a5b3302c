"""Statements about a System as plain text: parsed with Python's own grammar, never evaluated."""
