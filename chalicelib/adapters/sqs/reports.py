"""The queue of delivery reports, for those that come by a route of ours."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from chalicelib.adapters.clients import Answering

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_ANSWERING: Final = Answering()


@dataclass(frozen=True, slots=True)
class SqsReportQueue:
    """One message for each report."""

    client: "SQSClient"
    url: str

    def put(self, body: str) -> None:
        with _ANSWERING:
            self.client.send_message(QueueUrl=self.url, MessageBody=body)
