"""One sound call of every declared route, on an application that has been handed in."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from chalicelib.domain.access import Role
from chalicelib.domain.document import Inspection, MediaType
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.stop_link import StopToken
from chalicelib.services.gateway_signature import HEADER, sign
from functions._http import ROUTES, Audience, Route
from infra.local.puzzles import solve
from tests.gateway import Answer
from tests.integration.http.admin_calls import call_admin, is_of_administration
from tests.integration.http.contract import Witness
from tests.integration.http.counter_given import address_given, next_hour
from tests.integration.http.coverage_calls import call_coverage, fill, is_of_coverage, prepare_coverage
from tests.integration.http.letter_calls import call_letters_api, fill_letters, is_of_letters
from tests.integration.http.office_calls import call_for_token, call_office_page, call_signed_in
from tests.integration.http.overlay_calls import OVERLAYS, call_overlays
from tests.integration.http.post_calls import call_postal, is_postal
from tests.integration.http.printing_calls import call_printing, is_of_printing, prepare
from tests.integration.http.signing_calls import call_results, call_signing, is_of_results, is_of_signing
from tests.integration.http.walk import bring_to, producer, stored, verifier
from tests.office import JPEG, LOST, PUBLIC, MiniOffice, Resident
from tests.post_fakes import BLURRED
from tests.residents import BROWSER, FORM, as_header, cookies_of

STATES = {
    **dict.fromkeys(("get_step", "save_step", "get_check", "hand_in", "get_cover_sheet_page"), CaseState.DRAFT),
    **dict.fromkeys(("get_paper", "add_file", "get_file_form", "note_file"), CaseState.DRAFT),
    **dict.fromkeys(("withdraw_file", "keep_file", "open_assisted"), CaseState.DRAFT),
    "amend_application": CaseState.DRAFT,
    "get_cover_sheet": CaseState.DRAFT,
    "request_upload": CaseState.DRAFT,
    "withdraw_upload": CaseState.DRAFT,
    "keep_upload": CaseState.DRAFT,
    "start_application": CaseState.DRAFT,
    "reopen_assisted": CaseState.DRAFT,
    "claim_case": CaseState.SUBMITTED,
    "record_milestone": CaseState.COMPLETE,
    "correct_numbers": CaseState.COMPLETE,
    "correct_contact": CaseState.COMPLETE,
    "record_residence": CaseState.COMPLETE,
    "hand_over": CaseState.READY,
    **dict.fromkeys(
        (
            "note_appointment",
            "book_pick_up",
            "cancel_pick_up",
            "change_pick_up",
            "book_pick_up_for",
            "cancel_pick_up_for",
            "change_pick_up_of",
        ),
        CaseState.READY,
    ),
    **dict.fromkeys(
        ("hand_over_here", "note_no_show", "print_labels", "print_labels_here", "scan_dispatch"), CaseState.READY
    ),
    **dict.fromkeys(("undo_hand_over", "undo_here"), CaseState.CLOSED),
    "dispatch_product": CaseState.READY,
    "record_delivery": CaseState.READY,
}
KEEPS = {"keep_upload", "keep_file"}
STAFF_MEMBER = "verifier-1"
IN_REVIEW = {"release_case", "judge_document", "return_case", "accept_case", "reject_case", "cancel_case"}


def state_for(route: Route) -> CaseState:
    """A state in which the route has something to do."""
    return STATES.get(route.name, CaseState.IN_REVIEW if route.name in IN_REVIEW else CaseState.SUBMITTED)


def call_route(office: MiniOffice, route: Route, headers: dict[str, str]) -> Answer:
    """The answer to one sound call. `headers` go on top of those that the route needs."""
    answer = _call_elsewhere(office, route, headers)
    if answer is not None:
        return answer
    resident = bring_to(office, state_for(route))
    _prepare(office, route, resident)
    path = route.path.format(
        application_id=resident.id,
        upload_id=stored(office, resident.id).uploads[0].id,
        receipt=resident.id,
        code=LOST["service"],
        number="1",
        step="name",
        slot="kk",
        language="en",
        document="kk",
        officer="v1",
        partner="posmlg",
        deed="call",
        name=next(iter(office.services.assets._manifest.values()), "none"),
    )
    path += "?service=KTP-LOST" if route.name == "get_apply" else ""
    path += f"?k={_stop_key(office)}" if route.path == "/stop" else ""
    if route.name == "give_token":
        return call_for_token(office, headers)
    if route.audience is Audience.OFFICER:
        return call_office_page(office, route, headers, path)
    needed = {"Idempotency-Key": office.key()} if "Idempotency-Key" in route.headers else {}
    if route.is_page:
        needed |= as_header(cookies_of(office, resident.id)) | (FORM if route.method == "POST" else {})
    if route.if_match:
        needed["If-Match"] = f'"{stored(office, resident.id).version}"'
    if route.name == "switch_hold":
        needed["If-Match"] = f'"{office.ports.holds.holds.version}"'
    body = _bodies(resident).get(route.name)
    return _api(office, route, resident).call(route.method, path, body, {**needed, **headers})


def _call_elsewhere(office: MiniOffice, route: Route, headers: dict[str, str]) -> Answer | None:
    """The answer of a route that is about no single case."""
    if route.name == "end_sign_in":
        return call_signed_in(office, headers)
    for is_theirs, call in (
        (route.path.startswith(OVERLAYS), call_overlays),
        (is_of_printing(route) and route.audience is Audience.STAFF, call_printing),
        (is_of_printing(route), call_printing_page),
        (is_of_letters(route), call_letters),
        (is_of_results(route), call_results),
        (is_of_signing(route), call_signing),
        (is_of_administration(route), call_admin),
        (is_of_coverage(route), _call_coverage),
        (is_postal(route), call_postal),
        (route.name == "take_gateway_report", call_gateway),
    ):
        if is_theirs:
            return call(office, route, headers)
    return None


def call_printing_page(office: MiniOffice, route: Route, headers: dict[str, str]) -> Answer:
    """A page of a producer, by somebody who may."""
    named = prepare(office, route)
    return call_office_page(office, route, headers, route.path.format(**named), code=named["code"])


def call_letters(office: MiniOffice, route: Route, headers: dict[str, str]) -> Answer:
    """A step with letters: one waits, or is in a batch, or was mailed."""
    named = fill_letters(office, route)
    path = route.path.format(**named)
    if route.audience is Audience.OFFICER:
        return call_office_page(office, route, headers, path, letter=named["letter"])
    return call_letters_api(office, route, path, named, headers)


def _call_coverage(office: MiniOffice, route: Route, headers: dict[str, str]) -> Answer:
    if route.audience is Audience.STAFF:
        return call_coverage(office, route, headers)
    return call_office_page(office, route, headers, fill(route, prepare_coverage(office, route)))


def call_gateway(office: MiniOffice, route: Route, headers: dict[str, str]) -> Answer:
    """As the city's gateway, which signs what it reports."""
    told = {"reference": "TESTTESTTE5-000001-received--gateway-1", "status": "delivered"}
    body = json.dumps({**told, "at": office.ports.clock.now().isoformat()}).encode()
    signature = sign(office.ports.keys.gateway, body, office.ports.clock.now())
    needed = {"Content-Type": "application/json", HEADER: signature}
    return Witness(PUBLIC).call(route.method, route.path, body, {**needed, **headers})


def _prepare(office: MiniOffice, route: Route, resident: Resident) -> None:
    if "/assisted-" in route.path:
        began = stored(office, resident.id).model_copy(update={"assisted_by": STAFF_MEMBER})
        office.ports.registry.cases[resident.id] = began
    if route.name == "settle_duplicate":
        other = ReceiptNumber.restore(office.start().id)
        alike = stored(office, resident.id).model_copy(update={"possible_duplicates": (other,)})
        office.ports.registry.cases[resident.id] = alike
    if route.name in KEEPS:
        office.ports.inspector.verdicts[JPEG] = Inspection(detected_type=MediaType.JPEG, findings=(BLURRED,))
    if route.name in {"get_file_form", "note_file"}:
        resident.offer("kk")
    elif state_for(route) is CaseState.DRAFT:
        resident.send("kk")
    if route.name in KEEPS:
        office.work()
    if route.name == "accept_case":
        verifier(office, resident).accept_all()
    _prepare_counter(office, route, resident)
    if route.name == "lift_suppression":
        assert resident.call("PUT", "/news", {"channel": "email", "wants_news": False}).status == 200
    if route.name == "record_delivery":
        mailed = {"product": "p1", "postal_number": "RR000000005ID"}
        assert producer(office, resident).move("POST", "/dispatch", mailed).status == 200


def _prepare_counter(office: MiniOffice, route: Route, resident: Resident) -> None:
    if route.name in {"print_labels", "print_labels_here", "scan_dispatch"}:
        known = stored(office, resident.id)
        office.ports.registry.cases[resident.id] = known.model_copy(update={"sent_by_post": True})
        address_given(office, resident.id)
    if route.name in {"note_appointment", "note_no_show", "cancel_pick_up", "cancel_pick_up_for", "change_pick_up_of"}:
        booked = resident.call("POST", "/pick-up", next_hour(office))
        assert booked.status == 200, booked.content
    if route.name in {"note_appointment", "note_no_show"}:
        office.ports.clock.advance(days=2)  # nobody is late before their hour


def _api(office: MiniOffice, route: Route, resident: Resident) -> Witness:
    if route.audience is not Audience.STAFF:
        return Witness(PUBLIC, token=resident.started["access_token"])
    role = Role.VERIFIER if Role.VERIFIER in route.roles else min(route.roles)
    staff = office.staff(role, STAFF_MEMBER)
    return Witness(staff.app, token=staff.token)


def _solved(office: MiniOffice) -> dict[str, str]:
    """A puzzle that somebody thought about for a while."""
    now = office.ports.clock.now()
    puzzle = office.services.puzzles.make(now - timedelta(minutes=1))
    return {"sealed": puzzle.sealed, "answer": str(sum(puzzle.question))}


def _worked_for_a_pin(resident: Resident) -> dict[str, str]:
    """As `GET …/pin-puzzle` gives it to a visit that holds."""
    services, now = resident.office.services, resident.office.ports.clock.now()
    visitor = services.track.visit(stored(resident.office, resident.id))
    puzzle = services.puzzles.make(now, visitor.next_pin)
    return solve({"challenge": json.loads(puzzle.challenge), "sealed": puzzle.sealed})


def _stop_key(office: MiniOffice) -> str:
    return StopToken(NoticeChannel.EMAIL, "00" * 32).write(office.ports.keys.stop)


def _ticket(office: MiniOffice, resident: Resident) -> str:
    visitor = office.services.track.visit(stored(office, resident.id))
    return office.services.assist_tickets.issue(visitor, STAFF_MEMBER, office.ports.clock.now())


def _forms(resident: Resident) -> dict[str, bytes]:
    office, number = resident.office, {"receipt_number": resident.started["receipt_number"]}

    def form(which: str, **typed: str) -> bytes:
        return urlencode({"token": office.services.visits.form_token(BROWSER, which), **typed}).encode()

    own = dict.fromkeys(("share", "finish", "hand_in", "add_file", "withdraw_file", "keep_file"), form(resident.id))
    own["stop_whatsapp"] = form(resident.id)
    own["set_own_news"] = form(resident.id, channel="email", do="stop")
    return own | {
        "change_stop": urlencode({"do": "stop"}).encode(),
        "follow": urlencode({**number, "pin": resident.started["pin"]}).encode(),
        "begin": form("apply", service="KTP-LOST", **_solved(office)),
        "open_assisted": urlencode({"ticket": _ticket(office, resident)}).encode(),
        "resume": form("resume", **number, pin=resident.started["pin"]),
        "change_pick_up": form(resident.id, version="0", **{k: str(v) for k, v in next_hour(office).items()}),
        "save_step": form(resident.id, name="Contoh Nama"),
        "ask_for_new_pin": form(resident.id, **_worked_for_a_pin(resident)),
    }


def _alike(resident: Resident) -> tuple[str, ...]:
    return stored(resident.office, resident.id).possible_duplicates


def _bodies(resident: Resident) -> dict[str, dict[str, Any] | bytes]:
    number = {"receipt_number": resident.started["receipt_number"]}
    return {
        "keep_case": {"reason": "dispute"},
        **_forms(resident),
        "build_checklist": {"answers": {}},
        "set_news_way": {"channel": "sms", "wants_news": False},
        "set_news": {"token": _stop_key(resident.office), "wants_news": False},
        "track": {**number, "pin": resident.started["pin"]},
        "open_session": {**number, "pin": resident.started["pin"]},
        "start_application": LOST,
        "reissue_pin": {"puzzle": _worked_for_a_pin(resident)},
        "start_assisted": {"service": LOST["service"]},
        "amend_application": {"language": "en"},
        "request_upload": {"slot": "kk", "media_type": "image/jpeg", "size": 10},
        "search_cases": number,
        "keep_view_of": {"name": "Pos", "filters": {"channel": "post"}},
        "forget_view_of": {"name": "Pos"},
        "judge_document": {"kind": "accepted"},
        "return_case": {"missing": [{"slot": "kk"}]},
        "reject_case": {"reason": "other"},
        "cancel_case": {"reason": "other"},
        "note_call": {"outcome": "reached", "note": "will send it"},
        "correct_numbers": {"family_card_number": "3573990101150009"},
        "correct_contact": {"email": "another@example.org"},
        "record_residence": {"lives_in": "3573011001"},
        "lift_suppression": {"channel": "email", "reason": "resident_asked"},
        "settle_duplicate": {"other": next(iter(_alike(resident)), ""), "is_duplicate": False},
        "switch_hold": {"is_held": True},
        "record_milestone": {"milestone": "entered"},
        "record_milestones": {"milestone": "entered", "lines": [{"receipt": number["receipt_number"]}]},
        "hand_over": {"product": "p1", "collected_by": "self", "old_card": "lost", "identity_checked": True},
        "dispatch_product": {"product": "p1", "postal_number": "RR000000005ID"},
        "record_delivery": {"product": "p1", "outcome": "delivered"},
        "undo_hand_over": {"product": "p1", "reason": "slip"},
        "note_appointment": {"outcome": "no_show"},
        "record_dispatches": {"lines": [{"receipt": resident.id, "postal_number": "RR000000005ID"}]},
        "print_labels": {"receipts": [resident.id]},
        "cancel_pick_up": {"version": 1},
        "book_pick_up": next_hour(resident.office),
        "cancel_pick_up_for": {"version": 1},
        "book_pick_up_for": next_hour(resident.office),
    }


ALL = sorted(ROUTES, key=lambda route: (route.path, route.method))
