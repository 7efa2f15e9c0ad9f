"""The log form: what can be typed, by whom, and what becomes of it."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from contacts.models import Contact, Introduction, Stage
from followups.models import FollowUp
from followups.windows import Basis
from interactions.models import Event, Interaction, Kind
from interactions.recording import PromiseMade
from residents.models import Resident
from tests.making import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(browser):
    """Send the form; what is not told is as the form shows it first."""

    def send(**fields):
        return browser.post(reverse("log"), {"kind": "coffee", **fields})

    return send


def errors(answer, field):
    assert answer.status_code == 422
    assert not Interaction.objects.exists()
    return answer.context["form"].errors.get(field, [])


# ------------------------------------------------------------------ who
def test_a_person_and_nothing_else_is_enough(log, clock, grace):
    answer = log(people=grace.pk)
    assert answer.url == grace.get_absolute_url()
    one = Interaction.objects.get()
    assert (one.at, one.kind, list(one.people.all())) == (clock.now(), Kind.COFFEE, [grace])


def test_p27_new_people_by_name(log, grace, apa):
    log(people=grace.pk, new_people="Dr. Ngozi Okafor\r\n\r\nHana Mori, PharmD\n", event=apa.pk)
    okafor, mori = Contact.objects.exclude(pk=grace.pk).order_by("pk")
    assert (okafor.full_name, okafor.direction, okafor.met_via) == ("Dr. Ngozi Okafor", "senior", apa.name)
    assert (mori.full_name, mori.credentials, mori.stage) == ("Hana Mori", "PharmD", Stage.MET)
    assert Interaction.objects.get().people.count() == 3
    # P10: the next person met there is offered the same words.
    assert Resident.objects.get(user=grace.owner).last_met_via == apa.name


def test_nobody_is_an_error(log):
    assert errors(log(), "people") == ["Choose somebody, or write a new name."]


def test_a_name_i_already_know_is_asked_about(log, grace):
    answer = log(new_people="Grace Adeyemi", note="kept text")
    assert errors(answer, "new_people") == [
        "You already know Dr. Grace Adeyemi, Tidewater. Tick who you mean above, or say that they are new."
    ]
    assert b"kept text" in answer.content
    assert b'name="really_new"' in answer.content
    log(new_people="Grace Adeyemi", really_new="on")
    assert Contact.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("x" * 101, "Keep each part of the name under 100 characters."),
        ("\n".join(f"Person Number{n}" for n in range(21)), "Add at most 20 people at once."),
        ("Anna\x0bBell\x07", "This contains a character that cannot be shown. Please type it again."),
        ("Anna\x00Bell", "Null characters are not allowed."),
    ],
)
def test_names_that_cannot_be(log, typed, said):
    assert said in errors(log(new_people=typed), "new_people")


@pytest.mark.parametrize("value", ["0", "-1", "abc", "9" * 30, "1 OR 1=1", "٣"])
def test_ids_that_cannot_be(log, browser, grace, value):
    assert errors(log(people=value), "people")
    assert errors(log(people=grace.pk, event=value), "event")
    assert errors(log(people=grace.pk, closes=value), "__all__")
    for name in ("person", "event", "closes"):
        address = f"{reverse('log')}?{name}={value}"
        assert browser.get(address).status_code == (200 if name == "closes" and value == "0" else 404)


def test_what_is_bens_stays_bens(log, browser, ben, clock, grace):
    his = person(ben, "Dr. Samir Bhatt")
    rounds = Event.objects.create(
        owner=ben, name="Rounds", time_zone="UTC", starts_on=date(2026, 5, 19), ends_on=date(2026, 5, 19)
    )
    owed = FollowUp.objects.create(
        owner=ben, contact=his, basis=Basis.MANUAL, because="x", occurrence="x",
        starts_at=clock.now(), opens_at=clock.now(), due_at=clock.now(), late_at=clock.now(),
    )  # fmt: skip
    assert errors(log(people=[grace.pk, his.pk]), "people") == [
        "This person is not among yours. Choose again."
    ]
    assert errors(log(people=grace.pk, event=rounds.pk), "event") == [
        "This event is not among yours. Choose again."
    ]
    assert errors(log(people=grace.pk, closes=owed.pk), "__all__")
    for field in ("introduced_by", "named"):
        log(people=grace.pk, **{field: "Dr. Samir Bhatt"})
    assert his.introductions_made.count() == his.introduced_by.count() == 0
    owed.refresh_from_db()
    assert owed.is_owed


@pytest.mark.parametrize("q", ["", "quark", "quarrk"])
def test_looking_for_people_finds_only_mine(browser, ben, q):
    person(ben, "Zebulon Quark")
    headers = {"HX-Request": "true", "HX-Target": "picked"}
    for answer in (
        browser.get(reverse("log"), {"q": q}, headers=headers),
        browser.get(reverse("log"), {"q": q}),
    ):
        assert "Zebulon" not in answer.content.decode()


# ------------------------------------------------------------------ when
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-02-31T10:00", "There is no such day or time."),
        ("2026-05-19T25:00", "There is no such day or time."),
        ("0000-01-01T10:00", "There is no such day or time."),
        ("1949-12-31T10:00", "Choose a day after 1950."),
        ("9999-12-31T23:59", "Choose a day before 2100."),
        ("2026-05-19T12:00", "That is still ahead. Plan it as a meeting instead."),
        ("2026-05-19T10:00+02:00", "Write a day and a time, such as 2026-05-19 15:10."),
        ("yesterday", "Write a day and a time, such as 2026-05-19 15:10."),
        ("2026-05-19T10:\x00", "Write a day and a time, such as 2026-05-19 15:10."),
    ],
)
def test_times_that_cannot_be(log, grace, typed, said):
    answer = log(people=grace.pk, at=typed, note="kept text")
    assert errors(answer, "at") == [said]
    assert b"kept text" in answer.content


@pytest.mark.parametrize(
    ("typed", "zone", "stored"),
    [
        # 02:30 is skipped on 8 March 2026: the first valid minute.
        # 01:30 happens twice on 2 November 2025: the first.
        ("2026-03-08T02:30", "America/Denver", "2026-03-08T09:00"),
        ("2025-11-02T01:30", "America/Denver", "2025-11-02T07:30"),
        ("2026-01-10 09:15:30", "America/Denver", "2026-01-10T16:15:30"),
        ("1950-01-01T00:00", "America/Denver", "1950-01-01T07:00"),
        ("2026-05-19T11:44", "America/Denver", "2026-05-19T17:40"),
        ("2026-05-20T07:30", "Pacific/Kiritimati", "2026-05-19T17:30"),
        ("2026-05-19T07:30", "Pacific/Pago_Pago", "2026-05-19T17:40"),
    ],
)
def test_times_are_read_on_my_wall(log, ama, grace, typed, zone, stored):
    ama.time_zone = zone
    ama.save()
    if zone == "Pacific/Pago_Pago":
        typed = "2026-05-19T06:40"
    log(people=grace.pk, at=typed)
    assert Interaction.objects.get().at == datetime.fromisoformat(stored).replace(tzinfo=UTC)


def test_at_an_event_the_time_is_read_on_its_wall(log, browser, grace, apa):
    log(people=grace.pk, event=apa.pk, at="2026-05-19T13:00")
    assert Interaction.objects.get().at == datetime(2026, 5, 19, 17, 0, tzinfo=UTC)
    page = browser.get(f"{reverse('log')}?event={apa.pk}").content.decode()
    assert "event time, New York" in page and 'value="2026-05-19T13:40"' in page
    assert "your time, Denver" in browser.get(reverse("log")).content.decode()


def test_a_form_that_named_my_zone_is_read_in_my_zone(log, grace, apa):
    log(people=grace.pk, event=apa.pk, zone="America/Denver", at="2026-05-19T11:00")
    assert Interaction.objects.get().at == datetime(2026, 5, 19, 17, 0, tzinfo=UTC)


def test_a_zone_nobody_knows_is_the_events(log, grace, apa):
    log(people=grace.pk, event=apa.pk, zone="Mars/Phobos", at="2026-05-19T13:00")
    assert Interaction.objects.get().at == datetime(2026, 5, 19, 17, 0, tzinfo=UTC)


def test_choosing_an_event_turns_the_time_over(browser, apa):
    query = {"event": apa.pk, "zone": "America/Denver", "at": "2026-05-19T09:10"}
    answer = browser.get(reverse("log"), query, headers={"HX-Request": "true", "HX-Target": "when"})
    page = answer.content.decode()
    assert 'value="2026-05-19T11:10"' in page and "event time, New York" in page
    assert "<html" not in page


# ------------------------------------------------------------------ what
def test_texts_have_limits_and_say_so(log, grace):
    answer = log(people=grace.pk, note="n" * 20_001, takeaway="t" * 301)
    assert "20000" in errors(answer, "note")[0] and "300" in errors(answer, "takeaway")[0]
    assert ("n" * 20_001).encode() in answer.content
    assert errors(log(people=grace.pk, takeaway="two\nlines"), "takeaway")
    assert errors(log(people=grace.pk, note="nul\x00"), "note")
    assert errors(log(people=grace.pk, minutes="0"), "minutes")
    assert errors(log(people=grace.pk, minutes="1441"), "minutes")
    assert errors(log(people=grace.pk, kind="séance"), "kind")
    # Browsers send a line break as two characters and count it as one.
    assert log(people=grace.pk, note="\r\n" + "n\r\n" * 9_999 + "n").status_code == 302
    assert len(Interaction.objects.get().note) == 19_999


def test_everything_told_is_kept(log, grace, jonah, apa):
    log(
        people=[grace.pk, jonah.pk],
        kind="informational",
        event=apa.pk,
        takeaway="start a case log",
        note="one\r\ntwo",
        meaningful="on",
        minutes="20",
        topics="Consults, consults; fellowship",
        may_return="on",
        introduced_by="Marisol Ruiz",
        named="Dr. Inés Castellanos",
        **{
            "promise-0-whose": "me", "promise-0-what": "send the paper", "promise-0-by": "2026-05-22",
            "promise-0-whom": str(grace.pk),
            "promise-1-whose": "them", "promise-1-what": "the slides",
        },
    )  # fmt: skip
    one = Interaction.objects.get()
    assert (one.takeaway, one.note, one.meaningful, one.minutes) == ("start a case log", "one\ntwo", True, 20)
    assert (one.topics, one.may_return, one.introduced_by.full_name) == (
        ["consults", "fellowship"], True, "Marisol Ruiz",
    )  # fmt: skip
    told = [(p.contact, p.what, p.by, p.to_me) for p in one.promises.all()]
    assert told == [
        (grace, "send the paper", date(2026, 5, 22), False),
        (grace, "the slides", None, True),
        (jonah, "the slides", None, True),
    ]
    bases = sorted(one.opened.filter(contact=grace).values_list("basis", flat=True))
    assert bases == ["conference", "introduction", "promise", "promise_to_me", "thanks"]


def test_p44_somebody_they_named_is_linked_via_them(log, ama, grace):
    log(people=grace.pk, kind="informational", named="Dr. Zora Quist")
    zora = Contact.objects.get(family_name="Quist")
    assert (zora.stage, zora.met_via, zora.last_touch_at) == (Stage.IDENTIFIED, "via Dr. Grace Adeyemi", None)
    assert Introduction.objects.get().introducer == grace


def test_a_name_that_fits_two_is_asked_about(log, ama, grace):
    person(ama, "Grace Adeyemi-Bell")
    answer = log(people=grace.pk, introduced_by="Adeyemi")
    assert "Several people fit" in errors(answer, "introduced_by")[0]
    person(ama, "Dr. Jonah Feld")
    log(people=grace.pk, introduced_by="Jonah Feld")
    assert Introduction.objects.get().introducer.full_name == "Dr. Jonah Feld"


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        ({"by": "2026-05-18"}, "by", "This day is before you spoke."),
        ({"by": "2026-02-31"}, "by", "There is no such day."),
        ({"by": "9999-01-01"}, "by", "Choose a day between 1950 and 2100."),
        ({"what": "p" * 201}, "what", "Keep this to 200 characters; it has 201."),
        ({"what": "a\nb"}, "what", "Use one line: no line breaks or control characters."),
        ({"id": "77"}, "what", "This promise is not here any more. Write it again."),
    ],
)
def test_promises_that_cannot_be(log, grace, row, field, said):
    told = {"what": "send the paper", **row}
    answer = log(people=grace.pk, **{f"promise-0-{name}": value for name, value in told.items()})
    assert errors(answer, "__all__") == ["One of the promises needs another look."]
    assert answer.context["form"].promise_rows[0].errors[field] == [said]
    assert said.encode() in answer.content.replace(b"&#x27;", b"'")


# ------------------------------------------------------------------ once, back, undo
def test_sent_twice_is_one_touch(log, grace):
    key = uuid.uuid4()
    first = log(people=grace.pk, new_people="Hana Mori", key=key)
    second = log(people=grace.pk, new_people="Hana Mori", key=key, really_new="on")
    assert Interaction.objects.count() == 1 and Contact.objects.count() == 2
    assert first.url == second.url


def test_next_leads_back_but_never_away(log, grace, apa):
    assert log(people=grace.pk, next=apa.get_absolute_url()).url == apa.get_absolute_url()
    assert log(people=grace.pk, next="https://evil.example/").url == grace.get_absolute_url()
    assert log(people=grace.pk, next="//evil.example/").url == grace.get_absolute_url()


def test_the_toast_offers_to_take_it_back_with_whom_it_added(browser, log, clock, grace):
    clock.advance(hours=1)
    answer = log(people=grace.pk, new_people="Hana Mori", takeaway="x")
    (message,) = browser.get(answer.url).context["messages"]
    assert str(message) == "Logged with Dr. Grace Adeyemi, Hana Mori."
    browser.post(message.extra_tags.removeprefix("undo:"))
    grace.refresh_from_db()
    assert (grace.trashed_at, grace.last_touch_at) == (None, None)
    assert Contact.objects.get(family_name="Mori").trashed_at is not None
    assert not Interaction.objects.filter(deleted_at=None).exists()


def test_somebody_met_again_meanwhile_is_not_taken_back(browser, log, touch, clock):
    log(new_people="Hana Mori")
    first, hana = Interaction.objects.get(), Contact.objects.get()
    clock.advance(hours=1)
    touch(hana)
    browser.post(f"{reverse('interaction_delete', args=[first.pk])}?taken-back=1")
    hana.refresh_from_db()
    assert hana.trashed_at is None


def test_the_toast_names_the_next_window(browser, log, ama):
    mentor = person(ama, "Dr. Elin Lindqvist", cadence="update")
    answer = log(people=mentor.pk)
    (message,) = browser.get(answer.url).context["messages"]
    assert str(message) == "Logged with Dr. Elin Lindqvist. The next window opens 19 August."


def test_logging_from_a_follow_up_answers_it(browser, touch, clock, grace, apa):
    touch(grace, event=apa, meaningful=True)
    owed = FollowUp.objects.get()
    clock.advance(hours=1)
    # As the draft's “I sent it” sends it.
    browser.post(reverse("log"), {"people": grace.pk, "kind": "email", "closes": owed.pk, "next": "/"})
    owed.refresh_from_db()
    assert not owed.is_owed


# ------------------------------------------------------------------ looking for people
def test_finding_somebody_saves_nothing_and_keeps_what_was_typed(log, grace, jonah):
    for find in ({"find": "1", "people": str(jonah.pk)}, {}):
        answer = log(q="adey", takeaway="kept text", **find)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "kept text" in page and f'value="{grace.pk}" id="person-{grace.pk}">' in page
        assert "Choose somebody" not in page
    assert not Interaction.objects.exists()


def test_typing_finds_a_few_of_many(browser, ama, django_assert_max_num_queries):
    Contact.objects.bulk_create(
        Contact(owner=ama, given_name="Anna", family_name=f"Number{n}").prepare() for n in range(300)
    )
    headers = {"HX-Request": "true", "HX-Target": "picked"}
    with django_assert_max_num_queries(6):
        page = browser.get(reverse("log"), {"q": "numb"}, headers=headers).content.decode()
    assert page.count('name="people"') == 8 and "<html" not in page
    with django_assert_max_num_queries(10):
        page = browser.get(reverse("log")).content.decode()
    assert page.count('name="people"') == 8
    person(ama, "Dr. Grace Adeyemi")
    page = browser.get(reverse("log"), {"q": "Adeyemmi"}, headers=headers).content.decode()
    assert "Grace Adeyemi" in page


@pytest.mark.parametrize("q", ["hal", "thomas hal", "Hálloran"])
def test_whoever_has_that_name_comes_before_those_it_is_only_noted_of(browser, ama, q):
    Contact.objects.bulk_create(
        Contact(
            owner=ama, given_name="Anna", family_name=f"Abbot{n}", note="a student of Thomas Halloran"
        ).prepare()
        for n in range(9)
    )
    person(ama, "Dr. Thomas Halloran")
    headers = {"HX-Request": "true", "HX-Target": "picked"}
    page = browser.get(reverse("log"), {"q": q}, headers=headers).content.decode()
    assert page.index("Thomas Halloran") < page.index("Anna Abbot0")
    assert page.count('name="people"') == 8


def test_what_is_ticked_stays_ticked_while_searching(browser, touch, grace, jonah):
    headers = {"HX-Request": "true", "HX-Target": "picked"}
    page = browser.get(reverse("log"), {"q": "feld", "people": grace.pk}, headers=headers).content.decode()
    assert f'id="person-{grace.pk}" checked' in page and f'id="person-{jonah.pk}">' in page


# ------------------------------------------------------------------ editing and deleting
def edit(browser, one, **fields):
    form = browser.get(one.get_absolute_url()).context["form"]
    told = {name: form[name].value() for name in form.fields}
    told = {name: value for name, value in told.items() if value not in (None, False, "", [])}
    told["at"] = told["at"].strftime("%Y-%m-%dT%H:%M")
    told["topics"] = ", ".join(told.get("topics", []))
    for row in form.promise_rows:
        told |= {f"{row.prefix}-{name}": row[name].value() or "" for name in row.fields}
    return browser.post(one.get_absolute_url(), {**told, **fields})


def test_saving_without_a_change_changes_nothing(browser, touch, clock, grace, jonah, apa):
    clock.advance(seconds=31)
    one = touch(
        grace, event=apa, meaningful=True, takeaway="t", note="n", topics=["a"], minutes=5,
        introduced_by=jonah, promises=[PromiseMade(grace, "send the paper", date(2026, 5, 30))],
    )  # fmt: skip
    before = list(FollowUp.objects.order_by("pk").values())
    clock.advance(hours=3)
    assert edit(browser, one).url == grace.get_absolute_url()
    after = Interaction.objects.get()
    for name in ("at", "event", "meaningful", "takeaway", "note", "topics", "minutes", "introduced_by"):
        assert getattr(after, name) == getattr(one, name), name
    assert list(FollowUp.objects.order_by("pk").values()) == before
    assert after.version == 2


def test_an_edited_promise_stays_the_same_follow_up(browser, touch, grace):
    one = touch(grace, promises=[PromiseMade(grace, "send the paper", date(2026, 5, 22))])
    (before,) = FollowUp.objects.all()
    edit(browser, one, **{"promise-0-what": "send both papers", "promise-0-by": "2026-05-29"})
    (after,) = FollowUp.objects.all()
    assert (after.pk, after.what) == (before.pk, "send both papers")
    assert after.due_at - before.due_at == timedelta(days=7)
    edit(browser, one, **{"promise-0-what": ""})
    assert not FollowUp.objects.owed().exists()


def test_two_tabs_never_overwrite_each_other(browser, touch, grace):
    one = touch(grace, takeaway="first")
    edit(browser, one, takeaway="from the other tab")
    answer = edit(browser, one, takeaway="from this tab", version="1")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "from the other tab" in page and "from this tab" in page and 'name="version" value="2"' in page
    assert Interaction.objects.get().takeaway == "from the other tab"


def test_editing_keeps_people_who_are_in_the_trash(browser, touch, clock, grace, jonah):
    one = touch(grace, jonah)
    jonah.trash(clock.now())
    edit(browser, one, takeaway="new")
    assert set(Interaction.objects.get().people.all()) == {grace, jonah}


def test_an_invalid_edit_keeps_the_words_and_changes_nothing(browser, touch, grace):
    one = touch(grace, takeaway="first")
    answer = edit(browser, one, takeaway="typed words", at="2027-01-01T10:00")
    assert answer.status_code == 422 and b"typed words" in answer.content
    assert Interaction.objects.get().takeaway == "first"


def test_deleting_offers_to_undo(browser, touch, grace, apa):
    one = touch(grace, event=apa, meaningful=True)
    answer = browser.post(reverse("interaction_delete", args=[one.pk]))
    assert not FollowUp.objects.owed().exists()
    (message,) = browser.get(answer.url).context["messages"]
    browser.post(message.extra_tags.removeprefix("undo:"))
    assert FollowUp.objects.owed().count() == 1
    assert browser.get(one.get_absolute_url()).status_code == 200
