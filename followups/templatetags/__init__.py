"""Template tags of the follow-ups."""
