"""The list of who owes: brought in by pieces, resumed, counted once, read by few, destroyed as a whole."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.bootstrap import Services
from chalicelib.domain.coverage.campaign import Campaign, CampaignChannel, ContactOutcome, Selection
from chalicelib.domain.coverage.lines import LineFault
from chalicelib.domain.coverage.owing import (
    MOST_PIECES,
    PIECE_LINES,
    Person,
    Piece,
    count_people,
    cut_table,
    list_left_out,
    months_around,
)
from chalicelib.domain.coverage.recording import RecordingDay
from chalicelib.domain.errors import (
    IdempotencyKeyReusedError,
    InvalidRequestError,
    NotFoundError,
    StaleVersionError,
)
from chalicelib.domain.tables import cut_rows
from chalicelib.services.keep_owing_list import KeepOwingList
from chalicelib.services.record_at_places import RecordAtPlaces
from chalicelib.services.run_campaign import MarkedTable, RunCampaign
from tests.coverage_fakes import FakeLineCipher
from tests.ports import FakePorts
from tests.unit.coverage.given import BLIMBING, KASI, KLOJEN, OTHER, line, table


@dataclass
class Area:
    """The area on fakes."""

    ports: FakePorts = field(default_factory=FakePorts)

    def __post_init__(self) -> None:
        services = Services(self.ports).coverage
        self.owing: KeepOwingList = services.owing
        self.campaigns: RunCampaign = services.campaigns
        self.recordings: RecordAtPlaces = services.recordings

    @property
    def until(self) -> date:
        return self.owing.today() + timedelta(days=90)

    def bring(self, *pieces: str) -> None:
        self.owing.begin(self.until, KASI)
        for number, piece in enumerate(pieces, 1):
            self.owing.put_piece(number, piece)
        self.owing.finish(len(pieces), KASI)


@pytest.fixture
def area() -> Area:
    return Area()


def names(area: Area) -> list[str]:
    return sorted(person.name for _, person in area.owing.people())


def test_a_list_is_taken_by_pieces_and_one_key_seals_it_all(area: Area) -> None:
    area.bring(table(*map(line, range(500))), table(*map(line, range(500, 700))))
    assert len(names(area)) == 700
    assert area.owing.read().tally.people == 700
    assert area.ports.coverage.vault.calls < 10


def test_a_piece_that_is_sent_again_counts_once_and_another_under_its_number_is_refused(area: Area) -> None:
    area.owing.begin(area.until, KASI)
    first = area.owing.put_piece(1, table(line(1), line(2)))
    area.owing.begin(area.until, OTHER)  # somebody else goes on after a crash
    assert area.owing.put_piece(1, table(line(1), line(2))).lines == first.lines
    with pytest.raises(InvalidRequestError, match="piece_differs"):
        area.owing.put_piece(1, table(line(3)))
    assert area.owing.finish(1, KASI) == area.owing.finish(1, KASI)
    assert area.owing.read().tally.people == 2


def test_a_list_with_a_hole_does_not_hold(area: Area) -> None:
    area.owing.begin(area.until, KASI)
    area.owing.put_piece(2, table(line(1)))
    with pytest.raises(InvalidRequestError) as refused:
        area.owing.finish(3, KASI)
    assert [fault.field for fault in refused.value.faults] == ["pieces.1", "pieces.3"]
    with pytest.raises(NotFoundError):
        area.owing.held()


def test_lines_that_do_not_fit_are_named_without_their_values_and_sums_hold(area: Area) -> None:
    bad = "123;;31-02-2001;Atlantis;x;;;bukan nomor"
    area.owing.begin(area.until, KASI)
    piece = area.owing.put_piece(1, table(line(1), bad, line(1), "=1+1;@SUM(A1);2030-01-01;Klojen;1;1;;"))
    assert {(fault.line, fault.column) for fault in piece.refused} == {
        *((3, column) for column in ("nik", "name", "birth_date", "village", "rt", "phone")),
        *((5, column) for column in ("nik", "name", "birth_date")),
    }
    tally = area.owing.finish(1, KASI).tally
    assert (tally.people, tally.refused, tally.twice) == (1, 2, 1)


@pytest.mark.parametrize("size", [1, 3, PIECE_LINES])
def test_lines_left_out_are_those_of_the_whole_list_however_it_was_cut(area: Area, size: int) -> None:
    bad = ";x;1990-03-05;Blimbing;1;2;;"
    over_lines = line(3).replace("Jalan Uji 3", '"Jalan\nUji"')
    text = "sep=;\n" + table(line(1), "", bad, over_lines, bad, line(4), "", "", bad)
    area.bring(*cut_table(text, size))
    assert [fault.line for fault in area.owing.left_out()] == [5, 7, 11]
    assert not any(fault.is_about for fault in area.owing.left_out())


def test_lines_of_a_list_from_before_they_were_counted_are_told_as_a_guess_after_its_first_piece() -> None:
    fault = LineFault(line=2, column="nik", code="unknown_nik")
    pieces = [
        Piece.model_validate_json(f'{{"number": {n}, "digest": "", "lines": {{}}}}').model_copy(
            update={"refused": (fault,)}
        )
        for n in (1, 2)
    ]
    told = [(one.line, one.is_about) for one in list_left_out(pieces)]
    assert told == [(2, False), (2 + PIECE_LINES, True)]


def test_a_second_import_recognises_people_and_takes_the_place_of_the_first(area: Area) -> None:
    area.bring(table(line(1), line(2)), table(line(2), line(3)))
    assert area.owing.read().tally.twice == 1
    area.bring(table(line(3), line(4)))
    tally = area.owing.read().tally
    assert (tally.people, tally.stayed, tally.came, tally.left) == (2, 1, 1, 2)
    assert names(area) == ["Contoh Warga 3", "Contoh Warga 4"]
    assert len(area.ports.coverage.owing.pieces) == 1


def test_what_is_given_up_leaves_what_holds(area: Area) -> None:
    area.bring(table(line(1)))
    area.owing.begin(area.until, KASI)
    area.owing.put_piece(1, table(line(2)))
    area.owing.begin(area.until + timedelta(days=50), KASI)
    assert area.owing.read().until == area.until
    area.owing.discard(KASI)
    assert (names(area), area.owing.read().until) == (["Contoh Warga 1"], area.until)
    area.bring(table(line(5)))
    assert names(area) == ["Contoh Warga 5"]


def test_a_destroyed_list_opens_nowhere(area: Area) -> None:
    area.bring(table(line(1)))
    area.campaigns.create("c1", name="Surat", channel=CampaignChannel.POST, selection=Selection(), by=KASI)
    with pytest.raises(StaleVersionError):
        area.owing.erase(KASI, 0)
    area.owing.erase(KASI, area.owing.read().version)
    campaign = area.campaigns.campaigns.get("c1")
    for read in (area.owing.people, lambda: area.campaigns.list_page(campaign, 0, KASI)):
        with pytest.raises(NotFoundError):
            read()
    assert area.ports.coverage.owing.pieces == {}
    assert area.campaigns.figures(campaign)["open"] == 1


def test_a_list_ends_after_its_day_without_anybody_asking(area: Area) -> None:
    area.bring(table(line(1)))
    area.ports.clock.advance(days=90)
    assert area.owing.read().wrapped_key is not None
    area.ports.clock.advance(days=1)
    assert area.owing.read().wrapped_key is None
    assert area.ports.coverage.owing.pieces == {}


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_list_is_kept_for_a_year_at_most(area: Area, days: int) -> None:
    with pytest.raises(InvalidRequestError, match="until_out_of_range"):
        area.owing.begin(area.owing.today() + timedelta(days=days), KASI)


@pytest.mark.slow
def test_a_hundred_thousand_lines_take_one_call_for_a_key_a_piece(area: Area) -> None:
    pieces = cut_table(table(*map(line, range(MOST_PIECES * PIECE_LINES))))
    assert len(pieces) == MOST_PIECES
    area.bring(*pieces)
    assert area.owing.read().tally.people == MOST_PIECES * PIECE_LINES
    assert area.ports.coverage.vault.calls == MOST_PIECES + 2


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("h\na\nb\nc\n", [2, 1]),
        ("\ufeffh\r\na\r\nb", [2]),
        ('h;i\n"a\nb\nc";1\nd\ne\n', [4, 1]),
        ('h;i\na;1"2\nb;"2\nc\nd;"1\n2"', [2, 3]),
        ("h\n", [0]),
        ("", [0]),
    ],
    ids=["even", "BOM", "a cell over lines", "stray quotes", "headings alone", "nothing"],
)
def test_a_table_is_cut_between_lines_with_its_headings(text: str, sizes: list[int]) -> None:
    pieces = cut_table(text, 2)
    assert [len(piece.splitlines()[1:]) for piece in pieces] == sizes
    assert all(piece.startswith(text.removeprefix("\ufeff")[:1]) for piece in pieces)


@pytest.mark.parametrize("stray", ['"Jalan Uji', 'Jalan Uji 5" Kecil', '"', 'Jalan "Uji"'])
def test_a_stray_quote_keeps_no_list_from_being_cut_and_nobody_off_it(area: Area, stray: str) -> None:
    rows = [line(n) for n in range(2_500)]
    rows[8] = rows[8].replace("Jalan Uji 8", stray)
    rows[798] = rows[798].replace("Jalan Uji 798", 'Jalan 5" Uji')
    rows[1_798] = rows[1_798].replace("Jalan Uji 1798", 'Gang 5"')
    pieces = cut_table(table(*rows))
    assert len(pieces) == 3
    area.bring(*pieces)
    assert area.owing.read().tally.people == len(rows)


@given(
    st.lists(st.text(alphabet='ab";\r\n', max_size=12), max_size=12).map("\n".join), st.integers(1, 4),
    st.sampled_from(["", "\ufeff", "sep=;\n", "\n \n", '"h\ni";', '"']),
)  # fmt: skip
def test_pieces_read_as_the_whole_does(text: str, size: int, before: str) -> None:
    whole = before + "nik;x\n" + text
    pieces = cut_table(whole, size)
    rows = [list(cut_rows(piece)) for piece in pieces]
    head = list(cut_rows(whole.removeprefix("\ufeff")))
    above = next(place for place, row in enumerate(head, 1) if any(map(str.strip, row.cells)))
    assert head[above:] == [row for piece in rows for row in piece[above:]]
    assert all(piece[:above] == head[:above] and len(piece) <= above + size for piece in rows)


def test_whoever_reads_names_is_recorded(area: Area) -> None:
    area.bring(table(line(1), line(2, village="Klojen")))
    area.owing.list_people(KASI, village=KLOJEN)
    seen = area.ports.coverage.seen.views
    assert [(view.officer, view.what, view.count) for view in seen] == [("kasi", f"people {KLOJEN}", 1)]


def test_a_page_and_a_campaign_open_their_own_people_alone(area: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    area.bring(
        table(*(line(n, born=f"19{50 + n // 100}-03-05") for n in range(900))), table(line(1000)), table(line(2))
    )
    lists, opened = area.ports.coverage.owing, list[str]()
    plain = FakeLineCipher.open

    def open_and_note(cipher: FakeLineCipher, name: str, sealed: bytes) -> bytes:
        opened.append(name)
        return plain(cipher, name, sealed)

    monkeypatch.setattr(lists, "list_pieces", None)
    monkeypatch.setattr(FakeLineCipher, "open", open_and_note)

    def is_of_a_person(name: str) -> bool:
        return not name.startswith("FACTS|")

    page, following = area.owing.list_people(KASI, start=200)
    assert (len(page), following) == (100, 300)
    assert {person.birth_date.year for _, person in page} == {1952}
    assert len([*filter(is_of_a_person, opened)]) == 100
    assert set(lists.asked_for) == {1}
    opened.clear()
    made = area.campaigns.create("c1", name="x", channel=CampaignChannel.POST, selection=Selection(size=7), by=KASI)
    assert (made.people, made.fitting) == (7, 901)
    assert len([*filter(is_of_a_person, opened)]) == 7
    assert list(area.owing.left_out()) == []


def test_a_list_from_before_its_facts_were_kept_is_read_as_it_is(area: Area) -> None:
    area.bring(table(line(1), line(2)), table(line(2), line(3, born="2009-04-01")))
    kept = area.ports.coverage.owing
    kept.owing = kept.owing.model_copy(update={"indexed": False})
    for pieces in kept.pieces.values():
        pieces |= {number: piece.model_copy(update={"facts": b""}) for number, piece in pieces.items()}
    assert [person.name[-1] for _, person in area.owing.list_people(KASI)[0]] == ["1", "2", "3"]
    assert len(area.owing.list_people(KASI, month="2026-04")[0]) == 1
    made = area.campaigns.create("c1", name="x", channel=CampaignChannel.POST, selection=Selection(), by=KASI)
    assert made.people == 3
    area.bring(table(line(3), line(4)))
    tally = area.owing.read().tally
    assert (tally.people, tally.stayed, tally.came, tally.left) == (2, 1, 1, 2)


def test_months_of_turning_17_are_counted_by_kelurahan() -> None:
    today = date(2026, 3, 2)
    people = [
        Person(nik="1", name="A", birth_date=date(2009, 4, 1), village=BLIMBING),
        Person(nik="2", name="B", birth_date=date(2008, 2, 29), village=KLOJEN),
        Person(nik="3", name="C", birth_date=date(1950, 1, 1), village=KLOJEN),
    ]
    tally = count_people(people, today)
    assert tally.months == {"2025-03": {KLOJEN: 1}, "2026-04": {BLIMBING: 1}}
    assert people[1].turns == date(2025, 3, 1)
    assert tally.villages == {BLIMBING: 1, KLOJEN: 2}
    assert (months_around(today)[0], months_around(today)[-1]) == ("2025-03", "2028-03")


def test_a_person_is_packed_and_comes_back_whole() -> None:
    person = Person(nik="3573990503900001", name="Siti “Contoh”", birth_date=date(1990, 3, 5), village=BLIMBING, rt=1)
    assert Person.unpack(person.pack()) == person


def test_a_campaign_is_frozen_and_made_once(area: Area) -> None:
    area.bring(table(*(line(n, phone="081000000001" if n % 2 else "") for n in range(10))))

    def create(campaign: str, channel: CampaignChannel = CampaignChannel.PHONE) -> Campaign:
        return area.campaigns.create(campaign, name="Telepon", channel=channel, selection=Selection(size=3), by=KASI)

    made = create("c1")
    assert (made.people, made.fitting) == (3, 5)
    area.bring(table(line(99)))
    with pytest.raises(InvalidRequestError, match="nobody_fits"):
        create("c2")
    assert create("c1") == made
    assert len(area.campaigns.list_page(made, 0, KASI)) == 3
    with pytest.raises(IdempotencyKeyReusedError):
        create("c1", CampaignChannel.POST)


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(places=(KLOJEN[:6],)), {"2"}),
        (Selection(age_from=18), {"1", "3"}),
        (Selection(age_to=17), {"2"}),
        (Selection(turning="2026-04"), {"2"}),
        (Selection(), {"1", "2", "3"}),
    ],
)
def test_a_selection_takes_whom_it_says(area: Area, selection: Selection, expected: set[str]) -> None:
    area.bring(table(line(1), line(2, village="Klojen", born="2009-04-01"), line(3)))
    made = area.campaigns.create("c1", name="x", channel=CampaignChannel.POST, selection=selection, by=KASI)
    assert {each.person.name[-1] for each in area.campaigns.list_page(made, 0, KASI)} == expected


def test_outcomes_are_marked_once_and_the_later_officer_is_told(area: Area) -> None:
    area.bring(table(line(1), line(2)))
    made = area.campaigns.create("c1", name="x", channel=CampaignChannel.POST, selection=Selection(), by=KASI)
    first, _ = (each.id for each in area.campaigns.list_page(made, 0, KASI))
    marked = area.campaigns.mark("c1", first, ContactOutcome.MOVED, KASI, 0)
    assert area.campaigns.mark("c1", first, ContactOutcome.MOVED, KASI, 0) == marked  # a double click
    with pytest.raises(StaleVersionError):
        area.campaigns.mark("c1", first, ContactOutcome.DEAD, OTHER, 0)
    figures = area.campaigns.figures(made)
    assert (figures["moved"], figures["open"], sum(figures.values())) == (1, 1, 2)
    area.campaigns.mark("c1", first, None, KASI, 1)
    assert area.campaigns.figures(made)["open"] == 2


def test_a_table_of_outcomes_is_stored_whole_or_not_at_all(area: Area) -> None:
    area.bring(table(line(1), line(2)))
    made = area.campaigns.create("c1", name="x", channel=CampaignChannel.POST, selection=Selection(), by=KASI)
    first, second = (each.id for each in area.campaigns.list_page(made, 0, KASI))
    wrong = f"id;hasil\n{first};pindah\nabc;entah\n"
    told = area.campaigns.mark_table("c1", wrong, KASI)
    assert {(fault.line, fault.code) for fault in told.faults} == {(3, "unknown_person"), (3, "unknown_outcome")}
    assert area.campaigns.figures(made)["open"] == 2
    sound = f"id;hasil\n{first};Pindah\n{second[:8]};sudah  punya\n"
    assert area.campaigns.mark_table("c1", sound, KASI) == MarkedTable(done=(2, 3))
    assert area.campaigns.mark_table("c1", sound, KASI) == MarkedTable(already=(2, 3))


def plan(area: Area, capacity: int = 2) -> RecordingDay:
    return area.recordings.plan(
        "r1", place="Balai RW 2", village=BLIMBING, day=area.owing.today(), slots=f"08.00 {capacity}\n9:30, 1", by=KASI
    )


def test_a_slot_takes_what_it_holds_and_a_second_booking_moves(area: Area) -> None:
    area.bring(table(line(1), line(2), line(3)))
    made = area.campaigns.create("c1", name="x", channel=CampaignChannel.POST, selection=Selection(), by=KASI)
    one, two, three = (each.id for each in area.campaigns.list_page(made, 0, KASI))
    day = plan(area)
    assert [(slot.start, slot.capacity) for slot in day.slots] == [("08:00", 2), ("09:30", 1)]
    area.recordings.book("r1", one, "08:00", "c1", KASI)
    area.recordings.book("r1", one, "08:00", "c1", KASI)
    area.recordings.book("r1", two, "08:00", "c1", KASI)
    with pytest.raises(InvalidRequestError, match="slot_full"):
        area.recordings.book("r1", three, "08:00", "c1", KASI)
    area.recordings.book("r1", one, "09:30", "c1", KASI)
    after = area.recordings.book("r1", three, "08:00", "c1", KASI)
    assert after.taken() == {"08:00": 2, "09:30": 1}


def test_who_comes_without_a_letter_is_found_by_nik_and_attendance_is_counted(area: Area) -> None:
    area.bring(table(line(1)))
    plan(area)
    day = area.recordings.book_by_nik("r1", "3573990503900002", "08:00", KASI)
    [person] = day.bookings
    with pytest.raises(NotFoundError):
        area.recordings.book_by_nik("r1", "3573990503909999", "08:00", KASI)
    assert area.recordings.attend("r1", person, KASI, came=True).attended == 1
    assert area.recordings.attend("r1", person, KASI, came=True).attended == 1
    assert area.recordings.count_others("r1", 4, KASI).attended == 5
    assert area.recordings.open_people(area.recordings.days.get("r1"), KASI)[person].name == "Contoh Warga 1"
    assert area.recordings.cancel("r1", person, KASI).bookings == {}


def test_a_day_is_planned_once_and_every_fault_is_named(area: Area) -> None:
    assert plan(area) == plan(area)
    with pytest.raises(IdempotencyKeyReusedError):
        plan(area, 9)
    with pytest.raises(InvalidRequestError) as refused:
        area.recordings.plan("r2", place=" ", village=BLIMBING, day=date(2020, 1, 1), slots="pagi", by=KASI)
    assert {fault.field for fault in refused.value.faults} == {"place", "day", "slots"}


def test_the_sweeper_destroys_a_list_whose_last_day_has_passed_though_nobody_looks(area: Area) -> None:
    services = Services(area.ports)
    area.bring(table(line(1), line(2)))
    area.ports.clock.advance(days=90)
    assert services.sweep().erased == 0  # its last day is whole
    area.ports.clock.advance(days=1)
    assert services.sweep().erased == 1
    stored = area.ports.coverage.owing.get()
    assert (stored.wrapped_key, stored.edition, stored.erased_at) == (None, 0, area.ports.clock.now())
    assert area.ports.coverage.owing.pieces == {}
    assert services.sweep().erased == 0
    area.bring(table(line(3)))  # a new list has a key of its own
    assert services.sweep().erased == 0
    assert names(area) == ["Contoh Warga 3"]


def test_a_list_that_somebody_else_destroys_in_the_same_moment_is_left(area: Area) -> None:
    area.bring(table(line(1)))
    area.ports.clock.advance(days=91)
    lists, sweep = area.ports.coverage.owing, Services(area.ports).coverage.erase_owing
    before = lists.get()
    area.owing.read()  # whoever looks destroys it, too
    after = lists.get()
    lists.get = lambda: before  # type: ignore[method-assign] # the sweeper read it just before
    assert sweep() == 0
    del lists.get
    assert lists.get() == after


def test_every_piece_has_the_headings_below_the_line_that_names_the_separator() -> None:
    rows = [line(number) for number in range(3)]
    heading, *_ = table(*rows).splitlines(keepends=True)
    for before in ("sep=;\n", "\ufeffsep=;\n", "\n\n", "\n sep=;\n"):
        pieces = cut_table(before + table(*rows), 1)
        assert len(pieces) == len(rows)
        for piece in pieces:
            assert heading in piece
            assert len([one for one in piece.splitlines() if one.strip() and "sep=" not in one]) == 2
