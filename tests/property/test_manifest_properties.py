"""Whatever a post office sends: read or refused, never a crash, never a personal value in what is answered."""

import json
from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import ManifestRefusedError
from chalicelib.domain.post.manifest import EnvelopeEntry
from chalicelib.domain.post.reading import ReadManifest, plan_parcels, read_manifest
from tests.unit.post.given import Json, a_file, a_manifest, an_entry

NIK = "3573990101900001"
PLANTED = (NIK, "357399 0101 9000 01", "SITI CONTOH", "Siti Contoh", "Jl. Contoh 1\u0000", f"{NIK}.pdf", f"A{NIK}")
SECRETS = (NIK, "357399 0101", "iti Contoh", "SITI", "Jl. ")

odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 9),
    st.floats(allow_nan=False),
    st.text(max_size=5),
    st.sampled_from(PLANTED),
)
any_json = st.recursive(
    odd,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | st.sampled_from(PLANTED), inner),
)


@st.composite
def entries(draw: st.DrawFn) -> Json:
    """Envelopes that may share numbers, sheets and pages; right by themselves."""
    n = draw(st.integers(1, 6))
    first = draw(st.integers(1, 8))
    sheets = draw(st.integers(1, 3))
    numbers = [str(draw(st.integers(1000, 1030))) for _ in range(sheets)]
    file = draw(st.sampled_from(("a.pdf", "b.pdf", "c.zip", "gone.pdf")))
    ranged = {"file": file, "first": first, "last": first + sheets - 1}
    scan = draw(st.sampled_from(({"file": file}, ranged)))
    return an_entry(n, sheet_count=sheets, control_numbers=numbers, scans=[scan])


@st.composite
def spoilt(draw: st.DrawFn) -> Json:
    """A manifest in which up to three parts are replaced, added or taken away."""
    listed = [a_file("a.pdf"), a_file("b.pdf"), a_file("c.zip", type="application/zip")]
    keyed = {"nik": NIK, "name": "Siti Contoh", "address": {"street": "Jl. Contoh 1"}}
    manifest = a_manifest(*draw(st.lists(entries(), min_size=1, max_size=6)), files=listed)
    manifest["envelopes"][0] |= {"keyed": keyed, "sender": "Siti Contoh"}
    for _ in range(draw(st.integers(0, 3))):
        _spoil(draw, manifest)
    return manifest


def _spoil(draw: st.DrawFn, part: Any) -> None:  # noqa: ANN401 - any JSON
    keys = list(part) if isinstance(part, dict) else list(range(len(part)))
    key = draw(st.sampled_from([*keys, *(PLANTED if isinstance(part, dict) else ())])) if keys else None
    inner = part[key] if key is not None and not (isinstance(part, dict) and key not in part) else None
    if isinstance(inner, dict | list) and inner and draw(st.booleans()):
        _spoil(draw, inner)
    elif key is not None:
        part[key] = draw(any_json)


def told(raw: bytes) -> str:
    """Everything that may be answered, stored or logged of a reading."""
    try:
        manifest = read_manifest(raw)
    except ManifestRefusedError as error:
        return f"{error!r} {error} {error.faults} {error.__cause__!r} {error.__context__!r}"
    reasons = [reason.model_dump_json() for every in manifest.refused.values() for reason in every]
    return f"{manifest!r} {list(manifest.refused)} {reasons}"


@given(st.binary(max_size=200) | any_json.map(lambda value: json.dumps(value).encode()))
def test_nothing_crashes_the_reader_and_nothing_personal_is_told(raw: bytes) -> None:
    answer = told(raw)
    assert not [secret for secret in SECRETS if secret in answer]


@given(spoilt())
def test_a_spoilt_manifest_is_read_or_refused_without_a_personal_value(manifest: Json) -> None:
    answer = told(json.dumps(manifest).encode())
    assert not [secret for secret in SECRETS if secret in answer]


@given(spoilt())
def test_every_envelope_is_taken_or_refused_and_nothing_belongs_to_two(manifest: Json) -> None:
    try:
        found = read_manifest(json.dumps(manifest).encode())
    except ManifestRefusedError:
        return
    assert len(found.entries) + len(found.refused) == len(manifest["envelopes"])
    assert not {entry.number for entry in found.entries} & set(found.refused)
    sheets = Counter(number for entry in found.entries for number in entry.control_numbers)
    pages = Counter(page for entry in found.entries for page in _claimed(entry))
    assert max([0, *sheets.values(), *pages.values()]) <= 1
    assert all(found.refused.values())


def _claimed(entry: EnvelopeEntry) -> list[tuple[str, int]]:
    """Pages it claims of files that have ten."""
    return [(scan.file, page) for scan in entry.scans for page in range(scan.first or 1, (scan.last or 10) + 1)]


@given(spoilt(), st.integers(1, 3))
def test_parcels_hold_every_envelope_once_and_no_file_twice(manifest: Json, most: int) -> None:
    raw = json.dumps(manifest).encode()
    try:
        found = read_manifest(raw)
    except ManifestRefusedError:
        return
    parcels = plan_parcels(found, most)
    assert 1 <= len(parcels) <= most
    assert parcels == plan_parcels(read_manifest(raw), most)
    numbers = [entry.number for parcel in parcels for group in parcel for entry in group]
    assert sorted(numbers) == sorted(entry.number for entry in found.entries)
    assert max([0, *_users_of_files(found, most).values()]) <= 1


def _users_of_files(manifest: ReadManifest, most: int) -> Counter[str]:
    groups = [group for parcel in plan_parcels(manifest, most) for group in parcel]
    return Counter(file for group in groups for file in {scan.file for entry in group for scan in entry.scans})
