"""Files of the pages: built once under flat, hashed names (API Gateway has no nested proxy paths here)."""

import json
import re
from base64 import b64encode
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from mimetypes import guess_type

INLINE_SCRIPT = re.compile(rb'<script(?: type="speculationrules")?>(.*?)</script>', re.DOTALL)


def script_sources(page: bytes) -> str:
    """The page's inline scripts as sources of a Content-Security-Policy: each by its hash, no other runs."""
    digests = (b64encode(sha256(script).digest()).decode() for script in INLINE_SCRIPT.findall(page))
    return " ".join(f"'sha256-{digest}'" for digest in digests)


class Assets:
    """Reads from the package; a name that the manifest does not list is not served."""

    @cached_property
    def _manifest(self) -> dict[str, str]:
        manifest = self._folder.joinpath("manifest.json")
        return dict(json.loads(manifest.read_bytes())) if manifest.is_file() else {}

    @property
    def _folder(self) -> Traversable:
        return files(__package__).joinpath("static")

    def find(self, name: str) -> tuple[bytes, str] | None:
        """The bytes and media type of a built file, or None."""
        if name not in self._manifest.values():
            return None
        return self._folder.joinpath(name).read_bytes(), guess_type(name)[0] or "application/octet-stream"

    def hashed(self, name: str) -> str:
        """The file's name as it is served. Raises KeyError for one that was not built."""
        return self._manifest[name]

    def read(self, name: str) -> bytes:
        """A file that ships with the code."""
        return files(__package__).joinpath(name).read_bytes()

    def read_page(self, name: str) -> bytes:
        """A page with the hashed names of its files put in for `{{logical name}}`."""
        page = self.read(f"templates/{name}").decode()
        for logical, hashed in self._manifest.items():
            page = page.replace("{{" + logical + "}}", hashed)
        return page.encode()
