"""Documents as they come: every piece of mathematics in them, with its exact place, cut into single statements."""
