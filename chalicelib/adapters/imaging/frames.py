"""Messages between inspector and child: two lengths, a JSON header, then bytes. Neither side trusts the lengths."""

import json
import struct
from dataclasses import dataclass
from typing import IO, Any

_LENGTHS = struct.Struct(">II")
_MAX_HEADER_BYTES = 64 * 1024


class BrokenFrameError(Exception):
    """The stream ended within a message, or the message is none."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message: what it says, and the bytes it carries."""

    header: dict[str, Any]
    body: bytes = b""


def write_frame(stream: IO[bytes], header: dict[str, Any], body: bytes = b"") -> None:
    """Send one message and flush it; raises `OSError` when the other side is gone."""
    text = json.dumps(header).encode()
    stream.write(_LENGTHS.pack(len(text), len(body)) + text)
    stream.write(body)
    stream.flush()


def read_frame(stream: IO[bytes], max_body_bytes: int) -> Frame:
    """Receive one message whose body is at most `max_body_bytes`; raises `BrokenFrameError`."""
    header_length, body_length = _LENGTHS.unpack(_read_exactly(stream, _LENGTHS.size))
    if header_length > _MAX_HEADER_BYTES or body_length > max_body_bytes:
        raise BrokenFrameError("message is too long")
    return Frame(_parse(_read_exactly(stream, header_length)), _read_exactly(stream, body_length))


def _parse(text: bytes) -> dict[str, Any]:
    try:
        header = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BrokenFrameError("header is not JSON") from error
    if not isinstance(header, dict):
        raise BrokenFrameError("header is not an object")
    return header


def _read_exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise BrokenFrameError("stream ended")
    return data
