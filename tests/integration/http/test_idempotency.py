"""One intent, one case: whatever is repeated, by whom, and in what order."""

from collections.abc import Callable

import pytest
from typing_extensions import override

from chalicelib.domain.case import Case, Change
from chalicelib.services.ports import Sealed
from tests.fakes import FakeCaseRepository
from tests.gateway import Answer
from tests.integration.http.walk import faults, problem, stored
from tests.office import LOST, MiniOffice

KEY = "5f0c9d1e-8a4b-4c3d-9e2f-7b6a5d4c3b2a"
OTHER = {**LOST, "language": "en"}


def start(office: MiniOffice, body: object = LOST, key: str | None = KEY, name: str = "Idempotency-Key") -> Answer:
    headers = {} if key is None else {name: key}
    return office.public.call("POST", "/v1/applications", body, headers)  # type: ignore[arg-type] # bad ones too


def test_a_missing_key_is_asked_for(office: MiniOffice) -> None:
    answer = start(office, key=None)
    assert answer.status == 400
    assert problem(answer) == "idempotency-key-missing"
    assert not office.ports.registry.cases


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("", "too_short"),
        ("1", "too_short"),
        ("2026-03-02", "too_short"),
        ("a" * 21, "too_short"),
        ("1" * 31, "too_short"),
        ("1" * 32, "predictable"),
        ("abababababababababababababababab", "predictable"),
        ("00000000-0000-0000-0000-000000000000", "predictable"),
        ("x" * 300, "too_long"),
        ("5f0c9d1e 8a4b 4c3d 9e2f 7b6a5d4c3b2a", "symbol"),
        ("5f0c9d1e-8a4b-4c3d-9e2f-7b6a5d4c3bé", "symbol"),
    ],
)
def test_a_weak_key_is_refused_and_opens_nothing(office: MiniOffice, key: str, code: str) -> None:
    answer = start(office, key=key)
    assert answer.status == 422
    assert faults(answer) == {("idempotency_key", code)}
    assert not office.ports.registry.cases


def test_the_same_key_and_body_answer_the_same(office: MiniOffice) -> None:
    first, again = start(office), start(office)
    assert first.json == again.json
    assert first.headers == again.headers
    assert len(office.ports.registry.cases) == 1


@pytest.mark.parametrize("name", ["idempotency-key", "IDEMPOTENCY-KEY", "Idempotency-Key"])
@pytest.mark.parametrize("key", [KEY, f'"{KEY}"', f"  {KEY} "])
def test_the_key_is_the_same_however_it_is_sent(office: MiniOffice, name: str, key: str) -> None:
    number = start(office).json["receipt_number"]
    assert start(office, key=key, name=name).json["receipt_number"] == number


def test_the_order_of_fields_and_blanks_is_no_difference(office: MiniOffice) -> None:
    one = b'{"service":"KK-CHANGE","answers":{"change_kind":"education_job"},"documents":{"kk-lama":{},"f102":{}}}'
    two = b'{ "documents":{"f102":{},"kk-lama":{}}, "answers":{"change_kind":"education_job"},"service":"KK-CHANGE" }'
    assert start(office, one).json["receipt_number"] == start(office, two).json["receipt_number"]


@pytest.mark.parametrize("body", [OTHER, {**LOST, "service": "KK-CHANGE"}, {"service": "KTP-LOST"}])
def test_the_same_key_with_another_body_is_refused(office: MiniOffice, body: dict[str, object]) -> None:
    receipt = start(office).json["application_id"]
    before = stored(office, receipt)
    answer = start(office, {**body, "documents": {}})
    assert answer.status == 422
    assert problem(answer) == "idempotency-key-reused"
    assert stored(office, receipt) == before
    assert len(office.ports.registry.cases) == 1


def test_a_hundred_equal_posts_open_one_case(office: MiniOffice) -> None:
    answers = [start(office).content for _ in range(100)]
    assert len(set(answers)) == 1
    assert len(office.ports.registry.cases) == 1


def test_interleaved_intents_open_one_case_each(office: MiniOffice) -> None:
    keys = [office.key() for _ in range(10)]
    numbers = {key: {start(office, key=key).json["receipt_number"] for _ in range(10)} for key in keys}
    for key in keys * 3:
        numbers[key].add(start(office, key=key).json["receipt_number"])
    assert all(len(found) == 1 for found in numbers.values())
    assert len(office.ports.registry.cases) == len(keys)


class Crossing(FakeCaseRepository):
    """Lets another request in just before a draft is stored."""

    rival: Callable[[], Answer] | None = None
    answer: Answer | None = None

    @override
    def create(self, change: Change, sealed: Sealed) -> Case:
        rival, self.rival = self.rival, None
        if rival is not None:
            self.answer = rival()
        return super().create(change, sealed)


@pytest.mark.parametrize(("body", "status"), [(LOST, 201), (OTHER, 422)])
def test_two_posts_that_cross_open_one_case(office: MiniOffice, body: dict[str, object], status: int) -> None:
    office.ports.cases = crossing = Crossing(office.ports.registry)
    crossing.rival = lambda: start(office)
    late = start(office, body)
    assert crossing.answer is not None
    assert (crossing.answer.status, late.status) == (201, status)
    assert status == 422 or late.json == crossing.answer.json
    assert len(office.ports.registry.cases) == len(office.ports.registry.sealed) == 1


def test_a_refused_post_leaves_its_key_unused(office: MiniOffice) -> None:
    assert start(office, {**LOST, "service": "NOPE"}).status == 422
    assert start(office).status == 201


def test_a_counter_only_service_opens_nothing_online(office: MiniOffice) -> None:
    services = office.public.call("GET", "/v1/services").json["items"]
    counter_only = [service["code"] for service in services if service["counter_only"]]
    assert counter_only
    for code in counter_only:
        answer = start(office, {"service": code}, office.key())
        assert answer.status == 422, code
        assert faults(answer) == {("service", "needs_counter")}
    assert not office.ports.registry.cases


def test_a_repeat_after_a_new_pin_gives_nothing_new(office: MiniOffice) -> None:
    first = start(office).json
    resident = office.start(LOST, KEY)
    assert resident.reissue_pin().status == 202
    again = start(office).json
    assert again["pin"] == first["pin"]
    assert resident.track(first["pin"]).status == 404
    renewed = office.start(LOST, KEY)
    assert renewed.call("GET").status == 401


def test_the_key_is_kept_nowhere(office: MiniOffice) -> None:
    start(office)
    assert KEY not in repr(office.ports.registry)
    assert all(KEY not in case.model_dump_json() for case in office.ports.registry.cases.values())
