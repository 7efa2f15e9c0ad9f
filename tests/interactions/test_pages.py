"""The pages of touches, meetings and events answer, and answer only their owner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from interactions import recording
from interactions.models import Event, Interaction, Kind

pytestmark = pytest.mark.django_db


def test_every_page_opens(browser, ama, clock, grace, apa, touch):
    one = touch(grace, event=apa, meaningful=True, takeaway="start a case log")
    meeting = recording.plan(ama, [grace], Kind.COFFEE, clock.now() + timedelta(days=2), now=clock.now())
    for address in [
        reverse("log"),
        f"{reverse('log')}?person={grace.pk}&event={apa.pk}",
        reverse("plan_meeting"),
        f"{reverse('plan_meeting')}?person={grace.pk}",
        one.get_absolute_url(),
        meeting.get_absolute_url(),
        reverse("meeting_move", args=[meeting.pk]),
        reverse("events"),
        reverse("event_new"),
        apa.get_absolute_url(),
        reverse("event_edit", args=[apa.pk]),
        reverse("event_delete", args=[apa.pk]),
    ]:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        assert b"style=" not in answer.content, address


def test_nothing_of_amas_opens_for_ben(ama, ben, client_for, clock, grace, apa, touch):
    one = touch(grace, event=apa)
    meeting = recording.plan(ama, [grace], Kind.COFFEE, clock.now() + timedelta(days=2), now=clock.now())
    stranger = client_for(ben)
    for name, args in [
        ("interaction", [one.pk]),
        ("interaction", [meeting.pk]),
        ("meeting_move", [meeting.pk]),
        ("event", [apa.pk]),
        ("event_edit", [apa.pk]),
        ("event_delete", [apa.pk]),
        ("event_people", [apa.pk]),
    ]:
        assert stranger.get(reverse(name, args=args)).status_code == 404, name
        assert stranger.post(reverse(name, args=args)).status_code in (404, 405), name
    for name, pk in [
        ("interaction_delete", one.pk),
        ("interaction_restore", one.pk),
        ("meeting_held", meeting.pk),
        ("event_again", apa.pk),
    ]:
        assert stranger.post(reverse(name, args=[pk])).status_code == 404, name
    for query in (f"person={grace.pk}", f"event={apa.pk}"):
        assert stranger.get(f"{reverse('log')}?{query}").status_code == 404
    assert Interaction.objects.owned_by(ama).count() == 2
    assert Event.objects.owned_by(ama).get() == apa
