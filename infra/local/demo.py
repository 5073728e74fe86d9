"""`make demo`: a resident, a verifier, a producer and the resident again, until "your card is ready".

Everything goes over HTTP to the running stack, as their own programs would; nothing is printed that was not answered.
A call that the line breaks is made again, so that the demo goes on after the stack was killed and started again.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import cycle
from mimetypes import guess_type
from pathlib import Path
from uuid import uuid4

import httpx

from infra.local import issuer
from infra.local.__main__ import is_ready
from infra.local.demo_tools import Api, DemoError, Json, captured, say, step, until
from infra.local.papers import draw_paper, invent_person
from infra.local.post_demo import Letters
from infra.local.print_demo import Printer
from infra.local.puzzles import solve
from infra.local.settings import Stack

MEDIA_TYPES = frozenset({"image/jpeg", "image/png", "image/heic", "image/webp", "application/pdf"})


@dataclass
class Papers:
    """The files given, in turn; or papers drawn on the spot."""

    folder: Path | None = None
    choice: int = field(init=False)
    _given: Iterator[Path] = field(init=False)

    def __post_init__(self) -> None:
        """Raises DemoError for a folder without usable files."""
        if self.folder and not self.folder.is_dir():
            raise DemoError(f"there is no folder {self.folder}")
        found = self.folder.iterdir() if self.folder else ()
        files = sorted(path for path in found if path.is_file() and guess_type(path.name)[0] in MEDIA_TYPES)
        if self.folder and not files:
            raise DemoError(f"no JPEG, PNG, HEIC, WebP or PDF in {self.folder}")
        self.choice = max(len(files), 1)
        self._given = cycle(files)

    def take(self, document: str, *, blurred: bool = False) -> tuple[bytes, str, str]:
        """Bytes, media type and name of the next paper."""
        if self.folder is None:
            return draw_paper(document, seed=7, blurred=blurred), "image/jpeg", f"{document}.jpg"
        path = next(self._given)
        return path.read_bytes(), guess_type(path.name)[0] or "", path.name


CONTACT: Json = {"email": "warga@example.org", "phone": "+6281000000007", "whatsapp": True}
BY_POST_ALONE: Json = {
    "contact": {},
    "address": {"street": "Jalan Contoh 7", "rt": "3", "rw": "4", "postcode": "65111", "city": "Kota Malang"},
}


@dataclass
class Story:
    """One application, from both sides of the counter."""

    stack: Stack
    papers: Papers
    service: str
    answers: Json
    milestones: tuple[str, ...]
    returned: str
    reached: Json = field(default_factory=lambda: {"contact": CONTACT})
    number: str = ""
    pin: str = ""
    application: str = ""
    resident: Api = field(init=False)

    def __post_init__(self) -> None:
        """The resident has no token before the application is started."""
        self.resident = Api(self.stack.url("public"))

    def run(self) -> None:
        """Play it to the end."""
        say(f"\n{self.service}")
        self._apply()
        self._send_back()
        self._replace()
        self._accept()
        self._produce()
        self._read_back()

    def write_to(self) -> None:
        """Send it back to somebody who can be told by post alone: the letter is left for a person to look at."""
        say(f"\n{self.service}, of a resident without a telephone")
        self._apply()
        self._send_back()
        with step("a letter waits to be printed") as notes:
            notes.append(until("the letter", self._letter))

    def _letter(self) -> str | None:
        waiting = self._staff("front_officer").ask("GET", "/v1/letters")["items"]
        found = (line["letter"] for line in waiting if line["receipt"] == self.application)
        return next((f"{letter}: {self.stack.url('office')}/office/letters" for letter in found), None)

    def _apply(self) -> None:
        person = invent_person(7)
        details = {
            "service": self.service,
            "applicant_role": "self" if self.service == "KTP-LOST" else "head_of_family",
            "answers": self.answers,
            "applicant": {"name": person.name, "nik": person.nik},
            "family_card_number": person.family_card,
            **self.reached,
        }
        with step("resident starts an application") as notes:
            key = str(uuid4())
            puzzle = solve(self.resident.ask("GET", "/v1/puzzles", Idempotency_Key=key))
            started = self.resident.ask("POST", "/v1/applications", details | {"puzzle": puzzle}, Idempotency_Key=key)
            self.number, self.pin, self.application = (
                started["receipt_number"],
                started["pin"],
                started["application_id"],
            )
            self.resident.token = started["access_token"]
            slots = [slot for slot in started["checklist"]["slots"] if slot["need"] == "required"]
            notes.append(f"{self.number}, {len(slots)} papers needed")
        dated = {slot["slot"]: {"issued_on": _days_ago(2)} for slot in slots if slot["max_age_days"]}
        if dated:
            with step("resident dates a paper"):
                self.resident.ask("PATCH", self._own(), {"documents": dated})
        with step("resident submits without papers") as notes:
            refused = self.resident.call("POST", self._own("/submission"))
            notes.append(f"{refused.status_code}: {len(refused.json()['errors'])} findings at once")
        for slot in slots:
            self._send(slot["slot"], slot["choices"][0], blurred=slot["slot"] == self.returned)
        self._submit()

    def _send(self, slot: str, document: str, *, blurred: bool = False) -> None:
        for _ in range(self.papers.choice):
            with step(f"resident sends {slot}") as notes:
                content, media_type, name = self.papers.take(document, blurred=blurred)
                upload = self._upload(slot, content, media_type, name)
                notes.append(f"{len(content) / 1024:.0f} kB, inspection: {upload['state']}")
                notes += [finding["message"] for finding in upload["findings"]]
            if upload["state"] == "accepted":
                if upload["unreadable"]:
                    self._keep(upload["upload_id"])
                return
        raise DemoError(f"no file was accepted for {slot}")

    def _keep(self, upload: str) -> None:
        """What cannot be read holds the application up, until the resident says that no better picture can be made."""
        with step("resident is held up by it, and sends it as it is") as notes:
            held_up = self.resident.call("POST", self._own("/submission")).json()["errors"]
            notes += [finding["advice"] for finding in held_up if finding["code"] == "keep_or_replace"]
            self.resident.ask("PUT", self._own(f"/uploads/{upload}/kept"))

    def _upload(self, slot: str, content: bytes, media_type: str, name: str) -> Json:
        offer = {"slot": slot, "media_type": media_type, "size": len(content), "file_name": name}
        granted = self.resident.ask("POST", self._own("/uploads"), offer)
        _post_form(granted["form"], name, content, media_type)
        upload = granted["upload"]["upload_id"]
        self.resident.ask("PUT", self._own(f"/uploads/{upload}/complete"))
        found: Json = until("an inspection", lambda: self._inspected(upload))
        return found

    def _inspected(self, upload: str) -> Json | None:
        own = self.resident.ask("GET", self._own())
        found = next(item for item in own["uploads"] if item["upload_id"] == upload)
        return None if found["state"] == "inspecting" else dict(found)

    def _submit(self) -> None:
        with step("resident hands it in") as notes:
            receipt = self.resident.ask("POST", self._own("/submission"))
            pdf = self.resident.call("GET", self._own("/receipt.pdf")).content
            notes.append(f"{receipt['state']}, {len(receipt['findings'])} doubts, receipt of {len(pdf) / 1024:.0f} kB")

    def _send_back(self) -> None:
        verifier = self._staff("verifier")
        self._claim(verifier)
        with step("verifier looks at a page image") as notes:
            case = verifier.ask("GET", self._case())
            document = next(item for item in case["documents"] if item["document"] == self.returned)
            link = verifier.ask("GET", self._case(f"/pages/{document['pages'][0]['number']}"))
            image = httpx.get(link["url"], timeout=30)
            notes.append(
                f"{image.headers['content-type']}, {link['width']}x{link['height']}, {len(image.content) / 1024:.0f} kB"
            )
        with step("verifier judges it and sends it back") as notes:
            verdict = {"kind": "unreadable", "note": "Tulisan buram, mohon difoto ulang di tempat terang."}
            self._move(verifier, "PUT", f"/documents/{self.returned}/verdict", verdict, self._has_verdict)
            moved = self._move(verifier, "POST", "/return", {}, lambda case: case["state"] == "RETURNED")
            notes.append(moved["state"])

    def _has_verdict(self, case: Json) -> bool:
        return any(item["document"] == self.returned and item["verdict"] for item in case["documents"])

    def _claim(self, officer: Api) -> None:
        with step("verifier takes it from the queue") as notes:
            until("the case in the queue", lambda: self._is_queued(officer))
            moved = self._move(officer, "POST", "/claim", None, lambda case: case["state"] == "IN_REVIEW")
            notes.append(moved["state"])

    def _is_queued(self, officer: Api) -> bool:
        cursor = ""
        while True:
            page = officer.ask("GET", f"/v1/cases?queue=submitted&limit=100{cursor}")
            if any(item["receipt_number"].replace("-", "") == self.application for item in page["items"]):
                return True
            if page["next_cursor"] is None:
                return bool(officer.ask("GET", self._case())["state"] == "IN_REVIEW")
            cursor = f"&cursor={page['next_cursor']}"

    def _replace(self) -> None:
        with step("resident follows with number and PIN") as notes:
            status = self._track()
            asked = status["asked"]
            notes.append(f"{status['label']}: {asked[0]['name'][:40]}, {asked[0]['reason'][:40]}")
        with step("resident opens it again") as notes:
            session = self.resident.ask("POST", "/v1/sessions", {"receipt_number": self.number, "pin": self.pin})
            self.resident.token = session["access_token"]
            notes.append("by number and PIN")
        slot = next(
            item
            for item in self.resident.ask("GET", self._own())["checklist"]["slots"]
            if item["slot"] == self.returned
        )
        self._send(self.returned, slot["choices"][0])
        self._submit()

    def _accept(self) -> None:
        verifier = self._staff("verifier")
        self._claim(verifier)
        with step("verifier accepts the papers") as notes:
            for document in verifier.ask("GET", self._case())["documents"]:
                if document["verdict"] != "accepted":
                    name = document["document"]
                    self._move(
                        verifier, "PUT", f"/documents/{name}/verdict", {"kind": "accepted"},
                        partial(_is_accepted, name),
                    )  # fmt: skip
            moved = self._move(verifier, "POST", "/accept", None, lambda case: case["state"] == "COMPLETE")
            notes.append(moved["state"])

    def _produce(self) -> None:
        producer, signer = self._staff("producer"), self._staff("signer")
        with step("producer and signer record the milestones") as notes:
            self._move(
                producer, "POST", "/milestones", {"milestone": "entered"}, lambda case: case["state"] == "IN_PROCESS"
            )
            for product in producer.ask("GET", self._case())["products"]:
                for milestone, state in self._steps():
                    if milestone == "printed":
                        Printer(producer).print(self.application, product)
                        continue
                    body = {"milestone": milestone, "product": product["product"]}
                    self._move(
                        signer if milestone == "signed" else producer,
                        "POST",
                        "/milestones",
                        body,
                        partial(_has_reached, state),
                    )
            notes.append(f"entered, {', '.join(self.milestones)}")

    def _steps(self) -> Iterator[tuple[str, str]]:
        reached = {"print_ready": "PRINT_QUEUED", "printed": "PRINTED", "signed": "SIGNED", "made_ready": "READY"}
        return ((milestone, reached[milestone]) for milestone in self.milestones)

    def _read_back(self) -> None:
        with step("resident follows again") as notes:
            status = self._track()
            notes.append(
                f"{status['state']}: {status['label']}; {'; '.join(status['bring']) or 'nothing to bring'}"[:120]
            )
            if status["state"] != "READY":
                raise DemoError(f"{self.service} is {status['state']}")
        with step("resident reads the notices") as notes:
            channels = until("the ready notices", self._ready_notices)
            notes.append(", ".join(f"{channel}: {text}" for channel, text in channels.items())[:160])

    def _ready_notices(self) -> dict[str, str] | None:
        told: dict[str, str] = {}
        for message in captured(self.stack):
            headline = " ".join((message["subject"] or message["text"].partition("No.")[0]).split())
            if self.number in f"{headline} {message['text']}" and "siap" in headline:
                told.setdefault(message["channel"], headline)
        return told or None

    def _track(self) -> Json:
        return self.resident.ask("POST", "/v1/tracking", {"receipt_number": self.number.lower(), "pin": self.pin})

    def _staff(self, role: str) -> Api:
        return Api(self.stack.url("office"), issuer.issue(self.stack, role))

    def _own(self, rest: str = "") -> str:
        return f"/v1/applications/{self.application}{rest}"

    def _case(self, rest: str = "") -> str:
        return f"/v1/cases/{self.application}{rest}"

    def _move(self, officer: Api, method: str, path: str, body: Json | None, done: Callable[[Json], bool]) -> Json:
        """One change on the version just read; where the line broke after it took effect, it is not repeated."""

        def attempt() -> Json | None:
            case = officer.ask("GET", self._case())
            if done(case):
                return case
            answer = officer.call(method, self._case(path), body, If_Match=f'"{case["version"]}"')
            if answer.status_code in {409, 412}:
                return None
            if answer.is_error:
                raise DemoError(f"{method} {path}: {answer.status_code} {answer.text[:600]}")
            return dict(answer.json())

        moved: Json = until(path, attempt)
        return moved


def _is_accepted(document: str, case: Json) -> bool:
    return all(item["verdict"] == "accepted" for item in case["documents"] if item["document"] == document)


def _has_reached(state: str, case: Json) -> bool:
    return bool(case["products"][0]["state"] == state)


def _days_ago(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).date().isoformat()


def _post_form(form: Json, name: str, content: bytes, media_type: str) -> None:
    def attempt() -> bool:
        try:
            answer = httpx.post(
                form["url"], data=form["fields"], files={"file": (name, content, media_type)}, timeout=60
            )
        except httpx.TransportError:
            return False
        if answer.status_code >= 500:  # noqa: PLR2004 - a server's own fault
            return False
        if answer.is_error:
            raise DemoError(f"upload: {answer.status_code} {answer.text[:400]}")
        return True

    until("the upload", attempt)


def main() -> int:
    """Play both stories; 1 and one line when something did not happen."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--files", type=Path, help="folder with the papers to send")
    options = parser.parse_args()
    stack = Stack.from_environment()
    began = time.monotonic()
    try:
        papers = Papers(options.files)
        if not is_ready(stack):
            say(f"no stack answers at {stack.url('public')}: start it with `make run`; waiting for it")
        Story(stack, papers, "KTP-LOST", {}, ("print_ready", "printed", "made_ready"), "sk-hilang").run()
        Story(stack, papers, "KK-CHANGE", {"change_kind": "education_job"}, ("signed", "made_ready"), "kk-lama").run()
        Letters(stack).run()
        Story(stack, papers, "KTP-LOST", {}, (), "sk-hilang", BY_POST_ALONE).write_to()
    except DemoError as error:
        say(f"the demo stopped: {error}")
        return 1
    took = f"{time.monotonic() - began:.1f} s"
    say(f"\nBoth are ready, and the letters are filed, after {took}. Mail and texts: {stack.url('desk')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
