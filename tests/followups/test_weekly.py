"""The weekly email as a reader sees it."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from accounts.models import User
from contacts.models import Contact
from followups import mail_items, phrasing, planning, weekly
from followups.choosing import Section
from followups.models import FollowUp
from followups.windows import Basis
from interactions.models import Interaction
from tests.conftest import START

SUNDAY = datetime(2026, 5, 24, 23, 0, tzinfo=UTC)
P, F, W, M = Section.PROMISES, Section.FRESH, Section.WINDOWS, Section.MEETINGS


def made(user: User, basis: Basis, number: int = 0, **fields: Any) -> FollowUp:
    """A follow-up with everything a mail can show, as long as the columns allow."""
    contact = Contact.objects.create(
        owner=user, given_name="Grace", family_name=f"Adeyemi{number}", met_via="consult rounds"
    )
    values = {
        "because": "You promised it.",
        "what": "send the QT table",
        "starts_at": SUNDAY - timedelta(days=2),
        "opens_at": SUNDAY - timedelta(days=2),
        "due_at": SUNDAY + timedelta(days=2),
        "late_at": SUNDAY + timedelta(days=4),
        "occurrence": str(number),
        **fields,
    }
    return FollowUp.objects.create(owner=user, contact=contact, basis=basis, **values)


def words(text: str) -> int:
    return len(text.split())


def visible(html: str) -> str:
    shown = re.sub(r'<div style="display:none.*?</div>', " ", html[html.index("</title>") :])
    return re.sub(r"<[^>]+>", " ", shown)


@pytest.mark.parametrize(
    ("sections", "subject", "title", "preheader"),
    [
        ([P, F, W, M], "3 small follow-ups for this week", "Three notes, one meeting.",
         "1 promise, 1 follow-up while it is fresh, 1 note, 1 meeting. A minute to read."),
        ([W], "1 small follow-up for this week", "One note.", "1 note. A minute to read."),
        ([M], "1 meeting to prepare this week", "One meeting.", "1 meeting. A minute to read."),
        ([P, P, F, F, M], "4 small follow-ups for this week", "Four notes, one meeting.",
         "2 promises, 2 follow-ups while it is fresh, 1 meeting. A minute to read."),
        ([M, M], "2 meetings to prepare this week", "Two meetings.", "2 meetings. A minute to read."),
    ],
)  # fmt: skip
def test_subject_title_and_preheader_count_and_name_nobody(
    sections: list[Section], subject: str, title: str, preheader: str
) -> None:
    assert weekly.subject(sections) == subject
    assert weekly.title(sections) == title
    assert weekly.preheader(sections) == preheader


@pytest.mark.django_db
def test_p74_an_item_says_who_how_you_met_why_and_one_sentence(ama: User) -> None:
    contact = Contact.objects.create(
        owner=ama, given_name="Hana", family_name="Mori", met_via="consult rounds"
    )
    promise = planning.promised(contact, "send the QT table", date(2026, 5, 26), START, "1")
    letter = weekly.letter(ama, [promise], 2, SUNDAY)
    assert letter.text.splitlines()[:6] == [
        "One note.",
        "",
        "You promised, by Tuesday",
        "Hana Mori",
        "Consult rounds. You said you would send the QT table.",
        "“I said I would send the QT table; here is where it stands.”",
    ]
    for part in ("Hana Mori", "Consult rounds.", "by Tuesday", "2 others wait on Today."):
        assert part in letter.html
    assert "Mori" not in letter.subject


@pytest.mark.django_db
def test_p36_a_takeaway_becomes_the_suggested_sentence(ama: User) -> None:
    fresh = made(ama, Basis.CONFERENCE)
    talk = Interaction.objects.create(owner=ama, at=START, takeaway="Start a consult log early.")
    talk.opened.add(fresh)
    assert "“What stayed with me: Start a consult log early.”" in weekly.letter(ama, [fresh], 0, SUNDAY).text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("basis", "due", "late", "said"),
    [
        (Basis.PROMISE, 2, 9, "by Tuesday"),
        (Basis.PROMISE, 7, 14, "by 31 May"),
        (Basis.PROMISE, -2, 3, "since Friday"),
        (Basis.UPDATE, 5, 30, "closes Friday"),
        (Basis.UPDATE, 13, 30, "by 6 June"),
        (Basis.UPDATE, -60, -30, "since 25 March"),
    ],
)
def test_dates_stay_true_when_the_mail_is_read_a_day_later(
    ama: User, basis: Basis, due: int, late: int, said: str
) -> None:
    item = made(
        ama,
        basis,
        opens_at=SUNDAY - timedelta(days=90),
        due_at=SUNDAY + timedelta(days=due),
        late_at=SUNDAY + timedelta(days=late),
    )
    text = weekly.letter(ama, [item], 0, SUNDAY).text
    assert f", {said}\n" in text
    assert "overdue" not in text.lower()


@pytest.mark.django_db
@pytest.mark.parametrize("basis", list(Basis))
def test_every_kind_can_be_written(ama: User, basis: Basis) -> None:
    letter = weekly.letter(ama, [made(ama, basis, what="", because="A reason.")], 0, SUNDAY)
    assert "Grace Adeyemi0" in letter.text
    assert "Grace Adeyemi0" in letter.html
    assert "!" not in letter.text


@pytest.mark.django_db
def test_the_longest_mail_is_read_in_a_minute(ama: User) -> None:
    items = []
    for number, basis in enumerate([Basis.PROMISE] * 2 + [Basis.CONFERENCE] * 2 + [Basis.UPDATE]):
        item = made(ama, basis, number, because="a word " * 42, what="some more of it " * 18)
        item.contact.met_via = "where we met " * 9
        item.contact.given_name, item.contact.family_name = "Name " * 20, "Family " * 14
        talk = Interaction.objects.create(owner=ama, at=START, takeaway="it is so " * 33)
        talk.opened.add(item)
        items.append(item)
    letter = weekly.letter(ama, items, 12, SUNDAY)
    assert words(letter.text) <= 180
    assert words(visible(letter.html)) <= 180
    assert len(letter.html.encode()) < 20_000
    assert letter.text.count("Name") >= 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    "basis", [basis for basis in Basis if basis not in (Basis.MANUAL, Basis.PREPARATION)]
)
def test_a_sentence_stays_whole_or_a_shorter_one_stands_in(ama: User, basis: Basis) -> None:
    item = made(ama, basis, what="send the table of the intervals that we looked at together on rounds")
    long, short = phrasing.say(item, 30), phrasing.say(item, 7)
    assert len(long.split()) > 0 < len(short.split()) <= 7
    assert long.endswith((".", "?"))
    assert short.endswith((".", "?"))
    assert phrasing.say(item, 3) == ""
    assert (long != short) == (len(long.split()) > 7)


@pytest.mark.django_db
def test_where_room_is_short_why_is_kept_and_how_you_met_is_left_out(ama: User) -> None:
    item = made(ama, Basis.PROMISE, because="You said you would send it.")
    item.contact.met_via = "a long evening"
    whole = "A long evening. You said you would send it."
    said = {words: mail_items.entry(item, SUNDAY, ama.zone, words, 0).why for words in (9, 8, 6, 5)}
    short = "You said you would send it."
    assert said == {9: whole, 8: short, 6: short, 5: "A long evening. You said…"}


@pytest.mark.django_db
def test_five_promises_each_keep_a_sentence_that_can_be_sent(ama: User) -> None:
    items = [made(ama, Basis.PROMISE, number, because="You said you would send it.") for number in range(5)]
    letter = weekly.letter(
        ama, items, 3, SUNDAY, weekly.Extras(idea="One idea: " + "ask " * 12, gauge="May: 1 of 1–2.")
    )
    for part in (letter.text, letter.html):
        assert part.count("“Here is what I promised you.”") == 5
        assert part.count("Consult rounds. You said you would send it.") == 5
    assert words(letter.text) <= 180
    assert words(visible(letter.html)) <= 180


@pytest.mark.django_db
def test_names_are_text_and_never_markup(ama: User) -> None:
    item = made(ama, Basis.PROMISE, because="<b>R&D</b>")
    item.contact.family_name = "<script>alert(1)</script>"
    letter = weekly.letter(ama, [item], 0, SUNDAY)
    assert "<script" not in letter.html
    assert "<b>" not in letter.html
    assert "<b>R&D</b>" in letter.text


@pytest.mark.django_db
def test_no_images_no_tracking_and_links_to_our_own_site_only(ama: User) -> None:
    with override_settings(SITE_URL="https://curbside.example"):
        letter = weekly.letter(ama, [made(ama, Basis.PROMISE)], 0, SUNDAY)
    assert "<img" not in letter.html
    assert "url(" not in letter.html
    links = re.findall(r'(?:href|src)="([^"]+)"', letter.html) + re.findall(r"https?://\S+", letter.text)
    assert len(links) == 16
    assert all(link.startswith("https://curbside.example/") for link in links)


@given(st.text(max_size=300), st.integers(1, 20), st.integers(5, 100))
@examples(max_examples=200)
def test_cutting_keeps_to_its_limits_and_to_one_line(text: str, most: int, length: int) -> None:
    short = mail_items.cut(text, most, length)
    assert len(short) <= length + 1
    assert len(short.split()) <= most
    assert "\n" not in short
    whole = " ".join(text.split())
    assert short == whole or (short.endswith("…") and whole.startswith(short[:-1]))
