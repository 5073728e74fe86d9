"""Letters to residents: their ports, and the use case on them."""

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from chalicelib.domain.notification import NoticeChannel
from chalicelib.services.letter_ports import LetterPrinter, LetterShelf

if TYPE_CHECKING:
    from chalicelib.bootstrap.aws import AwsPorts
    from chalicelib.bootstrap.services import Services
    from chalicelib.domain.overlay import Edition
    from chalicelib.services.letters import Letters


class LetterPorts(Protocol):
    """What letters need from the world besides `Ports`; tests pass fakes."""

    @property
    def shelf(self) -> LetterShelf: ...
    def printer_for(self, edition: "Edition", /) -> LetterPrinter: ...


class AwsLetterPorts:
    """On AWS, made when they are first asked for."""

    def __init__(self, ports: "AwsPorts") -> None:
        """Nothing is made yet."""
        self._ports = ports

    @cached_property
    def shelf(self) -> LetterShelf:
        from chalicelib.adapters.dynamodb.letters import DynamoLetterShelf  # noqa: PLC0415 - few functions only

        settings = self._ports.settings
        return DynamoLetterShelf(self._ports.clients.dynamodb, settings.table, settings.office)

    def printer_for(self, edition: "Edition") -> LetterPrinter:
        from chalicelib.adapters.documents.letter_pdf import PdfLetterPrinter  # noqa: PLC0415 - staff only
        from chalicelib.adapters.documents.words import SheetWords  # noqa: PLC0415 - the same
        from chalicelib.catalogue import load_regions  # noqa: PLC0415 - the same

        return PdfLetterPrinter(SheetWords(edition.office, edition.catalogue, edition.messages), load_regions())


def make_letters(services: "Services") -> "Letters":
    """The use case of an office's letters."""
    from chalicelib.services.letter_news import LetterNews  # noqa: PLC0415 - staff only
    from chalicelib.services.letters import Letters  # noqa: PLC0415 - the same
    from chalicelib.services.occasions import Occasions  # noqa: PLC0415 - the same
    from chalicelib.services.recipients import Recipients  # noqa: PLC0415 - the same
    from chalicelib.services.take_report import TakeReport  # noqa: PLC0415 - the same
    from chalicelib.services.wake_by_outbox import WakeByOutbox  # noqa: PLC0415 - the same

    ports = services.ports
    wake = WakeByOutbox(ports.outbox)
    held = services.review.hold.so_far
    occasions = Occasions(ports.cases, ports.sealer, ports.public_url, ports.keys.pin, held=held)
    recipients = Recipients((NoticeChannel.LETTER,), (), ports.suppressions, ports.keys.lookup)
    return Letters(
        shelf=ports.letters.shelf,
        cases=ports.cases,
        news=LetterNews(occasions, ports.notices, recipients, services.clock),
        take_report=TakeReport(ports.notices, ports.outbox, ports.unreached, wake, ports.suppressions, services.clock),
        printer=ports.letters.printer_for(services.edition),
        catalogue=services.catalogue,
        messages=services.messages,
        office=services.office,
        keys=ports.keys,
        clock=services.clock,
        is_practice=ports.is_sandbox,
    )
