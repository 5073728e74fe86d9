"""What a child tells, read as one would read a stranger's word: pages, and the answer about a whole file."""

from typing import Any

from pydantic import BaseModel, Field, ValidationError

from chalicelib.adapters.imaging.frames import Frame
from chalicelib.adapters.imaging.limits import MAX_PAGES
from chalicelib.adapters.imaging.made import lost_page
from chalicelib.adapters.imaging.told import MOST_OF_A_PAGE, is_of_page, may_be_told
from chalicelib.domain.document import Inspection, MediaType, RenderedPage
from chalicelib.domain.finding import KEEPS_PAGES, Finding, FindingCode, Severity

_JPEG_START = b"\xff\xd8\xff"


class NonsenseError(Exception):
    """No child of ours says such a thing."""


class _PageHeader(BaseModel):
    number: int
    width: int = Field(ge=1, le=100_000)
    height: int = Field(ge=1, le=100_000)
    has_code: bool
    bytes: int = Field(ge=1)
    findings: tuple[Finding, ...] = Field(max_length=MOST_OF_A_PAGE, default=())


class _Opening(BaseModel):
    detected_type: MediaType
    pages: int = Field(ge=1, le=1_000_000)


class _Told(BaseModel):
    finding: Finding


class _Verdict(BaseModel):
    detected_type: MediaType | None
    findings: tuple[Finding, ...] = Field(max_length=1)


def read_page(header: dict[str, Any], body: bytes, number: int) -> RenderedPage:
    """Page `number`: its image, and behind it its thumbnail. Raises NonsenseError."""
    try:
        told = _PageHeader.model_validate(header)
    except ValidationError as error:
        raise NonsenseError from error
    jpeg, thumbnail = body[: told.bytes], body[told.bytes :]
    is_page = told.number == number and jpeg.startswith(_JPEG_START) and thumbnail.startswith(_JPEG_START)
    if not is_page or not all(is_of_page(finding, number) for finding in told.findings):
        raise NonsenseError
    return RenderedPage(
        **told.model_dump(exclude={"bytes", "findings"}), findings=told.findings, jpeg=jpeg, thumbnail=thumbnail
    )


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
        """One more message: that the file opens, then its pages in turn, then the verdict. Raises NonsenseError."""
        try:
            self._take(frame)
        except ValidationError as error:
            raise NonsenseError from error

    def lose_page(self) -> bool:
        """The child died of the page that came next; whether there are others to ask for."""
        if self.next_page > self._last:
            return False
        self._lose(lost_page(self.next_page))
        return self.next_page <= self._last

    def inspection(self) -> Inspection | None:
        """The whole of it; pages that nobody told of are lost. None where no page, or no reason, was told at all.

        A file that cannot be used has no pages; one that opens and cannot be read has them.
        """
        verdict = self._verdict or self._verdict_without_child()
        if verdict is None:
            return None
        if any(f.severity is Severity.BLOCKING and f.code not in KEEPS_PAGES for f in verdict.findings):
            return Inspection(detected_type=verdict.detected_type, findings=verdict.findings)
        if not self._pages:
            return None
        findings = (*self._findings, *verdict.findings)
        return Inspection(detected_type=verdict.detected_type, findings=findings, pages=tuple(self._pages))

    def _take(self, frame: Frame) -> None:
        kind = frame.header.get("kind")
        if kind == "opened":
            opening = _Opening.model_validate(frame.header)
            if self._opening is not None and self._opening != opening:
                raise NonsenseError
            self._opening = opening
        elif kind == "page":
            self._take_page(frame)
        elif kind == "finding":
            self._take_finding(_Told.model_validate(frame.header).finding)
        else:
            self._verdict = _Verdict.model_validate(frame.header)
            if not all(map(may_be_told, self._verdict.findings)):
                raise NonsenseError

    def _take_page(self, frame: Frame) -> None:
        if self.next_page > self._last:
            raise NonsenseError
        page = read_page(frame.header, frame.body, self.next_page)
        self._pages.append(page)
        self._findings += page.findings
        self.next_page += 1

    def _take_finding(self, finding: Finding) -> None:
        if finding.code is FindingCode.MORE_PICTURES and may_be_told(finding) and self.next_page == 1:
            self._findings = [finding]
        elif finding == lost_page(self.next_page) and self.next_page <= self._last:
            self._lose(finding)
        else:
            raise NonsenseError

    def _lose(self, finding: Finding) -> None:
        self._findings.append(finding)
        self.next_page += 1

    def _verdict_without_child(self) -> _Verdict | None:
        if self._opening is None:
            return None
        while self.lose_page():
            pass
        pages, limit = str(self._opening.pages), str(MAX_PAGES)
        too_many = Finding(
            code=FindingCode.TOO_MANY_PAGES, severity=Severity.BLOCKING, where="upload",
            params={"pages": pages, "limit": limit},
        )  # fmt: skip
        is_too_long = self._opening.pages > MAX_PAGES
        return _Verdict(detected_type=self._opening.detected_type, findings=(too_many,) if is_too_long else ())

    @property
    def _last(self) -> int:
        return min(self._opening.pages, MAX_PAGES) if self._opening else 0
