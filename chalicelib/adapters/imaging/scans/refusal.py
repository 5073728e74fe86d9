"""Whatever a parser raises while it opens a scan is a broken file."""

import contextlib
from collections.abc import Iterator

from chalicelib.domain.post.survey import RefusedScanError, ScanFault


@contextlib.contextmanager
def as_broken() -> Iterator[None]:
    """Raise `RefusedScanError` for anything but what our own limits did to the parser."""
    try:
        yield
    except (MemoryError, ImportError, RefusedScanError):
        raise
    except Exception as error:  # parsers raise anything: struct.error, SyntaxError, ZeroDivisionError, their own
        raise RefusedScanError(ScanFault.BROKEN) from error
