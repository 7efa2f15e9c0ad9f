"""One of my people, named in a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.models import User
from contacts.models import Contact
from interactions import people as directory
from interactions.fields import ids, read_name
from interactions.who_forms import described
from web.http import SignedInRequest
from web.lines import one_line

NAMES = ("heard_from", "one", "other", "who")
FINDS = {
    "autocomplete": "off",
    "list": "names",
    "hx-get": "/people/names",
    "hx-trigger": "focus once, input changed delay:250ms",
    "hx-target": "#names",
    "hx-swap": "outerHTML",
    "hx-sync": "this:replace",
}


class OneOfMineField(forms.CharField):
    """A name as typed; two who fit are asked about, and nobody is made up.

    `known` is whoever the page was opened for: the same name twice among one's people means that one.
    """

    def __init__(self, user: User, known: Contact | None = None, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={**FINDS, "data-keep": ""})
        super().__init__(**{"max_length": 200, "validators": [one_line], "widget": widget, **kwargs})
        self.user, self.known = user, known

    def prepare_value(self, value: Any) -> Any:
        return value.full_name if isinstance(value, Contact) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        if self.known and self.known.full_name == text:
            return self.known
        return one_of_mine(self.user, text)


def one_of_mine(user: User, text: str) -> Contact:
    """Whom the name means, or ValidationError with what to change."""
    fits = directory.alike(user, [name := read_name(text)])[0]
    same = [one for one in fits if one.name == str(name)] or fits
    if len(same) == 1:
        return Contact.objects.owned_by(user).get(pk=same[0].id)
    if same:
        told = "; ".join(described(one) for one in same[:5])
        raise ValidationError(f"Several people fit: {told}. Write the whole name, or begin on their page.")
    if gone := directory.in_trash(user, name):
        raise ValidationError(f"{gone.full_name} is in your trash. Bring them back first.")
    raise ValidationError("Nobody among your people is called that.")


def named(request: SignedInRequest, name: str) -> Contact | None:
    """Whom the address or a hidden field names by id; anybody else's is a 404."""
    sent = request.POST.get(name) or request.GET.get(name) or ""
    if not sent:
        return None
    try:
        (pk,) = ids([sent])
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(Contact.objects.owned_by(request.user), pk=pk)


@require_GET
def names(request: SignedInRequest) -> HttpResponse:
    """A few names that fit what is being typed, for the list of the field."""
    q = next((request.GET[name] for name in NAMES if name in request.GET), "")
    found = directory.found(request.user, q.replace("\x00", "")[:200])
    return render(request, "interactions/names.html", {"found": found})
