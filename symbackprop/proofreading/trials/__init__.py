"""Claims held against worlds: true, false, or unclear."""
