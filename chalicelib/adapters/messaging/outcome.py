"""What an AWS error says of a message: certainly not taken, or nobody knows."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ProxyConnectionError,
)

from chalicelib.services.ports import DeliveryRefusedError, UnknownOutcomeError

_OPTED_OUT = "DESTINATION_PHONE_NUMBER_OPTED_OUT"
"""The reason of a conflict where the number stands on AWS's own list of those that replied STOP."""

_NEVER_SENT = (ConnectTimeoutError, EndpointConnectionError, NoCredentialsError, ProxyConnectionError)


@contextmanager
def judging(permanent: frozenset[str]) -> Iterator[None]:
    """Turn botocore's errors into the port's; `permanent` are the error codes that no repeat can change.

    A 4xx answer is the provider's word that it did not take the message. After a 5xx answer, a read timeout or a
    connection that broke it may have been taken. The client must not retry by itself (`total_max_attempts` 1).
    """
    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if not HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
            raise UnknownOutcomeError from error
        raise DeliveryRefusedError(
            permanent=error.response.get("Error", {}).get("Code", "") in permanent,
            opted_out=error.response.get("Reason") == _OPTED_OUT,
        ) from error
    except ParamValidationError as error:
        raise DeliveryRefusedError(permanent=True) from error
    except _NEVER_SENT as error:
        raise DeliveryRefusedError(permanent=False) from error
    except BotoCoreError as error:
        raise UnknownOutcomeError from error
