"""The functions of the unpacked packages, each in a clean interpreter of its own that stays warm as on Lambda."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.architecture.cloudformation import Template, written_out
from tests.architecture.lambda_events import Event

_HOST = Path(__file__).with_name("lambda_host.py")
_MARK = "\x1e"
Call = tuple[str, str, Any]


@dataclass(frozen=True)
class Said:
    """What an invocation came to: a result, or an error and its message; and what it asked of AWS."""

    result: Any
    error: str
    message: str
    calls: tuple[Call, ...]


@dataclass
class Packages:
    """Every function of every surface. `values` are the parameters of the deployment, `url` is where AWS answers."""

    templates: Mapping[str, Template]
    unpacked: Mapping[str, Path]
    values: Mapping[str, str]
    url: str
    carrier: str
    _warm: dict[tuple[str, str], subprocess.Popen[str]] = field(default_factory=dict)

    def invoke(self, surface: str, name: str, event: Event) -> Said:
        """Give one event to a function; the first one starts it."""
        if (surface, name) not in self._warm:
            self._warm[surface, name] = self._start(surface, name)
        process = self._warm[surface, name]
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(event) + "\n")
        process.stdin.flush()
        answer = next((line for line in process.stdout if line.startswith(_MARK)), None)
        assert answer is not None, f"{name} died: {process.stderr.read() if process.stderr else ''}"
        said = json.loads(answer.removeprefix(_MARK))
        calls = tuple((service, operation, parameters) for service, operation, parameters in said["calls"])
        return Said(said.get("result"), said.get("error", ""), said.get("message", ""), calls)

    def stop(self) -> None:
        """End what was started."""
        for process in self._warm.values():
            process.communicate()

    def _start(self, surface: str, name: str) -> subprocess.Popen[str]:
        function = self.templates[surface]["Resources"][name]["Properties"]
        path = [self.unpacked[surface]] + [self.unpacked["layer"] / "python" for _ in function.get("Layers", [])]
        variables = function["Environment"]["Variables"]
        return subprocess.Popen(
            [sys.executable, "-S", "-P", str(_HOST), function["Handler"]],
            env={key: self._resolved(value) for key, value in variables.items()} | self._of_lambda(path),
            cwd=self.unpacked[surface],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _resolved(self, value: Any) -> str:  # noqa: ANN401 - text or a reference
        text = written_out(value)
        return self.values[text.removeprefix("${").removesuffix("}")] if text.startswith("${") else text

    def _of_lambda(self, path: list[Path]) -> dict[str, str]:
        return {
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_REGION": "ap-southeast-3",
            "AWS_DEFAULT_REGION": "ap-southeast-3",
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ENDPOINT_URL_SESV2": self.carrier,
            "AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2": self.carrier,
            "AWS_ENDPOINT_URL_SOCIALMESSAGING": self.carrier,
            "AWS_LAMBDA_FUNCTION_NAME": "loket-test-function",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
            "LAMBDA_TASK_ROOT": str(path[0]),
            "LANG": "en_US.UTF-8",
            "LOKET_QUIET_HOURS": "false",  # else nobody is told while it is night in Malang, and the walk sees nothing
            "PYTHONPATH": ":".join(str(folder) for folder in path),
            "TZ": ":UTC",
        }
