"""The folder that is sent: scans, their manifest, and its signature where somebody else made it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from client.findings import ClientError

MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.jws"


@dataclass(frozen=True, slots=True)
class Folder:
    """One batch on disk. Nothing is ever written to it except by `prepare`."""

    path: Path

    def manifest(self) -> bytes:
        """The bytes that are signed. Raises ClientError where there are none."""
        if not self.path.is_dir():
            raise ClientError("no_folder", folder=str(self.path))
        try:
            return (self.path / MANIFEST).read_bytes()
        except OSError:
            raise ClientError("no_manifest", folder=str(self.path)) from None

    def signature(self) -> str | None:
        """A signature that lies beside the manifest."""
        path = self.path / SIGNATURE
        return path.read_text("ascii", "replace").strip() if path.is_file() else None

    def scans(self) -> frozenset[str]:
        """Names of the files at top level, hidden ones and the manifest aside."""
        return frozenset(
            path.name
            for path in self.path.iterdir()
            if path.is_file() and not path.name.startswith(".") and path.name not in {MANIFEST, SIGNATURE}
        )
