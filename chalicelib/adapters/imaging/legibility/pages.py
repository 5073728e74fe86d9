"""A page that is drawn anew, with what is in the way of reading it."""

from collections.abc import Iterator

import numpy as np
from PIL import Image

from chalicelib.adapters.imaging.derivative import encode, encode_small, paint
from chalicelib.adapters.imaging.legibility.framing import frame
from chalicelib.adapters.imaging.legibility.measure import Tiles, measure
from chalicelib.adapters.imaging.legibility.network import judge
from chalicelib.adapters.imaging.legibility.orientation import load_network
from chalicelib.catalogue import load_legibility
from chalicelib.domain.document import RenderedPage
from chalicelib.domain.finding import Finding


def load_model() -> None:
    """Read the weights now: once confined, the child can open no file."""
    load_legibility()
    load_network()


def legible_page(picture: Image.Image, number: int) -> RenderedPage:
    """Page `number` (from 1) of an upright picture of any mode, with its thumbnail."""
    canvas = paint(picture)
    looks = {"findings": tuple(_findings(canvas, number)), "thumbnail": encode_small(canvas)}
    return encode(canvas, number).model_copy(update=looks)


def _findings(canvas: Image.Image, number: int) -> Iterator[Finding]:
    model, tiles = load_legibility(), Tiles(np.asarray(canvas.convert("L")))
    judgement = judge(measure(tiles), model)
    illegible = judgement.finding("upload", number)
    if illegible is not None:
        yield illegible
    if judgement.shows_writing:
        yield from model.framing.findings(frame(canvas, tiles), "upload", number)
