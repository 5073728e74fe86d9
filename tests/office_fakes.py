"""Fakes of the ports of the staff's side."""

from chalicelib.domain.errors import StaleVersionError
from chalicelib.domain.officers import Officer


class FakeOfficerDirectory:
    """Entries in memory. `reads` counts what was asked."""

    def __init__(self) -> None:
        self.entries: dict[str, Officer] = {}
        self.reads = 0

    def get(self, officer: str) -> Officer:
        self.reads += 1
        return self.entries.get(officer, Officer(id=officer))

    def save(self, officer: Officer) -> Officer:
        if self.entries.get(officer.id, Officer(id=officer.id)).version != officer.version:
            raise StaleVersionError
        stored = officer.model_copy(update={"version": officer.version + 1})
        self.entries[officer.id] = stored
        return stored

    def list_all(self) -> tuple[Officer, ...]:
        return tuple(self.entries[name] for name in sorted(self.entries))
