"""The child's desk: at most one scan lies on it, handed in as an open file by the parent."""

import os
import socket

from chalicelib.adapters.imaging.confinement import door_ajar
from chalicelib.adapters.imaging.scans import parsing
from chalicelib.adapters.imaging.scans.sources import ScanFile


class Desk:
    """Takes each scan through a hatch, the child's end of a pair of sockets."""

    def __init__(self, hatch: int) -> None:
        """Move the hatch to the lowest free number; before anything else is opened, so that none stays free."""
        self._hatch = socket.socket(fileno=os.dup(hatch))
        os.close(hatch)
        self._file: int | None = None
        self._scan: ScanFile | None = None

    @property
    def scan(self) -> ScanFile:
        """What lies there."""
        if self._scan is None:
            raise LookupError("no scan lies on the desk")
        return self._scan

    def receive(self) -> int:
        """Put the scan that was handed in in the place of the one before; its pages. Raises `RefusedScanError`."""
        self.clear()
        with door_ajar():
            _, (self._file,), _, _ = socket.recv_fds(self._hatch, 1, 1)
        self._scan = parsing.open_scan(self._file)
        return len(self._scan)

    def clear(self) -> None:
        """Close what lies there."""
        if self._scan is not None:
            self._scan.close()
            self._scan = None
        if self._file is not None:
            os.close(self._file)
            self._file = None
