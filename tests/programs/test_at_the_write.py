"""Whoever has to stay out of a row is out of it with the very request that says so."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from contacts.models import Contact, Role, RoleTerm
from interactions import recording
from interactions.models import Interaction, Kind
from programs import projection, sharing
from programs.models import Enrollment, Level, Program, RosterEntry
from tests.conftest import START
from tests.making import person

SENSITIVE = [
    "job",
    "fellowship",
    "transfer",
    "wellbeing",
    "concern",
    "support",
    "Job hunt",
    "mentor, well-being",
]


@pytest.fixture
def row(
    marlowe: Program, enroll: Callable[..., Enrollment], joined: Callable[..., Enrollment], ama: User
) -> Enrollment:
    """Ama shares two mentors by name."""
    Program.objects.update(institution="Marlowe")
    marlowe.refresh_from_db()
    row = joined(enroll("Ama Mensah", "Dr. Halloran"), ama)
    for version, (name, role) in enumerate({"Dr. Okafor": "clinical", "Dr. Ruiz": "research"}.items()):
        contact = person(ama, name, institution="Marlowe", last_touch_at=START - timedelta(days=10))
        RoleTerm.objects.create(owner=ama, contact=contact, role=role, starts_on=START.date())
        sharing.switch(row, contact.pk, "named", True, version, START)
    sharing.choose(row, Level.NAMED, 2, START)
    assert shown() == ("filled", "filled", ["Dr. Okafor", "Dr. Ruiz"])
    return row


@pytest.fixture
def ruiz(row: Enrollment) -> Contact:
    return Contact.objects.get(family_name="Ruiz")


@pytest.fixture
def browser(client_for: Callable[[User], Client], ama: User) -> Client:
    return client_for(ama)


def shown() -> tuple[str, str, list[str]]:
    entry = RosterEntry.objects.get()
    return entry.clinical, entry.research, [one["name"] for one in entry.mentors]


OUT = ("filled", "open", ["Dr. Okafor"])


def edit(browser: Client, contact: Contact, **changes: object):
    page = reverse("person_edit", args=[contact.pk, "details"])
    contact.refresh_from_db()
    form = browser.get(page).context["form"]
    sent = {name: form[name].value() for name in form.fields} | {"version": contact.version} | changes
    return browser.post(page, {name: value for name, value in sent.items() if value not in (None, False)})


@pytest.mark.parametrize("tag", SENSITIVE)
def test_a_sensitive_tag(browser: Client, ruiz: Contact, tag: str):
    assert edit(browser, ruiz, tags=tag).status_code == 302
    assert shown() == OUT


def test_an_institution_that_is_another_now(browser: Client, ruiz: Contact):
    sharing_row = Enrollment.objects.get()
    sharing_row.relationships.update(counted=None)
    edit(browser, ruiz, institution="Lakeshore")
    assert shown() == OUT


def test_one_that_was_ticked_stays_wherever_they_go(browser: Client, ruiz: Contact):
    edit(browser, ruiz, institution="Lakeshore")
    assert shown() == ("filled", "filled", ["Dr. Okafor", "Dr. Ruiz"])


def test_the_trash(browser: Client, ruiz: Contact):
    browser.post(reverse("person_trash", args=[ruiz.pk]))
    assert shown() == OUT
    browser.post(reverse("person_restore", args=[ruiz.pk]))
    assert shown() == OUT
    projection.project_weekly(START + timedelta(days=7))
    assert shown() == ("filled", "filled", ["Dr. Okafor", "Dr. Ruiz"])


def test_p6_support_is_never_shared(browser: Client, row: Enrollment, ruiz: Contact):
    """P6: of a support contact the sharing page has no control, and what was shared is withdrawn."""
    switch = f'name="contact_id" value="{ruiz.pk}"'
    sharing_page = reverse("sharing", args=[row.pk])
    assert switch in browser.get(sharing_page).content.decode()
    page = reverse("person_edit", args=[ruiz.pk, "roles"])
    assert browser.post(page, {"role": Role.SUPPORT, "starts_on": "2026-05-19"}).status_code == 302
    assert shown() == OUT
    opened = browser.get(sharing_page).content.decode()
    assert switch not in opened and "stays out while in your support" in opened


def test_taking_a_captured_line_back(browser: Client, row: Enrollment, ama: User):
    """Whoever was added with the line, and sat in a seat since, stays: that is known of them too."""
    page = browser.post(reverse("capture"), {"line": "Met Dr. Quill at grand rounds"}, follow=True)
    if not Contact.objects.filter(family_name="Quill").exists():
        pytest.fail(page.content.decode()[:500])
    quill = Contact.objects.get(family_name="Quill")
    RoleTerm.objects.create(owner=ama, contact=quill, role="navigator", starts_on=START.date())
    sharing.switch(row, quill.pk, "named", True, 3, START)
    projection.project(START)
    assert "Dr. Quill" in shown()[2]
    (undo,) = set(re.findall(r"/capture/undo/[^\"/]+/", page.content.decode()))
    browser.post(undo)
    assert not Interaction.objects.filter(people=quill, deleted_at=None).exists()
    assert "Dr. Quill" in shown()[2]


def test_who_got_a_role_since_is_not_taken_back_with_a_touch(ama: User):
    contact = person(ama)
    touch = recording.record(ama, people=[contact], kind=Kind.OTHER, at=START, now=START)
    Contact.objects.filter(pk=contact.pk).update(created_at=Interaction.objects.get().created_at)
    RoleTerm.objects.create(owner=ama, contact=contact, role="clinical", starts_on=START.date())
    recording.delete(touch, START)
    recording.forget_people(touch, START)
    contact.refresh_from_db()
    assert contact.trashed_at is None


def test_what_is_only_a_fact_waits_for_monday(browser: Client, ruiz: Contact):
    """The end of a role, at once, would tell the day."""
    before = shown()
    edit(browser, ruiz, stage="ended", title="Retired")
    browser.post(reverse("role_end", args=[ruiz.pk, ruiz.role_terms.get().pk]))
    edit(browser, Contact.objects.get(family_name="Okafor"), title="Professor")
    assert shown() == before


def test_any_other_tag_changes_nothing(browser: Client, ruiz: Contact):
    before = shown()
    edit(browser, ruiz, tags="delirium, on the job market")
    assert shown() == OUT
    projection.project(START)
    edit(browser, ruiz, tags="delirium")
    assert shown() == OUT
    projection.project(START)
    edit(browser, ruiz, tags="delirium, unsupported")
    assert shown() == before


def test_both_rows_of_somebody_in_two_programs(
    browser: Client, row: Enrollment, ruiz: Contact, enroll: Callable[..., Enrollment],
    joined: Callable[..., Enrollment], ama: User,
):  # fmt: skip
    second = joined(enroll("Ama", program=Program.objects.create(name="L", institution="marlowe ")), ama)
    sharing.choose(second, Level.COVERAGE, 0, START)
    assert set(RosterEntry.objects.values_list("research", flat=True)) == {"filled"}
    edit(browser, ruiz, tags="fellowship")
    assert [entry.research for entry in RosterEntry.objects.all()] == ["open", "open"]


def test_the_tag_and_the_row_or_neither(browser: Client, ruiz: Contact, monkeypatch: pytest.MonkeyPatch):
    def fails(*_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(projection, "withdraw", fails)
    for send in (
        lambda: edit(browser, ruiz, tags="job"),
        lambda: browser.post(reverse("person_trash", args=[ruiz.pk])),
        lambda: browser.post(
            reverse("person_edit", args=[ruiz.pk, "roles"]), {"role": "support", "starts_on": "2026-05-19"}
        ),
    ):
        with pytest.raises(DatabaseError):
            send()
    ruiz.refresh_from_db()
    assert (ruiz.tags, ruiz.trashed_at, ruiz.role_terms.count()) == ([], None, 1)


def test_nobody_elses_row_is_drawn(
    client_for: Callable[[User], Client], row: Enrollment, ruiz: Contact, ben: User
):
    Contact.objects.update(tags=["job"])
    with CaptureQueriesContext(connection) as seen:
        sharing.narrow(ben, START)
    assert len(seen) == 1
    assert shown() == ("filled", "filled", ["Dr. Okafor", "Dr. Ruiz"])


# Where people are put in the trash or get tags. A new place calls `sharing.narrow` in its transaction, or
# says here why nobody in a seat can be meant.
WRITERS = {
    "contacts/models/people.py": "the verb itself",
    "contacts/saving.py": "called by dashboard/person_edit.py, which narrows",
    "contacts/forms.py": "a new person sits in no seat",
    "dashboard/person.py": "narrows",
    "interactions/taking_part.py": "only who has no role",
    "interactions/plan_undo.py": "only who was added by that very step, and has no role",
}
WRITES = re.compile(
    r"\.trash\(|trashed_at = now|\btrashed_at=\w*now"
    r"|\.tags \+?= |\.tags\.\w+\(|(?:create|update|Contact)\([^)]*\btags="
)


def test_every_writer_is_known():
    found = {
        str(path.relative_to(settings.BASE_DIR))
        for app in ("contacts", "dashboard", "followups", "interactions", "residents", "programs", "accounts")
        for path in Path(settings.BASE_DIR, app).rglob("*.py")
        if "migrations" not in path.parts and WRITES.search(path.read_text("utf-8"))
    }
    assert found == set(WRITERS)
