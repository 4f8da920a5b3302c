"""The mathematics that people write in LaTeX, as a tree that keeps every place and decides no meaning."""
