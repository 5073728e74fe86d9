"""What people get to read for a code: whole sentences, without gaps, and never an error instead of words."""

from datetime import UTC, datetime

import pytest

from chalicelib.catalogue import load_catalogue, load_messages, load_office
from chalicelib.domain.document import UploadState, VerdictKind
from chalicelib.domain.finding import LEGIBILITY_CODES, PAGE_CODES, Finding, FindingCode, Severity
from chalicelib.domain.identifiers import DoubtCode
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.messages.shape import PROBLEMS
from chalicelib.domain.text import Language

ID, EN = Language.INDONESIAN, Language.ENGLISH

DOUBT = {"doubt": "birth_date_differs", "source": "a law"}
PAPERS = {"choices": "KTP_LAMA SK_HILANG"}
SIZES = {"width": "80", "height": "60"}
LEGIBLE = {"readable": "40", "light": "30", "contrast": "12", "side": "700", "part": "top"}
FRAMED = {"part": "left", "degrees": "20", "papers": "2"}
PARAMS: dict[FindingCode, dict[str, str]] = {
    FindingCode.MISSING: PAPERS,
    FindingCode.UNREADABLE: PAPERS,
    FindingCode.WRONG_TYPE: PAPERS,
    FindingCode.NOT_ARRIVED: PAPERS,
    FindingCode.EXPIRED: {"days": "14"},
    FindingCode.PAGE_UNSORTED: {"pages": "3"},
    FindingCode.DOUBTFUL_NIK: DOUBT,
    FindingCode.DOUBTFUL_FAMILY_CARD: DOUBT | {"doubt": "date_in_future"},
    FindingCode.DOUBTFUL_NAME: DOUBT | {"doubt": "one_word"},
    FindingCode.ADDRESS_OUTSIDE: {"regency": "Kabupaten Malang"},
    FindingCode.NOT_ELIGIBLE: {"service": "KTP-NEW", "rule": "age-or-marriage"},
    FindingCode.ROLE_NOT_ALLOWED: {"service": "KTP-NEW", "rule": "recording-in-person"},
    FindingCode.NEEDS_COUNTER: {"service": "KTP-OA", "rule": "counter-only"},
    FindingCode.UNANSWERED: {"question": "old_card_lost"},
    FindingCode.OTHER_CASE_FIRST: {"service": "KK-CHANGE"},
    FindingCode.STILL_INSPECTING: {"upload": "an-upload"},
    FindingCode.KEEP_OR_REPLACE: {"upload": "an-upload"},
    FindingCode.MORE_PICTURES: {"pictures": "3"},
    FindingCode.NOT_CORRECTED: {"reason": "unreadable"},
    **dict.fromkeys(PAGE_CODES, FRAMED),
    **dict.fromkeys(LEGIBILITY_CODES, LEGIBLE),
    FindingCode.SCAN_AWAITED: {"sheets": "2"},
    FindingCode.TOO_LARGE: {"size": "20000000", "limit": "10485760"},
    FindingCode.UNKNOWN_TYPE: {"looks_like": "MP4"},
    FindingCode.NOT_WHAT_IT_SAYS: {"declared": "image/jpeg", "detected": "application/pdf"},
    FindingCode.TOO_MANY_PAGES: {"pages": "31", "limit": "30"},
    FindingCode.TOO_MANY_PIXELS: SIZES | {"megapixels": "40"},
    FindingCode.TOO_SMALL: SIZES | {"limit": "300"},
}


def _say(
    code: FindingCode, language: Language = ID, params: dict[str, str] | None = None, page: int | None = None
) -> tuple[str, str]:
    where = "applicant.nik" if code is FindingCode.FIELD_MISSING else "a-slot"
    finding = Finding(code=code, severity=Severity.BLOCKING, where=where, page=page, params=params or {})
    return load_messages().finding(finding, load_catalogue(), language)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", FindingCode)
def test_finding_is_a_sentence_without_gaps(code: FindingCode, language: Language) -> None:
    for sentence in _say(code, language, PARAMS.get(code)):
        assert sentence[-1] in ".?"
        assert not {"{", "}", "_"} & set(sentence)
        assert "  " not in sentence
        assert ": ." not in sentence


@pytest.mark.parametrize("code", FindingCode)
def test_finding_of_an_older_record_still_has_words(code: FindingCode) -> None:
    reason, advice = _say(code)

    assert reason
    assert advice


def test_missing_paper_is_named_with_its_choices() -> None:
    reason, _ = _say(FindingCode.MISSING, ID, {"choices": "SK_HILANG KTP_LAMA"})

    assert reason == "Dokumen ini belum ada: Surat keterangan kehilangan dari kepolisian atau KTP-el lama (asli)."


def test_rule_is_told_in_the_words_of_the_catalogue() -> None:
    reason, _ = _say(FindingCode.NOT_ELIGIBLE, EN, {"service": "KTP-NEW", "rule": "citizen"})

    assert reason.endswith("This service is for citizens. Foreigners use the KTP-el for foreigners.")


def test_rule_without_its_service_is_told_in_general() -> None:
    assert _say(FindingCode.NOT_ELIGIBLE, ID, {"rule": "citizen"})[0] == "Layanan ini tidak dapat diberikan."


@pytest.mark.parametrize("doubt", DoubtCode)
def test_every_doubt_gives_its_reason(doubt: DoubtCode) -> None:
    reason, _ = _say(FindingCode.DOUBTFUL_NIK, ID, {"doubt": doubt, "source": "a law"})

    assert len(reason) > len("NIK perlu diperiksa. ")


def test_page_of_a_finding_is_named() -> None:
    assert _say(FindingCode.DOES_NOT_OPEN, page=3)[0].startswith("Halaman 3: ")


def test_missing_field_is_named_as_people_know_it() -> None:
    assert _say(FindingCode.FIELD_MISSING)[0] == "Isian ini masih kosong: NIK pemohon."


def test_limit_in_bytes_is_told_in_megabytes() -> None:
    assert _say(FindingCode.TOO_LARGE, ID, PARAMS[FindingCode.TOO_LARGE])[0] == "File ini lebih besar dari 10 MB."


def test_kind_of_file_nobody_knows_is_told_so() -> None:
    assert (
        _say(FindingCode.UNKNOWN_TYPE, ID, {"looks_like": ""})[0]
        == "Jenis file ini tidak dapat dipakai: tidak dikenal."
    )


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_problem_has_title_and_detail(code: str) -> None:
    words = load_messages().problem(code, EN)

    assert words.title
    assert words.detail.endswith(".")


def test_unknown_problem_is_told_as_ours() -> None:
    assert load_messages().problem("nobody-knows", ID) == load_messages().problem("internal", ID)


def test_fault_is_filled_and_unknown_one_general() -> None:
    messages = load_messages()

    assert messages.fault("too_many_uploads", {"limit": "60"}, ID) == "Paling banyak 60 file untuk satu permohonan."
    assert messages.fault("nobody_knows", {}, ID) == "Isian ini tidak tepat."


def test_every_state_has_label_and_next_step() -> None:
    messages = load_messages()

    assert all(messages.state(state, EN).next_step for state in CaseState)
    assert messages.state(CaseState.RETURNED, ID).label == "Perlu dilengkapi"
    assert messages.product_state(ProductState.DISPATCHED, ID) == "Dikirim lewat pos"
    assert messages.upload_state(UploadState.LATE, ID) == "Datang terlambat"
    assert messages.verdict(VerdictKind.NOT_ORIGINAL, ID).advice == "Foto dokumen aslinya, bukan fotokopi."


def test_unknown_reason_of_rejection_is_general() -> None:
    messages = load_messages()

    assert messages.rejection("nobody_knows", EN) == messages.rejection("other", EN)
    assert {"not_eligible", "duplicate_case", "other"} <= messages.rejection_codes


def test_moment_is_written_on_the_clock_of_the_office() -> None:
    local = load_office("3573").local_time(datetime(2026, 12, 31, 18, 5, tzinfo=UTC))

    assert load_messages().date_time(local, ID) == "1 Januari 2027 pukul 01.05 WIB"
    assert load_messages().date_time(local, EN) == "1 January 2027, 01:05 WIB"
