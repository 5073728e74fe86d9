"""Putting one file where the office made room for it: only what is missing, and only what was signed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final, Protocol

import httpx

from client.answers import Target
from client.findings import ClientError
from client.fingerprint import Fingerprint, read_slice
from client.line import Line
from client.office import Office

MOST_RENEWALS: Final = 20
"""So often is one file's room asked for anew; a link is good for an hour."""

CHUNK: Final = 128 * 1024
_EXPIRED: Final = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


class Meter(Protocol):
    """Is told how much of which file went over the line; a negative count takes back a try that failed."""

    def begin(self, file: str, size: int) -> None: ...
    def advance(self, file: str, count: int) -> None: ...
    def end(self, file: str) -> None: ...


class _ExpiredError(Exception):
    """The link is no longer good."""


@dataclass(frozen=True, slots=True)
class Uploader:
    """Sends files of one batch. Raises FileChangedError for a file that is not what was signed."""

    line: Line
    office: Office
    folder: Path
    batch: str
    meter: Meter

    def send(self, target: Target, seen: Fingerprint) -> None:
        """Put what is missing of a file; a link that has expired is asked for anew."""
        self.meter.begin(target.file, seen.size)
        self.meter.advance(target.file, _there(target))
        wanted: Target | None = target
        for _ in range(MOST_RENEWALS):
            if wanted is None:
                break
            try:
                self._put(wanted, seen)
                break
            except _ExpiredError:
                wanted = next(iter(self.office.targets(self.batch, [target.file])), None)
        else:
            raise ClientError("upload_refused", file=target.file)
        self.meter.end(target.file)

    def _put(self, target: Target, seen: Fingerprint) -> None:
        path = self.folder / target.file
        if target.url is not None:
            self._put_bytes(target.file, target.url, target.headers, read_slice(path, 0, seen.size, seen))
            return
        start = 0
        for part in sorted(target.parts, key=lambda part: part.number):
            if part.url is not None:
                self._put_bytes(target.file, part.url, {}, read_slice(path, start, part.size, seen))
            start += part.size

    def _put_bytes(self, file: str, url: str, headers: Mapping[str, str], data: bytes) -> None:
        sent = 0

        def body() -> Iterator[bytes]:
            nonlocal sent
            for begin in range(0, len(data), CHUNK):
                chunk = data[begin : begin + CHUNK]
                yield chunk
                sent += len(chunk)
                self.meter.advance(file, len(chunk))

        def take_back() -> None:
            nonlocal sent
            self.meter.advance(file, -sent)
            sent = 0

        told = {**headers, "Content-Length": str(len(data))}
        answer = self.line.request("PUT", url, told, body, on_fail=take_back)
        if not answer.is_success:
            take_back()
            _refuse(file, answer)


def _there(target: Target) -> int:
    return sum(part.size for part in target.parts if part.url is None)


def _refuse(file: str, answer: httpx.Response) -> None:
    if answer.status_code in _EXPIRED or "xpired" in answer.text:
        raise _ExpiredError
    raise ClientError("upload_refused", file=file)
