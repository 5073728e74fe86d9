"""How residents were told, from the table's stream to the page of figures."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.delivery import DeliveryReport, Reference
from chalicelib.domain.notification import Notice, NoticeChannel, NoticeState
from chalicelib.domain.telling_caps import Caps
from functions.figures_worker import count_figures
from tests.builders import a_job, a_notice
from tests.fakes import EPOCH
from tests.integration.http.test_follow_page import text
from tests.integration.http.walk import faults
from tests.office import MiniOffice
from tests.officers import sign_in

PATH = "/v1/statistics/notices"


@pytest.fixture
def lives() -> list[list[Notice]]:
    """A text message delivered after four seconds, an e-mail that nobody answers for, and a text message refused."""
    due = {"due_at": EPOCH, "updated_at": EPOCH, "created_at": EPOCH}
    text = a_notice(0, channel=NoticeChannel.SMS, parts=2, **due)
    sent = text.model_copy(update={"state": NoticeState.SENT, "updated_at": EPOCH + timedelta(seconds=4)})
    delivered = sent.with_report(NoticeState.DELIVERED, EPOCH + timedelta(minutes=9))
    mail = a_notice(1, channel=NoticeChannel.EMAIL, **due)
    late = mail.model_copy(update={"state": NoticeState.SENT, "updated_at": EPOCH + timedelta(seconds=50)})
    refused = a_notice(2, channel=NoticeChannel.SMS, **due)
    ended = refused.model_copy(update={"state": NoticeState.FAILED})
    return [[text, sent, delivered], [mail, late], [refused, ended]]


def tell(*lives: list[Notice]) -> dict[str, Any]:
    """The stream's records of these notices, each step once."""
    records = [_record(before, after, number) for number, (before, after) in enumerate(_steps(lives))]
    return dict(count_figures({"Records": records}, None))


def _steps(lives: tuple[list[Notice], ...]) -> Iterator[tuple[Notice | None, Notice]]:
    for life in lives:
        yield from zip([None, *life], life, strict=False)


def _record(before: Notice | None, after: Notice, number: int) -> dict[str, Any]:
    images = {"NewImage": _image(after)} | ({"OldImage": _image(before)} if before else {})
    key = {"PK": {"S": f"3573#CASE#{after.receipt}"}, "SK": {"S": f"NOTICE#{after.id}"}}
    return {
        "eventID": str(number),
        "eventName": "MODIFY" if before else "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {"Keys": key, "SequenceNumber": str(number), "StreamViewType": "NEW_AND_OLD_IMAGES", **images},
    }


def _image(notice: Notice) -> dict[str, Any]:
    return {
        "entity_type": {"S": "notice"},
        "state": {"S": notice.state.value},
        "body": {"S": notice.model_dump_json()},
    }


def test_the_stream_counts_each_step_once_and_measures_it(
    office: MiniOffice, lives: list[list[Notice]], capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert tell(*lives) == {"batchItemFailures": []}
    told = office.staff(Role.APPROVER).call("GET", PATH).json
    assert (told["handed_over"], told["within_ten_seconds"], told["p50_seconds"], told["p95_seconds"]) == (2, 1, 5, 60)
    assert {one["channel"]: (one["begun"], one["delivered"], one["waiting"], one["failed"], one["parts"])
            for one in told["channels"]} == {"sms": (2, 1, 0, 1, 2), "email": (1, 0, 1, 0, 1)}  # fmt: skip
    assert [one["delivered_share"] for one in told["channels"]] == [0.5, 0.0]
    assert told["cost"] is None
    measures = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    waited = [one["HandedOverAfter"] for one in measures if "HandedOverAfter" in one]
    assert sorted(waited) == [[4.0], [50.0]]
    assert sum(len(one["Notices"]) for one in measures if "Notices" in one) == sum(map(len, lives))


def test_the_page_says_how_soon_how_far_and_at_what_price(office: MiniOffice, lives: list[list[Notice]]) -> None:
    plans = office.ports.office.telling.model_copy(update={"prices": {NoticeChannel.SMS: 350}})
    office.ports.office = office.ports.office.model_copy(update={"telling": plans})
    office.ports.unreached.add(a_job(), {}, EPOCH)
    tell(*lives)
    browser = sign_in(office, Role.APPROVER)
    browser.go("/office/statistics/notices")
    for told in (
        "Diserahkan dalam 10 detik 50,0%",
        "95% diserahkan dalam 1 menit",
        "SMS 2 1 50,0% 0 1 0 2",
    ):
        assert told in browser.text
    assert "Biaya Rp700 (tanpa e-mail: harga belum diisi)" in browser.text
    english = text(browser.go("/office/statistics/notices?lang=en"))
    assert "Cost IDR 700 (without e-mails: no price given)" in english
    assert "queue=unreached" in browser.go("/office/statistics/notices?lang=en").content.decode()
    assert "Kabar kepada warga" in browser.go("/office/statistics").content.decode()


def test_what_grew_and_what_was_practised_is_said_on_the_page(
    office: MiniOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    grown = a_notice(3, channel=NoticeChannel.SMS, parts=4)
    practised = a_notice(4, channel=NoticeChannel.SMS, parts=4, is_practice=True)
    for _ in range(2):
        tell([grown], [practised])
    browser = sign_in(office, Role.APPROVER)
    browser.go("/office/statistics/notices")
    assert "permohonan diterima Indonesia 4 1" in browser.text
    assert "Dalam latihan: 1 pesan" in browser.text
    told = office.staff(Role.APPROVER).call("GET", PATH).json
    assert told["grown"] == [{"event": "received", "language": "id", "parts": 4, "count": 1}]
    assert (told["practised"], [one["begun"] for one in told["channels"]]) == (1, [1])
    measures = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    assert [one["GrownTexts"] for one in measures if "GrownTexts" in one] == [[1.0]]


def test_caps_and_what_is_spent_of_them_are_said_whatever_days_are_asked_for(office: MiniOffice) -> None:
    caps = Caps(to_one_in_a_day=5, to_one_in_a_month=9, parts_in_an_hour=4, parts_in_a_month=40)
    plans = office.ports.office.telling.model_copy(update={"caps": caps})
    office.ports.office = office.ports.office.model_copy(update={"telling": plans})
    now, earlier = office.ports.clock.now(), office.ports.clock.now() - timedelta(days=1)
    tell(
        [a_notice(0, channel=NoticeChannel.SMS, parts=3, created_at=now)],
        [a_notice(1, channel=NoticeChannel.SMS, parts=2, created_at=earlier)],
        [a_notice(2, channel=NoticeChannel.SMS, created_at=now, state=NoticeState.FAILED, is_capped=True)],
        [a_notice(3, channel=NoticeChannel.SMS, created_at=earlier, state=NoticeState.FAILED, is_capped=True)],
    )

    assert office.staff(Role.APPROVER).call("GET", f"{PATH}?first=2026-01-01&last=2026-01-02").json["caps"] == {
        "spent_in_hour": 3, "most_in_hour": 4, "spent_in_month": 5, "most_in_month": 40,
        "most_to_one_in_a_day": 5, "most_to_one_in_a_month": 9, "held_back_today": 1,
    }  # fmt: skip
    browser = sign_in(office, Role.APPROVER)
    browser.go("/office/statistics/notices")
    for told in ("jam ini 75,0% (3 dari 4)", "bulan ini 12,5% (5 dari 40)", "hari ini 1 ", "paling banyak 5 pesan"):
        assert told in browser.text
    assert "habis. WhatsApp" not in browser.text
    tell([a_notice(4, channel=NoticeChannel.WHATSAPP, created_at=now)])
    browser.go("/office/statistics/notices")
    assert "Batas jam ini habis" in browser.text


def test_days_that_cannot_be_told_are_named_all_at_once(office: MiniOffice) -> None:
    refused = office.staff(Role.APPROVER).call("GET", f"{PATH}?first=x&last=2026-13-01")
    assert faults(refused) == {("first", "shape"), ("last", "shape")}
    ahead = office.staff(Role.APPROVER).call("GET", f"{PATH}?first=2031-01-02&last=2031-01-01")
    assert faults(ahead) == {("last", "not_yet"), ("first", "after_the_end")}
    browser = sign_in(office, Role.APPROVER)
    assert browser.go("/office/statistics/notices?first=x").status == 422


def test_a_notice_of_a_case_walks_through_the_figures(office: MiniOffice) -> None:
    """The notice that the service writes is the one that the figures read."""
    notice = a_notice(0, channel=NoticeChannel.SMS)
    office.ports.notices.begin(notice)
    reference = Reference(notice.receipt, notice.id)
    after = office.ports.notices.report(DeliveryReport(reference, NoticeState.DELIVERED, EPOCH, notice.channel))
    tell([notice, after])
    told = office.staff(Role.APPROVER).call("GET", PATH).json["channels"]
    assert [(one["channel"], one["delivered"]) for one in told] == [("sms", 1)]
