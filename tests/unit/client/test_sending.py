"""Sending goes on where it stopped, sends nothing twice, and nothing that was not signed."""

from collections import Counter
from pathlib import Path

import httpx
import pytest
from typing_extensions import override

from client.checking import check_folder
from client.findings import ClientError, LineDownError, RefusedError
from client.folder import Folder
from client.line import Line
from client.office import Office
from client.progress import SilentMeter
from client.sending import Sender, follow
from client.uploads import Uploader
from tests.unit.client.office import PART, URL, FakeOffice
from tests.unit.client.scanned import fill


class CountingMeter(SilentMeter):
    """Adds up what it is told."""

    def __init__(self) -> None:
        self.counts, self.sizes = Counter[str](), dict[str, int]()

    @override
    def begin(self, file: str, size: int) -> None:
        self.sizes[file] = size

    @override
    def advance(self, file: str, count: int) -> None:
        self.counts[file] += count


class Desk:
    """A sender at a fake office."""

    def __init__(self, folder: Path, fake: FakeOffice) -> None:
        self.folder, self.fake, self.meter = Folder(folder), fake, CountingMeter()
        line = Line(fake.client(), patience=5, sleep=lambda _: None)
        self.office = Office(line, URL, lambda: "made-up")
        self.sender = Sender(self.office, Uploader(line, self.office, folder, "B-001", self.meter), workers=3)

    def send(self, *, without_missing: bool = False) -> str:
        """The state of the batch afterwards."""
        checked = check_folder(self.folder)
        return self.sender.send(checked, "header..seal", without_missing=without_missing).state


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path / "batch", paddings={"a.pdf": 0, "b.pdf": 0, "large.pdf": 9000})


def puts(fake: FakeOffice) -> Counter[str]:
    return Counter(call.removeprefix("PUT /") for call in fake.seen if call.startswith("PUT"))


def test_every_file_arrives_as_it_is(folder: Path) -> None:
    fake = FakeOffice()
    desk = Desk(folder, fake)
    assert desk.send() == "closed"
    assert {name: (folder / name).read_bytes() for name in ("a.pdf", "b.pdf", "large.pdf")} == fake.files
    assert fake.manifests["B-001"] == (folder / "manifest.json").read_bytes()
    assert desk.meter.counts == desk.meter.sizes


def test_what_has_arrived_is_not_sent_again(folder: Path) -> None:
    fake = FakeOffice()
    fake.files["a.pdf"] = (folder / "a.pdf").read_bytes()
    fake.parts["large.pdf"] = {1: (folder / "large.pdf").read_bytes()[:PART]}
    desk = Desk(folder, fake)
    assert desk.send() == "closed"
    parts = -(-(folder / "large.pdf").stat().st_size // PART)
    assert puts(fake) == {"b.pdf": 1, "large.pdf": parts - 1}
    assert desk.meter.counts == desk.meter.sizes


def test_a_closed_batch_is_left_alone(folder: Path) -> None:
    fake = FakeOffice()
    Desk(folder, fake).send()
    fake.seen.clear()
    assert Desk(folder, fake).send() == "closed"
    assert fake.seen == ["POST /v1/batches"]


def test_a_line_that_breaks_is_tried_again(folder: Path) -> None:
    count = Counter[str]()

    def trouble(request: httpx.Request) -> httpx.Response | None:
        count[str(request.url)] += 1
        if count[str(request.url)] == 1:
            raise httpx.ConnectError("down")
        return httpx.Response(500) if count[str(request.url)] == 2 else None

    fake = FakeOffice(trouble=trouble)
    desk = Desk(folder, fake)
    assert desk.send() == "closed"
    assert desk.meter.counts == desk.meter.sizes


def test_an_expired_link_is_asked_for_anew(folder: Path) -> None:
    expired = {"a.pdf", "large.pdf"}

    def trouble(request: httpx.Request) -> httpx.Response | None:
        name = request.url.path.strip("/")
        if request.method == "PUT" and name in expired and request.url.params.get("part") in {None, "3"}:
            expired.remove(name)
            return httpx.Response(403, text="<Code>AccessDenied</Code><Message>Request has expired</Message>")
        return None

    fake = FakeOffice(trouble=trouble)
    assert Desk(folder, fake).send() == "closed"
    assert fake.files["large.pdf"] == (folder / "large.pdf").read_bytes()


@pytest.mark.parametrize("name", ["a.pdf", "large.pdf"])
def test_a_file_that_changes_after_it_was_checked_is_never_sent(folder: Path, name: str) -> None:
    fake = FakeOffice()
    desk = Desk(folder, fake)
    checked = check_folder(desk.folder)
    before = (folder / name).read_bytes()
    (folder / name).write_bytes(before[:-1] + b"y")
    with pytest.raises(ClientError) as caught:
        desk.sender.send(checked, "header..seal", without_missing=False)
    assert caught.value.name == "changed_meanwhile"
    assert name not in puts(fake)
    assert fake.closed == set()


def test_a_bad_file_holds_up_no_other(folder: Path) -> None:
    (folder / "a.pdf").unlink()
    fake = FakeOffice()
    with pytest.raises(RefusedError) as caught:
        Desk(folder, fake).send()
    assert caught.value.has("files_missing")
    assert Desk(folder, fake).send(without_missing=True) == "closed"
    assert set(fake.files) == {"b.pdf", "large.pdf"}


def test_more_files_than_one_call_makes_room_for(tmp_path: Path) -> None:
    folder = fill(tmp_path / "batch", paddings={f"f{number:03d}.pdf": 0 for number in range(120)})
    fake = FakeOffice()
    assert Desk(folder, fake).send() == "closed"
    assert len(fake.files) == 120
    assert fake.seen.count("POST /v1/batches/B-001/uploads") == 2


def test_patience_with_a_dead_line_ends(folder: Path) -> None:
    def trouble(request: httpx.Request) -> httpx.Response | None:
        if request.method == "PUT":
            raise httpx.ConnectError("down")
        return None

    desk = Desk(folder, FakeOffice(trouble=trouble))
    with pytest.raises(LineDownError):
        Sender(
            desk.office,
            Uploader(Line(desk.fake.client(), patience=0), desk.office, folder, "B-001", desk.meter),
        ).send(check_folder(desk.folder), "header..seal", without_missing=False)


def test_the_ledger_is_followed_until_all_is_read(folder: Path) -> None:
    fake = FakeOffice()
    desk = Desk(folder, fake)
    desk.send()
    looks = list[str]()

    def sleep(_: float) -> None:
        fake.ends = {"0001": "opened", "0002": "attached", "0003": "staff"}

    ledger = follow(desk.office, "B-001", 60, lambda ledger: looks.append(ledger.state), sleep)
    assert ledger.done
    assert looks == ["closed", "closed"]
