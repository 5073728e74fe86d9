"""One sound call of every route of letters: a resident with an address alone has news."""

from typing import Any, Final

from chalicelib.domain.access import Role
from chalicelib.domain.applicant import Contact
from chalicelib.domain.identifiers import IdempotencyKey, ReceiptNumber
from chalicelib.domain.letters import TO_PRINT, ReturnReason
from chalicelib.domain.lifecycle import CaseState
from chalicelib.domain.rights import Right
from functions._http import Route
from tests.gateway import Answer
from tests.integration.http.contract import Witness
from tests.integration.http.counter_given import address_given
from tests.integration.http.walk import bring_to, verifier
from tests.office import MiniOffice, Resident

BODIES: Final[dict[str, dict[str, Any]]] = {
    "propose_letter_batch": {"size": 1},
    "mail_letters": {},
    "print_letters": {"prints": 0},
    "put_letters_back": {"letters": ["TEST-TEST-TE5/1"]},
    "take_letter_back": {"scan": "TEST-TEST-TE5", "reason": "moved"},
    "print_letter_again": {"scan": "TEST-TEST-TE5"},
}


def is_of_letters(route: Route) -> bool:
    """Whether it is about letters, by the API or on a page."""
    return route.right is Right.MAIL_LETTERS


def write_letter(office: MiniOffice) -> Resident:
    """A resident who can be told by post alone, and is to be told that the case was rejected."""
    resident = bring_to(office, CaseState.IN_REVIEW)
    leave_address_alone(office, resident.id)
    assert verifier(office, resident).move("POST", "/reject", {"reason": "other"}).status == 200
    office.work()
    return resident


def leave_address_alone(office: MiniOffice, receipt: str) -> None:
    """Nothing but an address is known of where the resident can be told."""
    address_given(office, receipt)
    number = ReceiptNumber.restore(receipt)
    sealed = office.ports.registry.sealed[number]
    personal = office.ports.sealer.open(number, sealed).model_copy(update={"contact": Contact()})
    office.ports.registry.sealed[number] = office.ports.sealer.seal(number, personal, sealed.wrapped_key)


def fill_letters(office: MiniOffice, route: Route) -> dict[str, str]:
    """The batch that the route's path names, and the letter that its form does."""
    write_letter(office)
    line = office.ports.cases.list_queue(TO_PRINT, None, 1).items[0]
    named = {"batch": "", "letter": line["code"]}
    if "{batch}" in route.path or "returned" in route.path:
        key = IdempotencyKey.parse(office.key())
        clerk = office.ports.staff_tokens.people[office.staff(Role.FRONT_OFFICER, "clerk").token]
        named["batch"] = office.services.letters.propose(1, clerk, key).id
    if "returned" in route.path or route.name in {"mail_letters", "work_on_letters"}:
        office.services.letters.print(named["batch"])
    if "returned" in route.path:
        office.services.letters.mail(named["batch"], ())
    if route.name == "print_letter_again":
        office.services.letters.take_back(named["letter"], ReturnReason.DAMAGED)
    return named


def call_letters_api(
    office: MiniOffice, route: Route, path: str, named: dict[str, str], headers: dict[str, str]
) -> Answer:
    """The answer to one sound call of the API."""
    bodies = BODIES | {
        "put_letters_back": {"letters": [named["letter"]]},
        "take_letter_back": {"scan": named["letter"], "reason": "moved"},
        "print_letter_again": {"scan": named["letter"]},
    }
    staff = office.staff(Role.FRONT_OFFICER, "clerk")
    needed = dict.fromkeys(route.headers, office.key())
    return Witness(staff.app, token=staff.token).call(route.method, path, bodies.get(route.name), {**needed, **headers})
