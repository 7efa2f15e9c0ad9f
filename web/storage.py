"""Addresses of collected files."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class CollectedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """The manifest stays while a process runs, so each address is worked out once; a page has twenty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str | None, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        """The address with the file's hash in its name."""
        if name not in self._addresses:
            self._addresses[name] = str(super().url(name, force))
        return self._addresses[name]
