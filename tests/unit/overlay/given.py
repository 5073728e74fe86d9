"""Changes of an office that exists in tests alone."""

from typing import Any

from chalicelib.catalogue import load_catalogue, load_messages, load_office
from chalicelib.domain.overlay import Edition, LocalChanges, Overlay, save_draft
from tests.builders import OFFICER
from tests.fakes import EPOCH, OFFICE

SHIPPED = Edition(load_catalogue(), load_messages(), load_office(OFFICE))
HOURS = {"id": "Senin sampai Kamis, 09.00 sampai 14.00 WIB", "en": "Monday to Thursday, 09:00 to 14:00 (WIB)"}
EXTRA: dict[str, Any] = {
    "service": "KTP-LOST",
    "id": "surat-lokal",
    "any_of": ["AKTA_LAHIR"],
    "reason": {"id": "Kantor ini mencocokkan nama.", "en": "This office compares names."},
}


def changes(**parts: Any) -> LocalChanges:  # noqa: ANN401 - as JSON has them
    """Changes as a request names them."""
    return LocalChanges.model_validate(parts)


def overlay(number: int = 1, **parts: Any) -> Overlay:  # noqa: ANN401 - as JSON has them
    """A version with these changes."""
    return save_draft(number, changes(**parts), OFFICER, EPOCH)
