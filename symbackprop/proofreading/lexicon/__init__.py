"""What a document says: its definitions, functions, shapes and letters, and what a text takes for granted."""
