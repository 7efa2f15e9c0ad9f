"""“Log a touch” from the weekly email, without signing in: one line, one kind, one button."""

from __future__ import annotations

import uuid

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import Submission, User
from accounts.once import already_sent, remember
from followups.mail_links import Ticket, item_of, owner_of, path, unseal
from followups.mail_pages import CLOSE, KEPT, PRESSED_AGAIN, Page, ended, first_name, gone, show, until_words
from followups.models import FollowUp
from followups.windows import ANSWERED_BY_TOUCH
from interactions import recording
from interactions.models import Interaction, Kind
from web import clock
from web.guarded import Guarded
from web.lines import one_line
from web.mailed import opened_from_mail, pressed_on_our_page


class TouchLine(Guarded, forms.Form):
    """What there is to say about it from a mail."""

    takeaway = forms.CharField(
        required=False,
        max_length=300,
        validators=[one_line],
        label="What you talked about",
        help_text="No patient details.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(choices=Kind.choices, label="How", initial=Kind.EMAIL)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)


@opened_from_mail
@pressed_on_our_page
def log(request: HttpRequest, token: str) -> HttpResponse:
    """A touch with the person of one follow-up, which it answers."""
    ticket = unseal("log", token, clock.now())
    owner = owner_of(ticket)
    item = item_of(ticket, owner) if ticket and owner else None
    if not ticket or not item:
        return gone(request)
    form = TouchLine(request.POST if request.method == "POST" else None)
    sent = form.is_valid()
    if not item.is_owed:
        return show(request, ended(item, _led_to(item, form) if sent else ""))
    if sent:
        return show(request, _log(item, form, ticket))
    if "keep" in request.GET:
        return show(request, KEPT)
    name, now = first_name(item.contact), clock.now()
    context = {
        "form": form,
        "heading": f"Log a touch with {name}?" if name else "Log a touch?",
        "line": until_words(ticket, now, item.contact.owner.zone),
    }
    return render(request, "interactions/mail_log.html", context, status=422 if form.is_bound else 200)


def _log(item: FollowUp, form: TouchLine, ticket: Ticket) -> Page:
    """Written down once, however often the button is pressed."""
    owner, name, now, said = item.contact.owner, first_name(item.contact), clock.now(), form.cleaned_data
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=owner.pk)
        item.refresh_from_db(fields=["outcome", "closed_at"])
        if not item.is_owed:
            return ended(item, _led_to(item, form))
        already_sent(owner, said["key"])
        touch = recording.record(
            owner,
            people=[item.contact],
            kind=said["kind"],
            at=now,
            takeaway=said["takeaway"],
            also_closes=[] if item.basis in ANSWERED_BY_TOUCH else [item.pk],
            now=now,
        )
        undo = path("unlog", ticket._replace(item=touch.pk, mark=touch.version))
        remember(owner, said["key"], undo)
    return Page(f"Logged with {name}" if name else "Logged", f"It is off your list. {CLOSE}", undo=undo)


def _led_to(item: FollowUp, form: TouchLine) -> str:
    """The undo that this very form was answered with the first time."""
    key: uuid.UUID | None = form.cleaned_data["key"]
    sent = Submission.objects.filter(owner=item.owner, key=key) if key else Submission.objects.none()
    return sent.values_list("location", flat=True).first() or ""


@opened_from_mail
@pressed_on_our_page
def unlog(request: HttpRequest, token: str) -> HttpResponse:
    """Take back a touch that a link wrote down, as long as nobody has edited it since."""
    now = clock.now()
    ticket = unseal("unlog", token, now)
    owner = owner_of(ticket)
    touch = _touch(ticket, owner) if ticket and owner else None
    if not ticket or not owner or not touch:
        return gone(request)
    if touch.deleted_at:
        return show(request, Page("It was taken back already", PRESSED_AGAIN))
    if touch.version != ticket.mark:
        return show(request, Page("It was changed since", "Sign in to change it further or to delete it."))
    if request.method != "POST":
        line = until_words(ticket, now, owner.zone)
        return show(request, Page("Take back what you logged?", line, "Yes, take it back", "Keep it"))
    recording.delete(touch, now)
    return show(request, Page("Taken back", f"It is on your list again. {CLOSE}"))


def _touch(ticket: Ticket, owner: User) -> Interaction | None:
    """Also when it is in the trash itself, but not when its person is."""
    mine = Interaction.objects.filter(owner=owner, people__trashed_at__isnull=True)
    return mine.filter(pk=ticket.item).first()
