"""The stack's own desk: takes in mail, shows what was sent, publishes the issuer's key, forwards arrivals of files."""

import html
import json
import signal
import threading
import time
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import FrameType
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from botocore.exceptions import BotoCoreError, ClientError
from typing_extensions import override

from infra.local.arrivals import forward_arrival
from infra.local.expiry import keep_expiring
from infra.local.inbox import Sent, all_sent, open_mailbox
from infra.local.issuer import PEOPLE, issue, jwks
from infra.local.replies import WORDS, can_reply, send_reply
from infra.local.settings import HOST, Stack
from infra.local.sign_in import LocalIssuer

_STYLE = (
    "body{font:1rem system-ui;max-width:50rem;margin:2rem auto;padding:0 1rem}article{border-top:1px solid #ccc}"
    "h2{font-size:1.1rem}pre{white-space:pre-wrap;font:inherit}"
    "iframe{width:100%;height:24rem;border:1px solid #ccc}code{overflow-wrap:anywhere}"
)
_COUNTED = " and ".join(WORDS)
_NAMES = {"whatsapp": "WhatsApp", "gateway": "The city's gateway"}


def sink(stack: Stack) -> Controller:
    """Takes in mail and keeps it in the stack's mailbox, once it is started."""
    open_mailbox(stack)
    return Controller(Mailbox(stack.data / "mail"), hostname=HOST, port=stack.port("smtp"))


def page(stack: Stack, messages: list[Sent]) -> str:
    """The page for people."""
    public, office = stack.url("public"), stack.url("office")
    rows = "".join(
        f"<article><h2>{html.escape(sent.subject or _NAMES.get(sent.channel, 'SMS'))}</h2>"
        f"<p>{sent.channel} → {html.escape(sent.to)}, "
        f"<time>{sent.at}</time></p><pre>{html.escape(sent.text)}</pre>{_as_html(sent)}{_stop(sent)}{_replies(sent)}"
        "</article>"
        for sent in messages
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5">'
        f"<title>Loket: what was sent</title><style>{_STYLE}</style><h1>What was sent</h1>"
        f'<p><a href="{public}/docs">API page</a> · residents <a href="{public}/v1/services">{public}</a>'
        f' · <a href="{office}/office">the office</a> (<a href="{office}/docs">API</a>)'
        f' · <a href="{office}/desk">desk for posted papers</a>'
        f' · <a href="{office}/assist">applying for a resident</a>'
        f' · <a href="{office}/overlays">what is local</a>'
        f' · <a href="{stack.url("carrier")}">how the providers behave</a>'
        f' · <a href="{office}/post">station of the post office</a> · <a href="/messages.json">messages.json</a>'
        ' · <a href="/.well-known/jwks.json">jwks.json</a></p>'
        f"<details><summary>Tokens of made-up people, good for 12 hours</summary>{_tokens(stack)}</details>"
        f"{rows or '<p>Nothing yet.</p>'}</html>"
    )


def _as_html(sent: Sent) -> str:
    """What a mail program shows of a mail."""
    if not sent.html:
        return ""
    frame = f'<iframe sandbox title="The mail as HTML" srcdoc="{html.escape(sent.html)}"></iframe>'
    return f"<details><summary>As a mail program shows it</summary>{frame}</details>"


def _stop(sent: Sent) -> str:
    """The button that mail programs make of List-Unsubscribe (RFC 8058)."""
    if not sent.stop_link:
        return ""
    said = '<input type="hidden" name="List-Unsubscribe" value="One-Click">'
    return f'<form method="post" action="{html.escape(sent.stop_link)}">{said}<button>Unsubscribe</button></form>'


def _replies(sent: Sent) -> str:
    """Buttons of the phone that got it."""
    if not can_reply(sent.channel):
        return ""
    words = "".join(f'<button name="text" value="{word}">Reply {word}</button> ' for word in WORDS)
    sender = f'<input type="hidden" name="sender" value="{html.escape(sent.to)}">'
    channel = f'<input type="hidden" name="channel" value="{sent.channel}">'
    return f'<form method="post" action="/reply">{sender}{channel}{words}</form>'


def _tokens(stack: Stack) -> str:
    return "".join(f"<p>{role}<br><code>{issue(stack, role)}</code></p>" for role in PEOPLE)


class _Desk(BaseHTTPRequestHandler):
    """Answers on this machine only."""

    stack: ClassVar[Stack]
    issuer: ClassVar[LocalIssuer]

    def do_GET(self) -> None:
        match self.path:
            case "/":
                self._answer("text/html; charset=utf-8", page(self.stack, all_sent(self.stack)))
            case "/messages.json":
                self._answer("application/json", json.dumps([sent._asdict() for sent in all_sent(self.stack)]))
            case "/.well-known/jwks.json":
                self._answer("application/json", json.dumps(jwks(self.stack)))
            case "/.well-known/openid-configuration":
                self._answer("application/json", json.dumps(self.issuer.about()))
            case "/signed-out":
                self._answer("text/plain", "Signed out.")
            case _:
                self._sign_in()

    def _sign_in(self) -> None:
        """The issuer's page, or back to the office from it."""
        parts = urlsplit(self.path)
        asked = dict(parse_qsl(parts.query))
        if parts.path == "/authorize" and (page := self.issuer.page(asked)):
            self._answer("text/html; charset=utf-8", page)
        elif parts.path.startswith("/authorize/") and (back := self.issuer.choose(parts.path.split("/")[2], asked)):
            self.send_response(302)
            self.send_header("Location", back)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._answer("text/plain", "not here", 404)

    def _exchange(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()))
        tokens = self.issuer.exchange(form)
        told = tokens or {"error": "invalid_grant"}
        self._answer("application/json", json.dumps(told), 200 if tokens else 400)

    def _reply(self) -> None:
        """Back to the page; what no office reads is told, and goes nowhere."""
        form = dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()))
        channel = form.get("channel", "sms")
        if form.get("text") not in WORDS or not can_reply(channel):
            self._answer("text/plain", f"Nobody reads this reply: of text messages and WhatsApp {_COUNTED} count.", 422)
            return
        send_reply(self.stack, channel, form.get("sender", ""), form["text"])
        self.send_response(303)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        """SeaweedFS tells of a new file. It does not tell again, so a restart of the queue's engine is waited for."""
        if self.path == "/token":
            self._exchange()
            return
        if self.path == "/reply":
            self._reply()
            return
        told = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        for last in (*[False] * 7, True):
            try:
                forward_arrival(self.stack, told)
            except (BotoCoreError, ClientError):
                traceback.print_exc()
                if last:
                    self._answer("text/plain", "later", 503)
                time.sleep(1)
            else:
                self._answer("text/plain", "ok")
                return

    def _answer(self, kind: str, text: str, status: int = 200) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of requests that went well."""


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def main() -> None:
    """Serve until SIGTERM."""
    stack = Stack.from_environment()
    signal.signal(signal.SIGTERM, _end)
    sink(stack).start()
    threading.Thread(target=keep_expiring, args=(stack,), daemon=True).start()
    _Desk.stack = stack
    _Desk.issuer = LocalIssuer(stack)
    ThreadingHTTPServer((HOST, stack.port("desk")), _Desk).serve_forever()


if __name__ == "__main__":
    main()
