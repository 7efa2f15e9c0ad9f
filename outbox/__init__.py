"""Every email, once."""
