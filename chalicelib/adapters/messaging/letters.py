"""Letters: the messenger that files them to be printed."""

from chalicelib.domain.delivery import Reference
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.letters import letter_of
from chalicelib.domain.notification import Message
from chalicelib.services.letter_ports import LetterShelf
from chalicelib.services.ports import Clock, DeliveryRefusedError


class LetterMessenger:
    """Files the letter of a notice, of which nothing but its reference is kept: no address, no words.

    Filed again it is the same letter, so that a lost answer leaves nothing unknown: it may be repeated. In training it
    files letters that say so on every page.
    """

    def __init__(self, shelf: LetterShelf, office: str, clock: Clock, *, is_practice: bool = False) -> None:
        self._shelf, self._office, self._clock, self._is_practice = shelf, office, clock, is_practice

    def send(self, message: Message) -> str:
        """One conditional write. Raises DeliveryRefusedError, never permanent."""
        reference = Reference.parse(message.reference)
        letter = letter_of(self._office, reference, self._clock.now(), is_practice=self._is_practice)
        try:
            self._shelf.put(letter)
        except UnavailableError:
            raise DeliveryRefusedError(permanent=False) from None
        return letter.code
