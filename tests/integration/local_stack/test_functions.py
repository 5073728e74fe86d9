"""A function gets the environment, the time and the end that Lambda would give it."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.functions import function_environment, limits
from infra.local.partners import PARTNER
from infra.local.processes import StackError
from infra.local.resources import TEMPLATE
from infra.local.settings import PROJECT, Stack
from infra.local.template import load_template

WORKER = """
import sys, time
from infra.local.functions import Function, Limits
def handler(event, context):
    print("began", flush=True)
    time.sleep(event["seconds"])
    print("done", flush=True)
Function("work", handler, Limits(int(sys.argv[1]), 128)).invoke({"seconds": float(sys.argv[2])})
print("after", flush=True)
"""


def worker(limit: str, seconds: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WORKER, limit, seconds]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)


def test_a_function_whose_time_is_up_ends_its_process() -> None:
    with worker("1", "30") as process:
        said, _ = process.communicate(timeout=20)
    assert process.returncode == 124
    assert "Task timed out after 1 seconds" in said
    assert "done" not in said


def test_a_signal_to_stop_waits_for_the_handler() -> None:
    with worker("20", "1") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "began\n"
        process.terminate()
        said, _ = process.communicate(timeout=20)
    assert said == "done\n"
    assert process.returncode == -signal.SIGTERM


@pytest.mark.parametrize("surface", ["public", "office", "workers"])
def test_the_real_configuration_resolves_for_each_surface(tmp_path: Path, surface: str) -> None:
    outputs = {name: f"<{name}>" for name in load_template(TEMPLATE)["Outputs"]}
    (tmp_path / "outputs.json").write_text(json.dumps(outputs))
    told = function_environment(Stack(tmp_path, 4000), surface)
    assert told["LOKET_SURFACE"] == surface
    assert told["LOKET_TABLE"] == "<RegistryTableName>"
    assert told["LOKET_PUBLIC_URL"] == "http://127.0.0.1:12080"
    assert json.loads(told["LOKET_PARTNERS"]).keys() == {PARTNER}
    assert told["AWS_ENDPOINT_URL_DYNAMODB"] == "http://127.0.0.1:12000"
    assert not [value for value in told.values() if "${" in value]


def test_a_stack_never_started_has_no_environment(tmp_path: Path) -> None:
    with pytest.raises(StackError, match="start the stack first"):
        function_environment(Stack(tmp_path), "public")


def test_an_output_that_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "outputs.json").write_text(json.dumps({"RegistryTableName": "t"}))
    with pytest.raises(StackError, match="UploadBucketName"):
        function_environment(Stack(tmp_path), "public")


def test_limits_are_those_of_the_deployment() -> None:
    assert limits("workers", "inspect_uploads").timeout == 60
    assert limits("workers", "record_arrivals").timeout == 30
    assert limits("workers", "split_scans").timeout == 900
    assert limits("public", "api_handler").timeout == 28
