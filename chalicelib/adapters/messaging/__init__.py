"""Providers that carry notices: e-mail by SES, text messages and WhatsApp by End User Messaging, the city's gateway."""

from chalicelib.adapters.messaging.gateway import GatewayMessenger
from chalicelib.adapters.messaging.letters import LetterMessenger
from chalicelib.adapters.messaging.sandbox import SandboxMessenger
from chalicelib.adapters.messaging.ses import SesMessenger
from chalicelib.adapters.messaging.sms import SmsMessenger
from chalicelib.adapters.messaging.whatsapp import WhatsAppMessenger

__all__ = [
    "GatewayMessenger",
    "LetterMessenger",
    "SandboxMessenger",
    "SesMessenger",
    "SmsMessenger",
    "WhatsAppMessenger",
]
