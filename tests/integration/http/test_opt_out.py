"""An opt-out counts at once: by a mail's link, by one click of a mail program, by a reply to a text message."""

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.identifiers import PhoneNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notification import Message, NoticeChannel
from chalicelib.domain.stop_link import StopToken
from chalicelib.domain.suppression import Suppression, SuppressionReason
from chalicelib.services.keys import Keys, recipient_digest
from chalicelib.services.ports import DeliveryRefusedError
from functions.delivery_report_worker import take_reports
from infra.local.replies import reply_of, whatsapp_reply_of
from tests.fakes import FakeMessenger
from tests.gateway import Answer
from tests.integration.http.walk import bring_to, stored
from tests.office import LOST, MiniOffice, Resident
from tests.officers import sign_in
from tests.residents import BROWSER, FORM, as_header, cookies_of

EMAIL, SMS, WHATSAPP = NoticeChannel.EMAIL, NoticeChannel.SMS, NoticeChannel.WHATSAPP
ADDRESS = "siti@example.org"
ONE_CLICK = b"List-Unsubscribe=One-Click"
MULTIPART = (
    b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    {"Content-Type": "multipart/form-data; boundary=x"},
)


def _handed_in(office: MiniOffice, **contact: Any) -> Resident:  # noqa: ANN401 - parts of a body
    resident = bring_to(office, CaseState.DRAFT)
    assert resident.call("PATCH", "", {"contact": contact}).status == 200
    resident.send_all()
    assert resident.call("POST", "/submission").status == 200
    return resident


def _mails(office: MiniOffice) -> list[Any]:
    return list(office.ports.messengers[EMAIL].sent)


def _path_of(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)


def _suppressed(office: MiniOffice) -> list[SuppressionReason]:
    return [found.reason for found in office.ports.suppressions.suppressed.values()]


def _post(office: MiniOffice, path: str, body: bytes, headers: dict[str, str] = FORM) -> Answer:
    return office.public.call("POST", path, body, headers)


def test_one_click_counts_from_wherever_a_mail_is_read(office: MiniOffice) -> None:
    _handed_in(office, email=ADDRESS)
    office.work()
    path = _path_of(_mails(office)[0].stop_link)
    elsewhere = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    assert _post(office, path, ONE_CLICK, {**FORM, **elsewhere}).status == 200
    assert _suppressed(office) == [SuppressionReason.OPTED_OUT]


def test_one_click_of_a_mail_program_ends_what_waits_too_and_looking_at_the_link_ends_nothing(
    office: MiniOffice,
) -> None:
    resident = _handed_in(office, email=ADDRESS, phone=None)
    office.work()
    (mail,) = _mails(office)
    path = _path_of(mail.stop_link)
    assert mail.stop_link in mail.text
    assert resident.id not in path
    assert resident.call("POST", "/cancellation").status == 200  # this news waits in the outbox

    looked = office.public.call("GET", path)
    assert (looked.status, _suppressed(office)) == (200, [])
    assert "Hentikan kabar lewat surel ini" in looked.content.decode()
    answers = [_post(office, path, ONE_CLICK), _post(office, path, *MULTIPART)]

    assert [(answer.status, answer.content) for answer in answers] == [(200, b"OK")] * 2
    assert _suppressed(office) == [SuppressionReason.OPTED_OUT]
    office.work()
    assert len(_mails(office)) == 1


def test_whoever_got_the_link_by_mistake_can_undo_it_on_the_page(office: MiniOffice) -> None:
    _handed_in(office, email=ADDRESS, phone=None)
    office.work()
    path = _path_of(_mails(office)[0].stop_link)

    stopped = [_post(office, path, b"do=stop").content.decode() for _ in range(2)]
    assert all("sudah dihentikan" in page and "Kirim kabar ke sini lagi" in page for page in stopped)
    assert _suppressed(office) == [SuppressionReason.OPTED_OUT]
    resumed = [_post(office, path, b"do=resume").content.decode() for _ in range(2)]

    assert all("Hentikan kabar lewat surel ini" in page for page in resumed)
    assert _suppressed(office) == []


@pytest.mark.parametrize("reason", [SuppressionReason.BOUNCED, SuppressionReason.COMPLAINED])
def test_what_bounced_or_was_complained_about_stays_so(office: MiniOffice, reason: SuppressionReason) -> None:
    recipient = recipient_digest(office.ports.keys.lookup, EMAIL, ADDRESS)
    office.ports.suppressions.add(recipient, Suppression(reason=reason, since=office.ports.clock.now()))
    key = StopToken(EMAIL, recipient).write(office.ports.keys.stop)

    for body in (b"do=stop", b"do=resume"):
        page = _post(office, f"/stop?k={key}", body).content.decode()
        assert "beri tahu kantor" in page
        assert '<form method="post" action="./stop' not in page
    answer = office.public.call("PUT", "/v1/news", {"token": key, "wants_news": True})

    assert answer.json == {"channel": "email", "is_stopped": True, "reason": reason}
    assert _suppressed(office) == [reason]


def test_a_token_of_another_office_or_a_changed_one_does_nothing(office: MiniOffice) -> None:
    token = StopToken(EMAIL, "ab" * 32)
    own, foreign = office.ports.keys.stop, Keys.derive(b"the same master secret", "3507").stop
    good = token.write(own)
    wrong = ["", "x", "é", token.write(foreign), good[:-1], f"{good}=", "A" + good[1:], good[:-1] + "~", "A" * 5000]

    for key in wrong:
        assert _post(office, f"/stop?{urlencode({'k': key})}", ONE_CLICK).status == 404
        assert office.public.call("GET", f"/stop?{urlencode({'k': key})}").status == 404
    assert _suppressed(office) == []
    assert StopToken.read(good, own) == token


def test_a_form_without_a_wish_changes_nothing(office: MiniOffice) -> None:
    key = StopToken(EMAIL, "ab" * 32).write(office.ports.keys.stop)
    assert [_post(office, f"/stop?k={key}", body).status for body in (b"", b"do=", b"List-Unsubscribe=x")] == [200] * 3
    assert _suppressed(office) == []


def test_a_pin_that_was_asked_for_carries_no_link(office: MiniOffice) -> None:
    resident = _handed_in(office, email=ADDRESS, phone=None)
    assert resident.reissue_pin().status == 202
    office.work()
    links = {mail.template.event: mail.stop_link for mail in _mails(office)}
    assert links.pop("pin_reissued") == ""
    assert links
    assert all(links.values())


def _opted_out_there(_: Message) -> None:
    raise DeliveryRefusedError(permanent=True, opted_out=True)


def test_who_opted_out_at_the_provider_is_told_another_way_at_once_and_not_asked_again(office: MiniOffice) -> None:
    texts = office.ports.messengers[SMS]
    assert isinstance(texts, FakeMessenger)
    texts.before = _opted_out_there
    resident = _handed_in(office, email=ADDRESS, phone=LOST["contact"]["phone"])
    office.work()
    assert (_suppressed(office), len(_mails(office))) == ([SuppressionReason.OPTED_OUT], 1)

    texts.before = None
    assert resident.call("POST", "/cancellation").status == 200
    office.work()
    assert (len(texts.sent), len(_mails(office))) == (0, 2)


# the resident's own page


def _page(office: MiniOffice, resident: Resident, method: str, **typed: str) -> str:
    headers = as_header(cookies_of(office, resident.id)) | (FORM if method == "POST" else {})
    token = office.services.visits.form_token(BROWSER, resident.id)
    body = urlencode({"token": token, **typed}).encode() if method == "POST" else None
    answer = office.public.call(method, f"/apply/{resident.id}/news", body, headers)
    assert answer.status == 200, answer.content
    return answer.content.decode()


def test_the_resident_sees_each_way_masked_and_stops_one_for_this_case_alone(office: MiniOffice) -> None:
    phone = LOST["contact"]["phone"]
    resident, other = (_handed_in(office, email=ADDRESS, phone=phone) for _ in range(2))
    seen = _page(office, resident, "GET")
    assert seen.count("Kabar dikirim ke sini") == 2
    assert ADDRESS not in seen
    assert str(PhoneNumber.restore(phone))[-6:] not in seen

    pages = [_page(office, resident, "POST", channel="sms", do="stop") for _ in range(2)]

    assert [page.count("Anda menghentikannya untuk berkas ini") for page in pages] == [1, 1]
    office.work()
    assert [office.ports.notices.list_for(stored(office, one.id).receipt)[0].channel for one in (resident, other)] == [
        EMAIL,
        SMS,
    ]
    assert _page(office, resident, "POST", channel="sms", do="resume").count("Kabar dikirim ke sini") == 2
    assert _suppressed(office) == []


@pytest.mark.parametrize("reason", list(SuppressionReason))
def test_what_the_owner_of_an_address_stopped_is_not_begun_again_by_who_typed_it(
    office: MiniOffice, reason: SuppressionReason
) -> None:
    resident = _handed_in(office, email=ADDRESS, phone=None)
    recipient = recipient_digest(office.ports.keys.lookup, EMAIL, ADDRESS)
    office.ports.suppressions.add(recipient, Suppression(reason=reason, since=office.ports.clock.now()))

    assert "Tidak ada kabar yang dikirim kepada Anda" in _page(office, resident, "POST", channel="email", do="resume")
    answer = resident.call("PUT", "/news", {"channel": "email", "wants_news": True})

    assert [(way["reason"], way["is_here"]) for way in answer.json["items"]] == [(reason, False)]
    assert _suppressed(office) == [reason]
    assert resident.call("GET", "/news").json == answer.json
    assert resident.call("PUT", "/news", {"channel": "whatsapp", "wants_news": True}).status == 422


def test_a_form_without_a_way_changes_nothing(office: MiniOffice) -> None:
    resident = _handed_in(office, email=ADDRESS, phone=None)
    for typed in ({"channel": "whatsapp", "do": "stop"}, {"channel": "email"}, {"channel": "sms", "do": "stop"}):
        assert "Kabar dikirim ke sini" in _page(office, resident, "POST", **typed)
    assert _suppressed(office) == []


def test_an_officer_sees_which_way_ended_and_why(office: MiniOffice) -> None:
    resident = _handed_in(office, email=ADDRESS, phone=LOST["contact"]["phone"])
    officer = sign_in(office, Role.VERIFIER)
    officer.go(f"/office/cases/{resident.id}")
    assert "Tanpa kabar lewat" not in officer.text

    recipient = recipient_digest(office.ports.keys.lookup, EMAIL, ADDRESS)
    office.ports.suppressions.add(
        recipient, Suppression(reason=SuppressionReason.BOUNCED, since=office.ports.clock.now())
    )
    assert resident.call("PUT", "/news", {"channel": "sms", "wants_news": False}).status == 200
    officer.go(f"/office/cases/{resident.id}")

    assert "Tanpa kabar lewat surel" in officer.text
    assert "Pesan kembali sejak" in officer.text
    assert "Tanpa kabar lewat SMS" in officer.text
    assert "Warga menghentikannya" in officer.text


# replies to text messages


def _replies(*said: tuple[str, int], sender: str = LOST["contact"]["phone"]) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": f"m{number}",
                "body": json.dumps(reply_of(sender, text)),
                "attributes": {"SentTimestamp": str(second * 1000)},
                "eventSource": "aws:sqs",
            }
            for number, (text, second) in enumerate(said)
        ]
    }  # fmt: skip


def _take(event: dict[str, Any]) -> None:
    assert take_reports(event, None) == {"batchItemFailures": []}


@pytest.mark.parametrize(
    "word",
    [
        "STOP",
        " stop.",
        "Berhenti",
        "berhenti kirim sms",
        "UNSUB",
        "Unsubscribe!",
        "Hentikan",
        "\uff33\uff34\uff2f\uff30",
    ],
)
def test_a_reply_ends_text_messages_to_its_number_alone_and_its_number_is_told_nobody(
    office: MiniOffice, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], word: str
) -> None:
    number = str(PhoneNumber.restore(LOST["contact"]["phone"]))
    _handed_in(office, email=ADDRESS, phone=number)

    for _ in range(2):
        _take(_replies((word, 1_767_250_800), sender=number))
    office.work()

    assert (len(office.ports.messengers[SMS].sent), len(_mails(office))) == (0, 1)
    assert recipient_digest(office.ports.keys.lookup, SMS, number) in office.ports.suppressions.suppressed
    told = capsys.readouterr()
    assert number not in caplog.text + told.out + told.err


def test_a_resumption_lifts_it_and_late_copies_of_either_word_undo_nothing(office: MiniOffice) -> None:
    _take(_replies(("STOP", 100), ("MULAI", 200)))
    assert _suppressed(office) == []
    _take(_replies(("STOP", 100)))
    assert _suppressed(office) == [], "a late copy"
    _take(_replies(("STOP", 300), ("MULAI", 200), ("start", 299)))
    assert set(_suppressed(office)) == {SuppressionReason.OPTED_OUT}


@pytest.mark.parametrize("text", ["", "Mulai kapan bisa diambil?", "Terima kasih", "saya tidak mau STOP", "1"])
def test_other_words_change_nothing(office: MiniOffice, text: str) -> None:
    _take(_replies((text, 300)))
    assert _suppressed(office) == []
    _take(_replies(("STOP", 100), (text, 300)))
    assert set(_suppressed(office)) == {SuppressionReason.OPTED_OUT}


def test_a_pin_that_could_reach_nobody_is_not_replaced_and_what_to_do_is_said(office: MiniOffice) -> None:
    resident = office.start({**LOST, "contact": {"phone": LOST["contact"]["phone"]}})
    _take(_replies(("STOP", 100)))
    refused = resident.reissue_pin()
    assert (refused.status, [error["code"] for error in refused.json["errors"]]) == (422, ["contact_closed"])
    assert "MULAI" in refused.json["errors"][0]["advice"]
    assert resident.track().status == 200, "the old one holds"
    _take(_replies(("MULAI", 200)))
    assert resident.reissue_pin().status == 202
    office.work()
    assert len(office.ports.messengers[SMS].sent) == 1
    assert resident.track().status == 404


# replies to WhatsApp


def _by_whatsapp(*said: tuple[str, int], sender: str) -> dict[str, Any]:
    """Each in an event that arrives late: when it was said is Meta's to tell."""
    event = _replies(*[("", 9_999)] * len(said))
    for record, (text, second) in zip(event["Records"], said, strict=True):
        record["body"] = json.dumps(whatsapp_reply_of(sender, text, second))
    return event


def test_a_stop_by_whatsapp_ends_whatsapp_to_its_number_and_news_comes_by_text_message(
    office: MiniOffice, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    number = str(PhoneNumber.restore(LOST["contact"]["phone"]))
    resident = _handed_in(office, phone=number, whatsapp=True)  # its news waits in the outbox

    for _ in range(2):
        _take(_by_whatsapp(("Berhenti, tolong", 200), sender=number))
    _take(_by_whatsapp(("MULAI", 100), sender=number))
    office.work()

    assert [len(office.ports.messengers[one].sent) for one in (WHATSAPP, SMS)] == [0, 1]
    assert list(office.ports.suppressions.suppressed) == [recipient_digest(office.ports.keys.lookup, WHATSAPP, number)]
    (way,) = [one for one in resident.call("GET", "/news").json["items"] if one["channel"] == "whatsapp"]
    assert way["reason"] == "opted_out"
    told = capsys.readouterr()
    assert number.removeprefix("+") not in caplog.text + told.out + told.err

    _take(_by_whatsapp(("terima kasih", 250), ("MULAI", 300), sender=number))
    assert _suppressed(office) == []


def test_a_button_counts_as_its_words_and_what_says_nothing_changes_nothing(office: MiniOffice) -> None:
    event = whatsapp_reply_of("+6281000000000", "", 100)
    entry = json.loads(event["whatsAppWebhookEntry"])
    (said,) = entry["changes"][0]["value"]["messages"]
    del said["text"]
    for what in (
        {"type": "image", "image": {"id": "1"}},
        {"type": "button", "button": {"text": "Stop", "payload": "x"}},
    ):
        assert _suppressed(office) == []
        said |= what
        body = json.dumps(event | {"whatsAppWebhookEntry": json.dumps(entry)})
        records = _replies(("", 100))
        records["Records"][0]["body"] = body
        _take(records)
    assert _suppressed(office) == [SuppressionReason.OPTED_OUT]
