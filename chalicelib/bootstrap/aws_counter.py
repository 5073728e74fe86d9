"""The ports of handing over on AWS."""

from functools import cached_property

from chalicelib.adapters.clients import Clients
from chalicelib.adapters.dynamodb.pick_up_book import DynamoPickUpBook
from chalicelib.catalogue import load_regions
from chalicelib.config import Settings
from chalicelib.domain.overlay import Edition
from chalicelib.services.counter_ports import PickUpBook, RecipientLabels


class AwsCounterPorts:
    """Made when they are first asked for."""

    def __init__(self, settings: Settings, clients: Clients) -> None:
        """Nothing is made yet."""
        self._settings = settings
        self._clients = clients

    @cached_property
    def book(self) -> PickUpBook:
        return DynamoPickUpBook(self._clients.dynamodb, self._settings.table, self._settings.office)

    def labels_for(self, edition: Edition) -> RecipientLabels:
        from chalicelib.adapters.documents.recipient_labels import PdfRecipientLabels  # noqa: PLC0415 - staff only
        from chalicelib.adapters.documents.words import SheetWords  # noqa: PLC0415 - the same

        return PdfRecipientLabels(SheetWords(edition.office, edition.catalogue, edition.messages), load_regions())
