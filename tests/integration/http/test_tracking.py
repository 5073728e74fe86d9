"""Number and PIN: tolerant of how they are typed, silent about what exists, and slow for those who guess."""

from typing import Any

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.identifiers import ReceiptNumber
from tests.gateway import Answer
from tests.integration.http.contract import Witness
from tests.integration.http.walk import faults, problem, stored
from tests.office import PUBLIC, MiniOffice, Resident

UNKNOWN = "TEST-TEST-TE5"
ROUTES = ("/v1/tracking", "/v1/sessions")
both_routes = pytest.mark.parametrize("route", ROUTES)


def ask(number: Any, pin: Any, route: str = ROUTES[0], address: str = "198.51.100.7") -> Answer:  # noqa: ANN401 - bad ones too
    return Witness(PUBLIC, address=address).call("POST", route, {"receipt_number": number, "pin": pin})


def wrong(resident: Resident) -> str:
    right = str(resident.started["pin"])
    return right[:-1] + str((int(right[-1]) + 1) % 10)


def guess(number: str, pin: str, times: int, address: str = "198.51.100.7") -> set[int]:
    return {ask(number, pin, address=address).status for _ in range(times)}


@both_routes
def test_a_wrong_pin_looks_like_an_unknown_number(office: MiniOffice, route: str) -> None:
    resident = office.start()
    answers = [
        ask(resident.started["receipt_number"], wrong(resident), route),
        ask(UNKNOWN, wrong(resident), route),
        ask(UNKNOWN, resident.started["pin"], route),
    ]
    assert {answer.status for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert all(answer.headers == answers[0].headers for answer in answers)


@both_routes
def test_after_ten_wrong_tries_even_the_right_pin_waits(office: MiniOffice, route: str) -> None:
    resident = office.start()
    number, pin = resident.started["receipt_number"], resident.started["pin"]
    assert guess(number, wrong(resident), 9) == {404}
    assert ask(number, pin, route).status < 300
    assert guess(number, wrong(resident), 1) == {404}
    for tried in (pin, wrong(resident)):
        answer = ask(number, tried, route)
        assert (answer.status, problem(answer)) == (429, "too-many-tries")
        assert int(answer.headers["Retry-After"]) > 0


def test_an_unknown_number_is_throttled_alike(office: MiniOffice) -> None:
    resident = office.start()
    known = [ask(resident.started["receipt_number"], wrong(resident), address="192.0.2.1") for _ in range(12)]
    unknown = [ask(UNKNOWN, wrong(resident), address="192.0.2.2") for _ in range(12)]
    for one, other in zip(known, unknown, strict=True):
        assert (one.status, one.headers, one.content) == (other.status, other.headers, other.content)
    assert [answer.status for answer in known] == [404] * 10 + [429] * 2


@pytest.mark.parametrize("seconds", [0, 1, 450, 899, 900, 1799])
def test_who_waits_as_long_as_told_may_try_again(office: MiniOffice, seconds: int) -> None:
    resident = office.start()
    number, pin = resident.started["receipt_number"], resident.started["pin"]
    office.ports.clock.advance(seconds=seconds)
    guess(number, wrong(resident), 10)
    answer = ask(number, pin)
    assert answer.status == 429
    office.ports.clock.advance(seconds=int(answer.headers["Retry-After"]))
    assert ask(number, pin).status == 200


def test_refused_tries_do_not_prolong_the_wait(office: MiniOffice) -> None:
    resident = office.start()
    number, pin = resident.started["receipt_number"], resident.started["pin"]
    guess(number, wrong(resident), 10)
    for _ in range(40):
        office.ports.clock.advance(seconds=60)
        ask(number, wrong(resident), address="192.0.2.9")
        if ask(number, pin).status == 200:
            return
    pytest.fail("a stranger can lock a resident out for ever with refused tries")


def test_an_address_that_guesses_many_numbers_is_slowed(office: MiniOffice) -> None:
    resident = office.start()
    digits = "23456789AB"
    numbers = [ReceiptNumber.derive(b"guessed", digit.encode()).format() for digit in digits]
    for number in numbers:
        assert guess(number, "123456", 5, address="192.0.2.66") == {404}
    number, pin = resident.started["receipt_number"], resident.started["pin"]
    assert ask(number, pin, address="192.0.2.66").status == 429
    assert ask(number, pin, address="192.0.2.67").status == 200


def test_right_pins_are_never_counted(office: MiniOffice) -> None:
    resident = office.start()
    assert guess(resident.started["receipt_number"], resident.started["pin"], 60) == {200}


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda number: number.replace("-", ""),
        lambda number: number.replace("-", " "),
        lambda number: f"  {number}\n",
        lambda number: number.replace("-", "\N{EN DASH}"),
        " ".join,
        lambda number: number.replace("-", ".").lower(),
    ],
)
def test_a_number_is_read_however_it_is_typed(office: MiniOffice, typed: Any) -> None:  # noqa: ANN401 - a function of text
    resident = office.start()
    number, pin = resident.started["receipt_number"], resident.started["pin"]
    assert ask(typed(number), f" {pin[:3]} {pin[3:]}").json["application_id"] == resident.id


@pytest.mark.parametrize(
    ("number", "code"),
    [("", "empty"), ("ABC", "wrong_length"), ("0" * 11, "symbol"), ("A" * 5000, "too_long"), (7, "wrong_type")],
)
def test_what_is_no_number_is_refused_before_any_look_up(office: MiniOffice, number: object, code: str) -> None:
    answer = ask(number, "123456")
    assert answer.status == 422
    assert faults(answer) == {("receipt_number", code)}
    assert not office.ports.registry.tries


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "abcdef", "12345٦", 123456, None, "123456; DROP"])
def test_what_is_no_pin_is_refused_for_any_number(office: MiniOffice, pin: object) -> None:
    resident = office.start()
    known, unknown = ask(resident.started["receipt_number"], pin), ask(UNKNOWN, pin)
    assert known.status == 422
    assert {field for field, _ in faults(known)} == {"pin"}
    assert known.content == unknown.content


@pytest.mark.parametrize("place", range(11))
def test_one_wrong_symbol_is_answered_with_suggestions(office: MiniOffice, place: int) -> None:
    resident = office.start()
    symbol = "A" if resident.id[place] != "A" else "B"
    typed = resident.id[:place] + symbol + resident.id[place + 1 :]
    answer = ask(typed, resident.started["pin"])
    assert answer.status == 422
    [error] = answer.json["errors"]
    assert (error["field"], error["code"]) == ("receipt_number", "check_symbol")
    assert resident.started["receipt_number"] in error["suggestions"]
    assert len(error["suggestions"]) <= 21
    assert all(ReceiptNumber.parse(number).format() == number for number in error["suggestions"])
    assert not office.ports.registry.tries


def test_a_look_alike_is_suggested_right(office: MiniOffice) -> None:
    resident = office.start()
    typed = "0" + resident.id[1:]
    [error] = ask(typed, resident.started["pin"]).json["errors"]
    assert error["suggestions"] == [resident.started["receipt_number"]]
    on_staff_side = office.staff(Role.COUNTER).call("GET", f"/v1/cases/{typed}")
    assert on_staff_side.json["errors"][0]["suggestions"] == [resident.started["receipt_number"]]


def test_tracking_tells_nothing_personal(office: MiniOffice) -> None:
    resident = office.start()
    told = resident.track().content.decode()
    personal = office.services.find_cases.read(stored(office, resident.id).receipt)[1]
    assert personal is not None
    for value in (
        personal.applicant.name,
        personal.applicant.nik,
        personal.family_card_number,
        *("1990-03-05", "siti@"),
    ):
        assert str(value) not in told
