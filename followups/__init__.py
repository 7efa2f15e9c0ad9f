"""What is owed next: rules, planning, the sweep, drafts, the weekly digest."""
