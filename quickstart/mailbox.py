"""A mail server on loopback that keeps each mail as a file: `python -m quickstart.mailbox FD FOLDER`."""

import asyncio
import itertools
import socket
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Files:
    """Writes every accepted mail to the folder, numbered in the order of arrival."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        last = max((int(path.stem) for path in folder.glob("*.eml") if path.stem.isdigit()), default=0)
        self._numbers = itertools.count(last + 1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep one mail."""
        name = f"{next(self._numbers):05}.eml"
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        half = self.folder / f".{name}"
        half.write_bytes(content)
        half.rename(self.folder / name)
        return f"250 Kept as {name}"


async def serve(listener: socket.socket, folder: Path) -> None:
    """Take mail until the process is told to end."""
    files = Files(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(files, enable_SMTPUTF8=True), sock=listener)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2])))
