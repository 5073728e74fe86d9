"""Forms as browsers post them."""

from collections.abc import Mapping
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, Final
from urllib.parse import parse_qs

from chalicelib.domain.tables import is_text
from functions._http import Call

MOST_FIELDS: Final = 60
MOST_FIELDS_OF_OFFICERS: Final = 1_000
MOST_SYMBOLS: Final = 2_000
"""Of one field: four times the longest that any takes, so that too much is answered by its fault and kept."""

NOT_TEXT: Final = "\N{REPLACEMENT CHARACTER}"


def read_form(call: Call[Any]) -> dict[str, str]:
    """The fields of a form, the last of each name, as they were typed."""
    raw = call.raw.decode("utf-8", "replace")
    try:
        found = parse_qs(raw, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    return {name: values[-1][:MOST_SYMBOLS] for name, values in found.items()}


def read_long_form(call: Call[Any]) -> dict[str, str]:
    """The same of an officer's form, whole: urlencoded, or multipart with files as text (RFC 7578).

    Of a field that was ticked several times the values are joined by spaces.
    """
    kind = str(call.headers.get("content-type", ""))
    if kind.startswith("multipart/form-data"):
        return {name: _decoded(data) for name, data in read_parts(call).items()}
    found = parse_qs(call.raw.decode("utf-8", "replace"), keep_blank_values=True, separator="&")
    return {name: " ".join(values) for name, values in list(found.items())[:MOST_FIELDS_OF_OFFICERS]}


def read_typed_table(typed: Mapping[str, str]) -> str:
    """A table that was sent: the file that was chosen, else what was pasted."""
    return typed.get("file", "").strip() or typed.get("table", "")


def shown_table(table: str) -> str:
    """The same as its field shows it again; empty where a file was no text, which `read_table` refuses."""
    return table if is_text(table) else ""


def read_version(typed: Mapping[str, str]) -> int:
    """The version that a form was given with; -1, which nothing has, where it carries none.

    `int` refuses a number of 5,000 digits with an error of its own.
    """
    text = typed.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000000") else -1


def read_parts(call: Call[Any]) -> dict[str, bytes]:
    """The parts of a multipart form by their names, as they came."""
    parts = ((part.get_param("name", header="content-disposition"), part) for part in _message(call).iter_parts())
    return {str(name): bytes(part.get_payload(decode=True) or b"") for name, part in parts if name}


def read_file(call: Call[Any], wanted: str) -> tuple[str, bytes]:
    """One file of a multipart form: the name it was sent under, and its bytes; both empty where none was chosen."""
    for part in _message(call).iter_parts():
        if part.get_param("name", header="content-disposition") == wanted:
            return part.get_filename("") or "", bytes(part.get_payload(decode=True) or b"")
    return "", b""


def _message(call: Call[Any]) -> EmailMessage:
    kind = str(call.headers.get("content-type", ""))
    head = f"Content-Type: {kind}\r\n\r\n".encode("latin-1", "replace")
    return BytesParser(policy=HTTP).parsebytes(head + call.raw)


def _decoded(data: bytes) -> str:
    """As spreadsheets save text: UTF-8, or UTF-16 with its mark. Of what is no text, a sign that it was there."""
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    text = data.decode(encoding, "replace")
    return text if is_text(text) else NOT_TEXT
