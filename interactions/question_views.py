"""The questions for anyone, pinned on the page of a day: chosen from the bank or in my own words (P35)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from residents.models import Resident, resident_of
from web.guarded import Guarded
from web.http import SignedInRequest, safe_next
from web.lines import one_line
from web.playbook import banks, pinned

LENGTH = 200


class QuestionsForm(Guarded, forms.Form):
    """Three or four questions, each with its place."""

    def __init__(self, data: Any, *, now_pinned: list[str]) -> None:
        super().__init__(data)
        self.places = range(1, settings.UNIVERSAL_QUESTIONS[1] + 1)
        for n in self.places:
            words = now_pinned[n - 1] if n <= len(now_pinned) else ""
            self.fields[f"question_{n}"] = forms.CharField(
                required=False,
                max_length=LENGTH,
                validators=[one_line],
                label=f"Question {n}",
                initial=words,
                widget=forms.Textarea(attrs={"rows": 2, "data-keep": "", "data-enter-sends": ""}),
            )
            places = [(str(place), str(place)) for place in self.places]
            self.fields[f"place_{n}"] = forms.ChoiceField(
                choices=places, initial=str(n), label=f"Place of question {n}"
            )

    @property
    def lines(self) -> list[tuple[Any, Any]]:
        """Each question with its place."""
        return [(self[f"question_{n}"], self[f"place_{n}"]) for n in self.places]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            ordered = sorted(self.places, key=lambda n: (int(cleaned[f"place_{n}"]), n))
            words = [cleaned[f"question_{n}"].strip() for n in ordered]
            self.chosen = list(dict.fromkeys(one for one in words if one))
            few, most = settings.UNIVERSAL_QUESTIONS
            if self.chosen and len(self.chosen) < few:
                raise forms.ValidationError(
                    f"Keep {few} or {most}: enough for anyone, few enough to remember."
                )
        return cleaned


@require_http_methods(["GET", "POST"])
def questions(request: SignedInRequest) -> HttpResponse:
    """Choose them; an empty form brings back the playbook's own."""
    resident = resident_of(request.user)
    now_pinned = list(resident.pinned_questions or pinned())
    form = QuestionsForm(request.POST or None, now_pinned=now_pinned)
    back = safe_next(request, "events")
    if "take" not in request.POST and form.is_valid():
        own = [] if form.chosen == list(pinned()) else form.chosen
        Resident.objects.filter(pk=resident.pk).update(pinned_questions=own)
        messages.success(request, "Pinned." if form.chosen else "The four of the playbook are pinned again.")
        return redirect(back)
    taken = request.POST.get("take", "")[:LENGTH]
    if taken:
        form = QuestionsForm(None, now_pinned=_with(taken, request.POST))
    context = {"form": form, "taken": taken, "banks": banks(), "next": back, "at": "events"}
    return render(request, "interactions/questions.html", context, status=422 if form.is_bound else 200)


def _with(taken: str, sent: QueryDict) -> list[str]:
    """The questions as the form has them, and one from the bank in the first empty place, else the last."""
    places = range(1, settings.UNIVERSAL_QUESTIONS[1] + 1)
    words = [sent.get(f"question_{n}", "").strip()[:LENGTH] for n in places]
    if taken not in words:
        words[words.index("") if "" in words else -1] = taken
    return words
