"""What follows from what a text says by the chain rule alone, letter by letter, without any network behind it."""
