"""A clean copy of what Chalice packages, so that nothing of this machine is shipped."""

import shutil
from pathlib import Path

from infra.packaging.places import PROJECT_PARTS, PackagingError

_NEVER_SHIPPED = shutil.ignore_patterns(
    "__pycache__", "*.pyc", "*.swp", ".*", "node_modules", "deployments", "deployed"
)


def stage_project(root: Path, target: Path) -> None:
    """Copies the parts of the project that a function carries; `target` is made anew.

    The copy has no `.chalice/deployments`: Chalice would reuse a zip made from other file names with the same contents.

    Raises:
        PackagingError: a part is missing, or setup has not built the static files.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for part in PROJECT_PARTS:
        _copy(root / part, target / part)
    if not (target / "chalicelib" / "web" / "static" / "manifest.json").is_file():
        raise PackagingError("chalicelib/web/static has no manifest.json: run `make setup`")
    (target / "vendor").mkdir()
    (target / "vendor" / "functions").symlink_to(Path("..", "functions"))


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=_NEVER_SHIPPED)
    elif source.is_file():
        shutil.copy2(source, target)
    else:
        raise PackagingError(f"{source} is missing")
