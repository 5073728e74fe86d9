"""AWS clients, one per service and process, with time limits that fit into a function's own.

Made by botocore, which boto3 only wraps: importing boto3 nearly doubles the SDK's part of a cold start.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, cast

from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotReachedError
from botocore.session import Session

from chalicelib.domain.errors import UnavailableError

if TYPE_CHECKING:
    from types import TracebackType

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_guardduty import GuardDutyClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_pinpoint_sms_voice_v2 import PinpointSMSVoiceV2Client
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_socialmessaging import EndUserMessagingSocialClient
    from mypy_boto3_sqs import SQSClient

ATTEMPTS: Final = 3
CONNECT_SECONDS: Final = 2
READ_SECONDS: Final = 5
CALLED: Final = "loket"
"""Said instead of the description of the platform, which the SDK would put together twice for each call."""

LATER: Final = frozenset(
    {
        "429",  # a HeadObject has no body, so its status is all that is known
        "500",
        "503",
        "DependencyTimeoutException",
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "KMSInternalException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "ServiceUnavailable",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)
"""Error codes that say "later"; where that helps, the SDK has tried again before they are seen."""


class Clients:
    """Each client is made when it is first asked for, and reads the SDK's own variables (region, endpoints)."""

    @cached_property
    def dynamodb(self) -> "DynamoDBClient":
        """Leaves it to the table to check a request: here it would take as long as reading the answer."""
        return cast("DynamoDBClient", self._make("dynamodb", parameter_validation=False))

    @cached_property
    def kms(self) -> "KMSClient":
        return cast("KMSClient", self._make("kms"))

    @cached_property
    def sqs(self) -> "SQSClient":
        return cast("SQSClient", self._make("sqs"))

    @cached_property
    def secretsmanager(self) -> "SecretsManagerClient":
        return cast("SecretsManagerClient", self._make("secretsmanager"))

    @cached_property
    def s3(self) -> "S3Client":
        """Signs with version 4; names the bucket in the host at AWS, in the path elsewhere.

        Left to choose, botocore signs addresses for the host without a region, which regions younger than 2019 such as
        Jakarta answer with a redirect that browsers do not follow.
        """
        client = self._make("s3", signature_version="s3v4", s3={"addressing_style": "virtual"})
        if ".amazonaws." not in client.meta.endpoint_url:
            client = self._make("s3", signature_version="s3v4", s3={"addressing_style": "path"})
        return cast("S3Client", client)

    @cached_property
    def guardduty(self) -> "GuardDutyClient":
        return cast("GuardDutyClient", self._make("guardduty"))

    @cached_property
    def sesv2(self) -> "SESV2Client":
        """Never tries again by itself: a lost answer must not send a message twice."""
        return cast("SESV2Client", self._make("sesv2", attempts=1))

    @cached_property
    def sms(self) -> "PinpointSMSVoiceV2Client":
        """Never tries again by itself: a lost answer must not send a message twice."""
        return cast("PinpointSMSVoiceV2Client", self._make("pinpoint-sms-voice-v2", attempts=1))

    @cached_property
    def whatsapp(self) -> "EndUserMessagingSocialClient":
        """Never tries again by itself: a lost answer must not send a message twice."""
        return cast("EndUserMessagingSocialClient", self._make("socialmessaging", attempts=1))

    @cached_property
    def _session(self) -> Session:
        return Session()

    def _make(self, service: str, **options: Any) -> Any:  # noqa: ANN401 - botocore makes clients at run time
        return self._session.create_client(service, config=_config(**options))


def build_clients() -> Clients:
    """The clients of this process; none is made yet."""
    return Clients()


CONDITION_FAILED: Final = "ConditionalCheckFailedException"


def error_code(error: ClientError) -> str:
    """The service's own name for what went wrong."""
    return str(error.response.get("Error", {}).get("Code", ""))


class Answering:
    """A block of calls to AWS: raises UnavailableError where AWS did not answer in time or asked to come later.

    Every other error passes through. A write whose answer was lost may have been made: each is safe to repeat.
    """

    __slots__ = ()

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: "TracebackType | None"
    ) -> None:
        """Translate."""
        if isinstance(error, HTTPClientError | NotReachedError) or (
            isinstance(error, ClientError) and error_code(error) in LATER
        ):
            raise UnavailableError from error


def _config(attempts: int = ATTEMPTS, **more: Any) -> Config:  # noqa: ANN401 - options of botocore's Config
    options: Mapping[str, Any] = {
        "connect_timeout": CONNECT_SECONDS,
        "read_timeout": READ_SECONDS,
        "retries": {"mode": "standard", "total_max_attempts": attempts},
        "tcp_keepalive": True,
        "user_agent": CALLED,
    }
    return Config(**options, **more)
