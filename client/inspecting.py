"""`loket inspect FILE...`: what the office's inspection says of files, in the same sandbox. Nothing is sent or kept."""

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from chalicelib.adapters.imaging import SandboxedInspector
from chalicelib.catalogue import load_catalogue, load_messages
from chalicelib.domain.document import MAX_UPLOAD_BYTES, Inspection, MediaType, RenderedPage
from chalicelib.domain.finding import LEGIBILITY_CODES, Finding, FindingCode
from chalicelib.domain.legibility import Level
from chalicelib.domain.text import Language
from client.findings import ClientError
from client.screen import AMBER, GREEN, RED, Screen

WELL: Final = 0
REFUSED: Final = 1


@dataclass(frozen=True, slots=True)
class Looked:
    """One file, what the inspection found, and the seconds that it took."""

    path: Path
    inspection: Inspection
    seconds: float

    @property
    def verdict(self) -> str:
        """`kept`, `doubtful` (kept with a warning) or `refused`: names of texts, too."""
        if self.inspection.is_refused:
            return "refused_file"
        return "doubtful_file" if self.inspection.findings else "kept_file"


def inspect(options: argparse.Namespace, screen: Screen) -> int:
    """Each file as it is looked at; 1 when one would be refused."""
    seen = []
    with SandboxedInspector() as inspector:
        inspector.warm_up()
        for path in files_of(options.files):
            looked = look(path, inspector)
            _show(looked, screen)
            seen.append(looked)
    screen.tell(files=[_as_json(looked, options.language) for looked in seen])
    return REFUSED if any(looked.inspection.is_refused for looked in seen) else WELL


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those within the folders named, in the order of their names. Raises ClientError."""
    for path in paths:
        if path.is_dir():
            yield from sorted(found for found in path.rglob("*") if found.is_file())
        elif path.is_file():
            yield path
        else:
            raise ClientError("no_file", file=str(path))


def look(path: Path, inspector: SandboxedInspector) -> Looked:
    """One byte more than is taken is read, so that a film costs no memory."""
    started = perf_counter()
    with path.open("rb") as file:
        data = file.read(MAX_UPLOAD_BYTES + 1)
    inspection = inspector.inspect(data, _declared(path))
    # Nobody has said what paper it is to be, so none has to be in colour.
    told = tuple(finding for finding in inspection.findings if finding.code is not FindingCode.PAGE_NOT_IN_COLOUR)
    return Looked(path, inspection.model_copy(update={"findings": told}), perf_counter() - started)


def _declared(path: Path) -> MediaType:
    """The type by the file's name, as a browser tells it; a name that tells none is no lie about a PDF."""
    kind = guess_type(path.name)[0]
    return MediaType(kind) if kind in set(MediaType) else MediaType.PDF


def _show(looked: Looked, screen: Screen) -> None:
    sign, colour = {"kept_file": GREEN, "doubtful_file": AMBER, "refused_file": RED}[looked.verdict]
    values = {"pages": str(len(looked.inspection.pages)), "milliseconds": str(round(looked.seconds * 1000))}
    screen.say(looked.verdict, colour, sign=sign, file=looked.path.name, **values)
    for finding in looked.inspection.findings:
        reason, advice = _sentences(finding, screen.words.language)
        screen.reason("", finding.code.value, f"{reason} {advice}")


def _sentences(finding: Finding, language: Language) -> tuple[str, str]:
    return load_messages().finding(finding, load_catalogue(), language)


_TOLD: Final = {"number", "width", "height", "has_code"}


def _level(inspection: Inspection, page: RenderedPage) -> Level:
    """How well a page can be read."""
    told = (f.params["level"] for f in inspection.findings if f.page == page.number and f.code in LEGIBILITY_CODES)
    return Level(next(told, Level.FINE))


def _as_json(looked: Looked, language: str) -> dict[str, Any]:
    inspection = looked.inspection
    return {
        "file": str(looked.path),
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
