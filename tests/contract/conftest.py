"""The ports under contract, on fakes and on adapters over each engine."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from chalicelib.adapters.dynamodb import DynamoCaseRepository, DynamoNoticeLog, DynamoOutbox, DynamoUnreachedList
from chalicelib.services.ports import CaseRepository, NoticeLog, Outbox, UnreachedList
from tests.contract.engines import DYNAMODB_LOCAL, Engines, make_table, running_engines
from tests.fakes import OFFICE, FakeCaseRepository, FakeNoticeLog, FakeOutbox, FakeRegistry, FakeUnreachedList

WINDOW = 900
TABLE_ENGINES = (
    pytest.param("moto"),
    pytest.param("dynoxide", marks=pytest.mark.stack),
    *[pytest.param("dynamodb_local", marks=pytest.mark.stack) for name in (DYNAMODB_LOCAL,) if name in os.environ],
)


@dataclass(frozen=True)
class Registry:
    """The four ports that one table stands behind."""

    cases: CaseRepository
    outbox: Outbox
    notices: NoticeLog
    unreached: UnreachedList


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    with running_engines(tmp_path_factory.mktemp("engines") / "data") as running:
        yield running


@pytest.fixture(params=("fake", *TABLE_ENGINES))
def registry(request: pytest.FixtureRequest, engines: Engines) -> Registry:
    if request.param == "fake":
        made = FakeRegistry()
        return Registry(
            FakeCaseRepository(made, WINDOW), FakeOutbox(made), FakeNoticeLog(made), FakeUnreachedList(made)
        )
    clients = engines.clients(request.param)
    place = (clients.dynamodb, make_table(clients), OFFICE)
    return Registry(
        DynamoCaseRepository(*place, WINDOW), DynamoOutbox(*place), DynamoNoticeLog(*place), DynamoUnreachedList(*place)
    )


@pytest.fixture
def cases(registry: Registry) -> CaseRepository:
    return registry.cases


@pytest.fixture
def outbox(registry: Registry) -> Outbox:
    return registry.outbox


@pytest.fixture
def notices(registry: Registry) -> NoticeLog:
    return registry.notices
