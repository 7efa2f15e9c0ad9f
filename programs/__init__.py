"""Residency programs. `projection.py` is the only door to private data."""
