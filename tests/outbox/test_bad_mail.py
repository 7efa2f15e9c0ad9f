"""What people and the world put into rows, sent as a real mail over a real SMTP conversation."""

import re
import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from contacts.models import Contact
from followups import planning
from followups.digest import queue_due
from followups.models import Digest, FollowUp
from outbox.delivery import deliver_ready
from outbox.models import Message, State
from residents.models import resident_of
from tests.conftest import START
from tests.followups.test_digest import SUNDAY
from tests.smtp_sink import Kept, Sink

pytestmark = pytest.mark.django_db(transaction=True)
LONGEST_LINE = 998


@pytest.fixture
def send(sink: Sink) -> Callable[[], list[Kept]]:
    """Queue what is due on Sunday and hand it over."""

    def send() -> list[Kept]:
        queue_due(SUNDAY)
        deliver_ready(SUNDAY)
        return sink.kept

    return send


def owe(user: User, **fields: str) -> None:
    """A promise to somebody whose columns hold what no form lets in."""
    contact = Contact.objects.create(owner=user, given_name="Hana")
    planning.promised(contact, "send the QT table", date(2026, 5, 26), START, "1")
    Contact.objects.filter(pk=contact.pk).update(**fields)


NAMES = {
    "line breaks": "Hana\r\nBcc: everybody@example.net\r\n\r\nMori",
    "a bare newline": "Hana\nSubject: fellowship",
    "encoded words": "=?utf-8?q?Hana=0D=0ABcc=3A_everybody=40example=2Enet?=",
    "quotes": '"Hana" <everybody@example.net>, other@example.net',
    "markup": "<img src=http://example.net/pixel.gif> {{ user }} {% now %}",
    "another direction": "\u202eiroM anaH",
    "a lone surrogate's place": "Hana \ufffd \u2028 Mori",
    "an emoji family": "👩\u200d👩\u200d👧" * 12,
}


@pytest.mark.parametrize("name", NAMES.values(), ids=list(NAMES))
def test_a_contacts_name_stays_text_on_one_line(ama: User, send: Callable[[], list[Kept]], name: str) -> None:
    owe(ama, given_name=name[:100], family_name="")
    (kept,) = send()
    assert (kept.to, kept.mail["Subject"]) == (ama.email, "1 small follow-up for this week")
    assert kept.mail["Bcc"] is None
    assert kept.mail.get_all("To") == [ama.email]
    assert "<img" not in kept.html
    line = kept.text.splitlines()[3]
    assert line.split()[:1] == name.split()[:1] or line.rstrip("…") in " ".join(name.split())
    assert all(len(line) <= LONGEST_LINE for line in kept.raw.split(b"\r\n"))


@pytest.mark.parametrize("letter", ["x", "é", "中", "👩"])
def test_texts_of_998_bytes_and_more_are_cut_and_fold(
    ama: User, send: Callable[[], list[Kept]], letter: str
) -> None:
    """As long as the columns take it: in bytes up to four times as much."""
    owe(ama, given_name=letter * 100, family_name=letter * 100, met_via=letter * 120)
    promise = FollowUp.objects.get()
    promise.because, promise.what = letter * 300, letter * 300
    promise.save()
    (kept,) = send()
    assert max(len(line) for line in kept.raw.split(b"\r\n")) <= LONGEST_LINE
    assert len(kept.html.encode()) < 20_000
    assert letter * 20 in kept.text
    assert letter * 161 not in kept.text


@pytest.mark.parametrize(
    "name", ["=?utf-8?q?Ama=0D=0ABcc=3A_x=40example=2Enet?=", "Ama\r\nBcc: x@example.net", "Ama, <x@y>"]
)
def test_the_residents_own_name_is_in_no_header(ama: User, send: Callable[[], list[Kept]], name: str) -> None:
    User.objects.filter(pk=ama.pk).update(name=name)
    owe(ama)
    (kept,) = send()
    assert kept.mail["To"] == ama.email
    assert kept.mail["Bcc"] is None
    assert b"example.net" not in kept.raw


@pytest.mark.parametrize(
    "address",
    ["a@example.org,b@example.org", "a@example.org b@example.org", "a@example.org\r\nBcc: b@example.org",
     "a@example.org;b@example.org", "<a@example.org>,<b@example.org>", "=?utf-8?q?a=40example=2Eorg?=",
     "=?utf-8?q?a=40example=2Eorg=2C?=@example.net", "=?utf-8?q?a?=@example.org", "nobody", ""],
)  # fmt: skip
def test_an_address_that_is_none_or_two_gets_nothing_and_keeps_nobody_elses_mail_back(
    ama: User, ben: User, send: Callable[[], list[Kept]], address: str
) -> None:
    owe(ama)
    owe(ben)
    User.objects.filter(pk=ama.pk).update(email=address)
    assert [kept.to for kept in send()] == [ben.email]
    broken = Message.objects.get(owner=ama)
    assert broken.state in (State.DEAD, State.SUPPRESSED)
    assert broken.reason
    assert Digest.objects.filter(outcome="queued").count() == 2


@pytest.mark.parametrize("zone", ["Mars/Phobos", "", "../../etc/passwd", "US/Pacific-New"])
def test_a_zone_that_was_removed_is_read_as_utc(
    ama: User, ben: User, send: Callable[[], list[Kept]], zone: str
) -> None:
    owe(ama)
    owe(ben)
    User.objects.filter(pk=ama.pk).update(time_zone=zone)
    queue_due(SUNDAY - timedelta(hours=6))
    assert {kept.to for kept in send()} == {ama.email, ben.email}


MANY = 50_000
FILL = """
INSERT INTO followups_followup (owner_id, contact_id, basis, because, what, occurrence, together, weight,
    starts_at, opens_at, due_at, late_at, outcome, created_at)
SELECT %(owner)s, %(contact)s, 'promise', 'You said so.', 'send it', 'n' || n, '', 0,
    %(at)s, %(at)s, %(at)s + n * interval '1 minute', %(at)s + interval '400 days', '', %(at)s
FROM generate_series(1, %(many)s) AS n
"""


def test_fifty_thousand_open_items_are_five_and_a_number(ama: User, send: Callable[[], list[Kept]]) -> None:
    others = []
    for number in range(20):
        user = User.objects.create_user(f"r{number}@example.org", time_zone="America/Denver")
        resident_of(user)
        owe(user)
        others.append(user.email)
    contact = Contact.objects.create(owner=ama, given_name="Hana")
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"owner": ama.pk, "contact": contact.pk, "at": START, "many": MANY})
    began = time.monotonic()
    with CaptureQueriesContext(connection) as asked:
        kept = send()
    took = time.monotonic() - began
    assert sorted(one.to for one in kept) == sorted([ama.email, *others])
    mine = next(one for one in kept if one.to == ama.email)
    assert "And 49,995 others wait on Today." in mine.text
    assert len(re.findall("You promised", mine.text)) == 5
    row = Digest.objects.get(owner=ama)
    assert (len(row.items), row.more) == (5, MANY - 5)
    # The bound is wide, for it runs beside other tests; reading every row takes several seconds more.
    assert took < 10
    slowest = max(float(one["time"]) for one in asked.captured_queries)
    assert slowest < 2
