"""The third act of `make demo`: letters. What the post office scans becomes cases, and every sheet is accounted for."""

import io
import json
import random
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pypdfium2
from PIL import Image

from infra.local import issuer
from infra.local.demo_tools import Api, DemoError, Json, captured, step, until
from infra.local.papers import draw_paper, invent_person
from infra.local.partners import PARTNER, ensure_partner_key
from infra.local.settings import PROJECT, Stack

A4_200_DPI = (1654, 2339)
SERVICE = "KTP-LOST"


class Letters:
    """Three envelopes: one with the cover sheet of a draft, one that the clerk keys, one that nobody can place."""

    def __init__(self, stack: Stack) -> None:
        """Nothing is posted yet."""
        self.stack = stack
        self.resident = Api(stack.url("public"))
        self.clerk = Api(stack.url("office"), issuer.issue(stack, "post_office"))
        self.officer = Api(stack.url("office"), issuer.issue(stack, "front_officer"))
        self.person = invent_person(21)
        self.number = self.pin = self.application = ""
        self.sheets = random.SystemRandom().randrange(10**8, 10**9)
        self.batch = ""

    def run(self) -> None:
        """Play it to the end."""
        print("\nBy post", flush=True)
        self._print_cover()
        with tempfile.TemporaryDirectory(prefix="loket-post-") as folder:
            self._scan(Path(folder))
            self._hand_over(Path(folder))
            self._read_back()
            self._resolve()
            self._report(Path(folder))

    def _print_cover(self) -> None:
        with step("resident starts online and prints a cover sheet") as notes:
            details = {"service": SERVICE, "applicant_role": "self", "contact": {"email": "warga.pos@example.org"}}
            person = {"applicant": {"name": self.person.name, "nik": self.person.nik}}
            started = self.resident.ask("POST", "/v1/applications", details | person, Idempotency_Key=str(uuid4()))
            self.number, self.pin = started["receipt_number"], started["pin"]
            self.application = started["application_id"]
            self.resident.token = started["access_token"]
            self.cover = self.resident.call("GET", f"/v1/applications/{self.application}/cover-sheet.pdf").content
            notes.append(f"{self.number}, {len(self.cover) / 1024:.0f} kB")

    def _scan(self, folder: Path) -> None:
        with step("clerk opens three envelopes and scans them") as notes:
            separator = self.resident.call("GET", "/v1/post/separators.pdf?document=SK_HILANG").content
            first = [*_sheet(self.cover, 1), *_sheet(separator, 2), _paper("SK_HILANG"), _blank(), _paper("KK")]
            scans = {"0001": first, "0002": [_paper("SK_HILANG"), _paper("KK")], "0003": [_paper("KK")]}
            other = invent_person(22)
            keyed = {"0002": {"service": SERVICE, "name": other.name, "nik": other.nik, "phone": "+6281000000022"}}
            self._write(folder, scans, keyed)
            notes.append(f"{sum(map(len, scans.values()))} page images")

    def _write(self, folder: Path, scans: dict[str, list[Image.Image]], keyed: dict[str, Json]) -> None:
        for number, pages in scans.items():
            pages[0].save(folder / f"{number}.pdf", save_all=True, append_images=pages[1:], resolution=200)
        today = datetime.now(UTC).date().isoformat()
        sequence = self.clerk.ask("GET", "/v1/batches")["next_sequence"]
        self.batch = f"DEMO-{sequence}"
        files = [_describe(path) for path in sorted(folder.glob("*.pdf"))]
        manifest = {
            "schema_version": 1, "batch_id": self.batch, "sequence": sequence, "post_office": "65100",
            "operator": "petugas-demo", "scanner": "demo", "received_on": today, "opened_on": today, "files": files,
            "envelopes": [self._entry(number, len(pages), keyed.get(number)) for number, pages in scans.items()],
        }  # fmt: skip
        (folder / "manifest.json").write_text(json.dumps(manifest))

    def _entry(self, number: str, count: int, keyed: Json | None) -> Json:
        first, self.sheets = self.sheets, self.sheets + count
        entry: Json = {
            "number": number,
            "sheet_count": count,
            "control_numbers": [str(first + n) for n in range(count)],
            "scans": [{"file": f"{number}.pdf"}],
        }
        return entry | ({"keyed": keyed} if keyed else {})

    def _hand_over(self, folder: Path) -> None:
        with step("clerk hands over: loket post send") as notes:
            answer = self._loket("send", str(folder), "--wait", "--key", str(ensure_partner_key(self.stack)))
            notes.append(answer.strip().splitlines()[-1][:60])
        with step("the ledger accounts for every page image") as notes:
            sums = self.clerk.ask("GET", f"/v1/batches/{self.batch}")["sums"]
            notes.append(json.dumps(sums["pages"]))
            if sums["envelopes"] != {"attached": 1, "opened": 1, "staff": 1}:
                raise DemoError(f"the envelopes ended as {sums['envelopes']}")

    def _read_back(self) -> None:
        with step("resident follows with number and PIN") as notes:
            status = self.resident.ask("POST", "/v1/tracking", {"receipt_number": self.number, "pin": self.pin})
            notes.append(f"{status['state']}: {status['label']}")
            if status["state"] != "SUBMITTED":
                raise DemoError(f"the case by post is {status['state']}")
        with step("resident reads that the letter has come") as notes:
            notes.append(until("the notice", self._told)[:60])

    def _told(self) -> str:
        subjects = (str(message["subject"]) for message in captured(self.stack))
        return next((subject for subject in subjects if self.number in subject and "Surat" in subject), "")

    def _resolve(self) -> None:
        with step("officer places the third envelope") as notes:
            path = f"/v1/envelopes/{PARTNER}.{self.batch}.0003"
            waiting = self.officer.ask("GET", path)
            why = waiting["waits_for"][0]["message"]
            body = {"resolution": {"action": "attach", "receipt_number": self.number}}
            done = self.officer.ask("POST", f"{path}/resolution", body, If_Match=f'"{waiting["version"]}"')
            notes.append(f"{why[:40]} → {done['end']}")
        with step("officer sorts the pages that nobody named") as notes:
            case = self.officer.ask("GET", f"/v1/cases/{self.application}")
            slot = next(item["slot"] for item in case["slots"] if "KK" in item["choices"])
            pages = {page["page"]: slot for page in case["unsorted"]}
            match = f'"{case["version"]}"'
            self.officer.ask("PUT", f"/v1/cases/{self.application}/pages", {"pages": pages}, If_Match=match)
            left = self.officer.ask("GET", f"/v1/cases/{self.application}")
            notes.append(f"{len(pages)} pages into {slot}, {len(left['unsorted'])} left")

    def _report(self, folder: Path) -> None:
        with step("clerk reports the day: loket post report") as notes:
            day = datetime.now(ZoneInfo("Asia/Jakarta")).date().isoformat()
            # of a day with other batches, the report of this one alone differs, and the command says so
            told = self._loket("report", day, str(folder), differs=1)
            notes.append(told.strip().splitlines()[-1][:60])

    def _loket(self, *arguments: str, differs: int = 0) -> str:
        command = [str(Path(sys.executable).with_name("loket")), "post", *arguments, "--url", self.stack.url("office")]
        environment = {"PATH": "/usr/bin:/bin", "LOKET_POST_TOKEN": self.clerk.token, "PYTHONPATH": str(PROJECT)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode not in {0, differs}:
            raise DemoError(f"{' '.join(command[:3])}: {done.stdout[-600:]}{done.stderr[-600:]}")
        return done.stdout


def _sheet(pdf: bytes, seed: int) -> list[Image.Image]:
    """What a scanner makes of a printed sheet: a little askew, a little grey."""
    document = pypdfium2.PdfDocument(pdf)
    pages: list[Any] = [page.render(scale=200 / 72).to_pil().convert("L") for page in document]
    askew = random.Random(seed).uniform(-2, 2)  # noqa: S311 - drawn, not drawn by lot
    return [page.rotate(askew, fillcolor=250).resize(A4_200_DPI) for page in pages]


def _paper(document: str) -> Image.Image:
    sheet = Image.new("L", A4_200_DPI, 250)
    drawn = Image.open(io.BytesIO(draw_paper(document, seed=9))).convert("L")
    drawn.thumbnail((1450, 2000))
    sheet.paste(drawn, (100, 120))
    return sheet


def _blank() -> Image.Image:
    return Image.new("L", A4_200_DPI, 249)


def _describe(path: Path) -> Json:
    content = path.read_bytes()
    return {
        "name": path.name,
        "type": "application/pdf",
        "size": len(content),
        "sha256": sha256(content).hexdigest(),
    }
