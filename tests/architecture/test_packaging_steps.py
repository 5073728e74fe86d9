"""Each step of packaging, on small examples: what goes wrong silently elsewhere is an error here."""

import json
import zipfile
from pathlib import Path

import pytest

from infra.packaging.chalice_cli import run_chalice
from infra.packaging.linting import lint_templates
from infra.packaging.merging import merged_template
from infra.packaging.places import PackagingError
from infra.packaging.staging import stage_project
from infra.packaging.template import complete_template
from infra.packaging.wheels import locked_names, without

_APP = """\
from chalice.app import Chalice

app = Chalice(app_name="small")


@app.lambda_function()
def nothing(event, context):
    pass
"""
_LOCK = """\
# made by a tool
pillow-heif==1.0.0 \\
    --hash=sha256:aa
wrapt==2.5.2 \\
    --hash=sha256:bb \\
    --hash=sha256:cc
    # via deprecated
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project as small as Chalice takes it."""
    folder = tmp_path / "project"
    for part in ("chalicelib/web/static", "functions", ".chalice"):
        (folder / part).mkdir(parents=True)
    (folder / "app.py").write_text(_APP)
    (folder / ".chalice" / "config.json").write_text(
        json.dumps(
            {
                "version": "2.0",
                "app_name": "small",
                "stages": {"s": {"autogen_policy": False, "iam_policy_file": "policy.json"}},
            }
        )
    )
    (folder / "chalicelib" / "web" / "static" / "manifest.json").write_text("{}")
    (folder / ".chalice" / "policy.json").write_text('{"Statement": []}')
    (folder / "functions" / "api.py").write_text("")
    (folder / "requirements.txt").write_text("")
    return folder


def _wheel(folder: Path, platform: str) -> Path:
    """A wheel of a package without any code."""
    folder.mkdir()
    tags = f"cp311-cp311-{platform}"
    with zipfile.ZipFile(folder / f"tiny-1.0-{tags}.whl", "w") as wheel:
        wheel.writestr("tiny.py", "")
        wheel.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        wheel.writestr("tiny-1.0.dist-info/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tags}\n")
        wheel.writestr("tiny-1.0.dist-info/RECORD", "")
    return folder


def _package(project: Path, wheels: Path, out: Path) -> None:
    merge = project.parent / "merge.json"
    merge.write_text("{}")
    (project / "requirements.txt").write_text("tiny==1.0\n")
    run_chalice("s", project, merge, [wheels], out)


def test_a_wheel_for_a_newer_glibc_fails_the_package(project: Path, tmp_path: Path) -> None:
    wheels = _wheel(tmp_path / "wheels", "manylinux_2_35_x86_64")
    with pytest.raises(PackagingError, match="Could not install dependencies"):
        _package(project, wheels, tmp_path / "out")


def test_a_wheel_for_lambda_ends_up_in_the_zip(project: Path, tmp_path: Path) -> None:
    _package(project, _wheel(tmp_path / "wheels", "manylinux2014_x86_64"), tmp_path / "out")
    with zipfile.ZipFile(tmp_path / "out" / "deployment.zip") as archive:
        assert "tiny.py" in archive.namelist()


def test_a_package_that_would_have_to_be_built_fails(project: Path, tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "tiny-1.0.tar.gz").write_bytes(b"")
    with pytest.raises(PackagingError, match="tiny"):
        _package(project, tmp_path / "wheels", tmp_path / "out")


def test_a_reused_zip_fails_the_package(project: Path, tmp_path: Path) -> None:
    wheels = _wheel(tmp_path / "wheels", "manylinux2014_x86_64")
    _package(project, wheels, tmp_path / "out")
    with pytest.raises(PackagingError, match="Reusing existing deployment package"):
        _package(project, wheels, tmp_path / "out")


def test_staging_leaves_caches_and_hidden_files_behind(project: Path, tmp_path: Path) -> None:
    for stray in ("functions/__pycache__/api.pyc", "chalicelib/.env", ".chalice/deployments/old.zip"):
        (project / stray).parent.mkdir(exist_ok=True)
        (project / stray).write_text("")
    stage_project(project, tmp_path / "staged")
    staged = {
        path.relative_to(tmp_path / "staged").as_posix() for path in (tmp_path / "staged").rglob("*") if path.is_file()
    }
    assert "functions/api.py" in staged
    assert not [name for name in staged if "pycache" in name or ".env" in name or "deployments" in name]
    assert (tmp_path / "staged" / "vendor" / "functions" / "api.py").is_file()


def test_staging_fails_without_the_built_static_files(project: Path, tmp_path: Path) -> None:
    (project / "chalicelib" / "web" / "static" / "manifest.json").unlink()
    with pytest.raises(PackagingError, match="make setup"):
        stage_project(project, tmp_path / "staged")


def test_a_lock_is_reduced_with_its_hashes(tmp_path: Path) -> None:
    (tmp_path / "lock.txt").write_text(_LOCK)
    without(tmp_path / "lock.txt", {"wrapt"}, tmp_path / "reduced.txt")
    assert locked_names(tmp_path / "lock.txt") == {"pillow-heif", "wrapt"}
    assert (tmp_path / "reduced.txt").read_text().split() == ["pillow-heif==1.0.0", "\\", "--hash=sha256:aa"]


def test_the_surface_wins_over_what_surfaces_share(tmp_path: Path) -> None:
    (tmp_path / "shared.yaml").write_text("Description: shared\nResources: {Api: {Name: !Ref Stage, Kept: 1}}\n")
    (tmp_path / "public.yaml").write_text("Include: [shared]\nResources: {Api: {Name: !Sub 'x-${Stage}'}}\n")
    merged = merged_template(tmp_path, "public")
    assert merged["Description"] == "shared"
    assert "Include" not in merged
    assert str(merged["Resources"]).count("Fn::Sub") == 1


def test_an_event_source_left_on_its_placeholder_is_refused() -> None:
    with pytest.raises(PackagingError, match="placeholder"):
        complete_template({"Resources": {}, "Queue": "arn:aws:sqs:ap-southeast-3:000000000000:inspections"}, "workers")


def test_parameters_in_policies_become_references() -> None:
    statement = {"Resource": ["${TableArn}", "${TableArn}/index/GSI1", "*"]}
    role = {"Type": "AWS::IAM::Role", "Properties": {"Policies": [{"PolicyDocument": {"Statement": [statement]}}]}}
    template = {"Resources": {"Role": role}}
    complete_template(template, "public")
    assert json.loads(json.dumps(template))["Resources"]["Role"]["Properties"]["Policies"][0]["PolicyDocument"] == {
        "Statement": [{"Resource": [{"Ref": "TableArn"}, {"Fn::Sub": "${TableArn}/index/GSI1"}, "*"]}]
    }


def test_a_faulty_template_fails_the_package(tmp_path: Path) -> None:
    (tmp_path / "faulty.yaml").write_text("Resources: {Queue: {Type: 'AWS::SQS::Queue', Properties: {Nothing: 1}}}\n")
    with pytest.raises(PackagingError, match="Nothing"):
        lint_templates([tmp_path / "faulty.yaml"])
