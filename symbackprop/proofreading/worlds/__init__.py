"""Random networks that do what a document says: every quantity has a value, every derivative is a number."""
