"""What formulas of documents are made of: symbols with scripts, the habits of an author, values at a point."""
