"""The three-step welcome: your stage and zone, one person you met lately, one mentor. Skippable."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.forms import zone_choices
from accounts.models import User
from accounts.once import already_sent, remember
from accounts.work_mail import is_work_address
from contacts.forms import EARLIEST, name_contact
from contacts.models import SEATS, Cadence, Contact, Direction, Role, RoleTerm
from contacts.names import Name, parse_name
from dashboard.filters import today_of
from followups import planning, rezoning
from interactions import recording
from interactions.models import Interaction, Kind
from residents.models import Resident, Stage, resident_of
from web import clock
from web.guarded import Guarded
from web.http import SignedInRequest
from web.lines import a_name, one_line

TITLES = [
    ("Where you are", "Drafts and dates use these. You can change them any time."),
    (
        "One person you met lately",
        "Anyone will do: an attending, a fellow, someone at a poster. A name is enough.",
    ),
    ("One mentor", "Somebody who may like to hear from you every three to four months."),
]
KEPT = "welcome_met"
NAME_FIELDS = ["prefix", "given_name", "family_name", "credentials"]


class KeyForm(Guarded, forms.Form):
    """A form whose double submit makes one row."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)


class StageForm(KeyForm):
    """Step 1."""

    training_stage = forms.ChoiceField(choices=[("", "choose"), *Stage.choices], label="Where in training")
    institution = forms.CharField(
        max_length=120, required=False, validators=[one_line], label="Where you work"
    )
    time_zone = forms.ChoiceField(choices=zone_choices, label="Time zone")


class NamedForm(KeyForm):
    """A form that begins with somebody's name."""

    name = forms.CharField(max_length=100, validators=[a_name], label="Who")

    def clean_name(self) -> str:
        text: str = self.cleaned_data["name"]
        self.read = parse_name(text)
        if not (self.read.given or self.read.family):
            raise forms.ValidationError("Write a name, one word is enough.")
        return text


class MetForm(NamedForm):
    """Step 2."""

    line = forms.CharField(
        max_length=300,
        required=False,
        label="One line",
        validators=[one_line],
        widget=forms.TextInput(attrs={"data-keep": ""}),
        help_text="No patient details. Describe the project, not the case.",
    )
    good = forms.BooleanField(
        required=False,
        initial=True,
        label="A good conversation",
        help_text="opens one follow-up while it is fresh",
    )


class MentorForm(NamedForm):
    """Step 3."""

    role = forms.ChoiceField(choices=[c for c in Role.choices if c[0] in SEATS], label="What kind of help")
    last = forms.DateField(
        required=False, label="Last in touch, roughly", widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_last(self) -> date | None:
        day: date | None = self.cleaned_data["last"]
        if day and not EARLIEST <= day <= self.today:
            raise forms.ValidationError("Choose a day that is past.")
        return day


@require_http_methods(["GET", "POST"])
def welcome(request: SignedInRequest) -> HttpResponse:
    """The step the resident is at; each can be skipped, and all of them."""
    user, now = request.user, clock.now()
    resident = resident_of(user)
    if resident.welcomed:
        return redirect("today")
    if "skip_all" in request.POST:
        return _step_to(resident, Resident.WELCOME_STEPS + 1)
    if "back" in request.POST:
        return _step_to(resident, max(1, resident.welcome_step - 1))
    if "skip" in request.POST:
        return _step_to(resident, resident.welcome_step + 1)
    form = _form(request, resident, now)
    if request.method == "POST" and form.is_valid():
        SAVERS[resident.welcome_step](request, form, now)
        if resident.welcome_step == Resident.WELCOME_STEPS:
            messages.success(request, "That is all. Your first follow-ups are planned.")
        return _step_to(resident, resident.welcome_step + 1)
    title, words = TITLES[resident.welcome_step - 1]
    context = {
        "form": form,
        "step": resident.welcome_step,
        "title": title,
        "words": words,
        "steps": range(1, 4),
        "at_work": resident.welcome_step == 1 and is_work_address(user.email),
    }
    return render(request, "dashboard/welcome.html", context, status=422 if form.is_bound else 200)


def _form(request: SignedInRequest, resident: Resident, now: datetime) -> Any:
    data = request.POST or None
    if resident.welcome_step == 1:
        initial = {
            "training_stage": resident.training_stage,
            "institution": resident.institution,
            "time_zone": request.user.time_zone,
        }
        return StageForm(data, initial=initial)
    if resident.welcome_step == 2:
        return MetForm(data, initial=_as_kept(_kept(request)))
    return MentorForm(data, today=today_of(request.user, now))


def _step_to(resident: Resident, step: int) -> HttpResponse:
    resident.welcome_step = step
    resident.save(update_fields=["welcome_step"])
    return redirect("welcome" if not resident.welcomed else "today")


def _kept(request: SignedInRequest) -> Interaction | None:
    """What step 2 recorded, while the touch and its person are there."""
    if KEPT not in request.session:
        return None
    mine = Interaction.objects.owned_by(request.user).filter(people__trashed_at__isnull=True)
    return mine.filter(pk=request.session[KEPT]).first()


def _as_kept(touch: Interaction | None) -> dict[str, Any]:
    if touch is None:
        return {}
    contact = touch.people.filter(trashed_at__isnull=True)[0]
    name = ", ".join(part for part in (contact.full_name, contact.credentials) if part)
    return {"name": name, "line": touch.takeaway, "good": touch.meaningful}


def _save_stage(request: SignedInRequest, form: StageForm, now: datetime) -> None:
    user = request.user
    resident = resident_of(user)
    resident.training_stage = form.cleaned_data["training_stage"]
    resident.institution = form.cleaned_data["institution"]
    resident.save(update_fields=["training_stage", "institution"])
    before, user.time_zone = user.zone, form.cleaned_data["time_zone"]
    with transaction.atomic():
        user.save(update_fields=["time_zone"])
        rezoning.moved(user, before, now)


def _save_met(request: SignedInRequest, form: MetForm, now: datetime) -> None:
    user, touch = request.user, _kept(request)
    told = {"takeaway": form.cleaned_data["line"], "meaningful": form.cleaned_data["good"]}
    with transaction.atomic():
        if already_sent(user, form.cleaned_data["key"]) is not None:
            return
        if touch is None:
            contact = new_contact(user, form.read)
            touch = recording.record(user, people=[contact], kind=Kind.MET, at=now, now=now, **told)
        else:
            recording.change(touch, now=now, **told)
            if "name" in form.changed_data:
                _rename(touch.people.filter(trashed_at__isnull=True)[0], form.read)
        remember(user, form.cleaned_data["key"], "/")
    request.session[KEPT] = touch.pk


def _rename(contact: Contact, name: Name) -> None:
    name_contact(contact, name)
    contact.direction = _stands(name)
    contact.version += 1
    contact.save(update_fields=[*NAME_FIELDS, "direction", "version", "sort_name", "search_own"])


def _save_mentor(request: SignedInRequest, form: MentorForm, now: datetime) -> None:
    user = request.user
    with transaction.atomic():
        if already_sent(user, form.cleaned_data["key"]) is not None:
            return
        contact = new_contact(user, form.read, cadence=Cadence.UPDATE)
        contact.cadence_set_on = today_of(user, now)
        contact.save()
        since = form.cleaned_data["last"] or contact.cadence_set_on
        RoleTerm.objects.create(owner=user, contact=contact, role=form.cleaned_data["role"], starts_on=since)
        if form.cleaned_data["last"]:
            at = min(datetime.combine(form.cleaned_data["last"], time(12), tzinfo=user.zone), now)
            recording.record(user, people=[contact], kind=Kind.OTHER, at=at, now=now)
        else:
            planning.settle(contact, None)
        remember(user, form.cleaned_data["key"], "/")


SAVERS: dict[int, Callable[[SignedInRequest, Any, datetime], None]] = {
    1: _save_stage,
    2: _save_met,
    3: _save_mentor,
}


def new_contact(user: User, name: Any, **fields: Any) -> Contact:
    """A saved contact from a read name; a title says above, none says alongside, until edited."""
    contact = Contact(owner=user, **{"direction": _stands(name), **fields})
    name_contact(contact, name)
    contact.save()
    return contact


def _stands(name: Any) -> str:
    return Direction.SENIOR if name.prefix in ("Dr.", "Prof.") else Direction.PEER
