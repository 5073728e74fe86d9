"""Where a person can be told: their addresses, channel by channel."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.domain.applicant import Address, Contact, PersonalData
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.reach import Closed, why_no_messages
from chalicelib.domain.suppression import Suppression, SuppressionReason
from chalicelib.services.keys import recipient_digest, recipient_digest_of_case
from chalicelib.services.telling_ports import SuppressionList

BY_NUMBER: Final = (NoticeChannel.WHATSAPP, NoticeChannel.SMS, NoticeChannel.GATEWAY)
"""Channels whose address is the telephone number."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address, and the keyed hash that it is remembered by."""

    address: str
    digest: str


@dataclass(frozen=True, slots=True)
class Recipients:
    """One read, asked for each time: an opt-out counts at once.

    `channels` are those that the office has, `countries` the codes of those abroad whose mobile numbers get messages:
    calling codes are what fraudsters of text messages earn with.
    """

    channels: Collection[NoticeChannel]
    countries: Collection[str]
    suppressions: SuppressionList
    lookup_key: bytes

    def find(self, personal: PersonalData, receipt: ReceiptNumber) -> Mapping[NoticeChannel, Recipient]:
        """The person's addresses on the office's channels, without those suppressed, for all cases or for this one."""
        given = self._given(personal)
        asked, suppressed = self._suppressed(given, receipt)
        return {channel: one for channel, one in given.items() if asked[channel].isdisjoint(suppressed)}

    def find_closed(self, personal: PersonalData, receipt: ReceiptNumber) -> Mapping[NoticeChannel, Closed]:
        """Why nothing goes to those that they gave besides; what is wrong with a number stands under text messages."""
        asked, suppressed = self._suppressed(self._given(personal), receipt)
        found = {
            channel: Closed(suppressed[one].reason)
            for channel, digests in asked.items()
            for one in sorted(digests & suppressed.keys())
        }
        phone = personal.contact.phone
        why = why_no_messages(phone, self.countries) if phone is not None else None
        return found | {NoticeChannel.SMS: why} if why else found

    def _given(self, personal: PersonalData) -> dict[NoticeChannel, Recipient]:
        return {
            channel: Recipient(address, recipient_digest(self.lookup_key, channel, address))
            for channel, address in (self._addresses(personal.contact) | _by_post(personal.address)).items()
            if channel in self.channels
        }

    def _suppressed(
        self, given: Mapping[NoticeChannel, Recipient], receipt: ReceiptNumber
    ) -> tuple[Mapping[NoticeChannel, set[str]], Mapping[str, Suppression]]:
        """The hashes under which each may be suppressed, and those that are; one read."""
        asked = {
            channel: {one.digest, recipient_digest_of_case(self.lookup_key, channel, one.address, receipt)}
            for channel, one in given.items()
        }
        return asked, self.suppressions.find(sorted(frozenset().union(*asked.values())))

    def opt_out(self, recipient: str, at: datetime) -> None:
        """A provider knows that the person wants nothing on this channel."""
        self.suppressions.add(recipient, Suppression(reason=SuppressionReason.OPTED_OUT, since=at))

    def present(self, personal: PersonalData) -> Mapping[NoticeChannel, str]:
        """The hash of every address that they have now, by channel, whether or not anything may go there."""
        return digests_of(self.lookup_key, personal.contact)

    def _addresses(self, contact: Contact) -> dict[NoticeChannel, str]:
        phone = contact.phone
        if phone is not None and why_no_messages(phone, self.countries):
            phone = None
        given = {
            NoticeChannel.WHATSAPP: phone if contact.whatsapp else None,
            NoticeChannel.SMS: phone,
            NoticeChannel.GATEWAY: phone,
            NoticeChannel.EMAIL: contact.email,
        }
        return {channel: str(address) for channel, address in given.items() if address is not None}


def digests_of(lookup_key: bytes, contact: Contact) -> Mapping[NoticeChannel, str]:
    """The hash of every address that was given, by channel."""
    given = dict.fromkeys(BY_NUMBER, contact.phone) | {NoticeChannel.EMAIL: contact.email}
    return {
        channel: recipient_digest(lookup_key, channel, address)
        for channel, address in given.items()
        if address is not None
    }


def _by_post(address: Address | None) -> dict[NoticeChannel, str]:
    """What tells one address from another, in one line; the letter itself is addressed when it is printed."""
    return {} if address is None else {NoticeChannel.LETTER: address.model_dump_json(exclude_none=True)}
