"""Who may import whom; import-linter keeps the arrows, and the domain's short list of friends is kept here."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

_FRIENDS_OF_THE_DOMAIN = {"chalicelib", "phonenumbers", "pydantic", "pydantic_core", "typing_extensions"}
# A clock, chance, the environment and the outside come in as arguments.
_IMPURE = {"asyncio", "http", "io", "os", "pathlib", "random", "secrets", "shutil", "socket", "subprocess", "tempfile"}
_IMPURE |= {"threading", "time", "urllib", "uuid"}
_IMPURE_CALLS = {"now", "utcnow", "today", "open", "print", "input"}


def _modules(root: Path, *folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"), str(path))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _called(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            yield function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_import_contracts_are_kept(root: Path) -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(linter), "--no-logo"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_domain_imports_only_its_few_friends(root: Path) -> None:
    for path, tree in _modules(root, "chalicelib/domain"):
        packages = {name.split(".")[0] for name in _imported(tree)}
        assert packages <= _FRIENDS_OF_THE_DOMAIN | set(sys.stdlib_module_names) - _IMPURE, path
        assert not [name for name in _imported(tree) if name.startswith("chalicelib.") and ".domain" not in name], path


def test_the_domain_asks_no_clock_and_no_file(root: Path) -> None:
    for path, tree in _modules(root, "chalicelib/domain"):
        assert not set(_called(tree)) & _IMPURE_CALLS, path


def test_app_imports_nothing_but_entry_points_and_bootstrap(root: Path) -> None:
    [(_, tree)] = [(root / "app.py", ast.parse((root / "app.py").read_text()))]
    packages = {name for name in _imported(tree) if name.split(".")[0] not in {"functions", "chalice"}}
    assert packages <= {"chalicelib.bootstrap", *sys.stdlib_module_names}


@pytest.mark.parametrize("surface", ["public", "office"])
def test_http_surfaces_run_without_imaging(surface: str, root: Path) -> None:
    """The layer is the workers' own: importing it in an HTTP function would fail there."""
    code = "import app, sys; print(*({'numpy', 'pillow_heif', 'pypdfium2', 'zxingcpp'} & sys.modules.keys()))"
    environment = {"LOKET_SURFACE": surface, "PYTHONPATH": str(root), "AWS_DEFAULT_REGION": "ap-southeast-3"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
