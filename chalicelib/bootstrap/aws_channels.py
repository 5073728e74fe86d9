"""The channels that an office may have besides e-mail and text messages; one whose setting is empty is absent."""

from collections.abc import Callable
from functools import partial

from chalicelib.adapters.clients import Clients
from chalicelib.adapters.messaging import GatewayMessenger, SandboxMessenger, WhatsAppMessenger
from chalicelib.catalogue import load_messages
from chalicelib.config import Settings
from chalicelib.domain.messages.whatsapp import fill_template
from chalicelib.domain.notification import NoticeChannel
from chalicelib.services.keys import Keys
from chalicelib.services.ports import Clock, Messenger


def open_channels(
    settings: Settings, clients: Clients, clock: Clock, keys: Callable[[], Keys]
) -> dict[NoticeChannel, Messenger]:
    """Those that are set. WhatsApp says the shipped texts whatever the office changed: they are what was approved."""
    found: dict[NoticeChannel, Messenger] = {}
    if settings.whatsapp_number:
        fill = partial(fill_template, load_messages())
        found[NoticeChannel.WHATSAPP] = WhatsAppMessenger(clients.whatsapp, settings.whatsapp_number, fill)
    if settings.gateway_url:
        is_local = settings.stage == "local"
        found[NoticeChannel.GATEWAY] = GatewayMessenger(
            settings.gateway_url, lambda: keys().gateway, clock, is_local=is_local
        )
    return found


def keep_all(settings: Settings) -> dict[NoticeChannel, Messenger]:
    """The same channels for training, and those that every office has: no client of a provider is even made."""
    beside = {NoticeChannel.WHATSAPP: settings.whatsapp_number, NoticeChannel.GATEWAY: settings.gateway_url}
    always = (NoticeChannel.EMAIL, NoticeChannel.SMS)
    channels = (*(channel for channel, given in beside.items() if given), *always)
    return dict.fromkeys(channels, SandboxMessenger())
