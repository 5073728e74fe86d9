"""What is kept of the coverage of e-KTP: figures, the list and its pieces, campaigns, days of recording, views."""

import threading
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from pydantic import SecretStr

from chalicelib.adapters.dynamodb.coverage import (
    DynamoCampaigns,
    DynamoCoverageFigures,
    DynamoOwingLists,
    DynamoRecordingDays,
    DynamoSeenLists,
)
from chalicelib.adapters.kms.list_vault import KmsListVault
from chalicelib.bootstrap import Services
from chalicelib.bootstrap.aws import AwsPorts
from chalicelib.config import Settings
from chalicelib.domain.coverage.campaign import (
    Campaign,
    CampaignChannel,
    ContactOutcome,
    LeftOut,
    Mark,
    Member,
    Selection,
)
from chalicelib.domain.coverage.lines import LineFault
from chalicelib.domain.coverage.owing import MOST_PIECES, Facts, OwingList, Piece
from chalicelib.domain.coverage.recording import Booking, Recorded, RecordingDay, RecordingStep, StepKind, TimeSlot
from chalicelib.domain.errors import InvalidRequestError, NotFoundError, StaleVersionError
from chalicelib.services.coverage_ports import (
    Campaigns,
    CoverageFigures,
    ListVault,
    OwingLists,
    RecordedBeforeError,
    RecordingDays,
    SeenList,
    SeenLists,
)
from tests.contract.conftest import AnyTable
from tests.contract.engines import Engines, make_table
from tests.contract.place import Place
from tests.coverage_fakes import (
    FakeCampaigns,
    FakeCoverageFigures,
    FakeListVault,
    FakeOwingLists,
    FakeRecordingDays,
    FakeSeenLists,
)
from tests.fakes import EPOCH, OFFICE
from tests.unit.coverage.given import KASI, figures, line, table

DAY = date(2026, 3, 2)
PERSON = "0a1b2c3d4e5f60718293a4b5"
PIECE = Piece(
    number=1,
    digest="d1",
    lines={PERSON: b"\x00\x01sealed", "ffff": b"\xff"},
    refused=(LineFault(line=3, column="nik", code="not_sound"),),
    twice=2,
)
CAMPAIGN = Campaign(
    id="c1", name="Surat", channel=CampaignChannel.POST, selection=Selection(), people=2, fitting=2, list_id="l1",
    created_at=EPOCH, by="kasi",
)  # fmt: skip
ROOM = RecordingDay(
    id="r1", place="Balai", village="3573011005", day=DAY, slots=(TimeSlot(start="08:00", capacity=3),), by="kasi"
)

PLANNED = RecordingStep(at=EPOCH, by="kasi", what=StepKind.PLANNED)
BOOKED = RecordingStep(at=EPOCH, by="kasi", what=StepKind.BOOKED, person=PERSON, slot="08:00")


@dataclass(frozen=True)
class Kept:
    figures: CoverageFigures
    owing: OwingLists
    campaigns: Campaigns
    recordings: RecordingDays
    seen: SeenLists


@pytest.fixture
def kept(any_table: AnyTable | None) -> Kept:
    if any_table is None:
        return Kept(FakeCoverageFigures(), FakeOwingLists(), FakeCampaigns(), FakeRecordingDays(), FakeSeenLists())
    place = (any_table.clients.dynamodb, any_table.name, OFFICE)
    return Kept(
        DynamoCoverageFigures(*place),
        DynamoOwingLists(*place),
        DynamoCampaigns(*place),
        DynamoRecordingDays(*place),
        DynamoSeenLists(*place),
    )


@pytest.fixture
def opened(kept: Kept) -> OwingList:
    return kept.owing.save(OwingList(id="l1", wrapped_key=b"\x00key", until=DAY, opened=1))


def test_days_are_kept_by_version_and_listed_in_order(kept: Kept) -> None:
    first = kept.figures.save(figures(DAY, b=(10, 5), k=(4, 4)))
    kept.figures.save(figures(DAY - timedelta(days=1), b=(10, 4)))
    assert (kept.figures.get(DAY), kept.figures.get(date(2026, 1, 1)).version) == (first, 0)
    for version in (0, 2):
        with pytest.raises(StaleVersionError):
            kept.figures.save(first.model_copy(update={"version": version}))
    assert [found.day for found in kept.figures.list_days(DAY - timedelta(days=9), DAY)] == [
        DAY - timedelta(days=1),
        DAY,
    ]
    assert kept.figures.list_days(DAY, DAY) == (first,)


def test_a_piece_is_stored_once_and_told_as_it_was_stored(kept: Kept, opened: OwingList) -> None:
    assert kept.owing.put_piece(opened, PIECE) == PIECE
    other = PIECE.model_copy(update={"digest": "d2", "lines": {}})
    assert kept.owing.put_piece(opened, other) == PIECE
    assert list(kept.owing.list_pieces("l1", 1)) == [PIECE]
    assert list(kept.owing.list_pieces("l1", 2)) == []


def test_facts_are_read_without_lines_and_lines_by_the_piece_that_they_are_in(kept: Kept, opened: OwingList) -> None:
    def names(number: int, count: int) -> list[str]:
        return [f"{number:04d}{n:020d}" for n in range(count)]

    counts = {1: 1000, **dict.fromkeys(range(2, 46), 10)}
    for number, count in counts.items():
        lines = {who: who.encode() for who in names(number, count)}
        more = {"number": number, "lines": lines, "facts": bytes([number])}
        kept.owing.put_piece(opened, PIECE.model_copy(update=more))
    heads = list(kept.owing.list_heads("l1", 1, 3))
    assert [(head.number, head.facts, head.lines) for head in heads] == [(n, bytes([n]), {}) for n in (1, 2, 3)]
    assert (heads[0].refused, heads[0].twice) == (PIECE.refused, PIECE.twice)
    for taken in (1, 1000):
        people = [
            Facts(who, DAY, "3573011005", phone=False, piece=number, place=place)
            for number, count in counts.items()
            for place, who in enumerate(names(number, count)[:taken])
        ]
        assert kept.owing.find_lines("l1", 1, people) == {each.id: each.id.encode() for each in people}
    assert kept.owing.find_lines("l1", 1, []) == {}
    assert [len(piece.lines) for piece in kept.owing.list_pieces("l1", 1, 2)] == [1000, 10]
    kept.owing.drop_pieces("l1", 1, 2)
    assert [head.number for head in kept.owing.list_heads("l1", 1)] == [1, 2]


def test_nothing_is_added_to_an_edition_that_was_closed(kept: Kept, opened: OwingList) -> None:
    closed = kept.owing.save(opened.model_copy(update={"edition": 1, "opened": None}))
    with pytest.raises(StaleVersionError):
        kept.owing.put_piece(opened, PIECE)
    assert kept.owing.get() == closed
    assert list(kept.owing.list_pieces("l1", 1)) == []


def test_one_person_is_found_and_no_other(kept: Kept, opened: OwingList) -> None:
    for number in range(1, 4):
        lines = {f"{number:024d}": f"line {number}".encode()}
        kept.owing.put_piece(opened, PIECE.model_copy(update={"number": number, "lines": lines}))
    assert kept.owing.find_line("l1", 1, f"{2:024d}") == b"line 2"
    assert kept.owing.find_line("l1", 1, f"{2:024d}", 1) is None
    assert kept.owing.find_line("l1", 1, PERSON) is None


def test_pieces_are_dropped_by_edition(kept: Kept, opened: OwingList) -> None:
    for number in range(1, 4):
        kept.owing.put_piece(opened, PIECE.model_copy(update={"number": number}))
    kept.owing.drop_pieces("l1", 2)
    assert [piece.number for piece in kept.owing.list_pieces("l1", 1)] == [1, 2, 3]
    assert [piece.number for piece in kept.owing.list_pieces("l1", 1, 2)] == [1, 2]
    for _ in range(2):
        kept.owing.drop_pieces("l1", 1, 2)
        assert [piece.number for piece in kept.owing.list_pieces("l1", 1)] == [1, 2]
    kept.owing.drop_pieces("l1", 1, MOST_PIECES)
    for _ in range(2):
        kept.owing.drop_pieces("l1", 1)
    assert list(kept.owing.list_pieces("l1", 1)) == []


def test_a_full_piece_of_long_lines_fits(kept: Kept, opened: OwingList) -> None:
    lines = {f"{n:024d}": bytes(340) for n in range(1000)}
    kept.owing.put_piece(opened, PIECE.model_copy(update={"lines": lines}))
    [stored] = kept.owing.list_pieces("l1", 1)
    assert stored.lines == lines


def test_a_campaign_is_kept_whole_and_made_once(kept: Kept) -> None:
    members = [Member(id=f"{n:024d}", sealed=bytes([n % 256])) for n in reversed(range(1200))]
    assert kept.campaigns.create(CAMPAIGN, members) == CAMPAIGN
    again = CAMPAIGN.model_copy(update={"name": "Lain"})
    assert kept.campaigns.create(again, members[:1]) == CAMPAIGN
    assert kept.campaigns.list_members("c1") == tuple(members)
    assert (kept.campaigns.get("c1"), kept.campaigns.list_all()) == (CAMPAIGN, (CAMPAIGN,))
    with pytest.raises(NotFoundError):
        kept.campaigns.get("c2")


def test_an_outcome_is_kept_by_version(kept: Kept) -> None:
    mark = kept.campaigns.save_mark("c1", Mark(person=PERSON, outcome=ContactOutcome.MOVED, by="kasi", at=EPOCH))
    assert kept.campaigns.list_marks("c1") == {PERSON: mark}
    assert kept.campaigns.get_mark("c1", PERSON) == mark
    assert kept.campaigns.get_mark("c1", "ffff") == Mark(person="ffff")
    with pytest.raises(StaleVersionError):
        kept.campaigns.save_mark("c1", Mark(person=PERSON, outcome=ContactOutcome.DEAD))
    kept.campaigns.save_mark("c1", mark.model_copy(update={"outcome": None}))
    assert kept.campaigns.list_marks("c1")[PERSON].version == 2


def test_a_day_is_kept_with_who_is_booked(kept: Kept) -> None:
    booking = Booking(person=PERSON, slot="08:00", sealed=b"\x00\xff", by="kasi", at=EPOCH)
    stored = kept.recordings.save(ROOM.book(booking), BOOKED)
    assert (kept.recordings.get("r1"), kept.recordings.list_all()) == (stored, (stored,))
    with pytest.raises(StaleVersionError):
        kept.recordings.save(ROOM, PLANNED)
    kept.recordings.save(stored.cancel(PERSON), PLANNED)
    assert (kept.recordings.list_steps("r1"), kept.recordings.list_steps("r2")) == ((BOOKED, PLANNED), ())
    with pytest.raises(NotFoundError):
        kept.recordings.get("r2")


CAME = RecordingStep(at=EPOCH, by="kasi", what=StepKind.CAME, person=PERSON)
ABSENT = RecordingStep(at=EPOCH, by="kasi", what=StepKind.ABSENT, person=PERSON)
BACK = Recorded(list_id="l1", person=PERSON, is_so=False)


def test_somebody_is_recorded_on_one_day_alone_until_that_day_takes_it_back(kept: Kept) -> None:
    one, other = (kept.recordings.save(ROOM.model_copy(update={"id": name}), PLANNED) for name in ("r1", "r2"))
    came = Recorded(list_id="l1", person=PERSON)
    one = kept.recordings.save(one, CAME, came)
    with pytest.raises(RecordedBeforeError) as refused:
        kept.recordings.save(other, CAME, came)
    assert refused.value.day_id == "r1"
    assert (kept.recordings.get("r2"), kept.recordings.list_steps("r2")) == (other, (PLANNED,))
    assert (kept.recordings.list_recorded("l1"), kept.recordings.list_recorded("l2")) == ({PERSON}, frozenset())
    with pytest.raises(StaleVersionError):  # told first: what the other day says may have changed since
        kept.recordings.save(ROOM.model_copy(update={"id": "r2"}), CAME, came)
    kept.recordings.save(other, CAME, came.model_copy(update={"list_id": "l2"}))
    other = kept.recordings.save(kept.recordings.get("r2"), ABSENT, BACK)  # was never recorded there
    assert kept.recordings.list_recorded("l1") == {PERSON}
    one = kept.recordings.save(one, ABSENT, BACK)
    assert kept.recordings.list_recorded("l1") == frozenset()
    kept.recordings.save(one, ABSENT, BACK)  # of a day that was counted before this was noted
    kept.recordings.save(other, CAME, came)
    assert kept.recordings.list_recorded("l1") == {PERSON}


def test_somebody_who_is_said_to_have_come_on_many_days_at_once_is_recorded_once(honest_place: Place) -> None:
    days = DynamoRecordingDays(honest_place.clients.dynamodb, honest_place.table, OFFICE)
    planned = [days.save(ROOM.model_copy(update={"id": f"r{number}"}), PLANNED) for number in range(6)]
    outcomes: list[str] = []

    def attend(day: RecordingDay) -> None:
        try:
            days.save(day, CAME, Recorded(list_id="l1", person=PERSON))
            outcomes.append("came")
        except RecordedBeforeError:
            outcomes.append("told")

    threads = [threading.Thread(target=attend, args=(day,)) for day in planned]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["came", *["told"] * 5]


def test_clerks_who_book_at_once_never_fill_a_slot_twice(honest_place: Place) -> None:
    days = DynamoRecordingDays(honest_place.clients.dynamodb, honest_place.table, OFFICE)
    days.save(ROOM, PLANNED)
    outcomes: list[str] = []

    def book(number: int) -> None:
        booking = Booking(person=f"p{number}", slot="08:00", sealed=b"x", by="kasi", at=EPOCH)
        while True:
            try:
                days.save(days.get("r1").book(booking), BOOKED)
                outcomes.append("booked")
            except StaleVersionError:
                continue
            except InvalidRequestError:
                outcomes.append("full")
            return

    threads = [threading.Thread(target=book, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["booked"] * 3 + ["full"] * 5
    assert days.get("r1").taken() == {"08:00": 3}
    assert days.list_steps("r1") == (PLANNED, BOOKED, BOOKED, BOOKED)


def test_views_are_listed_newest_first(kept: Kept) -> None:
    for number in range(3):
        at = EPOCH + timedelta(seconds=number)
        kept.seen.record(SeenList(id=f"v{number}", at=at, officer="kasi", what="people", count=number))
    newest, cursor = kept.seen.list_seen(2)
    assert [seen.count for seen in newest] == [2, 1]
    assert [seen.count for seen in kept.seen.list_seen(2, cursor)[0]] == [0]
    with pytest.raises(InvalidRequestError):
        kept.seen.list_seen(2, "x")


@pytest.fixture(params=["fake", "moto", pytest.param("ministack", marks=pytest.mark.stack)])
def vault(request: pytest.FixtureRequest, engines: Engines) -> ListVault:
    if request.param == "fake":
        return FakeListVault()
    clients = engines.clients(request.param)
    return KmsListVault(clients.kms, clients.kms.create_key()["KeyMetadata"]["KeyId"], OFFICE)


def test_a_line_opens_for_its_own_list_and_person_alone(vault: ListVault) -> None:
    key = vault.new_key("l1")
    sealed = vault.unlock("l1", key).seal("p1", b"line")
    assert vault.unlock("l1", key).open("p1", sealed) == b"line"
    with pytest.raises(NotFoundError):
        vault.unlock("l1", key).open("p2", sealed)
    with pytest.raises(NotFoundError):
        vault.unlock("l2", vault.new_key("l2")).open("p1", sealed)


def test_a_key_opens_no_other_list(vault: ListVault) -> None:
    key = vault.new_key("l1")
    with pytest.raises(NotFoundError):
        vault.unlock("l2", key)


def test_the_whole_area_runs_on_a_real_table_and_a_real_key(engines: Engines) -> None:
    clients = engines.clients("moto")
    settings = Settings.model_construct(
        office=OFFICE, table=make_table(clients), kms_key=clients.kms.create_key()["KeyMetadata"]["KeyId"],
        master_secret=SecretStr("a made-up master secret of thirty-two bytes"), public_url="https://loket.example",
    )  # fmt: skip
    area = Services(AwsPorts(settings, clients)).coverage
    today = area.count.today()
    area.count.store(today, "kelurahan;wajib;rekam\nBlimbing;10;9\n", KASI, 0)
    area.owing.begin(today + timedelta(days=9), KASI)
    for _ in range(2):
        area.owing.put_piece(1, table(*map(line, range(30))))
    area.owing.finish(1, KASI)
    made = area.campaigns.create("c1", name="x", channel=CampaignChannel.POST, selection=Selection(size=5), by=KASI)
    first, *_ = area.campaigns.list_page(made, 0, KASI)
    area.campaigns.mark("c1", first.id, ContactOutcome.WILL_COME, KASI, 0)
    area.recordings.plan(
        "r1", place="Balai", village="3573011005", day=today, slots="08:00 1", by=KASI, on_day_off=True
    )
    area.recordings.book("r1", first.id, "08:00", "c1", KASI)
    day = area.recordings.book_by_nik("r1", first.person.nik, "08:00", KASI)
    assert area.recordings.open_people(day, KASI) == {first.id: first.person}
    assert area.ports.printer.print_day_sheet(day, {first.id: first.person}, "Daftar").startswith(b"%PDF")
    figures_of_it = area.campaigns.figures(made)
    assert (figures_of_it["will_come"], figures_of_it["open"], sum(figures_of_it.values())) == (1, 4, 5)
    area.recordings.attend("r1", first.id, KASI, came=True)
    area.campaigns.create("c2", name="y", channel=CampaignChannel.POST, selection=Selection(), by=KASI)
    later = area.campaigns.campaigns.get("c2")
    assert (later.people, dict(later.left_out), later.open_elsewhere) == (29, {LeftOut.RECORDED: 1}, 4)
    assert area.erase_owing() == 0  # its last day has not passed
    area.owing.erase(KASI, area.owing.read().version)
    with pytest.raises(NotFoundError):
        area.campaigns.list_page(made, 0, KASI)
    assert area.ports.seen.list_seen(1)[0][0].what == "erased"
