"""The registry table: one per office and stage. docs/data-model.md numbers every way it is read and written."""

from chalicelib.adapters.dynamodb.cases import DynamoCaseRepository
from chalicelib.adapters.dynamodb.notices import DynamoNoticeLog
from chalicelib.adapters.dynamodb.outbox import DynamoOutbox
from chalicelib.adapters.dynamodb.overlays import DynamoOverlayStore
from chalicelib.adapters.dynamodb.unreached import DynamoUnreachedList

__all__ = ["DynamoCaseRepository", "DynamoNoticeLog", "DynamoOutbox", "DynamoOverlayStore", "DynamoUnreachedList"]
