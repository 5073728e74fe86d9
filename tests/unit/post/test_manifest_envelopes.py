"""What refuses one envelope: all reasons of it, while the others go on."""

import json
from typing import Any

import pytest

from chalicelib.domain.post.manifest import ZIP
from chalicelib.domain.post.reading import MOST_REASONS
from chalicelib.domain.post.vocabulary import RejectionCode as Code
from tests.unit.post.given import a_file, an_entry, codes, read


def pages(file: str, first: int | None = None, last: int | None = None) -> dict[str, Any]:
    return {"file": file, "first": first, "last": last}


@pytest.mark.parametrize(
    ("entry", "where", "fault"),
    [
        (an_entry(2, colour="red"), "colour", "unknown_field"),
        (an_entry(2, keyed={"nik": "3573990101900001", "Siti": 1}), "keyed.?", "unknown_field"),
        (an_entry(2, keyed={"nik": "12"}), "keyed.nik", "wrong_length"),
        (an_entry(2, keyed={"name": "\u0000"}), "keyed.name", "control_character"),
        (an_entry(2, keyed={"phone": "abc"}), "keyed.phone", "symbol"),
        (an_entry(2, keyed={"address": {"street": ""}}), "keyed.address.street", "missing"),
        (an_entry(2, keyed={"address": {"street": "Jl. Contoh\nMalang"}}), "keyed.address.street", "shape"),
        (an_entry(2, postal_number="?"), "postal_number", "shape"),
        (an_entry(2, sheet_count="1"), "sheet_count", "wrong_type"),
        (an_entry(2, sheet_count=101), "sheet_count", "out_of_range"),
        (an_entry(2, control_numbers=["12a4"]), "control_numbers.0", "shape"),
        (an_entry(2, control_numbers=["3573990101900001"]), "control_numbers.0", "shape"),
        (an_entry(2, duplex="yes"), "duplex", "wrong_type"),
        (an_entry(2, scans=[pages("2.pdf", 3, 2)]), "scans.0", "last_before_first"),
        (an_entry(2, scans=[pages("2.pdf", 0, 1)]), "scans.0.first", "out_of_range"),
        (an_entry(2, unscannable=[{"kind": "coin"}]), "unscannable.0.kind", "not_a_choice"),
        (an_entry(2, sender="a\u2028b"), "sender", "control_character"),
    ],
)
def test_each_wrong_field_refuses_its_envelope_alone(entry: dict[str, Any], where: str, fault: str) -> None:
    manifest = read(an_entry(1), entry)
    found = [(reason.code, reason.where, reason.params["fault"]) for reason in manifest.refused["0002"]]
    assert (Code.ENTRY_INVALID, where, fault) in found
    assert [entry.number for entry in manifest.entries] == ["0001"]


@pytest.mark.parametrize(
    "entry", [None, 7, "text", [], {}, an_entry(2, number=7), an_entry(2, number="3573990101900001")]
)
def test_an_envelope_without_a_number_to_use_is_called_after_its_place(entry: object) -> None:
    manifest = read(an_entry(1), entry)
    assert set(manifest.refused) == {"entry-2"}
    assert [entry.number for entry in manifest.entries] == ["0001"]


def test_all_reasons_of_an_envelope_come_at_once() -> None:
    twice = an_entry(2, control_numbers=["0000001", "0000001"], scans=[pages("1.pdf"), pages("3.pdf")], colour="red")
    assert codes(an_entry(1), twice, files=[a_file("1.pdf")]) == {
        "0001": {Code.CONTROL_NUMBER_TWICE, Code.PAGES_CLAIMED_TWICE},
        "0002": {
            Code.ENTRY_INVALID,
            Code.SHEET_COUNT_DIFFERS,
            Code.CONTROL_NUMBER_TWICE,
            Code.FILE_NOT_LISTED,
            Code.PAGES_CLAIMED_TWICE,
        },
    }


def test_envelopes_with_one_number_are_all_refused_and_each_is_accounted_for() -> None:
    manifest = read(an_entry(1), an_entry(2, number="0001"), an_entry(3, number="0001"), an_entry(4))
    assert {number: [reason.code for reason in reasons] for number, reasons in manifest.refused.items()} == {
        "0001": [Code.ENVELOPE_NUMBER_TWICE],
        "entry-2": [Code.ENVELOPE_NUMBER_TWICE],
        "entry-3": [Code.ENVELOPE_NUMBER_TWICE],
    }
    assert [entry.number for entry in manifest.entries] == ["0004"]


def test_a_sheet_in_two_envelopes_refuses_both_and_says_with_whom() -> None:
    manifest = read(an_entry(1), an_entry(2, control_numbers=["0000001"]), an_entry(3))
    assert manifest.refused["0001"][0].params == {"envelope": "0002"}
    assert manifest.refused["0002"][0].params == {"envelope": "0001"}
    assert [entry.number for entry in manifest.entries] == ["0003"]


def test_a_sheet_twice_in_an_envelope_is_named_at_both_places() -> None:
    manifest = read(an_entry(sheet_count=2, control_numbers=["0000001", "0000001"]))
    assert {reason.where for reason in manifest.refused["0001"]} == {"control_numbers.0", "control_numbers.1"}


def test_sheets_must_be_as_many_as_their_numbers() -> None:
    reasons = read(an_entry(sheet_count=3)).refused["0001"]
    assert [(reason.code, reason.params) for reason in reasons] == [
        (Code.SHEET_COUNT_DIFFERS, {"declared": "3", "found": "1"})
    ]


def test_named_pages_must_be_as_many_as_the_sheets_have_sides() -> None:
    assert codes(an_entry(duplex=True, scans=[pages("1.pdf", 1, 2)])) == {}
    reasons = read(an_entry(duplex=True, scans=[pages("1.pdf", 1, 3)])).refused["0001"]
    assert [(reason.code, reason.params) for reason in reasons] == [
        (Code.PAGE_COUNT_DIFFERS, {"declared": "2", "found": "3"})
    ]


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        (pages("1.pdf", 1, 1), pages("1.pdf", 2, 2), False),
        (pages("1.pdf", 1, 1), pages("1.pdf", 1, 1), True),
        (pages("1.pdf"), pages("1.pdf", 7, 7), True),
        (pages("1.pdf"), pages("1.pdf"), True),
        (pages("1.pdf", None, 1), pages("1.pdf", 2, None), False),
        (pages("1.pdf", None, 1), pages("1.pdf", 1, None), True),
        (pages("1.pdf", 1, None), pages("1.pdf", 9, 9), True),
    ],
)
def test_no_page_is_in_two_envelopes(first: object, second: object, *, shared: bool) -> None:
    found = codes(an_entry(1, scans=[first]), an_entry(2, scans=[second]), files=[a_file("1.pdf")])
    assert found == ({number: {Code.PAGES_CLAIMED_TWICE} for number in ("0001", "0002")} if shared else {})


@pytest.mark.parametrize(
    ("claims", "gaps"),
    [
        ([(1, 1), (2, 2), (3, None)], {}),
        ([(2, 2), (1, 1)], {}),
        ([(2, 2)], {"0001": [("1", "1")]}),
        ([(1, 1), (4, 4)], {"0001": [("2", "3")], "0002": [("2", "3")]}),
        ([(1, 1), (3, 3), (6, 6)], {"0001": [("2", "2")], "0002": [("2", "2"), ("4", "5")], "0003": [("4", "5")]}),
    ],
)
def test_who_lies_beside_pages_that_nobody_claims_is_refused(
    claims: list[tuple[int, int | None]], gaps: dict[str, list[tuple[str, str]]]
) -> None:
    entries = [an_entry(n, scans=[pages("1.pdf", *claim)]) for n, claim in enumerate(claims, start=1)]
    found = read(*entries, files=[a_file("1.pdf")])
    assert {reason.code for reasons in found.refused.values() for reason in reasons} == (
        {Code.PAGES_NOT_CLAIMED} if gaps else set()
    )
    told = {
        number: [(reason.params["first"], reason.params["last"]) for reason in reasons]
        for number, reasons in found.refused.items()
    }
    assert told == gaps


def test_counts_are_compared_where_another_field_is_wrong() -> None:
    wrong = an_entry(1, sheet_count=3, scans=[pages("1.pdf", 1, 5)], sender=5, keyed={"nik": "1"})
    found = read(wrong, files=[a_file("1.pdf")]).refused["0001"]
    assert [(reason.where, reason.code) for reason in found] == [
        ("sender", Code.ENTRY_INVALID),
        ("keyed.nik", Code.ENTRY_INVALID),
        ("sheet_count", Code.SHEET_COUNT_DIFFERS),
        ("scans", Code.PAGE_COUNT_DIFFERS),
    ]


def test_pages_that_a_wrong_entry_may_mean_are_not_called_unclaimed() -> None:
    unclear = an_entry(2, scans=[{"file": "1.pdf", "first": "two", "last": 2}])
    found = codes(an_entry(1, scans=[pages("1.pdf", 1, 1)]), unclear, an_entry(3, scans=[pages("1.pdf", 3, 3)]),
                  files=[a_file("1.pdf")])  # fmt: skip
    assert found.keys() == {"0002"}


def test_two_answers_to_one_rescan_are_both_refused() -> None:
    found = codes(*(an_entry(n, rescan_for="Zk3vN1c2") for n in (1, 2)), an_entry(3, rescan_for="another"))
    assert found == {number: {Code.RESCAN_TWICE} for number in ("0001", "0002")}


def test_everybody_within_a_wide_claim_is_named() -> None:
    wide = an_entry(1, sheet_count=9, control_numbers=[f"{n}000" for n in range(1, 10)], scans=[pages("1.pdf", 1, 9)])
    others = [an_entry(n, scans=[pages("1.pdf", n, n)]) for n in (2, 5, 9, 10)]
    assert set(codes(wide, *others, files=[a_file("1.pdf")])) == {"0001", "0002", "0005", "0009"}


def test_an_envelope_may_not_have_a_page_twice() -> None:
    entry = an_entry(
        sheet_count=2, control_numbers=["1001", "1002"], scans=[pages("1.pdf", 1, 1), pages("1.pdf", 1, 1)]
    )
    assert codes(entry) == {"0001": {Code.PAGES_CLAIMED_TWICE}}


def test_what_a_bad_envelope_claims_is_given_to_nobody_else() -> None:
    bad = an_entry(1, colour="red", scans=[pages("1.pdf", 1, 4)])
    good = an_entry(2, scans=[pages("1.pdf", 4, 4)])
    assert codes(bad, good, files=[a_file("1.pdf")])["0002"] == {Code.PAGES_CLAIMED_TWICE}


def test_a_zip_belongs_to_one_envelope_as_a_whole() -> None:
    zipped = [a_file("1.zip", type=ZIP)]
    assert codes(an_entry(1, scans=[pages("1.zip")]), files=zipped) == {}
    assert codes(an_entry(1, scans=[pages("1.zip", 1, 1)]), files=zipped) == {"0001": {Code.ENTRY_INVALID}}
    both = codes(an_entry(1, scans=[pages("1.zip")]), an_entry(2, scans=[pages("1.zip")]), files=zipped)
    assert both == {number: {Code.PAGES_CLAIMED_TWICE} for number in ("0001", "0002")}


def test_pages_that_a_refused_envelope_declares_are_counted_as_far_as_they_can_be_read() -> None:
    entries = [an_entry(1, colour=1, sheet_count=7, duplex=True), an_entry(2, colour=1, sheet_count="many"), 3]
    manifest = read(*entries, an_entry(4, sheet_count=2))
    assert manifest.refused_pages == {"0001": 14, "0002": 0, "entry-3": 0, "0004": 2}


def test_reasons_of_an_envelope_have_an_end() -> None:
    """They are stored with it, and an item holds 400 KB."""
    reasons = read(an_entry(unscannable=[{"kind": "coin"}] * 10_000, keyed=dict.fromkeys("abcdefghijk", 1))).refused
    assert len(reasons["0001"]) <= MOST_REASONS
    reasons = read(an_entry(control_numbers=["x"] * 100)).refused
    assert (len(reasons["0001"]), reasons["0001"][-1].params["fault"]) == (MOST_REASONS, "more_faults")


def test_no_reason_holds_a_value() -> None:
    keyed = {"nik": "35739901019000019", "name": "Siti Contoh 🙂", "phone": "0899x", "Siti Contoh": 1}
    manifest = read(an_entry(1, keyed=keyed, sender="Siti Contoh\u0000", number="SITI CONTOH"))
    told = json.dumps([reason.model_dump(mode="json") for reason in manifest.refused["entry-1"]])
    assert not [value for value in ("3573990", "Siti", "SITI", "0899") if value in told]
