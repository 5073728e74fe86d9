"""What erasing needs of AWS."""

from functools import cached_property

from chalicelib.adapters.clients import Clients
from chalicelib.adapters.dynamodb.retention import DynamoEndedCases
from chalicelib.adapters.s3.shredder import S3Shredder
from chalicelib.config import Settings
from chalicelib.services.retention_ports import EndedCases, Shredder


class AwsRetentionPorts:
    """Each made when first asked for."""

    def __init__(self, settings: Settings, clients: Clients) -> None:
        """Nothing is made yet."""
        self._settings = settings
        self._clients = clients

    @cached_property
    def ended(self) -> EndedCases:
        return DynamoEndedCases(self._clients.dynamodb, self._settings.table, self._settings.office)

    @cached_property
    def shredder(self) -> Shredder:
        told = self._settings
        return S3Shredder(self._clients.s3, told.upload_bucket, told.page_bucket, told.scan_bucket, told.office)
