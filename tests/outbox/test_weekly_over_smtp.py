"""From a promise to a mail in the mailbox, over a real SMTP conversation."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from contacts.models import Contact
from followups import planning
from followups.digest import queue_due
from outbox.delivery import deliver_ready
from outbox.models import Message
from tests.conftest import START
from tests.followups.test_digest import SUNDAY
from tests.smtp_sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_mail_a_week_until_the_link_in_it_stops_it(
    ama: User, client_for: Callable[[User], Client], sink: Sink
) -> None:
    contact = Contact.objects.create(owner=ama, given_name="Hana", family_name="Mori", met_via="rounds")
    planning.promised(contact, "send the QT table", date(2026, 5, 26), START, "1")

    for minute in range(5):
        at = SUNDAY + timedelta(minutes=minute)
        queue_due(at)
        deliver_ready(at)
    (kept,) = sink.kept
    mail = kept.mail
    assert (kept.to, mail["To"], mail["Subject"]) == (ama.email, ama.email, "1 small follow-up for this week")
    assert mail["From"] == "Curbside <mail@curbside.example>"
    assert mail.get_content_type() == "multipart/alternative"
    for part in (kept.text, kept.html):
        assert "Hana Mori" in part
        assert "You said you would send the QT table." in part
    assert len(kept.raw) < 20_000

    page = client_for(ama).get("/me/mail/").content.decode()
    assert "1 small follow-up for this week" in page
    assert "Taken by the mail server at 17:00" in page

    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert b"\r\nList-Unsubscribe: <http" in kept.raw
    link = mail["List-Unsubscribe"].strip("<>").removeprefix(settings.SITE_URL)
    assert Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    for day in range(8, 22):
        queue_due(SUNDAY + timedelta(days=day))
        deliver_ready(SUNDAY + timedelta(days=day))
    assert len(sink.kept) == Message.objects.count() == 1
