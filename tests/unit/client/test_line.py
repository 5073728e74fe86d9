"""What fails on the way is tried again, later and later, until patience ends."""

from collections.abc import Iterator

import httpx
import pytest

from client.findings import LineDownError
from client.line import Line

URL = "https://office.example/v1"


class Clock:
    """Time passes by sleeping alone."""

    def __init__(self) -> None:
        self.time, self.slept = 0.0, list[float]()

    def sleep(self, seconds: float) -> None:
        self.time += seconds
        self.slept.append(seconds)

    def now(self) -> float:
        return self.time


def line(*answers: httpx.Response | Exception, clock: Clock, patience: float = 600.0) -> Line:
    waiting: Iterator[httpx.Response | Exception] = iter(answers)

    def answer(_: httpx.Request) -> httpx.Response:
        told = next(waiting)
        if isinstance(told, Exception):
            raise told
        return told

    http = httpx.Client(transport=httpx.MockTransport(answer))
    return Line(http, patience, sleep=clock.sleep, now=clock.now, chance=lambda: 0.5)


def test_pauses_grow_until_an_answer_comes() -> None:
    clock = Clock()
    broken = httpx.ConnectError("down")
    answer = line(broken, broken, httpx.Response(502), httpx.Response(200), clock=clock).request("GET", URL, {})
    assert answer.status_code == 200
    assert clock.slept == [0.5, 1.0, 2.0]


def test_a_busy_server_says_how_long() -> None:
    clock = Clock()
    busy = httpx.Response(429, headers={"Retry-After": "7"})
    line(busy, httpx.Response(200), clock=clock).request("GET", URL, {})
    assert clock.slept == [7.0]


def test_a_refusal_is_an_answer() -> None:
    clock = Clock()
    assert line(httpx.Response(409), clock=clock).request("GET", URL, {}).status_code == 409
    assert clock.slept == []


def test_patience_ends() -> None:
    clock = Clock()
    with pytest.raises(LineDownError):
        line(*[httpx.ReadTimeout("late")] * 50, clock=clock, patience=20).request("GET", URL, {})
    assert clock.time <= 20


def test_each_try_sends_the_body_anew_and_failed_ones_are_told() -> None:
    clock, failed = Clock(), list[int]()
    sent: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.read())
        return httpx.Response(503 if len(sent) < 3 else 200)

    http = httpx.Client(transport=httpx.MockTransport(answer))
    lasting = Line(http, sleep=clock.sleep, now=clock.now)
    lasting.request("PUT", URL, {}, lambda: iter([b"scan ", b"bytes"]), on_fail=lambda: failed.append(1))
    assert sent == [b"scan bytes"] * 3
    assert len(failed) == 2
