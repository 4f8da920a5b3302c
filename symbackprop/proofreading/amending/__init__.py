"""Other guesses at what the symbols of a document mean, tried where the first ones leave much of it undecided."""
