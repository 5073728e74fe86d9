"""The child's program: confine itself, then answer one file after the other until the parent goes away."""

import os
import sys
from collections.abc import Callable, Iterable
from typing import IO, Any

from chalicelib.adapters.imaging.confinement import allow_processor_time, close_the_door, limit_resources
from chalicelib.adapters.imaging.frames import BrokenFrameError, read_frame, write_frame
from chalicelib.adapters.imaging.made import Made, Opened
from chalicelib.adapters.imaging.refusal import RefusedFileError
from chalicelib.adapters.imaging.seccomp import confine_calls
from chalicelib.adapters.imaging.signatures import recognise
from chalicelib.domain.document import MAX_UPLOAD_BYTES, RenderedPage
from chalicelib.domain.finding import Finding

Parse = Callable[[bytes, int], Iterable[Made]]


def main() -> None:
    """Serve files from standard input; `sys.argv` has bytes of memory and seconds of processor time."""
    limit_resources(int(sys.argv[1]))
    requests, answers = take_pipes()
    try:
        parse = _load_parsers()
    except ImportError as error:
        write_frame(answers, {"kind": "unavailable", "why": str(error)})
        return
    close_the_door()
    write_frame(answers, {"kind": "ready", "filtered": confine_calls()})
    _serve(requests, answers, int(sys.argv[2]), parse)


def take_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Keep the pipe to the parent for ourselves: what a library prints must not land between two messages."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, answers


def _tell(answers: IO[bytes], data: bytes, made: Made) -> None:
    if isinstance(made, Opened):
        write_frame(answers, {"kind": "opened", "detected_type": recognise(data), "pages": made.pages})
    elif isinstance(made, Finding):
        write_frame(answers, {"kind": "finding", "finding": made.model_dump(mode="json")})
    else:
        told, body = as_answer(made)
        write_frame(answers, {"kind": "page", **told}, body)


def as_answer(page: RenderedPage) -> tuple[dict[str, Any], bytes]:
    """A page as it is told to the parent: in words, and its image with its thumbnail behind it."""
    told = page.model_dump(include={"number", "width", "height", "has_code", "findings"}, mode="json")
    return {**told, "bytes": len(page.jpeg)}, page.jpeg + page.thumbnail


def _load_parsers() -> Parse:
    from chalicelib.adapters.imaging import parsing  # noqa: PLC0415 - after the limits are in force

    parsing.load_parsers()
    return parsing.parse


def _serve(requests: IO[bytes], answers: IO[bytes], cpu_seconds: int, parse: Parse) -> None:
    while True:
        try:
            request = read_frame(requests, MAX_UPLOAD_BYTES)
        except BrokenFrameError:
            return
        allow_processor_time(cpu_seconds)
        _answer(answers, request.body, request.header.get("first", 1), parse)


def _answer(answers: IO[bytes], data: bytes, first: int, parse: Parse) -> None:
    """Send each page as it is made, then the verdict. What is not foreseen here ends the child: a verdict too."""
    findings: list[dict[str, Any]] = []
    try:
        for made in parse(data, first):
            _tell(answers, data, made)
    except RefusedFileError as refusal:
        findings.append(refusal.as_finding().model_dump(mode="json"))
    write_frame(answers, {"kind": "verdict", "detected_type": recognise(data), "findings": findings})
