"""A page as the server gives it to who sends the files of one paper."""

import html
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chalicelib.catalogue import load_messages
from chalicelib.domain.document import UploadState
from chalicelib.domain.text import Language
from chalicelib.web.assets import Assets
from chalicelib.web.texts import as_data
from tests.browser.served_office import ServedOffice
from tests.office import Resident

PAGE: Final = Path(__file__).with_name("upload_page.html")
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self' {bucket}; form-action 'self' {bucket}"
)
SHOWN: Final = (UploadState.INSPECTING, UploadState.ACCEPTED, UploadState.REFUSED)


@dataclass
class StandIn:
    """One paper of a resident's draft."""

    office: ServedOffice
    resident: Resident
    slot: str
    language: Language = Language.INDONESIAN
    token: str = ""
    remember: str = "yes"
    colour: str = "no"
    forget: str = ""

    def serve(self) -> str:
        """The address at which the office shows it from now on."""
        path = f"/apply/{self.resident.id}/papers/{self.slot}"
        policy = POLICY.format(bucket=self.office.office.ports.store.page_address)
        self.office.stand_ins[path] = lambda: (self._render(), policy)
        return f"{self.office.url}{path}"

    def uploads(self) -> list[dict[str, str]]:
        """What the office holds for the paper."""
        with self.office.lock:
            answer = self.resident.call("GET").json
        return [upload for upload in answer["uploads"] if upload["slot"] == self.slot and upload["state"] in SHOWN]

    def _render(self) -> str:
        uploads = self.uploads()
        items = "".join(
            f"<li>{html.escape(upload['upload_id'])}: {upload['state']}<button>Tarik</button></li>"
            for upload in uploads
        )
        values = {
            "language": self.language.value,
            "checking": "yes" if any(upload["state"] == UploadState.INSPECTING for upload in uploads) else "no",
            "files": f"<ul>{items}</ul>" if items else "",
            "application": self.resident.id,
            "slot": self.slot,
            "token": self.token or str(self.resident.started["access_token"]),
            "remember": self.remember,
            "colour": self.colour,
            "forget": self.forget,
            "texts": as_data(load_messages().upload(self.language)),
        } | {name: Assets().hashed(name) for name in ("pages.css", "upload.css", "forget.js", "upload.js")}
        return re.sub(r"\{([\w.]+)\}", lambda found: values[found[1]], PAGE.read_text("utf-8"))
