"""Each fault of an office's changes is found where it is, and all of them at once."""

from typing import Any

import pytest

from chalicelib.domain.overlay import LocalChanges
from chalicelib.domain.overlay.faults import (
    EDITABLE,
    EDITABLE_PARTS,
    LONGEST_LINE,
    LONGEST_SMS,
    LONGEST_TEXT,
    find_faults,
)
from chalicelib.domain.text import Language
from tests.unit.overlay.given import EXTRA, HOURS, SHIPPED, changes

SOUND = {"id": "Teks baru.", "en": "A new text."}
RECEIVED_SMS = "notices/received/sms/text"


def found(made: LocalChanges) -> set[tuple[str, str]]:
    return {(fault.field, fault.code) for fault in find_faults(made, SHIPPED)}


def an_extra(**other: Any) -> LocalChanges:  # noqa: ANN401 - as JSON has it
    return changes(papers={"extra": [{**EXTRA, **other}]})


def a_text(path: str, indonesian: str) -> LocalChanges:
    shipped = SHIPPED.messages.template(path)
    return changes(messages={path: {"id": indonesian, "en": shipped.en if shipped else "x"}})


@pytest.mark.parametrize(
    "made",
    [
        changes(),
        changes(
            office={"hours": HOURS, "address": "Jalan Contoh 1, Malang", "postal_address": "Jalan Contoh 1, 65132"}
        ),
        changes(office={"pick_up": SOUND, "help_line": SOUND}),
        changes(papers={"max_age_days": {"SK_HILANG": 7, "KK": 3650}, "without_local": ["sptjm-kk"]}),
        changes(papers={"without_local": []}),
        an_extra(),
        an_extra(when="officer_decides"),
        an_extra(when={"all": [{"under": ["age", 17]}, {"not": {"is": "foreigner"}}]}),
        an_extra(service="BIODATA", any_of=["RT_RW"]),
        changes(messages={RECEIVED_SMS: {"id": "Berkas {receipt}. {link}", "en": "File {receipt}. {link}"}}),
        changes(messages={"parts/pick_up_sms": {"id": "{pick_up}, {hours}", "en": "{pick_up}, {hours}"}}),
        changes(messages={"receipt/title": SOUND, "pages/free": SOUND, "findings/missing/advice": SOUND}),
    ],
)
def test_sound_changes_have_no_fault(made: LocalChanges) -> None:
    assert found(made) == set()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "empty"),
        (" ", "empty"),
        ("Jalan {receipt} 1", "unknown_placeholder"),
        ("Jalan { 1", "stray_brace"),
        ("Jalan “Contoh” 1", "not_for_sms"),
        ("Jalan 王 1", "not_printable"),
        ("a" * (LONGEST_LINE + 1), "too_long"),
        ("Jalan Contoh\nMalang", "control_character"),
        ("Jalan 3573990000000001", "sixteen_digits"),
    ],
)
def test_a_line_of_the_office_must_fit_wherever_it_is_quoted(value: str, code: str) -> None:
    assert ("office.address", code) in found(changes(office={"address": value}))
    if value:
        both = changes(office={"hours": {"id": "Senin", "en": value}})
        assert ("office.hours.en", code) in found(both)
        assert all(field == "office.hours.en" for field, _ in found(both))


@pytest.mark.parametrize(
    ("papers", "fault"),
    [
        ({"max_age_days": {"SK_KHAYALAN": 3}}, ("papers.max_age_days.SK_KHAYALAN", "unknown_document")),
        ({"max_age_days": {"KK": 0}}, ("papers.max_age_days.KK", "out_of_range")),
        ({"max_age_days": {"KK": 3651}}, ("papers.max_age_days.KK", "out_of_range")),
        ({"without_local": ["sptjm-kk", "kk"]}, ("papers.without_local.1", "not_local")),
        ({"without_local": ["no-such"]}, ("papers.without_local.0", "not_local")),
    ],
)
def test_papers_that_cannot_differ_are_named(papers: dict[str, Any], fault: tuple[str, str]) -> None:
    assert found(changes(papers=papers)) == {fault}


@pytest.mark.parametrize(
    ("other", "fault"),
    [
        ({"service": "KTP-WON"}, ("service", "unknown_service")),
        ({"id": "sk-hilang"}, ("id", "requirement_taken")),
        ({"any_of": ["KK", "SK_KHAYALAN"]}, ("any_of.1", "unknown_document")),
        ({"any_of": ["RT_RW"]}, ("any_of.0", "not_for_this_service")),
        ({"any_of": ["SWAFOTO"]}, ("any_of.0", "not_to_be_asked")),
        ({"when": {"is": "likes_tea"}}, ("when", "unknown_question")),
        ({"when": {"any": [{"is": "foreigner"}, {"is": "age"}]}}, ("when", "wrong_comparison")),
        ({"when": {"equals": ["photo_ground", "boredom"]}}, ("when", "not_a_choice")),
        ({"reason": {"id": "Aturan {x}.", "en": "A rule."}}, ("reason.id", "unknown_placeholder")),
        ({"reason": {"id": "Aturan.", "en": "A rule 王."}}, ("reason.en", "not_printable")),
        ({"reason": {"id": "Aturan.", "en": "a" * (LONGEST_TEXT + 1)}}, ("reason.en", "too_long")),
    ],
)
def test_an_extra_paper_that_cannot_be_asked_is_named(other: dict[str, Any], fault: tuple[str, str]) -> None:
    field, code = fault
    assert found(an_extra(**other)) == {(f"papers.extra.0.{field}", code)}


def test_two_extra_papers_of_a_service_have_names_of_their_own() -> None:
    other = {**EXTRA, "service": "KTP-DAMAGED"}
    assert found(changes(papers={"extra": [EXTRA, other, EXTRA]})) == {("papers.extra.2.id", "requirement_taken")}


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        (RECEIVED_SMS, " ", "empty"),
        (RECEIVED_SMS, "Berkas {receipt} {pin}", "unknown_placeholder"),
        ("notices/pin_reissued/sms/text", "PIN {pin} {link}", "unknown_placeholder"),
        (RECEIVED_SMS, "Berkas {receipt!r}", "stray_brace"),
        (RECEIVED_SMS, "Berkas }", "stray_brace"),
        (RECEIVED_SMS, "Berkas – {receipt}", "not_for_sms"),
        (RECEIVED_SMS, "Berkas Anda kami terima. {link}", "value_dropped"),
        ("notices/pin_reissued/sms/text", "PIN berkas {receipt_start} diganti.", "value_dropped"),
        ("notices/returned/email/text", "Berkas {receipt} dikembalikan.", "value_dropped"),
        (RECEIVED_SMS, "Berkas {receipt}" + "a" * LONGEST_SMS, "too_long"),
        ("parts/pick_up_sms", "Bawa ✓", "not_for_sms"),
        ("receipt/title", "✓ TANDA TERIMA", "not_printable"),
        ("pages/free", "a" * (LONGEST_TEXT + 1), "too_long"),
        ("pages/free", "3573990000000001", "sixteen_digits"),
    ],
)
def test_texts_are_held_to_the_rules_of_the_shipped_ones(path: str, text: str, code: str) -> None:
    assert found(a_text(path, text)) == {(f"messages.{path}.id", code)}


@pytest.mark.parametrize("path", ["pages/no_such", "pages", "pages/free/x", "", "notices/received/sms", "/"])
def test_only_texts_that_there_are_can_be_changed(path: str) -> None:
    assert found(changes(messages={path: SOUND})) == {(f"messages.{path}", "unknown_text")}


@pytest.mark.parametrize(
    "path", ["desk/title", "station/title", "parts/months", "parts/any_of", "faults/missing", "problems/internal/title"]
)
def test_what_staff_and_programs_read_is_not_the_offices_to_change(path: str) -> None:
    assert found(changes(messages={path: SOUND})) == {(f"messages.{path}", "not_editable")}


def test_every_section_that_may_be_changed_exists() -> None:
    words = SHIPPED.messages.words[Language.ENGLISH]
    assert {name.rstrip("/") for name in EDITABLE} <= words.keys()
    assert all(SHIPPED.messages.template(path) for path in EDITABLE_PARTS)


def test_every_fault_is_named_at_once() -> None:
    made = changes(
        office={"address": "", "help_line": {"id": "{", "en": "ok"}},
        papers={
            "max_age_days": {"X": 0},
            "without_local": ["kk"],
            "extra": [{**EXTRA, "service": "X", "any_of": ["Y"]}],
        },
        messages={"desk/title": SOUND, "pages/free": {"id": "{x}", "en": "{y}"}},
    )
    assert found(made) == {
        ("office.address", "empty"),
        ("office.help_line.id", "stray_brace"),
        ("papers.max_age_days.X", "unknown_document"),
        ("papers.max_age_days.X", "out_of_range"),
        ("papers.without_local.0", "not_local"),
        ("papers.extra.0.service", "unknown_service"),
        ("papers.extra.0.any_of.0", "unknown_document"),
        ("messages.desk/title", "not_editable"),
        ("messages.pages/free.id", "unknown_placeholder"),
        ("messages.pages/free.en", "unknown_placeholder"),
    }


def test_every_fault_has_words() -> None:
    codes = {
        *("empty", "stray_brace", "unknown_placeholder", "not_for_sms", "not_printable", "too_long", "sixteen_digits"),
        *("unknown_document", "out_of_range", "not_local", "unknown_service", "requirement_taken", "unknown_text"),
        *("not_for_this_service", "not_to_be_asked", "unknown_question", "wrong_comparison", "not_a_choice"),
        *("control_character", "not_editable", "value_dropped"),
    }
    assert codes <= SHIPPED.messages.words[Language.INDONESIAN]["faults"].keys()
