"""I6: each way a mail server or the line to it misbehaves ends in its expected state.

Every case is one letter, delivered by a process of its own over a TCP proxy. Then time passes (the
moment of the next try is brought forward), the server behaves, and the letter is looked at again:
what was to be tried again has arrived once, what may have arrived was not sent again.
"""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests import smtp_sink as sinks
from tests.faults.harness import Actor, Arena, Stage
from tests.smtp_sink import Sink
from tests.tcp_proxy import ANSWER, BODY, CLOSE, CONNECT, DATA, HANG, RESET, TcpProxy

LATER = (
    "UPDATE outbox_message SET next_try_at = now() - interval '1 second' WHERE state IN ('retry', 'pending')"
)
LOOK = """
SELECT m.state, a.phase, a.code FROM outbox_message m
LEFT JOIN LATERAL (
    SELECT phase, code FROM outbox_attempt WHERE message_id = m.id ORDER BY id DESC LIMIT 1
) a ON true
WHERE m.id = %s
"""
# Patience is short, so that a server that hangs costs the test seconds.
PATIENCE = {"MAIL_STEP_SECONDS": "1", "MAIL_REPLY_SECONDS": "1", "MAIL_LEASE_SECONDS": "30"}
AGAIN, GONE, NEVER_KNOWN, THERE = "retry", "dead", "unknown", "sent"


@dataclass(frozen=True)
class Case:
    """What goes wrong, and how the letter stands afterwards. `arrives`: taken at the first try."""

    name: str
    state: str
    phase: str
    code: int | None
    arrives: int
    mode: str = sinks.OK
    line: tuple[str, str] = ("", "")

    @property
    def ends(self) -> tuple[str, int]:
        """The state and how often it was taken, once the server behaves again."""
        return (THERE, 1) if self.state == AGAIN else (self.state, self.arrives)


def _server(mode: str, state: str, phase: str, code: int | None, arrives: int = 0) -> Case:
    return Case(mode, state, phase, code, arrives, mode=mode)


def _line(at: str, way: str, state: str, phase: str, arrives: int = 0) -> Case:
    return Case(f"line {way} at {at}", state, phase, None, arrives, line=(at, way))


CASES = [
    _server(sinks.OK, THERE, "body", 250, 1),
    _server(sinks.GREET_421, AGAIN, "connect", 421),
    _server(sinks.GREET_554, AGAIN, "connect", 554),
    _server(sinks.MAIL_421, AGAIN, "envelope", 421),
    _server(sinks.RCPT_421, AGAIN, "envelope", 421),
    _server(sinks.RCPT_451, AGAIN, "envelope", 451),
    _server(sinks.RCPT_550, GONE, "envelope", 550),
    _server(sinks.RCPT_550_POLICY, GONE, "envelope", 550),
    _server(sinks.DATA_451, AGAIN, "envelope", 451),
    _server(sinks.DROP_BEFORE_354, AGAIN, "envelope", None),
    _server(sinks.BODY_421, AGAIN, "body", 421),
    _server(sinks.BODY_451, AGAIN, "body", 451),
    _server(sinks.BODY_550, GONE, "body", 550),
    _server(sinks.BODY_252, THERE, "body", 250, 1),
    _server(sinks.BODY_NONSENSE, NEVER_KNOWN, "body", None),
    _server(sinks.DROP_AFTER_354, NEVER_KNOWN, "body", None),
    _server(sinks.DROP_AFTER_STORING, NEVER_KNOWN, "body", None, 1),
    _server(sinks.HANG_AFTER_STORING, NEVER_KNOWN, "body", None, 1),
    *(_line(CONNECT, way, AGAIN, "connect") for way in (CLOSE, RESET, HANG)),
    *(_line(DATA, way, AGAIN, "envelope") for way in (CLOSE, RESET, HANG)),
    *(_line(BODY, way, NEVER_KNOWN, "body") for way in (CLOSE, RESET, HANG)),
    *(_line(ANSWER, way, NEVER_KNOWN, "body", 1) for way in (CLOSE, RESET, HANG)),
]

# One of each kind of break; those that wait for a time-out take a second each.
QUICK_CASES = [case for case in CASES if case.line[1] != HANG and case.mode != sinks.HANG_AFTER_STORING]
QUICK_CASES.append(_line(ANSWER, HANG, NEVER_KNOWN, "body", 1))


@dataclass(frozen=True)
class Seen:
    """How the cases ended; `wrong` tells what differs."""

    cases: int
    wrong: list[str]

    @property
    def holds(self) -> bool:
        return not self.wrong

    @property
    def line(self) -> str:
        told = f" ({'; '.join(self.wrong[:3])})" if self.wrong else ""
        return f"{self.cases} ways to misbehave, wrong {len(self.wrong)}{told}"


def misbehave(
    arena: Arena, cases: list[Case] = CASES, *, tree: Path | None = None, whole: bool = True
) -> Seen:
    """All cases, one after the other, in one sending process. `whole`: delays and TLS too."""
    wrong: list[str] = []
    with arena.stage(tree, **PATIENCE) as stage, TcpProxy(stage.sink.port) as proxy:
        stage.env["EMAIL_URL"] = f"smtp://127.0.0.1:{proxy.port}"
        sender = stage.actor("tests.faults.letters:act")
        for number, case in enumerate(cases):
            wrong += _check(stage, proxy, sender, case, f"case{number}")
        extras = [_refused, _slow, _stripped_tls] if whole else []
        for extra in extras:
            wrong += extra(stage, proxy, sender)
        wrong += _unstable_ids(stage.sink)
        return Seen(len(cases) + len(extras), wrong)


def _check(stage: Stage, proxy: TcpProxy, sender: Actor, case: Case, name: str) -> list[str]:
    message = sender.call("put", name)
    stage.sink.modes = [case.mode] if case.mode != sinks.OK else []
    proxy.faults = [case.line] if case.line[0] else []
    sender.call("deliver")
    stage.sink.modes, proxy.faults = [], []
    first = stage.rows(LOOK, [message])[0]
    wrong = []
    code = 252 if case.mode == sinks.BODY_252 else case.code
    if first != (case.state, case.phase, code) or _taken(stage, name) != case.arrives:
        wrong.append(f"{case.name}: {first}, taken {_taken(stage, name)}")
    for _ in range(2):
        stage.rows(LATER)
        sender.call("deliver")
    last = (_state(stage, message), _taken(stage, name))
    if last != case.ends:
        wrong.append(f"{case.name}, later: {last}")
    return wrong


def _state(stage: Stage, message: int) -> str:
    return str(stage.one("SELECT state FROM outbox_message WHERE id = %s", [message]))


def _taken(stage: Stage, name: str) -> int:
    return sum(one.taken and one.to.startswith(f"{name}@") for one in stage.sink.log)


def _unstable_ids(sink: Sink) -> list[str]:
    """A letter offered twice has the same Message-ID, so that a mailbox can fold it."""
    ids: dict[str, set[str]] = {}
    for one in sink.log:
        ids.setdefault(one.to, set()).add(one.header_id)
    return [f"{to}: {len(found)} Message-IDs" for to, found in ids.items() if len(found) > 1]


# ------------------------------------------------------------------ what needs more than one letter's turn
def _refused(stage: Stage, proxy: TcpProxy, sender: Actor) -> list[str]:
    """Nobody listens: the run ends at the first letter, the second is not even tried."""
    first, second = sender.call("put", "refused1"), sender.call("put", "refused2")
    proxy.refuse()
    sender.call("deliver")
    states = [_state(stage, pk) for pk in (first, second)]
    proxy.listen()
    stage.rows(LATER)
    sender.call("deliver")
    taken = [_taken(stage, "refused1"), _taken(stage, "refused2")]
    right = states == ["retry", "pending"] and taken == [1, 1]
    return [] if right else [f"refused: {states}, later taken {taken}"]


def _slow(stage: Stage, proxy: TcpProxy, sender: Actor) -> list[str]:
    """A tarpit that answers each step just in time is only delay."""
    message = sender.call("put", "slow")
    proxy.delay = 0.3
    sender.call("deliver")
    proxy.delay = 0
    state = _state(stage, message)
    return [] if (state, _taken(stage, "slow")) == ("sent", 1) else [f"slow: {state}"]


def _stripped_tls(stage: Stage, _: TcpProxy, __: Actor) -> list[str]:
    """With STARTTLS asked for, a line that hides it gets not one command in the clear."""
    certificate = stage.folder / "server.pem"
    _make_certificate(certificate)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with Sink(tls=context) as sink, TcpProxy(sink.port, strip=True) as proxy:
        address = f"smtp+tls://127.0.0.1:{proxy.port}"
        sender = stage.actor("tests.faults.letters:act", EMAIL_URL=address, SSL_CERT_FILE=str(certificate))
        message = sender.call("put", "tls")
        sender.call("deliver")
        hidden = (_state(stage, message), sink.commands["MAIL"], len(sink.kept))
        proxy.strip = False
        stage.rows(LATER)
        sender.call("deliver")
        shown = (_state(stage, message), len(sink.kept))
    right = hidden == ("retry", 0, 0) and shown == ("sent", 1)
    return [] if right else [f"STARTTLS stripped: {hidden}, offered: {shown}"]


def _make_certificate(path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sink.example")])
    now = datetime.datetime.now(datetime.UTC)
    host = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(host, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    kept = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(key.private_bytes(*kept) + made.public_bytes(serialization.Encoding.PEM))
