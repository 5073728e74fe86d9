"""Inspection of one file at a time by a confined child, which is kept for the next file and replaced when lost."""

import threading
from typing import Self

from pydantic import BaseModel, ValidationError

from chalicelib.adapters.imaging.answers import read_page
from chalicelib.adapters.imaging.child import Child, ChildLostError
from chalicelib.adapters.imaging.frames import Frame
from chalicelib.adapters.imaging.limits import Limits
from chalicelib.domain.document import MAX_UPLOAD_BYTES, Inspection, MediaType
from chalicelib.domain.finding import KEEPS_PAGES, Finding, FindingCode, Severity


class SandboxedInspector:
    """Answers for every input: what is wrong with a file is a finding, and so is a child that it killed.

    Findings carry `where="upload"`; the caller knows which one. Only a child that cannot start raises
    (`UnavailableError`): then the deployment is at fault, no file. Safe to share between threads, which take turns.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        """Start nothing yet: see `warm_up`."""
        self._limits = limits or Limits()
        self._child: Child | None = None
        self._turn = threading.Lock()

    def warm_up(self) -> None:
        """Start the child ahead of the first file."""
        with self._turn:
            self._usable_child()

    def inspect(self, data: bytes, declared: MediaType) -> Inspection:
        """Parse one file in full and rebuild its pages; `declared` is what the sender said it is."""
        if not data:
            return _refused(FindingCode.EMPTY_FILE)
        if len(data) > MAX_UPLOAD_BYTES:
            return _refused(FindingCode.TOO_LARGE, size=str(len(data)), limit=str(MAX_UPLOAD_BYTES))
        with self._turn:
            return self._ask(data, declared)

    def close(self) -> None:
        """End the child; a later file starts another."""
        if self._child is not None:
            self._child.close()
            self._child = None

    def __enter__(self) -> Self:
        """Be used in a `with` block that ends the child."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the child."""
        self.close()

    def _ask(self, data: bytes, declared: MediaType) -> Inspection:
        child = self._usable_child()
        try:
            return _inspection(child.ask(data), declared)
        except (ChildLostError, ValidationError):
            self.close()
            return _refused(FindingCode.INSPECTION_FAILED)

    def _usable_child(self) -> Child:
        if self._child is None or not self._child.is_usable:
            self.close()
            self._child = Child(self._limits)
        self._child.wait_until_ready()
        return self._child


class _Verdict(BaseModel):
    detected_type: MediaType | None
    findings: tuple[Finding, ...]


def _inspection(frames: tuple[Frame, ...], declared: MediaType) -> Inspection:
    """Read the child's answer as one would a stranger's; raises `ValidationError` for nonsense."""
    *pages, last = frames
    verdict = _Verdict.model_validate(last.header)
    inspection = Inspection(
        detected_type=verdict.detected_type,
        findings=verdict.findings,
        pages=tuple(read_page(frame.header, frame.body) for frame in pages),
    )
    findings = (*inspection.findings, *_misnamed(inspection.detected_type, declared))
    return inspection.model_copy(
        update={"findings": findings, "pages": () if _is_lost(inspection) else inspection.pages}
    )


def _is_lost(inspection: Inspection) -> bool:
    """Whether the file itself cannot be used; a page that opens and cannot be read is still one."""
    return any(f.severity is Severity.BLOCKING and f.code not in KEEPS_PAGES for f in inspection.findings)


def _misnamed(detected: MediaType | None, declared: MediaType) -> tuple[Finding, ...]:
    """A warning, not a refusal: telephones name files wrongly, and the person can do nothing about it."""
    if detected is None or detected is declared:
        return ()
    return (
        Finding(
            code=FindingCode.NOT_WHAT_IT_SAYS,
            severity=Severity.WARNING,
            where="upload",
            params={"declared": declared.value, "detected": detected.value},
        ),
    )


def _refused(code: FindingCode, **params: str) -> Inspection:
    finding = Finding(code=code, severity=Severity.BLOCKING, where="upload", params=params)
    return Inspection(detected_type=None, findings=(finding,))
