"""Figures over HTTP: for officers, as files, and for everybody."""

import csv
from io import BytesIO
from zipfile import ZipFile

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.lifecycle import CaseState
from tests.gateway import Gateway
from tests.integration.http.walk import bring_to, faults, record
from tests.office import MiniOffice, Officer
from tests.officers import sign_in
from tests.recount import tell_figures

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def busy(office: MiniOffice) -> MiniOffice:
    for state in (CaseState.CLOSED, CaseState.RETURNED, CaseState.IN_PROCESS, CaseState.SUBMITTED):
        bring_to(office, state)
    tell_figures(office)
    return office


@pytest.fixture
def api(busy: MiniOffice) -> Gateway:
    return busy.staff(Role.APPROVER)


def test_the_figures_of_days(api: Gateway) -> None:
    told = api.call("GET", "/v1/statistics?first=2026-03-01&last=2026-03-02").json
    assert told["totals"] == {"received": 4, "returned": 1, "completed": 1}
    assert told["open_cases"] == 3
    assert told["open_by_age"][0] == {"up_to_days": 1, "count": 3}
    assert told["targets"] == {"printed_from": 480, "printed_to": 700, "signed": 450}
    assert told["reasons"] == [{"reason": "unreadable", "channel": "web", "count": 1}]
    assert [day["flows"] for day in told["days"]] == [{}, {"received": 4, "returned": 1, "completed": 1}]
    assert told["days"][1]["printed"] == {"KTP_EL": 1}
    assert {times["state"] for times in told["times"]} >= {"SUBMITTED", "IN_REVIEW", "COMPLETE"}


def test_a_service_or_a_channel_alone(api: Gateway) -> None:
    assert api.call("GET", "/v1/statistics?service=KTP-NEW").json["totals"] == {}
    part = api.call("GET", "/v1/statistics?channel=post").json
    assert (part["open_cases"], part["within_law"], part["times"], part["open_by_age"]) == (0, None, None, None)
    assert (part["forecast"] or {"backlog": 0})["backlog"] == 0


def test_the_page_says_which_figures_exist_for_the_whole_office_alone(busy: MiniOffice) -> None:
    browser = sign_in(busy, Role.APPROVER)
    browser.go("/office/statistics?service=KTP-LOST&channel=post")
    assert (
        "Angka ini hanya ada untuk seluruh kantor, jadi tidak ditampilkan dengan pilihan layanan atau jalur: Siap "
        "dalam batas waktu hukum, Dicetak, Ternyata rusak, KK ditandatangani, Lainnya ditandatangani, "
        "Lama di setiap tahap, Umur berkas yang masih dikerjakan, Mengapa dikembalikan." in browser.text
    )
    for hidden in ('<h2 class="govuk-heading-m">Lama', 'data-flow="printed"', "Sasaran per hari"):
        assert hidden not in browser.page.content.decode()
    browser.go("/office/statistics?channel=web")
    assert "Tidak terbaca" in browser.text or "Mengapa dikembalikan Alasan" in browser.text


@pytest.mark.parametrize("days", ["last=0001-01-05", "first=0001-01-01", "first=1999-12-31&last=2000-01-02"])
def test_a_day_before_there_were_figures_is_a_fault(busy: MiniOffice, api: Gateway, days: str) -> None:
    field = days.partition("=")[0]
    for path in ("/v1/statistics", "/v1/statistics/export.csv"):
        assert (field, "too_early") in faults(api.call("GET", f"{path}?{days}"))
    assert sign_in(busy, Role.APPROVER).go(f"/office/statistics?{days}").status == 422


def test_every_fault_of_a_selection_is_named(api: Gateway) -> None:
    answer = api.call("GET", "/v1/statistics?first=yesterday&last=2026-13-01&service=NONE&channel=fax")
    assert answer.status == 422
    assert faults(answer) == {
        ("first", "shape"), ("last", "shape"), ("service", "unknown_service"), ("channel", "not_a_choice"),
    }  # fmt: skip
    late = api.call("GET", "/v1/statistics?first=2024-01-01&last=2027-01-01")
    assert faults(late) == {("last", "not_yet"), ("first", "too_long_ago")}


def test_days_as_csv(api: Gateway) -> None:
    answer = api.call("GET", "/v1/statistics/export.csv?first=2026-03-01", headers={"Accept-Language": "en"})
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    assert [(row["Day"], row["Received"], row["Printed: Identity card (KTP-el)"]) for row in rows] == [
        ("2026-03-01", "0", "0"),
        ("2026-03-02", "4", "1"),
    ]


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("totals", "Siap dalam batas waktu hukum (%),100.0"),
        ("totals", "KK ditandatangani,0"),
        ("totals", "Masih dikerjakan sekarang,3"),
        ("ages", "sampai 1 hari,3"),
        ("reasons", "dokumen tidak terbaca,daring,1"),
        ("times", "Tahap,Jumlah,Separuh paling lama (jam),95 % paling lama (jam)"),
    ],
)
def test_every_table_of_the_page_can_be_taken_away_in_its_words(api: Gateway, table: str, line: str) -> None:
    answer = api.call("GET", f"/v1/statistics/export.csv?table={table}", headers={"Accept-Language": "id"})
    taken = answer.content.decode("utf-8-sig")
    assert line.casefold() in taken.casefold().splitlines()


def test_a_time_beyond_the_last_bound_is_told_everywhere(busy: MiniOffice, api: Gateway) -> None:
    busy.ports.figures.days[min(busy.ports.figures.days)]["hours#RETURNED#13"] += 1
    told = next(each for each in api.call("GET", "/v1/statistics").json["times"] if each["state"] == "RETURNED")
    assert (told["p50_hours"], told["p50_over_hours"], told["p95_over_hours"]) == (None, 720, 720)
    table = api.call("GET", "/v1/statistics/export.csv?table=times").content.decode("utf-8-sig")
    assert ",1,>720,>720" in table
    with ZipFile(BytesIO(api.call("GET", "/v1/statistics/export.xlsx").content)) as book:
        sheets = [book.read(name) for name in book.namelist() if "sharedStrings" in name or "sheet" in name]
    assert any(b"&gt;720" in sheet for sheet in sheets)
    browser = sign_in(busy, Role.APPROVER)
    browser.go("/office/statistics")
    assert "lebih dari 30 hari lebih dari 30 hari" in browser.text


def test_a_table_that_is_none_is_a_fault(api: Gateway) -> None:
    assert faults(api.call("GET", "/v1/statistics/export.csv?table=x")) == {("table", "not_a_choice")}


def test_a_workbook_holds_no_formula(api: Gateway) -> None:
    answer = api.call("GET", "/v1/statistics/export.xlsx?first=2026-03-01")
    assert answer.headers["Content-Type"] == XLSX
    with ZipFile(BytesIO(answer.content)) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name]
    assert len(sheets) == 5
    assert not [sheet for sheet in sheets if "<f>" in sheet]


@pytest.mark.parametrize("role", [Role.VERIFIER, Role.COUNTER])
def test_who_may_look_may_not_take_away(busy: MiniOffice, role: Role) -> None:
    api = busy.staff(role)
    assert api.call("GET", "/v1/statistics").status == 200
    assert api.call("GET", "/v1/statistics/export.csv").status == 403
    browser = sign_in(busy, role)
    browser.go("/office/statistics")
    assert "export" not in browser.page.content.decode()
    assert browser.go("/office/statistics/export.csv").status == 403


def test_the_page_tells_the_same_and_a_wrong_day_leaves_the_form(busy: MiniOffice) -> None:
    browser = sign_in(busy, Role.APPROVER)
    browser.go("/office/statistics?first=2026-03-01")
    assert "Diterima 4" in browser.text
    assert browser.go("/office/statistics/export.xlsx").status == 200
    refused = browser.go("/office/statistics?first=2030-01-01&last=2030-01-02")
    assert refused.status == 422
    assert 'href="#last"' in refused.content.decode()


def test_a_day_on_which_cards_go_back_is_nowhere_below_nought(office: MiniOffice) -> None:
    resident = bring_to(office, CaseState.READY)
    office.ports.clock.advance(days=7)
    record(office, resident, "corrected")
    tell_figures(office)
    api, browser = office.staff(Role.APPROVER), sign_in(office, Role.APPROVER)
    told = api.call("GET", "/v1/statistics?first=2026-03-09&last=2026-03-09").json
    assert (told["totals"], told["days"][0]["flows"]) == ({"unready": 1}, {"unready": 1})
    assert (told["within_law"], told["late"]) == (0, 0)
    browser.go("/office/statistics?first=2026-03-09&last=2026-03-09")
    assert "Selesai (siap) 0 Batal siap 1" in browser.text
    taken = api.call("GET", "/v1/statistics/export.csv?first=2026-03-09").content.decode("utf-8-sig")
    (line,) = csv.DictReader(taken.splitlines())
    assert (line["Selesai (siap)"], line["Batal siap"]) == ("0", "1")
    office.ports.clock.advance(days=8)
    office.services.read_statistics.publish()
    published = office.public.call("GET", "/v1/open-data/figures.json").json["items"]
    week = [row for row in published if row["week"] == "2026-03-09"]
    assert {row["completed"] for row in week} == {0}


def test_nothing_is_published_before_its_time(busy: MiniOffice) -> None:
    assert busy.public.call("GET", "/v1/open-data/figures.json").json["items"] == []
    assert b"Belum ada angka" in busy.public.call("GET", "/statistics").content


def test_what_else_is_published_is_told_on_the_page_and_in_files(busy: MiniOffice) -> None:
    day = min(busy.ports.figures.days)
    amounts = {
        "completed#KTP-LOST#web": 39, "law#in#KTP-LOST": 29, "law#late#KTP-LOST": 10, "printed#KTP_EL": 50,
        "reason#unreadable#web": 11, "reason#wrong_document#web": 2,
    }  # fmt: skip
    busy.ports.figures.days[day].update(amounts)
    busy.ports.clock.advance(days=31)
    busy.services.read_statistics.publish()
    told = busy.public.call("GET", "/v1/open-data/figures.json").json
    assert [(row["within_law"], row["late"]) for row in told["items"] if row["completed"]] == [(30, 10)] * 2
    assert [(each["kind"], each["printed"]) for each in told["products"] if each["printed"]] == [("KTP_EL", 51)]
    assert [(each["reason"], each["count"]) for each in told["reasons"]] == [
        ("unreadable", 12), ("wrong_document", None),
    ]  # fmt: skip
    assert told["forecast"]["backlog"] % 10 == 0
    page = busy.public.call("GET", "/statistics?lang=id").content.decode()
    for said in ("75,0%", "<td>51</td>", "<td>12</td>"):
        assert said in page
    assert "berkas masih dikerjakan" not in page  # of 3 nothing is told
    busy.ports.figures.standing["open#KTP-LOST#web"] += 60
    busy.services.read_statistics.publish()
    assert "Sekitar 60 berkas masih dikerjakan" in busy.public.call("GET", "/statistics?lang=id").content.decode()
    lines = busy.public.call("GET", "/v1/open-data/reasons.csv").content.decode("utf-8-sig").splitlines()
    assert lines == ["month,reason,count", "2026-03,unreadable,12", "2026-03,wrong_document,"]
    assert "KTP_EL,51," in busy.public.call("GET", "/v1/open-data/products.csv").content.decode()


def test_what_was_published_before_there_was_more_is_read(busy: MiniOffice) -> None:
    busy.ports.published_figures.publish(
        '[{"week":"2026-03-02","group":null,"received":44,"returned":0,"completed":12}]'
    )
    told = busy.public.call("GET", "/v1/open-data/figures.json").json
    assert (told["items"][0]["received"], told["items"][0]["within_law"], told["forecast"]) == (44, None, None)
    assert busy.public.call("GET", "/statistics").status == 200


def test_what_is_published_is_the_last_whole_weeks_without_small_numbers(busy: MiniOffice) -> None:
    day = min(busy.ports.figures.days)
    busy.ports.figures.days[day]["received#KTP-LOST#web"] += 40
    busy.ports.clock.advance(days=7)
    busy.services.read_statistics.publish()
    rows = busy.public.call("GET", "/v1/open-data/figures.json").json["items"]
    told = {row["group"]: row for row in rows}
    group = str(busy.services.catalogue.services["KTP-LOST"].group)  # type: ignore[index]
    assert told[group]["received"] == 44
    assert told[group]["returned"] is None
    assert told[None]["returned"] is None
    assert told[None]["received"] == 44
    lines = busy.public.call("GET", "/v1/open-data/figures.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "week,group,received,returned,completed,within_law,late"
    assert f"2026-03-02,{group},44,,,," in lines
    page = busy.public.call("GET", "/statistics?lang=en").content.decode()
    whole, *groups = page.split("<table")[1:]
    assert "withheld" in whole
    assert "under 10" not in whole  # a sum that holds a small number may be a large one
    assert any("under 10" in table for table in groups)
    assert ">44<" in page


def test_a_hand_over_that_was_taken_back_makes_no_stage_of_having_ended(office: MiniOffice) -> None:
    closed = bring_to(office, CaseState.CLOSED)
    counter = Officer(office.staff(Role.COUNTER), closed.id)
    undone = counter.move("POST", "/hand-over/undo", {"product": "p1", "reason": "slip"})
    assert undone.json["state"] == "READY"
    tell_figures(office)
    told = office.staff(Role.APPROVER).call("GET", "/v1/statistics").json
    assert "CLOSED" not in {times["state"] for times in told["times"]}
