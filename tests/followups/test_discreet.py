"""The weekly email without names, and what no version of it says before it is opened."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import User
from accounts.work_mail import note_staff
from contacts.models import Contact
from followups import digest, planning, weekly
from followups.models import FollowUp
from followups.weekly import Extras
from followups.windows import Basis
from interactions import recording
from interactions.models import Interaction, Kind
from outbox.models import Message
from tests.conftest import START

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2026, 5, 24, 23, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SECRETS = ["Grace", "Adeyemi", "Lakeshore", "rounds", "fellowship", "job", "QT", "Boston"]
WITHOUT = Extras(is_discreet=True, idea="One idea: ask Dr. Ruiz.", gauge="May: 1 of 1–2.")


def owed(user: User, basis: Basis, due: float = 2, number: int = 0) -> FollowUp:
    contact = Contact.objects.create(
        owner=user, given_name="Grace", family_name="Adeyemi", met_via="fellowship rounds at Lakeshore",
        institution="Lakeshore", title="job",
    )  # fmt: skip
    return FollowUp.objects.create(
        owner=user, contact=contact, basis=basis, because="About the fellowship in Boston.",
        what="send the QT table", occurrence=str(number),
        starts_at=SUNDAY - 9 * DAY, opens_at=SUNDAY - 9 * DAY,
        due_at=SUNDAY + due * DAY, late_at=SUNDAY + max(due, 0) * DAY + 9 * DAY,
    )  # fmt: skip


def test_it_counts_and_names_nobody_and_no_place(ama: User) -> None:
    meeting = owed(ama, Basis.PREPARATION, 3)
    talk = Interaction.objects.create(
        owner=ama, status="planned", at=SUNDAY + 3 * DAY, cv_sent=True, questions="a?", kind="meeting"
    )
    talk.opened.add(meeting)
    items = [owed(ama, Basis.PROMISE), owed(ama, Basis.CONFERENCE, 3), owed(ama, Basis.UPDATE, 5), meeting]
    letter = weekly.letter(ama, items, 0, SUNDAY, WITHOUT)
    assert letter.subject == "Your weekly list"
    said = [
        "Four small things this week.",
        "1 promise, by Tuesday",
        "1 follow-up while it is fresh, by Wednesday",
        "1 note that may be welcome, by Friday",
        "1 meeting, one thing left to prepare",
    ]
    assert [line for line in letter.text.splitlines() if line][:5] == said
    shown = " ".join(re.sub(r"<[^>]+>", " ", letter.html).split())
    assert all(line in shown for line in said)
    assert "belongs to the employer" in letter.text
    links = re.findall(r"https?://\S+", letter.text) + re.findall(r'href="([^"]+)"', letter.html)
    words = letter.subject + letter.text + letter.html
    # The longest first: of one that begins another, the end of its token would be left and may say anything.
    for link in sorted(links, key=len, reverse=True):
        words = words.replace(link, "")
    assert [secret for secret in [*SECRETS, "Ruiz", "1–2"] if secret.casefold() in words.casefold()] == []
    assert not any("/mail/done/" in link or "/mail/log/" in link for link in links)
    assert len(letter.text.split()) <= 180
    assert len(letter.html.encode()) < 20_000


def test_several_of_a_kind_are_one_line(ama: User) -> None:
    items = [owed(ama, Basis.PROMISE, due, n) for n, due in enumerate((5, -3))]
    items += [owed(ama, Basis.UPDATE, 4, 9), owed(ama, Basis.MANUAL, 3, 8), owed(ama, Basis.PREPARATION, 2)]
    lines = [line for line in weekly.letter(ama, items, 1234, SUNDAY, WITHOUT).text.splitlines() if line]
    assert lines[:5] == [
        "Five small things this week.",
        "2 promises, the first since Thursday",
        "2 notes that may be welcome, the first by Wednesday",
        "1 meeting, no things left to prepare",
        "And 1,234 others wait on Today.",
    ]


@pytest.mark.parametrize(
    ("at_work", "chosen", "names"),
    [(False, None, True), (True, None, False), (True, False, True), (False, True, False)],
)
def test_an_address_at_work_gets_it_and_the_resident_decides(
    ama: User, at_work: bool, chosen: bool | None, names: bool
) -> None:
    if at_work:
        note_staff("cora@example.org")
    User.objects.filter(pk=ama.pk).update(digest_discreet=chosen)
    planning.promised(Contact.objects.create(owner=ama, given_name="Hana"), "call", None, START, "1")
    digest.queue_due(SUNDAY)
    message = Message.objects.get()
    assert ("Hana" in message.text, "Hana" in message.html) == (names, names)
    assert (message.subject == "Your weekly list") != names
    if not names:
        assert ("as you chose in Settings" in message.text) == bool(chosen)


@pytest.mark.parametrize("extras", [Extras(), WITHOUT])
@pytest.mark.parametrize("basis", list(Basis))
def test_subject_and_preheader_say_nothing_that_anybody_may_not_see(
    ama: User, basis: Basis, extras: Extras
) -> None:
    letter = weekly.letter(ama, [owed(ama, basis)], 3, SUNDAY, extras)
    hidden = re.search(r'<div style="display:none[^>]*>([^<]*)</div>', letter.html)
    assert hidden
    before = f"{letter.subject} {hidden[1]}".casefold()
    assert [secret for secret in SECRETS if secret.casefold() in before] == []
    title = re.search(r"<title>([^<]*)</title>", letter.html)
    assert title
    assert [secret for secret in SECRETS if secret.casefold() in title[1].casefold()] == []


# ------------------------------------------------------------------ the whole mail
def test_the_whole_mail_stands_in_its_order(ama: User) -> None:
    ruiz = Contact.objects.create(
        owner=ama, prefix="Dr.", given_name="Marisol", family_name="Ruiz", direction="peer", title="PGY-4"
    )
    recording.record(ama, people=[ruiz], kind=Kind.COFFEE, at=START, now=START)
    for n, basis in enumerate((Basis.PREPARATION, Basis.UPDATE, Basis.CONFERENCE, Basis.PROMISE)):
        owed(ama, basis, number=n)
    owed(ama, Basis.CHECK_IN, 20)
    FollowUp.objects.filter(basis=Basis.PREPARATION).update(late_at=SUNDAY + 2 * DAY)
    digest.queue_due(SUNDAY)
    text = Message.objects.get().text
    order = ["You promised", "While it is fresh", "May be worth a note", "May be worth a hello",
             "Meeting, Tue 17:00", "One idea:", "May: 1 of 1–2.", "Today: http",
             "Sent weekly because you asked.",
             "Pause a week: http", "A month: http", "Change day: http", "Unsubscribe: http"]  # fmt: skip
    places = [text.find(words) for words in order]
    assert -1 not in places
    assert places == sorted(places)
    assert "Done: http" in text
    assert "Log a touch: http" in text
    assert text.index("Done: http") < text.index("While it is fresh")
    assert len(text.split()) <= 180


def test_with_much_to_do_each_still_has_its_reason_and_its_likeliest_action(ama: User) -> None:
    items = [
        owed(ama, basis, number=n) for n, basis in enumerate([Basis.PROMISE] * 2 + [Basis.CONFERENCE] * 3)
    ]
    asking = Extras(idea="One idea: ask.", gauge="May: 1 of 1–2.", asks=True)
    letter = weekly.letter(ama, items, 49_995, SUNDAY, asking)
    assert len(letter.text.split()) <= 180
    assert letter.text.count("Done: http") == 2
    assert letter.text.count("Log a touch: http") == 3
    assert letter.html.count(">Snooze a week</a>") == letter.html.count(">Not now</a>") == 5
    assert "And 49,995 others wait on Today." in letter.text
    assert "Keep weekly: http" in letter.text
    assert "One idea" not in letter.text
    assert len(letter.html.encode()) < 20_000


def test_a_second_late_promise_is_said_with_its_day_and_never_left_out(ama: User) -> None:
    late = owed(ama, Basis.PROMISE, -20)
    FollowUp.objects.filter(pk=late.pk).update(late_at=SUNDAY - 13 * DAY)
    digest.queue_due(SUNDAY)
    text = Message.objects.get().text
    assert "You promised, since 4 May" in text
    assert "overdue" not in text.casefold()
    assert date(2026, 5, 4) == late.due_at.astimezone(ama.zone).date()
