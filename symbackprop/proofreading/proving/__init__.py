"""Claims written for all sizes, for the referee to prove."""
