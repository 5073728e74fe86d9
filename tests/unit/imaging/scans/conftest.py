"""One reader for all tests of a module; it keeps no child between readings."""

import pytest

from chalicelib.adapters.imaging.scans import ConfinedScanReader


@pytest.fixture(scope="module")
def reader() -> ConfinedScanReader:
    return ConfinedScanReader(workers=1)
