"""What providers take of an office's texts is told with its number when it is saved, and stops nothing that holds."""

import pytest

from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.messages import count_segments
from chalicelib.domain.messages.gsm7 import MOST_PARTS
from chalicelib.domain.messages.notice_samples import Samples
from chalicelib.domain.overlay import LocalChanges, LocalLimits, save_draft
from chalicelib.domain.overlay.faults import LONGEST_LINE, find_faults
from chalicelib.domain.overlay.lengths import LONGEST_SUBJECT, find_length_faults
from chalicelib.domain.text import Language
from chalicelib.services.maintain_overlays import MaintainOverlays
from tests.builders import OFFICER
from tests.fakes import FakeClock, FakeOverlayStore
from tests.unit.notices.given import LINK
from tests.unit.overlay.given import SHIPPED, changes

READY, READY_SUBJECT = "notices/ready/sms/text", "notices/ready/email/subject"
ALL = Samples(SHIPPED.catalogue, SHIPPED.messages, SHIPPED.office, LINK)


def said(path: str, indonesian: str) -> LocalChanges:
    shipped = SHIPPED.messages.template(path)
    assert shipped
    return changes(messages={path: {"id": indonesian, "en": shipped.en}})


def found(made: LocalChanges) -> dict[tuple[str, str], dict[str, str]]:
    return {(fault.field, fault.code): dict(fault.params) for fault in find_length_faults(made, SHIPPED, LINK)}


@pytest.mark.parametrize("event", NoticeEvent)
def test_what_is_shipped_fits_at_its_longest(event: NoticeEvent) -> None:
    for language in Language:
        longest = ALL.longest(event, language)
        assert longest.segments == count_segments(longest.text) <= MOST_PARTS
        assert longest.characters >= ALL.shortest(event, language).characters > 0


def test_nothing_said_and_sound_changes_have_no_fault() -> None:
    assert found(changes()) == {}
    assert found(said(READY, "{short_name}: {product} siap. {receipt}. {how}")) == {}
    assert found(changes(office={"address": "Jalan Contoh 1, Malang"})) == {}


def test_a_text_that_is_too_long_at_its_longest_values_is_told_with_its_count_and_whence() -> None:
    long = "{short_name}: {product} siap. {receipt}. {how}" + " Terima kasih." * 8
    (told,) = found(said(READY, long)).items()
    assert told == (
        (f"messages.{READY}.id", "too_many_parts_of_service"),
        {"count": "3", "characters": "390", "limit": "2", "service": "Pembetulan akta karena salah tulis",
         "value": "how"},
    )  # fmt: skip


def test_a_text_that_is_the_same_for_every_service_names_none() -> None:
    (told,) = found(said("notices/received/sms/text", "{receipt} {link} " + "a" * 290)).items()
    assert (told[0][1], told[1]["service"], told[1]["value"]) == ("too_many_parts", "", "link")


@pytest.mark.parametrize(
    "made",
    [
        changes(office={"address": "J" * LONGEST_LINE}),
        changes(messages={"parts/pick_up_sms": {"id": "{pick_up}" * 8, "en": "{hours}"}}),
    ],
)
def test_what_a_text_is_made_of_is_blamed_for_its_length(made: LocalChanges) -> None:
    assert find_faults(made, SHIPPED) == ()
    (blamed,) = {code for _, code in found(made)}
    assert blamed == "too_many_parts_of_service"
    assert {field.partition(".")[0] for field, _ in found(made)} == {
        *(["office"] if made.office.address else ["messages"])
    }


def test_a_letter_of_a_value_that_no_text_message_holds_is_named() -> None:
    told = found(said("rejections/other", "Tanyakan “alasannya” di kantor."))
    assert told == {("messages.rejections/other.id", "not_for_sms"): {"value": "“”"}}


@pytest.mark.parametrize("text", ["Satu {receipt}\ndua", "Satu {receipt}\r\ndua"])
def test_a_subject_is_one_line_of_bounded_length(text: str) -> None:
    assert (f"messages.{READY_SUBJECT}.id", "subject_one_line") in found(said(READY_SUBJECT, text))
    told = found(said(READY_SUBJECT, "{receipt} {product} " + "a" * LONGEST_SUBJECT))
    assert int(told[f"messages.{READY_SUBJECT}.id", "subject_too_long"]["count"]) > LONGEST_SUBJECT


PIN_TEXTS = ("notices/pin_reissued/sms/text", "notices/pin_reissued/email/text")


@pytest.mark.parametrize("path", PIN_TEXTS)
@pytest.mark.parametrize(
    "page",
    ["https://loket.example", "HTTP://1.2.3.4/x", "www.dukcapil", "loket.example/masuk", "dukcapil.malangkota.go.id"],
)
def test_no_page_is_named_beside_a_pin(path: str, page: str) -> None:
    text = f"PIN baru {{pin}} untuk {{receipt_start}}. Lihat {page}"
    assert (f"messages.{path}.id", "page_beside_pin") in found(said(path, text))
    assert (f"messages.{READY}.id", "page_beside_pin") not in found(said(READY, f"{{receipt}} {page}"))


@pytest.mark.parametrize("path", PIN_TEXTS)
def test_a_full_stop_names_no_page(path: str) -> None:
    text = "PIN baru {pin} untuk berkas {receipt_start}.Tgl. 3.11.2026, pkl. 08.00 a.n. Anda."
    assert (f"messages.{path}.id", "page_beside_pin") not in found(said(path, text))


def test_no_pin_stands_in_a_subject() -> None:
    path = "notices/pin_reissued/email/subject"
    assert (f"messages.{path}.id", "pin_in_subject") in found(said(path, "PIN {pin} untuk {receipt_start}"))
    assert (f"messages.{path}.id", "pin_in_subject") not in found(said(path, "PIN baru untuk {receipt_start}"))


@pytest.mark.parametrize("text", ["Ambil di\n{pick_up}", "Ambil di    {pick_up}"])
def test_a_piece_of_a_short_text_is_what_whatsapp_takes_as_a_parameter(text: str) -> None:
    assert ("messages.parts/pick_up_sms.id", "line_break_in_short") in found(said("parts/pick_up_sms", text))


def test_an_unfit_text_beside_it_hides_no_length() -> None:
    made = changes(messages={
        READY: {"id": "{ready}", "en": "x {receipt}"},
        "notices/lapsed/sms/text": {"id": "{receipt} {link}" + "a" * 280, "en": "{receipt}"},
    })  # fmt: skip
    store, clock = FakeOverlayStore(), FakeClock()
    with pytest.raises(InvalidRequestError) as refused:
        MaintainOverlays(store, SHIPPED, clock, LINK).save(made, OFFICER)
    told = {(fault.field, fault.code) for fault in refused.value.faults}
    assert told == {
        (f"messages.{READY}.id", "unknown_placeholder"),
        (f"messages.{READY}.id", "value_dropped"),
        ("messages.notices/lapsed/sms/text.id", "too_many_parts"),
    }
    assert store.list_versions(None, 1) == ()


def test_what_holds_already_goes_on_though_it_is_too_long_and_stops_no_other_change() -> None:
    long = said(READY, "{receipt} {how}" + "a" * 200)
    assert find_faults(long, SHIPPED) == ()
    store, clock = FakeOverlayStore(), FakeClock()
    draft = save_draft(1, long, OFFICER, clock.now())
    store.add(draft)
    store.publish(draft.published(OFFICER, clock.now()), 0)
    service = MaintainOverlays(store, SHIPPED, clock, LINK)

    other = long.model_copy(update={"limits": LocalLimits(answer_days=40)})
    assert service.save(other, OFFICER).changes == other
    with pytest.raises(InvalidRequestError, match="too_many_parts"):
        service.save(said(READY, "{receipt} {how}" + "a" * 201), OFFICER)
