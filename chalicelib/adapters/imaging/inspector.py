"""Inspection of one file at a time by a confined child, which is kept for the next file and replaced when lost."""

import contextlib
import threading
from time import monotonic
from typing import Self

from chalicelib.adapters.imaging.answers import Answer, NonsenseError
from chalicelib.adapters.imaging.child import Child, ChildLostError
from chalicelib.adapters.imaging.limits import Limits
from chalicelib.domain.document import MAX_UPLOAD_BYTES, Inspection, MediaType
from chalicelib.domain.finding import Finding, FindingCode, Severity


class SandboxedInspector:
    """Answers for every input: what is wrong with a file is a finding, and so is a child that it killed.

    Findings carry `where="upload"`; the caller knows which one. Only a child that cannot start raises
    (`UnavailableError`): then the deployment is at fault, no file. Safe to share between threads, which take turns.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        """Start nothing yet: see `start`."""
        self._limits = limits or Limits()
        self._child: Child | None = None
        self._turn = threading.Lock()

    def start(self) -> Self:
        """Start the child ahead of the first file, without waiting for it."""
        with self._turn:
            self._next_child()
        return self

    def warm_up(self) -> None:
        """The same, and wait until it is ready."""
        with self._turn:
            self._usable_child()

    def inspect(self, data: bytes, declared: MediaType | None) -> Inspection:
        """Parse one file in full and rebuild its pages; `declared` is what the sender said it is, if they did."""
        if not data:
            return _refused(FindingCode.EMPTY_FILE)
        if len(data) > MAX_UPLOAD_BYTES:
            return _refused(FindingCode.TOO_LARGE, size=str(len(data)), limit=str(MAX_UPLOAD_BYTES))
        with self._turn:
            inspection = self._ask(data, declared)
            with contextlib.suppress(OSError):  # the next file will say that no child can be started
                self._next_child()
            return inspection

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

    def _ask(self, data: bytes, declared: MediaType | None) -> Inspection:
        """A page that its child dies of is lost, and a fresh one goes on behind it, while there is time."""
        answer, ends_at = Answer(), monotonic() + self._limits.file_seconds
        child = self._usable_child()
        try:
            while not self._is_told(child, data, answer) and answer.lose_page() and monotonic() < ends_at:
                child = self._usable_child()
        except NonsenseError:  # who answers nonsense may have told lies before
            self.close()
            return _refused(FindingCode.INSPECTION_FAILED)
        inspection = answer.inspection()
        return _named(inspection, declared) if inspection else _refused(FindingCode.INSPECTION_FAILED)

    def _is_told(self, child: Child, data: bytes, answer: Answer) -> bool:
        """Whether the child lived to tell the rest of the file."""
        try:
            for frame in child.ask(data, answer.next_page):
                answer.take(frame)
        except ChildLostError:
            self.close()
            return False
        return True

    def _usable_child(self) -> Child:
        child = self._next_child()
        child.wait_until_ready()
        return child

    def _next_child(self) -> Child:
        """The one that serves the next file; a spent one is replaced now, so that no file waits for its successor."""
        if self._child is None or not self._child.is_usable:
            self.close()
            self._child = Child(self._limits)
        return self._child


def _named(inspection: Inspection, declared: MediaType | None) -> Inspection:
    findings = (*inspection.findings, *_misnamed(inspection.detected_type, declared))
    return inspection.model_copy(update={"findings": findings})


def _misnamed(detected: MediaType | None, declared: MediaType | None) -> tuple[Finding, ...]:
    """A warning, not a refusal: telephones name files wrongly, and the person can do nothing about it."""
    if detected is None or declared is None or detected is declared:
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
