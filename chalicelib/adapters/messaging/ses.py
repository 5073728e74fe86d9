"""E-mail by Amazon SES."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from chalicelib.adapters.messaging.outcome import judging
from chalicelib.services.ports import Messenger

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

PERMANENT: Final = frozenset({"MessageRejected", "BadRequestException", "MailFromDomainNotVerifiedException"})
CHARSET: Final = "UTF-8"


@dataclass(frozen=True, slots=True)
class SesMessenger(Messenger):
    """Plain text from one sender address. The reference, of letters, digits, `-` and `_`, goes along as a tag."""

    client: "SESV2Client"
    sender: str

    @override
    def send(self, recipient: str, subject: str, text: str, reference: str) -> str:
        with judging(PERMANENT):
            answer = self.client.send_email(
                FromEmailAddress=self.sender,
                Destination={"ToAddresses": [recipient]},
                Content={
                    "Simple": {
                        "Subject": {"Data": subject, "Charset": CHARSET},
                        "Body": {"Text": {"Data": text, "Charset": CHARSET}},
                    }
                },
                EmailTags=[{"Name": "notice", "Value": reference}],
            )
        return answer["MessageId"]
