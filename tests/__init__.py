"""Tests, benchmarks, and `python -m tests`: everything that must hold, in one command."""
