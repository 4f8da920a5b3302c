"""What was found, as data, as text, as SARIF, as annotations, as a table; and what a document says to its reader."""
