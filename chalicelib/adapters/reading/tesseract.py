"""Tesseract as a command of its own: whatever a picture makes it do, it does in another process without credentials."""

import resource
import shutil
import subprocess
from typing import Final

from chalicelib.domain.errors import UnavailableError

SECONDS: Final = 30
"""Of a page, by the clock; a page that takes longer was not read."""

MEMORY_BYTES: Final = 1024 * 1024 * 1024

PLACES: Final = "/opt/bin:/usr/local/bin:/usr/bin:/bin"
"""A layer's own folder first (AWS Lambda: layers lie under /opt); `infra/reader_layer.py` makes that layer."""

_ARGUMENTS: Final = ("stdin", "stdout", "-l", "ind", "--psm", "11", "--dpi", "170", "-c", "thresholding_method=2")


class TesseractReader:
    """Reads one page at a time, with one thread, nothing of ours in its environment and an end to its patience."""

    def __init__(self, command: str = "tesseract") -> None:
        """Nothing is started yet; `command` is looked for in `PLACES`."""
        self._command = command

    def read(self, jpeg: bytes) -> str:
        """The text of a page image, empty where nothing could be made of it. Raises UnavailableError without reader."""
        command = shutil.which(self._command, path=PLACES)
        if command is None:
            raise UnavailableError
        try:
            done = subprocess.run(  # noqa: S603 - the command and its arguments are ours; the picture comes by a pipe
                [command, *_ARGUMENTS],
                input=jpeg,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"PATH": PLACES, "OMP_THREAD_LIMIT": "1"},
                timeout=SECONDS,
                check=False,
                preexec_fn=_limit,
            )
        except subprocess.TimeoutExpired:
            return ""
        return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
