"""The services on ports in memory: what is left is Loket's own work."""

from datetime import timedelta
from functools import cached_property

from benchmarks.engine import LOKET
from chalicelib.adapters.identity.assist_tickets import JwtAssistTickets
from chalicelib.adapters.identity.partner_signatures import JwkReader
from chalicelib.adapters.identity.puzzles import AltchaPuzzles
from chalicelib.adapters.identity.resident_tokens import JwtResidentTokens
from chalicelib.adapters.identity.session_tokens import JwtPasses, JwtSessionTokens, JwtSignInTokens
from chalicelib.adapters.identity.staff_tokens import OidcStaffTokens
from chalicelib.adapters.identity.visit_tokens import JwtVisitTokens
from chalicelib.adapters.system import SystemClock
from chalicelib.bootstrap import Services
from chalicelib.catalogue import load_office
from chalicelib.domain.case import Case
from chalicelib.domain.identifiers import Pin
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.overlay import Edition
from chalicelib.services.keys import Keys
from chalicelib.services.ports import Messenger
from tests.counter_fakes import FakeCounterPorts
from tests.coverage_fakes import FakeCoveragePorts
from tests.fakes import (
    FakeCaseRepository,
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
from tests.letter_fakes import FakeLetterPorts
from tests.office_fakes import FakeAdminLog, FakeOfficerDirectory, FakePartnerRegister, FakeSeenLog, FakeSignIn
from tests.ports import FakePostPorts, FakeSheetPrinter
from tests.post_fakes import FakePostLedger
from tests.printing_fakes import FakePrintLedger, FakePrintList
from tests.queue_fakes import FakeQueueCounts, FakeQueueFront, FakeViewStore
from tests.retention_fakes import FakeEndedCases, FakeRetentionPorts, FakeShredder
from tests.review_fakes import FakeHoldStore
from tests.signing_fakes import FakePdfVerifier, FakeSignatures, FakeSignedDocuments, FakeSigningLedger, FakeTrustStore
from tests.telling_fakes import FakeReportQueue, FakeSendingMeter, FakeSuppressionList, FakeTellingTrail


class NoPrinter:
    """No measured request prints."""

    def print_receipt(self, case: Case, pin: Pin) -> bytes:
        return f"{case.receipt}{pin}".encode()


class MemoryPorts:
    """The fakes of the tests, the real clock and the real tokens."""

    quiet_hours = True
    is_sandbox = False
    suppressions = FakeSuppressionList()
    sending_meter = FakeSendingMeter(FakeRegistry())
    notice_figures = FakeFigureLedger()
    report_queue = FakeReportQueue()
    letters = FakeLetterPorts(FakeRegistry())
    telling_trail = FakeTellingTrail(FakeRegistry())

    def __init__(self, office: str) -> None:
        registry = FakeRegistry()
        self.office = load_office(office)
        self.public_url = LOKET["LOKET_PUBLIC_URL"]
        self.stuck_after = timedelta(minutes=2)
        self.keys = Keys.derive(LOKET["LOKET_MASTER_SECRET"].encode(), office)
        self.clock = SystemClock()
        self.ids = FakeIds()
        self.cases = FakeCaseRepository(registry)
        self.outbox = FakeOutbox(registry)
        self.notices = FakeNoticeLog(registry)
        self.unreached = FakeUnreachedList(registry)
        self.queue = FakeJobQueue()
        self.store = FakeObjectStore()
        self.sealer = FakeSealer()
        self.inspector = FakeInspector()
        self.scanner = FakeMalwareScanner()
        self.paper_reader = FakePaperReader()
        self.reads_papers = False
        self.messengers: dict[NoticeChannel, Messenger] = {channel: FakeMessenger() for channel in NoticeChannel}
        self.resident_tokens = JwtResidentTokens(self.keys.token)
        self.visit_tokens = JwtVisitTokens(self.keys.visit)
        self.puzzles = AltchaPuzzles(self.keys.puzzle, self.ids)
        self.assist_tickets = JwtAssistTickets(self.keys.ticket)
        self.staff_tokens = OidcStaffTokens("http://127.0.0.1", "", "http://127.0.0.1/jwks.json", "")
        self.overlays = FakeOverlayStore(registry)
        self.print_ledger = FakePrintLedger()
        self.signing_ledger = FakeSigningLedger()
        self.pdf_verifier = FakePdfVerifier()
        self.trust = FakeTrustStore()
        self.signed_documents = FakeSignedDocuments()
        self.electronic_signature = FakeSignatures()
        self.queue_counts = FakeQueueCounts()
        self.views = FakeViewStore()
        self.figures = FakeFigureLedger()
        self.event_log = FakeEventLog(lambda: registry.audit)
        self.published_figures = FakePublishedFigures()
        self.admin_log = FakeAdminLog()
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
        self.counter = FakeCounterPorts()
        self.coverage = FakeCoveragePorts()
        self.post = FakePostPorts(FakePostLedger(registry))

    @cached_property
    def retention(self) -> FakeRetentionPorts:
        shredder = FakeShredder(self.store, self.post.batches, self.signed_documents)
        return FakeRetentionPorts(FakeEndedCases(self.cases.registry), shredder)

    def receipt_printer_for(self, _: Edition) -> NoPrinter:
        return NoPrinter()

    def sheet_printer_for(self, _: Edition) -> FakeSheetPrinter:
        return FakeSheetPrinter()

    def print_list_for(self, _: Edition) -> FakePrintList:
        return FakePrintList()


def memory_services() -> Services:
    """Every use case, on nothing but memory."""
    return Services(MemoryPorts(LOKET["LOKET_OFFICE"]))
