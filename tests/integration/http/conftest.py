"""An office whose every answer is held to the contract."""

import pytest

from tests.integration.http.contract import Witness
from tests.office import MiniOffice


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> MiniOffice:
    """A miniature office behind a gateway that checks what passes through it."""
    monkeypatch.setattr("tests.office.Gateway", Witness)
    return MiniOffice()
