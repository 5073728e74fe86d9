"""What an administrator sends, and one sound call of every route about it."""

from typing import Any, Final

from chalicelib.domain.access import Role
from functions._http import Route
from tests.gateway import Answer
from tests.integration.http.contract import Witness
from tests.office import MiniOffice

OVERLAYS: Final = "/v1/overlays"
HOURS: Final = {"id": "Senin sampai Kamis, 09.00 sampai 14.00 WIB", "en": "Monday to Thursday, 09:00 to 14:00 (WIB)"}
BODIES: Final[dict[str, dict[str, Any]]] = {
    "save_overlay": {"office": {"hours": HOURS}},
    "preview_notice": {"event": "ready"},
    "preview_notice_letter": {"event": "ready", "language": "id"},
    "preview_overlay": {"service": "KTP-LOST", "answers": {}},
}


def administrator(office: MiniOffice) -> Witness:
    """The office API in the hands of who may change what it says."""
    staff = office.staff(Role.ADMINISTRATOR, "admin-1")
    return Witness(staff.app, token=staff.token)


def save(office: MiniOffice, body: dict[str, Any]) -> int:
    """A draft; its number."""
    answer = administrator(office).call("POST", OVERLAYS, body)
    assert answer.status == 201, answer.content
    return int(answer.json["number"])


def publish(office: MiniOffice, body: dict[str, Any]) -> int:
    """Save it, look at it, let it hold; the number that holds."""
    path, api = f"{OVERLAYS}/{save(office, body)}", administrator(office)
    seen = api.call("POST", path + "/preview", {}).headers["ETag"]
    answer = api.call("PUT", path + "/publication", None, {"If-Match": seen})
    assert answer.status == 200, answer.content
    return int(answer.json["number"])


def call_overlays(office: MiniOffice, route: Route, headers: dict[str, str]) -> Answer:
    """The answer to one sound call, on the first draft of an office. `headers` go on top of those it needs."""
    number = save(office, {})
    needed = {"If-Match": '"0"'} if route.if_match else {}
    path = route.path.format(number=number)
    return administrator(office).call(route.method, path, BODIES.get(route.name), {**needed, **headers})
