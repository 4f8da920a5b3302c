"""What follows from what: the rules of calculus, derivations, contraction, definitions at work."""
