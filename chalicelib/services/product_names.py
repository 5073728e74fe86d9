"""What people call the products of a list, whose lines hold no more than a case's number, its service and a code."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from chalicelib.domain.catalogue.words import ServiceCode
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.text import Text
from chalicelib.services.checklists import Checklists
from chalicelib.services.ports import CaseRepository

Listed = tuple[ReceiptNumber, str, str]
"""A line: the number of the case, its service, and the product's code."""

MOST_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class ProductNames:
    """Which products a case has depends on its answers wherever its service makes several."""

    cases: CaseRepository
    checklists: Checklists

    def find(self, lines: Iterable[Listed]) -> Mapping[tuple[ReceiptNumber, str], Text]:
        """By number and code; what no rule names any more is left out.

        One read for a hundred cases whose services make several products, none for the others.
        """
        listed, names = tuple(lines), dict[tuple[ReceiptNumber, str], Text]()
        for receipt, service, product in listed:
            if len(specs := self._specs(service)) == 1:
                names[receipt, product] = specs[0]
        several = dict.fromkeys(receipt for receipt, service, _ in listed if len(self._specs(service)) > 1)
        for receipt, known in self._read(list(several)):
            names |= {(receipt, product): name for product, name in known.items()}
        return names

    def _specs(self, service: str) -> tuple[Text, ...]:
        known = self.checklists.catalogue.services.get(ServiceCode(service))
        return tuple(spec.name for spec in known.products) if known else ()

    def _read(self, receipts: list[ReceiptNumber]) -> Iterator[tuple[ReceiptNumber, Mapping[str, Text]]]:
        for start in range(0, len(receipts), MOST_AT_ONCE):
            for case in self.cases.get_many(receipts[start : start + MOST_AT_ONCE]):
                yield case.receipt, self.checklists.product_names(case)
