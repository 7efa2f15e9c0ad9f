"""What is owed, the reminders raised for it, the drafts and the weekly emails."""

from followups.models.letters import LETTER_LENGTH, Letter
from followups.models.mails import Digest
from followups.models.owed import BASES, FollowUp, Moments, Outcome, Reminder

__all__ = ["BASES", "LETTER_LENGTH", "Digest", "FollowUp", "Letter", "Moments", "Outcome", "Reminder"]
