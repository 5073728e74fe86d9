"""Which reader a scan's first bytes ask for; its name and what the sender calls it play no part."""

import os

from chalicelib.domain.post.survey import RefusedScanError, ScanFault, ScanType

_STARTS: tuple[tuple[bytes, ScanType], ...] = (
    (b"\xff\xd8\xff", ScanType.JPEG),
    (b"\x89PNG\r\n\x1a\n", ScanType.PNG),
    (b"II*\0", ScanType.TIFF),
    (b"MM\0*", ScanType.TIFF),
)
_PDF_WITHIN = 1024


def recognise(descriptor: int) -> ScanType:
    """The type of an open file; raises `RefusedScanError` for any that is no scan."""
    head = os.pread(descriptor, _PDF_WITHIN, 0)
    for start, scan_type in _STARTS:
        if head.startswith(start):
            return scan_type
    if b"%PDF-" in head:
        return ScanType.PDF
    raise RefusedScanError(ScanFault.NOT_A_SCAN)
