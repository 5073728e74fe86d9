"""`chalice package` for one surface, with its silent failures made loud."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.packaging.places import REGION, PackagingError

# Chalice exits 0 after both: the zip then lacks packages, or is an older one.
_SILENT_FAILURES = ("Could not install dependencies", "Reusing existing deployment package")

_OF_THIS_MACHINE = re.compile(r"AWS_|LOKET_|PIP_|PYTHONPATH")


def run_chalice(surface: str, project: Path, merge: Path, wheels: Sequence[Path], out: Path) -> None:
    """Writes deployment.zip and sam.json of a surface into `out`.

    Raises:
        PackagingError: Chalice failed, said so or not.
    """
    command = [str(Path(sys.executable).with_name("chalice")), "--project-dir", str(project), "package"]
    command += ["--stage", surface, "--merge-template", str(merge), str(out)]
    done = subprocess.run(
        command, env=_environment(surface, wheels), capture_output=True, text=True, check=False, cwd=project
    )
    said = done.stdout + done.stderr
    if done.returncode or any(failure in said for failure in _SILENT_FAILURES):
        raise PackagingError(f"chalice package --stage {surface} failed:\n{said.strip()}")
    if not (out / "deployment.zip").is_file() or not (out / "sam.json").is_file():
        raise PackagingError(f"chalice package --stage {surface} wrote no zip or no template:\n{said.strip()}")


def _environment(surface: str, wheels: Sequence[Path]) -> dict[str, str]:
    """Only the downloaded wheels are within pip's reach, so it can neither build one nor take one for this machine."""
    inherited = {name: value for name, value in os.environ.items() if not _OF_THIS_MACHINE.match(name)}
    return inherited | {
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "LOKET_SURFACE": surface,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_FIND_LINKS": " ".join(map(str, wheels)),
        "PIP_NO_INDEX": "1",
        "PIP_ONLY_BINARY": ":all:",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
