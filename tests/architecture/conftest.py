"""What `make package` built, read once."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.local.carrier import Carrier
from infra.packaging.archives import unpack
from infra.packaging.merging import read_template
from infra.packaging.places import BUILD, LAYER_ZIP, ROOT, SURFACES
from tests.architecture.cloud import Cloud, deployed_cloud
from tests.architecture.lambda_functions import Packages
from tests.carriers import serving
from tests.post_keys import PARTNERS

Template = dict[str, Any]


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def built() -> Path:
    """The folder that `make package` fills; these tests are about its content, so they do not make it themselves."""
    if not (BUILD / "parent.yaml").is_file():
        pytest.fail("build/package is missing: run `make package` first")
    return BUILD


@pytest.fixture(scope="session")
def templates(built: Path) -> Mapping[str, Template]:
    """The CloudFormation template of each surface."""
    return {surface: json.loads((built / surface / "sam.json").read_text()) for surface in SURFACES}


@pytest.fixture(scope="session")
def resources(root: Path) -> Template:
    """infra/resources.yaml, its short forms written out."""
    return read_template(root / "infra" / "resources.yaml")


@pytest.fixture(scope="session")
def unpacked(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Each surface's zip unpacked, and under `layer` the imaging layer."""
    folder = tmp_path_factory.mktemp("unpacked")
    zips = {surface: built / surface / "deployment.zip" for surface in SURFACES}
    return {
        name: unpack(path, folder / name) for name, path in (zips | {"layer": built / "workers" / LAYER_ZIP}).items()
    }


@pytest.fixture(scope="session")
def parent(root: Path) -> Template:
    """The stack that nests all others, its short forms written out."""
    return read_template(root / "infra" / "parent.yaml")


@pytest.fixture(scope="session")
def deployment(root: Path, parent: Template) -> dict[str, str]:
    """What the stage `dev` is deployed with, a post office, and a number of WhatsApp."""
    given = json.loads((root / "infra" / "stages" / "dev.json").read_text())["Parameters"]
    defaults = {name: str(parameter.get("Default", "")) for name, parameter in parent["Parameters"].items()}
    return {**defaults, **given, "Partners": PARTNERS, "WhatsAppNumber": "0123456789abcdef"}


@pytest.fixture(scope="session")
def cloud(root: Path, deployment: dict[str, str]) -> Iterator[Cloud]:
    """The resources, on a moto server."""
    with deployed_cloud(root, deployment) as deployed:
        yield deployed


@pytest.fixture(scope="session")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Carrier]:
    """The providers of messages."""
    with serving(tmp_path_factory.mktemp("carrier")) as carrier:
        yield carrier


@pytest.fixture(scope="session")
def packages(
    cloud: Cloud,
    carrier: Carrier,
    deployment: dict[str, str],
    templates: Mapping[str, Template],
    unpacked: Mapping[str, Path],
) -> Iterator[Packages]:
    """The functions of the packages, deployed with those resources."""
    functions = Packages(templates, unpacked, deployment | cloud.outputs, cloud.url, carrier.url)
    yield functions
    functions.stop()
