"""Every port in memory, with the semantics that tests/contract demands of fakes and adapters alike."""

import random
from base64 import urlsafe_b64encode
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from operator import itemgetter
from threading import RLock
from typing import Any

from chalicelib.adapters.dynamodb.cursors import decode_cursor, decode_place, encode_cursor, encode_place
from chalicelib.adapters.s3.forms import build_policy
from chalicelib.domain.administration import AdminEvent
from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import MOST_CLAIMS, Case, Change
from chalicelib.domain.delivery import DeliveryReport
from chalicelib.domain.document import Inspection, MediaType, RenderedPage
from chalicelib.domain.errors import (
    NotFoundError,
    ReservedError,
    StaleVersionError,
    TooManyClaimsError,
    UnavailableError,
)
from chalicelib.domain.events import AuditEvent, Job, OutboxJob
from chalicelib.domain.finding import Finding, FindingCode, Severity
from chalicelib.domain.identifiers import FROM_STORE, ReceiptNumber
from chalicelib.domain.intake import Arrival
from chalicelib.domain.lifecycle import LEADS_TO_NOTHING
from chalicelib.domain.malware import MalwareVerdict
from chalicelib.domain.notification import Message, Notice, NoticeChannel, NoticeState, Untold
from chalicelib.domain.overlay import Overlay, OverlayState
from chalicelib.domain.post.envelope import Envelope, Rescan
from chalicelib.domain.post.vocabulary import End
from chalicelib.domain.reach import Closed
from chalicelib.domain.signed_pdf import Keeper, Keeping
from chalicelib.domain.telling_caps import Toll
from chalicelib.domain.worklist import (
    ENVELOPES,
    UNREACHED,
    Wish,
    envelope_summary,
    format_moment,
    product_clock_of,
    product_queue_of,
    product_summary_of,
    queue_of,
    summary_of,
)
from chalicelib.services.ports import AddressFullError, CasePage, Pending, PostForm, QueuePage, Sealed, Tries

OFFICE = "3573"
EPOCH = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Where fake clocks start: a Monday, nine in the morning in Malang."""

_OUTBOX = "OUTBOX"
_PAGE = 100


class FakeClock:
    """A clock that moves when told to."""

    def __init__(self, start: datetime = EPOCH) -> None:
        self.moment = start

    def now(self) -> datetime:
        return self.moment

    def advance(self, **units: float) -> datetime:
        """Move on by so many `days`, `hours`, `minutes`, `seconds`."""
        self.moment += timedelta(**units)
        return self.moment


class FakeIds:
    """The same ids in every run."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)  # noqa: S311 - made to be foreseen

    def new_id(self) -> str:
        return urlsafe_b64encode(self._random.randbytes(16)).decode().rstrip("=")


@dataclass
class Line:
    """One entry of an index: its key in the table, what it is sorted by, and what it shows."""

    key: tuple[str, str]
    sort: str
    shown: Any


def spans_of(toll: Toll) -> tuple[tuple[str, str], tuple[str, str]]:
    """The day and the month of an address."""
    return (toll.recipient, toll.day.isoformat()), (toll.recipient, f"{toll.day:%Y-%m}")


@dataclass
class FakeRegistry:
    """What the table holds; the repository, the outbox and the notice log share it."""

    office: str = OFFICE
    cases: dict[str, Case] = field(default_factory=dict)
    sealed: dict[str, Sealed] = field(default_factory=dict)
    audit: dict[str, list[AuditEvent]] = field(default_factory=lambda: defaultdict(list))
    jobs: dict[tuple[str, str], OutboxJob] = field(default_factory=dict)
    lookups: dict[tuple[str, str], set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    reserved: dict[tuple[str, str], str] = field(default_factory=dict)
    lists: dict[str, dict[tuple[str, str], Line]] = field(default_factory=lambda: defaultdict(dict))
    standing: dict[tuple[str, str], str] = field(default_factory=dict)
    assisted: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    tries: dict[tuple[str, str, int], int] = field(default_factory=lambda: defaultdict(int))
    notices: dict[str, dict[str, Notice]] = field(default_factory=lambda: defaultdict(dict))
    tolls: Counter[tuple[str, str]] = field(default_factory=Counter)
    envelopes: dict[str, Envelope] = field(default_factory=dict)
    rescans: dict[tuple[str, str], Rescan] = field(default_factory=dict)
    keepers: dict[str, Keeper] = field(default_factory=dict)
    overlays: dict[int, Overlay] = field(default_factory=dict)
    holding: int = 0
    gone: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    claims: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    lock: RLock = field(default_factory=RLock)

    def is_full(self, toll: Toll) -> bool:
        """Whether its day or its month leaves no room."""
        in_day, in_month = (self.tolls[span] for span in spans_of(toll))
        return in_day >= toll.caps.to_one_in_a_day or in_month >= toll.caps.to_one_in_a_month

    def check_envelope(self, envelope: Envelope) -> None:
        """Refuse an envelope whose stored version is not the one before; version 0 is not stored."""
        stored = self.envelopes.get(envelope.ref.id)
        if (stored.version if stored else 0) != envelope.version - 1:
            raise StaleVersionError

    def put_envelope(self, envelope: Envelope) -> None:
        """Store an envelope, in the work list while it waits for an officer."""
        self.envelopes[envelope.ref.id] = envelope
        queue = ENVELOPES if envelope.end is End.STAFF else None
        partition = f"BATCH#{envelope.partner}#{envelope.batch}"
        sort_key = f"ENVELOPE#{envelope.number}"
        shown = partial(envelope_summary, envelope)
        self.put_line(partition, sort_key, queue, envelope.received_at, envelope.ref.id, shown)

    def check_keeping(self, keeping: Keeping, case: Case) -> None:
        """Refuse a file that is another document's, unless by the very one that is replaced."""
        held = self.keepers.get(keeping.sha256)
        if held not in {None, keeping.instead_of} and (held.receipt, held.product) != (case.receipt, keeping.product):
            raise StaleVersionError

    def check_rescan(self, rescan: Rescan) -> None:
        """Refuse an answer to a rescan that is not open, and a new one whose id is taken."""
        stored = self.rescans.get((rescan.envelope.partner, rescan.id))
        if rescan.is_open != (stored is None) or (stored is not None and not stored.is_open):
            raise StaleVersionError

    def put_rescan(self, rescan: Rescan) -> None:
        """Store a rescan."""
        self.rescans[rescan.envelope.partner, rescan.id] = rescan

    def place(self, receipt: str, sort_key: str, queue: str | None, clock: datetime, shown: Any) -> None:  # noqa: ANN401 - a line of any list
        """Put a line of a case into one list and out of every other."""
        self.put_line(f"CASE#{receipt}", sort_key, queue, clock, receipt, shown)

    def put_line(self, partition: str, sort_key: str, queue: str | None, clock: datetime, tie: str, shown: Any) -> None:  # noqa: ANN401 - a line of any list
        """Put a line into one list and out of every other; `tie` sorts lines of one moment."""
        key = (f"{self.office}#{partition}", sort_key)
        before = self.standing.pop(key, None)
        if before is not None:
            del self.lists[before][key]
        if queue is not None:
            self.standing[key] = queue
            self.lists[queue][key] = Line(key, f"{format_moment(clock)}#{tie}", shown)

    def page(
        self,
        queue: str,
        cursor: str | None,
        limit: int,
        before: str = "~",
        index: str = "GSI1",
        wanted: Wish | None = None,
    ) -> tuple[list[Any], str | None]:
        """One page of a list in order, and the cursor of the next."""
        scope = f"{self.office}#{queue}" if queue == _OUTBOX else f"{self.office}#QUEUE#{queue}"
        lines = list(self.lists[queue].values())
        if wanted is not None and wanted.is_by_due:
            index, scope = "GSI6", f"{self.office}#DUE#{queue}"
            due = ((line, _told(line)) for line in lines)
            lines = [
                Line(line.key, f"{told['due_at']}#{told['receipt']}", told) for line, told in due if told["due_at"]
            ]
        lines.sort(key=lambda line: (line.sort, line.key))
        lines = [line for line in lines if line.sort < before and (wanted is None or wanted.fits(_told(line)))]
        if wanted is not None and wanted.facet is not None and not wanted.is_by_due:
            scope += "#{}#{}".format(*wanted.facet)
        start = 0
        if cursor is not None:
            last = decode_cursor(scope, cursor, index, self.office)
            after = (last[f"{index}SK"]["S"], (last["PK"]["S"], last["SK"]["S"]))
            start = bisect_right(lines, after, key=lambda line: (line.sort, line.key))
        shown = lines[start : start + limit]
        items = [_told(line) for line in shown]
        if len(shown) < limit:
            return items, None
        names = {"PK": shown[-1].key[0], "SK": shown[-1].key[1], f"{index}SK": shown[-1].sort}
        return items, encode_cursor(scope, {n: {"S": t} for n, t in names.items()}, index)


def _told(line: Line) -> Any:  # noqa: ANN401 - a line of any list
    return line.shown() if callable(line.shown) else line.shown


class FakeCaseRepository:
    """Cases kept as they are: frozen, so a read hands out the very object that was stored."""

    def __init__(self, registry: FakeRegistry | None = None, window_seconds: int = 900) -> None:
        self.registry = registry or FakeRegistry()
        self._window = window_seconds

    def create(self, change: Change, sealed: Sealed) -> Case:
        stored = self.registry.cases.get(change.case.receipt)
        if stored is not None:
            return stored
        self._check_ledger(change)
        self._store(change, sealed)
        if change.case.assisted_by:
            filed = f"{format_moment(change.case.created_at)}#{change.case.receipt}"
            self.registry.assisted[change.case.assisted_by].append(filed)
        return change.case

    def get(self, receipt: ReceiptNumber) -> Case:
        case = self.registry.cases.get(receipt)
        if case is None:
            raise NotFoundError
        return case

    def get_many(self, receipts: Sequence[ReceiptNumber]) -> tuple[Case, ...]:
        return tuple(self.registry.cases[receipt] for receipt in receipts if receipt in self.registry.cases)

    def get_sealed(self, receipt: ReceiptNumber) -> tuple[Case, Sealed | None]:
        return self.get(receipt), self.registry.sealed.get(receipt)

    def save(self, change: Change, sealed: Sealed | None = None) -> None:
        with self.registry.lock:
            stored = self.registry.cases.get(change.case.receipt)
            if stored is None or stored.version != change.case.version - 1:
                raise StaleVersionError
            self._check_beside(change)
            self._check_ledger(change)
            self._keep_claims(change)
            self._store(change, sealed)

    def note_look(self, case: Case, unless_since: datetime) -> None:
        with self.registry.lock:
            stored = self.registry.cases.get(case.receipt)
            looked_at = stored.claim.looked_at if stored and stored.claim else None
            if stored is None or stored.version != case.version or (looked_at and looked_at > unless_since):
                return
            self.registry.cases[case.receipt] = case
            queue, clock = queue_of(case) or (None, case.updated_at)
            self.registry.place(case.receipt, "CASE", queue, clock, partial(summary_of, case))

    def list_claims(self, officer: str) -> tuple[Case, ...]:
        with self.registry.lock:
            return tuple(self.registry.cases[receipt] for receipt in sorted(self.registry.claims[officer]))

    def track(self, receipt: ReceiptNumber, address: str, now: datetime) -> tuple[Case | None, Tries]:
        tries, (present, previous) = self.registry.tries, self._windows(now)
        return self.registry.cases.get(receipt), Tries(
            receipt=tries.get(("receipt", receipt, present), 0) + tries.get(("receipt", receipt, previous), 0),
            address=tries.get(("address", address, present), 0) + tries.get(("address", address, previous), 0),
        )

    def record_wrong_try(self, receipt: ReceiptNumber, address: str, now: datetime) -> None:
        present = self._windows(now)[0]
        self.registry.tries["receipt", receipt, present] += 1
        self.registry.tries["address", address, present] += 1

    def list_queue(self, queue: str, cursor: str | None, limit: int) -> QueuePage:
        return self.list_lines(queue, Wish(), cursor, limit)

    def list_lines(self, queue: str, wish: Wish, cursor: str | None, limit: int) -> QueuePage:
        sought = Wish(since=wish.since, until=wish.until)
        if wish.is_by_due:
            sought = Wish(due_by=wish.due_by, by_due=True)
        elif wish.facet is not None:
            sought = replace(sought, **{wish.facet[0]: wish.facet[1]})  # type: ignore[arg-type] # names of facets are texts
        items, following = self.registry.page(queue, cursor, limit, wanted=sought)
        return QueuePage(tuple(filter(wish.fits, items)), following, len(items))

    def list_assisted(self, officer: str, cursor: str | None, limit: int) -> CasePage:
        partition = f"{self.registry.office}#ASSISTANT#{officer}"
        before = "~" if cursor is None else decode_place(partition, cursor)["SK"]["S"]
        filed = sorted((line for line in self.registry.assisted[officer] if line < before), reverse=True)[:limit]
        cases = tuple(self.registry.cases[line.rpartition("#")[2]] for line in filed)
        return CasePage(cases, encode_place(partition, filed[-1]) if len(filed) == limit else None)

    def find_by_lookup(
        self, kind: str, digest: str, service: str | None = None, limit: int | None = None
    ) -> tuple[ReceiptNumber, ...]:
        filed = sorted(self.registry.lookups.get((kind, digest), ()))
        return tuple(ReceiptNumber.restore(receipt) for of, receipt in filed if service in {None, of})[:limit]

    def find_by_any(self, kind: str, digests: Sequence[str], limit: int) -> tuple[ReceiptNumber, ...]:
        found = (receipt for digest in digests for receipt in FakeCaseRepository.find_by_lookup(self, kind, digest))
        return tuple(dict.fromkeys(found))[:limit]

    def list_audit(self, receipt: ReceiptNumber) -> tuple[AuditEvent, ...]:
        return tuple(self.registry.audit.get(receipt, ()))

    def _keep_claims(self, change: Change) -> None:
        held, only = self.registry.claims[change.taken_by], change.only_beside
        if change.taken_by and (len(held) >= MOST_CLAIMS if only is None else held != set(only)):
            raise TooManyClaimsError
        if change.taken_by:
            held.difference_update(only or ())
            held.add(str(change.case.receipt))
        self.registry.claims[change.let_go_by].discard(str(change.case.receipt))

    def _check_beside(self, change: Change) -> None:
        if any(self.get(other).state in LEADS_TO_NOTHING for other in change.going_on):
            raise StaleVersionError
        if change.reserved is not None:
            holder = self.registry.reserved.get((change.reserved.kind, change.reserved.digest))
            if holder not in {None, change.case.receipt, change.reserved.instead_of}:
                raise ReservedError(ReceiptNumber.restore(holder))
            self.registry.reserved[change.reserved.kind, change.reserved.digest] = str(change.case.receipt)

    def _check_ledger(self, change: Change) -> None:
        for envelope in change.envelopes:
            self.registry.check_envelope(envelope)
        for rescan in change.rescans:
            self.registry.check_rescan(rescan)
        if change.keeping is not None:
            self.registry.check_keeping(change.keeping, change.case)

    def _store(self, change: Change, sealed: Sealed | None) -> None:
        case, registry = change.case, self.registry
        registry.cases[case.receipt] = case
        if sealed is not None:
            registry.sealed[case.receipt] = sealed
        registry.audit[case.receipt].append(change.audit)
        queue, clock = queue_of(case) or (None, case.updated_at)
        registry.place(case.receipt, "CASE", queue, clock, partial(summary_of, case))
        if change.keeping is not None:
            registry.keepers[change.keeping.sha256] = Keeper(str(case.receipt), change.keeping.product, case.version)
        for lookup in change.lookups:
            registry.lookups[lookup.kind, lookup.digest].add((lookup.service, str(case.receipt)))
        for product_id in change.products:
            self._place_product(case, product_id)
        outbox = FakeOutbox(registry)
        outbox.add(change.jobs)
        for job_id in change.done:
            outbox.remove(f"CASE#{case.receipt}", job_id)
        for job_id in change.told:
            FakeUnreachedList(registry).remove(case.receipt, job_id)
        for envelope in change.envelopes:
            registry.put_envelope(envelope)
        for rescan in change.rescans:
            registry.put_rescan(rescan)

    def _place_product(self, case: Case, product_id: str) -> None:
        product = case.product(product_id)
        queue = product_queue_of(case, product) if product else None
        clock = product_clock_of(case, product) if product else case.updated_at
        shown = product_summary_of(case, product) if product else None
        self.registry.place(case.receipt, f"PRODUCT#{product_id}", queue, clock, shown)

    def _windows(self, now: datetime) -> tuple[int, int]:
        start = int(now.timestamp()) // self._window * self._window
        return start, start - self._window


class FakeOutbox:
    """Jobs of the registry that wait for their effect."""

    def __init__(self, registry: FakeRegistry) -> None:
        self.registry = registry

    def is_pending(self, job: OutboxJob) -> bool:
        return (job.partition, job.id) in self.registry.jobs

    def list_pending(self, before: datetime, cursor: str | None = None) -> tuple[tuple[OutboxJob, ...], str | None]:
        jobs, following = self.registry.page(_OUTBOX, cursor, _PAGE, format_moment(before), "GSI2")
        return tuple(jobs), following

    def settle(self, job: OutboxJob) -> None:
        self.remove(job.partition, job.id)

    def defer(self, job: OutboxJob, until: datetime) -> None:
        if self.is_pending(job):
            self._list(job, until)

    def reopen(self, job: OutboxJob) -> None:
        self.add([job])

    def add(self, jobs: Iterable[OutboxJob]) -> None:
        """Store jobs, as a move does."""
        for job in jobs:
            self.registry.jobs[job.partition, job.id] = job
            self._list(job, job.created_at)

    def _list(self, job: OutboxJob, clock: datetime) -> None:
        sort = f"{job.partition}#{job.id}"
        self.registry.put_line(job.partition, f"OUTBOX#{job.id}", _OUTBOX, clock, sort, job)

    def remove(self, partition: str, job_id: str) -> None:
        """Settle a job by its id, as a move does."""
        self.registry.jobs.pop((partition, job_id), None)
        self.registry.put_line(partition, f"OUTBOX#{job_id}", None, EPOCH, "", None)


class FakeNoticeLog:
    """Notices of the registry."""

    def __init__(self, registry: FakeRegistry | None = None) -> None:
        self.registry = registry or FakeRegistry()

    def read_pending(self, job: Job) -> Pending | None:
        if (job.partition, job.id) not in self.registry.jobs:
            return None
        return Pending(*FakeCaseRepository(self.registry).get_sealed(job.receipt), self.list_for(job.receipt))

    def begin(self, notice: Notice, toll: Toll | None = None) -> Notice | None:
        stored = self.registry.notices[notice.receipt].get(notice.id)
        if stored is None:
            if toll is not None:
                self._take(toll)
            self.registry.notices[notice.receipt][notice.id] = notice
        return stored

    def _take(self, toll: Toll) -> None:
        if self.registry.is_full(toll):
            raise AddressFullError
        self.registry.tolls.update(spans_of(toll))

    def finish_and_defer(self, notice: Notice, job: Job, until: datetime) -> bool:
        stored, outbox = self.registry.notices[notice.receipt].get(notice.id), FakeOutbox(self.registry)
        if stored is None or stored.state not in notice.state.earlier or not outbox.is_pending(job):
            return False
        self.finish(notice)
        outbox.defer(job, until)
        return True

    def finish(self, notice: Notice) -> None:
        stored = self.registry.notices[notice.receipt].get(notice.id)
        if stored is None:
            raise NotFoundError
        if stored.state in notice.state.earlier:
            self.registry.notices[notice.receipt][notice.id] = notice

    def report(self, report: DeliveryReport) -> Notice:
        receipt, notice_id = report.reference.receipt, report.reference.notice_id
        if notice_id not in self.registry.notices[receipt]:
            raise NotFoundError
        joined = self.registry.notices[receipt][notice_id].with_report(report.state, report.at)
        self.registry.notices[receipt][notice_id] = joined
        return joined

    def list_for(self, receipt: ReceiptNumber) -> tuple[Notice, ...]:
        return tuple(notice for _, notice in sorted(self.registry.notices[receipt].items()))


class FakeUnreachedList:
    """Residents whom no channel reached, as a work list of the registry."""

    def __init__(self, registry: FakeRegistry) -> None:
        self.registry = registry

    def add(
        self,
        job: Job,
        channels: Mapping[NoticeChannel, NoticeState],
        now: datetime,
        gone: Collection[str] = (),
        capped: Collection[NoticeChannel] = (),
        closed: Mapping[NoticeChannel, Closed] | None = None,
    ) -> None:
        self.registry.gone[job.receipt, job.id] = frozenset(gone)
        shown = {
            "receipt": str(job.receipt),
            "kind": job.kind,
            "move": job.move,
            "notice": job.notice,
            "product": job.product_id,
            "channels": dict(channels),
            "capped": sorted(set(capped)),
            "closed": dict(closed or {}),
            "clock": format_moment(now),
        }
        self.registry.place(job.receipt, f"UNREACHED#{job.id}", UNREACHED, now, shown)

    def remove(self, receipt: ReceiptNumber, job: str, told_at: str = "") -> None:
        if told_at not in self.registry.gone.get((receipt, job), ()):
            self.registry.place(receipt, f"UNREACHED#{job}", None, EPOCH, {})

    def list_for(self, receipt: ReceiptNumber) -> tuple[Untold, ...]:
        lines = [(line.key[1], _told(line)) for line in self.registry.lists[UNREACHED].values()]
        return tuple(
            Untold(
                key.removeprefix("UNREACHED#"), told["move"], told["notice"], told["product"] or "", told["channels"],
                datetime.fromisoformat(told["clock"]), frozenset(told["capped"]), told["closed"],
            )
            for key, told in sorted(lines, key=itemgetter(0)) if told["receipt"] == receipt and told["notice"]
        )  # fmt: skip


class FakeOverlayStore:
    """Versions of the office's overlay. `is_down` makes the store unreachable; `reads` counts what was asked."""

    def __init__(self, registry: FakeRegistry | None = None, acts: list[AdminEvent] | None = None) -> None:
        self.registry = registry or FakeRegistry()
        self.acts = [] if acts is None else acts
        self.is_down = False
        self.reads = 0

    def holding_number(self) -> int:
        self._read()
        return self.registry.holding

    def get(self, number: int) -> Overlay:
        self._read()
        if number not in self.registry.overlays:
            raise NotFoundError
        return self.registry.overlays[number]

    def list_versions(self, before: int | None, limit: int) -> tuple[Overlay, ...]:
        self._read()
        numbers = sorted(self.registry.overlays, reverse=True)
        return tuple(self.registry.overlays[n] for n in numbers if before is None or n < before)[:limit]

    def add(self, draft: Overlay) -> None:
        if draft.number in self.registry.overlays:
            raise StaleVersionError
        self.registry.overlays[draft.number] = draft

    def publish(self, overlay: Overlay, seen: int, act: AdminEvent | None = None) -> None:
        stored = self.registry.overlays.get(overlay.number)
        is_new = overlay.restores is not None
        is_free = stored is None if is_new else stored is not None and stored.state is OverlayState.DRAFT
        if self.registry.holding != seen or not is_free:
            raise StaleVersionError
        self.registry.overlays[overlay.number] = overlay
        self.registry.holding = overlay.number
        self.acts += [act] if act else []

    def _read(self) -> None:
        self.reads += 1
        if self.is_down:
            raise UnavailableError


class FakeJobQueue:
    """A queue that keeps what was sent. `is_down` makes it unreachable, `refused` are ids of jobs it does not take."""

    def __init__(self) -> None:
        self.sent: list[OutboxJob] = []
        self.is_down = False
        self.refused: set[str] = set()

    def send(self, jobs: Sequence[OutboxJob]) -> tuple[OutboxJob, ...]:
        if self.is_down:
            raise UnavailableError
        self.sent += [job for job in jobs if job.id not in self.refused]
        return tuple(job for job in jobs if job.id in self.refused)

    def take(self) -> list[OutboxJob]:
        """What was sent since the last time."""
        taken, self.sent = self.sent, []
        return taken


@dataclass(frozen=True)
class StoredObject:
    """One version of an object."""

    version_id: str
    data: bytes


class FakeObjectStore:
    """Versioned objects by key, and the forms that were given out."""

    def __init__(self) -> None:
        self.uploads: dict[str, list[StoredObject]] = defaultdict(list)
        self.pages: dict[str, bytes] = {}
        self.forms: dict[str, PostForm] = {}
        self.page_address = "https://pages.example"
        self.upload_address = "https://uploads.example"
        self._stored = 0

    def presign_upload(
        self,
        key: str,
        media_type: MediaType | None,
        size: int | None,
        sha256: str | None,
        seconds: int,
        now: datetime,
        redirect: str | None,
    ) -> PostForm:
        fields, _ = build_policy(media_type, size, sha256, redirect)
        form = PostForm(f"{self.upload_address}/", {**fields, "key": key}, now + timedelta(seconds=seconds))
        self.forms[key] = form
        return form

    def put_upload(self, key: str, data: bytes) -> str:
        """Do what the form's bearer does; the new version's id."""
        self._stored += 1
        stored = StoredObject(f"version-{self._stored:06d}", data)
        self.uploads[key].append(stored)
        return stored.version_id

    def describe_upload(self, key: str) -> Arrival | None:
        versions = self.uploads.get(key)
        if not versions:
            return None
        newest = versions[-1]
        return Arrival(newest.version_id, len(newest.data))

    def read_upload(self, key: str, version_id: str) -> bytes | None:
        found = (stored.data for stored in self.uploads.get(key, ()) if stored.version_id == version_id)
        return next(found, None)

    def store_page(self, key: str, jpeg: bytes) -> None:
        self.pages[key] = jpeg

    def read_page(self, key: str) -> bytes | None:
        return self.pages.get(key)

    def link_page(self, key: str, seconds: int) -> str:
        return f"{self.page_address}/{key}?seconds={seconds}"

    def page_origin(self) -> str:
        return self.page_address

    def upload_origin(self) -> str:
        return self.upload_address

    def erase_uploads(self, keys: Sequence[str]) -> None:
        for key in keys:
            self.uploads.pop(key, None)


class FakeSealer:
    """Keeps the personal part readable, bound to its case; `destroyed` are the wrapped keys that no longer open."""

    def __init__(self) -> None:
        self.destroyed: set[bytes] = set()
        self._keys = 0

    def seal(self, receipt: ReceiptNumber, personal: PersonalData, wrapped_key: bytes | None) -> Sealed:
        if wrapped_key is None:
            self._keys += 1
            wrapped_key = f"{receipt}|{self._keys}".encode()
        self._check(receipt, wrapped_key)
        return Sealed(personal.model_dump_json().encode(), wrapped_key)

    def open(self, receipt: ReceiptNumber, sealed: Sealed) -> PersonalData:
        self._check(receipt, sealed.wrapped_key)
        return PersonalData.model_validate_json(sealed.blob, context=FROM_STORE)

    def _check(self, receipt: ReceiptNumber, wrapped_key: bytes) -> None:
        if wrapped_key in self.destroyed or not wrapped_key.startswith(f"{receipt}|".encode()):
            raise NotFoundError


_MAGIC = {
    b"\xff\xd8\xff": MediaType.JPEG,
    b"\x89PNG": MediaType.PNG,
    b"RIFF": MediaType.WEBP,
    b"%PDF": MediaType.PDF,
}


class FakeInspector:
    """Believes the first bytes of a file; `verdicts` says otherwise for the files it names."""

    def __init__(self) -> None:
        self.verdicts: dict[bytes, Inspection] = {}

    def inspect(self, data: bytes, declared: MediaType | None) -> Inspection:  # noqa: ARG002 - the port's own
        if data in self.verdicts:
            return self.verdicts[data]
        found = next((media_type for magic, media_type in _MAGIC.items() if data.startswith(magic)), None)
        if found is None and data[4:8] == b"ftyp":
            found = MediaType.HEIC
        if found is None:
            return refused(FindingCode.UNKNOWN_TYPE)
        page = RenderedPage(
            number=1, width=1240, height=1754, jpeg=b"\xff\xd8\xff" + sha256(data).digest(), thumbnail=b"\xff\xd8\xff"
        )
        return Inspection(detected_type=found, pages=(page,))


class FakePaperReader:
    """Reads `texts` by page image, `usual` of any other; `is_missing`: no reader is installed."""

    def __init__(self) -> None:
        """Nothing is printed anywhere."""
        self.texts: dict[bytes, str] = {}
        self.usual = ""
        self.is_missing = False

    def read(self, jpeg: bytes) -> str:
        if self.is_missing:
            raise UnavailableError
        return self.texts.get(jpeg, self.usual)


class FakeMalwareScanner:
    """Says `usual` of every version of a file, unless `words` has another; None is silence. `asked`: asked anew."""

    def __init__(self) -> None:
        self.words: dict[tuple[str, str], MalwareVerdict | None] = {}
        self.usual: MalwareVerdict | None = MalwareVerdict.CLEAN
        self.asked: list[tuple[str, str]] = []

    def verdict(self, key: str, version_id: str) -> MalwareVerdict | None:
        return self.words.get((key, version_id), self.usual)

    def ask_again(self, key: str, version_id: str) -> None:
        self.asked.append((key, version_id))


def refused(code: FindingCode) -> Inspection:
    """The verdict on a file that cannot be used."""
    return Inspection(detected_type=None, findings=(Finding(code=code, severity=Severity.BLOCKING, where="upload"),))


class FakeMessenger:
    """Keeps what it sends; `before` may raise what a provider would, instead of or after taking the message."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.before: Callable[[Message], None] | None = None

    def send(self, message: Message) -> str:
        if self.before is not None:
            self.before(message)
        self.sent.append(message)
        return f"message-{len(self.sent)}"
