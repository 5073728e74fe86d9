"""What the repository says about itself holds, and it speaks of itself alone."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

# Written apart, so that this file does not find itself.
_REGISTRIES = [
    "".join(parts) for parts in (("pypi", ".org"), ("pythonhosted", ".org"), ("npmjs", ".org"), ("debian", ".org"))
]
_MACHINES = ["".join(parts) for parts in (("/ro", "ot/"), ("/ho", "me/"), ("/wo", "rk/"), ("/op", "t/wheels"))]
# A NIK of the city's five inhabited districts could be somebody's; tests use district 99.
_REAL_DISTRICT = re.compile(r"(?<!\d)35730[1-5]\d{10}(?!\d)")


def _files(root: Path) -> Iterator[Path]:
    """Text files that are committed, or would be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        path = root / name
        if path.is_file() and not path.is_symlink() and b"\0" not in path.read_bytes():
            yield path


def test_the_link_to_the_entry_points_is_committed_as_a_link(root: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--stage", "vendor/functions"], cwd=root, capture_output=True, text=True, check=True
    )
    assert listed.stdout.startswith("120000 ")


def test_ci_runs_the_test_command_of_the_readme(root: Path) -> None:
    assert "make test" in (root / "README.md").read_text()
    assert "make test" in (root / ".ci" / "run").read_text()


def test_make_help_names_every_command(root: Path) -> None:
    said = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    for command in ("setup", "run", "demo", "test", "check", "faults", "bench", "package", "openapi"):
        assert f"make {command} " in said


def test_no_file_names_a_registry_or_a_machine(root: Path) -> None:
    for path in _files(root):
        text = path.read_text(encoding="utf-8")
        assert not [word for word in _REGISTRIES + _MACHINES if word in text], path


def test_no_file_holds_a_number_of_an_inhabited_district(root: Path) -> None:
    for path in _files(root):
        text = path.read_text(encoding="utf-8")
        assert not _REAL_DISTRICT.search(text), path


def test_the_locks_pin_every_package_by_hash(root: Path) -> None:
    for lock in root.glob("requirements*.txt"):
        entries = [line for line in lock.read_text().splitlines() if line and line[0] not in "# "]
        assert entries
        assert all(line.endswith("\\") and "==" in line for line in entries), lock.name


def test_development_runs_the_versions_that_lambda_gets(root: Path) -> None:
    development = _versions(root / "requirements-dev.txt")
    for lock in ("requirements.txt", "requirements-imaging.txt", "requirements-signing.txt"):
        assert _versions(root / lock).items() <= development.items()


def _versions(lock: Path) -> dict[str, str]:
    entries = [line.split(" ")[0].split("==") for line in lock.read_text().splitlines() if line and line[0] not in "# "]
    return dict(entries)
