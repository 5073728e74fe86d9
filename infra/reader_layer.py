"""`make reader-layer`: Debian's Tesseract with everything that it loads, as a layer of the function `read_papers`.

Lambda's image has another C library than Debian. So the layer brings its own loader and lays its libraries where no
search path of Lambda's looks (`/opt/reader`, not `/opt/lib`): only the reader itself is started with them.
"""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

TARGET: Final = Path("build/reader-layer.zip")
LANGUAGE: Final = "ind.traineddata"
MOST_BYTES: Final = 250 * 1024 * 1024
"""Of a function with its layers, unzipped (AWS Lambda quotas)."""

_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""The same files make the same zip."""

_START: Final = """#!/bin/sh
reader="${{0%/*}}/../reader"
TESSDATA_PREFIX="$reader/tessdata" exec "$reader/lib/{loader}" --library-path "$reader/lib" "$reader/tesseract" "$@"
"""


class CannotBuildError(Exception):
    """What is missing on this machine, or too large."""


def build(target: Path = TARGET) -> Path:
    """Write the zip. Raises CannotBuildError."""
    program = shutil.which("tesseract")
    if program is None:
        raise CannotBuildError("Tesseract is not installed: infra/setup.sh reader")
    loader, libraries = _loaded(Path(program))
    files = {f"reader/lib/{library.name}": library for library in (loader, *libraries)}
    files |= {"reader/tesseract": Path(program), f"reader/tessdata/{LANGUAGE}": _language()}
    files |= {f"reader/doc/{name}": file for name, file in _licences(list(files.values()))}
    if (size := sum(file.stat().st_size for file in files.values())) > MOST_BYTES:
        raise CannotBuildError(f"the layer has {size} bytes")
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "bin/tesseract", _START.format(loader=loader.name).encode())
        for name, file in sorted(files.items()):
            _add(archive, name, file.read_bytes())
    return target


def _loaded(program: Path) -> tuple[Path, tuple[Path, ...]]:
    """The loader and every shared library, by the names they are asked for."""
    told = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    if "not found" in told:
        raise CannotBuildError(told)
    paths = [Path(found) for found in re.findall(r"(?:=> )?(/\S+) \(0x", told)]
    (loader,) = (path for path in paths if path.name.startswith("ld-linux"))
    return loader, tuple(sorted(path for path in paths if path != loader))


def _language() -> Path:
    found = sorted(Path("/usr/share/tesseract-ocr").glob(f"*/tessdata/{LANGUAGE}"))
    if not found:
        raise CannotBuildError(f"{LANGUAGE} is not installed: infra/setup.sh reader")
    return found[-1]


def _licences(files: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Of every Debian package that a file comes from: it is handed on."""
    paths = sorted({str(path) for file in files for path in (file, file.resolve(), Path(f"/usr{file}"))})
    told = subprocess.run(["dpkg", "-S", *paths], capture_output=True, text=True, check=False).stdout
    for package in sorted({line.partition(":")[0] for line in told.splitlines()}):
        notice = Path("/usr/share/doc") / package / "copyright"
        if notice.is_file():
            yield package, notice


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.external_attr = 0o755 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


if __name__ == "__main__":
    try:
        built = build()
    except CannotBuildError as error:
        sys.exit(str(error))
    print(f"reader-layer: {built} ({built.stat().st_size / 1e6:.0f} MB) for {os.uname().machine}")
