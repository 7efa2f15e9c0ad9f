"""The one email a program sends: an invitation."""

from __future__ import annotations

from django.template.loader import render_to_string

from accounts.models import User
from programs.models import Invitation


def invitation_letter(invitation: Invitation, link: str, actor: User) -> tuple[str, str]:
    """Subject and text."""
    context = {"invitation": invitation, "program": invitation.program, "link": link, "actor": actor}
    text = render_to_string("programs/mail/invitation.txt", context)
    return f"Joining {invitation.program.name}", text
