"""One file in, its rebuilt pages out: the only module of the child that knows every parser."""

from collections.abc import Iterator

from chalicelib.adapters.imaging import pdfs, pictures
from chalicelib.adapters.imaging.legibility import load_model
from chalicelib.adapters.imaging.made import Made
from chalicelib.adapters.imaging.refusal import RefusedFileError
from chalicelib.adapters.imaging.signatures import looks_like, recognise
from chalicelib.domain.document import MediaType
from chalicelib.domain.finding import FindingCode


def load_parsers() -> None:
    """Bring in all that the parsers import late: once confined, the child can open no module file."""
    load_model()
    pictures.load_parsers()
    pdfs.load_parser()


def parse(data: bytes, first: int = 1) -> Iterator[Made]:
    """The pages of a file from `first` on, each as soon as it is made; raises `RefusedFileError`, even after some."""
    media_type = recognise(data)
    if media_type is None:
        raise RefusedFileError(FindingCode.UNKNOWN_TYPE, looks_like=looks_like(data))
    return pdfs.parse_pdf(data, first) if media_type is MediaType.PDF else pictures.parse_picture(data, media_type)
