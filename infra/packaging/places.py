"""Where packaging reads from and writes to, and what Lambda allows."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
BUILD: Final = ROOT / "build" / "package"
WHEELS: Final = ROOT / "build" / "wheels"
SURFACES: Final = ("public", "office", "workers")

# Lambda's own sources come from app.py, chalicelib/ and, through a link in vendor/, functions/
# (Chalice follows links there and nowhere else).
PROJECT_PARTS: Final = ("app.py", "chalicelib", "functions", ".chalice", "requirements.txt")

REGION: Final = "ap-southeast-3"
LAYER_ZIP: Final = "imaging-layer.zip"
# "Deployment package (.zip file archive) size: 250 MB (unzipped), layers included" (Lambda quotas)
UNZIPPED_LIMIT: Final = 250 * 1024 * 1024


class PackagingError(Exception):
    """What was built would not run on Lambda, or could not be built; the text says what to do."""
