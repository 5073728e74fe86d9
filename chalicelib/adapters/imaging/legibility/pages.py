"""A page that is drawn anew, with what is in the way of reading it."""

import numpy as np
from PIL import Image

from chalicelib.adapters.imaging.derivative import encode, paint
from chalicelib.adapters.imaging.legibility.measure import measure
from chalicelib.catalogue import load_legibility
from chalicelib.domain.document import RenderedPage


def load_model() -> None:
    """Read the weights now: once confined, the child can open no file."""
    load_legibility()


def legible_page(picture: Image.Image, number: int) -> RenderedPage:
    """Page `number` (from 1) of an upright picture of any mode."""
    canvas = paint(picture)
    judgement = load_legibility().judge(measure(np.asarray(canvas.convert("L"))))
    return encode(canvas, number).model_copy(update={"legibility": judgement.finding("upload", number)})
