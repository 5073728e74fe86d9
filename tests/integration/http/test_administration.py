"""Who works at the office and who hands over, as an administrator changes it: by the API and on the pages."""

import json
from typing import Any

import pytest

from chalicelib.adapters.identity.detached_jws import make_key, sign_detached
from chalicelib.domain.access import Role
from chalicelib.domain.errors import BatchRefusedError
from tests.gateway import Answer, Gateway
from tests.integration.http.admin_calls import PUBLIC_KEY
from tests.integration.http.walk import problem
from tests.office import MiniOffice
from tests.officers import sign_in
from tests.post_keys import PARTNER


@pytest.fixture
def api(office: MiniOffice) -> Gateway:
    return office.staff(Role.ADMINISTRATOR, "adm1")


def put(api: Gateway, path: str, body: dict[str, Any], version: int = 0, method: str = "PUT") -> Answer:
    return api.call(method, path, body, {"If-Match": f'"{version}"'})


def acts(api: Gateway) -> list[tuple[str, str, dict[str, str]]]:
    items = api.call("GET", "/v1/admin-log").json["items"]
    return [(item["action"], item["subject"], item["details"]) for item in items]


def test_roles_are_given_and_taken_and_each_act_is_recorded(office: MiniOffice, api: Gateway) -> None:
    assert api.call("GET", "/v1/officers/v1").json["version"] == 0
    listed = put(api, "/v1/officers/v1", {"name": " Ibu  Contoh ", "roles": ["verifier"]})
    assert (listed.status, listed.headers["ETag"], listed.json["name"]) == (200, '"1"', "Ibu Contoh")
    office.ports.clock.advance(seconds=1)
    changed = put(api, "/v1/officers/v1", {"name": "Ibu Contoh", "roles": [], "is_suspended": True}, 1)
    assert changed.json["roles"] == []
    assert acts(api) == [
        ("officer_changed", "v1", {"roles": "", "is_suspended": "yes"}),
        ("officer_listed", "v1", {"roles": "verifier", "is_suspended": "no"}),
    ]
    assert [item["officer"] for item in api.call("GET", "/v1/officers").json["items"]] == ["v1"]


def test_the_same_again_changes_nothing_and_a_stale_change_is_refused(api: Gateway) -> None:
    body = {"name": "Ibu Contoh", "roles": ["verifier"]}
    put(api, "/v1/officers/v1", body)
    assert put(api, "/v1/officers/v1", body, 1).json["version"] == 1
    stale = put(api, "/v1/officers/v1", {**body, "roles": ["counter"]}, 0)
    assert (stale.status, problem(stale)) == (412, "stale-version")
    assert len(acts(api)) == 1


@pytest.mark.parametrize("body", [{"is_suspended": True}, {"roles": ["verifier"]}])
def test_nobody_locks_themselves_out(api: Gateway, body: dict[str, Any]) -> None:
    refused = put(api, "/v1/officers/adm1", body)
    assert [error["code"] for error in refused.json["errors"]] == ["own_account"]
    assert acts(api) == []


def test_who_is_administrator_by_the_list_alone_stays_on_it(office: MiniOffice, api: Gateway) -> None:
    put(api, "/v1/officers/v1", {"roles": ["administrator"]})
    own = office.staff(Role.VERIFIER, "v1")
    refused = put(own, "/v1/officers/v1", {"roles": None}, 1)
    assert [error["code"] for error in refused.json["errors"]] == ["own_account"]


def test_a_private_key_is_called_so_and_shown_to_nobody(office: MiniOffice, api: Gateway) -> None:
    put(api, "/v1/partners/poslain", {"name": "Kantor Pos Lain"})
    browser = sign_in(office, Role.ADMINISTRATOR, officer="adm1")
    browser.go("/office/admin/partners/poslain")
    answer = browser.press("partners/poslain", jwk='{"kty": "OKP", "kid": "k1", "d": "secret-part"}')
    assert answer.status == 422
    assert "Ini kunci rahasia" in browser.text
    assert b"secret-part" not in answer.content


def test_a_fault_without_any_role_is_told_on_the_page(office: MiniOffice) -> None:
    browser = sign_in(office, Role.ADMINISTRATOR, officer="adm1")
    browser.go("/office/admin/officers/adm1")
    answer = browser.press("officers/adm1", is_suspended="yes", **{"from": "token"})
    assert answer.status == 422
    assert "Anda tidak bisa mencabut hak admin" in browser.text


def test_roles_that_would_be_dropped_are_refused_and_stay_ticked(office: MiniOffice, api: Gateway) -> None:
    browser = sign_in(office, Role.ADMINISTRATOR, officer="adm1")
    browser.go("/office/admin/officers/v1")
    refused = browser.press("officers/v1?", **{"name": "Ibu Contoh", "from": "token", "role": "auditor"})
    assert refused.status == 422
    assert "Peran yang dicentang hanya berlaku bila" in browser.text
    content = refused.content.decode()
    assert 'value="auditor" checked' in content
    assert 'value="Ibu Contoh"' in content
    assert not office.ports.officers.get("v1").version
    put(api, "/v1/officers/v1", {"name": "Ibu Contoh", "roles": ["counter"]})
    browser.go("/office/admin/officers/v1")
    assert browser.press("officers/v1?", **{"from": "token", "role": "counter"}).status == 200
    assert office.ports.officers.get("v1").roles is None  # as they stood: whoever gives the list up unticks nothing


def test_a_stale_form_keeps_what_was_typed(office: MiniOffice, api: Gateway) -> None:
    browser = sign_in(office, Role.ADMINISTRATOR, officer="adm2")
    browser.go("/office/admin/officers/v1")
    put(api, "/v1/officers/v1", {"roles": ["counter"]})
    answer = browser.press("officers/v1", name="Ibu Contoh", role="verifier", **{"from": "list"})
    assert answer.status == 412
    assert b'value="Ibu Contoh"' in answer.content
    assert "Belum ada yang disimpan: isinya berubah sejak halaman ini Anda buka." in browser.text
    assert "mencatat petugas, peran: petugas loket, dibekukan: tidak (adm1, 2 Maret 2026" in browser.text
    assert "Muat ulang" not in browser.text
    assert browser.press("officers/v1", name="Ibu Contoh").status == 200  # what was typed can be sent again
    assert office.ports.officers.get("v1").roles == frozenset({Role.VERIFIER})


def test_a_stale_press_beside_the_form_leaves_the_form_as_it_is_stored(office: MiniOffice, api: Gateway) -> None:
    """Nothing was typed there: an emptied form, saved in haste, would take every role away."""
    put(api, "/v1/officers/v1", {"name": "Ibu Contoh", "roles": ["counter"]})
    browser = sign_in(office, Role.ADMINISTRATOR, officer="adm1")
    browser.go("/office/admin/officers/v1")
    put(api, "/v1/officers/v1", {"name": "Ibu Contoh", "roles": ["verifier"]}, 1)
    assert browser.press("what=out").status == 412
    content = browser.page.content.decode()
    assert 'value="Ibu Contoh"' in content
    assert 'value="verifier" checked' in content


def test_signing_somebody_out_ends_their_sessions(office: MiniOffice, api: Gateway) -> None:
    browser = sign_in(office, Role.VERIFIER, officer="v1")
    office.ports.clock.advance(seconds=1)
    assert put(api, "/v1/officers/v1/sign-out", {}, method="POST").status == 200
    assert browser.go("/office").status == 401
    assert acts(api) == [("signed_out", "v1", {})]


def test_a_new_key_signs_and_a_withdrawn_one_does_not(office: MiniOffice, api: Gateway) -> None:
    key = make_key("k9")
    payload = b'{"a":1}'
    keys = office.ports.post.partner_keys
    with pytest.raises(BatchRefusedError, match="signature_wrong"):
        keys.verify(PARTNER, sign_detached(payload, key), payload)
    put(api, f"/v1/partners/{PARTNER}", {"name": "Kantor Pos", "email": "a@example.org"})
    public = json.dumps({name: value for name, value in key.items() if name != "d"})
    assert put(api, f"/v1/partners/{PARTNER}/keys", {"jwk": public}, 1, "POST").status == 200
    keys.verify(PARTNER, sign_detached(payload, key), payload)
    shown = put(api, f"/v1/partners/{PARTNER}/keys/k9", {}, 2, "DELETE").json
    assert shown["keys"][0]["withdrawn_at"] is not None
    with pytest.raises(BatchRefusedError, match="signature_wrong"):
        keys.verify(PARTNER, sign_detached(payload, key), payload)
    assert [act[0] for act in acts(api)][-1] == "partner_listed"


def test_who_is_suspended_hands_nothing_over(office: MiniOffice, api: Gateway) -> None:
    put(api, f"/v1/partners/{PARTNER}", {"name": "Kantor Pos", "is_suspended": True})
    with pytest.raises(BatchRefusedError, match="partner_unknown"):
        office.ports.post.partner_keys.verify(PARTNER, "x.y.z", b"{}")


@pytest.mark.parametrize(
    ("jwk", "codes"),
    [
        ("not json", {"not_json"}),
        ("{}", {"missing"}),
        (json.dumps(make_key("k3")), {"private_key"}),
        (PUBLIC_KEY.replace('"x"', '"X"'), {"missing", "unknown_field"}),
    ],
    ids=["no JSON", "nothing", "a private key", "a part of another name"],
)
def test_what_is_no_public_key_is_refused_with_every_fault(api: Gateway, jwk: str, codes: set[str]) -> None:
    put(api, "/v1/partners/posmlg", {"name": "Kantor Pos"})
    refused = put(api, "/v1/partners/posmlg/keys", {"jwk": jwk}, 1, "POST")
    assert refused.status == 422
    assert {error["code"] for error in refused.json["errors"]} == codes


def test_the_name_of_a_key_is_used_once(api: Gateway) -> None:
    put(api, "/v1/partners/posmlg", {"name": "Kantor Pos"})
    assert put(api, "/v1/partners/posmlg/keys", {"jwk": PUBLIC_KEY}, 1, "POST").status == 200
    put(api, "/v1/partners/posmlg/keys/k2", {}, 2, "DELETE")
    again = put(api, "/v1/partners/posmlg/keys", {"jwk": PUBLIC_KEY}, 3, "POST")
    assert [error["code"] for error in again.json["errors"]] == ["kid_twice"]


def test_an_unlisted_post_office_has_no_keys_to_change(api: Gateway) -> None:
    assert put(api, "/v1/partners/posmlg/keys", {"jwk": PUBLIC_KEY}, 0, "POST").status == 404


def test_an_officer_is_listed_on_the_page(office: MiniOffice) -> None:
    browser = sign_in(office, Role.ADMINISTRATOR, officer="adm1")
    browser.go("/office/admin/officers")
    assert browser.press("officers?", officer="v 1").status == 422
    browser.press("officers?", officer="v1")
    assert browser.path.startswith("/office/admin/officers/v1")
    browser.press("officers/v1?", **{"name": "Ibu Contoh", "from": "list", "role": "verifier"})
    assert "Tersimpan." in browser.text
    assert office.ports.officers.get("v1").roles == frozenset({Role.VERIFIER})
    browser.go("/office/admin/log")
    assert "mencatat petugas" in browser.text
    assert "adm1" in browser.text


def test_what_an_administrator_let_hold_stands_in_the_log_for_the_auditor_who_changes_nothing(
    office: MiniOffice, api: Gateway
) -> None:
    for body in (
        {"limits": {"answer_days": 45}, "office": {"notice": {"id": "Libur.", "en": "Closed."}}},
        {"calendar": {"closed": [{"day": "2026-03-10", "why": "Pelantikan"}]}},
    ):
        number = api.call("POST", "/v1/overlays", body).json["number"]
        put(api, f"/v1/overlays/{number}/publication", {}, number - 1)
        office.ports.clock.advance(seconds=61)
    put(api, "/v1/officers/v1", {"name": "Ibu Contoh", "roles": ["verifier"]})
    auditor, path = office.staff(Role.AUDITOR), "/v1/calendar/days"
    assert acts(auditor) == [
        ("officer_listed", "v1", {"roles": "verifier", "is_suspended": "no"}),
        ("overlay_published", "2", {"limits": "answer_days=", "days": "+2026-03-10", "office": "notice"}),
        ("overlay_published", "1", {"limits": "answer_days=45", "office": "notice"}),
    ]
    days = {"first": "2026-03-11", "last": "2026-03-11", "why": "x", "is_closed": True}
    reads = [auditor.call("GET", read).status for read in ("/v1/calendar", "/v1/overlays", "/v1/overlays/2")]
    writes = [put(auditor, path, days, 2, "POST").status, put(auditor, "/v1/overlays/1/publication", {}, 2).status]
    assert (reads, writes) == ([200] * 3, [403] * 2)
    browser = sign_in(office, Role.AUDITOR)
    browser.go("/office/admin")
    assert [name in browser.text for name in ("Catatan perubahan", "Kalender kantor", "Batas waktu")] == [
        True, True, False,
    ]  # fmt: skip
    browser.go("/office/admin/log")
    for said in ("+ 10 Maret 2026: tutup", "(hari): 45", "kembali ke bawaan", "pengumuman", "adm1"):
        assert said in browser.text
    browser.go("/office/admin/calendar")
    assert "Pelantikan" in browser.text
    assert not [form for form in browser.forms if "calendar" in form.action]


def test_two_tabs_do_not_overwrite_one_another(office: MiniOffice) -> None:
    one, other = (sign_in(office, Role.ADMINISTRATOR, officer="adm1") for _ in range(2))
    for browser in (one, other):
        browser.go("/office/admin/officers/v1")
    one.press("officers/v1?", name="Satu")
    assert other.press("officers/v1?", name="Dua").status == 412
    assert "Anda sendiri di tab atau perangkat lain" in other.text
    assert office.ports.officers.get("v1").name == "Satu"


def test_a_mistake_keeps_what_was_typed(office: MiniOffice) -> None:
    browser = sign_in(office, Role.ADMINISTRATOR, officer="adm1")
    browser.go("/office/admin/officers/adm1")
    assert browser.press("officers/adm1?", **{"name": "Saya", "from": "list", "role": "counter"}).status == 422
    assert 'value="Saya"' in browser.page.content.decode()
    assert "Minta admin lain." in browser.text


def test_limits_hold_at_once_and_leave_the_rest_of_the_overlay(office: MiniOffice) -> None:
    browser = sign_in(office, Role.ADMINISTRATOR, officer="adm1")
    browser.go("/office/admin/limits")
    assert browser.press("limits", draft_days="6", answer_days="abc", claim_idle_minutes="45").status == 422
    assert office.ports.overlays.holding_number() == 0
    browser.press("limits", draft_days="", answer_days="45", claim_idle_minutes="")
    assert "Tersimpan." in browser.text
    office.ports.clock.advance(seconds=61)
    services = office.services.present()
    assert services.office.limits.answer_days == 45
    assert services.office.limits.draft_days == 30


def test_how_long_it_is_kept_who_saw_what_is_chosen_where_other_limits_are(office: MiniOffice) -> None:
    browser = sign_in(office, Role.ADMINISTRATOR, officer="adm1")
    resident = office.start()
    verifier = sign_in(office, Role.VERIFIER, officer="v1")
    verifier.go(f"/office/cases/{resident.id}")
    browser.go("/office/admin/limits")
    assert browser.press("limits", seen_days="30").status == 422
    assert 'href="#seen_days"' in browser.page.content.decode()
    browser.press("limits", seen_days="365")
    office.ports.clock.advance(seconds=61)
    verifier.go(f"/office/cases/{resident.id}")
    log = office.ports.seen
    assert [(log.until[seen.id] - seen.at).days for seen in log.seen] == [1826, 365]
    number = office.ports.overlays.holding_number()
    assert office.ports.overlays.get(number).published_by == "adm1"


def test_a_warning_comes_before_the_end_it_warns_of(office: MiniOffice) -> None:
    browser = sign_in(office, Role.ADMINISTRATOR, officer="adm1")
    browser.go("/office/admin/limits")
    refused = browser.press("limits", draft_days="10", draft_warning_days="10")
    assert refused.status == 422
    assert 'href="#draft_warning_days"' in refused.content.decode()


def test_somebody_elses_limits_are_not_overwritten(office: MiniOffice) -> None:
    one, other = (sign_in(office, Role.ADMINISTRATOR, officer="adm1") for _ in range(2))
    for browser in (one, other):
        browser.go("/office/admin/limits")
    one.press("limits", answer_days="45")
    refused = other.press("limits", answer_days="50")
    assert refused.status == 409
    assert 'value="50"' in refused.content.decode()
    assert "Waktu warga melengkapi berkas (hari): 45 (Anda sendiri di tab atau perangkat lain, " in other.text
    other.press("limits")
    office.ports.clock.advance(seconds=61)
    assert office.services.present().office.limits.answer_days == 50


def test_a_stale_form_of_a_post_office_keeps_what_was_ticked(office: MiniOffice, api: Gateway) -> None:
    browser = sign_in(office, Role.ADMINISTRATOR, officer="adm1")
    browser.go("/office/admin/partners/poslain")
    assert put(api, "/v1/partners/poslain", {"name": "Kantor Pos Lain"}).status == 200
    assert browser.press("partners/poslain?", name="Pos", is_suspended="yes").status == 412
    assert 'value="yes" checked' in browser.page.content.decode()
    assert "mencatat kantor pos" in browser.text


def test_a_token_carries_the_roles_that_the_office_lists(office: MiniOffice, api: Gateway) -> None:
    verifier = office.staff(Role.VERIFIER, "v1")
    assert verifier.call("GET", "/v1/cases").status == 200
    put(api, "/v1/officers/v1", {"roles": ["assistant"]})
    assert verifier.call("GET", "/v1/cases").status == 403
    put(api, "/v1/officers/v1", {"roles": ["auditor"], "is_suspended": True}, 1)
    assert verifier.call("GET", "/v1/cases").status == 401
