"""The locked wheels for Lambda: downloaded once per lock, checked by hash, never built."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from infra.packaging.places import PackagingError

_REQUIREMENT = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)
# Python 3.11 runs on Amazon Linux 2 there, with glibc 2.26; the lock is resolved for 2.17
_FOR_LAMBDA = (
    *("--only-binary", ":all:", "--no-deps", "--require-hashes"),
    *("--platform", "manylinux_2_17_x86_64", "--platform", "manylinux2014_x86_64"),
    *("--implementation", "cp", "--python-version", "3.11"),
)


def locked_names(lock: Path) -> set[str]:
    """The names of the packages of a lock, as PEP 503 writes them."""
    return {_name(match) for match in _REQUIREMENT.finditer(lock.read_text(encoding="utf-8"))}


def without(lock: Path, names: set[str], target: Path) -> None:
    """Writes to `target` the entries of a lock (with their hashes) whose names are not in `names`."""
    entries = re.split(r"^(?=[A-Za-z0-9])", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    kept = [entry for entry in entries if (match := _REQUIREMENT.match(entry)) and _name(match) not in names]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("".join(kept), encoding="utf-8")


def add_lock(lock: Path, target: Path) -> None:
    """Adds to `target`, a lock too, the entries of another that it has not yet."""
    added = target.with_suffix(".added")
    without(lock, locked_names(target), added)
    with target.open("a", encoding="utf-8") as file:
        file.write(added.read_text(encoding="utf-8"))
    added.unlink()


def download_wheels(lock: Path, cache: Path) -> Path:
    """A folder with exactly the lock's wheels that Lambda can load; a second call for the same lock uses no network.

    Raises:
        PackagingError: a package has no such wheel, or a hash differs.
    """
    folder = cache / hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    if not (folder / ".complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        _pip("download", *_FOR_LAMBDA, "--dest", str(folder), "--requirement", str(lock))
        (folder / ".complete").touch()
    return folder


def install_wheels(lock: Path, wheels: Path, target: Path) -> None:
    """Unpacks the wheels of the lock under `target`, without byte code and without scripts of this machine.

    Raises:
        PackagingError: pip refused one.
    """
    local = ("--no-index", "--find-links", str(wheels), "--no-compile", "--quiet")
    _pip("install", *_FOR_LAMBDA, *local, "--target", str(target), "--requirement", str(lock))
    shutil.rmtree(target / "bin", ignore_errors=True)


def _name(requirement: re.Match[str]) -> str:
    return re.sub(r"[-_.]+", "-", requirement["name"]).lower()


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=False)
    if done.returncode:
        raise PackagingError(f"pip {arguments[0]} failed:\n{done.stderr.strip()}")
