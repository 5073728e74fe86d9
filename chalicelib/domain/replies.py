"""What people answer to text messages and to WhatsApp: a word that ends them, or begins them again."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from chalicelib.domain.notification import NoticeChannel


class Wish(StrEnum):
    """What a reply asks for."""

    STOP = "stop"
    RESUME = "resume"


_STOP: Final = frozenset({"STOP", "BERHENTI", "HENTIKAN", "UNSUB", "UNSUBSCRIBE", "UNREG"})
_RESUME: Final = frozenset({"START", "MULAI", "UNSTOP"})


@dataclass(frozen=True, slots=True)
class TextReply:
    """One reply. The sender's number stands in no log and no error.

    `channel` is what it answers; `at` the provider's own time, where it tells one.
    """

    sender: str = field(repr=False)
    text: str = field(repr=False)
    channel: NoticeChannel = NoticeChannel.SMS
    at: datetime | None = None

    @property
    def wish(self) -> Wish | None:
        """A stop by its first word, however it goes on; a resumption by that word alone, for that costs somebody."""
        words = re.findall(r"\w+", unicodedata.normalize("NFKC", self.text).upper())
        if words and words[0] in _STOP:
            return Wish.STOP
        return Wish.RESUME if len(words) == 1 and words[0] in _RESUME else None
