"""The words of notices: every event, channel, language and service, as long as people and providers take them."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.catalogue import load_catalogue, load_messages
from chalicelib.domain.catalogue import Medium
from chalicelib.domain.document import VerdictKind
from chalicelib.domain.drafts import answered_by
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.lifecycle import ProductState
from chalicelib.domain.messages import NoticeWords, count_segments, is_gsm7
from chalicelib.domain.messages.notice_values import Occasion, build_notice_values
from chalicelib.domain.messages.shape import find_text_faults
from chalicelib.domain.messages.whatsapp import all_templates
from chalicelib.domain.notification import NoticeChannel, NoticeForm
from chalicelib.domain.office import Office
from chalicelib.domain.text import Language, Text
from tests.unit.notices.given import LINK, NOW, OFFICE, RECEIPT, a_case, a_product, an_occasion, every, service

ID, EN = Language.INDONESIAN, Language.ENGLISH
EMAIL, SMS = NoticeChannel.EMAIL, NoticeChannel.SMS

WITHOUT_PIN = sorted(set(NoticeEvent) - {NoticeEvent.PIN_REISSUED})

WORDY_OFFICE = OFFICE.model_copy(
    update={
        "short_name": "Dukcapil Kota Anu Ba",
        "address": "Mal Pelayanan Publik, Jalan Jenderal Sudirman No. 123, Kota Anu",
        "pick_up": Text(id="loket pengambilan 12, lantai 2", en="pick-up counter 12, first floor"),
        "hours": Text(id="Senin sampai Jumat, 08.00 sampai 15.00 WITA", en="Monday to Friday, 08:00 to 15:00 (WITA)"),
    }
)
"""As long as the names of offices get."""


def _write(occasion: Occasion, channel: NoticeChannel, office: Office = OFFICE) -> NoticeWords:
    messages = load_messages()
    values = build_notice_values(occasion, channel, office, load_catalogue(), messages)
    return messages.notice(occasion.event, channel, occasion.case.language, values)


def _text(event: NoticeEvent, channel: NoticeChannel, language: Language = ID) -> str:
    return _write(an_occasion(event, a_case(language=language)), channel).text


@pytest.mark.parametrize(("event", "channel", "language"), every(NoticeEvent, NoticeChannel, Language))
def test_notice_has_no_gap_and_no_number_of_a_person(
    event: NoticeEvent, channel: NoticeChannel, language: Language
) -> None:
    words = _write(an_occasion(event, a_case(language=language)), channel)

    assert not re.search(r"[{}]|None|\n\n\n|[^ \n] {2}\S", words.text)
    assert not re.search(r"\d{7,}", words.text)
    assert bool(words.subject) is (channel.form is NoticeForm.LONG)
    assert "\n" not in words.subject


@pytest.mark.parametrize(("event", "channel"), every(NoticeEvent, NoticeChannel))
def test_notice_names_office_and_receipt(event: NoticeEvent, channel: NoticeChannel) -> None:
    text = _text(event, channel)

    assert (OFFICE.name.id if channel.form is NoticeForm.LONG else OFFICE.short_name) in text
    assert RECEIPT[:4] in text
    assert (RECEIPT.format() in text) is (event is not NoticeEvent.PIN_REISSUED)


@pytest.mark.parametrize(("event", "language"), every(NoticeEvent, Language))
def test_text_message_fits_two_parts(event: NoticeEvent, language: Language) -> None:
    text = _text(event, SMS, language)

    assert is_gsm7(text)
    assert count_segments(text) <= 2


@pytest.mark.parametrize(("month", "language"), every(range(1, 13), Language))
def test_warning_of_a_drafts_end_fits_one_part(month: int, language: Language) -> None:
    case = a_case(language=language, acted_at=datetime(2026, month, 20, tzinfo=UTC))
    for office in (OFFICE, WORDY_OFFICE):
        text = _write(an_occasion(NoticeEvent.DRAFT_ENDING, case), SMS, office).text
        assert is_gsm7(text)
        assert count_segments(text) == 1, text


def test_longest_text_messages_of_any_service_fit_two_parts(capsys: pytest.CaptureFixture[str]) -> None:
    counted = {}
    for code, language in every(load_catalogue().services, Language):
        answers = _answers_that_bring_most(code)
        for index, by_post in every(range(len(service(code).products)), (False, True)):
            case = a_case(code, products=(a_product(code, index),), language=language, answers=answers)
            for event in NoticeEvent:
                text = _write(an_occasion(event, case, by_post=by_post), SMS, WORDY_OFFICE).text
                assert is_gsm7(text), text
                counted[text] = count_segments(text)

    with capsys.disabled():
        print(f"\ntext messages by parts: {[list(counted.values()).count(parts) for parts in (1, 2, 3)]}")  # noqa: T201
    assert max(counted.values()) == 2, [text for text, parts in counted.items() if parts > 2]


def _answers_that_bring_most(code: str) -> dict[str, bool | int | str]:
    return {"has_ktp": True, "has_kia": True} if code == "MOVE-IN" else {}


@pytest.mark.parametrize(("reason", "language"), every(sorted(load_messages().rejection_codes), Language))
def test_every_reason_fits_into_two_parts(reason: str, language: Language) -> None:
    for event in (NoticeEvent.REJECTED, NoticeEvent.CANCELLED):
        text = _write(an_occasion(event, a_case(language=language), reason=reason), SMS, WORDY_OFFICE).text
        assert count_segments(text) <= 2


def test_ready_card_says_what_to_bring_and_where() -> None:
    email, sms = _text(NoticeEvent.READY, EMAIL), _text(NoticeEvent.READY, SMS)

    assert "Bawa KTP-el yang rusak. Kartu itu ditarik dan dimusnahkan." in email
    assert "Tanda pengenal" in email
    assert "Bawa tanda pengenal dan KTP-el yang rusak." in sms
    for text in (email, sms):
        assert OFFICE.pick_up.id in text
        assert OFFICE.address in text
        assert OFFICE.hours.id in text


def test_ready_card_without_an_old_one_asks_identity_alone() -> None:
    occasion = an_occasion(NoticeEvent.READY, a_case("KTP-LOST", products=(a_product("KTP-LOST"),)))

    assert "Bawa tanda pengenal. Ambil di" in _write(occasion, SMS).text
    assert "ditarik" not in _write(occasion, EMAIL).text


def test_mailed_card_is_not_to_be_fetched() -> None:
    occasion = an_occasion(NoticeEvent.READY, by_post=True)
    email, sms = _write(occasion, EMAIL).text, _write(occasion, SMS).text

    assert "lewat pos" in email
    assert "wajib diserahkan saat yang baru datang: KTP-el yang rusak." in email
    assert "Akan dikirim lewat pos. Serahkan KTP-el yang rusak saat yang baru datang." in sms
    assert OFFICE.pick_up.id not in email + sms


def test_mailed_card_without_an_old_one_asks_nothing() -> None:
    case = a_case("KTP-LOST", products=(a_product("KTP-LOST"),))

    assert "erahkan KTP" not in _write(an_occasion(NoticeEvent.READY, case, by_post=True), SMS).text


def test_signed_paper_may_be_printed_at_home() -> None:
    case = a_case("KK-CHANGE", products=(a_product("KK-CHANGE"),))

    assert "A4 80 gram" in _write(an_occasion(NoticeEvent.READY, case), EMAIL).text


def test_entry_in_the_register_is_not_to_be_fetched() -> None:
    case = a_case("BIODATA", products=(a_product("BIODATA"),))
    assert case.products[0].medium == Medium.RECORD

    for channel in NoticeChannel:
        text = _write(an_occasion(NoticeEvent.READY, case), channel).text
        assert "selesai dicatat" in text
        assert OFFICE.pick_up.id not in text


def test_each_of_several_products_is_named() -> None:
    for index, name in enumerate(spec.name.id for spec in service("MARRIAGE").products):
        case = a_case("MARRIAGE", products=(a_product("MARRIAGE", index),))
        assert f"{name} siap" in _write(an_occasion(NoticeEvent.READY, case), SMS).text


def test_product_of_an_older_catalogue_is_named_by_its_service() -> None:
    product = a_product().model_copy(update={"kind": "SOMETHING_OLD"})

    assert "KTP-el rusak siap" in _write(an_occasion(NoticeEvent.READY, product=product), SMS).text


def test_return_lists_every_paper_with_reason_and_advice() -> None:
    text = _write(an_occasion(NoticeEvent.RETURNED, a_case("KTP-LOST")), EMAIL).text

    assert "1. Surat keterangan kehilangan dari kepolisian\n   Alasan: Masa berlaku surat sudah lewat." in text
    assert "2. Kartu Keluarga (KK)" in text
    assert "3. Formulir F-1.02" in text
    assert "Halaman 2: File ini rusak" in text
    assert text.count("Yang perlu dilakukan:") == 3


def test_note_of_an_officer_stays_with_the_office() -> None:
    text = _text(NoticeEvent.RETURNED, EMAIL)

    assert "words of the officer" not in text
    assert f"Petugas menulis catatan untuk Anda. Baca di {LINK}" in text


@pytest.mark.parametrize(("language", "ways"), [(ID, ("loket", "telepon")), (EN, ("counter", "phone"))])
def test_a_letter_says_where_to_hear_the_note_without_the_internet(language: Language, ways: tuple[str, ...]) -> None:
    text = _text(NoticeEvent.RETURNED, NoticeChannel.LETTER, language)
    (line,) = [line for line in text.splitlines() if "menulis catatan" in line or "wrote a note" in line]

    assert all(way in line for way in ways)
    assert "words of the officer" not in text


@pytest.mark.parametrize("language", Language)
def test_whatsapp_says_which_reply_is_read(language: Language) -> None:
    for template in all_templates(load_messages()):
        if template.language is language:
            assert "STOP" in template.body
            assert "tidak membalas" not in template.body
            assert "do not reply" not in template.body


def test_return_without_a_note_does_not_speak_of_one() -> None:
    asked = (a_case().asked[0].model_copy(update={"reason": VerdictKind.MISSING}),)

    assert "Petugas menulis" not in _write(an_occasion(NoticeEvent.RETURNED, a_case(asked=asked)), EMAIL).text


def test_text_message_of_a_return_counts_the_papers() -> None:
    text = _text(NoticeEvent.RETURNED, SMS)

    assert "3 dokumen" in text
    assert LINK in text


@pytest.mark.parametrize(("channel", "language"), every(NoticeChannel, Language))
def test_return_says_by_when_it_is_answered_however_late_it_is_read(channel: NoticeChannel, language: Language) -> None:
    acted = NOW - timedelta(days=8)  # a letter takes its time
    text = _write(an_occasion(NoticeEvent.RETURNED, a_case(language=language, acted_at=acted)), channel).text

    assert load_messages().date(answered_by(a_case(acted_at=acted), OFFICE), language) in text
    assert str(OFFICE.limits.answer_days) not in text


def test_a_text_that_an_office_wrote_may_still_count_the_days_of_an_answer() -> None:
    words = Text(id="{short_name}: {receipt}, {count}, {answer_days} hari, {link}", en="{receipt} {answer_days} {link}")
    own = load_messages().with_texts({"notices/returned/sms/text": words})
    occasion = an_occasion(NoticeEvent.RETURNED)
    values = build_notice_values(occasion, SMS, OFFICE, load_catalogue(), own)

    assert list(find_text_faults("notices/returned/sms/text", words.id)) == []
    assert f", {OFFICE.limits.answer_days} hari, " in own.notice(NoticeEvent.RETURNED, SMS, ID, values).text


def test_what_is_in_the_mail_is_told_with_its_number_in_a_letter_and_by_the_page_in_short() -> None:
    occasion = an_occasion(NoticeEvent.DISPATCHED, postal_number="P123456789ID")

    assert "Nomor kiriman pos: P123456789ID" in _write(occasion, EMAIL).text
    assert f"Lihat nomor kirimannya di {LINK}" in _write(occasion, SMS).text
    assert "P123456789ID" not in _write(occasion, SMS).text


@pytest.mark.parametrize("channel", NoticeChannel)
def test_new_pin_travels_without_number_and_address(channel: NoticeChannel) -> None:
    occasion = an_occasion(NoticeEvent.PIN_REISSUED)
    words = _write(occasion, channel)

    assert occasion.pin is not None
    assert occasion.pin.format() in words.text
    assert "http" not in words.text
    assert RECEIPT.format() not in words.subject + words.text
    assert str(RECEIPT) not in words.subject + words.text


@pytest.mark.parametrize(("event", "channel"), every(WITHOUT_PIN, NoticeChannel))
def test_no_other_notice_has_a_pin(event: NoticeEvent, channel: NoticeChannel) -> None:
    assert not re.search(r"\b\d{3} ?\d{3}\b", _text(event, channel))


def test_recording_is_asked_for_when_it_comes_next() -> None:
    waiting = a_product("KTP-NEW", state=ProductState.AWAITING_BIOMETRICS)
    case = a_case("KTP-NEW", products=(waiting,))

    assert "merekam sidik jari" in _write(an_occasion(NoticeEvent.COMPLETE, case), SMS).text
    assert "paling lama 24 jam" in _text(NoticeEvent.COMPLETE, SMS)


def test_hand_over_is_told_with_its_moment() -> None:
    assert "24 November 2026 pukul 09.17 WIB" in _text(NoticeEvent.HANDED_OVER, EMAIL)
    assert "24 November 2026, 09:17 WIB" in _text(NoticeEvent.HANDED_OVER, EMAIL, EN)
