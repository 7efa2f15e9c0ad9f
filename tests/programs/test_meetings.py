"""“Count this one”: the date alone, only with a yes, only of a meeting with the advisor."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from contacts.models import Contact
from interactions.models import Interaction, Participant
from programs import sharing
from programs.models import AdvisingMeeting, Advisor, Consent, Enrollment, Program
from programs.relationships import Present, advisor_among
from tests.conftest import START


@pytest.fixture
def row(
    marlowe: Program,
    enroll: Callable[..., Enrollment],
    joined: Callable[[Enrollment, User], Enrollment],
    ama: User,
) -> Enrollment:
    """Ama said yes to counting meetings."""
    row = joined(enroll("Ama", "Dr. Thomas Halloran"), ama)
    sharing.answer(row, "confirms_meetings", True, 0, START)
    return row


def person(ama: User, given: str, family: str) -> Contact:
    return Contact.objects.create(owner=ama, prefix="Dr.", given_name=given, family_name=family)


def met(ama: User, *people: Contact, **facts: object) -> Interaction:
    facts = {"status": "held", "at": START - timedelta(days=3), "note": "secret words"} | facts
    touch = Interaction.objects.create(owner=ama, **facts)
    for one in people:
        Participant.objects.create(owner=ama, interaction=touch, contact=one)
    return touch


def page(client: Client, touch: Interaction) -> str:
    return client.get(f"/log/{touch.pk}/").content.decode()


def count(client: Client, row: Enrollment, touch: Interaction, **more: object):
    return client.post(f"/program/mine/{row.pk}/count/", {"touch": touch.pk} | more)


def test_counting_and_taking_back(
    client_for: Callable[[User], Client], at_desk: Client, ama: User, row: Enrollment
) -> None:
    client, touch = client_for(ama), met(ama, person(ama, "Thomas", "Halloran"))
    assert "Count this one" in page(client, touch)
    assert not AdvisingMeeting.objects.exists()
    for _ in range(2):
        assert count(client, row, touch)["Location"] == f"/log/{touch.pk}/"
    (kept,) = AdvisingMeeting.objects.values()
    assert str(kept["held_on"]) == "2026-05-16"
    assert set(kept) == {"id", "enrollment_id", "held_on", "recorded_at"}
    assert "counts as a meeting" in page(client, touch)
    assert 'class="met"' in at_desk.get(f"/program/{row.program_id}/").content.decode()
    assert client.post(f"/program/mine/{row.pk}/count/2026-05-16/").status_code == 302
    assert not AdvisingMeeting.objects.exists()
    assert client.post(f"/program/mine/{row.pk}/count/2026-05-16/").status_code == 404


@pytest.mark.parametrize("said", [None, False])
def test_only_with_a_yes(
    said: bool | None, client_for: Callable[[User], Client], ama: User, row: Enrollment
) -> None:
    Consent.objects.update(confirms_meetings=said)
    client, touch = client_for(ama), met(ama, person(ama, "Thomas", "Halloran"))
    assert "Count this one" not in page(client, touch)
    assert count(client, row, touch).status_code == 404
    with pytest.raises(sharing.ChangedMeanwhile):
        sharing.count_meeting(row, START.date(), START)


def test_a_no_takes_counted_ones_back(ama: User, row: Enrollment) -> None:
    sharing.count_meeting(row, START.date(), START)
    sharing.answer(row, "confirms_meetings", False, 1, START)
    assert not AdvisingMeeting.objects.exists()


@pytest.mark.parametrize("facts", [{"status": "planned"}, {"deleted_at": START}], ids=str)
def test_only_a_meeting_that_was_held(
    facts: dict[str, object], client_for: Callable[[User], Client], ama: User, row: Enrollment
) -> None:
    touch = met(ama, person(ama, "Thomas", "Halloran"), **facts)
    assert count(client_for(ama), row, touch).status_code == 404


def test_not_somebody_elses(
    client_for: Callable[[User], Client], ama: User, ben: User, row: Enrollment
) -> None:
    assert count(client_for(ama), row, met(ben, person(ben, "Thomas", "Halloran"))).status_code == 404
    assert count(client_for(ben), row, met(ama, person(ama, "Thomas", "Halloran"))).status_code == 404


def test_a_meeting_with_others_is_not_asked_about(
    client_for: Callable[[User], Client], ama: User, row: Enrollment
) -> None:
    person(ama, "Thomas", "Halloran")
    touch = met(ama, person(ama, "Lucia", "Serrano"))
    assert "Half-year record" not in page(client_for(ama), touch)
    assert count(client_for(ama), row, touch).status_code == 404


def test_when_it_is_not_clear_the_resident_says_who(
    client_for: Callable[[User], Client], ama: User, row: Enrollment
) -> None:
    client, tom, other = client_for(ama), person(ama, "", "Tom from clinic"), person(ama, "Lucia", "Serrano")
    touch = met(ama, tom, other)
    assert "Which of them is Dr. Thomas Halloran?" in page(client, touch)
    count(client, row, touch)
    count(client, row, touch, contact_id=person(ama, "Not", "There").pk)
    assert not AdvisingMeeting.objects.exists()
    count(client, row, touch, contact_id=tom.pk)
    assert AdvisingMeeting.objects.count() == 1
    # From then on it is known, and nobody else is asked about.
    again = met(ama, tom, at=START - timedelta(days=1))
    assert "Which of them" not in page(client, again)
    assert "Count this one" in page(client, again)
    assert "Half-year record" not in page(client, met(ama, other, at=START - timedelta(days=2)))


def present(given: str, family: str, pk: int = 1, said: int | None = None, *emails: str) -> Present:
    return Present(pk, f"{given} {family}", given, family, said, False, list(emails))


@pytest.mark.parametrize(
    ("people", "name", "email", "found"),
    [
        ([present("Thomas", "Halloran")], "Dr. Halloran", "", 1),
        ([present("Thomas", "Halloran")], "Thomas Halloran, MD", "", 1),
        ([present("Thomas", "Halloran")], "Dr. Sean Halloran", "", None),
        ([present("Tom", "Smith")], "Dr. Halloran", "", None),
        ([present("Tom", "Smith", 1, None, "T@x.example")], "Dr. Halloran", "t@X.example", 1),
        ([present("Thomas", "Halloran"), present("Sean", "Halloran", 2)], "Dr. Halloran", "", None),
        ([present("Thomas", "Halloran"), present("Sean", "Halloran", 2, 7)], "Dr. Halloran", "", 2),
        ([present("", "")], "Dr.", "", None),
    ],
)
def test_who_the_advisor_is(people: list[Present], name: str, email: str, found: int | None) -> None:
    one = advisor_among(people, 7, name, email)
    assert (one.contact_id if one else None) == found


def test_the_advisor_of_that_day(client_for: Callable[[User], Client], ama: User, row: Enrollment) -> None:
    chao = Advisor.objects.create(program=row.program, name="Dr. Wen-Li Chao")
    row.assignments.update(
        ends_on=START.date() - timedelta(days=1), starts_on=START.date() - timedelta(days=50)
    )
    row.assignments.create(advisor=chao, starts_on=START.date() - timedelta(days=1))
    touch = met(ama, person(ama, "Thomas", "Halloran"))
    assert "Count this one" in page(client_for(ama), touch)
