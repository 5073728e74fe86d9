"""Tables of outcomes go on where another officer was first; an edition holds the pieces that were finished."""

import pytest

from chalicelib.catalogue import load_messages
from chalicelib.domain.coverage.campaign import MOST_OUTCOMES, CampaignChannel, ContactOutcome, Mark, Selection
from chalicelib.domain.coverage.owing import OwingList
from chalicelib.domain.errors import InvalidRequestError, NotFoundError
from chalicelib.domain.text import Language
from tests.unit.coverage.given import KASI, OTHER, line, table
from tests.unit.coverage.test_owing import Area, names


@pytest.fixture
def area() -> Area:
    return Area()


def make(area: Area, many: int) -> list[str]:
    area.bring(table(*map(line, range(many))))
    made = area.campaigns.create("c1", name="x", channel=CampaignChannel.POST, selection=Selection(), by=KASI)
    return [each.id for each in area.campaigns.list_page(made, 0, KASI)]


def race(area: Area, marks: dict[str, ContactOutcome | None]) -> None:
    """Another officer marks these people while the table is being stored."""
    kept = area.ports.coverage.campaigns
    save = kept.save_mark

    def first_the_other(campaign: str, mark: Mark) -> Mark:
        if mark.person in marks and mark.by == KASI.id:
            before = kept.get_mark(campaign, mark.person)
            save(campaign, before.model_copy(update={"outcome": marks.pop(mark.person), "by": OTHER.id}))
        return save(campaign, mark)

    kept.save_mark = first_the_other  # type: ignore[method-assign]


@pytest.mark.parametrize("language", list(Language))
def test_what_the_export_writes_is_understood_when_it_is_handed_back(area: Area, language: Language) -> None:
    (person,) = make(area, 1)
    words = load_messages().staff("coverage", language)
    for outcome in ContactOutcome:
        told = area.campaigns.mark_table("c1", f"id;hasil\n{person};{words[f'outcome_{outcome}']}\n", KASI)
        assert (told.done, told.faults) == ((2,), ()), outcome


def test_a_table_goes_on_where_another_officer_was_first_and_says_so_by_line(area: Area) -> None:
    one, two, three, four, five = make(area, 5)
    area.campaigns.mark("c1", one, ContactOutcome.MOVED, OTHER, 0)
    race(area, {two: ContactOutcome.DEAD, three: ContactOutcome.MOVED})
    text = "id;hasil\n" + "".join(f"{who};pindah\n" for who in (one, two, three, four, five))
    told = area.campaigns.mark_table("c1", text, KASI)
    assert told.faults == ()
    assert (told.done, told.already) == ((5, 6), (2, 4))
    assert [(fault.line, fault.code) for fault in told.refused] == [(3, "changed_meanwhile")]
    marks = area.ports.coverage.campaigns.list_marks("c1")
    assert (marks[two].outcome, marks[two].by) == (ContactOutcome.DEAD, "adm")
    assert {marks[who].outcome for who in (one, three, four, five)} == {ContactOutcome.MOVED}
    again = area.campaigns.mark_table("c1", text, KASI)  # who sends it once more has read what stood
    assert (again.done, again.already, again.refused) == ((3,), (2, 4, 5, 6), ())


def test_one_person_with_two_outcomes_is_a_fault_of_both_lines(area: Area) -> None:
    one, two = make(area, 2)
    told = area.campaigns.mark_table("c1", f"id;hasil\n{one};pindah\n{two};pindah\n{one[:8]};meninggal\n", KASI)
    assert {(fault.line, fault.code, fault.other) for fault in told.faults} == {
        (2, "person_twice", 4),
        (4, "person_twice", 2),
    }
    assert area.ports.coverage.campaigns.list_marks("c1") == {}
    same = area.campaigns.mark_table("c1", f"id;hasil\n{one};pindah\n{one};pindah\n", KASI)
    assert (same.done, same.already, same.faults) == ((2,), (3,), ())


def test_a_table_is_as_long_as_one_request_can_store(area: Area) -> None:
    [one] = make(area, 1)
    with pytest.raises(InvalidRequestError, match="table_too_long"):
        area.campaigns.mark_table("c1", "id;hasil\n" + f"{one};pindah\n" * (MOST_OUTCOMES + 1), KASI)


def test_pieces_of_an_earlier_try_are_not_on_the_list(area: Area) -> None:
    area.owing.begin(area.until, KASI)
    for number in (1, 2, 3):
        area.owing.put_piece(number, table(line(number)))
    area.owing.begin(area.until, KASI)  # the tab was closed, the file made shorter
    for number in (1, 2):
        area.owing.put_piece(number, table(line(number)))
    for _ in range(2):
        area.owing.finish(2, KASI)
    assert (area.owing.read().tally.people, names(area)) == (2, ["Contoh Warga 1", "Contoh Warga 2"])
    with pytest.raises(NotFoundError):
        area.owing.find("3573990503900004")
    [pieces] = area.ports.coverage.owing.pieces.values()
    assert sorted(pieces) == [1, 2]


def test_pieces_of_an_earlier_try_stay_out_though_deleting_them_broke_off(area: Area) -> None:
    area.owing.begin(area.until, KASI)
    for number in (1, 2):
        area.owing.put_piece(number, table(line(number)))
    area.ports.coverage.owing.drop_pieces = lambda *_: None  # type: ignore[method-assign] # it never comes to it
    area.owing.finish(1, KASI)
    assert names(area) == ["Contoh Warga 1"]
    with pytest.raises(NotFoundError):
        area.owing.find("3573990503900003")
    del area.ports.coverage.owing.drop_pieces
    area.bring(table(line(2)))
    assert (area.owing.read().tally.came, area.owing.read().tally.left) == (1, 1)


def test_a_list_from_before_pieces_were_counted_holds_all_of_them(area: Area) -> None:
    area.bring(table(line(1)), table(line(2)))
    lists = area.ports.coverage.owing
    lists.owing = OwingList.model_validate(lists.owing.model_dump(exclude={"pieces"}))
    assert len(names(area)) == 2
