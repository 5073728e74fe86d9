"""Cards confirmed by a pasted or uploaded list: a line that was not confirmed now is told why, the others are done."""

import pytest

from chalicelib.domain.errors import InvalidRequestError, NotFoundError
from chalicelib.domain.milestone_list import Report
from chalicelib.domain.print_batch import LineState, Stock
from chalicelib.domain.printed_list import MOST_LINES
from tests.print_room import CARD, PRODUCER, PrintRoom


@pytest.fixture
def room() -> PrintRoom:
    return PrintRoom()


def confirm(room: PrintRoom, batch: str, table: bytes | str) -> list[tuple[int, str, str]]:
    """Of each line: its number, what became of it, and why."""
    return [told(report) for report in room.services.printing.confirm_printed(batch, table, PRODUCER)]


def told(report: Report) -> tuple[int, str, str]:
    codes = ",".join(fault.code for fault in report.faults)
    return report.line.number, report.result.value, codes


def test_what_does_not_fit_holds_up_no_other(room: PrintRoom) -> None:
    first, second, third, printed = room.wait_for_many(4)
    batch = room.propose()
    other = room.wait_for()
    room.batches.confirm(batch.id, str(printed), PRODUCER)
    table = "\r\n".join([
        "No.;Nomor Berkas;Hasil;Catatan",
        f"1;{first.format()};p1;ok", "", f"2;{second};;", f"3;{first}/p1;;", f"4;{other};;", f"5;{printed};P1;",
        "6;=1+1;;", f"7;{third};p2;", f"8;{third};;",
    ])  # fmt: skip
    assert confirm(room, batch.id, b"\xef\xbb\xbf" + table.encode()) == [
        (2, "done", ""), (4, "done", ""), (5, "already", "card_listed_twice"), (6, "refused", "not_in_batch"),
        (7, "already", "printed_before"), (8, "refused", "wrong_length"), (9, "refused", "not_in_batch"),
        (10, "done", ""),
    ]  # fmt: skip
    assert {line.state for line in room.ledger.get_batch(batch.id).lines} == {LineState.PRINTED}
    assert (room.balance(), room.printed_today()) == (96, (4, 0))


def test_a_list_that_is_sent_again_prints_nothing_twice(room: PrintRoom) -> None:
    receipts = room.wait_for_many(3)
    batch = room.propose().id
    table = "\n".join(map(str, receipts))
    assert {result for _, result, _ in confirm(room, batch, table)} == {"done"}
    assert {(result, why) for _, result, why in confirm(room, batch, table)} == {("already", "printed_before")}
    assert room.balance() == 97


def test_where_the_blanks_run_out_the_rest_is_told(room: PrintRoom) -> None:
    receipts = room.wait_for_many(3)
    batch = room.propose().id
    room.ledger.stocks[CARD] = Stock(card=CARD, version=1, balance=2)
    assert [why for _, _, why in confirm(room, batch, "\n".join(map(str, receipts)))] == ["", "", "no_blank_cards"]
    assert room.balance() == 0


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("", "table_empty"),
        ("a;b\n1;2", "column_missing"),
        ("berkas;no berkas\n1;2", "column_twice"),
        (b"\xff\x00\x81", "table_not_text"),
        ("\n".join(["TESTTESTTE5"] * (MOST_LINES + 2)), "table_too_long"),
    ],
)
def test_what_is_no_list_is_refused_whole(room: PrintRoom, table: bytes | str, code: str) -> None:
    room.wait_for()
    batch = room.propose()
    with pytest.raises(InvalidRequestError) as refused:
        confirm(room, batch.id, table)
    assert [fault.code for fault in refused.value.faults] == [code]
    assert room.ledger.get_batch(batch.id) == batch


def test_a_list_for_a_batch_that_is_not_there(room: PrintRoom) -> None:
    receipt = room.wait_for()
    with pytest.raises(NotFoundError):
        confirm(room, "nothing", str(receipt))
