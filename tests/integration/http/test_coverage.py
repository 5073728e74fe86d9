"""The coverage of e-KTP by the API and on the pages: figures, the list, campaigns, days of recording."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.access import Role
from chalicelib.domain.errors import UnavailableError
from tests.canaries import hits, listening
from tests.gateway import Answer, Gateway
from tests.integration.http.coverage_calls import KASI, LATER, NIK, PLAN, TABLE, bring
from tests.integration.http.walk import faults, problem
from tests.office import MiniOffice
from tests.officers import sign_in
from tests.residents import Browser
from tests.unit.coverage.given import line, table

DAY = "2026-03-02"


@pytest.fixture
def api(office: MiniOffice) -> Gateway:
    return office.staff(Role.APPROVER, "kasi")


@pytest.fixture
def desk(office: MiniOffice) -> Browser:
    return sign_in(office, Role.APPROVER, officer="kasi")


def put(api: Gateway, path: str, body: dict[str, Any] | None, version: int) -> Answer:
    return api.call("PUT", path, body, {"If-Match": f'"{version}"'})


def make_campaign(api: Gateway, campaign: str = "c1", **wanted: object) -> Answer:
    return api.call("PUT", f"/v1/coverage/campaigns/{campaign}", {"name": "Surat", "channel": "post", **wanted})


def people(api: Gateway, campaign: str = "c1") -> list[dict[str, Any]]:
    return list(api.call("GET", f"/v1/coverage/campaigns/{campaign}/people").json["items"])


def test_figures_are_looked_at_and_then_stored(api: Gateway) -> None:
    preview = api.call("POST", f"/v1/coverage/figures/{DAY}/preview", {"table": TABLE})
    assert (preview.json["version"], len(preview.json["changes"]), preview.json["faults"]) == (0, 2, [])
    assert api.call("GET", "/v1/coverage").json["items"] == []
    assert put(api, f"/v1/coverage/figures/{DAY}", {"table": TABLE}, 0).json["villages"] == 2
    assert put(api, f"/v1/coverage/figures/{DAY}", {"table": TABLE}, 1).json["version"] == 1
    shown = api.call("GET", "/v1/coverage").json
    assert (shown["total"]["due"], shown["total"]["gap"]) == (2100, 130)
    assert [item["name"] for item in shown["items"]] == ["Blimbing", "Klojen"]


def test_figures_that_changed_since_the_look_are_not_replaced(api: Gateway) -> None:
    put(api, f"/v1/coverage/figures/{DAY}", {"table": TABLE}, 0)
    other = TABLE.replace("1.100", "1.150")
    assert problem(put(api, f"/v1/coverage/figures/{DAY}", {"table": other}, 0)) == "stale-version"
    assert api.call("GET", "/v1/coverage").json["total"]["recorded"] == 1970


def test_a_table_at_fault_is_not_stored_and_every_line_is_told(api: Gateway) -> None:
    bad = TABLE + "Atlantis;1;1;1\nSamaan;5;6;=2+2\n"
    preview = api.call("POST", f"/v1/coverage/figures/{DAY}/preview", {"table": bad}).json
    assert {(fault["line"], fault["code"]) for fault in preview["faults"]} == {
        (4, "unknown_village"),
        (5, "not_a_number"),
    }
    assert faults(put(api, f"/v1/coverage/figures/{DAY}", {"table": bad}, 0)) == {("table", "lines_at_fault")}
    early = api.call("POST", "/v1/coverage/figures/0001-01-01/preview", {"table": TABLE})
    assert faults(early) == {("day", "too_early")}
    wrong = api.call("POST", f"/v1/coverage/figures/{DAY}/preview", {"table": "a;b\n1;2\n"})
    assert faults(wrong) == {(name, "column_missing") for name in ("village", "due", "recorded")}
    assert api.call("GET", "/v1/coverage").json["items"] == []


def test_a_list_comes_by_pieces_and_no_personal_value_is_logged_or_stored_open(
    office: MiniOffice, api: Gateway
) -> None:
    with listening() as heard:
        api.call("POST", "/v1/coverage/owing/editions", {"until": LATER})
        canary = "3573994503900017;Kanariwati Zebrawarna;05-03-1990;Blimbing;1;2;Jalan Kanari Kembar 77;+6281000000923"
        piece = api.call("PUT", "/v1/coverage/owing/pieces/1", {"table": table(canary, "1;;x;y;;;;")}).json
        assert (piece["taken"], len(piece["faults"])) == (1, 4)
        done = api.call("POST", "/v1/coverage/owing/finish", {"pieces": 1}).json
        assert make_campaign(api).status == 200
        assert people(api)[0]["person"]["name"] == "Kanariwati Zebrawarna"
    assert (done["people"], done["refused"], done["holds"]) == (1, 1, True)
    assert hits(heard.getvalue()) == {}
    kept = office.ports.coverage
    [stored] = kept.owing.list_pieces(kept.owing.owing.id, 1)
    assert hits(stored.model_dump_json(exclude={"lines"}) + "".join(stored.lines)) == {}
    assert hits(kept.owing.owing.model_dump_json() + kept.campaigns.heads["c1"].model_dump_json()) == {}
    assert hits("".join(view.model_dump_json() for view in kept.seen.views)) == {}


def test_only_who_may_list_sees_the_list_and_only_campaigners_their_campaign(office: MiniOffice, api: Gateway) -> None:
    bring(office, line(1))
    make_campaign(api)
    clerk, front = office.staff(Role.COUNTER), office.staff(Role.FRONT_OFFICER)
    assert clerk.call("GET", "/v1/coverage/owing").json["people"] == 1
    for reader, path, status in (
        (clerk, "/v1/coverage/owing/people", 403),
        (front, "/v1/coverage/owing/people", 403),
        (front, "/v1/coverage/campaigns/c1/people.csv", 403),
        (clerk, "/v1/coverage/campaigns/c1/people", 403),
        (front, "/v1/coverage/campaigns/c1/people", 200),
        (api, "/v1/coverage/owing/people", 200),
    ):
        assert reader.call("GET", path).status == status
    assert [(view.officer, view.count) for view in office.ports.coverage.seen.views] == [
        ("front_officer", 1),
        ("kasi", 1),
    ]


def test_a_destroyed_list_leaves_figures_and_no_name(office: MiniOffice, api: Gateway) -> None:
    bring(office, line(1))
    make_campaign(api)
    version = api.call("GET", "/v1/coverage/owing").json["version"]
    erased = api.call("DELETE", "/v1/coverage/owing", None, {"If-Match": f'"{version}"'})
    assert (erased.status, erased.json["holds"]) == (200, False)
    assert api.call("GET", "/v1/coverage/campaigns/c1/people").status == 404
    assert api.call("GET", "/v1/coverage/campaigns/c1").json["outcomes"]["open"] == 1


def test_an_outcome_of_two_officers_is_told_to_the_second(office: MiniOffice, api: Gateway) -> None:
    bring(office, line(1), line(2))
    make_campaign(api)
    path = f"/v1/coverage/campaigns/c1/people/{people(api)[0]['person']['person']}"
    assert put(api, path, {"outcome": "moved"}, 0).json["version"] == 1
    assert put(api, path, {"outcome": "moved"}, 0).status == 200
    assert problem(put(api, path, {"outcome": "dead"}, 0)) == "stale-version"
    assert api.call("GET", "/v1/coverage/campaigns/c1").json["outcomes"]["moved"] == 1


def test_what_is_taken_away_runs_nothing_and_has_no_nik(office: MiniOffice, api: Gateway) -> None:
    risky = "3573990503900002;Contoh;05-03-1990;Blimbing;1;2;=HYPERLINK(1);081000000001"
    bring(office, risky)
    make_campaign(api)
    taken = api.call("GET", "/v1/coverage/campaigns/c1/people.csv")
    assert taken.headers["Content-Disposition"].startswith("attachment")
    [headings, row] = csv.reader(io.StringIO(taken.content.decode("utf-8-sig")))
    told = dict(zip(headings, row, strict=True))
    assert (told["alamat"], told["telepon"]) == ("'=HYPERLINK(1)", "'+6281000000001")
    assert NIK not in taken.content.decode()
    assert office.ports.coverage.seen.views[-1].what == "export c1"


def test_a_slot_is_never_filled_twice_by_the_api(office: MiniOffice, api: Gateway) -> None:
    bring(office, line(1), line(2), line(3))
    make_campaign(api)
    assert api.call("PUT", "/v1/coverage/recordings/r1", PLAN).status == 200
    ids = [each["person"]["person"] for each in people(api)]
    booked = [
        api.call("PUT", f"/v1/coverage/recordings/r1/bookings/{who}", {"slot": "08:00", "campaign": "c1"})
        for who in ids
    ]
    assert [answer.status for answer in booked] == [200, 200, 422]
    assert faults(booked[2]) == {("slot", "slot_full")}
    api.call("DELETE", f"/v1/coverage/recordings/r1/bookings/{ids[0]}")
    walked = api.call("POST", "/v1/coverage/recordings/r1/bookings", {"nik": NIK, "slot": "08:00"})
    assert walked.json["slots"] == [{"start": "08:00", "capacity": 2, "taken": 2}]
    assert api.call("PUT", f"/v1/coverage/recordings/r1/attendance/{ids[1]}", {"came": True}).json["attended"] == 1
    assert api.call("GET", "/v1/coverage/recordings/r1/sheet.pdf").content.startswith(b"%PDF")


def test_who_came_on_two_days_is_counted_once_and_told_by_api_and_page(
    office: MiniOffice, desk: Browser, api: Gateway
) -> None:
    bring(office, line(1), line(2))
    make_campaign(api)
    person = people(api)[0]["person"]["person"]
    for day in ("r1", "r2"):
        api.call("PUT", f"/v1/coverage/recordings/{day}", {**PLAN, "place": f"Balai {day}"})
        booking = {"slot": "08:00", "campaign": "c1"}
        assert api.call("PUT", f"/v1/coverage/recordings/{day}/bookings/{person}", booking).status == 200
    came = [
        api.call("PUT", f"/v1/coverage/recordings/{day}/attendance/{person}", {"came": True}) for day in ("r1", "r2")
    ]
    assert [answer.status for answer in came] == [200, 422]
    assert faults(came[1]) == {("came", "recorded_before")}
    outcomes = api.call("GET", "/v1/coverage/campaigns/c1").json["outcomes"]
    assert (outcomes["recorded"], outcomes["open"]) == (1, 1)
    assert [each["is_recorded"] for each in people(api)] == [True, False]
    assert "ya" in api.call("GET", "/v1/coverage/campaigns/c1/people.csv").content.decode().splitlines()[1]
    desk.go("/office/coverage/recordings/r2")
    assert desk.press(f"what={person}", step="came").status == 422
    assert "sudah direkam pada" in desk.text
    assert "di Balai r1" in desk.text
    desk.go("/office/coverage/campaigns/c1?show=all")
    assert "Sudah direkam" in desk.text


def test_figures_are_brought_in_on_the_page_after_a_look(office: MiniOffice, desk: Browser) -> None:
    desk.go("/office/coverage/figures")
    assert desk.press("coverage/figures?", day=DAY, table="nama;umur\n").status == 422
    assert "Kolom ini tidak ada: Kelurahan, Wajib KTP, Perekaman." in desk.text
    assert desk.press("coverage/figures?", day=DAY, table=TABLE + "Atlantis;1;1;1\n").status == 422
    assert "Kelurahan ini tidak ada di kota ini." in desk.text
    desk.press("coverage/figures?", day=DAY, table=TABLE)
    assert "1.200" in desk.text
    assert office.ports.coverage.figures.days == {}
    desk.press("what=confirm")
    assert "Angka tersimpan." in desk.text
    assert desk.path.startswith("/office/coverage?")
    assert "93,8%" in desk.text


def test_a_second_tab_with_older_figures_shows_what_changed(office: MiniOffice, desk: Browser) -> None:
    other = sign_in(office, Role.APPROVER, officer="kasi2")
    for browser, text in ((desk, TABLE), (other, TABLE.replace("1.100", "1.150"))):
        browser.go("/office/coverage/figures")
        browser.press("coverage/figures?", day=DAY, table=text)
    desk.press("what=confirm")
    assert other.press("what=confirm").status == 409
    assert "angka tanggal ini (kasi, 2 Maret 2026" in other.text
    assert "sebelumnya 1.100" in other.text
    other.press("what=confirm")
    assert "Angka tersimpan." in other.text


def test_the_pace_is_told_in_words_and_drawn(office: MiniOffice, desk: Browser) -> None:
    count = office.services.coverage.count
    for days, recorded in ((30, "1.000"), (15, "1.050"), (0, "1.100")):
        text = f"kelurahan;wajib;rekam\nBlimbing;1.200;{recorded}\n"
        count.store(count.today() - timedelta(days=days), text, KASI, 0)
    desk.go("/office/coverage/pace")
    assert "semua sudah rekam pada 1 April 2026" in desk.text
    assert b"<polyline points=" in desk.page.content
    count.store(count.today(), "kelurahan;wajib;rekam\nBlimbing;1.600;1.100\n", KASI, 1)
    desk.go("/office/coverage/pace")
    assert "tidak akan selesai" in desk.text


def test_a_list_is_brought_in_without_a_script_and_destroyed(
    office: MiniOffice, desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.go("/office/coverage/owing")
    assert desk.press("what=bring", until=LATER, table="a;b\n1;2\n").status == 422
    assert not office.ports.coverage.owing.owing.version
    born = "2009-04-01"
    lines = [line(n, born=born) for n in range(1500)] + ["x;;;;;;;"]
    desk.press("what=bring", until=LATER, table=table(*lines))
    assert "1.500 orang dalam daftar" in desk.text
    assert "April 2026" in desk.text
    desk.go("/office/coverage/owing/left-out")
    assert "1.502" in desk.text
    left_out = office.staff(Role.APPROVER).call("GET", "/v1/coverage/owing/left-out").json
    assert ({fault["line"] for fault in left_out["items"]}, left_out["next"]) == ({1502}, None)
    assert "hanya perkiraan" not in desk.text
    kept = office.ports.coverage.owing
    uncounted = {
        key: {number: piece.model_copy(update={"span": None}) for number, piece in pieces.items()}
        for key, pieces in kept.pieces.items()
    }
    with monkeypatch.context() as before:
        before.setattr(kept, "pieces", uncounted)
        desk.go("/office/coverage/owing/left-out")
    assert "hanya perkiraan" in desk.text
    assert "sekitar 1.502" in desk.text
    monkeypatch.setattr("functions.coverage_api.MOST_FAULTS", 1)
    reader, path = office.staff(Role.APPROVER), "/v1/coverage/owing/left-out"
    pages = [reader.call("GET", f"{path}?start={start}").json for start in range(len(left_out["items"]))]
    assert [fault for page in pages for fault in page["items"]] == left_out["items"]
    assert [page["next"] for page in pages] == [*range(1, len(pages)), None]
    assert office.staff(Role.FRONT_OFFICER).call("GET", "/v1/coverage/owing/left-out").status == 403
    desk.go("/office/coverage/owing/people?month=2026-04")
    assert desk.text.count("Contoh Warga") == 100
    desk.go("/office/coverage/owing")
    assert desk.press("what=erase").status == 422
    desk.press("what=erase", sure="yes")
    assert "Daftar sudah dihancurkan." in desk.text
    assert office.ports.coverage.owing.owing.wrapped_key is None


def test_a_month_of_turning_17_is_taken_as_offered_or_refused_and_never_widened(
    office: MiniOffice, desk: Browser
) -> None:
    bring(office, line(1), line(2), line(3, born="2008-03-05"))
    office.ports.clock.advance(days=40)
    desk = sign_in(office, Role.APPROVER, officer="kasi")
    desk.go("/office/coverage/campaigns")
    assert 'value="2025-03"' in desk.page.content.decode()
    assert desk.press("campaigns?", name="Surat", channel="post", turning="2050-01").status == 422
    assert office.ports.coverage.campaigns.heads == {}
    desk.press("campaigns?", name="Surat", channel="post", turning="2025-03")
    (campaign,) = office.ports.coverage.campaigns.heads.values()
    assert (campaign.selection.turning, campaign.people) == ("2025-03", 1)


def test_a_campaign_is_made_once_and_marked_with_one_press_each(office: MiniOffice, desk: Browser) -> None:
    bring(office, line(1), line(2))
    desk.go("/office/coverage/campaigns")
    form = next(form for form in desk.forms if "campaigns?" in form.action)
    assert desk.press("campaigns?", name=" ").status == 422
    for _ in range(2):
        desk.go("/office/coverage/campaigns")
        desk.send(form, name="Surat Maret", channel="post")
    assert len(office.ports.coverage.campaigns.heads) == 1
    first = next(form for form in desk.forms if "person" in form.fields)
    desk.send(first, outcome="moved")
    assert "Hasil dicatat." in desk.text
    assert desk.send(first, outcome="dead").status == 409
    assert "“Pindah” (Anda sendiri di tab atau perangkat lain, 2 Maret 2026" in desk.text
    assert len(re.findall("Kode [0-9a-f]{8}", desk.text)) == 1
    person = next(form for form in desk.forms if "person" in form.fields).fields["person"]
    desk.press("what=table", table=f"id;hasil\n{person[:8]};=1+1\n")
    assert "Hasil ini tidak dikenal." in desk.text
    desk.press("what=table", table=f"id;hasil\n{person[:8]};akan datang\n")
    assert "1 hasil baru dicatat, 0 sudah tercatat sebelumnya." in desk.text
    assert "Semua orang sudah ada hasilnya." in desk.text


def test_what_another_officer_said_meanwhile_is_told_by_line_and_the_table_is_kept(
    office: MiniOffice, api: Gateway, desk: Browser
) -> None:
    bring(office, line(1), line(2))
    make_campaign(api)
    codes = [each["person"]["person"] for each in people(api)]
    text = "id;hasil\n" + "".join(f"{code};pindah\n" for code in codes)
    kept = office.ports.coverage.campaigns
    # read just before the other officer was first
    kept.list_marks = lambda campaign: {}  # type: ignore[method-assign] # noqa: ARG005
    put(api, f"/v1/coverage/campaigns/c1/people/{codes[1]}", {"outcome": "dead"}, 0)
    desk.go("/office/coverage/campaigns/c1")
    assert desk.press("what=table", table=text).status == 409
    assert "1 hasil baru dicatat, 0 sudah tercatat. 1 baris tidak dicatat" in desk.text
    assert codes[1] + ";pindah" in desk.page.content.decode()
    told = api.call("POST", "/v1/coverage/campaigns/c1/outcomes", {"table": text}).json
    assert (told["changed"], told["already"]) == (0, [2])
    assert [(fault["line"], fault["code"]) for fault in told["refused"]] == [(3, "changed_meanwhile")]
    del kept.list_marks
    assert desk.press("what=table", table=text).status == 200
    assert api.call("GET", "/v1/coverage/campaigns/c1").json["outcomes"]["moved"] == 2


def test_nobody_is_written_to_who_died_since_and_the_page_says_how_many_and_why(
    office: MiniOffice, api: Gateway, desk: Browser
) -> None:
    bring(office, line(1), line(2), line(3))
    make_campaign(api)
    codes = [each["person"]["person"] for each in people(api)]
    for code, outcome in zip(codes, ("dead", "moved", "reached"), strict=True):
        put(api, f"/v1/coverage/campaigns/c1/people/{code}", {"outcome": outcome}, 0)
    assert api.call("GET", "/v1/coverage/campaigns/c1").json["not_written_to"] == {"moved": 1, "dead": 1}
    (listed,) = api.call("GET", "/v1/coverage/campaigns").json["items"]
    assert listed["not_written_to"] is None
    desk.go("/office/coverage/campaigns/c1?show=all")
    assert "sejak daftar dibuat sudah diketahui keadaannya: Pindah 1, Meninggal 1." in desk.text
    for what in ("letters", "labels"):
        assert api.call("GET", f"/v1/coverage/campaigns/c1/{what}.pdf").status == 200
    printed = [what[2] for what in office.ports.coverage.printer.printed]
    assert [[person for person, _ in each] for each in printed] == [[codes[2]]] * 2  # type: ignore[attr-defined]
    table_of = api.call("GET", "/v1/coverage/campaigns/c1/people.csv").content.decode("utf-8-sig")
    marked = {each["id"]: each["tidak_disurati"] for each in csv.DictReader(io.StringIO(table_of))}
    assert marked == {codes[0]: "ya", codes[1]: "ya", codes[2]: ""}
    put(api, f"/v1/coverage/campaigns/c1/people/{codes[2]}", {"outcome": "dead"}, 1)
    assert api.call("GET", "/v1/coverage/campaigns/c1/labels.pdf").status == 422
    assert desk.go("/office/coverage/campaigns/c1/letters.pdf").status == 422
    assert "Tidak ada yang perlu dicetak" in desk.text


def test_letters_are_on_record_as_issued_once_they_are_made_and_as_many_as_they_are(
    office: MiniOffice, api: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(office, line(1), line(2))
    make_campaign(api)
    seen, path = office.ports.coverage.seen.views, "/v1/coverage/campaigns/c1/letters.pdf"
    with monkeypatch.context() as broken:
        broken.setattr(office.ports.coverage.printer, "_print", lambda *_: (_ for _ in ()).throw(UnavailableError))
        assert Gateway(api.app, token=api.token).call("GET", path).status == 503
    assert [view for view in seen if view.what == "letters c1"] == []
    assert api.call("GET", f"{path}?start=1").status == 200
    assert [view.count for view in seen if view.what == "letters c1"] == [1]


def test_an_outcome_that_is_none_takes_nothing_back(office: MiniOffice, api: Gateway, desk: Browser) -> None:
    bring(office, line(1))
    make_campaign(api)
    person = people(api)[0]["person"]["person"]
    put(api, f"/v1/coverage/campaigns/c1/people/{person}", {"outcome": "moved"}, 0)
    desk.go("/office/coverage/campaigns/c1?show=all")
    form = next(form for form in desk.forms if form.fields.get("person") == person)
    assert desk.send(form, outcome="gone").status == 422
    assert api.call("GET", "/v1/coverage/campaigns/c1").json["outcomes"]["moved"] == 1
    assert desk.send(form, outcome="").status == 200
    assert api.call("GET", "/v1/coverage/campaigns/c1").json["outcomes"]["open"] == 1


def test_a_day_is_planned_booked_and_counted_on_the_page(office: MiniOffice, desk: Browser, api: Gateway) -> None:
    bring(office, line(1), line(2), line(3))
    make_campaign(api)
    desk.go("/office/coverage/recordings")
    assert desk.press("recordings?", place="Balai", day="2020-01-01", slots="pagi", village="x").status == 422
    desk.press("recordings?", **PLAN)
    assert "Tersimpan." in desk.text
    codes = [each["person"]["person"][:8] for each in people(api)]
    for code in codes[:2]:
        desk.press("what=book", code=code, slot="08:00", campaign="c1")
        assert "Sudah dijadwalkan." in desk.text
        assert "campaign=c1" in desk.path  # whoever books a pile of letters chooses once
    assert "08:00 (2/2, penuh)" in desk.text
    assert desk.press("what=book", code=codes[2], slot="08:00", campaign="c1").status == 422
    assert "Jam ini sudah penuh." in desk.text
    assert desk.press("what=walk-in", nik="3573990503909999", slot="08:00").status == 422
    assert "Orang ini tidak ada dalam daftar." in desk.text
    desk.send(next(form for form in desk.forms if form.fields.get("person", "").startswith(codes[0])), step="came")
    desk.press("what=others", others="4")
    assert "5 orang direkam hari itu." in desk.text
    steps = api.call("GET", f"/v1{desk.path.removeprefix('/office').partition('?')[0]}/steps").json["items"]
    assert [(step["by"], step["what"]) for step in steps[-2:]] == [("kasi", "came"), ("kasi", "others")]
    assert "Tanpa jadwal: 4" in desk.text


def test_a_day_off_has_to_be_confirmed_for_the_day_it_was_shown_for(
    office: MiniOffice, desk: Browser, api: Gateway
) -> None:
    sunday, next_sunday = "2026-03-08", "2026-03-15"
    refused = api.call("PUT", "/v1/coverage/recordings/r1", {**PLAN, "day": sunday})
    assert (refused.status, faults(refused)) == (422, {("day", "day_is_sunday")})
    meant = {**PLAN, "day": sunday, "on_day_off": True}
    answers = [api.call("PUT", "/v1/coverage/recordings/r1", meant) for _ in range(2)]
    assert [(answer.status, answer.json["day"]) for answer in answers] == [(200, sunday)] * 2
    assert faults(api.call("PUT", "/v1/coverage/recordings/r2", {**meant, "day": "2027-03-04"})) == {
        ("day", "day_too_far")
    }
    desk.go("/office/coverage/recordings")
    assert desk.press("recordings?", **{**PLAN, "day": sunday}).status == 422
    assert "Tanggal ini hari Minggu." in desk.text
    assert desk.press("recordings?", **{**PLAN, "day": next_sunday}, on_day_off=sunday).status == 422
    desk.press("recordings?", **{**PLAN, "day": next_sunday}, on_day_off=next_sunday)
    assert "Tersimpan." in desk.text
    assert {f"{day.day}" for day in office.services.coverage.recordings.days.list_all()} == {sunday, next_sunday}


def test_a_planned_day_that_the_calendar_closes_is_flagged_and_takes_nobody_new_until_it_is_held(
    office: MiniOffice, desk: Browser, api: Gateway
) -> None:
    bring(office, line(1), line(2))
    make_campaign(api)
    first, second = (each["person"]["person"] for each in people(api))
    day, path = "2026-03-10", "/v1/coverage/recordings/r1"
    assert api.call("PUT", path, {**PLAN, "day": day}).json["day_off"] is None
    into = {"slot": "08:00", "campaign": "c1"}
    assert api.call("PUT", f"{path}/bookings/{first}", into).status == 200
    closing = {"first": day, "last": day, "why": "Pindah gedung", "is_closed": True}
    closed = office.staff(Role.ADMINISTRATOR).call("POST", "/v1/calendar/days", closing, {"If-Match": '"0"'})
    assert closed.status == 200
    office.ports.clock.advance(seconds=61)  # as every process serves it a minute later
    assert api.call("PUT", f"{path}/bookings/{first}", into).status == 200  # said once more, it is no new booking
    refused = api.call("PUT", f"{path}/bookings/{second}", into)
    assert (refused.status, faults(refused)) == (422, {("slot", "recording_day_off")})
    (listed,) = api.call("GET", "/v1/coverage/recordings").json["items"]
    assert (listed["day_off"], listed["on_day_off"], len(listed["bookings"])) == ("day_is_closed", False, 1)
    desk.go("/office/coverage")
    assert "1 hari jemput bola jatuh pada hari libur" in desk.text
    desk.go("/office/coverage/recordings")
    assert "Kantor tutup" in desk.text
    desk.go("/office/coverage/recordings/r1")
    assert "1 orang sudah dijadwalkan dan tetap tercatat." in desk.text
    assert not [form for form in desk.forms if "what=book" in form.action]
    desk.press("what=hold", step="hold")
    assert "Tetap diadakan pada hari libur" in desk.text
    assert api.call("PUT", f"{path}/bookings/{second}", into).status == 200
    told = api.call("GET", path).json
    assert (told["day_off"], told["on_day_off"], len(told["bookings"])) == (None, True, 2)


def test_who_is_left_out_of_a_campaign_is_told_by_reason_and_taken_where_asked(
    office: MiniOffice, desk: Browser, api: Gateway
) -> None:
    bring(office, line(1), line(2), line(3))
    make_campaign(api)
    first, *_ = (each["person"]["person"] for each in people(api))
    put(api, f"/v1/coverage/campaigns/c1/people/{first}", {"outcome": "dead"}, 0)
    made = make_campaign(api, "c2").json
    assert (made["people"], made["left_out"], made["open_elsewhere"]) == (2, {"dead": 1}, 2)
    assert make_campaign(api, "c3", also=["dead"]).json["people"] == 3
    desk.go("/office/coverage/campaigns")
    assert "Meninggal: 1 orang" in desk.text
    desk.press("campaigns?", name="Surat Mei", channel="post")
    assert "1 orang yang cocok tidak ikut karena sudah diketahui keadaannya: Meninggal 1." in desk.text
    assert "2 orang di sini juga ada di kampanye lain" in desk.text
    desk.go("/office/coverage/campaigns")
    desk.press("campaigns?", name="Surat Juni", channel="post", also="dead")
    assert "3 orang, dari 3 yang cocok." in desk.text
    desk.go("/office/coverage/campaigns")
    assert desk.press("campaigns?", name="Surat Juli", channel="post", also="rich").status == 422
