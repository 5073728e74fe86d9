"""Whose a document is, by the numbers in its text: theirs in any grouping, another's, none, or no text at all."""

import pytest

from chalicelib.domain.applicant import Person, PersonalData
from chalicelib.domain.identifiers import FamilyCardNumber, Nik
from chalicelib.domain.named_pdf import Doubt, Naming, WrongPersonError, doubt_of, look_for, numbers_of

NIK, CARD, OTHER = "3573994503900001", "3573991203100002", "3573994101900077"
OURS = PersonalData(applicant=Person(nik=Nik(NIK)), family_card_number=FamilyCardNumber(CARD))


@pytest.mark.parametrize(
    ("text", "naming"),
    [
        (f"KARTU KELUARGA No. {CARD}", Naming.NAMED),
        ("No. 3573 9912 0310 0002", Naming.NAMED),
        (" ".join(NIK), Naming.NAMED),
        ("NIK 357399-450390-0001", Naming.NAMED),
        (f"1\n{NIK}\n2\n{OTHER}", Naming.NAMED),
        (f"No. {OTHER}", Naming.ANOTHER),
        (f"1\n{OTHER}\n2", Naming.ANOTHER),
        ("3573 9941 0190 0077", Naming.ANOTHER),
        ("NIP 19700101 199503 1 001", Naming.NOT_NAMED),
        ("Nomor 9999999999999999", Naming.NOT_NAMED),
        ("Kutipan akta", Naming.NOT_NAMED),
        (" \n ", Naming.NO_TEXT),
    ],
)
def test_a_number_is_found_however_its_digits_are_set(text: str, naming: Naming) -> None:
    assert look_for(text, numbers_of(OURS)) is naming


def test_a_document_of_another_is_refused_where_it_must_bear_the_residents_number_and_doubted_elsewhere() -> None:
    for kind in ("KK", "KIA", "SKPWNI"):
        with pytest.raises(WrongPersonError):
            doubt_of(Naming.ANOTHER, kind, OURS)
    assert doubt_of(Naming.ANOTHER, "CERTIFICATE", OURS) is Doubt.NOT_NAMED  # a newborn's NIK is new
    assert doubt_of(Naming.ANOTHER, "KK", PersonalData()) is Doubt.NOT_NAMED
    assert doubt_of(Naming.NOT_NAMED, "KK", OURS) is Doubt.NOT_NAMED
    assert doubt_of(Naming.NO_TEXT, "KK", OURS) is Doubt.NO_TEXT
    assert doubt_of(Naming.NAMED, "KK", OURS) is None
