"""A double of BSrE's eSign client service over HTTP, backed by a real authority of this machine."""

import json
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from pydantic import SecretStr
from typing_extensions import override

from chalicelib.adapters.signatures.bsre import FAULTS, STATUSES, BsreAccount
from chalicelib.domain.identifiers import Nik
from chalicelib.domain.signed_pdf import Stamp
from chalicelib.services.signing_ports import ElectronicSignature, SignatureRefusedError

USER: Final = "kantor"
PASSWORD: Final = "rahasia kantor"


class BsreDouble(ThreadingHTTPServer):
    """`asked` are the paths and fields of each call; `mood` makes it answer as such services do on bad days."""

    daemon_threads = True

    def __init__(self, behind: ElectronicSignature) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.behind = behind
        self.mood = ""
        self.asked: list[tuple[str, dict[str, bytes]]] = []

    @property
    def account(self) -> BsreAccount:
        """How the office reaches it."""
        return BsreAccount(f"http://127.0.0.1:{self.server_port}/", USER, SecretStr(PASSWORD))


@contextmanager
def serve(behind: ElectronicSignature) -> Iterator[BsreDouble]:
    """One that answers until the block ends."""
    server = BsreDouble(behind)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Answering(BaseHTTPRequestHandler):
    server: BsreDouble

    def do_GET(self) -> None:
        self.server.asked.append((self.path, {}))
        if self._is_refused():
            return
        status = self.server.behind.status(Nik.parse(self.path.rpartition("/")[2]))
        code = next(code for code, known in STATUSES.items() if known is status)
        self._tell(200, {"status_code": code, "status": status.name, "message": "keterangan"})

    def do_POST(self) -> None:
        fields = self._fields()
        self.server.asked.append((self.path, fields))
        if self._is_refused():
            return
        if self.path == "/api/sign/verify":
            is_sound = self.server.behind.is_sound(fields["signed_file"])
            self._tell(200, {"summary": "VALID" if is_sound else "INVALID", "jumlah_signature": int(is_sound)})
            return
        self._sign(fields)

    def _sign(self, fields: dict[str, bytes]) -> None:
        told = {name: value.decode() for name, value in fields.items() if name != "file"}
        try:
            signed = self.server.behind.sign(
                fields["file"], Nik.parse(told["nik"]), SecretStr(told["passphrase"]), _stamp(told)
            )
        except SignatureRefusedError as refused:
            code = next((code for code, fault in FAULTS.items() if fault is refused.fault), 9999)
            self._tell(400, {"error": "pesan kesalahan", "status_code": code})
            return
        self._send(200, signed, "application/pdf")

    def _is_refused(self) -> bool:
        """Whether the caller is a stranger, or the day a bad one."""
        expected = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {expected}":
            self._tell(401, {"error": "Unauthorized", "status_code": 401})
            return True
        if self.server.mood == "silent":
            time.sleep(1)
        answers = {"broken": (500, b"<html>"), "strange": (200, b"<html>ok</html>"), "silent": (200, b"")}
        if self.server.mood in answers:
            self._send(*answers[self.server.mood], "text/html")
            return True
        return False

    def _fields(self) -> dict[str, bytes]:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        parts = BytesParser(policy=HTTP).parsebytes(head + raw).iter_parts()
        return {
            str(part.get_param("name", header="content-disposition")): bytes(part.get_payload(decode=True) or b"")
            for part in parts
        }

    def _tell(self, status: int, body: dict[str, Any]) -> None:
        self._send(status, json.dumps(body).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:  # the caller gave up waiting
            return

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _stamp(told: dict[str, str]) -> Stamp | None:
    if told["tampilan"] == "invisible":
        return None
    numbers = {name: int(told[sent]) for name, sent in _PLACES.items()}
    return Stamp(link=told["linkQR"], **numbers)


_PLACES: Final = {"page": "page", "x": "xAxis", "y": "yAxis", "width": "width", "height": "height"}
