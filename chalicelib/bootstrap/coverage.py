"""The coverage of e-KTP: its ports, and its use cases on them, each made when it is first asked for."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from chalicelib.catalogue import load_regions
from chalicelib.domain.regions import Regions
from chalicelib.services.count_coverage import CountCoverage
from chalicelib.services.coverage_ports import (
    Campaigns,
    CoverageFigures,
    CoveragePrinter,
    ListVault,
    OwingLists,
    RecordingDays,
    SeenLists,
)
from chalicelib.services.erase_owing_list import EraseOwingList
from chalicelib.services.keep_owing_list import KeepOwingList
from chalicelib.services.record_at_places import RecordAtPlaces
from chalicelib.services.run_campaign import RunCampaign

if TYPE_CHECKING:
    from chalicelib.bootstrap.aws import AwsPorts
    from chalicelib.bootstrap.services import Services


class CoveragePorts(Protocol):
    """What this area needs from the world besides `Ports`; tests pass fakes."""

    @property
    def figures(self) -> CoverageFigures: ...
    @property
    def owing(self) -> OwingLists: ...
    @property
    def campaigns(self) -> Campaigns: ...
    @property
    def recordings(self) -> RecordingDays: ...
    @property
    def vault(self) -> ListVault: ...
    @property
    def seen(self) -> SeenLists: ...
    @property
    def printer(self) -> CoveragePrinter: ...


class AwsCoveragePorts:
    """The same of a deployed function."""

    def __init__(self, ports: "AwsPorts") -> None:
        """Nothing is made yet."""
        self._ports = ports

    @cached_property
    def figures(self) -> CoverageFigures:
        from chalicelib.adapters.dynamodb.coverage import DynamoCoverageFigures  # noqa: PLC0415 - made when asked for

        return DynamoCoverageFigures(*self._place)

    @cached_property
    def owing(self) -> OwingLists:
        from chalicelib.adapters.dynamodb.coverage import DynamoOwingLists  # noqa: PLC0415 - the same

        return DynamoOwingLists(*self._place)

    @cached_property
    def campaigns(self) -> Campaigns:
        from chalicelib.adapters.dynamodb.coverage import DynamoCampaigns  # noqa: PLC0415 - the same

        return DynamoCampaigns(*self._place)

    @cached_property
    def recordings(self) -> RecordingDays:
        from chalicelib.adapters.dynamodb.coverage import DynamoRecordingDays  # noqa: PLC0415 - the same

        return DynamoRecordingDays(*self._place)

    @cached_property
    def seen(self) -> SeenLists:
        from chalicelib.adapters.dynamodb.coverage import DynamoSeenLists  # noqa: PLC0415 - the same

        return DynamoSeenLists(*self._place)

    @cached_property
    def vault(self) -> ListVault:
        from chalicelib.adapters.kms.list_vault import KmsListVault  # noqa: PLC0415 - the same

        settings = self._ports.settings
        return KmsListVault(self._ports.clients.kms, settings.kms_key, settings.office)

    @cached_property
    def printer(self) -> CoveragePrinter:
        from chalicelib.adapters.documents.coverage_sheets import PdfCoveragePrinter  # noqa: PLC0415 - fonts

        return PdfCoveragePrinter(self._ports.office, load_regions())

    @cached_property
    def _place(self) -> tuple[Any, str, str]:
        """A client of boto3, the table, the office."""
        settings = self._ports.settings
        return self._ports.clients.dynamodb, settings.table, settings.office


class CoverageServices:
    """The use cases on one set of ports."""

    def __init__(self, services: "Services") -> None:
        """Nothing is made yet."""
        self._services = services
        self.ports = services.ports.coverage

    @cached_property
    def regions(self) -> Regions:
        return load_regions()

    @cached_property
    def count(self) -> CountCoverage:
        return CountCoverage(self.ports.figures, self.regions, self._services.office, self._services.clock)

    @cached_property
    def owing(self) -> KeepOwingList:
        ports, services = self.ports, self._services
        return KeepOwingList(
            ports.owing, ports.vault, ports.seen, self.regions, services.office, services.ports.keys, services.clock,
            services.ports.ids,
        )  # fmt: skip

    @cached_property
    def erase_owing(self) -> EraseOwingList:
        return EraseOwingList(self.ports.owing, self._services.office, self._services.clock)

    @cached_property
    def campaigns(self) -> RunCampaign:
        return RunCampaign(self.ports.campaigns, self.owing, self.ports.recordings)

    @cached_property
    def recordings(self) -> RecordAtPlaces:
        return RecordAtPlaces(self.ports.recordings, self.owing, self.campaigns, self._services.closed_days)
