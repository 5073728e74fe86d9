"""Where a person can be told: their addresses, channel by channel."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.notification import NoticeChannel
from chalicelib.services.keys import recipient_digest
from chalicelib.services.telling_ports import SuppressionList


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address, and the keyed hash that it is remembered by."""

    address: str
    digest: str


@dataclass(frozen=True, slots=True)
class Recipients:
    """One read, asked for each time: an opt-out counts at once. `channels` are those that the office has."""

    channels: Collection[NoticeChannel]
    suppressions: SuppressionList
    lookup_key: bytes

    def find(self, personal: PersonalData) -> Mapping[NoticeChannel, Recipient]:
        """The person's addresses on the office's channels, without those suppressed."""
        given = {
            channel: Recipient(address, recipient_digest(self.lookup_key, channel, address))
            for channel, address in _addresses(personal).items()
            if channel in self.channels
        }
        suppressed = self.suppressions.find([recipient.digest for recipient in given.values()])
        return {channel: one for channel, one in given.items() if one.digest not in suppressed}


def _addresses(personal: PersonalData) -> dict[NoticeChannel, str]:
    contact = personal.contact
    given = {
        NoticeChannel.WHATSAPP: contact.phone if contact.whatsapp else None,
        NoticeChannel.SMS: contact.phone,
        NoticeChannel.GATEWAY: contact.phone,
        NoticeChannel.EMAIL: contact.email,
    }
    return {channel: str(address) for channel, address in given.items() if address is not None}
