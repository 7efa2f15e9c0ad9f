"""What happened: events and touches."""
