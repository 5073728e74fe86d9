"""One inspector for all tests of a module: it is meant to be kept."""

from collections.abc import Iterator

import pytest

from chalicelib.adapters.imaging import SandboxedInspector


@pytest.fixture(scope="module")
def inspector() -> Iterator[SandboxedInspector]:
    with SandboxedInspector() as sandboxed:
        yield sandboxed
