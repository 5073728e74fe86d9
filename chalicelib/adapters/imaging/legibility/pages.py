"""A page that is drawn anew, with what is in the way of reading it."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from PIL import Image

from chalicelib.adapters.imaging.derivative import encode, encode_small, paint
from chalicelib.adapters.imaging.legibility.framing import frame
from chalicelib.adapters.imaging.legibility.measure import Grey, Tiles, measure
from chalicelib.adapters.imaging.legibility.network import judge
from chalicelib.adapters.imaging.legibility.orientation import load_network
from chalicelib.adapters.imaging.limits import PAGE_SIDE
from chalicelib.adapters.imaging.scans.codes import find_codes
from chalicelib.catalogue import load_legibility
from chalicelib.domain.document import RenderedPage
from chalicelib.domain.finding import Finding, FindingCode, Severity
from chalicelib.domain.legibility import Level

_NOTHING = {"level": Level.UNREADABLE.value}


def load_model() -> None:
    """Read the weights now: once confined, the child can open no file."""
    load_legibility()
    load_network()


def legible_page(picture: Image.Image, number: int, *, may_lack: bool = True) -> RenderedPage:
    """Page `number` (from 1) of an upright picture of any mode, with its thumbnail.

    `may_lack`: whether it may come from a JPEG, the one format that opens though its end never came.
    """
    canvas = paint(picture)
    grey = canvas.convert("L")
    looks = {
        "findings": tuple(_findings(canvas, np.asarray(grey), number, may_lack=may_lack)),
        "thumbnail": encode_small(canvas),
        "has_code": _has_code(grey),
    }
    return encode(canvas, number).model_copy(update=looks)


def blank_page(picture: Image.Image, number: int) -> RenderedPage:
    """Page `number` of an upright picture on which nothing is written: dust and what shows through are not judged."""
    canvas = paint(picture)
    finding = Finding(
        code=FindingCode.PAGE_BLANK, severity=Severity.WARNING, where="upload", page=number, params=_NOTHING
    )
    return encode(canvas, number).model_copy(update={"findings": (finding,), "thumbnail": encode_small(canvas)})


def _has_code(grey: Image.Image) -> bool:
    """Whether a QR code is seen, read or not; half the size is enough, and a quarter of the work."""
    return bool(find_codes(np.asarray(grey.reduce(2) if max(grey.size) > PAGE_SIDE // 2 else grey)))


def _findings(canvas: Image.Image, grey: Grey, number: int, *, may_lack: bool) -> Iterator[Finding]:
    model, tiles = load_legibility(), Tiles(grey)
    measures = measure(tiles)
    judgement = judge(measures if may_lack else replace(measures, missing=0.0), model)
    illegible = judgement.finding("upload", number)
    if illegible is not None:
        yield illegible
    if judgement.shows_writing:
        yield from model.framing.findings(frame(canvas, tiles), "upload", number)
