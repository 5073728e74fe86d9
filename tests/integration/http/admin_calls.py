"""One sound call of every route of the administrator."""

import json
from typing import Any, Final

from chalicelib.adapters.identity.detached_jws import make_key, public_part
from chalicelib.domain.access import Role
from chalicelib.domain.rights import Right
from functions._http import Audience, Route
from tests.gateway import Answer
from tests.integration.http.contract import Witness
from tests.office import MiniOffice

PUBLIC_KEY: Final = json.dumps(public_part(make_key("k2")))
BODIES: Final[dict[str, dict[str, Any]]] = {
    "put_officer": {"name": "Ibu Contoh", "roles": ["verifier"]},
    "find_expected_officer": {"email": "baru@example.org"},
    "put_partner": {"name": "Kantor Pos", "email": "pos@example.org"},
    "put_days": {"first": "2026-03-10", "last": "2026-03-10", "why": "Pelantikan", "is_closed": True},
    "preview_days": {"first": "2026-03-10", "last": "2026-03-10", "why": "Pelantikan", "is_closed": True},
    "put_retention": {"schedule": {"closed": {"papers_days": 90, "personal_days": 365}}},
    "preview_retention": {"schedule": {"closed": {"papers_days": 90, "personal_days": 365}}},
    "keep_case": {"reason": "dispute"},
    "recount_queue": {"queue": "submitted"},
    "rebuild_figures": {"step": "begin"},
    "add_partner_key": {"jwk": PUBLIC_KEY},
}
ON_KEYS: Final = {"add_partner_key": "1", "withdraw_partner_key": "2"}
"""Calls on a post office that is listed, and the version that it has by then."""


def is_of_administration(route: Route) -> bool:
    """Whether it is one of the administrator's, but for those of the overlay and the pages."""
    rights = {Right.READ_ADMINISTRATION, Right.ADMINISTER}
    is_elsewhere = "/overlays" in route.path or "{receipt}" in route.path
    return route.right in rights and route.audience is Audience.STAFF and not is_elsewhere


def call_admin(office: MiniOffice, route: Route, headers: dict[str, str]) -> Answer:
    """The answer to one sound call by an administrator."""
    staff = office.staff(Role.ADMINISTRATOR, "adm1")
    api = Witness(staff.app, token=staff.token)
    list_partner(office, route)
    needed = {"If-Match": f'"{ON_KEYS.get(route.name, "0")}"'} if route.if_match else {}
    path = route.path.format(officer="v1", partner="poslain", kid="k2", day="2026-03-02")
    return api.call(route.method, path, BODIES.get(route.name), {**needed, **headers})


def list_partner(office: MiniOffice, route: Route) -> None:
    """What a call on a key needs: a post office that is listed, and a key of it that can be withdrawn."""
    api = office.staff(Role.ADMINISTRATOR, "adm1")
    wanted, listed = int(ON_KEYS.get(route.name, "0")), office.ports.partners.get("poslain").version
    for version, method, path, name in (
        (0, "PUT", "/v1/partners/poslain", "put_partner"),
        (1, "POST", "/v1/partners/poslain/keys", "add_partner_key"),
    ):
        if listed <= version < wanted:
            assert api.call(method, path, BODIES[name], {"If-Match": f'"{version}"'}).status == 200
