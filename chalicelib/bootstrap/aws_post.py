"""The postal channel's ports of a deployed function, each made when first asked for."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.adapters.dynamodb.post_ledger import DynamoPostLedger
from chalicelib.services.ports import PartnerKeys
from chalicelib.services.post_ports import BatchStore, PostLedger, ScanReader, Unpacker

if TYPE_CHECKING:
    from chalicelib.adapters.identity.partner_signatures import RegisteredPartnerKeys
    from chalicelib.bootstrap.aws import AwsPorts


class AwsPostPorts:
    """The scan worker carries the imaging layer; the office surface does not, and imports none of it."""

    def __init__(self, ports: "AwsPorts") -> None:
        """Nothing is made yet."""
        self._clients = ports.clients
        self._settings = ports.settings
        self._office = ports.office
        self._register = ports.partners

    @cached_property
    def ledger(self) -> PostLedger:
        return DynamoPostLedger(self._clients.dynamodb, self._settings.table, self._office)

    @cached_property
    def batches(self) -> BatchStore:
        from chalicelib.adapters.s3.batches import S3BatchStore  # noqa: PLC0415 - not for the officer's desk

        return S3BatchStore(self._clients.s3, self._settings.scan_bucket)

    @cached_property
    def scan_reader(self) -> ScanReader:
        from chalicelib.adapters.imaging.scans import ConfinedScanReader  # noqa: PLC0415 - the layer is on one worker

        return ConfinedScanReader()

    @cached_property
    def unpacker(self) -> Unpacker:
        from chalicelib.adapters.archives.unpacker import ZipUnpacker  # noqa: PLC0415 - one worker only

        return ZipUnpacker()

    @property
    def partner_keys(self) -> PartnerKeys:
        return self._known_partners

    @property
    def partners(self) -> Sequence[str]:
        return self._known_partners.list_partners()

    @property
    def report_addresses(self) -> Mapping[str, str]:
        return self._known_partners.list_addresses()

    @cached_property
    def _known_partners(self) -> "RegisteredPartnerKeys":
        from chalicelib.adapters.identity.partner_signatures import (  # noqa: PLC0415 - one surface only
            JwsPartnerKeys,
            RegisteredPartnerKeys,
        )

        return RegisteredPartnerKeys(JwsPartnerKeys.from_json(self._settings.partners), self._register)
