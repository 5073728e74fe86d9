"""Messages over the pipe, and what is no message."""

import io

import pytest

from chalicelib.adapters.imaging.frames import BrokenFrameError, Frame, read_frame, write_frame


def test_message_arrives_as_it_was_sent() -> None:
    stream = io.BytesIO()
    write_frame(stream, {"kind": "page", "number": 1}, b"\xff\xd8")
    stream.seek(0)
    assert read_frame(stream, 10) == Frame({"kind": "page", "number": 1}, b"\xff\xd8")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\0\0\2\0\0",
        b"\0\0\0\2\0\0\0\0{",
        b"\0\0\0\2\0\0\0\5{}abc",
        b"\0\0\0\2\0\0\0\x0b{}abcdefghijk",
        b"\xff\xff\xff\xff\0\0\0\0",
        b"\0\0\0\2\0\0\0\0[]",
        b"\0\0\0\2\0\0\0\0{{",
        b"\0\0\0\2\0\0\0\0\xff\xfe",
    ],
)
def test_nonsense_on_the_pipe_is_told_apart(data: bytes) -> None:
    with pytest.raises(BrokenFrameError):
        read_frame(io.BytesIO(data), 10)
