"""Why a file is refused, as an exception that unwinds a parser."""

import contextlib
from collections.abc import Iterator

from chalicelib.domain.finding import Finding, FindingCode, Severity


class RefusedFileError(Exception):
    """The file cannot be used; `page` counts from 1 where one page is to blame."""

    def __init__(self, code: FindingCode, page: int | None = None, /, **params: str) -> None:
        """`params` fill the sentence of the message."""
        super().__init__(code.value)
        self.code = code
        self.page = page
        self.params = params

    def as_finding(self) -> Finding:
        """The blocking finding it stands for."""
        return Finding(code=self.code, severity=Severity.BLOCKING, where="upload", page=self.page, params=self.params)


@contextlib.contextmanager
def opening(page: int | None = None) -> Iterator[None]:
    """Take whatever a parser raises as a file that does not open, except for what our own limits did to it."""
    try:
        yield
    except (MemoryError, ImportError):
        raise
    except Exception as error:  # parsers raise anything: struct.error, SyntaxError, ZeroDivisionError, their own
        raise RefusedFileError(FindingCode.DOES_NOT_OPEN, page) from error
