"""What hangs on a person, said when they go into the trash: it waits there with them."""

from __future__ import annotations

from django.db.models import Q
from django.utils.text import get_text_list

from accounts.models import User
from contacts.models import Contact, Introduction, RoleTerm
from followups.models import FollowUp
from interactions.models import Advice, Pairing


def waits_with(user: User, contact: Contact) -> str:
    """“ 2 roles and 1 introduction wait with them.”; nothing when nothing does."""
    introduced = Q(introducer=contact) | Q(introduced=contact)
    under_way = Q(one=contact) | Q(other=contact)
    introductions = Introduction.objects.owned_by(user).filter(introduced).count()
    introductions += Pairing.objects.owned_by(user).filter(under_way, made_at__isnull=True).count()
    counts = (
        (
            RoleTerm.objects.owned_by(user).filter(contact=contact, ends_on__isnull=True).count(),
            "role",
            "roles",
        ),
        (introductions, "introduction", "introductions"),
        (
            Advice.objects.owned_by(user).filter(contact=contact).open().count(),
            "piece of advice",
            "pieces of advice",
        ),
        (FollowUp.objects.owned_by(user).filter(contact=contact).owed().count(), "follow-up", "follow-ups"),
    )
    told = [f"{number} {one if number == 1 else more}" for number, one, more in counts if number]
    wait = "waits" if len(told) == 1 and told[0].startswith("1 ") else "wait"
    return f" {get_text_list(told, 'and')} {wait} with them." if told else ""
