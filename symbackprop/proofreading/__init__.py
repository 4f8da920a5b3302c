"""Documents proofread: which of their equations hold, under which reading, and what to write where one does not."""
