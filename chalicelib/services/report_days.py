"""The daily report: yesterday of every partner, by e-mail to whoever the partner named."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.domain.errors import LoketError
from chalicelib.domain.messages import Messages
from chalicelib.domain.notification import Message
from chalicelib.domain.office import Office
from chalicelib.domain.post.statement import Discrepancy
from chalicelib.domain.text import Language
from chalicelib.services.ports import DeliveryRefusedError, Messenger, UnknownOutcomeError
from chalicelib.services.reconcile_statements import Reconciled, ReconcileStatements

MOST_LINES = 200
"""Differences that one letter lists; the rest is counted, and stands in the ledger."""


@dataclass(frozen=True, slots=True)
class ReportDays:
    """One letter a partner. A report that cannot be sent holds up no other: it can be read at any time."""

    reconcile: ReconcileStatements
    partners: Sequence[str]
    messenger: Messenger
    addresses: Mapping[str, str]
    messages: Messages
    office: Office

    def __call__(self) -> Iterator[tuple[str, Reconciled | None, bool]]:
        """Each partner's yesterday, None where it cannot be read now, and whether its letter was taken."""
        for partner in self.partners:
            day = self._reconciled(partner)
            yield partner, day, day is not None and self._send(day)

    def _reconciled(self, partner: str) -> Reconciled | None:
        try:
            return self.reconcile.of_day(partner, self.reconcile.yesterday())
        except LoketError:
            return None

    def _send(self, day: Reconciled) -> bool:
        address = self.addresses.get(day.partner)
        if address is None:
            return False
        subject = self._say("subject", day)
        try:
            self.messenger.send(Message(address, subject, self._letter(day), f"{day.partner}-{day.day.isoformat()}"))
        except (DeliveryRefusedError, UnknownOutcomeError):
            return False
        return True

    def _letter(self, day: Reconciled) -> str:
        opening = "unreported" if not day.reported else "differs" if day.discrepancies else "fits"
        lines = [self._say(opening, day), ""]
        lines += [self._line(item) for item in day.discrepancies[:MOST_LINES]]
        if len(day.discrepancies) > MOST_LINES:
            lines.append(self._say("more", day, count=str(len(day.discrepancies) - MOST_LINES)))
        return "\n".join((*lines, "", self._say("closing", day)))

    def _line(self, item: Discrepancy) -> str:
        where = " ".join(filter(None, (item.batch, item.envelope)))
        return f"- {where}: {self.messages.post(item.code, item.params, Language.INDONESIAN)}"

    def _say(self, name: str, day: Reconciled, **values: str) -> str:
        office = self.office.name.in_language(Language.INDONESIAN)
        known = {"day": day.day.isoformat(), "partner": day.partner, "batches": str(day.batches), "office": office}
        return self.messages.post_report(name, known | values, Language.INDONESIAN)
