"""The office's holds in the registry table: one item. Each method names its access pattern of docs/data-model.md."""

from typing import Final

from chalicelib.adapters.dynamodb.administration import _Entries
from chalicelib.domain.holds import Holds

PARTITION: Final = "HOLDS"
SORT: Final = "HOLDS"


class DynamoHoldStore(_Entries):
    """A hold takes some 200 bytes: an item of 400 KB has room for every one of a century."""

    def get(self) -> Holds:
        """Pattern R1."""
        body = self.read(PARTITION, SORT)
        return Holds.model_validate_json(body) if body else Holds()

    def save(self, holds: Holds) -> Holds:
        """Pattern R2: one put on the condition of the version before."""
        stored = holds.model_copy(update={"version": holds.version + 1})
        self.replace(
            self.entry(PARTITION, SORT, "holds", stored.version, stored.model_dump_json()), stored.version, None
        )
        return stored
