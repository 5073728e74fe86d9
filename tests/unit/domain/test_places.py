"""Where an address lies, and what it lacks to be found."""

import pytest

from chalicelib.catalogue import load_regions
from chalicelib.domain.applicant import Address, PersonalData
from chalicelib.domain.completeness import personal_findings
from chalicelib.domain.finding import FindingCode, Severity
from chalicelib.domain.places import city_of, faults_of_place, place_faults, postcode_of
from tests.fakes import EPOCH

REGIONS = load_regions()
HERE = REGIONS.districts[0].villages[0]


def an_address(**given: str) -> Address:
    return Address.model_validate({"street": "Jalan Contoh 7", **given})


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({}, {"village": "no_place"}),
        ({"postcode": "60271"}, {"city": "no_city"}),
        ({"postcode": "60271", "city": "60271"}, {"city": "no_city"}),
        ({"city": "Kota Surabaya"}, {"postcode": "no_postcode"}),
        ({"village": "3578011001"}, {"village": "village_elsewhere"}),
        ({"village": "357301", "postcode": "60271", "city": "Kota Surabaya"}, {"village": "village_elsewhere"}),
        ({"village": HERE.code, "city": "Kota Surabaya"}, {"city": "city_elsewhere"}),
        ({"village": HERE.code, "city": "malang"}, {}),
        ({"village": HERE.code, "postcode": HERE.postcode}, {}),
        ({"village": HERE.code}, {}),
        ({"postcode": "60271", "city": "Kota Surabaya"}, {}),
    ],
)
def test_an_address_says_where_it_is_or_what_it_lacks(given: dict[str, str], faults: dict[str, str]) -> None:
    assert {fault.field: fault.code for fault in faults_of_place(an_address(**given), REGIONS)} == faults
    mailed = PersonalData(address=an_address(**given), delivery="post")
    found = [found for found in personal_findings(mailed, EPOCH.date(), REGIONS) if found.where == "address"]
    blocked = [one.code for one in found if one.severity is Severity.BLOCKING]
    assert blocked == ([FindingCode.FIELD_MISSING] if faults else [])


def test_a_postcode_of_another_kelurahan_is_told_with_the_right_one_where_it_is_said() -> None:
    """What was stored before is mailed as it stands: the post finds it."""
    address = an_address(village=HERE.code, postcode="65111")
    (fault,) = faults_of_place(address, REGIONS)
    assert (fault.field, fault.code, fault.params) == (
        "postcode", "postcode_elsewhere", (("value", HERE.postcode),),
    )  # fmt: skip
    mailed = PersonalData(address=address, delivery="post")
    assert not [one for one in personal_findings(mailed, EPOCH.date(), REGIONS) if one.where == "address"]


def test_a_code_that_is_none_is_told_once_by_what_reads_it() -> None:
    assert place_faults({"village": "sembarang"}, REGIONS) == ()


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"village": HERE.code}, f"Kota Malang {HERE.postcode}"),
        ({"postcode": "60271", "city": "Kota Surabaya"}, "Kota Surabaya 60271"),
        ({"postcode": "65111"}, "Kota Malang 65111"),
        ({"postcode": "65151"}, "Kabupaten Malang 65151"),
        ({"village": "3507011001"}, "Kabupaten Malang "),
        ({}, "Kota Malang "),
        ({"postcode": "60271"}, " 60271"),
        ({"village": "3578011001"}, " "),
    ],
)
def test_an_envelope_never_names_a_city_that_the_address_is_not_in(given: dict[str, str], line: str) -> None:
    address = an_address(**given)
    assert f"{city_of(address, REGIONS)} {postcode_of(address, REGIONS)}" == line
