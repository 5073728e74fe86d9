"""Read the pages of one envelope: what each image is, its sheet, and its rebuilt picture in the store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from chalicelib.domain.document import RenderedPage, thumbnail_key
from chalicelib.domain.finding import SCAN_CODES
from chalicelib.domain.post.envelope import EnvelopeRef, PageKind, ScannedPage
from chalicelib.domain.post.manifest import EnvelopeEntry
from chalicelib.domain.post.marks import BlankCoverMark, BrokenMark, CoverMark, Mark, SeparatorMark, parse_mark
from chalicelib.domain.post.matching import MarkedPage
from chalicelib.domain.post.survey import PageSurvey
from chalicelib.services.batch_files import PageSource
from chalicelib.services.ports import ObjectStore
from chalicelib.services.post_ports import ScanReader


@dataclass(frozen=True, slots=True)
class ReadPages:
    """The page images of one envelope, as stored and as marked."""

    pages: tuple[ScannedPage, ...]
    marked: tuple[MarkedPage, ...]


@dataclass(frozen=True, slots=True)
class ReadScans:
    """One page at a time, whatever the size of the file. Keys of images are a function of the page."""

    reader: ScanReader
    store: ObjectStore
    documents: frozenset[str]
    office: str

    def __call__(self, ref: EnvelopeRef, entry: EnvelopeEntry, sources: Sequence[PageSource]) -> ReadPages:
        """Render, store and describe every page of an envelope."""
        pages: list[ScannedPage] = []
        marked: list[MarkedPage] = []
        document: str | None = None
        for number, (source, survey, image) in enumerate(self._images(sources), start=1):
            marks = self._marks(survey)
            is_back = entry.duplex and number % 2 == 0
            kind = _kind(survey, marks, is_back=is_back)
            document = _document_after(document, kind, marks)
            page = _page(entry, number, source, survey, kind, document)
            pages.append(page.model_copy(update=self._stored(ref, number, image)) if image else page)
            marked.append(MarkedPage(number, marks, survey.unread_code))
        return ReadPages(tuple(pages), tuple(marked))

    def _images(self, sources: Sequence[PageSource]) -> Iterator[tuple[PageSource, PageSurvey, RenderedPage | None]]:
        for source in sources:
            for survey, image in self.reader.read(source.path, source.first, source.last, render=True):
                yield source, survey, image

    def _marks(self, survey: PageSurvey) -> tuple[Mark, ...]:
        found = tuple(mark for mark in map(parse_mark, survey.codes) if mark is not None)
        return tuple(
            BrokenMark() if isinstance(mark, SeparatorMark) and mark.document not in self.documents else mark
            for mark in found
        )

    def _stored(self, ref: EnvelopeRef, number: int, image: RenderedPage) -> dict[str, Any]:
        """What a page says of its image, which is stored."""
        key = f"{self.office}/pages/post/{ref.partner}/{ref.batch}/{ref.number}/{number:03d}.jpg"
        thumbnail = thumbnail_key(key)
        self.store.store_page(key, image.jpeg)
        self.store.store_page(thumbnail, image.thumbnail)
        told = tuple(
            finding.model_copy(update={"where": "pages", "page": None})
            for finding in image.findings
            if finding.code in SCAN_CODES
        )
        shape = image.model_dump(include={"width", "height", "has_code"})
        return {"key": key, "thumbnail": thumbnail, "findings": told, **shape}


def _kind(survey: PageSurvey, marks: Sequence[Mark], *, is_back: bool) -> PageKind:
    """What a page is. Only an empty back is set aside: a front that looks empty may be written too faintly."""
    if survey.failed:
        return PageKind.FAILED
    if any(isinstance(mark, CoverMark | BlankCoverMark) for mark in marks):
        return PageKind.COVER
    if len({mark for mark in marks if isinstance(mark, SeparatorMark)}) == 1:
        return PageKind.SEPARATOR
    if marks or survey.unread_code:
        return PageKind.UNREAD
    return PageKind.BLANK if survey.blank and is_back else PageKind.PAPER


def _document_after(document: str | None, kind: PageKind, marks: Sequence[Mark]) -> str | None:
    """Which paper the next pages are: a code that could not be read may be a separator, so what follows is unknown."""
    if kind is PageKind.SEPARATOR:
        return next(mark.document for mark in marks if isinstance(mark, SeparatorMark))
    return None if kind in {PageKind.COVER, PageKind.UNREAD, PageKind.FAILED} else document


def _page(
    entry: EnvelopeEntry,
    number: int,
    source: PageSource,
    survey: PageSurvey,
    kind: PageKind,
    document: str | None,
) -> ScannedPage:
    sheet, side = divmod(number - 1, 2) if entry.duplex else (number - 1, 0)
    side_of: Literal[1, 2] = 2 if side else 1
    return ScannedPage(
        number=number,
        control_number=entry.control_numbers[sheet],
        side=side_of,
        file=source.file,
        file_page=source.before + survey.number,
        kind=kind,
        document=document if kind is PageKind.PAPER else None,
    )
