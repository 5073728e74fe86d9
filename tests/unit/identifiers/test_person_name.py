"""Names as people have them; the rules for new names are doubts."""

import pytest

from chalicelib.domain.identifiers import DoubtCode, Fault, InvalidIdentifierError
from chalicelib.domain.names import PersonName


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("Contoh", "Contoh"),
        ("  CONTOH \u00a0 NAMA\n", "CONTOH NAMA"),
        ("Nur'aini", "Nur'aini"),
        ("Nur\u2019aini", "Nur'aini"),
        ("Siti-Contoh", "Siti-Contoh"),
        ("Dr. H. Contoh Nama, S.H., M.Kn.", "Dr. H. Contoh Nama, S.H., M.Kn."),
        ("Contoh bin/binti Nama", "Contoh bin/binti Nama"),
        ("Jose\u0301", "Jos\u00e9"),
        ("\u9648\u4f8b", "\u9648\u4f8b"),
        ("O", "O"),
        ("Contoh 7", "Contoh 7"),
        ("A" * 200, "A" * 200),
    ],
)
def test_names_of_people_are_taken_as_they_are(text: str, stored: str) -> None:
    assert str(PersonName.parse(text)) == stored


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Fault.EMPTY),
        (" \t ", Fault.EMPTY),
        ("A" * 201, Fault.TOO_LONG),
        ("A" * 1_000_000, Fault.TOO_LONG),
        ("<b>Contoh", Fault.SYMBOL),
        ("Contoh>", Fault.SYMBOL),
        ("{{7*7}}", Fault.SYMBOL),
        ("Contoh; DROP", Fault.SYMBOL),
        ("=Contoh", Fault.SYMBOL),
        ("Contoh @", Fault.SYMBOL),
        ("Contoh \U0001f600", Fault.SYMBOL),
        ("Contoh \u0667", Fault.SYMBOL),
        ("Con\x00toh", Fault.CONTROL_CHARACTER),
        ("Con\x1btoh", Fault.CONTROL_CHARACTER),
        ("Contoh\u202eamaN", Fault.CONTROL_CHARACTER),
        ("Contoh\u2066Nama\u2069", Fault.CONTROL_CHARACTER),
        ("Con\u200btoh", Fault.CONTROL_CHARACTER),
        ("\u3164", Fault.CONTROL_CHARACTER),
        ("\ud800", Fault.CONTROL_CHARACTER),
        ("123", Fault.SHAPE),
        ("...", Fault.SHAPE),
        ("Z" + "\u0335" * 10, Fault.SYMBOL),
    ],
)
def test_each_text_that_is_no_name_is_refused(text: str, code: Fault) -> None:
    with pytest.raises(InvalidIdentifierError) as caught:
        PersonName.parse(text)
    assert caught.value.code is code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Contoh Nama", []),
        (f"{'Contoh ' * 8}Nama", []),
        ("Contoh", [DoubtCode.ONE_WORD]),
        (f"{'Contoh ' * 8}Namaa", [DoubtCode.LONG_NAME]),
        ("Nur'aini Contoh", [DoubtCode.DIGIT_OR_PUNCTUATION]),
        ("Contoh 7", [DoubtCode.DIGIT_OR_PUNCTUATION]),
        ("\u9648\u4f8b Contoh", [DoubtCode.NOT_LATIN]),
    ],
)
def test_rules_for_new_names_are_only_doubts(text: str, codes: list[DoubtCode]) -> None:
    doubts = PersonName.parse(text).doubts()
    assert [doubt.code for doubt in doubts] == codes
    assert all("Permendagri 73/2022" in doubt.source for doubt in doubts)


def test_mask_keeps_the_first_letter_of_each_word() -> None:
    assert repr(PersonName("Contoh Nama")) == "PersonName('C••• N•••')"
