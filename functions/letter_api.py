"""Letters to residents: what waits, batches to print, what was mailed, what came back."""

from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.letters import Mailing, read_mailing
from chalicelib.domain.rights import Right
from functions._calls import read_key
from functions._http import Audience, Call, Reply, endpoint
from functions._letter_views import PDF, give_letters, view_batch, view_batches, view_done, view_letter, view_waiting
from functions._schemas import letters as schemas
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)

LETTERS: Final = "/v1/letters"
BATCHES: Final = "/v1/letter-batches"
BATCH: Final = BATCHES + "/{batch}"
STAFF: Final[Mapping[str, Any]] = {
    "audience": Audience.STAFF, "authorizer": authorize_staff, "right": Right.MAIL_LETTERS,
}  # fmt: skip
CURSOR: Final = [("cursor", "From the page before")]


@endpoint(
    routes, "GET", LETTERS, **STAFF, summary="Letters that wait to be printed", response=schemas.LetterList,
    query=CURSOR,
)  # fmt: skip
def list_letters(call: Call[None]) -> Reply:
    """Oldest first; nothing personal."""
    return Reply(view_waiting(get_services().letters.list_waiting(call.query.get("cursor"))))


@endpoint(
    routes, "POST", LETTERS + "/returned", **STAFF, summary="The post brought a letter back",
    request=schemas.ReturnedRequest, response=schemas.LetterOut,
)  # fmt: skip
def take_letter_back(call: Call[schemas.ReturnedRequest]) -> Reply:
    """Its resident is on the list of those whom no notice reached.

    They get no more letters at its address where they are unknown there, moved away or refused it. Another reason of
    the same letter sets the first right.
    """
    letter = get_services().letters.take_back(call.body.scan, call.body.reason)
    return Reply(view_letter(letter, letter.batch or ""))


@endpoint(
    routes, "POST", LETTERS + "/returned/again", **STAFF, summary="Print a letter again that came back",
    request=schemas.AgainRequest, response=schemas.LetterOut,
)  # fmt: skip
def print_letter_again(call: Call[schemas.AgainRequest]) -> Reply:
    """A copy with a code of its own waits to be printed; asked twice, it is one.

    Refused with `letter_again_overtaken` or `letter_again_stopped` where no letter is due.
    """
    letter = get_services().letters.print_again(call.body.scan)
    return Reply(view_letter(letter, letter.batch or ""))


@endpoint(
    routes, "GET", BATCHES, **STAFF, summary="Open batches of letters", response=schemas.LetterBatchList, query=CURSOR,
)  # fmt: skip
def list_letter_batches(call: Call[None]) -> Reply:
    """Those of which something is still to be said, oldest first."""
    return Reply(view_batches(get_services().letters.list_batches(call.query.get("cursor"))))


@endpoint(
    routes, "POST", BATCHES, **STAFF, summary="Propose a batch of letters", request=schemas.LetterBatchRequest,
    response=schemas.LetterBatchOut, status=201, problems=[400], headers=["Idempotency-Key"],
)  # fmt: skip
def propose_letter_batch(call: Call[schemas.LetterBatchRequest]) -> Reply:
    """The oldest letters that wait, at most 50. The same key answers with the same batch."""
    letters = get_services().letters
    batch = letters.propose(call.body.size, call.officer, read_key(call))
    return Reply(view_batch(*letters.read_batch(batch.id)), 201)


@endpoint(
    routes, "GET", BATCH, **STAFF, summary="One batch of letters", response=schemas.LetterBatchOut, problems=[404],
)  # fmt: skip
def get_letter_batch(call: Call[None]) -> Reply:
    """With each letter and where it stands."""
    return Reply(view_batch(*get_services().letters.read_batch(call.path["batch"])))


@endpoint(
    routes, "POST", BATCH + "/letters.pdf", **STAFF, summary="Print a batch of letters", media_type=PDF,
    request=schemas.PrintLettersRequest, problems=[404, 422],
)  # fmt: skip
def print_letters(call: Call[schemas.PrintLettersRequest]) -> Reply:
    """Every letter not mailed yet, written anew; again, it prints them again. What no longer holds is left out.

    With `prints` of the batch as it was read it is refused where it was printed since.
    """
    return give_letters(call, call.body.prints)


@endpoint(
    routes, "POST", BATCH + "/mailed", **STAFF, summary="Letters were handed to the post office",
    request=schemas.MailedRequest, response=schemas.LettersDone, problems=[404],
)  # fmt: skip
def mail_letters(call: Call[schemas.MailedRequest]) -> Reply:
    """Those named, or all of the batch; all or none. Their residents count as told.

    Refused for what was not printed, and with `letter_overtaken` or `letter_stopped` for what ought to stay here;
    with `letter_practice` for what was made in training that is over.
    """
    mailings, are_gone = _mailings(call.body.letters), call.body.are_gone
    return Reply(view_done(get_services().letters.mail(call.path["batch"], mailings, are_gone=are_gone)))


@endpoint(
    routes, "POST", BATCH + "/put-back", **STAFF, summary="Letters were spoiled or not mailed",
    request=schemas.PutBackRequest, response=schemas.LettersDone, problems=[404],
)  # fmt: skip
def put_letters_back(call: Call[schemas.PutBackRequest]) -> Reply:
    """They wait to be printed again."""
    return Reply(view_done(get_services().letters.put_back(call.path["batch"], call.body.letters)))


def _mailings(lines: list[schemas.MailedLine]) -> list[Mailing]:
    faults: list[Fault] = []
    found: list[Mailing] = []
    for number, line in enumerate(lines):
        try:
            found.append(read_mailing(line.letter, line.postal_number))
        except InvalidRequestError as error:
            faults += [Fault(f"letters.{number}.{fault.field}", fault.code, fault.params) for fault in error.faults]
    if faults:
        raise InvalidRequestError(faults)
    return found
