"""What the acts of `make demo` share: steps that are timed, and calls that outlive a broken line."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from infra.local.settings import Stack

PATIENCE_SECONDS = 240
Json = dict[str, Any]


class DemoError(Exception):
    """Something did not happen as it should."""


def say(text: str) -> None:
    """One line, at once."""
    print(text, flush=True)


@contextmanager
def step(what: str) -> Iterator[list[str]]:
    """Print what happened and how long it took."""
    began = time.monotonic()
    notes: list[str] = []
    yield notes
    say(f"  {what:<46} {'; '.join(notes):<64} {1000 * (time.monotonic() - began):7.0f} ms")


def until(what: str, ask: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is asked for
    """Ask again until there is an answer; raises DemoError when patience ends."""
    end = time.monotonic() + PATIENCE_SECONDS
    pause = 0.1
    while time.monotonic() < end:
        answer = ask()
        if answer:
            return answer
        time.sleep(pause)
        pause = min(pause * 1.5, 2)
    raise DemoError(f"waited {PATIENCE_SECONDS} s for {what}")


@dataclass
class Api:
    """One address and one token; a broken line is tried again."""

    url: str
    token: str = ""

    def call(self, method: str, path: str, body: Json | None = None, **headers: str) -> httpx.Response:
        """The answer of the API, whatever its status; raises DemoError when none comes."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"

        def attempt() -> httpx.Response | None:
            try:
                answer = httpx.request(method, self.url + path, json=body, headers=sent, timeout=30)
            except httpx.TransportError:
                return None
            return None if answer.status_code in {502, 503, 504} else answer

        answer: httpx.Response = until(f"{method} {path}", attempt)
        return answer

    def ask(self, method: str, path: str, body: Json | None = None, **headers: str) -> Json:
        """The body of a good answer; raises DemoError with the problem otherwise."""
        answer = self.call(method, path, body, **headers)
        if answer.is_error:
            raise DemoError(f"{method} {path}: {answer.status_code} {answer.text[:600]}")
        return dict(answer.json()) if answer.content else {}


def captured(stack: Stack) -> list[Json]:
    """Messages as they would have been sent; none while the stack is away."""
    try:
        return list(httpx.get(f"{stack.url('desk')}/messages.json", timeout=10).json())
    except httpx.TransportError:
        return []
