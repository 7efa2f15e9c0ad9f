"""The resident's own side."""
