"""For other people's tests: an equation, or NumPy code, held against what is derived."""
