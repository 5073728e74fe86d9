"""The ports on fakes, and an office in miniature whose workers run when the test says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from chalicelib.adapters.identity.partner_signatures import JwkReader, JwsPartnerKeys, RegisteredPartnerKeys
from chalicelib.catalogue import load_office
from chalicelib.domain.access import Actor
from chalicelib.domain.case import Case, Change
from chalicelib.domain.catalogue import DocumentCode
from chalicelib.domain.checklist import Slot
from chalicelib.domain.errors import UnauthorizedError
from chalicelib.domain.identifiers import Pin
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.office import Office
from chalicelib.domain.overlay import Edition
from chalicelib.domain.post.marks import CoverMark
from chalicelib.domain.text import Text
from chalicelib.services.keys import Keys
from chalicelib.services.ports import CustodyPlace, PartnerKeys, ReceiptPrinter, SheetPrinter
from chalicelib.services.signing_ports import ElectronicSignature, PdfVerifier
from tests.counter_fakes import FakeCounterPorts
from tests.coverage_fakes import FakeCoveragePorts
from tests.fakes import (
    FakeCaseRepository,
    FakeClock,
    FakeIds,
    FakeInspector,
    FakeJobQueue,
    FakeMalwareScanner,
    FakeMessenger,
    FakeNoticeLog,
    FakeObjectStore,
    FakeOutbox,
    FakeOverlayStore,
    FakePaperReader,
    FakeRegistry,
    FakeSealer,
    FakeUnreachedList,
)
from tests.figures_fakes import FakeEventLog, FakeFigureLedger, FakePublishedFigures
from tests.letter_fakes import FakeLetterMessenger, FakeLetterPorts
from tests.office_fakes import FakeAdminLog, FakeOfficerDirectory, FakePartnerRegister, FakeSeenLog, FakeSignIn
from tests.post_fakes import FakeBatchStore, FakePostLedger, FakeScanReader, FakeUnpacker
from tests.post_keys import PARTNER, PARTNERS
from tests.printing_fakes import FakePrintLedger, FakePrintList
from tests.queue_fakes import FakeQueueCounts, FakeQueueFront, FakeViewStore
from tests.retention_fakes import FakeEndedCases, FakeRetentionPorts, FakeShredder
from tests.review_fakes import FakeHoldStore
from tests.signing_fakes import (
    FakePdfVerifier,
    FakeSignatures,
    FakeSignedDocuments,
    FakeSigningLedger,
    FakeTrustStore,
)
from tests.telling_fakes import FakeReportQueue, FakeSendingMeter, FakeSuppressionList, FakeTellingTrail

MASTER = b"a made-up master secret of thirty-two bytes"
OFFICE = "3573"


class FakeStaffTokens:
    """Tokens that say who holds them: `officer:role,role`."""

    def __init__(self) -> None:
        """Nobody is known yet."""
        self.people: dict[str, Actor] = {}
        self.issued: dict[str, datetime] = {}

    def read(self, token: str) -> Actor:
        return self.read_dated(token)[0]

    def read_dated(self, token: str) -> tuple[Actor, datetime | None]:
        if token not in self.people:
            raise UnauthorizedError
        return self.people[token], self.issued.get(token)


class FakePrinter:
    """Prints the receipt number."""

    def print_receipt(self, case: object, pin: object) -> bytes:  # noqa: ARG002 - the port's own
        return b"%PDF-fake"


class FakeSheetPrinter:
    """Keeps what it was asked to print."""

    def __init__(self) -> None:
        """Nothing is printed yet."""
        self.printed: list[tuple[object, ...]] = []

    def print_cover_sheet(self, case: Case, slots: Sequence[Slot], mark: CoverMark, post_by: date) -> bytes:
        return self._print("cover", case, slots, mark, post_by)

    def print_blank_cover_sheet(self) -> bytes:
        return self._print("blank")

    def print_separators(self, documents: Sequence[DocumentCode]) -> bytes:
        return self._print("separators", *documents)

    def print_address_labels(self) -> bytes:
        return self._print("labels")

    def print_slip(self, case: Case, pin: Pin, missing: Sequence[Text] | None, custody: CustodyPlace | None) -> bytes:
        return self._print("slip", case, pin, missing, custody)

    def _print(self, *what: object) -> bytes:
        self.printed.append(what)
        return b"%PDF-fake"


@dataclass
class FakePostPorts:
    """The ports of the postal channel on fakes; signatures are checked for real."""

    ledger: FakePostLedger
    batches: FakeBatchStore = field(default_factory=FakeBatchStore)
    scan_reader: FakeScanReader = field(default_factory=FakeScanReader)
    unpacker: FakeUnpacker = field(default_factory=FakeUnpacker)
    partner_keys: PartnerKeys = field(
        default_factory=lambda: RegisteredPartnerKeys(JwsPartnerKeys.from_json(PARTNERS), FakePartnerRegister())
    )
    partners: tuple[str, ...] = (PARTNER,)
    report_addresses: Mapping[str, str] = field(default_factory=lambda: {PARTNER: "pos@example.org"})


@dataclass
class FakePorts:
    """Every port on a fake."""

    registry: FakeRegistry = field(default_factory=FakeRegistry)
    clock: FakeClock = field(default_factory=FakeClock)
    ids: FakeIds = field(default_factory=FakeIds)
    queue: FakeJobQueue = field(default_factory=FakeJobQueue)
    store: FakeObjectStore = field(default_factory=FakeObjectStore)
    sealer: FakeSealer = field(default_factory=FakeSealer)
    inspector: FakeInspector = field(default_factory=FakeInspector)
    scanner: FakeMalwareScanner = field(default_factory=FakeMalwareScanner)
    paper_reader: FakePaperReader = field(default_factory=FakePaperReader)
    reads_papers: bool = False
    staff_tokens: FakeStaffTokens = field(default_factory=FakeStaffTokens)
    printer: FakePrinter = field(default_factory=FakePrinter)
    sheet_printer: FakeSheetPrinter = field(default_factory=FakeSheetPrinter)
    coverage: FakeCoveragePorts = field(default_factory=FakeCoveragePorts)
    office: Office = field(default_factory=lambda: load_office(OFFICE))
    public_url: str = "https://loket.example"
    stuck_after: timedelta = timedelta(minutes=2)
    quiet_hours: bool = True
    is_sandbox: bool = False
    keys: Keys = field(default_factory=lambda: Keys.derive(MASTER, OFFICE))

    def __post_init__(self) -> None:
        """What shares one registry."""
        from chalicelib.adapters.identity.assist_tickets import JwtAssistTickets  # noqa: PLC0415 - the same
        from chalicelib.adapters.identity.puzzles import AltchaPuzzles  # noqa: PLC0415 - signs for real
        from chalicelib.adapters.identity.resident_tokens import JwtResidentTokens  # noqa: PLC0415 - signs for real
        from chalicelib.adapters.identity.session_tokens import JwtPasses, JwtSessionTokens, JwtSignInTokens  # noqa: PLC0415 - signs for real
        from chalicelib.adapters.identity.visit_tokens import JwtVisitTokens  # noqa: PLC0415 - signs for real

        self.cases = FakeCaseRepository(self.registry)
        self.outbox = FakeOutbox(self.registry)
        self.notices = FakeNoticeLog(self.registry)
        self.unreached = FakeUnreachedList(self.registry)
        self.admin_log = FakeAdminLog()
        self.telling_trail = FakeTellingTrail(self.registry)
        self.suppressions = FakeSuppressionList()
        self.sending_meter = FakeSendingMeter(self.registry)
        self.overlays = FakeOverlayStore(self.registry, self.admin_log.events)
        self.print_ledger = FakePrintLedger(self._save_case)
        self.signing_ledger = FakeSigningLedger(self.registry.keepers)
        self.pdf_verifier: PdfVerifier = FakePdfVerifier()
        self.trust = FakeTrustStore()
        self.signed_documents = FakeSignedDocuments()
        self.electronic_signature: ElectronicSignature | None = FakeSignatures()
        self.queue_counts = FakeQueueCounts()
        self.views = FakeViewStore()
        self.figures = FakeFigureLedger()
        self.notice_figures = FakeFigureLedger()
        self.event_log = FakeEventLog(lambda: self.registry.audit)
        self.published_figures = FakePublishedFigures()
        self.public_keys = JwkReader()
        self.holds = FakeHoldStore()
        self.officers = FakeOfficerDirectory(self.admin_log)
        self.queue_front = FakeQueueFront(self.officers, self.queue_counts, self.views)
        self.partners = FakePartnerRegister(self.admin_log)
        self.session_tokens = JwtSessionTokens(self.keys.session)
        self.passes = JwtPasses(self.keys.session)
        self.sign_in = FakeSignIn()
        self.seen = FakeSeenLog()
        self.sign_in_tokens = JwtSignInTokens(self.keys.session)
        self.report_queue = FakeReportQueue()
        self.letters = FakeLetterPorts(self.registry)
        self.messengers: dict[NoticeChannel, FakeMessenger | FakeLetterMessenger] = {
            channel: FakeMessenger() for channel in NoticeChannel
        }
        self.messengers[NoticeChannel.LETTER] = FakeLetterMessenger(self.letters.shelf, self.clock)
        self.resident_tokens = JwtResidentTokens(self.keys.token)
        self.visit_tokens = JwtVisitTokens(self.keys.visit)
        self.puzzles = AltchaPuzzles(self.keys.puzzle, self.ids, cost=1)
        self.assist_tickets = JwtAssistTickets(self.keys.ticket)
        self.counter = FakeCounterPorts()
        self.post = FakePostPorts(FakePostLedger(self.registry))
        self.retention = FakeRetentionPorts(
            FakeEndedCases(self.registry, self.admin_log.events),
            FakeShredder(self.store, self.post.batches, self.signed_documents),
        )
        self.post.partner_keys = RegisteredPartnerKeys(JwsPartnerKeys.from_json(PARTNERS), self.partners)

    def _save_case(self, change: Change) -> None:
        """In whichever repository a test has put in place by then."""
        self.cases.save(change)

    def receipt_printer_for(self, _: Edition) -> ReceiptPrinter:
        return self.printer

    def sheet_printer_for(self, _: Edition) -> SheetPrinter:
        return self.sheet_printer

    def print_list_for(self, _: Edition) -> FakePrintList:
        return FakePrintList()
