"""Measures what docs and design promise about speed: `make bench`."""
