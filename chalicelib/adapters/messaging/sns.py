"""Text messages by Amazon SNS."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from chalicelib.adapters.messaging.outcome import judging
from chalicelib.services.ports import Messenger

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef

PERMANENT: Final = frozenset(
    {
        "InvalidParameter",
        "InvalidParameterValue",
        "OptedOut",
        "OptedOutException",
        "ValidationError",
        "ValidationException",
    }
)


@dataclass(frozen=True, slots=True)
class SnsMessenger(Messenger):
    """Transactional text messages to numbers in E.164. `sender` is a registered name, or empty for the provider's own.

    A text message has no subject, and SNS has no place for the reference.
    """

    client: "SNSClient"
    sender: str = ""

    @override
    def send(self, recipient: str, subject: str, text: str, reference: str) -> str:
        attributes: dict[str, MessageAttributeValueTypeDef] = {"AWS.SNS.SMS.SMSType": _string("Transactional")}
        if self.sender:
            attributes["AWS.SNS.SMS.SenderID"] = _string(self.sender)
        with judging(PERMANENT):
            return self.client.publish(PhoneNumber=recipient, Message=text, MessageAttributes=attributes)["MessageId"]


def _string(value: str) -> "MessageAttributeValueTypeDef":
    return {"DataType": "String", "StringValue": value}
