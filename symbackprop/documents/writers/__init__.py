"""Writers: each walks the blocks of a Document and returns the files that it becomes, by name."""
