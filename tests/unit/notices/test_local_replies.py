"""Replies on the page of this machine: sent on where they are read, and said to be read by nobody where not."""

import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import ThreadingHTTPServer
from urllib.parse import urlencode

import pytest

from infra.local import desk

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(desk, "send_reply", lambda _stack, _channel, _sender, text: said.append(text))
    return said


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Desk", (desk._Desk,), {"stack": None}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def _reply(port: int, channel: str, text: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    body = urlencode({"sender": "+6281000000001", "channel": channel, "text": text})
    connection.request("POST", "/reply", body, FORM)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@pytest.mark.parametrize("word", ["STOP", "MULAI"])
def test_a_word_that_counts_is_sent_on(port: int, sent: list[str], word: str) -> None:
    assert _reply(port, "sms", word)[0] == 303
    assert sent == [word]


@pytest.mark.parametrize(("channel", "text"), [("sms", "terima kasih"), ("whatsapp", ""), ("email", "STOP")])
def test_what_nobody_reads_is_said_to_be_read_by_nobody(port: int, sent: list[str], channel: str, text: str) -> None:
    status, told = _reply(port, channel, text)
    assert (status, sent) == (422, [])
    assert "STOP" in told
    assert "MULAI" in told
