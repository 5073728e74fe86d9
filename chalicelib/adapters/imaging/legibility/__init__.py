"""Whether a page can be read, by its pixels alone: measured here, judged by `chalicelib/domain/legibility.py`."""

from chalicelib.adapters.imaging.legibility.framing import frame
from chalicelib.adapters.imaging.legibility.measure import Tiles, measure
from chalicelib.adapters.imaging.legibility.network import judge
from chalicelib.adapters.imaging.legibility.pages import blank_page, legible_page, load_model

__all__ = ["Tiles", "blank_page", "frame", "judge", "legible_page", "load_model", "measure"]
