"""WhatsApp only after a yes, and never after a no; and what the city's gateway reports, signed or not at all."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.delivery import GatewayStatus, Reference
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notification import Notice, NoticeChannel, NoticeState
from chalicelib.services.gateway_signature import HEADER, sign
from functions.delivery_report_worker import take_reports
from infra.local.carrier import report_of
from tests.builders import a_notice
from tests.gateway import Answer
from tests.integration.http.walk import bring_to, faults, stored
from tests.office import LOST, MiniOffice, Resident
from tests.officers import sign_in
from tests.residents import BROWSER, FORM, as_header, cookies_of

YES = {**LOST["contact"], "whatsapp": True}


def _handed_in(office: MiniOffice, **contact: Any) -> Resident:  # noqa: ANN401 - parts of a body
    resident = bring_to(office, CaseState.DRAFT)
    if contact:
        assert resident.call("PATCH", "", {"contact": contact}).status == 200
    resident.send_all()
    assert resident.call("POST", "/submission").status == 200
    office.work()
    return resident


def _sent(office: MiniOffice, channel: NoticeChannel) -> int:
    return len(office.ports.messengers[channel].sent)


def _of(office: MiniOffice, resident: Resident) -> Any:  # noqa: ANN401 - the fake's own
    receipt = stored(office, resident.id).receipt
    return office.ports.sealer.open(receipt, office.ports.registry.sealed[receipt]).contact


def test_nobody_is_told_by_whatsapp_who_did_not_ask_for_it(office: MiniOffice) -> None:
    _handed_in(office)

    assert (_sent(office, NoticeChannel.WHATSAPP), _sent(office, NoticeChannel.SMS)) == (0, 1)


def test_a_yes_on_the_form_counts_until_the_resident_stops_it_and_again_changes_nothing(office: MiniOffice) -> None:
    resident = _handed_in(office, **YES)
    assert (_sent(office, NoticeChannel.WHATSAPP), _sent(office, NoticeChannel.SMS)) == (1, 0)
    version = stored(office, resident.id).version

    answers = [resident.call("POST", "/whatsapp-withdrawal") for _ in range(2)]

    assert [answer.status for answer in answers] == [200, 200]
    assert stored(office, resident.id).version == version + 1
    contact = _of(office, resident)
    assert (contact.whatsapp, str(contact.phone)) == (False, LOST["contact"]["phone"])
    assert resident.call("POST", "/cancellation").status == 200
    office.work()
    assert (_sent(office, NoticeChannel.WHATSAPP), _sent(office, NoticeChannel.SMS)) == (1, 1)


def test_a_number_that_is_not_on_whatsapp_gets_one_text_message_at_once_and_is_kept(office: MiniOffice) -> None:
    resident = _handed_in(office, **YES)
    (notice,) = office.ports.notices.list_for(stored(office, resident.id).receipt)
    event = json.dumps(report_of("whatsapp", str(Reference(notice.receipt, notice.id)), status=GatewayStatus.FAILED))

    for _ in range(2):
        (report,) = office.services.telling.read_reports(event)
        office.services.telling.take_report(report)
    office.work()

    assert (_sent(office, NoticeChannel.WHATSAPP), _sent(office, NoticeChannel.SMS)) == (1, 1)
    assert office.ports.suppressions.suppressed == {}


def _page(office: MiniOffice, resident: Resident, method: str, path: str, **typed: str) -> Answer:
    headers = as_header(cookies_of(office, resident.id)) | (FORM if method == "POST" else {})
    token = office.services.visits.form_token(BROWSER, resident.id)
    body = urlencode({"token": token, **typed}).encode() if method == "POST" else None
    return office.public.call(method, f"/apply/{resident.id}{path}", body, headers)


def test_the_form_asks_for_it_beside_the_number_and_never_ticks_it_by_itself(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.DRAFT)
    asked = _page(office, resident, "GET", "/steps/contact").content.decode()
    assert "di luar Indonesia" in asked
    assert "checked" not in asked

    alone = _page(office, resident, "POST", "/steps/contact", email="siti@example.org", whatsapp="yes")
    assert alone.status == 422, "a yes needs a number"
    assert not _of(office, resident).whatsapp
    said = _page(office, resident, "POST", "/steps/contact", phone="081000000001", whatsapp="yes")
    assert said.status == 303
    assert _of(office, resident).whatsapp
    assert "checked" in _page(office, resident, "GET", "/steps/contact").content.decode()
    assert _page(office, resident, "POST", "/steps/contact", phone="081000000001").status == 303
    assert not _of(office, resident).whatsapp


def test_the_resident_stops_it_on_the_page_where_the_case_stands(office: MiniOffice) -> None:
    resident = _handed_in(office, **YES)
    assert "Hentikan kabar lewat WhatsApp" in _page(office, resident, "GET", "/status").content.decode()

    assert _page(office, resident, "POST", "/whatsapp").status == 303

    assert "WhatsApp" not in _page(office, resident, "GET", "/status").content.decode()
    assert not _of(office, resident).whatsapp


@pytest.mark.parametrize(("asked_on", "page"), [({}, "status"), ({"from": "news"}, "news")])
def test_the_page_that_it_was_stopped_on_says_so(office: MiniOffice, asked_on: dict[str, str], page: str) -> None:
    resident = _handed_in(office, **YES)
    stopped = _page(office, resident, "POST", "/whatsapp", **asked_on)
    assert stopped.headers["Location"].endswith(f"/apply/{resident.id}/{page}?done=whatsapp&lang=id")
    shown = _page(office, resident, "GET", f"/{page}?done=whatsapp").content.decode()
    assert "Kabar lewat WhatsApp sudah dihentikan untuk berkas ini" in shown


def test_an_officer_sees_it_and_stops_it_on_the_residents_word_unless_the_case_moved(office: MiniOffice) -> None:
    resident = _handed_in(office, **YES)
    officer = sign_in(office, Role.VERIFIER)
    officer.go(f"/office/cases/{resident.id}")
    assert "Ya, warga memintanya" in officer.text

    assert office.staff(Role.VERIFIER).call(
        "POST", f"/v1/cases/{resident.id}/whatsapp-withdrawal", None, {"If-Match": '"1"'}
    ).status == 412  # fmt: skip
    officer.press("/whatsapp")

    assert "Kabar tidak dikirim lewat WhatsApp lagi" in officer.text
    assert not _of(office, resident).whatsapp
    (event,) = [each for each in office.ports.registry.audit[resident.id] if each.action == "whatsapp_withdrawn"]
    assert "+62" not in event.model_dump_json()


# the city's gateway


def _report(office: MiniOffice, body: bytes, signature: str | None = None) -> Answer:
    signed = sign(office.ports.keys.gateway, body, office.ports.clock.now()) if signature is None else signature
    headers = {"Content-Type": "application/json", HEADER: signed}
    return office.public.call("POST", "/v1/gateway/reports", body, headers)


def _delivered(office: MiniOffice, notice: Notice) -> bytes:
    told = {"reference": str(Reference(notice.receipt, notice.id)), "status": "delivered"}
    return json.dumps({**told, "at": office.ports.clock.now().isoformat()}).encode()


def test_a_signed_report_is_noted_once_however_often_it_comes(office: MiniOffice) -> None:
    notice = a_notice(channel=NoticeChannel.GATEWAY)
    office.ports.notices.begin(notice)
    body = _delivered(office, notice)

    assert [_report(office, body).status for _ in range(2)] == [202, 202]

    telling, taken = office.services.telling, []
    for queued in office.ports.report_queue.bodies:
        (report,) = telling.read_reports(queued)
        taken.append(telling.take_report(report))
    assert [each.state for each in taken] == [NoticeState.DELIVERED] * 2
    assert taken[0] == taken[1]


def test_the_gateways_key_speaks_for_no_other_channel_and_the_log_says_so(
    office: MiniOffice, caplog: pytest.LogCaptureFixture
) -> None:
    others = [a_notice(channel=channel) for channel in NoticeChannel if channel is not NoticeChannel.GATEWAY]
    for notice in others:
        office.ports.notices.begin(notice)
        for _ in range(2):
            assert _report(office, _delivered(office, notice)).status == 202

    records = [
        {"messageId": str(n), "body": body, "attributes": {"SentTimestamp": "1767250800000"}}
        for n, body in enumerate(office.ports.report_queue.bodies)
    ]
    assert take_reports({"Records": records}, None) == {"batchItemFailures": []}

    assert set(office.ports.notices.list_for(others[0].receipt)) == set(others)
    assert caplog.messages.count("report_of_another_channel") == len(records)


@pytest.mark.parametrize("signature", ["", "t=1,v1=00", "t=1767250800,v1=" + "0" * 64])
def test_what_the_gateway_did_not_sign_is_refused_before_it_is_read(office: MiniOffice, signature: str) -> None:
    assert _report(office, b"{", signature).status == 401
    assert office.ports.report_queue.bodies == []


def test_what_it_signed_six_minutes_ago_is_refused(office: MiniOffice) -> None:
    body = b"{}"
    old = sign(office.ports.keys.gateway, body, office.ports.clock.now() - timedelta(minutes=6))
    assert _report(office, body, old).status == 401


def test_a_wrong_report_names_every_fault(office: MiniOffice) -> None:
    answer = _report(office, b'{"status": "gone", "at": "2026-11-24", "to": "x"}')

    assert answer.status == 422
    assert {fault["field"] for fault in answer.json["errors"]} == {"reference", "status", "at", "to"}
    assert office.ports.report_queue.bodies == []


@pytest.mark.parametrize("end", ["", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00"])
def test_a_report_of_a_time_to_come_is_refused_with_every_other_fault(office: MiniOffice, end: str) -> None:
    soon = office.ports.clock.now() + timedelta(minutes=6)
    said = {"reference": "", "status": "done", "at": end or soon.isoformat()}

    refused = _report(office, json.dumps(said).encode())

    assert refused.status == 422
    assert faults(refused) == {("reference", "missing"), ("status", "not_a_choice"), ("at", "ahead_of_now")}
    assert office.ports.report_queue.bodies == []


def test_a_gateways_clock_may_be_a_little_ahead(office: MiniOffice) -> None:
    at = office.ports.clock.now() + timedelta(minutes=5)
    said = {"reference": "a", "status": "sent", "at": at.isoformat()}
    assert _report(office, json.dumps(said).encode()).status == 202
