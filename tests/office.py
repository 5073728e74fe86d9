"""An office in miniature: both surfaces and all workers on fakes, driven as people would drive it."""

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from chalicelib.bootstrap import Services, use_services
from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.delivery import DeliveryReport, Reference
from chalicelib.domain.events import Job, JobKind, OutboxJob, ParcelJob
from chalicelib.domain.notification import NoticeChannel, NoticeState
from functions._http import build_app
from functions._staff_page import refuse_page
from functions._strays import answer_strays
from functions.admin_api import routes as admin_routes
from functions.admin_pages import routes as admin_page_routes
from functions.apply_pages import routes as apply_routes
from functions.assist_api import routes as assist_routes
from functions.assist_page import routes as assist_page_routes
from functions.authorizer import resident_tokens, staff_tokens
from functions.calendar_api import routes as calendar_routes
from functions.calendar_pages import routes as calendar_page_routes
from functions.case_pages import routes as case_routes
from functions.counter_api import routes as counter_api_routes
from functions.counter_bookings import routes as counter_booking_routes
from functions.counter_pages import routes as counter_page_routes
from functions.coverage_api import routes as coverage_routes
from functions.coverage_pages import routes as coverage_page_routes
from functions.desk_page import routes as desk_routes
from functions.dispatch_pages import routes as dispatch_page_routes
from functions.envelope_api import routes as envelope_routes
from functions.follow_pages import routes as follow_routes
from functions.gateway_api import routes as gateway_routes
from functions.letter_api import routes as letter_routes
from functions.letter_pages import routes as letter_page_routes
from functions.office_pages import routes as office_page_routes
from functions.open_data import routes as open_routes
from functions.overlay_api import routes as overlay_routes
from functions.overlay_page import routes as overlay_page_routes
from functions.pages import routes as page_routes
from functions.paper_pages import routes as paper_routes
from functions.pick_up_api import routes as pick_up_api_routes
from functions.pick_up_pages import routes as pick_up_page_routes
from functions.pin_pages import routes as pin_routes
from functions.post_api import routes as post_routes
from functions.post_station import routes as station_routes
from functions.printing_api import routes as printing_routes
from functions.printing_pages import routes as printing_page_routes
from functions.public_api import docs, health
from functions.public_api import routes as public_routes
from functions.queue_api import routes as queue_routes
from functions.queue_pages import routes as queue_page_routes
from functions.recount_api import routes as recount_api_routes
from functions.recount_pages import routes as recount_page_routes
from functions.resident_api import routes as resident_routes
from functions.retention_api import routes as retention_routes
from functions.retention_pages import routes as retention_page_routes
from functions.review_api import routes as review_routes
from functions.review_pages import routes as review_page_routes
from functions.search_pages import routes as search_routes
from functions.seen_api import routes as seen_routes
from functions.signing_api import routes as signing_routes
from functions.signing_pages import routes as signing_page_routes
from functions.staff_api import routes as staff_routes
from functions.statistics_api import routes as statistics_routes
from functions.statistics_pages import routes as statistics_page_routes
from functions.stop_pages import routes as stop_routes
from functions.text_pages import routes as text_page_routes
from infra.local.puzzles import solve
from tests.fakes import EPOCH
from tests.gateway import Answer, Gateway
from tests.ports import FakePorts

JPEG = b"\xff\xd8\xff\xe0 a made-up picture \xff\xd9"
NAMESPACE = UUID("6f1d2c3b-4a59-4687-8b7a-9c0d1e2f3a4b")

PEOPLE = [
    page_routes,
    open_routes,
    follow_routes,
    apply_routes,
    case_routes,
    paper_routes,
    pick_up_page_routes,
    pin_routes,
]
RESIDENTS = [resident_routes, pick_up_api_routes, gateway_routes, stop_routes]
PUBLIC = build_app([resident_tokens, public_routes, *PEOPLE, *RESIDENTS, health, docs])
STAFF = build_app(
    [
        staff_tokens,
        staff_routes,
        post_routes,
        envelope_routes,
        queue_routes,
        assist_routes,
        overlay_routes,
        retention_routes,
        retention_page_routes,
        station_routes,
        desk_routes,
        assist_page_routes,
        overlay_page_routes,
        office_page_routes,
        counter_api_routes,
        counter_booking_routes,
        counter_page_routes,
        dispatch_page_routes,
        admin_routes,
        admin_page_routes,
        statistics_routes,
        printing_routes,
        seen_routes,
        statistics_page_routes,
        text_page_routes,
        review_routes,
        review_page_routes,
        queue_page_routes,
        recount_api_routes,
        recount_page_routes,
        calendar_routes,
        calendar_page_routes,
        search_routes,
        printing_page_routes,
        letter_routes,
        letter_page_routes,
        coverage_routes,
        coverage_page_routes,
        signing_routes,
        signing_page_routes,
    ]
)
answer_strays(PUBLIC)
answer_strays(STAFF, refuse_page)

PERSON = {"name": "Siti Contoh", "nik": "3573994503900001", "birth_date": "1990-03-05", "sex": "female"}
LOST: dict[str, Any] = {
    "service": "KTP-LOST",
    "applicant_role": "self",
    "applicant": PERSON,
    "family_card_number": "3573991203100002",
    "contact": {"email": "siti@example.org", "phone": "+6281000000001"},
    "documents": {"sk-hilang": {"issued_on": (EPOCH - timedelta(days=2)).date().isoformat()}},
}


class MiniOffice:
    """Everything on fakes. `work` lets the workers finish what is pending."""

    def __init__(self) -> None:
        """An empty office whose clock stands at the fake's beginning."""
        self.ports = FakePorts()
        self.services = Services(self.ports)
        use_services(self.services)
        self.public = Gateway(PUBLIC)
        self.count = 0
        self.undelivered: set[NoticeChannel] = set()
        self.reported: Counter[NoticeChannel] = Counter()

    def staff(self, role: Role, officer: str = "") -> Gateway:
        """The office API in the hands of somebody with this role."""
        name = officer or role.value
        self.ports.staff_tokens.people[name] = Actor(kind=ActorKind.OFFICER, id=name, roles=frozenset({role}))
        return Gateway(STAFF, token=name)

    def key(self) -> str:
        """A fresh Idempotency-Key."""
        self.count += 1
        return str(uuid5(NAMESPACE, str(self.count)))

    def start(self, body: dict[str, Any] = LOST, key: str = "") -> "Resident":
        """A resident with a draft."""
        header = {"Idempotency-Key": key or self.key()}
        puzzle = solve(self.public.call("GET", "/v1/puzzles", headers=header).json)
        answer = self.public.call("POST", "/v1/applications", {**body, "puzzle": puzzle}, header)
        assert answer.status == 201, answer.content
        return Resident(self, answer.json)

    def work(self) -> None:
        """Deliver every pending job until nothing is left to do."""
        for _ in range(50):
            jobs = self.ports.queue.take() or self.sweep()
            if not jobs:
                return
            for job in jobs:
                self.do(job)
            self.report()
        raise AssertionError("the office never comes to rest")

    def sweep(self) -> tuple[OutboxJob, ...]:
        """The jobs that the sweeper finds three minutes later, and those that the stream passes on."""
        self.ports.clock.advance(minutes=3)
        self.services = self.services.present()
        self.services.sweep()
        parcels = [job for job in self.ports.registry.jobs.values() if isinstance(job, ParcelJob)]
        self.services.relay_outbox(parcels)  # as the stream does; the sweeper gives a worker its time
        return tuple(self.ports.queue.take())

    def report(self) -> None:
        """What the providers tell of each message that they have not told of: that it was delivered, or not."""
        for channel, messenger in self.ports.messengers.items():
            state = NoticeState.FAILED if channel in self.undelivered else NoticeState.DELIVERED
            for message in messenger.sent[self.reported[channel] :]:
                told = DeliveryReport(Reference.parse(message.reference), state, self.ports.clock.now(), channel)
                self.services.telling.take_report(told)
            self.reported[channel] = len(messenger.sent)

    def do(self, job: OutboxJob) -> None:
        """One job, by the service that does its kind."""
        if isinstance(job, ParcelJob):
            self.services.post.split_parcel(job, lambda: 900.0)
        elif isinstance(job, Job) and job.kind is JobKind.INSPECT:
            self.services.inspect_upload(job)
        elif isinstance(job, Job) and job.kind is JobKind.READ:
            self.services.read_numbers(job)
        elif isinstance(job, Job):
            self.services.send_notices(job)


class Resident:
    """A resident with one application."""

    def __init__(self, office: MiniOffice, started: dict[str, Any]) -> None:
        """`started` is the answer to starting it."""
        self.office = office
        self.started = started
        self.id: str = started["application_id"]
        self.api = Gateway(PUBLIC, token=started["access_token"])

    def call(self, method: str, rest: str = "", body: Any = None, headers: dict[str, str] | None = None) -> Answer:  # noqa: ANN401
        """A call on the own application."""
        return self.api.call(method, f"/v1/applications/{self.id}{rest}", body, headers)

    def offer(self, slot: str, content: bytes = JPEG, media_type: str = "image/jpeg") -> dict[str, Any]:
        """Room for a file."""
        answer = self.call("POST", "/uploads", {"slot": slot, "media_type": media_type, "size": len(content)})
        assert answer.status == 201, answer.content
        return answer.json

    def send(self, slot: str, content: bytes = JPEG, media_type: str = "image/jpeg") -> str:
        """Send one file and say so; its upload id."""
        granted = self.offer(slot, content, media_type)
        upload = granted["upload"]["upload_id"]
        self.office.ports.store.put_upload(granted["form"]["fields"]["key"], content)
        answer = self.call("PUT", f"/uploads/{upload}/complete")
        assert answer.status == 200, answer.content
        return str(upload)

    def send_all(self) -> None:
        """Send every paper that is demanded."""
        for slot in self.started["checklist"]["slots"]:
            if slot["need"] == "required":
                self.send(slot["slot"])

    def submit(self) -> Answer:
        """Hand it in."""
        return self.call("POST", "/submission")

    def reissue_pin(self) -> Answer:
        """Ask for a new PIN, once the puzzle is solved."""
        puzzle = self.call("GET", "/pin-puzzle")
        return self.call("POST", "/pin", {"puzzle": solve(puzzle.json)}) if puzzle.status == 200 else puzzle

    def track(self, pin: str = "") -> Answer:
        """Follow it with number and PIN."""
        body = {"receipt_number": self.started["receipt_number"], "pin": pin or self.started["pin"]}
        return self.office.public.call("POST", "/v1/tracking", body)


class Officer:
    """An officer with one case."""

    def __init__(self, api: Gateway, receipt: str) -> None:
        """`api` is the office API in their hands."""
        self.api = api
        self.path = f"/v1/cases/{receipt}"

    def read(self) -> dict[str, Any]:
        """The case as it stands."""
        answer = self.api.call("GET", self.path)
        assert answer.status == 200, answer.content
        return answer.json

    def move(self, method: str, rest: str, body: dict[str, Any] | None = None, version: int | None = None) -> Answer:
        """One change, on the version just read unless another is given."""
        seen = self.read()["version"] if version is None else version
        return self.api.call(method, self.path + rest, body, {"If-Match": f'"{seen}"'})

    def accept_all(self) -> None:
        """Judge every document accepted."""
        for document in self.read()["documents"]:
            answer = self.move("PUT", f"/documents/{document['document']}/verdict", {"kind": "accepted"})
            assert answer.status == 200, answer.content
