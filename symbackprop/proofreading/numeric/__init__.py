"""Lines of numbers, computed again from the numbers that a document gives."""
