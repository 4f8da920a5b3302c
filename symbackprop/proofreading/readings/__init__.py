"""Ways in which a text may be meant where it leaves something open, and which statements are about batches."""
