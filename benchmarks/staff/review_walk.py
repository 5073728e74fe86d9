"""The walk itself: the real app and the real table; sealing is played, since no key service is measured."""

import sys
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from urllib.parse import urlencode, urljoin

from typing_extensions import override

from benchmarks.figures import Figure, write_figures
from benchmarks.spine import samples
from chalicelib.bootstrap import Services, use_services
from chalicelib.bootstrap.aws import AwsPorts
from chalicelib.config import Settings
from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Case, Change
from chalicelib.domain.document import UploadState
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.services.ports import Sealer
from tests.fakes import FakeSealer
from tests.gateway import Answer, Gateway
from tests.office import STAFF

CASES = 200
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LIMIT_MS = 300
REDIRECT = 303
OK = 200
OFFICER = Actor(kind=ActorKind.OFFICER, id="verifier-1", roles=frozenset({Role.VERIFIER}))


class Ports(AwsPorts):
    """The deployed ports, but for the key service."""

    @cached_property
    @override
    def sealer(self) -> Sealer:
        return FakeSealer()


class Walk:
    """One verifier, and how long each page took, in milliseconds."""

    def __init__(self, services: Services, gateway: Gateway) -> None:
        self.services = services
        self.gateway = gateway
        self.session = services.staff_sessions.open(OFFICER, "Ibu Contoh")
        self.token = services.staff_sessions.form_token(services.staff_sessions.read(self.session)[0])
        self.pages: list[float] = []
        self.cases: list[float] = []
        self.taken = 0

    def take_first(self) -> str:
        """The page of the case that the queue gives, as it gives every later one."""
        return self.send("/office/queue/next")

    def review(self, address: str) -> str:
        """From the page of a case to that of the next one, which is taken with the same press."""
        began = perf_counter()
        receipt = ReceiptNumber.restore(address.partition("?")[0].rpartition("/")[2].replace("-", ""))
        self.taken += int(self.stored(receipt).claim is not None)
        for document in self.stored(receipt).documents:
            self.do(receipt, "verdict", document=document.id, verdict="accepted")
        following = self.do(receipt, "accept", next="yes")
        self.cases.append((perf_counter() - began) * 1000)
        if self.stored(receipt).state is not CaseState.COMPLETE:
            raise RuntimeError(str(receipt))
        return following

    def do(self, receipt: ReceiptNumber, deed: str, **typed: str) -> str:
        """Send one form for the version that was shown."""
        return self.send(f"/office/cases/{receipt}/{deed}", version=str(self.stored(receipt).version), **typed)

    def send(self, path: str, **typed: str) -> str:
        """Send one form, and follow it to the page that comes after: that is one page to the officer. Its address."""
        body = urlencode({"token": self.token, **typed}).encode()
        started = perf_counter()
        answer = self.call("POST", path, body)
        if answer.status != REDIRECT:
            raise RuntimeError(path)
        address = urljoin(path, answer.headers["Location"])
        if self.call("GET", address).status != OK:
            raise RuntimeError(address)
        self.pages.append((perf_counter() - started) * 1000)
        return address

    def call(self, method: str, path: str, body: bytes | None = None) -> Answer:
        headers = {"Cookie": f"loket-session={self.session}", "Accept": "text/html", **(FORM if body else {})}
        return self.gateway.call(method, path, body, headers)

    def stored(self, receipt: ReceiptNumber) -> Case:
        return self.services.ports.cases.get(receipt)


def _inspected(change: Change) -> Change:
    """The same, with every file found clean."""
    uploads = tuple(upload.model_copy(update={"state": UploadState.ACCEPTED}) for upload in change.case.uploads)
    return replace(change, case=change.case.model_copy(update={"uploads": uploads}))


def measure() -> list[Figure]:
    """The pages of 200 cases, one verifier after the other case."""
    ports = Ports(Settings())
    services = Services(ports)
    use_services(services)
    waiting = samples.submitted("reviewed")
    personal = PersonalData()
    for _ in range(CASES):
        change = _inspected(next(waiting))
        ports.cases.create(change, ports.sealer.seal(change.case.receipt, personal, None))
    walk = Walk(services, Gateway(STAFF))
    address = walk.take_first()
    for _ in range(CASES):
        address = walk.review(address)
    return [
        Figure("reviewer_page_p95_ms", quantiles(walk.pages, n=20)[-1], "ms", LIMIT_MS, f"{len(walk.pages)} pages"),
        Figure("reviewer_page_p50_ms", median(walk.pages), "ms", None, "page after page, forms with what follows"),
        Figure("reviewer_case_p50_ms", median(walk.cases), "ms", None, "3 verdicts, accept, the next case taken"),
        Figure(
            "reviewer_taken_share", walk.taken / CASES, "", None, "cases that were the officer's when their page came"
        ),
    ]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(write_figures(measure()), encoding="utf-8")
