"""Makes one follow-up's row agree with what is known of it now. What the resident ended stays ended.

Nothing rings for a person in the trash: its dates agree, and it has no `notice_at` until it is back.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts.models import User
from contacts.models import Contact
from followups import cadence, resting
from followups.models import FollowUp, Outcome, Reminder
from followups.resting import Rested
from followups.windows import Basis, Stage, Window
from residents.models import Pause

MOMENTS = ["starts_at", "opens_at", "due_at", "late_at"]


def put(
    contact: Contact,
    basis: Basis,
    occurrence: str,
    window: Window,
    because: str,
    *,
    what: str = "",
    together: str = "",
    weight: int = 0,
) -> FollowUp:
    """Make the row, or bring the one that is there up to date: planning twice is harmless."""
    window = cadence.after_breaks(basis, window, breaks_of(contact.owner), contact.owner.zone)
    rested = resting.rested(contact.owner, basis, window)
    rings_from = window.due if basis == Basis.PREPARATION else rested.rings_from
    said = {"because": because[:300], "what": what[:300], "together": together, "weight": weight}
    made, is_new = FollowUp.objects.get_or_create(
        contact=contact,
        basis=basis,
        occurrence=occurrence,
        defaults={
            **said,
            "owner_id": contact.owner_id,
            "starts_at": window.starts,
            "opens_at": window.opens,
            "due_at": window.due,
            "late_at": rested.window.late,
            "planned_late_at": rested.planned_late_at,
            "told_at": rested.told_at,
            "notice_at": None if contact.trashed_at else rings_from,
        },
    )
    made.contact = contact
    if not is_new:
        _renew(made, rested, said)
    return made


def _renew(made: FollowUp, rested: Rested, said: dict[str, Any]) -> None:
    """What was withdrawn is owed again; what is owed says what is known now."""
    if made.outcome == Outcome.EXPIRED:
        owe_again(made)
    if not made.is_owed:
        return
    if any(getattr(made, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(made, name, value)
        made.save(update_fields=list(said))
    # The place of somebody met at an event is `planning.spread`'s to choose.
    kept = Rested(made.window, made.told_at, made.planned_late_at)
    if rested != kept and not (made.together and made.starts_at == rested.window.starts):
        move(made, rested)


def move(follow_up: FollowUp, rested: Rested) -> None:
    """Give it other dates. A stage that rang too early for them may ring again."""
    window = rested.window
    follow_up.set_window(window)
    follow_up.told_at, follow_up.planned_late_at = rested.told_at, rested.planned_late_at
    if follow_up.contact.trashed_at:
        follow_up.notice_at = None
    elif follow_up.snoozed_until is None:
        follow_up.notice_at = follow_up.rings_from
    follow_up.save(update_fields=[*MOMENTS, "told_at", "planned_late_at", "notice_at"])
    early = (
        Q(stage=Stage.OPENED, raised_at__lt=rested.rings_from)
        | Q(stage=Stage.DUE, raised_at__lt=window.due)
        | Q(stage=Stage.LATE, raised_at__lt=window.late)
    )
    Reminder.objects.filter(early, follow_up=follow_up).delete()


def owe_again(follow_up: FollowUp) -> None:
    """As if it had not ended. A stage passed meanwhile rings at the next sweep, once."""
    Reminder.objects.filter(follow_up=follow_up, seen_at=follow_up.closed_at).update(seen_at=None)
    follow_up.outcome, follow_up.closed_at = Outcome.OPEN, None
    follow_up.notice_at = None if follow_up.contact.trashed_at else follow_up.rings_from
    follow_up.save(update_fields=["outcome", "closed_at", "snoozed_until", "notice_at"])


def breaks_of(owner: User) -> list[cadence.Break]:
    """Every pause of the owner, as the rules know one."""
    pauses = Pause.objects.owned_by(owner).values_list("created_at", "starts_on", "resumed_on", "ends_on")
    return [cadence.Break(asked, first, resumed or ends) for asked, first, resumed, ends in pauses]
