"""What a deployment decides is documented and given to every function."""

import json
from collections.abc import Mapping
from pathlib import Path
from string import Template as Text

import pytest
from pydantic import ValidationError

from chalicelib.config import Settings
from tests.architecture.cloud import Cloud
from tests.architecture.cloudformation import Template, functions, written_out

# for tests only; a deployed function gets the secret's ARN
_NEVER_DEPLOYED = {"LOKET_MASTER_SECRET"}
# what no stage decides
_THE_SAME_EVERYWHERE = {
    "LOKET_SURFACE",
    "LOKET_STUCK_SECONDS",
    "LOKET_VISIT_GENERATION",
    "LOKET_MALWARE_SCANNER",
    "LOKET_CLAMD_ADDRESS",
    "LOKET_QUIET_HOURS",
}
# for values that are longer in another account or office
_ROOM = 256
_SETTINGS = {f"LOKET_{name.upper()}" for name in Settings.model_fields} - _NEVER_DEPLOYED


def test_every_function_is_given_every_setting(templates: Mapping[str, Template]) -> None:
    for surface, name, properties in functions(templates):
        given = properties["Environment"]["Variables"]
        assert {key for key in given if key.startswith("LOKET_")} == _SETTINGS, name
        assert given["LOKET_SURFACE"] == surface


def test_settings_come_from_parameters_not_from_text(templates: Mapping[str, Template]) -> None:
    for surface, _, properties in functions(templates):
        for key, value in properties["Environment"]["Variables"].items():
            if key in _SETTINGS - _THE_SAME_EVERYWHERE:
                assert written_out(value).removeprefix("${").removesuffix("}") in templates[surface]["Parameters"]


def test_no_template_leaves_files_unscanned(templates: Mapping[str, Template]) -> None:
    for surface, name, properties in functions(templates):
        assert properties["Environment"]["Variables"]["LOKET_MALWARE_SCANNER"] == "guardduty", (surface, name)


@pytest.mark.parametrize("stage", ["staging", "prod"])
@pytest.mark.parametrize("scanner", ["off", "clamd"])
def test_a_stage_with_files_of_people_does_not_start_unscanned(
    monkeypatch: pytest.MonkeyPatch, stage: str, scanner: str
) -> None:
    for name, field in Settings.model_fields.items():
        if field.is_required():
            monkeypatch.setenv(f"LOKET_{name.upper()}", {"surface": "public", "office": "3573"}.get(name, "any"))
    monkeypatch.setenv("LOKET_STAGE", stage)
    monkeypatch.setenv("LOKET_MALWARE_SCANNER", "guardduty")
    assert Settings().stage == stage
    monkeypatch.setenv("LOKET_MALWARE_SCANNER", scanner)
    with pytest.raises(ValidationError, match="must be guardduty"):
        Settings()


def test_the_environment_fits_into_lambda_with_all_its_partners(
    templates: Mapping[str, Template], deployment: dict[str, str], cloud: Cloud, parent: Template
) -> None:
    """Lambda quotas: 4 KB for all environment variables of a function, in aggregate."""
    longest = {"Partners": "x" * parent["Parameters"]["Partners"]["MaxLength"]}
    values = deployment | cloud.outputs | longest
    for _, name, properties in functions(templates):
        told = {key: written_out(value) for key, value in properties["Environment"]["Variables"].items()}
        size = sum(len(key) + len(Text(value).safe_substitute(values)) for key, value in told.items())
        assert size < 4096 - _ROOM, (name, size)


def test_every_setting_is_documented(root: Path) -> None:
    pages = "\n".join(path.read_text() for path in [root / "README.md", *(root / "docs").rglob("*.md")])
    assert not [name for name in sorted(_SETTINGS | _NEVER_DEPLOYED) if name not in pages]


def test_every_stage_sets_every_parameter_without_a_default(root: Path, parent: Template) -> None:
    required = {name for name, parameter in parent["Parameters"].items() if "Default" not in parameter}
    for stage in (root / "infra" / "stages").glob("*.json"):
        given = json.loads(stage.read_text())["Parameters"]
        assert required <= given.keys() <= parent["Parameters"].keys(), stage.name
        assert given["Stage"] == stage.stem
