"""Properties of the identifiers: round trips, slips of receipt numbers, doubts, and silence about values."""

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.identifiers import (
    EmailAddress,
    FamilyCardNumber,
    IdempotencyKey,
    Identifier,
    InvalidIdentifierError,
    Nik,
    PhoneNumber,
    Pin,
    PostalNumber,
    Postcode,
    ReceiptNumber,
    RegionCode,
    Sex,
    UploadId,
)
from chalicelib.domain.identifiers.receipt_symbols import ALPHABET, LENGTH
from chalicelib.domain.names import PersonName
from tests.strategies import (
    birth_dates,
    family_card_of,
    family_cards,
    identifiers,
    keys,
    nik_of,
    niks,
    person_names,
    phone_numbers,
    pins,
    receipts,
    region_codes,
    registration_dates,
    serials,
    sexes,
    spaced_out,
)

POSITIONS = st.integers(0, LENGTH - 1)
KINDS: list[type[Identifier]] = [
    *(Nik, FamilyCardNumber, ReceiptNumber, Pin, Postcode, PostalNumber, RegionCode),
    *(PhoneNumber, EmailAddress, IdempotencyKey, UploadId, PersonName),
]


@given(identifiers)
def test_stored_form_parses_to_itself(identifier: Identifier) -> None:
    assert type(identifier).parse(str(identifier)) == identifier


@given(identifiers)
def test_form_for_people_parses_back(identifier: Identifier) -> None:
    assert type(identifier).parse(identifier.format()) == identifier


@given(st.one_of(niks, family_cards, receipts, pins, region_codes), st.data())
def test_separators_and_case_change_nothing(identifier: Identifier, data: st.DataObject) -> None:
    typed = data.draw(spaced_out(str(identifier).lower()))
    assert type(identifier).parse(typed) == identifier


@given(st.one_of(niks, family_cards, pins, phone_numbers))
def test_mask_and_repr_never_hold_the_value(identifier: Identifier) -> None:
    assert str(identifier) not in repr(identifier)
    assert len(re.findall(r"\d", identifier.masked())) <= len(identifier) // 2 + 1


@given(person_names)
def test_masked_name_tells_no_word(name: PersonName) -> None:
    assert not [word for word in name.split() if len(word) > 1 and word in name.masked().split()]


@given(st.sampled_from(KINDS), st.text(st.characters(), max_size=300))
def test_any_text_is_parsed_or_refused_silently(kind: type[Identifier], text: str) -> None:
    try:
        told = kind.parse(text)
    except InvalidIdentifierError as error:
        refusal = error
    else:
        assert kind.parse(str(told)) == told
        return
    assert str(refusal) == f"{kind.kind}: {refusal.code.value}"
    assert refusal.args == (kind.kind, refusal.code)


@given(birth_dates, sexes, serials)
def test_issued_nik_fits_its_person(born: date, sex: Sex, serial: int) -> None:
    nik = nik_of(born, sex, serial)
    assert born in nik.birth_dates
    assert nik.doubts(born, sex) == ()


@given(niks, birth_dates, sexes)
def test_doubts_never_keep_a_nik_from_parsing(nik: Nik, born: date, sex: Sex) -> None:
    codes = {doubt.code.value for doubt in nik.doubts(born, sex)}
    assert ("birth_date_differs" in codes) == (born not in nik.birth_dates)
    assert ("sex_differs" in codes) == (sex is not nik.sex)


@given(registration_dates, serials)
def test_issued_family_card_number_tells_its_date(registered: date, serial: int) -> None:
    number = family_card_of(registered, serial)
    assert number.registered_on == registered
    assert number.doubts(registered) == ()


@given(receipts, POSITIONS, st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_caught_and_mended(receipt: ReceiptNumber, position: int, symbol: str) -> None:
    typed = receipt[:position] + symbol + receipt[position + 1 :]
    assert _is_receipt(typed) == (symbol == receipt[position])
    assert receipt in ReceiptNumber.suggest(typed, 21)


@given(receipts, st.integers(0, LENGTH - 2))
def test_swapped_neighbours_are_caught_and_mended(receipt: ReceiptNumber, left: int) -> None:
    typed = receipt[:left] + receipt[left + 1] + receipt[left] + receipt[left + 2 :]
    assert _is_receipt(typed) == (receipt[left] == receipt[left + 1])
    assert receipt in ReceiptNumber.suggest(typed, 21)


@given(receipts, POSITIONS, st.sampled_from("01ILOilo"))
def test_symbol_outside_the_alphabet_has_one_solution(receipt: ReceiptNumber, position: int, symbol: str) -> None:
    assert ReceiptNumber.suggest(receipt[:position] + symbol + receipt[position + 1 :]) == (receipt,)


@given(st.text(alphabet=ALPHABET + "01ILO-", max_size=14))
def test_every_suggestion_is_a_receipt_number(text: str) -> None:
    offered = ReceiptNumber.suggest(text, 30)
    assert all(map(_is_receipt, offered))
    assert len(set(offered)) == len(offered) <= 21


@given(keys, st.binary(max_size=64), st.integers(0, 2**32 - 1))
def test_derived_numbers_and_pins_are_always_valid(key: bytes, intent: bytes, n: int) -> None:
    receipt = ReceiptNumber.derive(key, intent, n)
    pin = Pin.derive(key, receipt, n)
    assert ReceiptNumber.parse(receipt) == receipt
    assert Pin.parse(pin).matches(Pin.derive(key, receipt, n))


def _is_receipt(text: str) -> bool:
    try:
        ReceiptNumber.parse(text)
    except InvalidIdentifierError:
        return False
    return True
