"""The files of a deployment agree with each other and with the settings."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """What docker-compose.yml describes."""
    found: dict[str, Any] = yaml.safe_load(text("docker-compose.yml"))["services"]
    return found


def test_every_setting_is_in_the_example_and_in_the_table() -> None:
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', text("config/settings.py")))
    assert {"DATABASE_URL", "SECRET_KEY", "EMAIL_URL", "STATIC_STORAGE"} <= read
    assert read - set(re.findall(r"^#? ?([A-Z_]+)=", text(".env.example"), re.MULTILINE)) == set()
    assert read - set(re.findall(r"^\| `([A-Z_]+)` \|", text("docs/operating.md"), re.MULTILINE)) == set()


def test_compose_asks_only_for_what_the_example_names() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", text("docker-compose.yml")))
    assert asked <= set(re.findall(r"^([A-Z_]+)=", text(".env.example"), re.MULTILINE))


def test_compose_has_every_part_and_opens_only_the_proxy(services: dict[str, Any]) -> None:
    assert {"web", "worker", "beat", "postgres", "redis", "proxy", "migrate"} <= set(services)
    assert [name for name, service in services.items() if service.get("ports")] == ["proxy"]
    assert services["postgres"]["networks"] == services["redis"]["networks"] == ["inside"]


def test_only_the_migration_knows_the_owner(services: dict[str, Any]) -> None:
    knows = {
        name
        for name, service in services.items()
        if "OWNER_PASSWORD" in str((service.get("environment") or {}).get("DATABASE_URL"))
        or (service.get("environment") or {}).get("OWNER_PASSWORD")
    }
    assert knows == {"migrate", "roles"}


def test_nothing_starts_before_the_tables_are_there(services: dict[str, Any]) -> None:
    for name in ("web", "worker", "beat", "sweep"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully", name
    assert services["migrate"]["depends_on"]["roles"]["condition"] == "service_completed_successfully"


def test_the_image_holds_every_package_the_settings_name() -> None:
    kept = set(re.findall(r"^!(\w+)/", text(".dockerignore"), re.MULTILINE))
    packages = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert packages | {"config", "templates", "static", "requirements"} <= kept


def test_docker_accepts_the_compose_file(tmp_path: Path) -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], capture_output=True).returncode:
        pytest.skip("no docker compose here")
    env = tmp_path / ".env"
    env.write_text(re.sub(r"^([A-Z_]+)=$", r"\1=x", text(".env.example"), flags=re.MULTILINE), "utf-8")
    for name in ("docker-compose.yml", "Dockerfile"):
        shutil.copy(ROOT / name, tmp_path)
    done = subprocess.run(
        [docker, "compose", "config", "--quiet"], cwd=tmp_path, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr


def test_nothing_names_an_index_or_pins_without_a_hash() -> None:
    for name in ("requirements/base.txt", "requirements/dev.txt"):
        lock = text(name)
        assert not re.search(r"https?://|--index-url|--find-links", lock), name
        pinned = re.findall(r"^[a-z0-9_.-]+==", lock, re.MULTILINE)
        assert pinned
        assert len(pinned) == len(
            re.findall(r"^[a-z0-9_.-]+==.*\\\n    --hash=sha256:", lock, re.MULTILINE)
        ), name
