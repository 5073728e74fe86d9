"""Hypothesis strategies for the identifiers; every NIK and No. KK is of kecamatan 99, which does not exist."""

from datetime import date

from hypothesis import strategies as st

from chalicelib.domain.identifiers import (
    DocumentId,
    EmailAddress,
    FamilyCardNumber,
    IdempotencyKey,
    Nik,
    PhoneNumber,
    Pin,
    PostalNumber,
    Postcode,
    ReceiptNumber,
    RegionCode,
    Sex,
)
from chalicelib.domain.names import PersonName

NOBODYS_DISTRICT = "357399"

birth_dates = st.dates(min_value=date(1930, 1, 1), max_value=date(2026, 11, 24))
sexes = st.sampled_from(Sex)
serials = st.integers(1, 9999)
keys = st.binary(min_size=32, max_size=32)


def nik_of(born: date, sex: Sex, serial: int) -> Nik:
    """Return the NIK that an office would issue."""
    day = born.day + (40 if sex is Sex.FEMALE else 0)
    return Nik(f"{NOBODYS_DISTRICT}{day:02d}{born:%m%y}{serial:04d}")


def family_card_of(registered: date, serial: int) -> FamilyCardNumber:
    """Return the No. KK that an office would issue."""
    return FamilyCardNumber(f"{NOBODYS_DISTRICT}{registered:%d%m%y}{serial:04d}")


niks = st.builds(nik_of, birth_dates, sexes, serials)
registration_dates = st.dates(min_value=date(2004, 1, 1), max_value=date(2026, 11, 24))
family_cards = st.builds(family_card_of, registration_dates, serials)
receipts = st.builds(ReceiptNumber.derive, st.just(b"k" * 32), st.binary(max_size=40), st.integers(0, 3))
pins = st.from_regex(r"[0-9]{6}", fullmatch=True).map(Pin)
postcodes = st.from_regex(r"[1-9][0-9]{4}", fullmatch=True).map(Postcode)
postal_numbers = st.from_regex(r"[A-Z0-9]{8,20}", fullmatch=True).map(PostalNumber)
region_codes = st.from_regex(r"[1-9][0-9](\.(?!00)[0-9]{2}(\.(?!00)[0-9]{2}(\.[123][0-9]{3})?)?)?", fullmatch=True).map(
    RegionCode
)
phone_numbers = st.from_regex(r"08100[0-9]{7}", fullmatch=True).map(PhoneNumber)
email_addresses = st.from_regex(r"[a-z][a-z0-9]{0,20}@[a-z]{1,20}\.example", fullmatch=True).map(EmailAddress)
idempotency_keys = st.uuids(version=4).map(lambda key: IdempotencyKey(str(key)))
document_ids = st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True).map(DocumentId)
person_names = st.lists(st.from_regex(r"[A-Z][a-z'-]{0,15}[a-z.]?", fullmatch=True), min_size=1, max_size=8).map(
    lambda words: PersonName(" ".join(words))
)

identifiers = st.one_of(
    niks,
    family_cards,
    receipts,
    pins,
    postcodes,
    postal_numbers,
    region_codes,
    phone_numbers,
    email_addresses,
    idempotency_keys,
    document_ids,
    person_names,
)
"""Any identifier."""

separators = st.text(alphabet=" .-\u2013\u00a0\t", max_size=2)
"""So few that a NIK with them stays under the 64 characters that are read."""


@st.composite
def spaced_out(draw: st.DrawFn, text: str) -> str:
    """Return a text as people type it: with blanks, dots and dashes between its symbols."""
    return "".join(symbol + draw(separators) for symbol in text)
