"""`loket inspect FILE...`: what the office's inspection says of files, in the same sandbox. Nothing is sent or kept."""

import argparse
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from chalicelib.adapters.imaging import SandboxedInspector
from chalicelib.catalogue import load_catalogue, load_messages
from chalicelib.domain.document import MAX_UPLOAD_BYTES, Inspection, MediaType, RenderedPage
from chalicelib.domain.finding import LEGIBILITY_CODES, Finding, FindingCode, is_unreadable
from chalicelib.domain.legibility import Level
from chalicelib.domain.text import Language
from client.screen import AMBER, GREEN, RED, Screen

WELL: Final = 0
REFUSED: Final = 1
NOT_LOOKED_AT: Final = 2

_SIGNS: Final = {"kept_file": GREEN, "doubtful_file": AMBER, "unreadable_file": RED, "refused_file": RED}


@dataclass(frozen=True, slots=True)
class Looked:
    """One file, what the inspection found, and the seconds that it took."""

    path: Path
    inspection: Inspection
    seconds: float

    @property
    def verdict(self) -> str:
        """`kept`, `doubtful` (with a warning), `unreadable` (replaced or kept knowingly), `refused`: names of texts."""
        if self.inspection.is_refused:
            return "refused_file"
        if is_unreadable(self.inspection.findings):
            return "unreadable_file"
        return "doubtful_file" if self.inspection.findings else "kept_file"


@dataclass(frozen=True, slots=True)
class Missed:
    """What could not be looked at, and why: a name of a text."""

    path: Path
    why: str


def inspect(options: argparse.Namespace, screen: Screen) -> int:
    """Each file as it is looked at; 2 when one could not be, 1 when one would be refused or held up."""
    told, worst = [], WELL
    with SandboxedInspector() as inspector:
        inspector.warm_up()
        for found in files_of(options.files):
            seen = found if isinstance(found, Missed) else look(found, inspector)
            _show(seen, screen)
            worst = max(worst, _ending(seen))
            if screen.is_json:
                told.append(_as_json(seen, options.language))
    screen.tell(files=told)
    return worst


def files_of(paths: Iterable[Path]) -> Iterator[Path | Missed]:
    """The files named, and those within the folders named, in the order of their names; and what is none."""
    for path in paths:
        yield from _within(path) if os.path.isdir(path) else (_sorted_out(path),)  # noqa: PTH112 - see `_sorted_out`


def _within(folder: Path) -> Iterator[Path | Missed]:
    unread: list[OSError] = []
    is_empty = True
    for parent, folders, names in os.walk(folder, onerror=unread.append):
        folders.sort()
        for name in sorted(names):
            is_empty = False
            yield _sorted_out(Path(parent) / name)
    yield from (Missed(Path(error.filename), "unreadable_folder") for error in unread)
    if is_empty and not unread:
        yield Missed(folder, "empty_folder")


def _sorted_out(path: Path) -> Path | Missed:
    """A path that may not be looked at is none; `os.path` says so where `Path` raises."""
    if os.path.isfile(path):  # noqa: PTH113
        return path
    return Missed(path, "not_a_file" if os.path.lexists(path) else "no_file")


def look(path: Path, inspector: SandboxedInspector) -> Looked | Missed:
    """One byte more than is taken is read, so that a film costs no memory."""
    started = perf_counter()
    try:
        with path.open("rb") as file:
            data = file.read(MAX_UPLOAD_BYTES + 1)
    except OSError:
        return Missed(path, "unreadable_bytes")
    # A browser tells the type by the name, too; a name that tells none is no lie about the content.
    inspection = inspector.inspect(data, _declared(path))
    # Nobody has said what paper it is to be, so none has to be in colour.
    told = tuple(finding for finding in inspection.findings if finding.code is not FindingCode.PAGE_NOT_IN_COLOUR)
    return Looked(path, inspection.model_copy(update={"findings": told}), perf_counter() - started)


def _declared(path: Path) -> MediaType | None:
    try:
        return MediaType(guess_type(path.name)[0] or "")
    except ValueError:
        return None


def _ending(seen: Looked | Missed) -> int:
    if isinstance(seen, Missed):
        return NOT_LOOKED_AT
    return REFUSED if seen.verdict in {"refused_file", "unreadable_file"} else WELL


def _shown(path: Path) -> str:
    """A name as it can be printed anywhere: one line, whatever bytes it is made of."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def _show(seen: Looked | Missed, screen: Screen) -> None:
    if isinstance(seen, Missed):
        screen.say(seen.why, RED[1], file=_shown(seen.path))
        return
    sign, colour = _SIGNS[seen.verdict]
    values = {"pages": str(len(seen.inspection.pages)), "milliseconds": str(round(seen.seconds * 1000))}
    screen.say(seen.verdict, colour, sign=sign, file=_shown(seen.path), **values)
    for finding in seen.inspection.findings:
        reason, advice = _sentences(finding, screen.words.language)
        screen.reason("", finding.code.value, f"{reason} {advice}")


def _sentences(finding: Finding, language: Language) -> tuple[str, str]:
    return load_messages().finding(finding, load_catalogue(), language)


_TOLD: Final = {"number", "width", "height", "has_code"}


def _level(inspection: Inspection, page: RenderedPage) -> Level:
    """How well a page can be read."""
    told = (f.params["level"] for f in inspection.findings if f.page == page.number and f.code in LEGIBILITY_CODES)
    return Level(next(told, Level.FINE))


def _as_json(looked: Looked | Missed, language: str) -> dict[str, Any]:
    if isinstance(looked, Missed):
        return {"file": _shown(looked.path), "error": looked.why}
    inspection = looked.inspection
    return {
        "file": _shown(looked.path),
        "verdict": looked.verdict.removesuffix("_file"),
        "type": inspection.detected_type,
        "pages": [page.model_dump(include=_TOLD) | {"level": _level(inspection, page)} for page in inspection.pages],
        "findings": [
            finding.model_dump(mode="json")
            | dict(zip(("reason", "advice"), _sentences(finding, Language(language)), strict=True))
            for finding in inspection.findings
        ],
        "seconds": round(looked.seconds, 3),
    }
