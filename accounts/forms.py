"""Sign-up and settings forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

from accounts.models import User
from accounts.zones import UTC_NAME, validate_zone, zone_names
from web.guarded import Guarded
from web.lines import a_name


def zone_choices() -> list[tuple[str, str]]:
    """Zones as people read them: “America / New York”."""
    return [(name, name.replace("/", " / ").replace("_", " ")) for name in zone_names()]


class SignUpDetails(Guarded, forms.Form):
    """What sign-up asks besides email and password: a name, and the browser's zone unseen."""

    name = forms.CharField(max_length=120, label="Your name", validators=[a_name])
    time_zone = forms.CharField(
        max_length=64, required=False, widget=forms.HiddenInput(attrs={"data-time-zone": ""})
    )

    field_order = ["name", "email", "password1"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "email"
        ].help_text = "A personal address, please: mail at a hospital or university belongs to the employer."

    def clean_time_zone(self) -> str:
        """A zone the server knows, or UTC: a browser may know newer names."""
        name: str = self.cleaned_data["time_zone"]
        try:
            validate_zone(name)
        except forms.ValidationError:
            return UTC_NAME
        return name

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the user exists."""
        user.name = self.cleaned_data["name"]
        user.time_zone = self.cleaned_data["time_zone"]
        user.save(update_fields=["name", "time_zone"])


class AccountForm(Guarded, forms.ModelForm):
    """Name and time zone."""

    class Meta:
        model = User
        fields = ["name", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["name"].validators.append(a_name)
        current = self.instance.time_zone
        choices = zone_choices()
        if current not in dict(choices):
            choices.insert(0, (current, f"{current} (no longer known)"))
        self.fields["time_zone"] = forms.ChoiceField(
            choices=choices, label="Time zone", validators=[validate_zone]
        )


HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]
SUNDAY = 6


class MailForm(Guarded, forms.ModelForm):
    """When the weekly email leaves, how often, and whether it names anybody."""

    class Meta:
        model = User
        fields = [
            "digest_on",
            "digest_every",
            "digest_weekday",
            "digest_hour",
            "quiet_from",
            "quiet_to",
            "digest_discreet",
        ]
        widgets = {name: forms.Select(choices=HOURS) for name in ("digest_hour", "quiet_from", "quiet_to")}
        labels = {
            "digest_on": "Send me the weekly email",
            "quiet_from": "No mail from",
            "quiet_to": "No mail until",
        }
        help_texts = {
            "digest_every": "Once a month it comes on the first such day.",
            "quiet_to": "Mail that falls between waits until then. The same hour twice: no quiet hours. "
            "On days of night float it waits too.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["digest_discreet"] = forms.TypedChoiceField(
            choices=[("", "Only at an address at work"), ("True", "Always"), ("False", "Never")],
            coerce=lambda value: value == "True",
            empty_value=None,
            required=False,
            label="Leave out names and places",
        )

    def clean(self) -> dict[str, Any]:
        """A mail must be able to leave in its own week, or it would never come."""
        sent: dict[str, Any] = super().clean() or self.cleaned_data
        hour, begins, ends = (sent.get(name) for name in ("digest_hour", "quiet_from", "quiet_to"))
        if hour is None or begins is None or ends is None or not sent.get("digest_on"):
            return sent
        if sent.get("digest_weekday") == SUNDAY and hour >= begins > ends:
            self.add_error(
                "digest_hour",
                f"On Sundays your quiet hours from {begins:02d}:00 last until Monday, another week, so it "
                "would never leave. Choose an earlier hour or another day.",
            )
        return sent
