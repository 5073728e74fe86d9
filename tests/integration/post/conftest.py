"""An office and a post office in miniature."""

import pytest

from tests.office import MiniOffice
from tests.post_office import PostOffice


@pytest.fixture
def office() -> MiniOffice:
    return MiniOffice()


@pytest.fixture
def partner(office: MiniOffice) -> PostOffice:
    return PostOffice(office)
