"""Providers that carry notices: e-mail by SES, text messages by SNS."""

from chalicelib.adapters.messaging.ses import SesMessenger
from chalicelib.adapters.messaging.sns import SnsMessenger

__all__ = ["SesMessenger", "SnsMessenger"]
