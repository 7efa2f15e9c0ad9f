"""The quickstart with real processes, in a copy of the checkout with a cluster of its own."""

import importlib
import os
import shutil
import signal
import smtplib
import socket
import stat
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from quickstart import one_run, places, postgres, redis
from quickstart.places import ROOT

SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "PORT")
SKIPPED = shutil.ignore_patterns(".*", "__pycache__", "docs", "bench", "tests")

pytestmark = pytest.mark.slow


def eventually(holds: Callable[[], object], seconds: float = 30) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def processes_of(folder: Path) -> list[str]:
    """Command lines of everything running for a folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            line = " ".join(process.cmdline())
            if str(folder) in line or process.cwd() == str(folder):
                found.append(f"{process.pid} {line}")
        except psutil.Error:
            continue
    return found


@pytest.fixture(scope="module")
def copy() -> Iterator[Path]:
    """The checkout again, with nothing made in it yet."""
    (ROOT / ".local").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="t", dir=ROOT / ".local"))
    folder.chmod(0o755)
    shutil.copytree(ROOT, folder, ignore=SKIPPED, dirs_exist_ok=True)
    (folder / ".venv").symlink_to(Path(sys.prefix))
    yield folder
    for line in processes_of(folder):
        os.kill(int(line.split()[0]), signal.SIGKILL)
    subprocess.run([sys.executable, "-m", "quickstart", "clean-demo"], cwd=folder, check=True, env=plain())
    shutil.rmtree(folder)


def plain() -> dict[str, str]:
    """An environment that names no server."""
    return {name: value for name, value in os.environ.items() if name not in SERVERS}


def execute(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "quickstart", "exec", *command],
        cwd=folder, env=plain(), capture_output=True, encoding="utf-8", timeout=90,
    )  # fmt: skip


QUERY = """
import os, psycopg, sys
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as line:
    print(*line.execute(sys.argv[1]).fetchone())
"""


# ------------------------------------------------------------------ exec
def test_exec_passes_environment_and_exit_code_and_leaves_nothing(copy: Path) -> None:
    done = execute(copy, sys.executable, "-c", QUERY + "sys.exit(7)", "SELECT current_user")
    assert (done.returncode, done.stdout, done.stderr) == (7, "curbside_app\n", "")
    assert processes_of(copy) == []


def test_the_application_role_can_change_no_table(copy: Path) -> None:
    done = execute(copy, sys.executable, "-c", QUERY, "CREATE TABLE mine (id int)")
    assert "permission denied for schema public" in done.stderr
    done = execute(
        copy, sys.executable, "-c", QUERY,
        "SELECT bool_or(rolsuper OR rolbypassrls OR rolcreaterole) FROM pg_roles WHERE rolname ~ '^curbside'",
    )  # fmt: skip
    assert done.stdout == "False\n"


def test_a_killed_holder_neither_stops_nor_keeps_the_shared_cluster(copy: Path) -> None:
    with (copy / "held").open("w+") as log:
        held = [
            subprocess.Popen(
                [sys.executable, "-m", "quickstart", "exec", "sh", "-c", "echo up; exec sleep 60"],
                cwd=copy, env=plain(), stdout=log,
            )
            for _ in range(2)
        ]  # fmt: skip
        assert eventually(lambda: (copy / "held").read_text("utf-8") == "up\nup\n")
    held[0].kill()
    held[0].wait()
    assert execute(copy, sys.executable, "-c", QUERY, "SELECT 42").stdout == "42\n"
    assert any("postgres" in line for line in processes_of(copy))
    held[1].terminate()
    assert held[1].wait(20) == 128 + signal.SIGTERM
    assert eventually(lambda: processes_of(copy) == [], 10), processes_of(copy)


def test_a_stale_note_of_the_server_does_not_stop_a_start(copy: Path) -> None:
    assert execute(copy, "true").returncode == 0
    note = next(copy.glob(".local/pg"), None)
    if note is None:
        pytest.skip("this checkout's path is too long: the cluster lives elsewhere")
    # After a power cut: the number belongs to somebody else by now, here to this test.
    (note / "postmaster.pid").write_text(f"{os.getpid()}\n{note}\n1\n5432\n{note}\n\n1 1\nready\n", "utf-8")
    assert execute(copy, sys.executable, "-c", QUERY, "SELECT 43").stdout == "43\n"


def test_named_servers_are_used_and_none_is_started(copy: Path) -> None:
    given = {"DATABASE_URL": "postgres://a@db/c", "REDIS_URL": "redis://there"}
    done = subprocess.run(
        [sys.executable, "-m", "quickstart", "exec", "sh", "-c", "echo $DATABASE_URL $REDIS_URL"],
        cwd=copy, env=plain() | given, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.stdout == "postgres://a@db/c redis://there\n"


# ------------------------------------------------------------------ run
def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def make_run(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """`make run` up to its first answer, without looking at the virtual environment."""
    with (folder / "run.log").open("wb") as log:
        made = subprocess.Popen(
            ["make", "-o", ".venv/.stamp", "run", f"PORT={port}"],
            cwd=folder, env=plain(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    eventually(lambda: answers(port) or made.poll() is not None, 90)
    assert made.poll() is None, (folder / "run.log").read_text("utf-8")
    return made


def test_run_ends_everything_whoever_is_told(copy: Path) -> None:
    port = redis.free_port()
    made = make_run(copy, port)
    lines = processes_of(copy)
    for part in ("gunicorn", "worker", "beat", "mailbox", "redis-server", "postgres"):
        assert any(part in line for line in lines), part
    # To make alone: it does not pass this signal on.
    os.kill(made.pid, signal.SIGINT)
    assert eventually(lambda: processes_of(copy) == [], 10), processes_of(copy)
    made.wait(5)

    made = make_run(copy, port)
    runner = psutil.Process(made.pid).children()[0]
    next(child for child in runner.children() if "beat" in child.cmdline()).kill()
    assert eventually(lambda: processes_of(copy) == [], 10), processes_of(copy)
    assert "beat (code -9) ended by itself" in (copy / "run.log").read_text("utf-8")
    made.wait(5)

    made = make_run(copy, port)
    psutil.Process(made.pid).children()[0].kill()
    made.wait(5)
    # Only the shared PostgreSQL is left, and the next command takes it over and stops it.
    assert eventually(lambda: all("postgres" in line for line in processes_of(copy)), 10), processes_of(copy)
    assert execute(copy, "true").returncode == 0
    assert eventually(lambda: processes_of(copy) == [], 5), processes_of(copy)


def test_a_taken_port_is_one_line(copy: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "quickstart", "run", "--port", str(port)],
            cwd=copy, env=plain(), capture_output=True, encoding="utf-8", timeout=20,
        )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert f"port {port} cannot be used (Address already in use); try: make run PORT=" in done.stderr


# ------------------------------------------------------------------ parts
def test_strays_of_a_killed_run_are_ended_and_younger_namesakes_are_not() -> None:
    stray, namesake = (subprocess.Popen(["sleep", "60"], start_new_session=True) for _ in range(2))
    started = psutil.Process(stray.pid).create_time()
    one_run._end_strays({stray.pid: started, namesake.pid: started - 3600})
    assert stray.wait(5) == -signal.SIGTERM
    assert namesake.poll() is None
    namesake.kill()
    namesake.wait()


def test_the_cluster_moves_out_of_long_paths_and_closed_folders(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def chosen(folder: Path, *, root: bool) -> bool:
        folder.mkdir(parents=True, exist_ok=True)
        monkeypatch.setattr(postgres, "local", lambda: folder)
        monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)
        return postgres.data_folder() == folder / "pg"

    (tmp_path / "open").mkdir()
    monkeypatch.setattr(postgres, "_open_to_others", lambda path: "closed" not in path.parts)
    monkeypatch.setattr(postgres, "SOCKET_LIMIT", len(str(tmp_path)) + 40)
    assert chosen(tmp_path / "open", root=True)
    assert not chosen(tmp_path / "closed", root=True)
    assert chosen(tmp_path / "closed", root=False)
    assert not chosen(tmp_path / ("long" * 10), root=False)


def test_the_library_is_given_no_path_below_a_closed_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # As root it opens every folder above the path it is given to everyone.
    real, closed = tmp_path / "real" / "library" / "pg", tmp_path / "closed"
    (real / "bin").mkdir(parents=True)
    (real / "bin" / "postgres").touch()
    closed.mkdir()
    (closed / "link").symlink_to(tmp_path / "real")
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(postgres, "_open_to_others", lambda path: "closed" not in path.resolve().parts)

    def given(programs: Path) -> list[Path]:
        versions = {16: tmp_path / "old", 18: programs / "bin"}
        monkeypatch.setattr(importlib, "import_module", lambda _: SimpleNamespace(POSTGRES_VERSIONS=versions))
        postgres._use_open_copy(SimpleNamespace(TARGET_POSTGRES_VERSION=18), tmp_path / "data" / "pg")
        return list(versions.values())

    assert given(closed / "link" / "library" / "pg") == [real / "bin"]
    shutil.copytree(tmp_path / "real", closed / "real")
    (copied,) = given(closed / "real" / "library" / "pg")
    assert copied.is_relative_to(tmp_path / "data")
    assert (copied / "postgres").exists()


def test_the_key_is_made_once_and_is_for_its_owner_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(places, "LOCAL", tmp_path / "local")
    first = places.secret_key()
    assert len(first) >= 50
    assert places.secret_key() == first
    files = list((tmp_path / "local").iterdir())
    assert [(file.name, stat.S_IMODE(file.stat().st_mode)) for file in files] == [("secret-key", 0o600)]


def test_the_mailbox_keeps_each_mail_as_a_file(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        box = subprocess.Popen(
            [sys.executable, "-m", "quickstart.mailbox", str(listener.fileno()), str(tmp_path / "mail")],
            cwd=ROOT, pass_fds=[listener.fileno()],
        )  # fmt: skip
        port = listener.getsockname()[1]
    try:
        assert eventually(lambda: _mailed(port, "one"))
        assert _mailed(port, "two")
    finally:
        box.kill()
        box.wait()
    texts = [path.read_text("utf-8").strip() for path in sorted((tmp_path / "mail").glob("*.eml"))]
    assert texts == ["Subject: one", "Subject: two"]
    assert stat.S_IMODE((tmp_path / "mail").stat().st_mode) == 0o700


def _mailed(port: int, subject: str) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as line:
            return line.sendmail("a@example.org", ["b@example.org"], f"Subject: {subject}\r\n") == {}
    except ConnectionRefusedError:
        return False
