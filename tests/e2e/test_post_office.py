"""A post office at the real stack: its command, killed in the middle of a file, and its station in a browser."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pikepdf
import pytest
from playwright.sync_api import expect

from client.answers import Target
from client.findings import RefusedError
from client.line import Line
from client.office import Office
from infra.local import issuer
from infra.local.__main__ import is_ready
from infra.local.partners import ensure_partner_key
from infra.local.settings import PROJECT, Stack
from tests.browser.chromium import launch
from tests.unit.client.scanned import describe, pdf

pytestmark = [pytest.mark.stack, pytest.mark.slow]

OFFSET = 11_300  # every port below those that the kernel lends out (32768)
LARGE = 160_000_000
PATIENCE = 120.0


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """One stack for the whole file."""
    folder = tmp_path_factory.mktemp("stack")
    made = Stack(folder / "data", OFFSET)
    environment = os.environ | {"LOKET_DATA": str(made.data), "LOKET_PORT_BASE": str(made.offset)}
    log = folder / "stack.log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "infra.local"], cwd=PROJECT, env=environment, stdout=out, stderr=out
        )
        try:
            while not is_ready(made):
                assert server.poll() is None, log.read_text()
                time.sleep(0.2)
            yield made
        finally:
            server.terminate()
            server.wait(60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two scans, one of them so large that it takes a while."""
    folder = tmp_path / "batch"
    folder.mkdir()
    (folder / "small.pdf").write_bytes(pdf(2))
    (folder / "page.pdf").write_bytes(pdf(1))
    with pikepdf.open(folder / "page.pdf") as document:
        document.Root.LoketPadding = document.make_stream(os.urandom(LARGE))
        document.save(folder / "large.pdf")
    (folder / "page.pdf").unlink()
    return folder


def write_manifest(folder: Path, sequence: int, pages: dict[str, int]) -> str:
    manifest = describe(folder, pages, batch_id=f"B-{sequence:03d}", sequence=sequence)
    for envelope in manifest["envelopes"]:
        envelope["control_numbers"] = [f"{sequence:04d}{number}" for number in envelope["control_numbers"]]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return str(manifest["batch_id"])


def environment(stack: Stack) -> dict[str, str]:
    return os.environ | {
        "LOKET_POST_URL": stack.url("office"),
        "LOKET_POST_TOKEN": issuer.issue(stack, "post_office"),
        "LOKET_POST_KEY": str(ensure_partner_key(stack)),
        "PYTHONPATH": str(PROJECT),
    }


def command(stack: Stack, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "client", "post", *arguments],
        env=environment(stack), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def room(office: Office, batch: str) -> Target | None:
    """What is still to come of the large file; None before the batch is known."""
    try:
        return next(iter(office.targets(batch, ["large.pdf"])), None)
    except RefusedError:
        return None


def parts_there(target: Target) -> int:
    return sum(part.url is None for part in target.parts)


def test_killed_in_the_middle_of_a_file_the_command_goes_on_with_the_next_part(stack: Stack, folder: Path) -> None:
    batch = write_manifest(folder, 1, {"small.pdf": 2, "large.pdf": 1})
    with httpx.Client(timeout=30) as http:
        token = issuer.issue(stack, "post_office")
        office = Office(Line(http, PATIENCE), stack.url("office"), lambda: token)
        first = command(stack, "send", str(folder), "--wait")
        target = None
        while target is None or not parts_there(target):
            assert first.poll() is None, first.communicate()[0]
            target = room(office, batch)
        os.kill(first.pid, signal.SIGKILL)
        first.communicate()
        halfway = room(office, batch)
        assert halfway is not None
        assert 0 < parts_there(halfway) < len(halfway.parts)
        again = command(stack, "send", str(folder), "--wait", str(PATIENCE), "--json")
        said = again.communicate(timeout=PATIENCE * 2)[0]
        assert again.returncode == 0, said
        ledger = office.ledger(batch)
    assert ledger.done
    assert {line.number: line.end for line in ledger.envelopes} == {"0001": "staff", "0002": "staff"}
    assert [sum(line.pages.values()) for line in ledger.envelopes] == [2, 1]
    report = command(stack, "report", time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3600)), str(folder))
    assert report.communicate(timeout=60)[0].strip()
    assert report.returncode == 0


def test_the_station_sends_to_the_real_bucket_and_shows_what_became_of_it(stack: Stack, folder: Path) -> None:
    (folder / "large.pdf").unlink()
    (folder / "letter.pdf").write_bytes(b"a letter in words")
    write_manifest(folder, 2, {"small.pdf": 2, "letter.pdf": 1})
    with launch() as browser:
        page = browser.new_context(locale="id-ID").new_page()
        page.goto(f"{stack.url('office')}/post")
        page.get_by_label("Token akses").fill(issuer.issue(stack, "post_office"))
        page.get_by_role("button", name="Pakai token").click()
        expect(page.locator("#told")).to_contain_text("Token sudah dipasang", timeout=15_000)
        page.get_by_label("File kunci tanda tangan").set_input_files(ensure_partner_key(stack))
        expect(page.locator("#told")).to_contain_text("tersimpan")
        page.locator("#folder").set_input_files(folder)
        expect(page.locator("#told")).to_contain_text("Semua cocok", timeout=15_000)
        page.locator("#send").click()
        expect(page.locator("#told")).to_contain_text("Semua amplop sudah dibaca", timeout=60_000)
        expect(page.locator("#envelopes > li").nth(0)).to_contain_text("menunggu petugas")
        expect(page.locator("#envelopes > li").nth(1)).to_contain_text("not_a_scan")
