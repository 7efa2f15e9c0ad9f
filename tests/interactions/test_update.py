"""An update: what is offered to tell, how it goes into the letter, and what sending it does."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest

from accounts.models import User
from contacts.models import Cadence, Contact, Introduction
from followups import planning
from followups.models import FollowUp, Letter
from followups.windows import Basis
from interactions import advising, news, recording, telling
from interactions.models import Advice, Event, Interaction, Target
from interactions.telling import Bullet
from residents.models import Achievement, Narrative, Rotation
from tests.conftest import START
from tests.making import owed, person, welcomed

pytestmark = pytest.mark.django_db
LAST = START - timedelta(days=110)
SINCE = LAST.date()
TALK = "I gave a talk at Marlowe, “Sleep on call”."


@pytest.fixture
def browser(ama, client_for):
    return client_for(welcomed(ama))


@pytest.fixture
def mentor(ama: User, grace: Contact) -> Contact:
    recording.record(ama, people=[grace], kind="call", at=LAST, takeaway="Write weekly.", now=LAST)
    grace.refresh_from_db()
    return grace


@pytest.fixture
def talk(ama: User) -> Achievement:
    return did(ama, "talk", "Sleep on call", place="Marlowe")


def did(owner: User, kind: str, title: str, days: int = 20, **more: object) -> Achievement:
    on = START.date() - timedelta(days=days)
    return Achievement.objects.create(owner=owner, kind=kind, title=title, on=on, **more)


def at(contact: Contact, act: str = "", **query: object) -> str:
    words = "&".join(f"{key}={value}" for key, value in {"template": "update", **query}.items())
    return f"/write/{contact.pk}/{act}?{words}"


def offered(browser, contact: Contact, **query: object) -> list[str]:
    return [box.bullet.sentence for box in browser.get(at(contact, **query)).context["boxes"]]


def ticked(page) -> list[str]:
    found = re.findall(r'<input[^>]*name="tell"[^>]*>', page.content.decode())
    return [re.search(r'value="([^"]*)"', one)[1] for one in found if " checked" in one]  # type: ignore[index]


# ------------------------------------------------------------------ what is offered
def test_p8_a_logged_talk_is_offered_as_a_bullet(browser, mentor, talk) -> None:
    """P8: a talk was logged: the update offers it as a bullet."""
    page = browser.get(at(mentor))
    assert [box.bullet.sentence for box in page.context["boxes"]] == [TALK]
    assert ticked(page) == []
    assert "since 29 January" in page.content.decode()
    assert "Since then I have [one thing you did or finished…]." in page.context["letter"].body


def test_p49_a_rotation_is_news_once_it_is_over_or_has_begun(browser, ama, mentor) -> None:
    today = START.date()
    for name, first, last in (
        ("Before", SINCE - timedelta(days=28), SINCE - timedelta(days=1)),
        ("Neurology", SINCE, SINCE + timedelta(days=27)),
        ("Night float", today - timedelta(days=3), today + timedelta(days=10)),
        ("Later", today + timedelta(days=11), today + timedelta(days=30)),
    ):
        Rotation.objects.create(owner=ama, name=name, starts_on=first, ends_on=last)
    assert offered(browser, mentor) == [
        "I have begun the Night float rotation; it goes on until 29 May.",
        "I finished the Neurology rotation.",
    ]


def test_p57_an_outcome_of_their_advice_not_told_yet_comes_first(browser, ama, mentor, jonah, talk) -> None:
    given = {"owner": ama, "given_on": SINCE, "outcome_on": SINCE}
    mine = Advice.objects.create(contact=mentor, what="Log each consult.", outcome="It grew.", **given)
    Advice.objects.create(contact=mentor, what="Told", outcome="Told.", reported_at=LAST, **given)
    Advice.objects.create(contact=mentor, what="No", outcome="No.", status="declined", **given)
    Advice.objects.create(contact=jonah, what="His", outcome="His.", **given)
    Advice.objects.create(owner=ama, contact=mentor, what="Open", given_on=SINCE)
    told = "You advised me: Log each consult; here is what came of it: It grew."
    assert offered(browser, mentor) == [told, TALK]
    assert offered(browser, jonah)[0] == "You advised me: His; here is what came of it: His."
    Advice.objects.filter(pk=mine.pk).update(outcome="word " * 2000, what="word " * 2000)
    assert len(offered(browser, mentor)[0]) < 500


def test_p38_whom_they_suggested_and_whom_they_introduced_are_named_with_the_event(
    browser, ama, mentor, apa, touch
) -> None:
    noor, ida = person(ama, "Dr. Noor Kaplan"), person(ama, "Dr. Ida Vale")
    Target.objects.create(owner=ama, event=apa, contact=noor, recommended_by=mentor)
    Target.objects.create(owner=ama, event=apa, program="Northfield", recommended_by=mentor, talked_at=START)
    Target.objects.create(owner=ama, event=apa, contact=person(ama, "Not Met"), recommended_by=mentor)
    Introduction.objects.create(owner=ama, introducer=mentor, introduced=ida, on=SINCE)
    assert offered(browser, mentor) == ["As you suggested, I talked to Northfield at APA Annual Meeting."]
    touch(noor, event=apa)
    touch(ida, kind="call")
    assert offered(browser, mentor) == [
        "As you suggested, I met Dr. Noor Kaplan and talked to Northfield at APA Annual Meeting.",
        "You introduced me to Dr. Ida Vale, and we have spoken since.",
    ]
    ida.trash(START)
    noor.trash(START)
    assert offered(browser, mentor) == ["As you suggested, I talked to Northfield at APA Annual Meeting."]


def test_whom_they_suggested_and_introduced_is_told_once_and_of_an_old_event_only_while_owed(
    browser, ama, mentor, apa, touch
) -> None:
    noor = person(ama, "Dr. Noor Kaplan")
    Target.objects.create(owner=ama, event=apa, contact=noor, recommended_by=mentor)
    Introduction.objects.create(owner=ama, introducer=mentor, introduced=noor, on=SINCE)
    loop = owed(mentor, Basis.CLOSE_LOOP, LAST, occurrence=f"event:{apa.pk}")
    assert offered(browser, mentor) == []
    met = touch(noor, event=apa, at=LAST - timedelta(hours=1))
    told = "As you suggested, I met Dr. Noor Kaplan at APA Annual Meeting."
    assert offered(browser, mentor) == [told]
    touch(noor, event=apa)
    assert offered(browser, mentor) == [told]
    planning.close(loop, "done", START)
    assert offered(browser, mentor) == [
        "You introduced me to Dr. Noor Kaplan, and we have spoken since, at APA Annual Meeting."
    ]
    Interaction.objects.exclude(pk=met.pk).filter(people=noor).update(kind="email")
    assert offered(browser, mentor) == []


def test_two_that_would_read_the_same_are_one(browser, ama, mentor, talk) -> None:
    did(ama, "talk", "Sleep on call", place="Marlowe")
    assert offered(browser, mentor) == [TALK]


def test_a_promise_kept_and_a_narrative_that_changed_are_offered(browser, ama, mentor) -> None:
    kept = owed(mentor, Basis.PROMISE, LAST, what="send the flow diagram")
    planning.close(kept, "done", START)
    owed(mentor, Basis.PROMISE, LAST, what="not yet", occurrence="other")
    Narrative.objects.create(owner=ama, year=2024, grow="Teaching.", done="A log.", written_on=SINCE)
    Narrative.objects.create(owner=ama, year=2025, grow="Consults.", done="A log.", written_on=START.date())
    assert offered(browser, mentor) == [
        "What I promised you is done: send the flow diagram.",
        "Where I hope to grow has become clearer: Consults.",
    ]


def test_what_was_before_the_last_touch_or_is_still_ahead_is_not_offered(
    browser, ama, mentor, talk, clock
) -> None:
    did(ama, "poster", "Ahead", days=-3)
    did(ama, "poster", "Long before", days=400)
    did(ama, "poster", "Written down late", days=130)
    old = did(ama, "poster", "Old", days=140)
    Achievement.objects.filter(pk=old.pk).update(created_at=LAST - timedelta(days=1))
    assert offered(browser, mentor) == [TALK, "I presented a poster, “Written down late”."]
    browser.post(at(mentor, "sent"), {"key": str(uuid.uuid4()), "body": f"Dear X,\n\n{TALK}\n\nAma"})
    assert offered(browser, mentor) == []
    clock.advance(days=5)
    assert offered(browser, mentor) == ["I presented a poster, “Ahead”."]


def test_with_nothing_new_there_are_kind_words_and_two_lines(browser, mentor) -> None:
    page = browser.get(at(mentor)).content.decode()
    assert "Nothing new is on file, and that is quite all right." in page
    assert "template=update_lines" in page
    short = browser.get(at(mentor, template="update_lines"))
    assert short.context["checked"].gaps == 0
    assert short.context["checked"].sentences == 2
    assert "Write weekly" in short.context["letter"].body
    tabs = {words: href for words, href, _ in short.context["tabs"]}
    assert tabs["Email"].endswith("template=update")
    assert "template=update_lines" in tabs["Two-line version"]


def test_a_hello_offers_the_news_too_and_a_thank_you_does_not(browser, mentor, talk) -> None:
    assert offered(browser, mentor, template="check_in") == [TALK]
    page = browser.get(at(mentor, template="thanks"))
    assert page.context["boxes"] == []
    assert 'id="news"' not in page.content.decode()


def test_nobody_elses_news_is_offered_or_told(browser, ben, ama, mentor) -> None:
    his = did(ben, "talk", "Quillfeather")
    Rotation.objects.create(
        owner=ben, name="Quillfeather", starts_on=SINCE, ends_on=SINCE + timedelta(days=20)
    )
    theirs = Advice.objects.create(
        owner=ben, contact=person(ben, "His"), what="x", outcome="Quillfeather", given_on=SINCE
    )
    assert offered(browser, mentor) == []
    tell = {"put": "1", "tell": [f"talk-{his.pk}", f"advice-{theirs.pk}"], "body": "Dear X,\n\nA.\n\nAma"}
    answer = browser.post(at(mentor, "check"), tell)
    assert "Quillfeather" not in answer.content.decode()
    browser.post(at(mentor, "sent"), {**tell, "key": str(uuid.uuid4()), "body": "Quillfeather"})
    theirs.refresh_from_db()
    assert theirs.reported_at is None


# ------------------------------------------------------------------ into the letter, and out of it
def test_without_a_script_ticks_go_into_the_letter_and_out_of_it_again(browser, ama, mentor, talk) -> None:
    award = did(ama, "award", "Teacher of the year", days=10)
    page = browser.get(at(mentor))
    begun = page.context["letter"].body
    both = [f"talk-{talk.pk}", f"award-{award.pk}"]
    browser.post(at(mentor), {"body": begun, "version": 0, "put": "1", "tell": both})
    page = browser.get(at(mentor))
    body = page.context["letter"].body
    assert f"you said: Write weekly. I received an award, “Teacher of the year”. {TALK}\n\nThank" in body
    assert ticked(page) == both[::-1]
    assert page.context["checked"].gaps == 0
    assert page.context["checked"].sentences == 4
    browser.post(at(mentor), {"body": body, "version": 1, "put": "1", "tell": both[:1]})
    browser.post(at(mentor), {"body": Letter.objects.get().body, "version": 2, "put": "1"})
    assert Letter.objects.get().body == begun


def test_with_htmx_the_words_come_back_beside_the_list(browser, mentor, talk) -> None:
    begun = browser.get(at(mentor)).context["letter"].body
    data = {"body": begun.replace("\n", "\r\n"), "put": "1", "tell": f"talk-{talk.pk}"}
    answer = browser.post(at(mentor, "check"), data, headers={"HX-Request": "true"})
    page = unescape(answer.content.decode())
    told = re.search(r'<textarea id="told"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert told is not None
    assert TALK in told[1]
    assert "\r" not in told[1]
    assert '<section class="section" id="news" aria-labelledby="s-news" hx-swap-oob="true">' in page
    assert ticked(answer) == [f"talk-{talk.pk}"]
    assert Letter.objects.count() == 0
    typed = browser.post(at(mentor, "check"), {"body": told[1]})
    assert 'id="told"' not in typed.content.decode()
    assert ticked(typed) == [f"talk-{talk.pk}"]


def test_what_was_put_into_other_words_stays_when_it_is_unticked(browser, mentor, talk) -> None:
    mine = "Dear X,\n\nMy “Sleep on call” went well.\n\nAma"
    page = browser.post(at(mentor, "check"), {"body": mine})
    assert ticked(page) == [f"talk-{talk.pk}"]
    assert "in words of your own" in page.content.decode()
    page = browser.post(at(mentor, "check"), {"body": mine, "put": "1"})
    assert page.context["told"] == mine


def test_a_letter_with_no_room_stays_as_it_was(browser, mentor, talk) -> None:
    long = "Dear X,\n\n" + "a" * 4970 + "\n\nAma"
    page = browser.post(at(mentor, "check"), {"body": long, "put": "1", "tell": f"talk-{talk.pk}"})
    assert page.context["told"] == long


A, B, C = (Bullet(name, name, f"{name} happened.", (name,)) for name in ("Ant", "Bee", "Cat"))


@pytest.mark.parametrize(
    ("body", "wanted", "after"),
    [
        ("Hi,\n\nWell.\n\nBye.\n\nMe", "Bee", "Hi,\n\nWell. Bee happened.\n\nBye.\n\nMe"),
        ("Hi,\n\nBee happened. Yes.\n\nMe", "Ant Bee", "Hi,\n\nAnt happened. Bee happened. Yes.\n\nMe"),
        ("Hi,\n\nBee happened. Yes.\n\nMe", "Bee Cat", "Hi,\n\nBee happened. Cat happened. Yes.\n\nMe"),
        ("Hi,\n\nNew: […]. Yes.\n\nMe", "Ant Cat", "Hi,\n\nAnt happened. Cat happened. Yes.\n\nMe"),
        ("Hi,\n\nAnt happened. Yes.\n\nMe", "", "Hi,\n\nNew: […]. Yes.\n\nMe"),
        ("Hi,\n\nNo. Ant happened. Bee happened.\n\nMe", "Bee", "Hi,\n\nNo. Bee happened.\n\nMe"),
        ("Hi,\n\nAnt happened.\n\nBee happened.\n\nMe", "Bee", "Hi,\n\nBee happened.\n\nMe"),
        ("", "Ant", "Ant happened."),
        ("My ant is well.", "", "My ant is well."),
        ("My ant is well.", "Ant", "My ant is well."),
        ("Antics.", "Ant", "Antics. Ant happened."),
    ],
)
def test_a_sentence_goes_to_its_place(body, wanted, after) -> None:
    shown = telling.boxes(body, [A, B, C])
    assert telling.put(body, shown, wanted.split(), "New: […].") == after


def test_what_they_said_and_my_own_signature_tell_nothing() -> None:
    assert telling.boxes("You said: my Ant.\n\nMe, Bee", [A, B], ["my Ant.", "Me, Bee"])[0].is_mine is False
    assert [one.is_mine for one in telling.boxes("my Ant", [A, B])] == [True, False]


# ------------------------------------------------------------------ sent
def test_p49_the_window_opens_in_april_and_an_update_opens_the_next_three_months_later(
    browser, ama, clock, touch
) -> None:
    """P49: last contact on 1 January, open on 1 April; an update opens the next three months on."""
    clock.set(datetime(2026, 1, 1, 17, tzinfo=UTC))
    one = person(ama, "Dr. Elin Lindqvist", cadence=Cadence.UPDATE)
    touch(one, kind="call")
    clock.set(datetime(2026, 3, 31, 17, tzinfo=UTC))
    assert "Lindqvist" not in browser.get("/").content.decode()
    clock.set(datetime(2026, 4, 1, 17, tzinfo=UTC))
    assert "Update windows" in browser.get("/").content.decode()
    window = FollowUp.objects.get(contact=one, basis=Basis.UPDATE, closed_at=None)
    page = browser.get(at(one, follow_up=window.pk, template=""))
    assert page.context["desk"].slug == "update"
    assert page.context["row"].state == "open"
    clock.set(datetime(2026, 4, 3, 17, tzinfo=UTC))
    browser.post(at(one, "sent", follow_up=window.pk), {"key": str(uuid.uuid4()), "body": "Dear X."})
    window.refresh_from_db()
    assert window.outcome == "done"
    following = FollowUp.objects.get(contact=one, basis=Basis.UPDATE, closed_at=None)
    assert following.opens_at.astimezone(ama.zone).date() == date(2026, 7, 3)
    sent = Interaction.objects.get(kind="email")
    browser.post(f"/write/{sent.pk}/unsent")
    window.refresh_from_db()
    assert window.is_owed
    assert window.opens_at.astimezone(ama.zone).date() == date(2026, 4, 1)
    assert FollowUp.objects.filter(contact=one, basis=Basis.UPDATE, closed_at=None).count() == 1


def test_p57_advice_told_in_an_update_is_reported_and_owed_no_longer_until_that_is_taken_back(
    browser, ama, mentor
) -> None:
    one, other = (
        Advice.objects.create(
            owner=ama, contact=mentor, what=what, outcome=f"{what} helped a great deal",
            given_on=SINCE, outcome_on=SINCE, status="done",
        )
        for what in ("A log", "A clinic")
    )  # fmt: skip
    advising.agree(mentor, START)
    loops = FollowUp.objects.filter(basis=Basis.CLOSE_LOOP, closed_at=None)
    assert loops.count() == 2
    bullet = next(b for b in news.to_tell(mentor, START) if b.advice == one.pk)
    data = {"key": str(uuid.uuid4()), "body": f"Dear X,\r\n\r\n{bullet.sentence}\r\n\r\nAma"}
    browser.post(at(mentor, "sent"), data)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.reported_at, other.reported_at) == (START, None)
    assert [f.occurrence for f in loops.all()] == [f"advice:{other.pk}"]
    assert len(offered(browser, mentor)) == 1
    browser.post(f"/write/{Interaction.objects.get(kind='email').pk}/unsent")
    one.refresh_from_db()
    assert one.reported_at is None
    assert loops.count() == 2
    assert len(offered(browser, mentor)) == 2


@pytest.mark.parametrize("many", [1, 30])
def test_the_page_of_an_update_asks_the_database_no_more_than_ten_times(
    browser, ama, mentor, many, django_assert_max_num_queries
) -> None:
    for number in range(many):
        did(ama, "talk", f"Talk {number}", days=number + 1)
        Advice.objects.create(
            owner=ama, contact=mentor, what=f"{number}", outcome=f"So {number}", given_on=SINCE
        )
    follow_up = FollowUp.objects.filter(contact=mentor).first() or owed(mentor, Basis.UPDATE, START)
    address = at(mentor, follow_up=follow_up.pk)
    browser.get(address)
    with django_assert_max_num_queries(10) as counted:
        assert browser.get(address).context["boxes"]
    print(f"\nupdate, {many}: {len(counted)} statements")


def test_an_event_met_whom_they_suggested_is_owed_no_longer_once_told(browser, ama, mentor) -> None:
    day = START.date() - timedelta(days=9)
    event = Event.objects.create(owner=ama, name="CL Days", starts_on=day, ends_on=day)
    noor = person(ama, "Dr. Noor Kaplan")
    Target.objects.create(owner=ama, event=event, contact=noor, recommended_by=mentor)
    recording.record(ama, people=[noor], kind="met", at=START - timedelta(days=9), event=event, now=START)
    loop = owed(mentor, Basis.CLOSE_LOOP, START, occurrence=f"event:{event.pk}")
    (told,) = offered(browser, mentor)
    browser.post(at(mentor, "sent"), {"key": str(uuid.uuid4()), "body": told})
    loop.refresh_from_db()
    assert loop.outcome == "done"
