"""Adding, changing and taking residents off; advisors with their dates."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from programs.models import Advisor, Enrollment, Invitation, Program
from tests.conftest import Clock

Enroll = Callable[..., Enrollment]


def facts(**changes: object) -> dict[str, object]:
    return {"name": "Owen Tran", "pgy_level": 1, "academic_year": 2025} | changes


def add(client: Client, program: Program, **changes: object):
    return client.post(f"/program/{program.pk}/people/new/", facts(**changes))


def test_adding_a_resident(at_desk: Client, marlowe: Program):
    answer = add(at_desk, marlowe, email="owen@example.org", track="Categorical", new_advisor="Dr. Halloran")
    assert answer["Location"] == f"/program/{marlowe.pk}/"
    row = Enrollment.objects.with_advisor().get()
    assert (row.name, row.email, row.track, row.advisor_name) == (
        "Owen Tran",
        "owen@example.org",
        "Categorical",
        "Dr. Halloran",
    )
    assert (row.status, row.user) == ("invited", None)
    assert row.assignments.get().starts_on == date(2026, 5, 19)


def test_adding_several_in_a_row(at_desk: Client, marlowe: Program):
    assert add(at_desk, marlowe, another="1")["Location"] == f"/program/{marlowe.pk}/people/new/"


def test_a_form_sent_twice_adds_one_row(at_desk: Client, marlowe: Program):
    key = uuid.uuid4()
    for _ in range(2):
        assert add(at_desk, marlowe, key=key, new_advisor="Dr. Chao").status_code == 302
    assert Enrollment.objects.count() == 1


def test_the_new_form_offers_the_present_academic_year(at_desk: Client, marlowe: Program, clock: Clock):
    address = f"/program/{marlowe.pk}/people/new/"
    assert '<option value="2025" selected>2025–26</option>' in at_desk.get(address).content.decode()
    clock.advance(days=60)
    assert '<option value="2026" selected>2026–27</option>' in at_desk.get(address).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "  "),
        ("name", "Owen\nTran"),
        ("name", "Owen\u2028Tran"),
        ("name", "Owen\x00Tran"),
        ("name", "x" * 10_000),
        ("email", "no-at-sign"),
        ("email", "a@b@c"),
        ("email", "two@example.org, three@example.org"),
        ("email", "owen@example.org\nBcc: all@example.org"),
        ("email", f"{'x' * 300}@example.org"),
        ("track", "a\r\nb"),
        ("track", "x" * 61),
        ("pgy_level", "0"),
        ("pgy_level", "99999999999999999999"),
        ("pgy_level", "two"),
        ("academic_year", "1999"),
        ("academic_year", "2025.5"),
        ("advisor", "999999"),
        ("advisor", "99999999999999999999"),
        ("advisor", "abc"),
        ("new_advisor", "Dr.\nNobody"),
        ("new_advisor", "x" * 121),
        ("key", "not-a-uuid"),
    ],
)
def test_bad_input_is_said_and_nothing_saved(at_desk: Client, marlowe: Program, field: str, value: str):
    answer = add(at_desk, marlowe, **{field: value})
    assert answer.status_code == 422
    assert not Enrollment.objects.exists()
    assert not Advisor.objects.exists()


@pytest.mark.parametrize("email", ["o'neil+roster@sub.example.org", "OWEN@EXAMPLE.ORG", "owen@exämple.org"])
def test_odd_but_real_addresses(at_desk: Client, marlowe: Program, email: str):
    assert add(at_desk, marlowe, email=email).status_code == 302


@pytest.mark.parametrize("name", ["Nguyễn Thị Ánh", "O’Brien-Łukasz", "محمد", "X Æ A-12", "Owen 🙂", "Null"])
def test_every_name_is_a_name(at_desk: Client, marlowe: Program, name: str):
    assert add(at_desk, marlowe, name=name).status_code == 302
    assert name in at_desk.get(f"/program/{marlowe.pk}/").content.decode()


def test_one_address_is_on_a_roster_once(at_desk: Client, marlowe: Program, enroll: Enroll):
    enroll("Owen Tran", email="owen@example.org")
    answer = add(at_desk, marlowe, name="Owen again", email="OWEN@example.org")
    assert answer.status_code == 422
    assert "on the roster already" in answer.content.decode()


def test_the_same_address_taken_a_moment_ago(
    at_desk: Client, marlowe: Program, enroll: Enroll, monkeypatch: pytest.MonkeyPatch
):
    """Two coordinators at the same moment: the form saw nothing yet, the table did."""
    enroll("Owen Tran", email="owen@example.org")
    monkeypatch.setattr("programs.forms.ResidentForm.clean_email", lambda form: form.cleaned_data["email"])
    assert add(at_desk, marlowe, email="owen@example.org", new_advisor="Dr. New").status_code == 422
    assert not Advisor.objects.exists()


def test_another_programs_advisor_cannot_be_chosen(at_desk: Client, marlowe: Program):
    theirs = Advisor.objects.create(program=Program.objects.create(name="Lakeshore"), name="Dr. Elsewhere")
    answer = add(at_desk, marlowe, advisor=theirs.pk)
    assert answer.status_code == 422
    assert "Elsewhere" not in answer.content.decode()


def test_a_typed_advisor_known_by_that_name_is_used(at_desk: Client, marlowe: Program):
    known = Advisor.objects.create(program=marlowe, name="Dr. Halloran")
    add(at_desk, marlowe, new_advisor="dr.  halloran")
    assert Enrollment.objects.with_advisor().get().advisor_id == known.pk


def test_a_known_track_keeps_its_spelling(at_desk: Client, marlowe: Program, enroll: Enroll):
    enroll("Ivy Benoit", track="Categorical")
    add(at_desk, marlowe, track=" categorical ")
    assert set(Enrollment.objects.values_list("track", flat=True)) == {"Categorical"}


def change(client: Client, row: Enrollment, **changes: object):
    sent = facts(name=row.name, pgy_level=row.pgy_level, version=row.version, track=row.track) | changes
    return client.post(f"/program/{row.program_id}/people/{row.pk}/", sent)


def test_changing_a_resident(at_desk: Client, enroll: Enroll):
    row = enroll("Owen Tran", "Dr. Halloran")
    page = at_desk.get(f"/program/{row.program_id}/people/{row.pk}/").content.decode()
    assert "Dr. Halloran" in page
    assert change(at_desk, row, name="Owen T. Tran", pgy_level=2).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.pgy_level, row.version) == ("Owen T. Tran", 2, 2)


def test_a_refused_change_keeps_the_name_in_the_title(at_desk: Client, enroll: Enroll):
    answer = change(at_desk, enroll("Owen Tran"), name="x" * 200)
    assert answer.status_code == 422
    assert "<h1>Owen Tran</h1>" in answer.content.decode()


def test_a_new_advisor_begins_a_dated_row(at_desk: Client, enroll: Enroll, clock: Clock):
    row = enroll("Owen Tran", "Dr. Halloran")
    clock.advance(days=30)
    change(at_desk, row, new_advisor="Dr. Chao")
    old, new = row.assignments.order_by("starts_on")
    assert (old.advisor.name, old.starts_on, old.ends_on) == (
        "Dr. Halloran",
        date(2026, 5, 19),
        date(2026, 6, 18),
    )
    assert (new.advisor.name, new.starts_on, new.ends_on) == ("Dr. Chao", date(2026, 6, 18), None)
    page = at_desk.get(f"/program/{row.program_id}/people/{row.pk}/").content.decode()
    assert "19 May 2026 to 18 Jun 2026" in page


def test_saving_without_a_new_advisor_adds_no_row(at_desk: Client, enroll: Enroll):
    row = enroll("Owen Tran", "Dr. Halloran")
    change(at_desk, row, advisor=row.assignments.get().advisor_id)
    assert row.assignments.count() == 1


def test_nobody_yet_ends_the_assignment(at_desk: Client, enroll: Enroll):
    row = enroll("Owen Tran", "Dr. Halloran")
    change(at_desk, row)
    assert row.assignments.get().ends_on == date(2026, 5, 19)


def test_the_second_tab_is_told_and_overwrites_nothing(at_desk: Client, enroll: Enroll):
    row = enroll("Owen Tran")
    change(at_desk, row, name="First tab")
    answer = change(at_desk, row, name="Second tab", new_advisor="Dr. Never")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "First tab" in text
    assert "Second tab" in text
    row.refresh_from_db()
    assert row.name == "First tab"
    assert not Advisor.objects.exists()
    assert 'name="version" value="2"' in text


def test_a_new_address_ends_the_link_sent_to_the_old_one(
    at_desk: Client, enroll: Enroll, link_for: Callable[[Enrollment], str]
):
    row = enroll("Owen Tran", email="wrong@example.org")
    link_for(row)
    change(at_desk, row, email="owen@example.org")
    assert Invitation.objects.get().revoked_at


def test_taking_somebody_off(at_desk: Client, enroll: Enroll, link_for: Callable[[Enrollment], str]):
    row = enroll("Owen Tran", "Dr. Halloran")
    link_for(row)
    address = f"/program/{row.program_id}/people/{row.pk}/remove/"
    assert at_desk.get(address).status_code == 200
    assert Enrollment.objects.get().status == "invited"
    assert at_desk.post(address).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.assignments.get().ends_on) == ("left", date(2026, 5, 19))
    assert Invitation.objects.get().revoked_at
    assert at_desk.get(address).status_code == 404
    assert add(at_desk, row.program, name="Owen Tran").status_code == 302


def test_taking_a_joined_resident_off_leaves_the_account(
    at_desk: Client, enroll: Enroll, joined: Callable[..., Enrollment], ama: User
):
    row = joined(enroll("Ama"), ama)
    at_desk.post(f"/program/{row.program_id}/people/{row.pk}/remove/")
    ama.refresh_from_db()
    assert ama.is_active
    assert not Enrollment.objects.active_for(ama).exists()
