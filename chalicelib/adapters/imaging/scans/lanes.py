"""Lanes of one reading: every lane has a child of its own that reads each n-th page ahead of what is asked."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from chalicelib.adapters.imaging.answers import NonsenseError, read_page
from chalicelib.adapters.imaging.confined import ChildLostError
from chalicelib.adapters.imaging.frames import Frame
from chalicelib.adapters.imaging.scans.loans import Loan
from chalicelib.adapters.imaging.scans.patience import Patience
from chalicelib.domain.document import RenderedPage
from chalicelib.domain.post.survey import PageSurvey

SurveyedPage = tuple[PageSurvey, RenderedPage | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What all lanes of one reading have in common."""

    last: int
    step: int
    render: bool
    patience: Patience


class Lane:
    """Every `step`-th page from `first`."""

    def __init__(self, reading: Reading, loan: Loan, first: int) -> None:
        """Nothing is asked yet."""
        self._reading = reading
        self._loan = loan
        self._first = first
        self._last = reading.last
        self._frames: Iterator[Frame] | None = None

    def open(self) -> int:
        """Pages of the scan, and reading begins; raises `RefusedScanError`."""
        count = self._loan.open()
        self._last = min(self._reading.last, count)
        if self._first <= self._last and self._reading.patience.may_begin:
            with contextlib.suppress(ChildLostError):
                self._begin(self._first)
        return count

    def take(self, number: int) -> SurveyedPage:
        """The next page of this lane, which is `number`; failed where it cost us a fresh child, or our patience."""
        while self._frames is not None or self._reading.patience.may_go_on:
            try:
                return self._taken(number)
            except ChildLostError:
                if self._lose():
                    break
        return PageSurvey(number=number, failed=True), None

    def _taken(self, number: int) -> SurveyedPage:
        if self._frames is None:
            self._restart(number)
        page = self._page(number)
        if number + self._reading.step > self._last:
            self._finish()
        return page

    def _page(self, number: int) -> SurveyedPage:
        """Read the child's answer as one would a stranger's."""
        frame = next(self._frames or iter(()), Frame({}))
        try:
            survey = PageSurvey.model_validate(
                {**frame.header, "codes": tuple(frame.header.get("codes", ()))}, extra="ignore"
            )
            image = read_page(frame.header["image"], frame.body, number) if "image" in frame.header else None
        except (ValidationError, NonsenseError, TypeError) as error:
            raise ChildLostError("the scan child answered nonsense") from error
        if survey.number != number or (image is not None) != (self._reading.render and not survey.failed):
            raise ChildLostError("the scan child answered something else")
        return survey, image

    def _finish(self) -> None:
        """Hear that the child is done, so that it may serve another scan; no page depends on it."""
        with contextlib.suppress(ChildLostError):
            next(self._frames or iter(()), None)

    def _lose(self) -> bool:
        """Whether the page is to blame: with any but a fresh child, an earlier scan may be."""
        self._loan.child.close()
        self._frames = None
        return self._loan.is_fresh

    def _restart(self, number: int) -> None:
        self._loan.reopen()
        self._begin(number)

    def _begin(self, number: int) -> None:
        self._loan.child.ask(number, self._last, self._reading.step, render=self._reading.render)
        self._frames = self._loan.child.pages()
