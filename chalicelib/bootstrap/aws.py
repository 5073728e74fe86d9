"""The ports of a deployed function: AWS clients and what is built on them, each made when first asked for."""

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.adapters.clients import Clients
from chalicelib.adapters.dynamodb import (
    DynamoCaseRepository,
    DynamoNoticeLog,
    DynamoOutbox,
    DynamoOverlayStore,
    DynamoUnreachedList,
)
from chalicelib.adapters.system import SystemClock, SystemIds
from chalicelib.catalogue import load_office
from chalicelib.config import Settings
from chalicelib.domain.events import JobKind
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.office import Office
from chalicelib.domain.overlay import Edition
from chalicelib.services.keys import Keys
from chalicelib.services.ports import (
    AssistTickets,
    CaseRepository,
    Clock,
    Ids,
    Inspector,
    JobQueue,
    MalwareScanner,
    Messenger,
    NoticeLog,
    ObjectStore,
    Outbox,
    OverlayStore,
    PaperReader,
    Puzzles,
    ReceiptPrinter,
    ResidentTokens,
    Sealer,
    SheetPrinter,
    StaffTokens,
    UnreachedList,
    VisitTokens,
)

if TYPE_CHECKING:
    from chalicelib.bootstrap.counter import CounterPorts
    from chalicelib.bootstrap.coverage import CoveragePorts
    from chalicelib.bootstrap.letters import LetterPorts
    from chalicelib.bootstrap.post import PostPorts
    from chalicelib.bootstrap.retention import RetentionPorts
    from chalicelib.services.figures_ports import EventLog, FigureLedger, PublishedFigures
    from chalicelib.services.printing_ports import PrintLedger, PrintListPrinter
    from chalicelib.services.queue_ports import QueueCounts, QueueFront, ViewStore
    from chalicelib.services.review_ports import HoldStore
    from chalicelib.services.signing_ports import (
        ElectronicSignature,
        PdfVerifier,
        SignedDocuments,
        SigningLedger,
        TrustStore,
    )
    from chalicelib.services.staff_ports import (
        AdminLog,
        OfficerDirectory,
        PartnerRegister,
        Passes,
        PublicKeys,
        SeenLog,
        SessionTokens,
        SignIn,
        SignInTokens,
    )
    from chalicelib.services.telling_ports import ReportQueue, SendingMeter, SuppressionList, TellingTrail


class AwsPorts:
    """A cold function makes what its first event needs, and imports no more than that."""

    def __init__(self, settings: Settings, clients: Clients | None = None) -> None:
        """Nothing is made yet."""
        self.settings = settings
        self.clients = clients or Clients()

    @property
    def public_url(self) -> str:
        return self.settings.public_url

    @property
    def stuck_after(self) -> timedelta:
        return timedelta(seconds=self.settings.stuck_seconds)

    @property
    def quiet_hours(self) -> bool:
        return self.settings.quiet_hours

    @property
    def is_sandbox(self) -> bool:
        return self.settings.is_sandbox

    @cached_property
    def office(self) -> Office:
        return load_office(self.settings.office)

    @cached_property
    def keys(self) -> Keys:
        secret = self.settings.master_secret.get_secret_value()
        if not secret:
            answer = self.clients.secretsmanager.get_secret_value(SecretId=self.settings.master_secret_arn)
            secret = answer["SecretString"]
        return Keys.derive(secret.encode(), self.settings.office)

    @cached_property
    def clock(self) -> Clock:
        return SystemClock()

    @cached_property
    def ids(self) -> Ids:
        return SystemIds()

    @cached_property
    def cases(self) -> CaseRepository:
        window = self.office.limits.tries_window_seconds
        return DynamoCaseRepository(self.clients.dynamodb, self.settings.table, self.settings.office, window)

    @cached_property
    def outbox(self) -> Outbox:
        return DynamoOutbox(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def notices(self) -> NoticeLog:
        return DynamoNoticeLog(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def unreached(self) -> UnreachedList:
        return DynamoUnreachedList(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def telling_trail(self) -> "TellingTrail":
        from chalicelib.adapters.dynamodb.telling_trail import DynamoTellingTrail  # noqa: PLC0415 - staff only

        return DynamoTellingTrail(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def suppressions(self) -> "SuppressionList":
        from chalicelib.adapters.dynamodb.suppressions import DynamoSuppressionList  # noqa: PLC0415 - two workers only

        return DynamoSuppressionList(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def sending_meter(self) -> "SendingMeter":
        from chalicelib.adapters.dynamodb.sending_meter import DynamoSendingMeter  # noqa: PLC0415 - one route only

        return DynamoSendingMeter(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def report_queue(self) -> "ReportQueue":
        from chalicelib.adapters.sqs import SqsReportQueue  # noqa: PLC0415 - one route only

        return SqsReportQueue(self.clients.sqs, self.settings.delivery_reports_queue_url)

    @cached_property
    def overlays(self) -> OverlayStore:
        return DynamoOverlayStore(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def print_ledger(self) -> "PrintLedger":
        from chalicelib.adapters.dynamodb.printing import DynamoPrintLedger  # noqa: PLC0415 - a producer only

        return DynamoPrintLedger(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def signing_ledger(self) -> "SigningLedger":
        from chalicelib.adapters.dynamodb.signing import DynamoSigningLedger  # noqa: PLC0415 - a signer only

        return DynamoSigningLedger(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def pdf_verifier(self) -> "PdfVerifier":
        from chalicelib.adapters.signatures.verifier import ConfinedPdfVerifier  # noqa: PLC0415 - a signer only

        return ConfinedPdfVerifier()

    @cached_property
    def trust(self) -> "TrustStore":
        from chalicelib.adapters.s3.signed import S3TrustStore  # noqa: PLC0415 - a signer only

        return S3TrustStore(self.clients.s3, self.settings.page_bucket, self.settings.office)

    @cached_property
    def signed_documents(self) -> "SignedDocuments":
        from chalicelib.adapters.s3.signed import S3SignedDocuments  # noqa: PLC0415 - not for tracking

        return S3SignedDocuments(self.clients.s3, self.settings.page_bucket)

    @cached_property
    def electronic_signature(self) -> "ElectronicSignature | None":
        from chalicelib.bootstrap.aws_signing import open_signature_service  # noqa: PLC0415 - a signer of letters only

        return open_signature_service(self.settings, self.clients, self.clock)

    @cached_property
    def queue_counts(self) -> "QueueCounts":
        from chalicelib.adapters.dynamodb.queue_counts import DynamoQueueCounts  # noqa: PLC0415 - staff only

        return DynamoQueueCounts(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def views(self) -> "ViewStore":
        from chalicelib.adapters.dynamodb.saved_views import DynamoViewStore  # noqa: PLC0415 - one page only

        return DynamoViewStore(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def queue_front(self) -> "QueueFront":
        from chalicelib.adapters.dynamodb.queue_front import DynamoQueueFront  # noqa: PLC0415 - one page only

        return DynamoQueueFront(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def figures(self) -> "FigureLedger":
        from chalicelib.adapters.dynamodb.figures import DynamoFigureLedger  # noqa: PLC0415 - figures only

        return DynamoFigureLedger(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def notice_figures(self) -> "FigureLedger":
        from chalicelib.adapters.dynamodb.figures import OF_NOTICES, DynamoFigureLedger  # noqa: PLC0415 - figures only

        return DynamoFigureLedger(
            self.clients.dynamodb, self.settings.table, self.settings.office, partition=OF_NOTICES
        )

    @cached_property
    def event_log(self) -> "EventLog":
        from chalicelib.adapters.dynamodb.figures import DynamoEventLog  # noqa: PLC0415 - one page only

        return DynamoEventLog(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def published_figures(self) -> "PublishedFigures":
        from chalicelib.adapters.dynamodb.figures import DynamoPublishedFigures  # noqa: PLC0415 - figures only

        return DynamoPublishedFigures(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def officers(self) -> "OfficerDirectory":
        from chalicelib.adapters.dynamodb.administration import DynamoOfficerDirectory  # noqa: PLC0415 - staff only

        return DynamoOfficerDirectory(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def partners(self) -> "PartnerRegister":
        from chalicelib.adapters.dynamodb.administration import DynamoPartnerRegister  # noqa: PLC0415 - staff only

        return DynamoPartnerRegister(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def public_keys(self) -> "PublicKeys":
        from chalicelib.adapters.identity.partner_signatures import JwkReader  # noqa: PLC0415 - one page only

        return JwkReader()

    @cached_property
    def holds(self) -> "HoldStore":
        from chalicelib.adapters.dynamodb.holds import DynamoHoldStore  # noqa: PLC0415 - not for every call

        return DynamoHoldStore(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def admin_log(self) -> "AdminLog":
        from chalicelib.adapters.dynamodb.administration import DynamoAdminLog  # noqa: PLC0415 - one page only

        return DynamoAdminLog(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def seen(self) -> "SeenLog":
        from chalicelib.adapters.dynamodb.seen import DynamoSeenLog  # noqa: PLC0415 - staff only

        return DynamoSeenLog(self.clients.dynamodb, self.settings.table, self.settings.office)

    @cached_property
    def sign_in(self) -> "SignIn":
        from chalicelib.adapters.identity.sign_in import OidcSignIn  # noqa: PLC0415 - one page only

        settings = self.settings
        return OidcSignIn(settings.oidc_issuer, settings.oidc_audience, settings.oidc_jwks_url, self.staff_tokens)

    @cached_property
    def sign_in_tokens(self) -> "SignInTokens":
        from chalicelib.adapters.identity.session_tokens import JwtSignInTokens  # noqa: PLC0415 - staff only

        return JwtSignInTokens(self.keys.session)

    @cached_property
    def session_tokens(self) -> "SessionTokens":
        from chalicelib.adapters.identity.session_tokens import JwtSessionTokens  # noqa: PLC0415 - staff only

        return JwtSessionTokens(self.keys.session)

    @cached_property
    def passes(self) -> "Passes":
        from chalicelib.adapters.identity.session_tokens import JwtPasses  # noqa: PLC0415 - staff only

        return JwtPasses(self.keys.session)

    @cached_property
    def queue(self) -> JobQueue:
        from chalicelib.adapters.sqs import SqsJobQueue  # noqa: PLC0415 - workers only

        urls = {
            JobKind.INSPECT: self.settings.inspections_queue_url,
            JobKind.NOTIFY: self.settings.notifications_queue_url,
            JobKind.SPLIT: self.settings.scans_queue_url,
            JobKind.READ: self.settings.readings_queue_url,
        }
        return SqsJobQueue(self.clients.sqs, urls)

    @cached_property
    def store(self) -> ObjectStore:
        from chalicelib.adapters.s3 import S3ObjectStore  # noqa: PLC0415 - not for tracking

        return S3ObjectStore(self.clients.s3, self.settings.upload_bucket, self.settings.page_bucket)

    @cached_property
    def sealer(self) -> Sealer:
        from chalicelib.adapters.kms import KmsSealer  # noqa: PLC0415 - not for tracking

        return KmsSealer(self.clients.kms, self.settings.kms_key, self.settings.office)

    @cached_property
    def inspector(self) -> Inspector:
        from chalicelib.adapters.imaging import SandboxedInspector  # noqa: PLC0415 - the layer is on one worker only

        return SandboxedInspector().start()

    @cached_property
    def scanner(self) -> MalwareScanner:
        from chalicelib.adapters.malware import (  # noqa: PLC0415 - one worker only
            ClamdScanner,
            GuardDutyScanner,
            NoScanner,
        )

        settings = self.settings
        if settings.malware_scanner == "guardduty":
            return GuardDutyScanner(self.clients.s3, self.clients.guardduty, settings.upload_bucket)
        return ClamdScanner(self.store, settings.clamd_address) if settings.malware_scanner == "clamd" else NoScanner()

    @property
    def reads_papers(self) -> bool:
        return self.settings.paper_reader != "off"

    @cached_property
    def paper_reader(self) -> PaperReader:
        from chalicelib.adapters.reading import TesseractReader  # noqa: PLC0415 - one worker only

        return TesseractReader()

    @cached_property
    def messengers(self) -> dict[NoticeChannel, Messenger]:
        from chalicelib.adapters.messaging import (  # noqa: PLC0415 - one worker only
            LetterMessenger,
            SesMessenger,
            SmsMessenger,
        )
        from chalicelib.bootstrap.aws_channels import keep_all, open_channels  # noqa: PLC0415 - the same

        settings = self.settings
        is_practice = settings.is_sandbox
        letters = LetterMessenger(self.letters.shelf, settings.office, self.clock, is_practice=is_practice)
        if is_practice:
            return keep_all(settings) | {NoticeChannel.LETTER: letters}
        return open_channels(settings, self.clients, self.clock, lambda: self.keys) | {
            NoticeChannel.EMAIL: SesMessenger(self.clients.sesv2, settings.mail_sender, settings.mail_reports),
            NoticeChannel.SMS: SmsMessenger(self.clients.sms, settings.sms_sender, settings.sms_reports),
            NoticeChannel.LETTER: letters,
        }

    @cached_property
    def letters(self) -> "LetterPorts":
        from chalicelib.bootstrap.letters import AwsLetterPorts  # noqa: PLC0415 - few functions only

        return AwsLetterPorts(self)

    @cached_property
    def resident_tokens(self) -> ResidentTokens:
        from chalicelib.adapters.identity.resident_tokens import JwtResidentTokens  # noqa: PLC0415 - not for tracking

        return JwtResidentTokens(self.keys.token)

    @cached_property
    def visit_tokens(self) -> VisitTokens:
        from chalicelib.adapters.identity.visit_tokens import JwtVisitTokens  # noqa: PLC0415 - pages only

        return JwtVisitTokens(self.keys.visit, self.settings.visit_generation)

    @cached_property
    def puzzles(self) -> Puzzles:
        from chalicelib.adapters.identity.puzzles import AltchaPuzzles  # noqa: PLC0415 - one page only

        return AltchaPuzzles(self.keys.puzzle, self.ids)

    @cached_property
    def assist_tickets(self) -> AssistTickets:
        from chalicelib.adapters.identity.assist_tickets import JwtAssistTickets  # noqa: PLC0415 - not for tracking

        return JwtAssistTickets(self.keys.ticket)

    @cached_property
    def staff_tokens(self) -> StaffTokens:
        from chalicelib.adapters.identity.staff_tokens import OidcStaffTokens  # noqa: PLC0415 - one surface only

        settings = self.settings
        return OidcStaffTokens(
            settings.oidc_issuer, settings.oidc_audience, settings.oidc_jwks_url, settings.oidc_roles_claim
        )

    @cached_property
    def post(self) -> "PostPorts":
        from chalicelib.bootstrap.aws_post import AwsPostPorts  # noqa: PLC0415 - residents' calls never need it

        return AwsPostPorts(self)

    @cached_property
    def retention(self) -> "RetentionPorts":
        from chalicelib.bootstrap.aws_retention import AwsRetentionPorts  # noqa: PLC0415 - an administrator, one worker

        return AwsRetentionPorts(self.settings, self.clients)

    @cached_property
    def coverage(self) -> "CoveragePorts":
        from chalicelib.bootstrap.coverage import AwsCoveragePorts  # noqa: PLC0415 - pages of the office only

        return AwsCoveragePorts(self)

    def receipt_printer_for(self, edition: Edition) -> ReceiptPrinter:
        from chalicelib.adapters.documents import PdfReceiptPrinter  # noqa: PLC0415 - fonts and QR for one route

        return PdfReceiptPrinter(edition.office, edition.catalogue, edition.messages, self.public_url)

    @cached_property
    def counter(self) -> "CounterPorts":
        from chalicelib.bootstrap.aws_counter import AwsCounterPorts  # noqa: PLC0415 - tracking never needs it

        return AwsCounterPorts(self.settings, self.clients)

    def sheet_printer_for(self, edition: Edition) -> SheetPrinter:
        from chalicelib.adapters.documents import PdfSheetPrinter, SheetWords  # noqa: PLC0415 - the same

        return PdfSheetPrinter(SheetWords(edition.office, edition.catalogue, edition.messages), self.public_url)

    def print_list_for(self, edition: Edition) -> "PrintListPrinter":
        from chalicelib.adapters.documents.print_list import PdfPrintList  # noqa: PLC0415 - a producer only
        from chalicelib.adapters.documents.words import SheetWords  # noqa: PLC0415 - the same

        return PdfPrintList(SheetWords(edition.office, edition.catalogue, edition.messages))
