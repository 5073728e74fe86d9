"""The parent's side: a PDF is read by a confined child, which is kept for the next one and replaced when lost."""

import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.adapters.imaging.confined import ChildLostError, Confined
from chalicelib.adapters.imaging.frames import BrokenFrameError, Frame, read_frame, write_frame
from chalicelib.domain.named_pdf import CheckedPdf, Naming
from chalicelib.domain.signed_pdf import MOST_PDF_BYTES, PdfFault, Trust, worst_first
from chalicelib.services.signing_ports import PdfRefusedError

_MODULE: Final = "chalicelib.adapters.signatures.worker"


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """What the child may use. pyHanko and PDFium take 80 MB; a document of SIAK is checked in 50 ms."""

    memory_bytes: int = 512 * 1024 * 1024
    cpu_seconds: int = 8
    wall_seconds: float = 10.0
    start_seconds: float = 15.0


class ConfinedPdfVerifier:
    """Answers for every input: a file that its child dies of is damaged. Safe to share between threads."""

    def __init__(self, limits: PdfLimits | None = None) -> None:
        """Nothing is started before the first PDF."""
        self._limits = limits or PdfLimits()
        self._child: Confined | None = None
        self._turn = threading.Lock()

    def verify(self, pdf: bytes, trust: Trust, now: datetime, numbers: Collection[str] = ()) -> CheckedPdf:
        """Check it in the child, which says whether it names one of the numbers, and hands on none that it found."""
        if len(pdf) > MOST_PDF_BYTES:
            raise PdfRefusedError((PdfFault.TOO_LARGE,))
        with self._turn:
            try:
                answer = self._ask(pdf, trust, now, numbers)
            except ChildLostError:
                raise PdfRefusedError((PdfFault.DAMAGED,)) from None
        faults = worst_first([PdfFault(name) for name in answer.header["faults"]])
        if faults:
            raise PdfRefusedError(faults)
        return CheckedPdf(int(answer.header["pages"]), Naming(answer.header["naming"]))

    def close(self) -> None:
        """End the child; a later PDF starts another."""
        if self._child is not None:
            self._child.close()
            self._child = None

    def _ask(self, pdf: bytes, trust: Trust, now: datetime, numbers: Collection[str]) -> Frame:
        child = self._usable()
        asked = {
            "kind": "pdf",
            "now": now.isoformat(),
            "trust": trust.model_dump(mode="json"),
            "numbers": list(numbers),
        }
        try:
            with child.deadline(self._limits.wall_seconds):
                write_frame(child.requests, asked, pdf)
                return read_frame(child.answers, 0)
        except (BrokenFrameError, OSError) as error:
            self.close()
            raise ChildLostError("the child that checks signatures was lost") from error

    def _usable(self) -> Confined:
        if self._child is None or not self._child.is_alive:
            self.close()
            limits = self._limits
            arguments = (limits.memory_bytes, limits.cpu_seconds)
            self._child = Confined(_MODULE, arguments, start_seconds=limits.start_seconds)
        self._child.wait_until_ready()
        return self._child
