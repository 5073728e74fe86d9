"""Whether a new PIN can reach its resident: one that reaches nobody would lock them out."""

from dataclasses import dataclass

from chalicelib.domain.applicant import PersonalData
from chalicelib.domain.finding import FindingCode
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.office import Office
from chalicelib.domain.telling_caps import Toll
from chalicelib.services.ports import Clock
from chalicelib.services.recipients import Recipients
from chalicelib.services.telling_ports import SendingMeter


@dataclass(frozen=True, slots=True)
class PinWays:
    """`recipients` are those of the channels that a PIN may go by."""

    recipients: Recipients
    meter: SendingMeter
    office: Office
    clock: Clock

    def find_obstacle(self, personal: PersonalData, receipt: ReceiptNumber) -> FindingCode | None:
        """None where it can go somewhere now.

        What else is sent to the same address meanwhile may still fill its day, and an office may have spent its month.
        """
        ways = self.recipients.find(personal, receipt)
        if not ways:
            is_given = personal.contact.phone is not None or personal.contact.email is not None
            return FindingCode.CONTACT_CLOSED if is_given else FindingCode.NO_CONTACT
        today, caps = self.office.local_time(self.clock.now()).date(), self.office.telling.caps
        tolls = [Toll(way.digest, today, caps) for way in ways.values()]
        return FindingCode.CONTACT_FULL if len(self.meter.find_full(tolls)) == len(tolls) else None
