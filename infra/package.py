"""Builds what AWS gets, into build/package/: `python -m infra.package`.

Per surface a zip and a CloudFormation template, the imaging layer of the workers, and beside them the parent stack and
the resources; `aws cloudformation package` takes it from there. Whatever would only fail on Lambda fails here.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from infra.packaging.archives import unpack, unpacked_size, zip_folder
from infra.packaging.chalice_cli import run_chalice
from infra.packaging.elf import count_elf, elf_faults
from infra.packaging.linting import lint_templates
from infra.packaging.merging import merged_template, read_template, write_template
from infra.packaging.places import BUILD, LAYER_ZIP, ROOT, SURFACES, UNZIPPED_LIMIT, WHEELS, PackagingError
from infra.packaging.staging import stage_project
from infra.packaging.template import complete_template
from infra.packaging.wheels import add_lock, download_wheels, install_wheels, locked_names, without


def build_surface(surface: str, wheels: Sequence[Path], scratch: Path) -> None:
    """Writes deployment.zip and sam.json of one surface; the office's carries what checks signatures, too.

    Raises:
        PackagingError: see `run_chalice` and `complete_template`.
    """
    project, merge, out = scratch / surface, scratch / f"{surface}.json", BUILD / surface
    stage_project(ROOT, project)
    if surface == "office":
        add_lock(ROOT / "requirements-signing.txt", project / "requirements.txt")
    write_template(merged_template(ROOT / "infra" / "surfaces", surface), merge)
    run_chalice(surface, project, merge, wheels, out)
    template = read_template(out / "sam.json")
    complete_template(template, surface)
    write_template(template, out / "sam.json")


def build_layer(scratch: Path) -> None:
    """Writes the imaging layer: what its lock adds to the packages that every function carries already.

    Raises:
        PackagingError: a wheel is missing or altered.
    """
    lock, libraries = scratch / "requirements-layer.txt", scratch / "python"
    without(ROOT / "requirements-imaging.txt", locked_names(ROOT / "requirements.txt"), lock)
    install_wheels(lock, download_wheels(lock, WHEELS), libraries)
    zip_folder(libraries, BUILD / "workers" / LAYER_ZIP)


def check_surface(surface: str, scratch: Path) -> str:
    """A line on what a surface weighs.

    Raises:
        PackagingError: it is over Lambda's limit, or holds a compiled file that Lambda cannot load.
    """
    archives = [BUILD / surface / "deployment.zip", *(BUILD / surface).glob(LAYER_ZIP)]
    size = sum(unpacked_size(archive) for archive in archives)
    if size >= UNZIPPED_LIMIT:
        raise PackagingError(f"{surface} weighs {size:,} bytes unpacked; Lambda takes {UNZIPPED_LIMIT:,}")
    unpacked = scratch / "unpacked" / surface
    for archive in archives:
        unpack(archive, unpacked)
    faults = elf_faults(unpacked)
    if faults:
        raise PackagingError(f"{surface} would not load on Lambda:\n" + "\n".join(faults))
    return f"{surface}: {size / 1024 / 1024:.0f} MB unpacked, {count_elf(unpacked)} compiled files fit Lambda"


def build_all() -> None:
    """Builds and checks everything under build/package/, from nothing.

    Raises:
        PackagingError: something would not run on Lambda.
    """
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    wheels = [download_wheels(ROOT / name, WHEELS) for name in ("requirements.txt", "requirements-signing.txt")]
    with tempfile.TemporaryDirectory(prefix="loket-package-") as folder:
        scratch = Path(folder)
        for surface in SURFACES:
            build_surface(surface, wheels, scratch)
        build_layer(scratch)
        for surface in SURFACES:
            print(f"package: {check_surface(surface, scratch)}")
    for name in ("resources.yaml", "parent.yaml"):
        shutil.copy2(ROOT / "infra" / name, BUILD / name)
    lint_templates([BUILD / "resources.yaml", BUILD / "parent.yaml", *(BUILD / name / "sam.json" for name in SURFACES)])


def main() -> int:
    """Builds everything; 1 and the reason on standard error when it cannot."""
    started = time.monotonic()
    try:
        build_all()
    except PackagingError as error:
        print(f"package: {error}", file=sys.stderr)
        return 1
    print(f"package: {BUILD.relative_to(ROOT)} is ready ({time.monotonic() - started:.0f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
