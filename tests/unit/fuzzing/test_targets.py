"""The fuzz targets: each entry takes its own seeds, and one that lets an error out is caught."""

from pathlib import Path

import pytest

from tests.fuzz.seeds import write_seeds
from tests.fuzz.targets import TARGETS, Target

SMALL = 64 * 1024


@pytest.mark.parametrize("name", TARGETS)
def test_an_entry_takes_its_seeds(tmp_path: Path, name: str) -> None:
    target = TARGETS[name]
    target.prepare()
    assert write_seeds(name, target, tmp_path) >= 1
    for seed in sorted(tmp_path.iterdir()):
        if seed.stat().st_size < SMALL:
            target.run(seed.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_an_entry_takes_nonsense(name: str) -> None:
    target: Target = TARGETS[name]
    target.prepare()
    for nonsense in (b"", b"\0" * 100, bytes(range(256)) * 20):
        target.run(nonsense)
