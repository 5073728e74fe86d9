"""Where the city's own message gateway reports what became of messages."""

from datetime import datetime
from http import HTTPStatus

from chalice.app import Blueprint
from pydantic import ValidationError

from chalicelib.bootstrap import get_services
from chalicelib.domain.delivery import GatewayReport
from chalicelib.domain.errors import InvalidRequestError
from chalicelib.services.gateway_signature import HEADER
from functions._http import Audience, Call, Reply, endpoint
from functions._problems import faults_of

routes = Blueprint(__name__)


@endpoint(
    routes, "POST", "/v1/gateway/reports", audience=Audience.PUBLIC, summary="Report of the city's message gateway",
    request=GatewayReport, status=HTTPStatus.ACCEPTED, problems=[401, 413, 503], headers=[HEADER], is_raw=True,
)  # fmt: skip
def take_gateway_report(call: Call[None]) -> Reply:
    """Signed with the key that both share, for five minutes; the same report again changes nothing."""
    get_services().telling.take_gateway_report(call.raw, call.headers.get(HEADER.lower(), ""), _read)
    return Reply(None, HTTPStatus.ACCEPTED)


def _read(raw: bytes, now: datetime) -> GatewayReport:
    try:
        return GatewayReport.model_validate_json(raw, context=now)
    except ValidationError as error:
        raise InvalidRequestError(faults_of(error)) from None
