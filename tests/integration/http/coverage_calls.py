"""One sound call of every route of the coverage of e-KTP, on an office that has figures, a list and a campaign."""

from datetime import date, timedelta
from typing import Any, Final

from chalicelib.domain.access import Actor, ActorKind, Role
from chalicelib.domain.coverage.campaign import CampaignChannel, Selection
from functions._http import Audience, Route
from tests.gateway import Answer
from tests.integration.http.contract import Witness
from tests.office import MiniOffice
from tests.unit.coverage.given import BLIMBING, line, table

ROOT: Final = "/v1/coverage"
OPENED: Final = frozenset({"put_owing_piece", "finish_owing", "discard_owing"})
"""Calls on a list that is being brought in."""
TABLE: Final = "Kelurahan;Wajib KTP;Perekaman;Cetak\nBlimbing;1.200;1.100;1.000\nKlojen;900;870;800\n"
NIK: Final = "3573990503900002"
LATER: Final = "2026-05-01"
TODAY: Final = "2026-03-02"
PLAN: Final[dict[str, Any]] = {"place": "Balai RW 2", "village": BLIMBING, "day": TODAY, "slots": "08:00 2"}
BODIES: Final[dict[str, dict[str, Any]]] = {
    "preview_figures": {"table": TABLE},
    "put_figures": {"table": TABLE},
    "begin_owing": {"until": LATER},
    "put_owing_piece": {"table": table(line(1))},
    "finish_owing": {"pieces": 1},
    "put_campaign": {"name": "Surat", "channel": "post"},
    "put_outcome": {"outcome": "moved"},
    "post_outcomes": {"table": "id;hasil\n"},
    "put_recording": PLAN,
    "put_booking": {"slot": "08:00", "campaign": "c1"},
    "book_walk_in": {"nik": NIK, "slot": "08:00"},
    "put_attendance": {"came": True},
    "put_others": {"count": 3},
}
FORMS: Final[dict[str, dict[str, str]]] = {
    "send_figures": {"day": "2026-03-02", "table": TABLE},
    "change_owing": {"step": "whole", "until": LATER, "table": table(line(1))},
    "make_campaign": {"id": "c2", "name": "Telepon", "channel": "post", "size": "10"},
    "mark_campaign": {"table": "id;hasil\n"},
    "plan_recording": {"id": "r2", **PLAN},
    "change_recording": {"step": "others", "others": "3"},
}
VERSIONS: Final = {"erase_owing": 2}
KASI: Final = Actor(kind=ActorKind.OFFICER, id="kasi", roles=frozenset({Role.APPROVER}))


def is_of_coverage(route: Route) -> bool:
    """Whether it is a route or a page of this area."""
    return "/coverage" in route.path


def prepare_coverage(office: MiniOffice, route: Route) -> str:
    """Figures, a list, a campaign and a day of recording; the id of somebody who is in all of them."""
    area = office.services.coverage
    if not office.ports.coverage.campaigns.heads:
        day = area.count.today()
        area.count.store(day - timedelta(days=9), TABLE, KASI, 0)
        bring(office, line(1), line(2))
        area.campaigns.create("c1", name="Surat", channel=CampaignChannel.POST, selection=Selection(), by=KASI)
        area.recordings.plan("r1", **{**PLAN, "day": date.fromisoformat(TODAY)}, by=KASI)
    person = office.ports.coverage.campaigns.members["c1"][0].id
    if route.name in {"put_attendance", "change_recording"}:
        area.recordings.book("r1", person, "08:00", "c1", KASI)
    if route.name in OPENED:
        area.owing.begin(area.count.today() + timedelta(days=9), KASI)
    if route.name == "finish_owing":
        area.owing.put_piece(1, table(line(1)))
    return person


def bring(office: MiniOffice, *lines: str) -> None:
    """A list that holds."""
    owing = office.services.coverage.owing
    owing.begin(owing.today() + timedelta(days=90), KASI)
    owing.put_piece(1, table(*lines))
    owing.finish(1, KASI)


def fill(route: Route, person: str) -> str:
    """The address of a sound call."""
    return route.path.format(day="2026-03-02", number="1", campaign="c1", recording="r1", person=person)


def call_coverage(office: MiniOffice, route: Route, headers: dict[str, str]) -> Answer:
    """The answer to one sound call of the API."""
    assert route.audience is Audience.STAFF
    path = fill(route, prepare_coverage(office, route))
    staff = office.staff(Role.APPROVER, "kasi")
    needed = {"If-Match": f'"{VERSIONS.get(route.name, 0)}"'} if route.if_match else {}
    return Witness(staff.app, token=staff.token).call(route.method, path, BODIES.get(route.name), {**needed, **headers})
