"""A table behind real adapters, for tests that trouble the wire between them."""

from dataclasses import dataclass

from chalicelib.adapters.clients import Clients
from chalicelib.adapters.dynamodb import DynamoCaseRepository, DynamoNoticeLog, DynamoOutbox, DynamoOverlayStore
from chalicelib.adapters.dynamodb.post_ledger import DynamoPostLedger
from chalicelib.catalogue import load_office
from tests.fakes import OFFICE


@dataclass(frozen=True)
class Place:
    """A table, its clients, seconds a repeated request is known for, and the waits between attempts."""

    clients: Clients
    table: str
    window: int
    waits: list[int]

    @property
    def cases(self) -> DynamoCaseRepository:
        return DynamoCaseRepository(self.clients.dynamodb, self.table, OFFICE, self.window, self.waits.append)

    @property
    def ledger(self) -> DynamoPostLedger:
        return DynamoPostLedger(self.clients.dynamodb, self.table, load_office(OFFICE), self.waits.append)

    @property
    def outbox(self) -> DynamoOutbox:
        return DynamoOutbox(self.clients.dynamodb, self.table, OFFICE)

    @property
    def notices(self) -> DynamoNoticeLog:
        return DynamoNoticeLog(self.clients.dynamodb, self.table, OFFICE)

    @property
    def overlays(self) -> DynamoOverlayStore:
        return DynamoOverlayStore(self.clients.dynamodb, self.table, OFFICE, self.waits.append)
