"""A producer's work over HTTP: milestones by list, print batches by scanner, blank cards."""

import re
from html import unescape
from typing import Any
from uuid import uuid4

import httpx
import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.lifecycle import CaseState, ProductState
from chalicelib.domain.print_batch import Stock, StockReason
from chalicelib.services.printing_ports import Press
from tests.gateway import Answer, Gateway
from tests.integration.http.contract import Witness
from tests.integration.http.walk import CHANGE, a_step, bring_to, faults, problem, producer, record, stored
from tests.office import STAFF, MiniOffice, Officer, Resident
from tests.officers import SESSION, session_of, sign_in
from tests.print_room import PRODUCER
from tests.recount import tell_figures
from tests.residents import Browser, as_header


@pytest.fixture
def api(office: MiniOffice) -> Gateway:
    return office.staff(Role.PRODUCER, "p1")


def queued(office: MiniOffice) -> Resident:
    """A case whose card waits to be printed."""
    resident = bring_to(office, CaseState.IN_PROCESS)
    producer(office, resident).move("POST", "/milestones", {"milestone": "print_ready", "product": "p1"})
    return resident


def fill_stock(office: MiniOffice, cards: int = 100) -> None:
    office.ports.print_ledger.stocks["KTP_EL"] = Stock(card="KTP_EL", version=1, balance=cards)


def once() -> dict[str, str]:
    """A key that no other press has."""
    return {"Idempotency-Key": str(uuid4())}


def propose(api: Gateway, size: int = 10, card: str = "KTP_EL", key: dict[str, str] | None = None) -> Answer:
    return api.call("POST", "/v1/print-batches", {"card": card, "size": size}, key or once())


def scan(api: Gateway, batch: str, code: str) -> Answer:
    return api.call("POST", f"/v1/print-batches/{batch}/cards", {"code": code})


def spoil(api: Gateway, batch: str, code: str, version: int | None = None, reason: str | None = None) -> Answer:
    """With the version just read, unless another is given."""
    path = f"/v1/print-batches/{batch}"
    seen = api.call("GET", path).json["version"] if version is None else version
    return api.call("POST", f"{path}/spoiled", {"code": code, "version": seen, "reason": reason})


def confirm_list(api: Gateway, batch: str, table: str) -> Answer:
    return api.call("POST", f"/v1/print-batches/{batch}/card-list", {"table": table})


def balance(office: MiniOffice) -> int:
    return office.ports.print_ledger.get_stock("KTP_EL").balance


def test_a_list_says_of_every_line_what_became_of_it(office: MiniOffice, api: Gateway) -> None:
    complete, returned = bring_to(office, CaseState.COMPLETE), bring_to(office, CaseState.RETURNED)
    lines = [complete.id, "nonsense", returned.id, "TESTTESTTE5"]
    body: dict[str, Any] = {"milestone": "entered", "lines": [{"receipt": line} for line in lines]}
    told = api.call("POST", "/v1/milestones", body).json
    assert [line["result"] for line in told["lines"]] == ["done", "refused", "refused", "refused"]
    assert [line["errors"][0]["code"] for line in told["lines"][1:]] == ["wrong_length", "out_of_turn", "case_unknown"]
    assert stored(office, complete.id).state is CaseState.IN_PROCESS
    again = api.call("POST", "/v1/milestones", body).json
    assert (again["done"], again["already"], again["refused"]) == (0, 1, 3)


def test_a_duplicate_record_stops_the_clock_until_the_next_step(office: MiniOffice, api: Gateway) -> None:
    resident = bring_to(office, CaseState.IN_PROCESS)
    lines = [{"receipt": resident.id, "milestone": "duplicate_record"}]
    assert api.call("POST", "/v1/milestones", {"lines": lines}).json["done"] == 1
    assert stored(office, resident.id).clock.paused_since is not None
    assert api.call("POST", "/v1/milestones", {"lines": lines}).json["already"] == 1
    browser = Browser(office)
    browser.go("/")
    browser.submit(receipt_number=resident.started["receipt_number"], pin=resident.started["pin"])
    for words in ("KTP-el Data ganda: data Anda tercatat dua kali", "datang sendiri ke kantor", "Temui petugas"):
        assert words in browser.text
    assert office.services.office.address in browser.text
    for words in ("sedang dibuat", "akan memberi kabar bila"):
        assert words not in browser.text
    assert resident.track().json["next_step"].startswith("Datang dulu ke kantor.")
    office.ports.clock.advance(hours=30)
    lines = [{"receipt": resident.id, "milestone": "print_ready"}]
    assert api.call("POST", "/v1/milestones", {"lines": lines}).json["done"] == 1
    case = stored(office, resident.id)
    assert resident.track().json["products"][0]["note"] == []
    assert case.clock.paused_since is None
    assert case.clock.paused_seconds == 30 * 3600
    assert not case.products[0].is_duplicate_record


def test_a_pasted_list_with_odd_separators_is_read_on_the_page(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.COMPLETE)
    browser = sign_in(office, Role.PRODUCER)
    browser.go("/office/milestones")
    table = f"\ufeffBerkas;Tahap\r\n{resident.id[:4]}-{resident.id[4:8]}-{resident.id[8:]};entered\r\n=1+1;entered\r\n"
    browser.press("milestones", table=table)
    assert "Dicatat 1, sudah tercatat 0, tidak cocok 1." in browser.text
    assert stored(office, resident.id).state is CaseState.IN_PROCESS


def test_a_pasted_list_with_stray_quotes_names_every_line_that_it_does_not_take(office: MiniOffice) -> None:
    cases = [bring_to(office, CaseState.COMPLETE).id for _ in range(3)]
    browser = sign_in(office, Role.PRODUCER)
    browser.go("/office/milestones")
    rows = [f'{cases[0]};"Blok A', f"{cases[1]};Blok B", "TESTTESTTE5;Blok C", f'{cases[2]};Gang 5"', '"TESTTESTTE5;"']
    browser.press("milestones", table="\r\n".join(["nomor berkas;alamat", *rows]), milestone="entered")
    assert "Dicatat 3, sudah tercatat 0, tidak cocok 2." in browser.text
    assert all(stored(office, case).state is CaseState.IN_PROCESS for case in cases)


def test_a_list_without_its_column_is_refused_whole(office: MiniOffice) -> None:
    browser = sign_in(office, Role.PRODUCER)
    browser.go("/office/milestones")
    assert browser.press("milestones", table="a;b\n1;2").status == 422
    assert "a;b" in browser.page.content.decode()


@pytest.mark.parametrize(
    ("role", "path", "typed"),
    [
        (Role.PRODUCER, "/office/milestones", {}),
        (Role.COUNTER, "/office/dispatch/list", {}),
        (Role.ADMINISTRATOR, "/office/coverage/figures", {"day": "2026-03-01"}),
        (Role.ADMINISTRATOR, "/office/coverage/owing", {"step": "whole", "until": "2026-03-01"}),
    ],
)
def test_a_workbook_is_called_no_csv_and_fills_no_field(
    office: MiniOffice, role: Role, path: str, typed: dict[str, str]
) -> None:
    kept = session_of(office, role)
    token = office.services.staff_sessions.form_token(office.services.staff_sessions.read(kept)[0])
    sheet = {"file": ("daftar.xlsx", b"PK\x03\x04\x14\x00\x06\x00\xff\xa9berkas;tahap\n", "application/octet-stream")}
    form = httpx.Request("POST", "https://loket.example", data={"token": token, "table": "", **typed}, files=sheet)
    sent = {**as_header({SESSION: kept}), "Content-Type": form.headers["content-type"]}
    answer = Witness(STAFF).call("POST", path, form.read(), sent)
    page = answer.content.decode()
    assert answer.status == 422
    assert "bukan file CSV" in page
    assert "Kolom" not in page.partition('id="faults"')[2].partition("</ul>")[0]
    assert re.findall(r"PK|\ufffd", page) == []


def test_who_reads_only_sees_what_was_printed_and_may_do_nothing(office: MiniOffice, api: Gateway) -> None:
    queued(office)
    fill_stock(office)
    batch, auditor = propose(api).json["batch"], office.staff(Role.AUDITOR)
    for path in ("card-stock/KTP_EL", "print-batches", f"print-batches/{batch}", f"print-batches/{batch}/list.csv"):
        assert auditor.call("GET", f"/v1/{path}").status == 200
    refused = auditor.call("POST", "/v1/card-stock/KTP_EL", {"reason": "received", "amount": 1}, once())
    assert (refused.status, confirm_list(auditor, batch, "x").status) == (403, 403)
    browser = sign_in(office, Role.AUDITOR)
    for path in ("/office/printing", f"/office/printing/batches/{batch}"):
        assert browser.go(path).status == 200
        assert [form.action for form in browser.forms if "sign-out" not in form.action] == []
    assert 'aria-current="page">Cetak' in browser.page.content.decode()


def test_the_list_of_steps_is_marked_in_the_bar(office: MiniOffice) -> None:
    browser = sign_in(office, Role.PRODUCER)
    marked = re.findall(r'aria-current="page">([^<]+)', browser.go("/office/milestones").content.decode())
    assert marked == ["Catatan SIAK"]


def test_a_batch_takes_the_oldest_and_no_card_twice(office: MiniOffice, api: Gateway) -> None:
    cards = [queued(office).id for _ in range(3)]
    fill_stock(office)
    first = propose(api, 2).json
    assert [line["receipt"].replace("-", "") for line in first["lines"]] == cards[:2]
    second = propose(api, 2).json
    assert [line["receipt"].replace("-", "") for line in second["lines"]] == cards[2:]
    assert faults(propose(api)) == {("size", "nothing_to_print")}


def test_no_batch_is_larger_than_the_stock(office: MiniOffice, api: Gateway) -> None:
    queued(office)
    assert faults(propose(api, 1)) == {("size", "no_blank_cards")}
    assert faults(propose(api, 91)) == {("size", "out_of_range")}
    assert faults(propose(api, 1, "PASSPORT")) == {("card", "not_a_choice")}


def test_a_scanned_card_is_printed_once_and_takes_one_blank(office: MiniOffice, api: Gateway) -> None:
    resident = queued(office)
    fill_stock(office)
    batch = propose(api).json["batch"]
    done = scan(api, batch, f"{resident.id}/p1")
    assert done.json["lines"][0]["state"] == "printed"
    assert stored(office, resident.id).products[0].state is ProductState.PRINTED
    assert balance(office) == 99
    assert faults(scan(api, batch, resident.id)) == {("code", "printed_before")}
    assert balance(office) == 99
    day = office.ports.print_ledger.get_day(office.services.printing.batches.today(), "KTP_EL")
    assert day.printed == 1


def test_what_is_not_to_be_printed_is_refused_with_the_reason(office: MiniOffice, api: Gateway) -> None:
    first, other = queued(office), bring_to(office, CaseState.COMPLETE)
    fill_stock(office)
    batch = propose(api).json["batch"]
    assert faults(scan(api, batch, other.id)) == {("code", "not_in_batch")}
    assert faults(scan(api, batch, "???")) == {("code", "wrong_length")}
    office.staff(Role.APPROVER)
    case = stored(office, first.id)
    office.ports.registry.cases[first.id] = case.model_copy(update={"products": ()})
    assert faults(scan(api, batch, first.id)) == {("code", "not_to_be_printed")}
    assert balance(office) == 100


def by_milestone(office: MiniOffice, resident: Resident, milestone: str) -> set[tuple[str, str]]:
    """What the route of single milestones has against it; nothing where it was recorded."""
    answer = producer(office, resident).move("POST", "/milestones", a_step(milestone))
    return set() if answer.status == 200 else faults(answer)


def test_no_card_passes_by_the_ledger_of_blanks(office: MiniOffice, api: Gateway) -> None:
    refused = {("milestone", "done_in_print_batch")}
    resident = queued(office)
    fill_stock(office)
    assert by_milestone(office, resident, "printed") == refused
    lines = [{"receipt": resident.id, "milestone": name} for name in ("printed", "spoiled")]
    told = api.call("POST", "/v1/milestones", {"lines": lines}).json
    assert {error["code"] for line in told["lines"] for error in line["errors"]} == {"done_in_print_batch"}
    usual = api.call("POST", "/v1/milestones", {"milestone": "printed", "lines": [{"receipt": resident.id}]}).json
    assert usual["lines"][0]["errors"][0]["code"] == "done_in_print_batch"
    assert stored(office, resident.id).products[0].state is ProductState.PRINT_QUEUED
    scan(api, propose(api).json["batch"], resident.id)
    assert by_milestone(office, resident, "spoiled") == by_milestone(office, resident, "corrected") == refused
    assert by_milestone(office, resident, "made_ready") == set()
    assert by_milestone(office, resident, "spoiled") == refused
    assert by_milestone(office, resident, "corrected") == set()  # not ready after all, and printed all the same
    assert (stored(office, resident.id).products[0].state, balance(office)) == (ProductState.PRINTED, 99)


def test_a_mistaken_scan_of_a_ready_card_says_what_is_taken_back_first(office: MiniOffice, api: Gateway) -> None:
    resident = queued(office)
    fill_stock(office)
    batch = propose(api).json["batch"]
    scan(api, batch, resident.id)
    record(office, resident, "made_ready")
    number = stored(office, resident.id).receipt.format()
    (error,) = spoil(api, batch, resident.id, reason="not_printed").json["errors"]
    assert (error["field"], error["code"], error["facts"]) == ("code", "made_ready", {"receipt": number})
    browser = sign_in(office, Role.PRODUCER)
    browser.go(f"/office/printing/batches/{batch}")
    refused = browser.press("batches/", code=resident.id, spoiled="yes", reason="not_printed")
    assert (refused.status, f"batalkan dulu langkah “siap” di berkas {number}" in browser.text) == (422, True)
    (link,) = re.findall(r'id="about" href="([^"]*)"', refused.content.decode())
    browser.go(link)
    assert "Batalkan langkah ini" in browser.text
    record(office, resident, "corrected")
    assert spoil(api, batch, resident.id, reason="not_printed").status == 200
    assert (stored(office, resident.id).products[0].state, balance(office)) == (ProductState.PRINT_QUEUED, 100)


def test_plain_paper_is_spoiled_on_its_case_as_it_takes_no_blank_card(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.IN_PROCESS, CHANGE)
    signer = Officer(office.staff(Role.SIGNER), resident.id)
    assert signer.move("POST", "/milestones", {"milestone": "signed", "product": "p1"}).status == 200
    assert by_milestone(office, resident, "made_ready") == set()
    spoiled = {"milestone": "spoiled", "product": "p1"}
    assert producer(office, resident).move("POST", "/milestones", spoiled).status == 403  # it is signed again
    assert stored(office, resident.id).products[0].state is ProductState.READY
    assert signer.move("POST", "/milestones", spoiled).status == 200
    assert stored(office, resident.id).products[0].state is ProductState.AWAITING_SIGNATURE
    assert not office.ports.print_ledger.entries
    tell_figures(office)
    told = office.services.read_statistics.made_today()
    assert (told.signed, told.unsigned, told.found_bad) == ({"KK": 1}, {"KK": 1}, {"KK": 1})
    assert (told.counts() or {})["found_bad"] == 0  # which stands beside printed cards


def test_a_card_that_is_bad_after_its_batch_was_closed_goes_back_once(office: MiniOffice, api: Gateway) -> None:
    resident = queued(office)
    fill_stock(office)
    batch = propose(api).json["batch"]
    version = scan(api, batch, resident.id).json["version"]
    by_milestone(office, resident, "made_ready")
    closed = api.call("POST", f"/v1/print-batches/{batch}/close", None, {"If-Match": f'"{version}"'}).json
    assert faults(spoil(api, batch, resident.id, closed["version"])) == {("reason", "why_again")}
    for _ in range(2):
        told = spoil(api, batch, resident.id, closed["version"], "damaged").json
    assert told["lines"][0] | {"spoiled_at": None, "printed_at": None} == closed["lines"][0] | {
        "state": "spoiled", "spoiled": 1, "reason": "damaged", "spoiled_at": None, "printed_at": None,
    }  # fmt: skip
    assert told["sums"] | {"blanks": 1, "blanks_spoiled": 1, "spoiled": 1, "printed": 0} == told["sums"]
    assert (balance(office), stored(office, resident.id).state) == (99, CaseState.IN_PROCESS)
    assert faults(spoil(api, batch, resident.id, reason="chip")) == {("code", "spoiled_before")}
    again = propose(api).json["batch"]
    scan(api, again, resident.id)
    assert producer(office, resident).read()["products"][0]["printed_in"] == again
    assert balance(office) == 98
    entries = api.call("GET", "/v1/card-stock/KTP_EL").json["entries"]
    assert sorted((entry["reason"], entry["amount"]) for entry in entries) == [
        ("found_bad", 0), ("printed", -1), ("printed", -1),
    ]  # fmt: skip


def test_the_stock_tells_how_the_day_goes_as_the_page_does(office: MiniOffice, api: Gateway) -> None:
    cards = [queued(office).id for _ in range(4)]
    fill_stock(office)
    batch = propose(api).json["batch"]
    spoil(api, batch, cards[0])
    for card in cards:
        seen = scan(api, batch, card).json["version"]
    seen = spoil(api, batch, cards[1], seen, "chip").json["version"]
    office.ports.clock.advance(hours=1)
    spoil(api, batch, cards[2], seen, "not_printed")
    today = api.call("GET", "/v1/card-stock/KTP_EL").json["today"]
    assert today == {
        "day": office.services.printing.batches.today().isoformat(), "printed": 4, "found_bad": 1,
        "unprinted": 1, "spoiled": 2, "pace": 2.0,
    }  # fmt: skip
    browser = sign_in(office, Role.PRODUCER)
    browser.go("/office/printing")
    for words in ("1 kartu ternyata rusak", "1 salah pindai dibatalkan", "1 blangko rusak sebelum", "2 kartu per jam"):
        assert words in browser.text
    assert "2 Maret 2026 KTP-el 4 1 1 1" in browser.text
    assert api.call("GET", "/v1/card-stock/KIA").json["today"]["pace"] == 0
    office.ports.clock.advance(days=1)
    spoil(api, batch, cards[3], reason="damaged")
    told = api.call("GET", "/v1/card-stock/KTP_EL").json
    assert [(day["printed"], day["found_bad"], day["spoiled"]) for day in told["days"]] == [(0, 1, 1), (4, 1, 2)]
    assert told["today"] == told["days"][0] | {"pace": 0}


def test_every_change_of_the_stock_can_be_read_and_deliveries_alone(office: MiniOffice, api: Gateway) -> None:
    stock, body = office.services.printing.stock, {"reason": "received", "amount": 60, "note": "SJ-7"}
    assert api.call("POST", "/v1/card-stock/KTP_EL", body, once()).status == 200
    for number in range(55):
        office.ports.clock.advance(seconds=1)
        known, entry = stock.entry("KTP_EL", -1, StockReason.PRINTED, PRODUCER, f"b{number}")
        office.ports.print_ledger.save_stock(known, entry, Press(str(number), "", office.ports.clock.now()))
    found, path = list[int](), "/v1/card-stock/KTP_EL"
    for _ in range(3):
        page = api.call("GET", path).json
        found += [entry["balance"] for entry in page["entries"]]
        path = f"/v1/card-stock/KTP_EL?cursor={page['next_cursor']}"
    assert (found, page["next_cursor"]) == (list(range(5, 61)), None)
    alone = api.call("GET", "/v1/card-stock/KTP_EL?only=stock").json
    assert ([entry["note"] for entry in alone["entries"]], alone["next_cursor"]) == (["SJ-7"], None)
    assert faults(api.call("GET", "/v1/card-stock/KTP_EL?only=x")) == {("only", "not_a_choice")}
    browser = sign_in(office, Role.PRODUCER)
    browser.go("/office/printing")
    assert "SJ-7" in browser.text
    browser.go("/office/printing/stock?card=KTP_EL")
    assert "SJ-7" not in browser.text
    (older,) = re.findall(r'href="[^"]*(/office/printing/stock[^"]*cursor=[^"]*)"', browser.page.content.decode())
    browser.go(unescape(older))
    assert "SJ-7" in browser.text
    assert "Lebih lama" not in browser.text
    browser.go("/office/printing/stock?card=KTP_EL&only=stock")
    assert "SJ-7" in browser.text
    assert browser.go("/office/printing/stock?card=KTP_EL&only=x").status == 422


def test_a_spoiled_blank_is_taken_and_the_card_is_printed_again(office: MiniOffice, api: Gateway) -> None:
    resident = queued(office)
    fill_stock(office)
    batch = propose(api).json["batch"]
    assert spoil(api, batch, resident.id).json["lines"][0]["spoiled"] == 1
    assert balance(office) == 99
    scan(api, batch, resident.id)
    assert balance(office) == 98
    again = spoil(api, batch, resident.id, reason="misprint").json["lines"][0]
    assert (again["state"], again["spoiled"]) == ("waiting", 2)
    assert stored(office, resident.id).products[0].state is ProductState.PRINT_QUEUED
    scan(api, batch, resident.id)
    assert balance(office) == 97
    assert stored(office, resident.id).products[0].state is ProductState.PRINTED


def test_closing_gives_back_what_was_never_printed(office: MiniOffice, api: Gateway) -> None:
    first, second = queued(office), queued(office)
    fill_stock(office)
    batch = propose(api).json["batch"]
    version = scan(api, batch, first.id).json["version"]
    closed = api.call("POST", f"/v1/print-batches/{batch}/close", None, {"If-Match": f'"{version}"'}).json
    assert [line["state"] for line in closed["lines"]] == ["printed", "left"]
    assert faults(scan(api, batch, second.id)) == {("code", "batch_closed")}
    assert [line["receipt"].replace("-", "") for line in propose(api).json["lines"]] == [second.id]


def cancel(office: MiniOffice, resident: Resident) -> None:
    gone = Officer(office.staff(Role.APPROVER), resident.id).move("POST", "/cancel", {"reason": "other"})
    assert gone.status == 200, gone.content


def send_back(office: MiniOffice, resident: Resident) -> None:
    back = Officer(office.staff(Role.APPROVER), resident.id).move(
        "POST", "/return", {"missing": [{"slot": "sk-hilang", "reason": "missing"}]}
    )
    assert back.status == 200, back.content


def test_a_card_of_a_case_that_went_back_is_marked_and_not_to_be_printed(office: MiniOffice, api: Gateway) -> None:
    kept, back, gone = queued(office), queued(office), queued(office)
    fill_stock(office)
    path = f"/v1/print-batches/{propose(api).json['batch']}"
    send_back(office, back)
    cancel(office, gone)
    shown = api.call("GET", path).json
    assert [line["state"] for line in shown["lines"]] == ["waiting", "sent_back", "cancelled"]
    assert [shown["sums"][name] for name in ("waiting", "sent_back", "cancelled")] == [1, 1, 1]
    table = api.call("GET", f"{path}/list.csv").content.decode()
    assert f"{kept.id}/p1" in table
    assert not any(f"{card.id}/p1" in table for card in (back, gone))
    assert "jangan dicetak: berkasnya dibatalkan" in table
    paper = api.call("GET", f"{path}/list.pdf").content
    assert [f"{card.id}/p1".encode() in paper for card in (kept, back, gone)] == [True, False, False]
    assert faults(scan(api, shown["batch"], gone.id)) == {("code", "not_to_be_printed")}


def test_closing_says_that_what_was_cancelled_does_not_go_back(office: MiniOffice, api: Gateway) -> None:
    printed, gone = queued(office), queued(office)
    fill_stock(office)
    batch = propose(api).json["batch"]
    scan(api, batch, printed.id)
    cancel(office, gone)
    browser = sign_in(office, Role.PRODUCER)
    browser.go(f"/office/printing/batches/{batch}")
    assert "Jangan dicetak: 1 kartu." in browser.text
    assert "jangan dicetak: berkasnya dibatalkan" in browser.text
    assert "Tidak ada lagi yang perlu dicetak" in browser.text
    browser.press("close=yes")
    assert "Kelompok selesai. Tidak kembali ke antrean: 1 kartu" in browser.text
    assert "kembali ke antrean." not in browser.text
    office.ports.registry.cases.clear()  # what is over is told as it was
    assert [line["state"] for line in api.call("GET", f"/v1/print-batches/{batch}").json["lines"]] == [
        "printed",
        "cancelled",
    ]


def test_stock_comes_in_and_is_counted_with_a_reason(office: MiniOffice, api: Gateway) -> None:
    path = "/v1/card-stock/KTP_EL"

    def enter(reason: str, amount: int, note: str = "", key: dict[str, str] | None = None) -> Answer:
        return api.call("POST", path, {"reason": reason, "amount": amount, "note": note}, key or once())

    first = once()
    for _ in range(2):
        assert enter("received", 500, "SJ-1", first).json["balance"] == 500
    assert problem(enter("received", 5000, "SJ-1", first)) == "idempotency-key-reused"
    office.ports.clock.advance(minutes=1)
    assert faults(enter("counted", 490)) == {("note", "missing")}
    told = enter("counted", 490, "basah").json
    assert [(entry["amount"], entry["balance"]) for entry in told["entries"]] == [(-10, 490), (500, 500)]
    assert told["is_low"]
    assert faults(enter("received", 0)) == {("amount", "out_of_range")}
    assert faults(api.call("GET", "/v1/card-stock/PASSPORT")) == {("card", "not_a_choice")}


def test_a_press_that_comes_again_does_nothing_more(office: MiniOffice, api: Gateway) -> None:
    resident, _ = queued(office), queued(office)
    fill_stock(office)
    key = once()
    first = propose(api, 1, key=key).json
    assert propose(api, 1, key=key).json == first
    assert problem(propose(api, 2, key=key)) == "idempotency-key-reused"
    assert problem(api.call("POST", "/v1/print-batches", {"card": "KTP_EL", "size": 1})) == "idempotency-key-missing"
    for _ in range(2):
        told = spoil(api, first["batch"], resident.id, first["version"]).json
    assert (told["lines"][0]["spoiled"], balance(office)) == (1, 99)
    stale = {"code": resident.id, "version": first["version"]}
    assert faults(api.call("POST", f"/v1/print-batches/{first['batch']}/cards", stale)) == {("code", "spoiled_since")}


def test_cards_are_confirmed_by_list(office: MiniOffice, api: Gateway) -> None:
    cards = [queued(office).id for _ in range(2)]
    fill_stock(office)
    batch = propose(api).json["batch"]
    told = confirm_list(api, batch, f"\ufeffNomor Tanda Terima;Hasil\n{cards[0]};p1\nTESTTESTTE5;\n{cards[0]};\n").json
    assert [(line["line"], line["result"]) for line in told["lines"]] == [(2, "done"), (3, "refused"), (4, "already")]
    assert "baris 2" in told["lines"][2]["errors"][0]["message"]
    assert (told["done"], told["already"], told["refused"], balance(office)) == (1, 1, 1, 99)
    assert faults(confirm_list(api, batch, "a;b\n1;2")) == {("receipt", "column_missing")}


def test_the_print_list_can_be_taken_away_and_sent_back(office: MiniOffice, api: Gateway) -> None:
    cards = [queued(office).id for _ in range(2)]
    fill_stock(office)
    path = f"/v1/print-batches/{propose(api).json['batch']}"
    table = api.call("GET", f"{path}/list.csv").content.decode()
    assert table.startswith("\ufeffNo.,Nomor tanda terima,Hasil,Layanan,Status,Blangko rusak,Isi kode\r\n1,")
    assert all(f"{card}/p1" in table for card in cards)
    told = api.call("POST", f"{path}/card-list", {"table": table}).json
    assert (told["done"], told["already"], told["refused"]) == (2, 0, 0)
    assert api.call("GET", f"{path}/list.csv").content.decode().count("dicetak") == 2
    paper = api.call("GET", f"{path}/list.pdf")
    assert paper.headers["Content-Type"] == "application/pdf"
    assert all(f"{card}/p1".encode() in paper.content for card in cards)
    assert api.call("GET", "/v1/print-batches/nothing/list.pdf").status == 404


def press_twice(browser: Browser, words: str, **typed: str) -> None:
    """The button of one page, pressed again before the first answer came."""
    path, form = browser.path, next(form for form in browser.forms if words in form.action)
    for _ in range(2):
        browser.path = path
        browser.send(form, **typed)


def test_a_shift_on_the_pages(office: MiniOffice) -> None:
    resident = queued(office)
    browser = sign_in(office, Role.PRODUCER)
    browser.go("/office/printing")
    for reason in ("", "hilang"):
        assert browser.press("printing/stock", card="KTP_EL", reason=reason, amount="20", note="SJ-2").status == 422
        assert "Pilih salah satu pilihan yang ada" in browser.text
    assert balance(office) == 0
    press_twice(browser, "printing/stock", card="KTP_EL", reason="received", amount="20", note="SJ-2")
    assert balance(office) == 20
    assert browser.press("office/printing?", card="KTP_EL", size="0").status == 422
    press_twice(browser, "office/printing?", card="KTP_EL", size="5")
    assert len(office.ports.print_ledger.batches) == 1
    assert "1 kartu, 1 belum dicetak. Kelompok berjalan." in browser.text
    assert browser.press("batches/", code="TESTTESTTE5").status == 422
    press_twice(browser, "batches/", code=resident.id, spoiled="yes")
    assert "1 blangko rusak tercatat" in browser.text
    assert balance(office) == 19
    browser.press("batches/", code=f"{resident.id}/p1")
    assert "tercatat dicetak" in browser.text
    assert "Semua kartu kelompok ini sudah dicetak" in browser.text
    assert balance(office) == 18
    assert browser.press("close=yes", version="1").status == 412
    assert "berubah sejak halaman Anda dibuka" in browser.text
    browser.press("close=yes")
    assert "Semua kartunya dicetak." in browser.text


def test_letters_are_called_no_number_beside_every_other_fault(office: MiniOffice) -> None:
    browser = sign_in(office, Role.PRODUCER)
    browser.go("/office/printing")
    assert browser.press("printing/stock", card="KTP_EL", reason="counted", amount="banyak", note="").status == 422
    assert "Ini bukan angka" in browser.text
    assert "wajib diisi" in browser.text


def test_a_bad_card_is_found_from_its_case_and_recorded_in_its_closed_batch(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.READY)
    before = balance(office)
    browser = sign_in(office, Role.PRODUCER)
    browser.go(f"/office/cases/{resident.id}")
    assert "Kartu ini ternyata rusak?" in browser.text
    batch = stored(office, resident.id).products[0].printed_in
    browser.go(f"/office/printing/batches/{batch}?code={resident.id}/p1")
    form = next(form for form in browser.forms if f"batches/{batch}" in form.action)
    assert form.fields["code"] == f"{resident.id}/p1"
    path = browser.path
    assert browser.send(form).status == 422
    assert "Pilih mengapa kartu ini dicetak ulang" in browser.text
    for _ in range(2):
        browser.path = path
        browser.send(form, reason="chip")
    for words in ("tercatat rusak dan kembali ke antrean", "1 kartu ternyata rusak setelah", "Chip tidak terbaca"):
        assert words in browser.text
    assert "1 blangko terpakai: 0 kartu baik, 1 rusak" in browser.text
    assert (stored(office, resident.id).state, balance(office)) == (CaseState.IN_PROCESS, before)
    browser.go("/office/printing")
    assert "Sampai sekarang 1 dicetak." in browser.text
    record(office, resident, "printed")
    browser.go("/office/printing")
    assert "Sampai sekarang 2 dicetak." in browser.text
    assert "1 kartu ternyata rusak" in browser.text


def test_a_list_of_printed_cards_on_the_page(office: MiniOffice, api: Gateway) -> None:
    cards = [queued(office).id for _ in range(2)]
    fill_stock(office)
    browser = sign_in(office, Role.PRODUCER)
    browser.go(f"/office/printing/batches/{propose(api).json['batch']}")
    assert browser.press("/list?", table="a;b\n1;2").status == 422
    assert "a;b" in browser.page.content.decode()
    browser.press("/list?", table=f"\ufeffBerkas;Catatan\r\n{cards[0]};x\r\n\r\nTESTTESTTE5;y\r\n")
    assert "Dicatat 1, sudah tercatat 0, tidak cocok 1." in browser.text
    assert "Kartu ini tidak ada dalam kelompok ini." in browser.text
    assert balance(office) == 99


def test_a_list_in_pieces_is_numbered_as_a_whole(office: MiniOffice) -> None:
    browser = sign_in(office, Role.PRODUCER)
    browser.go("/office/milestones")
    browser.press("milestones", table="nomor berkas\n\nnonsense", before="299")
    assert '<th scope="row" class="govuk-table__header">302</th>' in browser.page.content.decode()


def test_a_step_is_recorded_on_the_page_of_its_case(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.COMPLETE)
    browser = sign_in(office, Role.PRODUCER)
    browser.go(f"/office/cases/{resident.id}")
    assert "Sudah dientri" in browser.text
    assert "Siap cetak (PRR)" not in browser.text
    press_twice(browser, "/milestone", milestone="entered")
    assert "Langkah dicatat." in browser.text
    version = stored(office, resident.id).version
    assert stored(office, resident.id).state is CaseState.IN_PROCESS
    assert "Siap cetak (PRR)" in browser.text
    form = next(form for form in browser.forms if "/milestone" in form.action)
    assert form.fields["product"] == "p1"
    browser.press("/milestone", milestone="print_ready")
    assert stored(office, resident.id).products[0].state is ProductState.PRINT_QUEUED
    assert "Batalkan langkah terakhir" in browser.text
    assert stored(office, resident.id).version == version + 1


def test_a_step_on_a_stale_page_is_told_so_and_not_done(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.IN_PROCESS)
    browser = sign_in(office, Role.PRODUCER)
    browser.go(f"/office/cases/{resident.id}")
    producer(office, resident).move("POST", "/milestones", {"milestone": "duplicate_record", "product": "p1"})
    path, form = browser.path, next(form for form in browser.forms if "/milestone" in form.action)
    assert browser.send(form, milestone="print_ready").status == 412
    assert stored(office, resident.id).products[0].is_duplicate_record
    browser.path = path
    assert browser.send(form, milestone="duplicate_record").status == 200  # it is so already
    browser.path = path
    assert browser.send(form, milestone="printed").status == 422
    browser.path = path
    assert browser.send(form, milestone="made_ready").status == 422


def test_who_records_no_steps_is_shown_none(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.COMPLETE)
    browser = sign_in(office, Role.COUNTER)
    browser.go(f"/office/cases/{resident.id}")
    assert "Langkah di SIAK" not in browser.text
    assert "Sudah dientri" not in browser.text


def test_a_column_that_lacks_is_named_in_the_language_of_the_page(office: MiniOffice) -> None:
    for language, sentence in (("id", "tidak ada: Nomor berkas."), ("en", "missing: Receipt number.")):
        browser = sign_in(office, Role.PRODUCER, language=language)
        browser.go("/office/milestones")
        assert browser.press("milestones", table="a;b\n1;2").status == 422
        assert sentence in browser.text
    browser = sign_in(office, Role.COUNTER)
    browser.go("/office/dispatch")
    assert browser.press("dispatch/list", table="a;b\n1;2").status == 422
    assert "tidak ada: Nomor berkas." in browser.text


def test_blank_cards_are_counted_in_thousands_as_people_write_them(office: MiniOffice) -> None:
    browser = sign_in(office, Role.PRODUCER)
    browser.go("/office/printing")
    form = next(form for form in browser.forms if "/printing/stock" in form.action)
    browser.send(form, card="KTP_EL", amount="1.000", reason="received")
    assert office.ports.print_ledger.get_stock("KTP_EL").balance == 1000
    browser.send(form, card="KTP_EL", amount="2.000", reason="received")
    assert browser.page.status == 409
    assert "sudah dikirim dengan isi lain" in browser.text
    browser.press("/printing/stock", card="KTP_EL", amount="2.000", reason="received")
    assert office.ports.print_ledger.get_stock("KTP_EL").balance == 3000
