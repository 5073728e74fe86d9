"""Whether an address says where it is: what is mailed needs a kelurahan of the office, or a postcode and a city."""

from collections.abc import Iterator, Mapping
from typing import Final

from chalicelib.domain.applicant import Address
from chalicelib.domain.errors import Fault
from chalicelib.domain.identifiers import InvalidIdentifierError, Postcode, RegionCode
from chalicelib.domain.regions import Regions

ELSEWHERE: Final = "postcode_elsewhere"
"""The fault of a postcode that is not the kelurahan's, with the one that is."""

CITY_DIGITS: Final = 3
"""Of a postcode: they tell one kota or kabupaten from most others."""


def place_faults(given: Mapping[str, str], regions: Regions) -> tuple[Fault, ...]:
    """What an address lacks or says twice, by its own fields; `given` holds those that are not empty, as typed."""
    village, city = given.get("village", "").strip(), given.get("city", "").strip()
    if village:
        return tuple(_of_village(village, city, given.get("postcode", "").strip(), regions))
    if not city and not given.get("postcode"):
        return (Fault("village", "no_place"),)
    faults = [] if given.get("postcode") else [Fault("postcode", "no_postcode")]
    return (*faults, *([] if any(map(str.isalpha, city)) else [Fault("city", "no_city")]))


def faults_of_place(address: Address, regions: Regions) -> tuple[Fault, ...]:
    """The same of an address that is typed soundly."""
    said = {"village": address.village, "postcode": address.postcode, "city": address.city}
    return place_faults({name: str(value) for name, value in said.items() if value}, regions)


def can_be_mailed(address: Address, regions: Regions) -> bool:
    """Whether an envelope arrives: the post reads past a postcode that is not the kelurahan's."""
    return all(fault.code == ELSEWHERE for fault in faults_of_place(address, regions))


def city_of(address: Address, regions: Regions) -> str:
    """The city or regency that an envelope names; empty where an address from before it was asked lies elsewhere."""
    if address.village and regions.village(address.village):
        return regions.home.name
    if address.city:
        return address.city
    for neighbour in regions.neighbours:
        if address.village and address.village.lies_in(neighbour.code):
            return neighbour.name
    if address.village and not address.village.lies_in(regions.home.code):
        return ""
    return _city_with(address.postcode, regions) if address.postcode else regions.home.name


def postcode_of(address: Address, regions: Regions) -> str:
    """As it was typed; else that of the kelurahan."""
    village = regions.village(address.village) if address.village else None
    return str(address.postcode or (village.postcode if village else ""))


def _of_village(village: str, city: str, postcode: str, regions: Regions) -> Iterator[Fault]:
    try:
        found = regions.village(RegionCode.parse(village))
    except InvalidIdentifierError:
        return  # told by what reads the code
    if found is None:
        yield Fault("village", "village_elsewhere")
    elif city and not regions.names_home(city):
        yield Fault("city", "city_elsewhere")
    elif postcode and postcode != found.postcode:
        yield Fault("postcode", ELSEWHERE, (("value", found.postcode),))


def _city_with(postcode: Postcode, regions: Regions) -> str:
    neighbour = regions.neighbour(postcode=postcode)
    if neighbour is not None:
        return neighbour.name
    ours = {v.postcode[:CITY_DIGITS] for district in regions.districts for v in district.villages}
    return regions.home.name if postcode[:CITY_DIGITS] in ours else ""
