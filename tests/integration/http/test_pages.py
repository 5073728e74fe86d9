"""The residents' pages by their addresses: what they say, what they let in, and how little they weigh."""

import re
from gzip import decompress
from html import unescape

import pytest

from chalicelib.catalogue import load_catalogue, load_guide
from chalicelib.domain.catalogue.words import ServiceCode
from chalicelib.domain.text import Language
from tests.gateway import Answer, Gateway
from tests.office import PUBLIC, MiniOffice

pytestmark = pytest.mark.usefixtures("office")

SERVICES = sorted(load_catalogue().services)


def get(path: str, **headers: str) -> Answer:
    return Gateway(PUBLIC).call("GET", path, None, {name.replace("_", "-"): value for name, value in headers.items()})


def text(answer: Answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


@pytest.mark.parametrize("language", Language)
def test_every_way_of_the_guide_leads_to_its_service(language: Language) -> None:
    for topic in load_guide().root:
        shown = text(get(f"/start?topic={topic.name}&lang={language}"))
        assert topic.question.in_language(language) in shown
        for choice in topic.choices:
            assert choice.text.in_language(language) in shown
            answer = get(f"/start?topic={topic.name}&choice={choice.name}&lang={language}")
            assert (answer.status, answer.headers["Location"]) == (303, f"./services/{choice.service}?lang={language}")


@pytest.mark.parametrize("code", SERVICES)
@pytest.mark.parametrize("language", Language)
def test_every_service_says_what_it_needs(code: str, language: Language) -> None:
    service = load_catalogue().services[ServiceCode(code)]
    answer = get(f"/services/{code}?lang={language}")
    shown = text(answer)
    assert (answer.status, answer.headers["Content-Language"]) == (200, language)
    assert service.name.in_language(language) in shown
    assert {"id": "Gratis", "en": "Free"}[language] in shown
    for requirement in service.requirements:
        if requirement.when is None and not requirement.roles:
            assert service.documents[requirement.any_of[0]].name.in_language(language) in shown
    assert ("cover-sheet.pdf" in answer.content.decode()) == service.by_post


def test_answers_change_the_papers() -> None:
    asked = "/services/KTP-NEW?age={age}&was_married={married}&foreigner=no&resident=yes&collected_by_other=no&lang=en"
    assert "Marriage book" in text(get(asked.format(age=16, married="yes")))
    assert "Marriage book" not in text(get(asked.format(age=20, married="no")))
    assert "given from age 17" in text(get(asked.format(age=15, married="no")))


def test_who_applies_changes_the_papers_too() -> None:
    assert "F-1.07" in text(get("/services/KTP-LOST?role=proxy"))
    assert "F-1.07" not in text(get("/services/KTP-LOST?role=self"))
    assert get("/services/KTP-LOST?role=nobody").status == 200


@pytest.mark.parametrize("age", ["abc", "-1", "1e3", "999", "9" * 40, "²", "\uff11\uff17"])
def test_an_answer_that_does_not_fit_is_shown_with_its_fault(age: str) -> None:
    answer = get(f"/services/KTP-NEW?age={age}&was_married=yes&lang=en")
    assert answer.status == 200
    assert 'href="#age"' in answer.content.decode()
    assert f'value="{age}"' in answer.content.decode()
    assert re.search(r'name="was_married" type="radio" value="yes"\s*checked', answer.content.decode())


def test_a_form_that_was_sent_empty_says_what_to_choose() -> None:
    assert "Pilih salah satu" in text(get("/start?asked=1"))
    assert "Pilih salah satu" in text(get("/start?topic=lost&chosen=1"))
    assert "Pilih salah satu" not in text(get("/start"))


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><b>', "{{7*7}}", "%0d%0aX: y", "\u202e", "'"])
def test_what_is_typed_never_becomes_the_page(hostile: str) -> None:
    for path in (
        "/start?topic={}&asked=1",
        "/services/KTP-NEW?age={}",
        "/services/KTP-NEW?utm={}",
        "/start?lang={}",
    ):
        body = get(path.format(hostile.replace("&", "%26"))).content.decode()
        assert "<script>alert" not in body
        assert "<b>" not in body
        assert "49" not in re.sub(r"[0-9a-f]{16}|#[0-9a-f]{6}", "", body)


def test_what_a_chat_or_a_campaign_adds_to_an_address_is_no_fault() -> None:
    assert get("/start?fbclid=abc&utm_source=wa").status == 200


def test_a_service_that_is_not_there_is_a_page_for_people() -> None:
    answer = get("/services/NO-SUCH")
    assert (answer.status, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert 'href="../start?lang=id"' in answer.content.decode()


def test_a_page_that_breaks_leads_on_within_its_stage(office: MiniOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.services.guide.__class__, "topic", lambda *_: 1 / 0)
    answer = get("/start")
    assert (answer.status, answer.headers["Content-Type"]) == (500, "text/html; charset=utf-8")
    assert 'href="./start?lang=id"' in answer.content.decode()


def test_no_address_on_a_page_leaves_the_stage() -> None:
    for path in ("/start", "/start?topic=lost", "/services/KTP-LOST", "/services/NO-SUCH"):
        addresses = re.findall(r'(?:href|src|action)="([^"]*)"', get(path).content.decode())
        assert not [address for address in addresses if address.startswith(("/", "http"))]


def test_the_policy_lets_one_inline_script_run_and_nothing_else() -> None:
    policy = get("/start").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-")
    assert policy.count("sha256-") == 1
    assert "unsafe" not in policy
    assert "form-action 'self'" in policy


def test_a_click_on_the_other_language_keeps_the_answers() -> None:
    body = unescape(get("/services/KTP-NEW?age=20&was_married=no&lang=id").content.decode())
    assert 'href="?age=20&was_married=no&lang=en" lang="en"' in body


def test_the_first_page_and_its_style_are_light() -> None:
    page = get("/start", accept_encoding="gzip, br")
    style = re.search(r'assets/(pages-[0-9a-f]{16}\.css)"', decompress(page.content).decode())
    assert style
    sheet = get(f"/assets/{style[1]}", accept_encoding="gzip")
    assert (page.headers["Content-Encoding"], sheet.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert len(page.content) + len(sheet.content) < 20_000


@pytest.mark.parametrize("wanted", ["", "identity", "gzip;q=0", "br"])
def test_who_takes_no_gzip_gets_none(wanted: str) -> None:
    answer = get("/start", accept_encoding=wanted)
    assert "Content-Encoding" not in answer.headers
    assert answer.content.startswith(b"<!DOCTYPE html>") or b"<!DOCTYPE html>" in answer.content[:40]
