"""By which ways news of a case reaches its resident, and which of them ended, and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.access import Visitor
from chalicelib.domain.applicant import Contact, PersonalData
from chalicelib.domain.identifiers import EmailAddress, PhoneNumber, ReceiptNumber
from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.reach import Closed, why_no_messages
from chalicelib.domain.suppression import Suppression
from chalicelib.services.keys import recipient_digest, recipient_digest_of_case
from chalicelib.services.opt_out import OptOut
from chalicelib.services.read_application import OwnApplication
from chalicelib.services.recipients import by_post
from chalicelib.services.take_reply import TEXTS

STOPPABLE: Final = (NoticeChannel.SMS, NoticeChannel.EMAIL)
"""WhatsApp is a consent of its own, which is withdrawn and not suppressed."""


@dataclass(frozen=True, slots=True)
class NewsWay:
    """One way, its address masked; `stopped` says why and since when nothing goes there, None where news does.

    Nothing is shown of a postal address. `is_here`: it was stopped for this case alone, on its page, and can be had
    again there. `closed`: why nothing ever went to it, of a number that takes no messages.
    """

    channel: NoticeChannel
    masked: str
    stopped: Suppression | None
    is_here: bool
    closed: Closed | None = None

    @property
    def goes(self) -> bool:
        """Whether news goes there."""
        return self.stopped is None and self.closed is None


@dataclass(frozen=True, slots=True)
class NewsWays:
    """One read of the list of suppressed addresses for all the ways of a person.

    Nobody proved that an address which they typed is theirs: what they stop ends for their own case alone, and what its
    owner stopped, by a link or a reply, is not theirs to begin again.
    """

    opt_out: OptOut
    own: OwnApplication
    lookup_key: bytes
    countries: Collection[str] = ()

    def of(self, receipt: ReceiptNumber, contact: Contact) -> tuple[NewsWay, ...]:
        """Those of an address that the person gave; none where none was given."""
        return self._of(receipt, _given(contact))

    def of_case(self, receipt: ReceiptNumber, personal: PersonalData) -> tuple[NewsWay, ...]:
        """The same for staff, with letters to the postal address."""
        return self._of(receipt, {**_given(personal.contact), **by_post(personal)})

    def _of(self, receipt: ReceiptNumber, given: Mapping[NoticeChannel, str]) -> tuple[NewsWay, ...]:
        here = {way: self._here(receipt, way, address) for way, address in given.items()}
        everywhere = {way: self._everywhere(way, address) for way, address in given.items()}
        found = self.opt_out.suppressions.find([one for way in given for one in (*here[way], *everywhere[way])])

        def way_of(way: NoticeChannel, address: str) -> NewsWay:
            hard, soft = (
                next((found[one] for one in asked[way] if one in found), None) for asked in (everywhere, here)
            )
            is_here = hard is None and soft is not None
            masked = address.masked() if isinstance(address, EmailAddress | PhoneNumber) else ""
            return NewsWay(way, masked, hard or soft, is_here, self._why_closed(address))

        return tuple(way_of(way, address) for way, address in given.items())

    def of_resident(self, visitor: Visitor) -> tuple[NewsWay, ...]:
        """The same of the application of this visit. Raises UnauthorizedError where its PIN was replaced."""
        case, personal = self.own.read_whole(visitor)
        return self.of(case.receipt, personal.contact)

    def set_by_resident(self, visitor: Visitor, channel: NoticeChannel, *, wants_news: bool) -> tuple[NewsWay, ...]:
        """Safe to repeat; nothing happens where no such address was given. Raises UnauthorizedError."""
        case, personal = self.own.read_whole(visitor)
        address = _given(personal.contact).get(channel)
        if address is not None and channel in STOPPABLE:
            for recipient in self._here(case.receipt, channel, address):
                self.opt_out.by_recipient(recipient, self.opt_out.clock.now(), wants_news=wants_news)
        return self.of(case.receipt, personal.contact)

    def _why_closed(self, address: str) -> Closed | None:
        return why_no_messages(address, self.countries) if isinstance(address, PhoneNumber) else None

    def recipients(self, receipt: ReceiptNumber, personal: PersonalData, channel: NoticeChannel) -> list[str]:
        """The hashes under which one way of a person may be suppressed; none where they gave no such address."""
        address = {**_given(personal.contact), **by_post(personal)}.get(channel)
        return [] if address is None else [*self._everywhere(channel, address), *self._here(receipt, channel, address)]

    def _here(self, receipt: ReceiptNumber, channel: NoticeChannel, address: str) -> list[str]:
        return [recipient_digest_of_case(self.lookup_key, one, address, receipt) for one in _same(channel)]

    def _everywhere(self, channel: NoticeChannel, address: str) -> list[str]:
        return [recipient_digest(self.lookup_key, one, address) for one in _same(channel)]


def _same(channel: NoticeChannel) -> tuple[NoticeChannel, ...]:
    return TEXTS if channel is NoticeChannel.SMS else (channel,)


def _given(contact: Contact) -> dict[NoticeChannel, EmailAddress | PhoneNumber]:
    """WhatsApp only where it was asked for."""
    ways = {
        NoticeChannel.WHATSAPP: contact.phone if contact.whatsapp else None,
        NoticeChannel.SMS: contact.phone,
        NoticeChannel.EMAIL: contact.email,
    }
    return {way: address for way, address in ways.items() if address is not None}
