"""What every postal ledger promises of batches, envelopes and sheets, whichever table is behind the port."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from chalicelib.domain.errors import NotFoundError, StaleVersionError
from chalicelib.domain.post.envelope import BatchState, PageKind, ScannedPage, Statement
from chalicelib.domain.post.vocabulary import End
from chalicelib.services.ports import CaseRepository, Outbox
from chalicelib.services.post_ports import PostLedger, SequenceReusedError
from tests.contract.ledger_values import (
    DAY,
    OTHER,
    PARTNER,
    a_batch,
    a_ref,
    a_rescan,
    a_statement,
    a_waiting_envelope,
    an_envelope,
    answered,
    closed,
    parcels_of,
)
from tests.fakes import EPOCH

LATER = EPOCH + timedelta(days=1)


def test_an_opened_batch_reads_back_the_same(ledger: PostLedger) -> None:
    assert ledger.open_batch(a_batch()) == a_batch()
    assert ledger.get_batch(PARTNER, "B-1") == a_batch()


def test_an_unknown_batch_is_not_found(ledger: PostLedger) -> None:
    ledger.open_batch(a_batch())
    for partner, batch in ((PARTNER, "B-2"), (OTHER, "B-1")):
        with pytest.raises(NotFoundError):
            ledger.get_batch(partner, batch)


def test_opening_again_answers_with_the_stored_batch(ledger: PostLedger) -> None:
    ledger.open_batch(a_batch())
    assert ledger.open_batch(a_batch(manifest_digest="f" * 64, sequence=7)) == a_batch()
    assert ledger.list_sequence(PARTNER, 10) == (1,)


def test_opening_again_after_closing_answers_with_the_closed_batch(ledger: PostLedger) -> None:
    ledger.open_batch(a_batch())
    ledger.close_batch(closed(a_batch()), [])
    assert ledger.open_batch(a_batch()) == closed(a_batch())


def test_a_number_of_the_sequence_is_used_once(ledger: PostLedger) -> None:
    ledger.open_batch(a_batch())
    with pytest.raises(SequenceReusedError):
        ledger.open_batch(a_batch(2, sequence=1))
    with pytest.raises(NotFoundError):
        ledger.get_batch(PARTNER, "B-2")
    assert ledger.list_batches(PARTNER, DAY) == (a_batch(),)


def test_partners_number_their_batches_for_themselves(ledger: PostLedger) -> None:
    ledger.open_batch(a_batch())
    theirs = a_batch(partner=OTHER, manifest_digest="e" * 64)
    assert ledger.open_batch(theirs) == theirs
    assert ledger.get_batch(PARTNER, "B-1") == a_batch()


def test_a_closed_batch_leaves_the_jobs_of_its_parcels(ledger: PostLedger, outbox: Outbox) -> None:
    batch = a_batch()
    ledger.open_batch(batch)
    jobs = parcels_of(batch, 90)
    ledger.close_batch(closed(batch, 90, missing_files=("2.pdf",)), jobs)
    assert ledger.get_batch(PARTNER, "B-1") == closed(batch, 90, missing_files=("2.pdf",))
    assert all(map(outbox.is_pending, jobs))
    assert outbox.list_pending(LATER)[0] == tuple(jobs)


def test_a_parcel_is_settled_by_itself(ledger: PostLedger, outbox: Outbox) -> None:
    first, second = parcels_of(a_batch(), 2)
    ledger.open_batch(a_batch())
    ledger.close_batch(closed(a_batch(), 2), [first, second])
    outbox.settle(first)
    outbox.settle(first)
    assert not outbox.is_pending(first)
    assert outbox.list_pending(LATER)[0] == (second,)


def test_a_long_outbox_of_parcels_is_paged_once_each(ledger: PostLedger, outbox: Outbox) -> None:
    jobs = []
    for n in (1, 2):
        ledger.open_batch(a_batch(n))
        ledger.close_batch(closed(a_batch(n), 60), parcels_of(a_batch(n), 60))
        jobs += parcels_of(a_batch(n), 60)
    first, cursor = outbox.list_pending(LATER)
    assert cursor is not None
    rest, cursor = outbox.list_pending(LATER, cursor)
    assert cursor is None
    assert [*first, *rest] == jobs


def test_a_batch_is_closed_once(ledger: PostLedger, outbox: Outbox) -> None:
    ledger.open_batch(a_batch())
    ledger.close_batch(closed(a_batch()), [])
    late = parcels_of(a_batch(), 1)
    for again in (closed(a_batch(), 3), closed(closed(a_batch()), 3)):
        with pytest.raises(StaleVersionError):
            ledger.close_batch(again, late)
    assert ledger.get_batch(PARTNER, "B-1") == closed(a_batch())
    assert not outbox.is_pending(late[0])


def test_a_batch_that_was_never_opened_is_not_closed(ledger: PostLedger, outbox: Outbox) -> None:
    jobs = parcels_of(a_batch(), 1)
    with pytest.raises(StaleVersionError):
        ledger.close_batch(closed(a_batch()), jobs)
    assert outbox.list_pending(LATER)[0] == ()


def test_a_stored_envelope_is_read_by_its_name(ledger: PostLedger) -> None:
    assert ledger.get_envelope(a_ref()) is None
    ledger.save_envelope(an_envelope())
    assert ledger.get_envelope(a_ref()) == an_envelope()
    for other in (a_ref("0002"), a_ref(batch=2), a_ref(partner=OTHER)):
        assert ledger.get_envelope(other) is None


def test_envelopes_of_a_batch_come_by_number(ledger: PostLedger) -> None:
    for number in ("0003", "0001", "0002"):
        ledger.save_envelope(an_envelope(number))
    ledger.save_envelope(an_envelope(batch=11))
    ledger.open_batch(a_batch())
    ledger.close_batch(closed(a_batch()), parcels_of(a_batch(), 1))
    assert [envelope.number for envelope in ledger.list_envelopes(PARTNER, "B-1")] == ["0001", "0002", "0003"]
    assert ledger.list_envelopes(OTHER, "B-1") == ()


def test_a_batch_of_large_envelopes_is_listed_whole(ledger: PostLedger) -> None:
    page: dict[str, Any] = {
        "kind": PageKind.PAPER,
        "side": 1,
        "file": "f" * 100,
        "key": "k" * 120,
        "document": "KTP-EL",
    }
    pages = tuple(ScannedPage(number=n, control_number=f"{n:020d}", file_page=n, **page) for n in range(1, 201))
    stored = [an_envelope(f"{n:04d}", pages=pages, declared_pages=200) for n in range(20)]
    for envelope in stored:
        ledger.save_envelope(envelope)
    assert list(ledger.list_envelopes(PARTNER, "B-1")) == stored


def test_an_envelope_moves_from_version_to_version(ledger: PostLedger) -> None:
    envelope = a_waiting_envelope()
    ledger.save_envelope(envelope)
    for end in (End.RESCAN, End.REJECTED):
        envelope = envelope.moved(LATER, end=end)
        ledger.save_envelope(envelope)
    assert ledger.get_envelope(a_ref()) == envelope
    assert envelope.version == 3


def test_an_id_of_a_rescan_is_used_once(ledger: PostLedger) -> None:
    ledger.save_envelope(a_waiting_envelope(), a_rescan())
    with pytest.raises(StaleVersionError):
        ledger.save_envelope(a_waiting_envelope("0002"), a_rescan(note="again"))
    assert ledger.get_rescan(PARTNER, "r1") == a_rescan()
    assert ledger.get_envelope(a_ref("0002")) is None


def test_a_rescan_is_answered_once(ledger: PostLedger) -> None:
    asked, first, second = a_rescan(), an_envelope("0002"), an_envelope("0003")
    ledger.save_envelope(a_waiting_envelope(), asked)
    ledger.save_envelope(first, answered(asked, first.ref))
    with pytest.raises(StaleVersionError):
        ledger.save_envelope(second, answered(asked, second.ref))
    with pytest.raises(StaleVersionError):
        ledger.save_envelope(second, answered(a_rescan("never-asked"), second.ref))
    assert ledger.get_rescan(PARTNER, "r1") == answered(asked, first.ref)
    assert ledger.get_envelope(second.ref) is None


@pytest.mark.parametrize("version", [0, 1, 2, 4])
def test_an_envelope_that_moved_meanwhile_is_stale(ledger: PostLedger, version: int) -> None:
    first = a_waiting_envelope()
    second = first.moved(LATER, end=End.DUPLICATE)
    ledger.save_envelope(first)
    ledger.save_envelope(second)
    with pytest.raises(StaleVersionError):
        ledger.save_envelope(an_envelope(version=version), a_rescan())
    assert ledger.get_envelope(a_ref()) == second
    assert ledger.get_rescan(PARTNER, "r1") is None


def test_an_envelope_begins_with_its_first_version(ledger: PostLedger) -> None:
    with pytest.raises(StaleVersionError):
        ledger.save_envelope(an_envelope(version=2))
    assert ledger.get_envelope(a_ref()) is None


def test_an_envelope_waits_in_the_work_list_until_it_has_an_end(ledger: PostLedger, cases: CaseRepository) -> None:
    waiting = a_waiting_envelope()
    ledger.save_envelope(waiting)
    (line,) = cases.list_queue("envelopes", None, 10).items
    assert line == {
        "envelope": "posmlg.B-1.0001",
        "clock": "2026-03-02T02:00:00.000Z",
        "version": 1,
        "pages": 2,
        "waits_for": ["no_number"],
        "candidates": ["K7M9P2QRST"],
    }
    ledger.save_envelope(waiting.moved(LATER, end=End.REJECTED))
    assert cases.list_queue("envelopes", None, 10).items == ()


def test_waiting_envelopes_are_paged_by_the_stamp(ledger: PostLedger, cases: CaseRepository) -> None:
    for n in (3, 1, 2, 5, 4):
        at = EPOCH + timedelta(days=n // 2)
        ledger.save_envelope(a_waiting_envelope(f"{n:04d}", received_at=at))
    seen, cursor = [], None
    for _ in range(4):
        page = cases.list_queue("envelopes", cursor, 2)
        seen += [item["envelope"] for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [f"posmlg.B-1.{n:04d}" for n in (1, 2, 3, 4, 5)]


def test_a_sheet_belongs_to_the_envelope_that_claims_it_first(ledger: PostLedger) -> None:
    first, second = a_ref("0001"), a_ref("0002")
    assert ledger.claim_sheets(first, ["1001", "1002"]) == {}
    assert ledger.claim_sheets(second, ["1002", "1003", "1001", "1004"]) == {"1001": first, "1002": first}
    assert ledger.claim_sheets(first, ["1003", "1004"]) == {"1003": second, "1004": second}


def test_claiming_ones_own_again_changes_nothing(ledger: PostLedger) -> None:
    for _ in range(2):
        assert ledger.claim_sheets(a_ref(), ["1001", "1002", "1001"]) == {}
    assert ledger.claim_sheets(a_ref("0002"), ["1001"]) == {"1001": a_ref()}


def test_partners_number_their_sheets_for_themselves(ledger: PostLedger) -> None:
    assert ledger.claim_sheets(a_ref(), ["1001"]) == {}
    assert ledger.claim_sheets(a_ref(partner=OTHER), ["1001"]) == {}


def test_an_envelope_of_many_sheets_claims_them_all(ledger: PostLedger) -> None:
    numbers = [f"{n:04d}" for n in range(1000, 1230)]
    assert ledger.claim_sheets(a_ref("0001"), numbers[150:160]) == {}
    taken = dict.fromkeys(numbers[150:160], a_ref("0001"))
    assert ledger.claim_sheets(a_ref("0002"), numbers) == taken
    assert set(ledger.claim_sheets(a_ref("0003"), numbers)) == set(numbers)
    assert ledger.claim_sheets(a_ref("0002"), []) == {}


def test_batches_are_listed_by_the_day_of_the_office(ledger: PostLedger) -> None:
    midnight = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
    before, after = (a_batch(n, created_at=midnight + timedelta(seconds=n - 2)) for n in (1, 2))
    ledger.open_batch(before)
    ledger.open_batch(after)
    assert ledger.list_batches(PARTNER, DAY) == (before,)
    assert ledger.list_batches(PARTNER, DAY + timedelta(days=1)) == (after,)
    assert ledger.list_batches(PARTNER, DAY - timedelta(days=1)) == ()
    assert ledger.list_batches(OTHER, DAY) == ()


def test_batches_of_a_day_come_by_sequence_as_they_are_now(ledger: PostLedger) -> None:
    batches = [a_batch(n) for n in range(1, 108)]
    for batch in reversed(batches):
        ledger.open_batch(batch)
    ledger.close_batch(closed(batches[0]), [])
    assert list(ledger.list_batches(PARTNER, DAY)) == [closed(batches[0]), *batches[1:]]
    assert ledger.list_batches(PARTNER, DAY)[0].state is BatchState.CLOSED


def test_the_highest_numbers_of_a_sequence_come_first(ledger: PostLedger) -> None:
    assert ledger.list_sequence(PARTNER, 3) == ()
    for n in (2, 100_000_000, 9, 10):
        ledger.open_batch(a_batch(n))
    ledger.open_batch(a_batch(11, partner=OTHER))
    assert ledger.list_sequence(PARTNER, 3) == (100_000_000, 10, 9)
    assert ledger.list_sequence(PARTNER, 9) == (100_000_000, 10, 9, 2)


def test_a_rescan_is_asked_for_with_its_envelope(ledger: PostLedger) -> None:
    ledger.save_envelope(a_waiting_envelope(), a_rescan())
    assert ledger.get_rescan(PARTNER, "r1") == a_rescan()
    assert ledger.get_rescan(OTHER, "r1") is None
    assert ledger.get_rescan(PARTNER, "r2") is None


def test_open_rescans_come_oldest_first(ledger: PostLedger) -> None:
    asked = [a_rescan(name, asked_at=EPOCH + timedelta(minutes=n)) for n, name in ((2, "a"), (0, "b"), (1, "c"))]
    envelope = a_waiting_envelope()
    for rescan in asked:
        ledger.save_envelope(envelope, rescan)
        envelope = envelope.moved(LATER)
    assert [rescan.id for rescan in ledger.list_rescans(PARTNER)] == ["b", "c", "a"]
    assert ledger.list_rescans(OTHER) == ()


def test_the_last_word_on_a_day_counts(ledger: PostLedger) -> None:
    assert ledger.latest_statement(PARTNER, DAY) is None
    for minutes in (0, 10):
        ledger.add_statement(a_statement(f'{{"at": {minutes}}}', minutes))
    ledger.add_statement(a_statement('{"at": 99}', 20, day=DAY + timedelta(days=1)))
    assert ledger.latest_statement(PARTNER, DAY) == a_statement('{"at": 10}', 10)


def test_the_same_report_again_is_kept_once(ledger: PostLedger) -> None:
    for minutes in (0, 10):
        ledger.add_statement(a_statement(minutes=minutes))
    assert ledger.latest_statement(PARTNER, DAY) == a_statement()


def test_a_report_that_is_taken_back_is_not_the_last_word(ledger: PostLedger) -> None:
    for minutes, body in ((0, "{}"), (10, '{"batches": []}'), (20, "{}")):
        ledger.add_statement(a_statement(body, minutes))
    assert ledger.latest_statement(PARTNER, DAY) == a_statement(minutes=20)


def test_partners_that_report_the_same_are_both_kept(ledger: PostLedger) -> None:
    theirs = a_statement(minutes=10, partner=OTHER)
    for statement in (a_statement(), theirs):
        ledger.add_statement(statement)
    assert ledger.latest_statement(PARTNER, DAY) == a_statement()
    assert ledger.latest_statement(OTHER, DAY) == theirs


def test_a_report_of_three_megabytes_is_kept_whole(ledger: PostLedger) -> None:
    first, second = (_a_long_statement(seed) for seed in (1, 2))
    ledger.add_statement(first)
    assert ledger.latest_statement(PARTNER, DAY) == first
    ledger.add_statement(second)
    assert ledger.latest_statement(PARTNER, DAY) == second


def _a_long_statement(seed: int) -> Statement:
    """Nothing packs worse than hashes."""
    return a_statement(Random(seed).randbytes(3 * 2**19).hex(), minutes=seed)  # noqa: S311 - the same in every run


def test_an_answered_rescan_is_no_longer_open(ledger: PostLedger) -> None:
    ledger.save_envelope(a_waiting_envelope(), a_rescan())
    ledger.save_envelope(an_envelope(batch=2, rescan_for="r1"), answered(a_rescan(), a_ref(batch=2)))
    assert ledger.list_rescans(PARTNER) == ()
    assert ledger.get_rescan(PARTNER, "r1") == answered(a_rescan(), a_ref(batch=2))
