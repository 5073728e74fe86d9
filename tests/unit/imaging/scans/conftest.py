"""One reader for all tests of a module: it is meant to be kept."""

from collections.abc import Iterator

import pytest

from chalicelib.adapters.imaging.scans import ConfinedScanReader


@pytest.fixture(scope="module")
def reader() -> Iterator[ConfinedScanReader]:
    with ConfinedScanReader(workers=1) as confined:
        yield confined
