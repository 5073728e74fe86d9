"""How much memory reading one scan takes: the peaks of reader and children together, in a process of its own."""

import os
import sys
from pathlib import Path

from chalicelib.adapters.imaging.scans import ConfinedScanReader
from chalicelib.domain.post.survey import MAX_SCAN_PAGES


def main() -> None:
    """Print the peak in bytes; `sys.argv` has the scan, and `render` where pages are rebuilt."""
    peak = 0
    for _ in ConfinedScanReader().read(Path(sys.argv[1]), 1, MAX_SCAN_PAGES, render="render" in sys.argv):
        peak = max(peak, sum(map(_peak, ["self", *_children()])))
    print(peak)


def _children() -> list[str]:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()


def _peak(process: str) -> int:
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
