"""Where news goes, set right by an officer: by page and by API; what reached nobody is told there."""

from chalicelib.domain.access import Role
from chalicelib.domain.case import Case
from chalicelib.domain.delivery import DeliveryReport, Reference
from chalicelib.domain.events import NoticeEvent
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notification import NoticeChannel, NoticeState
from chalicelib.domain.told import Hearing
from chalicelib.services.check_told import CheckTold
from tests.integration.http.walk import bring_to, faults, problem, stored, verifier
from tests.office import LOST, MiniOffice, Officer, Resident
from tests.officers import sign_in
from tests.residents import Browser

OLD, NEW = "+6281000000003", "+6281000000004"
MAIL = "another@example.org"
SMS, WHATSAPP = NoticeChannel.SMS, NoticeChannel.WHATSAPP


def opened(office: MiniOffice, resident: Resident, role: Role = Role.COUNTER, officer: str = "c1") -> Browser:
    window = sign_in(office, role, officer=officer)
    window.go(f"/office/cases/{resident.id}")
    return window


def unreached(office: MiniOffice, state: CaseState = CaseState.RETURNED) -> Resident:
    """A resident in this state whom no news of it reached: their number is somebody else's now."""
    office.undelivered = {SMS, WHATSAPP}
    resident = bring_to(office, state, {**LOST, "contact": {"phone": OLD, "whatsapp": True}})
    office.work()
    office.undelivered = set()
    assert listed(office, resident)
    return resident


def listed(office: MiniOffice, resident: Resident) -> list[str]:
    return [news.notice.value for news in office.ports.unreached.list_for(ReceiptNumber.restore(resident.id))]


def sent(office: MiniOffice, channel: NoticeChannel) -> list[str]:
    return [message.recipient for message in office.ports.messengers[channel].sent]


def corrected(office: MiniOffice, case: Case) -> list[dict[str, str]]:
    events = office.ports.cases.list_audit(case.receipt)
    return [dict(event.details) for event in events if event.action == "contact_corrected"]


def test_news_that_reached_nobody_is_told_once_at_the_corrected_number(office: MiniOffice) -> None:
    resident = unreached(office)
    before = stored(office, resident.id)
    texts, foreign = len(sent(office, SMS)), len(sent(office, WHATSAPP))
    window = opened(office, resident)
    assert "Nomor atau surelnya salah? Betulkan" in window.text
    window.press("/contact", phone="0810-0000-0004")
    assert "Tersimpan. Kabar yang belum sampai dikirim lagi" in window.text
    assert "Alamat kabar dibetulkan: Nomor telepon yang baru" in window.text
    for _ in range(2):
        office.work()
    after = stored(office, resident.id)
    assert (sent(office, SMS)[texts:], len(sent(office, WHATSAPP))) == ([NEW], foreign)
    assert listed(office, resident) == []
    assert (before.reachable, after.reachable) == (("sms", "whatsapp"), ("sms",))
    assert before.lookups["phone"] != after.lookups["phone"]
    assert corrected(office, after) == [{"fields": "phone", "again": "returned"}]
    kept = after.model_dump_json() + "".join(e.model_dump_json() for e in office.ports.cases.list_audit(after.receipt))
    assert not any(number in kept for number in (OLD, NEW))


def test_what_the_resident_knows_or_no_longer_holds_is_not_told_again(office: MiniOffice) -> None:
    told = bring_to(office, CaseState.RETURNED)
    office.work()
    count = len(sent(office, SMS)) + len(sent(office, NoticeChannel.EMAIL))
    body = {"phone": NEW, "email": None, "tell_again": False}
    assert verifier(office, told).move("PUT", "/contact", body).status == 200
    office.work()
    assert len(sent(office, SMS)) + len(sent(office, NoticeChannel.EMAIL)) == count
    assert corrected(office, stored(office, told.id)) == [{"fields": "email phone", "known": "returned"}]
    assert stored(office, told.id).reachable == ("sms",)
    assert hearings(office, told) == {Hearing.TOLD}, "an officer says so"


def test_what_the_resident_knows_leaves_the_list_though_it_went_there_meanwhile(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.RETURNED, {**LOST, "contact": {"phone": OLD}})
    office.work()
    assert verifier(office, resident).move("PUT", "/contact", {"phone": None, "email": None}).status == 200
    office.work()
    assert (listed(office, resident), hearings(office, resident)) == (["returned"], {Hearing.ON_THE_LIST})
    body = {"phone": NEW, "tell_again": False}
    assert verifier(office, resident).move("PUT", "/contact", body).status == 200
    texts = len(sent(office, SMS))
    office.work()
    assert (listed(office, resident), len(sent(office, SMS))) == ([], texts)
    assert hearings(office, resident) == {Hearing.TOLD}


def test_news_that_a_stranger_got_is_told_once_at_the_corrected_number(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.RETURNED, {**LOST, "contact": {"phone": OLD}})
    office.work()
    assert (sent(office, SMS)[-1], hearings(office, resident)) == (OLD, {Hearing.TOLD})
    office.ports.clock.advance(days=5)
    texts, window = len(sent(office, SMS)), opened(office, resident)
    assert "Kabari lagi di alamat yang baru" in window.text
    window.press("/contact", phone=NEW)
    assert hearings(office, resident) == {Hearing.ON_ITS_WAY}, "a stranger's phone told nobody"
    window.press("/contact", phone=NEW)
    for _ in range(2):
        office.work()
    assert (sent(office, SMS)[texts:], hearings(office, resident)) == ([NEW], {Hearing.TOLD})
    assert corrected(office, stored(office, resident.id)) == [{"fields": "phone", "again": "returned"}]


def test_what_arrived_at_an_address_that_stays_is_not_told_again(office: MiniOffice) -> None:
    office.undelivered = {SMS}
    resident = bring_to(office, CaseState.RETURNED, {**LOST, "contact": {"phone": OLD, "email": MAIL}})
    for _ in range(3):
        office.ports.clock.advance(hours=3)
        office.work()
    office.undelivered = set()
    texts = len(sent(office, SMS))
    assert verifier(office, resident).move("PUT", "/contact", {"phone": NEW}).status == 200
    office.work()
    assert (len(sent(office, SMS)), hearings(office, resident)) == (texts, {Hearing.TOLD})


def test_a_bounce_after_a_late_delivery_to_a_number_that_is_gone_puts_the_case_on_the_list(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.RETURNED, {**LOST, "contact": {"phone": OLD, "email": MAIL}})
    tell(office)
    receipt = ReceiptNumber.restore(resident.id)
    assert verifier(office, resident).move("PUT", "/contact", {"phone": None}).status == 200
    tell(office)
    assert sent(office, NoticeChannel.EMAIL)[-1] == MAIL
    of = {one.channel: one for one in office.ports.notices.list_for(receipt) if one.event is NoticeEvent.RETURNED}
    for channel, state in (
        (NoticeChannel.EMAIL, NoticeState.DELIVERED), (SMS, NoticeState.DELIVERED),
        (NoticeChannel.EMAIL, NoticeState.FAILED),
    ):  # fmt: skip
        report = DeliveryReport(Reference(receipt, of[channel].id), state, office.ports.clock.now(), channel)
        office.services.telling.take_report(report)
        tell(office)
    assert "returned" in listed(office, resident)
    assert hearings(office, resident) == {Hearing.ON_THE_LIST}


def test_a_number_that_its_resident_gives_again_is_theirs_again(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.RETURNED, {**LOST, "contact": {"phone": OLD, "email": MAIL}})
    office.work()
    assert verifier(office, resident).move("PUT", "/contact", {"phone": None}).status == 200
    assert len(stored(office, resident.id).gone) == 3, "for each way to a telephone"
    assert resident.call("PATCH", "", {"contact": {"phone": OLD, "email": MAIL}}).status == 200
    assert stored(office, resident.id).gone == ()


def hearings(office: MiniOffice, resident: Resident) -> set[Hearing]:
    check = CheckTold(office.ports.cases, office.ports.telling_trail, office.ports.clock)
    return {one.heard.hearing for page in check.walk() for one in page.findings if one.receipt == resident.id}


def test_news_that_waits_at_the_old_number_goes_to_the_new_one_at_once_and_to_none_twice(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.RETURNED, {**LOST, "contact": {"phone": OLD}})
    tell(office)
    assert sent(office, SMS)[-1] == OLD
    texts = sent(office, SMS).count(OLD)
    assert verifier(office, resident).move("PUT", "/contact", {"phone": NEW}).status == 200
    tell(office)
    assert (sent(office, SMS)[-1], sent(office, SMS).count(NEW)) == (NEW, 1)
    assert corrected(office, stored(office, resident.id)) == [{"fields": "phone"}]
    office.report()
    office.work()
    assert (sent(office, SMS).count(OLD), sent(office, SMS).count(NEW)) == (texts, 1)
    assert not office.ports.telling_trail.of(ReceiptNumber.restore(resident.id)).jobs


def tell(office: MiniOffice) -> None:
    """Do what is due, while no provider reports anything."""
    for job in office.ports.queue.take() or office.sweep():
        office.do(job)


def test_a_number_that_is_nobodys_any_more_takes_no_resident_off_the_list(office: MiniOffice) -> None:
    """However late it is reported that the news arrived there."""
    resident = bring_to(office, CaseState.RETURNED, {**LOST, "contact": {"phone": OLD}})
    tell(office)
    assert verifier(office, resident).move("PUT", "/contact", {"phone": None, "email": None}).status == 200
    tell(office)
    assert "returned" in listed(office, resident)
    office.report()
    office.work()
    assert "returned" in listed(office, resident)


def test_faults_are_named_together_and_a_stale_tab_loses_nothing(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.COMPLETE)
    first, second = opened(office, resident), opened(office, resident, Role.VERIFIER, "v2")
    before = stored(office, resident.id)
    first.press("/contact", phone="12", email="x", no_email="yes")
    assert (first.page.status, stored(office, resident.id)) == (422, before)
    page = first.page.content.decode()
    assert [page.count(f'href="#{name}"') for name in ("phone", "email")] == [1, 1]
    first.press("/contact", phone=NEW, email="", no_email="")
    second.press("/contact", email=MAIL)
    assert (second.page.status, MAIL in second.page.content.decode()) == (412, True)
    assert stored(office, resident.id).version == before.version + 1


def test_what_cannot_be_corrected_is_refused_with_its_reason(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.COMPLETE)
    version = stored(office, resident.id).version
    for body, fault in (
        ({}, ("contact", "contact_same")),
        ({"email": "siti@example.org"}, ("contact", "contact_same")),
    ):
        answer = verifier(office, resident).move("PUT", "/contact", body)
        assert (answer.status, faults(answer)) == (422, {fault})
    bad = verifier(office, resident).move("PUT", "/contact", {"phone": "12", "email": "x"})
    assert (bad.status, {field for field, _ in faults(bad)}) == (422, {"phone", "email"})
    assert Officer(office.staff(Role.SIGNER), resident.id).move("PUT", "/contact", {"phone": NEW}).status == 403
    assert stored(office, resident.id).version == version
    closed = bring_to(office, CaseState.CLOSED)
    answer = verifier(office, closed).move("PUT", "/contact", {"phone": NEW})
    assert (answer.status, problem(answer)) == (409, "transition-refused")
    assert not [form for form in opened(office, closed).forms if "/contact" in form.action]
