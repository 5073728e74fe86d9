"""Whether writing is upside down, told by the shapes of its letters: a small convolutional network, tile by tile."""

import json
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt

from chalicelib.adapters.imaging.legibility.measure import Tiles

Grey = npt.NDArray[np.uint8]
Maps = npt.NDArray[np.float32]
"""Tiles, rows, columns, channels."""

MOST: Final = 16
"""Tiles that are looked at: those with most contrast."""

EVEN: Final = 4
PEAKS: Final = 0.3


def upside_down(tiles: Tiles) -> float:
    """How surely the writing of a page stands on its head: -2 (it stands upright) to 2."""
    if not len(tiles.some):
        return 0.0
    chosen = np.argsort(-tiles.contrasts(), kind="stable")[:MOST]
    return float(np.clip(_odds(tiles.at(chosen)), -2, 2).mean())


def _odds(tiles: Grey) -> Maps:
    layers, weights, bias = load_network()
    maps = tiles.astype(np.float32)
    maps -= maps.mean(axis=(1, 2), keepdims=True)
    maps /= np.sqrt((maps**2).mean(axis=(1, 2), keepdims=True)) + EVEN
    maps = maps[..., None]
    for kernel, offset in layers:
        maps = np.maximum(_convolved(maps, kernel) + offset, 0)
    pooled = np.concatenate([maps.mean(axis=(1, 2)), maps.max(axis=(1, 2)) * np.float32(PEAKS)], axis=1)
    return np.asarray(pooled @ weights + bias)


def _convolved(maps: Maps, kernel: Maps) -> Maps:
    """Every second place each way; `kernel` has rows, columns, channels in, channels out."""
    rows, columns, channels, filters = kernel.shape
    every: Maps = np.lib.stride_tricks.sliding_window_view(maps, (rows, columns), (1, 2))  # type: ignore[call-overload]
    windows = every[:, ::2, ::2]
    count, down, across = windows.shape[:3]
    flat = windows.transpose(0, 1, 2, 4, 5, 3).reshape(count * down * across, rows * columns * channels)
    return np.asarray(flat @ kernel.reshape(-1, filters)).reshape(count, down, across, filters)


@cache
def load_network() -> tuple[tuple[tuple[Maps, Maps], ...], Maps, float]:
    """The weights: of each layer kernel and offsets, then those of the answer."""
    known = json.loads(files("chalicelib.catalogue").joinpath("orientation.json").read_bytes())
    kernels = (np.array(layer["kernel"], np.float32) for layer in known["layers"])
    offsets = (np.array(layer["bias"], np.float32) for layer in known["layers"])
    return tuple(zip(kernels, offsets, strict=True)), np.array(known["weights"], np.float32), float(known["bias"])
