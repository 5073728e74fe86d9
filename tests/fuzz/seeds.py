"""What a target begins with: real files of its kinds beside the project, and small ones that are drawn or built."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from PIL import Image

from chalicelib.adapters.imaging.frames import write_frame
from chalicelib.adapters.imaging.made import lost_page
from chalicelib.domain.post.marks import BlankCoverMark, SeparatorMark
from tests.fuzz.targets import Target
from tests.signed_papers import appended, proven, signed
from tests.unit.imaging.given import pdf, samples
from tests.unit.post.given import a_manifest

MOST_BYTES: Final = 256 * 1024
"""Of a seed: mutating more finds less in the same time."""


def write_seeds(name: str, target: Target, folder: Path) -> int:
    """Put every seed of a target into a folder; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    found = [*_real(target), *BUILT.get(name, lambda: iter(()))()]
    for number, data in enumerate(found):
        folder.joinpath(f"seed-{number:03d}").write_bytes(data)
    return len(found)


def _real(target: Target) -> Iterator[bytes]:
    for path in samples(*target.seeds):
        if path.stat().st_size <= MOST_BYTES:
            data = path.read_bytes()
            if not target.starts or data.startswith(target.starts):
                yield data


def _picture(kind: str, size: tuple[int, int] = (320, 240), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(out, kind)
    return out.getvalue()


def _pictures(kind: str) -> Iterator[bytes]:
    for mode in ("RGB", "L") if kind in {"JPEG", "PNG"} else ("RGB",):
        yield _picture(kind, mode=mode)


def _tiffs() -> Iterator[bytes]:
    for compression in ("group4", "tiff_lzw", "jpeg", "raw"):
        out = io.BytesIO()
        page = Image.effect_noise((320, 240), 60).convert("1" if compression == "group4" else "L")
        page.save(out, "TIFF", compression=compression, save_all=True, append_images=[page])
        yield out.getvalue()


def _zips() -> Iterator[bytes]:
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            archive.writestr("1.png", _picture("PNG", (40, 30)))
            archive.writestr("sub/2.png", b"x" * 200)
            archive.writestr("../3.png", b"y")
        yield out.getvalue()


def _answers() -> Iterator[bytes]:
    """Whole answers: one page that is fine, one that is not with a lost page behind it, and a refusal."""
    jpeg = b"\xff\xd8\xff\xd9"
    opened = {"kind": "opened", "detected_type": "application/pdf", "pages": 2}
    verdict = {"kind": "verdict", "detected_type": "application/pdf", "findings": []}
    page = {"kind": "page", "number": 1, "width": 9, "height": 9, "has_code": False, "bytes": len(jpeg), "findings": []}
    params = {"readable": "1", "light": "9", "contrast": "9", "side": "900", "part": "top", "level": "unreadable"}
    blurred = {"code": "page_blurred", "severity": "warning", "where": "upload", "page": 1, "params": params}
    lost = {"kind": "finding", "finding": lost_page(2).model_dump(mode="json")}
    refused = {"code": "unknown_type", "severity": "blocking", "where": "upload", "params": {"looks_like": "GIF"}}
    answers: tuple[list[dict[str, Any]], ...] = (
        [opened, page, {**page, "number": 2}, verdict],
        [opened, {**page, "findings": [blurred]}, lost, verdict],
        [{**verdict, "detected_type": None, "findings": [refused]}],
    )
    for told in answers:
        out = io.BytesIO()
        for header in told:
            write_frame(out, header, jpeg + jpeg if header["kind"] == "page" else b"")
        yield out.getvalue()


def _frames() -> Iterator[bytes]:
    out = io.BytesIO()
    write_frame(out, {"kind": "page", "number": 1}, b"body")
    yield out.getvalue()


BUILT: Final = {
    "upload": lambda: iter((pdf(2), _picture("JPEG"), _picture("PNG"), _picture("WEBP"))),
    "jpeg": lambda: _pictures("JPEG"),
    "png": lambda: _pictures("PNG"),
    "webp": lambda: _pictures("WEBP"),
    "heic": lambda: _pictures("HEIF"),
    "pdf": lambda: iter((pdf(1), pdf(3), pdf(1, password="secret"))),
    "signed": lambda: iter((signed(), appended(signed()), proven(signed()))),
    "scan": lambda: iter((*_tiffs(), pdf(2), _picture("JPEG"))),
    "zip": _zips,
    "manifest": lambda: iter((json.dumps(a_manifest()).encode(),)),
    "mark": lambda: iter((SeparatorMark("KK").text().encode(), BlankCoverMark("3573").text().encode())),
    "frame": _frames,
    "answer": _answers,
}
