"""Canaries: personal values that no person has, and every disguise in which one might get out."""

import base64
import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from typing import Any
from urllib.parse import quote, quote_plus

from pydantic import BaseModel

PERSONAL = {
    "name": "Kanariwati Zebrawarna",
    "nik": "3573994503900017",
    "birth date": "1990-03-05",
    "family card": "3573991203100028",
    "phone": "+6281000000923",
    "e-mail": "kanari.uji@example.org",
    "street": "Jalan Kanari Kembar 77",
    "landmark": "Samping Gardu Zebra",
}
BIRTH_FORMS = ("19900305", "05-03-1990", "05/03/1990", "5 Maret 1990", "5 March 1990", "050390")


def disguises(value: str) -> set[str]:
    """The value as it may look in a log, an address or a token."""
    raw = value.encode()
    found = {value, value.lower(), value.upper(), quote(value), quote_plus(value), json.dumps(value)[1:-1]}
    found |= {raw.hex(), value[::-1]}
    for cut in range(3):  # base64 of a text in the middle of another, at each of its three offsets
        found.add(base64.b64encode(b"x" * cut + raw).decode().rstrip("=")[4:-2])
    digits = "".join(filter(str.isdigit, value))
    if len(digits) >= 10:
        found |= {digits, digits[2:], "0" + digits[2:]}
    return found


CANARIES = {name: disguises(value) for name, value in PERSONAL.items()}
CANARIES["birth date"] |= set(BIRTH_FORMS)
CANARIES["words of the name"] = {"Kanariwati", "Zebrawarna", "kanariwati", "zebrawarna"}


def hits(text: str) -> dict[str, str]:
    """Which canaries a text holds."""
    return {name: form for name, forms in CANARIES.items() for form in forms if form in text}


def texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - whatever is kept
    """Every text in what is kept: keys and values, through models and dataclasses."""
    if isinstance(value, BaseModel):
        yield value.model_dump_json()
    elif isinstance(value, bytes):
        yield value.decode("latin-1")
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from texts(key)
            yield from texts(part)
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from texts(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    else:
        yield str(value)


@contextmanager
def listening() -> Iterator[io.StringIO]:
    """Everything that any logger of this process says meanwhile, down to DEBUG."""
    heard = io.StringIO()
    loket = logging.getLogger("loket")
    streams = [
        (handler, handler.setStream(heard)) for handler in loket.handlers if isinstance(handler, logging.StreamHandler)
    ]
    assert streams, "the logger has no stream to listen to"
    root, everything = logging.getLogger(), logging.StreamHandler(heard)
    everything.addFilter(lambda record: record.name != loket.name)  # its own handler writes these, as on Lambda
    level = root.level
    root.addHandler(everything)
    root.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        root.removeHandler(everything)
        root.setLevel(level)
        for handler, stream in streams:
            handler.setStream(stream)
