"""Pages as a child tells of them, read as one would read a stranger's word."""

from typing import Any

from pydantic import BaseModel

from chalicelib.domain.document import RenderedPage
from chalicelib.domain.finding import Finding

_JPEG_START = b"\xff\xd8\xff"


class _PageHeader(BaseModel):
    number: int
    width: int
    height: int
    has_code: bool
    bytes: int
    findings: tuple[Finding, ...] = ()


def read_page(header: dict[str, Any], body: bytes) -> RenderedPage:
    """A page image, and behind it its thumbnail. Raises `ValidationError` for nonsense."""
    told = _PageHeader.model_validate(header)
    jpeg, thumbnail = body[: told.bytes], body[told.bytes :]
    if not jpeg.startswith(_JPEG_START) or not thumbnail.startswith(_JPEG_START):
        return RenderedPage.model_validate({})
    return RenderedPage(**told.model_dump(exclude={"bytes"}), jpeg=jpeg, thumbnail=thumbnail)
