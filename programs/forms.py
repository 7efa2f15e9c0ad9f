"""Forms of the program side. What can be chosen is always the program's own."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from accounts.models import User
from programs.enrolling import advisor_named
from programs.models import Advisor, Enrollment, Program, Staff
from programs.years import academic_year, year_name
from web.days import DayField
from web.guarded import Guarded
from web.lines import one_line

NAME_TAKEN = "Another advisor has this name."
ALREADY_HERE = "Somebody with this address is on the roster already."


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty form that was sent is bound too."""
    return request.POST if request.method == "POST" else None


def _version() -> forms.IntegerField:
    return forms.IntegerField(
        required=False, widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1, initial=1
    )


class ProgramForm(Guarded, forms.ModelForm):
    """Name and place of a program."""

    version = _version()
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = Program
        fields = ["name", "institution", "specialty"]
        help_texts = {"name": "As residents know it: Marlowe Psychiatry Residency."}


class ResidentForm(Guarded, forms.ModelForm):
    """One resident on the roster, and who advises them."""

    advisor = forms.ModelChoiceField(Advisor.objects.none(), required=False, empty_label="nobody yet")
    new_advisor = forms.CharField(
        max_length=120,
        required=False,
        label="Or an advisor not in the list",
        validators=[one_line],
        help_text="A name written here is added to the list and takes the place of the choice above.",
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)
    version = _version()

    class Meta:
        model = Enrollment
        fields = ["name", "email", "pgy_level", "track", "academic_year"]
        help_texts = {"email": "Where an invitation goes. Residents may join with another address."}
        widgets = {"track": forms.TextInput(attrs={"list": "tracks", "autocomplete": "off"})}

    field_order = ["name", "email", "pgy_level", "academic_year", "track", "advisor", "new_advisor"]

    def __init__(self, *args: Any, program: Program, user: User, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.program = self.instance.program = program
        present = academic_year(now.astimezone(user.zone).date())
        years = sorted({present - 1, present, present + 1, self.instance.academic_year or present})
        self.fields["academic_year"] = forms.TypedChoiceField(
            coerce=int, choices=[(year, year_name(year)) for year in years], initial=present
        )
        self.fields["advisor"].queryset = program.advisors.all()  # type: ignore[attr-defined]
        rows = Enrollment.objects.of(program).exclude(track="")
        self.tracks = sorted(set(rows.values_list("track", flat=True)), key=str.casefold)

    def clean_name(self) -> str:
        return _spaced_once(self.cleaned_data["name"])

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        others = Enrollment.objects.of(self.program).exclude(pk=self.instance.pk)
        if email and others.filter(email__iexact=email).exists():
            raise forms.ValidationError(ALREADY_HERE)
        return email

    def clean_track(self) -> str:
        """A track the program has already keeps its spelling, so that it stays one filter."""
        track = _spaced_once(self.cleaned_data["track"])
        return next((known for known in self.tracks if known.casefold() == track.casefold()), track)

    def chosen_advisor(self) -> Advisor | None:
        """The advisor to assign; a new name becomes a new advisor here."""
        new = _spaced_once(self.cleaned_data["new_advisor"])
        return advisor_named(self.program, new) if new else self.cleaned_data["advisor"]


class AdvisorForm(Guarded, forms.ModelForm):
    """An advisor's name and address, and the day they leave."""

    leaves_on = DayField(
        required=False,
        label="Last day here",
        help_text="For an advisor who is leaving. Their mentees then wait to be handed over.",
    )
    version = _version()
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = Advisor
        fields = ["name", "email", "leaves_on"]
        help_texts = {"email": "Where a link for them goes. They need no account to be an advisor."}

    def clean_name(self) -> str:
        name = _spaced_once(self.cleaned_data["name"])
        others = Advisor.objects.filter(program=self.instance.program_id).exclude(pk=self.instance.pk)
        # A new one is refused by the database alone, so that a form sent twice is not told off.
        if self.instance.pk and others.filter(name__iexact=name).exists():
            raise forms.ValidationError(NAME_TAKEN)
        return name


class HandoverForm(Guarded, forms.Form):
    """Another advisor for each mentee of one who leaves; whoever is left empty stays."""

    def __init__(
        self, *args: Any, mentees: Iterable[Enrollment], advisors: QuerySet[Advisor], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.mentees = {f"to-{one.pk}": one for one in mentees}
        choices = [("", "stays for now"), *((str(one.pk), _with_load(one)) for one in advisors)]
        self.advisors = {str(one.pk): one for one in advisors}
        for field, resident in self.mentees.items():
            self.fields[field] = forms.ChoiceField(
                choices=choices, required=False, label=f"{resident.name}, PGY-{resident.pgy_level}"
            )

    @property
    def chosen(self) -> dict[Enrollment, Advisor]:
        """Who goes to whom."""
        found = ((one, self.cleaned_data.get(field)) for field, one in self.mentees.items())
        return {one: self.advisors[advisor] for one, advisor in found if advisor}


def _with_load(advisor: Advisor) -> str:
    return f"{advisor.name}, {advisor.load} now"


class SendForm(Guarded, forms.Form):
    """Makes links; sent twice it makes them once."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)


class StaffInvitationForm(SendForm):
    """Who else shall work on the roster."""

    # An advisor joins by the advisor's own link, which ties the account to their mentees.
    role = forms.ChoiceField(
        choices=[(role.value, role.label) for role in (Staff.Role.COORDINATOR, Staff.Role.DIRECTOR)]
    )
    email = forms.EmailField(required=False, label="Email")


class JoinForm(Guarded, forms.Form):
    """Joining. When the link was made for another address, the person says that it is them all the same."""

    account = forms.IntegerField(widget=forms.HiddenInput)
    it_is_me = forms.BooleanField()

    def __init__(self, *args: Any, user: User, asks: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if asks:
            self.fields["it_is_me"].label = asks
            self.fields["it_is_me"].error_messages["required"] = "Tick this to join with this account."
        else:
            del self.fields["it_is_me"]

    def clean_account(self) -> int:
        account: int = self.cleaned_data["account"]
        if account != self.user.pk:
            raise forms.ValidationError("You have signed in as somebody else since. Look again, then join.")
        return account


def _spaced_once(text: str) -> str:
    """One space between words; line breaks are refused, not mended."""
    one_line(text)
    return " ".join(text.split())
