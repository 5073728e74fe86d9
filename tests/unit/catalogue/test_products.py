"""What each service yields, and what is handed in for it: against a table written by hand."""

import pytest

from chalicelib.catalogue import load_catalogue
from chalicelib.domain.catalogue import Answers, Medium, ProductKind, Service, ServiceCode
from chalicelib.domain.checklist import InvalidAnswersError, products_for, withdrawals_for

PRODUCTS: tuple[tuple[str, Answers, str], ...] = (
    ("KTP-NEW", {}, "KTP_EL:subject"),
    ("KTP-LOST", {}, "KTP_EL:subject"),
    ("KTP-DAMAGED", {}, "KTP_EL:subject"),
    ("KTP-CHANGE", {}, "KTP_EL:subject"),
    ("KTP-PHOTO", {}, "KTP_EL:subject"),
    ("KTP-MOVEIN", {}, "KTP_EL:subject"),
    ("KTP-OUTDOM", {}, "KTP_EL:subject"),
    ("KTP-OA", {}, "KTP_EL_OA:subject"),
    ("IKD-ACT", {}, "IKD:subject"),
    ("KK-NEW-FAMILY", {}, "KK:new_family"),
    ("KK-HEAD", {}, "KK:family"),
    ("KK-SPLIT", {}, "KK:new_family KK:old_family"),
    ("KK-CHANGE", {}, "KK:family"),
    ("KK-LOST", {}, "KK:family"),
    ("KK-DAMAGED", {}, "KK:family"),
    ("KIA-NEW", {}, "KIA:child"),
    ("KIA-LOST", {}, "KIA:child"),
    ("KIA-DAMAGED", {}, "KIA:child"),
    ("MOVE-OUT", {}, "SKPWNI:family"),
    ("MOVE-OUT-ASSIST", {}, "SKPWNI:family"),
    ("MOVE-IN", {"has_ktp": False, "has_kia": False}, "KK:family"),
    ("MOVE-IN", {"has_ktp": True, "has_kia": True}, "KK:family KTP_EL:subject KIA:child"),
    ("MOVE-WITHIN", {}, "KK:family"),
    ("MOVE-ABROAD", {}, "SKPLN:subject"),
    ("MOVE-FROM-ABROAD", {"age": 30}, "SKDLN:subject KK:family KTP_EL:subject"),
    ("MOVE-FROM-ABROAD", {"age": 9, "was_married": False}, "SKDLN:subject KK:family KIA:child"),
    ("BIODATA", {}, "BIODATA:subject"),
    ("BIRTH", {"kia_wanted": False}, "CERTIFICATE:child KK:family"),
    ("BIRTH", {"kia_wanted": True}, "CERTIFICATE:child KK:family KIA:child"),
    ("BIRTH-FOUNDLING", {}, "CERTIFICATE:child"),
    ("STILLBIRTH", {}, "LETTER:family"),
    ("DEATH", {}, "CERTIFICATE:subject"),
    (
        "MARRIAGE",
        {"deceased_spouse": "none"},
        "CERTIFICATE:husband CERTIFICATE:wife KK:new_family KTP_EL:husband KTP_EL:wife",
    ),
    (
        "MARRIAGE",
        {"deceased_spouse": "husband"},
        "CERTIFICATE:husband CERTIFICATE:wife KK:new_family KTP_EL:wife",
    ),
    ("MARRIAGE-ANNUL", {}, "LETTER:subject"),
    ("DIVORCE", {}, "CERTIFICATE:subject KK:family KTP_EL:subject"),
    ("DIVORCE-ANNUL", {}, "LETTER:subject"),
    ("CHILD-RECOGNITION", {}, "CERTIFICATE:child MARGINAL_NOTE:child"),
    ("CHILD-LEGITIMATION", {}, "CERTIFICATE:child MARGINAL_NOTE:child"),
    ("ADOPTION", {}, "MARGINAL_NOTE:child"),
    ("NAME-CHANGE", {}, "MARGINAL_NOTE:subject"),
    ("AKTA-CORRECTION", {}, "CERTIFICATE:subject"),
    ("AKTA-REISSUE", {}, "CERTIFICATE:subject"),
    ("CITIZENSHIP", {"certificate_from_abroad": False}, "MARGINAL_NOTE:subject"),
    ("CITIZENSHIP", {"certificate_from_abroad": True}, "LETTER:subject"),
    ("OTHER-EVENT", {}, "MARGINAL_NOTE:subject"),
)
# kind: medium, signed, central print record, printed
PRODUCTION = {
    ProductKind.KTP_EL: {(Medium.CARD, False, True, True)},
    ProductKind.KTP_EL_OA: {(Medium.CARD, False, True, True)},
    ProductKind.KIA: {(Medium.CARD, True, False, True)},
    ProductKind.KK: {(Medium.SIGNED_PDF, True, False, False)},
    ProductKind.CERTIFICATE: {(Medium.SIGNED_PDF, True, False, False)},
    ProductKind.MARGINAL_NOTE: {(Medium.SIGNED_PDF, True, False, False)},
    ProductKind.LETTER: {(Medium.SIGNED_PDF, True, False, False)},
    ProductKind.SKPWNI: {(Medium.SIGNED_PDF, True, False, False), (Medium.RECORD, False, False, False)},
    ProductKind.SKPLN: {(Medium.SIGNED_PDF, True, False, False)},
    ProductKind.SKDLN: {(Medium.SIGNED_PDF, True, False, False)},
    ProductKind.BIODATA: {(Medium.RECORD, False, False, False)},
    ProductKind.IKD: {(Medium.APP, False, False, False)},
}
WITHDRAWN: tuple[tuple[str, Answers, str], ...] = (
    ("KTP-LOST", {}, ""),
    ("KTP-DAMAGED", {}, "KTP_RUSAK"),
    ("KTP-CHANGE", {"old_card_lost": False}, "KTP_LAMA"),
    ("KTP-CHANGE", {"old_card_lost": True}, ""),
    ("KTP-PHOTO", {}, "KTP_LAMA"),
    ("KTP-MOVEIN", {"old_card_lost": False}, "KTP_LAMA"),
    ("KTP-OUTDOM", {"card_state": "damaged"}, "KTP_LAMA"),
    ("KTP-OUTDOM", {"card_state": "lost"}, ""),
    ("KTP-OA", {"oa_request": "renewal"}, "KTP_LAMA"),
    ("KTP-OA", {"oa_request": "damaged"}, "KTP_RUSAK"),
    ("KIA-DAMAGED", {}, "KIA_LAMA"),
    ("MOVE-OUT", {}, ""),
    ("MOVE-IN", {"has_ktp": True, "has_kia": True}, "KTP_LAMA KIA_LAMA"),
    ("MARRIAGE", {}, "KTP_LAMA"),
    ("DIVORCE", {}, "KTP_LAMA"),
)


def _service(code: str) -> Service:
    return load_catalogue().services[ServiceCode(code)]


@pytest.mark.parametrize(("code", "answers", "products"), PRODUCTS)
def test_case_yields_exactly_these_products(code: str, answers: Answers, products: str) -> None:
    yielded = products_for(_service(code), answers)

    assert " ".join(f"{spec.kind}:{spec.recipient}" for spec in yielded) == products


def test_table_has_products_of_each_service() -> None:
    assert {code for code, _, _ in PRODUCTS} == set(load_catalogue().services)


def test_every_product_is_produced_as_its_kind() -> None:
    production: dict[ProductKind, set[tuple[Medium, bool, bool, bool]]] = {}
    for service in load_catalogue().services.values():
        for spec in service.products:
            steps = (spec.medium, spec.signed, spec.print_record, spec.printed)
            production.setdefault(spec.kind, set()).add(steps)

    assert production == PRODUCTION


@pytest.mark.parametrize(("code", "answers", "papers"), WITHDRAWN)
def test_resident_hands_in_the_old_card(code: str, answers: Answers, papers: str) -> None:
    handed_in = withdrawals_for(_service(code), answers)

    assert " ".join(item.document for item in handed_in) == papers


@pytest.mark.parametrize("list_results", [products_for, withdrawals_for])
def test_results_refuse_answers_nobody_asked(list_results: object) -> None:
    assert callable(list_results)

    with pytest.raises(InvalidAnswersError):
        list_results(_service("MOVE-IN"), {"has_ktp": "yes"})
