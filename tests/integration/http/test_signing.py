"""A signer's work over HTTP: batches proposed, confirmed whole or in part, refused, closed; each done once."""

from typing import Any
from uuid import uuid4

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.signing import SigningBatch, SigningLine
from tests.fakes import EPOCH
from tests.gateway import Answer, Gateway
from tests.integration.http.signing_calls import REISSUE, awaiting
from tests.integration.http.test_printing import press_twice
from tests.integration.http.walk import a_step, faults, stored
from tests.office import MiniOffice, Officer
from tests.officers import sign_in
from tests.recount import tell_figures


@pytest.fixture
def api(office: MiniOffice) -> Gateway:
    return office.staff(Role.SIGNER, "s1")


def propose(api: Gateway, size: int = 10, kind: str = "KK", key: str = "") -> Answer:
    headers = {"Idempotency-Key": key or str(uuid4())}
    return api.call("POST", "/v1/signing-batches", {"kind": kind, "size": size}, headers)


def act(api: Gateway, batch: str, deed: str, *receipts: str, reason: str = "") -> Answer:
    body = {"lines": [f"{receipt}/p1" for receipt in receipts]} | ({"reason": reason} if reason else {})
    return api.call("POST", f"/v1/signing-batches/{batch}/{deed}", body)


def states(answer: Answer) -> list[str]:
    return [line["state"] for line in answer.json["lines"]]


def product_state(office: MiniOffice, receipt: str) -> ProductState:
    return stored(office, receipt).products[0].state


def moves(office: MiniOffice, receipt: str) -> list[tuple[str, str]]:
    found = office.services.find_cases.list_audit(ReceiptNumber.restore(receipt))
    return [(event.action, event.details.get("reason", "")) for event in found if "sign" in event.action]


def test_a_batch_takes_the_oldest_of_its_kind_and_none_twice(office: MiniOffice, api: Gateway) -> None:
    cards = [awaiting(office) for _ in range(3)]
    certificate = awaiting(office, REISSUE)
    first, second = propose(api, 2), propose(api, 2)
    taken = [line["receipt"].replace("-", "") for answer in (first, second) for line in answer.json["lines"]]
    assert taken == cards
    assert faults(propose(api)) == {("size", "nothing_to_sign")}
    assert propose(api, kind="CERTIFICATE").json["lines"][0]["line"] == f"{certificate}/p1"
    assert faults(propose(api, 91, "PASSPORT")) == {("kind", "not_a_choice"), ("size", "out_of_range")}


def test_a_repeated_confirmation_changes_nothing(office: MiniOffice, api: Gateway) -> None:
    first, second = awaiting(office), awaiting(office)
    batch = propose(api).json["batch"]
    done = act(api, batch, "signed", first)
    assert states(done) == ["signed", "waiting"]
    assert product_state(office, first) is ProductState.SIGNED
    assert product_state(office, second) is ProductState.AWAITING_SIGNATURE
    again = act(api, batch, "signed", first)
    assert again.json == done.json
    assert moves(office, first) == [("signed", "")]
    assert signed_today(office, api) == (1, 0, 0)


def signed_today(office: MiniOffice, api: Gateway) -> tuple[int, int, int]:
    """Family cards, other documents, and signatures taken back, once the stream told of them."""
    tell_figures(office)
    told = api.call("GET", "/v1/signing-batches").json
    return told["signed_today"], told["signed_others_today"], told["unsigned_today"]


def test_what_is_signed_today_is_what_the_figures_say(office: MiniOffice, api: Gateway) -> None:
    card, certificate = awaiting(office), awaiting(office, REISSUE)
    act(api, propose(api).json["batch"], "signed", card)
    act(api, propose(api, kind="CERTIFICATE").json["batch"], "signed", certificate)
    beside = awaiting(office)  # signed outside of any batch
    signer = Officer(office.staff(Role.SIGNER, "s1"), beside)
    assert signer.move("POST", "/milestones", {"milestone": "signed", "product": "p1"}).status == 200
    assert signed_today(office, api) == (2, 1, 0)
    office.ports.clock.advance(days=1)
    back = a_step("corrected")
    assert Officer(office.staff(Role.SIGNER, "s1"), beside).move("POST", "/milestones", back).status == 200
    assert signed_today(office, api) == (0, 0, 1)
    days = office.staff(Role.APPROVER).call("GET", "/v1/statistics").json["days"][-2:]
    assert [(day["signed"].get("KK", 0), day["unsigned"]) for day in days] == [(2, {}), (0, {"KK": 1})]
    browser = sign_in(office, Role.SIGNER)
    browser.go("/office/signing")
    assert "0 kartu keluarga ditandatangani; sasaran 450. Dokumen lain: 0. Tanda tangan yang dibatalkan" in browser.text


def test_an_answer_lost_between_case_and_batch_is_made_up_by_the_next_try(office: MiniOffice, api: Gateway) -> None:
    receipt = awaiting(office)
    batch = propose(api).json["batch"]
    before = office.ports.signing_ledger.batches[batch]
    act(api, batch, "signed", receipt)
    office.ports.signing_ledger.batches[batch] = before
    assert states(act(api, batch, "signed", receipt)) == ["signed"]
    assert moves(office, receipt) == [("signed", "")]


def test_half_a_batch_that_fails_leaves_the_other_half_done(office: MiniOffice, api: Gateway) -> None:
    good, bad = awaiting(office), awaiting(office)
    batch = propose(api).json["batch"]
    case = stored(office, bad)
    office.ports.registry.cases[bad] = case.model_copy(update={"products": ()})
    told = act(api, batch, "signed", good, bad)
    assert states(told) == ["signed", "failed"]
    assert told.json["lines"][1]["reason"] == "not_to_be_signed"
    office.ports.registry.cases[bad] = case
    assert states(act(api, batch, "signed", good, bad)) == ["signed", "signed"]
    assert signed_today(office, api) == (2, 0, 0)


def test_a_refusal_stands_once_in_the_audit_with_its_reason(office: MiniOffice, api: Gateway) -> None:
    receipt = awaiting(office)
    batch = propose(api).json["batch"]
    assert faults(act(api, batch, "refused", receipt, reason="whim")) == {("reason", "not_a_choice")}
    for _ in range(2):
        assert states(act(api, batch, "refused", receipt, reason="wrong_data")) == ["refused"]
    assert moves(office, receipt) == [("signature_refused", "wrong_data")]
    assert product_state(office, receipt) is ProductState.AWAITING_SIGNATURE


def test_a_refusal_whose_answer_was_lost_is_audited_once(office: MiniOffice, api: Gateway) -> None:
    receipt = awaiting(office)
    batch = propose(api).json["batch"]
    before = office.ports.signing_ledger.batches[batch]
    act(api, batch, "refused", receipt, reason="wrong_data")
    office.ports.signing_ledger.batches[batch] = before
    assert states(act(api, batch, "refused", receipt, reason="wrong_data")) == ["refused"]
    assert moves(office, receipt) == [("signature_refused", "wrong_data")]


def test_nobody_but_a_signer_says_that_a_document_is_signed(office: MiniOffice, api: Gateway) -> None:
    receipt = awaiting(office)
    for milestone in ("signed", "signature_refused"):
        body = {"milestone": milestone, "product": "p1"}
        for role in (Role.PRODUCER, Role.APPROVER, Role.ADMINISTRATOR):
            assert Officer(office.staff(role), receipt).move("POST", "/milestones", body).status == 403
    assert moves(office, receipt) == []
    refused = Officer(api, receipt).move("POST", "/milestones", {"milestone": "signature_refused", "product": "p1"})
    assert faults(refused) == {("milestone", "refused_in_signing_batch")}
    signed = Officer(api, receipt).move("POST", "/milestones", {"milestone": "signed", "product": "p1"})
    assert signed.status == 200, signed.content


def test_doubted_papers_are_told_to_all_and_no_producer_signs_them_off(office: MiniOffice, api: Gateway) -> None:
    receipt = awaiting(office)
    act(api, propose(api).json["batch"], "refused", receipt, reason="papers_doubted")
    for role in (Role.PRODUCER, Role.VERIFIER, Role.FRONT_OFFICER, Role.APPROVER):
        browser = sign_in(office, role)
        browser.go(f"/office/cases/{receipt}")
        assert "Verifikator harus memeriksa dokumennya lagi" in browser.text
        assert "Tanda tangan ditolak: " in browser.text
        assert browser.text.count("berkas pendukung diragukan") == 2  # above, and in the history
    producer = Officer(office.staff(Role.PRODUCER), receipt)
    assert producer.move("POST", "/milestones", {"milestone": "entered"}).status == 409
    assert producer.read()["products"][0]["refused_because"] == "papers_doubted"
    assert faults(propose(api)) == {("size", "nothing_to_sign")}
    approver = sign_in(office, Role.APPROVER)
    approver.go(f"/office/cases/{receipt}")
    assert approver.press("/milestone", milestone="entered", product="").status == 200
    assert [line["line"] for line in propose(api).json["lines"]] == [f"{receipt}/p1"]


def test_a_refused_document_waits_until_its_entry_is_mended(office: MiniOffice, api: Gateway) -> None:
    receipt = awaiting(office)
    act(api, propose(api).json["batch"], "refused", receipt, reason="wrong_data")
    assert faults(propose(api)) == {("size", "nothing_to_sign")}
    listed = office.staff(Role.PRODUCER).call("GET", "/v1/cases?queue=signature-refused").json["items"]
    assert [item["receipt_number"] for item in listed] == [stored(office, receipt).receipt.format()]
    (product,) = Officer(office.staff(Role.PRODUCER), receipt).read()["products"]
    assert (product["state"], product["refused_because"]) == ("AWAITING_SIGNATURE", "wrong_data")
    for milestone in ("entry_corrected", "entered"):
        mended = Officer(office.staff(Role.PRODUCER), receipt).move("POST", "/milestones", a_step(milestone))
        assert mended.status == 200, mended.content
    again = propose(api)
    assert [line["line"] for line in again.json["lines"]] == [f"{receipt}/p1"]
    act(api, again.json["batch"], "refused", receipt, reason="papers_doubted")
    assert moves(office, receipt) == [("signature_refused", "wrong_data"), ("signature_refused", "papers_doubted")]


def test_a_batch_of_which_nothing_waits_any_more_is_over(office: MiniOffice, api: Gateway) -> None:
    first, second = awaiting(office), awaiting(office)
    batch = propose(api).json["batch"]
    assert act(api, batch, "signed", first).json["state"] == "open"
    over = act(api, batch, "refused", second, reason="wrong_data").json
    assert (over["state"], over["closed_at"] is not None) == ("closed", True)
    assert office.ports.signing_ledger.documents == {}
    assert act(api, batch, "signed", first).json == over
    path = f"/v1/signing-batches/{batch}/close"
    assert api.call("POST", path, None, {"If-Match": f'"{over["version"]}"'}).status == 409


def test_lines_that_are_not_the_batchs_change_nothing(office: MiniOffice, api: Gateway) -> None:
    receipt, other = awaiting(office), awaiting(office)
    batch = propose(api, 1).json["batch"]
    assert faults(act(api, batch, "signed")) == {("lines", "nothing_chosen")}
    assert faults(act(api, batch, "signed", receipt, other)) == {("lines", "not_in_signing_batch")}
    assert product_state(office, receipt) is ProductState.AWAITING_SIGNATURE


def test_a_closed_batch_lets_go_what_was_not_signed(office: MiniOffice, api: Gateway) -> None:
    first, second = awaiting(office), awaiting(office)
    batch = propose(api).json["batch"]
    version = act(api, batch, "signed", first).json["version"]
    path = f"/v1/signing-batches/{batch}/close"
    assert api.call("POST", path, None, {"If-Match": f'"{version - 1}"'}).status == 412
    assert states(api.call("POST", path, None, {"If-Match": f'"{version}"'})) == ["signed", "left"]
    assert faults(act(api, batch, "signed", second)) == {("lines", "signing_closed")}
    assert [line["line"] for line in propose(api).json["lines"]] == [f"{second}/p1"]


def test_a_signers_day_without_script(office: MiniOffice) -> None:
    first, second = awaiting(office), awaiting(office)
    browser = sign_in(office, Role.SIGNER)
    browser.go("/office/signing")
    assert "Hari ini 0 kartu keluarga ditandatangani; sasaran 450." in browser.text
    press_twice(browser, "signing", kind="KK", size="10")
    assert len(office.ports.signing_ledger.batches) == 1
    assert "2 dokumen, 2 belum ditandatangani. Kelompok berjalan." in browser.text
    browser.press("batches", **{f"line-{first}/p1": "yes", f"line-{second}/p1": "", "signed": "yes"})
    assert product_state(office, first) is ProductState.SIGNED
    assert "tercatat ditandatangani" in browser.text


def test_who_may_only_read_sees_no_form(office: MiniOffice, api: Gateway) -> None:
    awaiting(office)
    batch = propose(api).json["batch"]
    browser = sign_in(office, Role.AUDITOR)
    browser.go(f"/office/signing/batches/{batch}")
    assert "1 dokumen, 1 belum ditandatangani" in browser.text
    assert "Sudah ditandatangani di SIAK" not in browser.text
    assert act(office.staff(Role.AUDITOR), batch, "signed", "TESTTESTTE5").status == 403


def test_a_stale_tab_is_told_and_signs_nothing(office: MiniOffice, api: Gateway) -> None:
    receipt = awaiting(office)
    batch = propose(api).json["batch"]
    browser = sign_in(office, Role.SIGNER)
    browser.go(f"/office/signing/batches/{batch}")
    act(api, batch, "refused", receipt, reason="wrong_data")
    browser.press("batches", **{f"line-{receipt}/p1": "yes", "signed": "yes"})
    assert "Kelompok ini sudah berubah" in browser.text
    assert "0 dokumen" not in browser.text
    assert product_state(office, receipt) is ProductState.AWAITING_SIGNATURE


def test_a_key_makes_one_batch_and_none_is_refused(office: MiniOffice, api: Gateway) -> None:
    awaiting(office), awaiting(office)
    key = str(uuid4())
    made = propose(api, 1, key=key)
    assert propose(api, 1, key=key).json == made.json
    assert propose(api, 2, key=key).status == 422
    assert api.call("POST", "/v1/signing-batches", {"kind": "KK", "size": 1}).status == 400
    assert len(office.ports.signing_ledger.batches) == 1


def test_an_old_open_batch_stands_before_any_number_that_are_over(office: MiniOffice, api: Gateway) -> None:
    line = SigningLine(receipt=ReceiptNumber.derive(b"key", b"kk"), product="p1", service="KK-CHANGE", since=EPOCH)
    ledger = office.ports.signing_ledger
    for number in range(25):
        name = f"b{number:02}"
        batch = SigningBatch(id=name, kind="KK", made_by="s1", made_at=EPOCH, lines=(line,))
        ledger.batches[name] = batch if number == 0 else batch.closing(EPOCH)
    first = api.call("GET", "/v1/signing-batches").json
    assert [item["batch"] for item in first["items"]] == ["b00", *(f"b{number:02}" for number in range(24, 5, -1))]
    rest = api.call("GET", f"/v1/signing-batches?cursor={first['next_cursor']}").json
    assert ([item["batch"] for item in rest["items"]], rest["next_cursor"]) == (
        ["b05", "b04", "b03", "b02", "b01"],
        None,
    )
    assert api.call("GET", "/v1/signing-batches?cursor=x").status == 422
    browser = sign_in(office, Role.SIGNER)
    browser.go("/office/signing")
    page = browser.page.content.decode()
    assert page.index("batches/b00") < page.index("batches/b24")
    assert "batches/b05" not in page
    browser.go(f"/office/signing?cursor={first['next_cursor']}")
    assert "batches/b05" in browser.page.content.decode()


@pytest.mark.parametrize("deed", ["signed", "refused"])
def test_what_was_done_while_the_batch_was_closed_stands_in_it(
    office: MiniOffice, api: Gateway, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    """A case was moved; before its line is stored, another tab closes the batch."""
    done, left = awaiting(office), awaiting(office)
    batch = propose(api).json["batch"]
    ledger = office.ports.signing_ledger
    save = ledger.save_batch

    def close_first(known: SigningBatch, *rest: Any) -> SigningBatch:  # noqa: ANN401 - as the port has them
        monkeypatch.setattr(ledger, "save_batch", save)
        office.services.signing.batches.close(batch, known.version)
        again = propose(api)  # what was let go may stand in another batch by now
        assert deed == "refused" or [line["line"] for line in again.json["lines"]] == [f"{left}/p1"]
        return save(known, *rest)

    monkeypatch.setattr(ledger, "save_batch", close_first)
    told = act(api, batch, deed, done, reason="wrong_data" if deed == "refused" else "")
    assert (states(told), told.json["state"]) == ([deed, "left"], "closed")
    assert moves(office, done) == [("signed", "") if deed == "signed" else ("signature_refused", "wrong_data")]
    assert signed_today(office, api) == (1 if deed == "signed" else 0, 0, 0)
    assert (left, "p1") in ledger.list_taken()
    assert faults(act(api, batch, "signed", left)) == {("lines", "signing_closed")}


def test_a_signature_is_taken_back_on_the_cases_page_by_a_signer_alone(office: MiniOffice, api: Gateway) -> None:
    receipt = awaiting(office)
    batch = propose(api).json["batch"]
    act(api, batch, "signed", receipt)
    producer, signer = sign_in(office, Role.PRODUCER), sign_in(office, Role.SIGNER)
    producer.go(f"/office/cases/{receipt}")
    assert "Batalkan langkah ini" not in producer.text
    body = a_step("corrected")
    assert Officer(office.staff(Role.PRODUCER), receipt).move("POST", "/milestones", body).status == 403
    signer.go(f"/office/cases/{receipt}")
    assert signer.press("/taken-back", milestone="corrected", product="p1", reason="").status == 422
    assert product_state(office, receipt) is ProductState.SIGNED
    signer.press("/taken-back", milestone="corrected", product="p1", reason="wrong_case")
    assert "Langkah dibatalkan." in signer.text
    assert "Salah berkas atau salah hasil" in signer.text.split("Riwayat")[1]
    assert product_state(office, receipt) is ProductState.AWAITING_SIGNATURE


def test_an_entry_is_taken_back_by_a_producer_with_a_reason_on_the_page_as_in_the_api(office: MiniOffice) -> None:
    receipt = awaiting(office)
    producer = sign_in(office, Role.PRODUCER)
    producer.go(f"/office/cases/{receipt}")
    told = Officer(office.staff(Role.PRODUCER), receipt)
    assert faults(told.move("POST", "/milestones", {"milestone": "entry_corrected"})) == {("reason", "not_a_choice")}
    assert producer.press("/taken-back", milestone="entry_corrected", product="", reason="").status == 422
    assert stored(office, receipt).state is CaseState.IN_PROCESS
    producer.press("/taken-back", milestone="entry_corrected", product="", reason="not_done")
    assert stored(office, receipt).state is CaseState.COMPLETE
    wrong = told.move("POST", "/milestones", {"milestone": "entered", "reason": "not_done"})
    assert faults(wrong) == {("reason", "not_a_choice")}
    assert told.move("POST", "/milestones", {"milestone": "entered"}).status == 200
    assert told.move("POST", "/milestones", {"milestone": "entry_corrected", "reason": "wrong_data"}).status == 200
    found = office.services.find_cases.list_audit(ReceiptNumber.restore(receipt))
    backs = [event.details["reason"] for event in found if event.action == "entry_corrected"]
    assert backs == ["not_done", "wrong_data"]


def test_a_refusal_is_shown_with_its_reason_and_mended_on_the_cases_page(office: MiniOffice, api: Gateway) -> None:
    receipt = awaiting(office)
    act(api, propose(api).json["batch"], "refused", receipt, reason="wrong_data")
    producer = sign_in(office, Role.PRODUCER)
    producer.go(f"/office/cases/{receipt}")
    assert "Penanda tangan menolak" in producer.text
    assert "data salah" in producer.text
    producer.press("/milestone", milestone="entered", product="")
    assert stored(office, receipt).products[0].refusal is None
    assert "Penanda tangan menolak" not in producer.text
    assert [line["line"] for line in propose(api).json["lines"]] == [f"{receipt}/p1"]
