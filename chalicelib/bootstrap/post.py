"""The use cases of the postal channel, each made when it is first asked for."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from chalicelib.domain.notification import NoticeChannel
from chalicelib.services.file_envelope import FileEnvelope
from chalicelib.services.hand_over_batch import HandOverBatch
from chalicelib.services.key_case import KeyCase
from chalicelib.services.open_by_post import OpenByPost
from chalicelib.services.ports import PartnerKeys
from chalicelib.services.post_ports import BatchStore, PostLedger, ScanReader, Unpacker
from chalicelib.services.read_scans import ReadScans
from chalicelib.services.reconcile_statements import ReconcileStatements
from chalicelib.services.report_days import ReportDays
from chalicelib.services.resolve_envelope import ResolveEnvelope
from chalicelib.services.sort_pages import SortPages
from chalicelib.services.split_parcel import SplitParcel
from chalicelib.services.withdraw_sheets import WithdrawSheets

if TYPE_CHECKING:
    from chalicelib.bootstrap.services import Services


class PostPorts(Protocol):
    """What the postal channel needs from the world besides `Ports`; tests pass fakes."""

    @property
    def ledger(self) -> PostLedger: ...
    @property
    def batches(self) -> BatchStore: ...
    @property
    def scan_reader(self) -> ScanReader: ...
    @property
    def unpacker(self) -> Unpacker: ...
    @property
    def partner_keys(self) -> PartnerKeys: ...
    @property
    def partners(self) -> Sequence[str]: ...
    @property
    def report_addresses(self) -> Mapping[str, str]: ...


class PostServices:
    """The use cases of the postal channel on the ports of an application."""

    def __init__(self, services: "Services") -> None:
        """Nothing is made yet."""
        self._services = services
        self._ports = services.ports
        self._post = services.ports.post

    @property
    def ledger(self) -> PostLedger:
        return self._post.ledger

    @cached_property
    def hand_over_batch(self) -> HandOverBatch:
        post, services = self._post, self._services
        return HandOverBatch(post.ledger, post.batches, post.partner_keys, services.office, services.clock)

    @cached_property
    def open_by_post(self) -> OpenByPost:
        ports, services = self._ports, self._services
        return OpenByPost(
            ports.cases, ports.sealer, services.details, services.office, ports.keys, services.clock,
            ports.reads_papers, ports.is_sandbox,
        )  # fmt: skip

    @cached_property
    def file_envelope(self) -> FileEnvelope:
        ports, services = self._ports, self._services
        return FileEnvelope(
            self._post.ledger, ports.cases, services.checklists, self.open_by_post, ports.keys, services.clock,
            ports.reads_papers,
        )  # fmt: skip

    @cached_property
    def split_parcel(self) -> SplitParcel:
        ports, post, services = self._ports, self._post, self._services
        documents = frozenset(map(str, services.catalogue.documents))
        return SplitParcel(
            ledger=post.ledger,
            outbox=ports.outbox,
            queue=ports.queue,
            store=post.batches,
            unpacker=post.unpacker,
            read_scans=ReadScans(post.scan_reader, ports.store, documents, services.office.code),
            file_envelope=self.file_envelope,
            office=services.office,
            clock=services.clock,
        )

    @cached_property
    def resolve_envelope(self) -> ResolveEnvelope:
        ports, post, services = self._ports, self._post, self._services
        return ResolveEnvelope(
            ledger=post.ledger,
            cases=ports.cases,
            store=post.batches,
            pages=ports.store,
            file_envelope=self.file_envelope,
            opening=self.open_by_post,
            withdrawing=WithdrawSheets(ports.cases, services.checklists, services.clock),
            ids=ports.ids,
            clock=services.clock,
        )

    @cached_property
    def key_case(self) -> KeyCase:
        return KeyCase(self._services.amend_application, self._ports.reads_papers)

    @cached_property
    def sort_pages(self) -> SortPages:
        return SortPages(self._ports.cases, self._services.checklists, self._services.clock, self._ports.reads_papers)

    @cached_property
    def reconcile_statements(self) -> ReconcileStatements:
        post, services = self._post, self._services
        return ReconcileStatements(post.ledger, self.hand_over_batch, services.office, services.clock)

    @cached_property
    def report_days(self) -> ReportDays:
        ports, services = self._ports, self._services
        mail = ports.messengers[NoticeChannel.EMAIL]
        addresses = self._post.report_addresses
        return ReportDays(
            self.reconcile_statements, self._post.partners, mail, addresses, services.messages, services.office
        )
