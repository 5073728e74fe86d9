"""The child's program: confine itself, open the scan it was started with, then tell of its pages as asked."""

import sys
from dataclasses import asdict
from typing import IO, Any

from chalicelib.adapters.imaging.confinement import allow_processor_time, close_the_door, limit_resources
from chalicelib.adapters.imaging.frames import BrokenFrameError, read_frame, write_frame
from chalicelib.adapters.imaging.scans import parsing
from chalicelib.adapters.imaging.scans.look import look_at
from chalicelib.adapters.imaging.scans.sources import ScanFile
from chalicelib.adapters.imaging.worker import take_pipes
from chalicelib.domain.post.survey import RefusedScanError


def main() -> None:
    """Serve one scan; `sys.argv` has bytes of memory, seconds of processor time a page, and the scan's descriptor."""
    memory_bytes, cpu_seconds, descriptor = (int(argument) for argument in sys.argv[1:4])
    limit_resources(memory_bytes)
    requests, answers = take_pipes()
    parsing.load_parsers()
    close_the_door()
    write_frame(answers, {"kind": "ready"})
    allow_processor_time(cpu_seconds)
    try:
        scan = parsing.open_scan(descriptor)
    except RefusedScanError as refusal:
        write_frame(answers, {"kind": "refused", "code": refusal.code.value})
        return
    write_frame(answers, {"kind": "opened", "pages": len(scan)})
    _serve(requests, answers, scan, cpu_seconds)


def _serve(requests: IO[bytes], answers: IO[bytes], scan: ScanFile, cpu_seconds: int) -> None:
    while True:
        try:
            wanted = read_frame(requests, 0).header
        except BrokenFrameError:
            return
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
    return {**header, "width": image.width, "height": image.height}, image.jpeg
