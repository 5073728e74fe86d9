"""Letters: the messenger that files them to be printed."""

from chalicelib.domain.delivery import Reference
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.letters import letter_of
from chalicelib.domain.notification import Message
from chalicelib.services.letter_ports import LetterShelf
from chalicelib.services.ports import Clock, DeliveryRefusedError


class LetterMessenger:
    """Files the letter of a notice, of which nothing but its reference is kept: no address, no words.

    Filed again it is the same letter, so that a lost answer leaves nothing unknown: it may be repeated.
    """

    def __init__(self, shelf: LetterShelf, office: str, clock: Clock) -> None:
        self._shelf, self._office, self._clock = shelf, office, clock

    def send(self, message: Message) -> str:
        """One conditional write. Raises DeliveryRefusedError, never permanent."""
        letter = letter_of(self._office, Reference.parse(message.reference), self._clock.now())
        try:
            self._shelf.put(letter)
        except UnavailableError:
            raise DeliveryRefusedError(permanent=False) from None
        return letter.code
