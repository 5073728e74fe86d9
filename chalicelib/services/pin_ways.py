"""Whether a new PIN can reach its resident: one that reaches nobody would lock them out."""

from dataclasses import dataclass

from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.finding import FindingCode
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.services.recipients import Recipients
from chalicelib.services.sending_caps import Leave, SendingCaps
from chalicelib.services.telling_ports import SendingMeter


@dataclass(frozen=True, slots=True)
class PinWays:
    """`recipients` are those of the channels that a PIN may go by."""

    recipients: Recipients
    meter: SendingMeter
    caps: SendingCaps

    def find_obstacle(self, personal: PersonalData, receipt: ReceiptNumber) -> FindingCode | None:
        """None where it can go somewhere now.

        What others send to the same address meanwhile may still fill its day: then the office's list has the person.
        """
        ways = self.recipients.find(personal, receipt)
        if not ways:
            is_given = personal.contact.phone is not None or personal.contact.email is not None
            return FindingCode.CONTACT_CLOSED if is_given else FindingCode.NO_CONTACT
        full = self.meter.find_full([self.caps.toll(way.digest) for way in ways.values()])
        has_room = any(
            way.digest not in full and self.caps.ask(channel) is not Leave.NEVER for channel, way in ways.items()
        )
        return None if has_room else FindingCode.CONTACT_FULL
