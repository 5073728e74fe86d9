"""What is shipped, with an overlay on top."""

from typing import Any

import pytest

from chalicelib.domain.catalogue import DocumentCode, ServiceCode
from chalicelib.domain.checklist import build_checklist
from chalicelib.domain.overlay import overlay_number
from chalicelib.domain.text import Language
from tests.unit.overlay.given import EXTRA, HOURS, SHIPPED, overlay

LOST = ServiceCode("KTP-LOST")


def test_without_an_overlay_it_is_what_is_shipped() -> None:
    assert SHIPPED.under(None) is SHIPPED


def test_the_version_tells_the_overlay() -> None:
    version = SHIPPED.under(overlay(7)).catalogue.version
    assert version == f"{SHIPPED.catalogue.version}+7"
    assert overlay_number(version) == 7
    assert overlay_number(SHIPPED.catalogue.version) == 0


@pytest.mark.parametrize("version", ["", "1", "tests", "1.0.0+abc+", "1.0.0+abc+x", "1.0.0+abc+٣", "an older one"])
def test_a_version_of_another_form_tells_no_overlay(version: str) -> None:
    assert overlay_number(version) == 0


def test_only_what_is_named_changes_in_the_office() -> None:
    office = SHIPPED.under(overlay(office={"hours": HOURS})).office
    assert office.hours.en == HOURS["en"]
    assert office.model_copy(update={"hours": SHIPPED.office.hours}) == SHIPPED.office


def test_age_limits_come_over_those_shipped_and_the_list_of_local_papers_replaces_it() -> None:
    papers: dict[str, Any] = {"max_age_days": {"KK": 90}, "without_local": ["sptjm-kk"]}
    limits = SHIPPED.under(overlay(papers=papers)).office.limits
    assert dict(limits.max_age_days) == SHIPPED.office.limits.max_age_days | {DocumentCode("KK"): 90}
    assert limits.without_local == {"sptjm-kk"}
    shipped = SHIPPED.office.limits
    assert limits.model_copy(update={"max_age_days": shipped.max_age_days, "without_local": frozenset()}) == shipped


def test_a_changed_text_is_said_and_its_neighbours_are_not_touched() -> None:
    text = {"id": "Halo {office}", "en": "Hello {office}"}
    before = SHIPPED.messages.words[Language.ENGLISH]["mail"]["closing"]
    messages = SHIPPED.under(overlay(messages={"mail/closing": text})).messages
    assert messages.words[Language.ENGLISH]["mail"]["closing"] == "Hello {office}"
    assert (
        messages.words[Language.ENGLISH]["mail"]["greeting"]
        == SHIPPED.messages.words[Language.ENGLISH]["mail"]["greeting"]
    )
    assert SHIPPED.messages.words[Language.ENGLISH]["mail"]["closing"] == before
    assert messages.words[Language.ENGLISH]["notices"] is SHIPPED.messages.words[Language.ENGLISH]["notices"]


def test_an_extra_paper_is_asked_for_and_says_that_it_is_local() -> None:
    catalogue = SHIPPED.under(overlay(papers={"extra": [EXTRA]})).catalogue
    slot = build_checklist(catalogue.services[LOST], {}).find_slot("surat-lokal")
    assert slot is not None
    assert slot.choices == ("AKTA_LAHIR",)
    assert slot.reason.en == EXTRA["reason"]["en"]
    assert slot.sources == ("Persyaratan kantor Dukcapil setempat", "Ketentuan kantor setempat")
    assert build_checklist(SHIPPED.catalogue.services[LOST], {}).find_slot("surat-lokal") is None
    others = catalogue.services.keys() - {LOST}
    assert all(catalogue.services[code] is SHIPPED.catalogue.services[code] for code in others)


def test_a_service_can_name_papers_that_it_does_not_ask_for_any_more() -> None:
    assert SHIPPED.catalogue.services[LOST].documents == SHIPPED.catalogue.documents


def test_the_question_of_an_extra_paper_is_asked() -> None:
    extra = {**EXTRA, "when": {"is": "foreigner"}}
    service = SHIPPED.under(overlay(papers={"extra": [extra]})).catalogue.services[LOST]
    assert "foreigner" in build_checklist(service, {}).unanswered
    assert build_checklist(service, {"foreigner": True}).find_slot("surat-lokal") is not None
    assert build_checklist(service, {"foreigner": False}).find_slot("surat-lokal") is None


def test_texts_that_differ_are_told_from_those_that_do_not() -> None:
    same = SHIPPED.messages.template("mail/greeting")
    assert same is not None
    made = overlay(messages={"pages/free": {"id": "Gratis", "en": "Free"}, "mail/greeting": same.model_dump()})
    then = SHIPPED.under(made)
    ((path, here, there),) = SHIPPED.differing_texts(then, made.changes)
    assert path == "pages/free"
    assert here == SHIPPED.messages.template("pages/free")
    assert there is not None
    assert there.en == "Free"
