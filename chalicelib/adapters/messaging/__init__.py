"""Providers that carry notices: e-mail by SES, text messages by End User Messaging."""

from chalicelib.adapters.messaging.ses import SesMessenger
from chalicelib.adapters.messaging.sms import SmsMessenger

__all__ = ["SesMessenger", "SmsMessenger"]
