"""Region codes are Kemendagri's; those of BPS look alike and mean other places."""

import pytest

from chalicelib.domain.identifiers import Fault, InvalidIdentifierError, RegionCode, RegionLevel


@pytest.mark.parametrize(
    ("text", "level", "dotted"),
    [
        ("35", RegionLevel.PROVINCE, "35"),
        ("3573", RegionLevel.REGENCY, "35.73"),
        ("357301", RegionLevel.DISTRICT, "35.73.01"),
        ("3573011001", RegionLevel.VILLAGE, "35.73.01.1001"),
        ("35.73.01.1001", RegionLevel.VILLAGE, "35.73.01.1001"),
        (" 35 07 01 2001 ", RegionLevel.VILLAGE, "35.07.01.2001"),
    ],
)
def test_code_tells_its_level_by_its_length(text: str, level: RegionLevel, dotted: str) -> None:
    code = RegionCode.parse(text)
    assert (code.level, code.format()) == (level, dotted)


@pytest.mark.parametrize("text", ["3573010", "3573020", "3573030", "3573040", "3573050", "35.73.040"])
def test_districts_of_statistics_office_are_refused(text: str) -> None:
    with pytest.raises(InvalidIdentifierError) as caught:
        RegionCode.parse(text)
    assert caught.value.code is Fault.STATISTICS_CODE


@pytest.mark.parametrize(
    "text",
    [f"3573{district}{village:03d}" for district in ("010", "020", "030", "040", "050") for village in range(1, 13)],
)
def test_villages_of_statistics_office_are_refused(text: str) -> None:
    with pytest.raises(InvalidIdentifierError) as caught:
        RegionCode.parse(text)
    assert caught.value.code is Fault.STATISTICS_CODE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Fault.EMPTY),
        ("3", Fault.WRONG_LENGTH),
        ("357", Fault.WRONG_LENGTH),
        ("35730", Fault.WRONG_LENGTH),
        ("35730110", Fault.WRONG_LENGTH),
        ("05", Fault.SHAPE),
        ("3500", Fault.SHAPE),
        ("357300", Fault.SHAPE),
        ("35a3", Fault.NOT_DIGITS),
    ],
)
def test_each_malformed_code_is_refused(text: str, code: Fault) -> None:
    with pytest.raises(InvalidIdentifierError) as caught:
        RegionCode.parse(text)
    assert caught.value.code is code


def test_region_lies_in_each_of_its_parents() -> None:
    village = RegionCode.parse("35.73.01.1001")
    district = village.parent
    assert district is not None
    assert village.lies_in(district)
    assert not district.lies_in(village)
    assert RegionCode.parse("35").parent is None
