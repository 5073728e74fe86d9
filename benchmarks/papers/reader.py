"""The second reader: Tesseract, given the paper straightened; what it recovers of the drawn words is the truth."""

import io
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterable

from PIL import Image

UNREADABLE_BELOW = 0.5
"""Share of the drawn text, by letters, under which a page is unreadable."""

_SHORTEST = 3
_ENVIRONMENT = {**os.environ, "OMP_THREAD_LIMIT": "1"}
_COMMAND = (
    "prlimit",
    "--cpu=15",
    "tesseract",
    "-",
    "-",
    "-l",
    "ind",
    "--psm",
    "{psm}",
    "--dpi",
    "170",
    "-c",
    "thresholding_method=2",
)


def recovered_share(paper: Image.Image, words: Iterable[str]) -> float:
    """How much of the drawn text is read, 0 to 1: whole words of three letters and more, weighed by their length."""
    drawn = _tokens(" ".join(words))
    share = 0.0
    for mode in ("3", "11"):
        share = max(share, _share(drawn, _tokens(_read(paper, mode))))
        if share >= UNREADABLE_BELOW:
            break
    return share


def _share(drawn: Counter[str], read: Counter[str]) -> float:
    found = sum(len(word) * count for word, count in (drawn & read).items())
    return found / sum(len(word) * count for word, count in drawn.items())


def _tokens(text: str) -> Counter[str]:
    return Counter(token for token in re.findall(r"[a-z0-9]+", text.lower()) if len(token) >= _SHORTEST)


def _read(paper: Image.Image, mode: str) -> str:
    out = io.BytesIO()
    paper.convert("L").save(out, "PNG", compress_level=1)
    command = [part.format(psm=mode) for part in _COMMAND]
    # Among specks it looks for letters for minutes: after 15 seconds of processor time it has read nothing.
    done = subprocess.run(command, input=out.getvalue(), capture_output=True, check=False, env=_ENVIRONMENT)
    return done.stdout.decode("utf-8", "replace")
