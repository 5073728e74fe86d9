"""Pages of letters to residents: what waits, a batch to print and mail, and what the post brought back."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import Fault, IdempotencyKeyReusedError, InvalidRequestError
from chalicelib.domain.letters import (
    MOST_LETTERS,
    Letter,
    Mailing,
    ReturnReason,
    read_mailing,
    read_mailings,
    read_return_reason,
)
from chalicelib.domain.rights import Right
from chalicelib.services.letters import Done
from functions._forms import read_long_form, read_typed_table, read_version, shown_table
from functions._http import Call, Reply
from functions._letter_views import PDF, give_letters, view_batch, view_batches, view_waiting
from functions._page import go_to
from functions._staff_page import MOST_TABLE_BYTES, in_words, read_once, render_staff, staff_page, table_in_words

routes = Blueprint(__name__)

HOME: Final = "/office/letters"
BATCH: Final = HOME + "/batches/{batch}"
WRONG: Final = HTTPStatus.UNPROCESSABLE_ENTITY
USUAL_SIZE: Final = 25
STAYS: Final = frozenset({"letter_overtaken", "letter_stopped"})
"""Faults of a letter that ought to stay here, unless it is gone already."""

DIGITS: Final = 4
"""Of a number that is worth reading."""


@staff_page(routes, "GET", HOME, right=Right.MAIL_LETTERS, summary="Letters to residents")
def show_letters_to_mail(call: Call[None]) -> Reply:
    """What waits, the batches that are open, and a field for what came back."""
    return _home(call)


@staff_page(
    routes, "POST", HOME, right=Right.MAIL_LETTERS, summary="Make a batch of letters", status=303, problems=(422,)
)
def make_letter_batch(call: Call[None]) -> Reply:
    """On to the batch; a second press of one form leads to the same."""
    typed = read_long_form(call)
    size = typed.get("size", "").strip()
    try:
        wanted = int(size) if size.isascii() and size.isdigit() and len(size) <= DIGITS else 0
        batch = get_services().letters.propose(wanted, call.officer, read_once(typed))
    except InvalidRequestError as error:
        return _home(call, WRONG, typed=typed, faults=in_words(call, error.faults))
    except IdempotencyKeyReusedError:  # the form was changed after a press: that is another wish
        return _home(call, HTTPStatus.CONFLICT, typed=typed, faults={"size": _words(call)["press_again"]})
    return go_to(call, f"office/letters/batches/{batch.id}")


@staff_page(routes, "POST", HOME + "/returned", right=Right.MAIL_LETTERS, summary="A letter came back", problems=(422,))
def take_letter_back_here(call: Call[None]) -> Reply:
    """Its resident is on the list of those whom no notice reached; or it is printed again, where that is pressed."""
    typed = read_long_form(call)
    if typed.get("do") == "again":
        return _print_again(call, typed)
    try:
        letter = _take_back(typed)
    except InvalidRequestError as error:
        return _home(call, WRONG, typed=typed, faults=in_words(call, error.faults))
    words = _words(call)
    reason = letter.returned_because or ReturnReason.UNKNOWN
    said = words["taken_back"].format(letter=letter.code, reason=words[f"reason_{reason}"])
    after = words["address_ended" if reason.ends_address else "address_stays"]
    again = "" if reason.ends_address else letter.code
    return _home(call, done=f"{said} {after}", typed={"reason": reason}, again=again)


def _print_again(call: Call[None], typed: Mapping[str, str]) -> Reply:
    try:
        letter = get_services().letters.print_again(typed.get("scan", ""))
    except InvalidRequestError as error:
        return _home(call, WRONG, typed=typed, faults=in_words(call, error.faults))
    return _home(call, done=_words(call)["waits_again"].format(letter=letter.code))


def _take_back(typed: Mapping[str, str]) -> Letter:
    """Raises InvalidRequestError with what is wrong with both fields."""
    faults = [] if typed.get("scan", "").strip() else [Fault("scan", "missing")]
    try:
        reason = read_return_reason(typed.get("reason", ""))
    except InvalidRequestError as error:
        raise InvalidRequestError([*faults, *error.faults]) from None
    return get_services().letters.take_back(typed.get("scan", ""), reason)


@staff_page(routes, "GET", BATCH, right=Right.MAIL_LETTERS, summary="A batch of letters")
def show_letter_batch(call: Call[None]) -> Reply:
    """With what can be done next."""
    return _batch(call)


@staff_page(
    routes, "POST", BATCH + "/letters.pdf", right=Right.MAIL_LETTERS, summary="Print these letters", media_type=PDF,
    problems=(422,),
)  # fmt: skip
def print_letters_here(call: Call[None]) -> Reply:
    """A PDF; or the batch again with why there is none."""
    try:
        return give_letters(call, read_version(read_long_form(call)))
    except InvalidRequestError as error:
        return _batch(call, WRONG, faults=in_words(call, error.faults))


@staff_page(
    routes, "POST", BATCH, right=Right.MAIL_LETTERS, summary="Letters were mailed, or put back", problems=(413, 422),
    most_bytes=MOST_TABLE_BYTES,
)  # fmt: skip
def work_on_letters(call: Call[None]) -> Reply:
    """Those that were ticked, those of a list, or all."""
    typed = read_long_form(call)
    step = typed.get("do", "") if typed.get("do") in _STEPS else "mailed"
    try:
        done = _STEPS[step](call.path["batch"], typed)
    except InvalidRequestError as error:
        stays = any(fault.code in STAYS for fault in error.faults)
        typed["table"] = shown_table(read_typed_table(typed))
        return _batch(call, WRONG, typed=typed, stays=stays, step=step, faults=_told(call, error.faults, step))
    said = _words(call)[f"done_{step}"].format(done=done.done, already=done.already)
    return _batch(call, done=said, step=step)


def _mail_all(batch: str, typed: Mapping[str, str]) -> Done:
    return get_services().letters.mail(batch, (), are_gone=_are_gone(typed))


def _mail_ticked(batch: str, typed: Mapping[str, str]) -> Done:
    ticked = [Mailing(letter=code) for code in typed.get("letter", "").split()]
    if not ticked:
        raise InvalidRequestError([Fault("letters", "choose_letters")])
    return get_services().letters.mail(batch, ticked, are_gone=_are_gone(typed))


def _mail_list(batch: str, typed: Mapping[str, str]) -> Done:
    return get_services().letters.mail(batch, read_mailings(read_typed_table(typed)), are_gone=_are_gone(typed))


def _mail_scanned(batch: str, typed: Mapping[str, str]) -> Done:
    """Raises InvalidRequestError by the two fields."""
    code, number = typed.get("scanned", ""), typed.get("postal_number", "")
    if not number.strip():
        raise InvalidRequestError([Fault("postal_number", "missing")])
    try:
        return get_services().letters.mail(batch, [read_mailing(code, number)], are_gone=_are_gone(typed))
    except InvalidRequestError as error:
        raise InvalidRequestError([_of_scan(fault) for fault in error.faults]) from None


def _of_scan(fault: Fault) -> Fault:
    is_number = fault.field == "postal_number" or fault.code == "letter_number_taken"
    return replace(fault, field="postal_number" if is_number else "scanned")


def _are_gone(typed: Mapping[str, str]) -> bool:
    return typed.get("are_gone") == "yes"


def _put_back(batch: str, typed: Mapping[str, str]) -> Done:
    return get_services().letters.put_back(batch, typed.get("letter", "").split())


_STEPS: Final[Mapping[str, Callable[[str, Mapping[str, str]], Done]]] = {
    "mailed": _mail_ticked,
    "mailed_all": _mail_all,
    "mailed_list": _mail_list,
    "mailed_scan": _mail_scanned,
    "put_back": _put_back,
}


def _told(call: Call[Any], faults: tuple[Fault, ...], step: str) -> dict[str, str]:
    """By the letter, or by the line of the list they stand in, which is where they are mended."""
    if step == "mailed_scan":
        return _told_of_scan(call, faults)
    of_table = [fault for fault in faults if not fault.field.startswith(("letters", "lines"))]
    said = table_in_words(call, tuple(of_table), "letters")
    messages, line = get_services().messages, _words(call)["line"]
    for fault in (fault for fault in faults if fault not in of_table):
        _, _, place = fault.field.partition(".")
        sentence = messages.fault(fault.code, dict(fault.params), call.language)
        where = "table" if step == "mailed_list" else "letters"
        shown = dict(fault.params).get("letter") or (line.format(number=place.partition(".")[0]) if place else "")
        told = f"{shown}: {sentence}" if shown else sentence
        said[where] = f"{said.get(where, '')} {told}".strip()
    return said


def _told_of_scan(call: Call[Any], faults: tuple[Fault, ...]) -> dict[str, str]:
    """Beside the field, with what was scanned into it."""
    typed = read_long_form(call)
    told = in_words(call, faults)
    return {field: f"{typed[field]}: {said}" if typed.get(field) else said for field, said in told.items()}


def _words(call: Call[Any]) -> Mapping[str, str]:
    return get_services().messages.staff("letters", call.language)


def _home(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    services = get_services()
    waiting = view_waiting(services.letters.list_waiting(call.query.get("cursor") or None))
    shown = {
        "typed": {}, "once": services.ports.ids.new_id(), "waiting": waiting, "most": MOST_LETTERS,
        "batches": view_batches(services.letters.list_batches(None)),
        "reasons": list(ReturnReason),
        "size": min(len(waiting.items), USUAL_SIZE) or USUAL_SIZE, **values,
    }  # fmt: skip
    return render_staff(call, "letters/home", status, **shown)


def _batch(call: Call[None], status: int = HTTPStatus.OK, **values: Any) -> Reply:  # noqa: ANN401
    batch = view_batch(*get_services().letters.read_batch(call.path["batch"]))
    left = [letter for letter in batch.letters if letter.is_in_batch]
    return render_staff(call, "letters/batch", status, **{"typed": {}, "batch": batch, "left": left, **values})
