"""Measures and prints the table of bounds: `python -m bench.table`, on the database `bench.run` built."""

import os
import sys
from statistics import median, quantiles

import django
from django.conf import settings

django.setup()

from bench import mails, projecting, sweeping  # noqa: E402
from bench.first_load import weigh  # noqa: E402
from bench.pages import Page, measure, pages, sign_in  # noqa: E402
from bench.serving import served  # noqa: E402
from quickstart.demo import volume  # noqa: E402

FIRST_LOAD = 60_000
SWEEP = 2.0
MAILS_A_SECOND = 50
DRAWING = 10.0
COLUMNS = "{:<34}{:>9}{:>9}{:>12}{:>12}{:>10}"


def mark(held: bool) -> str:
    """The last column."""
    return "holds" if held else "MISSED"


def print_pages(measured: list[Page], plain: list[float]) -> None:
    """Times in ms and in units of the bare view."""
    unit = median(plain)
    worst = quantiles(plain, n=20)[-1]
    print(f"\nUnit: a bare view, p50 {unit:.2f} ms, p95 {worst:.2f} ms, {len(plain)} requests")
    print(COLUMNS.format("one owner, 5,000 people", "p50 ms", "p95 ms", "units", "SQL", ""))
    for page in measured:
        units = f"{page.times:.2f} / {page.ratio:g}"
        sql = f"{page.sql} / {page.most_sql}"
        print(COLUMNS.format(page.name, f"{page.p50:.2f}", f"{page.p95:.2f}", units, sql, mark(page.holds)))


def first_loads(port: int, cookie: str) -> list[bool]:
    """What travels on a first visit, signed out and signed in."""
    print("\n" + COLUMNS.format("first load, gzip", "HTML", "CSS", "JS", "bytes", ""))
    held = []
    for name, path, cookies in (("sign-in page", "/account/login/", ""), ("Today", "/", cookie)):
        sizes = weigh(port, path, cookies)
        total = sum(sizes.values())
        held.append(total <= FIRST_LOAD)
        words = [f"{sizes[kind]:,}" for kind in ("html", "css", "js")]
        print(COLUMNS.format(name, *words, f"{total:,}", mark(held[-1])))
    print(f"bound: {FIRST_LOAD:,} bytes each")
    return held


def sweep(env: dict[str, str]) -> bool:
    """The sweep beside a statement written by hand."""
    found = sweeping.measure(env)
    held = found.sweep <= SWEEP * found.whole
    rounds = f"medians of {sweeping.ROUNDS}"
    print(f"\nsweep of {found.rows:,} rows, {found.due:,} due: {found.sweep:.0f} ms ({rounds})")
    whole, inserts = found.sweep / found.whole, found.sweep / found.inserts
    same = f"{whole:.2f} / {SWEEP:g}"
    print(f"  one statement, the same work  {found.whole:>6.0f} ms   {same:>10} times   {mark(held)}")
    print(f"  one statement, inserts only   {found.inserts:>6.0f} ms   {inserts:>10.2f} times")
    return held


def mail(env: dict[str, str]) -> bool:
    """Delivery with its fences beside the same letters without them."""
    found = mails.measure(env)
    held = found.workers >= MAILS_A_SECOND
    print(f"\nmails a second ({mails.LETTERS} letters, {mails.ROUNDS} rounds), shares of Django's, smtplib's")
    for words, rate in (
        ("smtplib, one connection, same bytes", found.bare),
        ("Django, one connection, no ledger", found.django),
        ("delivery, one process", found.one),
        (f"delivery, {mails.WORKERS} processes", found.workers),
    ):
        share = f"{rate / found.django:.2f} / {rate / found.bare:.2f}"
        print(f"  {words:<38}{rate:>7.0f}{share:>16}")
    print(f"  bound: {MAILS_A_SECOND} with the default workers   {mark(held)}")
    return held


def rosters() -> bool:
    """Monday's drawing of a large program."""
    found = projecting.measure()
    held = found.took <= DRAWING
    print(f"\nrosters of {found.rows} residents, {found.contacts:,} contacts: {found.took:.2f} s to draw")
    print(f"  bound: {DRAWING:g} s (median of {projecting.ROUNDS})   {mark(held)}")
    return held


def main() -> int:
    """0 when every bound holds."""
    env = dict(os.environ)
    bare = {**env, "DJANGO_SETTINGS_MODULE": "bench.bare.settings"}
    measured = pages()
    with served("config.wsgi:application", env) as app, served("bench.bare.wsgi:application", bare) as plain:
        print_pages(measured, measure(measured, app, plain))
        held = [page.holds for page in measured]
        held += first_loads(app, f"{sessions()}={sign_in(volume.EMAIL)}")
    held.append(sweep(env))
    held.append(mail(env))
    held.append(rosters())
    print(f"\n{sum(held)} of {len(held)} bounds hold.")
    return 0 if all(held) else 1


def sessions() -> str:
    """The name of the session cookie."""
    return str(settings.SESSION_COOKIE_NAME)


if __name__ == "__main__":
    sys.exit(main())
