"""What cannot be said for all sizes."""


class Unsaid(Exception):
    """A formula, or a way of reading it, that has no index form here: it is not proved, and only agrees."""
