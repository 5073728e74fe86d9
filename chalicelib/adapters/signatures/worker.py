"""The child's program: confine itself, then check one PDF after the other until the parent goes away."""

import logging
import sys
from collections.abc import Callable, Collection
from datetime import datetime
from importlib import import_module
from typing import IO, Any

from chalicelib.adapters.imaging.confinement import allow_processor_time, close_the_door, limit_resources
from chalicelib.adapters.imaging.frames import BrokenFrameError, Frame, read_frame, write_frame
from chalicelib.adapters.imaging.seccomp import confine_calls
from chalicelib.adapters.imaging.worker import take_pipes
from chalicelib.domain.named_pdf import Naming
from chalicelib.domain.signed_pdf import MOST_PDF_BYTES, PdfFault, Trust

Check = Callable[[bytes, Trust, datetime, Collection[str]], dict[str, Any]]


def main() -> None:
    """Serve PDFs from standard input; `sys.argv` has bytes of memory and seconds of processor time."""
    limit_resources(int(sys.argv[1]))
    requests, answers = take_pipes()
    try:
        check = _load_checks()
    except ImportError as error:
        write_frame(answers, {"kind": "unavailable", "why": str(error)})
        return
    close_the_door()
    write_frame(answers, {"kind": "ready", "filtered": confine_calls()})
    _serve(requests, answers, int(sys.argv[2]), check)


def _load_checks() -> Check:
    from chalicelib.adapters.signatures.checks import LATER, NotTakenError, find_faults  # noqa: PLC0415 - limited now
    from chalicelib.adapters.signatures.texts import find_numbers, rehearse  # noqa: PLC0415 - the same

    for module in LATER:
        import_module(module)
    rehearse()
    logging.disable(logging.CRITICAL)  # pyHanko's would tell who signed

    def check(pdf: bytes, trust: Trust, now: datetime, numbers: Collection[str]) -> dict[str, Any]:
        faults: tuple[PdfFault, ...]
        try:
            faults, pages = find_faults(pdf, trust, now)
        except NotTakenError as refused:
            faults, pages = (refused.fault,), 0
        naming = Naming.NO_TEXT if faults else find_numbers(pdf, numbers)
        return {"kind": "checked", "faults": faults, "pages": pages, "naming": naming}

    return check


def _serve(requests: IO[bytes], answers: IO[bytes], cpu_seconds: int, check: Check) -> None:
    while True:
        try:
            request = read_frame(requests, MOST_PDF_BYTES)
        except BrokenFrameError:
            return
        allow_processor_time(cpu_seconds)
        write_frame(answers, _answer(request, check))


def _answer(request: Frame, check: Check) -> dict[str, Any]:
    """What is not foreseen here ends the child: a verdict too."""
    trust = Trust.model_validate(request.header["trust"])
    return check(request.body, trust, datetime.fromisoformat(request.header["now"]), request.header["numbers"])
