"""The ports under contract, on fakes and on adapters over each engine."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from chalicelib.adapters.clients import Clients
from chalicelib.adapters.dynamodb import (
    DynamoCaseRepository,
    DynamoNoticeLog,
    DynamoOutbox,
    DynamoOverlayStore,
    DynamoUnreachedList,
)
from chalicelib.adapters.dynamodb.post_ledger import DynamoPostLedger
from chalicelib.adapters.dynamodb.sending_meter import DynamoSendingMeter
from chalicelib.catalogue import load_office
from chalicelib.services.ports import CaseRepository, NoticeLog, Outbox, OverlayStore, UnreachedList
from chalicelib.services.post_ports import PostLedger
from chalicelib.services.telling_ports import SendingMeter
from tests.contract.engines import DYNAMODB_LOCAL, Engines, make_table, running_engines
from tests.contract.place import Place
from tests.fakes import (
    OFFICE,
    FakeCaseRepository,
    FakeNoticeLog,
    FakeOutbox,
    FakeOverlayStore,
    FakeRegistry,
    FakeUnreachedList,
)
from tests.post_fakes import FakePostLedger
from tests.telling_fakes import FakeSendingMeter

WINDOW = 900
TABLE_ENGINES = (
    pytest.param("moto"),
    pytest.param("dynoxide", marks=pytest.mark.stack),
    *[pytest.param("dynamodb_local", marks=pytest.mark.stack) for name in (DYNAMODB_LOCAL,) if name in os.environ],
)


@dataclass(frozen=True)
class Registry:
    """The seven ports that one table stands behind."""

    cases: CaseRepository
    outbox: Outbox
    notices: NoticeLog
    unreached: UnreachedList
    ledger: PostLedger
    overlays: OverlayStore
    meter: SendingMeter


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    with running_engines(tmp_path_factory.mktemp("engines") / "data") as running:
        yield running


@pytest.fixture(params=("fake", *TABLE_ENGINES))
def registry(request: pytest.FixtureRequest, engines: Engines) -> Registry:
    if request.param == "fake":
        made = FakeRegistry()
        return Registry(
            FakeCaseRepository(made, WINDOW),
            FakeOutbox(made),
            FakeNoticeLog(made),
            FakeUnreachedList(made),
            FakePostLedger(made),
            FakeOverlayStore(made),
            FakeSendingMeter(made),
        )
    clients = engines.clients(request.param)
    client, table = clients.dynamodb, make_table(clients)
    return Registry(
        DynamoCaseRepository(client, table, OFFICE, WINDOW),
        DynamoOutbox(client, table, OFFICE),
        DynamoNoticeLog(client, table, OFFICE),
        DynamoUnreachedList(client, table, OFFICE),
        DynamoPostLedger(client, table, load_office(OFFICE)),
        DynamoOverlayStore(client, table, OFFICE),
        DynamoSendingMeter(client, table, OFFICE),
    )


@dataclass(frozen=True)
class AnyTable:
    """An empty table of one engine."""

    clients: Clients
    name: str


@pytest.fixture(params=("fake", *TABLE_ENGINES))
def any_table(request: pytest.FixtureRequest, engines: Engines) -> AnyTable | None:
    """What an adapter is tested on; None stands for the fake."""
    if request.param == "fake":
        return None
    clients = engines.clients(request.param)
    return AnyTable(clients, make_table(clients))


@pytest.fixture
def cases(registry: Registry) -> CaseRepository:
    return registry.cases


@pytest.fixture
def outbox(registry: Registry) -> Outbox:
    return registry.outbox


@pytest.fixture
def notices(registry: Registry) -> NoticeLog:
    return registry.notices


@pytest.fixture
def meter(registry: Registry) -> SendingMeter:
    return registry.meter


@pytest.fixture
def ledger(registry: Registry) -> PostLedger:
    return registry.ledger


@pytest.fixture(params=TABLE_ENGINES)
def place(request: pytest.FixtureRequest, engines: Engines) -> Place:
    return _place(request.param, engines)


@pytest.fixture(params=[engine for engine in TABLE_ENGINES if engine.values != ("moto",)])
def honest_place(request: pytest.FixtureRequest, engines: Engines) -> Place:
    """Without moto, which ignores ClientRequestToken and loses transactions under threads."""
    return _place(request.param, engines)


def _place(engine: str, engines: Engines) -> Place:
    clients = engines.clients(engine)
    return Place(clients, make_table(clients), WINDOW, [])
