"""The use cases on one set of ports, each made when it is first asked for."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from chalicelib.catalogue import load_catalogue, load_closed_days, load_guide, load_messages, load_regions
from chalicelib.domain.catalogue import Catalogue
from chalicelib.domain.catalogue.guide import Guide
from chalicelib.domain.closed_days import ClosedDays
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.messages import Messages
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.office import Office
from chalicelib.domain.overlay import Edition, Overlay
from chalicelib.observability import logger
from chalicelib.services.amend_application import AmendApplication
from chalicelib.services.application_details import DetailsReader
from chalicelib.services.checklists import Checklists
from chalicelib.services.find_cases import LOOK_EVERY, FindCases
from chalicelib.services.holding_overlay import HoldingOverlay
from chalicelib.services.inspect_upload import InspectUpload
from chalicelib.services.keys import Keys
from chalicelib.services.own_pictures import OwnPictures
from chalicelib.services.past_rules import PastRules, fits
from chalicelib.services.pin_ways import PinWays
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
from chalicelib.services.postal_numbers import PostalNumbers
from chalicelib.services.print_receipt import PrintReceipt
from chalicelib.services.produce_case import ProduceCase
from chalicelib.services.product_names import ProductNames
from chalicelib.services.read_application import OwnApplication
from chalicelib.services.receive_upload import ReceiveUpload
from chalicelib.services.recipients import Recipients
from chalicelib.services.relay_outbox import RelayOutbox
from chalicelib.services.review_case import ReviewCase
from chalicelib.services.screen_duplicates import ScreenDuplicates
from chalicelib.services.start_application import StartApplication
from chalicelib.services.submit_application import SubmitApplication
from chalicelib.services.sweep import Sweep
from chalicelib.services.take_next import TakeNext
from chalicelib.services.track_application import TrackApplication
from chalicelib.services.visits import Visits
from chalicelib.web.assets import Assets

if TYPE_CHECKING:
    from chalicelib.bootstrap.counter import CounterPorts, CounterServices
    from chalicelib.bootstrap.coverage import CoveragePorts, CoverageServices
    from chalicelib.bootstrap.letters import LetterPorts
    from chalicelib.bootstrap.post import PostPorts, PostServices
    from chalicelib.bootstrap.printing import PrintingServices
    from chalicelib.bootstrap.retention import RetentionPorts, RetentionServices
    from chalicelib.bootstrap.review import ReviewServices
    from chalicelib.bootstrap.signing import SigningServices
    from chalicelib.bootstrap.telling import TellingServices
    from chalicelib.domain.identifiers import ReceiptNumber
    from chalicelib.domain.notification import Notice
    from chalicelib.domain.pick_up import Booking
    from chalicelib.services.administer_office import AdministerOffice
    from chalicelib.services.admit_staff import AdmitStaff
    from chalicelib.services.assist_resident import AssistResident
    from chalicelib.services.count_figures import CountFigures
    from chalicelib.services.count_queues import CountQueues
    from chalicelib.services.edit_texts import EditTexts
    from chalicelib.services.figures_ports import EventLog, FigureLedger, PublishedFigures
    from chalicelib.services.keep_calendar import KeepCalendar
    from chalicelib.services.letters import Letters
    from chalicelib.services.maintain_overlays import MaintainOverlays
    from chalicelib.services.open_queue import OpenQueue
    from chalicelib.services.print_sheets import PrintSheets
    from chalicelib.services.print_slip import PrintSlip
    from chalicelib.services.printing_ports import PrintLedger, PrintListPrinter
    from chalicelib.services.queue_ports import QueueCounts, QueueFront, ViewStore
    from chalicelib.services.read_numbers import ReadNumbers
    from chalicelib.services.read_statistics import ReadStatistics
    from chalicelib.services.rebuild_figures import RebuildFigures
    from chalicelib.services.review_ports import HoldStore
    from chalicelib.services.saved_views import SavedViews
    from chalicelib.services.send_notices import SendNotices
    from chalicelib.services.show_texts import ShowTexts
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
    from chalicelib.services.staff_sessions import StaffSessions
    from chalicelib.services.telling_ports import ReportQueue, SendingMeter, SuppressionList, TellingTrail
    from chalicelib.web.pages import Pages
    from chalicelib.web.staff_pages import StaffPages


def _tell_grown(notice: "Notice", parts: int) -> None:
    """What grew, and never what it says or to whom; the figures of notices count it."""
    logger.warning("text_message_grew", notice=str(notice.event), language=str(notice.language), parts=parts)


def _tell(event: str, fact: str) -> None:
    logger.warning(event, fact=fact)


class Ports(Protocol):
    """Everything the services need from the world; tests pass fakes."""

    @property
    def office(self) -> Office: ...
    @property
    def public_url(self) -> str: ...
    @property
    def stuck_after(self) -> timedelta: ...
    @property
    def quiet_hours(self) -> bool: ...
    @property
    def is_sandbox(self) -> bool: ...
    @property
    def keys(self) -> Keys: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def ids(self) -> Ids: ...
    @property
    def cases(self) -> CaseRepository: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def notices(self) -> NoticeLog: ...
    @property
    def unreached(self) -> UnreachedList: ...
    @property
    def telling_trail(self) -> "TellingTrail": ...
    @property
    def suppressions(self) -> "SuppressionList": ...
    @property
    def sending_meter(self) -> "SendingMeter": ...
    @property
    def report_queue(self) -> "ReportQueue": ...
    @property
    def queue(self) -> JobQueue: ...
    @property
    def store(self) -> ObjectStore: ...
    @property
    def sealer(self) -> Sealer: ...
    @property
    def scanner(self) -> MalwareScanner: ...

    @property
    def inspector(self) -> Inspector: ...
    @property
    def reads_papers(self) -> bool: ...
    @property
    def paper_reader(self) -> PaperReader: ...
    @property
    def messengers(self) -> Mapping[NoticeChannel, Messenger]: ...
    @property
    def resident_tokens(self) -> ResidentTokens: ...
    @property
    def visit_tokens(self) -> VisitTokens: ...
    @property
    def puzzles(self) -> Puzzles: ...
    @property
    def assist_tickets(self) -> AssistTickets: ...
    @property
    def staff_tokens(self) -> StaffTokens: ...
    @property
    def overlays(self) -> OverlayStore: ...
    @property
    def figures(self) -> "FigureLedger": ...
    @property
    def notice_figures(self) -> "FigureLedger": ...
    @property
    def published_figures(self) -> "PublishedFigures": ...
    @property
    def event_log(self) -> "EventLog": ...
    @property
    def queue_counts(self) -> "QueueCounts": ...
    @property
    def views(self) -> "ViewStore": ...
    @property
    def queue_front(self) -> "QueueFront": ...
    @property
    def print_ledger(self) -> "PrintLedger": ...
    @property
    def letters(self) -> "LetterPorts": ...
    @property
    def signing_ledger(self) -> "SigningLedger": ...
    @property
    def pdf_verifier(self) -> "PdfVerifier": ...
    @property
    def trust(self) -> "TrustStore": ...
    @property
    def signed_documents(self) -> "SignedDocuments": ...
    @property
    def electronic_signature(self) -> "ElectronicSignature | None": ...
    @property
    def officers(self) -> "OfficerDirectory": ...
    @property
    def partners(self) -> "PartnerRegister": ...
    @property
    def seen(self) -> "SeenLog": ...
    @property
    def sign_in(self) -> "SignIn": ...
    @property
    def sign_in_tokens(self) -> "SignInTokens": ...
    @property
    def public_keys(self) -> "PublicKeys": ...
    @property
    def admin_log(self) -> "AdminLog": ...
    @property
    def session_tokens(self) -> "SessionTokens": ...
    @property
    def passes(self) -> "Passes": ...
    @property
    def holds(self) -> "HoldStore": ...
    def receipt_printer_for(self, edition: Edition, /) -> ReceiptPrinter: ...
    def sheet_printer_for(self, edition: Edition, /) -> SheetPrinter: ...
    def print_list_for(self, edition: Edition, /) -> "PrintListPrinter": ...
    @property
    def post(self) -> "PostPorts": ...
    @property
    def counter(self) -> "CounterPorts": ...
    @property
    def coverage(self) -> "CoveragePorts": ...
    @property
    def retention(self) -> "RetentionPorts": ...


class Services:
    """The use cases on one set of ports, under the overlay that held when one of them first needed it."""

    def __init__(self, ports: Ports, holding: HoldingOverlay | None = None) -> None:
        """Nothing is made yet, and no overlay is asked for. `holding` is what this process knows of it already."""
        self.ports = ports
        self._holding = holding

    def present(self) -> "Services":
        """These, or once another overlay holds new ones on the same ports. What needs no overlay never asks for it."""
        if "overlay" not in self.__dict__ or self.holding.present() is self.overlay:
            return self
        return Services(self.ports, self.holding)

    @cached_property
    def holding(self) -> HoldingOverlay:
        return self._holding or HoldingOverlay(self.ports.overlays, self.clock, self._fits, _tell)

    def _fits(self, overlay: Overlay) -> bool:
        return fits(overlay, self.shipped)

    @cached_property
    def overlay(self) -> Overlay | None:
        return self.holding.present()

    @cached_property
    def shipped(self) -> Edition:
        return Edition(load_catalogue(), load_messages(), self.ports.office)

    @cached_property
    def edition(self) -> Edition:
        return self.shipped.under(self.overlay)

    @cached_property
    def catalogue(self) -> Catalogue:
        return self.edition.catalogue if self.overlay else load_catalogue()

    @cached_property
    def messages(self) -> Messages:
        return self.edition.messages if self.overlay else load_messages()

    @cached_property
    def office(self) -> Office:
        return self.edition.office if self.overlay else self.ports.office

    @cached_property
    def public_url(self) -> str:
        return self.ports.public_url

    @cached_property
    def clock(self) -> Clock:
        return self.ports.clock

    @cached_property
    def assets(self) -> Assets:
        return Assets()

    @cached_property
    def guide(self) -> Guide:
        return load_guide()

    @cached_property
    def pages(self) -> "Pages":
        from chalicelib.web.pages import Pages  # noqa: PLC0415 - templates are the pages' alone

        return Pages(self.assets, self.messages, self.office.notice)

    @cached_property
    def staff_pages(self) -> "StaffPages":
        from chalicelib.web.staff_pages import StaffPages  # noqa: PLC0415 - the same

        return StaffPages(self.assets, self.messages, self.office)

    @cached_property
    def staff_sessions(self) -> "StaffSessions":
        from chalicelib.services.staff_sessions import StaffSessions  # noqa: PLC0415 - pages of the office only

        ports = self.ports
        return StaffSessions(ports.session_tokens, ports.officers, ports.ids, ports.keys, self.clock)

    @cached_property
    def administer(self) -> "AdministerOffice":
        from chalicelib.services.administer_office import AdministerOffice  # noqa: PLC0415 - one administrator only

        ports = self.ports
        return AdministerOffice(ports.officers, ports.partners, self.clock, ports.ids, ports.keys.lookup)

    @cached_property
    def checklists(self) -> Checklists:
        return Checklists(self.catalogue, self.office, self._past_rules)

    def _past_rules(self, version: str) -> Checklists | None:
        return self._past(version)

    @cached_property
    def _past(self) -> PastRules:
        return PastRules(self.ports.overlays, self.shipped)

    @cached_property
    def maintain_overlays(self) -> "MaintainOverlays":
        from chalicelib.services.maintain_overlays import MaintainOverlays  # noqa: PLC0415 - one administrator only

        return MaintainOverlays(self.ports.overlays, self.shipped, self.clock, self.ports.public_url)

    @cached_property
    def edit_texts(self) -> "EditTexts":
        from chalicelib.services.edit_texts import EditTexts  # noqa: PLC0415 - one administrator only

        return EditTexts(self.maintain_overlays)

    @cached_property
    def show_texts(self) -> "ShowTexts":
        from chalicelib.adapters.messaging.ses import as_html  # noqa: PLC0415 - one administrator only
        from chalicelib.services.show_texts import ShowTexts  # noqa: PLC0415 - the same

        return ShowTexts(self.shipped.messages, as_html, lambda: self.ports.letters.printer_for(self.edition))

    @cached_property
    def keep_calendar(self) -> "KeepCalendar":
        from chalicelib.services.keep_calendar import KeepCalendar  # noqa: PLC0415 - one administrator only

        ports = self.ports
        return KeepCalendar(
            ports.overlays, self.maintain_overlays, load_closed_days(), self.office, ports.counter.book, self.clock
        )

    @cached_property
    def details(self) -> DetailsReader:
        countries = self.office.telling.countries
        return DetailsReader(self.checklists, load_regions(), self.ports.keys.lookup, countries)

    @cached_property
    def resident_tokens(self) -> ResidentTokens:
        return self.ports.resident_tokens

    @cached_property
    def visits(self) -> Visits:
        return Visits(self.ports.visit_tokens, self.ports.ids, self.ports.keys, self.clock)

    @cached_property
    def puzzles(self) -> Puzzles:
        return self.ports.puzzles

    @cached_property
    def assist_tickets(self) -> AssistTickets:
        return self.ports.assist_tickets

    @cached_property
    def admit_staff(self) -> "AdmitStaff":
        from chalicelib.services.admit_staff import AdmitStaff  # noqa: PLC0415 - one surface only

        return AdmitStaff(self.ports.staff_tokens, self.ports.passes, self.ports.officers, self.clock)

    @cached_property
    def staff_tokens(self) -> StaffTokens:
        return self.ports.staff_tokens

    @cached_property
    def start_application(self) -> StartApplication:
        ports = self.ports
        return StartApplication(
            ports.cases, ports.sealer, self.details, self.office, ports.keys, self.clock, ports.is_sandbox
        )

    @cached_property
    def amend_application(self) -> AmendApplication:
        return AmendApplication(self.ports.cases, self.ports.sealer, self.details, self.office, self.clock)

    @cached_property
    def receive_upload(self) -> ReceiveUpload:
        return ReceiveUpload(self.ports.cases, self.ports.store, self.checklists, self.clock, self.ports.ids)

    @cached_property
    def submit_application(self) -> SubmitApplication:
        return SubmitApplication(self.ports.cases, self.checklists, self.office, self.clock, self.ports.reads_papers)

    @cached_property
    def own_application(self) -> OwnApplication:
        ports, telling = self.ports, self.office.telling
        channels = [step.channel for step in telling.of(NoticeEvent.PIN_REISSUED).steps]
        recipients = Recipients(channels, telling.countries, ports.suppressions, ports.keys.lookup)
        ways = PinWays(recipients, ports.sending_meter, self.office, self.clock)
        return OwnApplication(ports.cases, ports.sealer, self.checklists, self.office, self.clock, ways)

    @cached_property
    def own_pictures(self) -> OwnPictures:
        return OwnPictures(self.ports.store)

    @cached_property
    def track(self) -> TrackApplication:
        return TrackApplication(self.ports.cases, self.office, self.ports.keys, self.clock)

    @cached_property
    def print_receipt(self) -> PrintReceipt:
        return PrintReceipt(self.ports.cases, self.ports.receipt_printer_for(self.edition), self.ports.keys)

    @cached_property
    def assist_resident(self) -> "AssistResident":
        from chalicelib.services.assist_resident import AssistResident  # noqa: PLC0415 - not for tracking

        return AssistResident(
            self.ports.cases, self.start_application, self.print_receipt, self.assist_tickets, self.clock
        )

    @cached_property
    def print_sheets(self) -> "PrintSheets":
        from chalicelib.services.print_sheets import PrintSheets  # noqa: PLC0415 - not for tracking

        ports = self.ports
        printer = ports.sheet_printer_for(self.edition)
        return PrintSheets(ports.cases, self.checklists, printer, self.office, ports.keys, self.clock)

    @cached_property
    def print_slip(self) -> "PrintSlip":
        from chalicelib.services.print_slip import PrintSlip  # noqa: PLC0415 - not for tracking

        ports = self.ports
        printer = ports.sheet_printer_for(self.edition)
        return PrintSlip(ports.cases, ports.post.ledger, self.review_case, printer, self.messages, ports.keys)

    @cached_property
    def inspect_upload(self) -> InspectUpload:
        ports = self.ports
        return InspectUpload(
            ports.cases,
            ports.outbox,
            ports.store,
            ports.inspector,
            ports.scanner,
            self.checklists,
            ports.unreached,
            self.clock,
        )

    @cached_property
    def review_case(self) -> ReviewCase:
        return ReviewCase(self.ports.cases, self.ports.post.ledger, self.checklists, self.office, self.clock)

    @cached_property
    def take_next(self) -> TakeNext:
        return TakeNext(self.ports.cases, self.review_case)

    @cached_property
    def produce_case(self) -> ProduceCase:
        ports = self.ports
        return ProduceCase(ports.cases, self.checklists, self.office, self.clock, self.postal_numbers)

    @cached_property
    def product_names(self) -> ProductNames:
        return ProductNames(self.ports.cases, self.checklists)

    @cached_property
    def postal_numbers(self) -> PostalNumbers:
        return PostalNumbers(self.ports.cases, self.clock, self.ports.keys.lookup)

    @cached_property
    def post(self) -> "PostServices":
        from chalicelib.bootstrap.post import PostServices  # noqa: PLC0415 - residents' calls never need it

        return PostServices(self)

    @cached_property
    def counter(self) -> "CounterServices":
        from chalicelib.bootstrap.counter import CounterServices  # noqa: PLC0415 - tracking never needs it

        return CounterServices(self)

    @cached_property
    def letters(self) -> "Letters":
        from chalicelib.bootstrap.letters import make_letters  # noqa: PLC0415 - staff only

        return make_letters(self)

    @cached_property
    def printing(self) -> "PrintingServices":
        from chalicelib.bootstrap.printing import PrintingServices  # noqa: PLC0415 - a producer only

        return PrintingServices(self)

    @cached_property
    def signing(self) -> "SigningServices":
        from chalicelib.bootstrap.signing import SigningServices  # noqa: PLC0415 - a signer only

        return SigningServices(self)

    @cached_property
    def review(self) -> "ReviewServices":
        from chalicelib.bootstrap.review import ReviewServices  # noqa: PLC0415 - not for every call

        return ReviewServices(self)

    @cached_property
    def retention(self) -> "RetentionServices":
        from chalicelib.bootstrap.retention import RetentionServices  # noqa: PLC0415 - an administrator, one worker

        return RetentionServices(self)

    @cached_property
    def coverage(self) -> "CoverageServices":
        from chalicelib.bootstrap.coverage import CoverageServices  # noqa: PLC0415 - pages of the office only

        return CoverageServices(self)

    @cached_property
    def read_numbers(self) -> "ReadNumbers":
        from chalicelib.services.read_numbers import ReadNumbers  # noqa: PLC0415 - one worker only

        ports = self.ports
        return ReadNumbers(ports.cases, ports.outbox, ports.store, ports.sealer, ports.paper_reader, self.clock)

    @cached_property
    def find_cases(self) -> FindCases:
        ports, holds = self.ports, lambda: self.review.hold.present()  # noqa: PLW0108 - no review is made before it is asked
        idle = timedelta(minutes=self.office.limits.claim_idle_minutes)
        every = min(LOOK_EVERY, idle / 2)
        return FindCases(ports.cases, ports.sealer, ports.store, ports.keys, self.clock, holds, every)

    @cached_property
    def screen_duplicates(self) -> ScreenDuplicates:
        return ScreenDuplicates(self.ports.cases, self.ports.outbox, self.clock)

    @cached_property
    def queue_counts(self) -> "QueueCounts":
        return self.ports.queue_counts

    @cached_property
    def count_queues(self) -> "CountQueues":
        from chalicelib.services.count_queues import CountQueues  # noqa: PLC0415 - one worker only

        return CountQueues(self.ports.queue_counts, self.ports.cases)

    @cached_property
    def open_queue(self) -> "OpenQueue":
        from chalicelib.services.open_queue import OpenQueue  # noqa: PLC0415 - one page only

        return OpenQueue(self.ports.queue_front)

    @cached_property
    def saved_views(self) -> "SavedViews":
        from chalicelib.services.saved_views import SavedViews  # noqa: PLC0415 - one page only

        return SavedViews(self.ports.views)

    @cached_property
    def count_figures(self) -> "CountFigures":
        from chalicelib.services.count_figures import CountFigures  # noqa: PLC0415 - one worker only

        return CountFigures(self.ports.figures, self.ports.office)  # no overlay changes what a day is

    @cached_property
    def rebuild_figures(self) -> "RebuildFigures":
        from chalicelib.services.rebuild_figures import RebuildFigures  # noqa: PLC0415 - one page only

        return RebuildFigures(self.ports.figures, self.ports.event_log, self.count_figures, self.clock)

    @cached_property
    def read_statistics(self) -> "ReadStatistics":
        from chalicelib.services.read_statistics import ReadStatistics  # noqa: PLC0415 - figures only

        ports = self.ports
        closed = self.closed_days
        return ReadStatistics(
            ports.figures, ports.published_figures, ports.office, load_catalogue(), closed, self.clock
        )

    @cached_property
    def closed_days(self) -> ClosedDays:
        """By decree, and by the office's own word."""
        return load_closed_days().with_own(self.office.own_days)

    @cached_property
    def relay_outbox(self) -> RelayOutbox:
        return RelayOutbox(self.ports.queue, self.screen_duplicates)

    @cached_property
    def sweep(self) -> Sweep:
        ports = self.ports
        return Sweep(
            ports.cases, ports.outbox, self.relay_outbox, self.office, self.clock, ports.stuck_after,
            self.counter.remind, self.coverage.erase_owing, self.counter.remind_of_visits, self.review.hold.read,
        )  # fmt: skip

    @cached_property
    def send_notices(self) -> "SendNotices":
        from chalicelib.services.occasions import Occasions  # noqa: PLC0415 - not for tracking
        from chalicelib.services.send_notices import SendNotices  # noqa: PLC0415

        ports = self.ports
        return SendNotices(
            occasions=Occasions(
                ports.cases,
                ports.sealer,
                ports.public_url,
                ports.keys.pin,
                self._visit_ahead,
                self.review.hold.so_far,
                self._is_visit_off,
            ),
            recipients=Recipients(
                ports.messengers.keys(), self.office.telling.countries, ports.suppressions, ports.keys.lookup
            ),
            outbox=ports.outbox,
            notices=ports.notices,
            unreached=ports.unreached,
            messengers=ports.messengers,
            caps=self.telling.sending_caps,
            catalogue=self.catalogue,
            messages=self.messages,
            office=self.office,
            clock=self.clock,
            closed=load_closed_days(),
            quiet_hours=ports.quiet_hours,
            tell_grown=_tell_grown,
            stop_link=self.telling.stop_links,
            is_practice=ports.is_sandbox,
        )

    def _visit_ahead(self, receipt: "ReceiptNumber") -> "Booking | None":
        return self.counter.booking.ahead(receipt)

    def _is_visit_off(self, booking: "Booking") -> bool:
        return self.counter.booking.is_off(booking)

    @cached_property
    def telling(self) -> "TellingServices":
        from chalicelib.bootstrap.telling import TellingServices  # noqa: PLC0415 - one worker only

        return TellingServices(self)
