"""Derivations as documents: MyST Markdown whose equations are made, not typed, in every format that people use.

source → parsing → evaluation (head, networks, quantities, directives) → model → writers.  What an author can write is
listed in `directives`; what a document is after evaluation, in `model`; a writer only walks blocks.
"""
