"""The list of who owes an e-KTP is destroyed after its last day: its one key goes, and with it every line."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.coverage.owing import OwingList, Tally
from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.office import Office
from chalicelib.services.coverage_ports import OwingLists
from chalicelib.services.ports import Clock


@dataclass(frozen=True, slots=True)
class EraseOwingList:
    """Needs no key of its own: the sweeper can open nothing of what it destroys."""

    lists: OwingLists
    office: Office
    clock: Clock

    def __call__(self) -> int:
        """1 where a list was over and is destroyed now, though nobody looked; twice is once."""
        owing, now = self.lists.get(), self.clock.now()
        if owing.wrapped_key is None or owing.is_kept(self.office.local_time(now).date()):
            return 0
        try:
            destroy(self.lists, owing, now)
        except StaleVersionError:  # somebody looked, or brings an edition in: the next round sees
            return 0
        return 1


def destroy(lists: OwingLists, owing: OwingList, now: datetime) -> OwingList:
    """Take the key away, then the pieces, which nobody can open any more. Raises StaleVersionError."""
    gone = {
        "wrapped_key": None,
        "opened": None,
        "opened_until": None,
        "edition": 0,
        "tally": Tally(),
        "erased_at": now,
    }
    stored = lists.save(owing.model_copy(update=gone))
    for edition in filter(None, (owing.edition, owing.opened)):
        lists.drop_pieces(owing.id, edition)
    return stored
