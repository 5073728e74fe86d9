"""WhatsApp by AWS End User Messaging Social: approved templates alone, since nobody wrote to the office first."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from typing_extensions import override

from chalicelib.adapters.messaging.outcome import judging
from chalicelib.domain.messages.whatsapp import WhatsAppTemplate
from chalicelib.domain.notification import Message, Template
from chalicelib.services.ports import DeliveryRefusedError, Messenger

if TYPE_CHECKING:
    from mypy_boto3_socialmessaging import EndUserMessagingSocialClient

PERMANENT: Final = frozenset({"InvalidParametersException", "ResourceNotFoundException", "ValidationException"})
"""What no repeat changes: on to the next channel at once, also where the office's own number is not set up."""

META_VERSION: Final = "v20.0"

Fill = Callable[[Template], tuple[WhatsAppTemplate, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class WhatsAppMessenger(Messenger):
    """Template messages to numbers in E.164 from the office's own number.

    `number` is the id of that number at AWS, without its prefix. The reference goes along as
    `biz_opaque_callback_data`, which comes back in each status. Raises DeliveryRefusedError for what has no template.
    """

    client: "EndUserMessagingSocialClient"
    number: str
    fill: Fill

    @override
    def send(self, message: Message) -> str:
        body = json.dumps(self._build(message)).encode()
        with judging(PERMANENT):
            answer = self.client.send_whatsapp_message(
                originationPhoneNumberId=f"phone-number-id-{self.number}", message=body, metaApiVersion=META_VERSION
            )
        return answer["messageId"]

    def _build(self, message: Message) -> dict[str, Any]:
        if message.template is None:
            raise DeliveryRefusedError(permanent=True)
        template, values = self.fill(message.template)
        filled = [{"type": "text", "parameter_name": name, "text": value} for name, value in values.items()]
        return {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": message.recipient,
            "type": "template",
            "template": {
                "name": template.name,
                "language": {"code": template.language},
                "components": [{"type": "body", "parameters": filled}],
            },
            "biz_opaque_callback_data": message.reference,
        }
