"""Following a case without any script: number and PIN in the body of a form, and nobody keeps what comes back."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest

from chalicelib.domain.lifecycle import CaseState
from tests.gateway import Answer
from tests.integration.http.walk import bring_to
from tests.office import MiniOffice, Resident

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def send(office: MiniOffice, number: str, pin: str, path: str = "/follow", **fields: str) -> Answer:
    body = urlencode({"receipt_number": number, "pin": pin, **fields}).encode()
    return office.public.call("POST", path, body, FORM)


def follow(office: MiniOffice, resident: Resident, path: str = "/follow") -> Answer:
    return send(office, resident.started["receipt_number"], resident.started["pin"], path)


def text(answer: Answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


@pytest.mark.parametrize("state", [state for state in CaseState if state is not CaseState.EXPIRED])
def test_every_state_is_said_in_plain_words(office: MiniOffice, state: CaseState) -> None:
    resident = bring_to(office, state)
    status = resident.track().json
    answer = follow(office, resident)
    shown = text(answer)
    assert answer.status == 200
    for words in (status["label"], status["explanation"], status["next_step"], *status["bring"]):
        assert " ".join(words.split()) in shown
    for asked in status["asked"]:
        assert asked["name"] in shown
        assert asked["reason"] in shown
    assert not status["products"] or "KTP-el" in shown
    assert "KTP_EL" not in shown
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_click_on_english_is_kept_through_the_form(office: MiniOffice) -> None:
    answer = follow(office, bring_to(office, CaseState.SUBMITTED), "/follow?lang=en")
    assert "What happened so far" in text(answer)


def test_a_wrong_pin_says_no_more_than_a_number_that_nobody_has(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.SUBMITTED)
    number, pin = resident.started["receipt_number"], resident.started["pin"]
    wrong = "000000" if pin != "000000" else "111111"
    answer, other = send(office, number, wrong), send(office, "TESTTESTTE5", wrong)
    assert (answer.status, other.status) == (404, 404)
    assert "nomor dan PIN tidak cocok" in text(answer)
    assert f'value="{number}"' in answer.content.decode()
    assert answer.content.replace(number.encode(), b"") == other.content.replace(b"TESTTESTTE5", b"")


@pytest.mark.parametrize(
    ("number", "pin", "faults"),
    [("", "", ["receipt_number", "pin"]), ("KUX2", "12", ["receipt_number", "pin"]), ("TESTTESTTE5", "", ["pin"])],
)
def test_every_wrong_field_is_named_at_once(office: MiniOffice, number: str, pin: str, faults: list[str]) -> None:
    answer = send(office, number, pin)
    assert answer.status == 422
    assert re.findall(r'<a href="#(\w+)">', answer.content.decode()) == faults
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_mistyped_number_is_told_what_it_may_have_been(office: MiniOffice) -> None:
    number = bring_to(office, CaseState.SUBMITTED).started["receipt_number"]
    swapped = number[1] + number[0] + number[2:]
    answer = send(office, swapped, "000000")
    assert answer.status == 422
    assert number in text(answer).partition("Mungkin maksud Anda")[2]


def test_a_pin_is_never_shown_again(office: MiniOffice) -> None:
    for number, pin in (("TESTTESTTE5", "918273"), ("X", "918273"), ("", "918273x")):
        assert b"918273" not in send(office, number, pin).content


def test_who_tries_too_often_is_asked_to_wait(office: MiniOffice) -> None:
    number = bring_to(office, CaseState.SUBMITTED).started["receipt_number"]
    statuses = [send(office, number, f"{n:06}").status for n in range(30)]
    assert statuses[-1] == 429
    assert "Terlalu" in text(send(office, number, "000000")) or "Tunggu" in text(send(office, number, "000000"))


@pytest.mark.parametrize("body", [b"", b"\xff\xfe=&&&", b"receipt_number=" + b"9" * 60_000, b"a=b&" * 5000, b"{}"])
def test_a_form_of_any_bytes_is_answered_with_a_page(office: MiniOffice, body: bytes) -> None:
    answer = office.public.call("POST", "/follow", body, FORM)
    assert (answer.status, answer.headers["Content-Type"]) == (422, "text/html; charset=utf-8")


def test_a_code_may_bring_the_number_and_nothing_else(office: MiniOffice) -> None:
    page = office.public.call("GET", "/?number=KUX2-84CP-54F&pin=123456").content.decode()
    assert 'value="KUX2-84CP-54F"' in page
    assert "123456" not in page
    assert "<script>x" not in office.public.call("GET", '/?number="><script>x').content.decode()
