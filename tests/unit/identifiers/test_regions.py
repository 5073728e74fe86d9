"""The shipped regions: spellings, postcodes, neighbours, and the order of the codes."""

from pathlib import Path

import pytest

from chalicelib.domain.identifiers import PROVINCE_CODES, Postcode, RegionCode
from chalicelib.domain.regions import Regions

CATALOGUE = Path(__file__).parents[3] / "chalicelib" / "catalogue"


@pytest.fixture(scope="module")
def regions() -> Regions:
    return Regions.from_json((CATALOGUE / "regions.json").read_bytes())


@pytest.mark.parametrize(
    ("code", "name", "villages"),
    [
        ("35.73.01", "Blimbing", 11),
        ("35.73.02", "Klojen", 11),
        ("35.73.03", "Kedungkandang", 12),
        ("35.73.04", "Sukun", 11),
        ("35.73.05", "Lowokwaru", 12),
    ],
)
def test_districts_carry_the_codes_of_kemendagri(regions: Regions, code: str, name: str, villages: int) -> None:
    district = regions.district(RegionCode(code))
    assert district is not None
    assert (district.name, len(district.villages)) == (name, villages)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("kota lama", "Kotalama"),
        ("Kel. KOTALAMA", "Kotalama"),
        ("Rampal Celaket", "Rampalcelaket"),
        ("Rampal Claket", "Rampalcelaket"),
        ("bakalan krajan", "Bakalankrajan"),
        ("Pisang Candi", "Pisangcandi"),
        ("Karang Besuki", "Karangbesuki"),
        ("Gadingkasri", "Gading Kasri"),
        ("oro oro dowo", "Oro-oro Dowo"),
        ("Kelurahan Oro-Oro-Dowo", "Oro-oro Dowo"),
        ("TASIKMADU", "Tasik Madu"),
        ("ksatrian", "Kesatrian"),
        ("Kesatrian", "Kesatrian"),
        ("desa Sukoharjo", "Sukoharjo"),
    ],
)
def test_spellings_of_a_village_find_it(regions: Regions, typed: str, name: str) -> None:
    village = regions.find_village(typed)
    assert village is not None
    assert village.name == name


@pytest.mark.parametrize("typed", ["", "Kel.", "Malang", "Kotalamaa", "<script>", "a" * 10_000])
def test_name_of_no_village_finds_none(regions: Regions, typed: str) -> None:
    assert regions.find_village(typed) is None


def test_each_village_is_found_and_its_names_differ(regions: Regions) -> None:
    villages = [village for district in regions.districts for village in district.villages]
    assert len(villages) == 57
    assert [regions.find_village(village.name) for village in villages] == villages
    assert [regions.village(village.code) for village in villages] == villages


def test_each_village_lies_in_its_district(regions: Regions) -> None:
    for district in regions.districts:
        assert all(village.code.parent == district.code for village in district.villages)
        assert all(regions.district(village.code) == district for village in district.villages)


@pytest.mark.parametrize("name", ["Klojen", "Blimbing", "Kedungkandang", "Sukun", "Lowokwaru"])
def test_district_and_village_of_one_name_stay_apart(regions: Regions, name: str) -> None:
    district, village = regions.find_district(f"Kecamatan {name}"), regions.find_village(f"Kelurahan {name}")
    assert district is not None
    assert village is not None
    assert village.code.parent == district.code


def test_postcodes_name_the_villages_that_share_them(regions: Regions) -> None:
    assert {village.name for village in regions.villages_with(Postcode("65119"))} == {
        "Kiduldalem",
        "Kauman",
        "Oro-oro Dowo",
    }
    assert regions.villages_with(Postcode("65114")) == ()


def test_city_has_its_31_postcodes(regions: Regions) -> None:
    codes = {village.postcode for district in regions.districts for village in district.villages}
    assert (len(codes), min(codes), max(codes)) == (31, "65111", "65149")


@pytest.mark.parametrize(
    ("regency", "district", "postcode", "office"),
    [
        ("Kabupaten Malang", None, None, "35.07"),
        ("KAB. MALANG", None, None, "35.07"),
        ("Kota Batu", None, None, "35.79"),
        (None, "Kec. Singosari", None, "35.07"),
        (None, "bumiaji", None, "35.79"),
        (None, None, "65151", "35.07"),
        (None, None, "65211", "35.07"),
        (None, None, "65393", "35.07"),
        (None, None, "65338", "35.79"),
        ("Kota Malang", None, "65149", None),
        ("Kota Malang", "Klojen", None, None),
        (None, "Lowokwaru", "65151", None),
        ("Malang", None, None, None),
        (None, None, None, None),
    ],
)
def test_wrong_office_is_told_from_the_address(
    regions: Regions, regency: str | None, district: str | None, postcode: str | None, office: str | None
) -> None:
    code = None if postcode is None else Postcode(postcode)
    found = regions.neighbour(regency=regency, district=district, postcode=code)
    assert (None if found is None else found.code.format()) == office


def test_neighbours_list_all_their_districts(regions: Regions) -> None:
    assert [(found.code.format(), len(found.districts)) for found in regions.neighbours] == [
        ("35.07", 33),
        ("35.79", 3),
    ]


def test_provinces_are_those_that_a_nik_knows(regions: Regions) -> None:
    assert {str(province.code) for province in regions.provinces} == PROVINCE_CODES
    assert len(PROVINCE_CODES) == 38
    east_java = regions.province(RegionCode("35.73"))
    assert east_java is not None
    assert east_java.name == "Jawa Timur"


def test_licence_of_the_rows_is_shipped_with_them(regions: Regions) -> None:
    notice = (CATALOGUE / "regions.NOTICE.md").read_text(encoding="utf-8")
    assert "regions.NOTICE.md" in regions.source
    assert "MIT License" in notice
    assert "Copyright (c) 2017 Cahya DSN" in notice
