"""A line that breaks: what fails on the way is tried again, later and later, until patience ends."""

import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import httpx

from client.findings import LineDownError

FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 30.0
Body = Callable[[], bytes | Iterable[bytes] | None]


def _nothing() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Line:
    """Requests that outlive a broken line, a restart and a busy server. Used from several threads at once."""

    http: httpx.Client
    patience: float = 600.0
    on_pause: Callable[[float], None] = lambda _: None
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = field(default=random.random)

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: Body = _nothing,
        *,
        on_fail: Callable[[], None] = _nothing,
    ) -> httpx.Response:
        """The first answer that is neither a server's fault nor "too many". Raises LineDownError.

        `body` is asked for anew at each try; `on_fail` is called after each try that came to nothing.
        """
        end = self.now() + self.patience
        tries = 0
        while True:
            answer = self._try(method, url, headers, body)
            if answer is not None and not _is_passing(answer):
                return answer
            on_fail()
            self._pause(tries, answer, end)
            tries += 1

    def _try(self, method: str, url: str, headers: Mapping[str, str], body: Body) -> httpx.Response | None:
        try:
            return self.http.request(method, url, headers=dict(headers), content=body())
        except httpx.TransportError:
            return None

    def _pause(self, tries: int, answer: httpx.Response | None, end: float) -> None:
        """Wait twice as long each time, by chance a little more or less: many senders do not come back at once."""
        seconds = min(FIRST_PAUSE * 2.0 ** min(tries, 10), LONGEST_PAUSE) * (0.5 + self.chance())
        asked = answer.headers.get("retry-after", "") if answer is not None else ""
        seconds = max(seconds, float(asked)) if asked.isdecimal() else seconds
        if self.now() + seconds > end:
            raise LineDownError("line_down")
        self.on_pause(seconds)
        self.sleep(seconds)


def _is_passing(answer: httpx.Response) -> bool:
    return answer.is_server_error or answer.status_code in {
        HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT,
    }  # fmt: skip
