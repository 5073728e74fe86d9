"""Who works at the office, who hands over to it, and what administrators did."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.administration import AdminEvent, Partner
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.identifiers.opaque_ids import SAFE
from chalicelib.domain.officers import Officer
from chalicelib.domain.rights import Right
from functions._calls import seen_version
from functions._http import Audience, Call, Reply, endpoint
from functions._schemas import admin
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

OFFICERS: Final = "/v1/officers"
OFFICER: Final = OFFICERS + "/{officer}"
PARTNERS: Final = "/v1/partners"
PARTNER: Final = PARTNERS + "/{partner}"
PAGE: Final = 50
READ: Final[Mapping[str, Any]] = {
    "audience": Audience.STAFF,
    "authorizer": authorize_staff,
    "right": Right.ADMINISTER,
}
CHANGE: Final[Mapping[str, Any]] = {**READ, "if_match": True, "problems": (404, 409, 412, 428)}


@endpoint(routes, "GET", OFFICERS, **READ, summary="Who is listed as working at the office", response=admin.OfficerList)
def list_officers(_: Call[None]) -> Reply:
    """Who is not listed works with the roles of their token."""
    return Reply(admin.OfficerList(items=[_officer(entry) for entry in get_services().ports.officers.list_all()]))


@endpoint(
    routes, "POST", "/v1/expected-officers", **READ, summary="The entry of an e-mail address, to be listed by it",
    request=admin.ExpectedRequest, response=admin.OfficerOut,
)  # fmt: skip
def find_expected_officer(call: Call[admin.ExpectedRequest]) -> Reply:
    """Nothing is stored. `PUT` lists it; whoever signs in with the address, verified, first is tied to it."""
    return _shown(get_services().administer.find_expected(call.body.email))


@endpoint(
    routes, "GET", OFFICER, **READ, summary="What is listed of an officer", response=admin.OfficerOut, problems=[404]
)
def get_officer(call: Call[None]) -> Reply:
    """Version 0 for somebody who is not listed."""
    return _shown(get_services().ports.officers.get(_name(call, "officer")))


@endpoint(
    routes, "PUT", OFFICER, **CHANGE, summary="List an officer, or change what is listed",
    request=admin.OfficerRequest, response=admin.OfficerOut,
)  # fmt: skip
def put_officer(call: Call[admin.OfficerRequest]) -> Reply:
    """Holds from their next page on, and for tokens within a minute. `If-Match: "0"` for somebody new."""
    body = call.body
    roles = None if body.roles is None else frozenset(body.roles)
    return _shown(
        get_services().administer.put_officer(
            _name(call, "officer"), name=body.name, roles=roles, is_suspended=body.is_suspended, by=call.officer,
            seen=seen_version(call),
        )
    )  # fmt: skip


@endpoint(
    routes, "POST", OFFICER + "/sign-out", **CHANGE, summary="Sign an officer out everywhere",
    response=admin.OfficerOut,
)  # fmt: skip
def sign_officer_out(call: Call[None]) -> Reply:
    """Every session that began before ends."""
    return _shown(get_services().administer.sign_out(_name(call, "officer"), call.officer, seen_version(call)))


@endpoint(
    routes, "DELETE", "/v1/sessions", audience=Audience.STAFF, authorizer=authorize_staff, right=Right.OPEN_OFFICE,
    summary="Sign out everywhere", status=204,
)  # fmt: skip
def end_sessions(call: Call[None]) -> Reply:
    """Whoever asks: every session and token of theirs that began before ends, the one that asks too."""
    get_services().staff_sessions.end_all(call.officer.id)
    return Reply(None, HTTPStatus.NO_CONTENT)


@endpoint(routes, "GET", PARTNERS, **READ, summary="Post offices that may hand over", response=admin.PartnerList)
def list_partners(_: Call[None]) -> Reply:
    """The office's own list, and those that the deployment names."""
    services = get_services()
    listed = services.ports.partners.list_all()
    shipped = sorted({*services.ports.post.partners} - {entry.id for entry in listed})
    return Reply(admin.PartnerList(items=[_partner(entry) for entry in listed], shipped=shipped))


@endpoint(
    routes, "GET", PARTNER, **READ, summary="What is listed of a post office", response=admin.PartnerOut, problems=[404]
)
def get_partner(call: Call[None]) -> Reply:
    """Version 0 for one that is not listed."""
    return _shown(get_services().ports.partners.get(_name(call, "partner")))


@endpoint(
    routes, "PUT", PARTNER, **CHANGE, summary="List a post office, or change what is listed",
    request=admin.PartnerRequest, response=admin.PartnerOut,
)  # fmt: skip
def put_partner(call: Call[admin.PartnerRequest]) -> Reply:
    """Once listed its keys are those of the list alone. `If-Match: "0"` for a new one."""
    body = call.body
    return _shown(
        get_services().administer.put_partner(
            _name(call, "partner"), name=body.name, email=str(body.email or ""), is_suspended=body.is_suspended,
            by=call.officer, seen=seen_version(call),
        )
    )  # fmt: skip


@endpoint(
    routes, "POST", PARTNER + "/keys", **CHANGE, summary="Add a public key of a post office",
    request=admin.KeyRequest, response=admin.PartnerOut,
)  # fmt: skip
def add_partner_key(call: Call[admin.KeyRequest]) -> Reply:
    """Two keys while one takes the place of the other."""
    services = get_services()
    kid, jwk = services.ports.public_keys.read_key(call.body.jwk)
    return _shown(services.administer.add_key(_name(call, "partner"), kid, jwk, call.officer, seen_version(call)))


@endpoint(
    routes, "DELETE", PARTNER + "/keys/{kid}", **CHANGE, summary="Withdraw a public key", response=admin.PartnerOut
)
def withdraw_partner_key(call: Call[None]) -> Reply:
    """Nothing more that it signs is taken; what it signed before stays."""
    kid = call.path["kid"]
    return _shown(get_services().administer.withdraw_key(_name(call, "partner"), kid, call.officer, seen_version(call)))


@endpoint(
    routes, "GET", "/v1/admin-log", **READ, summary="What administrators did, newest first",
    response=admin.AdminEventList, query=[("cursor", "From the page before")],
)  # fmt: skip
def list_admin_log(call: Call[None]) -> Reply:
    """Versions of the overlay tell themselves who made them: `GET /v1/overlays`."""
    events, cursor = get_services().ports.admin_log.list_events(call.query.get("cursor"), PAGE)
    return Reply(admin.AdminEventList(items=[_event(event) for event in events], next_cursor=cursor))


def _name(call: Call[Any], part: str) -> str:
    if SAFE.fullmatch(call.path[part]) is None:
        raise NotFoundError
    return call.path[part]


def _shown(entry: Officer | Partner) -> Reply:
    body = _officer(entry) if isinstance(entry, Officer) else _partner(entry)
    return Reply(body, headers={"ETag": f'"{entry.version}"'})


def _officer(entry: Officer) -> admin.OfficerOut:
    return admin.OfficerOut(
        officer=entry.id,
        name=entry.name,
        roles=None if entry.roles is None else sorted(entry.roles),
        is_suspended=entry.is_suspended,
        signed_out_at=entry.signed_out_at,
        became=entry.became,
        version=entry.version,
    )


def _partner(entry: Partner) -> admin.PartnerOut:
    return admin.PartnerOut(
        partner=entry.id,
        name=entry.name,
        email=entry.email,
        is_suspended=entry.is_suspended,
        keys=[
            admin.PartnerKeyOut(
                kid=key.kid, kind=str(key.jwk["crv"]), added_at=key.added_at, withdrawn_at=key.withdrawn_at
            )
            for key in entry.keys
        ],
        version=entry.version,
    )


def _event(event: AdminEvent) -> admin.AdminEventOut:
    return admin.AdminEventOut(
        at=event.at, by=event.by, action=event.action, subject=event.subject, details=dict(event.details)
    )
