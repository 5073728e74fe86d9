"""The office in miniature behind two real addresses: its surface, and the bucket that browsers put scans into."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from PIL import Image, ImageDraw
from typing_extensions import override

from chalicelib.domain.access import Role
from chalicelib.domain.document import RenderedPage
from chalicelib.domain.post.survey import PageSurvey
from tests.gateway import Gateway
from tests.office import PUBLIC, STAFF, MiniOffice
from tests.post_fakes import FakeScanReader, a_page
from tests.post_keys import PARTNER

ASSETS: Final = "/assets/"
OF_RESIDENTS: Final = (
    ASSETS,
    "/?",
    "/finished",
    "/follow",
    "/photo-check",
    "/start",
    "/statistics",
    "/v1/open-data/",
    "/services/",
    "/apply",
    "/resume",
    "/stop",
    "/assisted",
    "/v1/post/",
    "/v1/applications",
)
JPEG: Final = b"\xff\xd8\xff"
PAGE_WIDTH: Final = 310


class PictureReader(FakeScanReader):
    """Takes a real JPEG for one page of paper; other scans are lines of text."""

    @override
    def count_pages(self, scan: Path) -> int:
        return 1 if scan.read_bytes().startswith(JPEG) else super().count_pages(scan)

    @override
    def read(
        self, scan: Path, first: int, last: int, *, render: bool
    ) -> Iterator[tuple[PageSurvey, RenderedPage | None]]:
        if scan.read_bytes().startswith(JPEG):
            yield PageSurvey(number=1), a_page(1, scan.read_bytes()) if render else None
        else:
            for survey, picture in super().read(scan, first, last, render=render):
                yield survey, picture and picture.model_copy(update=_drawn(survey.number))


def _drawn(number: int) -> dict[str, bytes]:
    return {"jpeg": draw_page(number), "thumbnail": draw_page(number)}


@cache
def draw_page(number: int) -> bytes:
    """A small made-up letter that shows its number."""
    paper = Image.new("L", (PAGE_WIDTH, 438), 250)
    pen = ImageDraw.Draw(paper)
    pen.text((30, 24), str(number), fill=20, font_size=64)
    for line in range(9):
        pen.rectangle((30, 120 + 30 * line, 280 - 25 * ((line * number) % 5), 132 + 30 * line), fill=90)
    stream = BytesIO()
    paper.save(stream, "JPEG", quality=70)
    return stream.getvalue()


@dataclass
class ServedOffice:
    """What the browser talks to. `trouble` may answer a PUT into the bucket with a status, or break the line with 0.

    `looks` are the page images that were fetched; the next `stale_links` of them are refused as expired.
    `post_trouble` may answer a form's POST with a status and the store's own code, or break the line with 0 once the
    first half is through; `posts` are the keys whose files came.
    """

    office: MiniOffice
    url: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock)
    trouble: Callable[[str], int | None] = lambda _: None
    puts: list[str] = field(default_factory=list)
    post_trouble: Callable[[], tuple[int, str] | None] = lambda: None
    posts: list[str] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)
    stale_links: int = 0

    def work(self) -> None:
        """Let the workers finish what is pending."""
        with self.lock:
            self.office.work()


@contextmanager
def serve_office() -> Iterator[ServedOffice]:
    """Two servers on ports of this machine's choice."""
    office = MiniOffice()
    office.ports.post.scan_reader = PictureReader()
    office.staff(Role.POST_OFFICE, PARTNER)
    office.staff(Role.VERIFIER, "v1")
    served = ServedOffice(office)
    surface = HTTPServer(("127.0.0.1", 0), _surface(served))
    bucket = ThreadingHTTPServer(("127.0.0.1", 0), _bucket(served))
    served.url = office.ports.public_url = f"http://127.0.0.1:{surface.server_port}"
    office.ports.post.batches.address = f"http://127.0.0.1:{bucket.server_port}"
    office.ports.store.page_address = office.ports.post.batches.address
    office.ports.store.upload_address = office.ports.post.batches.address
    threads = [threading.Thread(target=server.serve_forever, args=(0.05,)) for server in (surface, bucket)]
    for thread in threads:
        thread.start()
    try:
        yield served
    finally:
        for server in (surface, bucket):
            server.shutdown()
            server.server_close()
        for thread in threads:
            thread.join()


class _Quiet(BaseHTTPRequestHandler):
    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def body(self) -> bytes:
        """What was sent."""
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))


def _surface(served: ServedOffice) -> type[_Quiet]:
    class Surface(_Quiet):
        """Hands requests to the Chalice app as API Gateway does."""

        def answer(self) -> None:
            token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
            kept = {name: value for name, value in self.headers.items() if name.lower() != "content-length"}
            with served.lock:
                try:
                    told = Gateway(PUBLIC if self.path.startswith(OF_RESIDENTS) else STAFF, token).call(
                        self.command, self.path, self.body() or None, kept
                    )
                except ValueError:
                    self.send_error(404)
                    return
            self.send_response(told.status)
            for name, value in told.headers.items():
                if name != "Strict-Transport-Security":
                    self.send_header(name, value)
            for cookie in told.cookies:
                self.send_header("Set-Cookie", cookie)
            self.end_headers()
            self.wfile.write(told.content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815 - the names that http.server calls

    return Surface


def _bucket(served: ServedOffice) -> type[_Quiet]:  # noqa: C901 - several small methods
    class Bucket(_Quiet):
        """Takes what was signed for, from the page's origin alone, and shows page images."""

        def do_GET(self) -> None:
            key = urlsplit(self.path).path.lstrip("/")
            with served.lock:
                served.looks.append(key)
                picture = served.office.ports.store.pages.get(key)
                served.stale_links -= (is_stale := served.stale_links > 0)
            if picture is None or is_stale:
                self.reply(403)
                return
            self.send_response(200)
            self.send_header("Content-Type", "image/jpeg")
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Length", str(len(picture)))
            self.end_headers()
            self.wfile.write(picture)

        def do_OPTIONS(self) -> None:
            self.reply(204)

        def do_PUT(self) -> None:
            status = served.trouble(urlsplit(self.path).path.rpartition("/")[2])
            if status == 0:
                self.connection.close()
                return
            self.reply(status or self.store(self.path, self.body()))

        def do_POST(self) -> None:
            if trouble := served.post_trouble():
                self.refuse(*trouble)
                return
            form = _fields(self.headers["Content-Type"], self.body())
            with served.lock:
                key = form["key"].decode()
                served.posts.append(key)
                served.office.ports.store.put_upload(key, form["file"])
            back = form.get("success_action_redirect")
            self.reply(303 if back else 201, location=back.decode() if back else "")

        def refuse(self, status: int, code: str) -> None:
            if status == 0:
                self.rfile.read(int(self.headers["Content-Length"]) // 2)
                self.connection.close()
                return
            self.body()
            self.reply(status, f"<Error><Code>{code}</Code><Message>In English</Message></Error>".encode())

        def store(self, key: str, data: bytes) -> int:
            told = {name.lower(): value for name, value in self.headers.items()}
            with served.lock:
                served.puts.append(urlsplit(key).path.rpartition("/")[2])
                batches = served.office.ports.post.batches
                return 200 if batches.put(f"{batches.address}{key}", data, told) else 400

        def reply(self, status: int, content: bytes = b"", location: str = "") -> None:
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Access-Control-Allow-Origin", served.url)
            self.send_header("Access-Control-Allow-Methods", "PUT, POST")
            self.send_header("Access-Control-Allow-Headers", "x-amz-checksum-sha256, content-type")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Bucket


def _fields(content_type: str, body: bytes) -> dict[str, bytes]:
    """The parts of a form by their names."""
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    parts = ((part.get_param("name", header="content-disposition"), part) for part in message.iter_parts())
    return {str(name): bytes(part.get_payload(decode=True)) for name, part in parts}
