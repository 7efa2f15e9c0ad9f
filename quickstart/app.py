"""`python -m quickstart run`: the whole application with demo data, until Ctrl-C."""

import contextlib
import socket
import sys
from collections.abc import Iterator

from quickstart import prepare
from quickstart.environment import Servers, servers
from quickstart.one_run import Note, only_run
from quickstart.places import Problem, local
from quickstart.processes import adopt_orphans
from quickstart.supervisor import Supervisor, gone_with_make, never, say

ROOT_NOTICE = "ignore:You're running the worker with superuser privileges"


def port_from(text: str) -> int:
    """The port someone asked for."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Problem(f"PORT={text} is no port number")
    return int(text)


@contextlib.contextmanager
def listener(port: int) -> Iterator[socket.socket]:
    """A bound socket: taken now and handed on, so that nobody can take the port in between."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            hint = f"try: make run PORT={_other(port)}"
            raise Problem(f"port {port} cannot be used ({error.strerror}); {hint}") from error
        yield listener


def _other(port: int) -> int:
    for candidate in range(port + 1, min(port + 50, 65536)):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", candidate))
            return candidate
    return 0


def run(port: int, *, under_make: bool) -> int:
    """Start everything, print where it is, and end everything when told to or when a part ends."""
    address = f"http://127.0.0.1:{port}"
    with (
        Supervisor(gone_with_make() if under_make else never) as family,
        only_run(address) as note,
        listener(port) as web,
        listener(0) as mail,
        servers() as found,
        family.children_end_here(),
    ):
        _complete(found.env, address, mail, embedded=found.cluster is not None)
        note(found.groups())
        sign_ins = _prepare(found)
        _start_all(family, found, web, mail, note)
        if found.cluster:
            family.watch("PostgreSQL", found.cluster.running)
        if found.redis:
            family.watch("Redis", found.redis_running)
        return _watch(family, address, sign_ins)


def _complete(env: dict[str, str], address: str, mail: socket.socket, *, embedded: bool) -> None:
    env.setdefault("SITE_URL", address)
    env.setdefault("EMAIL_URL", f"smtp://127.0.0.1:{mail.getsockname()[1]}")
    # Somebody's own server never gets invented people unless they ask for them.
    env.setdefault("DEMO", "1" if embedded else "0")
    env.setdefault("PYTHONUNBUFFERED", "1")


def _prepare(found: Servers) -> str:
    say("Preparing the database")
    prepare.static_files(found.env)
    prepare.database(found)
    return prepare.demo(found) if found.env["DEMO"] == "1" else ""


def _start_all(
    family: Supervisor, found: Servers, web: socket.socket, mail: socket.socket, note: Note
) -> None:
    adopt_orphans()
    quiet = {"LOG_LEVEL": "WARNING", **found.env}
    celery = [sys.executable, "-W", ROOT_NOTICE, "-m", "celery", "--quiet", "-A", "config"]
    mail_folder = str(local() / "mail")
    family.add(
        "mail", [sys.executable, "-m", "quickstart.mailbox", str(mail.fileno()), mail_folder], quiet,
        seconds=0.5, pass_fds=[mail.fileno()],
    )  # fmt: skip
    family.add(
        "worker", [*celery, "worker", "--loglevel", "WARNING", "--concurrency", "2", "--without-gossip",
                   "--without-mingle"], quiet, seconds=2,
    )  # fmt: skip
    family.add("beat", [*celery, "beat", "--loglevel", "WARNING"], quiet, seconds=1)
    family.add("web", gunicorn(web), quiet, seconds=2, pass_fds=[web.fileno()])
    note([*found.groups(), *(child.process.pid for child in family.children)])


def gunicorn(web: socket.socket) -> list[str]:
    """The command of the web server on a socket passed to it."""
    return [
        sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"fd://{web.fileno()}",
        "--workers", "2", "--worker-class", "gthread", "--threads", "4", "--graceful-timeout", "1",
        "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip


def _watch(family: Supervisor, address: str, sign_ins: str) -> int:
    code = family.wait_for(f"{address}/healthz")
    if code is not None:
        return code
    say(f"\nCurbside is at {address}")
    if sign_ins:
        say(sign_ins.rstrip())
    say(f"Mail is kept in {local() / 'mail'}. Ctrl-C ends everything.\n")
    code = family.wait()
    if code == 0:
        say("Stopping")
    return code or 0
