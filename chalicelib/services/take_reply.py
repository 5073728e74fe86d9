"""A reply to a text message or to WhatsApp: its number gets no more of them, or gets them again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.domain.notification import NoticeChannel
from chalicelib.domain.replies import TextReply, Wish
from chalicelib.services.keys import recipient_digest
from chalicelib.services.opt_out import OptOut

TEXTS: Final = (NoticeChannel.SMS, NoticeChannel.GATEWAY)
"""To a person both are text messages, whoever carries them."""

ENDED: Final = {NoticeChannel.WHATSAPP: (NoticeChannel.WHATSAPP,)}
"""What a reply on a channel speaks of; any other speaks of text messages. News then goes by the other ways."""


@dataclass(frozen=True, slots=True)
class TakeReply:
    """Safe to repeat; two writes at most, and the number itself is kept nowhere.

    A late copy of either word changes nothing that was said after it; a resumption that overtakes its stop is lost: the
    safe side.
    """

    opt_out: OptOut
    lookup_key: bytes

    def __call__(self, reply: TextReply, at: datetime) -> Wish | None:
        """What it asked for, said at that moment unless it tells its own; None, and nothing done, for other words."""
        wish = reply.wish
        if wish is not None:
            for channel in ENDED.get(reply.channel, TEXTS):
                recipient = recipient_digest(self.lookup_key, channel, reply.sender)
                self.opt_out.by_recipient(recipient, reply.at or at, wants_news=wish is Wish.RESUME)
        return wish
