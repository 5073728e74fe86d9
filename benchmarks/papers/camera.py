"""A bad camera: a flat paper on a table, photographed with one damage of any strength and a little of the others."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Corners = tuple[tuple[float, float], ...]
Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Photo:
    """A JPEG, where the paper's corners lie in it (from upper left, clockwise, in pixels), and what was done to it."""

    jpeg: bytes
    size: tuple[int, int]
    corners: Corners
    damage: str
    strength: float


@dataclass
class Shot:
    """How one photograph is taken. Lengths are shares of the paper's height of type, so that they mean the same."""

    side: int = 1900
    fill: float = 0.9
    tilt: float = 0.0
    blur: float = 0.0
    motion: float = 0.0
    part: float = 1.0
    light: float = 0.9
    noise: float = 2.0
    shadow: float = 0.0
    glare: float = 0.0
    fade: float = 0.0
    quality: int = 88


def photograph(paper: Image.Image, damage: str, strength: float, dice: np.random.Generator) -> Photo:
    """Take one photograph; `strength` runs from 0 (none) to 1 (nobody could read it)."""
    shot = _ordinary(dice)
    for name, value in DAMAGES[damage](strength, dice).items():
        setattr(shot, name, value)
    picture, corners = _laid(_faded(paper, shot.fade), shot, dice)
    rows = _developed(_smeared(_lit(np.asarray(picture, np.float32), corners, shot, dice), corners, shot), shot, dice)
    out = io.BytesIO()
    Image.fromarray(rows).save(out, "JPEG", quality=shot.quality)
    return Photo(out.getvalue(), picture.size, corners, damage, strength)


def straighten(picture: Image.Image, photo: Photo, size: tuple[int, int]) -> Image.Image:
    """The paper alone, flat again, in `size`; `picture` may be a scaled copy of the photograph."""
    scale = picture.width / photo.size[0]
    source = [(x * scale, y * scale) for x, y in photo.corners]
    flat = _rectangle(*size)
    return picture.transform(size, Image.Transform.PERSPECTIVE, _coefficients(flat, source), Image.Resampling.BICUBIC)


def _ordinary(dice: np.random.Generator) -> Shot:
    return Shot(
        side=int(dice.integers(1300, 2200)),
        fill=float(dice.uniform(0.78, 0.97)),
        tilt=float(dice.normal(0, 1.5)),
        blur=float(dice.uniform(0, 0.9)),
        light=float(dice.uniform(0.6, 0.98)),
        noise=float(dice.uniform(0.5, 5)),
        shadow=float(dice.uniform(0, 0.35)),
        quality=int(dice.integers(70, 95)),
    )


def _between(low: float, high: float, strength: float) -> float:
    return low + (high - low) * strength


def _stepwise(low: float, high: float, strength: float) -> float:
    """By equal factors, not by equal steps."""
    return float(low * (high / low) ** strength)


DAMAGES: Final[Mapping[str, Callable[[float, np.random.Generator], dict[str, Any]]]] = {
    "blur": lambda u, _: {"blur": _stepwise(0.8, 9, u)},
    "motion": lambda u, _: {"motion": _stepwise(1.5, 24, u)},
    "blur in part": lambda u, dice: {"blur": float(dice.uniform(5, 9)), "part": _between(0.05, 1.2, u)},
    "small": lambda u, _: {"side": round(_stepwise(1500, 320, u))},
    "far": lambda u, _: {"fill": _stepwise(0.9, 0.12, u)},
    "dark": lambda u, dice: {"light": _stepwise(0.4, 0.006, u), "noise": float(dice.uniform(0.5, 4))},
    "noise": lambda u, dice: {"noise": _stepwise(4, 150, u), "light": float(dice.uniform(0.3, 0.9))},
    "shadow": lambda u, dice: {"shadow": _between(0.3, 1.0, u), "noise": float(dice.uniform(1, 6))},
    "glare": lambda u, _: {"glare": _between(0.02, 0.75, u)},
    "faded": lambda u, dice: {"fade": _between(0.3, 1.0, u), "noise": float(dice.uniform(1, 6))},
    "compressed": lambda u, dice: {"quality": round(_stepwise(60, 2, u)), "side": int(dice.integers(1000, 1900))},
    "tilt": lambda u, dice: {"tilt": _between(0, 30, u) * float(dice.choice([-1, 1]))},
}
"""What each damage sets at a strength of 0 to 1."""


def _faded(paper: Image.Image, share: float) -> Image.Image:
    return Image.blend(paper, Image.new("RGB", paper.size, paper.getpixel((5, 5))), share)


def _laid(paper: Image.Image, shot: Shot, dice: np.random.Generator) -> tuple[Image.Image, Corners]:
    """On a table of one tone with a little grain, within a frame of 4:3 or 3:4 like the paper's own shape."""
    wide = paper.width > paper.height
    frame = (shot.side, shot.side * 3 // 4) if wide else (shot.side * 3 // 4, shot.side)
    corners = _corners(paper.size, frame, shot, dice)
    table = _table(frame, dice)
    scale = max(1.0, max(paper.size) / (max(frame) * shot.fill))
    small = paper.resize((round(paper.width / scale), round(paper.height / scale)), Image.Resampling.BOX)
    coefficients = _coefficients(corners, _rectangle(*small.size))
    laid = small.transform(frame, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC)
    mask = Image.new("L", small.size, 255)
    table.paste(laid, mask=mask.transform(frame, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC))
    return table, corners


def _table(frame: tuple[int, int], dice: np.random.Generator) -> Image.Image:
    tone = dice.uniform(30, 150, 3)
    grain = dice.normal(0, 8, (frame[1] // 8 + 1, frame[0] // 8 + 1, 1))
    small = Image.fromarray(np.clip(tone + grain, 0, 255).astype(np.uint8))
    return small.resize(frame, Image.Resampling.BICUBIC)


def _corners(size: tuple[int, int], frame: tuple[int, int], shot: Shot, dice: np.random.Generator) -> Corners:
    turn = np.radians(shot.tilt)
    cos, sin = abs(np.cos(turn)), abs(np.sin(turn))
    width, height = size
    scale = shot.fill * min(frame[0] / (width * cos + height * sin), frame[1] / (width * sin + height * cos))
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    flat = (np.array(_rectangle(width, height)) - (width / 2, height / 2)) * scale
    skewed = flat * (1 + dice.uniform(-0.03, 0.03, (4, 2)))
    return tuple((float(x), float(y)) for x, y in skewed @ rotation.T + np.array(frame) / 2)


def _lit(rows: Rows, corners: Corners, shot: Shot, dice: np.random.Generator) -> Rows:
    """A shadow falls over part of it; a lamp shines back from part of the paper."""
    height, width = rows.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    angle, place = dice.uniform(0, 2 * np.pi), dice.uniform(0.3, 0.6)
    along = ((x / width - 0.5) * np.cos(angle) + (y / height - 0.5) * np.sin(angle)) + place - 0.5
    shade = 1 - shot.shadow * 0.97 / (1 + np.exp(np.clip(-along / dice.uniform(0.03, 0.15), -50, 50)))
    rows = rows * shade[..., None].astype(np.float32)
    return rows + _glare(x, y, corners, shot.glare, dice)[..., None] if shot.glare else rows


def _glare(x: Rows, y: Rows, corners: Corners, share: float, dice: np.random.Generator) -> Rows:
    """A spot over `share` of the paper's area that bleaches whatever is under it, and fades out around."""
    box = np.array(corners)
    extent = np.ptp(box, axis=0)
    middle = box.mean(axis=0) + extent * dice.uniform(-0.2, 0.2, 2)
    radius = np.sqrt(share / np.pi) * extent
    distance = np.hypot((x - middle[0]) / radius[0], (y - middle[1]) / radius[1])
    spot: Rows = np.clip((1.25 - distance) * 900, 0, 700).astype(np.float32)
    return spot


def _smeared(rows: Rows, corners: Corners, shot: Shot) -> Rows:
    """Out of focus, moved, or out of focus in a part only. Lengths for a photograph of 1,600 pixels."""
    unit = max(rows.shape) / 1600
    picture = Image.fromarray(np.clip(rows, 0, 255).astype(np.uint8))
    smeared = picture.filter(ImageFilter.GaussianBlur(shot.blur * unit))
    if shot.motion:
        smeared = smeared.filter(ImageFilter.BoxBlur((shot.motion * unit / 2, 0)))
    if shot.part < 1:
        smeared = Image.composite(smeared, picture, _part(picture.size, corners, shot.part))
    return np.asarray(smeared, np.float32)


def _part(size: tuple[int, int], corners: Corners, share: float) -> Image.Image:
    """The upper `share` of the paper, with a soft border."""
    ys = [y for _, y in corners]
    border = min(ys) + (max(ys) - min(ys)) * share
    column = np.clip((border - np.arange(size[1])) / (0.04 * size[1]) + 0.5, 0, 1) * 255
    return Image.fromarray(np.repeat(column.astype(np.uint8)[:, None], size[0], axis=1))


def _developed(rows: Rows, shot: Shot, dice: np.random.Generator) -> NDArray[np.uint8]:
    """Exposed, with noise of the sensor, in whole steps."""
    height, width = rows.shape[:2]
    grain = dice.standard_normal((height, width, 1), np.float32) * shot.noise
    coarse = dice.standard_normal((height // 2 + 1, width // 2 + 1, 3), np.float32) * shot.noise / 2
    tint = coarse.repeat(2, axis=0).repeat(2, axis=1)[:height, :width]
    return np.clip(rows * shot.light + grain + tint, 0, 255).astype(np.uint8)


def _rectangle(width: float, height: float) -> Corners:
    return ((0, 0), (width, 0), (width, height), (0, height))


def _coefficients(target: Corners, source: Any) -> list[float]:  # noqa: ANN401 - four points of any make
    """What Pillow wants to know to fill `target` from `source`."""
    rows, values = [], []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return [float(value) for value in np.linalg.solve(np.array(rows), np.array(values))]
