"""Each way a mail server can behave, and what the ledger says afterwards."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from pytest_django import Settings

from accounts.models import User
from outbox import composing, delivery, ledger, unsubscribing
from outbox.heartbeat import last
from outbox.models import Attempt, Kind, Message, State, Suppression
from outbox.outcomes import MOST_TRIES, TRY_AGAIN_MINUTES
from outbox.reaper import reap
from tests import smtp_sink
from tests.conftest import START
from tests.smtp_sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)
Put = Callable[..., Message]


def run_in_thread(work: Callable[[], object]) -> None:
    """With a database connection of its own, as another process would have."""

    def closing() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=closing)
    thread.start()
    thread.join(10)


def test_a_mail_is_accepted_once_and_the_ledger_says_when(ama: User, put: Put, sink: Sink) -> None:
    message = put(ama)
    assert delivery.deliver_ready(START) == 1
    assert delivery.deliver_ready(START + timedelta(minutes=1)) == 0
    message.refresh_from_db()
    assert message.state == State.SENT
    assert message.finished_at is not None
    assert [kept.to for kept in sink.kept] == [ama.email]
    attempt = Attempt.objects.get()
    assert (attempt.number, attempt.phase, attempt.code) == (1, "body", 250)
    assert attempt.header_id == sink.kept[0].mail["Message-ID"] == composing.header_id(message)
    assert last("deliver") is not None


def test_text_and_html_arrive_as_written_dots_included(ama: User, put: Put, sink: Sink) -> None:
    put(ama, text=".a dot first\r\n.\r\n..two\nÉlan\n", html="<p>Élan</p>")
    delivery.deliver_ready(START)
    assert sink.kept[0].text.splitlines() == [".a dot first", ".", "..two", "Élan"]
    assert sink.kept[0].html.strip() == "<p>Élan</p>"


@pytest.mark.parametrize(
    ("mode", "state", "phase", "code", "accepted"),
    [
        (smtp_sink.GREET_421, State.RETRY, "connect", 421, 0),
        (smtp_sink.GREET_554, State.RETRY, "connect", 554, 0),
        (smtp_sink.MAIL_421, State.RETRY, "envelope", 421, 0),
        (smtp_sink.RCPT_421, State.RETRY, "envelope", 421, 0),
        (smtp_sink.RCPT_451, State.RETRY, "envelope", 451, 0),
        (smtp_sink.RCPT_550, State.DEAD, "envelope", 550, 0),
        (smtp_sink.DATA_451, State.RETRY, "envelope", 451, 0),
        (smtp_sink.DROP_BEFORE_354, State.RETRY, "envelope", None, 0),
        (smtp_sink.BODY_421, State.RETRY, "body", 421, 0),
        (smtp_sink.BODY_451, State.RETRY, "body", 451, 0),
        (smtp_sink.BODY_550, State.DEAD, "body", 550, 0),
        (smtp_sink.BODY_252, State.SENT, "body", 250, 1),
        (smtp_sink.BODY_NONSENSE, State.UNKNOWN, "body", None, 0),
        (smtp_sink.DROP_AFTER_354, State.UNKNOWN, "body", None, 0),
        (smtp_sink.DROP_AFTER_STORING, State.UNKNOWN, "body", None, 1),
    ],
)
def test_each_misbehaviour_ends_in_its_state(
    ama: User, put: Put, sink: Sink, mode: str, state: State, phase: str, code: int | None, accepted: int
) -> None:
    message = put(ama)
    sink.modes = [mode]
    delivery.deliver_ready(START)
    message.refresh_from_db()
    attempt = Attempt.objects.get()
    if mode == smtp_sink.BODY_252:
        code = 252
    assert (message.state, attempt.phase, attempt.code) == (state, phase, code)
    assert len(sink.kept) == accepted
    # Whatever comes later, what may have arrived is never sent again.
    for hours in (1, 5, 30, 100):
        delivery.deliver_ready(START + timedelta(hours=hours))
    message.refresh_from_db()
    assert message.state == (State.SENT if state in (State.RETRY, State.SENT) else state)
    assert len(sink.kept) == (0 if state == State.DEAD else accepted or (state == State.RETRY))


def test_a_server_that_is_silent_after_the_text_leaves_unknown(
    ama: User, put: Put, sink: Sink, settings: Settings
) -> None:
    settings.MAIL_REPLY_SECONDS = 0.3
    message = put(ama)
    sink.modes = [smtp_sink.HANG_AFTER_STORING]
    delivery.deliver_ready(START)
    message.refresh_from_db()
    assert message.state == State.UNKNOWN
    delivery.deliver_ready(START + timedelta(days=3))
    assert len(sink.kept) == 1


def test_a_server_nobody_reaches_ends_the_run_and_costs_one_message_a_try(
    ama: User, put: Put, sink: Sink
) -> None:
    first, second = put(ama, "a"), put(ama, "b")
    sink.refuse_connections()
    assert delivery.deliver_ready(START) == 0
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.RETRY, State.PENDING)
    assert Attempt.objects.get().phase == "connect"


def test_unreachable_days_do_not_use_up_the_tries(ama: User, put: Put, sink: Sink) -> None:
    message = put(ama)
    sink.modes = [smtp_sink.GREET_421] * 30
    for hour in range(30):
        delivery.deliver_ready(START + timedelta(hours=hour))
    delivery.deliver_ready(START + timedelta(hours=40))
    message.refresh_from_db()
    assert message.state == State.SENT
    assert message.attempt == 31


def test_tries_follow_the_schedule_and_end_after_eight(ama: User, put: Put, sink: Sink) -> None:
    message = put(ama)
    sink.mode = smtp_sink.RCPT_451
    at, waits = START, []
    while message.state in (State.PENDING, State.RETRY):
        delivery.deliver_ready(at)
        message.refresh_from_db()
        waits.append((message.next_try_at - at) / timedelta(minutes=1))
        # A minute before its time nothing happens.
        assert delivery.deliver_ready(message.next_try_at - timedelta(seconds=5)) == 0
        at = message.next_try_at
    assert message.state == State.DEAD
    assert Attempt.objects.count() == MOST_TRIES == 8
    expected = [*TRY_AGAIN_MINUTES, 240, 240]
    for wait, minutes in zip(waits, expected, strict=False):
        assert minutes <= wait <= minutes * 1.25
    assert "8 tries" in message.reason


def test_one_connection_carries_a_whole_run(ama: User, put: Put, sink: Sink) -> None:
    for number in range(5):
        put(ama, str(number))
    assert delivery.deliver_ready(START) == 5
    assert sink.connections == 1
    assert sink.commands["QUIT"] == 1


def test_a_kept_line_that_went_away_is_opened_again_at_once(ama: User, put: Put, sink: Sink) -> None:
    put(ama, "a")
    put(ama, "b")
    sink.modes = [smtp_sink.OK, smtp_sink.DROP_BEFORE_354, smtp_sink.OK]
    assert delivery.deliver_ready(START) == 2
    assert sink.connections == 2


def test_one_bad_message_is_told_and_the_others_go_on(ama: User, ben: User, put: Put, sink: Sink) -> None:
    bad = put(ama, "bad", subject="Hello\nBcc: everyone@example.org")
    worse = put(ama, "worse", headers={"X-Odd": "a\r\nb"})
    good = put(ben, "good")
    assert delivery.deliver_ready(START) == 1
    for message in (bad, worse, good):
        message.refresh_from_db()
    assert (bad.state, worse.state, good.state) == (State.DEAD, State.DEAD, State.SENT)
    assert "BadHeaderError" in bad.reason
    assert "everyone" not in bad.reason
    assert Attempt.objects.get(message=bad).phase == "prepare"


def test_without_a_mail_server_everything_stays(ama: User, put: Put, sink: Sink, settings: Settings) -> None:
    settings.HAS_MAIL_SERVER = False
    message = put(ama)
    assert delivery.deliver_ready(START) == 0
    message.refresh_from_db()
    assert (message.state, message.attempt, sink.connections) == (State.PENDING, 0, 0)


def test_out_of_date_mail_is_let_go(ama: User, put: Put, sink: Sink) -> None:
    message = put(ama, expires_at=START + timedelta(hours=48))
    delivery.deliver_ready(START + timedelta(hours=48))
    message.refresh_from_db()
    assert (message.state, sink.kept) == (State.DEAD, [])


# ------------------------------------------------------------------ who must get nothing
def _unsubscribe(user: User) -> None:
    unsubscribing.stop_weekly(user.pk, START)


def _deactivate(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def _suppress(user: User) -> None:
    Suppression.objects.create(owner=user, address=user.email.upper(), reason="refused")


def _delete(user: User) -> None:
    User.objects.get(pk=user.pk).delete()


def _switch_off(user: User) -> None:
    User.objects.filter(pk=user.pk).update(digest_on=False)


STOPS = [_unsubscribe, _switch_off, _deactivate, _suppress, _delete]


@pytest.mark.parametrize("stop", STOPS)
def test_whoever_stopped_it_before_the_claim_gets_nothing(
    ama: User, put: Put, sink: Sink, stop: Callable[[User], None]
) -> None:
    put(ama)
    stop(ama)
    assert delivery.deliver_ready(START) == 0
    assert sink.kept == []
    assert not Message.objects.exclude(state=State.SUPPRESSED).exists()


@pytest.mark.parametrize("stop", STOPS)
def test_whoever_stops_it_between_claim_and_text_gets_nothing(
    ama: User, ben: User, put: Put, sink: Sink, stop: Callable[[User], None]
) -> None:
    put(ama, "ama")
    put(ben, "ben")
    before = iter([lambda: run_in_thread(lambda: stop(ama))])
    sink.before_354 = lambda: next(before, lambda: None)()
    assert delivery.deliver_ready(START) == 1
    assert [kept.to for kept in sink.kept] == [ben.email]
    assert not Message.objects.filter(owner=ama).exclude(state=State.SUPPRESSED).exists()


def test_a_new_address_gets_the_mail_and_the_old_one_does_not(ama: User, put: Put, sink: Sink) -> None:
    put(ama)

    def move() -> None:
        User.objects.filter(pk=ama.pk).update(email="ama@elsewhere.example")

    before = iter([lambda: run_in_thread(move)])
    sink.before_354 = lambda: next(before, lambda: None)()
    assert delivery.deliver_ready(START) == 1
    assert [kept.to for kept in sink.kept] == ["ama@elsewhere.example"]


def test_an_invitation_goes_to_whom_it_invites_and_not_to_its_sender(ama: User, put: Put, sink: Sink) -> None:
    put(ama, kind=Kind.INVITATION, to="owen@example.org")
    Suppression.objects.create(owner=ama, address=ama.email, reason="refused")
    assert delivery.deliver_ready(START) == 1
    assert [kept.to for kept in sink.kept] == ["owen@example.org"]


def test_an_invitation_taken_back_at_the_last_moment_does_not_leave(ama: User, put: Put, sink: Sink) -> None:
    message = put(ama, kind=Kind.INVITATION, to="owen@example.org")

    def take_back() -> None:
        Message.objects.filter(pk=message.pk).stoppable().update(state=State.SUPPRESSED)

    sink.before_354 = lambda: run_in_thread(take_back)
    assert delivery.deliver_ready(START) == 0
    assert sink.kept == []


@pytest.mark.parametrize(("mode", "stopped"), [(smtp_sink.RCPT_550, 1), (smtp_sink.RCPT_550_POLICY, 0)])
def test_an_address_that_does_not_exist_gets_no_more(
    ama: User, put: Put, sink: Sink, mode: str, stopped: int
) -> None:
    put(ama, "a")
    later = put(ama, "b", at=START + timedelta(days=7))
    sink.modes = [mode]
    delivery.deliver_ready(START)
    assert Suppression.objects.filter(owner=ama, address=ama.email).count() == stopped
    delivery.deliver_ready(START + timedelta(days=7))
    later.refresh_from_db()
    assert later.state == (State.SUPPRESSED if stopped else State.SENT)


# ------------------------------------------------------------------ workers that never came back
def _claimed(run: delivery.Run) -> Message:
    message = run.claim()
    assert message is not None
    return message


def test_a_claim_whose_worker_died_goes_back(ama: User, put: Put, sink: Sink) -> None:
    message = put(ama)
    _claimed(delivery.Run(START))
    assert delivery.deliver_ready(START + timedelta(minutes=14)) == 0
    assert delivery.deliver_ready(START + timedelta(minutes=16)) == 1
    message.refresh_from_db()
    assert (message.state, message.attempt) == (State.SENT, 2)
    assert list(Attempt.objects.order_by("id").values_list("phase", flat=True)) == ["lease", "body"]


def test_a_worker_that_died_after_the_fence_leaves_unknown(ama: User, put: Put, sink: Sink) -> None:
    message = put(ama)
    run = delivery.Run(START)
    assert ledger.fence(_claimed(run), run.lease)
    delivery.deliver_ready(START + timedelta(minutes=16))
    message.refresh_from_db()
    assert (message.state, sink.kept) == (State.UNKNOWN, [])


def test_a_worker_that_slept_past_its_lease_is_stopped_at_the_fence(ama: User, put: Put, sink: Sink) -> None:
    message = put(ama)
    asleep = delivery.Run(START)
    claimed = _claimed(asleep)
    assert delivery.deliver_ready(START + timedelta(minutes=16)) == 1
    delivery.deliver(asleep, claimed)
    asleep.line.hang_up()
    message.refresh_from_db()
    assert (message.state, len(sink.kept)) == (State.SENT, 1)


def test_a_claim_that_another_worker_holds_by_now_is_left_alone(ama: User, put: Put, sink: Sink) -> None:
    message = put(ama)
    asleep, awake = delivery.Run(START), delivery.Run(START + timedelta(minutes=16))
    first = _claimed(asleep)
    reap(awake.now)
    second = _claimed(awake)
    delivery.deliver(asleep, first)
    asleep.line.hang_up()
    message.refresh_from_db()
    assert (message.state, message.attempt, message.lease_owner) == (State.CLAIMED, 2, awake.worker)
    assert ledger.fence(second, awake.lease)
    assert sink.kept == []


def test_a_message_stopped_meanwhile_does_not_pass_the_fence(ama: User, put: Put) -> None:
    """Even when its resident has switched the mail on again since."""
    put(ama)
    run = delivery.Run(START)
    claimed = _claimed(run)
    unsubscribing.stop_weekly(ama.pk, START)
    User.objects.filter(pk=ama.pk).update(digest_on=True)
    assert not ledger.fence(claimed, run.lease)


@pytest.mark.parametrize(
    ("mode", "state"),
    [
        (smtp_sink.OK, State.SENT),
        (smtp_sink.BODY_550, State.DEAD),
        # Never sent again once it was told as unknown, not even when we learn that it may be.
        (smtp_sink.BODY_451, State.UNKNOWN),
    ],
)
def test_a_late_yes_or_no_replaces_unknown(ama: User, put: Put, sink: Sink, mode: str, state: State) -> None:
    sink.modes = [mode]
    message = put(ama)
    run = delivery.Run(START)

    def reaped() -> None:
        later = START + timedelta(minutes=20)
        Message.objects.filter(pk=message.pk).update(lease_until=START - timedelta(minutes=1))
        run_in_thread(lambda: reap(later))

    claimed = _claimed(run)
    fence = ledger.fence

    def fence_then_reaper(message: Message, until: datetime) -> bool:
        passed = fence(message, until)
        reaped()
        return passed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "fence", fence_then_reaper)
        delivery.deliver(run, claimed)
    run.line.hang_up()
    message.refresh_from_db()
    assert message.state == state


def test_a_message_that_kills_its_worker_every_time_is_let_go(ama: User, put: Put, sink: Sink) -> None:
    message = put(ama)
    at = START
    for _ in range(MOST_TRIES):
        _claimed(delivery.Run(at))
        at += timedelta(hours=1)
        reap(at)
    message.refresh_from_db()
    assert message.state == State.DEAD


def test_two_workers_never_share_a_message(ama: User, put: Put, sink: Sink) -> None:
    for number in range(40):
        put(ama, str(number))
    barrier = threading.Barrier(4)

    def work() -> None:
        try:
            barrier.wait(10)
            delivery.deliver_ready(START)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(sink.kept) == 40
    assert len({kept.mail["Message-ID"] for kept in sink.kept}) == 40
    assert set(Message.objects.values_list("state", "attempt")) == {(State.SENT, 1)}


def test_a_run_is_bounded(ama: User, put: Put, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "MOST_A_RUN", 2)
    for number in range(3):
        put(ama, str(number))
    assert [delivery.deliver_ready(START) for _ in range(3)] == [2, 1, 0]
    monkeypatch.setattr(delivery, "LONGEST_RUN", 0.0)
    put(ama, "late")
    assert delivery.deliver_ready(START) == 0


# ------------------------------------------------------------------ the mark must be durable
def test_delivery_inside_a_transaction_is_refused(ama: User, put: Put, sink: Sink) -> None:
    put(ama)
    with pytest.raises(transaction.TransactionManagementError), transaction.atomic():
        delivery.deliver_ready(START)
    assert sink.kept == []


@pytest.fixture
def forgetful() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        yield
        cursor.execute("SET synchronous_commit = on")


def test_a_database_that_may_forget_commits_is_refused(
    ama: User, put: Put, sink: Sink, forgetful: None
) -> None:
    put(ama)
    with pytest.raises(ImproperlyConfigured):
        delivery.deliver_ready(START)
    assert sink.kept == []


def test_the_mark_is_visible_to_others_before_the_text_leaves(ama: User, put: Put, sink: Sink) -> None:
    message = put(ama, kind=Kind.WEEKLY)
    seen: list[str] = []
    original = smtp_sink._Conversation.handle_DATA

    async def look(self: smtp_sink._Conversation, *args: object) -> str:
        run_in_thread(lambda: seen.append(Message.objects.get(pk=message.pk).state))
        return await original(self, *args)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(smtp_sink._Conversation, "handle_DATA", look)
        delivery.deliver_ready(START)
    assert seen == [State.SENDING]
