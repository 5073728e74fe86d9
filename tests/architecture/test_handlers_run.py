"""Every handler of the unzipped packages loads in a clean interpreter and answers a real event."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.architecture import lambda_events as events
from tests.architecture.cloud import Cloud, deployed_cloud
from tests.architecture.cloudformation import Template, functions, written_out

pytestmark = pytest.mark.xdist_group("package")

_HOST = Path(__file__).with_name("lambda_host.py")
Run = Callable[[str, str, events.Event], Any]

# Surface, function, event, what the answer must hold: at least one row per function, and a test says so.
HTTP = [
    ("public", events.http("GET", "/healthz"), 200, "ok"),
    ("public", events.http("GET", "/v1/services"), 200, "KTP-LOST"),
    ("public", events.http("GET", "/v1/services/{code}", code="KTP-LOST"), 200, "KTP-LOST"),
    ("public", events.http("GET", "/openapi.json"), 200, "3.1"),
    ("public", events.http("GET", "/docs"), 200, "swagger-ui"),
    ("public", events.http("POST", "/v1/tracking", "{"), 400, "invalid-request"),
    (
        "public",
        events.http("POST", "/v1/tracking", '{"receipt_number": "2345678923", "pin": "000000"}'),
        4,
        "problems/",
    ),
    ("office", events.http("GET", "/healthz"), 200, "ok"),
    ("office", events.http("GET", "/v1/cases"), 403, "forbidden"),
]
BATCHES = [
    ("InspectUploads", events.sqs("inspections", "not a job"), ["m0"]),
    ("SendNotices", events.sqs("notifications", "not a job", "{}"), ["m0", "m1"]),
    ("RecordArrivals", events.sqs("uploads-arrived", '{"Service": "Amazon S3", "Event": "s3:TestEvent"}'), []),
    (
        "RecordArrivals",
        events.sqs("uploads-arrived", json.dumps(events.s3_created("3573/uploads/NONE/none")), "{"),
        ["m1"],
    ),
    ("RelayOutbox", events.stream({"PK": {"S": "3573#TEST"}, "entity_type": {"S": "case"}}), []),
    ("RelayOutbox", events.stream({"entity_type": {"S": "job"}, "body": {"S": "not a job"}}), ["s0"]),
]


@pytest.fixture(scope="module")
def parameters(root: Path) -> dict[str, str]:
    """What the stage `dev` is deployed with."""
    given: dict[str, str] = json.loads((root / "infra" / "stages" / "dev.json").read_text())["Parameters"]
    return given


@pytest.fixture(scope="module")
def cloud(root: Path, parameters: dict[str, str]) -> Iterator[Cloud]:
    """The resources, on a moto server."""
    with deployed_cloud(root, parameters) as deployed:
        yield deployed


@pytest.fixture
def run(
    cloud: Cloud,
    parameters: dict[str, str],
    parent: Template,
    templates: Mapping[str, Template],
    unpacked: Mapping[str, Path],
) -> Run:
    """Invokes a function of a surface with an event, in an interpreter that has only the package, as Lambda has."""
    defaults = {name: parameter.get("Default", "") for name, parameter in parent["Parameters"].items()}
    values = defaults | parameters | cloud.outputs

    def invoke(surface: str, name: str, event: events.Event) -> Any:  # noqa: ANN401 - JSON of no fixed shape
        function = templates[surface]["Resources"][name]["Properties"]
        path = [unpacked[surface]] + [unpacked["layer"] / "python" for _ in function.get("Layers", [])]
        variables = {key: _resolved(value, values) for key, value in function["Environment"]["Variables"].items()}
        done = subprocess.run(
            [sys.executable, "-S", "-P", str(_HOST), function["Handler"]],
            input=json.dumps(event),
            env=variables | _lambda_environment(path, cloud.url),
            cwd=unpacked[surface],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return invoke


def _resolved(value: Any, values: Mapping[str, str]) -> str:  # noqa: ANN401 - text or a reference
    text = written_out(value)
    return values[text.removeprefix("${").removesuffix("}")] if text.startswith("${") else text


def _lambda_environment(path: list[Path], url: str) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_REGION": "ap-southeast-3",
        "AWS_DEFAULT_REGION": "ap-southeast-3",
        "AWS_ENDPOINT_URL": url,
        "AWS_LAMBDA_FUNCTION_NAME": "loket-test-function",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        "LAMBDA_TASK_ROOT": str(path[0]),
        "LANG": "en_US.UTF-8",
        "PYTHONPATH": ":".join(str(folder) for folder in path),
        "TZ": ":UTC",
    }


def test_every_function_of_the_packages_is_tried(templates: Mapping[str, Template]) -> None:
    tried = {(surface, "APIHandler") for surface, *_ in HTTP} | {("workers", name) for name, *_ in BATCHES}
    tried |= {("public", "AuthorizeResident"), ("office", "AuthorizeStaff"), ("workers", "Sweep")}
    assert {(surface, name) for surface, name, _ in functions(templates)} == tried


@pytest.mark.parametrize(("surface", "event", "status", "holds"), HTTP)
def test_a_packaged_api_answers_a_real_request(
    surface: str, event: events.Event, status: int, holds: str, run: Run
) -> None:
    said = run(surface, "APIHandler", event)["result"]
    assert str(said["statusCode"]).startswith(str(status)), said
    body = base64.b64decode(said["body"]).decode() if said.get("isBase64Encoded") else said["body"]
    assert holds in body


@pytest.mark.parametrize(("name", "event", "failed"), BATCHES)
def test_a_packaged_worker_says_which_records_failed(
    name: str, event: events.Event, failed: list[str], run: Run
) -> None:
    said = run("workers", name, event)
    assert said == {"result": {"batchItemFailures": [{"itemIdentifier": identifier} for identifier in failed]}}


@pytest.mark.parametrize(("surface", "name"), [("public", "AuthorizeResident"), ("office", "AuthorizeStaff")])
def test_a_packaged_authorizer_refuses_a_false_token(surface: str, name: str, run: Run) -> None:
    said = run(surface, name, events.token("Bearer not-a-token"))
    assert said == {"error": "Exception", "message": "Unauthorized"}


def test_a_packaged_sweeper_sweeps_an_empty_table(run: Run) -> None:
    said = run("workers", "Sweep", events.schedule())["result"]
    assert set(said.values()) == {0}


def test_the_imaging_layer_loads_beside_the_workers(unpacked: Mapping[str, Path]) -> None:
    code = "import pillow_heif, pypdfium2, PIL.Image; print(pypdfium2.__file__)"
    path = f"{unpacked['workers']}:{unpacked['layer'] / 'python'}"
    done = subprocess.run(
        [sys.executable, "-S", "-P", "-c", code], env={"PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    assert str(unpacked["layer"]) in done.stdout
