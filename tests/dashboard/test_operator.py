"""The operator's page: only for operators with a second factor, and without names or content."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import User
from config import celery
from dashboard import operator
from followups.models import Digest
from outbox import holding, starting
from outbox.heartbeat import beat
from outbox.masking import masked
from outbox.models import Kind, Message, OperatorAct, State
from tests.conftest import START
from tests.programs.conftest import give_second_factor, pass_second_factor

ClientFor = Callable[[User], Client]
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db
PAGES = [("get", "/operator/"), ("post", "/operator/release"), ("post", "/operator/1/retry")]


@pytest.fixture
def olga(db: None) -> User:
    """Runs the site."""
    return User.objects.create_user("olga@ops.example", is_staff=True, time_zone="America/Denver")


@pytest.fixture
def desk(olga: User, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Olga's browser, with the second factor passed."""
    monkeypatch.setattr(operator, "broker_answers", lambda: False)
    give_second_factor(olga)
    client = client_for(olga)
    pass_second_factor(client, olga)
    return client


def mail(user: User, key: str = "a", **fields: object) -> Message:
    values = {"kind": Kind.WEEKLY, "to": user.email, "subject": "SUBJECT", "text": "TEXT", "html": "HTML"}
    return Message.objects.create(owner=user, key=key, **{**values, "created_at": START, **fields})


def page(browser: Client, path: str = "/operator/") -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


# ------------------------------------------------------------------ who
@pytest.mark.parametrize(("method", "path"), PAGES)
def test_for_everybody_else_the_page_does_not_exist(
    ama: User, ben: User, client_for: ClientFor, method: str, path: str
) -> None:
    give_second_factor(ama)
    client = client_for(ama)
    pass_second_factor(client, ama)
    for browser in (client, client_for(ben)):
        assert getattr(browser, method)(path).status_code == 404
    assert getattr(Client(), method)(path)["Location"].startswith("/account/login/")
    assert "/operator/" not in client.get("/me/settings/").content.decode()


@pytest.mark.parametrize(("method", "path"), PAGES)
def test_an_operator_needs_the_second_factor(
    olga: User, ama: User, client_for: ClientFor, method: str, path: str
) -> None:
    mail(ama, state=State.DEAD)
    holding.hold("test", START)
    client = client_for(olga)
    assert "second-factor" in getattr(client, method)(path)["Location"]
    give_second_factor(olga)
    assert "/account/2fa/" in getattr(client, method)(path)["Location"]
    assert not holding.released()
    assert Message.objects.get().state == State.DEAD


def test_a_get_changes_nothing(desk: Client, ama: User) -> None:
    one = mail(ama, state=State.DEAD)
    holding.hold("test", START)
    for path in ("/operator/release", f"/operator/{one.pk}/retry"):
        assert desk.get(path).status_code == 302
    assert not holding.released()
    assert Message.objects.get().state == State.DEAD


# ------------------------------------------------------------------ what is shown
def test_queues_by_kind_and_state_and_the_oldest_waiting(desk: Client, ama: User, olga: User) -> None:
    mail(ama, "a", created_at=START - timedelta(hours=2))
    mail(ama, "b", created_at=START - timedelta(hours=3), state=State.RETRY)
    mail(ama, "c", created_at=START - timedelta(hours=9), state=State.SENT)
    mail(ama, "d", kind=Kind.TEST, state=State.SENT)
    text = page(desk)
    assert text.count('<th scope="row">') == 2
    row = text.split('<th scope="row">Weekly email</th>')[1].split("</tr>")[0]
    assert 'data-label="Waiting">1<' in row
    assert 'data-label="Will be tried again">1<' in row
    assert 'data-label="Sent">1<' in row
    assert "<b>3 hours</b>since 19 May, 08:40" in text
    assert "/operator/" in page(desk, "/me/settings/")


def test_no_name_no_content_and_no_whole_address(desk: Client, ama: User) -> None:
    reason = f"550 5.1.1 <{ama.email}>: no such user"
    mail(ama, "a", state=State.DEAD, reason=reason, finished_at=START, attempt=1)
    mail(ama, "b", state=State.UNKNOWN, finished_at=START)
    for path in ("/operator/", "/operator/?show=unknown"):
        text = page(desk, path)
        for word in ("SUBJECT", "TEXT", "HTML", ama.email, "Ama"):
            assert word not in text
        assert "a…@example.org" in text
    assert "550 5.1.1 &lt;a…@example.org&gt;: no such user." in page(desk)


def test_masked() -> None:
    assert masked("to leila.h+x@example.com and (b@x.org)") == "to l…@example.com and (b…@x.org)"
    assert masked('"a b"@example.com') == '"…@example.com'
    assert masked("nobody at all") == "nobody at all"


def test_beats_weeks_and_redis(desk: Client, ama: User, ben: User) -> None:
    text = page(desk)
    assert "<b>Does not answer</b>" in text
    assert "<b>Never</b>" in text
    beat("sweep", START - timedelta(minutes=2), 7)
    for number, (user, outcome) in enumerate([(ama, "queued"), (ben, "queued"), (ama, "empty")]):
        Digest.objects.create(
            owner=user, iso_year=2026, iso_week=21 - number // 2, send_at=START, outcome=outcome
        )
    text = page(desk)
    assert "<dt>sweep</dt><dd>19 May, 11:38:00, 7 found</dd>" in text
    assert "<dt>2026, week 21</dt><dd>2 queued</dd>" in text
    assert "<dt>2026, week 20</dt><dd>1 nothing due</dd>" in text
    beat("sweep", START - timedelta(minutes=6))
    assert "No sweep has finished for five minutes." in page(desk)


def test_pages_and_flat_statements(desk: Client, ama: User) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(desk)
        return len(seen)

    mail(ama, "one", state=State.DEAD, finished_at=START)
    page(desk)
    few = statements()
    for number in range(30):
        mail(ama, f"{number}", state=State.DEAD, finished_at=START - number * DAY)
        OperatorAct.objects.create(actor=ama, what="retried", about=f"mail {number}")
    assert statements() == few
    assert page(desk).count('class="row"') == 25
    assert page(desk, "/operator/?show=refused&page=2").count('class="row"') == 6
    assert desk.get("/operator/?show=everything").status_code == 404


# ------------------------------------------------------------------ what can be done
def test_a_refused_mail_is_put_back_and_that_is_noted(desk: Client, ama: User, olga: User) -> None:
    one = mail(ama, state=State.DEAD, reason="550 no", finished_at=START, attempt=1)
    assert f"/operator/{one.pk}/retry" in page(desk)
    assert desk.post(f"/operator/{one.pk}/retry")["Location"] == "/operator/"
    one.refresh_from_db()
    assert (one.state, one.reason, one.finished_at, one.next_try_at) == (State.PENDING, "", None, START)
    act = OperatorAct.objects.get()
    assert (act.actor, act.what, act.about) == (olga, "retried", f"mail {one.pk}")
    text = page(desk)
    assert f"by o…@ops.example: mail {one.pk}" in text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"state": State.UNKNOWN}, "never sent again"),
        ({"state": State.DEAD, "text": ""}, "its text is not kept"),
        ({"state": State.DEAD, "expires_at": START}, "out of date"),
        ({"state": State.SENT}, ""),
        ({"state": State.SUPPRESSED}, ""),
    ],
)
def test_nothing_else_is_sent_again(desk: Client, ama: User, fields: dict[str, object], says: str) -> None:
    one = mail(ama, **{"finished_at": START, **fields})
    text = page(desk, "/operator/?show=unknown" if one.state == State.UNKNOWN else "/operator/")
    assert says in text
    assert "retry" not in text
    desk.post(f"/operator/{one.pk}/retry")
    assert Message.objects.get().state == one.state
    assert not OperatorAct.objects.exists()
    assert "stays as it is" in page(desk)


@pytest.mark.parametrize("box", [{}, {"send_waiting": "on"}])
def test_releasing_from_hold(desk: Client, ama: User, olga: User, box: dict[str, str]) -> None:
    mail(ama)
    assert "/operator/release" not in page(desk)
    holding.hold("test", START)
    text = page(desk)
    assert "<b>On hold</b>" in text
    assert "/operator/release" in text
    desk.post("/operator/release", box)
    assert holding.released()
    assert Message.objects.get().state == (State.PENDING if box else State.UNKNOWN)
    act = OperatorAct.objects.get()
    assert (act.actor, act.what) == (olga, "released")
    desk.post("/operator/release")
    assert OperatorAct.objects.count() == 1
    assert "It was released already." in page(desk)


def test_a_closed_account_leaves_what_it_did(desk: Client, ama: User, olga: User) -> None:
    OperatorAct.objects.create(actor=ama, what="held", at=START)
    ama.delete()
    assert "by the command line, or a closed account" in page(desk)


# ------------------------------------------------------------------ /readyz, and the database's promise
def test_readyz_tells_whether_mail_is_held(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    beat("sweep", START)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": True, "broker": False, "sweep_age_seconds": 0, "held": False}
    holding.hold("test", START)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["held"]) == (200, True)


@pytest.fixture
def forgetful(transactional_db: None) -> object:
    """A connection whose commits a crash may forget."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    yield
    connection.close()


def test_a_forgetful_database_is_refused_at_start(forgetful: object, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [error.id for error in run_checks(tags=[Tags.database], databases=["default"])] == ["outbox.E001"]
    assert run_checks(databases=None, tags=[Tags.database]) == []
    with pytest.raises(ImproperlyConfigured, match="synchronous_commit is off"):
        starting.assert_at_start()


def test_a_worker_and_the_loop_ask_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert celery.Durable in celery.app.steps["worker"]

    def refuse() -> None:
        raise ImproperlyConfigured

    monkeypatch.setattr(starting, "assert_at_start", refuse)
    with pytest.raises(ImproperlyConfigured):
        celery.Durable(None)


def test_a_database_that_is_away_does_not_keep_the_web_from_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(starting, "assert_durable", away)
    monkeypatch.setattr(connection, "close", lambda: None)
    starting.assert_at_start()
    assert [found.id for found in starting.durable(["default"])] == ["outbox.W001"]
