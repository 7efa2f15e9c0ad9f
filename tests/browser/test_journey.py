"""The whole path: sign up, capture, be reminded, log, get the mail; the coordinator's roster."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from time import monotonic
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page, expect

from accounts.models import User
from contacts.models import Contact
from followups.models import FollowUp, Reminder
from followups.tasks import digests, sweep
from followups.windows import Basis
from outbox.tasks import deliver
from programs.models import Enrollment
from tests.conftest import Clock
from tests.smtp_sink import Sink

PATIENCE = 30.0
PASSWORD = "seven quiet herons wade"
MET = [
    ("Dr. Ngozi Okafor, screen for delirium early, send her the paper by Friday", 1),
    ("Dr. Jonah Feld asked about buprenorphine starts", 5),
    ("Hana Mori", 20),
    ("Dr. Pilar Esteban said geriatrics needs residents", 30),
    ("Met Dr. Renata Volkov at the poster", 47),
    ("Samir Bhatt", 64),
]


def wait_for(found: Callable[[], Any], what: str) -> Any:
    """Poll the database until a real worker has done its part."""
    deadline = monotonic() + PATIENCE
    while monotonic() < deadline:
        if value := found():
            return value
    raise AssertionError(f"{what} did not happen within {PATIENCE:.0f} s")


def sign_up(page: Page) -> None:
    page.goto("/account/signup/")
    page.get_by_label("Your name").fill("Leila Haddad")
    page.get_by_label("Email").fill("leila@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make an account").click()


def go_through_the_welcome(page: Page) -> None:
    expect(page.get_by_text("step 1 of 3")).to_be_visible()
    expect(page.get_by_label("Time zone")).to_have_value("America/Denver")
    page.get_by_label("Where in training").select_option("PGY-2")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Who").fill("Dr. Noor Kaplan")
    page.get_by_label("One line").fill("Runs a sleep clinic for trainees")
    page.get_by_role("button", name="Keep this person").click()
    page.get_by_label("Who").fill("Dr. Thomas Halloran")
    page.get_by_role("button", name="Keep this mentor").click()
    expect(page.get_by_text("Your first follow-ups are planned")).to_be_visible()
    expect(page.get_by_role("link", name="Dr. Noor Kaplan", exact=True)).to_be_visible()


def make_the_conference(page: Page, clock: Clock) -> None:
    today = clock.now().date()
    page.goto("/events/new/")
    page.get_by_label("Name").fill("APA Annual Meeting")
    page.get_by_label("Time zone").select_option("America/New_York")
    page.locator("[name=starts_on]").fill(str(today - timedelta(days=4)))
    page.locator("[name=ends_on]").fill(str(today + timedelta(days=1)))
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("heading", name="APA Annual Meeting")).to_be_visible()


def capture(page: Page, line: str, at: str) -> None:
    page.goto("/")
    field = page.locator("#line-page")
    field.fill(line)
    parts = page.locator("#reads-page")
    expect(parts.get_by_text("Reads as")).to_be_visible()
    parts.locator("[name=at]").fill(at)
    parts.locator("[name=event]").select_option(label="APA Annual Meeting")
    parts.locator("[name=meaningful]").set_checked(True, force=True)
    page.locator("form.capture button[data-kind=primary]").first.click()
    expect(page.locator("#toasts").get_by_text("Kept:")).to_be_visible()


def test_from_a_conference_to_the_mail(
    visitor: Callable[..., Page], worker: subprocess.Popen[bytes], sink: Sink, real_time: Clock
) -> None:
    page = visitor(viewport={"width": 1280, "height": 900})
    sign_up(page)
    go_through_the_welcome(page)
    make_the_conference(page, real_time)
    leila = User.objects.get(email="leila@example.org")
    for line, hours in MET:
        at = (real_time.now() - timedelta(hours=hours)).astimezone(leila.zone)
        capture(page, line, at.strftime("%Y-%m-%dT%H:%M"))
    assert FollowUp.objects.filter(basis=Basis.CONFERENCE).count() == 7

    page.goto("/")
    expect(page.get_by_text("8 h left").first).to_be_visible()
    sweep.delay()
    wait_for(lambda: Reminder.objects.filter(owner=leila).count() >= 7, "raising reminders")
    page.reload()
    assert page.title().startswith("(")

    row = page.locator("li.row", has=page.get_by_role("link", name="Samir Bhatt", exact=True)).first
    row.get_by_role("link", name="Log").click()
    page.get_by_label("Takeaway").fill("Thanked him; he will send his slides")
    page.get_by_role("button", name="Save").first.click()
    bhatt = Contact.objects.get(family_name="Bhatt")
    assert not FollowUp.objects.filter(contact=bhatt, basis=Basis.CONFERENCE).owed().exists()
    page.goto("/")
    section = page.locator("section", has=page.get_by_role("heading", name="72-hour follow-ups"))
    expect(section.get_by_role("link", name="Samir Bhatt", exact=True)).to_have_count(0)

    the_mail_arrives(page, sink, real_time, leila)


def the_mail_arrives(page: Page, sink: Sink, clock: Clock, leila: User) -> None:
    here = clock.now().astimezone(leila.zone)
    page.goto("/me/mail/settings/")
    page.get_by_label("Day").select_option(str(here.weekday()))
    page.get_by_label("Hour").select_option(str(here.hour))
    page.get_by_role("button", name="Save").click()
    # The account is minutes old; a list whose hour came before it was made is not sent.
    # Quiet hours from an hour to itself are none: the run may be at night in Denver.
    User.objects.filter(pk=leila.pk).update(
        digest_since=clock.now() - timedelta(days=8), quiet_from=0, quiet_to=0
    )
    digests.delay()
    deliver.delay()
    mail: EmailMessage = wait_for(lambda: sink.kept and sink.kept[0].mail, "the weekly mail")
    assert mail["To"] == "leila@example.org"
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Okafor" in text
    assert "List-Unsubscribe" in mail
    page.goto("/me/mail/")
    expect(page.get_by_text("sent", exact=True).first).to_be_visible()


def test_a_coordinator_opens_the_roster(
    visitor: Callable[..., Page], real_time: Clock, transactional_db: None
) -> None:
    denise = User.objects.create_user("denise@example.org", PASSWORD, name="Denise Whitlock")
    secret = TOTP.activate(denise, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").instance.data["secret"]
    page = visitor(viewport={"width": 1280, "height": 900})
    page.goto("/account/login/")
    page.get_by_label("Email").fill(denise.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    # The oldest of those that fit may stop fitting on the way to the server; this one has a step left.
    counter = list(yield_hotp_counters_from_time())[1]
    page.locator("[name=code]").fill(
        format_hotp_value(hotp_value("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", counter))
    )
    page.locator("main button[data-kind=primary], main form button").first.click()
    assert secret
    assert Authenticator.objects.filter(user=denise).exists()
    page.goto("/program/new/")
    page.get_by_label("Name").fill("Marlowe Psychiatry Residency")
    page.get_by_role("button").filter(has_text="program").first.click()
    page.locator('main a[href$="/people/new/"]').first.click()
    page.get_by_label("Name").fill("Owen Tran")
    page.get_by_label("Email").fill("owen@example.org")
    page.locator("main form button[data-kind=primary]").click()
    expect(page.get_by_text("Owen Tran").first).to_be_visible()
    assert Enrollment.objects.get().name == "Owen Tran"
