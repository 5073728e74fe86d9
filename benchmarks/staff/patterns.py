"""Cases as they lie in the engine's file: one of each kind, walked there by the office's own code, to be copied."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from typing_extensions import override

from benchmarks.engine import TABLE
from chalicelib.adapters.clients import Clients
from chalicelib.adapters.dynamodb import DynamoCaseRepository, DynamoNoticeLog
from chalicelib.domain.case import Case, Change
from chalicelib.domain.lifecycle import CaseState
from chalicelib.services.ports import Sealed
from tests.fakes import OFFICE, FakeCaseRepository, FakeRegistry
from tests.integration.http.walk import CHANGE, bring_to
from tests.office import LOST, PERSON, MiniOffice

_S: Final = CaseState
SHARES: Final[Mapping[CaseState, float]] = {
    _S.CLOSED: 0.9, _S.SUBMITTED: 0.03, _S.RETURNED: 0.02, _S.IN_PROCESS: 0.035, _S.READY: 0.015,
}  # fmt: skip
"""Of all cases; the rest is history. In a million, 30,000 wait to be looked at and 35,000 to be made."""

WINDOW: Final = 900


class TwofoldRepository(FakeCaseRepository):
    """Stores each move in memory, where the walk looks for it, and in the engine, where its items are taken from."""

    def __init__(self, registry: FakeRegistry, clients: Clients) -> None:
        super().__init__(registry)
        self.real = DynamoCaseRepository(clients.dynamodb, TABLE, OFFICE, WINDOW)

    @override
    def create(self, change: Change, sealed: Sealed) -> Case:
        self.real.create(change, sealed)
        return super().create(change, sealed)

    @override
    def save(self, change: Change, sealed: Sealed | None = None) -> None:
        super().save(change, sealed)
        self.real.save(change, sealed)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of one table of the file: its columns by name."""

    table: str
    columns: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Everything that the engine keeps of one case. `clock` is the moment that its work list sorts it by."""

    state: CaseState
    receipt: str
    clock: str
    rows: list[Row] = field(default_factory=list)


def walk_cases(clients: Clients) -> dict[str, CaseState]:
    """A lost card and, until something is made, a changed family card in each state, in the engine; their receipts."""
    office = MiniOffice()
    office.ports.cases = TwofoldRepository(office.ports.registry, clients)
    notices: Any = DynamoNoticeLog(clients.dynamodb, TABLE, OFFICE)
    office.ports.notices = notices
    walked = [(state, body) for state in SHARES for body in _bodies(state)]
    return {
        bring_to(office, state, _of_another(body, number)).id: state for number, (state, body) in enumerate(walked, 1)
    }


def _bodies(state: CaseState) -> tuple[dict[str, Any], ...]:
    """The walk makes cards only."""
    return (LOST,) if state in {CaseState.READY, CaseState.CLOSED} else (LOST, CHANGE)


def _of_another(body: dict[str, Any], number: int) -> dict[str, Any]:
    """The same of a person of their own: the walked case that a copy would be flagged beside is not in the table."""
    return {**body, "applicant": {**PERSON, "nik": f"357399450390{number:04d}"}}


def read_patterns(file: Path, receipts: Mapping[str, CaseState]) -> list[Pattern]:
    """What lies in the file of each of these cases: the table's rows, and those of its indexes."""
    with sqlite3.connect(file) as base:
        base.row_factory = sqlite3.Row
        names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables = [name for name in names if name == TABLE or name.startswith(f"{TABLE}::gsi::")]
        return [_read(base, tables, receipt, state) for receipt, state in receipts.items()]


def _read(base: sqlite3.Connection, tables: list[str], receipt: str, state: CaseState) -> Pattern:
    found = [Row(table, dict(row)) for table in tables for row in _rows_of(base, table, receipt)]
    rows = [row for row in found if not _is_settled(row)]
    lists = [row for row in rows if row.table.endswith("::gsi::GSI1")]  # another index is sorted by what is due
    clocks = [row.columns["gsi_sk"] for row in lists if row.columns.get("table_sk") == "S:CASE"]
    return Pattern(state, receipt, clocks[0][2:26] if clocks else "", rows)


def _is_settled(row: Row) -> bool:
    """Jobs were done in memory; by now they would be gone from the table."""
    return str(row.columns.get("sk", row.columns.get("table_sk"))).startswith("S:OUTBOX#")


def _rows_of(base: sqlite3.Connection, table: str, receipt: str) -> Iterator[sqlite3.Row]:
    partition, sort = ("pk", "sk") if table == TABLE else ("table_pk", "table_sk")
    # the names are the engine's own tables and columns
    wanted = f'SELECT * FROM "{table}" WHERE instr({partition}, ?) OR instr({sort}, ?)'  # noqa: S608
    yield from base.execute(wanted, (receipt, receipt))
