"""Ended cases that stand in no list come into theirs, once, whichever table they are in."""

from datetime import timedelta

import boto3
import pytest

from chalicelib.adapters.clients import Clients
from chalicelib.adapters.dynamodb import DynamoCaseRepository
from chalicelib.adapters.dynamodb.retention import DynamoEndedCases
from chalicelib.adapters.dynamodb.unplaced import DynamoUnplacedCases
from chalicelib.domain.case import Case
from chalicelib.domain.erasing import act_of_keeping, keep
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.lifecycle import CaseEvent, CaseState
from chalicelib.domain.retention import KeepReason, Look, Part
from chalicelib.services.place_ended import PlaceEnded
from chalicelib.services.ports import Sealed
from infra import ended
from tests.builders import OFFICER, a_creation, a_receipt, a_step
from tests.contract.conftest import TABLE_ENGINES
from tests.contract.engines import Engines, make_table
from tests.fakes import EPOCH, OFFICE

SEALED = Sealed(b"\x01sealed", b"key")
LATER = EPOCH + timedelta(days=9)
DUE = Look(CaseState.CANCELLED, Part.PAPERS, LATER)


class Table:
    """Cases, and their lists taken away."""

    def __init__(self, clients: Clients, name: str) -> None:
        self.client, self.name = clients.dynamodb, name
        self.cases = DynamoCaseRepository(self.client, self.name, OFFICE, 900)
        self.ended = DynamoEndedCases(self.client, self.name, OFFICE)
        self.unplaced = DynamoUnplacedCases(self.client, self.name, OFFICE)
        self.place = PlaceEnded(self.unplaced)

    def cancelled(self, n: int) -> Case:
        """A case that ended before there were lists."""
        self.cases.create(a_creation(n), SEALED)
        change = a_step(self.cases.get(a_receipt(n)), 60, event=CaseEvent.WITHDRAW)
        self.cases.save(change)
        self.forget(change.case)
        return change.case

    def forget(self, case: Case) -> None:
        """As an earlier release stored it."""
        self.client.update_item(
            TableName=self.name,
            Key={"PK": {"S": f"{OFFICE}#CASE#{case.receipt}"}, "SK": {"S": "CASE"}},
            UpdateExpression="REMOVE GSI6PK, GSI6SK",
            ConditionExpression="attribute_exists(PK)",
        )

    def listed(self) -> list[str]:
        return [each.receipt for each in self.ended.list_ended(DUE, "", 100)]

    def run(self, *, is_real: bool = True, lines: int = 100) -> dict[str, int]:
        """What one walk found of the cancelled, and passed by."""
        pages = list(self.place.walk("", lines, is_real=is_real))
        found = sum(page.found.get(CaseState.CANCELLED, 0) for page in pages)
        return {"found": found, "passed_by": sum(page.passed_by for page in pages)}


@pytest.fixture(params=TABLE_ENGINES)
def table(request: pytest.FixtureRequest, engines: Engines) -> Table:
    """No fake: what it lists is worked out, not stored."""
    clients = engines.clients(request.param)
    return Table(clients, make_table(clients))


def test_every_case_comes_into_its_list_once_and_has_no_move_for_it(table: Table) -> None:
    cases = [table.cancelled(n) for n in range(3)]
    table.cases.create(a_creation(3), SEALED)  # which goes on
    assert table.listed() == []
    assert (table.run(is_real=False), table.listed()) == ({"found": 3, "passed_by": 0}, [])
    assert table.run(lines=2) == {"found": 3, "passed_by": 0}
    assert sorted(table.listed()) == sorted(case.receipt for case in cases)
    assert table.run() == {"found": 0, "passed_by": 0}
    for case in cases:
        assert table.cases.get(case.receipt) == case
        assert len(table.cases.list_audit(case.receipt)) == case.version


def test_who_moved_a_case_meanwhile_put_it_there(table: Table) -> None:
    case = table.cancelled(0)
    assert table.unplaced.place(case)
    assert not table.unplaced.place(case)  # as if it were found twice
    table.forget(case)
    table.cases.save(a_step(case, 120))
    table.forget(case)
    assert not table.unplaced.place(case)
    assert table.listed() == []


def test_a_case_that_is_kept_is_left_out(table: Table) -> None:
    held = keep(table.cancelled(0), KeepReason.COURT, OFFICER, LATER)
    assert held is not None
    table.ended.save_kept(held, act_of_keeping(held, OFFICER))
    assert (table.run(), table.listed()) == ({"found": 0, "passed_by": 0}, [])


def test_a_run_that_stops_is_gone_on_with(table: Table) -> None:
    cases = [table.cancelled(n) for n in range(3)]
    start, found = "", 0
    for _ in range(100):
        page = table.place(start, 1, is_real=True)  # each of these runs dies after its first page
        found, start = found + page.found.get(CaseState.CANCELLED, 0), page.go_on
        if not start:
            break
    assert (found, len(table.listed())) == (3, len(cases))
    with pytest.raises(InvalidRequestError):
        table.place("elsewhere", 1, is_real=True)


def test_the_command_counts_and_places_from_outside(
    table: Table, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table.cancelled(0)
    monkeypatch.setattr(boto3, "client", lambda _: table.client)
    told = ["--table", table.name, "--office", OFFICE]
    assert (ended.main(told), table.listed()) == (0, [])
    assert "in no list: closed: 0  rejected: 0  cancelled: 1" in capsys.readouterr().out
    assert ended.main([*told, "--place", "--most", "1"]) == 3
    start = capsys.readouterr().out.partition("--from '")[2].partition("'")[0]
    assert ended.main([*told, "--place", "--from", start]) == 0
    assert len(table.listed()) == 1
    assert ended.main([*told, "--from", "elsewhere"]) == 2
    with pytest.raises(SystemExit) as refused:
        ended.main([*told, "--most", "0"])
    assert refused.value.code == 2
