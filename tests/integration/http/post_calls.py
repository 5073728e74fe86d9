"""One sound call of every postal route: on a batch that is open, an envelope that waits, a case that came by post."""

import json
from dataclasses import dataclass
from typing import Any

from chalicelib.adapters.identity.detached_jws import sign_detached
from chalicelib.domain.access import Role
from functions._http import Audience, Route
from tests.gateway import Answer
from tests.integration.http.contract import Witness
from tests.office import STAFF, MiniOffice
from tests.post_keys import KEY, PARTNER
from tests.post_office import KEYED, Envelope, PostOffice

PAGES = ("/post", "/desk", "/assist", "/overlays", "/office/sign-in", "/office/signed-in")


def is_postal(route: Route) -> bool:
    """Whether the route is of the postal channel and served by the office surface."""
    on_cases = route.name in {"sort_pages", "key_case"}
    return on_cases or route.path in PAGES or route.path.startswith(OFFICE_PATHS)


OFFICE_PATHS = (
    "/v1/batches", "/v1/envelopes", "/v1/manifest", "/v1/overlays", "/v1/partners", "/v1/rescans", "/v1/statements",
)  # fmt: skip


@dataclass
class _Scene:
    office: MiniOffice
    partner: PostOffice
    batch: str
    envelope: str
    receipt: str


def call_postal(office: MiniOffice, route: Route, headers: dict[str, str]) -> Answer:
    """The answer to one sound call. `headers` go on top of those that the route needs."""
    scene = _set(office)
    path = route.path.format(
        batch=scene.batch,
        envelope=scene.envelope,
        receipt=scene.receipt,
        partner=PARTNER,
        day="2026-03-02",
        number="1",
    )
    body = _body(route, scene)
    raw = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
    needed = {"X-JWS-Signature": sign_detached(raw, KEY)} if route.headers and raw else {}
    if route.if_match:
        needed["If-Match"] = f'"{_version(route, scene)}"'
    return _api(office, route).call(route.method, path, raw, {**needed, **headers})


def _set(office: MiniOffice) -> _Scene:
    partner = PostOffice(office)
    waiting, filed = partner.post(Envelope("0001", ("paper",)), Envelope("0002", ("paper",), {"keyed": KEYED}))[
        "envelopes"
    ]
    unsent = Envelope("0009", ("paper",))
    manifest = partner.manifest([unsent])
    assert partner.open(manifest).status == 201
    partner.put(manifest["batch_id"], unsent)
    return _Scene(office, partner, manifest["batch_id"], waiting["envelope"], filed["receipt_number"].replace("-", ""))


def _version(route: Route, scene: _Scene) -> int:
    if "{receipt}" in route.path:
        return scene.office.ports.registry.cases[scene.receipt].version
    return scene.office.ports.registry.envelopes[scene.envelope].version


def _body(route: Route, scene: _Scene) -> dict[str, Any] | bytes | None:
    if route.name in {"open_batch", "check_manifest"}:
        return json.dumps(scene.partner.manifest([Envelope("0001", ("paper",))])).encode()
    bodies: dict[str, dict[str, Any]] = {
        "close_batch": {"without_missing": True},
        "make_room": {"files": []},
        "report_day": {"day": "2026-03-02", "batches": []},
        "resolve_envelope": {"resolution": {"action": "reject", "code": "unusable"}},
        "record_custody": {"place": "office"},
        "sort_pages": {"pages": {f"{scene.envelope[:-4]}0002.1": None}},
        "key_case": {"applicant_role": "self"},
    }
    return bodies.get(route.name)


def _api(office: MiniOffice, route: Route) -> Witness:
    if route.audience is Audience.PUBLIC:
        return Witness(STAFF)
    if route.audience is Audience.PARTNER:
        return Witness(STAFF, token=office.staff(Role.POST_OFFICE, PARTNER).token)
    return Witness(STAFF, token=office.staff(Role.VERIFIER, "verifier-1").token)
