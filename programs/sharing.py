"""Verbs of a resident's sharing. What is withdrawn goes at once; what is added waits for Monday."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum

from django.db import transaction

from accounts.models import User
from programs import enrolling, projection
from programs.ended import forget_left
from programs.models import (
    AdvisingMeeting,
    Consent,
    Enrollment,
    HelpRequest,
    Level,
    RelationshipConsent,
    RosterEntry,
    ShareEvent,
)

WIDTH = {Level.PRIVATE: 0, Level.COVERAGE: 1, Level.NAMED: 2}
SWITCHES = {"counted": "counting the seat", "named": "the name"}
QUESTIONS = {
    "confirms_meetings": "advisor meetings for the record",
    "shows_next_meeting": "whether a next meeting is planned",
}


class ChangedMeanwhile(Exception):
    """Another window changed the sharing first; nothing was saved."""


class Takes(Enum):
    """When a change shows on the roster."""

    NOTHING = "nothing changed"
    AT_ONCE = "at once"
    MONDAY = "from Monday"


def choose(row: Enrollment, level: Level, version: int, now: datetime) -> Takes:
    """How much the roster shows. The first choice shows at once, so that joining leaves no blank week."""
    with _locked(row):
        consent = _consent(row)
        first = not RosterEntry.objects.filter(enrollment=row).exists()
        before = Level(consent.level)
        if before == level and not first:
            return Takes.NOTHING
        consent.level = level
        if level == Level.PRIVATE:
            consent.nudged = {}
        _keep(consent, version, f"chose {level.label}", now)
        if first:
            projection.project(now, [row.pk])
    return Takes.MONDAY if WIDTH[level] > WIDTH[before] and not first else Takes.AT_ONCE


def switch(row: Enrollment, contact_id: int, what: str, on: bool, version: int, now: datetime) -> Takes:
    """One switch of one relationship. Raises KeyError when there is no such switch."""
    with _locked(row):
        switchable = {one.contact_id: one for one in projection.relationships(row, now) if not one.stays_out}
        one = switchable[contact_id]
        if (one.counted, one.named)[list(SWITCHES).index(what)] == on:
            return Takes.NOTHING
        changed: dict[str, bool] = {what: on}
        if what == "named" and on:
            # A name without its seat would show somebody who does not count.
            changed["counted"] = True
        if what == "counted" and not on:
            changed["named"] = False
        RelationshipConsent.objects.update_or_create(enrollment=row, contact_id=contact_id, defaults=changed)
        said = f"switched {SWITCHES[what]} {'on' if on else 'off'} for one person"
        _keep(_consent(row), version, said, now)
    return Takes.MONDAY if on else Takes.AT_ONCE


def answer(row: Enrollment, question: str, yes: bool, version: int, now: datetime) -> Takes:
    """One of the smaller questions; a no to meetings takes the recorded ones back."""
    with _locked(row):
        consent = _consent(row)
        if getattr(consent, question) == yes:
            return Takes.NOTHING
        setattr(consent, question, yes)
        _keep(consent, version, f"said {'yes' if yes else 'no'} to {QUESTIONS[question]}", now)
        if question == "confirms_meetings":
            if not yes:
                AdvisingMeeting.objects.filter(enrollment=row).delete()
            return Takes.AT_ONCE
    return Takes.MONDAY if yes else Takes.AT_ONCE


def ask_help(row: Enrollment, role: str, sentence: str, now: datetime) -> HelpRequest:
    """Ask the program for an introduction; shown at once. Asking again changes the open request."""
    with _locked(row):
        request, _ = HelpRequest.objects.update_or_create(
            enrollment=row,
            answered_at=None,
            defaults={"role": role, "sentence": sentence},
            create_defaults={"role": role, "sentence": sentence, "since": now},
        )
        _note(row, "asked for help", now)
    return request


def take_back_help(row: Enrollment, now: datetime) -> bool:
    """The request is gone from the roster at once, with its words; False when none was open."""
    with _locked(row):
        asked = HelpRequest.objects.filter(enrollment=row, answered_at=None)
        taken, _ = asked.delete()
        if taken:
            _note(row, "took the request for help back", now)
    return bool(taken)


def count_meeting(row: Enrollment, day: date, now: datetime) -> bool:
    """One meeting counts for the half-year record: its date only. False when that day counts already."""
    with _locked(row):
        if not Consent.objects.filter(enrollment=row, confirms_meetings=True).exists():
            raise ChangedMeanwhile
        _, made = AdvisingMeeting.objects.get_or_create(
            enrollment=row, held_on=day, defaults={"recorded_at": now}
        )
        if made:
            _note(row, "counted an advisor meeting", now)
    return made


def uncount_meeting(row: Enrollment, day: date, now: datetime) -> bool:
    """Take a counted meeting back; False when that day does not count."""
    with _locked(row):
        gone, _ = AdvisingMeeting.objects.filter(enrollment=row, held_on=day).delete()
        if gone:
            _note(row, "took a counted meeting back", now)
    return bool(gone)


def name_advisor(row: Enrollment, contact_id: int, advisor_id: int) -> None:
    """The resident says which of their people the program's advisor is; known to nobody else."""
    with _locked(row):
        others = RelationshipConsent.objects.filter(enrollment=row, advisor=advisor_id)
        others.exclude(contact=contact_id).update(advisor=None)
        RelationshipConsent.objects.update_or_create(
            enrollment=row, contact_id=contact_id, defaults={"advisor_id": advisor_id}
        )


def leave(row: Enrollment, user: User, now: datetime) -> bool:
    """The resident leaves: the row goes, and what was shared is deleted. False when it had gone already."""
    with transaction.atomic():
        if not enrolling.leave(row, user, now):
            return False
        forget_left([row.pk])
        _note(row, "left", now)
    return True


def narrow(user: User, now: datetime) -> None:
    """Somebody of the resident's may have to stay out from now on: tagged, in support, trashed, moved away.

    Called from the dashboard, in the transaction that wrote it, because the people's own app must not know
    of programs. What is written elsewhere is noticed by the hour (`projection.project_weekly`).
    """
    shown = RosterEntry.objects.filter(enrollment__user=user).exclude(active="")
    for pk in shown.order_by("pk").values_list("pk", flat=True):
        projection.withdraw(pk, now)


@contextmanager
def _locked(row: Enrollment) -> Iterator[None]:
    with transaction.atomic():
        here = Enrollment.objects.active_for(row.user) if row.user else Enrollment.objects.none()
        if not here.select_for_update(no_key=True).filter(pk=row.pk).exists():
            raise ChangedMeanwhile
        yield


def _consent(row: Enrollment) -> Consent:
    return Consent.objects.filter(enrollment=row).first() or Consent(
        enrollment=row, version=0, home=row.program.institution
    )


def _keep(consent: Consent, version: int, said: str, now: datetime) -> None:
    """Save what was changed, unless another window was first; what it takes back goes at once."""
    if consent.version != version:
        raise ChangedMeanwhile
    consent.version, consent.changed_at = version + 1, now
    consent.save()
    _note(consent.enrollment, said, now)
    projection.withdraw(consent.enrollment_id, now)


def _note(row: Enrollment, what: str, now: datetime) -> None:
    if row.user_id:
        ShareEvent.objects.create(enrollment=row, user_id=row.user_id, what=what, at=now)
