"""The child's program: confine itself, then open the scans it is handed, one at a time, and tell of their pages."""

import sys
from dataclasses import asdict
from typing import IO, Any

from chalicelib.adapters.imaging.confinement import (
    allow_processor_time,
    close_the_door_but_for_one,
    limit_resources,
)
from chalicelib.adapters.imaging.frames import BrokenFrameError, read_frame, write_frame
from chalicelib.adapters.imaging.scans import parsing
from chalicelib.adapters.imaging.scans.desk import Desk
from chalicelib.adapters.imaging.scans.look import look_at
from chalicelib.adapters.imaging.scans.sources import ScanFile
from chalicelib.adapters.imaging.seccomp import confine_calls
from chalicelib.adapters.imaging.worker import as_answer, take_pipes
from chalicelib.domain.post.survey import RefusedScanError


def main() -> None:
    """Serve scans; `sys.argv` has bytes of memory, seconds of processor time a page, and the hatch's descriptor."""
    memory_bytes, cpu_seconds, hatch = (int(argument) for argument in sys.argv[1:4])
    limit_resources(memory_bytes)
    desk = Desk(hatch)
    requests, answers = take_pipes()
    parsing.load_parsers()
    close_the_door_but_for_one()
    write_frame(answers, {"kind": "ready", "filtered": confine_calls()})
    _serve(requests, answers, desk, cpu_seconds)


def _serve(requests: IO[bytes], answers: IO[bytes], desk: Desk, cpu_seconds: int) -> None:
    while True:
        try:
            wanted = read_frame(requests, 0).header
        except BrokenFrameError:
            return
        allow_processor_time(cpu_seconds)
        if wanted["kind"] == "open":
            write_frame(answers, _opened(desk))
        elif wanted["kind"] == "read":
            _read(answers, desk.scan, wanted, cpu_seconds)
        else:
            desk.clear()


def _opened(desk: Desk) -> dict[str, Any]:
    try:
        return {"kind": "opened", "pages": desk.receive()}
    except RefusedScanError as refusal:
        return {"kind": "refused", "code": refusal.code.value}


def _read(answers: IO[bytes], scan: ScanFile, wanted: dict[str, Any], cpu_seconds: int) -> None:
    for number in range(wanted["first"], min(wanted["last"], len(scan)) + 1, wanted["step"]):
        allow_processor_time(cpu_seconds)
        write_frame(answers, *_survey(scan, number, is_rendered=wanted["render"]))
    write_frame(answers, {"kind": "end"})


def _survey(scan: ScanFile, number: int, *, is_rendered: bool) -> tuple[dict[str, Any], bytes]:
    """One page. One that does not open is told as failed; one that takes too much memory ends the child."""
    try:
        return _page(scan, number, is_rendered=is_rendered)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - parsers raise anything, and the other pages go on
        return {"kind": "page", "number": number, "failed": True}, b""
    finally:
        scan.release()


def _page(scan: ScanFile, number: int, *, is_rendered: bool) -> tuple[dict[str, Any], bytes]:
    page = scan.page(number)
    sight = look_at(page)
    header: dict[str, Any] = {"kind": "page", "number": number, **asdict(sight)}
    if not is_rendered:
        return header, b""
    image = parsing.rebuilt(page, sight, number)
    told, body = as_answer(image)
    return {**header, "image": told}, body
