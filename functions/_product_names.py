"""Products as a clerk tells them apart: by name, with the code that a list, a label and the name of a file want."""

from collections.abc import Iterable, Mapping

from chalicelib.bootstrap import get_services
from chalicelib.domain.identifiers import ReceiptNumber
from chalicelib.domain.text import Language
from chalicelib.services.product_names import Listed


def name_products(lines: Iterable[Listed], language: Language) -> Mapping[tuple[ReceiptNumber, str], str]:
    """By number and code, such as "KK keluarga lama (p2)"; the code alone where no rule names it any more."""
    listed = tuple(lines)
    names = get_services().product_names.find(listed)
    keys = ((receipt, product) for receipt, _, product in listed)
    return {key: f"{names[key].in_language(language)} ({key[1]})" if key in names else key[1] for key in keys}
