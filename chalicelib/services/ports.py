"""What the services need from the world, as protocols; adapters and fakes pass the same contract suites."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol

from chalicelib.domain.access import Actor, Visit, Visitor
from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.case import Case, Change
from chalicelib.domain.catalogue import DocumentCode
from chalicelib.domain.checklist import Slot
from chalicelib.domain.delivery import DeliveryReport
from chalicelib.domain.document import Inspection, MediaType
from chalicelib.domain.events import AuditEvent, Job, OutboxJob
from chalicelib.domain.identifiers import Pin, ReceiptNumber
from chalicelib.domain.intake import Arrival
from chalicelib.domain.malware import MalwareVerdict
from chalicelib.domain.notification import Message, Notice, NoticeChannel, NoticeState, Untold
from chalicelib.domain.reach import Closed
from chalicelib.domain.telling_caps import Toll
from chalicelib.domain.text import Text
from chalicelib.domain.worklist import Wish

if TYPE_CHECKING:
    from chalicelib.domain.administration import AdminEvent
    from chalicelib.domain.overlay import Overlay
    from chalicelib.domain.post.marks import CoverMark


class Clock(Protocol):
    """The time, in UTC."""

    def now(self) -> datetime:
        """An aware datetime in UTC, whole milliseconds."""


class Ids(Protocol):
    """Chance."""

    def new_id(self) -> str:
        """At least 128 random bits in url-safe symbols."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Personal data as stored: the ciphertext, and the case's key wrapped by the office's key."""

    blob: bytes
    wrapped_key: bytes


class Sealer(Protocol):
    """Seals the personal part of a case with a key of its own (envelope encryption)."""

    def seal(self, receipt: ReceiptNumber, personal: PersonalData, wrapped_key: bytes | None) -> Sealed:
        """Encrypt under the case's key, making one when `wrapped_key` is None. One KMS call."""

    def open(self, receipt: ReceiptNumber, sealed: Sealed) -> PersonalData:
        """Decrypt. One KMS call. Raises NotFoundError once the key was destroyed."""


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong PINs in the present window, for the receipt and for the caller's address."""

    receipt: int
    address: int


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of a work list: summaries as stored, the cursor of the next page, and how many lines were looked at."""

    items: tuple[dict[str, Any], ...]
    next_cursor: str | None
    looked_at: int = 0


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some cases of a list, in its order, and the cursor of the next page."""

    cases: tuple[Case, ...]
    next_cursor: str | None


class CaseRepository(Protocol):
    """Cases, their personal parts, and what is stored with each move. Reads are strongly consistent."""

    def create(self, change: Change, sealed: Sealed) -> Case:
        """Store the first move. Returns the case that is stored under its receipt number from then on.

        That is another one when the number was taken: the caller compares intents. An assisted case is listed with it.
        """

    def get(self, receipt: ReceiptNumber) -> Case:
        """One read. Raises NotFoundError."""

    def get_many(self, receipts: Sequence[ReceiptNumber]) -> tuple[Case, ...]:
        """Of at most a hundred those that there are, in this order; one read, none for no receipt."""

    def get_sealed(self, receipt: ReceiptNumber) -> tuple[Case, Sealed | None]:
        """The case with its personal part, None when that was erased; one read. Raises NotFoundError."""

    def save(self, change: Change, sealed: Sealed | None = None) -> None:
        """Store one move: case, audit event, jobs, look-ups, settled jobs, told news, all or nothing; one transaction.

        Raises StaleVersionError when the stored version is not the one the move started from, or a case that must go on
        has ended, ReservedError when another case has what it reserves, and TooManyClaimsError for a claim when its
        officer has others than the change allows for.
        """

    def list_claims(self, officer: str) -> tuple[Case, ...]:
        """The cases that this officer took and nothing has ended since; one read where there are none, else two.

        What another version of this program let go of may be among them, so each says itself whose it is.
        """

    def note_look(self, case: Case, unless_since: datetime) -> None:
        """Store when the officer of a case last looked at it, under the version that it has; one write.

        Nothing happens where the stored case has another version, or a look after `unless_since`.
        """

    def track(self, receipt: ReceiptNumber, address: str, now: datetime) -> tuple[Case | None, Tries]:
        """The case and the wrong tries so far; one read."""

    def record_wrong_try(self, receipt: ReceiptNumber, address: str, now: datetime) -> None:
        """Count a wrong PIN for the receipt, existing or not, and for the address; one write."""

    def list_queue(self, queue: str, cursor: str | None, limit: int) -> QueuePage:
        """One page of a work list, oldest clock first; one query. Raises InvalidRequestError for a foreign cursor."""

    def list_lines(self, queue: str, wish: Wish, cursor: str | None, limit: int) -> QueuePage:
        """The same of the lines that are wished for; one query, which looks at `limit` lines at most.

        Only the first facet of the wish and its clock are sought in an index: a page may hold fewer lines, even none,
        and still have another after it.
        """

    def list_assisted(self, officer: str, cursor: str | None, limit: int) -> CasePage:
        """Cases that this officer began for residents, newest first, those of the last 90 days at least; two reads.

        Raises InvalidRequestError for a foreign cursor.
        """

    def find_by_lookup(
        self, kind: str, digest: str, service: str | None = None, limit: int | None = None
    ) -> tuple[ReceiptNumber, ...]:
        """Receipt numbers filed under a keyed hash, at most `limit`; one query."""

    def find_by_any(self, kind: str, digests: Sequence[str], limit: int) -> tuple[ReceiptNumber, ...]:
        """Receipt numbers filed under any of these keyed hashes, at most `limit`; one query for each at most."""

    def list_audit(self, receipt: ReceiptNumber) -> tuple[AuditEvent, ...]:
        """What happened to a case, in order."""


class Outbox(Protocol):
    """Jobs that wait for their effect."""

    def is_pending(self, job: OutboxJob) -> bool:
        """Whether the job's effect is not yet stored. Strongly consistent."""

    def list_pending(self, before: datetime, cursor: str | None = None) -> tuple[tuple[OutboxJob, ...], str | None]:
        """A page of jobs older than `before`, oldest first."""

    def settle(self, job: OutboxJob) -> None:
        """Take a job off; nothing happens when it is off already."""

    def defer(self, job: OutboxJob, until: datetime) -> None:
        """List it as if it were as old as `until`: nobody passes it on before. Nothing happens when it is off."""

    def reopen(self, job: OutboxJob) -> None:
        """Put it back, as of its own moment; where it still stands it is listed as of that moment."""


class AddressFullError(Exception):
    """The address was sent all that one may get in a day or a month."""


@dataclass(frozen=True, slots=True)
class Pending:
    """What a job of telling finds: its case with the personal part, None when that was erased, and all its notices."""

    case: Case
    sealed: Sealed | None
    notices: tuple[Notice, ...]


class NoticeLog(Protocol):
    """Notices, one item per (case, move, event, product, channel)."""

    def read_pending(self, job: Job) -> Pending | None:
        """The job's case and its notices, in order; None once the job's effect is stored. One query, consistent.

        The case is as it was after its notices: who is not among them has not read an earlier contact. Raises
        NotFoundError.
        """

    def begin(self, notice: Notice, toll: Toll | None = None) -> Notice | None:
        """Write first: claim the sending, and count its toll with it or not at all.

        None when this call is the first; else the notice as it stands. Raises AddressFullError, and nothing is
        written, where the toll's address has no room left.
        """

    def finish(self, notice: Notice) -> None:
        """Record the outcome; states only move forward."""

    def finish_and_defer(self, notice: Notice, job: Job, until: datetime) -> bool:
        """Both at once, as `finish` and `Outbox.defer`; False, and nothing is written, where either has no effect."""

    def report(self, report: DeliveryReport) -> Notice:
        """Join a state to the notice's own; the notice as it stands then. Raises NotFoundError for one never begun."""

    def list_for(self, receipt: ReceiptNumber) -> tuple[Notice, ...]:
        """Notices of a case, in order."""


class UnreachedList(Protocol):
    """Residents whom no channel reached, for staff to call or write to."""

    def add(
        self,
        job: Job,
        channels: Mapping[NoticeChannel, NoticeState],
        now: datetime,
        gone: Collection[str] = (),
        capped: Collection[NoticeChannel] = (),
        closed: Mapping[NoticeChannel, Closed] | None = None,
    ) -> None:
        """Put the job's notice on the list; putting it there again changes nothing.

        `gone`: the hashes of addresses that it went to and that are the resident's no more. `capped`: the channels on
        which nothing was sent, for enough had been. `closed`: why nothing goes to what the resident gave besides; where
        neither these nor any channel is said, they gave nothing.
        """

    def remove(self, receipt: ReceiptNumber, job: str, told_at: str = "") -> None:
        """Take a case's job off the list by its id; what does not stand there is left so.

        `told_at`: the hash of the address that it arrived at; where its line names that one as gone, it stays.
        """

    def list_for(self, receipt: ReceiptNumber) -> tuple[Untold, ...]:
        """News of one case that stands there, oldest move first; a file's check is none. One query, consistent."""


class OverlayStore(Protocol):
    """Versions of the office's overlay, numbered from 1, and which of them holds. Reads are strongly consistent."""

    def holding_number(self) -> int:
        """The number of the version that holds; 0 for none. One read."""

    def get(self, number: int) -> "Overlay":
        """One version; one read. Raises NotFoundError."""

    def list_versions(self, before: int | None, limit: int) -> "tuple[Overlay, ...]":
        """At most `limit` versions from the newest backwards, of numbers below `before`."""

    def add(self, draft: "Overlay") -> None:
        """Store a draft under a number of its own. Raises StaleVersionError when the number is taken."""

    def publish(self, overlay: "Overlay", seen: int, act: "AdminEvent | None" = None) -> None:
        """Store a published version, that it holds from now on, and the act, together: a draft's, or one that is new.

        Raises StaleVersionError unless `seen` is what holds, a new one's number is free, and a draft is still one.
        """


class PaperReader(Protocol):
    """Reads what is printed on a page, as well as it can."""

    def read(self, jpeg: bytes) -> str:
        """The text of a page image, empty where nothing could be made of it. Raises UnavailableError without reader."""


class JobQueue(Protocol):
    """Queues that workers are fed from."""

    def send(self, jobs: Sequence[OutboxJob]) -> tuple[OutboxJob, ...]:
        """Send each job to the queue of its kind; returns those that were not taken. Raises UnavailableError."""


@dataclass(frozen=True, slots=True)
class PostForm:
    """A presigned POST: where to, and the fields that go before the file. Valid until `expires_at`."""

    url: str
    fields: dict[str, str]
    expires_at: datetime


class ObjectStore(Protocol):
    """Files of residents (versioned, never served) and rebuilt page images."""

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
        """A form for exactly this key, type and size (and SHA-256, in hex, where given). No call to S3.

        A browser without script knows neither type nor size before it sends: None takes any, up to the limit.
        """

    def describe_upload(self, key: str) -> Arrival | None:
        """The newest version of an object, or None; one call."""

    def read_upload(self, key: str, version_id: str) -> bytes | None:
        """The bytes of one version, or None when it is gone; one call."""

    def store_page(self, key: str, jpeg: bytes) -> None:
        """Store a page image under a key that is a function of its file; storing it again changes nothing."""

    def read_page(self, key: str) -> bytes | None:
        """The bytes of a page image, or None when it is gone; one call."""

    def link_page(self, key: str, seconds: int) -> str:
        """An address that serves one page image for so many seconds. No call to S3."""

    def page_origin(self) -> str:
        """Scheme and host that page images are shown from, for the policy of a page that does so. No call to S3."""

    def upload_origin(self) -> str:
        """Scheme and host that files are posted to, for the policy of a page that does so. No call to S3."""

    def erase_uploads(self, keys: Sequence[str]) -> None:
        """Delete every version of these objects."""


class Inspector(Protocol):
    """Parses files in a sandbox."""

    def inspect(self, data: bytes, declared: MediaType | None) -> Inspection:
        """Answers for every input; a file that breaks the parser is refused.

        `declared` is what its sender called it, None where nothing was said.
        """


class MalwareScanner(Protocol):
    """Says of one version of an uploaded file whether it is harmful, as soon as it is known."""

    def verdict(self, key: str, version_id: str) -> MalwareVerdict | None:
        """None while nothing is known: not scanned yet, or the scanner cannot be asked now."""

    def ask_again(self, key: str, version_id: str) -> None:
        """Have it scanned once more; its word comes as `verdict`. Harmless when repeated."""


class ResidentTokens(Protocol):
    """Access tokens of residents."""

    def issue(self, visitor: Visitor, now: datetime, life: timedelta | None = None) -> str:
        """A token for one visit, for as long as such tokens hold or for `life`."""

    def read(self, token: str, now: datetime) -> Visitor:
        """Raises UnauthorizedError."""


class VisitTokens(Protocol):
    """What a browser is given to keep while a resident works on one application."""

    def issue(self, visit: Visit, now: datetime) -> str:
        """Good for `Visit.LIFE` from now on."""

    def read(self, token: str, now: datetime) -> Visit:
        """Raises UnauthorizedError."""


@dataclass(frozen=True, slots=True)
class Puzzle:
    """Work for a browser, as JSON for its solver, and a question for people whose browser has no script.

    `sealed` comes back with the answer; it holds what is right, closed to whoever carries it.
    """

    challenge: str
    question: tuple[int, int]
    sealed: str


class Puzzles(Protocol):
    """Keeps those out who would start thousands of applications by program."""

    def make(self, now: datetime, bound_to: str = "") -> Puzzle:
        """One puzzle, good for what it is bound to alone."""

    def check(self, sealed: str, solution: str, answer: str, now: datetime, bound_to: str = "") -> str | None:
        """The puzzle's own id where it was solved, by work or by word.

        None where it was not, is too old, or is bound to anything else.
        """


class AssistTickets(Protocol):
    """Tickets that open one assisted case on the residents' pages, for two minutes."""

    def issue(self, visitor: Visitor, officer_id: str, now: datetime) -> str:
        """A ticket that says who gives it out."""

    def read(self, ticket: str, now: datetime) -> tuple[Visitor, str]:
        """The visit that it opens, and the officer who gave it out. Raises UnauthorizedError."""


class StaffTokens(Protocol):
    """Access tokens of staff and partners."""

    def read(self, token: str) -> Actor:
        """Raises UnauthorizedError."""

    def read_dated(self, token: str) -> tuple[Actor, datetime | None]:
        """The same, and when it was issued if it says so. Raises UnauthorizedError."""


class ReceiptPrinter(Protocol):
    """Makes the receipt."""

    def print_receipt(self, case: Case, pin: Pin) -> bytes:
        """A PDF of one A4 page; nothing of the personal part is on it."""


class UnknownOutcomeError(Exception):
    """The provider may or may not have taken the message: never send it again on this channel."""


class DeliveryRefusedError(Exception):
    """The provider did not take the message; `permanent` when trying again is of no use.

    `opted_out`: its recipient told the provider to be left alone.
    """

    def __init__(self, *, permanent: bool, opted_out: bool = False) -> None:
        """Say whether trying again could help."""
        super().__init__("permanent" if permanent else "temporary")
        self.permanent = permanent
        self.opted_out = opted_out


class Messenger(Protocol):
    """One channel to a provider."""

    def send(self, message: Message) -> str:
        """Hand over one message once; the provider's id. Raises DeliveryRefusedError, UnknownOutcomeError."""


class PartnerKeys(Protocol):
    """Public keys of the post offices that hand over batches."""

    def verify(self, partner: str, signature: str, payload: bytes) -> None:
        """Whether the partner signed exactly these bytes; `signature` is a detached JWS. Raises BatchRefusedError."""


CustodyPlace = Literal["post_office", "office", "returned"]
"""Where original papers are."""


class SheetPrinter(Protocol):
    """Makes what the office prints for the post, as PDFs of A4 pages; nothing of the personal part is on any."""

    def print_cover_sheet(self, case: Case, slots: Sequence[Slot], mark: "CoverMark", post_by: date) -> bytes:
        """One page: the signed mark twice, the papers of `slots` that may be posted, the last day to post."""

    def print_blank_cover_sheet(self) -> bytes:
        """One page to fill in by hand."""

    def print_separators(self, documents: Sequence[DocumentCode]) -> bytes:
        """One page for each type of paper, in this order."""

    def print_address_labels(self) -> bytes:
        """One page of labels with the office's postal address."""

    def print_slip(self, case: Case, pin: Pin, missing: Sequence[Text] | None, custody: CustodyPlace | None) -> bytes:
        """What a resident without phone and e-mail gets by mail: number, PIN, everything missing, their originals.

        `missing` None: it is not known yet. `custody` None: there are no originals to tell of.
        """
