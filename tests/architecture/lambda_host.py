"""Runs one handler as Lambda does: `python -S -P lambda_host.py module.handler < event`, the package alone on the path.

Prints one line of JSON: {"result": ...} or {"error": class, "message": ...}.
"""

import importlib
import json
import sys


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
        """Enough for any handler."""
        return 28_000


def main(handler: str) -> None:
    """Loads the handler and gives it the event on standard input."""
    module, _, name = handler.rpartition(".")
    event = json.load(sys.stdin)
    call = getattr(importlib.import_module(module), name)
    try:
        said = {"result": call(event, Context())}
    except Exception as error:  # noqa: BLE001 - Lambda reports whatever a handler raises
        said = {"error": type(error).__name__, "message": str(error)}
    sys.stdout.write("\n" + json.dumps(said) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
