"""Cards that were printed, confirmed by list: each line stands for itself."""

from dataclasses import dataclass
from typing import Final

from chalicelib.domain.access import Actor
from chalicelib.domain.collection import parse_scan
from chalicelib.domain.dispatching import Result
from chalicelib.domain.errors import Fault, InvalidRequestError
from chalicelib.domain.identifiers import InvalidIdentifierError
from chalicelib.domain.milestone_list import Report, Typed
from chalicelib.domain.print_batch import PrintBatch
from chalicelib.domain.printed_list import code_of, read_lines
from chalicelib.services.print_batches import PrintBatches

_BEFORE: Final = "printed_before"


@dataclass(frozen=True, slots=True)
class ConfirmPrinted:
    """A line that does not fit holds up no other, and any may be sent again: it is done once."""

    batches: PrintBatches

    def __call__(self, batch: str, raw: bytes | str, officer: Actor) -> tuple[Report, ...]:
        """What became of each line, with its reason unless it was confirmed now.

        Raises InvalidRequestError for what is no such list, NotFoundError for an unknown batch; then nothing is done.
        """
        lines, known = read_lines(raw), self.batches.ledger.get_batch(batch)
        first: dict[str, int] = {}
        return tuple(self._report(known, line, first, officer) for line in lines)

    def _report(self, batch: PrintBatch, line: Typed, first: dict[str, int], officer: Actor) -> Report:
        code = code_of(line)
        before = first.setdefault(_card_of(batch, code), line.number)
        if before != line.number:
            return Report(line, Result.ALREADY, (Fault("receipt", "card_listed_twice", (("count", str(before)),)),))
        try:
            self.batches.confirm(batch.id, code, officer)
        except InvalidRequestError as error:
            is_before = {fault.code for fault in error.faults} == {_BEFORE}
            return Report(line, Result.ALREADY if is_before else Result.REFUSED, tuple(error.faults))
        return Report(line, Result.DONE)


def _card_of(batch: PrintBatch, code: str) -> str:
    """The same for every way to name one card; a name that means none is only like itself."""
    try:
        found = batch.line(*parse_scan(code))
    except InvalidIdentifierError:
        return code
    return found.code if found else code
