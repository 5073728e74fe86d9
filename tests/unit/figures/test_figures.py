"""What moves add to the figures, and what corrections take back."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from chalicelib.domain.figures import BOUNDS_HOURS, Counted, add_up, bucket_of, count, quantile_hours
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.print_batch import SpoilReason
from tests.integration.http.walk import STEPS, bring_to, record, spoil, verifier
from tests.office import MiniOffice
from tests.recount import hold_to_recount, tell_figures

DAY = date(2026, 3, 2)


def told(office: MiniOffice) -> tuple[Mapping[str, int], Mapping[str, int]]:
    tell_figures(office)
    hold_to_recount(office)
    return add_up(office.ports.figures.days.values()), office.ports.figures.read_standing()


def test_a_case_from_receipt_to_hand_over() -> None:
    office = MiniOffice()
    bring_to(office, CaseState.CLOSED)
    total, standing = told(office)
    assert {name: total[name] for name in total if not name.startswith("hours#")} == {
        "received#KTP-LOST#web": 1,
        "completed#KTP-LOST#web": 1,
        "law#in#KTP-LOST": 1,
        "printed#KTP_EL": 1,
        "handed_over#KTP_EL": 1,
    }
    assert standing == {}


def test_a_return_counts_its_reasons_and_stays_open() -> None:
    office = MiniOffice()
    bring_to(office, CaseState.RETURNED)
    total, standing = told(office)
    assert total["returned#KTP-LOST#web"] == 1
    assert total["reason#unreadable#web"] == 1
    assert standing == {"open#KTP-LOST#web": 1, "age#2026-03-02": 1}


def test_a_correction_takes_back_on_its_own_day() -> None:
    office = MiniOffice()
    resident = bring_to(office, CaseState.READY)
    office.ports.clock.advance(days=1)
    record(office, resident, "corrected")
    spoil(office, resident, SpoilReason.NOT_PRINTED)
    total, standing = told(office)
    assert (total["printed#KTP_EL"], total["unprinted#KTP_EL"]) == (1, 1)
    assert (total["completed#KTP-LOST#web"], total["unready#KTP-LOST#web"], total["law#in#KTP-LOST"]) == (1, 1, 1)
    assert standing["open#KTP-LOST#web"] == 1
    days = office.ports.figures.read_days(DAY, DAY + timedelta(days=2))
    assert [amounts.get("printed#KTP_EL") for amounts in days.values()] == [1, None]
    assert [amounts.get("unprinted#KTP_EL") for amounts in days.values()] == [None, 1]
    assert [amounts.get("completed#KTP-LOST#web") for amounts in days.values()] == [1, None]
    assert [amounts.get("unready#KTP-LOST#web") for amounts in days.values()] == [None, 1]


def test_a_card_that_is_found_bad_is_told_on_that_day_and_its_print_on_its_own() -> None:
    office = MiniOffice()
    resident = bring_to(office, CaseState.READY)
    office.ports.clock.advance(days=1)
    spoil(office, resident)
    total, _ = told(office)
    assert (total["printed#KTP_EL"], total["spoiled#KTP_EL"]) == (1, 1)
    office.ports.clock.advance(days=1)
    record(office, resident, "printed")
    total, _ = told(office)
    assert (total["printed#KTP_EL"], total["spoiled#KTP_EL"]) == (2, 1)
    days = office.ports.figures.read_days(DAY, DAY + timedelta(days=3))
    assert [amounts.get("printed#KTP_EL") for amounts in days.values()] == [1, None, 1]
    assert [amounts.get("spoiled#KTP_EL") for amounts in days.values()] == [None, 1, None]


def test_what_is_too_late_is_told_as_late() -> None:
    office = MiniOffice()
    resident = bring_to(office, CaseState.IN_PROCESS)
    office.ports.clock.advance(hours=25)
    for step in STEPS:
        record(office, resident, step)
    total, _ = told(office)
    assert total["law#late#KTP-LOST"] == 1


def test_moves_that_change_no_state_add_nothing() -> None:
    office = MiniOffice()
    resident = bring_to(office, CaseState.IN_REVIEW)
    tell_figures(office)
    before = add_up(office.ports.figures.days.values())
    officer = verifier(office, resident)
    document = officer.read()["documents"][0]["document"]
    officer.move("PUT", f"/documents/{document}/verdict", {"kind": "accepted"})
    event = office.ports.registry.audit[resident.id][-1]
    assert count(event, DAY) == Counted()
    tell_figures(office)
    assert add_up(office.ports.figures.days.values()) == before


@pytest.mark.parametrize(("hours", "bucket"), [(0, 0), (0.25, 0), (0.26, 1), (24, 7), (720, 12), (721, 13)])
def test_a_time_falls_into_one_bucket(hours: float, bucket: int) -> None:
    assert bucket_of(hours) == bucket


def test_quantiles_are_bounds_that_were_not_passed() -> None:
    assert quantile_hours({}, 0.5) is None
    assert quantile_hours({0: 1}, 0.5) == BOUNDS_HOURS[0]
    assert quantile_hours({0: 50, 7: 45, 13: 5}, 0.5) == BOUNDS_HOURS[0]
    assert quantile_hours({0: 50, 7: 45, 13: 5}, 0.95) == 24
    assert quantile_hours({13: 1}, 0.95) is None
