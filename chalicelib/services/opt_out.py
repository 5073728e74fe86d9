"""Stop the news to one address, and take that back: by a link in a mail, by a reply, or on the resident's own page."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.notification import Notice, NoticeChannel
from chalicelib.domain.stop_link import ASKED_FOR, StopToken
from chalicelib.domain.suppression import Suppression, SuppressionReason
from chalicelib.services.ports import Clock
from chalicelib.services.telling_ports import SuppressionList


@dataclass(frozen=True, slots=True)
class OptOutStanding:
    """How an address stands: `reason` is why nothing is sent to it, None where news goes there."""

    channel: NoticeChannel
    reason: SuppressionReason | None

    @property
    def is_stopped(self) -> bool:
        """Whether nothing is sent to it."""
        return self.reason is not None


@dataclass(frozen=True, slots=True)
class OptOut:
    """Safe to repeat. It counts at once, for messages that wait, too: every one asks the list before it goes out.

    Taking it back lifts the person's own word alone: what bounced or was complained about stays suppressed.
    """

    suppressions: SuppressionList
    key: bytes
    clock: Clock

    def read(self, token: str) -> OptOutStanding:
        """One read, and nothing is changed. Raises NotFoundError for a token of nobody's."""
        return self._standing(StopToken.read(token, self.key))

    def by_link(self, token: str, *, wants_news: bool) -> OptOutStanding:
        """One write and one read. Raises NotFoundError for a token of nobody's."""
        stop = StopToken.read(token, self.key)
        self.by_recipient(stop.recipient, self.clock.now(), wants_news=wants_news)
        return self._standing(stop)

    def by_recipient(self, recipient: str, at: datetime, *, wants_news: bool) -> None:
        """`at` is when it was said: an older word than the one that counts lifts nothing."""
        if wants_news:
            self.suppressions.lift_opt_out(recipient, at)
        else:
            self.suppressions.add(recipient, Suppression(reason=SuppressionReason.OPTED_OUT, since=at))

    def _standing(self, stop: StopToken) -> OptOutStanding:
        found = self.suppressions.find([stop.recipient]).get(stop.recipient)
        return OptOutStanding(stop.channel, found.reason if found else None)


@dataclass(frozen=True, slots=True)
class StopLinks:
    """The link of a notice that ends the news to its address; empty where none is due."""

    public_url: str
    key: bytes

    def __call__(self, notice: Notice) -> str:
        """A text message and WhatsApp are answered or stopped where the case stands; a letter needs no link."""
        if notice.channel is not NoticeChannel.EMAIL or notice.event in ASKED_FOR:
            return ""
        token = StopToken(notice.channel, notice.recipient).write(self.key)
        return f"{self.public_url}/stop?k={token}&lang={notice.language}"
