"""Runs one handler as Lambda does: `python -S -P lambda_host.py module.handler`, the package alone on the path.

Takes one event a line and answers each with one line that begins with RS: {"result" or "error", "message", "calls"};
calls are the requests that the handler made of AWS, as [service, operation, parameters].
"""

import importlib
import json
import sys
from typing import Any

from botocore.client import BaseClient

MARK = "\x1e"
CALLS: list[Any] = []


class Context:
    """What Lambda's own context offers, as far as Chalice and Powertools read it."""

    function_name = "loket-test-function"
    function_version = "$LATEST"
    memory_limit_in_mb = 512
    aws_request_id = "52fdfc07-2182-454f-963f-5f0f9a621d72"
    invoked_function_arn = "arn:aws:lambda:ap-southeast-3:123456789012:function:loket-test-function"
    log_group_name = "/aws/lambda/loket-test-function"
    log_stream_name = "2026/01/01/[$LATEST]1"

    def get_remaining_time_in_millis(self) -> int:
        """Enough for any handler: nearly the longest that Lambda gives."""
        return 890_000


def record_calls() -> None:
    """Notes every request of every boto3 client, before it is sent."""
    every_client: Any = BaseClient
    send = every_client._make_api_call

    def noted(client: Any, operation: str, parameters: Any) -> Any:  # noqa: ANN401 - botocore's own types
        CALLS.append([client.meta.service_model.service_name, operation, parameters])
        return send(client, operation, parameters)

    every_client._make_api_call = noted


def invoke(handler: Any, event: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever the module has under that name
    """The answer or the error of one invocation, with the calls it made."""
    CALLS.clear()
    try:
        said = {"result": handler(event, Context())}
    except Exception as error:  # noqa: BLE001 - Lambda reports whatever a handler raises
        said = {"error": type(error).__name__, "message": str(error)}
    return {**said, "calls": CALLS}


def main(name: str) -> None:
    """Loads the handler and gives it one event after another."""
    record_calls()
    module, _, attribute = name.rpartition(".")
    handler = getattr(importlib.import_module(module), attribute)
    for line in sys.stdin:
        sys.stdout.write(f"\n{MARK}{json.dumps(invoke(handler, json.loads(line)), default=repr)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
