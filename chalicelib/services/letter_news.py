"""What a letter would tell, read anew when it is printed and when it is handed to the post office."""

from dataclasses import dataclass

from chalicelib.domain.applicant import Address, PersonalData
from chalicelib.domain.letters import Letter
from chalicelib.domain.messages.notice_values import Occasion
from chalicelib.domain.notice_plan import is_told, standing
from chalicelib.domain.notification import Notice, NoticeChannel, NoticeState, build_notice_id
from chalicelib.services.occasions import Occasions
from chalicelib.services.ports import Clock, NoticeLog
from chalicelib.services.recipients import Recipients


class LetterOvertakenError(Exception):
    """Its news no longer holds, or was told meanwhile."""


class LetterStoppedError(Exception):
    """Nothing goes to its address any more, or the case has none: the next step is staff's."""


@dataclass(frozen=True, slots=True)
class LetterNews:
    """Three reads and one KMS call; a fourth where addresses were suppressed."""

    occasions: Occasions
    notices: NoticeLog
    recipients: Recipients
    clock: Clock

    def find(self, letter: Letter) -> tuple[Occasion, PersonalData, Address]:
        """What it tells, whom and where. Raises LetterOvertakenError, LetterStoppedError."""
        found = self.occasions.find(letter.job(self.clock.now()))
        if found is None or self._is_told(letter, found[1]):
            raise LetterOvertakenError
        occasion, personal = found
        if personal.address is None or NoticeChannel.LETTER not in self.recipients.find(personal, letter.receipt):
            raise LetterStoppedError
        return occasion, personal, personal.address

    def begin_again(self, letter: Letter) -> str:
        """The id of the notice that the next copy of a letter carries, which is begun; the same where it was before.

        Raises LetterOvertakenError, LetterStoppedError.
        """
        occasion, personal, _ = self.find(letter)
        tried = [notice for notice in self._beside(letter) if notice.channel is NoticeChannel.LETTER]
        last = max(tried, key=lambda notice: notice.attempt)
        if last.state is not NoticeState.FAILED:  # begun by a press that died before its letter waited
            return last.id
        attempt, now = last.attempt + 1, self.clock.now()
        recipient = self.recipients.find(personal, letter.receipt)[NoticeChannel.LETTER]
        begun = {
            "id": build_notice_id(last.move, last.event, last.product_id, last.channel, attempt), "attempt": attempt,
            "language": occasion.case.language, "state": NoticeState.SENT, "recipient": recipient.digest,
            "due_at": None, "created_at": now, "updated_at": now,
        }  # fmt: skip
        notice = last.model_copy(update=begun)
        self.notices.begin(notice)
        return notice.id

    def _beside(self, letter: Letter) -> list[Notice]:
        """The notices of what it tells, on every channel."""
        return [
            notice
            for notice in self.notices.list_for(letter.receipt)
            if (notice.move, notice.event, notice.product_id) == (letter.move, letter.event, letter.product_id)
        ]

    def _is_told(self, letter: Letter, personal: PersonalData) -> bool:
        """By a message to where its resident is now: one that a stranger got tells them nothing."""
        return is_told(standing(self._beside(letter), self.recipients.present(personal)))
