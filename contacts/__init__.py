"""Whom you know."""
