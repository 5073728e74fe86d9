"""The zips hold what the functions need, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra.packaging.archives import unpacked_size
from infra.packaging.elf import count_elf, elf_faults
from infra.packaging.places import LAYER_ZIP, SURFACES, UNZIPPED_LIMIT
from infra.packaging.wheels import locked_names
from tests.fakes import EPOCH
from tests.signed_papers import signed, trust

pytestmark = pytest.mark.xdist_group("package")
_IMAGING = {"numpy", "pillow_heif", "pypdfium2", "zxing_cpp"}


def _names(archive: Path) -> set[str]:
    with zipfile.ZipFile(archive) as opened:
        return set(opened.namelist())


def test_the_entry_points_are_shipped_through_a_link(root: Path) -> None:
    link = root / "vendor" / "functions"
    assert link.is_symlink()
    assert link.readlink() == Path("../functions")


@pytest.mark.parametrize("surface", SURFACES)
def test_every_module_of_the_project_is_in_the_zip(surface: str, root: Path, built: Path) -> None:
    names = _names(built / surface / "deployment.zip")
    modules = {
        path.relative_to(root).as_posix()
        for part in ("functions", "chalicelib")
        for path in (root / part).rglob("*.py")
    }
    assert modules | {"app.py", "chalice/app.py", "chalicelib/web/static/manifest.json"} <= names


@pytest.mark.parametrize("surface", SURFACES)
def test_nothing_of_this_machine_is_in_the_zip(surface: str, built: Path) -> None:
    parts = {part for name in _names(built / surface / "deployment.zip") for part in name.split("/")}
    assert not parts & {"__pycache__", ".git", ".env", ".chalice", "infra", "conftest.py", "node_modules"}
    assert not [part for part in parts if part.endswith((".pyc", ".map", ".swp"))]


@pytest.mark.parametrize("surface", SURFACES)
def test_imaging_is_in_the_layer_of_the_workers(surface: str, built: Path) -> None:
    carried = {name.split("/")[0] for name in _names(built / surface / "deployment.zip")} & _IMAGING
    assert carried == ({"pypdfium2"} if surface == "office" else set())  # it reads the text of signed documents
    assert (built / surface / LAYER_ZIP).exists() == (surface == "workers")


@pytest.mark.parametrize("surface", SURFACES)
def test_what_checks_signatures_is_carried_by_the_office_alone(surface: str, built: Path) -> None:
    """It is large, and a parser of strangers' files: nobody else has it within reach."""
    packages = {name.split("/")[0] for name in _names(built / surface / "deployment.zip")}
    assert ({"pyhanko", "pyhanko_certvalidator", "lxml"} <= packages) == (surface == "office")
    assert ("pyhanko" in packages) == (surface == "office")


def test_the_office_package_checks_a_signed_document(unpacked: dict[str, Path], tmp_path: Path) -> None:
    """Its confined child finds every module within the package, and opens none of them too late."""
    for name, text in {"paper.pdf": signed(), "trust.json": trust().model_dump_json().encode()}.items():
        (tmp_path / name).write_bytes(text)
    code = (
        "import sys; from datetime import datetime; from pathlib import Path\n"
        "from chalicelib.adapters.signatures.verifier import ConfinedPdfVerifier as Verifier\n"
        "from chalicelib.domain.signed_pdf import Trust\n"
        "pdf, trust = (Path(name).read_bytes() for name in sys.argv[1:3])\n"
        "now = datetime.fromisoformat(sys.argv[3])\n"
        "print(Verifier().verify(pdf, Trust.model_validate_json(trust), now).pages)"
    )
    given = [str(tmp_path / "paper.pdf"), str(tmp_path / "trust.json"), EPOCH.isoformat()]
    environment = {"PYTHONPATH": str(unpacked["office"]), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-S", "-P", "-c", code, *given], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("1", 0), done.stderr


def test_the_layer_adds_no_package_that_functions_carry(root: Path, built: Path) -> None:
    names = {name.split("/")[1] for name in _names(built / "workers" / LAYER_ZIP)}
    distributions = {name.split("-")[0].lower().replace("_", "-") for name in names if name.endswith(".dist-info")}
    assert distributions >= {name.replace("_", "-") for name in _IMAGING}
    assert not distributions & locked_names(root / "requirements.txt")


@pytest.mark.parametrize("surface", SURFACES)
def test_a_function_with_its_layer_is_under_the_limit(surface: str, built: Path) -> None:
    assert sum(unpacked_size(archive) for archive in (built / surface).glob("*.zip")) < UNZIPPED_LIMIT


def test_compiled_files_load_with_the_libraries_of_lambda(unpacked: dict[str, Path]) -> None:
    for folder in unpacked.values():
        assert count_elf(folder) > 0
    assert not elf_faults(unpacked["workers"].parent)


def test_a_file_compiled_for_this_machine_is_found_out(tmp_path: Path) -> None:
    (tmp_path / "shell.so").write_bytes(Path("/bin/bash").read_bytes())
    assert any("needs GLIBC_2.3" in fault for fault in elf_faults(tmp_path))
    assert any("links to libtinfo" in fault for fault in elf_faults(tmp_path))
