"""Parcels: every envelope in one of them, every file in one of them, the same each time."""

from chalicelib.domain.post.reading import plan_parcels
from tests.unit.post.given import Json, a_file, an_entry, read


def entry(n: int, *files: str, first: int | None = None, sheets: int = 1) -> Json:
    numbers = [f"{n:03d}{sheet:04d}" for sheet in range(sheets)]
    scans = [{"file": file, "first": first} for file in files]
    return an_entry(n, scans=scans, sheet_count=sheets, control_numbers=numbers)


def plan(*entries: Json, files: str, most: int = 90) -> list[list[list[int]]]:
    manifest = read(*entries, files=[a_file(name) for name in files.split()])
    assert not manifest.refused
    parcels = plan_parcels(manifest, most)
    return [[[int(member.number) for member in group] for group in parcel] for parcel in parcels]


def test_envelopes_of_their_own_files_go_to_parcels_of_their_own() -> None:
    assert plan(entry(1, "a.pdf"), entry(2, "b.pdf"), files="a.pdf b.pdf") == [[[1]], [[2]]]


def test_envelopes_that_share_a_file_directly_or_through_others_stay_together() -> None:
    first = an_entry(1, scans=[{"file": "a.pdf", "last": 1}])
    both = an_entry(2, scans=[{"file": "a.pdf", "first": 2}, {"file": "b.pdf", "last": 1}])
    last = an_entry(3, scans=[{"file": "b.pdf", "first": 2}])
    assert plan(first, entry(4, "c.pdf"), last, both, files="a.pdf b.pdf c.pdf") == [[[1, 2, 3]], [[4]]]


def test_a_group_is_read_in_the_order_of_files_and_pages() -> None:
    pages = [(1, 3), (2, 1), (3, 2)]
    entries = [an_entry(n, scans=[{"file": "a.pdf", "first": page, "last": page}]) for n, page in pages]
    assert plan(*entries, files="a.pdf") == [[[2, 3, 1]]]


def test_groups_are_dealt_out_by_the_pages_they_hold() -> None:
    entries = [entry(1, "a.pdf", sheets=9), entry(2, "b.pdf"), entry(3, "c.pdf"), entry(4, "d.pdf", sheets=8)]
    assert plan(*entries, files="a.pdf b.pdf c.pdf d.pdf", most=2) == [[[1], [3]], [[2], [4]]]


def test_a_manifest_without_a_good_envelope_has_one_empty_parcel() -> None:
    """Its refusals have to be written down by somebody."""
    assert plan_parcels(read(an_entry(1, colour="red"))) == ((),)
