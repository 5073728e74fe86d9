"""The work queue: take the next case."""

from chalice.app import Blueprint

from chalicelib.bootstrap import get_services
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.domain.rights import Right
from functions._http import Audience, Call, Reply, endpoint
from functions._queue_filters import find_faults, read_wish
from functions._schemas import queue
from functions.authorizer import authorize_staff

routes = Blueprint(__name__)


@endpoint(
    routes, "POST", "/v1/queue/next", audience=Audience.STAFF, authorizer=authorize_staff, right=Right.CLAIM,
    summary="Take the next case", request=queue.NextRequest, response=queue.NextCase,
)  # fmt: skip
def take_next(call: Call[queue.NextRequest]) -> Reply:
    """The oldest that waits, or the one the officer has already; two officers at once never get the same."""
    asked = {name: str(value) for name, value in call.body.model_dump(exclude_none=True).items()}
    if faults := find_faults(asked):
        raise InvalidRequestError(list(faults))
    case = get_services().take_next.take(call.officer, read_wish(asked))
    if case is None:
        return Reply(queue.NextCase(receipt_number=None, version=None))
    body = queue.NextCase(receipt_number=case.receipt.format(), version=case.version)
    return Reply(body, headers={"ETag": f'"{case.version}"'})
