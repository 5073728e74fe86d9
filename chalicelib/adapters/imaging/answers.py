"""What a child tells, read as one would read a stranger's word: pages, and the answer about a whole file."""

from typing import Any

from pydantic import BaseModel, Field

from chalicelib.adapters.imaging.frames import Frame
from chalicelib.adapters.imaging.limits import MAX_PAGES
from chalicelib.adapters.imaging.made import lost_page
from chalicelib.domain.document import Inspection, MediaType, RenderedPage
from chalicelib.domain.finding import KEEPS_PAGES, Finding, Severity

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
    pictures = {"jpeg": jpeg, "thumbnail": thumbnail}
    return RenderedPage.model_validate(told.model_dump(exclude={"bytes"}) | pictures)


class _Opening(BaseModel):
    detected_type: MediaType
    pages: int = Field(ge=1)


class _Told(BaseModel):
    finding: Finding


class _Verdict(BaseModel):
    detected_type: MediaType | None
    findings: tuple[Finding, ...]


class Answer:
    """What is known of one file so far, though the child that told it may be lost meanwhile."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._opening: _Opening | None = None
        self._pages: list[RenderedPage] = []
        self._findings: list[Finding] = []
        self._verdict: _Verdict | None = None
        self.next_page = 1

    def take(self, frame: Frame) -> None:
        """One more message. Raises `ValidationError` for nonsense."""
        kind = frame.header.get("kind")
        if kind == "opened":
            self._opening = _Opening.model_validate(frame.header)
        elif kind == "page":
            self._take_page(read_page(frame.header, frame.body))
        elif kind == "finding":
            self._take_finding(_Told.model_validate(frame.header).finding)
        else:
            self._verdict = _Verdict.model_validate(frame.header)

    def lose_page(self) -> bool:
        """The child died of the page that came next; whether there are others to ask for."""
        if self._opening is None or self.next_page > self._last:
            return False
        self._take_finding(lost_page(self.next_page))
        return self.next_page <= self._last

    def inspection(self) -> Inspection | None:
        """The whole of it; pages that nobody told of are lost. None where no page, or no reason, was told at all.

        A file that cannot be used has no pages; one that opens and cannot be read has them.
        """
        if self._verdict is None:
            if not self._pages or self._opening is None or self._opening.pages > MAX_PAGES:
                return None
            while self.lose_page():
                pass
        detected_type = self._opening.detected_type if self._opening else None
        verdict = self._verdict or _Verdict(detected_type=detected_type, findings=())
        if any(f.severity is Severity.BLOCKING and f.code not in KEEPS_PAGES for f in verdict.findings):
            return Inspection(detected_type=verdict.detected_type, findings=verdict.findings)
        findings = (*self._findings, *verdict.findings)
        return Inspection(detected_type=verdict.detected_type, findings=findings, pages=tuple(self._pages))

    @property
    def _last(self) -> int:
        return min(self._opening.pages, MAX_PAGES) if self._opening else 0

    def _take_page(self, page: RenderedPage) -> None:
        self._pages.append(page)
        self._findings += page.findings
        self.next_page = page.number + 1

    def _take_finding(self, finding: Finding) -> None:
        self._findings.append(finding)
        self.next_page = (finding.page or self.next_page - 1) + 1
