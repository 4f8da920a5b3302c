"""The referee: judges every step and every equation by the definitions alone, and does not know the deriver."""
