"""Keeping a captured line: people, a touch or a planned meeting, promises; and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.http import Http404, QueryDict

from accounts.models import User
from contacts.models import Contact, Stage
from contacts.names import match, parse_name
from contacts.standing import stands
from dashboard.capture_form import ONLY_PROMISED, PartsForm
from dashboard.meant import could_be
from dashboard.welcome import new_contact
from followups import planning
from followups.models import FollowUp
from interactions import recording
from interactions.models import Interaction
from interactions.people import in_trash
from interactions.taking_part import forget
from residents.models import resident_of

UNDO_SALT = "capture-undo"
UNDO_SECONDS = 86_400


@dataclass
class Kept:
    """What one line became; `new` are ids of people made for it, `promised` of promises without a touch."""

    people: list[Contact]
    new: list[int]
    touch: Interaction | None
    promised: list[int]

    @property
    def token(self) -> str:
        """Signed, for the address that takes it back."""
        return signing.dumps([self.touch.pk if self.touch else 0, self.new, self.promised], salt=UNDO_SALT)

    @property
    def words(self) -> str:
        """“Kept: Dr. Okafor.”"""
        planned = self.touch is not None and self.touch.is_planned
        return f"{'Planned with' if planned else 'Kept:'} {', '.join(one.full_name for one in self.people)}."


def keep(user: User, form: PartsForm, now: datetime) -> Kept:
    """Save a valid form; call it inside a transaction."""
    people, new = _people(user, form)
    data = form.cleaned_data
    if data["title"] and not new and data["title"] not in f"{data['takeaway']} {data['note']}":
        # Somebody known was chosen after all: their title stays, and the words are kept with the touch.
        data["note"] = "\n".join(part for part in (data["note"], data["title"]) if part)
    if data["kind"] == ONLY_PROMISED:
        return Kept(people, new, None, _promise(people[0], form, now, str(form.cleaned_data["key"] or now)))
    if form.is_ahead:
        return Kept(people, new, _plan(user, people, form, now), [])
    introducer, is_new = _introducer(user, data["introduced_by"])
    touch = _record(user, people, form, introducer, now)
    return Kept(people, [*new, introducer.pk] if introducer and is_new else new, touch, [])


def as_shown(form: PartsForm, data: QueryDict) -> QueryDict:
    """What the browser would have sent had it shown the parts and nobody changed them."""
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if name not in data and value not in (None, False, ""):
            sent = "on" if value is True else field.widget.format_value(value)
            data[name] = str(sent[0] if isinstance(sent, list) else sent)
    return data


def take_back(user: User, token: str, now: datetime) -> None:
    """The touch, its promises and the people it made, unless more is known of them; 404 for others."""
    try:
        touch_id, new, promised = signing.loads(token, salt=UNDO_SALT, max_age=UNDO_SECONDS)
    except signing.BadSignature as error:
        raise Http404 from error
    touch = Interaction.objects.owned_by(user).filter(pk=touch_id).first()
    promises = list(FollowUp.objects.owned_by(user).with_person().filter(pk__in=promised))
    if touch is None and not promises:
        raise Http404
    if touch is not None:
        recording.delete(touch, now)
    planning.withdraw(promises, now)
    forget(Contact.objects.owned_by(user).filter(pk__in=new), now)


def _people(user: User, form: PartsForm) -> tuple[list[Contact], list[int]]:
    data = form.cleaned_data
    fields: dict[str, Any] = {
        "met_via": data["event"].name if data["event"] else resident_of(user).last_met_via,
        "met_on": data["at"].astimezone(user.zone).date(),
        "institution": data["institution"],
    }
    if form.is_ahead or data["kind"] == ONLY_PROMISED:
        fields.update(met_on=None, stage=Stage.IDENTIFIED)
    if data["title"]:
        # Where they stand follows from their title and my own stage (P11), not from “Dr.”.
        where = stands(data["title"], resident_of(user).training_stage)
        fields.update({"title": data["title"], **({"direction": where} if where else {})})
    people, new = [], []
    for who in form.who:
        contact = who.contact or new_contact(user, who.name, **fields)
        people.append(contact)
        if who.contact is None:
            new.append(contact.pk)
    return people, new


def _promise(contact: Contact, form: PartsForm, now: datetime, key: str) -> list[int]:
    made = [
        planning.promised(contact, what, by, now, f"{key}:{index}"[:80], to_me=to_me)
        for index, (what, by, to_me) in enumerate(form.made())
    ]
    planning.refresh_next([contact.pk])
    return [one.pk for one in made]


def _plan(user: User, people: list[Contact], form: PartsForm, now: datetime) -> Interaction:
    data = form.cleaned_data
    note = "\n".join(part for part in (data["takeaway"], data["note"]) if part)
    return recording.plan(
        user,
        people=people,
        kind=data["kind"],
        at=data["at"],
        event=data["event"],
        note=note,
        promises=_promises(people[0], form),
        now=now,
    )


def _record(
    user: User, people: list[Contact], form: PartsForm, introducer: Contact | None, now: datetime
) -> Interaction:
    data = form.cleaned_data
    return recording.record(
        user,
        people=people,
        kind=data["kind"],
        at=data["at"],
        event=data["event"],
        takeaway=data["takeaway"],
        note=data["note"],
        meaningful=data["meaningful"],
        introduced_by=introducer,
        promises=_promises(people[0], form),
        now=now,
    )


def _promises(contact: Contact, form: PartsForm) -> list[recording.PromiseMade]:
    return [recording.PromiseMade(contact, what, by, to_me) for what, by, to_me in form.made()]


def _introducer(user: User, text: str) -> tuple[Contact | None, bool]:
    """The one contact of that name, also one in the trash, or somebody new; and whether they are new."""
    if not text:
        return None, False
    name = parse_name(text)
    found = match(name, could_be(user, [name]))
    if len(found) == 1:
        return Contact.objects.owned_by(user).select_related("owner").get(pk=found[0].id), False
    gone = in_trash(user, name)
    return (gone, False) if gone else (new_contact(user, name), True)
