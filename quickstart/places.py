"""Where the quickstart keeps its files, and the one error it shows without a traceback."""

import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"


class Problem(Exception):
    """Something the person at the keyboard can put right; printed as one line."""


def local() -> Path:
    """The folder for everything made here, created on first use."""
    LOCAL.mkdir(exist_ok=True)
    return LOCAL


def secret_key() -> str:
    """The stored random key of this checkout, readable by its owner only."""
    path = local() / "secret-key"
    if not path.exists():
        fresh = local() / f"secret-key.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50), "utf-8")
        try:
            # A link fails if another start was quicker; its key is then the one that counts.
            path.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text("utf-8").strip()
