"""Text messages by AWS End User Messaging."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from chalicelib.adapters.messaging.outcome import judging
from chalicelib.adapters.messaging.reports import TAG
from chalicelib.domain.notification import Message
from chalicelib.services.ports import Messenger

if TYPE_CHECKING:
    from mypy_boto3_pinpoint_sms_voice_v2 import PinpointSMSVoiceV2Client

PERMANENT: Final = frozenset({"ConflictException", "ValidationException"})
"""A conflict: the number opted out, or the country is blocked. A validation: the number cannot be one."""

LIFE_SECONDS: Final = 72 * 60 * 60
"""How long the carrier may try: as long as any plan waits, and the most that AWS takes."""


@dataclass(frozen=True, slots=True)
class SmsMessenger(Messenger):
    """Transactional text messages to numbers in E.164 from one registered sender name or number.

    A text message has no subject. `configuration_set` is what has its reports sent to the office's topic.
    """

    client: "PinpointSMSVoiceV2Client"
    sender: str
    configuration_set: str

    @override
    def send(self, message: Message) -> str:
        with judging(PERMANENT):
            answer = self.client.send_text_message(
                DestinationPhoneNumber=message.recipient,
                OriginationIdentity=self.sender,
                MessageBody=message.text,
                MessageType="TRANSACTIONAL",
                ConfigurationSetName=self.configuration_set,
                TimeToLive=LIFE_SECONDS,
                Context={TAG: message.reference},
            )
        return answer["MessageId"]
