"""Whether compiled files load on Lambda: symbol versions of its C libraries, and no library from elsewhere."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from elftools.elf.dynamic import DynamicSection
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection

# Amazon Linux 2: glibc 2.26, the run-time libraries of GCC 7, zlib 1.2.7
NEWEST: Final = {"GLIBC": (2, 26), "GLIBCXX": (3, 4, 24), "CXXABI": (1, 3, 11), "GCC": (7, 0, 0), "ZLIB": (1, 2, 7)}
# what PEP 599 and auditwheel's manylinux2014 policy let a wheel expect, less what a server function never needs
SYSTEM_LIBRARIES: Final = {
    *(
        "libc.so.6",
        "libm.so.6",
        "libdl.so.2",
        "librt.so.1",
        "libpthread.so.0",
        "libutil.so.1",
        "libresolv.so.2",
        "libz.so.1",
    ),
    *("libgcc_s.so.1", "libstdc++.so.6", "ld-linux-x86-64.so.2"),
}
_MAGIC: Final = b"\x7fELF"


def elf_faults(folder: Path) -> list[str]:
    """One line per fault of the compiled files under a folder: a symbol too new for Lambda, or a library it lacks."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink() and _is_elf(path)]
    shipped = {path.name for path in files}
    return [f"{path.relative_to(folder)}: {fault}" for path in files for fault in _faults(path, shipped)]


def count_elf(folder: Path) -> int:
    """How many compiled files there are under a folder; none would mean that the check looked at nothing."""
    return sum(_is_elf(path) for path in folder.rglob("*") if path.is_file())


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == _MAGIC


def _faults(path: Path, shipped: set[str]) -> Iterator[str]:
    with path.open("rb") as file:
        elf = ELFFile(file)
        for section in elf.iter_sections():
            if isinstance(section, GNUVerNeedSection):
                yield from _too_new(section)
            elif isinstance(section, DynamicSection):
                yield from _from_elsewhere(section, shipped)


def _too_new(section: GNUVerNeedSection) -> Iterator[str]:
    for _, needed in section.iter_versions():
        for version in needed:
            family, _, number = version.name.partition("_")
            if family in NEWEST and re.fullmatch(r"[0-9.]+", number) and _parts(number) > NEWEST[family]:
                yield f"needs {version.name}"


def _from_elsewhere(section: DynamicSection, shipped: set[str]) -> Iterator[str]:
    for tag in section.iter_tags("DT_NEEDED"):
        library = str(getattr(tag, "needed", ""))
        if library not in SYSTEM_LIBRARIES | shipped:
            yield f"links to {library}, which is neither shipped nor on Lambda"


def _parts(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("."))
