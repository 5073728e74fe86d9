"""Lanes of one reading: every lane has a child of its own that reads each n-th page ahead of what is asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from chalicelib.adapters.imaging.confined import ChildLostError
from chalicelib.adapters.imaging.frames import Frame
from chalicelib.adapters.imaging.scans.child import ScanChild
from chalicelib.adapters.imaging.scans.limits import ScanLimits
from chalicelib.domain.post.survey import PageSurvey

_JPEG_START = b"\xff\xd8\xff"


@dataclass(slots=True)
class Losses:
    """How many more children may be lost before the pages that are left are given up."""

    left: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What all lanes of one reading have in common."""

    scan: Path
    last: int
    step: int
    render: bool
    limits: ScanLimits
    losses: Losses


class Lane:
    """Every `step`-th page from `first`."""

    def __init__(self, reading: Reading, first: int) -> None:
        """Start a child without waiting for it."""
        self._reading = reading
        self._first = first
        self._child = ScanChild(reading.scan, reading.limits)
        self._frames: Iterator[Frame] | None = None

    def open(self) -> int:
        """Pages of the scan, and reading begins; raises `RefusedScanError`."""
        count = self._child.open()
        self._begin(self._first)
        return count

    def take(self, number: int) -> tuple[PageSurvey, bytes | None]:
        """The next page of this lane, which is `number`; failed where it cost us the child."""
        try:
            if self._frames is None:
                self._restart(number)
            return self._page(number)
        except ChildLostError:
            self._lose()
            return PageSurvey(number=number, failed=True), None

    def close(self) -> None:
        """End the child."""
        self._child.close()

    def _page(self, number: int) -> tuple[PageSurvey, bytes | None]:
        """Read the child's answer as one would a stranger's."""
        frame = next(self._frames or iter(()), Frame({}))
        try:
            survey = PageSurvey.model_validate(
                {**frame.header, "codes": tuple(frame.header.get("codes", ()))}, extra="ignore"
            )
        except (ValidationError, TypeError) as error:
            raise ChildLostError("the scan child answered nonsense") from error
        is_image = frame.body.startswith(_JPEG_START)
        if survey.number != number or is_image != (self._reading.render and not survey.failed):
            raise ChildLostError("the scan child answered something else")
        return survey, frame.body if is_image else None

    def _lose(self) -> None:
        self.close()
        self._frames = None
        self._reading.losses.left -= 1

    def _restart(self, number: int) -> None:
        if self._reading.losses.left <= 0:
            raise ChildLostError("too many children were lost")
        self._child = ScanChild(self._reading.scan, self._reading.limits)
        self._child.open()
        self._begin(number)

    def _begin(self, number: int) -> None:
        self._child.ask(number, self._reading.last, self._reading.step, render=self._reading.render)
        self._frames = self._child.pages()
