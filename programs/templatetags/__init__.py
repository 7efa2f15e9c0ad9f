"""Template tags of the program side."""
