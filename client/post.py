"""The commands themselves: each takes its options, does one thing, and returns the exit status."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final

import httpx

from chalicelib.domain.post.vocabulary import End
from client.answers import Ledger
from client.checking import Checked, check_folder
from client.folder import Folder
from client.line import Line
from client.office import Office
from client.preparing import Head, prepare
from client.progress import metering, reading
from client.reporting import count_day
from client.screen import Screen, findings_as_json
from client.sending import Sender, follow
from client.settings import signature_of, token_of, url_of
from client.uploads import Uploader

WELL: Final = 0
FAULTY: Final = 1
UNFINISHED: Final = 3


def check(options: argparse.Namespace, screen: Screen) -> int:
    """Every fault of a folder; nothing is sent."""
    checked = _checked(options, screen)
    screen.tell(findings=findings_as_json(checked.findings, screen.words))
    _show_check(checked, screen)
    return FAULTY if checked.findings else WELL


def send(options: argparse.Namespace, screen: Screen) -> int:
    """Check, sign, send, close; with --wait also follow the ledger."""
    folder = Folder(options.folder)
    url, token = url_of(options), token_of(options)
    signature = signature_of(options, folder, folder.manifest())
    checked = _checked(options, screen)
    if checked.read is None or (checked.findings and not options.accept_faults):
        screen.tell(findings=findings_as_json(checked.findings, screen.words))
        _show_check(checked, screen)
        screen.say("nothing_sent", "red")
        return FAULTY
    with _line(options, screen) as line:
        office = Office(line, url, token, options.language)
        ledger = _send(checked, signature, office, options, screen)
        return _finish(ledger, office, options, screen)


def status(options: argparse.Namespace, screen: Screen) -> int:
    """The ledger of a batch."""
    with _line(options, screen) as line:
        office = Office(line, url_of(options), token_of(options), options.language)
        return _finish(office.ledger(options.batch), office, options, screen)


def report(options: argparse.Namespace, screen: Screen) -> int:
    """Tell the day's count where folders are named, and show every difference."""
    with _line(options, screen) as line:
        office = Office(line, url_of(options), token_of(options), options.language)
        day: date = options.day
        is_told = options.folders or options.nothing
        told = office.report(count_day(day, options.folders)) if is_told else office.statement(day.isoformat())
    screen.tell(**told.model_dump())
    screen.statement(told)
    return FAULTY if told.discrepancies else WELL


def prepare_folder(options: argparse.Namespace, screen: Screen) -> int:
    """Write a manifest for a folder that has none."""
    head = Head(
        batch_id=options.batch or f"B-{options.sequence:06d}",
        sequence=options.sequence,
        post_office=options.post_office,
        operator=options.operator,
        scanner=options.scanner,
        received_on=options.received_on.isoformat(),
        opened_on=(options.opened_on or date.today()).isoformat(),  # noqa: DTZ011 - the clerk's own day
        duplex=options.duplex,
    )
    done = prepare(options.folder, head)
    screen.tell(batch=head.batch_id, findings=findings_as_json(done.findings, screen.words))
    screen.findings(done.findings)
    if not done.findings:
        screen.say("prepared", "green", batch=head.batch_id, envelopes=str(done.envelopes))
    return FAULTY if done.findings else WELL


def _checked(options: argparse.Namespace, screen: Screen) -> Checked:
    folder = Folder(options.folder)
    folder.manifest()
    total = sum((folder.path / name).stat().st_size for name in folder.scans())
    with reading(screen.console, screen.words, total, quiet=options.json) as on_bytes:
        return check_folder(folder, on_bytes)


def _show_check(checked: Checked, screen: Screen) -> None:
    screen.findings(checked.findings)
    if checked.findings:
        screen.say("faults_found", "red", count=str(len(checked.findings)))
    elif checked.read is not None:
        envelopes, files = len(checked.read.entries), len(checked.read.files)
        screen.say("all_fits", "green", envelopes=str(envelopes), files=str(files))


def _send(checked: Checked, signature: str, office: Office, options: argparse.Namespace, screen: Screen) -> Ledger:
    batch = checked.read.frame.batch_id if checked.read else ""
    total = sum(seen.size for seen in checked.good.values())
    screen.say("sending", batch=batch, files=str(len(checked.good)), megabytes=f"{total / 1e6:.1f}")
    with metering(screen.console, screen.words, total, quiet=options.json) as meter:
        uploader = Uploader(office.line, office, options.folder, batch, meter)
        ledger = Sender(office, uploader, options.workers).send(
            checked, signature, without_missing=options.accept_faults
        )
    screen.say("closed", "green", batch=batch)
    return ledger


def _finish(ledger: Ledger, office: Office, options: argparse.Namespace, screen: Screen) -> int:
    if options.wait is not None and not ledger.done:
        screen.say("reading")
        ledger = follow(office, ledger.batch_id, options.wait, lambda _: None)
    screen.tell(**ledger.model_dump())
    screen.ledger(ledger)
    if any(envelope.end == End.REJECTED for envelope in ledger.envelopes):
        return FAULTY
    return UNFINISHED if options.wait is not None and not ledger.done else WELL


@contextmanager
def _line(options: argparse.Namespace, screen: Screen) -> Iterator[Line]:
    timeout = httpx.Timeout(60.0, connect=15.0)
    with httpx.Client(timeout=timeout) as http:
        yield Line(http, options.patience, lambda seconds: screen.say("pause", "yellow", seconds=f"{seconds:.0f}"))
