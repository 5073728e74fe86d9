"""The administrator's page of how long ended cases are kept."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.erasing import can_be_kept
from chalicelib.domain.errors import (
    Fault,
    InvalidRequestError,
    NotFoundError,
    StaleVersionError,
)
from chalicelib.domain.identifiers import InvalidIdentifierError, ReceiptNumber
from chalicelib.domain.retention import ENDINGS, FEWEST_DAYS, MOST_DAYS, KeepReason, Kept, Part, Schedule
from chalicelib.domain.rights import Right
from chalicelib.services.keep_retention import MOST_COUNTED
from functions._admin_log import tell_stale_rules
from functions._forms import read_long_form
from functions._http import Call, Reply
from functions._page import go_to
from functions._staff_page import in_words, render_staff, staff_page

routes = Blueprint(__name__)

RETENTION: Final = "/office/admin/retention"
FIELDS: Final = tuple(f"{ending}.{part}_days" for ending in ENDINGS.values() for part in Part)


@staff_page(routes, "GET", RETENTION, right=Right.READ_ADMINISTRATION, summary="How long ended cases are kept")
def show_retention(call: Call[None]) -> Reply:
    """The schedule, what it erased, cases that are kept, and what was changed."""
    words = get_services().messages.staff("admin", call.language)
    done = {"yes": "stored", "kept": "case_kept", "let_go": "case_let_go"}.get(call.query.get("done", ""), "")
    return _page(call, done=words[done] if done else "")


@staff_page(
    routes, "POST", RETENTION, right=Right.ADMINISTER, summary="Change how long ended cases are kept", status=303,
    problems=(409, 412, 422),
)  # fmt: skip
def save_retention(call: Call[None]) -> Reply:
    """Look at what would be erased first, then let it hold; or keep one case."""
    typed, service = read_long_form(call), get_services().retention.schedule
    try:
        match typed.get("do"):
            case "put":
                service.put(_wanted(typed), call.officer, _version(typed))
                done = "yes"
            case "keep":
                service.keep(_receipt(typed), _reason(typed), call.officer)
                done = "kept"
            case "let_go":
                service.let_go(_receipt(typed), call.officer)
                done = "let_go"
            case _:
                return _page(call, ahead=service.look_ahead(_wanted(typed)), typed=typed)
    except InvalidRequestError as error:
        told = in_words(call, tuple(error.faults))
        return _page(call, HTTPStatus.UNPROCESSABLE_ENTITY, faults=told, typed=typed)
    except StaleVersionError:
        return _page(call, HTTPStatus.CONFLICT, faults={"version": tell_stale_rules(call)}, typed=typed)
    return go_to(call, f"office/admin/retention?done={done}")


def _page(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    service = get_services().retention.schedule
    standing = service.read()
    shown = {
        "standing": standing, "version": standing.version, "endings": tuple(ENDINGS.values()), "parts": tuple(Part),
        "said": {name: str(days) for name, days in _said(standing.schedule).items()}, "reasons": tuple(KeepReason),
        "changes": service.list_changes(), "days": service.list_days(), "kept": service.list_kept(),
        "fewest": FEWEST_DAYS, "most": MOST_DAYS, "most_counted": MOST_COUNTED, "fields": FIELDS, "ahead": None,
        "typed": {},
    }  # fmt: skip
    return render_staff(call, "admin/retention", status, spell=ReceiptNumber.format, **{**shown, **values})


def _said(schedule: Schedule) -> dict[str, int]:
    return {f"{name}_days": days for name, days in schedule.said().items()}


def _wanted(typed: Mapping[str, str]) -> Schedule:
    """Both fields of an ending are empty, or both are numbers. Raises InvalidRequestError with every fault."""
    faults: list[Fault] = []
    kept = {ending: _kept(typed, ending, faults) for ending in ENDINGS.values()}
    if faults:
        raise InvalidRequestError(faults)
    return Schedule(**kept)


def _kept(typed: Mapping[str, str], ending: str, faults: list[Fault]) -> Kept | None:
    said = {f"{part}_days": typed.get(f"{ending}.{part}_days", "").strip() for part in Part}
    if not any(said.values()):
        return None
    wrong = [name for name, text in said.items() if not _is_number(text)]
    faults += [Fault(f"{ending}.{name}", "shape" if said[name] else "retention_half") for name in wrong]
    return None if wrong else Kept(**{name: int(text) for name, text in said.items()})


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < len("1000000")


def _receipt(typed: Mapping[str, str]) -> ReceiptNumber:
    """Of a case that there is. Raises InvalidRequestError."""
    try:
        receipt = ReceiptNumber.parse(typed.get("receipt", ""))
        case = get_services().ports.cases.get(receipt)
    except InvalidIdentifierError as error:
        raise InvalidRequestError([Fault("receipt", error.code)]) from None
    except NotFoundError:
        raise InvalidRequestError([Fault("receipt", "case_unknown")]) from None
    if not can_be_kept(case):
        raise InvalidRequestError([Fault("receipt", "case_erased")])
    return receipt


def _reason(typed: Mapping[str, str]) -> KeepReason:
    try:
        return KeepReason(typed.get("reason", ""))
    except ValueError:
        raise InvalidRequestError([Fault("reason", "not_a_choice")]) from None


def _version(typed: Mapping[str, str]) -> int:
    text = typed.get("version", "")
    return int(text) if _is_number(text) else -1
