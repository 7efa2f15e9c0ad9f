"""Pictures of the main pages: `python -m quickstart.screens`, from a database of their own."""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from quickstart import prepare
from quickstart.app import gunicorn, listener
from quickstart.environment import servers
from quickstart.places import LOCAL, Problem, local
from quickstart.supervisor import Supervisor, never, say

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDTHS = {1280: 800, 390: 844}
DATABASE = "curbside_screens"
LOG = LOCAL / "screens.log"


class Screen(NamedTuple):
    """A picture's name, the address, who looks, a link to follow from there, and a text to send."""

    name: str
    path: str
    who: str = "resident"
    follow: str = ""
    sends: str = ""
    in_season: bool = False  # not there at other times


PASTED = """\
name,email,pgy,track,advisor
Mina Sorel,mina.sorel@curbside.example,PGY-1,Categorical,Dr. Thomas Halloran
Jonah Pike,jonah.pike@curbside.example,1,Research,Dr. Farouk Idris
Owen Tran,owen.tran@curbside.example,1,Categorical,Dr. Thomas Halloran
"""
A_PERSON = "main a[href^='/people/']:not([href$='/new/'])"
SCREENS = [
    Screen("sign-in", "/account/login/", "nobody"),
    Screen("sign-up", "/account/signup/", "nobody"),
    Screen("privacy", "/privacy/", "nobody"),
    Screen("today", "/"),
    Screen("capture", "/capture/"),
    Screen("people", "/people/"),
    Screen("people-picture", "/people/picture/"),
    Screen("search", "/search/?q=psych"),
    Screen("person", "/people/", follow=A_PERSON),
    Screen("person-new", "/people/new/"),
    Screen("board", "/board/"),
    Screen("board-seat", "/board/near_peer/"),
    Screen("trash", "/people/trash/"),
    Screen("openings", "/opportunities/"),
    Screen("opening-new", "/opportunities/new"),
    Screen("readings", "/readings/"),
    Screen("reading", "/readings/", follow="main h4 a[href^='/readings/']"),
    Screen("reading-new", "/readings/new"),
    Screen("introductions", "/introductions/"),
    Screen("introduction-of-two", "/introductions/", follow="main h3 a[href^='/introductions/']"),
    Screen("introduction-new", "/introductions/new"),
    Screen("me", "/me/"),
    Screen("settings", "/me/settings/"),
    Screen("narrative", "/me/narrative/"),
    Screen("narratives", "/me/narrative/earlier/"),
    Screen("introduction", "/me/introduction/"),
    Screen("introduction-aloud", "/me/introduction/aloud/"),
    Screen("achievements", "/me/achievements/"),
    Screen("affiliation", "/me/", follow="main a[href^='/me/belongs/']:not([href$='/new/'])"),
    Screen("affiliation-end", "/me/", follow="main a[href$='/end/']"),
    Screen("group", "/me/", follow="main a[href^='/me/groups/']:not([href$='/new/'])"),
    Screen("profile", "/me/profile/"),
    Screen("training", "/me/training/"),
    Screen("pause", "/me/pause/"),
    Screen("graduation", "/me/graduation/"),
    Screen("export", "/me/export/"),
    Screen("delete", "/me/delete/"),
    Screen("deleted", "/me/delete/done/", "nobody"),
    Screen("rotations", "/me/rotations/"),
    Screen("rotation-new", "/me/rotations/new/"),
    Screen("rotations-paste", "/me/rotations/paste/"),
    Screen("reminder-health", "/me/reminders/"),
    Screen("mail", "/me/mail/"),
    Screen("mail-settings", "/me/mail/settings/"),
    Screen("programs", "/program/mine/"),
    Screen("sharing", "/program/mine/", follow="main a[data-kind='invite']"),
    Screen("operator", "/operator/", "operator"),
    Screen("operator-unknown", "/operator/?show=unknown", "operator"),
    # The database is new, so the demo's program is the first, and its rows begin at 1.
    Screen("roster", "/program/1/", "coordinator"),
    Screen("roster-by-advisor", "/program/1/advisors/", "coordinator"),
    Screen("roster-of-advisor", "/program/1/", "advisor"),
    Screen("roster-of-director", "/program/1/", "director"),
    Screen("alerts", "/program/1/alerts/", "coordinator"),
    Screen("help-request", "/program/1/", "coordinator", follow=".asked a.button"),
    Screen("who-looked", "/program/1/who-looked/", "coordinator"),
    Screen("exports", "/program/1/exports/", "coordinator"),
    Screen("aggregate", "/program/1/exports/aggregate/", "coordinator"),
    Screen("invitations", "/program/1/invitations/", "coordinator"),
    Screen("invite-colleague", "/program/1/invitations/colleague/", "coordinator"),
    Screen("program-name", "/program/1/name/", "coordinator"),
    Screen("residents-paste", "/program/1/people/paste/", "coordinator"),
    Screen("residents-read", "/program/1/people/paste/", "coordinator", sends=PASTED),
    Screen("resident-new", "/program/1/people/new/", "coordinator"),
    Screen("resident-row", "/program/1/people/1/", "coordinator"),
    Screen("new-year", "/program/1/new-year/", "coordinator", in_season=True),
    Screen("advisor-new", "/program/1/advisors/new/", "coordinator"),
    Screen("advisor", "/program/1/advisors/1/", "coordinator"),
    Screen("handover", "/program/1/advisors/1/", "coordinator", follow="main a[href$='/handover/']"),
]


def take() -> int:
    """Start the application beside any other, and take every picture."""
    if not Path(CHROMIUM).exists():
        raise Problem(f"no {CHROMIUM}: Debian's chromium is needed for pictures")
    with (
        Supervisor(never) as family,
        listener(0) as web,
        servers(DATABASE, fresh=True) as found,
        family.children_end_here(),
    ):
        address = f"http://127.0.0.1:{web.getsockname()[1]}"
        env = {**found.env, "SITE_URL": address, "DEMO": "1", "EMAIL_URL": "", "LOG_LEVEL": "WARNING"}
        say("Preparing the demo data")
        prepare.static_files(env)
        prepare.manage(prepare.as_owner(env), "migrate", "--verbosity", "0")
        prepare.manage(env, "demo")
        # Nobody reads a pipe while the browser works.
        with LOG.open("wb") as log:
            family.add("web", gunicorn(web), env, pass_fds=[web.fileno()], stdout=log)
        if family.wait_for(f"{address}/healthz") is not None:
            raise Problem("the application did not start")
        return _photograph(address, env)


def _photograph(address: str, env: Mapping[str, str]) -> int:
    folder = local() / "screens"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    faults = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        people = {who: _signed_in(browser, address, env, who) for who in {screen.who for screen in SCREENS}}
        for scheme in ("light", "dark"):
            for width, height in WIDTHS.items():
                for who, state in people.items():
                    context = browser.new_context(
                        base_url=address, storage_state=state, color_scheme=scheme,
                        viewport={"width": width, "height": height}, reduced_motion="reduce",
                    )  # fmt: skip
                    for screen in SCREENS:
                        if screen.who == who:
                            picture = folder / f"{screen.name}-{width}-{scheme}.png"
                            faults += _take_one(context, screen, picture)
                    context.close()
        browser.close()
    say(f"{len(list(folder.iterdir()))} pictures in {os.path.relpath(folder)}, {faults} with a fault")
    if faults:
        say(f"The server's messages are in {os.path.relpath(LOG)}")
    return 1 if faults else 0


def _signed_in(browser: Browser, address: str, env: Mapping[str, str], who: str) -> StorageState | None:
    if who == "nobody":
        return None
    email, password = _sign_in_of(env, who)
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    with page.expect_navigation():
        page.press("input[name=password]", "Enter")
    if page.locator("input[name=code]").count():
        page.fill("input[name=code]", prepare.manage(env, "demo", "--code").split()[-1])
        with page.expect_navigation():
            page.press("input[name=code]", "Enter")
    if "/account/" in page.url:
        raise Problem(f"the demo {who} could not sign in")
    state = context.storage_state()
    context.close()
    return state


def _sign_in_of(env: Mapping[str, str], who: str) -> list[str]:
    # Asked of the application, because only there the demo can be imported.
    asked = f"from quickstart.demo import accounts as a; print(a.{who.upper()}, a.PASSWORD, sep=chr(10))"
    return prepare.manage(env, "shell", "--no-imports", "--verbosity", "0", "-c", asked).splitlines()


def _send(page: Page, text: str) -> None:
    page.fill("main textarea", text)
    with page.expect_navigation():
        page.click("main form button.button[data-kind='primary']")


def _take_one(context: BrowserContext, screen: Screen, picture: Path) -> int:
    """Take a picture; 1 if the page answers an error, reports one, or scrolls sideways."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    answer = page.goto(screen.path)
    if screen.in_season and answer and answer.status == 404:
        page.close()
        return 0
    if screen.follow:
        answer = page.goto(page.locator(screen.follow).first.get_attribute("href") or "")
    if screen.sends:
        _send(page, screen.sends)
    if answer is None or answer.status >= 400:
        said.append(f"status {answer.status if answer else 'none'}")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=picture, full_page=True)
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        said.append("scrolls sideways")
    page.close()
    for text in said:
        say(f"{picture.stem}: {text}")
    return 1 if said else 0


if __name__ == "__main__":
    try:
        sys.exit(take())
    except Problem as problem:
        sys.exit(f"screens: {problem}")
